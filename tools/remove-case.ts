// `npm run remove-case -- NAME`: removes a case and what is on record as made by it, without running anything.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type ClaimsFile,
  type Datapackage,
  mergeClaims,
  mergeDatapackage,
  serialise,
} from "ehp-notebook/records";
import { listNotebooks, notebooksIn } from "./find-notebooks.js";
import { isObject, type JsonObject, objectsIn } from "./json.js";
import { claimsTable, ledgerEntry, withClaimsTable } from "./ledger.js";
import { takeLock } from "./lock.js";
import { parseNameOptions } from "./name-options.js";
import { runCommand } from "./run-command.js";
import {
  type Change,
  commit,
  fingerprint,
  hasPendingCommit,
  newRunFolder,
  removeRunFolder,
  removeStaging,
} from "./stage.js";
import { UserError } from "./user-error.js";

const CASES = "notebooks/cases/";

const HELP = `Usage: npm run remove-case -- NAME

Removes ${CASES}NAME.ipynb, and of data/, figures/ and the README what is on record as made by it; all or nothing.
No notebook runs. A notebook that is deleted already is named all the same.

Options:
  --root FOLDER  the project (default: the one this command belongs to)
  --help         this text
`;

/** Removes the case; returns the files that are gone. */
function removeCase(root: string, name: string): string[] {
  const notebook = `${CASES}${name}.ipynb`;
  const release = takeLock(root);
  try {
    if (hasPendingCommit(root)) {
      throw new UserError(
        "an earlier run was interrupted while it stored its results; complete it with: npm run reproduce",
      );
    }
    const described = readObject(root, "data/datapackage.json");
    const tested = readObject(root, "data/claims.json");
    const mine = (entries: unknown): JsonObject[] =>
      objectsIn(entries).filter((entry) => entry.notebook === notebook);
    const files = [
      notebook,
      ...mine(described?.resources).map(({ path }) => `data/${path}`),
      ...mine(described?.figures).flatMap(({ name: figure }) => [
        `figures/${figure}.svg`,
        `figures/${figure}.png`,
      ]),
    ].filter((path) => existsSync(join(root, path)));
    if (files.length === 0 && mine(tested?.claims).length === 0) throw unknown(root, name);

    const rewritten: [string, string][] = [];
    if (described) {
      const left = mergeDatapackage(described as unknown as Datapackage, NOTHING, [notebook]);
      rewritten.push(["data/datapackage.json", serialise(left)]);
    }
    if (tested) {
      const left = mergeClaims(tested as unknown as ClaimsFile, { claims: [] }, [notebook]);
      rewritten.push(["data/claims.json", serialise(left)]);
      const table = claimsTable(objectsIn(left.claims).map(ledgerEntry));
      const page = withClaimsTable(readText(root, "README.md") ?? "", table);
      if (page !== undefined) rewritten.push(["README.md", page]);
    }
    const run = newRunFolder(root);
    commit(root, [
      ...rewritten.flatMap(([path, text]) => staged(root, run, path, text)),
      ...files.map((to): Change => ({ to, from: null, before: fingerprint(join(root, to)) })),
    ]);
    rmSync(join(root, "scratch", name), { recursive: true, force: true });
    return files;
  } finally {
    if (!hasPendingCommit(root)) removeRunFolder(root);
    release();
    removeStaging(root);
  }
}

const NOTHING = { resources: [], figures: [] } as unknown as Datapackage;

/** The change that stores a text, none if it is stored. */
function staged(root: string, run: string, to: string, text: string): Change[] {
  if (readText(root, to) === text) return [];
  const from = `${run}/${to}`;
  mkdirSync(dirname(join(root, from)), { recursive: true });
  writeFileSync(join(root, from), text);
  return [{ to, from, before: fingerprint(join(root, to)) }];
}

function unknown(root: string, name: string): UserError {
  const cases = notebooksIn(root).filter(({ path }) => path.startsWith(CASES));
  const there = cases.length === 0 ? "there is none" : `there are:\n${listNotebooks(cases)}`;
  return new UserError(`no case is called "${name}"; ${there}`, 2);
}

function readText(root: string, path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
}

function readObject(root: string, path: string): JsonObject | undefined {
  const value: unknown = JSON.parse(readText(root, path) ?? "null");
  return isObject(value) ? value : undefined;
}

function main(args: readonly string[]): number {
  const { help, root, name } = parseNameOptions(args);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const files = removeCase(root, name);
  process.stdout.write(`Removed:\n${files.map((file) => `  ${file}\n`).join("")}`);
  return 0;
}

await runCommand("remove-case", () => main(process.argv.slice(2)), HELP);
