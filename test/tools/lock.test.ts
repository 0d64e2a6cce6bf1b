import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeLock } from "../../tools/lock.js";
import { newFolder } from "./project.js";

describe("the lock of a project", () => {
  it("is held by one at a time", () => {
    const root = newFolder();
    const release = takeLock(root);
    expect(() => takeLock(root)).toThrow(`another run is under way here (process ${process.pid})`);
    release();
    takeLock(root)();
    expect(readdirSync(join(root, ".reproduce"))).toEqual([]);
  });

  it.each([
    ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, started: null })],
    [
      "of an earlier process with an id that is used again",
      JSON.stringify({ pid: process.pid, started: "0" }),
    ],
    ["that holds something else", "something else"],
    ["that is empty", ""],
  ])("is taken over from one %s", (_, content) => {
    const root = newFolder();
    mkdirSync(join(root, ".reproduce"));
    writeFileSync(join(root, ".reproduce", "lock"), content);
    // Where the system does not tell when a process started, an id in use counts as alive.
    if (content.includes('"0"') && !existsSync("/proc/self/stat")) return;
    takeLock(root)();
    expect(readdirSync(join(root, ".reproduce"))).toEqual([]);
  });
});
