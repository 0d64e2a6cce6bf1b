/** Lists of numbers over which something is computed. */

import { requireFinite, requirePositive, requireWhole } from "../checks/validate.js";

/**
 * Equally spaced numbers, ends included.
 * @param from first number
 * @param to last number
 * @param count how many, at least 2
 * @returns `count` numbers; symmetric where the ends are
 * @throws RangeError for numbers that are not finite and a count below 2
 * @throws TypeError for what is of a wrong type
 */
export function linspace(from: number, to: number, count: number): number[] {
  requireFinite("from", from);
  requireFinite("to", to);
  requireWhole("count", count, 2);
  const steps = count - 1;
  // Symmetric in both ends, so that an interval around 0 has 0 in its middle.
  return Array.from({ length: count }, (_, k) =>
    k === 0 ? from : k === steps ? to : (from * (steps - k) + to * k) / steps,
  );
}

/**
 * Numbers in equal ratios, ends included: equally spaced on a logarithmic axis.
 * @param from first number, > 0
 * @param to last number, > 0
 * @param count how many, at least 2
 * @throws RangeError for numbers that are not positive and a count below 2
 * @throws TypeError for what is no number
 * @example
 * logspace(0.01, 100, 5) // 0.01, 0.1, 1, 10, 100
 */
export function logspace(from: number, to: number, count: number): number[] {
  requirePositive("from", from);
  requirePositive("to", to);
  const exponents = linspace(Math.log(from), Math.log(to), count);
  return exponents.map((exponent, k) => (k === 0 ? from : k === count - 1 ? to : Math.exp(exponent)));
}
