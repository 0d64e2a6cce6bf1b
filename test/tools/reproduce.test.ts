import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  newProject,
  results,
  resultsCell,
  run,
  snapshot,
  start,
  store,
  until,
  waitingCell,
  writeNotebook,
} from "./project.js";

describe.concurrent("npm run reproduce", { timeout: 60_000 }, () => {
  it("stores outputs, data, figures and claims, and a second run changes no byte", async () => {
    const root = newProject({ a: [resultsCell("a", [1, 2])], b: [resultsCell("b", [3])] });
    writeNotebook(root, "_draft", ["throw new Error('drafts are not run')"]);
    const first = await run(root);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(/^a: cell 1\/1, \d+\.\d s$/m);
    expect(first.stdout).toMatch(/data\/a\.csv +2 +new/);
    expect(first.stdout).toMatch(/figures\/b\.svg +new/);
    expect(first.stdout).toMatch(/a-1 +holds +y grows/);
    expect(first.stdout).toContain("Checks: 2 of 2 hold");
    const stored = snapshot(root);
    expect(Object.keys(stored).sort()).toEqual([
      "data/a.csv",
      "data/b.csv",
      "data/claims.json",
      "data/datapackage.json",
      "figures/a.svg",
      "figures/b.svg",
      "notebooks/_draft.ipynb",
      "notebooks/a.ipynb",
      "notebooks/b.ipynb",
      "package.json",
    ]);
    const second = await run(root, "--jobs", "1");
    expect(second.stdout).toMatch(/data\/a\.csv +2 +0 +unchanged/);
    expect(second.stdout).toMatch(/notebooks\/a\.ipynb +\d+\.\d s +unchanged/);
    expect(snapshot(root)).toEqual(stored);
  });

  it("keeps the entries of other notebooks when one is run alone", async () => {
    const root = newProject({ a: [], "02-b": [resultsCell("02-b", [3])] });
    store(root, results("a", [1]));
    const { status } = await run(root, "02");
    expect(status).toBe(0);
    const { resources } = JSON.parse(readFileSync(join(root, "data/datapackage.json"), "utf8"));
    expect(resources.map((resource: { name: string }) => resource.name)).toEqual(["02-b", "a"]);
    const { claims } = JSON.parse(readFileSync(join(root, "data/claims.json"), "utf8"));
    expect(claims.map((claim: { id: string }) => claim.id)).toEqual(["02-b-1", "a-1", "02-b-2", "a-2"]);
  });

  it("stores nothing when a dataset deviates, until --update accepts it; --check is content then", async () => {
    const root = newProject({ a: [resultsCell("a", [1, 2.00000001])] });
    store(root, results("a", [1, 2]));
    store(root, { "data/old.csv": "x\n1\n" });
    const before = snapshot(root);
    const refused = await run(root);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/data\/a\.csv +2 +5\.0e-9 +DEVIATES \(row 2, y\)/);
    expect(refused.stdout).toContain("npm run reproduce -- --update");
    expect(refused.stdout).toContain("data/old.csv is no longer made by any notebook");
    expect(snapshot(root)).toEqual(before);

    const accepted = await run(root, "--update");
    expect(accepted.status).toBe(0);
    expect(accepted.stdout).toContain("data/old.csv (removed)");
    const stored = snapshot(root);
    expect(stored["data/a.csv"]).toContain("2.00000001");
    expect(stored).not.toHaveProperty("data/old.csv");

    const checked = await run(root, "--check");
    expect(checked).toMatchObject({ status: 0, stderr: "" });
    expect(checked.stdout).toContain("All stored results are reproduced.");
    expect(snapshot(root)).toEqual(stored);
    expect(existsSync(join(root, ".reproduce"))).toBe(false);
  });

  it("writes nothing under --check, and says what is out of date or no longer made", async () => {
    const root = newProject({ a: [resultsCell("a", [1])] });
    writeFileSync(join(root, "figures/old.svg"), "<svg/>");
    const before = snapshot(root);
    const { status, stdout } = await run(root, "--check");
    expect(status).toBe(1);
    expect(stdout).toContain("notebooks/a.ipynb: the output of code cell 1 is not the stored one");
    expect(stdout).toContain("data/a.csv is not stored");
    expect(stdout).toContain("data/claims.json is out of date");
    expect(stdout).toContain("figures/old.svg is no longer made by any notebook");
    expect(snapshot(root)).toEqual(before);
  });

  it("stores nothing when a claim fails or a table holds no number, not even with --update", async () => {
    const root = newProject({ a: [resultsCell("a", [1, "NaN"], false)] });
    const before = snapshot(root);
    const { status, stdout } = await run(root, "--update");
    expect(status).toBe(1);
    expect(stdout).toMatch(/a-1 +FAILS +y grows \(y: 1\)/);
    expect(stdout).toContain('data/a.csv: row 2: y is "NaN"');
    expect(snapshot(root)).toEqual(before);
  });

  it("stores nothing of any notebook when a cell of one fails, and shows the cell", async () => {
    const failing = 'const half = 0.5;\nthrow new Error("half is " + half);';
    const root = newProject({ a: [resultsCell("a", [1])], b: ["1 + 1", failing, "2 + 2"] });
    const before = snapshot(root);
    const { status, stdout } = await run(root);
    expect(status).toBe(1);
    expect(stdout).toContain(
      "FAILED notebooks/b.ipynb, code cell 2 of 3 (cell 3 of 4): the cell failed\n" +
        "  1 | const half = 0.5;\n" +
        '  2 | throw new Error("half is " + half);\n' +
        '  throw new Error("half is " + half);\n' +
        "  ^\n\n" +
        "  Error: half is 0.5\n" +
        "      at a cell\n",
    );
    expect(stdout).not.toContain("cell 3/3");
    expect(snapshot(root)).toEqual(before);
  });

  it("does not overwrite a notebook which was edited while it ran", async () => {
    const root = newProject({});
    writeNotebook(root, "a", [waitingCell(root, "begun", 300)]);
    const running = start(root);
    await until(() => existsSync(join(root, "begun")));
    writeNotebook(root, "a", ["1 + 1"]);
    const edited = readFileSync(join(root, "notebooks/a.ipynb"), "utf8");
    const { status, stderr } = await running.finished;
    expect(status).toBe(1);
    expect(stderr).toContain("notebooks/a.ipynb: it changed while the notebooks ran; nothing was stored");
    expect(readFileSync(join(root, "notebooks/a.ipynb"), "utf8")).toBe(edited);
  });

  it("refuses unknown names and options with status 2, and lists the notebooks", async () => {
    const root = newProject({ "01-a": [], "02-b": [] });
    const name = await run(root, "07");
    expect(name.status).toBe(2);
    expect(name.stderr).toContain(
      'no notebook is called "07"; there are:\n  notebooks/01-a.ipynb\n  notebooks/02-b.ipynb',
    );
    const option = await run(root, "--chekc");
    expect(option.status).toBe(2);
    expect(option.stderr).toContain("Unknown option '--chekc'");
    expect(option.stderr).toContain("--help");
    const both = await run(root, "--check", "--update");
    expect(both.status).toBe(2);
  });

  it("explains itself with --help", async () => {
    const { status, stdout } = await run(newProject({ "01-a": [] }), "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--update");
    expect(stdout).toContain("notebooks/01-a.ipynb");
  });
});
