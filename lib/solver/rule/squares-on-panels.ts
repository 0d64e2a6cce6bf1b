/**
 * Eq. (8) without any sum over poles: both integrals on graded panels, the transmission as a sum of squares (squares),
 *
 *   flux(w) = int de/2pi T(e, w) W(e; w),
 *
 * so that nothing cancels and no temperature is special. It costs a hundred times what the trapezoidal rule does, and serves
 * where that cannot: cold electrodes far from every level. Between electrodes with bands T = Tr[M A_a(e) M A_b(e-w)] comes from
 * their own self-energies.
 */
import { EPSILON } from "../checks/precision.js";
import { isAllWideBand, spectralMatrices } from "../electrons/electrons.js";
import { type Junction, spinOf } from "../junction/junction.js";
import { fromRows, type Matrix, putProduct, traceOfProduct, zeros } from "../linear/matrix.js";
import { energyNodes, type IsEmpty, netOccupation, TAIL } from "./energies.js";
import type { Flows } from "./flows.js";
import { overPanels } from "./panels.js";
import { TABLE_ERROR, tablePanels, tabulated } from "./spectral-table.js";
import { SQUARES_NOISE, squaresOf, transmission } from "./squares.js";
import type { Hop, State } from "./state.js";

/** T(e, w) of one channel; energies from the reference. */
export interface Transmission {
  /** with the weights A_ph of the pairs of modes */
  readonly at: (energy: number, omega: number, weights: Float64Array) => number;
  /** where it is zero; undefined where it never is */
  readonly isEmpty?: IsEmpty;
}

/** By amplitudes over the poles of the Green's function: wide-band electrodes. */
export function byAmplitudes({ poles, terms }: State, junction: Junction): (hop: Hop) => Transmission {
  const squares = squaresOf(junction, poles, terms);
  return ({ channel }) => ({
    at: (energy, omega, weights) => transmission(squares, channel, energy, omega, weights),
  });
}

/** Whether a spectral function, positive semidefinite, is zero, as outside all bands. */
function isZero({ size, re }: Matrix): boolean {
  for (let i = 0; i < size; i++) if (re[i * (size + 1)] !== 0) return false;
  return true;
}

/** Panels for the spectral functions at the energies from which, and to which, electrons hop. */
function tablePanelsOf({ terms, poles, mu, groups, hottest, modes }: State): number[] {
  const { edges } = poles;
  const places = [...edges, ...mu.subarray(0, groups), ...terms.re];
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const beyond = high - low + TAIL * hottest + modes.highest;
  return tablePanels(low - beyond, high + beyond, edges, terms);
}

/** By the spectral functions themselves: electrodes with bands. */
export function bySpectra(state: State, junction: Junction): (hop: Hop) => Transmission {
  const { electrodes, modePairs } = state.terms;
  const { reference } = state.poles;
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const levels = junction.hamiltonian.length;
  const spin = spinOf(junction);
  const left = couplings.map(() => zeros(levels));
  const right = couplings.map(() => zeros(levels));
  const panels = tablePanelsOf(state);
  const spectra = electrodes.map((name) => {
    const spectrum = spectralMatrices(junction, name);
    return tabulated(levels, (energy) => spectrum(energy + reference), panels, reference);
  });
  return ({ channel }) => {
    const a = spectra[channel.from]!;
    const b = spectra[channel.to]!;
    return {
      at: (energy, omega, weights) => {
        // of a channel within one electrode the two are the same matrix, one after the other
        const source = a.at(energy);
        if (isZero(source)) return 0;
        for (const [m, coupling] of couplings.entries()) putProduct(coupling, source, left[m]!);
        const drain = b.at(energy - omega);
        if (isZero(drain)) return 0;
        for (const [m, coupling] of couplings.entries()) putProduct(coupling, drain, right[m]!);
        let sum = 0;
        modePairs.forEach(([m, n], k) => {
          const trace = traceOfProduct(left[m]!, right[n]!).re;
          sum += weights[k]! * (m === n ? trace : trace + traceOfProduct(left[n]!, right[m]!).re);
        });
        return spin * sum;
      },
      isEmpty: (from, to, omega) => a.isZeroBetween(from, to) || b.isZeroBetween(from - omega, to - omega),
    };
  };
}

/**
 * Relative roundoff of a sum at a frequency, in units of the unit roundoff: that of its terms, and that of its nodes. A node is
 * rounded by at most half of EPSILON e, and each of the two lines that it lies on answers by no more than 1/width of that; about
 * the line of the hole's level e is that level and w.
 */
function noiseOf({ terms: { size, re, im } }: State): (omega: number) => number {
  let narrowest = Number.POSITIVE_INFINITY;
  let farthest = 0;
  for (let p = 0; p < size; p++) {
    if (im[p]! < 0) narrowest = Math.min(narrowest, -im[p]!);
    farthest = Math.max(farthest, Math.abs(re[p]!));
  }
  return (omega) => SQUARES_NOISE + (farthest + omega) / narrowest;
}

/** All flows of a junction by panels in w and in e. */
export function bySquaresOnPanels(state: State, junction: Junction, tolerance: number): Flows {
  const { poles } = state;
  const transmissionOf = isAllWideBand(junction) ? byAmplitudes(state, junction) : bySpectra(state, junction);
  const transmissions = state.hops.map(transmissionOf);
  const noiseAt = noiseOf(state);
  const ofTable = isAllWideBand(junction) ? 0 : (2 * TABLE_ERROR) / EPSILON;
  const putHop = (hop: Hop, c: number, omega: number, values: Float64Array): void => {
    const { at: transmissionAt, isEmpty } = transmissions[c]!;
    const { count, at, weight } = energyNodes(state, hop, omega, poles.edges, netOccupation, isEmpty);
    let flux = 0;
    let moment = 0;
    for (let j = 0; j < count; j++) {
      const part = weight[j]! * transmissionAt(at[j]!, omega, state.weights);
      flux += part;
      moment += part * (at[j]! - hop.origin);
    }
    values[3 * c] = flux / (2 * Math.PI);
    values[3 * c + 1] = (flux * omega) / (2 * Math.PI);
    values[3 * c + 2] = moment / (2 * Math.PI);
  };
  return overPanels(
    state,
    tolerance,
    (omega, values, noise) => {
      state.modes.put(omega, state.weights);
      for (const [c, hop] of state.hops.entries()) putHop(hop, c, omega, values);
      const relative = noiseAt(omega) + ofTable;
      for (let o = 0; o < values.length; o++) noise[o] = relative * Math.abs(values[o]!);
    },
    true,
  );
}
