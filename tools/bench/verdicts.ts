// Each target beside what was measured.

import type { Measurements } from "./measurements.js";
import { digits, duration } from "./numbers.js";
import { closestToGrid, mapSeconds, pointSeconds, ratio, TARGETS } from "./targets.js";

export interface Verdict {
  readonly target: string;
  readonly asked: string;
  readonly measured: string;
  readonly met: boolean;
}

export function verdicts(found: Measurements): Verdict[] {
  const point = pointSeconds(found);
  const slowest = found.points.reduce((a, b) => (b.ours.timing.seconds > a.ours.timing.seconds ? b : a));
  const closest = closestToGrid(found);
  const lead = closest && ratio(closest, "grid")!;
  const compared = found.points.every((it) => ratio(it, "grid") !== undefined);
  const lambda = found.lambda.timing.seconds;
  const map = mapSeconds(found);
  return [
    {
      target: `(J, I) at ${found.accuracy.toExponential(0)}, median over the points`,
      asked: `at most ${duration(TARGETS.point)}`,
      measured: `${duration(point)} (slowest: ${slowest.id}, ${duration(slowest.ours.timing.seconds)})`,
      met: point <= TARGETS.point,
    },
    {
      target: "quicker than the grid (c), at every point",
      asked: `at least ${digits(TARGETS.grid)} times`,
      measured: closest && lead !== undefined ? `${digits(lead)} times (at ${closest.id})` : "not measured",
      met: compared && lead !== undefined && lead >= TARGETS.grid,
    },
    {
      target: "one Λ",
      asked: `at most ${duration(TARGETS.lambda)}`,
      measured: duration(lambda),
      met: lambda <= TARGETS.lambda,
    },
    {
      target: "J on 400 x 400 points, one core",
      asked: `less than ${duration(TARGETS.map)}`,
      measured: duration(map),
      met: map < TARGETS.map,
    },
  ];
}
