/**
 * The transmission of Eq. (8) as a sum of squares, one for every path from a column of one broadening matrix to one of the
 * other,
 *
 *   T(e, w) = sum_mn A_ph,mn sum_ij Y^m_ij conj(Y^n_ij),   Gamma_a = V_a V_a^+,   v^a_p = <l_p|V_a,
 *   Y^n_ij(e, w) = sum_pq conj(v^a_pi)/(e - z_p^*) <r_p|M^n|r_q> v^b_qj/(e - w - z_q),
 *
 * in which nothing cancels however far the levels are. At complex e and w conj(Y) is continued as conj(Y(e^*, w^*)).
 */
import { broadeningColumns, type Poles } from "../electrons/electrons.js";
import { type Junction, spinOf } from "../junction/junction.js";
import { adjoint, fromRows, type Matrix } from "../linear/matrix.js";
import { type Channel, sandwich, type Terms } from "./terms.js";

/** Roundoff of a transmission as a sum of squares, in units of the unit roundoff. */
export const SQUARES_NOISE = 60;

/** Columns of V, as amplitudes at the poles: value (p, i) at 2 (p rank + i). */
interface Columns {
  readonly rank: number;
  readonly values: Float64Array;
  /** the poles at which some amplitude is not zero */
  readonly support: Int32Array;
}

/** What the amplitudes of a junction are made of, and room for those of one channel. */
export interface Squares {
  /** paths that are alike, one for each spin */
  readonly spin: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly modePairs: Terms["modePairs"];
  /** <r_p|M|r_q> of each mode, interleaved */
  readonly couplings: readonly Float64Array[];
  /** of each electrode */
  readonly columns: readonly Columns[];
  /** 1/(e - z_p^*) and 1/(e - w - z_q) */
  readonly inner: Float64Array;
  readonly outer: Float64Array;
  readonly row: Float64Array;
  /** Y of one channel at e, w, and at e^*, w^* */
  readonly above: Float64Array;
  readonly below: Float64Array;
}

function columnsOf({ left }: Poles, junction: Junction, name: string): Columns {
  const size = left.size;
  const columns = broadeningColumns(junction, name);
  const rank = columns.length;
  const values = new Float64Array(2 * size * rank);
  for (let p = 0; p < size; p++) {
    columns.forEach(({ re, im }, i) => {
      let x = 0;
      let y = 0;
      for (let k = 0; k < size; k++) {
        const lr = left.re[p * size + k]!;
        const li = left.im[p * size + k]!;
        x += lr * re[k]! - li * im[k]!;
        y += lr * im[k]! + li * re[k]!;
      }
      values[2 * (p * rank + i)] = x;
      values[2 * (p * rank + i) + 1] = y;
    });
  }
  const isFelt = (p: number): boolean =>
    values.subarray(2 * p * rank, 2 * (p + 1) * rank).some((v) => v !== 0);
  return { rank, values, support: Int32Array.from([...Array(size).keys()].filter(isFelt)) };
}

/** <r_p|M|r_q>, interleaved. */
function couplingBetween({ right }: Poles, coupling: Matrix): Float64Array {
  const { re, im } = sandwich(adjoint(right), coupling, right);
  return Float64Array.from({ length: 2 * re.length }, (_, k) => (k % 2 === 0 ? re : im)[k >> 1]!);
}

function makeSquares(junction: Junction, poles: Poles, terms: Terms): Squares {
  const { size, re, im, modePairs, electrodes } = terms;
  const columns = electrodes.map((name) => columnsOf(poles, junction, name));
  const rank = Math.max(...columns.map((one) => one.rank));
  const room = (): Float64Array => new Float64Array(2 * rank * rank * junction.modes.length);
  return {
    spin: spinOf(junction),
    re,
    im,
    modePairs,
    couplings: junction.modes.map(({ coupling }) => couplingBetween(poles, fromRows(coupling))),
    columns,
    inner: new Float64Array(2 * size),
    outer: new Float64Array(2 * size),
    row: new Float64Array(2 * size),
    above: room(),
    below: room(),
  };
}

const known = new WeakMap<Poles, Squares>();

/** The squares of a junction between wide-band electrodes, made once. */
export function squaresOf(junction: Junction, poles: Poles, terms: Terms): Squares {
  let squares = known.get(poles);
  if (!squares) {
    squares = makeSquares(junction, poles, terms);
    known.set(poles, squares);
  }
  return squares;
}

/** 1/(e - z_p^*) and 1/(e - w - z_q) of the poles of both electrodes. */
function putFactors(
  { re, im, inner, outer }: Squares,
  a: Columns,
  b: Columns,
  er: number,
  ei: number,
  wr: number,
  wi: number,
): void {
  for (let k = 0; k < a.support.length; k++) {
    const p = a.support[k]!;
    const x = er - re[p]!;
    const y = ei + im[p]!;
    const s = 1 / (x * x + y * y);
    inner[2 * p] = x * s;
    inner[2 * p + 1] = -y * s;
  }
  for (let k = 0; k < b.support.length; k++) {
    const q = b.support[k]!;
    const x = er - re[q]! - wr;
    const y = ei - wi - im[q]!;
    const s = 1 / (x * x + y * y);
    outer[2 * q] = x * s;
    outer[2 * q + 1] = -y * s;
  }
}

/** Y of one channel, mode by mode and path by path; returns the number of paths. */
function putAmplitudes(
  squares: Squares,
  channel: Channel,
  er: number,
  ei: number,
  wr: number,
  wi: number,
  out: Float64Array,
): number {
  const { couplings, columns, inner, outer, row, re } = squares;
  const size = re.length;
  const a = columns[channel.from]!;
  const b = columns[channel.to]!;
  const sources = a.support;
  const drains = b.support;
  putFactors(squares, a, b, er, ei, wr, wi);
  let to = 0;
  for (const m of couplings) {
    for (let i = 0; i < a.rank; i++) {
      for (let l = 0; l < drains.length; l++) {
        const q = drains[l]!;
        row[2 * q] = 0;
        row[2 * q + 1] = 0;
      }
      for (let k = 0; k < sources.length; k++) {
        const p = sources[k]!;
        const vr = a.values[2 * (p * a.rank + i)]!;
        const vi = -a.values[2 * (p * a.rank + i) + 1]!;
        if (vr === 0 && vi === 0) continue;
        const xr = vr * inner[2 * p]! - vi * inner[2 * p + 1]!;
        const xi = vr * inner[2 * p + 1]! + vi * inner[2 * p]!;
        for (let l = 0; l < drains.length; l++) {
          const q = drains[l]!;
          const o = 2 * (p * size + q);
          row[2 * q] = row[2 * q]! + xr * m[o]! - xi * m[o + 1]!;
          row[2 * q + 1] = row[2 * q + 1]! + xr * m[o + 1]! + xi * m[o]!;
        }
      }
      for (let l = 0; l < drains.length; l++) {
        const q = drains[l]!;
        const xr = row[2 * q]! * outer[2 * q]! - row[2 * q + 1]! * outer[2 * q + 1]!;
        const xi = row[2 * q]! * outer[2 * q + 1]! + row[2 * q + 1]! * outer[2 * q]!;
        row[2 * q] = xr;
        row[2 * q + 1] = xi;
      }
      for (let j = 0; j < b.rank; j++, to += 2) {
        let sr = 0;
        let si = 0;
        for (let l = 0; l < drains.length; l++) {
          const q = drains[l]!;
          const vr = b.values[2 * (q * b.rank + j)]!;
          const vi = b.values[2 * (q * b.rank + j) + 1]!;
          sr += row[2 * q]! * vr - row[2 * q + 1]! * vi;
          si += row[2 * q]! * vi + row[2 * q + 1]! * vr;
        }
        out[to] = sr;
        out[to + 1] = si;
      }
    }
  }
  return a.rank * b.rank;
}

/** T(e, w) of one channel at real e and w, with real weights of the pairs of modes. */
export function transmission(
  squares: Squares,
  channel: Channel,
  energy: number,
  omega: number,
  weights: ArrayLike<number>,
): number {
  const { modePairs, above } = squares;
  const paths = putAmplitudes(squares, channel, energy, 0, omega, 0, above);
  let sum = 0;
  for (let k = 0; k < modePairs.length; k++) {
    const [m, n] = modePairs[k]!;
    let product = 0;
    for (let i = 0; i < 2 * paths; i++) product += above[2 * paths * m + i]! * above[2 * paths * n + i]!;
    sum += weights[k]! * product * (m === n ? 1 : 2);
  }
  return squares.spin * sum;
}

/** sum_ij conj(Y^m_ij) Y^n_ij of one channel at real e and w, times the spin: entry (m, n) at 2 (m modes + n). */
export function putPathProducts(
  squares: Squares,
  channel: Channel,
  energy: number,
  omega: number,
  out: Float64Array,
): void {
  const { above, spin } = squares;
  const modes = squares.couplings.length;
  const paths = putAmplitudes(squares, channel, energy, 0, omega, 0, above);
  for (let m = 0; m < modes; m++) {
    for (let n = 0; n <= m; n++) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < 2 * paths; i += 2) {
        const [a, b] = [above[2 * paths * m + i]!, above[2 * paths * m + i + 1]!];
        const [c, d] = [above[2 * paths * n + i]!, above[2 * paths * n + i + 1]!];
        re += a * c + b * d;
        im += a * d - b * c;
      }
      out[2 * (m * modes + n)] = spin * re;
      out[2 * (m * modes + n) + 1] = spin * im;
      out[2 * (n * modes + m)] = spin * re;
      out[2 * (n * modes + m) + 1] = -spin * im;
    }
  }
}

/** T(e, w) of one channel at complex e and w, with complex weights, interleaved: into out[0], out[1]. */
export function putTransmission(
  squares: Squares,
  channel: Channel,
  er: number,
  ei: number,
  wr: number,
  wi: number,
  weights: ArrayLike<number>,
  out: Float64Array,
): void {
  const { modePairs, above, below } = squares;
  const paths = putAmplitudes(squares, channel, er, ei, wr, wi, above);
  putAmplitudes(squares, channel, er, -ei, wr, -wi, below);
  let re = 0;
  let im = 0;
  for (let k = 0; k < modePairs.length; k++) {
    const [m, n] = modePairs[k]!;
    let x = 0;
    let y = 0;
    for (let order = 0; order < (m === n ? 1 : 2); order++) {
      const first = 2 * paths * (order === 0 ? m : n);
      const second = 2 * paths * (order === 0 ? n : m);
      for (let i = 0; i < 2 * paths; i += 2) {
        const [a, b] = [above[first + i]!, above[first + i + 1]!];
        const [c, d] = [below[second + i]!, below[second + i + 1]!];
        x += a * c + b * d;
        y += b * c - a * d;
      }
    }
    re += weights[2 * k]! * x - weights[2 * k + 1]! * y;
    im += weights[2 * k]! * y + weights[2 * k + 1]! * x;
  }
  out[0] = squares.spin * re;
  out[1] = squares.spin * im;
}
