import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { contentOf, isAlive, newFolder, until } from "./project.js";

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
    expect(stderr).toContain("python3 -m venv ~/jupyter && ~/jupyter/bin/pip install jupyterlab");
    expect(stderr).toContain('PATH=~/jupyter/bin:"$PATH" npm run jupyter');
    expect(stderr).toContain("externally-managed-environment");
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

const kernels = new Set<number>();
afterAll(() => {
  for (const kernel of kernels) if (isAlive(kernel)) process.kill(kernel, "SIGKILL");
});

const LIFETIME = 60_000;

/** Starts, as a server would, a process with the kernel's preload that lives long, and tells its id. */
async function startServer(namesItself: boolean): Promise<{ kernel: number; kill: () => Promise<void> }> {
  const file = join(newFolder(), "pid");
  const preload = join(repository, "tools", "kernel-preload.cjs");
  // The kernel's main thread is blocked, deaf to anything but a worker, at no cost to other tests. Both end by
  // themselves should the tests be killed.
  const kernel = `require("node:fs").writeFileSync(${JSON.stringify(file)}, String(process.pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${LIFETIME});`;
  const server = `
    const env = { ...process.env, ${namesItself ? "JPY_PARENT_PID: String(process.pid)" : ""} };
    require("node:child_process").spawn(process.execPath, ["--require", ${JSON.stringify(preload)}, "--eval", ${JSON.stringify(kernel)}],
      { env, detached: true, stdio: "ignore" });
    setTimeout(() => {}, ${LIFETIME});`;
  const { JPY_PARENT_PID: _, EHP_KERNEL_LIFELINE: __, ...env } = process.env;
  const child = spawn(process.execPath, ["--eval", server], { env, stdio: "ignore" });
  const pid = Number(await until(() => contentOf(file)));
  kernels.add(pid);
  return {
    kernel: pid,
    kill: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

describe.skipIf(process.platform === "win32").concurrent("a kernel of Jupyter", { timeout: 30_000 }, () => {
  it("lives while its server does, and dies with it", async () => {
    const { kernel, kill } = await startServer(true);
    await sleep(1500);
    expect(isAlive(kernel)).toBe(true);
    await kill();
    await until(() => !isAlive(kernel));
    kernels.delete(kernel);
  });

  it("lives on where no server says that it is the parent", async () => {
    const { kernel, kill } = await startServer(false);
    await kill();
    await sleep(2500);
    expect(isAlive(kernel)).toBe(true);
  });
});
