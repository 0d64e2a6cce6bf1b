/**
 * Eq. (8) and its companions as integrals over frequency, from what each bath exchanges with the modes:
 *
 *   J = sum_ab int_0^inf dw/2pi w flux,   I = sum_ab c_ab int dw/2pi flux,   c_LR = 1, c_RL = -1,
 *   Q_a += int dw/2pi moment,   Q_b += int dw/2pi [(w - mu_ab) flux - moment],
 *   sigma = J/T_ph - sum_a Q_a/T_a.
 *
 * What J brings ends in the modes' bath at T_ph, which gives sigma its form. Each event takes e - mu_a from electrode a and brings e - w - mu_b to electrode b, so Q_a + Q_b + mu_ab I = J holds
 * frequency by frequency. Two rules: the trapezoidal rule in ln w with exact pole corrections, and adaptive quadrature.
 */
import { continuedModeSpectralFunction, modeFeatures, modePolesOf, modeSpectrumOf } from "./bosons.js";
import { electronFeatures } from "./electrons.js";
import { byClosedForm, type ExchangeRoute, noExchange } from "./exchange.js";
import type { Junction } from "./junction.js";
import { entry, type Matrix, sizeOf, zeros } from "./linear/matrix.js";
import type { OperatingPoint } from "./operating-point.js";
import { continuedByPoles, upperPoles } from "./pair-closed-form.js";
import type { Exchange } from "./pair-trapezoid.js";
import { type ExpandedBath, isExpanded, isSilent, isThermal, type PairBath } from "./pairs.js";
import {
  type Feature,
  gradedPanels,
  integrate,
  type QuadratureResult,
  type VectorFunction,
} from "./quadrature.js";
import { add, type Complex, complex, modulus, multiply, scale, subtract } from "./special/complex.js";
import { complexBoseDifference } from "./special/complex-distributions.js";
import { integrateHalfLine, type UpperPoles } from "./trapezoid.js";

/** A junction at an operating point, with what all routes need. */
export interface Problem {
  readonly device: Junction;
  readonly point: OperatingPoint;
  readonly tolerance: number;
  readonly electrodes: readonly string[];
  readonly baths: readonly PairBath[];
  /** electrons from the first electrode to the second per quantum, for each bath */
  readonly charge: readonly number[];
  readonly hasElectronCurrent: boolean;
  readonly hasHeat: boolean;
  /** heats, and no reservoir at T = 0 */
  readonly hasEntropy: boolean;
  /** upper end of the frequency integral */
  readonly end: number;
  /** number of thermal energies from the last feature to the upper end */
  readonly tail: number;
}

/** Where each integral stands among the components: totals, then their noise, then four for each channel. */
export const J = 0;
export const I = 1;
export const ENTROPY = 2;
export const HEAT = 3;
export const totalsOf = ({ electrodes }: Problem): number => HEAT + electrodes.length;
export const channelAt = (problem: Problem, c: number): number => 2 * totalsOf(problem) + 4 * c;
export const componentsOf = (problem: Problem): number => channelAt(problem, problem.baths.length);

const perRadian = 1 / (2 * Math.PI);

/** The integrand, component by component. */
export function integrandOf(problem: Problem, routes: readonly ExchangeRoute[]): VectorFunction {
  const { device, point, electrodes, baths, charge, hasEntropy } = problem;
  const noise = totalsOf(problem);
  const spectrum = zeros(device.modes.length);
  const putSpectrum = modeSpectrumOf(device);
  const exchange: Exchange = noExchange();
  const bosonTemperature = point.bath.temperature;
  const from = baths.map((bath) => HEAT + electrodes.indexOf(bath.from));
  const to = baths.map((bath) => HEAT + electrodes.indexOf(bath.to));
  const first = channelAt(problem, 0);
  return (omega, out) => {
    out.fill(0);
    putSpectrum(omega, spectrum);
    for (let c = 0; c < baths.length; c++) {
      const bath = baths[c]!;
      if (isSilent(bath)) continue;
      routes[c]!(omega, spectrum, exchange);
      const flux = exchange.flux * perRadian;
      const moment = exchange.moment * perRadian;
      const fluxError = exchange.fluxError * perRadian;
      const momentError = exchange.momentError * perRadian;
      const x = omega - bath.mu;
      const heatTo = x * flux - moment;
      const sign = charge[c]!;
      out[J] = out[J]! + omega * flux;
      out[I] = out[I]! + sign * flux;
      out[from[c]!] = out[from[c]!]! + moment;
      out[to[c]!] = out[to[c]!]! + heatTo;
      out[noise + J] = out[noise + J]! + omega * fluxError;
      out[noise + I] = out[noise + I]! + Math.abs(sign) * fluxError;
      out[noise + from[c]!] = out[noise + from[c]!]! + momentError;
      out[noise + to[c]!] = out[noise + to[c]!]! + momentError + Math.abs(x) * fluxError;
      if (hasEntropy) {
        const Ta = bath.source.temperature;
        const Tb = bath.drain.temperature;
        const perQuantum = omega / bosonTemperature - x / Tb;
        const perEnergy = 1 / Tb - 1 / Ta;
        out[ENTROPY] = out[ENTROPY]! + perQuantum * flux + perEnergy * moment;
        out[noise + ENTROPY] =
          out[noise + ENTROPY]! + Math.abs(perQuantum) * fluxError + Math.abs(perEnergy) * momentError;
      }
      const at = first + 4 * c;
      out[at] = omega * flux;
      out[at + 1] = sign * flux;
      out[at + 2] = moment;
      out[at + 3] = heatTo;
    }
  };
}

/** Error that each component may have: relative for J, I and sigma, relative to the largest for heats and channels. */
export function goals(problem: Problem, value: ArrayLike<number>): Float64Array {
  const { tolerance, baths, electrodes, hasElectronCurrent, hasHeat, hasEntropy } = problem;
  const goal = new Float64Array(componentsOf(problem)).fill(Number.POSITIVE_INFINITY);
  const first = channelAt(problem, 0);
  goal[J] = tolerance * Math.abs(value[J]!);
  if (hasElectronCurrent) goal[I] = tolerance * Math.abs(value[I]!);
  if (hasEntropy) goal[ENTROPY] = tolerance * Math.abs(value[ENTROPY]!);
  const largest = (start: number, stride: number, count: number): number => {
    let size = 0;
    for (let k = 0; k < count; k++) size = Math.max(size, Math.abs(value[start + stride * k]!));
    return size;
  };
  const setAll = (start: number, stride: number, count: number): void => {
    const size = tolerance * largest(start, stride, count);
    for (let k = 0; k < count; k++) goal[start + stride * k] = size;
  };
  setAll(first, 4, baths.length);
  if (hasElectronCurrent) setAll(first + 1, 4, baths.length);
  if (hasHeat) {
    setAll(HEAT, 1, electrodes.length);
    const size =
      tolerance * Math.max(largest(first + 2, 4, baths.length), largest(first + 3, 4, baths.length));
    for (let c = 0; c < baths.length; c++) {
      goal[first + 4 * c + 2] = size;
      goal[first + 4 * c + 3] = size;
    }
  }
  return goal;
}

/** Integrals with their errors: of the rule, of roundoff and of what is cut off. */
export interface FrequencyIntegral {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

function withNoiseAndTail(
  problem: Problem,
  integral: QuadratureResult,
  integrand: VectorFunction,
): FrequencyIntegral {
  const totals = totalsOf(problem);
  const components = componentsOf(problem);
  // The tail beyond the cut-off falls at least as fast as exp(-w/T) at the highest temperature.
  const tail = new Float64Array(components);
  integrand(problem.end, tail);
  const decay = problem.end / problem.tail;
  const error = new Float64Array(components);
  for (let c = 0; c < components; c++) {
    const noise = c < totals ? integral.value[totals + c]! : 0;
    error[c] = integral.error[c]! + noise + Math.abs(tail[c]!) * decay;
  }
  return { value: integral.value, error };
}

function frequencyFeatures({ device, point, baths }: Problem): Feature[] {
  const features = [...modeFeatures(device), { centre: 0, width: Math.PI * point.bath.temperature }];
  const levels = baths.every(isExpanded) ? [] : electronFeatures(device);
  for (const bath of baths) {
    if (isSilent(bath)) continue;
    const { mu, source, drain } = bath;
    features.push({ centre: mu, width: Math.PI * Math.min(source.temperature, drain.temperature) });
    const place = (a: Feature, b: Feature): void => {
      features.push({ centre: a.centre - b.centre, width: a.width + b.width });
    };
    const onSource = { centre: source.mu, width: Math.PI * source.temperature };
    const onDrain = { centre: drain.mu, width: Math.PI * drain.temperature };
    if (isExpanded(bath)) {
      for (let term = 0; term < bath.terms.count; term++) {
        const zp = bath.poles.energies[bath.terms.p[term]!]!;
        const zq = bath.poles.energies[bath.terms.q[term]!]!;
        const [a, b] = [
          { centre: zp.re, width: -zp.im },
          { centre: zq.re, width: -zq.im },
        ];
        place(a, b);
        place(onSource, b);
        place(a, onDrain);
      }
    } else {
      for (const a of levels) {
        place(onSource, a);
        place(a, onDrain);
        for (const b of levels) place(a, b);
      }
    }
  }
  return features;
}

/** Bounds on the frequencies at which the exchange is asked for: by closed form, where each costs a trapezoidal sum over
 * energies, and where each costs an adaptive integral. */
export const QUICK_EVALUATIONS = 50_000;
export const INTEGRAL_EVALUATIONS = 5_000;
export const SLOW_EVALUATIONS = 1_500;

/** By adaptive quadrature over frequency. */
export function byAdaptiveQuadrature(
  problem: Problem,
  routes: readonly ExchangeRoute[],
  maximalEvaluations: number,
): FrequencyIntegral {
  const totals = totalsOf(problem);
  const first = channelAt(problem, 0);
  const integrand = integrandOf(problem, routes);
  const integral = integrate(integrand, gradedPanels(0, problem.end, frequencyFeatures(problem)), {
    components: componentsOf(problem),
    maximalEvaluations,
    // a channel's noise is not known on its own: that of J, of I, of its electrode's heat bounds it
    noiseOf: (component) => {
      if (component < totals) return totals + component;
      if (component < first) return undefined;
      const kind = (component - first) % 4;
      if (kind < 2) return totals + kind;
      const { from, to } = problem.baths[(component - first - kind) / 4]!;
      return totals + HEAT + problem.electrodes.indexOf(kind === 2 ? from : to);
    },
    target: (value) => goals(problem, value),
  });
  return withNoiseAndTail(problem, integral, integrand);
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

/** Poles of the integrand in the wedge 0 < arg w < angle: of flux and moment, bath by bath. */
function integrandPoles(problem: Problem, angle: number): UpperPoles {
  const { device, point, electrodes, baths, charge, end, hasEntropy } = problem;
  const wanted = (at: Complex): boolean => at.re > 0 && Math.atan2(at.im, at.re) < angle && at.re < 2 * end;
  const places: number[] = [];
  const fluxes: Complex[] = [];
  const moments: Complex[] = [];
  const fluxErrors: number[] = [];
  const momentErrors: number[] = [];
  const owners: number[] = [];
  const boson = point.bath.temperature;
  baths.forEach((bath, c) => {
    if (isSilent(bath) || !isExpanded(bath)) return;
    const place = (
      at: Complex,
      flux: Complex,
      moment: Complex,
      fluxError: number,
      momentError: number,
    ): void => {
      places.push(at.re, at.im);
      fluxErrors.push(perRadian * fluxError);
      momentErrors.push(perRadian * momentError);
      fluxes.push(scale(perRadian, flux));
      moments.push(scale(perRadian, moment));
      owners.push(c);
    };
    const temperature = bath.source.temperature;
    const difference = (w: Complex): Complex => complexBoseDifference(w, bath.mu, temperature, boson);
    for (const { at, residue, energy } of upperPoles(bath, wanted)) {
      const factor = difference(at);
      const flux = multiply(traceWith(residue, continuedModeSpectralFunction(device, at)), factor);
      place(at, flux, multiply(energy, flux), 0, 0);
    }
    const placeRegular = (at: Complex, spectrum: Matrix, factor: Complex): void => {
      const { matrix, moment, error, momentError } = continuedByPoles(bath, at);
      const weight = multiply(factor, complex(at.re - bath.mu, at.im));
      place(
        at,
        multiply(weight, traceWith(rowsOf(matrix), spectrum)),
        multiply(weight, traceWith(rowsOf(moment), spectrum)),
        modulus(weight) * sizeOf(spectrum) * error,
        modulus(weight) * sizeOf(spectrum) * momentError,
      );
    };
    for (const { at, residue } of modePolesOf(device).poles) {
      if (wanted(at)) placeRegular(at, residue, difference(at));
    }
    for (let k = 1; ; k++) {
      const at = complex(bath.mu, 2 * Math.PI * temperature * k);
      if (!wanted(at)) break;
      placeRegular(at, continuedModeSpectralFunction(device, at), complex(temperature, 0));
    }
  });
  const first = channelAt(problem, 0);
  return {
    count: owners.length,
    at: places,
    putResidue: (j, out) => {
      out.fill(0);
      const c = owners[j]!;
      const bath = baths[c]!;
      const at = complex(places[2 * j]!, places[2 * j + 1]!);
      const flux = fluxes[j]!;
      const moment = moments[j]!;
      const x = complex(at.re - bath.mu, at.im);
      const put = (component: number, value: Complex): void => {
        out[2 * component] = out[2 * component]! + value.re;
        out[2 * component + 1] = out[2 * component + 1]! + value.im;
      };
      const energy = multiply(at, flux);
      const electrons = scale(charge[c]!, flux);
      const heatTo = subtract(multiply(x, flux), moment);
      put(J, energy);
      put(I, electrons);
      put(HEAT + electrodes.indexOf(bath.from), moment);
      put(HEAT + electrodes.indexOf(bath.to), heatTo);
      if (hasEntropy) {
        // one temperature: the heats enter only through their sum
        const perQuantum = subtract(scale(1 / boson, at), scale(1 / bath.source.temperature, x));
        put(ENTROPY, multiply(perQuantum, flux));
      }
      put(first + 4 * c, energy);
      put(first + 4 * c + 1, electrons);
      put(first + 4 * c + 2, moment);
      put(first + 4 * c + 3, heatTo);
    },
    putNoise: (j, out) => {
      out.fill(0);
      const fluxError = fluxErrors[j]!;
      const momentError = momentErrors[j]!;
      if (fluxError === 0 && momentError === 0) return;
      const c = owners[j]!;
      const bath = baths[c]!;
      const re = places[2 * j]!;
      const im = places[2 * j + 1]!;
      const size = Math.hypot(re, im);
      const x = Math.hypot(re - bath.mu, im);
      const heatTo = x * fluxError + momentError;
      const from = HEAT + electrodes.indexOf(bath.from);
      const to = HEAT + electrodes.indexOf(bath.to);
      out[J] = size * fluxError;
      out[I] = Math.abs(charge[c]!) * fluxError;
      out[ENTROPY] = (size / boson + x / bath.source.temperature) * fluxError;
      out[from] = out[from]! + momentError;
      out[to] = out[to]! + heatTo;
      out[first + 4 * c] = size * fluxError;
      out[first + 4 * c + 1] = out[I]!;
      out[first + 4 * c + 2] = momentError;
      out[first + 4 * c + 3] = heatTo;
    },
  };
}

/** Distance from w = 0 to the nearest pole of the integrand anywhere. */
function analyticRadius({ device, point }: Problem, baths: readonly ExpandedBath[]): number {
  const distances = modePolesOf(device).poles.map(({ at }) => modulus(at));
  distances.push(2 * Math.PI * point.bath.temperature);
  for (const { mu, source, drain, poles, terms } of baths) {
    const T = source.temperature;
    distances.push(Math.hypot(mu, 2 * Math.PI * T));
    for (let term = 0; term < terms.count; term++) {
      const zp = poles.energies[terms.p[term]!]!;
      const zq = poles.energies[terms.q[term]!]!;
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
function bestAngle(
  end: number,
  baths: readonly ExpandedBath[],
  digits: number,
  radius: number,
): number | undefined {
  const range = Math.log((1e3 * end) / radius);
  const cost = (angle: number): number => {
    let sum = (range * digits) / (2 * Math.PI * angle);
    const slope = Math.tan(angle);
    const live = baths.length;
    for (const { mu, source, drain, poles, terms } of baths) {
      const T = source.temperature;
      sum += (BOSE_POLE_COST / live) * Math.max(0, (mu * slope) / (2 * Math.PI * T));
      for (let term = 0; term < terms.count; term++) {
        const zp = poles.energies[terms.p[term]!]!;
        const zq = poles.energies[terms.q[term]!]!;
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
 * By the trapezoidal rule with exact pole corrections; undefined where the poles do not allow it or where the closed
 * form of Lambda has lost digits that matter.
 */
export function byTrapezoid(problem: Problem): FrequencyIntegral | undefined {
  const { device, point, baths, tolerance, end } = problem;
  const bosonTemperature = point.bath.temperature;
  const expanded = baths.filter(isExpanded);
  if (expanded.length < baths.length || bosonTemperature === 0) return undefined;
  if (!baths.every((bath) => isThermal(bath) && bath.source.temperature > 0)) return undefined;
  const live = expanded.filter((bath) => !isSilent(bath));
  const radius = analyticRadius(problem, live);
  if (!(radius > 0)) return undefined;
  const routes = expanded.map((bath) => byClosedForm(bath, bosonTemperature));
  const integrand = integrandOf(problem, routes);
  const totals = totalsOf(problem);
  const components = componentsOf(problem);
  const used = goals(problem, new Float64Array(components));
  const controlled = Array.from(used.keys()).filter((c) => used[c]! < Number.POSITIVE_INFINITY);
  // Residues of the modes' poles carry the error of their eigenvectors.
  const doubt = modePolesOf(device).uncertainty;
  for (let digits = 5 - Math.log(tolerance); ; ) {
    const angle = bestAngle(end, live, digits, radius);
    if (angle === undefined) return undefined;
    const poles = integrandPoles(problem, angle);
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
    if (!controlled.every((c) => Number.isFinite(value[c]! + error[c]!))) return undefined;
    const goal = goals(problem, value);
    // Error against goal; roundoff of Lambda counts with the totals.
    const excess = Math.max(
      ...controlled.map((c) => {
        const total = error[c]! + (c < totals ? value[totals + c]! : 0);
        return total > goal[c]! ? total / goal[c]! : 0;
      }),
    );
    const result = (): FrequencyIntegral => withNoiseAndTail(problem, { ...integral, error }, integrand);
    if (excess === 0) return result();
    // Channels that cancel leave a small total: the sum needs that many digits more.
    const wanted = Math.min(MAXIMAL_DIGITS, digits + Math.log(excess) + 2);
    if (wanted > digits) {
      digits = wanted;
      continue;
    }
    const isAtRoundoff = controlled
      .filter((c) => c < totals)
      .every(
        (c) => value[totals + c]! <= NOISE_LIMIT * absolute[c]! && error[c]! <= NOISE_LIMIT * absolute[c]!,
      );
    return isAtRoundoff ? result() : undefined;
  }
}
