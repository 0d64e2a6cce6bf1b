import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** Watches a folder and a file as the kernel's compiler does, and prints how many watchers Node was asked for. */
const PROGRAM = `
const fs = require("node:fs");
let count = 0;
for (const name of ["watch", "watchFile"]) {
  const original = fs[name];
  fs[name] = (...rest) => { count++; return original(...rest); };
}
const { sys } = require("@tslab/typescript-for-tslab");
sys.watchDirectory(process.cwd() + "/lib", () => {}, false);
sys.watchFile(process.cwd() + "/package.json", () => {});
console.log(count);
process.exit(0);
`;

const watchers = (...options: readonly string[]): number =>
  Number(execFileSync(process.execPath, [...options, "-e", PROGRAM], { cwd: root, encoding: "utf8" }));

it("the kernel's compiler watches no folders and files, whose changes could end the kernel", () => {
  expect(watchers()).toBeGreaterThan(1);
  expect(watchers("--require", join(root, "tools/kernel-preload.cjs"))).toBe(0);
});

/** How many files of math.js danfo.js brings along, and what one of its functions says. */
const TABLES = `
require("danfojs-node");
const files = Object.keys(require.cache).filter((path) => /node_modules[/\\\\]mathjs[/\\\\]/.test(path));
console.log(files.length, require("mathjs").unit("1 eV").toNumber("aJ").toFixed(9));
process.exit(0);
`;

it("the kernel loads math.js as one file, for tables and for cells", () => {
  const options = ["--require", join(root, "tools/kernel-preload.cjs"), "-e", TABLES];
  // without it they are a thousand
  expect(execFileSync(process.execPath, options, { cwd: root, encoding: "utf8" })).toBe("1 0.160217656\n");
});
