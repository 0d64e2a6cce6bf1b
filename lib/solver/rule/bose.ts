/**
 * Differences of occupations n_B(w - mu, T_e) - n_B(w, T_ph), one for each distinct Bose function of the pairs, without
 * cancellation where the two are nearly equal: with A = (w - mu)/T_e and B = w/T_ph
 *
 *   n(A) - n(B) = -n(A) [1 + n(B)] (e^{A-B} - 1) = n(B) [1 + n(A)] (e^{B-A} - 1).
 */
import type { State } from "./state.js";

/** 1/(e^x - 1), x > 0: quicker than expm1 where nothing cancels. */
function occupationOf(x: number): number {
  return x > 0.4 ? Math.exp(-x) / (1 - Math.exp(-x)) : 1 / Math.expm1(x);
}

/** n(A) - n(B) at real w > 0; either temperature may be 0. */
function difference(omega: number, mu: number, temperature: number, bath: number): number {
  const x = omega - mu;
  const n = bath === 0 ? 0 : occupationOf(omega / bath);
  if (temperature === 0) return (x < 0 ? -1 : 0) - n;
  if (bath === 0) return 1 / Math.expm1(x / temperature);
  if (x <= 0) return 1 / Math.expm1(x / temperature) - n;
  // A - B over a common denominator: equal temperatures and no bias give exactly zero
  const gap = (omega * (bath - temperature) - mu * bath) / (temperature * bath);
  const pairs = occupationOf(x / temperature);
  if (gap < -0.5 || gap > 0.5) return pairs - n;
  return gap < 0 ? -pairs * (1 + n) * Math.expm1(gap) : n * (1 + pairs) * Math.expm1(-gap);
}

/** Fills the differences at real w > 0. */
export function putOccupations(state: State, omega: number): void {
  const { boses, boseMu, boseTemperature, occupation, bath } = state;
  for (let k = 0; k < boses; k++) {
    occupation[k] = difference(omega, boseMu[k]!, boseTemperature[k]!, bath);
  }
}

/** e^(x + iy) - 1. */
export function putExpm1(x: number, y: number, out: Float64Array, at: number): void {
  const grow = Math.exp(x);
  const half = Math.sin(y / 2);
  out[at] = Math.expm1(x) - 2 * grow * half * half;
  out[at + 1] = grow * Math.sin(y);
}

/** 1/(e^(x + iy) - 1). */
function putBose(x: number, y: number, out: Float64Array, at: number): void {
  if (x > 700) {
    out[at] = 0;
    out[at + 1] = 0;
    return;
  }
  putExpm1(x, y, out, at);
  const re = out[at]!;
  const im = out[at + 1]!;
  const q = 1 / (re * re + im * im);
  out[at] = re * q;
  out[at + 1] = -im * q;
}

const work: Float64Array = new Float64Array(4);

/** n_B(w, T_ph) at complex w, Re w > 0, into out[0], out[1]. */
export function putBathOccupation({ bath }: State, wr: number, wi: number, out: Float64Array): void {
  putBose(wr / bath, wi / bath, out, 0);
}

/** The k-th difference at complex w, given n_B(w, T_ph) in n: into out[0], out[1]. */
export function putDifferenceAt(
  state: State,
  k: number,
  wr: number,
  wi: number,
  n: Float64Array,
  out: Float64Array,
): void {
  const { bath } = state;
  const T = state.boseTemperature[k]!;
  const mu = state.boseMu[k]!;
  putBose((wr - mu) / T, wi / T, work, 0);
  const gapR = (wr * (bath - T) - mu * bath) / (T * bath);
  const gapI = (wi * (bath - T)) / (T * bath);
  const [ar, ai] = [work[0]!, work[1]!];
  const [br, bi] = [n[0]!, n[1]!];
  const isBelow = gapR <= 0;
  putExpm1(isBelow ? gapR : -gapR, isBelow ? gapI : -gapI, work, 2);
  // n(A) [1 + n(B)] or n(B) [1 + n(A)]
  const re = isBelow ? ar * (1 + br) - ai * bi : br * (1 + ar) - bi * ai;
  const im = isBelow ? ar * bi + ai * (1 + br) : br * ai + bi * (1 + ar);
  const sign = isBelow ? -1 : 1;
  out[0] = sign * (re * work[2]! - im * work[3]!);
  out[1] = sign * (re * work[3]! + im * work[2]!);
}
