/** Where a function of one variable vanishes. */

import { refuse, refuseUnless, requireFinite, requirePositive } from "../checks/validate.js";

/** Steps beyond those of halving that the method may take, where interpolation misleads it. */
const EXTRA_STEPS = 1;
/** How far an interpolated point is moved towards the middle, as a part of the squared interval over the first one. */
const PULL = 0.2;

/**
 * A root of a continuous function between two points at which it has different signs: the bias at which a current
 * changes sign, the border of a cooling window. Interpolation that is projected onto what halving would reach (ITP,
 * Oliveira and Takahashi, ACM Transactions on Mathematical Software 47, 5 (2021)): some ten evaluations, and never more than
 * halving takes.
 * @param f the function
 * @param from one point
 * @param to the other; f(from) and f(to) must have different signs, or one of them vanish
 * @param tolerance largest distance of the result from a change of sign; default 1e-14 of the larger of |from|, |to|
 * @returns the root, or the middle of two neighbouring numbers between which the sign changes
 * @throws RangeError where both ends have the same sign, saying the values; and where f is not finite
 * @throws TypeError for what is no function
 * @example
 * rootBetween((V) => currents(paperJunction, biased(V, 0.25)).J, -3, -2) // -2.173, where the cooling window ends
 */
export function rootBetween(f: (x: number) => number, from: number, to: number, tolerance?: number): number {
  if (typeof f !== "function") refuseUnless(false, "f", "a function of one number", f);
  const ends = [requireFinite("from", from), requireFinite("to", to)].sort((x, y) => x - y);
  const roundoff = 1e-14 * Math.max(...ends.map(Math.abs), Number.MIN_VALUE / 1e-14);
  const least = requirePositive("tolerance", tolerance === undefined ? roundoff : tolerance);
  const at = (x: number): number => requireFinite(`f(${x})`, f(x));
  let [a, b] = ends as [number, number];
  let [fa, fb] = [at(a), at(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) refuse("f(from) and f(to)", "of different signs", [fa, fb]);
  const first = b - a;
  const steps = Math.max(0, Math.ceil(Math.log2(first / (2 * least)))) + EXTRA_STEPS;
  for (let k = 0; b - a > 2 * least; k++) {
    const middle = (a + b) / 2;
    if (middle <= a || middle >= b) break;
    const interpolated = (fb * a - fa * b) / (fb - fa);
    const side = Math.sign(middle - interpolated);
    // never less than the tolerance: an end that is already that close to the root is stepped over
    const pull = Math.max((PULL * (b - a) ** 2) / first, least);
    const pulled = pull <= Math.abs(middle - interpolated) ? interpolated + side * pull : middle;
    const room = least * 2 ** (steps - k) - (b - a) / 2;
    const x = Math.abs(pulled - middle) <= room ? pulled : middle - side * room;
    const fx = at(x);
    if (fx === 0) return x;
    if (fx > 0 === fb > 0) [b, fb] = [x, fx];
    else [a, fa] = [x, fx];
  }
  return (a + b) / 2;
}
