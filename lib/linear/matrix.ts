/** Dense square complex matrices in two typed arrays, row by row; the few operations the solver needs. */
import { type Complex, type ComplexLike, complex, fromComplex, toComplex } from "../special/complex.js";

/** A square complex matrix: entry (i, j) is re[i size + j] + i im[i size + j]. */
export interface Matrix {
  readonly size: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export const zeros = (size: number): Matrix => ({
  size,
  re: new Float64Array(size * size),
  im: new Float64Array(size * size),
});

export const copy = (a: Matrix): Matrix => ({ size: a.size, re: a.re.slice(), im: a.im.slice() });

export const entry = (a: Matrix, i: number, j: number): Complex =>
  complex(a.re[i * a.size + j]!, a.im[i * a.size + j]!);

export function setEntry(a: Matrix, i: number, j: number, z: Complex): void {
  a.re[i * a.size + j] = z.re;
  a.im[i * a.size + j] = z.im;
}

export function fromRows(rows: readonly (readonly ComplexLike[])[]): Matrix {
  const a = zeros(rows.length);
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      setEntry(a, i, j, toComplex(value));
    });
  });
  return a;
}

export const toRows = (a: Matrix): ComplexLike[][] =>
  Array.from({ length: a.size }, (_, i) =>
    Array.from({ length: a.size }, (_, j) => fromComplex(entry(a, i, j))),
  );

/** a + s b with a complex factor s. */
export function addScaled(a: Matrix, s: Complex, b: Matrix): Matrix {
  const c = copy(a);
  for (let k = 0; k < c.re.length; k++) {
    c.re[k] = c.re[k]! + s.re * b.re[k]! - s.im * b.im[k]!;
    c.im[k] = c.im[k]! + s.re * b.im[k]! + s.im * b.re[k]!;
  }
  return c;
}

export function matmul(a: Matrix, b: Matrix): Matrix {
  const n = a.size;
  const c = zeros(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const re = a.re[i * n + k]!;
      const im = a.im[i * n + k]!;
      if (re === 0 && im === 0) continue;
      for (let j = 0; j < n; j++) {
        const br = b.re[k * n + j]!;
        const bi = b.im[k * n + j]!;
        c.re[i * n + j] = c.re[i * n + j]! + re * br - im * bi;
        c.im[i * n + j] = c.im[i * n + j]! + re * bi + im * br;
      }
    }
  }
  return c;
}

export function adjoint(a: Matrix): Matrix {
  const n = a.size;
  const c = zeros(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      c.re[j * n + i] = a.re[i * n + j]!;
      c.im[j * n + i] = -a.im[i * n + j]!;
    }
  }
  return c;
}

/** tr[a b]. */
export function traceOfProduct(a: Matrix, b: Matrix): Complex {
  const n = a.size;
  let re = 0;
  let im = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const p = i * n + j;
      const q = j * n + i;
      re += a.re[p]! * b.re[q]! - a.im[p]! * b.im[q]!;
      im += a.re[p]! * b.im[q]! + a.im[p]! * b.re[q]!;
    }
  }
  return complex(re, im);
}

/** Frobenius norm. */
export function norm(a: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.re.length; k++) sum += a.re[k]! ** 2 + a.im[k]! ** 2;
  return Math.sqrt(sum);
}

/**
 * Inverse by Gauss-Jordan elimination with row pivoting.
 * @throws RangeError if the matrix is singular
 */
export function inverse(a: Matrix): Matrix {
  const n = a.size;
  const left = copy(a);
  const right = zeros(n);
  for (let i = 0; i < n; i++) right.re[i * n + i] = 1;
  const swap = (m: Float64Array, i: number, j: number): void => {
    for (let k = 0; k < n; k++) {
      const kept = m[i * n + k]!;
      m[i * n + k] = m[j * n + k]!;
      m[j * n + k] = kept;
    }
  };
  for (let column = 0; column < n; column++) {
    let pivot = column;
    let largest = -1;
    for (let row = column; row < n; row++) {
      const size = Math.hypot(left.re[row * n + column]!, left.im[row * n + column]!);
      if (size > largest) {
        largest = size;
        pivot = row;
      }
    }
    if (!(largest > 0)) throw new RangeError("matrix must be invertible (got a singular one)");
    if (pivot !== column) {
      for (const m of [left.re, left.im, right.re, right.im]) swap(m, pivot, column);
    }
    const pr = left.re[column * n + column]!;
    const pi = left.im[column * n + column]!;
    const square = pr * pr + pi * pi;
    for (const m of [left, right]) {
      for (let k = 0; k < n; k++) {
        const re = m.re[column * n + k]!;
        const im = m.im[column * n + k]!;
        m.re[column * n + k] = (re * pr + im * pi) / square;
        m.im[column * n + k] = (im * pr - re * pi) / square;
      }
    }
    for (let row = 0; row < n; row++) {
      const fr = left.re[row * n + column]!;
      const fi = left.im[row * n + column]!;
      if (row === column || (fr === 0 && fi === 0)) continue;
      for (const m of [left, right]) {
        for (let k = 0; k < n; k++) {
          const re = m.re[column * n + k]!;
          const im = m.im[column * n + k]!;
          m.re[row * n + k] = m.re[row * n + k]! - (fr * re - fi * im);
          m.im[row * n + k] = m.im[row * n + k]! - (fr * im + fi * re);
        }
      }
    }
  }
  return right;
}

/** (a + a^+)/2: removes the roundoff from a matrix that is Hermitian by construction. */
export function hermitianPart(a: Matrix): Matrix {
  const n = a.size;
  const c = zeros(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const p = i * n + j;
      const q = j * n + i;
      c.re[p] = (a.re[p]! + a.re[q]!) / 2;
      c.im[p] = (a.im[p]! - a.im[q]!) / 2;
    }
  }
  return c;
}
