/** Complex column vectors: overlaps, and orthonormal bases of what they span. */
import { type Complex, complex } from "../special/complex.js";
import type { Matrix } from "./matrix.js";

/** A vector of complex numbers. */
export interface Column {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Unit vectors whose part outside of those before them is smaller do not count as another one. */
const DEPENDENT = 1e-8;

/** <a|b>. */
export function overlapOf(a: Column, b: Column): Complex {
  let re = 0;
  let im = 0;
  for (let i = 0; i < a.re.length; i++) {
    re += a.re[i]! * b.re[i]! + a.im[i]! * b.im[i]!;
    im += a.re[i]! * b.im[i]! - a.im[i]! * b.re[i]!;
  }
  return complex(re, im);
}

/** |a|. */
export const lengthOf = (a: Column): number => Math.sqrt(overlapOf(a, a).re);

/** a - z b. */
export const without = (a: Column, z: Complex, b: Column): Column => ({
  re: a.re.map((x, i) => x - (z.re * b.re[i]! - z.im * b.im[i]!)),
  im: a.im.map((y, i) => y - (z.re * b.im[i]! + z.im * b.re[i]!)),
});

/** sum_k z_k a_k, with the entries of a column as z. */
export function combination(vectors: readonly Column[], { re, im }: Column): Column {
  const length = vectors[0]!.re.length;
  const none: Column = { re: new Float64Array(length), im: new Float64Array(length) };
  return vectors.reduce((sum, vector, k) => without(sum, complex(-re[k]!, -im[k]!), vector), none);
}

/** Column p of a matrix. */
export const columnOf = ({ size, re, im }: Matrix, p: number): Column => ({
  re: Float64Array.from({ length: size }, (_, i) => re[i * size + p]!),
  im: Float64Array.from({ length: size }, (_, i) => im[i * size + p]!),
});

/** The part of a vector outside of what orthonormal ones span. */
export const outside = (basis: readonly Column[], vector: Column): Column =>
  basis.reduce((rest, b) => without(rest, overlapOf(b, rest), b), vector);

/** An orthonormal basis of what the vectors span (Gram and Schmidt, twice for the digits). */
export function orthonormal(vectors: readonly Column[]): readonly Column[] {
  const basis: Column[] = [];
  for (const vector of vectors) {
    const rest = outside(basis, outside(basis, vector));
    const length = lengthOf(rest);
    if (length < DEPENDENT) continue;
    basis.push({ re: rest.re.map((x) => x / length), im: rest.im.map((y) => y / length) });
  }
  return basis;
}

/** M v. */
export function image({ size, re, im }: Matrix, v: Column): Column {
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const k = i * size + j;
      x[i] = x[i]! + re[k]! * v.re[j]! - im[k]! * v.im[j]!;
      y[i] = y[i]! + re[k]! * v.im[j]! + im[k]! * v.re[j]!;
    }
  }
  return { re: x, im: y };
}
