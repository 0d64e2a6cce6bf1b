import { describe, expect, it } from "vitest";
import { declaredIn, hintFor, shorthandIn } from "../../tools/cell-language.js";

describe("names in a cell", () => {
  it.each([
    ["const a = 1;\nlet b;\nvar c = 2;", ["a", "b", "c"]],
    ["const { a, b: c, ...d } = e;\nconst [f, g = 1] = h;", ["a", "c", "d", "f", "g"]],
    ["async function a() {}\nclass B {}\nfunction* c() {}", ["a", "B", "c"]],
    ['import { a, b as c } from "x";\nimport * as D from "y";\nimport E from "z";', ["a", "c", "D", "E"]],
    ["  const inner = 1;", []],
  ])("are declared by %j", (code, names) => {
    expect(declaredIn(code).sort()).toEqual([...names].sort());
  });

  it.each([
    ["f({ rows })", ["rows"]],
    ["f({ a: 1, rows, b: 2, columns })", ["rows", "columns"]],
    ["f({ a: [rows, columns], b: g(rows, columns, 1) })", []],
    ['f({ a: "{ rows }", b: `{ rows }` }) // { rows }', []],
    ["f({ rows: rows, ...rest })", []],
  ])("are shorthand in %j", (code, names) => {
    expect(shorthandIn(code)).toEqual(names);
  });
});

describe("the hint", () => {
  const error = "f({ rows });\n    ^\n\nReferenceError: rows is not defined\n    at a cell";
  const hint =
    "in a cell write { rows: rows }: the kernel does not resolve shorthand for variables of earlier cells";

  it("comes for shorthand of a variable of an earlier cell", () => {
    expect(hintFor(error, "f({ rows });", ["const rows = [];"])).toBe(hint);
  });

  it("does not come for another error, without shorthand, or for a name nobody declared", () => {
    expect(hintFor("TypeError: rows is not defined", "f({ rows });", ["const rows = [];"])).toBe("");
    expect(hintFor(error, "f(rows);", ["const rows = [];"])).toBe("");
    expect(hintFor(error, "f({ rows });", ["const row = [];"])).toBe("");
  });
});
