import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openNotebook } from "../../lib/notebook/index.js";
import { checkTable, markdownTable, readTable, tableToCsv } from "../../lib/notebook/tables.js";
import { makeDisplay, makeProject } from "./project.js";

const column = { meaning: "a quantity", unit: "1" };

describe("checkTable", () => {
  const check = (rows: readonly object[], columns = { a: column, b: column }): unknown =>
    checkTable("t", rows, columns);

  it.each([
    [[], "it has no rows"],
    [[{ a: 1 }], 'row 0 has no value for column "b"'],
    [[{ a: 1, b: 2, c: 3 }], 'columns must say what "c" means, and its unit'],
    [
      [
        { a: 1, b: 2 },
        { a: 1, b: 2, V: 3 },
      ],
      'row 1 has a value "V", which row 0 has not',
    ],
    [
      [
        { a: 1, b: 2 },
        { a: 1, b: Number.NaN },
      ],
      'row 1, column "b": NaN is not a finite number',
    ],
    [[{ a: 1, b: -Infinity }], 'row 0, column "b": -Infinity is not a finite number'],
    [[{ a: 1, b: true }], 'row 0, column "b": true is neither a number nor a text'],
    [
      [
        { a: 1, b: 2 },
        { a: "x", b: 2 },
      ],
      'column "a" mixes numbers and texts (rows 0 and 1)',
    ],
    [[{ a: "x,y", b: 2 }], "row 0, column \"a\": the text 'x,y' must not be empty, nor hold commas"],
    [[{ a: 'x"y', b: 2 }], 'row 0, column "a": the text'],
    [[{ a: "x\ny", b: 2 }], 'row 0, column "a": the text'],
    [[{ a: "", b: 2 }], 'row 0, column "a": the text'],
  ])("refuses %j", (rows, message) => {
    expect(() => check(rows)).toThrow(`dataset "t": ${message}`);
  });

  it("refuses a column without meaning or unit, or with a name that is none", () => {
    expect(() => check([{ a: 1, b: 1 }], { a: column, b: { meaning: "b", unit: "" } })).toThrow(
      'column "b" must have a meaning and a unit',
    );
    expect(() => checkTable("t", [{ "a b": 1 }], { "a b": column })).toThrow(
      'the column name "a b" must be made of',
    );
  });

  it("has the columns of the first row, whatever the order of the others and of the description", () => {
    const rows = [
      { b: "x", a: 1 },
      { a: 2, b: "y" },
    ];
    expect(checkTable("t", rows, { a: column, b: { ...column, symbol: "B" } })).toMatchObject({
      columns: ["b", "a"],
      values: [
        ["x", 1],
        ["y", 2],
      ],
      fields: [
        { name: "b", type: "string", title: "B" },
        { name: "a", type: "number", description: "a quantity", unit: "1" },
      ],
    });
  });

  it("knows what the names of the usual quantities mean, unless told otherwise", () => {
    const special = { meaning: "temperature of everything", unit: "K" };
    expect(checkTable("t", [{ V: 1, T: 2 }], { T: special })).toMatchObject({
      fields: [
        { name: "V", description: "bias mu_L - mu_R", unit: "hbar Omega" },
        { name: "T", description: "temperature of everything", unit: "K" },
      ],
    });
  });
});

describe("tableToCsv", () => {
  it("writes twelve digits of numbers and texts as they are", () => {
    const rows = [
      { a: 1 / 3, b: "LR" },
      { a: 1e-30 / 3, b: "RL" },
      { a: -0, b: "10^3" },
    ];
    expect(tableToCsv(checkTable("t", rows, { a: column, b: column }))).toBe(
      "a,b\n0.333333333333,LR\n3.33333333333e-31,RL\n0,10^3\n",
    );
  });
});

describe("readTable", () => {
  const project = (csv: string): string => {
    const folder = join(makeProject(), "data");
    mkdirSync(folder);
    writeFileSync(join(folder, "t.csv"), csv);
    return folder;
  };

  it("reads back the very numbers that were written, whatever their size", async () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 30 }), async (values) => {
        const stored = values.map((value) => Number(value.toPrecision(12)) + 0);
        fc.pre(stored.every(Number.isFinite));
        const rows = stored.map((a, i) => ({ a, i }));
        const folder = project(tableToCsv(checkTable("t", rows, { a: column, i: column })));
        expect((await readTable("t", folder)).values).toEqual(rows.map(({ a, i }) => [a, i]));
      }),
      { numRuns: 40 },
    );
  });

  it("reads tiny, huge and long numbers to the last bit", async () => {
    const texts = [
      "4.94065645841e-324",
      "2.22507385851e-308",
      "1.79769313486e+308",
      "123456789012",
      "0.333333333333",
    ];
    const frame = await readTable("t", project(`a\n${texts.join("\n")}\n`));
    expect(frame.values).toEqual(texts.map((text) => [Number(text)]));
    expect(frame.columns).toEqual(["a"]);
  });

  it("keeps a column of digits as text when its description says so", async () => {
    const root = makeProject("01-first");
    const notebook = openNotebook("01-first", { root, display: makeDisplay() });
    notebook.dataset({
      name: "t",
      title: "t",
      description: "t",
      columns: { code: column, a: column },
      rows: [{ code: "007", a: 0.1 }],
    });
    expect((await readTable("t")).values).toEqual([["007", 0.1]]);
  });

  it("computes with 64 bits", async () => {
    const frame = await readTable("t", project("a,b\n0.1,1e-300\n0.2,1e300\n"));
    expect((frame.add(0.1) as typeof frame).values).toEqual([
      [0.2, 0.1],
      [0.1 + 0.2, 1e300],
    ]);
    expect(frame.a.values).toEqual([0.1, 0.2]);
  });

  it("shows itself in one line", async () => {
    expect(inspect(await readTable("t", project("a,b\n1,2\n")))).toBe("DataFrame of 1 rows: a, b");
  });

  it("names the dataset that is not there, and the value that is no number", async () => {
    const folder = project("a\n1\n");
    await expect(readTable("none", folder)).rejects.toThrow('there is no dataset "none"');
    const fields = [{ name: "a", type: "number" }];
    writeFileSync(
      join(folder, "datapackage.json"),
      JSON.stringify({ resources: [{ name: "t", schema: { fields } }] }),
    );
    writeFileSync(join(folder, "t.csv"), "a\n1\nx\n");
    await expect(readTable("t", folder)).rejects.toThrow('row 1, column "a": "x" is not a number');
  });
});

describe("markdownTable", () => {
  it("aligns numbers to the right and rounds them", () => {
    expect(markdownTable([{ a: 1 / 3, b: "x|y", c: true }, { a: -2e-9 }])).toBe(
      ["| a | b | c |", "| ---: | :--- | :--- |", "| 0.3333 | x\\|y | yes |", "| −2 × 10⁻⁹ |  |  |"].join(
        "\n",
      ),
    );
  });

  it("selects, orders and heads columns", () => {
    const rows = [{ a: 1.23456, b: 2, c: 3 }];
    expect(markdownTable(rows, { columns: ["c", "a"], digits: 2 })).toContain(
      "| c | a |\n| ---: | ---: |\n| 3 | 1.2 |",
    );
    expect(markdownTable(rows, { columns: { b: "$B$" } })).toBe("| $B$ |\n| ---: |\n| 2 |");
  });

  it("keeps zeros at the end in columns with a number of decimals", () => {
    const rows = [{ a: 0.211, b: 0.5 }, { a: -0.0013 }, { a: 0.2, b: "none" }];
    expect(markdownTable(rows, { digits: 2, decimals: { a: 3 } })).toBe(
      "| a | b |\n| ---: | ---: |\n| 0.211 | 0.5 |\n| −0.001 |  |\n| 0.200 | none |",
    );
    expect(() => markdownTable(rows, { decimals: { z: 2 } })).toThrow('no row has a column "z"');
  });

  it("refuses no rows and unknown columns", () => {
    expect(() => markdownTable([])).toThrow("table: there are no rows");
    expect(() => markdownTable([{ a: 1 }], { columns: ["z"] })).toThrow(
      'no row has a column "z"; there are a',
    );
  });
});
