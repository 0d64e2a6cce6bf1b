import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const lib = resolve(import.meta.dirname, "../lib/solver");

/** The order of the house: a file may import only from folders and files that stand to the left of it. */
const order = [
  "checks",
  "special",
  "linear",
  "junction",
  "bands",
  "electrons",
  "bosons",
  "pairs",
  "rule",
  "second-order",
  "transport",
  "beyond",
  "paper",
  "input-checks",
  "index",
];

const sources = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.startsWith("dist"),
);

const importsOf = (name: string): string[] =>
  [...readFileSync(join(lib, name), "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].map((match) => match[1]!);

const rankOf = (path: string): number => order.indexOf(path.replace(/\.(ts|js)$/, "").split("/")[0]!);

describe("the solver", () => {
  it.each(sources)(
    "%s imports only files of the solver: no Node, no DOM, no package, no notebook",
    (name) => {
      for (const imported of importsOf(name)) expect(imported).toMatch(/^\.\.?\//);
      expect(importsOf(name).join(" ")).not.toContain("notebook");
    },
  );

  it.each(sources)("%s has its place in the order of the house and imports only from the left", (name) => {
    const rank = rankOf(name);
    expect(rank, "place of the file").toBeGreaterThanOrEqual(0);
    for (const imported of importsOf(name)) {
      const target = relative(lib, resolve(lib, dirname(name), imported));
      const theirs = rankOf(target);
      expect(theirs, `place of ${target}`).toBeGreaterThanOrEqual(0);
      if (target.split("/")[0] !== name.split("/")[0])
        expect(theirs, `${name} imports ${target}`).toBeLessThan(rank);
    }
  });
});
