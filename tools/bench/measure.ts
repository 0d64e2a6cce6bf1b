// The measurements themselves, one after the other on one core. A ratio is of two times taken within the same seconds.

import { paperJunction, thetaDifference, thetaRectangle, twoTerminal } from "ehp-transport";
import { extentOf, type Grid, gridCurrents } from "./grid.js";
import { describeMachine } from "./machine.js";
import type { Absent, LambdaMeasurement, Measurements, PointMeasurement, Route } from "./measurements.js";
import { errorOf, type JI, type Model } from "./model.js";
import { nestedCurrents } from "./nested.js";
import { ACCURACY, ourLambda, ourMap, ourPoint } from "./ours.js";
import { exact, inLibrary, type NamedPoint, POINTS, settings } from "./points.js";
import { byDblquad, byNumpyGrid, findPython, PATIENCE, type Python, type PythonRun } from "./python.js";
import { loosestTolerances, refinedGrid, tunedGrid } from "./search.js";
import { measureSize } from "./sizes.js";
import { tabulatedGridCurrents } from "./tabulated-grid.js";
import { type Effort, QUICK, sample, summarise, THOROUGH } from "./timing.js";

export interface Plan {
  readonly points: readonly NamedPoint[];
  readonly effort: Effort;
  /** seconds and runs for a route in Python */
  readonly python: { readonly budget: number; readonly maximum: number };
  readonly mapSize: number;
  readonly sizes: readonly number[];
}

export const FULL: Plan = {
  points: POINTS,
  effort: THOROUGH,
  python: { budget: 2.5, maximum: 15 },
  mapSize: 400,
  sizes: [1, 2, 4, 8, 16, 32, 64],
};

/** A smoke run: every part of the benchmark once, no time worth quoting. */
export const SMOKE: Plan = {
  points: POINTS.filter(({ id }) => id === "P1" || id === "P7"),
  effort: QUICK,
  python: { budget: 0, maximum: 1 },
  mapSize: 40,
  sizes: [1, 2, 4, 8],
};

const NEVER: Absent = { absent: "never reached" };
const TOO_SLOW: Absent = { absent: `over ${PATIENCE} s` };
const NO_PYTHON: Absent = { absent: "not present" };

export function measure(plan: Plan, env: NodeJS.ProcessEnv, say: (line: string) => void): Measurements {
  const python = findPython(env);
  if (!python) say("no Python with NumPy and SciPy; EHP_PYTHON names another interpreter");
  const points = plan.points.map((point, k) => {
    say(`point ${k + 1}/${plan.points.length}: ${point.id}, ${point.name}`);
    return measurePoint(point, plan, python);
  });
  say("Lambda");
  const lambda = measureLambda(plan.effort);
  say(`map of ${plan.mapSize} x ${plan.mapSize} points`);
  const map = { size: plan.mapSize, ...ourMap(paperJunction, plan.mapSize) };
  const sizes = plan.sizes.map((levels) => {
    say(`junction of ${levels} levels`);
    return measureSize(levels, plan.effort);
  });
  return { machine: describeMachine(python), accuracy: ACCURACY, points, lambda, map, sizes };
}

function measurePoint(named: NamedPoint, plan: Plan, python: Python | undefined): PointMeasurement {
  const { model } = named;
  const value = exact(named);
  const { junction, point } = inLibrary(model);
  const ours = (): JI => ourPoint(junction, point);
  const oursBefore = sample(ours, plan.effort);
  const timed = (work: () => JI, detail: string): Route => {
    let last: JI = value;
    const samples = sample(() => {
      last = work();
    }, plan.effort);
    return { timing: summarise(samples), error: errorOf(last, value), detail };
  };
  const inPython = (run: PythonRun | undefined): Route | Absent =>
    run ? { timing: summarise(run.samples), error: errorOf(run, value) } : TOO_SLOW;

  const nested = timed(
    () => nestedCurrents(model, ACCURACY, ACCURACY / 10),
    tolerances(ACCURACY, ACCURACY / 10),
  );
  const loose = loosestTolerances(model, value, ACCURACY);
  const loosest = loose
    ? timed(() => nestedCurrents(model, loose.outer, loose.inner), tolerances(loose.outer, loose.inner))
    : NEVER;
  const refined = refinedGrid(model, value, ACCURACY);
  const grid = refined ? timed(() => gridCurrents(model, refined), nodes(model, refined)) : NEVER;
  const best = refined && tunedGrid(model, value, ACCURACY, refined);
  const tuned = best ? timed(() => tabulatedGridCurrents(model, best), nodes(model, best)) : NEVER;
  const dblquad = python ? inPython(byDblquad(python, model, value, ACCURACY, plan.python)) : NO_PYTHON;
  const numpy = (): Route | Absent => {
    if (!python) return NO_PYTHON;
    return refined ? inPython(byNumpyGrid(python, model, refined, plan.python)) : NEVER;
  };
  return {
    id: named.id,
    name: named.name,
    settings: settings(model),
    // Before and after the others, so that a machine that slows down meanwhile slows both sides of a ratio.
    ours: {
      timing: summarise([...oursBefore, ...sample(ours, plan.effort)]),
      error: errorOf(ours(), value),
    },
    routes: { nested, loosest, grid, tuned, dblquad, numpy: numpy() },
  };
}

const tolerances = (outer: number, inner: number): string =>
  `${outer.toExponential(0)} / ${inner.toExponential(0)}`;

function nodes(model: Model, grid: Grid): string {
  const { energies, frequencies } = extentOf(model, grid);
  return `${energies} x ${frequencies}`;
}

function measureLambda(effort: Effort): LambdaMeasurement {
  const point = twoTerminal(10, 10, 1);
  // 1 = Omega is the distance of the levels, where a plain formula would divide zero by zero.
  const frequencies = Array.from({ length: 32 }, (_, k) => (k + 1) / 8);
  const lambda = ourLambda(paperJunction, point);
  let k = 0;
  const timing = summarise(
    sample(() => {
      lambda(frequencies[k++ % 32]!);
    }, effort),
  );
  const digamma = summarise(
    sample(() => {
      const w = frequencies[k++ % 32]!;
      const u = { re: 0.04, im: 0.08 };
      const v = { re: 0.04, im: 0.16 * w - 0.08 };
      const t = { re: 0, im: -0.16 * w };
      thetaDifference(u, { re: u.re, im: u.im + t.im });
      thetaDifference(v, { re: v.re, im: v.im + t.im });
      thetaRectangle(u, v, t);
    }, effort),
  );
  return { timing, digamma };
}
