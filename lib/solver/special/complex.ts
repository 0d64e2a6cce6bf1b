/** Complex numbers as plain readonly objects, the few operations the closed forms need. */

/** A complex number. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** What a user may write for a complex number: a real number stands for itself. */
export type ComplexLike = number | Complex;

export const complex = (re: number, im: number): Complex => ({ re, im });
export const toComplex = (z: ComplexLike): Complex => (typeof z === "number" ? complex(z, 0) : z);

/** A plain number where the imaginary part is exactly zero: the convention of the junction's input. */
export const fromComplex = (z: Complex): ComplexLike => (z.im === 0 ? z.re : z);

/**
 * Real part of a matrix entry as the library returns it.
 * @param z a number or `{re, im}`
 */
export const realPart = (z: ComplexLike): number => (typeof z === "number" ? z : z.re);

/**
 * Imaginary part of a matrix entry as the library returns it.
 * @param z a number or `{re, im}`
 */
export const imaginaryPart = (z: ComplexLike): number => (typeof z === "number" ? 0 : z.im);

export const add = (a: Complex, b: Complex): Complex => complex(a.re + b.re, a.im + b.im);
export const subtract = (a: Complex, b: Complex): Complex => complex(a.re - b.re, a.im - b.im);
export const scale = (s: number, a: Complex): Complex => complex(s * a.re, s * a.im);
export const conjugate = (a: Complex): Complex => complex(a.re, -a.im);
export const modulus = (a: Complex): number => Math.hypot(a.re, a.im);
export const multiply = (a: Complex, b: Complex): Complex =>
  complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);

/** Quotient by Smith's rule: no overflow where the result is representable. */
export function divide(a: Complex, b: Complex): Complex {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const denominator = b.re + b.im * ratio;
    return complex((a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator);
  }
  const ratio = b.re / b.im;
  const denominator = b.re * ratio + b.im;
  return complex((a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator);
}

export const reciprocal = (a: Complex): Complex => divide(complex(1, 0), a);
