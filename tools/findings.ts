// What a run made, set beside what is stored: datasets, figures, claims, notebooks, and the files that describe them.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ClaimsFile, Datapackage } from "ehp-transport/notebook";
import { compareTables, firstDifferentCell, sameDescription, type TableComparison } from "./compare.js";
import type { NotebookPath } from "./find-notebooks.js";
import { isObject, type JsonObject, objectsIn } from "./json.js";
import { type Notebook, serialiseNotebook } from "./notebook-file.js";
import type { RunResult } from "./run-notebook.js";
import { type Change, fingerprint, fingerprintOf } from "./stage.js";
import { UserError } from "./user-error.js";

/** One notebook after its run. */
export interface Outcome {
  readonly notebook: NotebookPath;
  readonly parsed: Notebook;
  /** The file's text when the run began. */
  readonly text: string;
  readonly result: RunResult;
  readonly seconds: number;
  /** Its staging folder, from the root. */
  readonly folder: string;
}

export type Status = "new" | "changed" | "unchanged";

export interface FileFinding {
  /** Where it is stored, from the root. */
  readonly path: string;
  readonly status: Status;
}

export interface DatasetFinding extends FileFinding {
  readonly comparison: TableComparison;
}

export interface NotebookFinding extends FileFinding {
  readonly seconds: number;
  readonly failed: boolean;
  /** The first code cell whose text differs from the stored one, 0 if none. */
  readonly differentCell: number;
}

export interface DescriptionFinding extends FileFinding {
  /** It differs from the stored one in more than what follows from the computed numbers. */
  readonly outdated: boolean;
}

export interface ClaimFinding {
  readonly id: string;
  readonly kind: "claim" | "check";
  readonly claim: string;
  readonly quantity: string;
  readonly value: string;
  readonly notebook: string;
  readonly holds: boolean;
}

export interface Findings {
  readonly notebooks: readonly NotebookFinding[];
  readonly datasets: readonly DatasetFinding[];
  readonly figures: readonly FileFinding[];
  readonly descriptions: readonly DescriptionFinding[];
  readonly claims: readonly ClaimFinding[];
  /** Stored files which no notebook makes any more. */
  readonly vanished: readonly string[];
  /** What is wrong with what the notebooks wrote. */
  readonly flaws: readonly string[];
  /** What has to be done to store all this. */
  readonly changes: readonly Change[];
}

interface StagedFile {
  readonly path: string;
  readonly from: string;
  readonly notebook: NotebookPath;
}

const DESCRIPTIONS: ReadonlySet<string> = new Set(["datapackage.json", "claims.json"]);

/** Reads what the notebooks staged. `run` is the folder of the run; `full` says that all notebooks ran. */
export async function findings(
  root: string,
  run: string,
  outcomes: readonly Outcome[],
  full: boolean,
): Promise<Findings> {
  const flaws: string[] = [];
  const data = stagedFiles(root, outcomes, "data", flaws);
  const figures = stagedFiles(root, outcomes, "figures", flaws);
  const resources = outcomes.flatMap((outcome) => staged(root, outcome, "datapackage.json", "resources"));
  const claims = outcomes.flatMap((outcome) => staged(root, outcome, "claims.json", "claims"));
  const datasets = data.flatMap((file) => dataset(root, file, resources, flaws));
  for (const { path } of resources) {
    if (!data.some((file) => file.path === `data/${path}`)) {
      flaws.push(`datapackage.json describes ${path}, which was not written`);
    }
  }

  const executed = outcomes.map((outcome) => executedNotebook(root, outcome));
  const described = await describe(root, run, outcomes, { resources, claims }, full);
  const files = [...data, ...figures, ...executed.flatMap((one) => one.staged), ...described.staged];
  const made = new Set([...data, ...figures].map((file) => file.path));
  const vanished = storedFiles(root, outcomes, full).filter((path) => !made.has(path));
  return {
    notebooks: executed.map((one) => one.finding),
    datasets,
    figures: figures.map(({ path, from }) => ({ path, status: statusOf(root, path, from) })),
    descriptions: described.findings,
    claims: claims.map(claimFinding),
    vanished,
    flaws,
    changes: [
      ...files.flatMap((file) => changeOf(root, file)),
      ...vanished.map((to) => ({ to, from: null, before: fingerprint(join(root, to)) })),
    ],
  };
}

function stagedFiles(
  root: string,
  outcomes: readonly Outcome[],
  folder: "data" | "figures",
  flaws: string[],
): StagedFile[] {
  const makers = new Map<string, NotebookPath>();
  const files: StagedFile[] = [];
  for (const { notebook, folder: staging } of outcomes) {
    for (const name of filesIn(join(root, staging, folder))) {
      if (DESCRIPTIONS.has(name)) continue;
      const path = `${folder}/${name}`;
      const other = makers.get(path);
      if (other) flaws.push(`${path} is made by both ${other.path} and ${notebook.path}`);
      makers.set(path, notebook);
      files.push({ path, from: `${staging}/${path}`, notebook });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The entries of one of the two description files which a notebook wrote. */
function staged(root: string, { folder }: Outcome, file: string, list: string): JsonObject[] {
  return objectsIn(readObject(join(root, folder, "data", file))?.[list]);
}

function dataset(
  root: string,
  file: StagedFile,
  resources: readonly JsonObject[],
  flaws: string[],
): DatasetFinding[] {
  const { path, from } = file;
  const resource = resources.find((one) => `data/${one.path}` === path);
  if (!resource) {
    flaws.push(`${path}, written by ${file.notebook.path}, is not described in datapackage.json`);
    return [];
  }
  const comparison = compareTables(
    readText(join(root, path)),
    readFileSync(join(root, from), "utf8"),
    description(resource),
  );
  return [{ path, status: statusOf(root, path, from), comparison }];
}

function description({ schema, curve }: JsonObject): Parameters<typeof compareTables>[2] {
  const fields = objectsIn(isObject(schema) ? schema.fields : undefined);
  return {
    fields: fields.map(({ name, type }) => ({ name: String(name), type: String(type) })),
    curve: Array.isArray(curve) ? curve.map(String) : [],
  };
}

function executedNotebook(
  root: string,
  { notebook, parsed, text, result, seconds, folder }: Outcome,
): { finding: NotebookFinding; staged: (StagedFile & { before: string })[] } {
  const base = { path: notebook.path, seconds };
  if (!result.notebook) {
    return { finding: { ...base, status: "unchanged", failed: true, differentCell: 0 }, staged: [] };
  }
  const fresh = serialiseNotebook(result.notebook);
  const from = `${folder}/notebook.ipynb`;
  writeFileSync(join(root, from), fresh);
  const differentCell = firstDifferentCell(parsed.stored, result.notebook);
  const status = fresh === text ? "unchanged" : "changed";
  return {
    finding: { ...base, status, failed: false, differentCell },
    // The fingerprint is of the text that was run: edits made meanwhile are seen.
    staged: [{ path: notebook.path, from, notebook, before: fingerprintOf(text) }],
  };
}

/** Merges the descriptions of fresh data and claims into the stored ones. */
async function describe(
  root: string,
  run: string,
  outcomes: readonly Outcome[],
  fresh: { resources: JsonObject[]; claims: JsonObject[] },
  full: boolean,
): Promise<{ findings: DescriptionFinding[]; staged: Pick<StagedFile, "path" | "from">[] }> {
  const { mergeClaims, mergeDatapackage, serialise } = await import("ehp-transport/notebook");
  const ran = outcomes.map((outcome) => outcome.notebook.path);
  mkdirSync(join(root, run, "merged"), { recursive: true });

  const found: DescriptionFinding[] = [];
  const files: Pick<StagedFile, "path" | "from">[] = [];
  const add = (name: string, merged: unknown): void => {
    const [path, from] = [`data/${name}`, `${run}/merged/${name}`];
    const text = serialise(merged);
    const stored = readText(join(root, path));
    writeFileSync(join(root, from), text);
    files.push({ path, from });
    const status = statusOf(root, path, from);
    found.push({ path, status, outdated: !sameDescription(stored, text) });
  };

  const storedPackage = readObject(join(root, "data/datapackage.json"));
  if (storedPackage || fresh.resources.length > 0) {
    // In a full run what no notebook makes is dropped, whichever notebook made it once.
    const replaced = full ? [...ran, ...makersIn(storedPackage?.resources)] : ran;
    const [old, now] = [storedPackage, { resources: fresh.resources }] as unknown as [
      Datapackage,
      Datapackage,
    ];
    add("datapackage.json", mergeDatapackage(old, now, replaced));
  }
  const storedClaims = readObject(join(root, "data/claims.json"));
  if (storedClaims || fresh.claims.length > 0) {
    const replaced = full ? [...ran, ...makersIn(storedClaims?.claims)] : ran;
    const [old, now] = [storedClaims, { claims: fresh.claims }] as unknown as [ClaimsFile, ClaimsFile];
    add("claims.json", mergeClaims(old, now, replaced));
  }
  return { findings: found, staged: files };
}

function makersIn(entries: unknown): string[] {
  return objectsIn(entries).flatMap(({ notebook }) => (typeof notebook === "string" ? [notebook] : []));
}

/** Stored datasets and figures which the notebooks that ran should have made. */
function storedFiles(root: string, outcomes: readonly Outcome[], full: boolean): string[] {
  const resources = objectsIn(readObject(join(root, "data/datapackage.json"))?.resources);
  if (!full) {
    const ran = new Set<unknown>(outcomes.map((outcome) => outcome.notebook.path));
    const own = resources.filter(({ notebook }) => ran.has(notebook)).map(({ path }) => `data/${path}`);
    return own.filter((path) => existsSync(join(root, path)));
  }
  // Data which say of themselves that no notebook made them are someone else's.
  const foreign = new Set(resources.filter(({ notebook }) => !notebook).map(({ path }) => path));
  const tables = filesIn(join(root, "data")).filter((name) => name.endsWith(".csv") && !foreign.has(name));
  const figures = filesIn(join(root, "figures")).filter((name) => /\.(svg|png)$/.test(name));
  return [...tables.map((name) => `data/${name}`), ...figures.map((name) => `figures/${name}`)];
}

function claimFinding(claim: JsonObject): ClaimFinding {
  const text = (key: string): string => (claim[key] === undefined ? "" : String(claim[key]));
  return {
    id: text("id"),
    kind: claim.kind === "claim" ? "claim" : "check",
    claim: text("claim"),
    quantity: text("quantity"),
    value: text("value"),
    notebook: text("notebook"),
    holds: claim.holds === true,
  };
}

function statusOf(root: string, path: string, from: string): Status {
  const before = fingerprint(join(root, path));
  if (before === null) return "new";
  return before === fingerprint(join(root, from)) ? "unchanged" : "changed";
}

function changeOf(root: string, file: { path: string; from: string; before?: string }): Change[] {
  const before = file.before ?? fingerprint(join(root, file.path));
  if (before === fingerprint(join(root, file.from))) return [];
  return [{ to: file.path, from: file.from, before }];
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function readObject(path: string): JsonObject | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new UserError(`${path}: not a JSON object`);
}
