import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { claimsTable, ledgerEntry, withClaimsTable } from "../tools/ledger.js";
import { isOfPaper, paperRules, rules, subject } from "./notebook/lint.js";

const root = resolve(import.meta.dirname, "..");

const files = readdirSync(join(root, "notebooks"), { recursive: true, encoding: "utf8" })
  .filter(
    (name) => name.endsWith(".ipynb") && !name.includes("checkpoint") && !basename(name).startsWith("_"),
  )
  .map((name) => `notebooks/${name.split(sep).join("/")}`);

describe.each(files)("%s", (path) => {
  const notebook = subject(root, path);

  it.each(Object.entries(rules))("%s", (_, rule) => {
    expect(rule(notebook)).toEqual([]);
  });

  it.runIf(isOfPaper(notebook)).each(Object.entries(paperRules))("%s", (_, rule) => {
    expect(rule(notebook)).toEqual([]);
  });
});

describe("the collection", () => {
  const { claims } = JSON.parse(readFileSync(join(root, "data/claims.json"), "utf8")) as {
    claims: readonly { id: string; kind: string; notebook: string; holds: boolean }[];
  };

  it("asserts every claim of the paper, C1 to C9, and all of them hold", () => {
    for (let k = 1; k <= 9; k++) {
      const parts = claims.filter(({ id, kind }) => kind === "claim" && new RegExp(`^C${k}[a-z]?$`).test(id));
      expect(parts.length, `C${k}`).toBeGreaterThan(0);
    }
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  });

  it("records every claim and check that a notebook shows", () => {
    const shown = files.flatMap((path) =>
      subject(root, path).cells.flatMap(({ outputs = [] }) =>
        outputs.flatMap(({ data }) => {
          const text = [data?.["text/markdown"] ?? ""].flat().join("");
          const [, kind, id] = /^[✓✗] \*\*(Claim|Check) (\S+)\*\*/.exec(text) ?? [];
          return id === undefined ? [] : [`${path}: ${kind!.toLowerCase()} ${id}`];
        }),
      ),
    );
    const stored = claims.map(({ id, kind, notebook }) => `${notebook}: ${kind} ${id}`);
    expect(shown.sort()).toEqual(stored.sort());
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

  it("records for figures a notebook that exists and data that are stored", () => {
    const { figures = [], resources } = JSON.parse(
      readFileSync(join(root, "data/datapackage.json"), "utf8"),
    ) as {
      figures?: readonly { name: string; notebook: string; data: readonly string[] }[];
      resources: readonly { name: string }[];
    };
    for (const { name, notebook, data } of figures) {
      expect(existsSync(join(root, `figures/${name}.svg`)), name).toBe(true);
      expect(existsSync(join(root, notebook)), notebook).toBe(true);
      expect(resources.map((resource) => resource.name)).toEqual(expect.arrayContaining([...data]));
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
  it("shows the stored claims of the paper (if not: npm run reproduce)", () => {
    const page = readFileSync(join(root, "README.md"), "utf8");
    const { claims } = JSON.parse(readFileSync(join(root, "data/claims.json"), "utf8"));
    expect(page).toBe(withClaimsTable(page, claimsTable(claims.map(ledgerEntry))));
  });
});
