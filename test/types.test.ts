import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

// `npm run build` compiles what is run; this is beside the other tests, as a compiler takes one core.
it("all tests are of the types that they say", async () => {
  const tsc = resolve(root, "node_modules/typescript/bin/tsc");
  const found = await promisify(execFile)(process.execPath, [tsc, "-b", "test"], { cwd: root }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  expect(found.stdout + found.stderr).toBe("");
}, 300_000);
