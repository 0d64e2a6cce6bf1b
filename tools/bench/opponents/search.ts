// How little work each route can do and still reach the accuracy: found with the reference in hand, which no user has. The
// times that follow from it are the best these routes can show.

import { now } from "../clock.js";
import { type Grid, gridCurrents } from "./grid.js";
import { errorOf, type JI, type Model } from "./model.js";
import { nestedCurrents } from "./nested.js";
import { tabulatedGridCurrents } from "./tabulated-grid.js";

export interface Tolerances {
  readonly outer: number;
  readonly inner: number;
}

/** Inner tolerances in units of the outer one: a looser one is noise that the outer integral refines in vain. */
const INNER: readonly number[] = [0.1, 0.01, 0.001];

/**
 * For each ratio of inner to outer tolerance the loosest, by decades, that reaches `accuracy`; of these the quickest, for
 * the loosest need not be it.
 */
export function loosestTolerances(model: Model, exact: JI, accuracy: number): Tolerances | undefined {
  let best: (Tolerances & { readonly seconds: number }) | undefined;
  for (const ratio of INNER) {
    const loosest = loosestAt(model, exact, accuracy, ratio);
    if (!loosest) continue;
    const began = now();
    nestedCurrents(model, loosest.outer, loosest.inner);
    const seconds = now() - began;
    if (best === undefined || seconds < best.seconds) best = { ...loosest, seconds };
  }
  return best && { outer: best.outer, inner: best.inner };
}

function loosestAt(model: Model, exact: JI, accuracy: number, ratio: number): Tolerances | undefined {
  for (let digits = 1; digits <= 12; digits++) {
    const outer = Number(`1e-${digits}`);
    const inner = Math.max(1e-14, Number((outer * ratio).toPrecision(1)));
    if (errorOf(nestedCurrents(model, outer, inner), exact) <= accuracy) return { outer, inner };
  }
  return undefined;
}

/** Tails are followed to exp(-37) = 1e-16: what one writes who does not know the answer. */
const SAFE_TAIL = 37;
const REFINEMENT = 1.15;
const MAXIMAL_REFINEMENTS = 16;

/** A grid over all that double precision sees of the integrand, its steps refined until it reaches `accuracy`. */
export function refinedGrid(model: Model, exact: JI, accuracy: number): Grid | undefined {
  let grid = firstGrid(model, accuracy);
  for (let k = 0; k <= MAXIMAL_REFINEMENTS; k++) {
    if (errorOf(gridCurrents(model, grid), exact) <= accuracy) return grid;
    grid = {
      ...grid,
      energyStep: grid.energyStep / REFINEMENT,
      frequencyStep: grid.frequencyStep / REFINEMENT,
    };
  }
  return undefined;
}

/** Half as wide again as the nearest poles ask for: the rule's error is exp(-2 pi a/h), a their distance from the axis. */
function firstGrid(model: Model, accuracy: number): Grid {
  const { gammaL, gammaR, omega, gammaPh, electronTemperature, bosonTemperature } = model;
  const electrons = Math.min(gammaL / 2, gammaR / 2, Math.PI * electronTemperature);
  const half = gammaPh / 2;
  const mode = half < omega ? half : half - Math.sqrt(half * half - omega * omega);
  const bosons = Math.min(mode, electrons, 2 * Math.PI * bosonTemperature);
  const stepFor = (distance: number): number => (1.5 * 2 * Math.PI * distance) / -Math.log(accuracy);
  return { energyStep: stepFor(electrons), frequencyStep: stepFor(bosons), tail: SAFE_TAIL };
}

const COARSENINGS: readonly ((grid: Grid) => Grid)[] = [
  (grid) => ({ ...grid, tail: grid.tail - 1.5 }),
  (grid) => ({ ...grid, energyStep: grid.energyStep * 1.08 }),
  (grid) => ({ ...grid, frequencyStep: grid.frequencyStep * 1.08 }),
];

/** The same grid for tabulated functions, with its range and then its steps given up as far as the accuracy allows. */
export function tunedGrid(model: Model, exact: JI, accuracy: number, start: Grid): Grid | undefined {
  const reaches = (grid: Grid): boolean => errorOf(tabulatedGridCurrents(model, grid), exact) <= accuracy;
  let grid = start;
  if (!reaches(grid)) return undefined;
  for (const coarsen of COARSENINGS) {
    for (let next = coarsen(grid); next.tail > 0 && reaches(next); next = coarsen(grid)) grid = next;
  }
  return grid;
}
