// Times of the library's own cases.

import { now } from "../clock.js";
import type { OwnMeasurement } from "../measurements.js";
import { withPace } from "../pace.js";
import { type Effort, sample, summarise } from "../timing.js";
import { BEFORE } from "./before.js";
import type { Case, Other } from "./cases.js";

export function measureCase(one: Case, effort: Effort, isQuick: boolean): OwnMeasurement {
  const { id, group, label, levels, modes, target } = one;
  const { calls, other, points: [computed, stated] = [1, 1] } = one.prepare(isQuick);
  const last = calls.map((call) => call().converged ?? true);
  const round = (): void => {
    for (const call of calls) call();
  };
  const perCall = stated / computed / calls.length;
  // a map is many calls by itself
  const { result: samples, pace } = withPace(effort, () =>
    sample(round, calls.length === 1 && stated > 1 ? { ...effort, minimum: 1 } : effort),
  );
  const timing = summarise(samples.map((seconds) => seconds * perCall));
  return {
    id,
    group,
    label,
    levels,
    modes,
    timing,
    pace,
    calls: calls.length,
    met: last.filter(Boolean).length,
    ...(target !== undefined && { target }),
    ...(BEFORE[id] !== undefined && { before: BEFORE[id] }),
    ...(other && { other: { name: other.name, ...timed(other.call, effort) } }),
  };
}

/** Slow routes are run once; others again, until the engine has compiled them as it has the library. */
function timed(call: Other["call"], effort: Effort): Omit<NonNullable<OwnMeasurement["other"]>, "name"> {
  const began = now();
  const { distance } = call();
  const first = now() - began;
  return {
    seconds: first < effort.budget ? summarise(sample(call, effort)).seconds : first,
    ...(distance !== undefined && { distance }),
  };
}
