/**
 * Transport, Eq. (8): every EHP bath exchanges energy with the modes through one Landauer-Buettiker channel,
 *
 *   J = sum_ab int_0^inf dw/2pi  w Tr[Lambda^{ab}(w) A_ph(w)] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],
 *
 * and each quantum that an inter-electrode bath gives to the modes carries one electron from its first electrode to
 * its second. The integrand is evaluated as a product of three factors that are finite everywhere,
 *
 *   [Lambda/x] [A_ph/w] [x w (n_B(x, T_e) - n_B(w, T_ph))],   x = w - mu_ab,
 *
 * so neither w = 0 nor w = mu_ab is a special case. Electrodes of different temperatures give pair baths that are not
 * Bose distributed; there Lambda n_B is replaced by the golden-rule rates, whose energy integral is done numerically.
 */
import {
  continuedModeSpectralFunction,
  modeFeatures,
  modePolesOf,
  reducedModeSpectralFunction,
} from "./bosons.js";
import { ensureJunction, type Junction, type JunctionInput } from "./junction.js";
import { entry, fromRows, type Matrix, traceOfProduct } from "./linear/matrix.js";
import { checkOperatingPoint, type OperatingPoint } from "./operating-point.js";
import { continuedByPoles, reducedByPoles, upperPoles } from "./pair-closed-form.js";
import { reducedDensityOfStates } from "./pair-density.js";
import {
  absorptionWeight,
  affinity,
  emissionWeight,
  energyIntegral,
  reducedByQuadrature,
} from "./pair-quadrature.js";
import { type Estimated, isThermal, type PairBath, pairBaths } from "./pairs.js";
import {
  type Feature,
  gradedPanels,
  integrate,
  type QuadratureResult,
  type VectorFunction,
} from "./quadrature.js";
import {
  add,
  type Complex,
  complex,
  modulus,
  multiply,
  reciprocal,
  scale,
  subtract,
} from "./special/complex.js";
import { xBose, xwBoseDifference } from "./special/distributions.js";
import { integrateHalfLine, type UpperPole } from "./trapezoid.js";
import { refuse, requireKeys, requirePositive } from "./validate.js";

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
}

export interface Currents {
  /** energy current from the electrons into the bosons, energy per time (energy^2/hbar) */
  readonly J: number;
  /**
   * electrons per time from L to R by boson emission and absorption, or from the first electrode to the second where
   * they have other names; undefined where Eq. (8) does not give it, see {@link electronCurrent}
   */
  readonly I: number | undefined;
  /** estimated absolute errors: quadrature, roundoff and cut-off together */
  readonly error: { readonly J: number; readonly I: number | undefined };
  /** whether the errors meet the requested relative tolerance; false where roundoff forbids it */
  readonly converged: boolean;
  /** one entry per EHP bath; J and I are their sums */
  readonly channels: readonly ChannelCurrent[];
}

export interface CurrentOptions {
  /** relative error requested of J and I; default 1e-8, between 1e-13 and 0.1 */
  readonly tolerance?: number;
  /** how Lambda is found: "closed-form" (default), or "quadrature", the slow independent route */
  readonly method?: "closed-form" | "quadrature";
}

type DensityOfStates = (bath: PairBath, omega: number) => Estimated;

/** Numbers of thermal energies after which a Bose or Fermi tail is dropped: exp(-60) = 1e-26. */
const TAIL = 60;

/**
 * Groups of levels that are connected by H or by a broadening matrix; the current of Eq. (8) is the electrode current
 * only if no group touches two electrodes, that is if no electron crosses without a boson.
 */
function crossesWithoutBoson(device: Junction): boolean {
  const n = device.hamiltonian.length;
  const group = Array.from({ length: n }, (_, i) => i);
  const find = (i: number): number => (group[i] === i ? i : find(group[i]!));
  const nonzero = (m: Matrix, i: number, j: number): boolean =>
    entry(m, i, j).re !== 0 || entry(m, i, j).im !== 0;
  const broadenings = Object.values(device.electrodes).map(({ broadening }) => fromRows(broadening));
  for (const matrix of [fromRows(device.hamiltonian), ...broadenings]) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) if (nonzero(matrix, i, j)) group[find(i)] = find(j);
    }
  }
  const touched = new Map<number, number>();
  return broadenings.some((matrix, electrode) =>
    Array.from({ length: n }, (_, i) => i).some((i) => {
      if (!nonzero(matrix, i, i)) return false;
      const owner = touched.get(find(i));
      touched.set(find(i), electrode);
      return owner !== undefined && owner !== electrode;
    }),
  );
}

/** Why Eq. (8) does not give this junction's electron current, or undefined if it does. */
function whyNoElectronCurrent(device: Junction): string | undefined {
  const electrodes = Object.keys(device.electrodes).length;
  if (electrodes !== 2) return `it is defined between two electrodes, and this junction has ${electrodes}`;
  if (crossesWithoutBoson(device)) {
    return (
      "electrons also cross this junction without a boson (a level group touches both electrodes), so the " +
      "channels of Eq. (8) are not the electrode current: elastic corrections of the same order are missing"
    );
  }
  return undefined;
}

/** Sign with which a quantum from this bath counts in the current from L to R, or from the first electrode to the second. */
function chargeOf(device: Junction, bath: PairBath): number {
  const names = Object.keys(device.electrodes);
  const [first, second] = names.includes("L") && names.includes("R") ? ["L", "R"] : names;
  if (bath.from === first && bath.to === second) return 1;
  return bath.from === second && bath.to === first ? -1 : 0;
}

/** Quanta per frequency that a bath gives to the modes, dw/2pi not included, with its roundoff error. */
function quantumFlux(
  bath: PairBath,
  omega: number,
  bosonTemperature: number,
  modeSpectrum: Matrix,
  densityOfStates: DensityOfStates,
  tolerance: number,
): { flux: number; error: number } {
  let kernel: Estimated;
  let factor: number;
  if (isThermal(bath)) {
    kernel = densityOfStates(bath, omega);
    factor = xwBoseDifference(omega, bath.mu, bath.source.temperature, bosonTemperature);
  } else {
    const weight = (energy: number): number => {
      // w [f_a (1-f_b) (1+n) - f_b (1-f_a) n] without cancellation
      const excess = affinity(bath, omega, energy) - omega / bosonTemperature;
      return excess < 0
        ? -emissionWeight(bath, omega, energy) * xBose(-omega, bosonTemperature) * Math.expm1(excess)
        : absorptionWeight(bath, omega, energy) * xBose(omega, bosonTemperature) * Math.expm1(-excess);
    };
    kernel = energyIntegral(bath, omega, weight, Math.max(1e-12, tolerance / 10));
    factor = 1;
  }
  let size = 0;
  for (let k = 0; k < modeSpectrum.re.length; k++)
    size += Math.hypot(modeSpectrum.re[k]!, modeSpectrum.im[k]!);
  return {
    flux: traceOfProduct(kernel.matrix, modeSpectrum).re * factor,
    error: kernel.error * size * Math.abs(factor),
  };
}

function frequencyFeatures(device: Junction, point: OperatingPoint, baths: readonly PairBath[]): Feature[] {
  const features = [...modeFeatures(device), { centre: 0, width: Math.PI * point.bath.temperature }];
  for (const { mu, source, drain, poles, terms } of baths) {
    if (terms.length === 0) continue;
    features.push({ centre: mu, width: Math.PI * Math.min(source.temperature, drain.temperature) });
    for (const { p, q } of terms) {
      const zp = poles.energies[p]!;
      const zq = poles.energies[q]!;
      features.push(
        { centre: zp.re - zq.re, width: -zp.im - zq.im },
        { centre: source.mu - zq.re, width: -zq.im + Math.PI * source.temperature },
        { centre: zp.re - drain.mu, width: -zp.im + Math.PI * drain.temperature },
      );
    }
  }
  return features;
}

function upperLimit(device: Junction, point: OperatingPoint, baths: readonly PairBath[]): number {
  const temperatures = [point.bath, ...Object.values(point.electrodes)].map(({ temperature }) => temperature);
  return (
    Math.max(0, ...baths.map(({ mu }) => mu)) +
    Math.max(...device.modes.map(({ omega }) => omega)) +
    TAIL * Math.max(...temperatures)
  );
}

function readOptions(options: CurrentOptions): { tolerance: number; densityOfStates?: DensityOfStates } {
  requireKeys("options", options, [], ["tolerance", "method"]);
  const { tolerance = 1e-8, method = "closed-form" } = options;
  requirePositive("tolerance", tolerance);
  if (tolerance < 1e-13 || tolerance > 0.1) refuse("tolerance", "between 1e-13 and 0.1", tolerance);
  switch (method) {
    case "closed-form":
      return { tolerance };
    case "quadrature":
      return {
        tolerance,
        densityOfStates: (bath, omega) => reducedByQuadrature(bath, omega, Math.max(1e-13, tolerance / 10)),
      };
    default:
      return refuse("method", '"closed-form" or "quadrature"', method);
  }
}

/** Components of the frequency integral: J, I, their roundoff, then J and I of every channel. */
const componentsFor = (baths: readonly PairBath[]): number => 4 + 2 * baths.length;

/** The integrand of Eq. (8), component by component. */
function integrandOf(problem: Problem, densityOfStates: DensityOfStates): VectorFunction {
  const { device, point, baths, charge, tolerance } = problem;
  return (omega, out) => {
    out.fill(0);
    const spectrum = reducedModeSpectralFunction(device, omega);
    for (let c = 0; c < baths.length; c++) {
      const bath = baths[c]!;
      if (bath.terms.length === 0) continue;
      const { flux, error } = quantumFlux(
        bath,
        omega,
        point.bath.temperature,
        spectrum,
        densityOfStates,
        tolerance,
      );
      const J = (omega * flux) / (2 * Math.PI);
      const I = (charge[c]! * flux) / (2 * Math.PI);
      out[0] = out[0]! + J;
      out[1] = out[1]! + I;
      out[2] = out[2]! + (omega * error) / (2 * Math.PI);
      out[3] = out[3]! + (Math.abs(charge[c]!) * error) / (2 * Math.PI);
      out[4 + 2 * c] = J;
      out[5 + 2 * c] = I;
    }
  };
}

/** A junction at an operating point, with what all routes need. */
interface Problem {
  readonly device: Junction;
  readonly point: OperatingPoint;
  readonly tolerance: number;
  readonly baths: readonly PairBath[];
  /** electrons from the first electrode to the second per quantum, for each bath */
  readonly charge: readonly number[];
  readonly hasElectronCurrent: boolean;
  /** upper end of the frequency integral */
  readonly end: number;
}

function problemOf(device: Junction, point: OperatingPoint, tolerance: number): Problem {
  const baths = pairBaths(device, point);
  return {
    device,
    point,
    tolerance,
    baths,
    charge: baths.map((bath) => chargeOf(device, bath)),
    hasElectronCurrent: whyNoElectronCurrent(device) === undefined,
    end: upperLimit(device, point, baths),
  };
}

/** Error that each component may have: relative for J and I, relative to the largest channel for channels. */
function goals({ tolerance, baths, hasElectronCurrent }: Problem, value: Float64Array): number[] {
  const largest = (offset: number): number =>
    Math.max(0, ...baths.map((_, c) => Math.abs(value[4 + 2 * c + offset]!)));
  const goal = new Array<number>(componentsFor(baths)).fill(Number.POSITIVE_INFINITY);
  goal[0] = tolerance * Math.abs(value[0]!);
  if (hasElectronCurrent) goal[1] = tolerance * Math.abs(value[1]!);
  for (let c = 0; c < baths.length; c++) {
    goal[4 + 2 * c] = tolerance * largest(0);
    if (hasElectronCurrent) goal[5 + 2 * c] = tolerance * largest(1);
  }
  return goal;
}

function resultOf(problem: Problem, integral: QuadratureResult, integrand: VectorFunction): Currents {
  const { baths, tolerance, hasElectronCurrent, end } = problem;
  const { value, error } = integral;
  // The tail beyond the cut-off falls at least as fast as exp(-w/T) at the highest temperature.
  const tail = new Float64Array(componentsFor(baths));
  integrand(end, tail);
  const decay = end / TAIL;
  // Adding 0 turns the -0 of an empty sum into 0.
  const J = value[0]! + 0;
  const I = hasElectronCurrent ? value[1]! + 0 : undefined;
  const errorJ = error[0]! + value[2]! + Math.abs(tail[0]!) * decay;
  const errorI = hasElectronCurrent ? error[1]! + value[3]! + Math.abs(tail[1]!) * decay : undefined;
  for (const size of [J, I ?? 0, errorJ, errorI ?? 0]) {
    if (!Number.isFinite(size)) refuse("parameters", "such that the currents fit double precision", size);
  }
  const meets = (size: number, of: number): boolean => size <= tolerance * Math.abs(of);
  return {
    J,
    I,
    error: { J: errorJ, I: errorI },
    converged: meets(errorJ, J) && (errorI === undefined || I === undefined || meets(errorI, I)),
    channels: baths.map(({ from, to, mu }, c) => ({
      from,
      to,
      mu,
      J: value[4 + 2 * c]! + 0,
      I: hasElectronCurrent ? value[5 + 2 * c]! + 0 : undefined,
    })),
  };
}

/** Bounds on the frequencies at which Lambda is asked for: by closed form, and where each may cost a quadrature. */
const QUICK_EVALUATIONS = 50_000;
const SLOW_EVALUATIONS = 1_500;

/** Eq. (8) by adaptive quadrature over frequency. */
function byQuadrature(
  problem: Problem,
  densityOfStates: DensityOfStates,
  maximalEvaluations: number = QUICK_EVALUATIONS,
): Currents {
  const { device, point, baths, end } = problem;
  const integrand = integrandOf(problem, densityOfStates);
  const integral = integrate(integrand, gradedPanels(0, end, frequencyFeatures(device, point, baths)), {
    components: componentsFor(baths),
    maximalEvaluations,
    noiseOf: (component) => (component === 2 || component === 3 ? undefined : 2 + (component % 2)),
    target: (value) => goals(problem, value),
  });
  return resultOf(problem, integral, integrand);
}

/** 1/expm1(z) at complex z. */
function complexBose(re: number, im: number): Complex {
  // e^z - 1 = e^re (cos im - 1) + expm1(re) + i e^re sin im
  const grow = Math.exp(Math.min(re, 700));
  const half = Math.sin(im / 2);
  return reciprocal(complex(Math.expm1(Math.min(re, 700)) - 2 * grow * half * half, grow * Math.sin(im)));
}

/** Tr[a b] where a is given row by row. */
function traceWith(a: readonly Complex[], b: Matrix): Complex {
  let sum = complex(0, 0);
  for (let m = 0; m < b.size; m++) {
    for (let n = 0; n < b.size; n++) sum = add(sum, multiply(a[m * b.size + n]!, entry(b, n, m)));
  }
  return sum;
}

const rowsOf = (a: Matrix): Complex[] => Array.from(a.re, (re, k) => complex(re, a.im[k]!));

/** Poles of the integrand of Eq. (8) in the wedge 0 < arg w < angle. */
function integrandPoles(problem: Problem, angle: number): UpperPole[] {
  const { device, point, baths, charge, end } = problem;
  const wanted = (at: Complex): boolean => at.re > 0 && Math.atan2(at.im, at.re) < angle && at.re < 2 * end;
  const poles: UpperPole[] = [];
  baths.forEach((bath, c) => {
    if (bath.terms.length === 0) return;
    const place = (at: Complex, flux: Complex): void => {
      const rho = scale(1 / (2 * Math.PI), flux);
      const energy = multiply(at, rho);
      const electrons = scale(charge[c]!, rho);
      const residues = new Array<Complex>(componentsFor(baths)).fill(complex(0, 0));
      residues[0] = energy;
      residues[1] = electrons;
      residues[4 + 2 * c] = energy;
      residues[5 + 2 * c] = electrons;
      poles.push({ at, residues });
    };
    const temperature = bath.source.temperature;
    const boson = point.bath.temperature;
    const difference = (w: Complex): Complex =>
      subtract(
        complexBose((w.re - bath.mu) / temperature, w.im / temperature),
        complexBose(w.re / boson, w.im / boson),
      );
    const lambda = (w: Complex): Complex[] => {
      const x = complex(w.re - bath.mu, w.im);
      return rowsOf(continuedByPoles(bath, w)).map((value) => multiply(x, value));
    };
    for (const { at, residue } of upperPoles(bath, wanted)) {
      place(at, multiply(traceWith(residue, continuedModeSpectralFunction(device, at)), difference(at)));
    }
    for (const { at, residue } of modePolesOf(device).poles) {
      if (wanted(at)) place(at, multiply(traceWith(lambda(at), residue), difference(at)));
    }
    for (let k = 1; ; k++) {
      const at = complex(bath.mu, 2 * Math.PI * temperature * k);
      if (!wanted(at)) break;
      place(at, scale(temperature, traceWith(lambda(at), continuedModeSpectralFunction(device, at))));
    }
  });
  return poles;
}

/** Distance from w = 0 to the nearest pole of the integrand anywhere. */
function analyticRadius({ device, point, baths }: Problem): number {
  const distances = modePolesOf(device).poles.map(({ at }) => modulus(at));
  distances.push(2 * Math.PI * point.bath.temperature);
  for (const { mu, source, drain, poles, terms } of baths) {
    const T = source.temperature;
    distances.push(Math.hypot(mu, 2 * Math.PI * T));
    for (const { p, q } of terms) {
      const zp = poles.energies[p]!;
      const zq = poles.energies[q]!;
      distances.push(
        Math.hypot(zp.re - zq.re, zp.im + zq.im),
        Math.hypot(source.mu - zq.re, Math.PI * T - zq.im),
        Math.hypot(zp.re - drain.mu, Math.PI * T - zp.im),
      );
    }
  }
  return Math.min(...distances);
}

/** Opening angles of the wedge that are tried; the last steps are for ladders that lean far over the axis. */
const ANGLES = [1.45, 1.2, 0.9, 0.6, 0.4, 0.25, 0.15];
/** What a Bose pole and a pole of Lambda cost, in units of one node. */
const BOSE_POLE_COST = 3;
const LAMBDA_POLE_COST = 0.7;

/** Cost, in nodes, beyond which adaptive quadrature does as well. */
const MAXIMAL_COST = 3_000;

/** The wedge for which nodes and poles together cost least; undefined if that is too much. */
function bestAngle({ baths, end }: Problem, digits: number, radius: number): number | undefined {
  const range = Math.log((1e3 * end) / radius);
  const cost = (angle: number): number => {
    let sum = (range * digits) / (2 * Math.PI * angle);
    const slope = Math.tan(angle);
    for (const { mu, source, drain, poles, terms } of baths) {
      const T = source.temperature;
      const live = baths.length;
      if (terms.length === 0) continue;
      sum += (BOSE_POLE_COST / live) * Math.max(0, (mu * slope) / (2 * Math.PI * T));
      for (const { p, q } of terms) {
        const zp = poles.energies[p]!;
        const zq = poles.energies[q]!;
        const rungs =
          Math.max(0, (source.mu - zq.re) * slope + zq.im) + Math.max(0, (zp.re - drain.mu) * slope + zp.im);
        sum += ((LAMBDA_POLE_COST / live) * rungs) / (2 * Math.PI * T);
      }
    }
    return sum;
  };
  const best = ANGLES.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  return cost(best) < MAXIMAL_COST ? best : undefined;
}

/** -ln of the relative error at which roundoff takes over from the rule. */
const MAXIMAL_DIGITS = 34;
/** Roundoff of Lambda, relative to the integral of |F|, up to which another route would do no better. */
const NOISE_LIMIT = 1e-11;

/**
 * Eq. (8) by the trapezoidal rule with exact pole corrections; undefined where the poles do not allow it or where
 * the closed form of Lambda has lost digits that matter.
 */
function byTrapezoid(problem: Problem): Currents | undefined {
  const { device, baths, tolerance, end } = problem;
  if (!baths.every(isThermal)) return undefined;
  const radius = analyticRadius(problem);
  if (!(radius > 0)) return undefined;
  const integrand = integrandOf(problem, reducedByPoles);
  const components = componentsFor(baths);
  const controlled = [0, 1, ...baths.flatMap((_, c) => [4 + 2 * c, 5 + 2 * c])];
  // Residues of the modes' poles carry the error of their eigenvectors.
  const doubt = modePolesOf(device).uncertainty;
  for (let digits = 5 - Math.log(tolerance); ; ) {
    const angle = bestAngle(problem, digits, radius);
    if (angle === undefined) return undefined;
    const poles = integrandPoles(problem, angle);
    if (!poles.every(({ residues }) => residues.every(({ re, im }) => Number.isFinite(re + im))))
      return undefined;
    const integral = integrateHalfLine(integrand, poles, {
      components,
      controlled,
      radius,
      end,
      angle,
      digits,
    });
    const { value, absolute } = integral;
    const error = integral.error.map((size, c) => size + doubt * absolute[c]!);
    const goal = goals(problem, value);
    // Error against goal; roundoff of Lambda counts with J and I.
    const excess = Math.max(
      ...controlled.map((c) => {
        const total = error[c]! + (c < 2 ? value[2 + c]! : 0);
        return total > goal[c]! ? total / goal[c]! : 0;
      }),
    );
    if (excess === 0) return resultOf(problem, { ...integral, error }, integrand);
    // Channels that cancel leave a small total: the sum needs that many digits more.
    const wanted = Math.min(MAXIMAL_DIGITS, digits + Math.log(excess) + 2);
    if (wanted > digits) {
      digits = wanted;
      continue;
    }
    const isAtRoundoff = [0, 1].every(
      (c) => value[2 + c]! <= NOISE_LIMIT * absolute[c]! && error[c]! <= NOISE_LIMIT * absolute[c]!,
    );
    return isAtRoundoff ? resultOf(problem, { ...integral, error }, integrand) : undefined;
  }
}

/**
 * Energy current into the bosons and electron current from L to R (Eq. 8), in total and per EHP channel.
 *
 * Lowest order in the electron-boson coupling: both currents scale as M^2.
 * @param device the junction
 * @param point the operating point
 * @param options relative tolerance (default 1e-8) and method
 * @returns see {@link Currents}; every number comes with its estimated absolute error, none is NaN
 * @throws RangeError for a bad junction, operating point or option, naming the parameter and what is allowed; for modes
 *   that nothing damps; and for parameters so far apart that double precision does not hold the integrand
 * @example
 * const { J, I, error, channels } = currents(dots, point, { tolerance: 1e-10 });
 */
export function currents(
  device: JunctionInput,
  point: OperatingPoint,
  options: CurrentOptions = {},
): Currents {
  const checked = ensureJunction(device);
  checkOperatingPoint(checked, point);
  modePolesOf(checked);
  const { tolerance, densityOfStates } = readOptions(options);
  const problem = problemOf(checked, point, tolerance);
  if (densityOfStates) return byQuadrature(problem, densityOfStates);
  const quick = byTrapezoid(problem);
  if (quick) return quick;
  // Lambda may have lost digits where it hardly matters for the integral; only if it does matter, take the longer way.
  const first = byQuadrature(problem, reducedByPoles);
  if (first.converged || !problem.baths.every(isThermal)) return first;
  const second = byQuadrature(
    problem,
    (bath, omega) => reducedDensityOfStates(bath, omega, Math.max(1e-11, tolerance / 10)),
    SLOW_EVALUATIONS,
  );
  return second.error.J < first.error.J ? second : first;
}

/**
 * Electron current I from L to R (from the first electrode to the second, if named otherwise), where Eq. (8) gives it: two electrodes, and no way for an
 * electron to cross without a boson, as in the two-level junction.
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
  const { I, error } = currents(checked, point, options);
  return { I: I!, error: error.I! };
}

/**
 * The integrand of Eq. (8) at one frequency, dw/2pi included: integrating it over omega > 0 gives {@link currents}.
 * @param device the junction
 * @param point the operating point
 * @param omega boson energy hbar omega >= 0
 * @returns J (unit of energy) and I (dimensionless) per unit of omega, in total and per channel
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
  const spectrum = reducedModeSpectralFunction(checked, omega);
  const hasElectronCurrent = whyNoElectronCurrent(checked) === undefined;
  const channels = pairBaths(checked, point).map((bath) => {
    const { flux } = quantumFlux(
      bath,
      omega,
      point.bath.temperature,
      spectrum,
      reducedDensityOfStates,
      1e-10,
    );
    return {
      from: bath.from,
      to: bath.to,
      mu: bath.mu,
      J: (omega * flux) / (2 * Math.PI) + 0,
      I: hasElectronCurrent ? (chargeOf(checked, bath) * flux) / (2 * Math.PI) + 0 : undefined,
    };
  });
  const sum = (key: "J" | "I"): number => channels.reduce((total, channel) => total + (channel[key] ?? 0), 0);
  return { J: sum("J"), I: hasElectronCurrent ? sum("I") : undefined, channels };
}
