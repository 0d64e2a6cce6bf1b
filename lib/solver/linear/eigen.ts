/**
 * Eigen-decomposition of a general complex matrix, a = R diag(z) R^-1: reduction to Hessenberg form and
 * shifted QR, both by Givens rotations, to triangular form, eigenvectors by back substitution.
 *
 * Why our own: the effective Hamiltonian H - (i/2) sum Gamma is not Hermitian, and the eigenvectors that mathjs
 * returns for such matrices leave residuals up to 1e-4. Here the residual is computed and returned, and the caller
 * decides what it can bear.
 */
import { EPSILON } from "../checks/precision.js";
import { type Complex, complex, divide, modulus } from "../special/complex.js";
import { copy, entry, inverse, type Matrix, matmul, norm, setEntry, zeros } from "./matrix.js";

export interface EigenDecomposition {
  /** eigenvalues z_p */
  readonly values: readonly Complex[];
  /** right eigenvectors, one per column, of unit length */
  readonly right: Matrix;
  /** left eigenvectors, one per row: the inverse of `right` */
  readonly left: Matrix;
  /** ||a R - R diag(z)|| / ||a||, Frobenius norms */
  readonly residual: number;
  /** ||R|| ||R^-1||: grows without bound towards an exceptional point, where eigenvectors coalesce */
  readonly condition: number;
}

const MAXIMAL_SWEEPS = 60;

/** Applies [[c, s], [-conj(s), c]] to rows i, j of m from column `from` on. */
function rotateRows(m: Matrix, i: number, j: number, c: number, s: Complex, from: number): void {
  const n = m.size;
  for (let k = from; k < n; k++) {
    const p = i * n + k;
    const q = j * n + k;
    const pr = m.re[p]!;
    const pi = m.im[p]!;
    const qr = m.re[q]!;
    const qi = m.im[q]!;
    m.re[p] = c * pr + s.re * qr - s.im * qi;
    m.im[p] = c * pi + s.re * qi + s.im * qr;
    m.re[q] = c * qr - s.re * pr - s.im * pi;
    m.im[q] = c * qi - s.re * pi + s.im * pr;
  }
}

/** Applies the adjoint rotation to columns i, j of m down to row `to`. */
function rotateColumns(m: Matrix, i: number, j: number, c: number, s: Complex, to: number): void {
  const n = m.size;
  for (let k = 0; k <= to; k++) {
    const p = k * n + i;
    const q = k * n + j;
    const pr = m.re[p]!;
    const pi = m.im[p]!;
    const qr = m.re[q]!;
    const qi = m.im[q]!;
    m.re[p] = c * pr + s.re * qr + s.im * qi;
    m.im[p] = c * pi + s.re * qi - s.im * qr;
    m.re[q] = c * qr - s.re * pr + s.im * pi;
    m.im[q] = c * qi - s.re * pi - s.im * pr;
  }
}

/** The rotation that turns (a, b) into (r, 0): c real, s complex. */
function rotationFor(a: Complex, b: Complex): { c: number; s: Complex } {
  const sizeA = modulus(a);
  const sizeB = modulus(b);
  if (sizeB === 0) return { c: 1, s: complex(0, 0) };
  if (sizeA === 0) return { c: 0, s: complex(b.re / sizeB, -b.im / sizeB) };
  const length = Math.hypot(sizeA, sizeB);
  const phase = complex(a.re / sizeA, a.im / sizeA);
  return {
    c: sizeA / length,
    s: complex((phase.re * b.re + phase.im * b.im) / length, (phase.im * b.re - phase.re * b.im) / length),
  };
}

/** Brings t to upper Hessenberg form by rotations, accumulating them in q (a = q t q^+). */
function toHessenberg(t: Matrix, q: Matrix): void {
  const n = t.size;
  for (let column = 0; column < n - 2; column++) {
    for (let row = n - 1; row > column + 1; row--) {
      const b = entry(t, row, column);
      if (b.re === 0 && b.im === 0) continue;
      const { c, s } = rotationFor(entry(t, row - 1, column), b);
      rotateRows(t, row - 1, row, c, s, 0);
      rotateColumns(t, row - 1, row, c, s, n - 1);
      rotateColumns(q, row - 1, row, c, s, n - 1);
      setEntry(t, row, column, complex(0, 0));
    }
  }
}

function squareRoot(z: Complex): Complex {
  const r = modulus(z);
  if (r === 0) return complex(0, 0);
  const root = Math.sqrt((r + Math.abs(z.re)) / 2);
  const other = z.im / (2 * root);
  return z.re >= 0 ? complex(root, other) : complex(Math.abs(other), z.im >= 0 ? root : -root);
}

/** The eigenvalue of the trailing 2 x 2 block at `end` that lies closest to its last entry. */
function wilkinsonShift(t: Matrix, end: number): Complex {
  const a = entry(t, end - 1, end - 1);
  const b = entry(t, end - 1, end);
  const c = entry(t, end, end - 1);
  const d = entry(t, end, end);
  const half = complex((a.re - d.re) / 2, (a.im - d.im) / 2);
  const bc = complex(b.re * c.re - b.im * c.im, b.re * c.im + b.im * c.re);
  const root = squareRoot(complex(half.re ** 2 - half.im ** 2 + bc.re, 2 * half.re * half.im + bc.im));
  const sign = half.re * root.re + half.im * root.im >= 0 ? 1 : -1;
  const denominator = complex(half.re + sign * root.re, half.im + sign * root.im);
  if (modulus(denominator) === 0) return d;
  const step = divide(bc, denominator);
  return complex(d.re - step.re, d.im - step.im);
}

/** Upper triangular t and unitary q with a = q t q^+. */
function schur(a: Matrix): { t: Matrix; q: Matrix } {
  const n = a.size;
  const t = copy(a);
  const q = zeros(n);
  for (let i = 0; i < n; i++) q.re[i * n + i] = 1;
  toHessenberg(t, q);
  const size = norm(a);
  let end = n - 1;
  let sweeps = 0;
  while (end > 0) {
    let start = end;
    while (start > 0) {
      const below = modulus(entry(t, start, start - 1));
      const beside = modulus(entry(t, start, start)) + modulus(entry(t, start - 1, start - 1));
      if (below <= EPSILON * (beside > 0 ? beside : size)) {
        setEntry(t, start, start - 1, complex(0, 0));
        break;
      }
      start--;
    }
    if (start === end) {
      end--;
      sweeps = 0;
      continue;
    }
    if (++sweeps > MAXIMAL_SWEEPS) throw new Error(`eigenvalues of a ${n} x ${n} matrix did not converge`);
    // An exceptional shift now and then breaks the rare cycles of the QR iteration.
    const shift =
      sweeps % 12 === 0
        ? complex(modulus(entry(t, end, end - 1)) + entry(t, end, end).re, entry(t, end, end).im)
        : wilkinsonShift(t, end);
    for (let i = start; i <= end; i++) {
      t.re[i * n + i] = t.re[i * n + i]! - shift.re;
      t.im[i * n + i] = t.im[i * n + i]! - shift.im;
    }
    const rotations: { c: number; s: Complex }[] = [];
    for (let i = start; i < end; i++) {
      const rotation = rotationFor(entry(t, i, i), entry(t, i + 1, i));
      rotateRows(t, i, i + 1, rotation.c, rotation.s, i);
      rotations.push(rotation);
    }
    rotations.forEach(({ c, s }, k) => {
      const i = start + k;
      rotateColumns(t, i, i + 1, c, s, Math.min(i + 1, end));
      rotateColumns(q, i, i + 1, c, s, n - 1);
    });
    for (let i = start; i <= end; i++) {
      t.re[i * n + i] = t.re[i * n + i]! + shift.re;
      t.im[i * n + i] = t.im[i * n + i]! + shift.im;
    }
  }
  return { t, q };
}

/** Eigenvectors of an upper triangular matrix, one per column. */
function triangularEigenvectors(t: Matrix): Matrix {
  const n = t.size;
  const x = zeros(n);
  const smallest = EPSILON * norm(t) || Number.MIN_VALUE;
  for (let p = n - 1; p >= 0; p--) {
    setEntry(x, p, p, complex(1, 0));
    const value = entry(t, p, p);
    for (let i = p - 1; i >= 0; i--) {
      let re = 0;
      let im = 0;
      for (let k = i + 1; k <= p; k++) {
        const a = entry(t, i, k);
        const b = entry(x, k, p);
        re += a.re * b.re - a.im * b.im;
        im += a.re * b.im + a.im * b.re;
      }
      let gap = complex(value.re - entry(t, i, i).re, value.im - entry(t, i, i).im);
      // Equal eigenvalues: an independent vector if there is one, nearly parallel ones at an exceptional point.
      if (modulus(gap) < smallest) gap = complex(smallest, 0);
      setEntry(x, i, p, re === 0 && im === 0 ? complex(0, 0) : divide(complex(re, im), gap));
    }
  }
  return x;
}

function normaliseColumns(x: Matrix): void {
  const n = x.size;
  for (let j = 0; j < n; j++) {
    let square = 0;
    for (let i = 0; i < n; i++) square += x.re[i * n + j]! ** 2 + x.im[i * n + j]! ** 2;
    const length = Math.sqrt(square);
    for (let i = 0; i < n; i++) {
      x.re[i * n + j] = x.re[i * n + j]! / length;
      x.im[i * n + j] = x.im[i * n + j]! / length;
    }
  }
}

/**
 * Eigenvalues and both sets of eigenvectors of a general complex matrix.
 * @param a square matrix; not changed
 * @returns the decomposition with its residual and the condition number of its eigenvectors
 * @throws Error if the QR iteration does not converge (not seen to happen)
 */
export function eigenDecomposition(a: Matrix): EigenDecomposition {
  const n = a.size;
  const { t, q } = schur(a);
  const right = matmul(q, triangularEigenvectors(t));
  normaliseColumns(right);
  const left = inverse(right);
  const values = Array.from({ length: n }, (_, p) => entry(t, p, p));
  const defect = matmul(a, right);
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < n; p++) {
      const r = entry(right, i, p);
      const z = values[p]!;
      const d = entry(defect, i, p);
      setEntry(defect, i, p, complex(d.re - (r.re * z.re - r.im * z.im), d.im - (r.re * z.im + r.im * z.re)));
    }
  }
  const size = norm(a);
  return {
    values,
    right,
    left,
    residual: size === 0 ? 0 : norm(defect) / size,
    condition: norm(right) * norm(left),
  };
}
