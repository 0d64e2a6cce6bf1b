import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebookPath, projectRoot, readJson, serialise, writeWhole } from "../../lib/notebook/files.js";
import { makeProject } from "./project.js";

describe("projectRoot", () => {
  it("finds the nearest folder above that has package.json and notebooks", () => {
    const root = makeProject("cases/molecule");
    expect(projectRoot(join(root, "notebooks", "cases"))).toBe(root);
    writeFileSync(join(root, "notebooks", "package.json"), "{}");
    expect(projectRoot(join(root, "notebooks"))).toBe(root);
  });

  it("says where it looked when there is none", () => {
    expect(() => projectRoot("/")).toThrow("no project above /: a folder with package.json and notebooks/");
  });
});

describe("notebookPath", () => {
  it("finds notebooks in folders of notebooks, but not Jupyter's checkpoints", () => {
    const root = makeProject("01-first", "cases/molecule", ".ipynb_checkpoints/01-first");
    expect(notebookPath(root, "01-first")).toBe("notebooks/01-first.ipynb");
    expect(notebookPath(root, "molecule")).toBe("notebooks/cases/molecule.ipynb");
  });

  it("names the notebooks there are when one is missing", () => {
    const root = makeProject("01-first", "02-second");
    expect(() => notebookPath(root, "03-third")).toThrow(
      'notebook "03-third" is not in the project; it has 01-first, 02-second',
    );
  });

  it("refuses a name that two notebooks have", () => {
    const root = makeProject("same", "cases/same");
    expect(() => notebookPath(root, "same")).toThrow('notebook "same" exists more than once');
  });
});

describe("writeWhole", () => {
  it("makes folders, replaces files and leaves nothing else", () => {
    const root = makeProject();
    const path = join(root, "data", "deep", "a.csv");
    writeWhole(path, "old");
    writeWhole(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(join(root, "data", "deep"))).toEqual(["a.csv"]);
  });

  it("leaves the old file and no other when writing fails", () => {
    const root = makeProject();
    const path = join(root, "a.csv");
    writeWhole(path, "old");
    // A content that cannot be written fails after the new file was opened.
    expect(() => writeWhole(path, 42 as unknown as string)).toThrow();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("leaves no file behind when the new one cannot take its place", () => {
    const root = makeProject();
    mkdirSync(join(root, "a.csv", "in-the-way"), { recursive: true });
    expect(() => writeWhole(join(root, "a.csv"), "new")).toThrow();
    expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("serialise", () => {
  it("keeps the order of keys and ends with a newline", () => {
    expect(serialise({ b: 1, a: [2] })).toBe('{\n  "b": 1,\n  "a": [\n    2\n  ]\n}\n');
  });

  it("refuses what JSON would turn into null, by its place", () => {
    expect(() => serialise({ parameters: { mu: [1, Number.NaN] } })).toThrow(
      "parameters.mu[1] is NaN, which JSON cannot hold",
    );
  });
});

describe("readJson", () => {
  it("gives undefined for a missing file and names a broken one", () => {
    const root = makeProject();
    expect(readJson(join(root, "none.json"))).toBeUndefined();
    writeFileSync(join(root, "broken.json"), "{");
    expect(() => readJson(join(root, "broken.json"))).toThrow(/broken\.json is not valid JSON/);
  });
});
