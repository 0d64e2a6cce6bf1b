// What a run of the benchmark finds: all that BENCHMARKS.md is written from.

import type { Case, Group } from "./own/cases.js";
import type { Timing } from "./timing.js";

/** One way to J and I at one point. */
export interface Route {
  readonly timing: Timing;
  /** the larger of the relative errors of J and I that it reached */
  readonly error: number;
  /** tolerances or nodes */
  readonly detail?: string;
}

/** A route that gave nothing, and why. */
export interface Absent {
  readonly absent: string;
}

export const ROUTES = ["nested", "loosest", "grid", "tuned", "dblquad", "numpy"] as const;
export type RouteName = (typeof ROUTES)[number];

export interface PointMeasurement {
  readonly id: string;
  readonly name: string;
  readonly settings: string;
  /** seconds before the present solver, on the reference machine */
  readonly before?: number;
  readonly ours: Route;
  /** times of the machine meanwhile, in units of the reference machine's */
  readonly pace: number;
  readonly routes: Readonly<Record<RouteName, Route | Absent>>;
}

/** The library alone at one of its own cases. */
export interface OwnMeasurement {
  readonly id: string;
  readonly group: Group;
  readonly label: string;
  readonly levels: number;
  readonly modes: number;
  /** mean over the calls */
  readonly timing: Timing;
  /** times of the machine meanwhile, in units of the reference machine's */
  readonly pace: number;
  /** junctions and operating points in the mean, and those of which all currents met the tolerance */
  readonly calls: number;
  readonly met: number;
  readonly target?: Case["target"];
  /** seconds before the present solver, on the reference machine */
  readonly before?: number;
  /** another route to the same, and how far from the library's numbers it ended, relatively */
  readonly other?: { readonly name: string; readonly seconds: number; readonly distance?: number };
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly os: string;
  readonly node: string;
  readonly v8: string;
  readonly date: string;
  readonly python?: { readonly python: string; readonly numpy: string; readonly scipy: string };
}

export interface Measurements {
  readonly machine: Machine;
  /** relative tolerance asked of all currents */
  readonly accuracy: number;
  readonly points: readonly PointMeasurement[];
  readonly own: readonly OwnMeasurement[];
}
