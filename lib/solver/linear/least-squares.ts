/**
 * Householder triangularisation of a tall complex matrix, A = Q R, and what it is good for: least squares, and the
 * vector that A shrinks most. No normal equations, so a singular value of EPSILON ||A|| is still seen.
 */
import { EPSILON } from "../checks/precision.js";
import { type Complex, complex } from "../special/complex.js";

/** A complex matrix of `rows` x `columns`, stored column by column: entry (i, j) is at [j rows + i]. */
export interface TallMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const tallZeros = (rows: number, columns: number): TallMatrix => ({
  rows,
  columns,
  re: new Float64Array(rows * columns),
  im: new Float64Array(rows * columns),
});

/**
 * Overwrites the first `count` columns by R (upper triangle; what is below is left undefined), all further ones by
 * Q^+ times themselves.
 */
export function triangularise({ rows, columns, re, im }: TallMatrix, count: number): void {
  for (let j = 0; j < count; j++) {
    const own = j * rows;
    let square = 0;
    for (let i = own + j; i < own + rows; i++) square += re[i]! * re[i]! + im[i]! * im[i]!;
    const length = Math.sqrt(square);
    if (length === 0) continue;
    const headRe = re[own + j]!;
    const headIm = im[own + j]!;
    const head = Math.hypot(headRe, headIm);
    const phaseRe = head > 0 ? headRe / head : 1;
    const phaseIm = head > 0 ? headIm / head : 0;
    re[own + j] = headRe + phaseRe * length;
    im[own + j] = headIm + phaseIm * length;
    const factor = 1 / (length * (length + head));
    for (let c = j + 1; c < columns; c++) {
      const shift = (c - j) * rows;
      let sr = 0;
      let si = 0;
      for (let i = own + j; i < own + rows; i++) {
        const vr = re[i]!;
        const vi = im[i]!;
        const ar = re[i + shift]!;
        const ai = im[i + shift]!;
        sr += vr * ar + vi * ai;
        si += vr * ai - vi * ar;
      }
      sr *= factor;
      si *= factor;
      for (let i = own + j; i < own + rows; i++) {
        const vr = re[i]!;
        const vi = im[i]!;
        re[i + shift] = re[i + shift]! - (sr * vr - si * vi);
        im[i + shift] = im[i + shift]! - (sr * vi + si * vr);
      }
    }
    re[own + j] = -phaseRe * length;
    im[own + j] = -phaseIm * length;
  }
}

/** Divides (xr + i xi) by entry (j, j) of R; `smallest` stands for a diagonal entry that vanishes. */
function overDiagonal(
  { rows, re, im }: TallMatrix,
  j: number,
  xr: number,
  xi: number,
  isAdjoint: boolean,
  smallest: number,
): Complex {
  let dr = re[j * rows + j]!;
  let di = isAdjoint ? -im[j * rows + j]! : im[j * rows + j]!;
  if (Math.hypot(dr, di) < smallest) {
    dr = smallest;
    di = 0;
  }
  const square = dr * dr + di * di;
  return complex((xr * dr + xi * di) / square, (xi * dr - xr * di) / square);
}

/** x <- R^-1 x for the triangle of the first `count` columns. */
function solveUpper(r: TallMatrix, count: number, x: Float64Array, y: Float64Array, smallest: number): void {
  for (let j = count - 1; j >= 0; j--) {
    const z = overDiagonal(r, j, x[j]!, y[j]!, false, smallest);
    x[j] = z.re;
    y[j] = z.im;
    for (let i = 0; i < j; i++) {
      const a = r.re[j * r.rows + i]!;
      const b = r.im[j * r.rows + i]!;
      x[i] = x[i]! - (a * z.re - b * z.im);
      y[i] = y[i]! - (a * z.im + b * z.re);
    }
  }
}

/** x <- (R^+)^-1 x. */
function solveAdjoint(
  r: TallMatrix,
  count: number,
  x: Float64Array,
  y: Float64Array,
  smallest: number,
): void {
  for (let j = 0; j < count; j++) {
    let sr = x[j]!;
    let si = y[j]!;
    for (let i = 0; i < j; i++) {
      const a = r.re[j * r.rows + i]!;
      const b = -r.im[j * r.rows + i]!;
      sr -= a * x[i]! - b * y[i]!;
      si -= a * y[i]! + b * x[i]!;
    }
    const z = overDiagonal(r, j, sr, si, true, smallest);
    x[j] = z.re;
    y[j] = z.im;
  }
}

function largestDiagonal({ rows, re, im }: TallMatrix, count: number): number {
  let largest = 0;
  for (let j = 0; j < count; j++)
    largest = Math.max(largest, Math.hypot(re[j * rows + j]!, im[j * rows + j]!));
  return largest;
}

/** Rounds of inverse iteration; singular values a factor of two apart are then told apart to 1e-9. */
const ROUNDS = 15;

/**
 * The vector x, |x| = 1, that minimises |A x|: the last right singular vector, by inverse iteration with R.
 * @param a columns >= 1; destroyed
 * @returns real and imaginary parts of x
 */
export function leastSingularVector(a: TallMatrix): { readonly re: Float64Array; readonly im: Float64Array } {
  const n = a.columns;
  triangularise(a, Math.min(n, a.rows));
  const smallest = 1e-3 * EPSILON * largestDiagonal(a, n) || Number.MIN_VALUE;
  const re = new Float64Array(n).fill(1 / Math.sqrt(n));
  const im = new Float64Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    solveAdjoint(a, n, re, im, smallest);
    solveUpper(a, n, re, im, smallest);
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(re[i]!), Math.abs(im[i]!));
    let square = 0;
    for (let i = 0; i < n; i++) square += (re[i]! / largest) ** 2 + (im[i]! / largest) ** 2;
    const length = largest * Math.sqrt(square);
    for (let i = 0; i < n; i++) {
      re[i] = re[i]! / length;
      im[i] = im[i]! / length;
    }
  }
  return { re, im };
}

/**
 * Least squares: the x that minimise |A x - b| for every right-hand side.
 * @param a matrix A and, in its last columns, the right-hand sides; destroyed
 * @param unknowns number of columns of A, not more than rows; they should be of one length
 * @returns x, column by column
 */
export function leastSquares(a: TallMatrix, unknowns: number): TallMatrix {
  triangularise(a, unknowns);
  const smallest = EPSILON * largestDiagonal(a, unknowns) || Number.MIN_VALUE;
  const solution = tallZeros(unknowns, a.columns - unknowns);
  for (let c = 0; c < solution.columns; c++) {
    const from = (unknowns + c) * a.rows;
    const re = a.re.slice(from, from + unknowns);
    const im = a.im.slice(from, from + unknowns);
    solveUpper(a, unknowns, re, im, smallest);
    solution.re.set(re, c * unknowns);
    solution.im.set(im, c * unknowns);
  }
  return solution;
}
