/**
 * The grid: the trapezoidal rule in s = ln w. On it the integrand is analytic in a strip whose height is an angle, so the
 * error falls as exp(-L), L = 2 pi angle/h, once the poles inside the wedge 0 < arg w < angle are corrected exactly:
 *
 *   int_0^inf F dw = h sum_k w_k F(w_k) + 2 pi Re sum_poles -2i rho q/(1 - q),   q = exp(2 pi i (ln zeta - s_0)/h),
 *
 * rho the residue of F at zeta. The factor of twice the step is the square root of q, so the coarser grid, which tells the
 * error, is free. Below the first node F is a polynomial through six points of (0, w_0], and the geometric sums of its powers
 * over the nodes that are left out are known.
 */
import type { State } from "./state.js";
import { cheapestAngle } from "./wedge.js";

/** Points on (0, 1] through which F is interpolated below the first node, the largest 1 among them (Chebyshev-Radau). */
export const LOW_POINTS = 6;
export const LOW_AT: Float64Array = Float64Array.from(
  { length: LOW_POINTS },
  (_, k) => (1 + Math.cos((2 * Math.PI * k) / (2 * LOW_POINTS - 1))) / 2,
);

/** Coefficients of the Lagrange polynomials through these points: power j of polynomial k at k LOW_POINTS + j. */
export const LAGRANGE: Float64Array = lagrangeCoefficients(LOW_AT);

function lagrangeCoefficients(points: Float64Array): Float64Array {
  const n = points.length;
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    let polynomial = [1];
    let denominator = 1;
    for (let j = 0; j < n; j++) {
      if (j === k) continue;
      denominator *= points[k]! - points[j]!;
      const next = new Array<number>(polynomial.length + 1).fill(0);
      polynomial.forEach((value, power) => {
        next[power + 1]! += value;
        next[power]! -= value * points[j]!;
      });
      polynomial = next;
    }
    polynomial.forEach((value, power) => {
      out[k * n + power] = value / denominator;
    });
  }
  return out;
}

export interface Grid {
  /** step in ln w, and ln of the first node */
  readonly step: number;
  readonly start: number;
  /** ln of node n is step (n + offset), the first is number `index`: grids of one step and offset share nodes */
  readonly offset: number;
  readonly index: number;
  /** first and last frequency, and beyond which two small nodes in a row end the sum */
  readonly first: number;
  readonly end: number;
  readonly tail: number;
  /** opening angle of the wedge for which the step was chosen */
  readonly angle: number;
  /** weights of the six values below the first node, on the fine and on the coarse grid, without the factor h or 2h */
  readonly lowFine: readonly number[];
  readonly lowCoarse: readonly number[];
  /** geometric sum of the highest power, for the error of the interpolation */
  readonly lowTop: number;
}

/**
 * The farthest resonance that still counts: far out in the thermal tails a sharp mode, a hop between sharp levels or a
 * sharp level gains up to (2 distance/width)^4 on its weight exp(-distance/T).
 * @param digits -ln of the relative error
 */
export function farthestResonance(state: State, digits: number): number {
  const { terms, modes, mu, highest, hottest, inDrain, inSource } = state;
  let farthest = 0;
  const reachTo = (distance: number, width: number): void => {
    const beyond = distance - highest;
    if (
      distance > farthest &&
      beyond < hottest * (digits + 4 * Math.log(1 + (2 * Math.abs(distance)) / width))
    )
      farthest = distance;
  };
  for (let j = 0; j < modes.poles.length; j++) reachTo(modes.poles[j]!.re, modes.poles[j]!.im);
  for (let t = 0; t < terms.gap.length; t++) reachTo(terms.gap[t]!, -terms.width[t]!);
  for (let g = 0; g < state.groups; g++) {
    for (let p = 0; p < terms.size; p++) {
      const k = g * terms.size + p;
      if (inDrain[k] === 1 || inSource[k] === 1) reachTo(Math.abs(terms.re[p]! - mu[g]!), -terms.im[p]!);
    }
  }
  return farthest;
}

/** Where the sum ends: tails of Bose and Fermi functions have fallen by exp(-L - 1), and no resonance lies beyond. */
const endOf = (state: State, digits: number, farthest: number): number =>
  Math.max(state.highest + state.modes.highest, farthest) + (digits + 1) * state.hottest;

/** L is this much more than -ln of the tolerance, at least that of LOOSEST: on a coarser grid the error cannot be known. */
const SPARE = 4.5;
const LOOSEST = 1e-7;

/** -ln of the error that a sum aims at. */
export const digitsFor = (tolerance: number): number => SPARE - Math.log(Math.min(tolerance, LOOSEST));

/** Offsets of the grid that are tried, in parts of a step. */
const OFFSETS = 12;
const AVOIDED = 200;
/** Widths of hops, in steps, below which nodes keep away. */
const NARROW = 0.1;
const avoided: Float64Array = new Float64Array(AVOIDED);

/**
 * The offset farthest from what nodes should not meet: zeros of Lambda at mu_ab > 0, narrow modes and hops, whose residue
 * would cancel against the node, and with unequal temperatures the level differences of equally wide levels.
 */
function bestOffset(state: State, step: number): number {
  const { boses, boseMu, modes, terms, hops } = state;
  let count = 0;
  const avoid = (omega: number): void => {
    if (omega > 0 && count < AVOIDED) avoided[count++] = Math.log(omega) / step;
  };
  for (let k = 0; k < boses; k++) avoid(boseMu[k]!);
  for (let j = 0; j < modes.poles.length; j++) {
    const { re, im } = modes.poles[j]!;
    if (im < step * re) avoid(re);
  }
  let hasUnequal = false;
  for (let c = 0; c < hops.length; c++) if (!hops[c]!.isThermal) hasUnequal = true;
  for (let t = 0; t < terms.gap.length && count < AVOIDED; t++) {
    const gap = terms.gap[t]!;
    const isNarrow = -terms.width[t]! < NARROW * step * gap;
    if (isNarrow || (hasUnequal && Math.abs(terms.difference[t]!) < 1e-3 * gap)) avoid(gap);
  }
  if (count === 0) return 0;
  let best = 0;
  let widest = -1;
  for (let k = 0; k < OFFSETS; k++) {
    let distance = 1;
    for (let i = 0; i < count; i++) {
      const x = avoided[i]! - k / OFFSETS;
      distance = Math.min(distance, Math.abs(x - Math.round(x)));
    }
    if (distance > widest + 1e-12) {
      widest = distance;
      best = k / OFFSETS;
    }
  }
  return best;
}

/** The first node: this part of the radius of analyticity at 1e-10, a seventh root of the tolerance elsewhere. */
const FIRST = 0.1;
const firstFrequency = (radius: number, digits: number, more: number): number =>
  Math.min(0.3, FIRST * Math.exp((2.5 - digits + Math.log(1e10) - more) / 7)) * radius;

/** Weights of the six values from the geometric sums of the powers. */
function lagrangeWeights(sums: readonly number[]): number[] {
  const weights: number[] = [];
  for (let k = 0; k < LOW_POINTS; k++) {
    let sum = 0;
    for (let j = 0; j < LOW_POINTS; j++) sum += LAGRANGE[k * LOW_POINTS + j]! * sums[j]!;
    weights.push(sum);
  }
  return weights;
}

/**
 * A grid for an error of exp(-digits).
 * @param state the junction at its operating point
 * @param radius distance from w = 0 to the nearest singularity
 * @param digits -ln of the relative error of the sum
 * @param lowDigits so much more for the interpolation below the first node
 * @param shift offset to be added, in steps
 */
export function gridFor(
  state: State,
  radius: number,
  digits: number,
  lowDigits: number,
  shift: number,
): Grid {
  const farthest = farthestResonance(state, digits);
  const end = endOf(state, digits, farthest);
  const near = firstFrequency(radius, digits, lowDigits);
  const angle = cheapestAngle(state, digits, Math.log(end / near), end);
  const step = (2 * Math.PI * angle) / digits;
  const offset = bestOffset(state, step) + shift;
  const index = Math.ceil(Math.log(near) / step) - 1;
  const start = step * (index + offset);
  const first = Math.exp(start);
  const fine: number[] = [];
  const coarse: number[] = [];
  for (let j = 0; j < LOW_POINTS; j++) {
    // sum_{k >= 1} (w_0 e^{-k h})^(j+1) for F = (w/w_0)^j and for twice the step
    const x = Math.expm1((j + 1) * step);
    fine.push(first / x);
    coarse.push(first / (x * (x + 2)));
  }
  return {
    step,
    start,
    offset,
    index,
    first,
    end,
    tail: Math.max(state.highest + state.modes.highest, farthest),
    angle,
    lowFine: lagrangeWeights(fine),
    lowCoarse: lagrangeWeights(coarse),
    lowTop: fine[LOW_POINTS - 1]!,
  };
}

/** Estimate of the number of nodes, without making the grid. */
export function nodesNeeded(state: State, radius: number, tolerance: number): number {
  const digits = digitsFor(tolerance);
  const end = endOf(state, digits, farthestResonance(state, digits));
  const range = Math.log(end / (FIRST * radius));
  return (range * digits) / (2 * Math.PI * cheapestAngle(state, digits, range, end));
}

/**
 * 2 pi (-2i) q/(1 - q) of a pole at zeta on the coarse grid, into out[0], out[1], and on the fine one, into out[2], out[3]:
 * a correction is Re(rho (out[k] + i out[k+1])).
 */
export function putPoleFactor({ start, step }: Grid, re: number, im: number, out: Float64Array): void {
  const position = Math.log(re * re + im * im) / 2 - start;
  const size = Math.exp((-Math.PI * Math.atan2(im, re)) / step);
  const phase = (Math.PI * position) / step;
  const qr = size * Math.cos(phase);
  const qi = size * Math.sin(phase);
  putFactor(qr, qi, out, 0);
  putFactor(qr * qr - qi * qi, 2 * qr * qi, out, 2);
}

function putFactor(qr: number, qi: number, out: Float64Array, at: number): void {
  const er = 1 - qr;
  const k = (4 * Math.PI) / (er * er + qi * qi);
  out[at] = qi * k;
  out[at + 1] = -(qr * er - qi * qi) * k;
}
