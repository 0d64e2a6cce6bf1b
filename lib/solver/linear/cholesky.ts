/** Cholesky factorisation: how a positive semidefinite matrix is a sum of squares, and whether a matrix is positive. */
import { EPSILON } from "../checks/precision.js";
import type { Column } from "./columns.js";
import { copy, type Matrix } from "./matrix.js";

/** A column b of a sum of squares. */
export interface SquareRoot extends Column {
  /** relative error of b b^+, where b is what columns before it have left of a diagonal entry, itself known to the unit roundoff */
  readonly uncertainty: number;
}

/**
 * Columns b with Gamma = sum b b^+, by Cholesky factorisation with pivoting. What is left of a diagonal entry after the
 * columns before it is roundoff if it is a few EPSILON of the entry itself: so a rank is found, and a width of 1e-12
 * beside one of 1e3 is kept.
 */
export function choleskyColumns(gamma: Matrix): SquareRoot[] {
  const n = gamma.size;
  const rest = copy(gamma);
  const columns: SquareRoot[] = [];
  for (;;) {
    let pivot = -1;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const left = rest.re[i * (n + 1)]!;
      if (left > 8 * n * EPSILON * gamma.re[i * (n + 1)]! && left > largest) {
        largest = left;
        pivot = i;
      }
    }
    if (pivot < 0 || columns.length === n) return columns;
    const root = Math.sqrt(largest);
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      re[i] = rest.re[i * n + pivot]! / root;
      im[i] = rest.im[i * n + pivot]! / root;
    }
    const uncertainty = 2 * EPSILON * (gamma.re[pivot * (n + 1)]! / largest - 1);
    columns.push({ re, im, uncertainty });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const k = i * n + j;
        rest.re[k] = rest.re[k]! - (re[i]! * re[j]! + im[i]! * im[j]!);
        rest.im[k] = rest.im[k]! - (im[i]! * re[j]! - re[i]! * im[j]!);
      }
    }
    for (let i = 0; i < n; i++) {
      rest.re[i * n + pivot] = 0;
      rest.im[i * n + pivot] = 0;
      rest.re[pivot * n + i] = 0;
      rest.im[pivot * n + i] = 0;
    }
  }
}

/** Whether a Hermitian matrix is positive definite, as far as round-off can tell. */
export function isPositiveDefinite(a: Matrix): boolean {
  const { size: n, re, im } = copy(a);
  for (let k = 0; k < n; k++) {
    const pivot = re[k * (n + 1)]!;
    if (!(pivot > 0)) return false;
    for (let i = k + 1; i < n; i++) {
      const fr = re[i * n + k]! / pivot;
      const fi = im[i * n + k]! / pivot;
      if (fr === 0 && fi === 0) continue;
      for (let j = k + 1; j <= i; j++) {
        const br = re[j * n + k]!;
        const bi = im[j * n + k]!;
        re[i * n + j] = re[i * n + j]! - (fr * br + fi * bi);
        im[i * n + j] = im[i * n + j]! - (fi * br - fr * bi);
      }
    }
  }
  return true;
}
