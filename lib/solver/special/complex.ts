/** Complex numbers as plain readonly objects, the few operations the closed forms need. */

import { refuseUnless, requireFinite, requireKeys } from "../checks/validate.js";

/** A complex number. */
export interface Complex {
  /** real part */
  readonly re: number;
  /** imaginary part */
  readonly im: number;
}

/** What a user may write for a complex number: a real number stands for itself. */
export type ComplexLike = number | Complex;

export const complex = (re: number, im: number): Complex => ({ re, im });
export const toComplex = (z: ComplexLike): Complex => (typeof z === "number" ? complex(z, 0) : z);

/** A number or `{re, im}` and nothing else, of finite parts. */
export function requireComplex(name: string, value: unknown): ComplexLike {
  if (typeof value === "number") return requireFinite(name, value);
  if (typeof value !== "object" || value === null)
    return refuseUnless(false, name, "a number or {re, im}", value);
  const { re, im } = requireKeys(name, value, ["re", "im"]);
  return complex(requireFinite(`${name}.re`, re), requireFinite(`${name}.im`, im));
}

/** A plain number where the imaginary part is exactly zero: the convention of the junction's input. */
export const fromComplex = (z: Complex): ComplexLike => (z.im === 0 ? z.re : z);

/**
 * Real part of a matrix entry as the library returns it.
 * @param z a number or `{re, im}`
 * @returns the real part, the number itself where it is one
 * @throws TypeError for what is neither, RangeError for other keys and parts that are not finite
 */
export const realPart = (z: ComplexLike): number => toComplex(requireComplex("z", z)).re;

/**
 * Imaginary part of a matrix entry as the library returns it.
 * @param z a number or `{re, im}`
 * @returns the imaginary part, 0 for a number
 * @throws TypeError for what is neither, RangeError for other keys and parts that are not finite
 */
export const imaginaryPart = (z: ComplexLike): number => toComplex(requireComplex("z", z)).im;

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
