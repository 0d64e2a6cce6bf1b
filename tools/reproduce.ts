// `npm run reproduce`: runs the notebooks, compares what they make with what is stored, and stores it, all or nothing.

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findNotebooks, listNotebooks, type NotebookPath, selectNotebooks } from "./find-notebooks.js";
import { findings, type Outcome } from "./findings.js";
import { killAllKernels } from "./kernel.js";
import { refuseWhileLocked, takeLock } from "./lock.js";
import { type Notebook, parseNotebook } from "./notebook-file.js";
import { HELP, type Options, parseOptions, refuseForgottenDashes } from "./options.js";
import { inParallel } from "./parallel.js";
import { ProgressDisplay } from "./progress.js";
import { report } from "./report.js";
import { fingerprintOf, isReproduced, recordReproduced } from "./reproduced.js";
import { onClosedOutput, runCommand } from "./run-command.js";
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
  if (options.unlessReproduced && isReproduced(root)) {
    process.stdout.write("A run of all notebooks has reproduced all results from these very files.\n");
    return 0;
  }
  const selected = selectNotebooks(all, options.names, root);
  const place = check ? placeForCheck(root) : placeForRun(root);
  endEarly(place.cleanUp);
  try {
    resume(root, check);
    const before = fingerprintOf(root);
    const jobs = selected.map((notebook) => readJob(root, notebook));
    const run = place.newFolder();
    const outcomes = await runAll(options, run, jobs);
    const found = findings(root, run, outcomes, selected.length === all.length);
    const verdict = judge(found);
    const failures = outcomes.flatMap(({ notebook, parsed, result }) =>
      result.failure ? [`${describeFailure(notebook.path, parsed, result.failure)}\n\n`] : [],
    );
    const table = report(found, {
      width: process.stdout.columns ?? WIDTH,
      all: options.verbose || process.stdout.isTTY === true,
    });
    process.stdout.write(`\n${failures.join("")}${table}\n\n`);

    const reasons = reasonsToFail(verdict, options);
    if (reasons.length === 0 && !check) {
      commit(root, found.changes);
      onClosedOutput(() => {});
      // what stood there before is what the notebooks ran from, if nobody wrote meanwhile
      if (selected.length === all.length && found.changes.length === 0 && fingerprintOf(root) === before)
        recordReproduced(root, before);
    }
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
    place.cleanUp();
  }
}

/** Where a run puts what it makes. */
interface Place {
  /** A fresh folder, as a path from the root or an absolute one. */
  readonly newFolder: () => string;
  readonly cleanUp: () => void;
}

/** In the project, from where results can be stored by renaming; one run at a time. */
function placeForRun(root: string): Place {
  const release = takeLock(root);
  return {
    newFolder: () => newRunFolder(root),
    cleanUp: () => {
      // A pending commit needs what the run staged.
      if (!hasPendingCommit(root)) removeRunFolder(root);
      release();
      removeStaging(root);
    },
  };
}

/** Outside of the project, which a check leaves as it is, and which may be one that can only be read. */
function placeForCheck(root: string): Place {
  refuseWhileLocked(root);
  const folder = mkdtempSync(join(tmpdir(), "ehp-check-"));
  return {
    newFolder: () => folder,
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
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
  const scratch = resolve(root, folder);
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

/** A run that is ended takes its kernels and staged files with it: by a signal, or by the end of its output's reader. */
function endEarly(cleanUp: () => void): void {
  const end = (why: string, status: number): never => {
    killAllKernels();
    cleanUp();
    process.stderr.write(`\nstopped by ${why}; nothing was stored\n`);
    process.exit(status);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => end(signal, 128 + constants.signals[signal]));
  }
  onClosedOutput(() => end("the end of the output's reader", 1));
}

async function main(args: readonly string[]): Promise<number> {
  refuseForgottenDashes(args, process.env);
  const options = parseOptions(args);
  if (!options.help) return await reproduce(options);
  process.stdout.write(`${HELP}\nNotebooks here:\n${listNotebooks(findNotebooks(options.root))}\n`);
  return 0;
}

const ADVICE = "npm run reproduce -- --help lists options and notebooks\n";
await runCommand("reproduce", () => main(process.argv.slice(2)), ADVICE);
