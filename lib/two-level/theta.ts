/**
 * Two digamma functions at a time, theta(u) = psi(1/2 + u) for Re u >= 0: every frequency needs one for each level, and
 * a common shift n lets the processor work on both at once. As in special/digamma,
 *
 *   theta(u) = - sum_{k<n} 1/(u+k+1/2) + ln U + P(U^-2),   U = u + n,
 *
 * with |U| >= 7.5 and nine terms of P (first neglected term 1e-16). Two steps of the recurrence share one division, and
 * the real polynomial P is evaluated at a complex argument by the recurrence for x^2 - 2 Re(s) x + |s|^2.
 */
import { SERIES } from "../special/digamma.js";

const RADIUS_SQUARED = 7.5 ** 2;

const D1: number = SERIES[0]!;
const D2: number = SERIES[1]!;
const D3: number = SERIES[2]!;
const D4: number = SERIES[3]!;
const D5: number = SERIES[4]!;
const D6: number = SERIES[5]!;
const D7: number = SERIES[6]!;
const D8: number = SERIES[7]!;
const D9: number = SERIES[8]!;

/** ln U + P(U^-2), minus the sums over the shifts. */
function putAsymptotic(
  re: number,
  im: number,
  sumR: number,
  sumI: number,
  out: Float64Array,
  at: number,
): void {
  const square = re * re + im * im;
  const inverse = 1 / square;
  const wr = re * inverse;
  const wi = -im * inverse;
  const si = 2 * wr * wi;
  const sr = wr * wr - wi * wi;
  const p = 2 * sr;
  const q = inverse * inverse;
  const b8 = D8 + p * D9;
  const b7 = D7 + p * b8 - q * D9;
  const b6 = D6 + p * b7 - q * b8;
  const b5 = D5 + p * b6 - q * b7;
  const b4 = D4 + p * b5 - q * b6;
  const b3 = D3 + p * b4 - q * b5;
  const b2 = D2 + p * b3 - q * b4;
  const b1 = D1 + p * b2 - q * b3;
  out[at] = Math.log(square) / 2 + (sr * b1 - q * b2) - sumR;
  out[at + 1] = Math.atan(im / re) + si * b1 + sumI;
}

/** theta(a) into out[0..1] and theta(b) into out[2..3]; Re a, Re b >= 0. */
export function putThetaPair(ar: number, ai: number, br: number, bi: number, out: Float64Array): void {
  const a2 = ai * ai;
  const b2 = bi * bi;
  let missing = RADIUS_SQUARED > a2 ? Math.sqrt(RADIUS_SQUARED - a2) - ar : -ar;
  if (RADIUS_SQUARED > b2) missing = Math.max(missing, Math.sqrt(RADIUS_SQUARED - b2) - br);
  // An even number of steps, and Re U > 0 so that the arctangent needs no quadrant.
  const n = missing > 0 ? 2 * Math.ceil(missing / 2) : ar === 0 || br === 0 ? 2 : 0;
  let aR = 0;
  let aI = 0;
  let bR = 0;
  let bI = 0;
  for (let k = 0.5; k < n; k += 2) {
    const p = ar + k;
    const r = p + 1;
    const pp = p * p + a2;
    const rr = r * r + a2;
    const inverse = 1 / (pp * rr);
    aR += (p * rr + r * pp) * inverse;
    aI += (pp + rr) * inverse;
    const s = br + k;
    const t = s + 1;
    const ss = s * s + b2;
    const tt = t * t + b2;
    const other = 1 / (ss * tt);
    bR += (s * tt + t * ss) * other;
    bI += (ss + tt) * other;
  }
  putAsymptotic(ar + n, ai, aR, aI * ai, out, 0);
  putAsymptotic(br + n, bi, bR, bI * bi, out, 2);
}
