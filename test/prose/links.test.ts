import { describe, expect, it } from "vitest";
import { headingsOf } from "../notebook/lint.js";
import { type Document, documents, githubAnchors, jupyterAnchor, targetsIn, wrongLinks } from "./links.js";

describe("links", () => {
  it.each(documents)("of $path lead to files, headings and addresses that are", (document) => {
    expect(wrongLinks(document)).toEqual([]);
  });

  const page = (path: string, text: string): Document => ({ path, pieces: [{ where: path, text }] });
  const one = (target: string, path = "README.md"): string[] =>
    wrongLinks(page(path, `see [here](${target})`), [
      page("README.md", "# A page\n\n## How to add a case\n\n## How to add a case\n"),
      page("notebooks/01-electron-hole-pairs.ipynb", "# Title\n\n## The idea\n\n## Checks\n\n## Checks\n"),
    ]);

  it.each([
    ["LICENSE"],
    ["notebooks/"],
    ["#how-to-add-a-case"],
    ["#how-to-add-a-case-1"],
    ["notebooks/01-electron-hole-pairs.ipynb#The-idea"],
    ["https://doi.org/10.1103/PhysRevB.83.085428"],
    ["https://en.wikipedia.org/wiki/Bose_(surname)"],
  ])("are right: %s", (target) => {
    expect(one(target)).toEqual([]);
  });

  it.each([
    ["no-such-file.md", "does not exist"],
    ["notebooks/01-electron-hole-pairs.ipynb#The-ideas", "has no such heading"],
    ["notebooks/01-electron-hole-pairs.ipynb#the-idea", "has no such heading"],
    ["notebooks/01-electron-hole-pairs.ipynb#Checks", "is the anchor of two headings"],
    ["#How-to-add-a-case", "has no such heading"],
    ["/notebooks", "is absolute"],
    ["../elsewhere", "leaves the project"],
    ["http://example.org", "is not https"],
    ["file:///tmp/x", "is not https"],
    ["https://localhost/x", "has no proper host"],
    ["https://doi.org/PhysRevB.83.085428", "is no DOI"],
    ["LICENSE#top", "points into a file without headings"],
  ])("are found wrong: %s %s", (target, problem) => {
    expect(one(target).join()).toContain(problem);
  });

  it("are read from links, pictures, references and tags, not from code or formulas", () => {
    const text =
      '[a](one.md "title") ![b](two.png)\n[c]: three.md\n<img src="four.png"> <https://five.org>\n`[d](no.md)` $f[x](y)$\n```\n[e](no.md)\n```\n';
    expect(targetsIn(text)).toEqual(["one.md", "two.png", "three.md", "four.png", "https://five.org"]);
  });

  it("have anchors by the rules of GitHub and of Jupyter", () => {
    const headings = headingsOf("# One Λ\n```\n# no heading\n```\n## Figure 3(a): heat, `J`\n").map(
      ({ text }) => text,
    );
    expect(githubAnchors(headings)).toEqual(["one-λ", "figure-3a-heat-j"]);
    expect(headings.map(jupyterAnchor)).toEqual(["One-Λ", "Figure-3(a):-heat,-J"]);
  });
});
