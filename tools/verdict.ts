// What, of all that a run found, makes it fail.

import { TOLERANCE } from "ehp-notebook/records";
import type { FileFinding, Findings } from "./findings.js";

export { TOLERANCE };

export interface Verdict {
  /** Why the run fails whatever the options. */
  readonly failures: readonly string[];
  /** Why it fails unless the user accepts the new results with --update. */
  readonly deviations: readonly string[];
  /** Why it fails unless the user deletes with --update what no notebook makes any more. */
  readonly vanished: readonly string[];
  /** Why it fails under --check: stored results are out of date. */
  readonly outdated: readonly string[];
  /** What differs from what is stored without being a failure under --check. */
  readonly notes: readonly string[];
}

export function judge(findings: Findings): Verdict {
  const { notebooks, datasets, figures, descriptions, claims, vanished, flaws } = findings;
  const failedNotebooks = notebooks.filter((notebook) => notebook.failed);
  const redrawn = figures.filter((figure) => isOnlyRedrawn(figure, figures));
  return {
    failures: [
      ...failedNotebooks.map(({ path }) => `${path} failed`),
      ...flaws,
      ...claims
        .filter((claim) => !claim.holds)
        .map(({ kind, id, notebook }) => `${kind} ${id} fails (${notebook})`),
      ...datasets.filter(isUnusable).map(({ path, comparison }) => `${path}: ${comparison.where}`),
    ],
    deviations: datasets
      .filter((dataset) => isDeviating(dataset) && !isUnusable(dataset))
      .map(describeDeviation),
    vanished: vanished.map((path) => `${path} is no longer made by any notebook`),
    outdated: [
      ...notebooks
        .filter(({ differentCell }) => differentCell > 0)
        .map(
          ({ path, differentCell }) =>
            `${path}: the output of code cell ${differentCell} is not the stored one`,
        ),
      ...notebooks.flatMap(({ path, outdatedNumbers }) =>
        outdatedNumbers.map((number) => `${path}: ${number}`),
      ),
      ...[...datasets, ...figures]
        .filter(({ status }) => status === "new")
        .map(({ path }) => `${path} is not stored`),
      ...figures
        .filter((figure) => figure.status === "changed" && !redrawn.includes(figure))
        .map(({ path }) => `${path} is not the stored one`),
      ...descriptions.filter(({ outdated }) => outdated).map(({ path }) => `${path} is out of date`),
    ],
    notes: [
      ...redrawn.map(({ path }) => `${path} differs in its pixels; its SVG is the stored one`),
      ...notebooks
        .filter(
          ({ failed, status, differentCell, outdatedNumbers }) =>
            !failed && status !== "unchanged" && differentCell === 0 && outdatedNumbers.length === 0,
        )
        .map(({ path }) => `${path} differs in pictures or metadata; all text is the stored one`),
      ...descriptions
        .filter(
          ({ path, status, outdated }) =>
            /claims\.json$|README\.md$/.test(path) && status === "changed" && !outdated,
        )
        .map(({ path }) => `${path} differs in computed values; all verdicts are the stored ones`),
    ],
  };
}

/** A PNG which differs although the SVG from which it was drawn does not: another machine may draw it so. */
function isOnlyRedrawn({ path, status }: FileFinding, figures: readonly FileFinding[]): boolean {
  if (status !== "changed" || !path.endsWith(".png")) return false;
  const svg = path.replace(/png$/, "svg");
  return figures.some((figure) => figure.path === svg && figure.status === "unchanged");
}

function isDeviating({ comparison }: Findings["datasets"][number]): boolean {
  return comparison.deviation > TOLERANCE;
}

/** The fresh table itself is wrong: nobody can accept that. */
function isUnusable({ comparison }: Findings["datasets"][number]): boolean {
  return comparison.flawed;
}

function describeDeviation({ path, comparison }: Findings["datasets"][number]): string {
  const { deviation, where } = comparison;
  return deviation === Infinity
    ? `${path} cannot be compared with the stored one: ${where}`
    : `${path} deviates by ${deviation.toExponential(1)} (${where})`;
}
