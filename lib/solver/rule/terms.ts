/**
 * What Eq. (8) needs of a junction's electrons: for every channel, an ordered pair of electrodes a, b, the double sum over
 * the poles z_p of the Green's function
 *
 *   Tr[Lambda^{ab}(w) A_ph(w)] = (1/2pi) sum_pq { C_pq (F_p - G_q)/(z_p - z_q - w) + K_pq (F_p - G_q^*)/(z_p - z_q^* - w) } + c.c.,
 *   C^mn_pq = <w^a_p|M^n|r_q><w^b_q|M^m|r_p>,   K^mn_pq = <w^a_p|M^n|w^b_q><r_q|M^m|r_p>,
 *
 * contracted with A_ph over the modes (appendix-pair-integral, section 3; F and G are the Fermi integrals of one pole
 * each). A_ph is a symmetric matrix, so only m <= n is kept, and m = n alone where no damping joins two modes. Terms that
 * vanish are left out: of the paper's junction one term in each of two channels is left. So are those that the error of a
 * fit hides: an electrode with a band has many poles of little weight next to its edges.
 */
import type { Poles } from "../electrons/electrons.js";
import { type Junction, spinOf } from "../junction/junction.js";
import { adjoint, fromRows, type Matrix, zeros } from "../linear/matrix.js";

/** One channel: electron in `from`, hole in `to`, both as indices of electrodes. */
export interface Channel {
  readonly from: number;
  readonly to: number;
  /** the rows p that occur, and where the entries of each begin and end */
  readonly rows: Int32Array;
  readonly start: Int32Array;
  /** of each entry: its q, and its place in the list of pole pairs */
  readonly column: Int32Array;
  readonly pair: Int32Array;
  /** which entry a pole pair is, or -1 */
  readonly entryOf: Int32Array;
  /** the columns q that occur */
  readonly columns: Int32Array;
  /** per pair of modes: Re C, Im C, Re K, Im K of each entry */
  readonly coefficients: readonly Float64Array[];
}

/** The channels of a junction that are not silent, and the pole pairs that they use. */
export interface Terms {
  /** number of poles */
  readonly size: number;
  readonly electrodes: readonly string[];
  /** poles z_p, relative to the reference energy of the junction */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** m, n of each pair of modes, m <= n */
  readonly modePairs: readonly (readonly [number, number])[];
  readonly channels: readonly Channel[];
  /** place of the pole pair p, q in the lists that follow at p size + q, or -1 */
  readonly place: Int32Array;
  /** p and q of each pole pair */
  readonly p: Int32Array;
  readonly q: Int32Array;
  /** Re z_p - Re z_q, Im z_p - Im z_q and Im z_p + Im z_q of each pole pair */
  readonly gap: Float64Array;
  readonly difference: Float64Array;
  readonly width: Float64Array;
}

/** <left_p|M|right_q> for all p, q: the rows of M that vanish cost nothing. */
export function sandwich(left: Matrix, coupling: Matrix, right: Matrix): Matrix {
  const { size } = left;
  const levels = coupling.size;
  const out = zeros(size);
  const row = zeros(size);
  for (let k = 0; k < levels; k++) {
    row.re.fill(0, 0, size);
    row.im.fill(0, 0, size);
    let isZero = true;
    for (let l = 0; l < levels; l++) {
      const mr = coupling.re[k * levels + l]!;
      const mi = coupling.im[k * levels + l]!;
      if (mr === 0 && mi === 0) continue;
      isZero = false;
      for (let q = 0; q < size; q++) {
        const r = right.re[l * size + q]!;
        const s = right.im[l * size + q]!;
        row.re[q] = row.re[q]! + mr * r - mi * s;
        row.im[q] = row.im[q]! + mr * s + mi * r;
      }
    }
    if (isZero) continue;
    for (let p = 0; p < size; p++) {
      const wr = left.re[p * size + k]!;
      const wi = left.im[p * size + k]!;
      if (wr === 0 && wi === 0) continue;
      for (let q = 0; q < size; q++) {
        const at = p * size + q;
        out.re[at] = out.re[at]! + wr * row.re[q]! - wi * row.im[q]!;
        out.im[at] = out.im[at]! + wr * row.im[q]! + wi * row.re[q]!;
      }
    }
  }
  return out;
}

/** Products of matrix elements from which C and K are made: one matrix per mode. */
interface Elements {
  /** <w^a_p|M|r_q> by electrode */
  readonly weightRight: readonly (readonly Matrix[])[];
  /** <w^a_p|M|w^b_q> by both electrodes */
  readonly weightWeight: readonly (readonly (readonly Matrix[])[])[];
  /** <r_p|M|r_q> */
  readonly rightRight: readonly Matrix[];
}

function elementsOf(poles: Poles, names: readonly string[], couplings: readonly Matrix[]): Elements {
  const weights = names.map((name) => poles.weights.get(name)!);
  const rightAdjoint = adjoint(poles.right);
  const adjoints = weights.map(adjoint);
  return {
    weightRight: weights.map((w) => couplings.map((m) => sandwich(w, m, poles.right))),
    weightWeight: weights.map((w) => adjoints.map((v) => couplings.map((m) => sandwich(w, m, v)))),
    rightRight: couplings.map((m) => sandwich(rightAdjoint, m, poles.right)),
  };
}

/** C^mn + C^nm and K^mn + K^nm of one pole pair (once where m = n) into out[at...at+3]. */
function putCoefficients(
  elements: Elements,
  a: number,
  b: number,
  [first, second]: readonly [number, number],
  pq: number,
  qp: number,
  out: Float64Array,
): void {
  out.fill(0);
  for (let order = 0; order < (first === second ? 1 : 2); order++) {
    const [m, n] = order === 0 ? [first, second] : [second, first];
    const x = elements.weightRight[a]![n]!;
    const y = elements.weightRight[b]![m]!;
    const u = elements.weightWeight[a]![b]![n]!;
    const v = elements.rightRight[m]!;
    out[0] = out[0]! + x.re[pq]! * y.re[qp]! - x.im[pq]! * y.im[qp]!;
    out[1] = out[1]! + x.re[pq]! * y.im[qp]! + x.im[pq]! * y.re[qp]!;
    out[2] = out[2]! + u.re[pq]! * v.re[qp]! - u.im[pq]! * v.im[qp]!;
    out[3] = out[3]! + u.re[pq]! * v.im[qp]! + u.im[pq]! * v.re[qp]!;
  }
}

/** Entries of one channel: p and q of each, and per pair of modes its four numbers. */
interface Entries {
  readonly p: readonly number[];
  readonly q: readonly number[];
  /** what each may contribute at most, where the levels are a quantum apart, and at least, as far from there as energies reach */
  readonly most: readonly number[];
  readonly least: readonly number[];
  readonly coefficients: readonly (readonly number[])[];
}

function entriesOf(
  { size: poles, im, modePairs }: Pick<Terms, "size" | "im" | "modePairs">,
  elements: Elements,
  from: number,
  to: number,
  spin: number,
  reach: number,
): Entries {
  const p: number[] = [];
  const q: number[] = [];
  const most: number[] = [];
  const least: number[] = [];
  const coefficients: number[][] = modePairs.map(() => []);
  const entry = modePairs.map(() => new Float64Array(4));
  for (let i = 0; i < poles; i++) {
    // A dark state has no weight in any spectral function.
    if (im[i] === 0) continue;
    for (let j = 0; j < poles; j++) {
      if (im[j] === 0) continue;
      let sum = 0;
      modePairs.forEach((modes, k) => {
        const out = entry[k]!;
        putCoefficients(elements, from, to, modes, i * poles + j, j * poles + i, out);
        for (let c = 0; c < 4; c++) out[c] = spin * out[c]!;
        sum += Math.abs(out[0]!) + Math.abs(out[1]!) + Math.abs(out[2]!) + Math.abs(out[3]!);
      });
      p.push(i);
      q.push(j);
      const width = -(im[i]! + im[j]!);
      most.push(sum / width);
      least.push(sum / (width + reach));
      entry.forEach((values, k) => {
        coefficients[k]!.push(values[0]!, values[1]!, values[2]!, values[3]!);
      });
    }
  }
  return { p, q, most, least, coefficients };
}

/** Entries that together are below this part of the error of a fit are left out: of two bands a third or more. */
const NEGLIGIBLE = 1e-2;

/**
 * The size up to which entries may be left out for an error of this part of all, however far the mode is from the resonance
 * of narrow levels that are kept.
 */
function negligibleSize({ most, least }: Entries, part: number): number {
  const sorted = Float64Array.from(most).sort();
  const allowed = part * least.reduce((sum, size) => sum + size, 0);
  let sum = 0;
  let k = 0;
  while (k < sorted.length && sum + sorted[k]! <= allowed) sum += sorted[k++]!;
  return k === 0 ? 0 : sorted[k - 1]!;
}

/** One channel without what vanishes or is negligible; `pairAt` finds the place of a pole pair, or makes one. */
function channelOf(
  from: number,
  to: number,
  entries: Entries,
  part: number,
  pairAt: (p: number, q: number) => number,
): Omit<Channel, "entryOf"> {
  const { p, q, most, coefficients } = entries;
  const floor = negligibleSize(entries, part);
  const kept = [...p.keys()].filter((e) => most[e]! > floor);
  const rows = [...new Set(kept.map((e) => p[e]!))];
  const start = rows.map((row) => kept.findIndex((e) => p[e] === row));
  return {
    from,
    to,
    rows: Int32Array.from(rows),
    start: Int32Array.from([...start, kept.length]),
    column: Int32Array.from(kept, (e) => q[e]!),
    pair: Int32Array.from(kept, (e) => pairAt(p[e]!, q[e]!)),
    columns: Int32Array.from(new Set(kept.map((e) => q[e]!))),
    coefficients: coefficients.map((values) => {
      const out = new Float64Array(4 * kept.length);
      kept.forEach((e, k) => {
        for (let i = 0; i < 4; i++) out[4 * k + i] = values[4 * e + i]!;
      });
      return out;
    }),
  };
}

/** Pairs of modes that A_ph connects. */
function modePairsOf({ modes, damping }: Junction): (readonly [number, number])[] {
  const isDiagonal = damping.every((row, m) => row.every((value, n) => m === n || value === 0));
  return modes.flatMap((_, m) =>
    modes.flatMap((_mode, n) => (n === m || (n > m && !isDiagonal) ? [[m, n] as const] : [])),
  );
}

/** The channels of a junction with their coefficients: what does not depend on the operating point. */
export function termsOf(junction: Junction, poles: Poles): Terms {
  const electrodes = Object.keys(junction.electrodes);
  const modePairs = modePairsOf(junction);
  const size = poles.right.size;
  const elements = elementsOf(
    poles,
    electrodes,
    junction.modes.map(({ coupling }) => fromRows(coupling)),
  );
  const place = new Int32Array(size * size).fill(-1);
  const p: number[] = [];
  const q: number[] = [];
  const pairAt = (i: number, j: number): number => {
    if (place[i * size + j]! < 0) {
      place[i * size + j] = p.length;
      p.push(i);
      q.push(j);
    }
    return place[i * size + j]!;
  };
  const { re, im } = poles;
  const reach = Math.max(...re) - Math.min(...re) + Math.max(...junction.modes.map(({ omega }) => omega));
  const channels = electrodes
    .flatMap((_, from) =>
      electrodes.map((_name, to) => {
        const entries = entriesOf({ size, im, modePairs }, elements, from, to, spinOf(junction), reach);
        return channelOf(from, to, entries, NEGLIGIBLE * poles.fitError, pairAt);
      }),
    )
    .filter(({ column }) => column.length > 0)
    .map((channel) => {
      const entryOf = new Int32Array(p.length).fill(-1);
      channel.pair.forEach((pair, e) => {
        entryOf[pair] = e;
      });
      return { ...channel, entryOf };
    });
  return {
    size,
    electrodes,
    re,
    im,
    modePairs,
    channels,
    place,
    p: Int32Array.from(p),
    q: Int32Array.from(q),
    gap: Float64Array.from(p, (i, k) => re[i]! - re[q[k]!]!),
    difference: Float64Array.from(p, (i, k) => im[i]! - im[q[k]!]!),
    width: Float64Array.from(p, (i, k) => im[i]! + im[q[k]!]!),
  };
}
