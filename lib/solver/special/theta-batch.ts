/**
 * theta(u) = psi(1/2 + u) for a list of arguments that move along the imaginary direction, u_k = x_k + i (y_k + s_k w),
 * which is what one frequency w asks for: the innermost loop of the solver, so the six steps of the recurrence that
 * reach |u| >= 6 are one rational function, even in u + 3,
 *
 *   sum_{k<6} 1/(u + k + 1/2) = 2 (u+3) [b c + a c + a b]/(a b c),   a, b, c = (u+3)^2 - 1/4, - 9/4, - 25/4,
 *
 * in products that do not cancel, and the asymptotic series in 1/u^2 is summed in even and odd parts with real coefficients. First neglected term:
 * d_12/6^24 = 8e-16.
 */
import { putTheta, SERIES } from "./digamma.js";

const D1 = SERIES[0]!;
const D2 = SERIES[1]!;
const D3 = SERIES[2]!;
const D4 = SERIES[3]!;
const D5 = SERIES[4]!;
const D6 = SERIES[5]!;
const D7 = SERIES[6]!;
const D8 = SERIES[7]!;
const D9 = SERIES[8]!;
const D10 = SERIES[9]!;
/** d_11 = (1 - 2^-21) B_22/22, B_22 = 854513/138. */
const D11 = ((1 - 2 ** -21) * 854513) / 138 / 22;

/** A list of arguments: Re u, Im u at w = 0, its slope in w, and where in the result theta goes. */
export interface ThetaList {
  count: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly slope: Float64Array;
  readonly at: Int32Array;
}

export const thetaList = (capacity: number): ThetaList => ({
  count: 0,
  re: new Float64Array(capacity),
  im: new Float64Array(capacity),
  slope: new Float64Array(capacity),
  at: new Int32Array(capacity),
});

export function addTheta(list: ThetaList, re: number, im: number, slope: number, at: number): void {
  const k = list.count++;
  list.re[k] = re;
  list.im[k] = im;
  list.slope[k] = slope;
  list.at[k] = at;
}

let squares: Float64Array = new Float64Array(64);
let shifted: Float64Array = new Float64Array(64);
let imaginary: Float64Array = new Float64Array(64);
let restRe: Float64Array = new Float64Array(64);
let restIm: Float64Array = new Float64Array(64);

function reserve(count: number): void {
  if (squares.length >= count) return;
  squares = new Float64Array(2 * count);
  shifted = new Float64Array(2 * count);
  imaginary = new Float64Array(2 * count);
  restRe = new Float64Array(2 * count);
  restIm = new Float64Array(2 * count);
}

/** theta of all arguments of the list at w, into out[at], out[at+1]; Re u >= 0. Longer than a screen: a hot loop. */
export function putThetas(list: ThetaList, w: number, out: Float64Array): void {
  const { count, re, im, slope, at } = list;
  reserve(count);
  const [sq, sh, ix, rr, ri] = [squares, shifted, imaginary, restRe, restIm];
  for (let k = 0; k < count; k++) {
    let x = re[k]!;
    const y = im[k]! + slope[k]! * w;
    const yy = y * y;
    let sumR = 0;
    let sumI = 0;
    if (x * x + yy < 36) {
      const centre = x + 3;
      const vr = centre * centre - yy;
      const vi = 2 * centre * y;
      const ar = vr - 0.25;
      const br = vr - 2.25;
      const cr = vr - 6.25;
      const square = vi * vi;
      const bcr = br * cr - square;
      const bci = (br + cr) * vi;
      const nr = bcr + ar * cr - square + (ar * br - square);
      const ni = bci + (ar + cr) * vi + (ar + br) * vi;
      const dr = ar * bcr - vi * bci;
      const di = ar * bci + vi * bcr;
      const q = 2 / (dr * dr + di * di);
      const er = (nr * dr + ni * di) * q;
      const ei = (ni * dr - nr * di) * q;
      sumR = -(centre * er - y * ei);
      sumI = -(centre * ei + y * er);
      x += 6;
    }
    const square = x * x + yy;
    const inverse = 1 / square;
    const ur = x * inverse;
    const ui = -y * inverse;
    const vr = ur * ur - ui * ui;
    const vi = 2 * ur * ui;
    const r = inverse * inverse;
    const wr = vr * vr - vi * vi;
    const wi = 2 * vr * vi;
    const s = 2 * wr;
    const q = r * r;
    const e2 = D9 + s * D11;
    const e1 = D7 + s * e2 - q * D11;
    const e0 = D5 + s * e1 - q * e2;
    const f = D3 + s * e0 - q * e1;
    const evenR = D1 + wr * f - q * e0;
    const evenI = wi * f;
    const o2 = D8 + s * D10;
    const o1 = D6 + s * o2 - q * D10;
    const o0 = D4 + s * o1 - q * o2;
    const oddR = D2 + wr * o0 - q * o1;
    const oddI = wi * o0;
    const pr = evenR + vr * oddR - vi * oddI;
    const pi = evenI + vr * oddI + vi * oddR;
    sq[k] = square;
    sh[k] = x;
    ix[k] = y;
    rr[k] = sumR + pr * vr - pi * vi;
    ri[k] = sumI + pr * vi + pi * vr;
  }
  for (let k = 0; k < count; k++) {
    const to = at[k]!;
    out[to] = rr[k]! + 0.5 * Math.log(sq[k]!);
    out[to + 1] = ri[k]! + Math.atan2(ix[k]!, sh[k]!);
  }
}

/** The same list at zero temperature, where theta(u) becomes ln u. */
export function putLogarithms(list: ThetaList, w: number, out: Float64Array): void {
  const { count, re, im, slope, at } = list;
  for (let k = 0; k < count; k++) {
    const x = re[k]!;
    const y = im[k]! + slope[k]! * w;
    const to = at[k]!;
    out[to] = 0.5 * Math.log(x * x + y * y);
    out[to + 1] = Math.atan2(y, x);
  }
}

/** theta(u) anywhere but at its poles: left of the imaginary axis by reflection, theta(-u) = theta(u) - pi tan(pi u). */
export function putContinuedTheta(re: number, im: number, out: Float64Array, at: number): void {
  if (re >= -0.25) {
    putTheta(re, im, out, at);
    return;
  }
  putTheta(-re, -im, out, at);
  const a = 2 * Math.PI * (-re - Math.round(-re));
  const b = -2 * Math.PI * im;
  if (Math.abs(b) > 40) {
    out[at + 1] = out[at + 1]! - Math.PI * Math.sign(b);
    return;
  }
  const denominator = Math.cos(a) + Math.cosh(b);
  out[at] = out[at]! - (Math.PI * Math.sin(a)) / denominator;
  out[at + 1] = out[at + 1]! - (Math.PI * Math.sinh(b)) / denominator;
}
