import { describe, expect, it } from "vitest";
import { compareTables } from "../../lib/notebook/compare-tables.js";

const description = {
  fields: [
    { name: "mu", type: "number" },
    { name: "side", type: "string" },
    { name: "x", type: "number" },
    { name: "J", type: "number" },
  ],
  curve: ["mu"],
};

/** Two curves: J about 1 for mu = 8, about 1e-6 for mu = 9; J is zero for mu = 10. */
function table(change: Record<number, string> = {}): string {
  const rows = ["8,L,0,0", "8,L,1,1", "9,L,0,0", "9,L,1,1e-6", "10,L,0,0", "10,L,1,0"];
  return `${["mu,side,x,J", ...rows.map((row, i) => change[i] ?? row)].join("\n")}\n`;
}

const compare = (change: Record<number, string>): ReturnType<typeof compareTables> =>
  compareTables(table(), table(change), description);

describe("comparing tables", () => {
  it("finds equal bytes identical, and a table without a stored one new", () => {
    expect(compare({})).toEqual({ status: "identical", rows: 6, deviation: 0, where: "", flawed: false });
    expect(compareTables(undefined, table(), description)).toMatchObject({ status: "new", rows: 6 });
  });

  it("takes the largest deviation relative to the scale of the same curve", () => {
    expect(compare({ 0: "8,L,0,5e-10" })).toMatchObject({ deviation: 5e-10, where: "row 1, J" });
    expect(compare({ 2: "9,L,0,5e-10" }).deviation).toBeCloseTo(5e-4, 12);
    expect(compare({ 0: "8,L,0,5e-10", 1: "8,L,1.00000001,1" })).toMatchObject({ where: "row 2, x" });
  });

  it("holds a curve that was zero throughout to exact zeros", () => {
    expect(compare({ 4: "10,L,0,1e-300" })).toMatchObject({ deviation: Infinity, where: "row 5, J" });
    expect(compare({ 4: "10,L,0,-0" }).deviation).toBe(0);
  });

  it("compares names and the columns of the curve exactly", () => {
    expect(compare({ 1: "8.0,L,1,1" })).toMatchObject({
      deviation: Infinity,
      where: 'row 2: mu is "8.0", was "8"',
    });
    expect(compare({ 1: "8,R,1,1" }).where).toBe('row 2: side is "R", was "L"');
  });

  it.each(["", " ", "NaN", "Infinity", "-inf", "1;2"])(
    'takes "%s" for no number, with and without a stored table',
    (text) => {
      const change = { 3: `9,L,1,${text}` };
      const flaw = { deviation: Infinity, where: `row 4: J is "${text}"`, flawed: true };
      expect(compare(change)).toMatchObject(flaw);
      expect(compareTables(undefined, table(change), description)).toMatchObject(flaw);
    },
  );

  it("is infinitely far from a stored table with no number in that place", () => {
    expect(compareTables(table({ 3: "9,L,1," }), table(), description)).toMatchObject({
      deviation: Infinity,
      flawed: false,
    });
  });

  it("notices other columns and another number of rows", () => {
    expect(compareTables("mu,x,J\n8,0,0\n", table(), description).where).toBe(
      "columns are mu,side,x,J, were mu,x,J",
    );
    expect(compareTables("mu,side,x,J\n8,L,0,0\n", table(), description).where).toBe("6 rows, were 1");
    expect(compare({ 5: "10,L,1" })).toMatchObject({ where: "row 6 has 3 values", flawed: true });
    expect(compareTables(undefined, "mu,side,J,x\n", description).flawed).toBe(true);
    expect(compareTables(undefined, table(), { ...description, curve: ["nu"] }).where).toBe(
      'curve names "nu", which is no column',
    );
  });
});
