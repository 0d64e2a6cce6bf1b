/**
 * Rational fit of samples on a line by the AAA algorithm (Nakatsukasa, Sete, Trefethen 2018), for several functions
 * that share their poles:
 *
 *   r(x) = sum_j w_j f(x_j)/(x - x_j) / D(x),   D(x) = sum_j w_j/(x - x_j).
 *
 * The support points x_j are taken greedily where the fit so far is worst; the weights w minimise the linearised
 * deviation sum_i |sum_j w_j (f(x_i) - f(x_j))/(x_i - x_j)|^2 over the samples that are no support points. New here:
 * several support points a round, never two in one gap between those there are, so that a fit with 60 of them costs
 * some 25 factorisations.
 */
import { eigenDecomposition } from "../linear/eigen.js";
import { leastSingularVector, type TallMatrix, tallZeros } from "../linear/least-squares.js";
import { setEntry, zeros } from "../linear/matrix.js";
import { type Complex, complex, divide, multiply, reciprocal, subtract } from "../special/complex.js";

/** Samples of several functions at the same real places, ascending; column c of `values` holds function c. */
export interface Samples {
  readonly at: Float64Array;
  readonly values: TallMatrix;
}

/** r(x), by its support points and weights. */
export interface RationalFit {
  readonly support: readonly number[];
  readonly weights: readonly Complex[];
  /** largest deviation from the samples, of any of the functions */
  readonly error: number;
}

/** Part of the support points that one round may add. */
const GROWTH = 1 / 8;
/** Support points that may be added without any gain before the fit is taken to have met the noise of the samples. */
const PATIENCE = 12;

/** Weights of the given support points (indices into the samples). */
function weightsFor({ at, values }: Samples, support: readonly number[], isSupport: Uint8Array): Complex[] {
  const n = at.length;
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => isSupport[i] === 0);
  const loewner = tallZeros(others.length * values.columns, support.length);
  support.forEach((j, column) => {
    let k = column * loewner.rows;
    for (let c = 0; c < values.columns; c++) {
      for (const i of others) {
        const gap = at[i]! - at[j]!;
        loewner.re[k] = (values.re[c * n + i]! - values.re[c * n + j]!) / gap;
        loewner.im[k] = (values.im[c * n + i]! - values.im[c * n + j]!) / gap;
        k++;
      }
    }
  });
  const { re, im } = leastSingularVector(loewner);
  return support.map((_, j) => complex(re[j]!, im[j]!));
}

/** Deviation of the fit at each sample, the largest over the functions; zero at support points. */
function deviations(
  { at, values }: Samples,
  support: readonly number[],
  weights: readonly Complex[],
  isSupport: Uint8Array,
): Float64Array {
  const n = at.length;
  const found = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (isSupport[i] === 1) continue;
    let denominator = complex(0, 0);
    for (let j = 0; j < support.length; j++) {
      const share = 1 / (at[i]! - at[support[j]!]!);
      const { re, im } = weights[j]!;
      denominator = complex(denominator.re + re * share, denominator.im + im * share);
    }
    const inverse = reciprocal(denominator);
    for (let c = 0; c < values.columns; c++) {
      let re = 0;
      let im = 0;
      const own = complex(values.re[c * n + i]!, values.im[c * n + i]!);
      for (let j = 0; j < support.length; j++) {
        const k = c * n + support[j]!;
        const share = 1 / (at[i]! - at[support[j]!]!);
        const dr = (values.re[k]! - own.re) * share;
        const di = (values.im[k]! - own.im) * share;
        const w = weights[j]!;
        re += w.re * dr - w.im * di;
        im += w.re * di + w.im * dr;
      }
      const size = Math.hypot(re * inverse.re - im * inverse.im, re * inverse.im + im * inverse.re);
      found[i] = Math.max(found[i]!, Number.isFinite(size) ? size : Number.MAX_VALUE);
    }
  }
  return found;
}

/** The worst sample of each gap between support points, worst first. */
function worstOfGaps(deviation: Float64Array, isSupport: Uint8Array): number[] {
  const worst: number[] = [];
  let best = -1;
  for (let i = 0; i <= deviation.length; i++) {
    if (i === deviation.length || isSupport[i] === 1) {
      if (best >= 0) worst.push(best);
      best = -1;
    } else if (best < 0 || deviation[i]! > deviation[best]!) {
      best = i;
    }
  }
  return worst.sort((a, b) => deviation[b]! - deviation[a]!);
}

/** Sample farthest from the mean, where the fit begins. */
function firstSupport({ at, values }: Samples): number {
  const n = at.length;
  const distance = new Float64Array(n);
  for (let c = 0; c < values.columns; c++) {
    let re = 0;
    let im = 0;
    for (let i = c * n; i < (c + 1) * n; i++) {
      re += values.re[i]! / n;
      im += values.im[i]! / n;
    }
    for (let i = 0; i < n; i++) {
      const size = Math.hypot(values.re[c * n + i]! - re, values.im[c * n + i]! - im);
      distance[i] = Math.max(distance[i]!, size);
    }
  }
  return distance.indexOf(Math.max(...distance));
}

/**
 * Fits the samples.
 * @param samples at least three
 * @param tolerance deviation at which the fit is good enough, in the unit of the samples
 * @param maximalSupport bound on the number of support points
 * @returns the best fit met; its error exceeds the tolerance where the samples are noisy or the bound too low
 */
export function rationalFit(samples: Samples, tolerance: number, maximalSupport: number): RationalFit {
  const n = samples.at.length;
  const isSupport = new Uint8Array(n);
  const support: number[] = [];
  let next = [firstSupport(samples)];
  let best: RationalFit = { support: [], weights: [], error: Number.POSITIVE_INFINITY };
  const limit = Math.min(maximalSupport, Math.floor(n / 2));
  while (next.length > 0) {
    for (const i of next) {
      isSupport[i] = 1;
      support.push(i);
    }
    const weights = weightsFor(samples, support, isSupport);
    const deviation = deviations(samples, support, weights, isSupport);
    const candidates = worstOfGaps(deviation, isSupport);
    const error = candidates.length > 0 ? deviation[candidates[0]!]! : 0;
    if (error < best.error) best = { support: support.map((i) => samples.at[i]!), weights, error };
    if (support.length >= best.support.length + PATIENCE) break;
    const room = Math.min(limit - support.length, Math.max(1, Math.floor(GROWTH * support.length)));
    // none, once the tolerance is met
    next = candidates.slice(0, room).filter((i) => deviation[i]! > Math.max(tolerance, error / 100));
  }
  return best;
}

/** D(x)/D'(x) corrected for the other zeros: the step of Ehrlich and Aberth for the polynomial D(x) prod (x - x_j). */
function aberthStep(
  { support, weights }: RationalFit,
  zeros: readonly Complex[],
  own: number,
): Complex | undefined {
  const z = zeros[own]!;
  let value = complex(0, 0);
  let slope = complex(0, 0);
  let pull = complex(0, 0);
  support.forEach((x, j) => {
    const inverse = reciprocal(complex(z.re - x, z.im));
    const term = multiply(weights[j]!, inverse);
    const change = multiply(term, inverse);
    value = complex(value.re + term.re, value.im + term.im);
    slope = complex(slope.re - change.re, slope.im - change.im);
    pull = complex(pull.re + inverse.re, pull.im + inverse.im);
  });
  for (const other of zeros) {
    // itself, or a copy of it
    if (other.re === z.re && other.im === z.im) continue;
    const inverse = reciprocal(subtract(z, other));
    pull = complex(pull.re - inverse.re, pull.im - inverse.im);
  }
  const ratio = divide(slope, value);
  const step = reciprocal(complex(ratio.re + pull.re, ratio.im + pull.im));
  return Number.isFinite(step.re + step.im) ? step : undefined;
}

const POLISHES = 4;

/**
 * Poles of the fit, the zeros of D: eigenvalues of (1 - u w^T/(w^T u)) diag(x_j), u = (1, ..., 1), which has one more,
 * zero. Both factors of the rank-one part are given the size of the square root of w, so that a small weight costs no
 * digit; then each zero is polished.
 */
export function polesOfFit({ support: points, weights: all, error }: RationalFit): Complex[] {
  // a point without weight is no part of D
  const used = all.flatMap(({ re, im }, j) => (re === 0 && im === 0 ? [] : [j]));
  const [support, weights] = [used.map((j) => points[j]!), used.map((j) => all[j]!)];
  const fit = { support, weights, error };
  const n = support.length;
  if (n < 2) return [];
  // The spare eigenvalue zero must not meet a pole: count from beyond the support.
  const origin = 2 * Math.max(...support.map(Math.abs)) + 1;
  const total = weights.reduce((a, b) => complex(a.re + b.re, a.im + b.im), complex(0, 0));
  const balance = weights.map(({ re, im }) => Math.sqrt(Math.hypot(re, im)));
  const a = zeros(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const x = support[j]! - origin;
      const share = divide(weights[j]!, total);
      const factor = (x * balance[i]!) / balance[j]!;
      setEntry(a, i, j, complex((i === j ? x : 0) - factor * share.re, -factor * share.im));
    }
  }
  const values = [...eigenDecomposition(a).values];
  const sizes = values.map(({ re, im }) => Math.hypot(re, im));
  values.splice(sizes.indexOf(Math.min(...sizes)), 1);
  const found = values.map(({ re, im }) => complex(re + origin, im));
  for (let round = 0; round < POLISHES; round++) {
    for (let k = 0; k < found.length; k++) {
      const step = aberthStep(fit, found, k);
      if (step) found[k] = subtract(found[k]!, step);
    }
  }
  return found;
}
