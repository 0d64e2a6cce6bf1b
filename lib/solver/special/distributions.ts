/**
 * Fermi and Bose functions, and the two combinations in which a pole of the Bose function meets a zero
 * of the EHP density of states. Everything goes through expm1, so no digit is lost near a pole or in a tail.
 */
import { refuse, requireFinite, requirePositive } from "../checks/validate.js";

/**
 * Fermi-Dirac occupation n_F = 1/(exp(energy/T) + 1) (below Eq. 5).
 * @param energy electron energy measured from the chemical potential, epsilon - mu
 * @param temperature k_B T > 0, in the unit of `energy`
 * @returns occupation between 0 and 1, with full relative accuracy in the upper tail
 * @throws RangeError if `energy` is not finite or `temperature` not positive
 */
export function fermi(energy: number, temperature: number): number {
  return fermiUnchecked(requireFinite("energy", energy) / requirePositive("temperature", temperature));
}

/** n_F of x = (epsilon - mu)/T, for inner loops whose input has been checked. */
export const fermiUnchecked = (x: number): number =>
  x > 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));

/**
 * Bose-Einstein occupation n_B = 1/(exp(energy/T) - 1) (below Eq. 5).
 * Negative energies are allowed, n_B(-x) = -1 - n_B(x): they occur below a pair bath's chemical potential.
 * @param energy boson energy measured from the chemical potential, hbar omega - mu
 * @param temperature k_B T > 0, in the unit of `energy`
 * @returns occupation, with full relative accuracy for |energy| << T and in the tail
 * @throws RangeError at `energy` = 0 (a pole), or if an argument is not finite or `temperature` not positive
 */
export function bose(energy: number, temperature: number): number {
  requireFinite("energy", energy);
  requirePositive("temperature", temperature);
  const occupation = 1 / Math.expm1(energy / temperature);
  if (energy === 0) {
    throw new RangeError(`energy must not be zero: the Bose function has a pole there (got ${energy})`);
  }
  if (!Number.isFinite(occupation)) refuse("energy", "large enough for n_B = T/energy to be finite", energy);
  return occupation;
}

/** x n_B(x, T) = x/(exp(x/T) - 1): regular and positive everywhere, T at x = 0; max(-x, 0) at T = 0. */
export function xBose(x: number, temperature: number): number {
  if (temperature === 0) return Math.max(-x, 0);
  const y = x / temperature;
  return y === 0 ? temperature : x / Math.expm1(y);
}

/**
 * Emission minus absorption of one pair of states, up emitted - down occupied, without cancellation where the two are
 * nearly equal.
 * @param up f_a (1 - f_b)
 * @param down f_b (1 - f_a)
 * @param emitted w (1 + n) of the modes' bath
 * @param occupied w n of the modes' bath
 * @param excess ln[down occupied/(up emitted)], -Infinity for an empty bath
 */
export const netEmission = (
  up: number,
  down: number,
  emitted: number,
  occupied: number,
  excess: number,
): number => (excess < 0 ? -up * emitted * Math.expm1(excess) : down * occupied * Math.expm1(-excess));

/**
 * x w [n_B(x, T_e) - n_B(w, T_ph)] with x = w - mu: finite at both poles and free of cancellation where the two
 * occupations are nearly equal, because
 *   1/expm1(A) - 1/expm1(B) = expm1(B - A) / (-expm1(-A) expm1(B)),   A = x/T_e,  B = w/T_ph.
 * @param omega boson energy w
 * @param mu chemical potential of the pair bath
 * @param electronTemperature T_e, may be 0
 * @param bosonTemperature T_ph, may be 0
 */
export function xwBoseDifference(
  omega: number,
  mu: number,
  electronTemperature: number,
  bosonTemperature: number,
): number {
  const x = omega - mu;
  if (electronTemperature === 0 || bosonTemperature === 0) {
    return omega * xBose(x, electronTemperature) - x * xBose(omega, bosonTemperature);
  }
  // B - A over a common denominator: equal temperatures and no bias give exactly zero.
  const gap =
    (omega * (electronTemperature - bosonTemperature) + mu * bosonTemperature) /
    (electronTemperature * bosonTemperature);
  return gap <= 0
    ? Math.expm1(gap) * xBose(-x, electronTemperature) * xBose(omega, bosonTemperature)
    : -Math.expm1(-gap) * xBose(x, electronTemperature) * xBose(-omega, bosonTemperature);
}
