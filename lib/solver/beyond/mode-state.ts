/**
 * The state of each mode where it is sharp: how often the electrons give it a quantum and take one, what occupation and
 * temperature that leaves, and when it runs away. With the rates E^{ab}, Ab^{ab} of the pair baths (Eqs. 3-5) at the mode's own
 * energy Omega, u^2 having the matrix element 1/(2 Omega) between neighbouring states,
 *
 *   W_em = sum_ab E^{ab}(Omega)/(2 Omega),   W_ab = sum_ab Ab^{ab}(Omega)/(2 Omega),   W_ab - W_em = sum_ab Lambda^{ab}(Omega)/(2 Omega),
 *   dn/dt = W_em (1 + n) - W_ab n - gamma_ph (n - n_ph),
 *   n = (W_em + gamma_ph n_ph)/(W_ab - W_em + gamma_ph),   T = Omega/ln(1 + 1/n).
 *
 * These are words for a mode whose line is narrow beside everything that varies with w; how narrow it is is part of the
 * result. The dressed values are the same at the pole of D^r = [w^2 - K + i w gamma_ph - Pi^r]^-1: at the energy w that
 * solves w^2 = Omega^2 + Re Pi^r(w), with 2 w - d Re Pi^r/dw for 2 Omega.
 */

import { modePolesOf } from "../bosons/bosons.js";
import { refuseUnless, requireKeys } from "../checks/validate.js";
import { refuseBoundStates } from "../electrons/electrons.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { selfEnergyFunction } from "../pairs/self-energy.js";
import { lambdaOf, type RatesFunction, sureRatesOf } from "./bath-rates.js";
import { requireWideBand } from "./dressed-modes.js";
import { harmonicCurrents } from "./harmonic.js";
import { modeStability } from "./stability.js";

/** What a mode does at one energy, hbar = k_B = 1. All rates have the unit of energy (quanta per time, over hbar). */
export interface ModeValues {
  /** energy of the mode: Omega_k, or where the electrons move it to */
  readonly omega: number;
  /** W_em, rate at which the electrons would give the empty mode a quantum */
  readonly emission: number;
  /** W_ab, rate at which they take each quantum */
  readonly absorption: number;
  /** W_ab - W_em, damping by the electrons, full width: negative where they pump the mode */
  readonly electronDamping: number;
  /** damping by the modes' bath, full width: gamma_ph */
  readonly bathDamping: number;
  /** whether both dampings together are positive; a mode that is not stable has no stationary state */
  readonly isStable: boolean;
  /** mean number n of quanta, dimensionless, in the stationary state; undefined where there is none */
  readonly occupation: number | undefined;
  /** k_B T_eff = Omega/ln(1 + 1/n), unit of energy; 0 for an empty mode, undefined where the occupation is */
  readonly temperature: number | undefined;
  /**
   * energy per time (energy^2) that the mode takes from the electrons and leaves in its bath, Omega gamma_ph (n - n_ph); beside
   * Eq. (8) the mode is at n, not at n_ph. Undefined where the occupation is
   */
  readonly energyCurrent: number | undefined;
}

/** The state of one mode, at lowest order in the coupling. */
export interface ModeState extends ModeValues {
  /**
   * damping by the bath below which the mode is unstable, W_em - W_ab: `criticalDamping(...).lowestOrder`; negative: it never
   * is
   */
  readonly threshold: number;
  /**
   * the number by which sharpness is judged, 0 for a perfectly sharp mode: the largest of line width over Omega, the change of
   * n over half the width in units of n + 1/2, and what joins it to another mode (damping or pairs) over their distance
   */
  readonly broadness: number;
  /** whether `broadness` is below 0.1, so that occupation and temperature are those of a mode */
  readonly isSharp: boolean;
  /**
   * where asked for: the same with the electrons' self-energy, at the energy that it moves the mode to; `energyCurrent` is J
   * of `harmonicCurrents`, which several modes share (undefined then). Undefined where a mode is unstable in full
   */
  readonly dressed?: ModeValues | undefined;
}

/** Options of {@link modeState}. */
export interface ModeStateOptions {
  /** whether to find the dressed values too, which takes an integral over w; wide-band electrodes only; default false */
  readonly dressed?: boolean;
}

/** Broadness up to which a mode is called sharp. */
const SHARP = 0.1;

/** Sums over the pair baths at w: diagonal of E and Ab of one mode, and row of Lambda. */
interface Sums {
  readonly emission: number;
  readonly absorption: number;
  /** Lambda_kk, from Lambda itself: no difference of the two above */
  readonly lambda: number;
  /** |Lambda_kl| */
  readonly row: readonly number[];
}

function sumsAt(rates: readonly RatesFunction[], omega: number, k: number, modes: number): Sums {
  const at = k * (modes + 1);
  const [re, im] = [new Array<number>(modes).fill(0), new Array<number>(modes).fill(0)];
  let [emission, absorption, lambda] = [0, 0, 0];
  for (const rateAt of rates) {
    const found = rateAt(omega);
    const { emission: up, absorption: down } = found;
    emission += up.re[at]!;
    absorption += down.re[at]!;
    lambda += lambdaOf(found, omega, k);
    for (let l = 0; l < modes; l++) {
      const place = k * modes + l;
      re[l] = re[l]! + down.re[place]! - up.re[place]!;
      im[l] = im[l]! + down.im[place]! - up.im[place]!;
    }
  }
  return { emission, absorption, lambda, row: re.map((value, l) => Math.hypot(value, im[l]!)) };
}

const boseAt = (omega: number, temperature: number): number =>
  temperature === 0 ? 0 : 1 / Math.expm1(omega / temperature);

/** The values at w; `norm` is 2 w, or what the electrons make of it. */
function valuesAt(
  { emission, absorption, lambda }: Sums,
  omega: number,
  norm: number,
  gamma: number,
  bathTemperature: number,
): ModeValues {
  const [up, down, electronDamping] = [emission / norm, absorption / norm, lambda / norm];
  const bathDamping = (2 * omega * gamma) / norm;
  const thermal = boseAt(omega, bathTemperature);
  const total = electronDamping + bathDamping;
  const isStable = total > 0;
  const occupation = isStable ? (up + bathDamping * thermal) / total : undefined;
  const net = up - electronDamping * thermal;
  return {
    omega,
    emission: up,
    absorption: down,
    electronDamping: electronDamping + 0,
    bathDamping,
    isStable,
    occupation,
    temperature: occupation === undefined ? undefined : omega / Math.log1p(1 / occupation),
    // gamma (n - n_ph) without the difference
    energyCurrent: isStable ? (omega * bathDamping * net) / total + 0 : undefined,
  };
}

/** The number by which sharpness is judged. */
function broadnessOf(
  junction: Junction,
  k: number,
  rates: readonly RatesFunction[],
  sums: Sums,
  values: ModeValues,
  bathTemperature: number,
): number {
  const { omega } = junction.modes[k]!;
  const { electronDamping, bathDamping, occupation } = values;
  const width = Math.max(bathDamping, bathDamping + electronDamping);
  let broadness = width / omega;
  junction.modes.forEach((other, l) => {
    const joint = Math.abs(junction.damping[k]![l]!) + sums.row[l]! / (2 * omega);
    if (l !== k && joint > 0) broadness = Math.max(broadness, joint / Math.abs(other.omega - omega));
  });
  if (occupation === undefined || broadness >= SHARP) return broadness;
  for (const beside of [omega - width / 2, omega + width / 2]) {
    const there = sumsAt(rates, beside, k, junction.modes.length);
    const moved = valuesAt(there, beside, 2 * beside, bathDamping, bathTemperature).occupation;
    const change = moved === undefined ? 1 : Math.abs(moved - occupation) / (occupation + 0.5);
    broadness = Math.max(broadness, change);
  }
  return broadness;
}

const STEPS = 200;

/** The energy w = sqrt(Omega^2 + Re Pi^r(w)), by steps towards it that are halved while they do not shrink. */
function dressedEnergy(omega: number, real: (w: number) => number): number | undefined {
  let w = omega;
  let before = Number.POSITIVE_INFINITY;
  let part = 1;
  for (let k = 0; k < STEPS; k++) {
    const square = omega ** 2 + real(w);
    if (!(square > 0)) return undefined;
    const change = Math.sqrt(square) - w;
    if (Math.abs(change) <= 4 * Number.EPSILON * w) return w;
    if (Math.abs(change) > 0.5 * before) part /= 2;
    before = Math.abs(change);
    w += part * change;
  }
  return before < 1e-9 * w ? w : undefined;
}

/** Step of the derivative of Re Pi^r, in units of w. */
const SLOPE_STEP = 1e-4;

function dressedValues(
  junction: Junction,
  point: OperatingPoint,
  rates: readonly RatesFunction[],
): readonly (ModeValues | undefined)[] {
  requireWideBand(junction);
  if (!modeStability(junction, point).isStable) return junction.modes.map(() => undefined);
  const selfEnergy = selfEnergyFunction(junction, point);
  const count = junction.modes.length;
  const J = count === 1 ? harmonicCurrents(junction, point).J : undefined;
  return junction.modes.map(({ omega }, k) => {
    const real = (w: number): number => selfEnergy(w).re[k * (count + 1)]!;
    const w = dressedEnergy(omega, real);
    if (w === undefined) return undefined;
    const h = SLOPE_STEP * w;
    const norm = 2 * w - (real(w + h) - real(w - h)) / (2 * h);
    if (!(norm > 0)) return undefined;
    const sums = sumsAt(rates, w, k, count);
    return {
      ...valuesAt(sums, w, norm, junction.damping[k]![k]!, point.bath.temperature),
      energyCurrent: J,
    };
  });
}

/**
 * The state of every mode: rates of emission and absorption, damping by the electrons, occupation, effective temperature and
 * threshold of instability, at lowest order in the coupling and for sharp modes, see the head of this file.
 * @param junction the junction; any electrodes
 * @param point the operating point; temperatures may differ and be zero
 * @param options whether to find the dressed values too
 * @returns one entry per mode, in their order; relative errors below 1e-9, that of
 *   `energyCurrent` of what the mode gives or takes, none NaN. `isSharp` says whether the words mean
 *   something
 * @throws RangeError for bad input, for modes that nothing damps, and for dark states that a mode couples to others; for
 *   dressed values also for electrodes that are not wide-band
 * @throws TypeError for what is of a wrong type
 * @example
 * const [{ occupation, temperature, threshold, isSharp }] = modeState(paperJunction, twoTerminal(11, 9, 0.25));
 */
export function modeState(
  junction: JunctionInput,
  point: OperatingPoint,
  options: ModeStateOptions = {},
): ModeState[] {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireKeys("options", options, [], ["dressed"]);
  const { dressed: isDressed = false } = options;
  if (typeof isDressed !== "boolean") refuseUnless(false, "dressed", "true or false", isDressed);
  modePolesOf(checked);
  refuseBoundStates(checked);
  const rates = sureRatesOf(checked, point);
  const dressed = isDressed ? dressedValues(checked, point, rates) : undefined;
  const { temperature } = point.bath;
  return checked.modes.map(({ omega }, k) => {
    const sums = sumsAt(rates, omega, k, checked.modes.length);
    const values = valuesAt(sums, omega, 2 * omega, checked.damping[k]![k]!, temperature);
    const broadness = broadnessOf(checked, k, rates, sums, values, temperature);
    return {
      ...values,
      threshold: 0 - values.electronDamping,
      broadness,
      isSharp: broadness < SHARP,
      ...(dressed && { dressed: dressed[k] }),
    };
  });
}
