// What, of all that a run found, makes it fail.

import type { Findings } from "./findings.js";

/** Largest deviation of a dataset, relative to the scale of its curve, that counts as the same. */
export const TOLERANCE = 1e-9;

export interface Verdict {
  /** Why the run fails whatever the options. */
  readonly failures: readonly string[];
  /** Why it fails unless the user accepts the new results with --update. */
  readonly deviations: readonly string[];
  /** Why it fails under --check: stored results are out of date. */
  readonly outdated: readonly string[];
}

export function judge(findings: Findings): Verdict {
  const { notebooks, datasets, figures, descriptions, claims, vanished, flaws } = findings;
  const failedNotebooks = notebooks.filter((notebook) => notebook.failed);
  return {
    failures: [
      ...failedNotebooks.map(({ path }) => `${path} failed`),
      ...flaws,
      ...claims
        .filter((claim) => !claim.holds)
        .map(({ kind, id, notebook }) => `${kind} ${id} fails (${notebook})`),
      ...datasets.filter(isUnusable).map(({ path, comparison }) => `${path}: ${comparison.where}`),
    ],
    deviations: [
      ...datasets.filter((dataset) => isDeviating(dataset) && !isUnusable(dataset)).map(describeDeviation),
      // A notebook that failed did not get to make its files.
      ...(failedNotebooks.length > 0 ? [] : vanished).map(
        (path) => `${path} is no longer made by any notebook`,
      ),
    ],
    outdated: [
      ...notebooks
        .filter(({ differentCell }) => differentCell > 0)
        .map(
          ({ path, differentCell }) =>
            `${path}: the output of code cell ${differentCell} is not the stored one`,
        ),
      ...[...datasets, ...figures]
        .filter(({ status }) => status === "new")
        .map(({ path }) => `${path} is not stored`),
      ...descriptions.filter(({ outdated }) => outdated).map(({ path }) => `${path} is out of date`),
    ],
  };
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
