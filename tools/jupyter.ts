// `npm run jupyter`: opens the project in JupyterLab or Jupyter Notebook, if installed, with this project's own tslab
// kernel. `node tools/dist/jupyter.js nbconvert ...` runs any other Jupyter command in the same surroundings. Nothing in
// the user's home is touched, unless --install-kernel asks for it.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { constants as osConstants } from "node:os";
import { delimiter, join } from "node:path";
import { jupyterEnvironment, ownKernels } from "./jupyter-state.js";
import { installKernel, removeKernel, userKernels, writeKernelSpec } from "./kernel-spec.js";
import { runCommand } from "./run-command.js";
import { projectRoot } from "./tools-folder.js";

const HELP = `Usage: npm run jupyter -- [notebook] [arguments]

Opens the project, or the notebook named, in JupyterLab, or else in Jupyter Notebook; options are passed on, as in:
  npm run jupyter -- notebooks/05-electronic-cooling.ipynb --no-browser --port 9000
With the name of a Jupyter command runs that: node tools/dist/jupyter.js nbconvert --to html notebooks/NAME.ipynb
Settings are kept in .jupyter/ of this project. What notebooks make goes to scratch/, and is stored by
\`notebook.store()\` or \`npm run reproduce\`; JupyterLab saves a notebook when it is told to.

  --install-kernel  makes the kernel known to every editor of this user, such as VS Code; needs no Jupyter
  --remove-kernel   takes that back
  --print-env       prints the environment variables, one NAME=VALUE a line, and makes the kernel known to them
  --help            this text
`;

const MISSING = `Jupyter is not installed, or not on the PATH. Any one of these installs it:
  pipx install --include-deps jupyterlab
  python3 -m venv ~/jupyter && ~/jupyter/bin/pip install jupyterlab
  python3 -m pip install --user jupyterlab
  conda install -c conda-forge jupyterlab
Where pip says "externally-managed-environment", take one of the first two.
Then run this again, after the second as: PATH=~/jupyter/bin:"$PATH" npm run jupyter
Without Jupyter, \`npm run reproduce\` runs all notebooks, and VS Code opens them after
\`npm run jupyter -- --install-kernel\`.
`;

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

/** The arguments that open the project, or one notebook of it: links to data and library lead out of notebooks/. */
function whatToOpen(args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith("-")) return [...args, projectRoot];
  return [`--notebook-dir=${projectRoot}`, ...rest, first];
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

function say(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === "--help" || first === "-h") return say(HELP);
  if (first === "--install-kernel") return say(installKernel(userKernels()));
  if (first === "--remove-kernel") return say(removeKernel(userKernels()));
  writeKernelSpec(ownKernels);
  const own = jupyterEnvironment();
  if (first === "--print-env") {
    return say(
      Object.entries(own)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
  }
  const env = { ...process.env, ...own };
  const missing = (): number => {
    process.stderr.write(MISSING);
    return 1;
  };
  if (!isOnPath("jupyter")) return missing();
  if (first !== undefined && !first.startsWith("-") && !existsSync(first)) return run(args, env);
  const command = frontEnd(env);
  if (command === undefined) return missing();
  return run([command, ...whatToOpen(args)], env);
}

await runCommand("jupyter", () => main(process.argv.slice(2)));
