/**
 * The best of several attempts, and whether it is good enough: the larger relative error of J and I, in units of the
 * tolerance, decides; it passes as well where it is unavoidable in double precision,
 *
 *   error <= max(tolerance |J|, UNAVOIDABLE EPSILON sum |w f v|),   likewise for I.
 */
import { EPSILON, MODULI_I, MODULI_J, TOTAL_I, TOTAL_J, totals } from "./terms.js";

/** Error, in units of EPSILON sum |terms|, that passes for unavoidable roundoff. Chosen, not measured. */
const UNAVOIDABLE = 200;

/** J, I, their errors and the unavoidable ones: of the best attempt so far, and of the one in hand. */
export const best: Float64Array = new Float64Array(6);
const attempt: Float64Array = new Float64Array(6);

/** No attempt so far. */
export function forgetAttempts(): void {
  best.fill(0).fill(Number.POSITIVE_INFINITY, 2, 4);
}

/** The larger relative error, in units of the tolerance; infinite where anything is not finite. */
function excessOf(values: Float64Array, tolerance: number): number {
  const sum = values[0]! + values[1]! + values[2]! + values[3]!;
  if (!Number.isFinite(sum)) return Number.POSITIVE_INFINITY;
  const allowedJ = tolerance * Math.abs(values[0]!);
  const allowedI = tolerance * Math.abs(values[1]!);
  return Math.max(values[2]! > 0 ? values[2]! / allowedJ : 0, values[3]! > 0 ? values[3]! / allowedI : 0);
}

/** Keeps the attempt in `totals` if it is better than the ones before; returns whether it meets the tolerance. */
export function keep(errorJ: number, errorI: number, tolerance: number): boolean {
  attempt[0] = totals[TOTAL_J]!;
  attempt[1] = totals[TOTAL_I]!;
  attempt[2] = errorJ;
  attempt[3] = errorI;
  attempt[4] = UNAVOIDABLE * EPSILON * totals[MODULI_J]!;
  attempt[5] = UNAVOIDABLE * EPSILON * totals[MODULI_I]!;
  const excess = excessOf(attempt, tolerance);
  if (excess < excessOf(best, tolerance)) best.set(attempt);
  return excess <= 1;
}

/** Whether the best attempt is as good as asked for, or as double precision allows. */
export function isAcceptable(tolerance: number): boolean {
  const passes = (n: number): boolean =>
    best[2 + n]! <= Math.max(tolerance * Math.abs(best[n]!), best[4 + n]!);
  return passes(0) && passes(1);
}
