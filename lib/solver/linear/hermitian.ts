/**
 * Eigen-decomposition of a Hermitian matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, Sec. 8.5):
 * orthonormal eigenvectors also where eigenvalues coincide, and blocks that no entry connects stay apart exactly.
 */
import { EPSILON } from "../checks/precision.js";
import { copy, type Matrix, norm, zeros } from "./matrix.js";

export interface HermitianDecomposition {
  /** real eigenvalues, in no order */
  readonly values: Float64Array;
  /** orthonormal eigenvectors, one per column */
  readonly vectors: Matrix;
}

/** Some eight suffice for a hundred levels. */
const MAXIMAL_SWEEPS = 60;

/** Columns p and q of m become c p - s e^(-i phi) q and s p + c e^(-i phi) q, where phase = e^(i phi). */
function rotateColumns(
  m: Matrix,
  p: number,
  q: number,
  c: number,
  s: number,
  phase: readonly number[],
): void {
  const { size: n, re, im } = m;
  const [cos, sin] = phase as [number, number];
  for (let k = 0; k < n; k++) {
    const a = k * n + p;
    const b = k * n + q;
    const pr = re[a]!;
    const pi = im[a]!;
    const qr = cos * re[b]! + sin * im[b]!;
    const qi = cos * im[b]! - sin * re[b]!;
    re[a] = c * pr - s * qr;
    im[a] = c * pi - s * qi;
    re[b] = s * pr + c * qr;
    im[b] = s * pi + c * qi;
  }
}

/** The adjoint rotation of rows p and q. */
function rotateRows(m: Matrix, p: number, q: number, c: number, s: number, phase: readonly number[]): void {
  const { size: n, re, im } = m;
  const [cos, sin] = phase as [number, number];
  for (let k = 0; k < n; k++) {
    const a = p * n + k;
    const b = q * n + k;
    const pr = re[a]!;
    const pi = im[a]!;
    const qr = cos * re[b]! - sin * im[b]!;
    const qi = cos * im[b]! + sin * re[b]!;
    re[a] = c * pr - s * qr;
    im[a] = c * pi - s * qi;
    re[b] = s * pr + c * qr;
    im[b] = s * pi + c * qi;
  }
}

/**
 * Eigenvalues and eigenvectors of a Hermitian matrix.
 * @param a Hermitian matrix; not changed
 * @throws Error if the rotations do not converge (not seen to happen)
 */
export function hermitianDecomposition(a: Matrix): HermitianDecomposition {
  const n = a.size;
  const m = copy(a);
  const vectors = zeros(n);
  for (let i = 0; i < n; i++) vectors.re[i * (n + 1)] = 1;
  const negligible = (EPSILON / (4 * n)) * norm(a);
  for (let sweep = 0; ; sweep++) {
    let isDiagonal = true;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const size = Math.hypot(m.re[p * n + q]!, m.im[p * n + q]!);
        if (size <= negligible) continue;
        isDiagonal = false;
        const phase = [m.re[p * n + q]! / size, m.im[p * n + q]! / size];
        const ratio = (m.re[q * (n + 1)]! - m.re[p * (n + 1)]!) / (2 * size);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
        const c = 1 / Math.hypot(tangent, 1);
        const s = tangent * c;
        rotateColumns(m, p, q, c, s, phase);
        rotateRows(m, p, q, c, s, phase);
        rotateColumns(vectors, p, q, c, s, phase);
        // zero but for round-off, which would be rotated for ever
        for (const k of [p * n + q, q * n + p]) {
          m.re[k] = 0;
          m.im[k] = 0;
        }
      }
    }
    if (isDiagonal) break;
    if (sweep > MAXIMAL_SWEEPS) throw new Error(`eigenvalues of a ${n} x ${n} matrix did not converge`);
  }
  return { values: Float64Array.from({ length: n }, (_, i) => m.re[i * (n + 1)]!), vectors };
}

/**
 * f(a) = V f(d) V^+ of a Hermitian matrix, exactly Hermitian.
 * @param f function of an eigenvalue, real
 */
export function hermitianFunction(
  { values, vectors }: HermitianDecomposition,
  f: (value: number) => number,
): Matrix {
  const n = values.length;
  const image = values.map(f);
  const result = zeros(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < n; k++) {
        const ar = vectors.re[i * n + k]!;
        const ai = vectors.im[i * n + k]!;
        const br = vectors.re[j * n + k]!;
        const bi = vectors.im[j * n + k]!;
        re += image[k]! * (ar * br + ai * bi);
        im += image[k]! * (ai * br - ar * bi);
      }
      result.re[i * n + j] = re;
      result.re[j * n + i] = re;
      result.im[i * n + j] = i === j ? 0 : im;
      result.im[j * n + i] = i === j ? 0 : -im;
    }
  }
  return result;
}
