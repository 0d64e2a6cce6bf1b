/**
 * One bath of electron-hole pairs as a user asks for it: chemical potential, density of states (Eq. 7), occupation and
 * power spectrum (Eq. 6), rates of emission and absorption (Eqs. 3 to 5).
 */

import { requireFinite, requireWhole } from "../checks/validate.js";
import { refuseBoundStates, requireElectrode } from "../electrons/electrons.js";
import { neighboursOf } from "../electrons/exceptional-points.js";
import { ensureJunction, type JunctionInput, type MatrixRows } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { type Matrix, toRows } from "../linear/matrix.js";
import { bose, xBose } from "../special/distributions.js";
import { poleSumError, poleSumFor, putPoleSum } from "./pair-closed-form.js";
import { CLOSED_FORM_LIMIT, reducedDensityOfStates, unequalDensityOfStates } from "./pair-density.js";
import { absorptionWeight, emissionWeight, energyIntegral } from "./pair-quadrature.js";
import { type ElectrodePair, electrodePair, isExpanded, isThermal } from "./pairs.js";

/**
 * The bath of pairs with the electron in one electrode and the hole in another, a handle that answers. Everything was
 * checked when it was made, so that a loop over frequencies pays for the formula alone.
 *
 * Unit of Lambda and of the rates: energy^2 (M^2 A A d epsilon); each method throws a RangeError for an `omega` that is
 * not finite and a `mode` that the junction does not have.
 */
export interface PairBath {
  /** electrode of the electron, alpha */
  readonly from: string;
  /** electrode of the hole, beta */
  readonly to: string;
  /** chemical potential of the pairs, mu_ab = mu_alpha - mu_beta, unit of energy */
  readonly mu: number;
  /**
   * Coupling-weighted density of states Lambda^{ab}_mm(omega) of one mode, second line of Eq. (7): absorption - emission.
   * @param omega pair energy hbar omega, any sign; Lambda vanishes at omega = mu_ab where both temperatures are equal
   * @param mode index m of the mode; default 0
   * @returns relative error below 1e-10, for unequal temperatures relative to the rates
   */
  density(omega: number, mode?: number): number;
  /**
   * Lambda^{ab}_mn(omega) of all modes.
   * @returns modes x modes Hermitian matrix; entries are numbers where real, `{ re, im }` elsewhere
   */
  densityMatrix(omega: number): MatrixRows;
  /**
   * Occupation n_B(omega - mu_ab, T_e), Eq. (6), dimensionless; below mu_ab it lies under -1, where Lambda is negative
   * too. Throws a RangeError at omega = mu_ab, where it has a pole (at T = 0 a step), and for electrodes of unequal
   * temperatures, whose pairs are not Bose distributed.
   */
  occupation(omega: number): number;
  /**
   * Golden-rule rate of emission into one mode per unit of squared displacement, W_em (the paper's T_{alpha -> beta},
   * Eqs. 3 to 5): the electron goes from `from` to `to`,
   *   int de/2pi tr[M A_alpha(e) M A_beta(e - omega)] f_alpha(e) [1 - f_beta(e - omega)].
   */
  emission(omega: number, mode?: number): number;
  /** The reverse, W_ab, with f and 1 - f exchanged: the electron goes from `to` to `from` and absorbs a boson. */
  absorption(omega: number, mode?: number): number;
  /** The rates of emission for all modes, modes x modes. */
  emissionMatrix(omega: number): MatrixRows;
  /** The rates of absorption for all modes, modes x modes. */
  absorptionMatrix(omega: number): MatrixRows;
  /**
   * Power spectrum [n_B(omega - mu_ab) + 1/2] Lambda^{ab}_mm(omega), Eq. (6): half the sum of emission and absorption,
   * which it is at unequal temperatures too; finite at omega = mu_ab, where a pole meets a zero.
   */
  powerSpectrum(omega: number, mode?: number): number;
}

/** The rates of emission and absorption as matrices. */
interface Rates {
  readonly emission: Matrix;
  readonly absorption: Matrix;
}

const scaled = (factor: number, { size, re, im }: Matrix): Matrix => ({
  size,
  re: re.map((v) => factor * v + 0),
  im: im.map((v) => factor * v + 0),
});

function densityOf(pair: ElectrodePair, omega: number): Matrix {
  return isThermal(pair)
    ? scaled(omega - pair.mu, reducedDensityOfStates(pair, omega).matrix)
    : scaled(1, unequalDensityOfStates(pair, omega).matrix);
}

/** Detailed balance, Eq. (4), gives both rates from Lambda where the temperatures are equal. */
function ratesOf(pair: ElectrodePair, omega: number): Rates {
  if (isThermal(pair)) {
    const x = omega - pair.mu;
    const { matrix } = reducedDensityOfStates(pair, omega);
    const { temperature } = pair.source;
    return {
      emission: scaled(xBose(x, temperature), matrix),
      absorption: scaled(xBose(-x, temperature), matrix),
    };
  }
  const rate = (weight: typeof emissionWeight): Matrix =>
    scaled(1, energyIntegral(pair, omega, (energy) => weight(pair, omega, energy)).matrix);
  return { emission: rate(emissionWeight), absorption: rate(absorptionWeight) };
}

/** Lambda_mm by the pole sum alone, where that keeps its digits: for loops over many frequencies. */
function densityFunction(pair: ElectrodePair): (omega: number, diagonal: number) => number {
  const sure = (omega: number, diagonal: number): number => densityOf(pair, omega).re[diagonal]!;
  if (!isThermal(pair) || !isExpanded(pair) || neighboursOf(pair.junction).length > 0) return sure;
  const sum = poleSumFor(pair);
  const limit = poleSumError(pair) / CLOSED_FORM_LIMIT;
  return (omega, diagonal) => {
    putPoleSum(pair, omega, 0, sum);
    // S_mm + conj S_mm
    const reduced = 2 * sum.density[2 * diagonal]!;
    return sum.size * limit <= reduced ? (omega - pair.mu) * reduced : sure(omega, diagonal);
  };
}

function occupationOf({ from, to, mu, source, drain }: ElectrodePair, omega: number): number {
  if (source.temperature !== drain.temperature) {
    throw new RangeError(
      `temperature of electrodes ${from} and ${to} must be equal for a pair occupation (got ` +
        `${source.temperature} and ${drain.temperature}): such a pair bath is not Bose distributed; ` +
        "use its emission and absorption",
    );
  }
  const x = omega - mu;
  // The step that n_B becomes at T = 0; at the step itself there is no number to return.
  if (source.temperature === 0 && x !== 0) return x < 0 ? -1 : 0;
  return bose(x, source.temperature);
}

/**
 * The bath of electron-hole pairs with the electron in `from` and the hole in `to`.
 * @param junction the junction
 * @param point the operating point; the two electrodes may have different temperatures
 * @param from electrode of the electron, alpha
 * @param to electrode of the hole, beta; the same as `from` for the pairs within one electrode
 * @returns a handle, see {@link PairBath}
 * @throws RangeError for unknown electrodes and a bad junction or operating point
 * @throws TypeError for what is of a wrong type
 * @example
 * const pairs = pairBath(paperJunction, twoTerminal(9, 11, 0.25), "R", "L");
 * pairs.mu; // 2
 * pairs.density(1); // Lambda^{RL} at the mode's energy
 */
export function pairBath(junction: JunctionInput, point: OperatingPoint, from: string, to: string): PairBath {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireElectrode(checked, from);
  requireElectrode(checked, to);
  refuseBoundStates(checked);
  const pair = electrodePair(checked, point, from, to);
  const modes = checked.modes.length;
  const energy = (omega: number): number => requireFinite("omega", omega);
  const diagonalOf = (mode: number): number => requireWhole("mode", mode, 0, modes - 1) * (modes + 1);
  let density: ReturnType<typeof densityFunction> | undefined;
  // emission and absorption are found together, and are usually asked for at one frequency after the other
  let last: { readonly omega: number; readonly rates: Rates } | undefined;
  const rates = (omega: number): Rates => {
    if (last?.omega !== omega) last = { omega, rates: ratesOf(pair, energy(omega)) };
    return last.rates;
  };
  return {
    from,
    to,
    mu: pair.mu,
    density: (omega, mode = 0) => {
      density ??= densityFunction(pair);
      return density(energy(omega), diagonalOf(mode));
    },
    densityMatrix: (omega) => toRows(densityOf(pair, energy(omega))),
    occupation: (omega) => occupationOf(pair, energy(omega)),
    emission: (omega, mode = 0) => rates(omega).emission.re[diagonalOf(mode)]!,
    absorption: (omega, mode = 0) => rates(omega).absorption.re[diagonalOf(mode)]!,
    emissionMatrix: (omega) => toRows(rates(omega).emission),
    absorptionMatrix: (omega) => toRows(rates(omega).absorption),
    powerSpectrum: (omega, mode = 0) => {
      const diagonal = diagonalOf(mode);
      const { emission, absorption } = rates(omega);
      return (emission.re[diagonal]! + absorption.re[diagonal]!) / 2;
    },
  };
}
