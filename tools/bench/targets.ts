// What the solver is to reach, and whether it does.

import type { Absent, Measurements, PointMeasurement, Route, RouteName } from "./measurements.js";
import { median } from "./timing.js";

export const TARGETS = {
  /** seconds for (J, I), median over the points */
  point: 10e-6,
  /** times quicker than the grid, at every point */
  grid: 1500,
  /** seconds for one Lambda */
  lambda: 0.4e-6,
  /** seconds for a map of 400 x 400 */
  map: 3,
} as const;

const MAP_SIZE = 400;

export const isRoute = (outcome: Route | Absent): outcome is Route => "timing" in outcome;

export const pointSeconds = ({ points }: Measurements): number =>
  median(points.map(({ ours }) => ours.timing.seconds));

/** How many times quicker the library is than another route; undefined if that gave nothing. */
export function ratio(point: PointMeasurement, route: RouteName): number | undefined {
  const other = point.routes[route];
  return isRoute(other) ? other.timing.seconds / point.ours.timing.seconds : undefined;
}

/** The point at which the library leads the grid least. */
export function closestToGrid({ points }: Measurements): PointMeasurement | undefined {
  const compared = points.filter((point) => ratio(point, "grid") !== undefined);
  if (compared.length === 0) return undefined;
  return compared.reduce((a, b) => (ratio(b, "grid")! < ratio(a, "grid")! ? b : a));
}

/** Seconds for a map of 400 x 400, scaled if fewer points were computed. */
export const mapSeconds = ({ map }: Measurements): number => (map.seconds / map.points) * MAP_SIZE ** 2;
