// `npm run reproduce`: runs the notebooks, compares what they make with what is stored, and stores it, all or nothing.

import { mkdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { findNotebooks, listNotebooks, type NotebookPath, selectNotebooks } from "./find-notebooks.js";
import { findings, type Outcome } from "./findings.js";
import { killAllKernels } from "./kernel.js";
import { takeLock } from "./lock.js";
import { type Notebook, parseNotebook } from "./notebook-file.js";
import { HELP, type Options, parseOptions, refuseForgottenDashes } from "./options.js";
import { inParallel } from "./parallel.js";
import { ProgressDisplay } from "./progress.js";
import { report } from "./report.js";
import { describeFailure, runNotebook } from "./run-notebook.js";
import {
  commit,
  finishPendingCommit,
  hasPendingCommit,
  newRunFolder,
  removeRunFolder,
  removeStaging,
} from "./stage.js";
import { UserError } from "./user-error.js";
import { judge, TOLERANCE, type Verdict } from "./verdict.js";

/** Width of the report where there is no terminal to ask. */
const WIDTH = 110;

interface Job {
  readonly notebook: NotebookPath;
  readonly text: string;
  readonly parsed: Notebook;
}

async function reproduce(options: Options): Promise<number> {
  const began = performance.now();
  const { root, check } = options;
  const all = findNotebooks(root);
  const selected = selectNotebooks(all, options.names, root);
  const release = takeLock(root);
  endOnSignals(() => cleanUp(root, release));
  try {
    resume(root, check);
    const jobs = selected.map((notebook) => readJob(root, notebook));
    const run = newRunFolder(root);
    const outcomes = await runAll(options, run, jobs);
    const found = await findings(root, run, outcomes, selected.length === all.length);
    const verdict = judge(found);
    const failures = outcomes.flatMap(({ notebook, parsed, result }) =>
      result.failure ? [`${describeFailure(notebook.path, parsed, result.failure)}\n\n`] : [],
    );
    process.stdout.write(`\n${failures.join("")}${report(found, process.stdout.columns ?? WIDTH)}\n\n`);

    const reasons = reasonsToFail(verdict, options);
    if (reasons.length === 0 && !check) commit(root, found.changes);
    const stored = found.changes.map(({ to, from }) => (from === null ? `${to} (removed)` : to));
    const subject =
      selected.length === all.length
        ? "All stored results"
        : `All stored results of ${selected.map(({ path }) => path).join(", ")}`;
    const inexact = found.datasets.some(({ status }) => status === "changed");
    process.stdout.write(`${conclude(verdict, reasons, { stored, subject, inexact }, options)}\n`);
    process.stdout.write(`Total time: ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
    return reasons.length === 0 ? 0 : 1;
  } finally {
    cleanUp(root, release);
  }
}

/** Removes what the run staged; a pending commit needs it still. */
function cleanUp(root: string, release: () => void): void {
  if (!hasPendingCommit(root)) removeRunFolder(root);
  release();
  removeStaging(root);
}

/** Completes what a killed run began to store. */
function resume(root: string, check: boolean): void {
  if (!hasPendingCommit(root)) return;
  if (check) {
    throw new UserError(
      "an earlier run was interrupted while it stored its results, and --check changes nothing; " +
        "complete it with: npm run reproduce",
    );
  }
  const files = finishPendingCommit(root);
  const list = files.map((file) => `  ${file}\n`).join("");
  process.stdout.write(`An earlier run was interrupted while it stored its results; completed now.\n${list}`);
}

function readJob(root: string, notebook: NotebookPath): Job {
  const text = readFileSync(join(root, notebook.path), "utf8");
  return { notebook, text, parsed: parseNotebook(text, notebook.path) };
}

async function runAll(options: Options, run: string, jobs: readonly Job[]): Promise<Outcome[]> {
  const display = new ProgressDisplay(process.stdout);
  try {
    // The longest first, so that none is left to run alone at the end.
    const order = [...jobs.keys()].sort((a, b) => jobs[b]!.text.length - jobs[a]!.text.length);
    const outcomes = await inParallel(order, options.jobs, (i) =>
      runOne(options, `${run}/${i}`, jobs[i]!, display),
    );
    return jobs.map((_, i) => outcomes[order.indexOf(i)]!);
  } finally {
    display.close();
  }
}

async function runOne(
  options: Options,
  folder: string,
  job: Job,
  display: ProgressDisplay,
): Promise<Outcome> {
  const { root, timeout } = options;
  const { notebook, parsed } = job;
  const scratch = join(root, folder);
  mkdirSync(scratch);
  display.begin(notebook.name);
  const began = performance.now();
  const result = await runNotebook(parsed, {
    file: join(root, notebook.path),
    scratch,
    env: { EHP_OUTPUT: scratch, EHP_NOTEBOOK: notebook.path },
    timeout,
    onProgress: (event) => display.update(notebook.name, event),
  });
  const seconds = (performance.now() - began) / 1000;
  display.finish(
    notebook.name,
    `${notebook.name}: ${result.failure ? "FAILED" : "done"}, ${seconds.toFixed(1)} s`,
  );
  return { ...job, result, seconds, folder };
}

function reasonsToFail(verdict: Verdict, { check, update }: Options): string[] {
  return [
    ...verdict.failures,
    ...(update ? [] : [...verdict.deviations, ...verdict.vanished]),
    ...(check ? verdict.outdated : []),
  ];
}

function conclude(
  verdict: Verdict,
  reasons: readonly string[],
  { stored, subject, inexact }: { stored: readonly string[]; subject: string; inexact: boolean },
  { check, names }: Options,
): string {
  if (reasons.length === 0) {
    if (check) return success(subject, inexact, verdict.notes);
    if (stored.length === 0) return `${subject} are reproduced; nothing had to be stored.`;
    return `Stored:\n${stored.map((file) => `  ${file}`).join("\n")}`;
  }
  const list = reasons.map((reason) => `  ${reason}`).join("\n");
  const command = ["npm run reproduce", ...(names.length > 0 ? ["--", ...names] : [])].join(" ");
  const accept = ["npm run reproduce -- --update", ...names].join(" ");
  const advice: string[] = [];
  if (verdict.failures.length === 0) {
    const { deviations, vanished } = verdict;
    if (deviations.length > 0)
      advice.push(`More than ${TOLERANCE} is a change of results. If it is meant: ${accept}`);
    if (vanished.length > 0) advice.push(`To delete what no notebook makes any more: ${accept}`);
    if (advice.length === 0) advice.push(`To bring the stored files up to date: ${command}`);
  }
  return [`NOT reproduced; nothing was stored:\n${list}`, ...advice].join("\n");
}

/** What --check says when it is content, and no more than what is true. */
function success(subject: string, inexact: boolean, notes: readonly string[]): string {
  const extent = inexact ? `, data within ${TOLERANCE} of their curve's scale` : "";
  if (notes.length === 0) return `${subject} are reproduced${extent}.`;
  const list = notes.map((note) => `  ${note}`).join("\n");
  return `${subject} are reproduced${extent}, with differences that are no failure:\n${list}`;
}

/** A run that is ended by a signal takes its kernels and staged files with it. */
function endOnSignals(cleanUp: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      killAllKernels();
      cleanUp();
      process.stderr.write(`\nstopped by ${signal}; nothing was stored\n`);
      process.exit(128 + constants.signals[signal]);
    });
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    refuseForgottenDashes(args, process.env);
    const options = parseOptions(args);
    if (!options.help) return await reproduce(options);
    process.stdout.write(`${HELP}\nNotebooks here:\n${listNotebooks(findNotebooks(options.root))}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const advice = error.status === 2 ? "\nnpm run reproduce -- --help lists options and notebooks\n" : "";
    process.stderr.write(`reproduce: ${error.message}\n${advice}`);
    return error.status;
  }
}

process.exitCode = await main(process.argv.slice(2));
