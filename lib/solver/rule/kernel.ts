/**
 * The double sum over poles (terms) at one real frequency, from the sums over pairs (rows) and the Fermi integrals F and G of
 * an operating point.
 */
import { putGradedCoincident } from "./energies.js";
import type { Rows } from "./rows.js";
import type { Hop, State } from "./state.js";
import { putCoincident, TRANSFORM_NOISE } from "./thermal.js";

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

const modulus = (values: Float64Array, at: number): number =>
  Math.abs(values[at]!) + Math.abs(values[at + 1]!);

/** What rungs of a channel of two temperatures add to a transform at x + iy before they cancel, w added to the drain's. */
function rungSize(
  { mu, temperature }: State,
  { source, drain, rungWeight }: Hop,
  x: number,
  y: number,
  omega: number,
): number {
  if (rungWeight === 0) return 0;
  const a = Math.hypot(x - mu[source]!, Math.PI * temperature[source]! + y);
  const b = Math.hypot(x - mu[drain]! - omega, Math.PI * temperature[drain]! + y);
  return rungWeight / Math.min(a, b);
}

/** Part of the largest effect of rounded nodes that is left of it in a sum, with some room: measured. */
const NODES = 0.1;

/**
 * What a transform over graded energies feels of their rounding at a level's distance from the reference: a node is known to
 * the unit roundoff of itself, and the line answers by no more than 1/width of that.
 */
const nodeNoise = ({ isThermal, rule }: Hop, energy: number, width: number): number =>
  isThermal || rule ? 0 : (NODES * Math.abs(energy)) / width;

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
      ? (TRANSFORM_NOISE + nodeNoise(hop, re[p]!, -im[p]!)) * modulus(forward, 4 * p) +
        rungSize(state, hop, re[p]!, im[p]!, omega)
      : modulus(moved, 2 * (drain * size + p)) + modulus(tau, 2 * (source * size + p));
    const term = f * sizes[at + p]!;
    density += term;
    moment += term * (Math.abs(re[p]! - origin) - im[p]!);
  }
  for (let j = 0; j < columns.length; j++) {
    const q = columns[j]!;
    const g = isDirect
      ? (TRANSFORM_NOISE + nodeNoise(hop, re[q]! + omega, -im[q]!)) * modulus(backward, 4 * q) +
        rungSize(state, hop, re[q]! + omega, im[q]!, omega)
      : modulus(moved, half + 2 * (source * size + q)) + modulus(tau, 2 * (drain * size + q));
    const term = g * sizes[at + size + q]!;
    density += term;
    moment += term * (Math.abs(re[q]! + omega - origin) - im[q]!);
  }
  out[0] = density / Math.PI;
  out[1] = moment / Math.PI;
}
