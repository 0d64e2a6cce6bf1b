import { describe, expect, it } from "vitest";
import { filesBelow, markdownOf, notebooks, pages, read, textsIn, textsInCells } from "./documents.js";
import { misspelt, ownWords } from "./spelling.js";

const sources = ["lib", "test", "tools"]
  .flatMap((folder) => filesBelow(folder, ".ts"))
  // This file is wrong on purpose, further down.
  .filter((path) => path !== "test/prose/spelling.test.ts");

/** Wrong on purpose, with the reason. */
const meant: ReadonlyMap<string, string> = new Map([
  ["tolerence (test/transport/currents.test.ts)", "an option that is misspelt has to be refused"],
]);
const isMeant = (found: string): boolean => meant.has(found.replace(/:\d+\)$/, ")"));

describe("spelling", { timeout: 60_000 }, () => {
  it("is right on every page", async () => {
    expect(await misspelt(pages.map((path) => ({ where: path, text: read(path) })))).toEqual([]);
  });

  it("is right in the notebooks", async () => {
    expect(await misspelt(notebooks.flatMap((one) => [...markdownOf(one), ...textsInCells(one)]))).toEqual(
      [],
    );
  });

  it("is right in comments and texts of the code", async () => {
    const found = await misspelt(sources.flatMap((path) => textsIn(read(path), path)));
    expect(found.filter((one) => !isMeant(one))).toEqual([]);
    expect(found.filter(isMeant)).toHaveLength(meant.size);
  });

  it("has no word in its own list that nobody uses", () => {
    const all =
      [...pages, ...sources].map(read).join("\n") + JSON.stringify(notebooks.map(({ cells }) => cells));
    const lower = all.toLowerCase();
    expect(ownWords.filter((word) => !lower.includes(word.toLowerCase()))).toEqual([]);
  });

  it.each([
    ["a typo", "The curent flows from left to right.", "curent"],
    ["American spelling", "The color of the line.", "color"],
    ["an American ending", "A normalized line of this size.", "normalized"],
    ["a typo in a comment's second word", "// The temperatuer of the bath", "temperatuer"],
  ])("would find %s", async (_, text, word) => {
    expect(await misspelt([{ where: "here", text }])).toContain(`${word} (here)`);
  });

  it("looks at comments, at strings and at templates of several words, and not at names or formulas", async () => {
    const source = [
      "/** A coment. */",
      'const curent = "one wrod is here";',
      "show(`The valeu is $\\gamma_{xyzzy}$ and ` + end);",
      "const k = 1; // treminal",
    ].join("\n");
    const found = await misspelt(textsIn(source, "x.ts"));
    expect(found.sort()).toEqual(
      ["coment (x.ts:1)", "wrod (x.ts:2)", "valeu (x.ts:3)", "treminal (x.ts:4)"].sort(),
    );
  });
});
