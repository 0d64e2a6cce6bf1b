// The table at the end of a run.

import type { ClaimFinding, DatasetFinding, FileFinding, Findings } from "./findings.js";
import { readable } from "./formulas.js";
import { TOLERANCE } from "./verdict.js";

export function report(findings: Findings): string {
  const { notebooks, datasets, figures, claims, unmade } = findings;
  const failed = notebooks.some((notebook) => notebook.failed);
  const unmadeIn = (folder: string): string[][] =>
    unmade
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(({ path, notebook }) => [path, `not made: ${notebook} failed`]);
  const sections = [
    table(
      ["Notebook", "time", "stored outputs"],
      notebooks.map(({ path, seconds, failed, status }) => [
        path,
        `${seconds.toFixed(1)} s`,
        failed ? "FAILED" : status,
      ]),
    ),
    table(
      ["Dataset", "rows", "largest deviation", ""],
      [...datasets.map(datasetRow), ...unmadeIn("data").map(([path, why]) => [path!, "", "", why!])],
    ),
    table(["Figure", ""], [...figures.map(fileRow), ...unmadeIn("figures")]),
    table(["Claim", "", ""], claims.filter(({ kind }) => kind === "claim").map(claimRow)),
    checks(
      claims.filter(({ kind }) => kind === "check"),
      failed,
    ),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

function datasetRow({ path, status, comparison }: DatasetFinding): string[] {
  const { rows, deviation, where } = comparison;
  const size = status === "new" && deviation === 0 ? "" : formatDeviation(deviation);
  const word = deviation > TOLERANCE ? "DEVIATES" : status;
  return [path, String(rows), size, where && deviation > TOLERANCE ? `${word} (${where})` : word];
}

function formatDeviation(deviation: number): string {
  if (deviation === 0) return "0";
  return deviation === Infinity ? "not comparable" : deviation.toExponential(1);
}

function fileRow({ path, status }: FileFinding): string[] {
  return [path, status];
}

function claimRow({ id, claim, quantity, value, holds }: ClaimFinding): string[] {
  const statement = readable(claim);
  return [
    id,
    holds ? "holds" : "FAILS",
    holds ? statement : `${statement} (${readable(quantity)}: ${value})`,
  ];
}

/** Checks which hold are counted; those which do not are listed. */
function checks(all: readonly ClaimFinding[], notebookFailed: boolean): string {
  if (all.length === 0) return "";
  const failed = all.filter(({ holds }) => !holds);
  const reached = notebookFailed ? " that were reached" : "";
  const count = `Checks: ${all.length - failed.length} of ${all.length}${reached} hold`;
  return failed.length === 0 ? count : `${count}\n${table(["Check", "", ""], failed.map(claimRow))}`;
}

/** Rows with aligned columns under a heading; "" without rows. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row, i) => (i === 0 ? "" : "  ") + line(row, widths, i === 0 ? 2 : 0)).join("\n");
}

function line(cells: readonly string[], widths: readonly number[], extra: number): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column]! + (column === 0 ? extra : 0)))
    .join("  ")
    .trimEnd();
}
