/**
 * Fermi and Bose functions of complex argument, for the residues with which sums over a real axis are corrected. As in
 * distributions, everything goes through expm1, and nothing overflows.
 */
import { type Complex, complex, divide, multiply, reciprocal, scale } from "./complex.js";

/** e^z - 1 = expm1(x) - 2 e^x sin(y/2)^2 + i e^x sin y. */
export function complexExpm1({ re, im }: Complex): Complex {
  const grow = Math.exp(re);
  const half = Math.sin(im / 2);
  return complex(Math.expm1(re) - 2 * grow * half * half, grow * Math.sin(im));
}

/** n_F = 1/(e^z + 1), z = (epsilon - mu)/T. */
export function complexFermi(z: Complex): Complex {
  const size = Math.exp(-Math.abs(z.re));
  const small = complex(size * Math.cos(z.im), (z.re > 0 ? -1 : 1) * size * Math.sin(z.im));
  const denominator = complex(1 + small.re, small.im);
  return z.re > 0 ? divide(small, denominator) : reciprocal(denominator);
}

/** n_B = 1/(e^z - 1), z = (w - mu)/T. */
function complexBose(z: Complex): Complex {
  if (z.re <= 0) return reciprocal(complexExpm1(z));
  // e^-z/(1 - e^-z)
  const size = Math.exp(-z.re);
  const { re, im } = complexExpm1(complex(-z.re, -z.im));
  return divide(complex(size * Math.cos(z.im), -size * Math.sin(z.im)), complex(-re, -im));
}

/**
 * n_B(w - mu, T_e) - n_B(w, T_ph) at complex w. With A = (w - mu)/T_e and B = w/T_ph the difference is
 * n(A) [1 + n(B)] (1 - e^{A-B}) = -n(B) [1 + n(A)] (1 - e^{B-A}), which does not cancel where A and B are close.
 */
export function complexBoseDifference(
  w: Complex,
  mu: number,
  electronTemperature: number,
  bosonTemperature: number,
): Complex {
  const Te = electronTemperature;
  const Tph = bosonTemperature;
  // A - B over a common denominator
  const re = (w.re * (Tph - Te) - mu * Tph) / (Te * Tph);
  const im = (w.im * (Tph - Te)) / (Te * Tph);
  const a = complexBose(complex((w.re - mu) / Te, w.im / Te));
  const b = complexBose(complex(w.re / Tph, w.im / Tph));
  if (re <= 0) {
    const gap = complexExpm1(complex(re, im));
    return scale(-1, multiply(multiply(a, complex(1 + b.re, b.im)), gap));
  }
  const gap = complexExpm1(complex(-re, -im));
  return multiply(multiply(b, complex(1 + a.re, a.im)), gap);
}
