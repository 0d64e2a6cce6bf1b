/** The EHP baths as a user asks for them: density of states (Eq. 7), occupation and power spectrum (Eq. 6), rates
 * (Eqs. 4 and 5). */

import { refuse, requireFinite } from "../checks/validate.js";
import { refuseBoundStates, requireElectrode } from "../electrons/electrons.js";
import { neighboursOf } from "../electrons/exceptional-points.js";
import { ensureJunction, type Junction, type JunctionInput, type MatrixRows } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { type Matrix, toRows } from "../linear/matrix.js";
import { bose, xBose } from "../special/distributions.js";
import { poleSumError, poleSumFor, putPoleSum } from "./pair-closed-form.js";
import { CLOSED_FORM_LIMIT, reducedDensityOfStates, unequalDensityOfStates } from "./pair-density.js";
import { absorptionWeight, emissionWeight, energyIntegral } from "./pair-quadrature.js";
import { isExpanded, isThermal, type PairBath, pairBath } from "./pairs.js";

function bathFor(
  device: JunctionInput,
  point: OperatingPoint,
  from: string,
  to: string,
  omega: number,
): PairBath {
  const checked: Junction = ensureJunction(device);
  checkOperatingPoint(checked, point);
  requireElectrode(checked, from);
  requireElectrode(checked, to);
  requireFinite("omega", omega);
  refuseBoundStates(checked);
  return pairBath(checked, point, from, to);
}

function scaled(factor: number, matrix: Matrix): MatrixRows {
  const { size, re, im } = matrix;
  return toRows({ size, re: re.map((v) => factor * v + 0), im: im.map((v) => factor * v + 0) });
}

function requireThermal(bath: PairBath): number {
  if (!isThermal(bath)) {
    throw new RangeError(
      `temperature of electrodes ${bath.from} and ${bath.to} must be equal for a pair occupation (got ` +
        `${bath.source.temperature} and ${bath.drain.temperature}): such a pair bath is not Bose distributed; ` +
        "use ehpRates",
    );
  }
  return bath.source.temperature;
}

/**
 * Coupling-weighted EHP density of states Lambda^{ab}_mn(omega), second line of Eq. (7).
 * @param device the junction
 * @param point the operating point; the two electrodes may have different temperatures
 * @param from electrode of the electron, alpha
 * @param to electrode of the hole, beta
 * @param omega pair energy hbar omega, any sign; Lambda vanishes at omega = mu_ab when the temperatures are equal
 * @returns modes x modes Hermitian matrix, unit energy^2 (M^2 A A d epsilon); entries are numbers where real,
 *   `{re, im}` elsewhere. Relative error below 1e-10, for unequal temperatures relative to the rates of {@link ehpRates}.
 * @throws RangeError for unknown electrodes, a bad operating point, or an `omega` that is not finite
 * @example
 * ehpDensityOfStates(dots, point, "L", "R", 0.7)[0][0]
 */
export function ehpDensityOfStates(
  device: JunctionInput,
  point: OperatingPoint,
  from: string,
  to: string,
  omega: number,
): MatrixRows {
  const bath = bathFor(device, point, from, to, omega);
  return isThermal(bath)
    ? scaled(omega - bath.mu, reducedDensityOfStates(bath, omega).matrix)
    : scaled(1, unequalDensityOfStates(bath, omega).matrix);
}

/**
 * Lambda^{ab}_mm(omega) of one mode as a function of omega: the same as {@link ehpDensityOfStates}, with all checks made
 * beforehand, for loops over many frequencies.
 * @param device the junction
 * @param point the operating point
 * @param from electrode of the electron, alpha
 * @param to electrode of the hole, beta
 * @param mode index m of the mode; default 0
 * @returns a function of omega (a finite number, which it does not check); the value has the unit and the error of
 *   {@link ehpDensityOfStates}
 * @throws RangeError for bad input
 * @example
 * const lambda = ehpDensityFunction(dots, point, "L", "R");
 * [0.5, 1, 1.5].map(lambda)
 */
export function ehpDensityFunction(
  device: JunctionInput,
  point: OperatingPoint,
  from: string,
  to: string,
  mode = 0,
): (omega: number) => number {
  const bath = bathFor(device, point, from, to, 0);
  const modes = bath.device.modes.length;
  if (!(Number.isInteger(mode) && mode >= 0 && mode < modes)) {
    refuse("mode", `an index between 0 and ${modes - 1}`, mode);
  }
  const entry = mode * (modes + 1);
  if (!isThermal(bath)) return (omega) => unequalDensityOfStates(bath, omega).matrix.re[entry]!;
  const sure = (omega: number): number =>
    (omega - bath.mu) * reducedDensityOfStates(bath, omega).matrix.re[entry]!;
  if (!isExpanded(bath) || neighboursOf(bath.device).length > 0) return sure;
  const sum = poleSumFor(bath);
  const limit = poleSumError(bath) / CLOSED_FORM_LIMIT;
  return (omega) => {
    putPoleSum(bath, omega, 0, sum);
    // S_mm + conj S_mm
    const reduced = 2 * sum.density[2 * entry]!;
    return sum.size * limit <= reduced ? (omega - bath.mu) * reduced : sure(omega);
  };
}

/**
 * Occupation n_B(omega - mu_ab, T_e) of an EHP bath (Eq. 6).
 * @param device the junction
 * @param point the operating point
 * @param from electrode of the electron
 * @param to electrode of the hole
 * @param omega pair energy; at omega = mu_ab the occupation has a pole
 * @returns dimensionless occupation; below mu_ab it lies under -1, where Lambda is negative too
 * @throws RangeError at the pole (at T = 0 the step), for electrodes of unequal temperature, and for bad input
 */
export function ehpOccupation(
  device: JunctionInput,
  point: OperatingPoint,
  from: string,
  to: string,
  omega: number,
): number {
  const bath = bathFor(device, point, from, to, omega);
  const temperature = requireThermal(bath);
  const x = omega - bath.mu;
  // The step that n_B becomes at T = 0; at the step itself there is no number to return.
  if (temperature === 0 && x !== 0) return x < 0 ? -1 : 0;
  return bose(x, temperature);
}

/**
 * Coupling-weighted power spectrum [n_B(omega - mu_ab) + 1/2] Lambda^{ab}(omega) of an EHP bath (Eq. 6); finite also
 * at omega = mu_ab, where a pole meets a zero.
 * @returns modes x modes Hermitian matrix, unit of Lambda
 * @throws RangeError for electrodes of unequal temperature and for bad input
 */
export function ehpPowerSpectrum(
  device: JunctionInput,
  point: OperatingPoint,
  from: string,
  to: string,
  omega: number,
): MatrixRows {
  const bath = bathFor(device, point, from, to, omega);
  const temperature = requireThermal(bath);
  const x = omega - bath.mu;
  return scaled(
    (xBose(x, temperature) + xBose(-x, temperature)) / 2,
    reducedDensityOfStates(bath, omega).matrix,
  );
}

/** Golden-rule rates of one EHP reaction, Eqs. (2)-(5). */
export interface EhpRates {
  /** electron goes from `from` to `to`, a boson is emitted: T_{alpha -> beta}, modes x modes */
  readonly emission: MatrixRows;
  /** the reverse, a boson is absorbed: T_{alpha <- beta}, modes x modes */
  readonly absorption: MatrixRows;
}

/**
 * Golden-rule rates of the reaction e_alpha <-> e_beta + boson (Eqs. 3-5), per unit of squared displacement:
 *   emission = int de/2pi tr[M A_alpha(e) M A_beta(e - omega)] f_alpha(e) [1 - f_beta(e - omega)],
 * absorption with f and 1 - f exchanged. Their difference absorption - emission is Lambda; their ratio at equal
 * temperatures is detailed balance, Eq. (4).
 * @returns both rate matrices, unit of Lambda
 * @throws RangeError for bad input
 */
export function ehpRates(
  device: JunctionInput,
  point: OperatingPoint,
  from: string,
  to: string,
  omega: number,
): EhpRates {
  const bath = bathFor(device, point, from, to, omega);
  if (isThermal(bath)) {
    const x = omega - bath.mu;
    const { matrix } = reducedDensityOfStates(bath, omega);
    const temperature = bath.source.temperature;
    return {
      emission: scaled(xBose(x, temperature), matrix),
      absorption: scaled(xBose(-x, temperature), matrix),
    };
  }
  return {
    emission: scaled(1, energyIntegral(bath, omega, (energy) => emissionWeight(bath, omega, energy)).matrix),
    absorption: scaled(
      1,
      energyIntegral(bath, omega, (energy) => absorptionWeight(bath, omega, energy)).matrix,
    ),
  };
}
