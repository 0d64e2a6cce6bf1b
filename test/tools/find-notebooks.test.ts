import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { findNotebooks, selectNotebooks } from "../../tools/find-notebooks.js";
import { newFolder } from "./project.js";

function projectWith(...files: string[]): string {
  const root = newFolder();
  mkdirSync(join(root, "notebooks/cases"), { recursive: true });
  for (const file of files) writeFileSync(join(root, "notebooks", file), "");
  return root;
}

describe("finding notebooks", () => {
  const root = projectWith(
    "02-b.ipynb",
    "01-a.ipynb",
    "_draft.ipynb",
    "x.txt",
    "cases/03-c.ipynb",
    "cases/d.ipynb",
  );
  const select = (...names: string[]): string[] =>
    selectNotebooks(findNotebooks(root), names, root).map((notebook) => notebook.path);

  it("goes by name, cases last, drafts left out", () => {
    expect(select()).toEqual([
      "notebooks/01-a.ipynb",
      "notebooks/02-b.ipynb",
      "notebooks/cases/03-c.ipynb",
      "notebooks/cases/d.ipynb",
    ]);
  });

  it.each([
    "03",
    "3",
    "003",
    "03-c",
    "03-c.ipynb",
    "cases/03-c",
    "notebooks/cases/03-c.ipynb",
    join(root, "notebooks/cases/03-c.ipynb"),
    relative(process.cwd(), join(root, "notebooks/cases/03-c.ipynb")),
  ])("understands %s", (name) => {
    expect(select(name)).toEqual(["notebooks/cases/03-c.ipynb"]);
  });

  it("prefers a name that begins so to a number", () => {
    const cases = projectWith("03-c.ipynb", "cases/3-levels.ipynb");
    const names = (name: string): string[] =>
      selectNotebooks(findNotebooks(cases), [name], cases).map((notebook) => notebook.name);
    expect(names("3")).toEqual(["3-levels"]);
    expect(names("03")).toEqual(["03-c"]);
  });

  it("takes several in their own order, each once", () => {
    expect(select("02", "01-a", "02-b")).toEqual(["notebooks/01-a.ipynb", "notebooks/02-b.ipynb"]);
  });

  it("refuses what it does not know, what means two, and two of one name", () => {
    expect(() => select("_draft")).toThrow(
      'no notebook is called "_draft"; there are:\n  notebooks/01-a.ipynb',
    );
    const two = projectWith("01-a.ipynb", "01-b.ipynb");
    expect(() => selectNotebooks(findNotebooks(two), ["01"], two)).toThrow(
      'more than one notebook is called "01"',
    );
    expect(() => findNotebooks(projectWith("a.ipynb", "cases/a.ipynb"))).toThrow(
      "two notebooks are called a",
    );
    expect(() => findNotebooks(projectWith())).toThrow("no notebooks in notebooks/ or notebooks/cases/");
  });
});
