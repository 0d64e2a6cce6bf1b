/**
 * The pair baths in closed form. One Fermi function against one pole of the Green's function is a digamma function,
 *
 *   tau(z; mu, T) = theta(i (z - mu)/(2 pi T)) + ln(2 pi T)  = int de f(e)/(e - z) + const,   Im z < 0,
 *
 * or ln(i (z - mu)) at T = 0, so with g(e) = f_b(e-w) - f_a(e) and the poles z_p of the Green's function
 *
 *   F_p = int de g(e)/(e - z_p)     = tau_b(z_p - w) - tau_a(z_p),
 *   G_q = int de g(e)/(e - z_q - w) = tau_b(z_q) - tau_a(z_q + w),
 *
 *   Lambda_mn = S_mn + conj(S_nm),   S_mn = (1/2pi) sum_pq { C^mn_pq R_pq + K^mn_pq X_pq },
 *   R_pq = (F_p - G_q)/(z_p - z_q - w),   X_pq = (F_p - conj G_q)/(z_p - z_q^* - w).
 *
 * Electrodes of one temperature: the natural quantity is Lambda/x, x = w - mu_ab, which is positive and smooth, and
 * x n_B(x) Lambda/x is finite where n_B has its pole. With b = 1/(2 pi T), A_p = i b (z_p - mu_a),
 * B_q = i b (z_q + w - mu_a), t = -i b x, the differences are those of special/digamma and lose no digit:
 *
 *   F_p/x = - i b dd(A_p, A_p+t),   G_q/x = - i b dd(B_q, B_q+t),   R_pq/x = - b^2 rect(A_p, B_q; t).
 *
 * The first moment, with e - mu_a in the integrand, needs nothing new: for any two poles u and v
 *
 *   (e - mu_a)/((e - u)(e - v)) = [1/(e - u) + 1/(e - v)]/2 + [(u + v)/2 - mu_a]/((e - u)(e - v)).
 *
 * The same formulas continue Lambda into the upper half plane of w, where conj(S_nm) becomes conj(S_nm(conj w)) and
 * conj(G_q) becomes conj(G_q(conj w)). Its poles there lie at z_p^* - z_q (an electron hops between two levels) and on
 * two ladders, where a Fermi pole meets a level: mu_a - z_q + i pi T (2k+1) and z_p^* - mu_b + i pi T (2k+1).
 */

import { EPSILON } from "../checks/precision.js";
import type { Reservoir } from "../junction/operating-point.js";
import { hermitianPart, type Matrix, zeros } from "../linear/matrix.js";
import {
  putLogarithm,
  putLogDifference,
  putLogRectangle,
  putTheta,
  putThetaDifference,
  putThetaRectangle,
} from "../special/digamma.js";
import { type ElectrodePair, type ExpandedPair, isThermal, type PairIntegral } from "./pairs.js";

/** Measured: the error of the pole sum stays below this multiple of EPSILON sum|terms|. */
const ROUNDOFF = 8;
/** F_p and G_q are subtracted as they are as long as that costs less than two bits; four where the density alone is
 * wanted, by callers that add up its errors: rectangles are then a third of the work, and hardly any is left. */
const CLOSE = 0.25;
const CLOSE_FOR_DENSITY = 1 / 16;

/** S and its first moment at one frequency, with the sums of the moduli of their terms: what roundoff acts on. */
export interface PoleSum {
  /** S_mn: real part at 2(m modes + n), imaginary part after it */
  readonly density: Float64Array;
  /** the moment likewise; empty where it is not wanted */
  readonly moment: Float64Array;
  size: number;
  momentSize: number;
}

export const poleSumFor = (bath: ElectrodePair): PoleSum => {
  const entries = 2 * bath.junction.modes.length ** 2;
  return { density: new Float64Array(entries), moment: new Float64Array(entries), size: 0, momentSize: 0 };
};

/** The same without the moment, which then is not summed. */
const densitySumFor = (bath: ElectrodePair): PoleSum => ({
  ...poleSumFor(bath),
  moment: new Float64Array(0),
});

/** F_p, G_q and conj G_q(conj w) of one evaluation; grows with the largest junction seen. */
let forward: Float64Array = new Float64Array(16);
let backward: Float64Array = new Float64Array(16);
let mirrored: Float64Array = new Float64Array(16);
const work: Float64Array = new Float64Array(4);

/** A reservoir with its chemical potential from the energy that the poles are relative to. */
const fromReference = ({ poles }: ExpandedPair, { mu, temperature }: Reservoir): Reservoir => ({
  mu: mu - poles.reference,
  temperature,
});

/** tau_b - tau_a where each is taken at a point of its own: a difference of two Fermi integrals. */
function putTransform(zr: number, zi: number, mu: number, temperature: number, at: number): void {
  if (temperature === 0) {
    putLogarithm(-zi, zr - mu, work, at);
    return;
  }
  const b = 1 / (2 * Math.PI * temperature);
  putTheta(-b * zi, b * (zr - mu), work, at);
  work[at] = work[at]! - Math.log(b);
}

/** Divided difference of tau between z and y. */
function putTransformDifference(
  zr: number,
  zi: number,
  yr: number,
  yi: number,
  mu: number,
  temperature: number,
  at: number,
): void {
  const b = temperature === 0 ? 1 : 1 / (2 * Math.PI * temperature);
  const put = temperature === 0 ? putLogDifference : putThetaDifference;
  put(-b * zi, b * (zr - mu), -b * yi, b * (yr - mu), work, at);
  const re = work[at]!;
  work[at] = -b * work[at + 1]!;
  work[at + 1] = b * re;
}

/** F_p/x and G_q/x, and the latter mirrored, for electrodes of one temperature; w = wr + i wi. */
function putReducedTransforms(bath: ExpandedPair, wr: number, wi: number): void {
  const { re, im } = bath.poles;
  const { usesP, usesQ } = bath.terms;
  const { temperature } = bath.source;
  const mu = bath.source.mu - bath.poles.reference;
  const b = temperature === 0 ? 1 : 1 / (2 * Math.PI * temperature);
  const put = temperature === 0 ? putLogDifference : putThetaDifference;
  const tr = b * wi;
  const ti = -b * (wr - bath.mu);
  for (let p = 0; p < re.length; p++) {
    if (im[p]! === 0) continue;
    const ar = -b * im[p]!;
    const ai = b * (re[p]! - mu);
    // times -i b
    if (usesP[p] === 1) {
      put(ar, ai, ar + tr, ai + ti, work, 0);
      forward[2 * p] = b * work[1]!;
      forward[2 * p + 1] = -b * work[0]!;
    }
    if (usesQ[p] === 0) continue;
    const cr = ar - b * wi;
    const ci = b * (re[p]! - mu + wr);
    put(cr, ci, cr + tr, ci + ti, work, 0);
    backward[2 * p] = b * work[1]!;
    backward[2 * p + 1] = -b * work[0]!;
    if (wi !== 0) {
      const dr = ar + b * wi;
      put(dr, ci, dr - tr, ci + ti, work, 0);
    }
    mirrored[2 * p] = b * work[1]!;
    mirrored[2 * p + 1] = b * work[0]!;
  }
}

/** F_p and G_q for electrodes of different temperatures, at real w. */
function putTransforms(bath: ExpandedPair, omega: number): void {
  const { re, im } = bath.poles;
  const source = fromReference(bath, bath.source);
  const drain = fromReference(bath, bath.drain);
  for (let p = 0; p < re.length; p++) {
    if (im[p]! === 0) continue;
    putTransform(re[p]! - omega, im[p]!, drain.mu, drain.temperature, 0);
    putTransform(re[p]!, im[p]!, source.mu, source.temperature, 2);
    forward[2 * p] = work[0]! - work[2]!;
    forward[2 * p + 1] = work[1]! - work[3]!;
    putTransform(re[p]!, im[p]!, drain.mu, drain.temperature, 0);
    putTransform(re[p]! + omega, im[p]!, source.mu, source.temperature, 2);
    backward[2 * p] = work[0]! - work[2]!;
    backward[2 * p + 1] = work[1]! - work[3]!;
    mirrored[2 * p] = backward[2 * p]!;
    mirrored[2 * p + 1] = -backward[2 * p + 1]!;
  }
}

/** R_pq where F_p and G_q are too close to be subtracted, into work[0], work[1]. */
function putCoincident(bath: ExpandedPair, p: number, q: number, wr: number, wi: number): void {
  const { re, im } = bath.poles;
  const source = fromReference(bath, bath.source);
  const drain = fromReference(bath, bath.drain);
  if (isThermal(bath)) {
    const isCold = source.temperature === 0;
    const b = isCold ? 1 : 1 / (2 * Math.PI * source.temperature);
    const put = isCold ? putLogRectangle : putThetaRectangle;
    put(
      -b * im[p]!,
      b * (re[p]! - source.mu),
      -b * (im[q]! + wi),
      b * (re[q]! - source.mu + wr),
      b * wi,
      -b * (wr - bath.mu),
      work,
      0,
    );
    work[0] = -b * b * work[0]!;
    work[1] = -b * b * work[1]!;
    return;
  }
  putTransformDifference(re[p]! - wr, im[p]!, re[q]!, im[q]!, drain.mu, drain.temperature, 0);
  putTransformDifference(re[p]!, im[p]!, re[q]! + wr, im[q]!, source.mu, source.temperature, 2);
  work[0] = work[0]! - work[2]!;
  work[1] = work[1]! - work[3]!;
}

/**
 * S and its moment at w = wr + i wi; for electrodes of one temperature both divided by x. Allocates nothing.
 * @param bath the pair bath; wi must be 0 if its electrodes have different temperatures
 */
export function putPoleSum(bath: ExpandedPair, wr: number, wi: number, sum: PoleSum): void {
  const { count, p: ps, q: qs, direct, crossed, directSize, crossedSize } = bath.terms;
  const { re, im } = bath.poles;
  const mu = bath.source.mu - bath.poles.reference;
  const { density, moment } = sum;
  const entries = density.length;
  const withMoment = moment.length > 0;
  const close = withMoment ? CLOSE : CLOSE_FOR_DENSITY;
  density.fill(0);
  moment.fill(0);
  let size = 0;
  let momentSize = 0;
  if (forward.length < 2 * re.length) {
    forward = new Float64Array(2 * re.length);
    backward = new Float64Array(2 * re.length);
    mirrored = new Float64Array(2 * re.length);
  }
  if (isThermal(bath)) putReducedTransforms(bath, wr, wi);
  else putTransforms(bath, wr);
  for (let term = 0; term < count; term++) {
    const p = ps[term]!;
    const q = qs[term]!;
    const fr = forward[2 * p]!;
    const fi = forward[2 * p + 1]!;
    const gr = backward[2 * q]!;
    const gi = backward[2 * q + 1]!;
    const hr = mirrored[2 * q]!;
    const hi = mirrored[2 * q + 1]!;
    // R_pq
    let nr = fr - gr;
    let ni = fi - gi;
    const ur = re[p]! - re[q]! - wr;
    const ui = im[p]! - im[q]! - wi;
    let rr: number;
    let ri: number;
    let rSize: number;
    const fgSize = Math.abs(fr) + Math.abs(fi) + Math.abs(gr) + Math.abs(gi);
    if (Math.abs(nr) + Math.abs(ni) < close * fgSize) {
      putCoincident(bath, p, q, wr, wi);
      rr = work[0]!;
      ri = work[1]!;
      rSize = Math.abs(rr) + Math.abs(ri);
    } else {
      const square = ur * ur + ui * ui;
      rr = (nr * ur + ni * ui) / square;
      ri = (ni * ur - nr * ui) / square;
      rSize = Math.abs(rr) + Math.abs(ri);
      // ROUNDOFF covers a loss of two bits
      if (!withMoment) rSize = Math.max(rSize, (CLOSE * fgSize) / Math.sqrt(square));
    }
    // X_pq
    nr = fr - hr;
    ni = fi - hi;
    const vi = im[p]! + im[q]! - wi;
    const square = ur * ur + vi * vi;
    const xr = (nr * ur + ni * vi) / square;
    const xi = (ni * ur - nr * vi) / square;
    const cSize = directSize[term]!;
    const kSize = crossedSize[term]!;
    // F_p and conj G_q may cancel for different temperatures
    const xSize = (Math.abs(fr) + Math.abs(fi) + Math.abs(hr) + Math.abs(hi)) / Math.sqrt(square);
    size += cSize * rSize + kSize * xSize;
    const base = term * entries;
    if (!withMoment) {
      for (let k = 0; k < entries; k += 2) {
        const cr = direct[base + k]!;
        const cI = direct[base + k + 1]!;
        const kr = crossed[base + k]!;
        const kI = crossed[base + k + 1]!;
        density[k] = density[k]! + cr * rr - cI * ri + (kr * xr - kI * xi);
        density[k + 1] = density[k + 1]! + cr * ri + cI * rr + (kr * xi + kI * xr);
      }
      continue;
    }
    // first moments of the same: centre (u + v)/2 - mu_a of the two poles
    const centre = (re[p]! - mu + (re[q]! - mu) + wr) / 2;
    const ci = (im[p]! + im[q]! + wi) / 2;
    const di = (im[p]! - im[q]! + wi) / 2;
    const r1r = (fr + gr) / 2 + centre * rr - ci * ri;
    const r1i = (fi + gi) / 2 + centre * ri + ci * rr;
    const x1r = (fr + hr) / 2 + centre * xr - di * xi;
    const x1i = (fi + hi) / 2 + centre * xi + di * xr;
    const lever = Math.abs(centre) + Math.abs(ci) + Math.abs(di);
    momentSize += cSize * (lever * rSize + fgSize) + kSize * (lever * xSize + fgSize);
    for (let k = 0; k < entries; k += 2) {
      const cr = direct[base + k]!;
      const cI = direct[base + k + 1]!;
      const kr = crossed[base + k]!;
      const kI = crossed[base + k + 1]!;
      density[k] = density[k]! + cr * rr - cI * ri + (kr * xr - kI * xi);
      density[k + 1] = density[k + 1]! + cr * ri + cI * rr + (kr * xi + kI * xr);
      moment[k] = moment[k]! + cr * r1r - cI * r1i + (kr * x1r - kI * x1i);
      moment[k + 1] = moment[k + 1]! + cr * r1i + cI * r1r + (kr * x1i + kI * x1r);
    }
  }
  const scale = 1 / (2 * Math.PI);
  for (let k = 0; k < entries; k++) density[k] = density[k]! * scale;
  for (let k = 0; k < moment.length; k++) moment[k] = moment[k]! * scale;
  sum.size = size * scale;
  sum.momentSize = momentSize * scale;
}

/** Relative error of a pole sum, to be multiplied with its size. */
export const poleSumError = (bath: ExpandedPair): number => 2 * (ROUNDOFF * EPSILON + bath.poles.uncertainty);

/** s + s^+ of an interleaved matrix. */
function withPartner(s: Float64Array, modes: number): Matrix {
  const sum = zeros(modes);
  for (let k = 0; k < modes * modes; k++) {
    sum.re[k] = 2 * s[2 * k]!;
    sum.im[k] = 2 * s[2 * k + 1]!;
  }
  return hermitianPart(sum);
}

/** Lambda(w)/x by the pole sum (Lambda itself for different temperatures), whatever digits cancellation leaves it. */
export function byPoles(bath: ExpandedPair, omega: number): PairIntegral {
  const modes = bath.junction.modes.length;
  const sum = poleSumFor(bath);
  putPoleSum(bath, omega, 0, sum);
  const relative = poleSumError(bath);
  return {
    matrix: withPartner(sum.density, modes),
    error: sum.size * relative,
    moment: withPartner(sum.moment, modes),
    momentError: sum.momentSize * relative,
  };
}

/** Lambda/x alone, with the absolute error of its largest entry. */
export interface PairDensity {
  readonly matrix: Matrix;
  readonly error: number;
}

/** The same without the moment, as a function of w that has everything else prepared. */
export function densityByPoles(bath: ExpandedPair): (omega: number) => PairDensity {
  const modes = bath.junction.modes.length;
  const sum = densitySumFor(bath);
  const relative = poleSumError(bath);
  return (omega) => {
    putPoleSum(bath, omega, 0, sum);
    return { matrix: withPartner(sum.density, modes), error: sum.size * relative };
  };
}
