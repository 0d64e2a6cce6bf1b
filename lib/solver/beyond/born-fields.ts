/** Hermitian matrices at every point of a grid, as real sequences: what the Born approximation iterates. */
import { type Matrix, putProduct } from "../linear/matrix.js";

/**
 * A Hermitian matrix at every point of the grid: N^2 real sequences, at i N + j the entry (i, i) for i = j, the real part of
 * entry (i, j) for i < j, the imaginary part of entry (j, i) for i > j.
 */
export type Field = readonly Float64Array[];

export const newField = (levels: number, points: number): Field =>
  Array.from({ length: levels * levels }, () => new Float64Array(points));

export function readField(field: Field, point: number, out: Matrix): void {
  const n = out.size;
  for (let i = 0; i < n; i++) {
    out.re[i * n + i] = field[i * n + i]![point]!;
    out.im[i * n + i] = 0;
    for (let j = i + 1; j < n; j++) {
      const re = field[i * n + j]![point]!;
      const im = field[j * n + i]![point]!;
      out.re[i * n + j] = re;
      out.re[j * n + i] = re;
      out.im[i * n + j] = im;
      out.im[j * n + i] = -im;
    }
  }
}

/** Writes the Hermitian part of a matrix. */
export function writeField(field: Field, point: number, { size: n, re, im }: Matrix): void {
  for (let i = 0; i < n; i++) {
    field[i * n + i]![point] = re[i * n + i]!;
    for (let j = i + 1; j < n; j++) {
      field[i * n + j]![point] = (re[i * n + j]! + re[j * n + i]!) / 2;
      field[j * n + i]![point] = (im[i * n + j]! - im[j * n + i]!) / 2;
    }
  }
}

/** Weights w_k with tr[A B] = sum_k w_k a_k b_k over the sequences of two Hermitian matrices. */
export const traceWeights = (n: number): number[] =>
  Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 2));

/** The sequences' numbers of one Hermitian matrix. */
export function componentsOf(matrix: Matrix): number[] {
  const field = newField(matrix.size, 1);
  writeField(field, 0, matrix);
  return field.map((sequence) => sequence[0]!);
}

/** tr[C F] at every point, C fixed. */
export function traceWith(fixed: readonly number[], field: Field, weights: readonly number[]): Float64Array {
  const out = new Float64Array(field[0]!.length);
  field.forEach((sequence, k) => {
    const factor = fixed[k]! * weights[k]!;
    if (factor !== 0) for (let j = 0; j < out.length; j++) out[j] = out[j]! + factor * sequence[j]!;
  });
  return out;
}

/** A S A^+ into `out`. */
export function putCongruence(a: Matrix, s: Matrix, work: Matrix, out: Matrix): void {
  const n = a.size;
  putProduct(a, s, work);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < n; k++) {
        const xr = work.re[i * n + k]!;
        const xi = work.im[i * n + k]!;
        const yr = a.re[j * n + k]!;
        const yi = -a.im[j * n + k]!;
        re += xr * yr - xi * yi;
        im += xr * yi + xi * yr;
      }
      out.re[i * n + j] = re;
      out.im[i * n + j] = im;
    }
  }
}
