/**
 * The double sum over poles (terms) at one real frequency, split into a part that knows the junction and w alone and one that
 * knows the operating point: on the real axis the two halves of Tr[Lambda A_ph] are complex conjugates, so that
 *
 *   Tr[Lambda A_ph] = (1/pi) Re { sum_p F_p S_p - sum_q G_q S'_q },
 *   S_p  = sum_q A_ph (C_pq/u + K_pq/v),   S'_q = sum_p A_ph (C_pq/u + (K_pq/v)^*),   u = z_p - z_q - w,   v = z_p - z_q^* - w,
 *
 * and the first moment is the same with (z_p - mu_a) F_p and (z_q + w - mu_a) G_q, because
 * (e - mu)/((e - a)(e - b)) = [(a - mu)/(e - a) - (b - mu)/(e - b)]/(a - b). The sums over pairs are the costly part. Operating
 * points of one junction share the nodes of few grids, so what they sum to is kept.
 */
import type { State } from "./state.js";
import type { Channel } from "./terms.js";

/** S and S' of all channels at one frequency. */
export interface Rows {
  /** of channel c at 4 size c: size complex numbers S_p, then as many S'_q */
  readonly sums: Float64Array;
  /** the same sums of moduli, real: of channel c at 2 size c; what roundoff acts on */
  readonly sizes: Float64Array;
  hasSizes: boolean;
  /** pole pairs whose u is too small for a plain difference F_p - G_q: their C is left out */
  close: readonly number[];
}

export const emptyRows = (size: number, channels: number): Rows => ({
  sums: new Float64Array(4 * size * channels),
  sizes: new Float64Array(2 * size * channels),
  hasSizes: false,
  close: [],
});

/** |z_p - z_q - w| below this part of w: the differences F_p - G_q would cancel. */
export const CLOSE = 1e-2;
const NONE: readonly number[] = [];

/** Fills 1/u and 1/v of all pole pairs, 1/u = 0 where u is too small; returns these pairs. */
function putInverses({ terms, inverse }: State, omega: number): readonly number[] {
  const { gap, difference, width } = terms;
  const bound = (CLOSE * omega) ** 2;
  let close = NONE;
  for (let t = 0, o = 0; t < gap.length; t++, o += 4) {
    const x = gap[t]! - omega;
    const ui = difference[t]!;
    const vi = width[t]!;
    const square = x * x;
    const u2 = square + ui * ui;
    const v2 = square + vi * vi;
    if (u2 <= bound) {
      close = [...close, t];
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
  return close;
}

/** Coefficients of a channel contracted with real weights of the pairs of modes; those of a single pair as they are. */
function contractReal(state: State, { coefficients, column }: Channel): Float64Array {
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

/** S and S' of one channel into sums[at...], without a single pair's A_ph. */
function putChannelRows(
  { rows, start, column, pair }: Channel,
  c: Float64Array,
  inverse: Float64Array,
  size: number,
  sums: Float64Array,
  at: number,
): void {
  const half = at + 2 * size;
  for (let i = 0; i < rows.length; i++) {
    const end = start[i + 1]!;
    let sr = 0;
    let si = 0;
    for (let e = start[i]!, k = 4 * e; e < end; e++, k += 4) {
      const t = 4 * pair[e]!;
      const to = half + 2 * column[e]!;
      const cr = c[k]!;
      const ci = c[k + 1]!;
      const kr = c[k + 2]!;
      const ki = c[k + 3]!;
      const ur = inverse[t]!;
      const ui = inverse[t + 1]!;
      const vr = inverse[t + 2]!;
      const vi = inverse[t + 3]!;
      const re = cr * ur - ci * ui + (kr * vr - ki * vi);
      const direct = cr * ui + ci * ur;
      const crossed = kr * vi + ki * vr;
      sr += re;
      si += direct + crossed;
      sums[to] = sums[to]! + re;
      sums[to + 1] = sums[to + 1]! + (direct - crossed);
    }
    const from = at + 2 * rows[i]!;
    sums[from] = sr;
    sums[from + 1] = si;
  }
}

const modulus = (values: Float64Array, at: number): number =>
  Math.abs(values[at]!) + Math.abs(values[at + 1]!);

/** The same sums of moduli. */
function putChannelSizes(
  { rows, start, column, pair }: Channel,
  c: Float64Array,
  inverse: Float64Array,
  size: number,
  sizes: Float64Array,
  at: number,
): void {
  const half = at + size;
  for (let i = 0; i < rows.length; i++) {
    const end = start[i + 1]!;
    let sum = 0;
    for (let e = start[i]!, k = 4 * e; e < end; e++, k += 4) {
      const t = 4 * pair[e]!;
      const to = half + column[e]!;
      const part = modulus(c, k) * modulus(inverse, t) + modulus(c, k + 2) * modulus(inverse, t + 2);
      sum += part;
      sizes[to] = sizes[to]! + part;
    }
    sizes[at + rows[i]!] = sum;
  }
}

function scale(values: Float64Array, factor: number): void {
  for (let k = 0; k < values.length; k++) values[k] = values[k]! * factor;
}

/**
 * Fills the sums at w, A_ph(w) included.
 * @param wantsSizes whether those of the moduli, too
 */
export function putRows(state: State, omega: number, wantsSizes: boolean, out: Rows): void {
  const { terms, hops, inverse, weights, modes } = state;
  const { size } = terms;
  modes.put(omega, weights);
  out.close = putInverses(state, omega);
  out.hasSizes = wantsSizes;
  out.sums.fill(0);
  if (wantsSizes) out.sizes.fill(0);
  for (let h = 0; h < hops.length; h++) {
    const { channel } = hops[h]!;
    const c = contractReal(state, channel);
    putChannelRows(channel, c, inverse, size, out.sums, 4 * size * h);
    if (wantsSizes) putChannelSizes(channel, c, inverse, size, out.sizes, 2 * size * h);
  }
  if (weights.length > 1) return;
  scale(out.sums, weights[0]!);
  if (wantsSizes) scale(out.sizes, weights[0]!);
}

/** Numbers that the sums of one junction may take, 16 MB, and how many more a node takes by itself. */
const CAPACITY = 2 ** 21;
const OVERHEAD = 64;

/** Sums of one junction at the nodes of its grids. */
export interface RowStore {
  /** by step, then by offset in parts of a step, then by the number of the node */
  readonly grids: Map<number, Map<number, Map<number, Rows>>>;
  filled: number;
}

export const rowStore = (): RowStore => ({ grids: new Map(), filled: 0 });

const within = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
};

/** The sums kept for the nodes of one grid. */
export const rowsOfGrid = ({ grids }: RowStore, step: number, offset: number): Map<number, Rows> =>
  within(
    within(grids, step, () => new Map()),
    offset,
    () => new Map(),
  );

/** The sums at a node of a grid, made unless they are known. */
export function rowsAt(
  state: State,
  store: RowStore,
  known: Map<number, Rows>,
  node: number,
  omega: number,
  wantsSizes: boolean,
): Rows {
  let rows = known.get(node);
  if (rows && (rows.hasSizes || !wantsSizes)) return rows;
  if (!rows) {
    rows = emptyRows(state.terms.size, state.hops.length);
    store.filled += rows.sums.length + rows.sizes.length + OVERHEAD;
    if (store.filled > CAPACITY) {
      store.grids.clear();
      store.filled = 0;
    }
    known.set(node, rows);
  }
  putRows(state, omega, wantsSizes, rows);
  return rows;
}
