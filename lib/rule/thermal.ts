/**
 * The Fermi integrals of one pole each for a channel whose two electrodes have one temperature, g(e) = f_b(e-w) - f_a(e):
 *
 *   F_p = int de g(e)/(e - z_p)     = tau_b(z_p - w) - tau_a(z_p),
 *   G_q = int de g(e)/(e - z_q - w) = tau_b(z_q) - tau_a(z_q + w),
 *
 * and the same at complex w, where z_p^* and z_q^* + w have integrals of their own, F~_p = conj F_p(conj w) and G~_q. Plain
 * differences of digammas serve, except where the electrodes are so hot that all digammas are alike.
 */
import { putLogDifference, putThetaDifference } from "../special/digamma.js";
import { putContinuedTheta, putLogarithms, putThetas } from "../special/theta-batch.js";
import type { Hop, State } from "./state.js";

const work: Float64Array = new Float64Array(4);

/** tau(z) - tau(y) of one group, as a stable divided difference times z - y. */
function putHotDifference(
  state: State,
  group: number,
  zr: number,
  zi: number,
  yr: number,
  yi: number,
  out: Float64Array,
  at: number,
): void {
  const b = state.scale[group]!;
  putThetaDifference(-b * zi, b * zr, -b * yi, b * yr, work, 0);
  const dr = -b * (zi - yi);
  const di = b * (zr - yr);
  out[at] = work[0]! * dr - work[1]! * di;
  out[at + 1] = work[0]! * di + work[1]! * dr;
}

/** F_p of a hot channel: both electrodes have one scale, so the difference is taken of arguments from their own mu. */
function putHotForward(
  state: State,
  hop: Hop,
  p: number,
  wr: number,
  wi: number,
  out: Float64Array,
  at: number,
): void {
  const { re, im } = state.terms;
  const drain = re[p]! - wr - state.mu[hop.drain]!;
  putHotDifference(state, hop.source, drain, im[p]! - wi, re[p]! - hop.origin, im[p]!, out, at);
}

function putHotBackward(
  state: State,
  hop: Hop,
  q: number,
  wr: number,
  wi: number,
  out: Float64Array,
  at: number,
): void {
  const { re, im } = state.terms;
  const source = re[q]! + wr - hop.origin;
  putHotDifference(state, hop.source, re[q]! - state.mu[hop.drain]!, im[q]!, source, im[q]! + wi, out, at);
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
    if (isHot) putHotForward(state, hop, p, omega, 0, forward, o);
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
    if (isHot) putHotBackward(state, hop, q, omega, 0, backward, o);
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

/** F, F~ of each p and G, G~ of each q at one complex frequency: 4 numbers a pole. */
export interface ComplexTransforms {
  readonly forward: Float64Array;
  readonly backward: Float64Array;
}

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
  const { terms, tau, isHot } = state;
  const { size, re, im } = terms;
  const { forward, backward } = out;
  const { source, drain, channel } = hop;
  for (const p of channel.rows) {
    const o = 4 * p;
    if (isHot) {
      putHotForward(state, hop, p, wr, wi, forward, o);
      putHotForward(state, hop, p, wr, -wi, forward, o + 2);
      forward[o + 3] = -forward[o + 3]!;
      continue;
    }
    const l = 2 * (source * size + p);
    putTau(state, drain, re[p]! - wr, im[p]! - wi, forward, o);
    putTau(state, drain, re[p]! - wr, im[p]! + wi, forward, o + 2);
    forward[o] = forward[o]! - tau[l]!;
    forward[o + 1] = forward[o + 1]! - tau[l + 1]!;
    forward[o + 2] = forward[o + 2]! - tau[l]!;
    forward[o + 3] = tau[l + 1]! - forward[o + 3]!;
  }
  for (const q of channel.columns) {
    const o = 4 * q;
    if (isHot) {
      putHotBackward(state, hop, q, wr, wi, backward, o);
      putHotBackward(state, hop, q, wr, -wi, backward, o + 2);
      backward[o + 3] = -backward[o + 3]!;
      continue;
    }
    const l = 2 * (drain * size + q);
    putTau(state, source, re[q]! + wr, im[q]! + wi, backward, o);
    putTau(state, source, re[q]! + wr, im[q]! - wi, backward, o + 2);
    backward[o] = tau[l]! - backward[o]!;
    backward[o + 1] = tau[l + 1]! - backward[o + 1]!;
    backward[o + 2] = tau[l]! - backward[o + 2]!;
    backward[o + 3] = backward[o + 3]! - tau[l + 1]!;
  }
}

/**
 * (F_p - G_q)/(z_p - z_q - w) of a thermal channel where z_p is next to z_q + w: the difference of two divided
 * differences, tau_b[z_p - w, z_q] - tau_a[z_p, z_q + w], into out[0], out[1].
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
  const put = state.temperature[hop.source] === 0 ? putLogDifference : putThetaDifference;
  const drain = state.mu[hop.drain]!;
  const source = hop.origin;
  put(-b * (im[p]! - wi), b * (re[p]! - wr - drain), -b * im[q]!, b * (re[q]! - drain), work, 0);
  put(-b * im[p]!, b * (re[p]! - source), -b * (im[q]! + wi), b * (re[q]! + wr - source), work, 2);
  // tau is theta of i b z: one factor i b
  out[0] = -b * (work[1]! - work[3]!);
  out[1] = b * (work[0]! - work[2]!);
}
