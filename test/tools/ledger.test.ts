import { describe, expect, it } from "vitest";
import { claimsTable, inOrder, ledgerEntry, shortNumber, withClaimsTable } from "../../tools/ledger.js";

const record = {
  id: "C4",
  kind: "claim",
  notebook: "notebooks/03-heat.ipynb",
  claim: "$|J(\\Delta T)|\\neq|J(-\\Delta T)|$ for $T_e>0$",
  where: "Fig. 3",
  quantity: "$|R|$",
  value: 0.334176143792,
  criterion: { above: 0.1 },
  holds: true,
};

describe("a number of the ledger", () => {
  it.each([
    [0.334176143792, "0.33"],
    [-1.92108385095, "−1.9"],
    [6.57973273638e-8, "6.6e−8"],
    [-0.0000677848163263, "−6.8e−5"],
    [1e7, "1e7"],
    [0, "0"],
    [12345, "12000"],
    [9.96e-4, "0.001"],
  ])("%f is written %s", (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });

  it("has no digits where they would be roundoff", () => {
    expect(shortNumber(2.04281036531e-14)).toBe("1e−14");
    expect(shortNumber(-7.3e-16)).toBe("−1e−15");
  });
});

describe("an entry of the ledger", () => {
  it("says in plain characters what is claimed, found and asked", () => {
    expect(ledgerEntry(record)).toMatchObject({
      claim: "|J(ΔT)| ≠ |J(−ΔT)| for T_e > 0",
      quantity: "|R|",
      value: "0.33",
      exact: "0.334176143792",
      asked: "> 0.1",
    });
    expect(ledgerEntry({ ...record, criterion: { below: 1e-6 } }).asked).toBe("< 1e−6");
    expect(ledgerEntry({ ...record, criterion: { near: 0.375, within: 0.01 } }).asked).toBe("0.375 ± 0.01");
    expect(ledgerEntry({ ...record, value: "NaN", holds: false })).toMatchObject({
      value: "NaN",
      holds: false,
    });
    expect(ledgerEntry({ ...record, value: 1.0432, criterion: { above: 1 } }).value).toBe("1.04");
    expect(ledgerEntry({ ...record, value: 0.99991, criterion: { below: 1 } }).value).toBe("0.9999");
    expect(ledgerEntry({ ...record, value: "< 1e-12" }).value).toBe("< 1e−12");
  });
});

describe("the table of claims", () => {
  it("lists claims by number, without checks, each in one row of six cells", () => {
    const ids = ["C10", "C2", "C9b"].map((id) => ({ ...record, id }));
    expect(inOrder(ids.map(ledgerEntry)).map(({ id }) => id)).toEqual(["C2", "C9b", "C10"]);
    const table = claimsTable([...ids, { ...record, id: "balance", kind: "check" }].map(ledgerEntry));
    const rows = table.trimEnd().split("\n").slice(2);
    expect(rows.map((row) => /C\d+[a-z]?/.exec(row)?.[0])).toEqual(["C2", "C9b", "C10"]);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(7);
    expect(rows[0]).toBe(
      "| [C2](notebooks/03-heat.ipynb) | Fig. 3 | \\|J(ΔT)\\| ≠ \\|J(−ΔT)\\| for T\\_e > 0 | 0.33 | > 0.1 | yes |",
    );
  });

  it("replaces what stands between the markers and nothing else", () => {
    const page = "a\n<!-- claims -->\nold\n<!-- /claims -->\nb\n";
    expect(withClaimsTable(page, "new\n")).toBe("a\n<!-- claims -->\nnew\n<!-- /claims -->\nb\n");
    expect(withClaimsTable("a\n", "new\n")).toBeUndefined();
    expect(withClaimsTable("<!-- /claims --><!-- claims -->", "new\n")).toBeUndefined();
  });
});
