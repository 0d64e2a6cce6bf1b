import { describe, expect, it } from "vitest";
import {
  type Check,
  type ClaimRecord,
  claimsFile,
  mergeClaims,
  testClaim,
} from "../../lib/notebook/claims.js";
import { openNotebook, readClaims } from "../../lib/notebook/index.js";
import { makeDisplay, makeProject } from "./project.js";

const base = { id: "C4", claim: "It rectifies.", quantity: "max |R|", value: 0.25 };
const test = (change: Partial<Check>): ClaimRecord =>
  testClaim("check", { ...base, ...change }, "notebooks/a.ipynb");

describe("testClaim", () => {
  it.each([
    [{ above: 0.2 }, true],
    [{ above: 0.25 }, false],
    [{ below: 0.3 }, true],
    [{ below: 0.25 }, false],
    [{ near: { value: 0.2, within: 0.0625 } }, true],
    [{ near: { value: 0.2, within: 0.04 } }, false],
    [{ near: { value: 0.25, within: 0 } }, true],
  ])("of 0.25 and %j gives %s", (criterion, holds) => {
    expect(test(criterion).holds).toBe(holds);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("never holds for %s", (value) => {
    for (const criterion of [{ above: -1 }, { below: 1 }, { near: { value: 0, within: 1e300 } }]) {
      expect(test({ value, ...criterion })).toMatchObject({ holds: false, value: String(value) });
    }
  });

  it.each([
    [3e-15, { below: 1e-6 }, "< 1e-12"],
    [-3e-15, { below: 1e-6 }, "< 1e-12"],
    [3e-11, { below: 1e-6 }, "< 1e-9"],
    [3e-15, { below: 1e-14 }, "< 1e-14"],
    [3e-15, { near: { value: 0, within: 1e-6 } }, "< 1e-12"],
    [3e-8, { below: 1e-6 }, 3e-8],
    [3e-15, { above: 0 }, 3e-15],
    [0, { below: 1e-300 }, 0],
  ])("keeps no digits of roundoff: %s against %o is stored as %s", (value, criterion, stored) => {
    expect(test({ value, ...criterion })).toMatchObject({ holds: true, value: stored });
  });

  it("stores the value with twelve digits and the criterion as it is", () => {
    expect(test({ value: 1 / 3, near: { value: 1, within: 0.7 } })).toEqual({
      id: "C4",
      kind: "check",
      notebook: "notebooks/a.ipynb",
      claim: "It rectifies.",
      quantity: "max |R|",
      value: 0.333333333333,
      criterion: { near: 1, within: 0.7 },
      holds: true,
    });
  });

  it.each([
    [{}, 'check "C4" must have exactly one of below, above and near; it has none'],
    [
      { above: 1, below: 2 },
      'check "C4" must have exactly one of below, above and near; it has below and above',
    ],
    [{ above: Number.NaN }, 'check "C4": above must be a finite number, not NaN'],
    [{ near: { value: 1, within: -1 } }, 'check "C4": near must be { value, within }'],
    [{ above: 1, quantity: " " }, 'check "C4": quantity must be a text'],
    [
      { above: 1, value: undefined as unknown as number },
      'check "C4": value must be a number, not undefined',
    ],
  ])("refuses %j", (change, message) => {
    expect(() => test(change)).toThrow(message);
  });

  it("asks a claim of the paper for its place", () => {
    expect(() => testClaim("claim", { ...base, above: 0 }, "notebooks/a.ipynb")).toThrow(
      'claim "C4": where must be a text',
    );
  });
});

const record = (id: string, notebook: string, kind: "claim" | "check" = "claim"): ClaimRecord => ({
  ...testClaim("check", { ...base, id, above: 0 }, notebook),
  kind,
});
const ids = (records: readonly ClaimRecord[]): string[] =>
  records.map(({ id, notebook }) => `${notebook}:${id}`);

describe("claimsFile", () => {
  it("puts claims before checks and numbers in the order of their values", () => {
    const file = claimsFile([
      record("a", "x", "check"),
      record("C10", "x"),
      record("C2", "y"),
      record("C2", "x"),
    ]);
    expect(ids(file.claims)).toEqual(["x:C2", "y:C2", "x:C10", "x:a"]);
  });
});

describe("mergeClaims", () => {
  const stored = claimsFile([record("C1", "a"), record("C2", "a"), record("C3", "b")]);

  it("replaces all records of the notebooks that ran and keeps the others", () => {
    const merged = mergeClaims(stored, claimsFile([record("C2", "a"), record("C9", "a")]));
    expect(ids(merged.claims)).toEqual(["a:C2", "b:C3", "a:C9"]);
  });

  it("drops the records of a notebook that ran and made none", () => {
    expect(ids(mergeClaims(stored, claimsFile([]), ["b"]).claims)).toEqual(["a:C1", "a:C2"]);
  });

  it("takes what is fresh when nothing is stored", () => {
    expect(mergeClaims(undefined, stored)).toEqual(stored);
  });

  it("changes nothing when a run repeats itself", () => {
    expect(mergeClaims(stored, stored)).toEqual(stored);
  });
});

describe("readClaims", () => {
  it("reads what notebooks have stored, claims before checks, and says where nothing is stored", () => {
    const root = makeProject("a");
    expect(() => readClaims(root)).toThrow("there are no stored claims in");
    const notebook = openNotebook("a", { root, display: makeDisplay(), output: undefined });
    notebook.check({ ...base, id: "ours", above: 0.2 });
    notebook.claim({ ...base, where: "Sec. I", above: 0.2 });
    notebook.store();
    expect(readClaims(root).map(({ id, kind }) => [id, kind])).toEqual([
      ["C4", "claim"],
      ["ours", "check"],
    ]);
  });
});
