import { describe, expect, it } from "vitest";
import { declaredIn } from "../../tools/cell-language.js";

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
});
