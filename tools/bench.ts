// `npm run bench`: times the solver against other routes to the same numbers and writes BENCHMARKS.md.

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "./bench/markdown.js";
import { FULL, measure, SMOKE } from "./bench/measure.js";
import { HELP, parseBenchOptions } from "./bench/options.js";
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
  if (quick) process.stdout.write(`\n${text}\n`);
  else store(text);
  if (!quick) {
    for (const { target, asked, measured, met } of verdicts(found)) {
      process.stdout.write(`${met ? "met    " : "NOT met"}  ${target}: ${measured}, asked ${asked}\n`);
    }
  }
  process.stdout.write(
    quick ? "A smoke run: nothing written, no time worth quoting.\n" : `${REPORT} written.\n`,
  );
  process.stdout.write(`Total time: ${seconds()}\n`);
}

/** By way of a second file, so that an interrupted run leaves the old report whole. */
function store(text: string): void {
  const path = join(projectRoot, REPORT);
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
