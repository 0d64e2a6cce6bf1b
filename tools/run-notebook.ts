// Runs one notebook in a fresh kernel, cell by cell, up to the first failure.

import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "./json.js";
import { type Execution, type Kernel, startKernel } from "./kernel.js";
import { type Cell, codeCells, type Notebook, withResults } from "./notebook-file.js";
import { stderrOf } from "./outputs.js";

export interface RunOptions {
  /** Absolute path of the notebook; its folder is the kernel's working directory. */
  readonly file: string;
  /** A folder for the files of this run. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds for each cell. */
  readonly timeout: number;
  readonly onProgress?: (event: Progress) => void;
}

/** `cell` counts code cells from 1; 0 while the kernel starts. */
export interface Progress {
  readonly cell: number;
  readonly cells: number;
}

export interface Failure {
  /** Position among the code cells, from 1; 0 if the notebook failed outside of its cells. */
  readonly codeCell: number;
  /** Position among all cells, from 1. */
  readonly cell: number;
  readonly source: string;
  readonly reason: string;
  readonly error: string;
}

export interface RunResult {
  /** The notebook with its outputs; absent if it failed. */
  readonly notebook?: JsonObject;
  readonly failure?: Failure;
}

/** After the last cell, milliseconds in which errors of short timers still count. */
const AFTERMATH = 50;
const OUTSIDE = { codeCell: 0, cell: 0, source: "" };

export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<RunResult> {
  const cells = codeCells(notebook).length;
  options.onProgress?.({ cell: 0, cells });
  let kernel: Kernel;
  try {
    kernel = await startKernel({ cwd: dirname(options.file), scratch: options.scratch, env: options.env });
  } catch (error) {
    return { failure: { ...OUTSIDE, reason: "the kernel did not start", error: (error as Error).message } };
  }
  try {
    return await runCells(notebook, kernel, options);
  } finally {
    kernel.kill();
    await kernel.ended;
  }
}

async function runCells(notebook: Notebook, kernel: Kernel, options: RunOptions): Promise<RunResult> {
  const code = codeCells(notebook);
  const executions: Execution[] = [];
  for (const [i, cell] of code.entries()) {
    options.onProgress?.({ cell: i + 1, cells: code.length });
    const execution = await kernel.execute(cell.source, options.timeout);
    executions.push(execution);
    // Not only this cell: a timer of an earlier one may have failed meanwhile.
    const failure = firstFailure(notebook, code, executions, options.timeout);
    if (failure) return { failure };
  }
  await sleep(AFTERMATH);
  await kernel.settle(options.timeout);
  const late = await kernel.shutdown();
  const failure = firstFailure(notebook, code, executions, options.timeout);
  if (failure) return { failure };
  if (late !== "") return { failure: { ...OUTSIDE, reason: "an error after the last cell", error: late } };
  return { notebook: withResults(notebook, executions, kernel.languageInfo) };
}

function firstFailure(
  notebook: Notebook,
  code: readonly Cell[],
  executions: readonly Execution[],
  timeout: number,
): Failure | undefined {
  for (const [i, execution] of executions.entries()) {
    const reason = whyFailed(execution, timeout);
    if (reason === undefined) continue;
    const cell = code[i]!;
    const text = withoutKernelFrames(stderrOf(execution.outputs));
    const error = [text, execution.detail.trim()].filter(Boolean);
    return {
      codeCell: i + 1,
      cell: notebook.cells.indexOf(cell) + 1,
      source: cell.source,
      reason,
      error: error.join("\n"),
    };
  }
  return undefined;
}

function whyFailed(execution: Execution, timeout: number): string | undefined {
  if (execution.outcome === "error") return "the cell failed";
  if (execution.outcome === "died") return "the kernel died";
  if (execution.outcome === "timeout") return `no end within ${timeout / 1000} s`;
  const stderr = stderrOf(execution.outputs);
  if (stderr === "") return undefined;
  return /^Un(caughtException|handledPromiseRejection):/m.test(stderr)
    ? "an error outside the cell's own flow (a promise nobody awaits, or a timer)"
    : "the cell wrote to stderr";
}

/** Error text without the frames of kernel and Node, and without positions, which are those of the compiled cell. */
function withoutKernelFrames(text: string): string {
  const foreign = /^\s+at .*(\/node_modules\/tslab\/|\(node:|at node:)|^evalmachine\.<anonymous>:\d+$/;
  const lines = text.split("\n").filter((line) => !foreign.test(line));
  return lines
    .join("\n")
    .replace(/evalmachine\.<anonymous>(:\d+)+/g, "a cell")
    .trim();
}

/** The report of a failing cell: where, what, and why. */
export function describeFailure(path: string, notebook: Notebook, failure: Failure): string {
  if (failure.codeCell === 0) return `FAILED ${path}: ${failure.reason}\n${indent(failure.error)}`;
  const { codeCell, cell } = failure;
  const where = `code cell ${codeCell} of ${codeCells(notebook).length} (cell ${cell} of ${notebook.cells.length})`;
  const lines = failure.source.split("\n");
  const width = String(lines.length).length;
  const source = lines.map((line, i) => `  ${String(i + 1).padStart(width)} | ${line}`.trimEnd()).join("\n");
  return `FAILED ${path}, ${where}: ${failure.reason}\n${source}\n${indent(failure.error)}`.trimEnd();
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
}
