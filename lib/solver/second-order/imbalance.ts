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

import { modeSpectrumOf } from "../bosons/bosons.js";
import { clear } from "../linear/clear.js";
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

/** Electrode a where states end and electrode b where they begin. */
type Channel = readonly [a: number, b: number];

/** Coefficients C and K of channels c, for each pair of modes k that D^r connects: at 2 (((p count + q) channels + c) pairs + k). */
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
      let re = 0;
      let im = 0;
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

/** Spectral functions sum_p |x_p><y_p|/(e - z_p) + h.c. of each electrode, on one set of poles. */
export interface SpectralPoles {
  readonly count: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** entries i of x_p and of y_p at 2 (p levels + i), for each electrode */
  readonly columns: readonly Float64Array[];
  readonly rows: readonly Float64Array[];
}

const conjugated = (x: Float64Array): Float64Array => x.map((value, k) => (k % 2 === 1 ? -value : value));

/** A_a: |x_p> = |r_p>, <y_p| = <w_p|. */
export function inStates({ count, re, im, weights, rightConjugate }: Expansion): SpectralPoles {
  const right = conjugated(rightConjugate);
  return { count, re, im, columns: weights.map(() => right), rows: weights };
}

/** Ab_a from the expansion of the transposed junction: x_p is its row <w_p| written as a column, <y_p| its column as a row. */
export function outStates({ count, re, im, weights, rightConjugate }: Expansion): SpectralPoles {
  const right = conjugated(rightConjugate);
  return { count, re, im, columns: weights, rows: weights.map(() => right) };
}

/** C^mn_pq = <y_p|M^n|r_q><w_q|M^m|x_p>, K^mn_pq = <y_p|M^n|w_q><r_q|M^m|x_p> for states of a and in-states of b. */
function putCoefficients(
  expansion: Expansion,
  states: SpectralPoles,
  [a, b]: Channel,
  { direct, crossed }: Coefficients,
  place: (p: number, q: number, k: number) => number,
): void {
  const { levels: n, count: Q, couplings } = expansion;
  const { pairs } = expansion.displacement;
  const P = states.count;
  const x = states.columns[a]!;
  const y = states.rows[a]!;
  const w = expansion.weights[b]!;
  const r = expansion.rightConjugate;
  const yr = couplings.map((M) => formsOf(y, P, M, r, Q, n, -1));
  const yw = couplings.map((M) => formsOf(y, P, M, w, Q, n, -1));
  const wx = couplings.map((M) => formsOf(w, Q, M, x, P, n, 1));
  const rx = couplings.map((M) => formsOf(r, Q, M, x, P, n, 1));
  const putProduct = (
    u: Float64Array,
    v: Float64Array,
    p: number,
    q: number,
    out: Float64Array,
    at: number,
  ): void => {
    const i = 2 * (p * Q + q);
    const j = 2 * (q * P + p);
    out[at] = u[i]! * v[j]! - u[i + 1]! * v[j + 1]!;
    out[at + 1] = u[i]! * v[j + 1]! + u[i + 1]! * v[j]!;
  };
  for (let p = 0; p < P; p++) {
    for (let q = 0; q < Q; q++) {
      pairs.forEach(([m, l], k) => {
        putProduct(yr[l]!, wx[m]!, p, q, direct, place(p, q, k));
        putProduct(yw[l]!, rx[m]!, p, q, crossed, place(p, q, k));
      });
    }
  }
}

/** The coefficients of channels whose reservoirs are alike, one channel after the other for each pair of poles. */
function coefficientsOf(
  expansion: Expansion,
  states: SpectralPoles,
  channels: readonly Channel[],
): Coefficients {
  const { count: Q, displacement } = expansion;
  const entries = displacement.pairs.length;
  const length = 2 * states.count * Q * entries * channels.length;
  const found = { direct: new Float64Array(length), crossed: new Float64Array(length) };
  channels.forEach((channel, c) => {
    const place = (p: number, q: number, k: number): number =>
      2 * (((p * Q + q) * channels.length + c) * entries + k);
    putCoefficients(expansion, states, channel, found, place);
  });
  return found;
}

/** Two poles closer than this part of their distance from the chemical potential are not subtracted. */
const CLOSE = 1 / 32;

/**
 * Re sum_mn A_mn S_mn of channel c and its first moment, e - mu_a in the integrand, at out[4 c]; sums of moduli after them, if
 * asked.
 * @param lowered tau of each electrode at the states' z_p - w
 * @param raised tau of each electrode at the expansion's z_q + w
 */
type PutDensities = (
  omega: number,
  lowered: Float64Array,
  raised: Float64Array,
  spectrum: Float64Array,
  out: Float64Array,
  wantsSizes: boolean,
) => void;

/** tau of every electrode at poles moved by `shift`, electrode a and pole p at 2 (a count + p). */
function putTaus(
  { re, im }: Pick<SpectralPoles, "re" | "im">,
  { mu, temperature }: Reservoirs,
  shift: number,
  out: Float64Array,
): void {
  const count = re.length;
  for (let a = 0; a < mu.length; a++)
    for (let p = 0; p < count; p++)
      putTau(re[p]! + shift - mu[a]!, im[p]!, temperature[a]!, out, 2 * (a * count + p));
}

/** The densities of channels whose reservoirs are alike: they differ in their coefficients alone. */
function densitiesAlike(
  expansion: Expansion,
  states: SpectralPoles,
  { mu, temperature }: Reservoirs,
  channels: readonly Channel[],
): PutDensities {
  const [a, b] = channels[0]!;
  const { count: Q, displacement, re: yr, im: yi } = expansion;
  const { count: P, re: zr, im: zi } = states;
  const entries = displacement.pairs.length;
  const { direct, crossed } = coefficientsOf(expansion, states, channels);
  const [Ta, Tb] = [temperature[a]!, temperature[b]!];
  const [ma, mb] = [mu[a]!, mu[b]!];
  const stillSource = new Float64Array(2 * P);
  for (let p = 0; p < P; p++) putTau(zr[p]! - ma, zi[p]!, Ta, stillSource, 2 * p);
  const stillDrain = new Float64Array(2 * Q);
  for (let q = 0; q < Q; q++) putTau(yr[q]! - mb, yi[q]!, Tb, stillDrain, 2 * q);
  const stride = entries * channels.length;
  const F = new Float64Array(2 * P);
  const G = new Float64Array(2 * Q);
  const sizeF = new Float64Array(P);
  const sizeG = new Float64Array(Q);
  const thermal = (Math.PI * Math.max(Ta, Tb)) ** 2;
  const modulus = (x: Float64Array, at: number): number => Math.abs(x[at]!) + Math.abs(x[at + 1]!);
  return (omega, lowered, raised, spectrum, out, wantsSizes) => {
    for (let p = 0; p < P; p++) {
      const at = 2 * (b * P + p);
      sizeF[p] = modulus(lowered, at) + modulus(stillSource, 2 * p) + 1;
      F[2 * p] = lowered[at]! - stillSource[2 * p]!;
      F[2 * p + 1] = lowered[at + 1]! - stillSource[2 * p + 1]!;
    }
    for (let q = 0; q < Q; q++) {
      const at = 2 * (a * Q + q);
      sizeG[q] = modulus(raised, at) + modulus(stillDrain, 2 * q) + 1;
      G[2 * q] = stillDrain[2 * q]! - raised[at]!;
      G[2 * q + 1] = stillDrain[2 * q + 1]! - raised[at + 1]!;
    }
    clear(out);
    for (let p = 0; p < P; p++) {
      const fr = F[2 * p]!;
      const fi = F[2 * p + 1]!;
      const zpr = zr[p]! - omega;
      const zpi = zi[p]!;
      const close = CLOSE * CLOSE * ((zr[p]! - ma) ** 2 + zpi * zpi + thermal);
      for (let q = 0; q < Q; q++) {
        const gr = G[2 * q]!;
        const gi = G[2 * q + 1]!;
        // R = (F - G)/(z_p - z_q - w)
        const dr = zpr - yr[q]!;
        const di = zpi - yi[q]!;
        const near = dr * dr + di * di;
        let rr: number;
        let ri: number;
        const isClose = near < close;
        if (isClose) {
          putTauDifference(zpr - mb, zpi, yr[q]! - mb, yi[q]!, Tb, 0);
          putTauDifference(zr[p]! - ma, zpi, yr[q]! + omega - ma, yi[q]!, Ta, 2);
          rr = work[0]! - work[2]!;
          ri = work[1]! - work[3]!;
        } else {
          const inverse = 1 / near;
          rr = ((fr - gr) * dr + (fi - gi) * di) * inverse;
          ri = ((fi - gi) * dr - (fr - gr) * di) * inverse;
        }
        // X = (F - conj G)/(z_p - z_q^* - w)
        const ei = zpi + yi[q]!;
        const far = 1 / (dr * dr + ei * ei);
        const xr = ((fr - gr) * dr + (fi + gi) * ei) * far;
        const xi = ((fi + gi) * dr - (fr - gr) * ei) * far;
        // (e - mu_a)/((e - u)(e - v)) = [1/(e - u) + 1/(e - v)]/2 + [(u + v)/2 - mu_a]/((e - u)(e - v))
        const mean = zr[p]! - dr / 2 - ma;
        const ur = (fr + gr) / 2 + mean * rr - (ei / 2) * ri;
        const ui = (fi + gi) / 2 + mean * ri + (ei / 2) * rr;
        const vr = (fr + gr) / 2 + mean * xr - (di / 2) * xi;
        const vi = (fi - gi) / 2 + mean * xi + (di / 2) * xr;
        let at = 2 * (p * Q + q) * stride;
        for (let c = 0; c < channels.length; c++) {
          let cr = 0;
          let ci = 0;
          let kr = 0;
          let ki = 0;
          for (let k = 0; k < entries; k++, at += 2) {
            const s = spectrum[k]!;
            cr += s * direct[at]!;
            ci += s * direct[at + 1]!;
            kr += s * crossed[at]!;
            ki += s * crossed[at + 1]!;
          }
          const to = 4 * c;
          out[to] = out[to]! + cr * rr - ci * ri + kr * xr - ki * xi;
          out[to + 1] = out[to + 1]! + cr * ur - ci * ui + kr * vr - ki * vi;
          if (!wantsSizes) continue;
          const directSize = Math.abs(cr) + Math.abs(ci);
          const crossedSize = Math.abs(kr) + Math.abs(ki);
          const terms = sizeF[p]! + sizeG[q]!;
          const size =
            (isClose
              ? directSize * (modulus(work, 0) + modulus(work, 2))
              : (directSize * terms) / Math.sqrt(near)) +
            crossedSize * terms * Math.sqrt(far);
          out[to + 2] = out[to + 2]! + size;
          out[to + 3] =
            out[to + 3]! + (directSize + crossedSize) * terms + size * (Math.abs(mean) + Math.abs(ei));
        }
      }
    }
  };
}

/** Channels in groups of like reservoirs. */
function groupsOf(channels: readonly Channel[], { mu, temperature }: Reservoirs): Channel[][] {
  const groups = new Map<string, Channel[]>();
  for (const channel of channels) {
    const key = channel.map((a) => `${mu[a]} ${temperature[a]}`).join(" ");
    const group = groups.get(key) ?? [];
    group.push(channel);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Densities of all pairs of electrodes, flux and first moment at 2 (a electrodes + b). */
export interface Densities {
  readonly length: number;
  /** writes sum_mn A_mn/w L_mn and its moment at w, or the sum of both signs of w, for all pairs that are wanted */
  readonly put: (omega: number, out: Float64Array, sizes: Float64Array | undefined) => void;
}

export function densitiesOf(
  expansion: Expansion,
  states: SpectralPoles,
  reservoirs: Reservoirs,
  withNegative: boolean,
  isWanted: (b: number) => boolean,
): Densities {
  const electrodes = expansion.electrodes.length;
  const wanted = Array.from(
    { length: electrodes ** 2 },
    (_, k): Channel => [Math.floor(k / electrodes), k % electrodes],
  ).filter(([, b]) => isWanted(b));
  const groups = groupsOf(wanted, reservoirs).map((channels) => ({
    places: channels.map(([a, b]) => 2 * (a * electrodes + b)),
    put: densitiesAlike(expansion, states, reservoirs, channels),
    up: new Float64Array(4 * channels.length),
    down: new Float64Array(4 * channels.length),
  }));
  const putSpectrum = modeSpectrumOf(expansion.junction);
  const spectrum = zeros(expansion.couplings.length);
  const { pairs } = expansion.displacement;
  const ofPairs = new Float64Array(pairs.length);
  // where the states have the poles of the expansion, one that is raised for one sign of w is lowered for the other
  const isOneSet = states.re === expansion.re;
  const table = (count: number): Float64Array => new Float64Array(2 * electrodes * count);
  const [lowered, raised] = [table(states.count), table(expansion.count)];
  const [loweredDown, raisedDown] = isOneSet
    ? [raised, lowered]
    : [table(states.count), table(expansion.count)];
  return {
    length: 2 * electrodes ** 2,
    put: (omega, out, sizes) => {
      putSpectrum(omega, spectrum);
      for (let k = 0; k < pairs.length; k++)
        ofPairs[k] = spectrum.re[pairs[k]![0] * spectrum.size + pairs[k]![1]]!;
      putTaus(states, reservoirs, -omega, lowered);
      putTaus(expansion, reservoirs, omega, raised);
      if (withNegative && !isOneSet) {
        putTaus(states, reservoirs, omega, loweredDown);
        putTaus(expansion, reservoirs, -omega, raisedDown);
      }
      for (const { places, put, up, down } of groups) {
        put(omega, lowered, raised, ofPairs, up, sizes !== undefined);
        if (withNegative) put(-omega, loweredDown, raisedDown, ofPairs, down, sizes !== undefined);
        places.forEach((place, c) => {
          for (let moment = 0; moment < 2; moment++) {
            // L = S + conj S^T, and 1/2 pi of S
            const from = 4 * c + moment;
            out[place + moment] = (up[from]! + down[from]!) / Math.PI;
            if (sizes) sizes[place + moment] = (up[from + 2]! + down[from + 2]!) / Math.PI;
          }
        });
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
  const states = outStates(outgoing);
  const imbalance = densitiesOf(expansion, states, reservoirs, true, (b) => temperature[b] !== boson);
  const densities = new Float64Array(imbalance.length);
  const densitySizes = new Float64Array(imbalance.length);
  const panels = frequencyPanels(expansion, states, reservoirs, tolerance);
  return overPanels(panels, 2 * electrodes, (omega, out, sizes) => {
    imbalance.put(omega, densities, sizes && densitySizes);
    clear(out);
    if (sizes) clear(sizes);
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
