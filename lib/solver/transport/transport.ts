/**
 * Transport, Eq. (8): every pair bath exchanges energy with the modes through one Landauer-Buettiker channel,
 *
 *   J = sum_ab int_0^inf dw/2pi  w Tr[Lambda^{ab}(w) A_ph(w)] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],
 *
 * each quantum that an inter-electrode bath gives to the modes carries one electron from its first electrode to its
 * second, and heat out of both. What the currents are made of stands in ledger, how it is integrated in rule.
 */

import { modePolesOf, reducedModeSpectralFunction } from "../bosons/bosons.js";
import { refuse, requireBetween, requireKeys, requireNotNegative, requireOneOf } from "../checks/validate.js";
import { EIGENVECTOR_DOUBT, expansionDoubt, shareOfLooserFit, unitsOfNoise } from "../electrons/doubt.js";
import { coarsePolesOf, polesOf, refuseBoundStates } from "../electrons/electrons.js";
import { neighboursOf } from "../electrons/exceptional-points.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { byDensityOfStates, byEnergyQuadrature, noExchange } from "../pairs/exchange.js";
import { inputDoubt } from "../pairs/input-doubt.js";
import { electrodePairs, isThermal } from "../pairs/pairs.js";
import { flowsBySquares, flowsOf, isBetter } from "../rule/choose.js";
import { type Combination, combined, emptyFlows, errorOf, type Flows } from "../rule/flows.js";
import { stateOf } from "../rule/state.js";
import { meetsGoals } from "../rule/trust.js";
import type { Hartree } from "../second-order/terminal-integrals.js";
import { type Terminal, terminalsOf } from "../second-order/terminals.js";
import { directionOf, whyNoElectronCurrent } from "./electron-current.js";
import { flowsByQuadrature } from "./frequency-quadrature.js";
import { type Ledger, ledgerOf } from "./ledger.js";

/** What one pair bath contributes. */
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
  /** estimated absolute errors of the same */
  readonly error: {
    readonly J: number;
    readonly I: number | undefined;
    readonly heat: { readonly from: number; readonly to: number } | undefined;
  };
}

/** The currents of Eq. (8) at one operating point, in total and per pair bath; hbar = k_B = e = 1. */
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
  /** one entry per pair bath; J, I and the heats are their sums */
  readonly channels: readonly ChannelCurrent[];
}

/** Options of {@link currents}. */
export interface CurrentOptions {
  /** relative error requested; default 1e-8, between 1e-13 and 0.1. Above 1e-7 the rule keeps the nodes of 1e-7. */
  readonly tolerance?: number;
  /** how Lambda is found: "closed-form" (default), or "quadrature", the slow independent route */
  readonly method?: "closed-form" | "quadrature";
}

/** Options of {@link currents} for the currents of every terminal to second order in M. */
export interface TerminalOptions extends CurrentOptions {
  /**
   * Asks for the currents of every terminal to second order in M, whether or not electrons also cross without a boson. With
   * the option, `tolerance` is relative to the largest part of any current of the point, heats and J to that of any heat.
   *
   * The electrons' mean density pushes the modes aside by u_n = -tr[M^n rho]/Omega_n^2, which moves the levels by
   * sum_n M^n u_n. "full": the whole of it counts. Right where H is that of the bare levels with the modes at rest at u = 0:
   * model Hamiltonians, polarons. "none": none of it counts. Right where H already contains it, as the levels of a DFT
   * calculation at relaxed positions do, and wherever another code leaves it out. Where H contains the push of a
   * reference density, as of the isolated molecule, and the change against it is wanted: take that push out, H - sum_n M^n u_n
   * with the u_n of the reference, and ask for "full".
   */
  readonly hartree: Hartree;
}

/** Currents with those of every terminal to second order in M. */
export interface TerminalCurrents extends Currents {
  /**
   * electrons and heat per time out of each electrode, by its name. They add up to zero, the energies Q + mu I to J: each is
   * computed by itself, so that the sums tell what the numbers are worth.
   */
  readonly terminals: Readonly<Record<string, Terminal>>;
  /** orders 0 and 2, `terminals.L.current.total`; undefined unless there are two electrodes */
  readonly I: number | undefined;
  /** orders 0 and 2, `terminals[name].heat.total` */
  readonly heat: Readonly<Record<string, number>>;
  /**
   * J/T_ph - sum Q_alpha/T_alpha of orders 0 and 2. Order 2 alone may be negative, and so may their sum where M is not small:
   * only the sum over all orders is a rate that cannot be. Undefined where a reservoir is at T = 0.
   */
  readonly entropyProduction: number | undefined;
  /**
   * whether the errors meet the requested tolerance: of every current, relative to the largest part of any current of the
   * point, and of every heat and J, relative to the largest part of any heat, or to J. Where J is much less than the heats,
   * `error.J` tells what is left of it; the entropy production is not looked at
   */
  readonly converged: boolean;
}

interface ReadOptions {
  readonly tolerance: number;
  readonly method: "closed-form" | "quadrature";
  readonly hartree: Hartree | undefined;
}

function readOptions(options: CurrentOptions | TerminalOptions): ReadOptions {
  requireKeys("options", options, [], ["tolerance", "method", "hartree"]);
  const { tolerance = 1e-8, method = "closed-form", hartree } = options as Partial<TerminalOptions>;
  requireBetween("tolerance", tolerance, 1e-13, 0.1);
  requireOneOf("method", method, ["closed-form", "quadrature"]);
  if (hartree !== undefined) {
    requireOneOf("hartree", hartree, ["none", "full"]);
    if (method !== "closed-form") refuse("method", '"closed-form" where hartree is given', method);
  }
  return { tolerance, method, hartree };
}

/** Part of the tolerance that eigenvectors may take. */
const SPARE_DOUBT = 0.5;

/** The average over neighbouring junctions at an exceptional point where it is the better; the flows themselves elsewhere. */
function flowsFor(
  junction: Junction,
  point: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
): Flows {
  const isNearExceptional = EIGENVECTOR_DOUBT * polesOf(junction).uncertainty > SPARE_DOUBT * tolerance;
  const neighbours = isNearExceptional ? neighboursOf(junction) : [];
  if (neighbours.length === 0) return trustedFlows(junction, point, wanted, tolerance);
  const sum = emptyFlows(Object.keys(junction.electrodes).length);
  const coarse = new Float64Array(sum.value.length);
  for (const { junction: beside, weight, coarseWeight } of neighbours) {
    // the moduli of the weights add up to 2.2
    const part = trustedFlows(beside, point, wanted, tolerance / 4);
    for (let k = 0; k < coarse.length; k++) {
      sum.value[k] = sum.value[k]! + weight * part.value[k]!;
      coarse[k] = coarse[k]! + coarseWeight * part.value[k]!;
      for (const key of ["truncation", "ends", "noise", "absolute"] as const)
        sum[key][k] = sum[key][k]! + Math.abs(weight) * part[key][k]!;
    }
  }
  // Orders of the average fall by (d/width)^2; a hundredth of the last step is a safe bound on the next.
  for (let k = 0; k < coarse.length; k++)
    sum.noise[k] = sum.noise[k]! + Math.abs(sum.value[k]! - coarse[k]!) / 100;
  if (meetsGoals(wanted, sum, tolerance)) return sum;
  const direct = trustedFlows(junction, point, wanted, tolerance);
  return isBetter(wanted, tolerance, direct, sum) ? direct : sum;
}

/** Currents that a fit of self-energies knows to less than this are worth the seconds that sums of squares take. */
const POORLY_FITTED = 1e-6;

/** The flows of one junction, with what the expansion in poles may do to them among their errors. */
function trustedFlows(
  junction: Junction,
  point: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
): Flows {
  const poles = polesOf(junction);
  const { flows, lacksFitError, squares } = flowsOf(junction, poles, point, wanted, tolerance);
  const units = unitsOfNoise(poles);
  for (let k = 0; k < flows.noise.length; k++) flows.noise[k] = units * flows.noise[k]!;
  addDoubt(flows, doubtOf(junction, point));
  if (poles.fitError === 0 || !lacksFitError) return flows;
  addFitError(junction, point, wanted, tolerance, flows);
  if (meetsGoals(wanted, flows, Math.max(tolerance, POORLY_FITTED))) return flows;
  const exact = squares ?? flowsBySquares(junction, point, wanted, tolerance);
  addDoubt(exact, doubtWithoutPoles(junction, point));
  return isBetter(wanted, tolerance, exact, flows) ? exact : flows;
}

function addDoubt(flows: Flows, doubt: number): void {
  for (let k = 0; k < flows.noise.length; k++) flows.noise[k] = flows.noise[k]! + doubt * flows.absolute[k]!;
}

/** Adds what the fit of self-energies does to the flows: the change that a looser fit makes, in proportion. */
function addFitError(
  junction: Junction,
  point: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
  flows: Flows,
): void {
  const coarsePoles = coarsePolesOf(junction);
  const share = shareOfLooserFit(junction, point, polesOf(junction), coarsePoles);
  const coarse = flowsOf(junction, coarsePoles, point, wanted, tolerance).flows;
  for (let k = 0; k < flows.noise.length; k++)
    flows.noise[k] = flows.noise[k]! + share * Math.abs(flows.value[k]! - coarse.value[k]!);
}

/** Relative error of the residues at the modes' poles, which are exact where no damping joins two modes. */
const modesUncertainty = (junction: Junction): number =>
  stateOf(junction, polesOf(junction)).modes.uncertainty;

/** Relative error that every flow may have whatever rule is used: the modes, and the last digit of the energies given. */
const doubtWithoutPoles = (junction: Junction, point: OperatingPoint): number =>
  modesUncertainty(junction) + inputDoubt(junction, point, polesOf(junction));

/** The same of what rests on poles of the Green's function: eigenvectors and nearly dark widths too. */
export const doubtOf = (junction: Junction, point: OperatingPoint): number =>
  expansionDoubt(polesOf(junction)) + doubtWithoutPoles(junction, point);

/** Heats under the names of their electrodes. */
function namedHeats(
  { electrodes }: Ledger,
  heat: readonly Combination[],
  read: (one: Combination) => number,
): Record<string, number> {
  const named: Record<string, number> = {};
  for (let a = 0; a < heat.length; a++) named[electrodes[a]!] = read(heat[a]!) + 0;
  return named;
}

/** One kind of number of every current, value or error, under the names of the result. */
function named(
  ledger: Ledger,
  read: (one: Combination) => number,
): Omit<Currents, "error" | "converged" | "channels"> {
  const { J, I, heat, entropy } = ledger;
  // adding 0 turns the -0 of an empty sum into 0
  return {
    J: read(J) + 0,
    I: I && read(I) + 0,
    heat: heat && namedHeats(ledger, heat, read),
    entropyProduction: entropy && read(entropy) + 0,
  };
}

/** What the pair bath of electrodes a, b contributes. Literal objects: spreading them takes longer than the integral. */
function channelOf(
  ledger: Ledger,
  point: OperatingPoint,
  flows: Flows,
  a: number,
  b: number,
): ChannelCurrent {
  const { electrodes, charge, I, heat } = ledger;
  const from = electrodes[a]!;
  const to = electrodes[b]!;
  const mu = point.electrodes[from]!.mu - point.electrodes[to]!.mu;
  const pair = a * electrodes.length + b;
  const at = 3 * pair;
  const { value, truncation, ends, noise } = flows;
  const flux = value[at]!;
  const energy = value[at + 1]!;
  const moment = value[at + 2]!;
  const fluxError = truncation[at]! + ends[at]! + noise[at]!;
  const energyError = truncation[at + 1]! + ends[at + 1]! + noise[at + 1]!;
  const momentError = truncation[at + 2]! + ends[at + 2]! + noise[at + 2]!;
  const sign = charge[pair]!;
  return {
    from,
    to,
    mu,
    J: energy + 0,
    I: I && sign * flux + 0,
    heat: heat && { from: moment + 0, to: energy - mu * flux - moment + 0 },
    error: {
      J: energyError,
      I: I && Math.abs(sign) * fluxError,
      heat: heat && { from: momentError, to: energyError + Math.abs(mu) * fluxError + momentError },
    },
  };
}

function channelsOf(ledger: Ledger, point: OperatingPoint, flows: Flows): ChannelCurrent[] {
  const n = ledger.electrodes.length;
  const channels: ChannelCurrent[] = [];
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) channels.push(channelOf(ledger, point, flows, a, b));
  return channels;
}

/**
 * Energy current into the bosons (Eq. 8), and electrons and heat per time out of every terminal to second order in the
 * coupling: electrons may cross with a boson and without.
 * @param junction the junction
 * @param point the operating point
 * @param options what counts of the Hartree shift, relative tolerance (default 1e-8); see {@link TerminalOptions}
 * @returns see {@link TerminalCurrents}; every total comes with its estimated absolute error, and none is NaN
 * @throws RangeError for a bad junction, operating point or option, naming the parameter and what is allowed; for modes
 *   that nothing damps; and for parameters so far apart that double precision does not hold the integrand
 * @throws TypeError for what is of a wrong type
 * @example
 * // electrons cross with and without bosons: all terminals to second order in M
 * const { terminals } = currents(dots, point, { hartree: "full" });
 */
export function currents(
  junction: JunctionInput,
  point: OperatingPoint,
  options: TerminalOptions,
): TerminalCurrents;
/**
 * Energy current into the bosons, electron current from L to R, heat out of each electrode and entropy production
 * (Eq. 8), in total and per pair bath.
 *
 * Lowest order in the electron-boson coupling: all of them scale as M^2. The energy current counts every electron-hole pair;
 * where electrons also cross without a boson, their own current and heats come with the option `hartree`.
 * @param junction the junction
 * @param point the operating point
 * @param options relative tolerance (default 1e-8) and method
 * @returns see {@link Currents}; every total comes with its estimated absolute error, and none is NaN
 * @throws RangeError for a bad junction, operating point or option, naming the parameter and what is allowed; for modes
 *   that nothing damps; and for parameters so far apart that double precision does not hold the integrand
 * @throws TypeError for what is of a wrong type
 * @example
 * const { J, I, heat, error, channels } = currents(dots, point, { tolerance: 1e-10 });
 */
export function currents(junction: JunctionInput, point: OperatingPoint, options?: CurrentOptions): Currents;
export function currents(
  junction: JunctionInput,
  point: OperatingPoint,
  options: CurrentOptions | TerminalOptions = {},
): Currents | TerminalCurrents {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  modePolesOf(checked);
  const { tolerance, method, hartree } = readOptions(options);
  refuseBoundStates(checked);
  const ledger = ledgerOf(checked, point);
  const { wanted } = ledger;
  const flows =
    method === "quadrature"
      ? flowsByQuadrature(checked, point, wanted, tolerance)
      : flowsFor(checked, point, wanted, tolerance);
  const error = (one: Combination): number => errorOf(one, flows);
  for (const one of wanted) {
    const value = combined(one, flows.value);
    if (!Number.isFinite(value + error(one)))
      refuse("parameters", "such that the currents fit double precision", value);
  }
  const { J, I, heat, entropyProduction } = named(ledger, (one) => combined(one, flows.value));
  const lowest: Currents = {
    J,
    I,
    heat,
    entropyProduction,
    error: named(ledger, error),
    converged: meetsGoals(wanted, flows, tolerance),
    channels: channelsOf(ledger, point, flows),
  };
  return hartree === undefined ? lowest : withTerminals(checked, point, lowest, hartree, tolerance);
}

/** What Eq. (8) gives, with the currents of all terminals to second order in the place of those it does not give. */
function withTerminals(
  junction: Junction,
  point: OperatingPoint,
  lowest: Currents,
  hartree: Hartree,
  tolerance: number,
): TerminalCurrents {
  const { terminals, largest } = terminalsOf(junction, point, hartree, tolerance);
  const names = Object.keys(terminals);
  const heats = (key: "total" | "error"): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, terminals[name]!.heat[key]]));
  const [first] = directionOf(junction);
  const current = names.length === 2 ? terminals[first!]!.current : undefined;
  const boson = point.bath.temperature;
  const isCold = boson === 0 || names.some((name) => point.electrodes[name]!.temperature === 0);
  const perTemperature = (sign: 1 | -1, J: number, key: "total" | "error"): number | undefined =>
    isCold
      ? undefined
      : names.reduce(
          (sum, name) => sum - (sign * terminals[name]!.heat[key]) / point.electrodes[name]!.temperature,
          J / boson,
        );
  const [largestCurrent, largestHeat] = [largest[0], Math.max(largest[1], Math.abs(lowest.J))];
  return {
    ...lowest,
    I: current?.total,
    heat: heats("total"),
    entropyProduction: perTemperature(1, lowest.J, "total"),
    error: {
      J: lowest.error.J,
      I: current?.error,
      heat: heats("error"),
      entropyProduction: perTemperature(-1, lowest.error.J, "error"),
    },
    converged:
      lowest.error.J <= tolerance * largestHeat &&
      names.every(
        (name) =>
          terminals[name]!.current.error <= tolerance * largestCurrent &&
          terminals[name]!.heat.error <= tolerance * largestHeat,
      ),
    terminals,
  };
}

/**
 * Electron current I from L to R (from the first electrode to the second, if named otherwise), where Eq. (8) gives it:
 * two electrodes, and no way for an electron to cross without a boson, as in the two-level junction.
 * @param junction the junction
 * @param point the operating point
 * @param options as for {@link currents}
 * @returns the current in electrons per time, with its estimated absolute error
 * @throws RangeError where Eq. (8) does not give the electrode current, saying why; and for bad input
 * @throws TypeError for what is of a wrong type
 */
export function electronCurrent(
  junction: JunctionInput,
  point: OperatingPoint,
  options: CurrentOptions = {},
): { readonly I: number; readonly error: number } {
  const checked = ensureJunction(junction);
  const reason = whyNoElectronCurrent(checked);
  if (reason !== undefined) throw new RangeError(`the electron current is not available: ${reason}`);
  const { I, error } = currents(checked, point, options);
  return { I: I!, error: error.I! };
}

/** {@link Currents} per unit of frequency; found without an estimate of their errors. */
export interface SpectralCurrents extends Omit<Currents, "error" | "converged" | "channels"> {
  /** one entry per pair bath; J, I and the heats are their sums */
  readonly channels: readonly Omit<ChannelCurrent, "error">[];
}

/** Relative error of a spectral current between electrodes of different temperatures. */
const SPECTRAL_TOLERANCE = 1e-10;

/**
 * The integrand of Eq. (8) at one frequency, dw/2pi included: integrating it over omega > 0 gives {@link currents}.
 * @param junction the junction
 * @param point the operating point
 * @param omega boson energy hbar omega >= 0
 * @returns J and the heats (unit of energy), I (dimensionless) and the entropy production per unit of omega, in total
 *   and per channel
 * @throws RangeError for bad input
 * @throws TypeError for what is of a wrong type
 */
export function spectralCurrents(
  junction: JunctionInput,
  point: OperatingPoint,
  omega: number,
): SpectralCurrents {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireNotNegative("omega", omega);
  modePolesOf(checked);
  refuseBoundStates(checked);
  const ledger = ledgerOf(checked, point);
  const boson = point.bath.temperature;
  const spectrum = reducedModeSpectralFunction(checked, omega);
  const flows = emptyFlows(ledger.electrodes.length);
  const { value } = flows;
  const exchange = noExchange();
  electrodePairs(checked, point).forEach((bath, k) => {
    const route = isThermal(bath)
      ? byDensityOfStates(bath, boson)
      : byEnergyQuadrature(bath, boson, SPECTRAL_TOLERANCE);
    route(omega, spectrum, exchange);
    value[3 * k] = exchange.flux / (2 * Math.PI);
    value[3 * k + 1] = (omega * exchange.flux) / (2 * Math.PI);
    value[3 * k + 2] = exchange.moment / (2 * Math.PI);
  });
  return {
    ...named(ledger, (one) => combined(one, value)),
    channels: channelsOf(ledger, point, flows).map(({ error: _, ...channel }) => channel),
  };
}
