// What the last run of all notebooks had before it, so that what was just reproduced need not be reproduced again.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./tools-folder.js";

/** Where the fingerprint is kept: outside node_modules, which `npm ci` removes between the README's two commands. */
export const RECORD = ".reproduced";

/** What notebooks run in, as paths from the root of this project. */
const CODE: readonly string[] = ["package-lock.json", "lib", "tools"];
/** Notebooks and what they make, as paths from the root of theirs. */
const RESULTS: readonly string[] = ["README.md", "notebooks", "data", "figures"];

/** Not read by a notebook: sources, of which the compiled files are, and what compilers and packages leave. */
const isLeftOut = (name: string): boolean =>
  name === "node_modules" ||
  name === "api" ||
  name === "bench" ||
  name === ".ipynb_checkpoints" ||
  /(\.ts|\.tgz|\.tsbuildinfo)$/.test(name);

/** A digest of all that the notebooks' results depend on, of these results, and of the Node.js they are made by. */
export function fingerprintOf(root: string): string {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}\n`);
  const add = (folder: string, path: string): void => {
    const file = join(folder, path);
    if (!existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) if (!isLeftOut(name)) add(folder, `${path}/${name}`);
      return;
    }
    const content = readFileSync(file);
    hash.update(`${path} ${content.length}\n`).update(content);
  };
  for (const part of CODE) add(projectRoot, part);
  for (const part of RESULTS) add(root, part);
  return hash.digest("hex");
}

/** Whether the last run of all notebooks had these very files before it, and found all results in them. */
export function isReproduced(root: string): boolean {
  const file = join(root, RECORD);
  return existsSync(file) && readFileSync(file, "utf8").trim() === fingerprintOf(root);
}

/** Records that a run of all notebooks has made what is stored; says nothing where the folder can only be read. */
export function recordReproduced(root: string, fingerprint: string): void {
  try {
    writeFileSync(join(root, RECORD), `${fingerprint}\n`);
  } catch {
    // the record saves time and nothing else
  }
}
