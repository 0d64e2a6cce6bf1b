/**
 * The electrons' retarded self-energy of the modes with its real part: the pair baths as the modes feel them,
 *
 *   Pi^r_mn(w) = sum_c int de/2pi f_c(e) { tr[M^m A_c(e) M^n G^a(e-w)] + tr[M^m G^r(e+w) M^n A_c(e)] },
 *
 * with i (Pi^r - Pi^r+) = sum_ab Lambda^{ab}. Over the poles of the Green's function every term is
 *
 *   int de f(e)/((e - u)(e - v)) = (h(u) - h(v))/(u - v),
 *   h(z) = theta(i (z - mu)/(2 pi T)) + ln(2 pi T) - i pi/2 for Im z <= 0,   h(z) = conj h(conj z) above the axis.
 *
 * Two denominators serve all electrodes and both terms, a = z_p - z_q^* - w and b = z_p - z_q - w. With the forms
 * XY^m_pq = <x_p|M^m|y_q> between right (R) and left (L) eigenvectors and the weights (W) of electrode c,
 *
 *   2 pi Pi_mn = sum_pq sum_c {  RR^m_qp WL^n_pq [h(z_p)     - h(z_q^* + w)]/a  +  RW^m_qp RL^n_pq ([h(z_p) - h(z_q + w)]/b)^*
 *                              + RR^m_qp LW^n_pq [h(z_p - w) - h(z_q^*)]/a      +  WR^m_qp LR^n_pq  [h(z_p - w) - h(z_q)]/b  }.
 *
 * Over a the arguments lie on both sides of the axis and a cannot vanish; over b they lie on one side, and where they
 * come close the divided difference of theta is taken, which does not cancel.
 */

import { requireFinite } from "../checks/validate.js";
import { isAllWideBand, type Poles, polesOf, refuseBoundStates } from "../electrons/electrons.js";
import { neighboursOf } from "../electrons/exceptional-points.js";
import {
  ensureJunction,
  type Junction,
  type JunctionInput,
  type MatrixRows,
  spinOf,
} from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint, type Reservoir } from "../junction/operating-point.js";
import { addScaled, adjoint, fromRows, type Matrix, matmul, toRows, zeros } from "../linear/matrix.js";
import { complex } from "../special/complex.js";
import { putLogarithm, putLogDifference, putTheta, putThetaDifference } from "../special/digamma.js";

/** Values of theta are subtracted as they are as long as that costs less than four bits. */
const CLOSE = 1 / 16;

/** What of the pole sum depends on the junction alone. */
interface PoleForms {
  /** poles that some electrode sees: a dark state takes no part in any pair bath, so neither here */
  readonly count: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** energy that the poles are relative to */
  readonly reference: number;
  readonly electrodes: readonly string[];
  /**
   * The forms in the order in which the sum reads them, complex numbers interleaved: for each p and q
   * RR^m_qp, RL^m_pq, LR^m_pq of all modes, then for each electrode and mode WL^m_pq, LW^m_pq, RW^m_qp, WR^m_qp
   */
  readonly forms: Float64Array;
}

function makeForms(junction: Junction): PoleForms {
  const { right, left, weights, re, im, reference }: Poles = polesOf(junction);
  const bright = Array.from(im.keys()).filter((p) => im[p] !== 0);
  const rightAdjoint = adjoint(right);
  const leftAdjoint = adjoint(left);
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const shared = couplings.map((m) => ({
    rr: matmul(rightAdjoint, matmul(m, right)),
    rl: matmul(rightAdjoint, matmul(m, leftAdjoint)),
    lr: matmul(left, matmul(m, right)),
  }));
  const own = [...weights.values()].map((weight) => {
    const weightAdjoint = adjoint(weight);
    return couplings.map((m) => ({
      wl: matmul(weight, matmul(m, leftAdjoint)),
      lw: matmul(left, matmul(m, weightAdjoint)),
      rw: matmul(rightAdjoint, matmul(m, weightAdjoint)),
      wr: matmul(weight, matmul(m, right)),
    }));
  });
  const perPair = 2 * couplings.length * (3 + 4 * own.length);
  const forms = new Float64Array(bright.length ** 2 * perPair);
  let at = 0;
  const put = ({ size, re: x, im: y }: Matrix, i: number, j: number): void => {
    forms[at++] = x[i * size + j]!;
    forms[at++] = y[i * size + j]!;
  };
  for (const p of bright) {
    for (const q of bright) {
      for (const { rr } of shared) put(rr, q, p);
      for (const { rl } of shared) put(rl, p, q);
      for (const { lr } of shared) put(lr, p, q);
      for (const { wl, lw, rw, wr } of own.flat()) {
        put(wl, p, q);
        put(lw, p, q);
        put(rw, q, p);
        put(wr, q, p);
      }
    }
  }
  return {
    count: bright.length,
    re: Float64Array.from(bright, (p) => re[p]!),
    im: Float64Array.from(bright, (p) => im[p]!),
    reference,
    electrodes: [...weights.keys()],
    forms,
  };
}

const known = new WeakMap<Junction, PoleForms>();

function formsOf(junction: Junction): PoleForms {
  let found = known.get(junction);
  if (!found) {
    found = makeForms(junction);
    known.set(junction, found);
  }
  return found;
}

/** theta at the poles, and at the poles moved by -w and by +w, for one electrode: complex numbers interleaved. */
interface Transforms {
  readonly reservoir: Reservoir;
  readonly still: Float64Array;
  readonly lowered: Float64Array;
  readonly raised: Float64Array;
}

/** theta(i b (z + shift - mu)), b = 1/(2 pi T), at all poles z; at T = 0 its limit without the constant ln b. */
function putTransforms(
  { count, re, im }: PoleForms,
  reservoir: Reservoir,
  shift: number,
  out: Float64Array,
): void {
  const { mu, temperature } = reservoir;
  const b = inverseOf(reservoir);
  const put = temperature === 0 ? putLogarithm : putTheta;
  for (let p = 0; p < count; p++) put(-b * im[p]!, b * (re[p]! - mu + shift), out, 2 * p);
}

/** 1/(2 pi T); at T = 0 any unit will do. */
const inverseOf = ({ temperature }: Reservoir): number =>
  temperature === 0 ? 1 : 1 / (2 * Math.PI * temperature);

const work: Float64Array = new Float64Array(2);

/** (theta(u) - theta(v))/(z_u - z_v) into `work`, u = i b (z_u - mu): z_u = ur + i ui, both below the axis. */
function putDivided(ur: number, ui: number, vr: number, vi: number, reservoir: Reservoir): void {
  const b = inverseOf(reservoir);
  const put = reservoir.temperature === 0 ? putLogDifference : putThetaDifference;
  put(-b * ui, b * (ur - reservoir.mu), -b * vi, b * (vr - reservoir.mu), work, 0);
  const re = work[0]!;
  work[0] = -b * work[1]!;
  work[1] = b * re;
}

/** Pi^r(w) of one junction by the pole sum: a function of w that has everything else prepared. */
function poleSumOf(junction: Junction, point: OperatingPoint): (omega: number) => Matrix {
  const poles = formsOf(junction);
  const { count, re, im, forms } = poles;
  const modes = junction.modes.length;
  const spin = spinOf(junction);
  const transforms: readonly Transforms[] = poles.electrodes.map((name) => {
    const { mu, temperature } = point.electrodes[name]!;
    const reservoir = { mu: mu - poles.reference, temperature };
    const still = new Float64Array(2 * count);
    putTransforms(poles, reservoir, 0, still);
    return { reservoir, still, lowered: new Float64Array(2 * count), raised: new Float64Array(2 * count) };
  });
  // sums over the electrodes of what stands beside RR, RL and LR
  const besideRR = new Float64Array(2 * modes);
  const besideRL = new Float64Array(2 * modes);
  const besideLR = new Float64Array(2 * modes);
  return (omega) => {
    const sum = zeros(modes);
    for (const { reservoir, lowered, raised } of transforms) {
      putTransforms(poles, reservoir, -omega, lowered);
      putTransforms(poles, reservoir, omega, raised);
    }
    let at = 0;
    for (let p = 0; p < count; p++) {
      for (let q = 0; q < count; q++) {
        const gap = re[p]! - re[q]! - omega;
        const aIm = im[p]! + im[q]!;
        const bIm = im[p]! - im[q]!;
        const aSquare = gap * gap + aIm * aIm;
        const bSquare = gap * gap + bIm * bIm;
        // 1/a and 1/b
        const ar = gap / aSquare;
        const ai = -aIm / aSquare;
        const br = gap / bSquare;
        const bi = -bIm / bSquare;
        for (let k = 0; k < 2 * modes; k++) {
          besideRR[k] = 0;
          besideRL[k] = 0;
          besideLR[k] = 0;
        }
        let c = at + 6 * modes;
        for (let e = 0; e < transforms.length; e++) {
          const { reservoir, still, lowered, raised } = transforms[e]!;
          const pr = still[2 * p]!;
          const pi = still[2 * p + 1]!;
          const qr = still[2 * q]!;
          const qi = still[2 * q + 1]!;
          const lr = lowered[2 * p]!;
          const li = lowered[2 * p + 1]!;
          const rr = raised[2 * q]!;
          const ri = raised[2 * q + 1]!;
          // [h(z_p) - h(z_q^* + w)]/a
          let nr = pr - rr;
          let ni = pi + ri - Math.PI;
          const s1r = nr * ar - ni * ai;
          const s1i = nr * ai + ni * ar;
          // [h(z_p - w) - h(z_q^*)]/a
          nr = lr - qr;
          ni = li + qi - Math.PI;
          const s2r = nr * ar - ni * ai;
          const s2i = nr * ai + ni * ar;
          // [h(z_p) - h(z_q + w)]/b
          nr = pr - rr;
          ni = pi - ri;
          let s3r = nr * br - ni * bi;
          let s3i = nr * bi + ni * br;
          if (
            Math.abs(nr) + Math.abs(ni) <
            CLOSE * (Math.abs(pr) + Math.abs(pi) + Math.abs(rr) + Math.abs(ri))
          ) {
            putDivided(re[p]!, im[p]!, re[q]! + omega, im[q]!, reservoir);
            s3r = work[0]!;
            s3i = work[1]!;
          }
          // [h(z_p - w) - h(z_q)]/b
          nr = lr - qr;
          ni = li - qi;
          let s4r = nr * br - ni * bi;
          let s4i = nr * bi + ni * br;
          if (
            Math.abs(nr) + Math.abs(ni) <
            CLOSE * (Math.abs(lr) + Math.abs(li) + Math.abs(qr) + Math.abs(qi))
          ) {
            putDivided(re[p]! - omega, im[p]!, re[q]!, im[q]!, reservoir);
            s4r = work[0]!;
            s4i = work[1]!;
          }
          for (let k = 0; k < 2 * modes; k += 2, c += 8) {
            const wlR = forms[c]!;
            const wlI = forms[c + 1]!;
            const lwR = forms[c + 2]!;
            const lwI = forms[c + 3]!;
            const rwR = forms[c + 4]!;
            const rwI = forms[c + 5]!;
            const wrR = forms[c + 6]!;
            const wrI = forms[c + 7]!;
            besideRR[k] = besideRR[k]! + wlR * s1r - wlI * s1i + (lwR * s2r - lwI * s2i);
            besideRR[k + 1] = besideRR[k + 1]! + wlR * s1i + wlI * s1r + (lwR * s2i + lwI * s2r);
            // the conjugate of the difference
            besideRL[k] = besideRL[k]! + rwR * s3r + rwI * s3i;
            besideRL[k + 1] = besideRL[k + 1]! + rwI * s3r - rwR * s3i;
            besideLR[k] = besideLR[k]! + wrR * s4r - wrI * s4i;
            besideLR[k + 1] = besideLR[k + 1]! + wrR * s4i + wrI * s4r;
          }
        }
        for (let m = 0; m < modes; m++) {
          const rrR = forms[at + 2 * m]!;
          const rrI = forms[at + 2 * m + 1]!;
          const mlR = besideRL[2 * m]!;
          const mlI = besideRL[2 * m + 1]!;
          const mrR = besideLR[2 * m]!;
          const mrI = besideLR[2 * m + 1]!;
          for (let n = 0; n < modes; n++) {
            const rl = at + 2 * (modes + n);
            const lr = rl + 2 * modes;
            const nR = besideRR[2 * n]!;
            const nI = besideRR[2 * n + 1]!;
            const k = m * modes + n;
            sum.re[k] =
              sum.re[k]! +
              (rrR * nR - rrI * nI) +
              (mlR * forms[rl]! - mlI * forms[rl + 1]!) +
              (mrR * forms[lr]! - mrI * forms[lr + 1]!);
            sum.im[k] =
              sum.im[k]! +
              (rrR * nI + rrI * nR) +
              (mlR * forms[rl + 1]! + mlI * forms[rl]!) +
              (mrR * forms[lr + 1]! + mrI * forms[lr]!);
          }
        }
        at = c;
      }
    }
    for (let k = 0; k < modes * modes; k++) {
      sum.re[k] = (spin * sum.re[k]!) / (2 * Math.PI);
      sum.im[k] = (spin * sum.im[k]!) / (2 * Math.PI);
    }
    return sum;
  };
}

/**
 * Pi^r(w) as a function of w with all that does not depend on w prepared, for loops over many frequencies. The average
 * over neighbouring junctions at an exceptional point is taken as in {@link pairSelfEnergy}.
 * @param junction a junction that has been checked, with electrodes in the wide-band limit
 * @param point an operating point that has been checked
 * @returns a function of w (a finite number, which it does not check) that returns a new modes x modes matrix, unit
 *   energy^2
 */
export function selfEnergyFunction(junction: Junction, point: OperatingPoint): (omega: number) => Matrix {
  const neighbours = neighboursOf(junction);
  if (neighbours.length === 0) return poleSumOf(junction, point);
  const parts = neighbours.map((neighbour) => ({
    weight: neighbour.weight,
    selfEnergy: poleSumOf(neighbour.junction, point),
  }));
  return (omega) =>
    parts.reduce(
      (sum, { weight, selfEnergy }) => addScaled(sum, complex(weight, 0), selfEnergy(omega)),
      zeros(junction.modes.length),
    );
}

/**
 * Retarded self-energy Pi^r_mn(omega) that the electrons give to the modes, to second order in M: its real part shifts
 * the modes, D^r = [omega^2 - Omega^2 + i omega gamma_ph - Pi^r]^-1, and -2 Im Pi^r (for one mode) is the sum of
 * Lambda over all pair baths.
 * @param junction the junction; electrodes in the wide-band limit
 * @param point the operating point; the electrodes may have different temperatures, and T = 0
 * @param omega boson energy hbar omega, any sign
 * @returns modes x modes matrix, unit energy^2; entries are numbers where real, `{re, im}` elsewhere. Error below 1e-11
 *   of the largest term of the pole sum.
 * @throws RangeError for bad input, for electrodes that are not wide-band, and for a dark state that a mode couples to others
 * @throws TypeError for what is of a wrong type
 */
export function pairSelfEnergy(junction: JunctionInput, point: OperatingPoint, omega: number): MatrixRows {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireFinite("omega", omega);
  if (!isAllWideBand(checked)) {
    throw new RangeError("electrodes must be in the wide-band limit for the self-energy (got a selfEnergy)");
  }
  refuseBoundStates(checked);
  return toRows(selfEnergyFunction(checked, point)(omega));
}
