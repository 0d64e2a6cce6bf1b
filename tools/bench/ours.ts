// What the library is timed on. Each call stands in one place, so that a quicker function of the library takes over by one
// changed line.

import { currents, ehpDensityOfStates, type Junction, type OperatingPoint, twoTerminal } from "ehp-transport";
import { now } from "./clock.js";
import type { JI } from "./model.js";

/** Relative tolerance asked of every (J, I) that is timed. */
export const ACCURACY = 1e-10;

/** One (J, I). */
export function ourPoint(junction: Junction, point: OperatingPoint): JI {
  const { J, I } = currents(junction, point, { tolerance: ACCURACY });
  return { J, I: I! };
}

/** One Lambda^{LR}(w), as the 1 x 1 or larger matrix that the library returns. */
export function ourLambda(junction: Junction, point: OperatingPoint, w: number): unknown {
  return ehpDensityOfStates(junction, point, "L", "R", w);
}

/** The map's axes: chemical potential of both electrodes, and the mean of the two temperatures. */
export const MAP = {
  mu: [8, 12],
  temperature: [0.1, 3],
  /** T_e = 1.25 T, T_ph = 0.75 T */
  split: 0.25,
} as const;

/**
 * J on a size x size map over (mu, T), or as much of it as `seconds` allow.
 * @returns the seconds spent and the number of points computed
 */
export function ourMap(
  junction: Junction,
  size: number,
  seconds: number,
): { seconds: number; points: number } {
  const at = ([from, to]: readonly [number, number], k: number): number =>
    from + ((to - from) * k) / (size - 1);
  const J = new Float64Array(size * size);
  const order = spreadOrder(size * size);
  const began = now();
  const elapsed = (): number => now() - began;
  let points = 0;
  // A sweep over two parameters, once the library has one, replaces this loop.
  for (const k of order) {
    const mu = at(MAP.mu, k % size);
    const T = at(MAP.temperature, Math.floor(k / size));
    J[k] = ourPoint(junction, twoTerminal(mu, mu, T * (1 + MAP.split), T * (1 - MAP.split))).J;
    points++;
    if (elapsed() > seconds) break;
  }
  const spent = elapsed();
  if (!J.every(Number.isFinite)) throw new Error("the map has a J that is no number");
  return { seconds: spent, points };
}

/** All numbers below n, such that any beginning of them is spread evenly: a map cut short is a fair sample of it. */
function* spreadOrder(n: number): Generator<number> {
  let stride = Math.round(n * 0.6180339887);
  while (greatestCommonDivisor(stride, n) !== 1) stride++;
  for (let k = 0, at = 0; k < n; k++, at = (at + stride) % n) yield at;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
