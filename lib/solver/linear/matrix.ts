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

/** Writes a b into c, which must be neither of them. */
export function putProduct(a: Matrix, b: Matrix, c: Matrix): void {
  const n = a.size;
  c.re.fill(0);
  c.im.fill(0);
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
}

export function matmul(a: Matrix, b: Matrix): Matrix {
  const c = zeros(a.size);
  putProduct(a, b, c);
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

/** Sum of the moduli of all real and imaginary parts: a bound on how much an error of the other factor may weigh. */
export function sizeOf({ re, im }: Matrix): number {
  let size = 0;
  for (let k = 0; k < re.length; k++) size += Math.abs(re[k]!) + Math.abs(im[k]!);
  return size;
}

/** Frobenius norm. */
export function norm(a: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.re.length; k++) sum += a.re[k]! ** 2 + a.im[k]! ** 2;
  return Math.sqrt(sum);
}

function swapRows(m: Float64Array, n: number, i: number, j: number): void {
  for (let k = 0; k < n; k++) {
    const kept = m[i * n + k]!;
    m[i * n + k] = m[j * n + k]!;
    m[j * n + k] = kept;
  }
}

/** Row `row` minus (fr + i fi) times row `from`. */
function subtractRow(m: Matrix, row: number, from: number, fr: number, fi: number): void {
  const { size: n, re, im } = m;
  for (let k = 0; k < n; k++) {
    const x = re[from * n + k]!;
    const y = im[from * n + k]!;
    re[row * n + k] = re[row * n + k]! - (fr * x - fi * y);
    im[row * n + k] = im[row * n + k]! - (fr * y + fi * x);
  }
}

/** Row `row` divided by pr + i pi. */
function divideRow(m: Matrix, row: number, pr: number, pi: number): void {
  const { size: n, re, im } = m;
  const square = pr * pr + pi * pi;
  for (let k = row * n; k < (row + 1) * n; k++) {
    const x = re[k]!;
    const y = im[k]!;
    re[k] = (x * pr + y * pi) / square;
    im[k] = (y * pr - x * pi) / square;
  }
}

/**
 * Writes the inverse of `a` into `right` by Gauss-Jordan elimination with row pivoting, and destroys `a`.
 * @throws RangeError if the matrix is singular
 */
export function putInverse(a: Matrix, right: Matrix): void {
  const n = a.size;
  right.re.fill(0);
  right.im.fill(0);
  for (let i = 0; i < n; i++) right.re[i * n + i] = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    let largest = -1;
    for (let row = column; row < n; row++) {
      const size = Math.hypot(a.re[row * n + column]!, a.im[row * n + column]!);
      if (size > largest) {
        largest = size;
        pivot = row;
      }
    }
    if (!(largest > 0)) throw new RangeError("matrix must be invertible (got a singular one)");
    if (pivot !== column) {
      swapRows(a.re, n, pivot, column);
      swapRows(a.im, n, pivot, column);
      swapRows(right.re, n, pivot, column);
      swapRows(right.im, n, pivot, column);
    }
    const pr = a.re[column * n + column]!;
    const pi = a.im[column * n + column]!;
    divideRow(a, column, pr, pi);
    divideRow(right, column, pr, pi);
    for (let row = 0; row < n; row++) {
      const fr = a.re[row * n + column]!;
      const fi = a.im[row * n + column]!;
      if (row === column || (fr === 0 && fi === 0)) continue;
      subtractRow(a, row, column, fr, fi);
      subtractRow(right, row, column, fr, fi);
    }
  }
}

/**
 * Inverse by Gauss-Jordan elimination with row pivoting.
 * @throws RangeError if the matrix is singular
 */
export function inverse(a: Matrix): Matrix {
  const right = zeros(a.size);
  putInverse(copy(a), right);
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
