/**
 * States that no electrode broadens although some have bands: real e and v with [e - H - Sigma(e)] v = 0. The levels hold
 * the part 1/(1 - <v|Sigma'(e)|v>) of such a state; the rest of it leaks into the electrodes.
 *
 * Outside all bands they are found by counting: there Sigma is Hermitian and falls with energy, so each eigenvalue of
 * M(e) = H + Sigma(e) - e falls as well, and the number of positive ones drops by one at each bound state. It rises only at
 * a pole of Sigma on the real axis: a state of the electrode that the levels do not share.
 */
import type { BoundState } from "../junction/dark-states.js";
import { type Column, columnOf, combination, image, overlapOf } from "../linear/columns.js";
import { hermitianDecomposition } from "../linear/hermitian.js";
import { addScaled, hermitianPart, type Matrix, norm, zeros } from "../linear/matrix.js";
import { complex } from "../special/complex.js";
import { antiHermitianPart } from "./self-energy.js";

/** Bound states and where to look for them; energies relative to the reference. */
export interface BoundStateProblem {
  readonly hamiltonian: Matrix;
  /** sum of Gamma over the wide-band electrodes */
  readonly broadening: Matrix;
  /** sum of Sigma over the structured electrodes on all levels */
  readonly selfEnergy: (energy: number) => Matrix;
  /** whether no structured electrode has a broadening there */
  readonly isOutside: (energy: number) => boolean;
  /** all edges */
  readonly edges: readonly number[];
  /** range to search, far beyond all edges and levels */
  readonly from: number;
  readonly to: number;
}

/** M(e) of the problem. */
function matrixAt({ hamiltonian, selfEnergy }: BoundStateProblem, energy: number): Matrix {
  const m = hermitianPart(selfEnergy(energy));
  for (let k = 0; k < m.re.length; k++) {
    m.re[k] = m.re[k]! + hamiltonian.re[k]! - (k % (m.size + 1) === 0 ? energy : 0);
    m.im[k] = m.im[k]! + hamiltonian.im[k]!;
  }
  return m;
}

const positive = (problem: BoundStateProblem, energy: number): number =>
  hermitianDecomposition(matrixAt(problem, energy)).values.filter((value) => value > 0).length;

/**
 * Nearest approach to an edge, relative to the energies there. A state at the distance d has the weight sqrt(d) on the levels,
 * so that one that is overlooked has less than a millionth.
 */
const NEAREST = 1e-12;
const PER_DECADE = 3;

/** Energies of a range, graded towards both ends. */
function grid(from: number, to: number, nearest: number): number[] {
  const length = to - from;
  // off the middle, where a state of a lead itself may sit
  const energies = [from + 0.49 * length];
  for (let d = 0.48 * length; d > nearest; d *= 10 ** (-1 / PER_DECADE)) {
    energies.push(from + d, to - d);
  }
  return [...new Set(energies)].sort((a, b) => a - b);
}

/** Width, relative to all broadenings and self-energies, that is roundoff. */
const NO_WIDTH = 1e-13;
/** Step of a numerical derivative relative to the distance from the nearest edge. */
const STEP = 1e-3;

/** <v|dSigma/de|v> by a central difference. */
function slopeAt({ selfEnergy, edges, from, to }: BoundStateProblem, energy: number, state: Column): number {
  const step = STEP * Math.min(to - from, ...edges.map((edge) => Math.abs(edge - energy)));
  if (step === 0) return Number.NEGATIVE_INFINITY;
  const [above, below] = [energy + step, energy - step];
  const change = addScaled(selfEnergy(above), complex(-1, 0), selfEnergy(below));
  return overlapOf(state, image(change, state)).re / (above - below);
}

/**
 * The states at an energy that nothing broadens.
 * @param energy where M(e) has `count` eigenvalues next to zero
 */
export function statesAt(problem: BoundStateProblem, energy: number, count: number): BoundState[] {
  const sigma = problem.selfEnergy(energy);
  const broadening = addScaled(problem.broadening, complex(1, 0), antiHermitianPart(sigma));
  const { values, vectors } = hermitianDecomposition(matrixAt(problem, energy));
  const nearest = Array.from(values)
    .map((value, p) => ({ distance: Math.abs(value), p }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ p }) => columnOf(vectors, p));
  const among = zeros(nearest.length);
  nearest.forEach((b, j) => {
    const broadened = image(broadening, b);
    nearest.forEach((a, i) => {
      const z = overlapOf(a, broadened);
      among.re[i * nearest.length + j] = z.re;
      among.im[i * nearest.length + j] = i === j ? 0 : z.im;
    });
  });
  const widths = hermitianDecomposition(among);
  const noWidth = NO_WIDTH * (norm(problem.broadening) + norm(sigma));
  const isOutside = problem.isOutside(energy);
  return Array.from(widths.values).flatMap((width, p) => {
    if (width > noWidth) return [];
    const state = combination(nearest, columnOf(widths.vectors, p));
    // Sigma falls with energy outside the bands; within, the state does not see it
    const share = 1 / (1 - Math.min(0, slopeAt(problem, energy, state)));
    return [{ energy, state, share, isOutside }];
  });
}

/** Width, relative to the energies there, to which a state is enclosed; closer, a pole of Sigma would be hit. */
const FINEST = 2 ** -44;

/** All states in one range outside the bands. */
function inRange(problem: BoundStateProblem, from: number, to: number): BoundState[] {
  const found: BoundState[] = [];
  const scale = Math.min(to - from, Math.max(...problem.edges.map(Math.abs), norm(problem.hamiltonian)));
  const search = (low: number, high: number, atLow: number, atHigh: number): void => {
    if (atLow === atHigh) return;
    const middle = low + 0.49 * (high - low);
    if (!(high - low > FINEST * scale && middle > low && middle < high)) {
      if (atLow > atHigh) found.push(...statesAt(problem, middle, atLow - atHigh));
      return;
    }
    const atMiddle = positive(problem, middle);
    search(low, middle, atLow, atMiddle);
    search(middle, high, atMiddle, atHigh);
  };
  const energies = grid(from, to, NEAREST * scale);
  const counts = energies.map((energy) => positive(problem, energy));
  for (let k = 1; k < energies.length; k++) {
    search(energies[k - 1]!, energies[k]!, counts[k - 1]!, counts[k]!);
  }
  return found;
}

/** The states bound outside all bands, ascending; none closer to an edge than {@link NEAREST}. */
export function boundStates(problem: BoundStateProblem): BoundState[] {
  const ends = [problem.from, ...[...problem.edges].sort((a, b) => a - b), problem.to];
  return ends.slice(1).flatMap((to, k) => {
    const from = ends[k]!;
    if (!(to > from)) return [];
    const isGap = [0.31, 0.53, 0.77].every((part) => problem.isOutside(from + part * (to - from)));
    return isGap ? inRange(problem, from, to) : [];
  });
}
