/**
 * Exceptional points: where Heff = H - (i/2) sum_a Gamma_a is defective, or nearly so, its eigenvectors do not span the
 * levels and sums over poles lose their digits, though nothing physical happens there. The way out is to go round:
 * every result f is smooth in H, so it is the average over junctions beside the exceptional point,
 *
 *   f(0) = 3/4 [f(d) + f(-d)] - 3/10 [f(2d) + f(-2d)] + 1/20 [f(3d) + f(-3d)] + O(d^6),   H -> H + k d V,
 *
 * with a fixed Hermitian V on the levels that the coalescing states occupy. A step d of 1/200 of the smallest Im z of these
 * states leaves an error of some 1e-14, and there the eigenvectors are good to 1e-12 again.
 */

import { type Junction, junction } from "../junction/junction.js";
import { type ComplexLike, complex, imaginaryPart, realPart } from "../special/complex.js";
import { isAllWideBand, type Poles, polesOf } from "./electrons.js";

/** A junction beside the given one, with its weight in the average. */
export interface Neighbour {
  readonly junction: Junction;
  readonly weight: number;
  /** its weight in the average of one order less, which tells the error */
  readonly coarseWeight: number;
}

/** Uncertainty of sums over poles beyond which neighbours are asked. */
const LIMIT = 1e-12;
const STEP = 1 / 200;

const STENCIL: readonly (readonly [number, number, number])[] = [
  [1, 3 / 4, 2 / 3],
  [2, -3 / 10, -1 / 6],
  [3, 1 / 20, 0],
];

/** How far each state is from orthogonal to the others: |l_p||r_p|, 1 for a normal matrix. */
function conditionOf({ right, left }: Poles, p: number): number {
  const n = right.size;
  let l = 0;
  let r = 0;
  for (let i = 0; i < n; i++) {
    r += right.re[i * n + p]! ** 2 + right.im[i * n + p]! ** 2;
    l += left.re[p * n + i]! ** 2 + left.im[p * n + i]! ** 2;
  }
  return Math.sqrt(l * r);
}

/**
 * A Hermitian matrix that has no symmetry to share with H or Gamma, with entries of order one on the levels that the
 * given states occupy and none elsewhere: a narrow level far from the trouble keeps its width.
 */
function perturbation({ right }: Poles, states: readonly number[]): ComplexLike[][] {
  const n = right.size;
  const value = (k: number): number => Math.sin(1 + 2.4 * k * k);
  const share = Array.from({ length: n }, (_, i) =>
    Math.max(...states.map((p) => Math.hypot(right.re[i * n + p]!, right.im[i * n + p]!))),
  );
  const top = Math.max(...share);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const weight = (share[i]! * share[j]!) / (top * top);
      if (i === j) return weight * value(i);
      // symmetric in i and j, so that the matrix is Hermitian
      const re = (weight * value(3 + i + j)) / 2;
      const im = (weight * value(5 + i * j + n)) / 2;
      return complex(re, i < j ? im : -im);
    }),
  );
}

function makeNeighbours(given: Junction): readonly Neighbour[] {
  const poles = polesOf(given);
  if (poles.uncertainty <= LIMIT) return [];
  const conditions = Array.from(poles.im, (_, p) => conditionOf(poles, p));
  const worst = Math.max(...conditions);
  const states = conditions.flatMap((size, p) => (size > worst / 10 && poles.im[p]! < 0 ? [p] : []));
  if (states.length === 0) return [];
  const step = Math.min(...states.map((p) => -poles.im[p]!)) * STEP;
  const v = perturbation(poles, states);
  return STENCIL.flatMap(([k, weight, coarseWeight]) =>
    [k, -k].map((displacement) => ({
      junction: junction({
        ...given,
        hamiltonian: given.hamiltonian.map((row, i) =>
          row.map((z, j) =>
            complex(
              realPart(z) + displacement * step * realPart(v[i]![j]!),
              imaginaryPart(z) + displacement * step * imaginaryPart(v[i]![j]!),
            ),
          ),
        ),
      }),
      weight,
      coarseWeight,
    })),
  );
}

const known = new WeakMap<Junction, readonly Neighbour[]>();

/**
 * Junctions over which to average at and next to an exceptional point of Heff; none where the pole expansion is good
 * as it is, where the neighbours' is no better, and for electrodes that are not wide-band.
 */
export function neighboursOf(junction: Junction): readonly Neighbour[] {
  let found = known.get(junction);
  if (!found) {
    const candidates = isAllWideBand(junction) ? makeNeighbours(junction) : [];
    const isBetter = candidates.every(
      (neighbour) => polesOf(neighbour.junction).uncertainty < polesOf(junction).uncertainty / 10,
    );
    found = isBetter ? candidates : [];
    known.set(junction, found);
  }
  return found;
}
