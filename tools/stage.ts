// Storing results all at once. Everything is first written below .reproduce/ in the project, on the same file system.
// A commit lists its changes in a journal, makes them by renaming, and deletes the journal. Each file is whole at any
// moment; if the commit is cut short, the journal tells the next run what is left to do.

import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isObject, type JsonObject, objectsIn } from "./json.js";
import { UserError } from "./user-error.js";

/** The staging folder in the project's root; ignored by git. */
export const STAGING = ".reproduce";

/** One file to be stored; all paths are relative to the project's root, with forward slashes. */
export interface Change {
  readonly to: string;
  /** The staged file, or null if the stored file is to be removed. */
  readonly from: string | null;
  /** Fingerprint of the stored file which this run knew, null if there was none. */
  readonly before: string | null;
}

export type Rename = (from: string, to: string) => void;

const JOURNAL = `${STAGING}/commit.json`;
const RUN = `${STAGING}/run`;

/** A fresh folder for the files of one run, as a path from the root. Call with the lock held. */
export function newRunFolder(root: string): string {
  rmSync(join(root, RUN), { recursive: true, force: true });
  mkdirSync(join(root, RUN), { recursive: true });
  return RUN;
}

/** Removes the folder of the run, and the staging folder if it is empty then. */
export function removeRunFolder(root: string): void {
  rmSync(join(root, RUN), { recursive: true, force: true });
}

/** Removes the staging folder unless another run is using it. */
export function removeStaging(root: string): void {
  try {
    rmdirSync(join(root, STAGING));
  } catch {
    // Not empty, or not there.
  }
}

/** SHA-256 of a file's bytes, null if there is no such file. */
export function fingerprint(path: string): string | null {
  return existsSync(path) ? fingerprintOf(readFileSync(path)) : null;
}

export function fingerprintOf(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Stores all changes. Throws, with nothing stored, if a file changed since its fingerprint was taken. */
export function commit(root: string, changes: readonly Change[], rename: Rename = renameSync): void {
  if (changes.length === 0) return;
  refuseLostEdits(root, changes, "it changed while the notebooks ran; nothing was stored");
  for (const { from } of changes) if (from !== null) flush(join(root, from));
  writeDurably(join(root, JOURNAL), `${JSON.stringify({ changes }, undefined, 1)}\n`);
  carryOut(root, changes, rename);
}

/** Whether a commit was cut short. */
export function hasPendingCommit(root: string): boolean {
  return existsSync(join(root, JOURNAL));
}

/** Completes a commit which was cut short; returns the files which still had to be stored. */
export function finishPendingCommit(root: string, rename: Rename = renameSync): string[] {
  const changes = readJournal(join(root, JOURNAL)).filter((change) => isOpen(root, change));
  const advice = `it changed since a run was interrupted while it stored its results; to drop those remove ${STAGING}/`;
  refuseLostEdits(root, changes, advice);
  carryOut(root, changes, rename);
  return changes.map((change) => change.to);
}

function carryOut(root: string, changes: readonly Change[], rename: Rename): void {
  for (const { from, to } of changes) {
    const target = join(root, to);
    if (from === null) rmSync(target, { force: true });
    else {
      mkdirSync(dirname(target), { recursive: true });
      rename(join(root, from), target);
    }
  }
  rmSync(join(root, JOURNAL), { force: true });
}

/** A change whose staged file is gone has been made. */
function isOpen(root: string, { from, to }: Change): boolean {
  return existsSync(join(root, from ?? to));
}

function refuseLostEdits(root: string, changes: readonly Change[], why: string): void {
  for (const { to, before } of changes) {
    if (fingerprint(join(root, to)) !== before) throw new UserError(`${to}: ${why}`);
  }
}

function readJournal(path: string): Change[] {
  const journal: unknown = JSON.parse(readFileSync(path, "utf8"));
  return objectsIn(isObject(journal) ? journal.changes : undefined).map(readChange);
}

function readChange({ from, to, before }: JsonObject): Change {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return { from: text(from), to: String(to), before: text(before) };
}

/** Writes a file beside its place, to the disk, and only then under its name. */
function writeDurably(path: string, text: string): void {
  const descriptor = openSync(`${path}.new`, "w");
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${path}.new`, path);
}

function flush(path: string): void {
  const descriptor = openSync(path, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
