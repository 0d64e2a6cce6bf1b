/**
 * The states that electrons scatter through at one energy. With Gamma_a = sum_j sigma_j |a_j><a_j|,
 *
 *   |phi_j> = G |a_j>   comes from electrode a,   A_a  = sum_j sigma_j |phi_j><phi_j|,
 *   |chi_j> = G^+|a_j>  leaves to electrode a,    Ab_a = sum_j sigma_j |chi_j><chi_j|,
 *
 * with G = sum_p |r_p><l_p|/(e - z_p), and the amplitude to cross from column i to column j is t_ji = <a_j|phi_i>. The sign sigma_j is 1 but for a
 * self-energy fitted by poles, whose Gamma_a(e) = G^-1 A_a G^+-1 may fall below zero by the error of the fit.
 */

import { isWideBand } from "../junction/junction.js";
import { clear } from "../linear/clear.js";
import { hermitianDecomposition } from "../linear/hermitian.js";
import { copy, type Matrix, putInverse, zeros } from "../linear/matrix.js";
import type { Expansion } from "./expansion.js";
import { projectRows } from "./projection.js";

export interface ScatteringStates {
  /** number of columns, at most */
  readonly capacity: number;
  /** columns in use at this energy */
  count: number;
  /** electrode and sign of each column */
  readonly electrode: Int32Array;
  readonly sign: Float64Array;
  /** a_j, phi_j, chi_j: entry i at 2 (j levels + i) */
  readonly contact: Float64Array;
  readonly incoming: Float64Array;
  readonly outgoing: Float64Array;
}

/** Writes G(e), and A_b(e) for a structured electrode b, as sums over poles. */
function putPoleSum(expansion: Expansion, energy: number, electrode: number | undefined, out: Matrix): void {
  const { levels, count, re, im, left, rightConjugate, weights } = expansion;
  const rows = electrode === undefined ? left : weights[electrode]!;
  out.re.fill(0);
  out.im.fill(0);
  for (let p = 0; p < count; p++) {
    const xr = energy - re[p]!;
    const xi = -im[p]!;
    const square = xr * xr + xi * xi;
    const dr = xr / square;
    const di = -xi / square;
    for (let i = 0; i < levels; i++) {
      const r = rightConjugate[2 * (p * levels + i)]!;
      const s = -rightConjugate[2 * (p * levels + i) + 1]!;
      const gr = r * dr - s * di;
      const gi = r * di + s * dr;
      for (let j = 0; j < levels; j++) {
        const lr = rows[2 * (p * levels + j)]!;
        const li = rows[2 * (p * levels + j) + 1]!;
        out.re[i * levels + j] = out.re[i * levels + j]! + gr * lr - gi * li;
        out.im[i * levels + j] = out.im[i * levels + j]! + gr * li + gi * lr;
      }
    }
  }
}

/** Writes sum_p |x_p> amplitude_p for the conjugates |x_p> of rows into the state at `to`. */
function putSuperposition(
  rows: Float64Array,
  n: number,
  amplitudes: Float64Array,
  out: Float64Array,
  to: number,
): void {
  clear(out, to, to + 2 * n);
  for (let p = 0; 2 * p < amplitudes.length; p++) {
    const ar = amplitudes[2 * p]!;
    const ai = amplitudes[2 * p + 1]!;
    for (let o = 0; o < 2 * n; o += 2) {
      const xr = rows[2 * p * n + o]!;
      const xi = -rows[2 * p * n + o + 1]!;
      out[to + o] = out[to + o]! + xr * ar - xi * ai;
      out[to + o + 1] = out[to + o + 1]! + xr * ai + xi * ar;
    }
  }
}

/** D (X + X^+) D^+ of the levels that an electrode touches; D = G^-1, X + X^+ = A. */
function broadeningFrom(inverse: Matrix, half: Matrix, touched: readonly number[]): Matrix {
  const n = inverse.size;
  const k = touched.length;
  const product = zeros(n);
  const out = zeros(k);
  for (let u = 0; u < k; u++) {
    const i = touched[u]!;
    for (let j = 0; j < n; j++) {
      let re = 0;
      let im = 0;
      for (let l = 0; l < n; l++) {
        const dr = inverse.re[i * n + l]!;
        const di = inverse.im[i * n + l]!;
        const ar = half.re[l * n + j]! + half.re[j * n + l]!;
        const ai = half.im[l * n + j]! - half.im[j * n + l]!;
        re += dr * ar - di * ai;
        im += dr * ai + di * ar;
      }
      product.re[u * n + j] = re;
      product.im[u * n + j] = im;
    }
    for (let v = 0; v < k; v++) {
      let re = 0;
      let im = 0;
      for (let j = 0; j < n; j++) {
        const dr = inverse.re[touched[v]! * n + j]!;
        const di = -inverse.im[touched[v]! * n + j]!;
        re += product.re[u * n + j]! * dr - product.im[u * n + j]! * di;
        im += product.re[u * n + j]! * di + product.im[u * n + j]! * dr;
      }
      out.re[u * k + v] = re;
      out.im[u * k + v] = im;
    }
  }
  return out;
}

/** A function that writes the states at an energy. */
export function scatteringStatesOf(expansion: Expansion): {
  readonly states: ScatteringStates;
  readonly put: (energy: number) => void;
} {
  const { junction, levels: n, count, re, im, left, rightConjugate, electrodes, columns } = expansion;
  const touchedBy = electrodes.map((name) => {
    const electrode = junction.electrodes[name]!;
    return isWideBand(electrode) ? [] : electrode.levels;
  });
  const capacity = columns.reduce((sum, own, a) => sum + (own?.length ?? touchedBy[a]!.length), 0);
  const states: ScatteringStates = {
    capacity,
    count: 0,
    electrode: new Int32Array(capacity),
    sign: new Float64Array(capacity).fill(1),
    contact: new Float64Array(2 * capacity * n),
    incoming: new Float64Array(2 * capacity * n),
    outgoing: new Float64Array(2 * capacity * n),
  };
  const { contact, incoming, outgoing } = states;
  const green = zeros(n);
  const half = zeros(n);
  const inverse = zeros(n);
  // <l_p|a_j> and <r_p|a_j> at 2 (j count + p)
  const onLeft = new Float64Array(2 * capacity * count);
  const onRight = new Float64Array(2 * capacity * count);
  const putOverlaps = (j: number): void => {
    projectRows(left, count, n, contact, 2 * j * n, onLeft, 2 * j * count);
    projectRows(rightConjugate, count, n, contact, 2 * j * n, onRight, 2 * j * count);
  };
  columns.forEach((own, a) => {
    for (const column of own ?? []) {
      const j = states.count++;
      for (let i = 0; i < n; i++) {
        contact[2 * (j * n + i)] = column.re[i]!;
        contact[2 * (j * n + i) + 1] = column.im[i]!;
      }
      states.electrode[j] = a;
      putOverlaps(j);
    }
  });
  const fixed = states.count;

  const putStructured = (energy: number): void => {
    states.count = fixed;
    putPoleSum(expansion, energy, undefined, green);
    putInverse(copy(green), inverse);
    touchedBy.forEach((touched, a) => {
      if (columns[a]) return;
      putPoleSum(expansion, energy, a, half);
      const { values, vectors } = hermitianDecomposition(broadeningFrom(inverse, half, touched));
      values.forEach((value, v) => {
        const j = states.count++;
        const root = Math.sqrt(Math.abs(value));
        states.electrode[j] = a;
        states.sign[j] = value < 0 ? -1 : 1;
        contact.fill(0, 2 * j * n, 2 * (j + 1) * n);
        touched.forEach((level, u) => {
          contact[2 * (j * n + level)] = root * vectors.re[u * touched.length + v]!;
          contact[2 * (j * n + level) + 1] = root * vectors.im[u * touched.length + v]!;
        });
        putOverlaps(j);
      });
    });
  };

  const ofPhi = new Float64Array(2 * count);
  const ofChi = new Float64Array(2 * count);
  const put = (energy: number): void => {
    if (fixed < capacity) putStructured(energy);
    for (let j = 0; j < states.count; j++) {
      for (let p = 0; p < count; p++) {
        // 1/(e - z_p)
        const xr = energy - re[p]!;
        const xi = -im[p]!;
        const square = xr * xr + xi * xi;
        const dr = xr / square;
        const di = -xi / square;
        const at = 2 * (j * count + p);
        ofPhi[2 * p] = onLeft[at]! * dr - onLeft[at + 1]! * di;
        ofPhi[2 * p + 1] = onLeft[at]! * di + onLeft[at + 1]! * dr;
        ofChi[2 * p] = onRight[at]! * dr + onRight[at + 1]! * di;
        ofChi[2 * p + 1] = onRight[at + 1]! * dr - onRight[at]! * di;
      }
      putSuperposition(rightConjugate, n, ofPhi, incoming, 2 * j * n);
      putSuperposition(left, n, ofChi, outgoing, 2 * j * n);
    }
  };
  return { states, put };
}
