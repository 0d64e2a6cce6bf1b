import { describe, expect, it } from "vitest";
import type { Findings } from "../../tools/findings.js";
import { ledgerEntry } from "../../tools/ledger.js";
import { report } from "../../tools/report.js";

const record = {
  id: "C6",
  kind: "claim",
  notebook: "notebooks/04.ipynb",
  claim:
    "the current is largest when the chemical potential lies between $\\varepsilon_R$ and $\\varepsilon_L$",
  where: "Fig. 4",
  quantity: "distance of the maximum from the middle",
  value: 0.123456789,
  criterion: { below: 0.5 },
  holds: true,
};
const check = { ...record, id: "balance", kind: "check", where: undefined };

function findings(claims: readonly object[]): Findings {
  return {
    notebooks: [],
    datasets: [],
    figures: [],
    descriptions: [],
    claims: claims.map((claim) => ledgerEntry(claim as typeof record)),
    vanished: [],
    unmade: [],
    flaws: [],
    changes: [],
  };
}

describe("the report of claims", () => {
  it.each([70, 90, 140])("fits into %i columns, with the statement broken between words", (width) => {
    const lines = report(findings([record]), { width, all: true }).split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    const column = lines[0]!.indexOf("says");
    const says = lines.slice(1).map((line) => line.slice(column, lines[0]!.indexOf("value")).trim());
    expect(says.join(" ")).toBe(
      "the current is largest when the chemical potential lies between ε_R and ε_L",
    );
    expect(lines[1]).toMatch(/^ {2}C6 +Fig\. 4 +the current .* 0\.12 +< 0\.5 +holds$/);
  });

  it("puts claims in the order of their numbers, and counts checks by notebook", () => {
    const other = { ...check, notebook: "notebooks/01.ipynb" };
    const text = report(
      findings([{ ...record, id: "C10" }, record, check, { ...check, id: "other" }, other]),
      { width: 100, all: true },
    );
    expect(text.indexOf("C6 ")).toBeLessThan(text.indexOf("C10"));
    expect(text).toContain(
      "Checks of our own: 3 of 3 hold\n    1 of 1  notebooks/01.ipynb\n    2 of 2  notebooks/04.ipynb",
    );
    expect(text).not.toContain("balance");
  });

  it("counts what holds and what is unchanged where it goes to a file, and lists the rest", () => {
    const unchanged = { path: "figures/a.svg", status: "unchanged" } as const;
    const changed = { path: "figures/b.svg", status: "changed" } as const;
    const found = {
      ...findings([record, check, { ...check, id: "other", holds: false }]),
      figures: [unchanged, changed],
    };
    const text = report(found, { width: 100, all: false });
    expect(text).toContain(
      "Figure\n  figures/b.svg  changed\n\nUnchanged: 0 datasets, 1 files of figures\n" +
        "Claims of the paper: 1 of 1 hold\nChecks of our own: 1 of 2 hold\n\nFAILS: check other",
    );
  });

  it("tells all of what fails, with every digit", () => {
    const text = report(findings([record, { ...check, holds: false, value: 0.523456789 }]), {
      width: 100,
      all: true,
    });
    expect(text).toContain("Checks of our own: 0 of 1 hold");
    expect(text).toMatch(
      /FAILS: check balance, notebooks\/04\.ipynb\n {2}the current .* ε_L\n {2}distance .*: 0\.523456789, asked < 0\.5$/,
    );
  });
});
