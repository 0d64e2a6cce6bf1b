/** One attempt at the integral as the rule makes it, to look at its terms one by one. */
import { settingOf } from "../../lib/two-level/density.js";
import { bestHeight, digitsOf, type Extent, extentOf, offsetFor, rangeOf } from "../../lib/two-level/grid.js";
import type { Task } from "../../lib/two-level/task.js";
import type { Point } from "./points.js";

/** The task of a point and the extent of its nodes. */
export function taskOf(point: Point, tolerance = 1e-10): { task: Task; extent: Extent } {
  const { model, muL, muR, Te, Tph } = point;
  const { omega, gammaPh } = model;
  const square = (omega - gammaPh / 2) * (omega + gammaPh / 2);
  const swing = square > 0 ? Math.sqrt(square) : 0;
  const split = square > 0 ? 0 : Math.sqrt(-square);
  const setting = settingOf(model, muL, muR, Te);
  const extent = extentOf(setting, omega);
  const digits = digitsOf(tolerance);
  const height = bestHeight(rangeOf(extent, Math.max(Te, Tph), tolerance), digits, Te, Tph, false);
  const step = (2 * Math.PI * height) / digits;
  return {
    extent,
    task: {
      model,
      setting,
      Te,
      Tph,
      step,
      offset: offsetFor(setting, swing, step),
      ceiling: Number.POSITIVE_INFINITY,
      share: 0.02 * tolerance,
      shareJ: 0,
      shareI: 0,
      swing,
      split,
      reach: 2 * (omega + gammaPh + Math.abs(setting.gap) + setting.half),
    },
  };
}

/** The same attempt for other numbers: step and offset stay. */
export const onGridOf = (task: Task, point: Point): Task => ({
  ...taskOf(point).task,
  step: task.step,
  offset: task.offset,
});

const NUMBERS = ["epsilonL", "epsilonR", "gammaL", "gammaR", "omega", "gammaPh"] as const;

/** The point with each of its numbers in turn larger by a part `epsilon`. */
export function neighbours(point: Point, epsilon: number): Point[] {
  const grow = 1 + epsilon;
  return [
    ...NUMBERS.map((name) => ({ ...point, model: { ...point.model, [name]: point.model[name] * grow } })),
    { ...point, muL: point.muL * grow },
    { ...point, muR: point.muR * grow },
    { ...point, Te: point.Te * grow },
    { ...point, Tph: point.Tph * grow },
  ];
}
