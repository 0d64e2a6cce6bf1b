/**
 * Fock's self-energy on the levels that the couplings touch,
 *
 *   Sigma^r(e) = sum_mn M^m { sum_p |r_p><l_p| alpha_p,mn + sum_pb [ |r_p><w^b_p| beta^b_p,mn + |w^b_p><r_p| gamma^b_p,mn ] } M^n
 *              = sum_mp M^m|r_p> <y_mp|  +  sum_np |z_np> <r_p|M^n,
 *
 *   <y_mp| = sum_n { alpha_p,mn <l_p| + sum_b beta^b_p,mn <w^b_p| } M^n,    |z_np> = sum_mb gamma^b_p,mn M^m|w^b_p>,
 *
 * with the functions of energy of convolution.ts. Only y and z depend on the energy.
 */
import { clear } from "../linear/clear.js";
import type { Convolutions } from "./convolution.js";
import { type CoupledRows, moduliOf, modulusAt, projectOn } from "./coupled-rows.js";
import type { Expansion } from "./expansion.js";

export interface Fock {
  /** writes the factors of the convolutions as they are */
  readonly put: (wantsSizes: boolean) => void;
  /** Sigma^r|phi> of state `i` of `states` (entry k at 2 (i levels + k)) on touched level u, at 2 u of `out` */
  readonly apply: (states: Float64Array, i: number, out: Float64Array) => void;
  /** the same with moduli for all that is summed, at u of `out`; only after `put` with sizes */
  readonly applySizes: (states: Float64Array, i: number, out: Float64Array) => void;
}

/** Adds functions of energy times rows to `to`, for one pair of modes: `functions` from `at`, `rows` from `from`. */
function addProducts(
  functions: Float64Array,
  at: number,
  rows: Float64Array,
  from: number,
  conjugate: 1 | -1,
  to: Float64Array,
  start: number,
  length: number,
): void {
  for (let o = 0; o < length; o += 2) {
    const fr = functions[at + o]!;
    const fi = functions[at + o + 1]!;
    const xr = rows[from + o]!;
    const xi = conjugate * rows[from + o + 1]!;
    to[start + o] = to[start + o]! + fr * xr - fi * xi;
    to[start + o + 1] = to[start + o + 1]! + fr * xi + fi * xr;
  }
}

/** @param most the number of states that will be asked for at each energy */
export function fockOf(
  { levels, count, displacement: { pairs } }: Expansion,
  { touched, width, left, right, weights }: CoupledRows,
  { alpha, beta, gamma, alphaSize, betaSize, gammaSize }: Convolutions,
  most: number,
): Fock {
  const size = touched.length;
  const bra = new Float64Array(right.length);
  const ket = new Float64Array(right.length);
  const block = 2 * count;
  // few states meet the factors one after the other, many the matrix that they make
  const isMatrix = 2 * width * size + size * most < 4 * width * most;
  const matrix = new Float64Array(isMatrix ? 2 * size * size : 0);
  const sizes = new Float64Array(size * size);
  const onBra = new Float64Array(2 * width);
  const onRight = new Float64Array(2 * width);

  /** <y| and |z> of touched level u. */
  const putRows = (u: number): void => {
    for (let k = 0; k < pairs.length; k++) {
      const [m, n] = pairs[k]!;
      const [toM, toN] = [2 * u * width + m * block, 2 * u * width + n * block];
      addProducts(alpha[0]!, k * block, left, toN, 1, bra, toM, block);
      for (let b = 0; b < weights.length; b++) {
        addProducts(beta[b]!, k * block, weights[b]!, toN, 1, bra, toM, block);
        addProducts(gamma[b]!, k * block, weights[b]!, toM, -1, ket, toN, block);
      }
    }
  };

  let moduli: { left: Float64Array; right: Float64Array; weights: Float64Array[] } | undefined;
  const putSizes = (): void => {
    moduli ??= { left: moduliOf(left), right: moduliOf(right), weights: weights.map(moduliOf) };
    const { left: l, right: r, weights: w } = moduli;
    clear(sizes);
    for (let k = 0; k < pairs.length; k++) {
      const [m, n] = pairs[k]!;
      for (let p = 0; p < count; p++) {
        const of = k * count + p;
        for (let u = 0; u < size; u++) {
          const um = u * width + m * count + p;
          for (let v = 0; v < size; v++) {
            const vn = v * width + n * count + p;
            let sum = r[um]! * alphaSize[0]![of]! * l[vn]!;
            for (let b = 0; b < w.length; b++)
              sum += r[um]! * betaSize[b]![of]! * w[b]![vn]! + w[b]![um]! * gammaSize[b]![of]! * r[vn]!;
            sizes[u * size + v] = sizes[u * size + v]! + sum;
          }
        }
      }
    }
  };

  /** Row u of M|r> and |z> times what <y| and <r|M have become, from `at` on. */
  const putRowTimes = (
    u: number,
    ofBra: Float64Array,
    ofRight: Float64Array,
    at: number,
    out: Float64Array,
    to: number,
  ): void => {
    const from = 2 * u * width;
    let re = 0;
    let im = 0;
    for (let o = 0; o < 2 * width; o += 2) {
      const rr = right[from + o]!;
      const ri = right[from + o + 1]!;
      const yr = ofBra[at + o]!;
      const yi = ofBra[at + o + 1]!;
      const zr = ket[from + o]!;
      const zi = ket[from + o + 1]!;
      const sr = ofRight[at + o]!;
      const si = ofRight[at + o + 1]!;
      re += rr * yr + ri * yi + zr * sr - zi * si;
      im += rr * yi - ri * yr + zr * si + zi * sr;
    }
    out[to] = re;
    out[to + 1] = im;
  };

  const putMatrix = (): void => {
    for (let u = 0; u < size; u++)
      for (let v = 0; v < size; v++) putRowTimes(u, bra, right, 2 * v * width, matrix, 2 * (u * size + v));
  };

  const applyMatrix = (states: Float64Array, i: number, out: Float64Array): void => {
    for (let u = 0; u < size; u++) {
      let re = 0;
      let im = 0;
      for (let v = 0; v < size; v++) {
        const mr = matrix[2 * (u * size + v)]!;
        const mi = matrix[2 * (u * size + v) + 1]!;
        const pr = states[2 * (i * levels + touched[v]!)]!;
        const pi = states[2 * (i * levels + touched[v]!) + 1]!;
        re += mr * pr - mi * pi;
        im += mr * pi + mi * pr;
      }
      out[2 * u] = re;
      out[2 * u + 1] = im;
    }
  };

  const applyFactors = (states: Float64Array, i: number, out: Float64Array): void => {
    projectOn(bra, width, touched, states, 2 * i * levels, onBra);
    projectOn(right, width, touched, states, 2 * i * levels, onRight);
    for (let u = 0; u < size; u++) putRowTimes(u, onBra, onRight, 0, out, 2 * u);
  };

  const applySizes = (states: Float64Array, i: number, out: Float64Array): void => {
    for (let u = 0; u < size; u++) {
      let sum = 0;
      for (let v = 0; v < size; v++)
        sum += sizes[u * size + v]! * modulusAt(states, 2 * (i * levels + touched[v]!));
      out[u] = sum;
    }
  };

  const put = (wantsSizes: boolean): void => {
    clear(bra);
    clear(ket);
    for (let u = 0; u < size; u++) putRows(u);
    if (isMatrix) putMatrix();
    if (wantsSizes) putSizes();
  };
  return { put, apply: isMatrix ? applyMatrix : applyFactors, applySizes };
}
