/**
 * The scalar functions of energy in the electrons' self-energies: one pole z_p of the electrons against the modes,
 *
 *   Sigma^r(e) = sum_mn M^m { sum_p |r_p><l_p| alpha_p,mn(e; T_ph) + sum_b s^b_mn(e) } M^n                   (Fock),
 *   s^b_mn(e)  = sum_p { |r_p><w^b_p| beta^b_p,mn(e) + |w^b_p><r_p| gamma^b_p,mn(e) },
 *
 *   alpha_p = sum_s P_s int dw/2pi [emission and absorption: i/(w - zeta_s) + i/(w + zeta_s)] (1 + n(w))/(x - w)
 *           = sum_s P_s { (1/2 + T/zeta_s)/(x - zeta_s)
 *                         + (i/2pi) [psi(1 + xi) - psi(1 + u_s)] [1/(x - zeta_s) + 1/(x + zeta_s)] },
 *   beta^b_p  = (1/2pi) sum_s P_s h_b[z_p, e - zeta_s],     gamma^b_p = (1/2pi) sum_s P_s h_b[z_p^*, e - zeta_s],
 *
 * with x = e - z_p, xi = -i x/(2 pi T), u_s = i zeta_s/(2 pi T) and the divided difference h[u, v] of
 * h(z) = int de f(e)/(e - z), that is theta(i (z - mu)/(2 pi T)) - i pi/2 below the axis up to a constant. At T = 0 the
 * digammas are logarithms. What an electrode alone would do to the modes at its own temperature,
 *
 *   B_b(e) = i (s_b - s_b^+),   s_b = sum_mn M^m { sum_p |r_p><w^b_p| (-i alpha_p(e; T_b)) + s^b_mn(e) } M^n,
 *
 * needs alpha at T_b as well. All three are taken apart by pairs of modes (m, n).
 */
import { clear } from "../linear/clear.js";
import { putLogarithm, putLogDifference, putTheta, putThetaDifference } from "../special/digamma.js";
import type { Expansion } from "./expansion.js";
import type { Reservoirs } from "./reservoirs.js";

/** alpha for each temperature, beta and gamma for each electrode: pair k and pole p at 2 (k count + p). */
export interface Convolutions {
  readonly alpha: readonly Float64Array[];
  readonly beta: readonly Float64Array[];
  readonly gamma: readonly Float64Array[];
  /** sums of the moduli of their terms, what roundoff acts on, at k count + p; only where asked */
  readonly alphaSize: readonly Float64Array[];
  readonly betaSize: readonly Float64Array[];
  readonly gammaSize: readonly Float64Array[];
}

/** Writes all functions at one energy. */
export type PutConvolutions = (energy: number, wantsSizes: boolean) => void;

/** Two arguments closer than this part of themselves are not subtracted. */
const CLOSE = 0.1;

const work: Float64Array = new Float64Array(4);

/** 1/(2 pi T), or 1 at T = 0, where any unit will do. */
export const inverseOf = (T: number): number => (T === 0 ? 1 : 1 / (2 * Math.PI * T));

/** Prepares everything that does not depend on the energy. */
export function convolutionsOf(
  { count, re, im, displacement }: Expansion,
  { mu, temperature, temperatures }: Reservoirs,
): { readonly values: Convolutions; readonly put: PutConvolutions } {
  const { count: modePoles, re: zr, im: zi, pairs, residues } = displacement;
  const baths = mu.length;
  const groups = temperatures.length;
  const arrays = (number: number, entries: number): Float64Array[] =>
    Array.from({ length: number }, () => new Float64Array(entries * pairs.length * count));
  const values: Convolutions = {
    alpha: arrays(groups, 2),
    beta: arrays(baths, 2),
    gamma: arrays(baths, 2),
    alphaSize: arrays(groups, 1),
    betaSize: arrays(baths, 1),
    gammaSize: arrays(baths, 1),
  };
  const { alpha, beta, gamma, alphaSize, betaSize, gammaSize } = values;
  // psi(1 + u_s) and 1/2 + T/zeta_s of each temperature; theta_b(z_p) of each electrode
  const atMode = new Float64Array(2 * groups * modePoles);
  const constant = new Float64Array(2 * groups * modePoles);
  for (let g = 0; g < groups; g++) {
    const T = temperatures[g]!;
    const b = inverseOf(T);
    for (let s = 0; s < modePoles; s++) {
      const at = 2 * (g * modePoles + s);
      if (T === 0) putLogarithm(-zi[s]!, zr[s]!, atMode, at);
      else putTheta(0.5 - b * zi[s]!, b * zr[s]!, atMode, at);
      const square = zr[s]! ** 2 + zi[s]! ** 2;
      constant[at] = 0.5 + (T * zr[s]!) / square;
      constant[at + 1] = (-T * zi[s]!) / square;
    }
  }
  const atPole = new Float64Array(2 * baths * count);
  for (let a = 0; a < baths; a++) {
    const b = inverseOf(temperature[a]!);
    const put = temperature[a] === 0 ? putLogarithm : putTheta;
    for (let p = 0; p < count; p++) put(-b * im[p]!, b * (re[p]! - mu[a]!), atPole, 2 * (a * count + p));
  }
  const lowered = new Float64Array(2 * baths * modePoles);
  const atEnergy = new Float64Array(2 * groups);

  /** Adds s times the residues of pole s to all pairs. */
  const accumulate = (to: Float64Array, s: number, p: number, vr: number, vi: number): void => {
    for (let k = 0; k < pairs.length; k++) {
      const at = 2 * (s * pairs.length + k);
      const pr = residues[at]!;
      const pi = residues[at + 1]!;
      if (pr === 0 && pi === 0) continue;
      const o = 2 * (k * count + p);
      to[o] = to[o]! + pr * vr - pi * vi;
      to[o + 1] = to[o + 1]! + pr * vi + pi * vr;
    }
  };
  const residueSizes = Float64Array.from({ length: modePoles * pairs.length }, (_, k) =>
    Math.hypot(residues[2 * k]!, residues[2 * k + 1]!),
  );
  const accumulateSize = (to: Float64Array, s: number, p: number, size: number): void => {
    for (let k = 0; k < pairs.length; k++)
      to[k * count + p] = to[k * count + p]! + residueSizes[s * pairs.length + k]! * size;
  };

  const put: PutConvolutions = (energy, wantsSizes) => {
    for (const array of alpha) clear(array);
    for (const array of beta) clear(array);
    for (const array of gamma) clear(array);
    if (wantsSizes) for (const sizes of [alphaSize, betaSize, gammaSize]) for (const one of sizes) clear(one);
    for (let a = 0; a < baths; a++) {
      const b = inverseOf(temperature[a]!);
      const putOne = temperature[a] === 0 ? putLogarithm : putTheta;
      // theta of e - zeta^*, below the axis
      for (let s = 0; s < modePoles; s++)
        putOne(-b * zi[s]!, b * (energy - zr[s]! - mu[a]!), lowered, 2 * (a * modePoles + s));
    }
    for (let p = 0; p < count; p++) {
      const xr = energy - re[p]!;
      const xi = -im[p]!;
      for (let g = 0; g < groups; g++) {
        const T = temperatures[g]!;
        const b = inverseOf(T);
        if (T === 0) putLogarithm(xi, -xr, atEnergy, 2 * g);
        else putTheta(0.5 + b * xi, -b * xr, atEnergy, 2 * g);
      }
      for (let s = 0; s < modePoles; s++) {
        const mr = xr - zr[s]!;
        const mi = xi - zi[s]!;
        const minus = mr * mr + mi * mi;
        const dr = mr / minus;
        const di = -mi / minus;
        const pr = xr + zr[s]!;
        const pi = xi + zi[s]!;
        const plus = pr * pr + pi * pi;
        for (let g = 0; g < groups; g++) {
          const T = temperatures[g]!;
          const at = 2 * (g * modePoles + s);
          const psiR = atEnergy[2 * g]! - atMode[at]!;
          const psiI = atEnergy[2 * g + 1]! - atMode[at + 1]!;
          // [psi - psi]/(x + zeta), both above the axis
          let qr: number;
          let qi: number;
          const scale = xr * xr + xi * xi + (T === 0 ? 0 : (2 * Math.PI * T) ** 2);
          const isClose = plus < CLOSE * CLOSE * scale;
          if (isClose) {
            const b = inverseOf(T);
            if (T === 0) putLogDifference(xi, -xr, -zi[s]!, zr[s]!, work, 0);
            else putThetaDifference(0.5 + b * xi, -b * xr, 0.5 - b * zi[s]!, b * zr[s]!, work, 0);
            qr = b * work[1]!;
            qi = -b * work[0]!;
          } else {
            qr = (psiR * pr + psiI * pi) / plus;
            qi = (psiI * pr - psiR * pi) / plus;
          }
          qr += psiR * dr - psiI * di;
          qi += psiR * di + psiI * dr;
          const cr = constant[at]!;
          const ci = constant[at + 1]!;
          accumulate(
            alpha[g]!,
            s,
            p,
            cr * dr - ci * di - qi / (2 * Math.PI),
            cr * di + ci * dr + qr / (2 * Math.PI),
          );
          if (wantsSizes) {
            const psi =
              Math.hypot(atEnergy[2 * g]!, atEnergy[2 * g + 1]!) + Math.hypot(atMode[at]!, atMode[at + 1]!);
            const both = 1 / Math.sqrt(minus) + (isClose ? 0 : 1 / Math.sqrt(plus));
            accumulateSize(
              alphaSize[g]!,
              s,
              p,
              Math.hypot(cr, ci) / Math.sqrt(minus) + ((psi + 1) * both + Math.hypot(qr, qi)) / (2 * Math.PI),
            );
          }
        }
        // z_p^* - e + zeta
        const tr = -mr;
        const ti = xi + zi[s]!;
        const third = tr * tr + ti * ti;
        for (let a = 0; a < baths; a++) {
          const vr = atPole[2 * (a * count + p)]!;
          const vi = atPole[2 * (a * count + p) + 1]!;
          const ur = lowered[2 * (a * modePoles + s)]!;
          const ui = -lowered[2 * (a * modePoles + s) + 1]!;
          // -(V - U - i pi)/(x - zeta)
          const hr = vr - ur;
          const hi = vi - ui - Math.PI;
          accumulate(
            beta[a]!,
            s,
            p,
            -(hr * dr - hi * di) / (2 * Math.PI),
            -(hr * di + hi * dr) / (2 * Math.PI),
          );
          const T = temperature[a]!;
          const zr0 = re[p]! - mu[a]!;
          const scale = zr0 * zr0 + xi * xi + (T === 0 ? 0 : (Math.PI * T) ** 2);
          let gr: number;
          let gi: number;
          const isClose = third < CLOSE * CLOSE * scale;
          if (isClose) {
            const b = inverseOf(T);
            const putOne = T === 0 ? putLogDifference : putThetaDifference;
            putOne(b * xi, b * zr0, -b * zi[s]!, b * (energy - zr[s]! - mu[a]!), work, 0);
            // conj(i b dd)
            gr = -b * work[1]!;
            gi = -b * work[0]!;
          } else {
            const fr = vr - ur;
            const fi = -vi - ui;
            gr = (fr * tr + fi * ti) / third;
            gi = (fi * tr - fr * ti) / third;
          }
          accumulate(gamma[a]!, s, p, gr / (2 * Math.PI), gi / (2 * Math.PI));
          if (wantsSizes) {
            const h = Math.hypot(vr, vi) + Math.hypot(ur, ui) + 1;
            accumulateSize(betaSize[a]!, s, p, (h + Math.PI) / Math.sqrt(minus) / (2 * Math.PI));
            accumulateSize(
              gammaSize[a]!,
              s,
              p,
              (isClose ? 2 * Math.hypot(gr, gi) : h / Math.sqrt(third)) / (2 * Math.PI),
            );
          }
        }
      }
    }
  };
  return { values, put };
}
