/**
 * The double sum over poles (terms) at one frequency, with the Fermi integrals F and G of an operating point: on the real axis
 * from the sums over pairs (rows), at complex w pair by pair, where
 *
 *   2 pi Tr[Lambda X] = sum_pq X { C (F_p - G_q)/(z_p - z_q - w) + K (F_p - G~_q)/(z_p - z_q^* - w)
 *                             + C^* (F~_p - G~_q)/(z_p^* - z_q^* - w) + K^* (F~_p - G_q)/(z_p^* - z_q - w) }.
 *
 * The loops stand in one function each, longer than a screen where they must, and allocate nothing.
 */
import { putGradedCoincident } from "./energies.js";
import type { Rows } from "./rows.js";
import type { Hop, State } from "./state.js";
import type { Channel } from "./terms.js";
import { type ComplexTransforms, putCoincident, TRANSFORM_NOISE } from "./thermal.js";

/** |z_p - z_q - w| below this part of w: the differences F_p - G_q would cancel. */
const CLOSE = 1e-2;
/** Below this part no difference quotient is good enough where no divided difference is known. */
const TOO_CLOSE = 1e-5;

const coincident: Float64Array = new Float64Array(2);

/**
 * Tr[Lambda A_ph] of one channel and its first moment at real w, without the Bose difference: into out[0], out[1]. The
 * transforms F, G of the channel have been filled.
 * @param index which channel it is
 * @param rows the sums over pairs at w
 * @returns false where a channel of two temperatures has a pair too close for any difference
 */
export function putChannelSum(
  state: State,
  hop: Hop,
  index: number,
  omega: number,
  { sums, close }: Rows,
  out: Float64Array,
): boolean {
  const { channel, forward, backward } = hop;
  const { rows, columns } = channel;
  const at = 4 * state.terms.size * index;
  const half = at + 2 * state.terms.size;
  let density = 0;
  let moment = 0;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const re = sums[at + 2 * p]!;
    const im = sums[at + 2 * p + 1]!;
    density += forward[4 * p]! * re - forward[4 * p + 1]! * im;
    moment += forward[4 * p + 2]! * re - forward[4 * p + 3]! * im;
  }
  for (let j = 0; j < columns.length; j++) {
    const q = columns[j]!;
    const re = sums[half + 2 * q]!;
    const im = sums[half + 2 * q + 1]!;
    density -= backward[4 * q]! * re - backward[4 * q + 1]! * im;
    moment -= backward[4 * q + 2]! * re - backward[4 * q + 3]! * im;
  }
  out[0] = density / Math.PI;
  out[1] = moment / Math.PI;
  let isSure = true;
  for (const t of close) if (!addClosePair(state, hop, t, omega, out)) isSure = false;
  return isSure;
}

/** Adds the term of a pole pair whose C the sums leave out, if the channel has it. A_ph(w) is in the state. */
function addClosePair(state: State, hop: Hop, t: number, omega: number, out: Float64Array): boolean {
  const { channel, forward, backward, origin, isThermal } = hop;
  const { re, im, gap, difference, p: first, q: second } = state.terms;
  const e = channel.entryOf[t]!;
  if (e < 0) return true;
  const p = first[t]!;
  const q = second[t]!;
  const [f, g] = [4 * p, 4 * q];
  if (isThermal) putCoincident(state, hop, p, q, omega, 0, coincident);
  else if (!hop.rule) putGradedCoincident(re[p]!, im[p]!, re[q]! + omega, im[q]!, coincident);
  else {
    const x = gap[t]! - omega;
    const y = difference[t]!;
    const square = x * x + y * y;
    if (!(square > (TOO_CLOSE * omega) ** 2)) return false;
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
  const { coefficients } = channel;
  let [cr, ci] = [0, 0];
  for (let k = 0; k < coefficients.length; k++) {
    cr += state.weights[k]! * coefficients[k]![4 * e]!;
    ci += state.weights[k]! * coefficients[k]![4 * e + 1]!;
  }
  out[0] = out[0]! + (cr * rr - ci * ri) / Math.PI;
  out[1] = out[1]! + (cr * momentR - ci * momentI) / Math.PI;
  return true;
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
 * What roundoff acts on in {@link putChannelSum}: the sums of the moduli of its terms, for density and moment, into out[0],
 * out[1]. The rows have their sizes.
 */
export function putChannelNoise(
  state: State,
  hop: Hop,
  index: number,
  omega: number,
  { sizes }: Rows,
  out: Float64Array,
): void {
  const { channel, forward, backward, source, drain, origin, isThermal } = hop;
  const { rows, columns } = channel;
  const { terms, tau, moved, isHot, groupOf } = state;
  const { size, re, im } = terms;
  const at = 2 * size * index;
  const half = 2 * groupOf.length * size;
  const isDirect = !isThermal || isHot;
  let density = 0;
  let moment = 0;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const f = isDirect
      ? TRANSFORM_NOISE * modulus(forward, 4 * p)
      : modulus(moved, 2 * (drain * size + p)) + modulus(tau, 2 * (source * size + p));
    const term = f * sizes[at + p]!;
    density += term;
    moment += term * (Math.abs(re[p]! - origin) - im[p]!);
  }
  for (let j = 0; j < columns.length; j++) {
    const q = columns[j]!;
    const g = isDirect
      ? TRANSFORM_NOISE * modulus(backward, 4 * q)
      : modulus(moved, half + 2 * (source * size + q)) + modulus(tau, 2 * (drain * size + q));
    const term = g * sizes[at + size + q]!;
    density += term;
    moment += term * (Math.abs(re[q]! + omega - origin) - im[q]!);
  }
  out[0] = density / Math.PI;
  out[1] = moment / Math.PI;
}
