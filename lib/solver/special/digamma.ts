/**
 * theta(u) = psi(1/2 + u), psi the digamma function, and its divided differences:
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
 * with |U| >= 8.5 and 10 terms the first neglected term is below 1e-18. At zero temperature theta(u) becomes ln u,
 * and only the logarithms remain.
 *
 * Everything is written on real and imaginary parts and puts its result into an array that the caller owns, because
 * these are the innermost loops of the solver; `theta`, `thetaDifference` and `thetaRectangle` below are the same for
 * the reader.
 */
import { refuse } from "../checks/validate.js";
import { type Complex, type ComplexLike, complex, requireComplex, toComplex } from "./complex.js";

const ASYMPTOTIC_RADIUS = 8.5;

/** d_k = (1 - 2^(1-2k)) B_2k / (2k), k = 1..10, B_2k the Bernoulli numbers. */
export const SERIES: Float64Array = Float64Array.of(
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
);

/** Smallest shift that brings u into the region where the asymptotic series holds. */
function shiftFor(re: number, im: number): number {
  const missing = ASYMPTOTIC_RADIUS * ASYMPTOTIC_RADIUS - im * im;
  if (missing <= 0) return re >= 0 ? 0 : Math.ceil(-re);
  return Math.max(0, Math.ceil(Math.sqrt(missing) - re));
}

/** ln(1+y)/y, given also 1+y (known to full accuracy by the caller where y is not small). */
function logQuotient(
  yr: number,
  yi: number,
  onePlusR: number,
  onePlusI: number,
  out: Float64Array,
  at: number,
): void {
  const square = yr * yr + yi * yi;
  let lr: number;
  let li: number;
  if (square > 0.25) {
    lr = Math.log(onePlusR * onePlusR + onePlusI * onePlusI) / 2;
    li = Math.atan2(onePlusI, onePlusR);
  } else if (square < 1e-12) {
    out[at] = 1 - yr / 2 + (yr * yr - yi * yi) / 3;
    out[at + 1] = -yi / 2 + (2 / 3) * yr * yi;
    return;
  } else {
    lr = Math.log1p(2 * yr + square) / 2;
    li = Math.atan2(yi, 1 + yr);
  }
  out[at] = (lr * yr + li * yi) / square;
  out[at + 1] = (li * yr - lr * yi) / square;
}

/**
 * theta(u) = psi(1/2 + u) into out[at], out[at+1].
 * @param re real part of u
 * @param im imaginary part of u; u must not be -1/2, -3/2, ...
 */
export function putTheta(re: number, im: number, out: Float64Array, at: number): void {
  const n = shiftFor(re, im);
  let sumR = 0;
  let sumI = 0;
  for (let k = 0; k < n; k++) {
    const ar = re + k + 0.5;
    const square = ar * ar + im * im;
    sumR -= ar / square;
    sumI += im / square;
  }
  const ur = re + n;
  const square = ur * ur + im * im;
  const wr = ur / square;
  const wi = -im / square;
  const sr = wr * wr - wi * wi;
  const si = 2 * wr * wi;
  let pr = 0;
  let pi = 0;
  for (let k = SERIES.length - 1; k >= 0; k--) {
    const d = pr + SERIES[k]!;
    pr = d * sr - pi * si;
    pi = d * si + pi * sr;
  }
  out[at] = sumR + Math.log(square) / 2 + pr;
  out[at + 1] = sumI + Math.atan2(im, ur) + pi;
}

/** ln u, what theta(u) becomes at zero temperature. */
export function putLogarithm(re: number, im: number, out: Float64Array, at: number): void {
  out[at] = Math.log(re * re + im * im) / 2;
  out[at + 1] = Math.atan2(im, re);
}

/** (ln u - ln v)/(u - v), the limit of {@link putThetaDifference} at zero temperature. */
export function putLogDifference(
  ur: number,
  ui: number,
  vr: number,
  vi: number,
  out: Float64Array,
  at: number,
): void {
  const square = vr * vr + vi * vi;
  const ir = vr / square;
  const ii = -vi / square;
  const dr = ur - vr;
  const di = ui - vi;
  logQuotient(dr * ir - di * ii, dr * ii + di * ir, ur * ir - ui * ii, ur * ii + ui * ir, out, at);
  const lr = out[at]!;
  const li = out[at + 1]!;
  out[at] = lr * ir - li * ii;
  out[at + 1] = lr * ii + li * ir;
}

/**
 * dd(u, v) into out[at], out[at+1]; theta'(u) at u = v. No digit is lost however close u and v are.
 * @param ur real part of u; with Re u < 0 the poles of theta come near
 * @param vr real part of v
 */
export function putThetaDifference(
  ur: number,
  ui: number,
  vr: number,
  vi: number,
  out: Float64Array,
  at: number,
): void {
  const n = Math.max(shiftFor(ur, ui), shiftFor(vr, vi));
  let sumR = 0;
  let sumI = 0;
  for (let k = 0; k < n; k++) {
    const ar = ur + k + 0.5;
    const br = vr + k + 0.5;
    const pr = ar * br - ui * vi;
    const pi = ar * vi + ui * br;
    const square = pr * pr + pi * pi;
    sumR += pr / square;
    sumI -= pi / square;
  }
  const Ur = ur + n;
  const Vr = vr + n;
  putLogDifference(Ur, ui, Vr, vi, out, at);
  // s = U^-2, r = V^-2
  const uu = Ur * Ur + ui * ui;
  const vv = Vr * Vr + vi * vi;
  const u1 = Ur / uu;
  const u2 = -ui / uu;
  const v1 = Vr / vv;
  const v2 = -vi / vv;
  const sr = u1 * u1 - u2 * u2;
  const si = 2 * u1 * u2;
  const rr = v1 * v1 - v2 * v2;
  const ri = 2 * v1 * v2;
  // first divided difference of P by Horner
  let vR = 0;
  let vI = 0;
  let dR = 0;
  let dI = 0;
  for (let k = SERIES.length; k >= 0; k--) {
    const nextR = dR * rr - dI * ri + vR;
    dI = dR * ri + dI * rr + vI;
    dR = nextR;
    const next = vR * sr - vI * si + (k > 0 ? SERIES[k - 1]! : 0);
    vI = vR * si + vI * sr;
    vR = next;
  }
  // -(U + V) s r P[s, r]
  const qr = sr * rr - si * ri;
  const qi = sr * ri + si * rr;
  const er = Ur + Vr;
  const ei = ui + vi;
  const fr = er * qr - ei * qi;
  const fi = er * qi + ei * qr;
  out[at] = out[at]! + sumR - (fr * dR - fi * dI);
  out[at + 1] = out[at + 1]! + sumI - (fr * dI + fi * dR);
}

/** [ln u - ln v - ln(u+t) + ln(v+t)]/((u - v) t), the limit of {@link putThetaRectangle} at zero temperature. */
export function putLogRectangle(
  ur: number,
  ui: number,
  vr: number,
  vi: number,
  tr: number,
  ti: number,
  out: Float64Array,
  at: number,
): void {
  const utR = ur + tr;
  const utI = ui + ti;
  const vtR = vr + tr;
  const vtI = vi + ti;
  // 1/(v (u+t))
  const cr = vr * utR - vi * utI;
  const ci = vr * utI + vi * utR;
  const square = cr * cr + ci * ci;
  const ir = cr / square;
  const ii = -ci / square;
  const dr = ur - vr;
  const di = ui - vi;
  const nr = tr * dr - ti * di;
  const ni = tr * di + ti * dr;
  const mr = ur * vtR - ui * vtI;
  const mi = ur * vtI + ui * vtR;
  logQuotient(nr * ir - ni * ii, nr * ii + ni * ir, mr * ir - mi * ii, mr * ii + mi * ir, out, at);
  const lr = out[at]!;
  const li = out[at + 1]!;
  out[at] = lr * ir - li * ii;
  out[at + 1] = lr * ii + li * ir;
}

/** First and second divided differences P[s, r] and P[s, r, q] of the asymptotic series, into four numbers. */
function putSeriesDifferences(
  sr: number,
  si: number,
  rr: number,
  ri: number,
  qr: number,
  qi: number,
  out: Float64Array,
  at: number,
): void {
  let vR = 0;
  let vI = 0;
  let fR = 0;
  let fI = 0;
  let gR = 0;
  let gI = 0;
  for (let k = SERIES.length; k >= 0; k--) {
    const g = gR * qr - gI * qi + fR;
    gI = gR * qi + gI * qr + fI;
    gR = g;
    const f = fR * rr - fI * ri + vR;
    fI = fR * ri + fI * rr + vI;
    fR = f;
    const v = vR * sr - vI * si + (k > 0 ? SERIES[k - 1]! : 0);
    vI = vR * si + vI * sr;
    vR = v;
  }
  out[at] = fR;
  out[at + 1] = fI;
  out[at + 2] = gR;
  out[at + 3] = gI;
}

const scratch: Float64Array = new Float64Array(8);

/**
 * rect(u, v; t) into out[at], out[at+1]; its limit at u = v or t = 0.
 * @param ur real part of u; with Re u < 0 or Re(u + t) < 0 the poles of theta come near
 * @param tr real part of the displacement t, common to both
 */
export function putThetaRectangle(
  ur: number,
  ui: number,
  vr: number,
  vi: number,
  tr: number,
  ti: number,
  out: Float64Array,
  at: number,
): void {
  const n = Math.max(
    shiftFor(ur, ui),
    shiftFor(vr, vi),
    shiftFor(ur + tr, ui + ti),
    shiftFor(vr + tr, vi + ti),
  );
  let sumR = 0;
  let sumI = 0;
  for (let k = 0; k < n; k++) {
    // (a + b + t)/(a (a+t) b (b+t))
    const ar = ur + k + 0.5;
    const br = vr + k + 0.5;
    const pr = ar * (ar + tr) - ui * (ui + ti);
    const pi = ar * (ui + ti) + ui * (ar + tr);
    const qr = br * (br + tr) - vi * (vi + ti);
    const qi = br * (vi + ti) + vi * (br + tr);
    const mr = pr * qr - pi * qi;
    const mi = pr * qi + pi * qr;
    const square = mr * mr + mi * mi;
    const cr = ar + br + tr;
    const ci = ui + vi + ti;
    sumR += (cr * mr + ci * mi) / square;
    sumI += (ci * mr - cr * mi) / square;
  }
  const Ur = ur + n;
  const Vr = vr + n;
  const UtR = Ur + tr;
  const UtI = ui + ti;
  const VtR = Vr + tr;
  const VtI = vi + ti;
  putLogRectangle(Ur, ui, Vr, vi, tr, ti, out, at);
  // sA = U (U+t), sB = V (V+t); inverse squares s1 = U^-2, s2 = (U+t)^-2, s3 = V^-2, s4 = (V+t)^-2
  let square = Ur * Ur + ui * ui;
  let r = Ur / square;
  let i = -ui / square;
  const s1r = r * r - i * i;
  const s1i = 2 * r * i;
  square = UtR * UtR + UtI * UtI;
  r = UtR / square;
  i = -UtI / square;
  const s2r = r * r - i * i;
  const s2i = 2 * r * i;
  square = Vr * Vr + vi * vi;
  r = Vr / square;
  i = -vi / square;
  const s3r = r * r - i * i;
  const s3i = 2 * r * i;
  square = VtR * VtR + VtI * VtI;
  r = VtR / square;
  i = -VtI / square;
  const s4r = r * r - i * i;
  const s4i = 2 * r * i;
  const Ar = s1r * s2r - s1i * s2i; // 1/(U (U+t))^2
  const Ai = s1r * s2i + s1i * s2r;
  const Br = s3r * s4r - s3i * s4i; // 1/(V (V+t))^2
  const Bi = s3r * s4i + s3i * s4r;
  const slopeR = 2 * Vr + tr;
  const slopeI = 2 * vi + ti;
  const sidesR = Ur * UtR - ui * UtI + (Vr * VtR - vi * VtI);
  const sidesI = Ur * UtI + ui * UtR + (Vr * VtI + vi * VtR);
  // (s1 - s2 - s3 + s4)/(t (U - V)), with the factor taken out by hand:
  // 2 A - (2V+t)(U+V+t)(sA+sB) A B
  const ABr = Ar * Br - Ai * Bi;
  const ABi = Ar * Bi + Ai * Br;
  const sumUVr = Ur + Vr + tr;
  const sumUVi = ui + vi + ti;
  const er = slopeR * sumUVr - slopeI * sumUVi;
  const ei = slopeR * sumUVi + slopeI * sumUVr;
  const gr = sidesR * ABr - sidesI * ABi;
  const gi = sidesR * ABi + sidesI * ABr;
  const rectR = 2 * Ar - (er * gr - ei * gi);
  const rectI = 2 * Ai - (er * gi + ei * gr);
  const d34r = slopeR * Br - slopeI * Bi;
  const d34i = slopeR * Bi + slopeI * Br;
  // d13 = -(U+V) s1 s3, d24 = -(U+V+2t) s2 s4
  const s13r = s1r * s3r - s1i * s3i;
  const s13i = s1r * s3i + s1i * s3r;
  const s24r = s2r * s4r - s2i * s4i;
  const s24i = s2r * s4i + s2i * s4r;
  const uvR = Ur + Vr;
  const uvI = ui + vi;
  const uvtR = UtR + VtR;
  const uvtI = UtI + VtI;
  const d13r = -(uvR * s13r - uvI * s13i);
  const d13i = -(uvR * s13i + uvI * s13r);
  const d24r = -(uvtR * s24r - uvtI * s24i);
  const d24i = -(uvtR * s24i + uvtI * s24r);
  putSeriesDifferences(s1r, s1i, s2r, s2i, s3r, s3i, scratch, 0);
  putSeriesDifferences(s2r, s2i, s3r, s3i, s4r, s4i, scratch, 4);
  const firstR = scratch[0]!;
  const firstI = scratch[1]!;
  const tail1R = scratch[2]!;
  const tail1I = scratch[3]!;
  const tail2R = scratch[6]!;
  const tail2I = scratch[7]!;
  const innerR = d13r * tail1R - d13i * tail1I + (d24r * tail2R - d24i * tail2I);
  const innerI = d13r * tail1I + d13i * tail1R + (d24r * tail2I + d24i * tail2R);
  out[at] = out[at]! + sumR + (rectR * firstR - rectI * firstI) + (d34r * innerR - d34i * innerI);
  out[at + 1] = out[at + 1]! + sumI + (rectR * firstI + rectI * firstR) + (d34r * innerI + d34i * innerR);
}

const read = (name: string, z: ComplexLike): Complex => toComplex(requireComplex(name, z));

/** What `put` writes; not finite at the poles of psi. */
function result(arguments_: Readonly<Record<string, Complex>>, put: (out: Float64Array) => void): Complex {
  const out = new Float64Array(2);
  put(out);
  const [re, im] = [out[0]!, out[1]!];
  if (Number.isFinite(re) && Number.isFinite(im)) return complex(re, im);
  return refuse(
    Object.keys(arguments_).join(", "),
    "away from the poles -1/2, -3/2, ... of theta",
    arguments_,
  );
}

/**
 * theta(u) = psi(1/2 + u), psi the digamma function.
 * @param u argument, any complex number but the poles -1/2, -3/2, ...
 * @returns error below 2e-15 of |theta|, or of 1 where |theta| is smaller, for Re u >= 0
 * @throws RangeError at a pole and for what is not finite
 * @throws TypeError for what is neither a number nor `{re, im}`
 */
export function theta(u: ComplexLike): Complex {
  const a = read("u", u);
  return result({ u: a }, (out) => putTheta(a.re, a.im, out, 0));
}

/**
 * [theta(u) - theta(v)]/(u - v), theta'(u) at u = v; no digit is lost however close u and v are.
 * @param u argument with Re u >= 0
 * @param v argument with Re v >= 0
 * @returns relative error below 2e-15
 * @throws RangeError at a pole and for what is not finite
 * @throws TypeError for what is neither a number nor `{re, im}`
 */
export function thetaDifference(u: ComplexLike, v: ComplexLike): Complex {
  const a = read("u", u);
  const b = read("v", v);
  return result({ u: a, v: b }, (out) => putThetaDifference(a.re, a.im, b.re, b.im, out, 0));
}

/**
 * [theta(u) - theta(v) - theta(u+t) + theta(v+t)]/((u - v) t), its limit at u = v or t = 0.
 * @param u argument with Re u >= 0 and Re(u + t) >= 0
 * @param v argument with Re v >= 0 and Re(v + t) >= 0
 * @param t displacement, common to both
 * @returns relative error below 2e-15
 * @throws RangeError at a pole and for what is not finite
 * @throws TypeError for what is neither a number nor `{re, im}`
 */
export function thetaRectangle(u: ComplexLike, v: ComplexLike, t: ComplexLike): Complex {
  const a = read("u", u);
  const b = read("v", v);
  const d = read("t", t);
  return result({ u: a, v: b, t: d }, (out) => putThetaRectangle(a.re, a.im, b.re, b.im, d.re, d.im, out, 0));
}
