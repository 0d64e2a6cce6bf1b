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
import { clear } from "../linear/clear.js";
import { convolutionsOf } from "./convolution.js";
import { coupledRowsOf, modulusAt } from "./coupled-rows.js";
import type { Expansion } from "./expansion.js";
import { fockOf } from "./fock.js";
import type { HartreeField } from "./hartree.js";
import { projectRows } from "./projection.js";
import { fermiDifference, type Reservoirs } from "./reservoirs.js";
import { scatteredOf } from "./scattered.js";
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

/** Kernels of a junction at an operating point, of those (a, b) that are wanted. */
export function kernelsOf(
  expansion: Expansion,
  reservoirs: Reservoirs,
  field: HartreeField | undefined,
  isWanted: (a: number, b: number) => boolean,
): Kernels {
  const { levels: n } = expansion;
  const electrodes = expansion.electrodes.length;
  const { states, put: putStates } = scatteringStatesOf(expansion);
  const { values: scalar, put: putConvolutions } = convolutionsOf(expansion, reservoirs);
  const { capacity, electrode, sign, contact, incoming, outgoing } = states;
  const rows = coupledRowsOf(expansion);
  const fock = fockOf(expansion, rows, scalar, capacity);
  const scattered = scatteredOf(expansion, rows, scalar, reservoirs);
  const { touched } = rows;
  const values = new Float64Array(4 * electrodes * electrodes);
  const sizes = new Float64Array(values.length);
  // Sigma^r|phi> and Sigma^H|phi> of one state, the former on touched levels
  const dressed = new Float64Array(2 * touched.length);
  const dressedSize = new Float64Array(touched.length);
  const displaced = new Float64Array(2 * n);

  /** 2 Re t^* <chi_j|Sigma^r|phi> of the state phi that stands in `dressed`. */
  const elasticForm = (j: number, tr: number, ti: number): number => {
    let re = 0;
    let im = 0;
    for (let u = 0; u < touched.length; u++) {
      const cr = outgoing[2 * (j * n + touched[u]!)]!;
      const ci = outgoing[2 * (j * n + touched[u]!) + 1]!;
      const dr = dressed[2 * u]!;
      const di = dressed[2 * u + 1]!;
      re += cr * dr + ci * di;
      im += cr * di - ci * dr;
    }
    return 2 * (tr * re + ti * im);
  };

  /** Sum of moduli of the form. */
  const elasticSize = (j: number): number =>
    2 *
    touched.reduce((sum, level, u) => sum + modulusAt(outgoing, 2 * (j * n + level)) * dressedSize[u]!, 0);

  const square = electrodes * electrodes;
  const putPairs = (a: number, b: number, i: number, wantsSizes: boolean): void => {
    const at = a * electrodes + b;
    for (let j = 0; j < states.count; j++) {
      if (electrode[j] !== a) continue;
      let tr = 0;
      let ti = 0;
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
        sizes[elastic] = sizes[elastic]! + scale * elasticSize(j);
      }
      if (!field) continue;
      let hr = 0;
      let hi = 0;
      for (let l = 0; l < n; l++) {
        const cr = outgoing[2 * (j * n + l)]!;
        const ci = -outgoing[2 * (j * n + l) + 1]!;
        hr += cr * displaced[2 * l]! - ci * displaced[2 * l + 1]!;
        hi += cr * displaced[2 * l + 1]! + ci * displaced[2 * l]!;
      }
      const hartree = 2 * square + at;
      values[hartree] = values[hartree]! + 2 * weight * (tr * hr + ti * hi);
      if (wantsSizes) {
        let chi = 0;
        let phi = 0;
        for (let l = 0; l < n; l++) {
          chi += modulusAt(outgoing, 2 * (j * n + l)) ** 2;
          phi += modulusAt(incoming, 2 * (i * n + l)) ** 2;
        }
        sizes[hartree] = sizes[hartree]! + 2 * scale * Math.sqrt(chi * phi) * field.size;
      }
    }
  };

  const put = (energy: number, wantsSizes: boolean): void => {
    clear(values);
    if (wantsSizes) clear(sizes);
    putStates(energy);
    putConvolutions(energy, wantsSizes);
    fock.put(wantsSizes);
    for (let i = 0; i < states.count; i++) {
      const b = electrode[i]!;
      fock.apply(incoming, i, dressed);
      if (wantsSizes) fock.applySizes(incoming, i, dressedSize);
      if (field) projectRows(field.matrix, n, n, incoming, 2 * i * n, displaced, 0);
      for (let a = 0; a < electrodes; a++) if (a !== b && isWanted(a, b)) putPairs(a, b, i, wantsSizes);
    }
    for (let j = 0; j < states.count; j++) {
      const a = electrode[j]!;
      scattered.take(outgoing, j, a);
      for (let b = 0; b < electrodes; b++) {
        if (a === b || !isWanted(a, b)) continue;
        const at = 3 * square + a * electrodes + b;
        values[at] = values[at]! + sign[j]! * scattered.form(b);
        if (wantsSizes) sizes[at] = sizes[at]! + scattered.size(b);
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
  clear(out);
  if (outSizes) clear(outSizes);
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
