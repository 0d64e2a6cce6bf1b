/**
 * What crosses from electrode b to electrode a at one energy, per f_b - f_a and de/2pi (Meir and Wingreen, with
 * G^< = G Sigma^< G^+ expanded to second order in M):
 *
 *   Landauer    tr[Gamma_a G Gamma_b G^+]                 = sum_ij |t_ji|^2
 *   elastic     2 Re tr[A_b Gamma_a G Sigma^r]            = 2 Re sum_ij t_ji^* <chi_j|Sigma^r|phi_i>      (Fock)
 *   Hartree     the same with Sigma^H
 *   inelastic   tr[Ab_a B_b]                              = sum_j <chi_j|B_b|chi_j>
 *
 * for columns i of b and j of a. The inelastic one is what modes at the temperature of b give,
 * f_a S_out - (1 - f_a) S_in = (f_a - f_b) B_b, because n(w) f(e-w) = f(e) [1 + n(w) - f(e-w)] at one temperature; what
 * they give beyond it stands in imbalance.
 */
import { convolutionsOf } from "./convolution.js";
import type { Expansion } from "./expansion.js";
import type { HartreeField } from "./hartree.js";
import { projectRows } from "./projection.js";
import { fermiDifference, type Reservoirs } from "./reservoirs.js";
import { scatteringStatesOf } from "./scattering-states.js";

/** The parts of a current, in the order in which arrays hold them. */
export const PARTS = ["landauer", "elastic", "hartree", "inelastic"] as const;
export const INELASTIC = 3;

export interface Kernels {
  /** kernel of part and electrodes a, b at (part electrodes + a) electrodes + b */
  readonly values: Float64Array;
  /** sums of the moduli of their terms, only where asked */
  readonly sizes: Float64Array;
  readonly put: (energy: number, wantsSizes: boolean) => void;
}

/** Kernels of a junction at an operating point. `pairs` says which (a, b) are wanted. */
export function kernelsOf(
  expansion: Expansion,
  reservoirs: Reservoirs,
  field: HartreeField | undefined,
  isWanted: (a: number, b: number) => boolean,
): Kernels {
  const { levels: n, count, couplings, weights, left, rightConjugate, displacement } = expansion;
  const electrodes = expansion.electrodes.length;
  const { pairs } = displacement;
  const { groupOf } = reservoirs;
  const modes = couplings.length;
  const { states, put: putStates } = scatteringStatesOf(expansion);
  const { values: scalar, put: putConvolutions } = convolutionsOf(expansion, reservoirs);
  const { capacity, electrode, sign, contact, incoming, outgoing } = states;
  const values = new Float64Array(4 * electrodes * electrodes);
  const sizes = new Float64Array(values.length);

  const block = 2 * count;
  const table = (): Float64Array => new Float64Array(capacity * modes * block);
  const tables = (): Float64Array[] => weights.map(table);
  // <l_p|M phi>, <w_p|M phi>, <r_p|M phi>; <r_p|M chi>, <w_p|M chi>
  const inLeft = table();
  const inWeight = tables();
  const inRight = table();
  const outRight = table();
  const outWeight = tables();
  // what <chi|M meets of Sigma M|phi>: beside |r_p>, and beside |w_p>
  const besideRight = new Float64Array(modes * block);
  const besideWeight = weights.map(() => new Float64Array(modes * block));
  const vector = new Float64Array(2 * n);

  const applyTo = (states: Float64Array, j: number, matrix: Float64Array): void =>
    projectRows(matrix, n, n, states, 2 * j * n, vector, 0);

  const putProjections = (): void => {
    for (let j = 0; j < states.count; j++) {
      for (let m = 0; m < modes; m++) {
        const at = (j * modes + m) * block;
        applyTo(incoming, j, couplings[m]!);
        projectRows(left, count, n, vector, 0, inLeft, at);
        projectRows(rightConjugate, count, n, vector, 0, inRight, at);
        for (let b = 0; b < electrodes; b++) projectRows(weights[b]!, count, n, vector, 0, inWeight[b]!, at);
        applyTo(outgoing, j, couplings[m]!);
        projectRows(rightConjugate, count, n, vector, 0, outRight, at);
        for (let b = 0; b < electrodes; b++) projectRows(weights[b]!, count, n, vector, 0, outWeight[b]!, at);
      }
    }
  };

  /** Sigma^r M|phi_i> as <chi|M will meet it. */
  const putSelfEnergyOn = (i: number): void => {
    besideRight.fill(0);
    for (const one of besideWeight) one.fill(0);
    const alpha = scalar.alpha[0]!;
    for (let k = 0; k < pairs.length; k++) {
      const [m, l] = pairs[k]!;
      const from = (i * modes + l) * block;
      const to = m * block;
      for (let o = 0; o < block; o += 2) {
        const ar = alpha[k * block + o]!;
        const ai = alpha[k * block + o + 1]!;
        const xr = inLeft[from + o]!;
        const xi = inLeft[from + o + 1]!;
        let re = ar * xr - ai * xi;
        let im = ar * xi + ai * xr;
        const rr = inRight[from + o]!;
        const ri = inRight[from + o + 1]!;
        for (let b = 0; b < electrodes; b++) {
          const beta = scalar.beta[b]!;
          const gamma = scalar.gamma[b]!;
          const br = beta[k * block + o]!;
          const bi = beta[k * block + o + 1]!;
          const wr = inWeight[b]![from + o]!;
          const wi = inWeight[b]![from + o + 1]!;
          re += br * wr - bi * wi;
          im += br * wi + bi * wr;
          const gr = gamma[k * block + o]!;
          const gi = gamma[k * block + o + 1]!;
          const beside = besideWeight[b]!;
          beside[to + o] = beside[to + o]! + gr * rr - gi * ri;
          beside[to + o + 1] = beside[to + o + 1]! + gr * ri + gi * rr;
        }
        besideRight[to + o] = besideRight[to + o]! + re;
        besideRight[to + o + 1] = besideRight[to + o + 1]! + im;
      }
    }
  };

  /** 2 Re t^* <chi_j|Sigma^r|phi_i> of the state i that stands in besideRight, besideWeight. */
  const elasticForm = (j: number, tr: number, ti: number): number => {
    let re = 0;
    let im = 0;
    const from = j * modes * block;
    for (let o = 0; o < modes * block; o += 2) {
      const r = outRight[from + o]!;
      const s = -outRight[from + o + 1]!;
      re += r * besideRight[o]! - s * besideRight[o + 1]!;
      im += r * besideRight[o + 1]! + s * besideRight[o]!;
      for (let b = 0; b < electrodes; b++) {
        const u = outWeight[b]![from + o]!;
        const v = -outWeight[b]![from + o + 1]!;
        const y = besideWeight[b]!;
        re += u * y[o]! - v * y[o + 1]!;
        im += u * y[o + 1]! + v * y[o]!;
      }
    }
    return 2 * (tr * re + ti * im);
  };

  /** <chi_j|B_b|chi_j> = -2 Im <chi_j|s_b|chi_j>. */
  const inelasticForm = (j: number, b: number): number => {
    const alpha = scalar.alpha[groupOf[b]!]!;
    const beta = scalar.beta[b]!;
    const gamma = scalar.gamma[b]!;
    const weight = outWeight[b]!;
    let im = 0;
    for (let k = 0; k < pairs.length; k++) {
      const [m, l] = pairs[k]!;
      const toM = (j * modes + m) * block;
      const toL = (j * modes + l) * block;
      for (let o = 0; o < block; o += 2) {
        // -i alpha + beta
        const cr = alpha[k * block + o + 1]! + beta[k * block + o]!;
        const ci = -alpha[k * block + o]! + beta[k * block + o + 1]!;
        const wr = weight[toL + o]!;
        const wi = weight[toL + o + 1]!;
        const rr = outRight[toM + o]!;
        const ri = -outRight[toM + o + 1]!;
        im += rr * (cr * wi + ci * wr) + ri * (cr * wr - ci * wi);
        const gr = gamma[k * block + o]!;
        const gi = gamma[k * block + o + 1]!;
        const sr = outRight[toL + o]!;
        const si = outRight[toL + o + 1]!;
        const vr = weight[toM + o]!;
        const vi = -weight[toM + o + 1]!;
        im += vr * (gr * si + gi * sr) + vi * (gr * sr - gi * si);
      }
    }
    return -2 * im;
  };

  const size = (x: Float64Array, at: number): number => Math.sqrt(x[at]! * x[at]! + x[at + 1]! * x[at + 1]!);

  /** Sums of moduli of the two forms. */
  const elasticSize = (j: number, i: number): number => {
    let sum = 0;
    for (let k = 0; k < pairs.length; k++) {
      const [m, l] = pairs[k]!;
      const out = (j * modes + m) * block;
      const into = (i * modes + l) * block;
      for (let p = 0; p < count; p++) {
        const o = 2 * p;
        const at = k * count + p;
        let inner = scalar.alphaSize[0]![at]! * size(inLeft, into + o);
        for (let b = 0; b < electrodes; b++) {
          inner += scalar.betaSize[b]![at]! * size(inWeight[b]!, into + o);
          sum += size(outWeight[b]!, out + o) * scalar.gammaSize[b]![at]! * size(inRight, into + o);
        }
        sum += size(outRight, out + o) * inner;
      }
    }
    return 2 * sum;
  };
  const inelasticSize = (j: number, b: number): number => {
    let sum = 0;
    for (let k = 0; k < pairs.length; k++) {
      const [m, l] = pairs[k]!;
      const toM = (j * modes + m) * block;
      const toL = (j * modes + l) * block;
      for (let p = 0; p < count; p++) {
        const at = k * count + p;
        const both = scalar.alphaSize[groupOf[b]!]![at]! + scalar.betaSize[b]![at]!;
        sum += size(outRight, toM + 2 * p) * both * size(outWeight[b]!, toL + 2 * p);
        sum += size(outWeight[b]!, toM + 2 * p) * scalar.gammaSize[b]![at]! * size(outRight, toL + 2 * p);
      }
    }
    return 2 * sum;
  };

  const square = electrodes * electrodes;
  const putPairs = (a: number, b: number, i: number, wantsSizes: boolean): void => {
    const at = a * electrodes + b;
    for (let j = 0; j < states.count; j++) {
      if (electrode[j] !== a) continue;
      let tr = 0;
      let ti = 0;
      let hr = 0;
      let hi = 0;
      let scale = 0;
      for (let l = 0; l < n; l++) {
        const ar = contact[2 * (j * n + l)]!;
        const ai = -contact[2 * (j * n + l) + 1]!;
        const pr = incoming[2 * (i * n + l)]!;
        const pi = incoming[2 * (i * n + l) + 1]!;
        tr += ar * pr - ai * pi;
        ti += ar * pi + ai * pr;
        if (wantsSizes) scale += Math.hypot(ar, ai) * Math.hypot(pr, pi);
      }
      const weight = sign[i]! * sign[j]!;
      values[at] = values[at]! + weight * (tr * tr + ti * ti);
      const elastic = square + at;
      values[elastic] = values[elastic]! + weight * elasticForm(j, tr, ti);
      if (wantsSizes) {
        sizes[at] = sizes[at]! + scale * scale;
        sizes[elastic] = sizes[elastic]! + scale * elasticSize(j, i);
      }
      if (!field) continue;
      for (let l = 0; l < n; l++) {
        const cr = outgoing[2 * (j * n + l)]!;
        const ci = -outgoing[2 * (j * n + l) + 1]!;
        hr += cr * vector[2 * l]! - ci * vector[2 * l + 1]!;
        hi += cr * vector[2 * l + 1]! + ci * vector[2 * l]!;
      }
      const hartree = 2 * square + at;
      values[hartree] = values[hartree]! + 2 * weight * (tr * hr + ti * hi);
      if (wantsSizes) {
        let chi = 0;
        let phi = 0;
        for (let l = 0; l < n; l++) {
          chi += size(outgoing, 2 * (j * n + l)) ** 2;
          phi += size(incoming, 2 * (i * n + l)) ** 2;
        }
        sizes[hartree] = sizes[hartree]! + 2 * scale * Math.sqrt(chi * phi) * field.size;
      }
    }
  };

  const put = (energy: number, wantsSizes: boolean): void => {
    values.fill(0);
    if (wantsSizes) sizes.fill(0);
    putStates(energy);
    putConvolutions(energy, wantsSizes);
    putProjections();
    for (let i = 0; i < states.count; i++) {
      const b = electrode[i]!;
      putSelfEnergyOn(i);
      if (field) applyTo(incoming, i, field.matrix);
      for (let a = 0; a < electrodes; a++) if (a !== b && isWanted(a, b)) putPairs(a, b, i, wantsSizes);
    }
    for (let j = 0; j < states.count; j++) {
      const a = electrode[j]!;
      for (let b = 0; b < electrodes; b++) {
        if (a === b || !isWanted(a, b)) continue;
        const at = 3 * square + a * electrodes + b;
        values[at] = values[at]! + sign[j]! * inelasticForm(j, b);
        if (wantsSizes) sizes[at] = sizes[at]! + inelasticSize(j, b);
      }
    }
  };
  return { values, sizes, put };
}

/** Components of the integrals over energy: part and moment of electrode a at (a parts + part) 2 + moment. */
export const componentOf = (a: number, part: number, moment: number): number =>
  (a * PARTS.length + part) * 2 + moment;

/**
 * The integrand of the currents out of each electrode: sum_b (f_a - f_b) kernel/2 pi, and the same with the factor
 * e - mu_a, which makes heat of it.
 */
export function putCurrents(
  { values, sizes }: Kernels,
  reservoirs: Reservoirs,
  energy: number,
  out: Float64Array,
  outSizes: Float64Array | undefined,
): void {
  const { mu } = reservoirs;
  const electrodes = mu.length;
  out.fill(0);
  outSizes?.fill(0);
  for (let a = 0; a < electrodes; a++) {
    const x = energy - mu[a]!;
    for (let b = 0; b < electrodes; b++) {
      if (a === b) continue;
      const difference = fermiDifference(reservoirs, a, b, energy) / (2 * Math.PI);
      if (difference === 0) continue;
      for (let part = 0; part < PARTS.length; part++) {
        const from = (part * electrodes + a) * electrodes + b;
        const to = componentOf(a, part, 0);
        const current = difference * values[from]!;
        out[to] = out[to]! + current;
        out[to + 1] = out[to + 1]! + x * current;
        if (outSizes) {
          const size = Math.abs(difference) * sizes[from]!;
          outSizes[to] = outSizes[to]! + size;
          outSizes[to + 1] = outSizes[to + 1]! + Math.abs(x) * size;
        }
      }
    }
  }
}
