/**
 * What the couplings make of the rows of an expansion, <x_p|M^m, on the levels that some coupling touches. M is Hermitian, so
 * that the columns M^m|x_p> are their conjugates.
 */
import { clear } from "../linear/clear.js";
import type { Expansion } from "./expansion.js";

export interface CoupledRows {
  /** the levels that some coupling touches */
  readonly touched: readonly number[];
  /** modes times poles */
  readonly width: number;
  /** <l_p|M^m, <r_p|M^m and, for each electrode, <w_p|M^m: entry u of mode m and pole p at 2 (u width + m count + p) */
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly weights: readonly Float64Array[];
}

export function coupledRowsOf(expansion: Expansion): CoupledRows {
  const { levels: n, count, couplings, left, rightConjugate, weights } = expansion;
  const isTouched = (i: number): boolean =>
    couplings.some((M) => M.subarray(2 * i * n, 2 * (i + 1) * n).some((entry) => entry !== 0));
  const touched = Array.from({ length: n }, (_, i) => i).filter(isTouched);
  const width = couplings.length * count;
  const timesCouplings = (rows: Float64Array): Float64Array => {
    const out = new Float64Array(2 * touched.length * width);
    touched.forEach((j, u) => {
      couplings.forEach((M, m) => {
        for (let p = 0; p < count; p++) {
          let [re, im] = [0, 0];
          for (const i of touched) {
            const xr = rows[2 * (p * n + i)]!;
            const xi = rows[2 * (p * n + i) + 1]!;
            const mr = M[2 * (i * n + j)]!;
            const mi = M[2 * (i * n + j) + 1]!;
            re += xr * mr - xi * mi;
            im += xr * mi + xi * mr;
          }
          const at = 2 * (u * width + m * count + p);
          out[at] = re;
          out[at + 1] = im;
        }
      });
    });
    return out;
  };
  return {
    touched,
    width,
    left: timesCouplings(left),
    right: timesCouplings(rightConjugate),
    weights: weights.map(timesCouplings),
  };
}

/** All rows times the state at `from`. */
export function projectOn(
  rows: Float64Array,
  width: number,
  touched: readonly number[],
  states: Float64Array,
  from: number,
  out: Float64Array,
): void {
  clear(out);
  for (let u = 0; u < touched.length; u++) {
    const sr = states[from + 2 * touched[u]!]!;
    const si = states[from + 2 * touched[u]! + 1]!;
    const at = 2 * u * width;
    for (let o = 0; o < 2 * width; o += 2) {
      const xr = rows[at + o]!;
      const xi = rows[at + o + 1]!;
      out[o] = out[o]! + xr * sr - xi * si;
      out[o + 1] = out[o + 1]! + xr * si + xi * sr;
    }
  }
}

/** Modulus of the complex number at `at`. Nothing here over- or underflows when squared, and Math.hypot takes ten times as long. */
export const modulusAt = (x: Float64Array, at: number): number =>
  Math.sqrt(x[at]! * x[at]! + x[at + 1]! * x[at + 1]!);

/** Moduli of all entries. */
export const moduliOf = (rows: Float64Array): Float64Array =>
  Float64Array.from({ length: rows.length / 2 }, (_, k) => modulusAt(rows, 2 * k));
