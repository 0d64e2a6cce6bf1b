// How much longer this machine takes, at this moment, than the one for which the times are asked: measured by the nested
// quadrature and by the grid, which no change of the library touches. Cloud machines differ by four and drift by two.

import { gridCurrents } from "./opponents/grid.js";
import { nestedCurrents } from "./opponents/nested.js";
import { exact, POINTS } from "./opponents/points.js";
import { refinedGrid } from "./opponents/search.js";
import { type Effort, median, sample } from "./timing.js";

/** Seconds of the nested quadrature and of the grid at P4, as published on 2026-11-23. */
const NESTED = 29e-3;
const GRID = 1.8e-3;

const ACCURACY = 1e-10;
const EFFORT: Effort = { budget: 0.15, minimum: 3, run: 0.005 };

const named = POINTS.find(({ id }) => id === "P4")!;
let grid: ReturnType<typeof refinedGrid>;

/** Times of this machine in units of the reference machine's; no more effort goes into it than into what is timed. */
function paceBy({ budget, minimum }: Effort): number {
  const effort = {
    ...EFFORT,
    budget: Math.min(EFFORT.budget, budget),
    minimum: Math.min(EFFORT.minimum, minimum),
  };
  const { model } = named;
  grid ??= refinedGrid(model, exact(named), ACCURACY)!;
  const known = grid;
  const nested = median(sample(() => void nestedCurrents(model, ACCURACY, ACCURACY / 10), effort));
  const onGrid = median(sample(() => void gridCurrents(model, known), effort));
  return Math.sqrt((nested / NESTED) * (onGrid / GRID));
}

/** What `work` gives, and the pace of the machine meanwhile: the mean of before and after. */
export function withPace<T>(effort: Effort, work: () => T): { readonly result: T; readonly pace: number } {
  const before = paceBy(effort);
  const result = work();
  return { result, pace: Math.sqrt(before * paceBy(effort)) };
}
