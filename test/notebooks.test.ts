import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly { readonly output_type: string; readonly name?: string }[];
}

const files = readdirSync(join(root, "notebooks"), { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ipynb") && !name.includes("checkpoint") && !basename(name).startsWith("_"),
);
const cellsOf = (file: string): readonly Cell[] =>
  (JSON.parse(readFileSync(join(root, "notebooks", file), "utf8")) as { cells: readonly Cell[] }).cells;
const textOf = (cell: Cell): string => cell.source.join("");
const codeOf = (file: string): readonly string[] =>
  cellsOf(file)
    .filter((cell) => cell.cell_type === "code")
    .map(textOf);
const proseOf = (file: string): string =>
  cellsOf(file)
    .filter((cell) => cell.cell_type === "markdown")
    .map(textOf)
    .join("\n\n");

/** Names that a cell declares at its top level. */
const declaredIn = (code: string): string[] =>
  [...code.matchAll(/^(?:const|let|var|function|class)\s+(?:\{([^}]*)\}|\[([^\]]*)\]|([\w$]+))/gm)].flatMap(
    (match) =>
      (match[1] ?? match[2] ?? match[3] ?? "").split(",").map((name) => name.split(":").at(-1)!.trim()),
  );

describe.each(files)("notebook %s", (file) => {
  it("is stored executed: counted 1, 2, 3, ... without errors or warnings", () => {
    const code = cellsOf(file).filter((cell) => cell.cell_type === "code");
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, i) => i + 1));
    for (const cell of code) {
      for (const output of cell.outputs ?? []) {
        expect(output.output_type).not.toBe("error");
        expect(output.name).not.toBe("stderr");
      }
    }
  });

  it("opens under its own name", () => {
    expect(codeOf(file).join("\n")).toContain(`openNotebook("${basename(file, ".ipynb")}")`);
  });

  it("has the skeleton: question, idea, derivation, checks, exercise with a folded solution", () => {
    const prose = proseOf(file);
    for (const part of [
      "**Question.**",
      "## The idea",
      "## Checks",
      "## Exercise",
      "<details><summary>Solution",
    ]) {
      expect(prose).toContain(part);
    }
    expect(prose).toMatch(/## Derivation/);
    expect(prose + codeOf(file).join("\n")).toContain("**What to notice.**");
  });

  it("has code cells short enough to read at a glance", () => {
    for (const code of codeOf(file))
      expect(code.split("\n").length, code.slice(0, 60)).toBeLessThanOrEqual(40);
  });

  it("avoids what the kernel's cell language gets wrong", () => {
    const earlier = new Set<string>();
    for (const code of codeOf(file)) {
      // { a } with `a` from an earlier cell is a ReferenceError at run time.
      for (const match of code.matchAll(/[{,]\s*([\w$]+)\s*(?=[,}])/g)) {
        const inImport = /^import\s/m.test(code.slice(0, match.index).split(";").at(-1)!.trim());
        const declared = declaredIn(code).includes(match[1]!);
        if (!inImport && !declared)
          expect(earlier.has(match[1]!), `shorthand { ${match[1]} } in: ${code.slice(0, 80)}`).toBe(false);
      }
      expect(code, "await in parentheses").not.toMatch(/^await \(/m);
      expect(code, "export in a cell").not.toMatch(/^export /m);
      for (const name of declaredIn(code)) earlier.add(name);
    }
  });

  it("links only to files that exist", () => {
    const outputs = JSON.stringify(cellsOf(file));
    for (const match of outputs.matchAll(/\]\(([^)#\s"\\]+)\)/g)) {
      const target = match[1]!;
      if (/^[a-z]+:/.test(target)) continue;
      expect(existsSync(resolve(root, "notebooks", file, "..", target)), target).toBe(true);
    }
  });
});

describe("the collection", () => {
  const { claims } = JSON.parse(readFileSync(join(root, "data/claims.json"), "utf8")) as {
    claims: readonly { id: string; kind: string; holds: boolean }[];
  };

  it("asserts every claim of the paper, C1 to C9, and all of them hold", () => {
    for (let k = 1; k <= 9; k++) {
      const parts = claims.filter(({ id, kind }) => kind === "claim" && new RegExp(`^C${k}[a-z]?$`).test(id));
      expect(parts.length, `C${k}`).toBeGreaterThan(0);
    }
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  });

  it("describes every table with its columns, units and a checksum that is right", () => {
    const { resources } = JSON.parse(readFileSync(join(root, "data/datapackage.json"), "utf8")) as {
      resources: readonly {
        path: string;
        hash: string;
        notebook: string;
        schema: { fields: readonly { name: string; unit: string; description: string }[] };
      }[];
    };
    const tables = readdirSync(join(root, "data")).filter((name) => name.endsWith(".csv"));
    expect(resources.map(({ path }) => path).sort()).toEqual(tables.sort());
    for (const { path, hash, notebook, schema } of resources) {
      const bytes = readFileSync(join(root, "data", path));
      expect(hash, path).toBe(`sha256:${createHash("sha256").update(bytes).digest("hex")}`);
      expect(bytes.toString().split("\n")[0], path).toBe(schema.fields.map(({ name }) => name).join(","));
      for (const field of schema.fields)
        expect(field.unit && field.description, `${path} ${field.name}`).toBeTruthy();
      expect(existsSync(join(root, notebook)), notebook).toBe(true);
    }
  });

  it.each([
    ["fig3a-heat-current.csv", "mu,delta_T,T_e,T_ph,J"],
    ["fig3b-rectification.csv", "mu,delta_T,R,J_forward,J_backward"],
    ["fig4-thermoelectric-current.csv", "mu,delta_T,T_e,T_ph,I"],
    ["fig5-electronic-cooling.csv", "T,bias,mu_L,mu_R,J"],
    ["ehp-density-of-states.csv", "bias,channel,omega,Lambda,occupation"],
  ])("stores %s with columns %s, at least 4 curves of at least 80 points", (name, columns) => {
    const [head, ...lines] = readFileSync(join(root, "data", name), "utf8")
      .trim()
      .split("\n");
    expect(head).toBe(columns);
    const keys = name.startsWith("ehp") ? 2 : 1;
    const curves = new Map<string, number>();
    for (const line of lines) {
      const key = line.split(",").slice(0, keys).join(",");
      curves.set(key, (curves.get(key) ?? 0) + 1);
    }
    expect(curves.size).toBeGreaterThanOrEqual(4);
    for (const points of curves.values()) expect(points).toBeGreaterThanOrEqual(80);
  });

  it.each(["fig3a", "fig3b", "fig4", "fig5"])(
    "stores %s as a self-contained SVG under 60 kB and a PNG for print",
    (name) => {
      const svg = readFileSync(join(root, `figures/${name}.svg`), "utf8");
      expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
      expect(svg).toMatch(/width="8\.6cm"/);
      expect(svg).not.toContain("<text");
      expect(svg).not.toMatch(/(?:href|src)="(?!#)/);
      expect(svg.length).toBeLessThan(60_000);
      const png = readFileSync(join(root, `figures/${name}.png`));
      expect(png.readUInt32BE(16)).toBeGreaterThan(2000);
    },
  );
});

describe("the README", () => {
  it("links only to files that exist", () => {
    const text = readFileSync(join(root, "README.md"), "utf8");
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)\)/g)) {
      if (!/^[a-z]+:/.test(target!)) expect(existsSync(join(root, target!)), target).toBe(true);
    }
  });
});
