/**
 * Values with their errors: what the integrals leave, what the pole expansions may do to them (eigenvectors, narrow widths,
 * fits of self-energies), and the average over neighbouring junctions where that is the better.
 */

import { expansionDoubt, shareOfLooserFit } from "../electrons/doubt.js";
import { coarsePolesOf, isAllWideBand, polesOf } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { inputDoubt } from "../pairs/input-doubt.js";
import type { Integral } from "./integral.js";
import { displacementPolesOf } from "./mode-poles.js";
import { junctionsBeside } from "./neighbours.js";
import { type Scattering, scatteringOf } from "./terminal-integrals.js";

/** Numbers and their absolute errors. */
export interface Estimates {
  readonly value: Float64Array;
  readonly error: Float64Array;
  /** the part of the errors that more nodes would lower */
  readonly truncation: Float64Array;
  /** the part that fits of self-energies make */
  readonly fit: Float64Array;
}

/** Part of the tolerance that eigenvectors may take before neighbours are asked. */
const SPARE_DOUBT = 0.5;
/** Orders of the average fall by (d/width)^2; a hundredth of the last step is a safe bound on the next. */
const NEXT_ORDER = 1 / 100;

/** Relative error by the expansions in poles, of the electrons and of the modes. */
const doubtOf = (junction: Junction): number =>
  expansionDoubt(polesOf(junction)) + displacementPolesOf(junction).uncertainty;

/** What is integrated for a junction: its layout does not matter here. */
export type Calculation = (scattering: Scattering, tolerance: number) => Integral;

/** Part of the error of a fit down to which the rule's own error is worth nodes. */
const PART_OF_FIT = 0.1;

/** What the fits of self-energies may do to the values: the change by a looser fit, in proportion. */
function fitErrorOf(
  junction: Junction,
  point: OperatingPoint,
  value: Float64Array,
  calculate: Calculation,
  tolerance: number,
): Float64Array {
  if (isAllWideBand(junction)) return new Float64Array(value.length);
  const share = shareOfLooserFit(junction, point, polesOf(junction), coarsePolesOf(junction));
  const coarse = calculate(scatteringOf(junction, true), tolerance).value;
  return value.map((one, k) => share * Math.abs(one - coarse[k]!));
}

function direct(
  junction: Junction,
  point: OperatingPoint,
  calculate: Calculation,
  wanted: number,
  knownFit: Float64Array | undefined,
): Estimates {
  const tolerance = Math.max(wanted, PART_OF_FIT * polesOf(junction).fitError);
  const { value, truncation, noise, absolute } = calculate(scatteringOf(junction), tolerance);
  const doubt = doubtOf(junction) + inputDoubt(junction, point, polesOf(junction));
  const fit = knownFit ?? fitErrorOf(junction, point, value, calculate, tolerance);
  const error = value.map((_, k) => truncation[k]! + noise[k]! + doubt * absolute[k]! + fit[k]!);
  return { value, error, truncation, fit };
}

const largestOf = (values: Float64Array): number =>
  values.reduce(
    (most, one) => (Number.isFinite(one) ? Math.max(most, Math.abs(one)) : Number.POSITIVE_INFINITY),
    0,
  );

/**
 * The numbers of a calculation for a junction at an operating point.
 * @param knownFit the part of their errors that fits make, where a point nearby has told it
 * @throws RangeError if they do not fit double precision
 */
export function estimate(
  junction: Junction,
  point: OperatingPoint,
  calculate: Calculation,
  tolerance: number,
  knownFit?: Float64Array,
): Estimates {
  const itself = direct(junction, point, calculate, tolerance, knownFit);
  const beside = doubtOf(junction) > SPARE_DOUBT * tolerance ? junctionsBeside(junction) : [];
  let result = itself;
  if (beside.length > 0) {
    const parts = beside.map((one) => direct(one.junction, point, calculate, tolerance / 4, knownFit));
    const sum = (weights: readonly number[], key: keyof Estimates): Float64Array =>
      itself.value.map((_, k) => parts.reduce((total, part, i) => total + weights[i]! * part[key][k]!, 0));
    const value = sum(
      beside.map(({ weight }) => weight),
      "value",
    );
    const coarse = sum(
      beside.map(({ coarseWeight }) => coarseWeight),
      "value",
    );
    const moduli = beside.map(({ weight }) => Math.abs(weight));
    const error = sum(moduli, "error").map((size, k) => size + NEXT_ORDER * Math.abs(value[k]! - coarse[k]!));
    if (!(largestOf(itself.error) <= largestOf(error)))
      result = { value, error, truncation: sum(moduli, "truncation"), fit: sum(moduli, "fit") };
  }
  if (!Number.isFinite(largestOf(result.value) + largestOf(result.error)))
    throw new RangeError(
      "parameters must be such that the currents fit double precision (got a value that is not finite)",
    );
  return result;
}
