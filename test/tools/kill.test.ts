// Runs that are killed: stored files stay whole, nothing of the run survives, and the next run recovers.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commit, fingerprint } from "../../tools/stage.js";
import {
  contentOf,
  endlessCell,
  isAlive,
  newFolder,
  newProject,
  results,
  resultsCell,
  run,
  snapshot,
  startInKernel,
  store,
  until,
  writeNotebook,
} from "./project.js";

const stage = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "tools", "dist", "stage.js");

describe.concurrent("a killed run", { timeout: 60_000 }, () => {
  it.each(["SIGTERM", "SIGKILL"] as const)(
    "leaves no kernel and stored files as they were after %s in a cell",
    async (signal) => {
      const root = newProject({});
      store(root, results("a", [1]));
      writeNotebook(root, "a", [resultsCell("a", [2]), endlessCell(join(root, "pid"))]);
      const before = snapshot(root);
      const { child, finished } = startInKernel(root);
      const kernel = Number(await until(() => contentOf(join(root, "pid"))));
      const second = await run(root);
      expect(second.status).toBe(1);
      expect(second.stderr).toContain(`another run is under way here (process ${child.pid})`);
      child.kill(signal);
      const { status } = await finished;
      await until(() => !isAlive(kernel));
      expect(snapshot(root, /^pid$|^\.reproduce/)).toEqual(before);
      if (signal === "SIGKILL") {
        // Nobody was left to tidy up; the next run does, and is not kept out by the lock.
        expect(existsSync(join(root, ".reproduce", "lock"))).toBe(true);
        writeFileSync(join(root, "notebooks/a.ipynb"), "{}");
        const next = await run(root);
        expect(next.stderr).toContain("notebooks/a.ipynb: not a notebook of format 4");
      } else {
        expect(status).toBe(143);
      }
      expect(existsSync(join(root, ".reproduce"))).toBe(false);
    },
  );

  it("leaves no kernel when it is killed while the kernel starts", async () => {
    const root = newProject({ a: [endlessCell(join(newFolder(), "unused"))] });
    const { child, finished } = startInKernel(root);
    const lock = join(root, ".reproduce", "run", "0");
    await until(() => existsSync(lock));
    const kernels = await until(() => {
      const found = contentOf(`/proc/${child.pid}/task/${child.pid}/children`)?.trim().split(" ").map(Number);
      return found !== undefined && found.length > 0 && found;
    });
    child.kill("SIGKILL");
    await finished;
    await until(() => !kernels.some(isAlive));
  });

  /** A project in which files "1" to "3" are stored, and new versions of them are staged. */
  function stagedProject(): { root: string; changes: { from: string; to: string; before: string | null }[] } {
    const root = newFolder();
    const changes = ["data/1", "figures/2", "notebooks/3"].map((to) => {
      const from = `.reproduce/run/0/${to}`;
      for (const path of [to, from]) mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, to), `old ${to}`);
      writeFileSync(join(root, from), `new ${to}`);
      return { from, to, before: fingerprint(join(root, to)) };
    });
    return { root, changes };
  }

  it.each([0, 1, 2])(
    "is completed by the next one when SIGKILL comes after %i of 3 renames",
    async (count) => {
      const { root, changes } = stagedProject();
      const script = `
      import { renameSync } from "node:fs";
      import { commit } from ${JSON.stringify(stage)};
      let done = 0;
      commit(${JSON.stringify(root)}, ${JSON.stringify(changes)}, (from, to) => {
        if (done++ === ${count}) process.kill(process.pid, "SIGKILL");
        renameSync(from, to);
      });`;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { stdio: "inherit" });
      const [, signal] = await once(child, "exit");
      expect(signal).toBe("SIGKILL");
      const texts = (): string[] => changes.map(({ to }) => readFileSync(join(root, to), "utf8"));
      expect(texts()).toEqual(changes.map(({ to }, i) => `${i < count ? "new" : "old"} ${to}`));

      // --check tells, and changes nothing.
      mkdirSync(join(root, "notebooks"), { recursive: true });
      writeNotebook(root, "a", ["throw new Error('next')"]);
      const before = snapshot(root);
      const check = await run(root, "--check");
      expect(check.status).toBe(1);
      expect(check.stderr).toContain("an earlier run was interrupted while it stored its results");
      expect(snapshot(root)).toEqual(before);

      if (count === 1) {
        const next = await run(root);
        expect(next.stdout).toContain("completed now.\n  figures/2\n  notebooks/3\n");
        expect(texts()).toEqual(changes.map(({ to }) => `new ${to}`));
        expect(existsSync(join(root, ".reproduce"))).toBe(false);
      }
    },
  );

  it("does not overwrite what was edited after it was interrupted", async () => {
    const { root, changes } = stagedProject();
    expect(() =>
      commit(root, changes, () => {
        throw new Error("cut short");
      }),
    ).toThrow("cut short");
    writeNotebook(root, "a", []);
    writeFileSync(join(root, "data/1"), "edited");
    const { status, stderr } = await run(root);
    expect(status).toBe(1);
    expect(stderr).toContain("data/1: it changed since a run was interrupted");
    expect(readFileSync(join(root, "data/1"), "utf8")).toBe("edited");
    expect(readFileSync(join(root, "figures/2"), "utf8")).toBe("old figures/2");
  });
});
