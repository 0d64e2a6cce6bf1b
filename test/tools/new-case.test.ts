import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isOfPaper, rules, subject } from "../notebook/lint.js";
import { newProject, runInKernel, snapshot } from "./project.js";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const template = "notebooks/cases/_template.ipynb";

function projectWithTemplate(): string {
  const root = newProject({});
  mkdirSync(join(root, "notebooks/cases"));
  cpSync(join(repository, template), join(root, template));
  return root;
}

function newCase(root: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const cli = join(repository, "tools", "dist", "new-case.js");
  return spawnSync(process.execPath, [cli, "--root", root, ...args], { encoding: "utf8" });
}

describe.concurrent("npm run new-case", { timeout: 120_000 }, () => {
  it("makes a case that runs, is stored, holds and pleases the lint, and a second beside it", async () => {
    const root = projectWithTemplate();
    const path = "notebooks/cases/my-case.ipynb";
    const made = newCase(root, "my-case");
    expect(made).toMatchObject({ status: 0, stderr: "" });
    expect(made.stdout).toContain(path);
    expect(made.stdout).toContain("npm run reproduce -- my-case\n");
    const { cells } = subject(root, path);
    expect(cells.length).toBeLessThan(12);
    expect(readFileSync(join(root, path), "utf8")).not.toContain("template");

    const reproduced = await runInKernel(root);
    expect(reproduced.status, reproduced.stdout + reproduced.stderr).toBe(0);
    expect(reproduced.stdout).toContain("Checks of our own: 2 of 2 hold");
    expect(Object.keys(snapshot(root))).toEqual(
      expect.arrayContaining([
        "data/my-case-energy-current.csv",
        "figures/my-case-energy-current.svg",
        "figures/my-case-energy-current.png",
      ]),
    );
    const notebook = subject(root, path);
    expect(isOfPaper(notebook)).toBe(false);
    for (const [name, rule] of Object.entries(rules)) expect(rule(notebook), name).toEqual([]);

    // A second case beside it makes nothing under a name that the first has taken.
    expect(newCase(root, "other-case").status).toBe(0);
    expect(readFileSync(join(root, "notebooks/cases/other-case.ipynb"), "utf8")).not.toContain("my-case");
    const read = (file: string): Record<string, { kind?: string; name?: string }[]> =>
      JSON.parse(readFileSync(join(root, "data", file), "utf8"));
    const { resources, figures } = read("datapackage.json");
    const names = [...resources!, ...figures!].map(({ name }) => name);
    expect(names).toEqual(["my-case-energy-current", "my-case-energy-current"]);
    expect(read("claims.json").claims!.filter(({ kind }) => kind === "claim")).toEqual([]);
  });

  it("is offered by package.json under that name", () => {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    expect(scripts["new-case"]).toContain("tools/dist/new-case.js");
  });

  it.each(["My-case", "a_b", "../escape", "a--b", "-a", "", "42"])("refuses the name %j", (name) => {
    const root = projectWithTemplate();
    const before = snapshot(root);
    expect(newCase(root, "--", name).status).toBe(2);
    expect(snapshot(root)).toEqual(before);
  });

  it("refuses a name that is taken, and more or less than one name", () => {
    const root = projectWithTemplate();
    writeFileSync(join(root, "notebooks/first.ipynb"), "{}");
    expect(newCase(root, "first").stderr).toContain("notebooks/first.ipynb exists; take another name");
    expect(newCase(root, "mine").status).toBe(0);
    const before = snapshot(root);
    const again = newCase(root, "mine");
    expect(again.status).toBe(1);
    expect(again.stderr).toContain("notebooks/cases/mine.ipynb exists; take another name");
    expect(snapshot(root)).toEqual(before);
    expect(newCase(root).status).toBe(2);
    expect(newCase(root, "a", "b").status).toBe(2);
    expect(existsSync(join(root, "notebooks/cases/a.ipynb"))).toBe(false);
  });
});
