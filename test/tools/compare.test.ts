import { describe, expect, it } from "vitest";
import { firstDifferentCell, sameDescription } from "../../tools/compare.js";

describe("comparing notebooks", () => {
  const notebook = (...outputs: object[]): Parameters<typeof firstDifferentCell>[0] => ({
    cells: [
      { cell_type: "markdown", source: "" },
      { cell_type: "code", outputs: [] },
      { cell_type: "code", outputs: outputs as never },
    ],
  });

  it("looks at text however it is split, and not at pictures", () => {
    const stored = notebook(
      { output_type: "stream", name: "stdout", text: ["a\n", "b\n"] },
      { data: { "image/png": "x" } },
    );
    const fresh = notebook(
      { output_type: "stream", name: "stdout", text: "a\nb\n" },
      { data: { "image/png": "y" } },
    );
    expect(firstDifferentCell(stored, fresh)).toBe(0);
  });

  it("sees an error that was stored", () => {
    const stored = notebook({ output_type: "error", ename: "Error", evalue: "x", traceback: [] });
    expect(firstDifferentCell(stored, notebook())).toBe(2);
  });

  it("names the first code cell that differs", () => {
    const stored = notebook({ data: { "text/html": "a" } });
    expect(firstDifferentCell(stored, notebook({ data: { "text/html": ["b"] } }))).toBe(2);
    expect(firstDifferentCell(stored, { cells: [] })).toBe(1);
  });
});

describe("comparing descriptions", () => {
  it("disregards what follows from computed numbers only", () => {
    const stored = '{"resources":[{"hash":"1","bytes":1,"title":"a"}]}';
    expect(sameDescription(stored, stored.replace('"hash":"1"', '"hash":"2"'))).toBe(true);
    expect(sameDescription(stored, stored.replace('"a"', '"b"'))).toBe(false);
    expect(sameDescription("no JSON", stored)).toBe(false);
    expect(sameDescription(undefined, stored)).toBe(false);
  });
});
