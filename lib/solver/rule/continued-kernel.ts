/**
 * The double sum over poles at one complex frequency, where the two halves of Tr[Lambda X] are not conjugate to each other:
 *
 *   2 pi Tr[Lambda X] = sum_pq X { C (F_p - G_q)/(z_p - z_q - w) + K (F_p - G~_q)/(z_p - z_q^* - w)
 *                             + C^* (F~_p - G~_q)/(z_p^* - z_q^* - w) + K^* (F~_p - G_q)/(z_p^* - z_q - w) },
 *
 * summed as on the real axis (rows): first over pairs, then with F and G. One long loop that allocates nothing.
 */
import { CLOSE } from "./rows.js";
import type { Hop, State } from "./state.js";
import type { Channel } from "./terms.js";
import { type ComplexTransforms, putCoincident } from "./thermal.js";

/** Adds X C of an entry, with complex weights X of the pairs of modes, to out[at], out[at+1]; C begins at `from`. */
export function addContracted(
  { coefficients }: Channel,
  from: number,
  weights: Float64Array,
  out: Float64Array,
  at: number,
): void {
  for (let k = 0; k < coefficients.length; k++) {
    const c = coefficients[k]!;
    const cr = c[from]!;
    const ci = c[from + 1]!;
    const x = weights[2 * k]!;
    const y = weights[2 * k + 1]!;
    out[at] = out[at]! + x * cr - y * ci;
    out[at + 1] = out[at + 1]! + x * ci + y * cr;
  }
}

/** The same with X C^*. */
export function addConjugate(
  { coefficients }: Channel,
  from: number,
  weights: Float64Array,
  out: Float64Array,
  at: number,
): void {
  for (let k = 0; k < coefficients.length; k++) {
    const c = coefficients[k]!;
    const cr = c[from]!;
    const ci = c[from + 1]!;
    const x = weights[2 * k]!;
    const y = weights[2 * k + 1]!;
    out[at] = out[at]! + x * cr + y * ci;
    out[at + 1] = out[at + 1]! + y * cr - x * ci;
  }
}

/** X C, X K, X C^* and X K^* of every entry: 8 numbers each. */
let contracted: Float64Array = new Float64Array(64);
/** Sums over p for each q that G and G~ are multiplied with, 4 numbers each, and the sums of their moduli. */
let columnSums: Float64Array = new Float64Array(64);
let columnSizes: Float64Array = new Float64Array(16);
const coincident: Float64Array = new Float64Array(2);

function reserve(entries: number, size: number): void {
  if (contracted.length < 8 * entries) contracted = new Float64Array(16 * entries);
  if (columnSums.length < 4 * size) {
    columnSums = new Float64Array(8 * size);
    columnSizes = new Float64Array(2 * size);
  }
}

function putContracted(channel: Channel, weights: Float64Array): void {
  const entries = channel.column.length;
  contracted.fill(0, 0, 8 * entries);
  for (let e = 0; e < entries; e++) {
    addContracted(channel, 4 * e, weights, contracted, 8 * e);
    addContracted(channel, 4 * e + 2, weights, contracted, 8 * e + 2);
    addConjugate(channel, 4 * e, weights, contracted, 8 * e + 4);
    addConjugate(channel, 4 * e + 2, weights, contracted, 8 * e + 6);
  }
}

/**
 * Adds the two terms of a pair z_p, z_q whose poles are alike at w (side 1: C), or at w^* (side -1: C^*), from the divided
 * difference of the transforms.
 */
function addCoincident(
  state: State,
  hop: Hop,
  p: number,
  q: number,
  entry: number,
  wr: number,
  wi: number,
  side: number,
  { forward, backward }: ComplexTransforms,
  out: Float64Array,
): void {
  const { re, im } = state.terms;
  putCoincident(state, hop, p, q, wr, side * wi, coincident);
  const rr = coincident[0]!;
  const ri = side * coincident[1]!;
  const at = 8 * entry + (side > 0 ? 0 : 4);
  const [f, g] = side > 0 ? [4 * p, 4 * q] : [4 * p + 2, 4 * q + 2];
  const cr = contracted[at]!;
  const ci = contracted[at + 1]!;
  const middleR = (re[p]! + re[q]! + wr) / 2 - hop.origin;
  const middleI = (side * (im[p]! + im[q]!) + wi) / 2;
  const mr = (forward[f]! + backward[g]!) / 2 + middleR * rr - middleI * ri;
  const mi = (forward[f + 1]! + backward[g + 1]!) / 2 + middleR * ri + middleI * rr;
  out[0] = out[0]! + cr * rr - ci * ri;
  out[1] = out[1]! + cr * ri + ci * rr;
  out[2] = out[2]! + cr * mr - ci * mi;
  out[3] = out[3]! + cr * mi + ci * mr;
}

/** Adds F S, or G S with sign -1, and its moment with the pole z; size is what roundoff acts on. */
function addLine(
  fr: number,
  fi: number,
  sr: number,
  si: number,
  zr: number,
  zi: number,
  sign: number,
  size: number,
  out: Float64Array,
): void {
  const x = sign * (fr * sr - fi * si);
  const y = sign * (fr * si + fi * sr);
  out[0] = out[0]! + x;
  out[1] = out[1]! + y;
  out[2] = out[2]! + x * zr - y * zi;
  out[3] = out[3]! + x * zi + y * zr;
  out[4] = out[4]! + size;
  out[5] = out[5]! + size * (Math.abs(zr) + Math.abs(zi));
}

/**
 * Tr[Lambda X] of one channel and its first moment at complex w, X complex weights of the pairs of modes: into
 * out[0...3], and what roundoff acts on in them into out[4], out[5]. The transforms F, F~, G, G~ have been filled.
 */
export function putChannelSumAt(
  state: State,
  hop: Hop,
  wr: number,
  wi: number,
  weights: Float64Array,
  transforms: ComplexTransforms,
  out: Float64Array,
): void {
  const { re, im, size } = state.terms;
  const { channel, origin, isThermal } = hop;
  const { rows, start, column, columns } = channel;
  const { forward, backward, forwardNoise, backwardNoise } = transforms;
  const bound = isThermal ? CLOSE ** 2 * (wr * wr + wi * wi) : 0;
  reserve(column.length, size);
  putContracted(channel, weights);
  const c = contracted;
  const sums = columnSums;
  const sizes = columnSizes;
  sums.fill(0);
  sizes.fill(0);
  out.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const height = im[p]!;
    const end = start[i + 1]!;
    let [sr, si, tr, ti, sum] = [0, 0, 0, 0, 0];
    for (let e = start[i]!, k = 8 * e; e < end; e++, k += 8) {
      const q = column[e]!;
      const x = re[p]! - re[q]! - wr;
      const square = x * x;
      // imaginary parts of z_p - z_q - w, z_p - z_q^* - w, and the same with z_p^*
      const u = height - im[q]! - wi;
      const v = height + im[q]! - wi;
      const s = -height + im[q]! - wi;
      const t = -height - im[q]! - wi;
      const u2 = square + u * u;
      const v2 = square + v * v;
      const s2 = square + s * s;
      const t2 = square + t * t;
      let iu = 0;
      let is = 0;
      if (u2 > bound) iu = 1 / u2;
      else addCoincident(state, hop, p, q, e, wr, wi, 1, transforms, out);
      if (s2 > bound) is = 1 / s2;
      else addCoincident(state, hop, p, q, e, wr, wi, -1, transforms, out);
      const both = 1 / (v2 * t2);
      const iv = t2 * both;
      const it = v2 * both;
      const ar = (c[k]! * x + c[k + 1]! * u) * iu;
      const ai = (c[k + 1]! * x - c[k]! * u) * iu;
      const br = (c[k + 2]! * x + c[k + 3]! * v) * iv;
      const bi = (c[k + 3]! * x - c[k + 2]! * v) * iv;
      const dr = (c[k + 4]! * x + c[k + 5]! * s) * is;
      const di = (c[k + 5]! * x - c[k + 4]! * s) * is;
      const er = (c[k + 6]! * x + c[k + 7]! * t) * it;
      const ei = (c[k + 7]! * x - c[k + 6]! * t) * it;
      sr += ar + br;
      si += ai + bi;
      tr += dr + er;
      ti += di + ei;
      const part =
        Math.abs(ar) +
        Math.abs(ai) +
        Math.abs(br) +
        Math.abs(bi) +
        Math.abs(dr) +
        Math.abs(di) +
        Math.abs(er) +
        Math.abs(ei);
      sum += part;
      const to = 4 * q;
      sums[to] = sums[to]! + ar + er;
      sums[to + 1] = sums[to + 1]! + ai + ei;
      sums[to + 2] = sums[to + 2]! + br + dr;
      sums[to + 3] = sums[to + 3]! + bi + di;
      sizes[q] = sizes[q]! + part;
    }
    const zr = re[p]! - origin;
    const f = 4 * p;
    addLine(forward[f]!, forward[f + 1]!, sr, si, zr, height, 1, sum * forwardNoise[p]!, out);
    addLine(forward[f + 2]!, forward[f + 3]!, tr, ti, zr, -height, 1, 0, out);
  }
  for (let j = 0; j < columns.length; j++) {
    const q = columns[j]!;
    const g = 4 * q;
    const yr = re[q]! + wr - origin;
    const noise = sizes[q]! * backwardNoise[q]!;
    addLine(backward[g]!, backward[g + 1]!, sums[g]!, sums[g + 1]!, yr, im[q]! + wi, -1, 0, out);
    addLine(backward[g + 2]!, backward[g + 3]!, sums[g + 2]!, sums[g + 3]!, yr, wi - im[q]!, -1, noise, out);
  }
  const scale = 1 / (2 * Math.PI);
  for (let k = 0; k < 6; k++) out[k] = out[k]! * scale;
}
