/**
 * The double sum over poles (terms) at one frequency: the innermost loops of the solver. On the real axis the two halves
 * of Tr[Lambda A_ph] are complex conjugates,
 *
 *   Tr[Lambda A_ph] = (1/pi) Re sum_pq { C (F_p - G_q)/u + K (F_p - G_q^*)/v },   u = z_p - z_q - w,   v = z_p - z_q^* - w,
 *
 * and the first moment is the same with (z_p - mu_a) F_p and (z_q + w - mu_a) G_q, because
 * (e - mu)/((e - a)(e - b)) = [(a - mu)/(e - a) - (b - mu)/(e - b)]/(a - b). At complex w all four sums are done.
 * The loops stand in one function each, longer than a screen where they must, and allocate nothing.
 */
import { putGradedCoincident } from "./energies.js";
import type { Hop, State } from "./state.js";
import type { Channel } from "./terms.js";
import { type ComplexTransforms, putCoincident, TRANSFORM_NOISE } from "./thermal.js";

/** |z_p - z_q - w| below this part of w: the differences F_p - G_q would cancel. */
const CLOSE = 1e-2;
/** Below this part no difference quotient is good enough where no divided difference is known. */
const TOO_CLOSE = 1e-5;

const coincident: Float64Array = new Float64Array(2);

/** Fills 1/u and 1/v of all pole pairs, 1/u = 0 where u is too small; returns how many of these there are. */
export function putInverses(state: State, omega: number): number {
  const { gap, difference, width } = state.terms;
  const { inverse, close } = state;
  const bound = (CLOSE * omega) ** 2;
  let found = 0;
  for (let t = 0, o = 0; t < gap.length; t++, o += 4) {
    const x = gap[t]! - omega;
    const ui = difference[t]!;
    const vi = width[t]!;
    const square = x * x;
    const u2 = square + ui * ui;
    const v2 = square + vi * vi;
    if (u2 <= bound) {
      found++;
      close[t] = 1;
      const iv = 1 / v2;
      inverse[o] = 0;
      inverse[o + 1] = 0;
      inverse[o + 2] = x * iv;
      inverse[o + 3] = -vi * iv;
      continue;
    }
    const both = 1 / (u2 * v2);
    const iu = v2 * both;
    const iv = u2 * both;
    inverse[o] = x * iu;
    inverse[o + 1] = -ui * iu;
    inverse[o + 2] = x * iv;
    inverse[o + 3] = -vi * iv;
  }
  return found;
}

/** Coefficients of a channel contracted with real weights of the pairs of modes; those of a single pair as they are. */
export function contractReal(state: State, { coefficients, column }: Channel): Float64Array {
  if (coefficients.length === 1) return coefficients[0]!;
  const { weights, contracted } = state;
  const length = 4 * column.length;
  let k = 0;
  const last = coefficients.length;
  // Four streams at a time: the sum is bound by memory.
  for (; k + 3 < last; k += 4) {
    const [a, b, c, d] = [coefficients[k]!, coefficients[k + 1]!, coefficients[k + 2]!, coefficients[k + 3]!];
    const [x, y, z, u] = [weights[k]!, weights[k + 1]!, weights[k + 2]!, weights[k + 3]!];
    if (k === 0)
      for (let i = 0; i < length; i++) contracted[i] = x * a[i]! + y * b[i]! + z * c[i]! + u * d[i]!;
    else {
      for (let i = 0; i < length; i++)
        contracted[i] = contracted[i]! + x * a[i]! + y * b[i]! + z * c[i]! + u * d[i]!;
    }
  }
  for (; k < last; k++) {
    const a = coefficients[k]!;
    const x = weights[k]!;
    if (k === 0) for (let i = 0; i < length; i++) contracted[i] = x * a[i]!;
    else for (let i = 0; i < length; i++) contracted[i] = contracted[i]! + x * a[i]!;
  }
  return contracted;
}

/**
 * Tr[Lambda A_ph] of one channel and its first moment at real w, without the Bose difference: into out[0], out[1]. The
 * transforms F, G of the channel and the inverses have been filled.
 * @param hasClose whether some pole pair is too close for a plain difference
 * @returns false where a channel of two temperatures meets such a pair too closely
 */
export function putChannelSum(
  state: State,
  hop: Hop,
  omega: number,
  hasClose: boolean,
  out: Float64Array,
): boolean {
  const { channel, forward, backward } = hop;
  const { rows, start, column, pair } = channel;
  const { inverse } = state;
  const c = contractReal(state, channel);
  let density = 0;
  let moment = 0;
  for (let i = 0; i < rows.length; i++) {
    const o = 4 * rows[i]!;
    const fr = forward[o]!;
    const fi = forward[o + 1]!;
    const f1r = forward[o + 2]!;
    const f1i = forward[o + 3]!;
    const end = start[i + 1]!;
    for (let e = start[i]!, k = 4 * e; e < end; e++, k += 4) {
      const j = 4 * column[e]!;
      const t = 4 * pair[e]!;
      const cr = c[k]!;
      const ci = c[k + 1]!;
      const kr = c[k + 2]!;
      const ki = c[k + 3]!;
      const ur = inverse[t]!;
      const ui = inverse[t + 1]!;
      const vr = inverse[t + 2]!;
      const vi = inverse[t + 3]!;
      const crossed = kr * vi + ki * vr;
      const direct = cr * ui + ci * ur;
      const sum = cr * ur - ci * ui + kr * vr - ki * vi;
      const gi = backward[j + 1]!;
      const g1i = backward[j + 3]!;
      density += sum * (fr - backward[j]!) - direct * (fi - gi) - crossed * (fi + gi);
      moment += sum * (f1r - backward[j + 2]!) - direct * (f1i - g1i) - crossed * (f1i + g1i);
    }
  }
  out[0] = density / Math.PI;
  out[1] = moment / Math.PI;
  return !hasClose || addClosePairs(state, hop, omega, c, out);
}

/** Adds the terms that {@link putChannelSum} left out. */
function addClosePairs(state: State, hop: Hop, omega: number, c: Float64Array, out: Float64Array): boolean {
  const { channel, forward, backward, origin, isThermal } = hop;
  const { rows, start, column, pair } = channel;
  const { re, im, gap, difference } = state.terms;
  let isSure = true;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const t = pair[e]!;
      if (state.close[t] === 0) continue;
      const q = column[e]!;
      const [f, g] = [4 * p, 4 * q];
      if (isThermal) putCoincident(state, hop, p, q, omega, 0, coincident);
      else if (!hop.rule) putGradedCoincident(re[p]!, im[p]!, re[q]! + omega, im[q]!, coincident);
      else {
        const x = gap[t]! - omega;
        const y = difference[t]!;
        const square = x * x + y * y;
        if (!(square > (TOO_CLOSE * omega) ** 2)) {
          isSure = false;
          continue;
        }
        const nr = forward[f]! - backward[g]!;
        const ni = forward[f + 1]! - backward[g + 1]!;
        coincident[0] = (nr * x + ni * y) / square;
        coincident[1] = (ni * x - nr * y) / square;
      }
      const [rr, ri] = [coincident[0]!, coincident[1]!];
      const middleR = (re[p]! + re[q]! + omega) / 2 - origin;
      const middleI = (im[p]! + im[q]!) / 2;
      const momentR = (forward[f]! + backward[g]!) / 2 + middleR * rr - middleI * ri;
      const momentI = (forward[f + 1]! + backward[g + 1]!) / 2 + middleR * ri + middleI * rr;
      const [cr, ci] = [c[4 * e]!, c[4 * e + 1]!];
      out[0] = out[0]! + (cr * rr - ci * ri) / Math.PI;
      out[1] = out[1]! + (cr * momentR - ci * momentI) / Math.PI;
    }
  }
  return isSure;
}

/** C, K and their conjugates of one entry, contracted with complex weights: 8 numbers. */
export function contractEntry(
  channel: Channel,
  entry: number,
  weights: Float64Array,
  out: Float64Array,
): void {
  out.fill(0);
  const { coefficients } = channel;
  for (let k = 0; k < coefficients.length; k++) {
    const x = weights[2 * k]!;
    const y = weights[2 * k + 1]!;
    if (x === 0 && y === 0) continue;
    const c = coefficients[k]!;
    const cr = c[4 * entry]!;
    const ci = c[4 * entry + 1]!;
    const kr = c[4 * entry + 2]!;
    const ki = c[4 * entry + 3]!;
    out[0] = out[0]! + x * cr - y * ci;
    out[1] = out[1]! + x * ci + y * cr;
    out[2] = out[2]! + x * kr - y * ki;
    out[3] = out[3]! + x * ki + y * kr;
    out[4] = out[4]! + x * cr + y * ci;
    out[5] = out[5]! - x * ci + y * cr;
    out[6] = out[6]! + x * kr + y * ki;
    out[7] = out[7]! - x * ki + y * kr;
  }
}

const entry8: Float64Array = new Float64Array(8);
/** Running sums of the density and of the moment, complex, and of the moduli of their terms. */
const sums: Float64Array = new Float64Array(6);
/** One quotient (A - B)/(a - b) with its moment; all complex. `noise` is what roundoff acts on in A - B. */
function addQuotient(
  cr: number,
  ci: number,
  ar: number,
  ai: number,
  br: number,
  bi: number,
  zr: number,
  zi: number,
  yr: number,
  yi: number,
  noise: number,
): void {
  const ur = zr - yr;
  const ui = zi - yi;
  const q = 1 / (ur * ur + ui * ui);
  // C/u
  const tr = (cr * ur + ci * ui) * q;
  const ti = (ci * ur - cr * ui) * q;
  const size = (Math.abs(tr) + Math.abs(ti)) * noise;
  sums[4] = sums[4]! + size;
  sums[5] = sums[5]! + size * Math.max(Math.abs(zr) + Math.abs(zi), Math.abs(yr) + Math.abs(yi));
  const nr = ar - br;
  const ni = ai - bi;
  sums[0] = sums[0]! + tr * nr - ti * ni;
  sums[1] = sums[1]! + tr * ni + ti * nr;
  const mr = ar * zr - ai * zi - (br * yr - bi * yi);
  const mi = ar * zi + ai * zr - (br * yi + bi * yr);
  sums[2] = sums[2]! + tr * mr - ti * mi;
  sums[3] = sums[3]! + tr * mi + ti * mr;
}

/** The same where the poles nearly coincide, from the divided difference r of the transforms. */
function addCoincident(
  cr: number,
  ci: number,
  rr: number,
  ri: number,
  ar: number,
  ai: number,
  br: number,
  bi: number,
  middleR: number,
  middleI: number,
): void {
  sums[0] = sums[0]! + cr * rr - ci * ri;
  sums[1] = sums[1]! + cr * ri + ci * rr;
  const mr = (ar + br) / 2 + middleR * rr - middleI * ri;
  const mi = (ai + bi) / 2 + middleR * ri + middleI * rr;
  sums[2] = sums[2]! + cr * mr - ci * mi;
  sums[3] = sums[3]! + cr * mi + ci * mr;
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
  { forward, backward, forwardNoise, backwardNoise }: ComplexTransforms,
  out: Float64Array,
): void {
  const { re, im } = state.terms;
  const { channel, origin, isThermal } = hop;
  const { rows, start, column } = channel;
  const bound = isThermal ? CLOSE ** 2 * (wr * wr + wi * wi) : 0;
  sums.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const f = 4 * p;
    const zr = re[p]! - origin;
    const zi = im[p]!;
    const fr = forward[f]!;
    const fi = forward[f + 1]!;
    const hr = forward[f + 2]!;
    const hi = forward[f + 3]!;
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const q = column[e]!;
      const g = 4 * q;
      const yr = re[q]! + wr - origin;
      const yi = im[q]! + wi;
      const xi = wi - im[q]!;
      const gr = backward[g]!;
      const gi = backward[g + 1]!;
      const kr = backward[g + 2]!;
      const ki = backward[g + 3]!;
      const noise = forwardNoise[p]! + backwardNoise[q]!;
      contractEntry(channel, e, weights, entry8);
      const ur = zr - yr;
      if (ur * ur + (zi - yi) ** 2 > bound) {
        addQuotient(entry8[0]!, entry8[1]!, fr, fi, gr, gi, zr, zi, yr, yi, noise);
      } else {
        putCoincident(state, hop, p, q, wr, wi, coincident);
        const [rr, ri] = [coincident[0]!, coincident[1]!];
        addCoincident(entry8[0]!, entry8[1]!, rr, ri, fr, fi, gr, gi, (zr + yr) / 2, (zi + yi) / 2);
      }
      addQuotient(entry8[2]!, entry8[3]!, fr, fi, kr, ki, zr, zi, yr, xi, noise);
      if (ur * ur + (zi + xi) ** 2 > bound) {
        addQuotient(entry8[4]!, entry8[5]!, hr, hi, kr, ki, zr, -zi, yr, xi, noise);
      } else {
        putCoincident(state, hop, p, q, wr, -wi, coincident);
        const [rr, ri] = [coincident[0]!, -coincident[1]!];
        addCoincident(entry8[4]!, entry8[5]!, rr, ri, hr, hi, kr, ki, (zr + yr) / 2, (xi - zi) / 2);
      }
      addQuotient(entry8[6]!, entry8[7]!, hr, hi, gr, gi, zr, -zi, yr, yi, noise);
    }
  }
  const scale = 1 / (2 * Math.PI);
  out[0] = sums[0]! * scale;
  out[1] = sums[1]! * scale;
  out[2] = sums[2]! * scale;
  out[3] = sums[3]! * scale;
  out[4] = sums[4]! * scale;
  out[5] = sums[5]! * scale;
}

const modulus = (values: Float64Array, at: number): number =>
  Math.abs(values[at]!) + Math.abs(values[at + 1]!);

/**
 * What roundoff acts on in {@link putChannelSum} at the node just summed: the sums of the moduli of its terms, for density
 * and moment, into out[0], out[1].
 */
export function putChannelNoise(state: State, hop: Hop, omega: number, out: Float64Array): void {
  const { channel, forward, backward, source, drain, origin, isThermal } = hop;
  const { rows, start, column, pair } = channel;
  const { terms, tau, moved, inverse, isHot, groupOf } = state;
  const { size, re, im } = terms;
  const c = contractReal(state, channel);
  const half = 2 * groupOf.length * size;
  const isDirect = !isThermal || isHot;
  let density = 0;
  let moment = 0;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const f = isDirect
      ? TRANSFORM_NOISE * modulus(forward, 4 * p)
      : modulus(moved, 2 * (drain * size + p)) + modulus(tau, 2 * (source * size + p));
    const distance = Math.abs(re[p]! - origin) - im[p]!;
    for (let e = start[i]!, k = 4 * e; e < start[i + 1]!; e++, k += 4) {
      const q = column[e]!;
      const t = 4 * pair[e]!;
      const g = isDirect
        ? TRANSFORM_NOISE * modulus(backward, 4 * q)
        : modulus(moved, half + 2 * (source * size + q)) + modulus(tau, 2 * (drain * size + q));
      const term =
        (modulus(c, k) * modulus(inverse, t) + modulus(c, k + 2) * modulus(inverse, t + 2)) * (f + g);
      density += term;
      moment += term * (distance + Math.abs(re[q]! + omega - origin) - im[q]!);
    }
  }
  out[0] = density / Math.PI;
  out[1] = moment / Math.PI;
}
