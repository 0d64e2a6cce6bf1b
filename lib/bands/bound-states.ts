/**
 * States bound outside all bands: solutions of det(e - H - Sigma(e)) = 0 at real e where no structured electrode has a
 * broadening, and which no wide-band electrode broadens either.
 *
 * There Sigma is Hermitian and falls with energy, so each eigenvalue of M(e) = H + Sigma(e) - e falls as well, and the
 * number of positive ones drops by one at each bound state. It rises only at a pole of Sigma on the real axis: a state
 * bound in the electrode itself.
 */
import { eigenDecomposition } from "../linear/eigen.js";
import { adjoint, hermitianPart, type Matrix, matmul, norm, zeros } from "../linear/matrix.js";

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
  eigenDecomposition(matrixAt(problem, energy)).values.filter(({ re }) => re > 0).length;

/** Nearest approach to an edge, relative to the range beside it. */
const NEAREST = 1e-9;
const PER_DECADE = 3;

/** Energies of a range, graded towards both ends. */
function grid(from: number, to: number): number[] {
  const length = to - from;
  // off the middle, where a state of a lead itself may sit
  const energies = [from + 0.49 * length];
  for (let d = 0.48 * length; d > NEAREST * length; d *= 10 ** (-1 / PER_DECADE)) {
    energies.push(from + d, to - d);
  }
  return [...new Set(energies)].sort((a, b) => a - b);
}

/** Width, relative to the broadening, that is roundoff. */
const NO_WIDTH = 1e-13;

/** Whether one of the `count` states of M(e) next to zero is broadened by no wide-band electrode. */
function isBound(problem: BoundStateProblem, energy: number, count: number): boolean {
  const size = norm(problem.broadening);
  if (size === 0) return true;
  const { values, right } = eigenDecomposition(matrixAt(problem, energy));
  const nearest = values
    .map(({ re }, p) => ({ distance: Math.abs(re), p }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count);
  const widths = matmul(adjoint(right), matmul(problem.broadening, right));
  const among = zeros(nearest.length);
  nearest.forEach(({ p }, i) => {
    nearest.forEach(({ p: q }, j) => {
      among.re[i * nearest.length + j] = widths.re[p * right.size + q]!;
      among.im[i * nearest.length + j] = widths.im[p * right.size + q]!;
    });
  });
  return eigenDecomposition(among).values.some(({ re }) => re <= NO_WIDTH * size);
}

/** Relative width to which a state is enclosed; closer, a pole of Sigma would be hit. */
const FINEST = 2 ** -44;

/** All states in one range outside the bands. */
function inRange(problem: BoundStateProblem, from: number, to: number): number[] {
  const found: number[] = [];
  const search = (low: number, high: number, atLow: number, atHigh: number): void => {
    if (atLow === atHigh) return;
    const middle = low + 0.49 * (high - low);
    if (!(high - low > FINEST * (to - from) && middle > low && middle < high)) {
      if (atLow < atHigh || isBound(problem, middle, atLow - atHigh)) found.push(middle);
      return;
    }
    const atMiddle = positive(problem, middle);
    search(low, middle, atLow, atMiddle);
    search(middle, high, atMiddle, atHigh);
  };
  const energies = grid(from, to);
  const counts = energies.map((energy) => positive(problem, energy));
  for (let k = 1; k < energies.length; k++) {
    search(energies[k - 1]!, energies[k]!, counts[k - 1]!, counts[k]!);
  }
  return found;
}

/** Energies of the bound states, ascending; none closer to an edge than 1e-9 of the range beside it. */
export function boundStates(problem: BoundStateProblem): number[] {
  const ends = [problem.from, ...[...problem.edges].sort((a, b) => a - b), problem.to];
  return ends.slice(1).flatMap((to, k) => {
    const from = ends[k]!;
    if (!(to > from)) return [];
    const isGap = [0.31, 0.53, 0.77].every((part) => problem.isOutside(from + part * (to - from)));
    return isGap ? inRange(problem, from, to) : [];
  });
}
