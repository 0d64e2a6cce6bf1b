/** Lambda/x with all its digits: the closed form, or another route where the closed form would cancel. */
import { neighboursOf } from "../electrons/exceptional-points.js";
import { addScaled, type Matrix, zeros } from "../linear/matrix.js";
import { complex } from "../special/complex.js";
import { byPoles, densityByPoles, type PairDensity } from "./pair-closed-form.js";
import { energyIntegral, fermiDifference, reducedByQuadrature } from "./pair-quadrature.js";
import { bathIn, type ElectrodePair, type ExpandedPair, isExpanded, type PairIntegral } from "./pairs.js";

/** Relative roundoff of the closed form beyond which quadrature takes over, by default. */
export const CLOSED_FORM_LIMIT = 1e-11;

function largestDiagonal({ size, re }: Matrix): number {
  let largest = 0;
  for (let m = 0; m < size; m++) largest = Math.max(largest, Math.abs(re[m * size + m]!));
  return largest;
}

/** Orders of an average over neighbours fall by (d/width)^2; a hundredth of the last step is a safe bound on the next. */
const errorOfAverage = (fine: Matrix, coarse: Matrix): number =>
  largestDiagonal(addScaled(coarse, complex(-1, 0), fine)) / 100;

/**
 * Lambda(w)/x by the pole sum, averaged over neighbouring junctions at an exceptional point; undefined where that loses digits.
 * @param bath a pair bath whose electrodes have one temperature
 * @param omega pair energy
 * @param tolerance relative error that may pass
 */
export function reducedByPoleSums(
  bath: ElectrodePair,
  omega: number,
  tolerance: number = CLOSED_FORM_LIMIT,
): PairIntegral | undefined {
  const neighbours = neighboursOf(bath.junction);
  if (neighbours.length === 0) {
    if (!isExpanded(bath)) return undefined;
    const closed = byPoles(bath, omega);
    const isClosedWindow = bath.source.temperature === 0 && omega === bath.mu;
    const keepsDigits = closed.error <= tolerance * largestDiagonal(closed.matrix);
    return keepsDigits || bath.terms.count === 0 || isClosedWindow ? closed : undefined;
  }
  const modes = bath.junction.modes.length;
  let sum: PairIntegral = { matrix: zeros(modes), error: 0, moment: zeros(modes), momentError: 0 };
  let coarse = zeros(modes);
  for (const { junction, weight, coarseWeight } of neighbours) {
    const part = reducedByPoleSums(bathIn(junction, bath), omega, tolerance);
    if (!part) return undefined;
    sum = {
      matrix: addScaled(sum.matrix, complex(weight, 0), part.matrix),
      error: sum.error + Math.abs(weight) * part.error,
      moment: addScaled(sum.moment, complex(weight, 0), part.moment),
      momentError: sum.momentError + Math.abs(weight) * part.momentError,
    };
    coarse = addScaled(coarse, complex(coarseWeight, 0), part.matrix);
  }
  const step = errorOfAverage(sum.matrix, coarse);
  return sum.error + step <= tolerance * largestDiagonal(sum.matrix)
    ? { ...sum, error: sum.error + step }
    : undefined;
}

/**
 * Lambda(w)/x, x = w - mu_ab, for electrodes of one temperature: by the pole sum where that keeps its digits, by
 * quadrature where the pole sum would cancel (levels far outside the window) and for electrodes that are not wide-band.
 * @param bath the pair bath
 * @param omega pair energy
 * @param tolerance relative error that may pass
 */
export function reducedDensityOfStates(
  bath: ElectrodePair,
  omega: number,
  tolerance: number = CLOSED_FORM_LIMIT,
): PairIntegral {
  return reducedByPoleSums(bath, omega, tolerance) ?? reducedByQuadrature(bath, omega, tolerance / 10);
}

/**
 * Lambda(w)/x by the pole sum, whatever digits cancellation leaves it, as a function of w that has everything else
 * prepared: for loops over many frequencies that look at the error themselves, which is the absolute one of the largest
 * entry.
 * @param bath a pair bath whose electrodes have one temperature
 */
export function reducedDensityFunction(bath: ExpandedPair): (omega: number) => PairDensity {
  const parts = neighboursOf(bath.junction).flatMap(({ junction, weight, coarseWeight }) => {
    const beside = bathIn(junction, bath);
    return isExpanded(beside) ? [{ weight, coarseWeight, density: reducedDensityFunction(beside) }] : [];
  });
  if (parts.length === 0) return densityByPoles(bath);
  return (omega) => {
    let fine = zeros(bath.junction.modes.length);
    let coarse = fine;
    let error = 0;
    for (const { weight, coarseWeight, density } of parts) {
      const part = density(omega);
      fine = addScaled(fine, complex(weight, 0), part.matrix);
      coarse = addScaled(coarse, complex(coarseWeight, 0), part.matrix);
      error += Math.abs(weight) * part.error;
    }
    return { matrix: fine, error: error + errorOfAverage(fine, coarse) };
  };
}

/**
 * Lambda(w) itself for electrodes of different temperatures: by the pole sum where that keeps its digits, by quadrature
 * where it does not, as next to a zero of Lambda.
 */
export function unequalDensityOfStates(bath: ElectrodePair, omega: number): PairIntegral {
  if (isExpanded(bath)) {
    const closed = byPoles(bath, omega);
    if (closed.error <= CLOSED_FORM_LIMIT * largestDiagonal(closed.matrix)) return closed;
  }
  return energyIntegral(bath, omega, (energy) => fermiDifference(bath, omega, energy));
}
