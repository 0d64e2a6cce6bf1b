// The kernel "tslab" as Jupyter, VS Code and other front ends know it: a folder with one file, kernel.json.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isObject, type JsonObject } from "./json.js";
import { kernelCommand, kernelEnvironment } from "./kernel-command.js";
import { projectRoot } from "./tools-folder.js";
import { UserError } from "./user-error.js";

/** The name that the notebooks ask for. */
const NAME = "tslab";
/** In the metadata of a kernel of ours: the project that it belongs to. */
const OWNER = "ehp_transport";

/** The folder of kernels that every front end of this user reads. */
export function userKernels(env: NodeJS.ProcessEnv = process.env): string {
  const data = env.JUPYTER_DATA_DIR || dataFolder(env);
  return join(data, "kernels");
}

function dataFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32")
    return join(env.APPDATA || join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** Writes the kernel, started by the very command of the headless runner; returns the file's path. */
export function writeKernelSpec(kernels: string): string {
  const folder = join(kernels, NAME);
  const spec = {
    argv: kernelCommand("{connection_file}"),
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "signal",
    env: kernelEnvironment,
    metadata: { [OWNER]: { project: projectRoot } },
  };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "kernel.json");
  writeFileSync(path, `${JSON.stringify(spec, undefined, 2)}\n`);
  return path;
}

/** Installs the kernel for this user; returns what to say. Another program's kernel of that name is left alone. */
export function installKernel(kernels: string): string {
  const owner = ownerOf(kernels);
  if (owner === null) {
    const folder = join(kernels, NAME);
    throw new UserError(`${folder} holds another program's kernel "${NAME}"; rename or remove that first`);
  }
  const path = writeKernelSpec(kernels);
  const replaced =
    owner === undefined || owner === projectRoot ? "" : `It replaces the kernel of ${owner}.\n`;
  return (
    `Installed ${path}\n${replaced}` +
    "Editors offer it as TypeScript; reload those that are open.\n" +
    "Remove it with: npm run jupyter -- --remove-kernel\n"
  );
}

/** Removes the kernel that {@link installKernel} installed, and no other; returns what to say. */
export function removeKernel(kernels: string): string {
  const owner = ownerOf(kernels);
  const folder = join(kernels, NAME);
  if (owner === undefined) return `There is no kernel in ${folder}\n`;
  if (owner !== projectRoot) {
    throw new UserError(`the kernel in ${folder} is ${owner === null ? "another program's" : `of ${owner}`}`);
  }
  rmSync(folder, { recursive: true });
  return `Removed ${folder}\n`;
}

/** The project whose kernel is installed, null if it is none of ours, undefined if there is none. */
function ownerOf(kernels: string): string | null | undefined {
  const folder = join(kernels, NAME);
  if (!existsSync(folder)) return undefined;
  try {
    const spec: unknown = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
    const owner = ours(isObject(spec) ? spec.metadata : undefined);
    return typeof owner?.project === "string" ? owner.project : null;
  } catch {
    return null;
  }
}

function ours(metadata: unknown): JsonObject | undefined {
  const owner = isObject(metadata) ? metadata[OWNER] : undefined;
  return isObject(owner) ? owner : undefined;
}
