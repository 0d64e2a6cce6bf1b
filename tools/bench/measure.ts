// The measurements themselves, one after the other on one core. A ratio is of two times taken within the same run.

import { currents } from "ehp-transport";
import { now } from "./clock.js";
import { describeMachine } from "./machine.js";
import type { Absent, Measurements, PointMeasurement, Route } from "./measurements.js";
import { extentOf, type Grid, gridCurrents } from "./opponents/grid.js";
import { errorOf, type JI, type Model } from "./opponents/model.js";
import { nestedCurrents } from "./opponents/nested.js";
import { exact, inLibrary, type NamedPoint, POINTS, settings } from "./opponents/points.js";
import {
  byDblquad,
  byNumpyGrid,
  findPython,
  PATIENCE,
  type Python,
  type PythonRun,
} from "./opponents/python.js";
import { loosestTolerances, refinedGrid, tunedGrid } from "./opponents/search.js";
import { tabulatedGridCurrents } from "./opponents/tabulated-grid.js";
import { BEFORE } from "./own/before.js";
import { ACCURACY, CASES, type Case } from "./own/cases.js";
import { measureCase } from "./own/measure.js";
import { withPace } from "./pace.js";
import { type Effort, QUICK, sample, summarise, THOROUGH } from "./timing.js";

export interface Plan {
  readonly points: readonly NamedPoint[];
  readonly effort: Effort;
  /** seconds and runs for a route in Python */
  readonly python: { readonly budget: number; readonly maximum: number };
  readonly cases: readonly Case[];
  readonly isQuick: boolean;
}

export const FULL: Plan = {
  points: POINTS,
  effort: THOROUGH,
  python: { budget: 2.5, maximum: 15 },
  cases: CASES,
  isQuick: false,
};

/** A smoke run: every part of the benchmark once, no time worth quoting. */
export const SMOKE: Plan = {
  points: POINTS.filter(({ id }) => id === "P1" || id === "P7"),
  effort: QUICK,
  python: { budget: 0, maximum: 1 },
  cases: CASES.filter(({ isQuick }) => isQuick),
  isQuick: true,
};

const NEVER: Absent = { absent: "never reached" };
const TOO_SLOW: Absent = { absent: `over ${PATIENCE} s` };
const NO_PYTHON: Absent = { absent: "not present" };

export function measure(plan: Plan, env: NodeJS.ProcessEnv, say: (line: string) => void): Measurements {
  const python = findPython(env);
  if (!python) say("no Python with NumPy and SciPy; EHP_PYTHON names another interpreter");
  warmUp(plan);
  const points = plan.points.map((point, k) => {
    say(`point ${k + 1}/${plan.points.length}: ${point.id}, ${point.name}`);
    return measurePoint(point, plan, python);
  });
  const own = plan.cases.map((one) => {
    say(`${one.group}: ${one.label}`);
    return measureCase(one, plan.effort, plan.isQuick);
  });
  return { machine: describeMachine(python), accuracy: ACCURACY, points, own };
}

/** Seconds, in budgets of a measurement, that the solver runs before the first, while the engine compiles it. */
const COMPILING = 5;

/** Runs the solver at all points until the engine has compiled it. */
function warmUp({ effort, points }: Plan): void {
  const inputs = points.map(({ model }) => inLibrary(model));
  const began = now();
  do {
    for (const { junction, point } of inputs) currents(junction, point, { tolerance: ACCURACY });
  } while (now() - began < COMPILING * effort.budget);
}

function measurePoint(named: NamedPoint, plan: Plan, python: Python | undefined): PointMeasurement {
  const { model } = named;
  const value = exact(named);
  const { junction, point } = inLibrary(model);
  const ours = (): JI => {
    const { J, I } = currents(junction, point, { tolerance: ACCURACY });
    return { J, I: I! };
  };
  const { result: samples, pace } = withPace(plan.effort, () => sample(ours, plan.effort));
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
    ...(BEFORE[named.id] !== undefined && { before: BEFORE[named.id] }),
    // Before and after the others, so that a machine that slows down meanwhile slows both sides of a ratio.
    ours: {
      timing: summarise([...samples, ...sample(ours, plan.effort)]),
      error: errorOf(ours(), value),
    },
    pace,
    routes: { nested, loosest, grid, tuned, dblquad, numpy: numpy() },
  };
}

const tolerances = (outer: number, inner: number): string =>
  `${outer.toExponential(0)} / ${inner.toExponential(0)}`;

function nodes(model: Model, grid: Grid): string {
  const { energies, frequencies } = extentOf(model, grid);
  return `${energies} x ${frequencies}`;
}
