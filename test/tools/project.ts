// A tiny project in a temporary folder, with notebooks that write datasets, figures and claims by plain means, and the
// built command line run on it.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const cli = join(repository, "tools", "dist", "reproduce.js");
let cliWithStandIn: string | undefined;
const folders: string[] = [];
const children: ChildProcess[] = [];

afterAll(() => {
  // Those of failed tests: what has ended already is not signalled.
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) {
    makeWritable(folder);
    rmSync(folder, { recursive: true, force: true });
  }
  // Another file of tests may use this module in the same process.
  children.length = 0;
  folders.length = 0;
  cliWithStandIn = undefined;
});

/** Takes back what {@link readOnly} did. */
function makeWritable(folder: string): void {
  if (!existsSync(folder)) return;
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
  }
}

/** An empty temporary folder, removed after the tests. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ehp-test-")));
  folders.push(folder);
  return folder;
}

/** A project with the given notebooks: name to the sources of its code cells. */
export function newProject(notebooks: Readonly<Record<string, readonly string[]>>): string {
  const root = newFolder();
  mkdirSync(join(root, "notebooks"));
  mkdirSync(join(root, "data"));
  mkdirSync(join(root, "figures"));
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"), "dir");
  writeFileSync(join(root, "package.json"), "{}\n");
  for (const [name, cells] of Object.entries(notebooks)) writeNotebook(root, name, cells);
  return root;
}

/** Writes a notebook with one introductory Markdown cell, of a title and `text`, and the given code cells. */
export function writeNotebook(root: string, name: string, cells: readonly string[], text: string = ""): void {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { cell_type: "markdown", id: "intro", metadata: {}, source: [`# ${name}${text}`] },
      ...cells.map((source, i) => ({
        cell_type: "code",
        id: `code-${i + 1}`,
        metadata: {},
        source,
        outputs: [],
        execution_count: null,
      })),
    ],
  };
  writeFileSync(join(root, "notebooks", `${name}.ipynb`), JSON.stringify(notebook));
}

/** What a notebook makes: path to text. `values` are those of column y of its table. */
export function results(
  name: string,
  values: readonly (number | string)[],
  holds: boolean = true,
): Record<string, string> {
  const csv = `mu,x,y\n${values.map((y, i) => `8,${i},${y}\n`).join("")}`;
  const notebook = `notebooks/${name}.ipynb`;
  const fields = ["mu", "x", "y"].map((field) => ({ name: field, type: "number" }));
  const hash = createHash("sha256").update(csv).digest("hex");
  const resource = { name, path: `${name}.csv`, hash, notebook, curve: ["mu"], schema: { fields } };
  const claim = {
    id: `${name}-1`,
    kind: "claim",
    notebook,
    claim: "y grows",
    where: "Fig. 1",
    quantity: "y",
    value: 1,
    criterion: { above: 0 },
    holds,
  };
  const check = { ...claim, id: `${name}-2`, kind: "check", claim: "y is y", holds: true };
  return {
    [`data/${name}.csv`]: csv,
    "data/datapackage.json": JSON.stringify({
      resources: [resource],
      figures: [{ name, notebook, caption: "", data: [name] }],
    }),
    "data/claims.json": JSON.stringify({ claims: [claim, check] }),
    [`figures/${name}.svg`]: `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${values.join(" ")} --></svg>\n`,
  };
}

/** Stores results as a run would. */
export function store(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Node's file functions in a cell, of the real kernel as of its stand-in, without a declaration to read. */
const FILE_FUNCTIONS =
  'const { existsSync, mkdirSync, rmSync, writeFileSync } = process.getBuiltinModule("node:fs");';

/** The source of a cell which makes {@link results}. */
export function resultsCell(
  name: string,
  values: readonly (number | string)[],
  holds: boolean = true,
): string {
  return `${FILE_FUNCTIONS}
for (const folder of ["data", "figures"]) mkdirSync(process.env.EHP_OUTPUT + "/" + folder, { recursive: true });
for (const [path, text] of Object.entries(${JSON.stringify(results(name, values, holds))})) {
  writeFileSync(process.env.EHP_OUTPUT + "/" + path, text);
}
console.log(${JSON.stringify(`${name}: ${values.join(" ")}`)});`;
}

/** The source of a cell which names values as `notebook.values` does. */
export function valuesCell(values: Readonly<Record<string, string>>): string {
  return `process.getBuiltinModule("node:fs").writeFileSync(process.env.EHP_OUTPUT + "/values.json", ${JSON.stringify(JSON.stringify(values))});`;
}

/** The source of a cell which leaves the file `begun`, with the kernel's process id, and then waits for `awaited`. */
export function meetingCell(begun: string, awaited: string): string {
  return `${FILE_FUNCTIONS}
writeFileSync(${JSON.stringify(begun)}, String(process.pid));
while (!existsSync(${JSON.stringify(awaited)})) await new Promise((resolve) => setTimeout(resolve, 10));`;
}

/**
 * The source of a cell which leaves the file `begun`, with the kernel's process id, and is busy for longer than any test
 * takes. The kernel ends by itself then, should a failed test leave it.
 */
export function endlessCell(begun: string): string {
  return `${FILE_FUNCTIONS}
writeFileSync(${JSON.stringify(begun)}, String(process.pid));
for (const end = Date.now() + 120_000; Date.now() < end; );
process.exit();`;
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts the command line, whose notebooks run in the real kernel, on the project at `root`. */
export function startInKernel(root: string, ...args: string[]): Running {
  return startCommand(cli, root, args);
}

export function runInKernel(root: string, ...args: string[]): Promise<Finished> {
  return startInKernel(root, ...args).finished;
}

/** Starts the command line, with the kernel's stand-in, on the project at `root`. */
export function start(root: string, ...args: string[]): Running {
  cliWithStandIn ??= installStandIn();
  return startCommand(cliWithStandIn, root, args);
}

export function run(root: string, ...args: string[]): Promise<Finished> {
  return start(root, ...args).finished;
}

/** Whom a command runs as. */
export interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Makes a folder one that may only be read, and tells as whom it is so: root may write everywhere, so that commands are
 * to run as nobody; undefined where nobody may not even read the project's own files, or on Windows.
 */
export function readOnly(folder: string): User | undefined {
  if (process.getuid === undefined) return undefined;
  const nobody = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
  const { status } = spawnSync(process.execPath, [cli, "--help"], nobody);
  if (status !== 0) return undefined;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o555);
  }
  chmodSync(folder, 0o555);
  return nobody;
}

/** As {@link start}, as another user. */
export function startAs(user: User, root: string, ...args: string[]): Running {
  cliWithStandIn ??= installStandIn();
  chmodSync(dirname(dirname(dirname(cliWithStandIn))), 0o755);
  return startCommand(cliWithStandIn, root, args, user);
}

/** The built command line in a folder of its own, the kernel replaced; returns its path. */
function installStandIn(): string {
  const folder = newFolder();
  const tools = join(folder, "tools", "dist");
  cpSync(join(repository, "tools", "dist"), tools, { recursive: true });
  cpSync(join(repository, "test", "tools", "kernel-stand-in.mjs"), join(tools, "kernel.js"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "dir");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return join(tools, "reproduce.js");
}

function startCommand(command: string, root: string, args: readonly string[], user: User = {}): Running {
  const child = spawn(process.execPath, [command, "--root", root, ...args], {
    ...user,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (part: string) => {
      text[name] += part;
    });
  }
  const finished = once(child, "close").then(([status]) => ({ status: status as number | null, ...text }));
  return { child, finished };
}

/** Path and content of every file of a project, without node_modules and without what `except` names. */
export function snapshot(root: string, except: RegExp = /^$/): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path);
    if (entry.isFile() && !name.startsWith("node_modules") && !except.test(name)) {
      files[name] = readFileSync(path, "latin1");
    }
  }
  return files;
}

/** Resolves once `condition` returns something other than undefined or false. */
export async function until<T>(
  condition: () => T | undefined | false,
  patience: number = 25_000,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The content of a file, undefined as long as it is missing or empty. */
export function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8") || undefined;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
