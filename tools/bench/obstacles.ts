// What the numbers themselves say about a target that is missed.

import type { Measurements } from "./measurements.js";
import { digits, duration } from "./numbers.js";
import { isRoute, mapSeconds, pointSeconds, ratio, TARGETS } from "./targets.js";

/** One Markdown item for each target that is missed, or a sentence that says none is. */
export function obstacles(found: Measurements): string[] {
  const missed = [pointObstacle(found), ...gridObstacle(found), lambdaObstacle(found), mapObstacle(found)];
  const items = missed.filter((item) => item !== undefined);
  return items.length === 0 ? ["Nothing: every target is met in this run."] : items;
}

function pointObstacle(found: Measurements): string | undefined {
  const seconds = pointSeconds(found);
  if (seconds <= TARGETS.point) return undefined;
  const lambda = found.lambda.timing.seconds;
  return `- **One point** takes ${times(seconds / TARGETS.point)} the target. It costs as much as ${digits(seconds / lambda)} values of Λ at ${duration(lambda)}; the target pays for ${digits(TARGETS.point / lambda)} of them.`;
}

function gridObstacle(found: Measurements): string[] {
  const behind = found.points.flatMap((point) => {
    const grid = point.routes.grid;
    const lead = ratio(point, "grid");
    return isRoute(grid) && lead !== undefined && lead < TARGETS.grid ? [{ point, grid, lead }] : [];
  });
  const items = behind.map(({ point: { id, name }, grid, lead }) => {
    const allowed = grid.timing.seconds / TARGETS.grid;
    const nodes = grid.detail === undefined ? "" : ` with ${grid.detail} nodes`;
    return `  - ${id}, ${name}: ${digits(lead)} times. A grid${nodes} does it in ${duration(grid.timing.seconds)}, so the target asks for a point in ${duration(allowed)}, ${allowance(allowed, found)}.`;
  });
  const unknown = found.points.filter((point) => ratio(point, "grid") === undefined).map(({ id }) => id);
  if (unknown.length > 0)
    items.push(`  - ${unknown.join(", ")}: no grid reached the accuracy, so there is no ratio.`);
  if (items.length === 0) return [];
  const lacking = `${behind.length + unknown.length} of ${found.points.length} points`;
  return [`- **The lead over the grid** is below ${digits(TARGETS.grid)} at ${lacking}:`, ...items];
}

/** A time, in the solver's own currency. */
function allowance(seconds: number, { lambda }: Measurements): string {
  const values = seconds / lambda.timing.seconds;
  return values > 1 ? `${digits(values)} times what one Λ takes` : "less than one Λ takes";
}

function lambdaObstacle({ lambda: { timing, digamma } }: Measurements): string | undefined {
  if (timing.seconds <= TARGETS.lambda) return undefined;
  const share = Math.round((100 * digamma.seconds) / timing.seconds);
  return `- **One Λ** takes ${times(timing.seconds / TARGETS.lambda)} the target. The digamma differences that the two-level formula needs are ${share} % of that (${duration(digamma.seconds)}); the rest is spent around them.`;
}

function mapObstacle(found: Measurements): string | undefined {
  const seconds = mapSeconds(found);
  if (seconds < TARGETS.map) return undefined;
  const { map } = found;
  return `- **The map** takes ${times(seconds / TARGETS.map)} the target. A point of it takes ${duration(map.seconds / map.points)}; the target allows ${duration(TARGETS.map / 400 ** 2)}.`;
}

const times = (factor: number): string => `${digits(factor)} times`;
