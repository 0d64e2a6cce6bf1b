/**
 * The full harmonic result, beyond the lowest order of Eq. (8): the modes respond to the electrons to all orders, the
 * electrons to the modes at lowest order. With D^r = [w^2 - K + i w gamma_ph - Pi^r]^-1, emission and absorption rates
 * E^{ab}, Ab^{ab} of the pair baths (Lambda = Ab - E), and the modes' bath as E_ph = 2 w gamma_ph n, Ab_ph =
 * 2 w gamma_ph (1 + n),
 *
 *   i D^< = D^r (E_ph + sum E^{ab}) D^a,    i D^> = D^r (Ab_ph + sum Ab^{ab}) D^a,
 *   quanta from bath ab per time and frequency = Tr[E^{ab} i D^> - Ab^{ab} i D^<],
 *   J = sum_ab int_0^inf dw/2pi w (those),      I = the same without w, LR minus RL,
 *
 * (Meir-Wingreen for the modes; the equation of motion of a harmonic action is closed, so this is exact for it.) The
 * exchange between pair baths drops out of J, since D^> - D^< = D^r - D^a, which leaves the harmonic Landauer formula
 *
 *   J = sum_ab int_0^inf dw/2pi w Tr[Lambda^{ab} D^a Gamma_ph D^r] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],
 *
 * but not of I: under bias the electrons themselves set the modes' occupation. Replacing D^r by that of the bare modes
 * and leaving out the exchange between pair baths gives Eq. (8) back.
 */

import { requireBetween, requireKeys } from "../checks/validate.js";
import { refuseBoundStates } from "../electrons/electrons.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { fromRows, inverse, matmul } from "../linear/matrix.js";
import { CLOSED_FORM_LIMIT } from "../pairs/pair-density.js";
import { type ElectrodePair, electrodePairs, isSilent } from "../pairs/pairs.js";
import { integrate, type QuadratureResult } from "../special/quadrature.js";
import { chargeOf, whyNoElectronCurrent } from "../transport/electron-current.js";
import {
  type Estimate,
  excess,
  given,
  quickRates,
  type Rates,
  responseFrom,
  scaled,
  sureRates,
} from "./bath-rates.js";
import { dressedFeatures, inverseResponse, requireWideBand } from "./dressed-modes.js";
import { boundedPanels } from "./panels.js";
import { modeStability } from "./stability.js";

/** What one pair bath contributes. */
export interface HarmonicChannel {
  /** electrode of the electron, alpha */
  readonly from: string;
  /** electrode of the hole, beta */
  readonly to: string;
  /** energy current from this bath into the modes, energy per time; part of it may go on into other pair baths */
  readonly J: number;
  /** its share of I; undefined where I is */
  readonly I: number | undefined;
}

/** Currents of the full harmonic theory. */
export interface HarmonicCurrents {
  /** energy current from the electrons into the modes' bath, energy per time (energy^2/hbar) */
  readonly J: number;
  /** electrons per time from L to R; undefined where Eq. (8) does not give it either, see `electronCurrent` */
  readonly I: number | undefined;
  /** estimated absolute errors */
  readonly error: { readonly J: number; readonly I: number | undefined };
  /** whether the errors meet the requested tolerance, relative to J and to I */
  readonly converged: boolean;
  /** one entry per pair bath; their J add up to J, as energy does not stay in the modes */
  readonly channels: readonly HarmonicChannel[];
}

/** Options of {@link harmonicCurrents}. */
export interface HarmonicOptions {
  /** relative error requested; default 1e-8, between 1e-12 and 0.1 */
  readonly tolerance?: number;
}

/** Thermal energies after which a Bose or Fermi tail is dropped. */
const TAIL = 60;
const EVALUATIONS = 60_000;
/** Length of the first panels in units of their distance from the nearest feature; the error decides what is halved. */
const FIRST_PANELS = 6;
const PER_RADIAN = 1 / (2 * Math.PI);
/** Roundoff of Pi^r and of sums over it, relative to the integral of the integrand's modulus. */
const ROUNDOFF = 1e-13;

/** What the frequency integrals are about. */
interface Problem {
  readonly junction: Junction;
  readonly point: OperatingPoint;
  readonly baths: readonly ElectrodePair[];
  /** electrons from L to R per quantum of each bath */
  readonly charge: readonly number[];
  readonly hasElectrons: boolean;
  readonly tolerance: number;
}

/** Components of the integrand: J, I, bounds on what roundoff in Lambda makes of them, then J and I of each bath. */
const [J, I, NOISE, CHANNELS] = [0, 1, 2, 4];

/** Noise of J and of I per unit of frequency that the closed form of Lambda may have. */
interface Allowance {
  readonly J: number;
  readonly I: number;
}

/** Writes the components per unit of frequency. */
function integrandOf(
  { junction, point, baths, charge }: Problem,
  allowed: Allowance,
): (omega: number, out: Float64Array) => void {
  const inverseOfResponse = inverseResponse(junction, point);
  const bath = scaled(2, fromRows(junction.damping));
  const boson = point.bath.temperature;
  const sure = baths.map(sureRates);
  const quick = baths.map((one) => quickRates(one));
  return (omega, out) => {
    const response = responseFrom(inverse(inverseOfResponse(omega)));
    const { dr, da } = response;
    const landauer = matmul(da, matmul(bath, dr));
    const driven = matmul(dr, matmul(bath, da));
    const add = (component: number, weight: number, { value, error }: Estimate): void => {
      out[component] = out[component]! + weight * value;
      if (component < NOISE) out[NOISE + component] = out[NOISE + component]! + Math.abs(weight) * error;
    };
    const put = (rates: readonly Rates[]): void => {
      out.fill(0);
      rates.forEach((rate, c) => {
        const give = (estimate: Estimate): void => {
          add(CHANNELS + 2 * c, omega * PER_RADIAN, estimate);
          add(CHANNELS + 2 * c + 1, charge[c]! * PER_RADIAN, estimate);
          add(I, charge[c]! * PER_RADIAN, estimate);
        };
        add(J, omega * PER_RADIAN, excess(rate, omega, boson, landauer));
        give(excess(rate, omega, boson, driven));
        for (const other of rates) if (other !== rate) give(given(rate, other, omega, response));
      });
    };
    const rates = baths.map((_, c) => (quick[c] ?? sure[c]!)(omega));
    put(rates);
    if (out[NOISE + J]! <= allowed.J && out[NOISE + I]! <= allowed.I) return;
    put(rates.map((rate, c) => (quick[c] ? sure[c]!(omega) : rate)));
  };
}

/** The frequency integrals, with the closed form of Lambda wherever its roundoff stays within what is allowed. */
function integral(problem: Problem, panels: readonly number[], allowed: Allowance): QuadratureResult {
  const { baths, hasElectrons, tolerance } = problem;
  return integrate(integrandOf(problem, allowed), panels, {
    components: CHANNELS + 2 * baths.length,
    maximalEvaluations: EVALUATIONS,
    noiseOf: (c) => (c < NOISE ? NOISE + c : undefined),
    target: (values, sizes) =>
      Float64Array.from(values, (v, c) => {
        if (c > I || (c === I && !hasElectrons)) return Number.POSITIVE_INFINITY;
        return Math.max(tolerance * Math.abs(v), ROUNDOFF * sizes[c]!) || Number.POSITIVE_INFINITY;
      }),
  });
}

/**
 * Roundoff of Lambda that the integral of component c may carry: small beside the error asked for, or no more than if
 * Lambda were known to CLOSED_FORM_LIMIT at every frequency.
 */
function noiseBudget({ value, absolute }: QuadratureResult, c: number, tolerance: number): number {
  const noise = value[NOISE + c]!;
  return Math.max(
    0,
    (tolerance / 10) * (Math.abs(value[c]!) - noise),
    CLOSED_FORM_LIMIT * (absolute[c]! - noise),
  );
}

/** By the closed form of Lambda alone, and again with other routes at the frequencies that need them if it is too rough. */
function frequencyIntegral(problem: Problem): QuadratureResult {
  const { junction, point, baths, hasElectrons, tolerance } = problem;
  const temperatures = [point.bath, ...Object.values(point.electrodes)].map(({ temperature }) => temperature);
  const end =
    Math.max(0, ...baths.map(({ mu }) => mu)) +
    Math.max(...junction.modes.map(({ omega }) => omega)) +
    TAIL * Math.max(...temperatures);
  const steps = baths.map(({ mu }) => ({ centre: Math.abs(mu), width: 0 }));
  const panels = boundedPanels(0, end, [...dressedFeatures(junction, point), ...steps], FIRST_PANELS);
  const quick = integral(problem, panels, { J: Number.POSITIVE_INFINITY, I: Number.POSITIVE_INFINITY });
  const budget = { J: noiseBudget(quick, J, tolerance), I: noiseBudget(quick, I, tolerance) };
  const isQuiet = (c: number, most: number): boolean => quick.value[NOISE + c]! <= most;
  if (isQuiet(J, budget.J) && (!hasElectrons || isQuiet(I, budget.I))) return quick;
  return integral(problem, panels, {
    J: budget.J / end,
    I: hasElectrons ? budget.I / end : Number.POSITIVE_INFINITY,
  });
}

/**
 * Energy current and electron current of the full harmonic theory: Eq. (8) with the electrons' self-energy Pi^r in the
 * modes' Green's function, see the head of this file. It tells how far the lowest order may be trusted in gamma_ph.
 * @param junction the junction; electrodes in the wide-band limit
 * @param point the operating point
 * @param options relative tolerance
 * @returns see {@link HarmonicCurrents}; reduces to `currents` as M -> 0
 * @throws RangeError for bad input, for electrodes that are not wide-band, and where a mode is unstable (a pole of D^r
 *   above the real axis, see `modeStability`): there is no stationary state then
 * @throws TypeError for what is of a wrong type
 * @example
 * harmonicCurrents(dots, twoTerminal(10, 10, 1, 0.5)).J
 */
export function harmonicCurrents(
  junction: JunctionInput,
  point: OperatingPoint,
  options: HarmonicOptions = {},
): HarmonicCurrents {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireKeys("options", options, [], ["tolerance"]);
  const { tolerance = 1e-8 } = options;
  requireBetween("tolerance", tolerance, 1e-12, 0.1);
  requireWideBand(checked);
  refuseBoundStates(checked);
  const { unstablePoles } = modeStability(checked, point);
  if (unstablePoles > 0) {
    // Poles come in pairs w, -w*: an odd one is purely imaginary, det F(0) < 0, and that is free of the damping.
    const remedy =
      unstablePoles % 2 === 1
        ? "the electrons take all stiffness from a mode, which no damping cures; weaker coupling is needed"
        : "more damping, weaker coupling or less bias is needed";
    const poles = unstablePoles === 1 ? "1 pole" : `${unstablePoles} poles`;
    throw new RangeError(
      `operating point must leave the modes stable (got ${poles} of D^r above the real axis): ${remedy}`,
    );
  }
  const baths = electrodePairs(checked, point).filter((bath) => !isSilent(bath));
  const problem: Problem = {
    junction: checked,
    point,
    baths,
    charge: baths.map((bath) => chargeOf(checked, bath)),
    hasElectrons: whyNoElectronCurrent(checked) === undefined,
    tolerance,
  };
  const { value, error, absolute } = frequencyIntegral(problem);
  const { hasElectrons } = problem;
  const errorOf = (c: number): number => error[c]! + value[NOISE + c]! + ROUNDOFF * absolute[c]!;
  const isMet = (c: number): boolean => errorOf(c) <= tolerance * Math.abs(value[c]!);
  return {
    J: value[J]! + 0,
    I: hasElectrons ? value[I]! + 0 : undefined,
    error: { J: errorOf(J), I: hasElectrons ? errorOf(I) : undefined },
    converged: isMet(J) && (!hasElectrons || isMet(I)),
    channels: baths.map(({ from, to }, c) => ({
      from,
      to,
      J: value[CHANNELS + 2 * c]! + 0,
      I: hasElectrons ? value[CHANNELS + 2 * c + 1]! + 0 : undefined,
    })),
  };
}
