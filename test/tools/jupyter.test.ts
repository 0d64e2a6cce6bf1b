import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { contentOf, isAlive, newFolder, readOnly, until } from "./project.js";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cli = join(repository, "tools", "dist", "jupyter.js");

function jupyter(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [cli, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
}

function specIn(kernels: string): { argv: readonly string[]; metadata: object } {
  return JSON.parse(readFileSync(join(kernels, "tslab/kernel.json"), "utf8"));
}

describe("npm run jupyter", () => {
  it("says how to get Jupyter where there is none", () => {
    const { status, stderr } = jupyter({ PATH: newFolder() });
    expect(status).toBe(1);
    expect(stderr).toContain("pipx install");
    expect(stderr).toContain("conda install");
    expect(stderr).toContain("python3 -m venv ~/jupyter && ~/jupyter/bin/pip install jupyterlab");
    expect(stderr).toContain('PATH=~/jupyter/bin:"$PATH" npm run jupyter');
    expect(stderr).toContain("externally-managed-environment");
    expect(stderr).toContain("npm run jupyter -- --install-kernel");
  });

  it("keeps all that Jupyter writes out of the home folder and out of what npm ci removes", () => {
    const { status, stdout } = jupyter({ JUPYTER_PATH: "", JUPYTER_CONFIG_PATH: "/theirs" }, "--print-env");
    expect(status).toBe(0);
    const env = Object.fromEntries(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split("=") as [string, string]),
    );
    const { JUPYTER_PATH: paths, JUPYTER_CONFIG_PATH: configs, ...folders } = env;
    for (const folder of Object.values(folders)) {
      expect(folder.startsWith(join(repository, ".jupyter")), folder).toBe(true);
    }
    const own = join(repository, "tools", "jupyter");
    expect(paths).toBe([join(repository, ".jupyter", "share"), own].join(delimiter));
    expect(configs).toBe([join(own, "config"), "/theirs"].join(delimiter));
    const { argv } = specIn(join(repository, ".jupyter/share/kernels"));
    expect(argv).toContain(join(repository, "tools", "kernel-preload.cjs"));
    expect(argv).toContain("--config-path={connection_file}");
  });

  it.skipIf(process.platform === "win32")("may be read in part", () => {
    const command = `"${process.execPath}" "${cli}" --print-env | head -1; "${process.execPath}" "${cli}" --help | true`;
    const { stdout, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect(stdout).toMatch(/^JUPYTER_PATH=.*\n$/);
    expect(stderr).toBe("");
  });

  it.skipIf(process.platform === "win32")(
    "opens the project's root, or a notebook there, in JupyterLab, else Notebook, and passes on arguments and status",
    () => {
      const folder = newFolder();
      const fake = join(folder, "jupyter");
      const script = (lab: number): string =>
        `#!/bin/sh\nif [ "$2" = --version ]; then [ "$1" = notebook ] || exit ${lab}; exit 0; fi\necho "$@"; exit 7\n`;
      writeFileSync(fake, script(0));
      chmodSync(fake, 0o755);
      expect(jupyter({ PATH: folder }, "--no-browser")).toMatchObject({
        status: 7,
        stdout: `lab --no-browser ${repository}\n`,
      });
      const notebook = join(repository, "notebooks/00-start-here.ipynb");
      expect(jupyter({ PATH: folder }, notebook, "--no-browser").stdout).toBe(
        `lab --notebook-dir=${repository} --no-browser ${notebook}\n`,
      );
      writeFileSync(fake, script(1));
      expect(jupyter({ PATH: folder }).stdout).toBe(`notebook ${repository}\n`);
      expect(jupyter({ PATH: folder }, "nbconvert", "--execute", "a.ipynb").stdout).toBe(
        "nbconvert --execute a.ipynb\n",
      );
    },
  );
});

describe("a kernel that is installed on purpose", () => {
  it("is where every editor looks, starts from any folder, and is removed again", () => {
    const data = newFolder();
    const env = { JUPYTER_DATA_DIR: data, PATH: "" };
    const installed = jupyter(env, "--install-kernel");
    expect(installed).toMatchObject({ status: 0, stderr: "" });
    expect(installed.stdout).toContain(join(data, "kernels/tslab/kernel.json"));
    expect(installed.stdout).toContain("npm run jupyter -- --remove-kernel");
    const { argv } = specIn(join(data, "kernels"));
    for (const part of argv.filter((text) => text.startsWith("/"))) expect(existsSync(part), part).toBe(true);
    expect(jupyter(env, "--install-kernel").status).toBe(0);
    expect(jupyter(env, "--remove-kernel")).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(join(data, "kernels"))).toEqual([]);
    expect(jupyter(env, "--remove-kernel").stdout).toContain("There is no kernel in");
  });

  it("takes no place of another program's kernel, and says whose it replaces", () => {
    const data = newFolder();
    const env = { JUPYTER_DATA_DIR: data };
    const folder = join(data, "kernels/tslab");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), '{ "argv": ["tslab"] }');
    for (const option of ["--install-kernel", "--remove-kernel"]) {
      const { status, stderr } = jupyter(env, option);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^jupyter: .*another program's.*\n$/);
    }
    expect(readFileSync(join(folder, "kernel.json"), "utf8")).toBe('{ "argv": ["tslab"] }');
    const other = { metadata: { ehp_transport: { project: "/other/clone" } } };
    writeFileSync(join(folder, "kernel.json"), JSON.stringify(other));
    expect(jupyter(env, "--remove-kernel").stderr).toContain("is of /other/clone");
    expect(jupyter(env, "--install-kernel").stdout).toContain("It replaces the kernel of /other/clone.");
    expect(specIn(join(data, "kernels")).metadata).toEqual({ ehp_transport: { project: repository } });
  });

  it("asks in one sentence for a folder that can be written", () => {
    const data = newFolder();
    const asNobody = readOnly(data);
    if (asNobody === undefined) return;
    const { status, stderr } = spawnSync(process.execPath, [cli, "--install-kernel"], {
      encoding: "utf8",
      env: { ...process.env, JUPYTER_DATA_DIR: data },
      ...asNobody,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^jupyter: cannot write \S*kernels\S*: the folder may only be read\n$/);
  });
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
