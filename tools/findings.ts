// What a run made, set beside what is stored: datasets, figures, claims, notebooks, and the files that describe them.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type ClaimsFile,
  compareTables,
  type Datapackage,
  mergeClaims,
  mergeDatapackage,
  serialise,
  type TableComparison,
  type TableDescription,
} from "ehp-notebook/records";
import { firstDifferentCell, sameDescription } from "./compare.js";
import { namedValues, withNumbersFilledIn } from "./filled-numbers.js";
import type { NotebookPath } from "./find-notebooks.js";
import { isObject, type JsonObject, objectsIn } from "./json.js";
import { claimsTable, type LedgerEntry, ledgerEntry, withClaimsTable } from "./ledger.js";
import { type Notebook, serialiseNotebook } from "./notebook-file.js";
import { conflicts, type Made, madeIn } from "./owners.js";
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
  /** Its staging folder, from the root or absolute. */
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
  /** The numbers in its text that are not those of the run, in words. */
  readonly outdatedNumbers: readonly string[];
}

export interface DescriptionFinding extends FileFinding {
  /** It differs from the stored one in more than what follows from data that differ. */
  readonly outdated: boolean;
}

/** A stored file which a notebook makes that failed before it came to it. */
export interface UnmadeFile {
  readonly path: string;
  readonly notebook: string;
}

export interface Findings {
  readonly notebooks: readonly NotebookFinding[];
  readonly datasets: readonly DatasetFinding[];
  readonly figures: readonly FileFinding[];
  readonly descriptions: readonly DescriptionFinding[];
  readonly claims: readonly LedgerEntry[];
  /** Stored files which no notebook makes any more. */
  readonly vanished: readonly string[];
  /** Stored files which were not made, because their notebooks failed. */
  readonly unmade: readonly UnmadeFile[];
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

/** Reads what the notebooks staged. `run` is the folder of the run, from the root or absolute; `full` says that all notebooks ran. */
export function findings(root: string, run: string, outcomes: readonly Outcome[], full: boolean): Findings {
  const flaws: string[] = [];
  const data = stagedFiles(root, outcomes, "data");
  const figures = stagedFiles(root, outcomes, "figures");
  const resources = outcomes.flatMap((outcome) => staged(root, outcome, "datapackage.json", "resources"));
  const records = outcomes.flatMap((outcome) => staged(root, outcome, "datapackage.json", "figures"));
  const claims = outcomes.flatMap((outcome) => staged(root, outcome, "claims.json", "claims"));
  flaws.push(...takenNames(root, outcomes, [...data, ...figures]));
  const datasets = data.flatMap((file) => dataset(root, file, resources, flaws));
  for (const { path } of resources) {
    if (!data.some((file) => file.path === `data/${path}`)) {
      flaws.push(`datapackage.json describes ${path}, which was not written`);
    }
  }

  const executed = outcomes.map((outcome) => executedNotebook(root, outcome, flaws));
  const exact = datasets.every(({ status }) => status === "unchanged");
  const described = describe(root, run, outcomes, { resources, figures: records, claims }, full, exact);
  const files = [...data, ...figures, ...executed.flatMap((one) => one.staged), ...described.staged];
  const made = new Set([...data, ...figures].map((file) => file.path));
  const gone = storedFiles(root, outcomes, full).filter(({ path }) => !made.has(path));
  const failed = outcomes.filter(({ result }) => !result.notebook).map(({ notebook }) => notebook.path);
  const unmade = gone.flatMap(({ path, maker }) =>
    maker !== undefined && failed.includes(maker) ? [{ path, notebook: maker }] : [],
  );
  // Of a file whose maker is not on record, any notebook that failed may be the maker.
  const vanished = gone
    .filter(({ maker }) => (maker === undefined ? failed.length === 0 : !failed.includes(maker)))
    .map(({ path }) => path);
  return {
    notebooks: executed.map((one) => one.finding),
    datasets,
    figures: figures.map(({ path, from }) => ({ path, status: statusOf(root, path, from) })),
    descriptions: described.findings,
    claims: claims.map(ledgerEntry),
    vanished,
    unmade,
    flaws,
    changes: [
      ...files.flatMap((file) => changeOf(root, file)),
      ...vanished.map((to) => ({ to, from: null, before: fingerprint(join(root, to)) })),
    ],
  };
}

function stagedFiles(root: string, outcomes: readonly Outcome[], folder: "data" | "figures"): StagedFile[] {
  const files: StagedFile[] = [];
  for (const { notebook, folder: staging } of outcomes) {
    for (const name of filesIn(resolve(root, staging, folder))) {
      if (DESCRIPTIONS.has(name)) continue;
      const path = `${folder}/${name}`;
      files.push({ path, from: `${staging}/${path}`, notebook });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Names under which two notebooks make something: two that ran, or one that ran and one that did not. */
function takenNames(root: string, outcomes: readonly Outcome[], files: readonly StagedFile[]): string[] {
  const fresh: Made[] = [
    ...files.map(({ path, notebook }) => ({ ...nameOf(path), notebook: notebook.path })),
    ...outcomes.flatMap((outcome) =>
      madeIn("claim", staged(root, outcome, "claims.json", "claims")).map((made) => ({
        ...made,
        notebook: outcome.notebook.path,
      })),
    ),
  ];
  const described = readObject(join(root, "data/datapackage.json"));
  const stored = [
    ...madeIn("dataset", objectsIn(described?.resources)),
    ...madeIn("figure", objectsIn(described?.figures)),
    ...madeIn("claim", objectsIn(readObject(join(root, "data/claims.json"))?.claims)),
  ].filter(({ notebook }) => existsSync(join(root, notebook)));
  const ran = outcomes.map(({ notebook }) => notebook.path);
  return conflicts(fresh, stored, ran);
}

/** What a stored file is called: `figures/a.svg` and `figures/a.png` are the figure "a". */
function nameOf(path: string): { kind: "dataset" | "figure"; name: string } {
  const file = path.slice(path.indexOf("/") + 1);
  return path.startsWith("data/")
    ? { kind: "dataset", name: file.replace(/\.csv$/, "") }
    : { kind: "figure", name: file.replace(/\.(svg|png)$/, "") };
}

/** The entries of one of the two description files which a notebook wrote. */
function staged(root: string, { folder }: Outcome, file: string, list: string): JsonObject[] {
  return objectsIn(readObject(resolve(root, folder, "data", file))?.[list]);
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
    readFileSync(resolve(root, from), "utf8"),
    description(resource),
  );
  return [{ path, status: statusOf(root, path, from), comparison }];
}

function description({ schema, curve }: JsonObject): TableDescription {
  const fields = objectsIn(isObject(schema) ? schema.fields : undefined);
  return {
    fields: fields.map(({ name, type }) => ({ name: String(name), type: String(type) })),
    curve: Array.isArray(curve) ? curve.map(String) : [],
  };
}

function executedNotebook(
  root: string,
  { notebook, parsed, text, result, seconds, folder }: Outcome,
  flaws: string[],
): { finding: NotebookFinding; staged: (StagedFile & { before: string })[] } {
  const base = { path: notebook.path, seconds };
  if (!result.notebook) {
    const nothing = { status: "unchanged", differentCell: 0, outdatedNumbers: [] } as const;
    return { finding: { ...base, ...nothing, failed: true }, staged: [] };
  }
  const values = namedValues(readObject(resolve(root, folder, "values.json")));
  const filled = withNumbersFilledIn(result.notebook, values);
  flaws.push(...filled.flaws.map((flaw) => `${notebook.path}, ${flaw}`));
  const fresh = serialiseNotebook(filled.notebook);
  const from = `${folder}/notebook.ipynb`;
  writeFileSync(resolve(root, from), fresh);
  const differentCell = firstDifferentCell(parsed.stored, result.notebook);
  const status = fresh === text ? "unchanged" : "changed";
  return {
    finding: { ...base, status, failed: false, differentCell, outdatedNumbers: filled.outdated },
    // The fingerprint is of the text that was run: edits made meanwhile are seen.
    staged: [{ path: notebook.path, from, notebook, before: fingerprintOf(text) }],
  };
}

/** Merges the descriptions of fresh data and claims into the stored ones. */
function describe(
  root: string,
  run: string,
  outcomes: readonly Outcome[],
  fresh: { resources: JsonObject[]; figures: JsonObject[]; claims: JsonObject[] },
  full: boolean,
  exact: boolean,
): { findings: DescriptionFinding[]; staged: Pick<StagedFile, "path" | "from">[] } {
  const ran = outcomes.map((outcome) => outcome.notebook.path);
  mkdirSync(resolve(root, run, "merged"), { recursive: true });

  const found: DescriptionFinding[] = [];
  const files: Pick<StagedFile, "path" | "from">[] = [];
  const add = (name: string, merged: unknown): void => {
    const [path, from] = [`data/${name}`, `${run}/merged/${name}`];
    const text = serialise(merged);
    const stored = readText(join(root, path));
    writeFileSync(resolve(root, from), text);
    files.push({ path, from });
    const status = statusOf(root, path, from);
    // Sizes and checksums differ only where data do; the values of claims may differ in their last digits.
    const outdated = name === "datapackage.json" && exact ? status !== "unchanged" : false;
    found.push({ path, status, outdated: outdated || !sameDescription(stored, text) });
  };

  const storedPackage = readObject(join(root, "data/datapackage.json"));
  if (storedPackage || fresh.resources.length > 0 || fresh.figures.length > 0) {
    // In a full run what no notebook makes is dropped, whichever notebook made it once.
    const makers = [...makersIn(storedPackage?.resources), ...makersIn(storedPackage?.figures)];
    const replaced = full ? [...ran, ...makers] : ran;
    const { resources, figures } = fresh;
    const [old, now] = [storedPackage, { resources, figures }] as unknown as [Datapackage, Datapackage];
    add("datapackage.json", mergeDatapackage(old, now, replaced));
  }
  const storedClaims = readObject(join(root, "data/claims.json"));
  if (storedClaims || fresh.claims.length > 0) {
    const replaced = full ? [...ran, ...makersIn(storedClaims?.claims)] : ran;
    const [old, now] = [storedClaims, { claims: fresh.claims }] as unknown as [ClaimsFile, ClaimsFile];
    const merged = mergeClaims(old, now, replaced);
    add("claims.json", merged);
    if (full) {
      const page = describeReadme(root, storedClaims, merged as unknown as JsonObject);
      if (page) {
        const from = `${run}/merged/README.md`;
        writeFileSync(resolve(root, from), page.text);
        files.push({ path: README, from });
        found.push({ path: README, status: statusOf(root, README, from), outdated: page.outdated });
      }
    }
  }
  return { findings: found, staged: files };
}

const README = "README.md";

/**
 * The README with the claims of a complete run, if it has a place for them. It is out of date if it does not show the
 * stored ones; values that a run finds a little different are no reason.
 */
function describeReadme(
  root: string,
  stored: JsonObject | undefined,
  fresh: JsonObject,
): { text: string; outdated: boolean } | undefined {
  const page = readText(join(root, README));
  const shown = (file: JsonObject | undefined): string | undefined =>
    withClaimsTable(page ?? "", claimsTable(objectsIn(file?.claims).map(ledgerEntry)));
  const text = shown(fresh);
  return text === undefined ? undefined : { text, outdated: shown(stored) !== page };
}

function makersIn(entries: unknown): string[] {
  return objectsIn(entries).flatMap(({ notebook }) => (typeof notebook === "string" ? [notebook] : []));
}

interface StoredFile {
  readonly path: string;
  /** The notebook on record as its maker. */
  readonly maker: string | undefined;
}

/** Stored datasets and figures which the notebooks that ran should have made. */
function storedFiles(root: string, outcomes: readonly Outcome[], full: boolean): StoredFile[] {
  const described = readObject(join(root, "data/datapackage.json"));
  const resources = objectsIn(described?.resources);
  const makers = new Map<string, string>();
  const record = (path: string, { notebook }: JsonObject): void => {
    if (typeof notebook === "string" && notebook !== "") makers.set(path, notebook);
  };
  for (const resource of resources) record(`data/${resource.path}`, resource);
  for (const figure of objectsIn(described?.figures)) {
    for (const ending of ["svg", "png"]) record(`figures/${figure.name}.${ending}`, figure);
  }
  if (!full) {
    const ran = new Set<string>(outcomes.map((outcome) => outcome.notebook.path));
    return [...makers]
      .filter(([path, maker]) => ran.has(maker) && existsSync(join(root, path)))
      .map(([path, maker]) => ({ path, maker }));
  }
  // Data which say of themselves that no notebook made them are someone else's.
  const foreign = new Set(resources.filter(({ notebook }) => !notebook).map(({ path }) => path));
  const tables = filesIn(join(root, "data")).filter((name) => name.endsWith(".csv") && !foreign.has(name));
  const figures = filesIn(join(root, "figures")).filter((name) => /\.(svg|png)$/.test(name));
  const paths = [...tables.map((name) => `data/${name}`), ...figures.map((name) => `figures/${name}`)];
  return paths.map((path) => ({ path, maker: makers.get(path) }));
}

function statusOf(root: string, path: string, from: string): Status {
  const before = fingerprint(join(root, path));
  if (before === null) return "new";
  return before === fingerprint(resolve(root, from)) ? "unchanged" : "changed";
}

function changeOf(root: string, file: { path: string; from: string; before?: string }): Change[] {
  const before = file.before ?? fingerprint(join(root, file.path));
  if (before === fingerprint(resolve(root, file.from))) return [];
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
