// `npm run bench`: times the solver against other routes to the same numbers and writes BENCHMARKS.md with its figure.

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIGURE, markdown } from "./bench/markdown.js";
import { FULL, measure, SMOKE } from "./bench/measure.js";
import { duration } from "./bench/numbers.js";
import { HELP, parseBenchOptions } from "./bench/options.js";
import { sizeFigure } from "./bench/own/figure.js";
import { verdicts } from "./bench/verdicts.js";
import { projectRoot } from "./tools-folder.js";
import { UserError } from "./user-error.js";

const REPORT = "BENCHMARKS.md";

function bench(quick: boolean): void {
  const began = performance.now();
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const found = measure(quick ? SMOKE : FULL, process.env, (line) => {
    process.stdout.write(`${seconds().padStart(7)}  ${line}\n`);
  });
  const text = markdown(found);
  const figure = sizeFigure(found.own);
  if (quick) process.stdout.write(`\n${text}\n`);
  else {
    store(REPORT, text);
    if (figure !== undefined) store(FIGURE, figure);
    for (const { what, seconds: taken, target, isMet } of verdicts(found)) {
      process.stdout.write(
        `${isMet ? "met    " : "NOT met"}  ${what}: ${duration(taken)}, asked ${duration(target)}\n`,
      );
    }
  }
  process.stdout.write(
    quick ? "A smoke run: nothing written, no time worth quoting.\n" : `${REPORT} and ${FIGURE} written.\n`,
  );
  process.stdout.write(`Total time: ${seconds()}\n`);
}

/** By way of a second file, so that an interrupted run leaves the old file whole. */
function store(name: string, text: string): void {
  const path = join(projectRoot, name);
  const temporary = `${path}.${process.pid}`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function main(args: readonly string[]): number {
  try {
    const { help, quick } = parseBenchOptions(args, process.env);
    if (help) process.stdout.write(HELP);
    else bench(quick);
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(
      `bench: ${error.message}\n${error.status === 2 ? "npm run bench -- --help lists the options\n" : ""}`,
    );
    return error.status;
  }
}

process.exitCode = main(process.argv.slice(2));
