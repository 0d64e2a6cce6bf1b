import { describe, expect, it } from "vitest";
import {
  type Datapackage,
  datapackage,
  type FigureRecord,
  mergeDatapackage,
  type Resource,
} from "../../lib/notebook/datapackage.js";

const resource = (name: string, notebook: string, rows = 1): Resource => ({
  name,
  path: `${name}.csv`,
  profile: "tabular-data-resource",
  title: name,
  description: name,
  format: "csv",
  mediatype: "text/csv",
  encoding: "utf-8",
  bytes: 1,
  hash: "sha256:0",
  schema: { fields: [] },
  notebook,
  rows,
  curve: [],
  parameters: {},
});

const stored = datapackage([resource("fig5", "b"), resource("fig3a", "a"), resource("fig3b", "a")]);
const names = (of: { resources: readonly Resource[] }): string[] =>
  of.resources.map(({ name, notebook }) => `${notebook}:${name}`);

describe("datapackage", () => {
  it("has the required properties and its resources in the order of their names", () => {
    expect(stored).toMatchObject({
      profile: "tabular-data-package",
      name: "ehp-transport",
      licenses: [{ name: "MIT" }],
    });
    expect(names(stored)).toEqual(["a:fig3a", "a:fig3b", "b:fig5"]);
  });
});

describe("mergeDatapackage", () => {
  it("merges figures as it does resources; old files have none", () => {
    const figure = (name: string, notebook: string, caption = ""): FigureRecord => ({
      name,
      notebook,
      caption,
      data: [],
    });
    const old = datapackage([], [figure("fig10", "a"), figure("fig2", "b"), figure("fig3", "b")]);
    const of = (merged: Datapackage): string[] =>
      (merged.figures ?? []).map(({ name, notebook, caption }) => `${notebook}:${name}${caption}`);
    expect(of(old)).toEqual(["b:fig2", "b:fig3", "a:fig10"]);
    const fresh = datapackage([], [figure("fig2", "b", "!")]);
    expect(of(mergeDatapackage(old, fresh))).toEqual(["b:fig2!", "a:fig10"]);
    expect(of(mergeDatapackage(old, datapackage([]), ["a"]))).toEqual(["b:fig2", "b:fig3"]);
    const { figures: _, ...before } = stored;
    expect(of(mergeDatapackage(before, fresh))).toEqual(["b:fig2!"]);
  });

  it("replaces all resources of the notebooks that ran and keeps the others", () => {
    const merged = mergeDatapackage(stored, datapackage([resource("fig3a", "a", 2)]));
    expect(names(merged)).toEqual(["a:fig3a", "b:fig5"]);
    expect(merged.resources[0]?.rows).toBe(2);
  });

  it("lets a dataset move to another notebook", () => {
    const merged = mergeDatapackage(stored, datapackage([resource("fig5", "c")]));
    expect(names(merged)).toEqual(["a:fig3a", "a:fig3b", "c:fig5"]);
  });

  it("drops the resources of a notebook that ran and made none", () => {
    expect(names(mergeDatapackage(stored, datapackage([]), ["a"]))).toEqual(["b:fig5"]);
  });

  it("takes what is fresh when nothing is stored, and leaves its arguments alone", () => {
    const before = JSON.stringify(stored);
    expect(mergeDatapackage(undefined, stored)).toEqual(stored);
    expect(JSON.stringify(stored)).toBe(before);
  });
});
