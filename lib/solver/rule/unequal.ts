/**
 * The Fermi integrals for a channel whose electrodes differ in temperature. Its pairs are not Bose distributed, so the
 * occupations of electrons and bosons enter together,
 *
 *   W(e; w) = f_a(e) [1 - f_b(e-w)] (1 + n) - [1 - f_a(e)] f_b(e-w) n,   n = n_B(w, T_ph),
 *   F_p = int de W/(e - z_p),   G_q = int de W/(e - z_q - w),
 *
 * and take the place of (f_b - f_a) [n_B(w - mu_ab) - n_B(w)] in the double sum. The energy integrals are done once for all
 * poles by the trapezoidal rule: W becomes a sum of simple fractions, its values on the nodes and the residues of the
 * lowest rungs of both Fermi ladders, -T_a [n + 1 - f_b] at mu_a +- i pi T_a (2k+1) and T_b [f_a + n] at
 * mu_b + w +- i pi T_b (2k+1), each times what the sum misses of a pole at z above (s = 1) or below (s = -1) the axis,
 *
 *   int - h sum = residue [i pi s + pi cot(pi (z - e_0)/h)],
 *
 * and the pole z_p itself adds W(z_p) times the same (appendix-pair-integral, section 6). At complex w every pole keeps the
 * s that it has for real w, whatever side it has moved to: that is the analytic continuation.
 */
import { putExpm1 } from "./bose.js";
import { imbalance, netOccupation } from "./energies.js";
import { type EnergyRule, type Hop, putFermi, putFermiPair, type State } from "./state.js";
import { type ComplexTransforms, sizeAt, TRANSFORM_NOISE } from "./thermal.js";

const TWO_PI = 2 * Math.PI;
const pair: Float64Array = new Float64Array(4);
const gap: Float64Array = new Float64Array(2);
const kernel: Float64Array = new Float64Array(2);

/** A node of the rule, the k-th from its origin. */
const nodeAt = (k: number, origin: number, step: number): number => origin + k * step;

/**
 * i pi s + pi cot(pi (x + iy - e_0)/h): what the trapezoidal sum misses of a pole at x + iy whose side on the real axis of w is
 * s. Counted from the nearest node as it is rounded: next to a pole near the axis its term and this one are large and cancel.
 */
function putMissing(
  x: number,
  y: number,
  { origin, step }: Pick<EnergyRule, "origin" | "step">,
  side: number,
  out: Float64Array,
  at: number,
): void {
  const isAbove = y >= 0;
  const decay = (-TWO_PI * Math.abs(y)) / step;
  const size = Math.exp(decay);
  const distance = x - nodeAt(Math.round((x - origin) / step), origin, step);
  const phase = (TWO_PI * distance) / step;
  const qr = size * Math.cos(phase);
  const qi = isAbove ? size * Math.sin(phase) : -size * Math.sin(phase);
  // 1 - qr, which is small next to a node
  const half = Math.sin(phase / 2);
  const er = 2 * size * half * half - Math.expm1(decay);
  const k = TWO_PI / (er * er + qi * qi);
  // 2 pi q/(1 - q)
  const re = (qr * er - qi * qi) * k;
  const im = qi * k;
  if (isAbove) {
    out[at] = im;
    out[at + 1] = -re - (side > 0 ? 0 : TWO_PI);
  } else {
    out[at] = -im;
    out[at + 1] = re + (side > 0 ? TWO_PI : 0);
  }
}

/**
 * How far the nodes must reach on one side of mu: `least` temperatures, and as far behind levels in the tail, at their own
 * energies and moved by those of the modes, as their resonance counts, up to (2 d/width)^4 of what lies beside it.
 */
function extent(
  { terms, modes }: State,
  mu: number,
  T: number,
  side: number,
  least: number,
  moved: 1 | -1,
): number {
  const { re, im, size } = terms;
  let far = least;
  for (let m = -1; m < modes.poles.length; m++) {
    const shift = m < 0 ? 0 : moved * modes.poles[m]!.re;
    for (let p = 0; p < size; p++) {
      const width = -im[p]!;
      const distance = side * (re[p]! + shift - mu);
      if (width === 0 || !(distance > 0)) continue;
      const boost = 4 * Math.log(1 + (2 * distance) / width);
      if (distance < (least + boost) * T) far = Math.max(far, least + Math.min(distance / T, boost));
    }
  }
  return far * T;
}

/** Number of rungs to correct for a strip of some height. */
const rungsFor = (height: number, T: number): number => Math.max(1, Math.round(height / (TWO_PI * T)));

/** -ln of the relative error of the rule, at any tolerance: it is not estimated from case to case. */
const DIGITS = 36;
/** More where sums of squares keep the digits of what is small. */
const SQUARES_DIGITS = 38;

/** The step that costs least, and the rungs that it asks for. */
export function energyRule(state: State, hop: Hop): EnergyRule {
  const digits = state.squares ? SQUARES_DIGITS : DIGITS;
  const { temperature, mu, terms } = state;
  const Ta = temperature[hop.source]!;
  const Tb = temperature[hop.drain]!;
  const mua = mu[hop.source]!;
  const mub = mu[hop.drain]!;
  const range = (digits + 4) * (Ta + Tb) + Math.abs(hop.mu) + state.modes.highest;
  const height = Math.sqrt((range * digits) / (3 * (1 / Ta + 1 / Tb)));
  const rungsA = rungsFor(height, Ta);
  const rungsB = rungsFor(height, Tb);
  const strip = 0.999 * Math.PI * Math.min(Ta * (2 * rungsA + 1), Tb * (2 * rungsB + 1));
  const step = (TWO_PI * strip) / digits;
  const origin = mua + 0.31 * step;
  const missing = new Float64Array(2 * terms.size);
  for (const p of hop.channel.rows) {
    putMissing(terms.re[p]!, terms.im[p]!, { origin, step }, -1, missing, 2 * p);
  }
  const least = digits + 2;
  return {
    Ta,
    Tb,
    mua,
    mub,
    mu: hop.mu,
    bath: state.bath,
    step,
    origin,
    rungsA,
    rungsB,
    belowA: extent(state, mua, Ta, -1, least, 1),
    aboveA: extent(state, mua, Ta, 1, least, 1),
    belowB: extent(state, mub, Tb, -1, least, -1),
    aboveB: extent(state, mub, Tb, 1, least, -1),
    missing,
  };
}

/** The least distance in height of two rungs, one of either electrode's ladder, which pass each other at w = mu_ab. */
export function gapOfLadders({ Ta, Tb, rungsA, rungsB }: EnergyRule): number {
  let gap = Number.POSITIVE_INFINITY;
  for (let k = 0; k < rungsA; k++) {
    // the rung of b next to it
    const l = Math.min(rungsB - 1, Math.round((Ta / Tb) * (k + 0.5) - 0.5));
    gap = Math.min(gap, Math.PI * Math.abs(Ta * (2 * k + 1) - Tb * (2 * l + 1)));
  }
  return gap;
}

/** Simple fractions that a rule has at most, at the pole of a mode that is i `height` above the axis. */
export function fractionsOf(rule: EnergyRule, height: number): number {
  const { mua, mub, step, rungsA, rungsB, Tb } = rule;
  const range = Math.abs(mua - mub) + rule.belowA + rule.aboveA + rule.belowB + rule.aboveB;
  return range / step + 2 * (rungsA + rungsB + height / (TWO_PI * Tb));
}

/** Simple fractions c/(x + iy - z): place and coefficient, 4 numbers each. */
export interface Fractions {
  values: Float64Array;
  /** length in use */
  filled: number;
}

/** Those of the frequency at hand; the array grows with the longest rule seen. */
const fractions: Fractions = { values: new Float64Array(4096), filled: 0 };

function addFraction(x: number, y: number, re: number, im: number): void {
  if (fractions.filled + 4 > fractions.values.length) {
    const longer = new Float64Array(2 * fractions.values.length);
    longer.set(fractions.values);
    fractions.values = longer;
  }
  const { values, filled } = fractions;
  values[filled] = x;
  values[filled + 1] = y;
  values[filled + 2] = re;
  values[filled + 3] = im;
  fractions.filled = filled + 4;
}

/** Moduli of an imbalance below which occupations nearly cancel. */
const ALIKE = 0.5;
const grown: Float64Array = new Float64Array(2);

/**
 * Adds n = nr + i ni to the Fermi function in out[0], out[1], which is -n_B of x + iy more than the argument of n: what a
 * rung of W is weighed by. Near equilibrium they nearly cancel.
 */
function addBath(nr: number, ni: number, x: number, y: number, out: Float64Array): void {
  const re = out[0]!;
  const im = out[1]!;
  if (Math.hypot(x, y) > ALIKE) {
    out[0] = re + nr;
    out[1] = im + ni;
    return;
  }
  putExpm1(x, y, grown, 0);
  const ar = -(re * (1 + nr) - im * ni);
  const ai = -(re * ni + im * (1 + nr));
  out[0] = ar * grown[0]! - ai * grown[1]!;
  out[1] = ar * grown[1]! + ai * grown[0]!;
}

/**
 * pi - pi T_a (2k+1)/T_b of the k-th rung of a, with T = T_b, and pi + pi T_b (2k+1)/T_a of b's, with T = T_a, both but for
 * multiples of 2 pi: of temperatures that are nearly alike it is as exact as their difference.
 */
const turnOf = ({ Ta, Tb }: EnergyRule, k: number, T: number): number =>
  (Math.PI * (2 * k + 1) * (Tb - Ta)) / T;

/**
 * Adds n to 1 - f_b, or f_a, in out[0], out[1], which weighs the k-th rung of the other electrode's ladder, above (side 1) or
 * below (-1) the axis, at w = wr + i wi.
 * @param T temperature of the electrode whose occupation it is
 */
export function addBathOnRung(
  rule: EnergyRule,
  T: number,
  k: number,
  side: number,
  wr: number,
  wi: number,
  nr: number,
  ni: number,
  out: Float64Array,
): void {
  const { mu, bath } = rule;
  const turn = side * turnOf(rule, k, T) + (wi * (bath - T)) / (T * bath);
  addBath(nr, ni, imbalance(0, T, T, wr, mu, bath), turn, out);
}

/** Nodes smaller than this part of those before them are left out. */
const NEGLIGIBLE = 1e-40;

/** Nodes on the axis and rungs above it, at real w; the rungs below are their conjugates. Returns where the rungs begin. */
function putFractions(rule: EnergyRule, omega: number, bath: number, n: number): number {
  const { Ta, Tb, mua, mub, step, origin } = rule;
  const moved = mub + omega;
  fractions.filled = 0;
  const low = Math.min(mua - rule.belowA, moved - rule.belowB);
  const high = Math.max(mua + rule.aboveA, moved + rule.aboveB);
  const last = Math.floor((high - origin) / step);
  let largest = 0;
  for (let k = Math.ceil((low - origin) / step); k <= last; k++) {
    const e = nodeAt(k, origin, step);
    const excess = imbalance(e - mua, Ta, Tb, omega, rule.mu, bath);
    const value = netOccupation((e - mua) / Ta, (e - moved) / Tb, excess, n);
    const size = Math.abs(value);
    largest = Math.max(largest, size);
    if (size > NEGLIGIBLE * largest) addFraction(e, 0, value * step, 0);
  }
  const rungs = fractions.filled;
  for (let k = 0; k < rule.rungsA; k++) {
    const y = Math.PI * Ta * (2 * k + 1);
    putFermi((moved - mua) / Tb, -y / Tb, pair, 0);
    addBathOnRung(rule, Tb, k, 1, omega, 0, n, 0, pair);
    putMissing(mua, y, rule, 1, gap, 0);
    const re = -Ta * pair[0]!;
    const im = -Ta * pair[1]!;
    addFraction(mua, y, re * gap[0]! - im * gap[1]!, re * gap[1]! + im * gap[0]!);
  }
  for (let k = 0; k < rule.rungsB; k++) {
    const y = Math.PI * Tb * (2 * k + 1);
    putFermi((moved - mua) / Ta, y / Ta, pair, 0);
    addBathOnRung(rule, Ta, k, 1, omega, 0, n, 0, pair);
    putMissing(moved, y, rule, 1, gap, 0);
    const re = Tb * pair[0]!;
    const im = Tb * pair[1]!;
    addFraction(moved, y, re * gap[0]! - im * gap[1]!, re * gap[1]! + im * gap[0]!);
  }
  return rungs;
}

/** Moduli of the coefficients of all fractions from one on, each of which stands for its conjugate too. */
function moduliFrom(start: number): number {
  const { values, filled } = fractions;
  let sum = 0;
  for (let k = start; k < filled; k += 4) sum += 2 * (Math.abs(values[k + 2]!) + Math.abs(values[k + 3]!));
  return sum;
}

/** The sum of the fractions at z = x + iy below the axis, into out[at], out[at+1]. */
function putRealTransform(rungs: number, x: number, y: number, out: Float64Array, at: number): void {
  const { values: f, filled } = fractions;
  let re = 0;
  let im = 0;
  const square = y * y;
  for (let k = 0; k < rungs; k += 4) {
    const d = f[k]! - x;
    const q = f[k + 2]! / (d * d + square);
    re += d * q;
    im += q;
  }
  im *= y;
  for (let k = rungs; k < filled; k += 4) {
    const d = f[k]! - x;
    const u = f[k + 1]! - y;
    const v = -f[k + 1]! - y;
    const cr = f[k + 2]!;
    const ci = f[k + 3]!;
    const above = 1 / (d * d + u * u);
    const below = 1 / (d * d + v * v);
    re += (cr * d + ci * u) * above + (cr * d - ci * v) * below;
    im += (ci * d - cr * u) * above + (-ci * d - cr * v) * below;
  }
  out[at] = re;
  out[at + 1] = im;
}

/** f, 1 - f of both electrodes at one complex energy. */
const first: Float64Array = new Float64Array(4);
const second: Float64Array = new Float64Array(4);

/** f and 1 - f at a pole, where the state has them. */
function recallFermiPair({ fermi, hole }: State, at: number, out: Float64Array): void {
  out[0] = fermi[at]!;
  out[1] = fermi[at + 1]!;
  out[2] = hole[at]!;
  out[3] = hole[at + 1]!;
}

/**
 * W at z = x + iy, n = nr + i ni, w = wr + i wi, into out[0], out[1].
 * @param a f_a and 1 - f_a at z
 * @param b f_b and 1 - f_b at z - w
 */
export function putKernel(
  { Ta, Tb, mua, mu, bath }: EnergyRule,
  a: Float64Array,
  b: Float64Array,
  x: number,
  y: number,
  wr: number,
  wi: number,
  nr: number,
  ni: number,
  out: Float64Array,
): void {
  const upR = a[0]! * b[2]! - a[1]! * b[3]!;
  const upI = a[0]! * b[3]! + a[1]! * b[2]!;
  const re = upR * (1 + nr) - upI * ni;
  const im = upR * ni + upI * (1 + nr);
  const excessR = imbalance(x - mua, Ta, Tb, wr, mu, bath);
  const excessI = (y * (Tb - Ta)) / (Ta * Tb) + (wi * (bath - Tb)) / (Tb * bath);
  if (Math.hypot(excessR, excessI) < ALIKE) {
    putExpm1(excessR, excessI, grown, 0);
    out[0] = -(re * grown[0]! - im * grown[1]!);
    out[1] = -(re * grown[1]! + im * grown[0]!);
    return;
  }
  const downR = a[2]! * b[0]! - a[3]! * b[1]!;
  const downI = a[2]! * b[1]! + a[3]! * b[0]!;
  out[0] = re - (downR * nr - downI * ni);
  out[1] = im - (downR * ni + downI * nr);
}

/** Adds W(z) (kr + i ki) of the pole z = x + iy itself to its transform, and makes the first moment. */
function addOwnPole(
  x: number,
  y: number,
  mua: number,
  kr: number,
  ki: number,
  out: Float64Array,
  at: number,
): void {
  out[at] = out[at]! + kernel[0]! * kr - kernel[1]! * ki;
  out[at + 1] = out[at + 1]! + kernel[0]! * ki + kernel[1]! * kr;
  out[at + 2] = out[at]! * (x - mua) - out[at + 1]! * y;
  out[at + 3] = out[at]! * y + out[at + 1]! * (x - mua);
}

/** Sums something over the fractions, of which those from `rungs` on stand for their conjugates too. */
export type FractionSum = (fractions: Fractions, rungs: number) => void;

/**
 * F and G of a channel at real w > 0.
 * @param instead takes the place of the sums over the fractions, so that F and G keep what the poles themselves add
 */
export function putUnequalTransforms(
  state: State,
  hop: Hop,
  rule: EnergyRule,
  omega: number,
  instead?: FractionSum,
): void {
  const { terms, bath } = state;
  const { Ta, Tb, mua, mub, missing } = rule;
  const { forward, backward, channel, source, drain } = hop;
  const { re, im, size } = terms;
  const n = 1 / Math.expm1(omega / bath);
  let rungs = putFractions(rule, omega, bath, n);
  hop.rungWeight = moduliFrom(rungs);
  if (instead) {
    instead(fractions, rungs);
    rungs = fractions.filled = 0;
  }
  for (const p of channel.rows) {
    const x = re[p]!;
    const y = im[p]!;
    putRealTransform(rungs, x, y, forward, 4 * p);
    recallFermiPair(state, 2 * (source * size + p), first);
    putFermiPair((x - omega - mub) / Tb, y / Tb, second, 0, second, 2);
    putKernel(rule, first, second, x, y, omega, 0, n, 0, kernel);
    addOwnPole(x, y, mua, missing[2 * p]!, missing[2 * p + 1]!, forward, 4 * p);
  }
  for (const q of channel.columns) {
    const x = re[q]! + omega;
    const y = im[q]!;
    putRealTransform(rungs, x, y, backward, 4 * q);
    putFermiPair((x - mua) / Ta, y / Ta, first, 0, first, 2);
    recallFermiPair(state, 2 * (drain * size + q), second);
    putKernel(rule, first, second, x, y, omega, 0, n, 0, kernel);
    putMissing(x, y, rule, -1, gap, 0);
    addOwnPole(x, y, mua, gap[0]!, gap[1]!, backward, 4 * q);
  }
}

/** W at complex e = x + iy and w. */
function putKernelAt(
  rule: EnergyRule,
  x: number,
  y: number,
  wr: number,
  wi: number,
  nr: number,
  ni: number,
): void {
  putFermiPair((x - rule.mua) / rule.Ta, y / rule.Ta, first, 0, first, 2);
  putFermiPair((x - wr - rule.mub) / rule.Tb, (y - wi) / rule.Tb, second, 0, second, 2);
  putKernel(rule, first, second, x, y, wr, wi, nr, ni, kernel);
}

/** Nodes and rungs at complex w, both sides of the axis. */
function putFractionsAt(rule: EnergyRule, wr: number, wi: number, nr: number, ni: number): void {
  const { Ta, Tb, mua, mub, step, origin } = rule;
  const moved = mub + wr;
  fractions.filled = 0;
  const low = Math.min(mua - rule.belowA, moved - rule.belowB);
  const high = Math.max(mua + rule.aboveA, moved + rule.aboveB);
  const last = Math.floor((high - origin) / step);
  for (let k = Math.ceil((low - origin) / step); k <= last; k++) {
    const e = nodeAt(k, origin, step);
    putKernelAt(rule, e, 0, wr, wi, nr, ni);
    addFraction(e, 0, kernel[0]! * step, kernel[1]! * step);
  }
  const add = (x: number, y: number, side: number, re: number, im: number): void => {
    putMissing(x, y, rule, side, gap, 0);
    addFraction(x, y, re * gap[0]! - im * gap[1]!, re * gap[1]! + im * gap[0]!);
  };
  for (let k = 0; k < rule.rungsA; k++) {
    for (const side of [1, -1]) {
      const y = side * Math.PI * Ta * (2 * k + 1);
      // 1 - f_b
      putFermi((moved - mua) / Tb, (wi - y) / Tb, pair, 0);
      addBathOnRung(rule, Tb, k, side, wr, wi, nr, ni, pair);
      add(mua, y, side, -Ta * pair[0]!, -Ta * pair[1]!);
    }
  }
  // Rungs of f_b move with w: those that have crossed the axis count in full.
  const crossed = Math.ceil(Math.abs(wi) / (TWO_PI * Tb)) + 1;
  for (let k = 0; k < rule.rungsB + crossed; k++) {
    for (const side of [1, -1]) {
      const y = side * Math.PI * Tb * (2 * k + 1) + wi;
      if (side * y > TWO_PI * Tb * rule.rungsB) continue;
      putFermi((moved - mua) / Ta, y / Ta, pair, 0);
      addBathOnRung(rule, Ta, k, side, wr, wi, nr, ni, pair);
      add(moved, y, side, Tb * pair[0]!, Tb * pair[1]!);
    }
  }
}

/** The transform at a pole x + iy of side s, complex w. */
function putTransformAt(
  rule: EnergyRule,
  x: number,
  y: number,
  side: number,
  wr: number,
  wi: number,
  nr: number,
  ni: number,
  out: Float64Array,
  at: number,
): void {
  const { values: f, filled } = fractions;
  let re = 0;
  let im = 0;
  for (let k = 0; k < filled; k += 4) {
    const d = f[k]! - x;
    const u = f[k + 1]! - y;
    const cr = f[k + 2]!;
    const ci = f[k + 3]!;
    const q = 1 / (d * d + u * u);
    re += (cr * d + ci * u) * q;
    im += (ci * d - cr * u) * q;
  }
  putKernelAt(rule, x, y, wr, wi, nr, ni);
  putMissing(x, y, rule, side, gap, 0);
  out[at] = re + kernel[0]! * gap[0]! - kernel[1]! * gap[1]!;
  out[at + 1] = im + kernel[0]! * gap[1]! + kernel[1]! * gap[0]!;
}

/** F, F~, G and G~ of a channel at complex w; nr + i ni = n_B(w, T_ph). `instead` as for real w; none is conjugate. */
export function putUnequalTransformsAt(
  state: State,
  hop: Hop,
  rule: EnergyRule,
  wr: number,
  wi: number,
  nr: number,
  ni: number,
  out: ComplexTransforms,
  instead?: FractionSum,
): void {
  const { re, im } = state.terms;
  const { rows, columns } = hop.channel;
  putFractionsAt(rule, wr, wi, nr, ni);
  if (instead) {
    instead(fractions, fractions.filled);
    fractions.filled = 0;
  }
  for (const p of rows) {
    putTransformAt(rule, re[p]!, im[p]!, -1, wr, wi, nr, ni, out.forward, 4 * p);
    putTransformAt(rule, re[p]!, -im[p]!, 1, wr, wi, nr, ni, out.forward, 4 * p + 2);
    out.forwardNoise[p] = TRANSFORM_NOISE * sizeAt(out.forward, 4 * p);
  }
  for (const q of columns) {
    putTransformAt(rule, re[q]! + wr, im[q]! + wi, -1, wr, wi, nr, ni, out.backward, 4 * q);
    putTransformAt(rule, re[q]! + wr, wi - im[q]!, 1, wr, wi, nr, ni, out.backward, 4 * q + 2);
    out.backwardNoise[q] = TRANSFORM_NOISE * sizeAt(out.backward, 4 * q);
  }
}
