/**
 * Matrices as users write them: rows of numbers or `{re, im}`, typed arrays too, or the diagonal alone. Hermitian ones
 * that miss it by what single precision or a file's last digit leaves are mended, and a notice says so; beyond that they
 * are refused.
 */

import { type Notice, notice } from "../checks/notices.js";
import { EPSILON } from "../checks/precision.js";
import { isList, refuseUnless, requireFinite } from "../checks/validate.js";
import { isPositiveDefinite } from "../linear/cholesky.js";
import { hermitianDecomposition, hermitianFunction } from "../linear/hermitian.js";
import { copy, hermitianPart, type Matrix, norm, toRows, zeros } from "../linear/matrix.js";
import { type Complex, type ComplexLike, requireComplex } from "../special/complex.js";

/** Rows of a matrix; entries are numbers or `{re, im}`. */
export type MatrixRows = readonly (readonly ComplexLike[])[];

/**
 * A matrix as it may be written: an array of rows (arrays of numbers or `{re, im}`, or typed arrays), or its diagonal (an
 * array of numbers or a typed array).
 */
export type MatrixInput = ArrayLike<ArrayLike<ComplexLike>> | ArrayLike<number>;

/** A matrix that was read, and what had to be mended in it. */
export interface ReadMatrix {
  readonly matrix: Matrix;
  readonly notices: readonly Notice[];
}

/** Defects up to this part of the norm are double round-off: mended without a word. */
const ROUND_OFF = 1e-12;
/** Defects up to this part of the norm are single precision: mended, with a notice. */
const SINGLE_PRECISION = 1e-6;

/** A number for a message: three digits tell its size. */
const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Whether it is `{re, im}` and nothing else; what is not is told by its name. */
function isComplex(value: unknown): value is Complex {
  if (typeof value !== "object" || value === null) return false;
  const { re, im } = value as Partial<Complex>;
  return Number.isFinite(re) && Number.isFinite(im) && Object.keys(value).length === 2;
}

/** Entry i, j; its name is made only where something is wrong. */
function readEntry(matrix: string, i: number, j: number, value: unknown): ComplexLike {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (isComplex(value)) return value;
  return requireComplex(`${matrix}[${i}][${j}]`, value);
}

/** Whether it begins with a number; entries that are none are then refused by their place on the diagonal. */
const isDiagonal = ([first]: readonly unknown[]): boolean => typeof first === "number";

/**
 * Reads a square matrix.
 * @param name as errors name it
 * @param value see {@link MatrixInput}
 * @param size number of rows; default as many as are given
 * @throws RangeError for another shape and for entries that are no finite numbers
 */
export function readMatrix(name: string, value: unknown, size?: number): Matrix {
  const given: readonly unknown[] = Array.isArray(value) ? value : isList(value) ? Array.from(value) : [];
  const n = size ?? given.length;
  if (n === 0 || given.length !== n) {
    const shape =
      size === undefined
        ? "a square matrix (an array of rows) or a diagonal (an array of numbers)"
        : `a ${n} x ${n} matrix (an array of rows) or its diagonal (an array of ${n} numbers)`;
    return refuseUnless(isList(value), name, shape, value);
  }
  const matrix = zeros(n);
  if (isDiagonal(given)) {
    given.forEach((entry, i) => {
      matrix.re[i * (n + 1)] = requireFinite(`${name}[${i}]`, entry);
    });
    return matrix;
  }
  for (let i = 0; i < n; i++) {
    const row = given[i];
    if (!isList(row) || row.length !== n)
      return refuseUnless(isList(row), `${name}, row ${i}`, `an array of ${n} entries`, row);
    for (let j = 0; j < n; j++) {
      const z = readEntry(name, i, j, row[j]);
      matrix.re[i * n + j] = typeof z === "number" ? z : z.re;
      matrix.im[i * n + j] = typeof z === "number" ? 0 : z.im;
    }
  }
  return matrix;
}

/** Where a matrix is farthest from Hermitian, and by how much. */
function worstDefect({ size: n, re, im }: Matrix): {
  readonly i: number;
  readonly j: number;
  readonly defect: number;
} {
  let worst = { i: 0, j: 0, defect: 0 };
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const p = i * n + j;
      const q = j * n + i;
      const defect = Math.hypot(re[p]! - re[q]!, im[p]! + im[q]!);
      if (defect > worst.defect) worst = { i, j, defect };
    }
  }
  return worst;
}

/**
 * Reads a Hermitian matrix; one that misses it by at most a millionth of its norm becomes (H + H^+)/2.
 * @param name as errors name it
 * @param value see {@link MatrixInput}
 * @param size number of rows; default as many as are given
 * @throws RangeError as {@link readMatrix}, and beyond that limit
 */
export function readHermitian(name: string, value: unknown, size?: number): ReadMatrix {
  const matrix = readMatrix(name, value, size);
  const { i, j, defect } = worstDefect(matrix);
  if (defect === 0) return { matrix, notices: [] };
  const whole = norm(matrix);
  if (defect > SINGLE_PRECISION * whole) {
    const where =
      i === j ? `entry [${i}][${i}] is not real` : `entries [${i}][${j}] and [${j}][${i}] are not conjugate`;
    throw new RangeError(
      `${name} must be Hermitian; ${where}: off by ${short(defect)}, the limit is ${short(SINGLE_PRECISION * whole)}`,
    );
  }
  const relative = defect / whole;
  const message = `${name} was made Hermitian: entries [${i}][${j}] and [${j}][${i}] were not conjugate, off by ${short(relative)} of its norm`;
  return {
    matrix: hermitianPart(matrix),
    notices: defect > ROUND_OFF * whole ? [notice(name, message, relative)] : [],
  };
}

/** Whether no eigenvalue lies below double round-off: quick, and may say no where the eigenvalues would say yes. */
function isSurelyPositive(matrix: Matrix): boolean {
  const n = matrix.size;
  const lifted = copy(matrix);
  const slack = 4 * n * EPSILON * norm(matrix);
  for (let i = 0; i < n; i++) lifted.re[i * (n + 1)] = lifted.re[i * (n + 1)]! + slack;
  return slack === 0 || isPositiveDefinite(lifted);
}

/**
 * Reads a positive semidefinite matrix; eigenvalues down to minus a millionth of its norm become zero.
 * @param name as errors name it
 * @param value see {@link MatrixInput}
 * @param size number of rows
 * @throws RangeError as {@link readHermitian}, and for eigenvalues below that limit
 */
export function readPositive(name: string, value: unknown, size: number): ReadMatrix {
  const { matrix, notices } = readHermitian(name, value, size);
  if (isSurelyPositive(matrix)) return { matrix, notices };
  const whole = norm(matrix);
  const decomposition = hermitianDecomposition(matrix);
  const lowest = Math.min(...decomposition.values);
  if (lowest < -SINGLE_PRECISION * whole) {
    throw new RangeError(
      `${name} must be positive semidefinite; its lowest eigenvalue is ${short(lowest)}, the limit is ${short(-SINGLE_PRECISION * whole)}`,
    );
  }
  const relative = -lowest / whole;
  const message = `${name} was made positive semidefinite: its lowest eigenvalue was ${short(-relative)} of its norm, negative ones became 0`;
  return {
    matrix: hermitianFunction(decomposition, (d) => Math.max(d, 0)),
    notices: relative > ROUND_OFF ? [...notices, notice(name, message, relative)] : notices,
  };
}

/** The rows of a matrix, frozen; entries are numbers where real. */
export const frozenRows = (matrix: Matrix): MatrixRows =>
  Object.freeze(
    toRows(matrix).map((row) =>
      Object.freeze(row.map((z) => (typeof z === "number" ? z : Object.freeze(z)))),
    ),
  );
