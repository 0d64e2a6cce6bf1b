// The table at the end of a run.

import type { DatasetFinding, FileFinding, Findings } from "./findings.js";
import { inOrder, type LedgerEntry } from "./ledger.js";
import { TOLERANCE } from "./verdict.js";

export interface ReportOptions {
  /** Characters to a line, where the claims allow it. */
  readonly width: number;
  /** Whether to list what is unchanged and what holds too, or only to count it. */
  readonly all: boolean;
}

/** What a run found. */
export function report(findings: Findings, { width, all }: ReportOptions): string {
  const { notebooks, datasets, figures, claims, unmade } = findings;
  const failed = notebooks.some((notebook) => notebook.failed);
  const unmadeIn = (folder: string): string[][] =>
    unmade
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(({ path, notebook }) => [path, `not made: ${notebook} failed`]);
  const listed = <Finding extends FileFinding>(found: readonly Finding[]): readonly Finding[] =>
    all ? found : found.filter(({ status }) => status !== "unchanged");
  const ofPaper = claims.filter(({ kind }) => kind === "claim");
  const ofOurs = claims.filter(({ kind }) => kind === "check");
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
      [...listed(datasets).map(datasetRow), ...unmadeIn("data").map(([path, why]) => [path!, "", "", why!])],
    ),
    table(["Figure", ""], [...listed(figures).map(fileRow), ...unmadeIn("figures")]),
    ...(all
      ? [claimsOfPaper(inOrder(ofPaper), width), checks(ofOurs, failed)]
      : [[...unchanged(datasets, figures), ...holding(ofPaper, ofOurs, failed)].join("\n")]),
    failures(claims.filter(({ holds }) => !holds)),
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

/** One row for each claim; its statement is broken into as many lines as the width asks for. */
function claimsOfPaper(claims: readonly LedgerEntry[], width: number): string {
  const heading = ["Claim", "where", "says", "value", "asked", ""];
  const row = ({ id, where, claim, value, asked, holds }: LedgerEntry): string[] => [
    id,
    where,
    claim,
    value,
    asked,
    holds ? "holds" : "FAILS",
  ];
  const bare = table(
    heading,
    claims.map((claim) => row({ ...claim, claim: "" })),
  );
  const taken = Math.max(...bare.split("\n").map((line) => line.length));
  const room = Math.max(28, width - taken + "says".length);
  return table(
    heading,
    claims.flatMap((claim) => {
      const [first = "", ...rest] = wrapped(claim.claim, room);
      return [row({ ...claim, claim: first }), ...rest.map((text) => ["", "", text, "", "", ""])];
    }),
  );
}

/** The text in lines of at most `room` characters, broken between words. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** How many checks hold, in all and notebook by notebook. */
function checks(all: readonly LedgerEntry[], notebookFailed: boolean): string {
  if (all.length === 0) return "";
  const makers = [...new Set(all.map(({ notebook }) => notebook))].sort();
  const rows = makers.map((maker) => [counted(all.filter(({ notebook }) => notebook === maker)), maker]);
  const lines = rows.map(([count, maker]) => `  ${count!.padStart(8)}  ${maker}`);
  return [sumOf("Checks of our own", all, notebookFailed), ...lines].join("\n");
}

const counted = (some: readonly LedgerEntry[]): string =>
  `${some.filter(({ holds }) => holds).length} of ${some.length}`;

function sumOf(name: string, all: readonly LedgerEntry[], notebookFailed: boolean): string {
  return `${name}: ${counted(all)}${notebookFailed ? " that were reached" : ""} hold`;
}

/** The claims and checks in a line each. */
function holding(
  ofPaper: readonly LedgerEntry[],
  ofOurs: readonly LedgerEntry[],
  notebookFailed: boolean,
): string[] {
  return (
    [
      ["Claims of the paper", ofPaper],
      ["Checks of our own", ofOurs],
    ] as const
  ).flatMap(([name, some]) => (some.length === 0 ? [] : [sumOf(name, some, notebookFailed)]));
}

/** How many datasets and figures are not listed because they are unchanged. */
function unchanged(datasets: readonly FileFinding[], figures: readonly FileFinding[]): string[] {
  const count = (some: readonly FileFinding[]): number =>
    some.filter(({ status }) => status === "unchanged").length;
  const [tables, drawings] = [count(datasets), count(figures)];
  return tables + drawings === 0 ? [] : [`Unchanged: ${tables} datasets, ${drawings} files of figures`];
}

/** All there is to know of claims and checks that fail. */
function failures(failed: readonly LedgerEntry[]): string {
  return failed
    .map(({ id, kind, where, claim, quantity, exact, asked, notebook }) =>
      [
        `FAILS: ${kind} ${id}${where === "" ? "" : ` (${where})`}, ${notebook}`,
        `  ${claim}`,
        `  ${quantity}: ${exact}, asked ${asked}`,
      ].join("\n"),
    )
    .join("\n");
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
