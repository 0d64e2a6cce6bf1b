import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { plainReason } from "./plain-reason.js";

/**
 * The project's root: the nearest folder at or above `from` that holds a `package.json` and a folder `notebooks`.
 * Throws if there is none.
 */
export function projectRoot(from: string = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) && existsSync(join(folder, "notebooks"))) return folder;
    if (folder === dirname(folder)) {
      throw new Error(`no project above ${from}: a folder with package.json and notebooks/ is looked for`);
    }
  }
}

/**
 * Path of a notebook below the project's root, with forward slashes: `notebooks/cases/molecule.ipynb`.
 * Throws, with the names there are, if the project has no notebook of that name, or more than one.
 */
export function notebookPath(root: string, name: string): string {
  const paths = listNotebooks(join(root, "notebooks"), "notebooks");
  const found = paths.filter((path) => basename(path, ".ipynb") === name);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw new Error(`notebook "${name}" exists more than once: ${found.join(", ")}`);
  const known = paths.map((path) => basename(path, ".ipynb")).join(", ");
  throw new Error(`notebook "${name}" is not in the project; it has ${known || "no notebooks"}`);
}

/**
 * Refuses a notebook that opens itself under another's name, as a copy does: its results would go under that name.
 * The runner says in `EHP_NOTEBOOK` which notebook runs; elsewhere nothing is known, and nothing refused.
 */
export function refuseForeignName(
  name: string,
  running: string | undefined = process.env.EHP_NOTEBOOK,
): void {
  if (!running || basename(running, ".ipynb") === name) return;
  throw new Error(`${running} opens "${name}"; change the name in openNotebook(...)`);
}

function listNotebooks(folder: string, path: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory()) return listNotebooks(join(folder, entry.name), inside);
      return entry.name.endsWith(".ipynb") ? [inside] : [];
    });
}

/**
 * Writes a file whole or not at all: into a new file beside it, which then takes its name.
 * Folders are made as needed. If writing fails the old file stays as it was and the error is thrown, in plain words for
 * a full disk and a folder that may only be read.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const fresh = join(
    dirname(path),
    `.${basename(path)}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`,
  );
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, content, { flush: true });
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    const sentence = plainReason(error, path);
    throw sentence === undefined ? error : new Error(sentence);
  }
}

/**
 * JSON as it is stored: two spaces of indentation, keys in the order they were set, a newline at the end.
 * Throws for NaN and infinities, which JSON cannot hold, naming the place, as in `parameters.mu[2]`.
 */
export function serialise(value: unknown): string {
  checkNumbers(value, "");
  return `${JSON.stringify(value, null, 2)}\n`;
}

function checkNumbers(value: unknown, place: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new Error(`${place || "the value"} is ${value}, which JSON cannot hold`);
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    checkNumbers(inner, Array.isArray(value) ? `${place}[${key}]` : place ? `${place}.${key}` : key);
  }
}

/** The parsed JSON of a file, or `undefined` if there is no such file. Throws, with its path, if it is not JSON. */
export function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} is not valid JSON: ${(error as Error).message}`);
  }
}
