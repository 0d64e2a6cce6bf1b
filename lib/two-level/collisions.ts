/**
 * Poles that all but coincide. Their residues grow as the inverse of their distance and cancel, so that the digits of
 * the sum are lost, while F on the axis knows nothing of it. The rule then stays below: with only the poles lower than
 * a ceiling H and a step h = 2 pi H/(digits + SPARE), what is left out is
 *
 *   Re sum_{Im zeta >= H} rho g(zeta) = O(exp(-2 pi H/h)) = O(exp(-digits - SPARE)).
 *
 * How much that is shows the same sum again with a step whose exponent is FINER more: the change, relative to the sum
 * of |terms| and over AGREEMENT. The two currents share the larger one, as either may agree by chance.
 */
import { ERROR_PER_NOISE, isNoisy, noiseOf } from "./roundoff.js";
import { MODULI_I, MODULI_J, NOISE_I, NOISE_J, TOTAL_I, TOTAL_J, termCount, terms, totals } from "./terms.js";

const { wR, wI } = terms;

/** Nats to spare in the exponent 2 pi H/h of the first step below a ceiling. */
export const SPARE = 2;
/** By how much more the exponent 2 pi H/h of the second step is: exp(-5) = 1/148 of the error. */
export const FINER = 5;
/** The change is the error of the coarser sum; that of the finer one is taken to be a tenth of it, 15 times exp(-5). */
const AGREEMENT = 10;

/**
 * Height of the lowest pole that roundoff spoils, infinite if none or if the nodes are spoilt as well, so that fewer
 * poles would not help. Poles that coincide exactly are not finite, and then only these are looked for.
 */
function lowestSpoilt(tolerance: number): number {
  const hasTotals = Number.isFinite(totals[NOISE_J]! + totals[NOISE_I]!);
  let lowest = Number.POSITIVE_INFINITY;
  let nodesJ = 0;
  let nodesI = 0;
  const count = termCount();
  for (let n = 0; n < count; n++) {
    const modulus = Math.abs(wR[n]!) + wI[n]!;
    const noise = noiseOf(n);
    if (wI[n] === 0) {
      nodesJ += noise * modulus;
      nodesI += noise;
      continue;
    }
    const isSpoilt = hasTotals ? isNoisy(noise, modulus, tolerance) : !Number.isFinite(noise);
    if (isSpoilt) lowest = Math.min(lowest, wI[n]!);
  }
  const allowed = tolerance / ERROR_PER_NOISE;
  if (
    hasTotals &&
    (nodesJ > allowed * Math.abs(totals[TOTAL_J]!) || nodesI > allowed * Math.abs(totals[TOTAL_I]!))
  )
    return Number.POSITIVE_INFINITY;
  return lowest;
}

/** The ceiling right below the lowest pole that roundoff spoils; infinite if there is nothing to stay below. */
export const ceilingBelowCollision = (tolerance: number): number => lowestSpoilt(tolerance) * (1 - 1e-9);

/** Error of the sum in `totals` by what is left out above the ceiling, relative to the sums of |terms|. */
export const leftOutAbove = (coarseJ: number, coarseI: number): number =>
  Math.max(
    Math.abs(totals[TOTAL_J]! - coarseJ) / totals[MODULI_J]!,
    Math.abs(totals[TOTAL_I]! - coarseI) / totals[MODULI_I]!,
  ) / AGREEMENT;
