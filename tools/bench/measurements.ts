// What a run of the benchmark finds: all that BENCHMARKS.md is written from.

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
  readonly ours: Route;
  readonly routes: Readonly<Record<RouteName, Route | Absent>>;
}

export interface LambdaMeasurement {
  readonly timing: Timing;
  /** seconds of the digamma differences that one value needs: two of two arguments, one of three */
  readonly digamma: Timing;
}

export interface MapMeasurement {
  /** along each side */
  readonly size: number;
  readonly points: number;
  /** for the points computed */
  readonly seconds: number;
}

export interface SizeMeasurement {
  readonly levels: number;
  readonly lambda: Timing;
  readonly building: Timing;
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
  /** relative tolerance asked of every (J, I) */
  readonly accuracy: number;
  readonly points: readonly PointMeasurement[];
  readonly lambda: LambdaMeasurement;
  readonly map: MapMeasurement;
  readonly sizes: readonly SizeMeasurement[];
}
