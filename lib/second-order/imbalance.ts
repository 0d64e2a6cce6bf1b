/**
 * What bosons give that are not at the temperature of the electrode b from which the electron comes: to the inelastic current
 * out of electrode a
 *
 *   - int_R dw/2pi sum_mn L^{ab}_mn(w) A_ph,mn(w) [n(w, T_ph) - n(w, T_b)],
 *   L^{ab}_mn(w) = - int de/2pi e^k tr[M^m Ab_a(e) M^n A_b(e-w)] (f_a(e) - f_b(e-w)),
 *
 * with the states that leave to a and come from b (b = a included): Eq. (7) but for the bar, in the closed form of
 * pair-closed-form at any two temperatures. With poles z_p of Ab_a and z_q of A_b,
 *
 *   L_mn = S_mn + conj(S_nm),  S_mn = (1/2pi) sum_pq { C^mn_pq (F_p - G_q)/(z_p - z_q - w) + K^mn_pq (F_p - conj G_q)/(z_p - z_q^* - w) },
 *   F_p = tau_b(z_p - w) - tau_a(z_p),   G_q = tau_b(z_q) - tau_a(z_q + w).
 *
 * A_ph is real and symmetric and, like the Bose functions' difference, odd: only Re S is needed, at w and at -w.
 */
import { modeSpectrumOf } from "../bosons.js";
import { zeros } from "../linear/matrix.js";
import { putLogarithm, putLogDifference, putTheta, putThetaDifference } from "../special/digamma.js";
import { xwBoseDifference } from "../special/distributions.js";
import { inverseOf } from "./convolution.js";
import type { Expansion } from "./expansion.js";
import { type Integral, overPanels } from "./integral.js";
import { frequencyPanels } from "./panels.js";
import type { Reservoirs } from "./reservoirs.js";

const work: Float64Array = new Float64Array(4);

/** tau(z) = theta(i (z - mu)/(2 pi T)) + ln(2 pi T) below the axis. */
function putTau(re: number, im: number, T: number, out: Float64Array, at: number): void {
  if (T === 0) {
    putLogarithm(-im, re, out, at);
    return;
  }
  const b = inverseOf(T);
  putTheta(-b * im, b * re, out, at);
  out[at] = out[at]! - Math.log(b);
}

/** [tau(z) - tau(y)]/(z - y), both below the axis and relative to mu. */
function putTauDifference(zr: number, zi: number, yr: number, yi: number, T: number, at: number): void {
  const b = inverseOf(T);
  (T === 0 ? putLogDifference : putThetaDifference)(-b * zi, b * zr, -b * yi, b * yr, work, at);
  const re = work[at]!;
  work[at] = -b * work[at + 1]!;
  work[at + 1] = b * re;
}

/** Coefficients C and K of electrodes a, b at 2 ((p count + q) modes^2 + m modes + n). */
interface Coefficients {
  readonly direct: Float64Array;
  readonly crossed: Float64Array;
}

/** <x|M|y> for all rows x and columns y: entry (p, q) at 2 (p columns + q). `conjugate` makes columns of rows. */
function formsOf(
  rows: Float64Array,
  rowCount: number,
  matrix: Float64Array,
  columns: Float64Array,
  columnCount: number,
  n: number,
  conjugate: 1 | -1,
): Float64Array {
  const out = new Float64Array(2 * rowCount * columnCount);
  for (let q = 0; q < columnCount; q++) {
    for (let p = 0; p < rowCount; p++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < n; i++) {
        const rr = rows[2 * (p * n + i)]!;
        const ri = rows[2 * (p * n + i) + 1]!;
        for (let j = 0; j < n; j++) {
          const mr = matrix[2 * (i * n + j)]!;
          const mi = matrix[2 * (i * n + j) + 1]!;
          const ar = rr * mr - ri * mi;
          const ai = rr * mi + ri * mr;
          const cr = columns[2 * (q * n + j)]!;
          const ci = conjugate * columns[2 * (q * n + j) + 1]!;
          re += ar * cr - ai * ci;
          im += ar * ci + ai * cr;
        }
      }
      out[2 * (p * columnCount + q)] = re;
      out[2 * (p * columnCount + q) + 1] = im;
    }
  }
  return out;
}

/**
 * With Ab_a = sum_p |x_p><y_p|/(e - z_p) + h.c. and A_b = sum_q |r_q><w_q|/(e - z_q) + h.c.,
 * C^mn_pq = <y_p|M^n|r_q><w_q|M^m|x_p>, K^mn_pq = <y_p|M^n|w_q><r_q|M^m|x_p>. In the transposed junction, whose in-states
 * have |r'><w'|, x_p is the row w'_p written as a column and y_p the column r'_p written as a row.
 */
function coefficientsOf(expansion: Expansion, outgoing: Expansion, a: number, b: number): Coefficients {
  const { levels: n, count: Q, couplings } = expansion;
  const P = outgoing.count;
  const modes = couplings.length;
  const x = outgoing.weights[a]!;
  const y = outgoing.rightConjugate.map((value, k) => (k % 2 === 1 ? -value : value));
  const w = expansion.weights[b]!;
  const r = expansion.rightConjugate;
  const direct = new Float64Array(2 * P * Q * modes * modes);
  const crossed = new Float64Array(direct.length);
  const yr = couplings.map((M) => formsOf(y, P, M, r, Q, n, -1));
  const yw = couplings.map((M) => formsOf(y, P, M, w, Q, n, -1));
  const wx = couplings.map((M) => formsOf(w, Q, M, x, P, n, 1));
  const rx = couplings.map((M) => formsOf(r, Q, M, x, P, n, 1));
  const putProduct = (u: Float64Array, v: Float64Array, p: number, q: number, out: Float64Array, at: number): void => {
    const [i, j] = [2 * (p * Q + q), 2 * (q * P + p)];
    out[at] = u[i]! * v[j]! - u[i + 1]! * v[j + 1]!;
    out[at + 1] = u[i]! * v[j + 1]! + u[i + 1]! * v[j]!;
  };
  for (let p = 0; p < P; p++) {
    for (let q = 0; q < Q; q++) {
      for (let m = 0; m < modes; m++) {
        for (let l = 0; l < modes; l++) {
          const at = 2 * (((p * Q + q) * modes + m) * modes + l);
          putProduct(yr[l]!, wx[m]!, p, q, direct, at);
          putProduct(yw[l]!, rx[m]!, p, q, crossed, at);
        }
      }
    }
  }
  return { direct, crossed };
}

/** Two poles closer than this part of their distance from the chemical potential are not subtracted. */
const CLOSE = 0.1;

/** Re sum_mn A_mn S_mn and its first moment, e - mu_a in the integrand, into `out`; sums of moduli after them. */
type PutDensity = (omega: number, spectrum: Float64Array, out: Float64Array) => void;

function densityOf(
  expansion: Expansion,
  outgoing: Expansion,
  { mu, temperature }: Reservoirs,
  a: number,
  b: number,
): PutDensity {
  const { count: Q, couplings } = expansion;
  const P = outgoing.count;
  const entries = couplings.length ** 2;
  const { direct, crossed } = coefficientsOf(expansion, outgoing, a, b);
  const [Ta, Tb] = [temperature[a]!, temperature[b]!];
  const [ma, mb] = [mu[a]!, mu[b]!];
  const zr = outgoing.re;
  const zi = outgoing.im;
  const yr = expansion.re;
  const yi = expansion.im;
  const still = new Float64Array(2 * P);
  for (let p = 0; p < P; p++) putTau(zr[p]! - ma, zi[p]!, Ta, still, 2 * p);
  const stillDrain = new Float64Array(2 * Q);
  for (let q = 0; q < Q; q++) putTau(yr[q]! - mb, yi[q]!, Tb, stillDrain, 2 * q);
  const F = new Float64Array(3 * P);
  const G = new Float64Array(3 * Q);
  const moved = new Float64Array(2);
  return (omega, spectrum, out) => {
    for (let p = 0; p < P; p++) {
      putTau(zr[p]! - omega - mb, zi[p]!, Tb, moved, 0);
      F[3 * p] = moved[0]! - still[2 * p]!;
      F[3 * p + 1] = moved[1]! - still[2 * p + 1]!;
      F[3 * p + 2] = Math.abs(moved[0]!) + Math.abs(moved[1]!) + Math.abs(still[2 * p]!) + Math.abs(still[2 * p + 1]!) + 1;
    }
    for (let q = 0; q < Q; q++) {
      putTau(yr[q]! + omega - ma, yi[q]!, Ta, moved, 0);
      G[3 * q] = stillDrain[2 * q]! - moved[0]!;
      G[3 * q + 1] = stillDrain[2 * q + 1]! - moved[1]!;
      G[3 * q + 2] = Math.abs(moved[0]!) + Math.abs(moved[1]!) + Math.abs(stillDrain[2 * q]!) + Math.abs(stillDrain[2 * q + 1]!) + 1;
    }
    let [sum, moment, sumSize, momentSize] = [0, 0, 0, 0];
    for (let p = 0; p < P; p++) {
      const fr = F[3 * p]!;
      const fi = F[3 * p + 1]!;
      for (let q = 0; q < Q; q++) {
        let [cr, ci, kr, ki] = [0, 0, 0, 0];
        const base = 2 * (p * Q + q) * entries;
        for (let k = 0; k < entries; k++) {
          const s = spectrum[k]!;
          cr += s * direct[base + 2 * k]!;
          ci += s * direct[base + 2 * k + 1]!;
          kr += s * crossed[base + 2 * k]!;
          ki += s * crossed[base + 2 * k + 1]!;
        }
        const gr = G[3 * q]!;
        const gi = G[3 * q + 1]!;
        const noise = F[3 * p + 2]! + G[3 * q + 2]!;
        // (F - G)/(z_p - z_q - w)
        const dr = zr[p]! - yr[q]! - omega;
        const di = zi[p]! - yi[q]!;
        const near = dr * dr + di * di;
        const reach = (zr[p]! - ma) ** 2 + zi[p]! ** 2 + (Math.PI * Math.max(Ta, Tb)) ** 2;
        let rr: number;
        let ri: number;
        let weight: number;
        if (near < CLOSE * CLOSE * reach) {
          putTauDifference(zr[p]! - omega - mb, zi[p]!, yr[q]! - mb, yi[q]!, Tb, 0);
          putTauDifference(zr[p]! - ma, zi[p]!, yr[q]! + omega - ma, yi[q]!, Ta, 2);
          rr = work[0]! - work[2]!;
          ri = work[1]! - work[3]!;
          weight = Math.abs(work[0]!) + Math.abs(work[1]!) + Math.abs(work[2]!) + Math.abs(work[3]!);
        } else {
          rr = ((fr - gr) * dr + (fi - gi) * di) / near;
          ri = ((fi - gi) * dr - (fr - gr) * di) / near;
          weight = noise / Math.sqrt(near);
        }
        // (F - conj G)/(z_p - z_q^* - w)
        const er = dr;
        const ei = zi[p]! + yi[q]!;
        const far = er * er + ei * ei;
        const xr = ((fr - gr) * er + (fi + gi) * ei) / far;
        const xi = ((fi + gi) * er - (fr - gr) * ei) / far;
        sum += cr * rr - ci * ri + kr * xr - ki * xi;
        // mean of the two poles from mu_a
        const mr = (zr[p]! + yr[q]! + omega) / 2 - ma;
        const mi = di / 2 + yi[q]!;
        const ni = di / 2;
        const ur = (fr + gr) / 2 + mr * rr - mi * ri;
        const ui = (fi + gi) / 2 + mr * ri + mi * rr;
        const vr = (fr + gr) / 2 + mr * xr - ni * xi;
        const vi = (fi - gi) / 2 + mr * xi + ni * xr;
        moment += cr * ur - ci * ui + kr * vr - ki * vi;
        const c = Math.abs(cr) + Math.abs(ci);
        const k = Math.abs(kr) + Math.abs(ki);
        const size = c * weight + (k * noise) / Math.sqrt(far);
        sumSize += size;
        momentSize += (c + k) * noise + size * (Math.abs(mr) + Math.abs(mi));
      }
    }
    out[0] = sum;
    out[1] = moment;
    out[2] = sumSize;
    out[3] = momentSize;
  };
}

/** What bosons out of balance with electrode b drive out of electrode a: flux and heat, or their kernels, at 2 (a electrodes + b). */
export interface Imbalance {
  readonly length: number;
  /** writes sum_mn A_mn/w Re [L_mn(w) + L_mn(-w)] and the moment for all a, b that are wanted */
  readonly put: (omega: number, out: Float64Array, sizes: Float64Array | undefined) => void;
}

export function imbalanceOf(
  expansion: Expansion,
  outgoing: Expansion,
  reservoirs: Reservoirs,
  isWanted: (b: number) => boolean,
): Imbalance {
  const electrodes = expansion.electrodes.length;
  const modes = expansion.couplings.length;
  const densities = Array.from({ length: electrodes ** 2 }, (_, k) =>
    isWanted(k % electrodes)
      ? densityOf(expansion, outgoing, reservoirs, Math.floor(k / electrodes), k % electrodes)
      : undefined,
  );
  const putSpectrum = modeSpectrumOf(expansion.device);
  const spectrum = zeros(modes);
  const [up, down] = [new Float64Array(4), new Float64Array(4)];
  return {
    length: 2 * electrodes ** 2,
    put: (omega, out, sizes) => {
      putSpectrum(omega, spectrum);
      for (let k = 0; k < densities.length; k++) {
        const put = densities[k];
        if (!put) continue;
        put(omega, spectrum.re, up);
        put(-omega, spectrum.re, down);
        for (let moment = 0; moment < 2; moment++) {
          // L = S + conj S^T, and 1/2 pi of S
          out[2 * k + moment] = (up[moment]! + down[moment]!) / Math.PI;
          if (sizes) sizes[2 * k + moment] = (up[2 + moment]! + down[2 + moment]!) / Math.PI;
        }
      }
    },
  };
}

/** The inelastic currents by imbalance: flux and heat out of electrode a at 2 a. */
export function imbalanceCurrents(
  expansion: Expansion,
  outgoing: Expansion,
  reservoirs: Reservoirs,
  tolerance: number,
): Integral {
  const { boson, temperature } = reservoirs;
  const electrodes = temperature.length;
  const imbalance = imbalanceOf(expansion, outgoing, reservoirs, (b) => temperature[b] !== boson);
  const densities = new Float64Array(imbalance.length);
  const densitySizes = new Float64Array(imbalance.length);
  const edges = frequencyPanels(expansion, outgoing, reservoirs, tolerance);
  return overPanels(edges, 2 * electrodes, (omega, out, sizes) => {
    imbalance.put(omega, densities, sizes && densitySizes);
    out.fill(0);
    sizes?.fill(0);
    for (let b = 0; b < electrodes; b++) {
      if (temperature[b] === boson) continue;
      // w [n(w, T_ph) - n(w, T_b)]/2 pi, for A_ph/w
      const drive = -xwBoseDifference(omega, 0, temperature[b]!, boson) / omega / (2 * Math.PI);
      for (let a = 0; a < electrodes; a++) {
        for (let moment = 0; moment < 2; moment++) {
          const from = 2 * (a * electrodes + b) + moment;
          const to = 2 * a + moment;
          out[to] = out[to]! - drive * densities[from]!;
          if (sizes) sizes[to] = sizes[to]! + Math.abs(drive) * densitySizes[from]!;
        }
      }
    }
  });
}
