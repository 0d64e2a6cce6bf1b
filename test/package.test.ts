import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const solver = resolve(import.meta.dirname, "../lib/solver");
const project = mkdtempSync(join(tmpdir(), "ehp-package-"));

/** What `npm install` of the tarball does for a package without dependencies. */
beforeAll(() => {
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", project];
  const tarball = execFileSync("npm", pack, { cwd: solver, encoding: "utf8" }).trim();
  const home = join(project, "node_modules/ehp-transport");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", join(project, tarball), "-C", home, "--strip-components=1"]);
}, 60_000);

afterAll(() => {
  rmSync(project, { recursive: true });
});

const run = (name: string, code: string): string => {
  writeFileSync(join(project, name), code);
  return execFileSync(process.execPath, ["--no-warnings", name], { cwd: project, encoding: "utf8" });
};

const examples = [...readFileSync(join(solver, "README.md"), "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(
  (match) => match[1]!,
);

describe("the packed solver, installed in an empty project", () => {
  it("runs the examples of its README: a bias that cools the mode, and a molecule", () => {
    expect(examples).toHaveLength(2);
    const [J, error] = run("first.mjs", examples[0]!).trim().split(" ").map(Number);
    expect(J).toBeLessThan(0);
    expect(error! / Math.abs(J!)).toBeLessThan(1e-8);
    const [energy, density] = run("second.mjs", examples[1]!).trim().split("\n").map(Number);
    expect(energy).toBeGreaterThan(0);
    expect(Number.isFinite(density)).toBe(true);
  });

  it("is what require returns, in a Node.js that can", () => {
    const code = `const { currents, paperJunction, twoTerminal } = require("ehp-transport");
console.log(currents(paperJunction, twoTerminal(9.6, 10.4, 0.25)).J < 0, require("ehp-transport/package.json").name);`;
    expect(run("main.cjs", code).trim()).toBe("true ehp-transport");
  });

  it.each([
    ["bundler", ts.ModuleResolutionKind.Bundler, ts.ModuleKind.ESNext],
    ["nodenext", ts.ModuleResolutionKind.NodeNext, ts.ModuleKind.NodeNext],
  ] as const)(
    "has types for moduleResolution %s, library files checked too",
    (_, moduleResolution, module) => {
      const file = join(project, "typed.mts");
      writeFileSync(
        file,
        `import { type Currents, currents, paperJunction, sweep, twoTerminal } from "ehp-transport";
const found: Currents = currents(paperJunction, twoTerminal(9, 11, 0.25));
const map = sweep({ over: { mu: [9, 10] }, at: ({ mu }) => ({ junction: paperJunction, point: twoTerminal(mu, mu, 1) }), quantities: ["J", "I"] });
export const total: number = found.J + map.J[0]! + map.I[0]! + map["error.I"][0]! + map.mu[0]!;
// @ts-expect-error the entropy production was not asked for
export const none = map.entropyProduction;
`,
      );
      const options = {
        module,
        moduleResolution,
        noEmit: true,
        skipLibCheck: false,
        strict: true,
        types: [],
        // it needs nothing of a browser, the declarations of which would take most of the time
        lib: ["lib.es2022.d.ts"],
      };
      const program = ts.createProgram([file], { ...options, target: ts.ScriptTarget.ES2022 });
      const messages = ts
        .getPreEmitDiagnostics(program)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
      expect(messages).toEqual([]);
    },
    60_000,
  );

  it("can be bundled for a browser, and needs nothing else there", async () => {
    const entry = join(project, "page.mjs");
    writeFileSync(
      entry,
      `import { biased, currents, paperJunction } from "ehp-transport"; globalThis.J = currents(paperJunction, biased(-0.8, 0.25)).J;`,
    );
    const { rolldown } = await import("rolldown");
    const bundle = await rolldown({ input: entry, platform: "browser", external: [] });
    const { output } = await bundle.generate({ format: "iife" });
    const page: { J?: number } = {};
    runInNewContext(output[0].code, { globalThis: page, Math, Number, Float64Array });
    expect(page.J).toBeLessThan(0);
    expect(/\brequire\(|["'`]node:/.test(output[0].code)).toBe(false);
  });
});
