/**
 * Lambda^{LR}(w) of the two-level junction (Eq. 7) for electrodes of one temperature T, on the real axis and continued
 * into the upper half plane. With c = 1/(2 pi T), s = gamma_L + gamma_R, d = eps_L - eps_R - w, k = (gamma_L - gamma_R)/2,
 * D = d - i k, D' = d - i s/2, D'* -> d + i s/2, and theta(u) = psi(1/2 + u),
 *
 *   Lambda = (|m|^2/pi) Im Y,   Y = gamma_R [theta(A) - theta(A+t)]/(D D') + gamma_L [theta(B) - theta(B+t)]/(D D'*),
 *   A = (gamma_L/2 + i(eps_L - mu_L)) c,   B = (gamma_R/2 + i(eps_R + w - mu_L)) c,   t = -i x c,   x = w - mu_LR.
 *
 * theta(A) and theta(B+t) do not depend on w, so this plain form costs two digamma functions; it comes with the size of
 * its terms, which tells what cancellation has taken. The stable form has no special points,
 *
 *   Lambda/x = |m|^2/(pi (d^2 + s^2/4)) Im{ s X + (1/2)[(gamma_R - gamma_L) d + (i/2) s^2] X' },
 *   X = (i c/2) [dd(A, A+t) + dd(B, B+t)],   X' = c^2 rect(A, B; t),
 *
 * and costs three times as much. At complex w, Im Y becomes [Y(w) - conj Y(conj w)]/(2i).
 */
import { putThetaDifference, putThetaRectangle } from "../special/digamma.js";
import type { TwoLevelModel } from "./model.js";
import { putThetaPair } from "./theta.js";

/** What Lambda needs of model, chemical potentials and temperature, once for all w. */
export interface Setting {
  readonly gammaL: number;
  readonly gammaR: number;
  /** s/2 */
  readonly half: number;
  /** k */
  readonly skew: number;
  /** eps_L - eps_R */
  readonly gap: number;
  /** mu_L - mu_R */
  readonly mu: number;
  /** 1/(2 pi T) */
  readonly c: number;
  /** eps_L - mu_L, eps_L - mu_R, eps_R - mu_L, eps_R - mu_R */
  readonly LL: number;
  readonly LR: number;
  readonly RL: number;
  readonly RR: number;
  /** theta(A) and theta(B+t) */
  readonly ownR: number;
  readonly ownI: number;
  readonly otherR: number;
  readonly otherI: number;
  readonly couplingSquared: number;
}

const pair: Float64Array = new Float64Array(4);

/** The constants of one model at one bias. */
export function settingOf(model: TwoLevelModel, muL: number, muR: number, T: number): Setting {
  const { epsilonL, epsilonR, gammaL, gammaR, couplingSquared } = model;
  const c = 1 / (2 * Math.PI * T);
  const LL = epsilonL - muL;
  const RR = epsilonR - muR;
  putThetaPair((gammaL / 2) * c, LL * c, (gammaR / 2) * c, RR * c, pair);
  return {
    gammaL,
    gammaR,
    half: (gammaL + gammaR) / 2,
    skew: (gammaL - gammaR) / 2,
    gap: epsilonL - epsilonR,
    mu: muL - muR,
    c,
    LL,
    LR: epsilonL - muR,
    RL: epsilonR - muL,
    RR,
    ownR: pair[0]!,
    ownI: pair[1]!,
    otherR: pair[2]!,
    otherI: pair[3]!,
    couplingSquared,
  };
}

/** Lambda(w) at real w into out[0], the size that roundoff acts on into out[1]; not finite where D = 0. */
export function putPlain(setting: Setting, w: number, out: Float64Array): void {
  const { gammaL, gammaR, half, skew, gap, c } = setting;
  const d = gap - w;
  putThetaPair((gammaL / 2) * c, (setting.LR - w) * c, (gammaR / 2) * c, (setting.RL + w) * c, pair);
  const ur = setting.ownR - pair[0]!;
  const ui = setting.ownI - pair[1]!;
  const vr = pair[2]! - setting.otherR;
  const vi = pair[3]! - setting.otherI;
  // D D' and D D'* have the same real denominator (d^2 + k^2)(d^2 + s^2/4).
  const square = d * d;
  const near = square + skew * skew;
  const far = square + half * half;
  const factor = setting.couplingSquared / (Math.PI * near * far);
  // Im[u conj(D D')] and Im[v conj(D D'*)]
  const first = ui * (square - skew * half) + ur * d * (skew + half);
  const second = vi * (square + skew * half) + vr * d * (skew - half);
  const value = factor * (gammaR * first + gammaL * second);
  const scale = Math.sqrt(near * far);
  const weight =
    gammaR * (2 + Math.abs(setting.ownR) + Math.abs(pair[0]!)) +
    gammaL * (2 + Math.abs(setting.otherR) + Math.abs(pair[2]!));
  const closeness = (Math.abs(gap) + Math.abs(w)) * (1 / Math.sqrt(near) + 1 / Math.sqrt(far));
  out[0] = value;
  out[1] = factor * scale * weight + Math.abs(value) * closeness;
}

/** theta at Re u < 0 by reflection, theta(u) = theta(-u) + pi tan(pi u); the tangent here. */
function putTangent(re: number, im: number, out: Float64Array, at: number): void {
  const angle = 2 * Math.PI * (re - Math.round(re));
  const decay = Math.exp(-2 * Math.PI * Math.abs(im));
  const cosine = Math.cos(angle);
  // cos 2x + cosh 2y and its like, times 2 exp(-2|y|)
  const denominator = 2 * decay * cosine + 1 + decay * decay;
  const scale = Math.PI / denominator;
  out[at] = scale * 2 * decay * Math.sin(angle);
  out[at + 1] = scale * Math.sign(im) * (1 - decay * decay);
}

const tangent: Float64Array = new Float64Array(2);

/** Lambda from the four differences of theta at complex w, with the sizes of their terms; see {@link putComplexPlain}. */
function putFromDifferences(
  setting: Setting,
  wr: number,
  wi: number,
  differences: Float64Array,
  sizes: number,
  out: Float64Array,
): void {
  const { gammaL, gammaR, half, skew } = setting;
  const dr = setting.gap - wr;
  // D, D2 = d +- i k and D', D'* = d -+ i s/2 have the same real part.
  const Di = -wi - skew;
  const Ei = -wi + skew;
  const Fi = -wi - half;
  const Gi = -wi + half;
  const Dn = dr * dr + Di * Di;
  const En = dr * dr + Ei * Ei;
  const Fn = dr * dr + Fi * Fi;
  const Gn = dr * dr + Gi * Gi;
  const Fr = dr / Fn;
  const fi = -Fi / Fn;
  const Gr = dr / Gn;
  const gi = -Gi / Gn;
  const u1r = gammaR * differences[0]!;
  const u1i = gammaR * differences[1]!;
  const u2r = gammaL * differences[2]!;
  const u2i = gammaL * differences[3]!;
  const v1r = gammaR * differences[4]!;
  const v1i = gammaR * differences[5]!;
  const v2r = gammaL * differences[6]!;
  const v2i = gammaL * differences[7]!;
  // Y(w) = (u1/D' + u2/D'*)/D, and its mirror image (v1/D'* + v2/D')/D2
  const yr = u1r * Fr - u1i * fi + u2r * Gr - u2i * gi;
  const yi = u1r * fi + u1i * Fr + u2r * gi + u2i * Gr;
  const zr = v1r * Gr - v1i * gi + v2r * Fr - v2i * fi;
  const zi = v1r * gi + v1i * Gr + v2r * fi + v2i * Fr;
  const factor = setting.couplingSquared / (2 * Math.PI);
  const Yr = (yr * dr + yi * Di) / Dn;
  const Yi = (yi * dr - yr * Di) / Dn;
  const Zr = (zr * dr + zi * Ei) / En;
  const Zi = (zi * dr - zr * Ei) / En;
  const re = factor * (Yi - Zi);
  const im = -factor * (Yr - Zr);
  out[0] = re;
  out[1] = im;
  const nearest = Math.sqrt(Math.min(Dn, En));
  const next = Math.sqrt(Math.min(Fn, Gn));
  const closeness = (Math.abs(setting.gap) + Math.abs(wr) + wi + half) * (1 / nearest + 1 / next);
  out[2] = (factor * sizes) / (nearest * next) + (Math.abs(re) + Math.abs(im)) * closeness;
}

const differences: Float64Array = new Float64Array(8);

/**
 * Lambda at complex w, Im w > 0: real and imaginary part and the size that roundoff acts on into out[0..2]. The four
 * differences of theta are those of Y(w), then those of conj Y(conj w).
 */
export function putComplexPlain(setting: Setting, wr: number, wi: number, out: Float64Array): void {
  const { gammaL, gammaR, c, ownR, ownI, otherR, otherI } = setting;
  const a = (gammaL / 2) * c;
  const b = (gammaR / 2) * c;
  const step = wi * c;
  const aI = (setting.LR - wr) * c;
  const bI = (setting.RL + wr) * c;
  let sizeR = 2 + Math.abs(ownR);
  let sizeL = 2 + Math.abs(otherR);
  putThetaPair(a + step, aI, b + step, -bI, pair);
  differences[0] = ownR - pair[0]!;
  differences[1] = ownI - pair[1]!;
  differences[6] = pair[2]! - otherR;
  differences[7] = pair[3]! + otherI;
  sizeR += Math.abs(pair[0]!);
  sizeL += Math.abs(pair[2]!);
  // The other two may lie left of the imaginary axis, where the two psi ladders are.
  const down = a - step;
  const right = b - step;
  putThetaPair(Math.abs(down), down < 0 ? aI : -aI, Math.abs(right), right < 0 ? -bI : bI, pair);
  if (down < 0) {
    putTangent(down, -aI, tangent, 0);
    pair[0] = pair[0]! + tangent[0]!;
    pair[1] = pair[1]! + tangent[1]!;
    const size = Math.abs(tangent[0]!) + Math.abs(tangent[1]!);
    sizeR += size + (1 + size) * (a + step + Math.abs(aI)) * size;
  }
  if (right < 0) {
    putTangent(right, bI, tangent, 0);
    pair[2] = pair[2]! + tangent[0]!;
    pair[3] = pair[3]! + tangent[1]!;
    const size = Math.abs(tangent[0]!) + Math.abs(tangent[1]!);
    sizeL += size + (1 + size) * (b + step + Math.abs(bI)) * size;
  }
  sizeR += Math.abs(pair[0]!);
  sizeL += Math.abs(pair[2]!);
  differences[4] = ownR - pair[0]!;
  differences[5] = -ownI - pair[1]!;
  differences[2] = pair[2]! - otherR;
  differences[3] = pair[3]! - otherI;
  putFromDifferences(setting, wr, wi, differences, gammaR * sizeR + gammaL * sizeL, out);
}

/** Adds 1/(re + i im) to out[at], out[at+1]; returns its modulus squared. */
function addReciprocal(re: number, im: number, out: Float64Array, at: number, sign: number): number {
  const inverse = 1 / (re * re + im * im);
  out[at] = out[at]! + sign * re * inverse;
  out[at + 1] = out[at + 1]! - sign * im * inverse;
  return inverse;
}

/**
 * The same at the k-th pole of n_B(x, T), w = mu_LR + 2 pi i T k, where t is the integer k and the differences of theta
 * are sums of reciprocals. To be called for k = 1, 2, ... with the same `sums` (nine
 * numbers, zero at first).
 */
export function putAtRung(setting: Setting, k: number, sums: Float64Array, out: Float64Array): void {
  const { gammaL, gammaR, c } = setting;
  const a = (gammaL / 2) * c;
  const b = (gammaR / 2) * c;
  const aI = setting.LL * c;
  const bI = setting.RR * c;
  addReciprocal(a + k - 0.5, aI, sums, 0, -1);
  addReciprocal(b - k + 0.5, bI, sums, 2, -1);
  const first = addReciprocal(a - k + 0.5, -aI, sums, 4, 1);
  addReciprocal(b + k - 0.5, -bI, sums, 6, 1);
  const second = 1 / ((b - k + 0.5) ** 2 + bI * bI);
  // A reciprocal next to its pole is as uncertain as its argument.
  sums[8] =
    sums[8]! +
    gammaR * (2 * Math.sqrt(first) + first * (a + k + Math.abs(aI))) +
    gammaL * (2 * Math.sqrt(second) + second * (b + k + Math.abs(bI)));
  putFromDifferences(setting, setting.mu, k / c, sums, sums[8]!, out);
}

const dd: Float64Array = new Float64Array(6);

/** s X + k X' at w = wr + i wi into out[at], out[at+1], the size of its two terms into out[at+2]. */
function putStableSum(setting: Setting, wr: number, wi: number, out: Float64Array, at: number): void {
  const { gammaL, gammaR, c, half } = setting;
  const a = (gammaL / 2) * c;
  const aI = setting.LL * c;
  const b = (gammaR / 2 - wi) * c;
  const bI = (setting.RL + wr) * c;
  const tr = wi * c;
  const ti = -(wr - setting.mu) * c;
  putThetaDifference(a, aI, a + tr, aI + ti, dd, 0);
  putThetaDifference(b, bI, (gammaR / 2) * c, setting.RR * c, dd, 2);
  putThetaRectangle(a, aI, b, bI, tr, ti, dd, 4);
  const dr = setting.gap - wr;
  const di = -wi;
  // s X = (i c s/2) (dd + dd)
  const Xr = -half * c * (dd[1]! + dd[3]!);
  const Xi = half * c * (dd[0]! + dd[2]!);
  const kr = -setting.skew * dr;
  const ki = -setting.skew * di + half * half;
  const zr = c * c * dd[4]!;
  const zi = c * c * dd[5]!;
  out[at] = Xr + kr * zr - ki * zi;
  out[at + 1] = Xi + kr * zi + ki * zr;
  out[at + 2] = Math.abs(Xr) + Math.abs(Xi) + (Math.abs(kr) + Math.abs(ki)) * (Math.abs(zr) + Math.abs(zi));
}

const stable: Float64Array = new Float64Array(6);

/** Lambda(w)/x at real w. */
function reducedAt(setting: Setting, w: number): number {
  putStableSum(setting, w, 0, stable, 0);
  const d = setting.gap - w;
  return (setting.couplingSquared * stable[1]!) / (Math.PI * (d * d + setting.half * setting.half));
}

/** Lambda at w by the stable form: real and imaginary part and the size that roundoff acts on. */
export function putStable(setting: Setting, wr: number, wi: number, out: Float64Array): void {
  const xr = wr - setting.mu;
  if (wi === 0) {
    const value = xr * reducedAt(setting, wr);
    out[0] = value;
    out[1] = 0;
    out[2] = Math.abs((value * stable[2]!) / stable[1]!) + Math.abs(value);
    return;
  }
  putStableSum(setting, wr, wi, stable, 0);
  putStableSum(setting, wr, -wi, stable, 3);
  // [Y(w) - conj Y(conj w)]/(2i)
  const yr = (stable[1]! + stable[4]!) / 2;
  const yi = -(stable[0]! - stable[3]!) / 2;
  // m^2 x/(pi (d^2 + s^2/4)), the denominator as a product
  const dr = setting.gap - wr;
  const up = -wi + setting.half;
  const low = -wi - setting.half;
  const nr = dr * dr - up * low;
  const ni = dr * (up + low);
  const square = nr * nr + ni * ni;
  const factor = setting.couplingSquared / (Math.PI * square);
  const fr = factor * (xr * nr + wi * ni);
  const fi = factor * (wi * nr - xr * ni);
  out[0] = fr * yr - fi * yi;
  out[1] = fr * yi + fi * yr;
  const closeness =
    (Math.abs(setting.gap) + Math.abs(wr) + wi + setting.half) /
    Math.sqrt(dr * dr + Math.min(up * up, low * low));
  out[2] =
    (Math.abs(fr) + Math.abs(fi)) * (stable[2]! + stable[5]!) +
    (Math.abs(out[0]!) + Math.abs(out[1]!)) * (closeness + 1);
}

let lastModel: TwoLevelModel | undefined;
let lastSetting: Setting | undefined;
const lastBias: Float64Array = new Float64Array(3);

/**
 * Lambda^{LR}(w)/(w - mu_LR) of the two-level junction, finite and positive everywhere; no digit is lost at
 * w = mu_LR, w = 0, w = eps_L - eps_R or gamma_L = gamma_R.
 * @param model the junction's numbers
 * @param muL chemical potential of electrode L
 * @param muR chemical potential of electrode R
 * @param T temperature of both electrodes, > 0
 * @param omega pair energy w, of any sign
 */
export function reducedPairDensity(
  model: TwoLevelModel,
  muL: number,
  muR: number,
  T: number,
  omega: number,
): number {
  if (model !== lastModel || lastBias[0] !== muL || lastBias[1] !== muR || lastBias[2] !== T) {
    lastSetting = settingOf(model, muL, muR, T);
    lastModel = model;
    lastBias[0] = muL;
    lastBias[1] = muR;
    lastBias[2] = T;
  }
  return reducedAt(lastSetting!, omega);
}
