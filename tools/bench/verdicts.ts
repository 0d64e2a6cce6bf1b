// Each target beside what was measured.

import type {
  Absent,
  Measurements,
  OwnMeasurement,
  PointMeasurement,
  Route,
  RouteName,
} from "./measurements.js";
import type { Group } from "./own/cases.js";
import { median } from "./timing.js";

/** Seconds for all currents at a two-level point, median over the points. */
export const POINT_TARGET = 18e-6;

export const isRoute = (outcome: Route | Absent): outcome is Route => "timing" in outcome;

/** How many times quicker the library is than another route; undefined if that gave nothing. */
export function ratio(point: PointMeasurement, route: RouteName): number | undefined {
  const other = point.routes[route];
  return isRoute(other) ? other.timing.seconds / point.ours.timing.seconds : undefined;
}

/** Seconds that a case would take on the reference machine. */
export const referenceSeconds = ({ timing, pace }: OwnMeasurement): number => timing.seconds / pace;

/** The median over the points of what they would take on the reference machine. */
export const referenceMedian = ({ points }: Measurements): number =>
  median(points.map(({ ours, pace }) => ours.timing.seconds / pace));

/**
 * Seconds that a case may take on the reference machine; undefined without a target, and if the case it refers to was not
 * measured.
 */
export function targetOf({ target }: OwnMeasurement, { own }: Measurements): number | undefined {
  if (target === undefined || typeof target === "number") return target;
  const other = own.find(({ id }) => id === target.of);
  return other && target.times * referenceSeconds(other);
}

export interface Verdict {
  readonly group: Group | "points";
  readonly what: string;
  readonly seconds: number;
  readonly target: number;
  readonly isMet: boolean;
}

export function verdicts(found: Measurements): Verdict[] {
  const verdict = (group: Verdict["group"], what: string, seconds: number, target: number): Verdict => ({
    group,
    what,
    seconds,
    target,
    isMet: seconds <= target,
  });
  return [
    verdict("points", "two-level points, median", referenceMedian(found), POINT_TARGET),
    ...found.own.flatMap((one) => {
      const target = targetOf(one, found);
      return target === undefined
        ? []
        : [verdict(one.group, `${one.group}, ${one.label}`, referenceSeconds(one), target)];
    }),
  ];
}
