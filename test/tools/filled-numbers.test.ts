import { describe, expect, it } from "vitest";
import { namedValues, withNumbersFilledIn } from "../../tools/filled-numbers.js";
import type { JsonObject } from "../../tools/json.js";

const notebook = (...cells: readonly (readonly [string, string])[]): JsonObject => ({
  cells: cells.map(([cell_type, source]) => ({ cell_type, source: [source] })),
});

describe("the numbers of a notebook", () => {
  const values = namedValues({ edge: "−2.18", verdict: "holds" });

  it("are filled in, and what was another is told with its cell", () => {
    const stored = notebook(
      ["code", "notebook.values({ edge: edge, verdict: verdict });"],
      ["markdown", "It ends at <!--=edge-->−2.17, or <!--=edge-->$V=-2.18$; it <!--=verdict-->?."],
      ["raw", "<!--=edge-->"],
    );
    const { notebook: filled, outdated, flaws } = withNumbersFilledIn(stored, values);
    expect((filled.cells as JsonObject[])[1]).toMatchObject({
      source: "It ends at <!--=edge-->−2.18, or <!--=edge-->$V=-2.18$; it <!--=verdict-->holds.",
    });
    expect(outdated).toEqual([
      "cell 2 says edge −2.17, computed is −2.18",
      "cell 2 says verdict ?, computed is holds",
    ]);
    expect(flaws).toEqual([]);
    expect(withNumbersFilledIn(filled, values)).toEqual({ notebook: filled, outdated: [], flaws: [] });
  });

  it("are refused under names that no cell gives, and names in vain", () => {
    const unknown = notebook(["markdown", "at <!--=bend-->−2.17"], ["markdown", "it <!--=verdict-->holds"]);
    expect(withNumbersFilledIn(unknown, values).flaws).toEqual(['cell 1: no cell gives a value to "bend"']);
    const unused = notebook(["markdown", "it <!--=verdict-->holds"]);
    expect(withNumbersFilledIn(unused, values).flaws).toEqual(['no Markdown cell uses the value "edge"']);
  });

  it("may be none at all", () => {
    const plain = notebook(["markdown", "Nothing."]);
    expect(withNumbersFilledIn(plain, namedValues(undefined))).toEqual({
      notebook: { cells: [{ cell_type: "markdown", source: "Nothing." }] },
      outdated: [],
      flaws: [],
    });
  });
});
