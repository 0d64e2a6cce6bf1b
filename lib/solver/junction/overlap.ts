/**
 * Non-orthogonal bases, as codes with atomic orbitals write them: with overlap S the Green's function is
 * [e S - H - Sigma]^-1, and Loewdin's basis S^-1/2 turns every matrix X of the levels into S^-1/2 X S^-1/2 and S into 1.
 */

import { type Notice, notice } from "../checks/notices.js";
import { EPSILON } from "../checks/precision.js";
import { choleskyColumns } from "../linear/cholesky.js";
import { hermitianDecomposition, hermitianFunction } from "../linear/hermitian.js";
import { entry, hermitianPart, type Matrix, matmul, zeros } from "../linear/matrix.js";
import { readHermitian } from "./matrix-input.js";

/** S^-1/2, and what the user should know about it. */
export interface Orthogonalisation {
  readonly root: Matrix;
  /** whether a level stays as it is: S mixes it with no other, and does not scale it */
  readonly keeps: (level: number) => boolean;
  readonly notices: readonly Notice[];
}

/** Lowest eigenvalue of S in terms of the largest: beyond, the basis is as good as linearly dependent. */
const SMALLEST = 1e-10;
/** Below this the lost digits are worth a notice. */
const SMALL = 1e-6;

/**
 * Reads an overlap matrix.
 * @param value N x N, Hermitian, positive definite; or its diagonal
 * @param levels N
 * @throws RangeError for a matrix that is not Hermitian, not positive definite, or nearly singular
 * @throws TypeError for what is of a wrong type
 */
export function readOverlap(value: unknown, levels: number): Orthogonalisation {
  const { matrix, notices } = readHermitian("overlap", value, levels);
  const decomposition = hermitianDecomposition(matrix);
  const lowest = Math.min(...decomposition.values);
  const largest = Math.max(...decomposition.values);
  if (!(lowest >= SMALLEST * largest && largest > 0)) {
    throw new RangeError(
      `overlap must be positive definite, its lowest eigenvalue at least ${SMALLEST} of the largest (got ` +
        `${lowest.toPrecision(3)} and ${largest.toPrecision(3)}): the basis is as good as linearly dependent`,
    );
  }
  const condition = largest / lowest;
  const lost = notice(
    "overlap",
    `overlap has eigenvalues from ${lowest.toPrecision(3)} to ${largest.toPrecision(3)}: so many digits are lost in making the basis orthogonal`,
    condition * EPSILON,
  );
  return {
    root: hermitianFunction(decomposition, (d) => 1 / Math.sqrt(d)),
    keeps: (level) =>
      Array.from({ length: levels }, (_, j) => entry(matrix, level, j)).every(
        ({ re, im }, j) => re === (j === level ? 1 : 0) && im === 0,
      ),
    notices: lowest < SMALL * largest ? [...notices, lost] : notices,
  };
}

/** S^-1/2 X S^-1/2. */
export const orthogonalised = ({ root }: Orthogonalisation, matrix: Matrix): Matrix =>
  hermitianPart(matmul(matmul(root, matrix), root));

/** The same for a positive semidefinite matrix, as a sum of squares: it keeps its rank, and with it the dark states. */
export function orthogonalisedSquares({ root }: Orthogonalisation, matrix: Matrix): Matrix {
  const n = matrix.size;
  const sum = zeros(n);
  for (const { re, im } of choleskyColumns(matrix)) {
    const x = new Float64Array(n);
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const r = entry(root, i, j);
        x[i] = x[i]! + r.re * re[j]! - r.im * im[j]!;
        y[i] = y[i]! + r.re * im[j]! + r.im * re[j]!;
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const k = i * n + j;
        sum.re[k] = sum.re[k]! + x[i]! * x[j]! + y[i]! * y[j]!;
        sum.im[k] = sum.im[k]! + (y[i]! * x[j]! - x[i]! * y[j]!);
      }
    }
  }
  return sum;
}
