import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

it("every notebook re-executes to its stored results", { timeout: 600_000 }, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["tools/dist/reproduce.js", "--check", "--unless-reproduced"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  expect(status, stdout + stderr).toBe(0);
});
