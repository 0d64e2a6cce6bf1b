// `npm run jupyter`: opens the notebooks in JupyterLab or Jupyter Notebook, if installed, with this project's own tslab
// kernel. `node tools/dist/jupyter.js nbconvert ...` runs any other Jupyter command in the same surroundings. All that
// Jupyter writes goes below node_modules/.cache; nothing in the user's home is touched.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { constants as osConstants } from "node:os";
import { delimiter, join } from "node:path";
import { kernelCommand, kernelEnvironment } from "./kernel-command.js";
import { projectRoot } from "./tools-folder.js";

const CACHE: string = join(projectRoot, "node_modules", ".cache", "jupyter");

const HELP = `Usage: npm run jupyter -- [arguments]

Without arguments, or with options only, opens notebooks/ in JupyterLab, or else in Jupyter Notebook; options are
passed on, as in: npm run jupyter -- --no-browser --port 9000
With the name of a Jupyter command runs that: node tools/dist/jupyter.js nbconvert --to html notebooks/NAME.ipynb
--print-env prints the environment variables, one NAME=VALUE a line, and makes the kernel known to them.
`;

const MISSING = `Jupyter is not installed, or not on the PATH. Any one of these installs it:
  pipx install --include-deps jupyterlab
  python3 -m venv ~/jupyter && ~/jupyter/bin/pip install jupyterlab
  python3 -m pip install --user jupyterlab
  conda install -c conda-forge jupyterlab
Where pip says "externally-managed-environment", take one of the first two.
Then run this again, after the second as: PATH=~/jupyter/bin:"$PATH" npm run jupyter
Without Jupyter, \`npm run reproduce\` runs all notebooks.
`;

/** The variables under which Jupyter finds this project's kernel and leaves the user's home alone. */
function jupyterEnvironment(): Record<string, string> {
  const own = join(CACHE, "share");
  const before = process.env.JUPYTER_PATH;
  return {
    JUPYTER_PATH: before ? own + delimiter + before : own,
    JUPYTER_DATA_DIR: join(CACHE, "data"),
    JUPYTER_RUNTIME_DIR: join(CACHE, "runtime"),
    JUPYTER_CONFIG_DIR: join(CACHE, "config"),
    JUPYTERLAB_SETTINGS_DIR: join(CACHE, "lab", "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(CACHE, "lab", "workspaces"),
    IPYTHONDIR: join(CACHE, "ipython"),
    // JupyterLab asks npm where language servers are, and npm keeps a log of that.
    npm_config_cache: join(CACHE, "npm"),
  };
}

/** The kernel "tslab", started by the very command of the headless runner. */
function writeKernelSpec(): void {
  const folder = join(CACHE, "share", "kernels", "tslab");
  mkdirSync(folder, { recursive: true });
  const spec = {
    argv: kernelCommand("{connection_file}"),
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "signal",
    env: kernelEnvironment,
  };
  writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(spec, undefined, 2)}\n`);
}

/** Whether a program of this name can be started from the PATH. */
function isOnPath(program: string): boolean {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .some((folder) => endings.some((ending) => isExecutable(join(folder, program + ending))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The Jupyter command that opens notebooks: the newer one which answers. */
function frontEnd(env: NodeJS.ProcessEnv): string | undefined {
  return ["lab", "notebook"].find((name) => {
    const { status } = spawnSync("jupyter", [name, "--version"], { env, stdio: "ignore" });
    return status === 0;
  });
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn("jupyter", args, { env, stdio: "inherit" });
  // Ctrl-C in a terminal reaches Jupyter itself, which asks back; other signals are passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (status, signal) => resolve(status ?? 128 + osConstants.signals[signal!]));
  });
}

async function main(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === "--help" || first === "-h") {
    process.stdout.write(HELP);
    return 0;
  }
  writeKernelSpec();
  const own = jupyterEnvironment();
  if (first === "--print-env") {
    for (const [name, value] of Object.entries(own)) process.stdout.write(`${name}=${value}\n`);
    return 0;
  }
  const env = { ...process.env, ...own };
  const missing = (): number => {
    process.stderr.write(MISSING);
    return 1;
  };
  if (!isOnPath("jupyter")) return missing();
  if (first !== undefined && !first.startsWith("-")) return run(args, env);
  const command = frontEnd(env);
  if (command === undefined) return missing();
  return run([command, ...args, join(projectRoot, "notebooks")], env);
}

process.exitCode = await main(process.argv.slice(2));
