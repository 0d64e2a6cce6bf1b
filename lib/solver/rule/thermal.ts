/**
 * The Fermi integrals of one pole each for a channel whose two electrodes have one temperature, g(e) = f_b(e-w) - f_a(e):
 *
 *   F_p = int de g(e)/(e - z_p)     = tau_b(z_p - w) - tau_a(z_p),
 *   G_q = int de g(e)/(e - z_q - w) = tau_b(z_q) - tau_a(z_q + w),
 *
 * and the same at complex w, where z_p^* and z_q^* + w have integrals of their own, F~_p = conj F_p(conj w) and G~_q. Plain
 * differences of digammas serve, except where the electrodes are so hot that all digammas are alike, and at complex w next
 * to mu_ab.
 */
import { putLogDifference, putThetaDifference, putThetaRectangle } from "../special/digamma.js";
import { putContinuedTheta, putLogarithms, putThetas } from "../special/theta-batch.js";
import type { Hop, State } from "./state.js";

const work: Float64Array = new Float64Array(4);

/**
 * tau(z - shift) - tau(z) as a stable divided difference times the shift, z = zr + i zi from its own mu: F_p with
 * z = z_p - mu_a, and G_q with z = z_q + w - mu_a, both shifted by w - mu_ab.
 */
function putShifted(
  scale: number,
  zr: number,
  zi: number,
  shiftR: number,
  shiftI: number,
  out: Float64Array,
  at: number,
): void {
  const ur = -scale * (zi - shiftI);
  const ui = scale * (zr - shiftR);
  putThetaDifference(ur, ui, -scale * zi, scale * zr, work, 0);
  const dr = scale * shiftI;
  const di = -scale * shiftR;
  out[at] = work[0]! * dr - work[1]! * di;
  out[at + 1] = work[0]! * di + work[1]! * dr;
}

function putShiftedForward(
  state: State,
  hop: Hop,
  p: number,
  wr: number,
  wi: number,
  out: Float64Array,
  at: number,
): void {
  const { re, im } = state.terms;
  putShifted(state.scale[hop.source]!, re[p]! - hop.origin, im[p]!, wr - hop.mu, wi, out, at);
}

function putShiftedBackward(
  state: State,
  hop: Hop,
  q: number,
  wr: number,
  wi: number,
  out: Float64Array,
  at: number,
): void {
  const { re, im } = state.terms;
  const z = re[q]! + wr - hop.origin;
  putShifted(state.scale[hop.source]!, z, im[q]! + wi, wr - hop.mu, wi, out, at);
}

/** Fills tau(z_p - w) and tau(z_q + w) for real w. */
export function putMovedTheta(state: State, omega: number): void {
  putThetas(state.warm, omega, state.moved);
  if (state.cold.count > 0) putLogarithms(state.cold, omega, state.moved);
}

/** F and G of a thermal channel at real w, {@link putMovedTheta} done. */
export function putThermalTransforms(state: State, hop: Hop, omega: number): void {
  const { terms, tau, moved, isHot, groupOf } = state;
  const { size, re, im } = terms;
  const { forward, backward, channel, source, drain, origin } = hop;
  const { rows, columns } = channel;
  const half = 2 * groupOf.length * size;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const o = 4 * p;
    if (isHot) putShiftedForward(state, hop, p, omega, 0, forward, o);
    else {
      const k = 2 * (drain * size + p);
      const l = 2 * (source * size + p);
      forward[o] = moved[k]! - tau[l]!;
      forward[o + 1] = moved[k + 1]! - tau[l + 1]!;
    }
    const e = re[p]! - origin;
    const f = im[p]!;
    forward[o + 2] = forward[o]! * e - forward[o + 1]! * f;
    forward[o + 3] = forward[o]! * f + forward[o + 1]! * e;
  }
  for (let i = 0; i < columns.length; i++) {
    const q = columns[i]!;
    const o = 4 * q;
    if (isHot) putShiftedBackward(state, hop, q, omega, 0, backward, o);
    else {
      const k = half + 2 * (source * size + q);
      const l = 2 * (drain * size + q);
      backward[o] = tau[l]! - moved[k]!;
      backward[o + 1] = tau[l + 1]! - moved[k + 1]!;
    }
    const e = re[q]! + omega - origin;
    const f = im[q]!;
    backward[o + 2] = backward[o]! * e - backward[o + 1]! * f;
    backward[o + 3] = backward[o]! * f + backward[o + 1]! * e;
  }
}

/**
 * |w - mu_ab|/(2 pi T) below which F and G are found from stable differences at a pole: Lambda vanishes at mu_ab, where its
 * Bose function has a pole, and a sharp mode may sit there.
 */
const NEAR = 0.1;

/**
 * F, F~ of each p and G, G~ of each q at one complex frequency, 4 numbers a pole; and what roundoff acts on in them, the
 * moduli of what was subtracted, one number a pole.
 */
export interface ComplexTransforms {
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  readonly forwardNoise: Float64Array;
  readonly backwardNoise: Float64Array;
}

export const complexTransforms = (size: number): ComplexTransforms => ({
  forward: new Float64Array(4 * size),
  backward: new Float64Array(4 * size),
  forwardNoise: new Float64Array(size),
  backwardNoise: new Float64Array(size),
});

/** Roundoff of stable differences and of energy sums, in units of that of the result. */
export const TRANSFORM_NOISE = 10;

/** Size of two complex numbers at out[at...at+3]. */
export const sizeAt = (out: Float64Array, at: number): number =>
  Math.abs(out[at]!) + Math.abs(out[at + 1]!) + Math.abs(out[at + 2]!) + Math.abs(out[at + 3]!);

/** tau of one group at z = zr + i zi, anywhere off its poles. */
function putTau(state: State, group: number, zr: number, zi: number, out: Float64Array, at: number): void {
  const b = state.scale[group]!;
  putContinuedTheta(-b * zi, b * (zr - state.mu[group]!), out, at);
}

/** Writes F and F~, or G and G~, of a thermal channel at complex w. */
export function putThermalTransformsAt(
  state: State,
  hop: Hop,
  wr: number,
  wi: number,
  out: ComplexTransforms,
): void {
  const { terms, tau, scale } = state;
  const { size, re, im } = terms;
  const { forward, backward, forwardNoise, backwardNoise } = out;
  const { source, drain, channel, mu } = hop;
  const isShifted = state.isHot || scale[source]! * Math.hypot(wr - mu, wi) < NEAR;
  for (const p of channel.rows) {
    const o = 4 * p;
    if (isShifted) {
      putShiftedForward(state, hop, p, wr, wi, forward, o);
      putShiftedForward(state, hop, p, wr, -wi, forward, o + 2);
      forward[o + 3] = -forward[o + 3]!;
      forwardNoise[p] = TRANSFORM_NOISE * sizeAt(forward, o);
      continue;
    }
    const l = 2 * (source * size + p);
    putTau(state, drain, re[p]! - wr, im[p]! - wi, forward, o);
    putTau(state, drain, re[p]! - wr, im[p]! + wi, forward, o + 2);
    forwardNoise[p] = sizeAt(forward, o) + 2 * (Math.abs(tau[l]!) + Math.abs(tau[l + 1]!));
    forward[o] = forward[o]! - tau[l]!;
    forward[o + 1] = forward[o + 1]! - tau[l + 1]!;
    forward[o + 2] = forward[o + 2]! - tau[l]!;
    forward[o + 3] = tau[l + 1]! - forward[o + 3]!;
  }
  for (const q of channel.columns) {
    const o = 4 * q;
    if (isShifted) {
      putShiftedBackward(state, hop, q, wr, wi, backward, o);
      putShiftedBackward(state, hop, q, wr, -wi, backward, o + 2);
      backward[o + 3] = -backward[o + 3]!;
      backwardNoise[q] = TRANSFORM_NOISE * sizeAt(backward, o);
      continue;
    }
    const l = 2 * (drain * size + q);
    putTau(state, source, re[q]! + wr, im[q]! + wi, backward, o);
    putTau(state, source, re[q]! + wr, im[q]! - wi, backward, o + 2);
    backwardNoise[q] = sizeAt(backward, o) + 2 * (Math.abs(tau[l]!) + Math.abs(tau[l + 1]!));
    backward[o] = tau[l]! - backward[o]!;
    backward[o + 1] = tau[l + 1]! - backward[o + 1]!;
    backward[o + 2] = tau[l]! - backward[o + 2]!;
    backward[o + 3] = backward[o + 3]! - tau[l + 1]!;
  }
}

/**
 * (F_p - G_q)/(z_p - z_q - w) of a thermal channel where z_p is next to z_q + w: the difference of two divided
 * differences, tau_b[z_p - w, z_q] - tau_a[z_p, z_q + w], into out[0], out[1]; where that cancels too, next to mu_ab, the
 * second difference times w - mu_ab.
 */
export function putCoincident(
  state: State,
  hop: Hop,
  p: number,
  q: number,
  wr: number,
  wi: number,
  out: Float64Array,
): void {
  const { re, im } = state.terms;
  const b = state.scale[hop.source]!;
  const isCold = state.temperature[hop.source] === 0;
  const drain = state.mu[hop.drain]!;
  const source = hop.origin;
  const xr = wr - hop.mu;
  if (!isCold && b * Math.hypot(xr, wi) < NEAR) {
    const [ur, ui] = [-b * im[p]!, b * (re[p]! - source)];
    putThetaRectangle(ur, ui, -b * (im[q]! + wi), b * (re[q]! + wr - source), b * wi, -b * xr, work, 0);
    out[0] = -b * b * (work[0]! * xr - work[1]! * wi);
    out[1] = -b * b * (work[0]! * wi + work[1]! * xr);
    return;
  }
  const put = isCold ? putLogDifference : putThetaDifference;
  put(-b * (im[p]! - wi), b * (re[p]! - wr - drain), -b * im[q]!, b * (re[q]! - drain), work, 0);
  put(-b * im[p]!, b * (re[p]! - source), -b * (im[q]! + wi), b * (re[q]! + wr - source), work, 2);
  // tau is theta of i b z: one factor i b
  out[0] = -b * (work[1]! - work[3]!);
  out[1] = b * (work[0]! - work[2]!);
}
