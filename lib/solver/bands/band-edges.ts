/** Band edges that were not given: where the broadening becomes exactly zero. */
import { type Matrix, norm } from "../linear/matrix.js";
import type { RelativeSelfEnergy } from "./sampling.js";
import { antiHermitianPart } from "./self-energy.js";

/** Broadening, relative to the largest |Sigma|, that counts as none. */
const NONE = 1e-14;

/** Whether Gamma vanishes: the energy lies outside all bands of the electrode. */
export const isOutside = (sigma: Matrix, size: number): boolean =>
  norm(antiHermitianPart(sigma)) <= NONE * size;

/**
 * Edges between samples of which one lies in a band and the other does not, by bisection to the last digit.
 * @param energies ascending
 * @param samples Sigma there
 * @param size its largest entry
 * @param known edges that need not be found
 */
export function edgesBetween(
  sigma: RelativeSelfEnergy,
  energies: readonly number[],
  samples: ReadonlyMap<number, Matrix>,
  size: number,
  known: readonly number[],
): number[] {
  const found: number[] = [];
  for (let k = 1; k < energies.length; k++) {
    let [low, high] = [energies[k - 1]!, energies[k]!];
    const lowIsOutside = isOutside(samples.get(low)!, size);
    if (lowIsOutside === isOutside(samples.get(high)!, size)) continue;
    if (known.some((edge) => edge >= low && edge <= high)) continue;
    for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
      if (isOutside(sigma(middle), size) === lowIsOutside) low = middle;
      else high = middle;
    }
    found.push((low + high) / 2);
  }
  return found;
}
