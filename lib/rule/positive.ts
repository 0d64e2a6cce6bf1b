/**
 * Eq. (8) without the sums over pole pairs: both integrals on graded panels, the transmission as a sum of squares,
 *
 *   flux(w) = int de/2pi T(e, w) W(e; w),   T = Tr_ph sum |amplitude|^2 A_ph,
 *   amplitude^n_ij(e, w) = sum_pq conj(v^a_pi)/(e - z_p^*) <r_p|M^n|r_q> v^b_qj/(e - w - z_q),   Gamma_a = V_a V_a^+, v^a_p = l_p V_a,
 *
 * so nothing cancels however far the levels are from the window, and no temperature is special. It costs milliseconds
 * instead of microseconds, and serves where the pole sums have lost the digits, and where one cold electrode stands beside
 * a warm one. Electrodes with bands: T = Tr[M A_a(e) M A_b(e-w)] from their own self-energy.
 */
import { broadeningColumns, isAllWideBand, spectralMatrices } from "../electrons.js";
import type { Junction } from "../junction.js";
import { fromRows, type Matrix, putProduct, traceOfProduct, zeros } from "../linear/matrix.js";
import { energyNodes } from "./energies.js";
import type { Flows } from "./flows.js";
import { emptyFlows } from "./flows.js";
import { frequencyPanels, overPanels, panelEnd } from "./panels.js";
import type { Hop, State } from "./state.js";

/** T(e, w) of one channel with the weights A_ph of the pairs of modes; energies from the reference. */
type Transmission = (energy: number, omega: number, weights: Float64Array) => number;

/** <l_p|b> for the columns b of Gamma: rows p, columns i, interleaved. */
function amplitudesOf(
  state: State,
  junction: Junction,
  name: string,
): { rank: number; values: Float64Array } {
  const { left } = state.poles;
  const size = left.size;
  const columns = broadeningColumns(junction, name);
  const rank = columns.length;
  const values = new Float64Array(2 * size * rank);
  for (let p = 0; p < size; p++) {
    columns.forEach(({ re, im }, i) => {
      let x = 0;
      let y = 0;
      for (let k = 0; k < size; k++) {
        const lr = left.re[p * size + k]!;
        const li = left.im[p * size + k]!;
        x += lr * re[k]! - li * im[k]!;
        y += lr * im[k]! + li * re[k]!;
      }
      values[2 * (p * rank + i)] = x;
      values[2 * (p * rank + i) + 1] = y;
    });
  }
  return { rank, values };
}

/** <r_p|M|r_q>, interleaved. */
function couplingBetween({ right }: { right: Matrix }, coupling: Matrix): Float64Array {
  const n = right.size;
  const product = zeros(n);
  putProduct(coupling, right, product);
  const out = new Float64Array(2 * n * n);
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      let x = 0;
      let y = 0;
      for (let k = 0; k < n; k++) {
        const rr = right.re[k * n + p]!;
        const ri = -right.im[k * n + p]!;
        x += rr * product.re[k * n + q]! - ri * product.im[k * n + q]!;
        y += rr * product.im[k * n + q]! + ri * product.re[k * n + q]!;
      }
      out[2 * (p * n + q)] = x;
      out[2 * (p * n + q) + 1] = y;
    }
  }
  return out;
}

/** By amplitudes over the poles of the Green's function: wide-band electrodes. */
function byAmplitudes(state: State, junction: Junction): (hop: Hop) => Transmission {
  const { terms, poles } = state;
  const { size, re, im, modePairs } = terms;
  const couplings = junction.modes.map(({ coupling }) => couplingBetween(poles, fromRows(coupling)));
  const amplitudes = terms.electrodes.map((name) => amplitudesOf(state, junction, name));
  const row = new Float64Array(2 * size);
  const inner = new Float64Array(2 * size);
  const outer = new Float64Array(2 * size);
  return ({ channel }) => {
    const a = amplitudes[channel.from]!;
    const b = amplitudes[channel.to]!;
    const paths = a.rank * b.rank;
    const y = new Float64Array(2 * paths * couplings.length);
    const fill = (energy: number, omega: number): void => {
      for (let p = 0; p < size; p++) {
        const x = energy - re[p]!;
        const s = 1 / (x * x + im[p]! ** 2);
        inner[2 * p] = x * s;
        inner[2 * p + 1] = -im[p]! * s;
        const z = energy - omega - re[p]!;
        const t = 1 / (z * z + im[p]! ** 2);
        outer[2 * p] = z * t;
        outer[2 * p + 1] = im[p]! * t;
      }
      let to = 0;
      for (const m of couplings) {
        for (let i = 0; i < a.rank; i++) {
          row.fill(0);
          for (let p = 0; p < size; p++) {
            const vr = a.values[2 * (p * a.rank + i)]!;
            const vi = -a.values[2 * (p * a.rank + i) + 1]!;
            if (vr === 0 && vi === 0) continue;
            const xr = vr * inner[2 * p]! - vi * inner[2 * p + 1]!;
            const xi = vr * inner[2 * p + 1]! + vi * inner[2 * p]!;
            for (let q = 0, k = 2 * p * size; q < size; q++, k += 2) {
              row[2 * q] = row[2 * q]! + xr * m[k]! - xi * m[k + 1]!;
              row[2 * q + 1] = row[2 * q + 1]! + xr * m[k + 1]! + xi * m[k]!;
            }
          }
          for (let j = 0; j < b.rank; j++, to += 2) {
            let sr = 0;
            let si = 0;
            for (let q = 0; q < size; q++) {
              const xr = row[2 * q]! * outer[2 * q]! - row[2 * q + 1]! * outer[2 * q + 1]!;
              const xi = row[2 * q]! * outer[2 * q + 1]! + row[2 * q + 1]! * outer[2 * q]!;
              const vr = b.values[2 * (q * b.rank + j)]!;
              const vi = b.values[2 * (q * b.rank + j) + 1]!;
              sr += xr * vr - xi * vi;
              si += xr * vi + xi * vr;
            }
            y[to] = sr;
            y[to + 1] = si;
          }
        }
      }
    };
    return (energy, omega, weights) => {
      fill(energy, omega);
      let sum = 0;
      modePairs.forEach(([m, n], k) => {
        let product = 0;
        const [first, second] = [2 * paths * m, 2 * paths * n];
        for (let i = 0; i < 2 * paths; i++) product += y[first + i]! * y[second + i]!;
        sum += weights[k]! * product * (m === n ? 1 : 2);
      });
      return sum;
    };
  };
}

/** By the spectral functions themselves: electrodes with bands. */
function bySpectra(state: State, junction: Junction): (hop: Hop) => Transmission {
  const { electrodes, modePairs } = state.terms;
  const { reference } = state.poles;
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const levels = junction.hamiltonian.length;
  const left = couplings.map(() => zeros(levels));
  const right = couplings.map(() => zeros(levels));
  return ({ channel }) => {
    const a = spectralMatrices(junction, electrodes[channel.from]!);
    const b = spectralMatrices(junction, electrodes[channel.to]!);
    return (energy, omega, weights) => {
      const source = a(energy + reference);
      for (const [m, coupling] of couplings.entries()) putProduct(coupling, source, left[m]!);
      const drain = b(energy - omega + reference);
      for (const [m, coupling] of couplings.entries()) putProduct(coupling, drain, right[m]!);
      let sum = 0;
      modePairs.forEach(([m, n], k) => {
        const trace = traceOfProduct(left[m]!, right[n]!).re;
        sum += weights[k]! * (m === n ? trace : trace + traceOfProduct(left[n]!, right[m]!).re);
      });
      return sum;
    };
  };
}

/** Roundoff of a sum of squares, in units of the unit roundoff. */
const SQUARES = 60;

/** All flows of a junction by panels in w and in e. */
export function byPositiveSums(state: State, junction: Junction, tolerance: number): Flows {
  const { poles } = state;
  const end = panelEnd(state, 3.5 - Math.log(tolerance));
  if (!(end > 0)) return emptyFlows(state.groupOf.length);
  const transmissionOf = isAllWideBand(junction) ? byAmplitudes(state, junction) : bySpectra(state, junction);
  const transmissions = state.hops.map(transmissionOf);
  const edges = Object.values(junction.electrodes).flatMap((electrode) =>
    "edges" in electrode ? [...(electrode.edges ?? [])].map((edge) => edge - poles.reference) : [],
  );
  const putHop = (hop: Hop, c: number, omega: number, values: Float64Array): void => {
    const { count, at, weight } = energyNodes(state, hop, omega, edges);
    let flux = 0;
    let moment = 0;
    for (let j = 0; j < count; j++) {
      const part = weight[j]! * transmissions[c]!(at[j]!, omega, state.weights);
      flux += part;
      moment += part * (at[j]! - hop.origin);
    }
    values[3 * c] = flux / (2 * Math.PI);
    values[3 * c + 1] = (flux * omega) / (2 * Math.PI);
    values[3 * c + 2] = moment / (2 * Math.PI);
  };
  return overPanels(
    state,
    frequencyPanels(state, end),
    (omega, values, noise) => {
      state.modes.put(omega, state.weights);
      for (const [c, hop] of state.hops.entries()) putHop(hop, c, omega, values);
      for (let o = 0; o < values.length; o++) noise[o] = SQUARES * Math.abs(values[o]!);
    },
    true,
  );
}
