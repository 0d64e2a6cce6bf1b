// What the library is timed on. Each call stands in one place, so that a quicker function of the library takes over by one
// changed line.

import {
  currents,
  ehpDensityFunction,
  type Junction,
  linspace,
  type OperatingPoint,
  sweep,
  twoTerminal,
} from "ehp-transport";
import { now } from "./clock.js";
import type { JI } from "./model.js";

/** Relative tolerance asked of every (J, I) that is timed. */
export const ACCURACY = 1e-10;

/** One (J, I). */
export function ourPoint(junction: Junction, point: OperatingPoint): JI {
  const { J, I } = currents(junction, point, { tolerance: ACCURACY });
  return { J, I: I! };
}

/** Lambda^{LR} as a function of frequency; what is timed is one call of that function. */
export function ourLambda(junction: Junction, point: OperatingPoint): (w: number) => number {
  return ehpDensityFunction(junction, point, "L", "R");
}

/** The map's axes: chemical potential of both electrodes, and the mean of the two temperatures. */
export const MAP = {
  mu: [8, 12],
  temperature: [0.1, 3],
  /** T_e = 1.25 T, T_ph = 0.75 T */
  split: 0.25,
} as const;

/**
 * J on a size x size map over (mu, T).
 * @returns the seconds spent and the number of points computed
 */
export function ourMap(junction: Junction, size: number): { seconds: number; points: number } {
  const began = now();
  const { J } = sweep({
    over: { T: linspace(...MAP.temperature, size), mu: linspace(...MAP.mu, size) },
    at: ({ T, mu }) => ({ junction, point: twoTerminal(mu, mu, T * (1 + MAP.split), T * (1 - MAP.split)) }),
    tolerance: ACCURACY,
  });
  const seconds = now() - began;
  if (!J!.every(Number.isFinite)) throw new Error("the map has a J that is no number");
  return { seconds, points: J!.length };
}
