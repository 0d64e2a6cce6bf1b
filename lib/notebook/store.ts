import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClaimRecord, type ClaimsFile, claimsFile } from "./claims.js";
import { type Datapackage, datapackage, mergeDatapackage } from "./datapackage.js";
import { readJson, serialise, writeWhole } from "./files.js";

/** What the two description files of a folder say: that of a notebook's results, or the project's root. */
export interface Descriptions {
  readonly package: Datapackage;
  readonly claims: readonly ClaimRecord[];
}

export function readDescriptions(folder: string): Descriptions {
  const described = readJson(join(folder, "data", "datapackage.json")) as Datapackage | undefined;
  const tested = readJson(join(folder, "data", "claims.json")) as ClaimsFile | undefined;
  return { package: described ?? datapackage([]), claims: tested?.claims ?? [] };
}

/**
 * Stores the results that a notebook left in `folder` in the project's `data/` and `figures/`, over those of the same
 * names; all else there stays. Returns the paths of the files that changed.
 *
 * Throws, with nothing stored, if a claim or check among the results fails.
 */
export function storeResults(folder: string, root: string): string[] {
  const fresh = readDescriptions(folder);
  const failed = fresh.claims.filter(({ holds }) => !holds).map(({ kind, id }) => `${kind} ${id} fails`);
  if (failed.length > 0) throw new Error(`nothing was stored: ${failed.join(", ")}`);
  const stored = readDescriptions(root);
  const isMadeAnew = ({ id, notebook }: ClaimRecord): boolean =>
    fresh.claims.some((claim) => claim.id === id && claim.notebook === notebook);
  const claims = claimsFile([...stored.claims.filter((claim) => !isMadeAnew(claim)), ...fresh.claims]);
  const made = [
    ...fresh.package.resources.map(({ path }) => `data/${path}`),
    ...(fresh.package.figures ?? []).flatMap(({ name }) => [`figures/${name}.svg`, `figures/${name}.png`]),
  ];
  const files: readonly (readonly [string, Buffer])[] = [
    ...made.map((path) => [path, readFileSync(join(folder, path))] as const),
    ["data/datapackage.json", Buffer.from(serialise(mergeDatapackage(stored.package, fresh.package, [])))],
    ["data/claims.json", Buffer.from(serialise(claims))],
  ];
  const changed = files.filter(([path, content]) => {
    const place = join(root, path);
    return !(existsSync(place) && readFileSync(place).equals(content));
  });
  for (const [path, content] of changed) writeWhole(join(root, path), content);
  return changed.map(([path]) => path);
}
