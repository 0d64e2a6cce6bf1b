// Times of repeated runs: their median, and how far they spread.

import { now } from "./clock.js";

export interface Timing {
  /** median */
  readonly seconds: number;
  /** half the distance between the quartiles, relative to the median */
  readonly spread: number;
  /** number of timed runs; a run of a quick function is many calls */
  readonly runs: number;
}

export interface Effort {
  /** seconds to spend, warm-up included */
  readonly budget: number;
  /** runs there must be, whatever they take */
  readonly minimum: number;
  /** seconds a run should last at least, so that the clock's resolution does not matter */
  readonly run: number;
}

export const THOROUGH: Effort = { budget: 1.2, minimum: 3, run: 0.005 };
export const QUICK: Effort = { budget: 0.05, minimum: 1, run: 0.002 };

/** Part of the budget that goes into runs which are not timed, while the engine compiles. */
const WARM_UP = 0.5;

/** Seconds per call, one number for each run. */
export function sample(work: () => void, { budget, minimum, run }: Effort): number[] {
  const began = now();
  const elapsed = (): number => now() - began;
  let calls = 0;
  do {
    work();
    calls++;
  } while (elapsed() < WARM_UP * budget);
  const perRun = Math.max(1, Math.ceil((run * calls) / elapsed()));
  const samples: number[] = [];
  while (samples.length < minimum || elapsed() < budget) {
    const start = now();
    for (let k = 0; k < perRun; k++) work();
    samples.push((now() - start) / perRun);
  }
  return samples;
}

export function summarise(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const seconds = quantile(sorted, 0.5);
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / seconds;
  return { seconds, spread, runs: sorted.length };
}

export const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** Linear between the order statistics. */
function quantile(sorted: readonly number[], fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (position - below) * (high - low);
}
