// Who makes what: no two notebooks may make a dataset, a figure or a claim of one name.

import type { JsonObject } from "./json.js";

export interface Made {
  readonly kind: "dataset" | "figure" | "claim";
  readonly name: string;
  /** Path of the notebook from the root. */
  readonly notebook: string;
}

/** What the entries of a description file say was made. Checks are each notebook's own and left out. */
export function madeIn(kind: Made["kind"], entries: readonly JsonObject[]): Made[] {
  return entries.flatMap((entry) => {
    const name = kind === "claim" ? entry.id : entry.name;
    const { notebook } = entry;
    if (typeof name !== "string" || typeof notebook !== "string" || notebook === "") return [];
    return kind === "claim" && entry.kind !== "claim" ? [] : [{ kind, name, notebook }];
  });
}

/**
 * What is wrong, in words, if names are taken twice. `fresh` is what the notebooks `ran` made, `stored` what is on record
 * of notebooks that exist. The one on record keeps the name, unless it ran and makes nothing of that name any more.
 */
export function conflicts(fresh: readonly Made[], stored: readonly Made[], ran: readonly string[]): string[] {
  const problems = new Set<string>();
  for (const { kind, name, notebook } of fresh) {
    const same = (made: Made): boolean => made.kind === kind && made.name === name;
    const makers = fresh.filter(same).map((made) => made.notebook);
    const owners = stored.filter(same).map((made) => made.notebook);
    const owner = owners.find((one) => makers.includes(one) || !ran.includes(one)) ?? makers[0]!;
    if (owner !== notebook) {
      problems.add(`${kind} "${name}" is made by ${owner} too; give it another name in ${notebook}`);
    }
  }
  return [...problems];
}
