import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const load = createRequire(import.meta.url);
const { writtenOut } = load(join(root, "tools/kernel-cures/shorthand.cjs"));
const { historyOf } = load(join(root, "tools/kernel-cures/messages.cjs"));
const { tooltipOf } = load(join(root, "tools/kernel-cures/tooltip.cjs"));
const { readWithoutComments } = load(join(root, "tools/kernel-cures/declarations.cjs"));
const { plotWithDocument, showElement } = load(join(root, "tools/kernel-cures/plot.cjs"));

describe("shorthand in a cell", () => {
  it.each([
    ["f({ rows });", "f({ rows: rows });"],
    ["f({ a: 1, rows, b: { rows } });", "f({ a: 1, rows: rows, b: { rows: rows } });"],
    ["({ rows } = read());", "({ rows: rows } = read());"],
    ["f({ other, $rows });", "f({ other, $rows });"],
    ['f("{ rows }"); // { rows }', 'f("{ rows }"); // { rows }'],
    ["const { rows } = read();", "const { rows } = read();"],
  ])("is written out for variables of earlier cells: %s", (source, text) => {
    expect(writtenOut(ts, "declare const rows: number[];", source).text).toBe(text);
  });
});

describe("declarations of other packages", () => {
  const declared = `/// <reference types="node" />
/**
 * Not read, "/**" neither.
 */
export declare const pattern: "/** not a comment */"; /** kept */
  /** one line */ export declare const a: 1;
/**/ export declare const b: 2;
`;
  const read = readWithoutComments((path: string) => (path === "none" ? undefined : declared));

  it("are read without their comments, every name on the line where it was", () => {
    expect(read("/p/node_modules/q/index.d.ts").split("\n")).toEqual([
      '/// <reference types="node" />',
      ...["", "", ""],
      'export declare const pattern: "/** not a comment */"; /** kept */',
      " export declare const a: 1;",
      "/**/ export declare const b: 2;",
      "",
    ]);
  });

  it.each(["/p/lib/solver/dist/index.d.ts", "/p/node_modules/q/index.ts", "none"])(
    "%s is left alone",
    (path) => {
      expect(read(path)).toBe(path === "none" ? undefined : declared);
    },
  );
});

describe("the history of inputs", () => {
  const inputs = ["a = 1", "b = 2", "a = 1"];
  const numbers = (content: object): number[] =>
    historyOf(inputs, content).map(([, number]: readonly number[]) => number);

  it("is given as far as it is asked for", () => {
    expect(historyOf(inputs, { hist_access_type: "tail", n: 1 })).toEqual([[0, 3, "a = 1"]]);
    expect(numbers({ hist_access_type: "tail", n: 1000 })).toEqual([1, 2, 3]);
    expect(numbers({ hist_access_type: "range", start: 1, stop: 3 })).toEqual([1, 2]);
    expect(numbers({ hist_access_type: "search", pattern: "a*" })).toEqual([1, 3]);
    expect(numbers({ hist_access_type: "search", pattern: "? = 1", unique: true })).toEqual([3]);
  });
});

describe("a tooltip", () => {
  it("has signature, description and all tags, and names in the place of links", () => {
    const part = (text: string): { text: string } => ({ text });
    const info = {
      displayParts: [part("function f("), part(")")],
      documentation: [part("As "), part("{@link "), part("g"), part("}"), part(" or {@link h|the other}.")],
      tags: [
        { name: "param", text: [part("x"), part(" "), part("a number")] },
        { name: "returns", text: [part("one more")] },
        { name: "throws", text: "if it cannot, see {@linkcode g}" },
        { name: "internal" },
      ],
    };
    expect(tooltipOf(info)).toBe(
      "function f()\n\nAs g or the other.\n@param x a number\n@returns one more\n@throws if it cannot, see g",
    );
    expect(tooltipOf({ displayParts: [part("const a: 1")] })).toBe("const a: 1");
  });
});

describe("a plot in a cell", () => {
  const shown: string[] = [];
  const display = {
    svg: (text: string) => shown.push(`svg ${text}`),
    html: (text: string) => shown.push(`html ${text}`),
  };

  it("needs no document, and is shown as a picture, with a title as a page", async () => {
    const Plot = plotWithDocument(await import("@observablehq/plot"));
    const mark = Plot.lineY([1, 2]);
    for (const drawn of [Plot.plot({ marks: [mark] }), mark.plot(), Plot.plot({ title: "T", marks: [mark] })])
      expect(showElement(drawn, display)).toBe(true);
    expect(shown[0]).toMatch(/^svg <svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(shown[1]).toBe(shown[0]);
    expect(shown[2]).toMatch(/^html <figure/);
    expect(shown[2]).toContain("<h2>T</h2>");
  });

  it.each([undefined, null, 1, "text", { nodeType: 1 }, [1]])("is not what %j is", (value) => {
    expect(showElement(value, display)).toBe(false);
  });
});

describe("an old Node", () => {
  it.each(["tools/check-node.cjs", "tools/kernel-preload.cjs"])(
    "is told of in one sentence by %s",
    (file) => {
      // As in versions before 20.19 modules of the new kind cannot be required.
      const { status, stderr } = spawnSync(
        process.execPath,
        ["--no-experimental-require-module", join(root, file)],
        { encoding: "utf8" },
      );
      expect(status).toBe(1);
      expect(stderr).toBe(
        `This needs Node.js 20.19 or later, or 22.12 or later; it runs in ${process.versions.node}.\n`,
      );
    },
  );
});
