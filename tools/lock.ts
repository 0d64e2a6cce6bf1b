// One run at a time: a lock file which names its owner, so that the lock of a run that was killed is seen as stale at once.
// proper-lockfile, the usual library, knows a stale lock by its age: the next run would have to wait ten seconds.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "./json.js";
import { STAGING } from "./stage.js";
import { UserError } from "./user-error.js";

const LOCK = "lock";

/** Takes the lock of the project at `root`; returns the function which gives it back. */
export function takeLock(root: string): () => void {
  const folder = join(root, STAGING);
  const lock = join(folder, LOCK);
  const own = `${lock}.${process.pid}`;
  const content = JSON.stringify({ pid: process.pid, started: startTime(process.pid) });
  for (;;) {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(own, content);
      linkSync(own, lock);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // ENOENT: the run before removed the folder just now.
      if (code !== "EEXIST" && code !== "ENOENT") throw error;
    } finally {
      rmSync(own, { force: true });
    }
    const holder = read(lock);
    if (holder === undefined) continue;
    if (isAlive(holder)) throw underWay(holder);
    removeStale(lock, holder);
  }
}

/** Refuses to go on while another run holds the lock of the project at `root`; takes none. */
export function refuseWhileLocked(root: string): void {
  const holder = read(join(root, STAGING, LOCK));
  if (holder !== undefined && isAlive(holder)) throw underWay(holder);
}

function underWay(holder: string): UserError {
  return new UserError(`another run is under way here (process ${pidOf(holder)})`);
}

/** Moves the stale lock away; should it be a new one by now, puts that back. */
function removeStale(lock: string, holder: string): void {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (read(aside) !== holder) linkSync(aside, lock);
  } catch {
    // Another run was faster.
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parse(holder: string): { pid: number; started: unknown } {
  try {
    const value: unknown = JSON.parse(holder);
    if (isObject(value)) return { pid: Number(value.pid), started: value.started };
  } catch {
    // Written by something else: stale.
  }
  return { pid: 0, started: null };
}

function pidOf(holder: string): number {
  return parse(holder).pid;
}

function isAlive(holder: string): boolean {
  const { pid, started } = parse(holder);
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = startTime(pid);
  return now === null || started === null || now === started;
}

/** When a process started, where the system tells (Linux): process ids are used again. */
function startTime(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  // The second field, the name in parentheses, may hold spaces; the start time is the 22nd.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
