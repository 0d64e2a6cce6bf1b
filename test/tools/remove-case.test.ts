import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { newProject, results, resultsCell, run, snapshot, store, writeNotebook } from "./project.js";

const cli = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "tools", "dist", "remove-case.js");

function removeCase(root: string, ...args: string[]): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [cli, "--root", root, ...args], { encoding: "utf8" });
}

/** A project in which a notebook and a case, each with a table, a figure and claims, are reproduced. */
async function projectWithCase(): Promise<string> {
  const root = newProject({ a: [resultsCell("a", [1])] });
  mkdirSync(join(root, "notebooks/cases"));
  const cell = resultsCell("mine", [2]).replaceAll("notebooks/mine.ipynb", "notebooks/cases/mine.ipynb");
  writeNotebook(root, "cases/mine", [cell]);
  store(root, { "README.md": "<!-- claims -->\n<!-- /claims -->\n" });
  expect((await run(root)).status).toBe(0);
  return root;
}

describe.concurrent("npm run remove-case", { timeout: 60_000 }, () => {
  it.each([
    ["as it is", false],
    ["whose notebook was deleted by hand", true],
  ])("leaves nothing of a case %s, and all else as if it had never been", async (_, deleted) => {
    const root = await projectWithCase();
    mkdirSync(join(root, "scratch/mine/data"), { recursive: true });
    if (deleted) rmSync(join(root, "notebooks/cases/mine.ipynb"));
    const { status, stdout, stderr } = removeCase(root, "mine");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("  data/mine.csv\n  figures/mine.svg\n");
    expect(JSON.stringify(snapshot(root))).not.toContain("mine");
    expect(existsSync(join(root, "scratch/mine"))).toBe(false);
    expect(existsSync(join(root, ".reproduce"))).toBe(false);
    expect(readFileSync(join(root, "data/a.csv"), "utf8")).toBe(results("a", [1])["data/a.csv"]);
    expect(readFileSync(join(root, "README.md"), "utf8")).toContain("[a-1]");
    expect((await run(root, "--check")).status).toBe(0);
  });

  it("refuses a name that is no case, also one of a notebook of the paper, and lists the cases", async () => {
    const root = await projectWithCase();
    const before = snapshot(root);
    for (const name of ["a", "other"]) {
      const { status, stderr } = removeCase(root, name);
      expect(status).toBe(2);
      expect(stderr).toContain(`no case is called "${name}"; there are:\n  notebooks/cases/mine.ipynb\n`);
    }
    expect(removeCase(root).status).toBe(2);
    expect(snapshot(root)).toEqual(before);
  });

  it("does nothing while a run is under way, or one was cut short while it stored", async () => {
    const root = await projectWithCase();
    mkdirSync(join(root, ".reproduce"));
    writeFileSync(join(root, ".reproduce/lock"), JSON.stringify({ pid: process.pid, started: null }));
    const before = snapshot(root);
    expect(removeCase(root, "mine").stderr).toContain("another run is under way here");
    expect(snapshot(root)).toEqual(before);
    rmSync(join(root, ".reproduce/lock"));
    writeFileSync(join(root, ".reproduce/commit.json"), JSON.stringify({ changes: [] }));
    expect(removeCase(root, "mine").stderr).toContain("complete it with: npm run reproduce");
    expect(existsSync(join(root, "notebooks/cases/mine.ipynb"))).toBe(true);
  });
});
