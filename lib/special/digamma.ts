/**
 * Divided differences of theta(u) = psi(1/2 + u), psi the digamma function, for Re u >= 0.
 *
 *   dd(u, v)      = [theta(u) - theta(v)] / (u - v)
 *   rect(u, v; t) = [theta(u) - theta(v) - theta(u+t) + theta(v+t)] / ((u - v) t)
 *
 * theta itself is the integral of one Fermi function against one pole of the Green's function; the two
 * differences are what is left when two Fermi functions (dd) or two poles and two Fermi functions (rect) meet,
 * as they do in the EHP density of states (Eq. 7). Subtracting thetas would lose all digits at u -> v, t -> 0,
 * which is where the paper's own parameters sit, so each difference is factored before anything is evaluated:
 *
 *   theta(u) = - sum_{k<n} 1/(u+k+1/2) + ln U + P(U^-2),    U = u + n,   P(s) = sum_k d_k s^k.
 *
 * The recurrence shifts all arguments by the same n until the asymptotic series P has converged to a double:
 * with |U| >= 8.5 and 10 terms the first neglected term is below 1e-18.
 */
import {
  add,
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  reciprocal,
  scale,
  shift,
  subtract,
} from "./complex.js";

const ASYMPTOTIC_RADIUS = 8.5;

/** d_k = (1 - 2^(1-2k)) B_2k / (2k), k = 1..10, B_2k the Bernoulli numbers. */
const SERIES: readonly number[] = [
  1 / 24,
  -7 / 960,
  31 / 8064,
  -127 / 30720,
  511 / 67584,
  -1414477 / 67092480,
  8191 / 98304,
  -118518239 / 267386880,
  5749691557 / 1882718208,
  -91546277357 / 3460300800,
];

/** Smallest shift that brings u into the region where the asymptotic series holds. */
function shiftFor(u: Complex): number {
  const height = Math.abs(u.im);
  if (height >= ASYMPTOTIC_RADIUS) return 0;
  return Math.max(0, Math.ceil(Math.sqrt(ASYMPTOTIC_RADIUS ** 2 - height ** 2) - u.re));
}

/** ln(1+y)/y, given also 1+y (known to full accuracy by the caller where y is not small). */
function logQuotient(y: Complex, onePlusY: Complex): Complex {
  const size = modulus(y);
  if (size > 0.5)
    return divide(complex(Math.log(modulus(onePlusY)), Math.atan2(onePlusY.im, onePlusY.re)), y);
  if (size < 1e-6) return add(complex(1 - y.re / 2, -y.im / 2), scale(1 / 3, multiply(y, y)));
  const logarithm = complex(Math.log1p(2 * y.re + size * size) / 2, Math.atan2(y.im, 1 + y.re));
  return divide(logarithm, y);
}

/** First divided difference P[s, r] of the asymptotic series. */
function seriesDifference(s: Complex, r: Complex): Complex {
  let value = complex(0, 0);
  let difference = complex(0, 0);
  for (let k = SERIES.length; k >= 0; k--) {
    difference = add(multiply(difference, r), value);
    value = shift(multiply(value, s), k > 0 ? SERIES[k - 1]! : 0);
  }
  return difference;
}

/** First and second divided differences P[s, r] and P[s, r, q] of the asymptotic series. */
function seriesDifferences(s: Complex, r: Complex, q: Complex): { first: Complex; second: Complex } {
  let value = complex(0, 0);
  let first = complex(0, 0);
  let second = complex(0, 0);
  for (let k = SERIES.length; k >= 0; k--) {
    second = add(multiply(second, q), first);
    first = add(multiply(first, r), value);
    value = shift(multiply(value, s), k > 0 ? SERIES[k - 1]! : 0);
  }
  return { first, second };
}

/**
 * [theta(u) - theta(v)]/(u - v), theta'(u) at u = v; no digit is lost however close u and v are.
 * @param u argument with Re u >= 0
 * @param v argument with Re v >= 0
 */
export function thetaDifference(u: Complex, v: Complex): Complex {
  const n = Math.max(shiftFor(u), shiftFor(v));
  let sum = complex(0, 0);
  for (let k = 0; k < n; k++) sum = add(sum, reciprocal(multiply(shift(u, k + 0.5), shift(v, k + 0.5))));
  const U = shift(u, n);
  const V = shift(v, n);
  const logarithm = divide(logQuotient(divide(subtract(u, v), V), divide(U, V)), V);
  const s = reciprocal(multiply(U, U));
  const r = reciprocal(multiply(V, V));
  const series = multiply(multiply(add(U, V), multiply(s, r)), seriesDifference(s, r));
  return subtract(add(sum, logarithm), series);
}

/**
 * [theta(u) - theta(v) - theta(u+t) + theta(v+t)]/((u - v) t), its limit at u = v or t = 0.
 * @param u argument with Re u >= 0 and Re(u + t) >= 0
 * @param v argument with Re v >= 0 and Re(v + t) >= 0
 * @param t displacement, common to both
 */
export function thetaRectangle(u: Complex, v: Complex, t: Complex): Complex {
  const n = Math.max(shiftFor(u), shiftFor(v), shiftFor(add(u, t)), shiftFor(add(v, t)));
  let sum = complex(0, 0);
  for (let k = 0; k < n; k++) {
    const a = shift(u, k + 0.5);
    const b = shift(v, k + 0.5);
    const numerator = add(add(a, b), t);
    sum = add(sum, divide(divide(numerator, multiply(a, b)), multiply(add(a, t), add(b, t))));
  }
  const U = shift(u, n);
  const V = shift(v, n);
  const Ut = add(U, t);
  const Vt = add(V, t);
  const cross = multiply(V, Ut);
  const y = divide(multiply(t, subtract(u, v)), cross);
  const logarithm = divide(logQuotient(y, divide(multiply(U, Vt), cross)), cross);

  const s1 = reciprocal(multiply(U, U));
  const s2 = reciprocal(multiply(Ut, Ut));
  const s3 = reciprocal(multiply(V, V));
  const s4 = reciprocal(multiply(Vt, Vt));
  const inverseA = multiply(s1, s2); // 1/(U (U+t))^2
  const inverseB = multiply(s3, s4); // 1/(V (V+t))^2
  const slope = add(scale(2, V), t);
  const sides = add(multiply(U, Ut), multiply(V, Vt));
  // (s1 - s2 - s3 + s4)/(t (U - V)), with the factor taken out by hand
  const rectangle = subtract(
    scale(2, inverseA),
    multiply(multiply(slope, add(add(U, V), t)), multiply(sides, multiply(inverseA, inverseB))),
  );
  const d34 = multiply(slope, inverseB);
  const d13 = scale(-1, multiply(add(U, V), multiply(s1, s3)));
  const d24 = scale(-1, multiply(add(Ut, Vt), multiply(s2, s4)));
  const P123 = seriesDifferences(s1, s2, s3);
  const P234 = seriesDifferences(s2, s3, s4);
  const series = add(
    multiply(rectangle, P123.first),
    multiply(d34, add(multiply(d13, P123.second), multiply(d24, P234.second))),
  );
  return add(add(sum, logarithm), series);
}
