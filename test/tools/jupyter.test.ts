import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { newFolder } from "./project.js";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cli = join(repository, "tools", "dist", "jupyter.js");

function jupyter(path: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], {
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
}

describe("npm run jupyter", () => {
  it("says how to get Jupyter where there is none", () => {
    const { status, stderr } = jupyter(newFolder());
    expect(status).toBe(1);
    expect(stderr).toContain("pipx install");
    expect(stderr).toContain("conda install");
  });

  it("prints the environment, in which there is a kernel started as the runner starts it", () => {
    const { status, stdout } = jupyter("", "--print-env");
    expect(status).toBe(0);
    const env = Object.fromEntries(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split("=") as [string, string]),
    );
    for (const folder of Object.values(env)) {
      expect(folder.startsWith(join(repository, "node_modules", ".cache"))).toBe(true);
    }
    const spec = JSON.parse(readFileSync(join(env.JUPYTER_PATH!, "kernels/tslab/kernel.json"), "utf8"));
    expect(spec).toMatchObject({ display_name: "TypeScript", language: "typescript" });
    expect(spec.argv).toContain(join(repository, "tools", "kernel-preload.cjs"));
    expect(spec.argv).toContain("--config-path={connection_file}");
  });

  it.skipIf(process.platform === "win32")(
    "opens JupyterLab, else Notebook, and passes on arguments and status",
    () => {
      const folder = newFolder();
      const fake = join(folder, "jupyter");
      const script = (lab: number): string =>
        `#!/bin/sh\nif [ "$2" = --version ]; then [ "$1" = notebook ] || exit ${lab}; exit 0; fi\necho "$@"; exit 7\n`;
      writeFileSync(fake, script(0));
      chmodSync(fake, 0o755);
      expect(jupyter(folder, "--no-browser")).toMatchObject({
        status: 7,
        stdout: `lab --no-browser ${join(repository, "notebooks")}\n`,
      });
      writeFileSync(fake, script(1));
      expect(jupyter(folder).stdout).toBe(`notebook ${join(repository, "notebooks")}\n`);
      expect(jupyter(folder, "nbconvert", "--execute", "a.ipynb").stdout).toBe(
        "nbconvert --execute a.ipynb\n",
      );
    },
  );
});
