/**
 * Transport, Eq. (8): every EHP bath exchanges energy with the modes through one Landauer-Buettiker channel,
 *
 *   J = sum_ab int_0^inf dw/2pi  w Tr[Lambda^{ab}(w) A_ph(w)] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],
 *
 * each quantum that an inter-electrode bath gives to the modes carries one electron from its first electrode to its
 * second, and heat out of both. What is integrated stands in exchange, how in frequency-integral.
 */
import { modePolesOf } from "./bosons.js";
import { chargeOf, crossesWithoutBoson, directionOf, whyNoElectronCurrent } from "./electron-current.js";
import { isAllWideBand, polesOf, refuseBoundStates } from "./electrons.js";
import { neighboursOf } from "./exceptional-points.js";
import {
  byClosedForm,
  byDensityOfStates,
  byEnergyQuadrature,
  byEnergyTrapezoid,
  type ExchangeRoute,
} from "./exchange.js";
import {
  byAdaptiveQuadrature,
  byTrapezoid,
  channelAt,
  componentsOf,
  I as ELECTRONS,
  J as ENERGY,
  ENTROPY,
  type FrequencyIntegral,
  goals,
  HEAT,
  INTEGRAL_EVALUATIONS,
  integrandOf,
  type Problem,
  QUICK_EVALUATIONS,
  SLOW_EVALUATIONS,
  totalsOf,
} from "./frequency-integral.js";
import { ensureJunction, type Junction, type JunctionInput } from "./junction.js";
import { checkOperatingPoint, type OperatingPoint } from "./operating-point.js";
import { isExpanded, isThermal, type PairBath, pairBaths } from "./pairs.js";
import { putTwoLevelCurrents } from "./two-level/currents.js";
import { twoLevelModelOf } from "./two-level/model.js";
import { refuse, requireBetween, requireKeys } from "./validate.js";

/** What one EHP bath contributes. */
export interface ChannelCurrent {
  /** electrode of the electron, alpha */
  readonly from: string;
  /** electrode of the hole, beta */
  readonly to: string;
  /** chemical potential mu_alpha - mu_beta of the pairs */
  readonly mu: number;
  /** energy current from this bath into the bosons, energy per time */
  readonly J: number;
  /** its share of the electron current I, electrons per time; undefined where I is */
  readonly I: number | undefined;
  /** heat that this bath's hops take out of each of its two electrodes, negative where they deposit it; undefined where
   * the electrodes' heat is */
  readonly heat: { readonly from: number; readonly to: number } | undefined;
}

export interface Currents {
  /** energy current from the electrons into the bosons, energy per time (energy^2/hbar) */
  readonly J: number;
  /**
   * electrons per time from L to R by boson emission and absorption, or from the first electrode to the second where
   * they have other names; undefined where Eq. (8) does not give it, see {@link electronCurrent}
   */
  readonly I: number | undefined;
  /**
   * heat current out of each electrode, Q_alpha, energy per time; between two electrodes
   * Q_L + Q_R + (mu_L - mu_R) I = J. Undefined where electrons also cross without a boson.
   */
  readonly heat: Readonly<Record<string, number>> | undefined;
  /**
   * entropy produced per time, J/T_ph - sum Q_alpha/T_alpha >= 0 (k_B per time); undefined where `heat` is, and where a
   * reservoir is at T = 0
   */
  readonly entropyProduction: number | undefined;
  /** estimated absolute errors: rule, roundoff and cut-off together */
  readonly error: {
    readonly J: number;
    readonly I: number | undefined;
    readonly heat: Readonly<Record<string, number>> | undefined;
    readonly entropyProduction: number | undefined;
  };
  /**
   * whether the errors meet the requested tolerance, relative to J, to I, to the entropy production and to the largest
   * heat; false where roundoff forbids it
   */
  readonly converged: boolean;
  /** one entry per EHP bath; J, I and the heats are their sums */
  readonly channels: readonly ChannelCurrent[];
}

/** J and I in total: {@link Currents} without heats and channels. */
export interface TotalCurrents {
  /** energy current from the electrons into the bosons, energy per time (energy^2/hbar) */
  readonly J: number;
  /** electrons per time from L to R; undefined as in {@link Currents} */
  readonly I: number | undefined;
  /** estimated absolute errors */
  readonly error: { readonly J: number; readonly I: number | undefined };
  /** whether the errors meet the requested tolerance, relative to J and to I */
  readonly converged: boolean;
}

export interface CurrentOptions {
  /** relative error requested; default 1e-8, between 1e-13 and 0.1 */
  readonly tolerance?: number;
  /** how Lambda is found: "closed-form" (default), or "quadrature", the slow independent route */
  readonly method?: "closed-form" | "quadrature";
}

/** Numbers of thermal energies after which a Bose or Fermi tail is dropped: exp(-60) = 1e-26. */
const TAIL = 60;

function upperLimit(device: Junction, point: OperatingPoint, baths: readonly PairBath[]): number {
  const temperatures = [point.bath, ...Object.values(point.electrodes)].map(({ temperature }) => temperature);
  return (
    Math.max(0, ...baths.map(({ mu }) => mu)) +
    Math.max(...device.modes.map(({ omega }) => omega)) +
    TAIL * Math.max(...temperatures)
  );
}

function readOptions(options: CurrentOptions): { tolerance: number; method: "closed-form" | "quadrature" } {
  requireKeys("options", options, [], ["tolerance", "method"]);
  const { tolerance = 1e-8, method = "closed-form" } = options;
  requireBetween("tolerance", tolerance, 1e-13, 0.1);
  if (method !== "closed-form" && method !== "quadrature") {
    refuse("method", '"closed-form" or "quadrature"', method);
  }
  return { tolerance, method };
}

function problemOf(device: Junction, point: OperatingPoint, tolerance: number): Problem {
  refuseBoundStates(device);
  const baths = pairBaths(device, point);
  const hasHeat = !crossesWithoutBoson(device);
  const reservoirs = [point.bath, ...Object.values(point.electrodes)];
  return {
    device,
    point,
    tolerance,
    electrodes: Object.keys(device.electrodes),
    baths,
    charge: baths.map((bath) => chargeOf(device, bath)),
    hasElectronCurrent: hasHeat && whyNoElectronCurrent(device) === undefined,
    hasHeat,
    hasEntropy: hasHeat && reservoirs.every(({ temperature }) => temperature > 0),
    end: upperLimit(device, point, baths),
    tail: TAIL,
  };
}

/** Whether every component that matters has reached its goal. */
function meetsGoals(problem: Problem, { value, error }: FrequencyIntegral): boolean {
  const goal = goals(problem, value);
  for (let c = 0; c < totalsOf(problem); c++) if (!(error[c]! <= goal[c]!)) return false;
  return true;
}

/** By closed forms where they keep their digits; the routes are tried from the quickest to the surest. */
function byClosedForms(problem: Problem): FrequencyIntegral {
  const { baths, tolerance, point } = problem;
  const boson = point.bath.temperature;
  const slow = (bath: PairBath): ExchangeRoute => byEnergyTrapezoid(bath, boson, tolerance);
  if (!baths.every(isExpanded)) {
    return byAdaptiveQuadrature(problem, baths.map(slow), SLOW_EVALUATIONS);
  }
  const quick = byTrapezoid(problem);
  if (quick) return quick;
  const closed = (bath: PairBath): ExchangeRoute =>
    isExpanded(bath) && isThermal(bath) ? byClosedForm(bath, boson) : slow(bath);
  const budget = baths.every(isThermal) ? QUICK_EVALUATIONS : INTEGRAL_EVALUATIONS;
  const first = byAdaptiveQuadrature(problem, baths.map(closed), budget);
  // Lambda may have lost digits where it hardly matters for the integral; only if it does matter, take the longer way.
  if (meetsGoals(problem, first) || !baths.some(isThermal)) return first;
  const second = byAdaptiveQuadrature(problem, baths.map(slow), SLOW_EVALUATIONS);
  return second.error[ENERGY]! < first.error[ENERGY]! ? second : first;
}

/** The average over neighbouring junctions at an exceptional point, the integral itself elsewhere. */
function integralOf(problem: Problem): FrequencyIntegral {
  const neighbours = neighboursOf(problem.device);
  if (neighbours.length === 0) {
    const { value, error } = byClosedForms(problem);
    if (!isAllWideBand(problem.device)) return { value, error };
    // No route knows the width of a nearly dark state better.
    const doubt = polesOf(problem.device).widthUncertainty;
    return { value, error: error.map((size, c) => size + doubt * Math.abs(value[c]!)) };
  }
  const components = componentsOf(problem);
  const value = new Float64Array(components);
  const error = new Float64Array(components);
  const coarse = new Float64Array(components);
  for (const { device, weight, coarseWeight } of neighbours) {
    // the moduli of the weights add up to 2.2
    const part = byClosedForms({
      ...problem,
      tolerance: problem.tolerance / 4,
      device,
      baths: pairBaths(device, problem.point),
    });
    for (let c = 0; c < components; c++) {
      value[c] = value[c]! + weight * part.value[c]!;
      coarse[c] = coarse[c]! + coarseWeight * part.value[c]!;
      error[c] = error[c]! + Math.abs(weight) * part.error[c]!;
    }
  }
  // Orders of the average fall by (d/width)^2; a hundredth of the last step is a safe bound on the next.
  for (let c = 0; c < components; c++) error[c] = error[c]! + Math.abs(value[c]! - coarse[c]!) / 100;
  return { value, error };
}

function recordOf(names: readonly string[], at: (k: number) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, k) => [name, at(k)]));
}

/** The integrals under their names. Adding 0 turns the -0 of an empty sum into 0. */
function currentsFrom(problem: Problem, value: ArrayLike<number>): Omit<Currents, "error" | "converged"> {
  const { electrodes, baths, hasElectronCurrent, hasHeat, hasEntropy } = problem;
  return {
    J: value[ENERGY]! + 0,
    I: hasElectronCurrent ? value[ELECTRONS]! + 0 : undefined,
    heat: hasHeat ? recordOf(electrodes, (k) => value[HEAT + k]! + 0) : undefined,
    entropyProduction: hasEntropy ? value[ENTROPY]! + 0 : undefined,
    channels: baths.map(({ from, to, mu }, c) => {
      const at = channelAt(problem, c);
      return {
        from,
        to,
        mu,
        J: value[at]! + 0,
        I: hasElectronCurrent ? value[at + 1]! + 0 : undefined,
        heat: hasHeat ? { from: value[at + 2]! + 0, to: value[at + 3]! + 0 } : undefined,
      };
    }),
  };
}

/**
 * Energy current into the bosons, electron current from L to R, heat out of each electrode and entropy production
 * (Eq. 8), in total and per EHP channel.
 *
 * Lowest order in the electron-boson coupling: all of them scale as M^2.
 * @param device the junction
 * @param point the operating point
 * @param options relative tolerance (default 1e-8) and method
 * @returns see {@link Currents}; every total comes with its estimated absolute error, and none is NaN
 * @throws RangeError for a bad junction, operating point or option, naming the parameter and what is allowed; for modes
 *   that nothing damps; and for parameters so far apart that double precision does not hold the integrand
 * @example
 * const { J, I, heat, error, channels } = currents(dots, point, { tolerance: 1e-10 });
 */
export function currents(
  device: JunctionInput,
  point: OperatingPoint,
  options: CurrentOptions = {},
): Currents {
  const checked = ensureJunction(device);
  checkOperatingPoint(checked, point);
  modePolesOf(checked);
  const { tolerance, method } = readOptions(options);
  const problem = problemOf(checked, point, tolerance);
  const integral =
    method === "quadrature"
      ? byAdaptiveQuadrature(
          problem,
          problem.baths.map((bath) => byEnergyQuadrature(bath, point.bath.temperature, tolerance)),
          QUICK_EVALUATIONS,
        )
      : integralOf(problem);
  const { value, error } = integral;
  for (let c = 0; c < totalsOf(problem); c++) {
    if (!Number.isFinite(value[c]! + error[c]!)) {
      refuse("parameters", "such that the currents fit double precision", value[c]);
    }
  }
  const { electrodes, hasElectronCurrent, hasHeat, hasEntropy } = problem;
  return {
    ...currentsFrom(problem, value),
    error: {
      J: error[ENERGY]!,
      I: hasElectronCurrent ? error[ELECTRONS]! : undefined,
      heat: hasHeat ? recordOf(electrodes, (k) => error[HEAT + k]!) : undefined,
      entropyProduction: hasEntropy ? error[ENTROPY]! : undefined,
    },
    converged: meetsGoals(problem, integral),
  };
}

/** Energies beyond which the two-level core would overflow. */
const LARGEST_ENERGY = 1e25;
/** J, I and their errors from the two-level core. */
const quick: Float64Array = new Float64Array(4);

/**
 * J and I alone: what a map of many points needs. For the two-level junction with electrodes of one temperature this
 * takes microseconds instead of the fraction of a millisecond of {@link currents}.
 * @param device the junction
 * @param point the operating point
 * @param options as for {@link currents}
 * @returns J and I with their estimated absolute errors
 * @throws RangeError as {@link currents}
 */
export function totalCurrents(
  device: JunctionInput,
  point: OperatingPoint,
  options: CurrentOptions = {},
): TotalCurrents {
  const checked = ensureJunction(device);
  const two = twoLevelModelOf(checked);
  if (two) {
    checkOperatingPoint(checked, point);
    modePolesOf(checked);
    const { tolerance, method } = readOptions(options);
    const left = point.electrodes[two.left]!;
    const right = point.electrodes[two.right]!;
    const T = left.temperature;
    const Tph = point.bath.temperature;
    const isWarm = T > 0 && T === right.temperature && Tph > 0;
    // The two-level core takes eighth powers of energies.
    const { epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh } = two.model;
    const energies = [omega, T, Tph, epsilonL, epsilonR, gammaL, gammaR, gammaPh, left.mu, right.mu];
    const fits = omega > 1 / LARGEST_ENERGY && energies.every((energy) => Math.abs(energy) < LARGEST_ENERGY);
    if (
      method === "closed-form" &&
      isWarm &&
      fits &&
      putTwoLevelCurrents(two.model, left.mu, right.mu, T, Tph, tolerance, quick)
    ) {
      const J = quick[0]!;
      const sign = directionOf(checked)[0] === two.left ? 1 : -1;
      // adding 0 turns -0 into 0
      const I = sign * quick[1]! + 0;
      const error = { J: quick[2]!, I: quick[3]! };
      const converged = error.J <= tolerance * Math.abs(J) && error.I <= tolerance * Math.abs(I);
      return { J: J + 0, I, error, converged };
    }
  }
  const { J, I, error, converged } = currents(checked, point, options);
  return { J, I, error: { J: error.J, I: error.I }, converged };
}

/**
 * Electron current I from L to R (from the first electrode to the second, if named otherwise), where Eq. (8) gives it:
 * two electrodes, and no way for an electron to cross without a boson, as in the two-level junction.
 * @param device the junction
 * @param point the operating point
 * @param options as for {@link currents}
 * @returns the current in electrons per time, with its estimated absolute error
 * @throws RangeError where Eq. (8) does not give the electrode current, saying why; and for bad input
 */
export function electronCurrent(
  device: JunctionInput,
  point: OperatingPoint,
  options: CurrentOptions = {},
): { readonly I: number; readonly error: number } {
  const checked = ensureJunction(device);
  const reason = whyNoElectronCurrent(checked);
  if (reason !== undefined) throw new RangeError(`the electron current is not available: ${reason}`);
  const { I, error } = totalCurrents(checked, point, options);
  return { I: I!, error: error.I! };
}

/**
 * The integrand of Eq. (8) at one frequency, dw/2pi included: integrating it over omega > 0 gives {@link currents}.
 * @param device the junction
 * @param point the operating point
 * @param omega boson energy hbar omega >= 0
 * @returns J and the heats (unit of energy), I (dimensionless) and the entropy production per unit of omega, in total
 *   and per channel
 * @throws RangeError for bad input
 */
export function spectralCurrents(
  device: JunctionInput,
  point: OperatingPoint,
  omega: number,
): Omit<Currents, "error" | "converged"> {
  const checked = ensureJunction(device);
  checkOperatingPoint(checked, point);
  if (!(typeof omega === "number" && Number.isFinite(omega) && omega >= 0))
    refuse("omega", "a number >= 0", omega);
  modePolesOf(checked);
  const problem = problemOf(checked, point, 1e-10);
  const boson = point.bath.temperature;
  const route = (bath: PairBath): ExchangeRoute =>
    isThermal(bath) && isAllWideBand(checked)
      ? byDensityOfStates(bath, boson)
      : byEnergyTrapezoid(bath, boson, problem.tolerance);
  const value = new Float64Array(componentsOf(problem));
  integrandOf(problem, problem.baths.map(route))(omega, value);
  return currentsFrom(problem, value);
}
