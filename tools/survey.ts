// `npm run survey`: how often the error estimates hold, at random points over wide ranges.

import { type Currents, currents, type TerminalCurrents } from "ehp-transport";
import type { Case, Kind } from "./survey/kinds.js";
import { HELP, parseSurveyOptions, type SurveyOptions } from "./survey/options.js";
import { Tally, tableOf } from "./survey/tally.js";
import { UserError } from "./user-error.js";

const SECONDS_BETWEEN_REPORTS = 10;

/** Surveys one kind of point and prints what was found. */
function survey(kind: Kind, count: number, { quadratures, examples, minutes }: SurveyOptions): void {
  const byTolerance = new Tally();
  const byQuadrature = new Tally();
  const next = kind.cases(count);
  const faults: string[] = [];
  let exceptions = 0;
  const start = performance.now();
  let reported = start;
  let points = 0;
  const integrateEvery =
    quadratures === 0 || kind.quadrature === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(1, count / quadratures);
  let integrated = 0;
  const note = (found: readonly string[], against: string, { parameters, point, tolerance }: Case): void => {
    if (found.length === 0) return;
    const where = JSON.stringify({ ...(parameters as object), point, tolerance });
    faults.push([`${against}: ${where}`, ...found.map((fault) => `    ${fault}`)].join("\n"));
  };
  for (let k = 0; k < count && performance.now() - start < 60_000 * minutes; k++) {
    points++;
    const one = next();
    const { junction, point, tolerance } = one;
    const ask = (tolerance: number): Currents | TerminalCurrents =>
      kind.isSecondOrder
        ? currents(junction, point, { tolerance, hartree: "full" })
        : currents(junction, point, { tolerance });
    try {
      const found = ask(tolerance);
      note(byTolerance.add(found, ask(kind.tighter), tolerance), `against ${kind.tighter}`, one);
      if (k >= integrated * integrateEvery) {
        integrated++;
        note(byQuadrature.add(found, kind.quadrature!(one, found), tolerance), "against quadrature", one);
      }
    } catch (error) {
      exceptions++;
      note([String(error)], "exception", one);
    }
    if (performance.now() - reported > 1000 * SECONDS_BETWEEN_REPORTS) {
      reported = performance.now();
      process.stderr.write(`${kind.name}: ${k + 1} of ${count} points, ${faults.length} with faults\n`);
    }
  }
  const lines = [
    `${kind.name}: ${kind.title}`,
    `  points: ${points}; exceptions: ${exceptions}`,
    `against a tolerance of ${kind.tighter}, ${byTolerance.points} points`,
    ...tableOf(byTolerance),
    ...(byQuadrature.points > 0
      ? [`against quadrature of both integrals, ${byQuadrature.points} points`, ...tableOf(byQuadrature)]
      : []),
    ...faults.slice(0, examples),
    ...(faults.length > examples
      ? [`... and ${faults.length - examples} more points with faults; --examples N shows N`]
      : []),
  ];
  process.stdout.write(`${lines.join("\n")}\n\n`);
}

function main(args: readonly string[]): number {
  try {
    const options = parseSurveyOptions(args);
    if (options.help) process.stdout.write(HELP);
    else for (const { kind, count } of options.plan) survey(kind, count, options);
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`survey: ${error.message}\nnpm run survey -- --help lists kinds and options\n`);
    return error.status;
  }
}

process.exitCode = main(process.argv.slice(2));
