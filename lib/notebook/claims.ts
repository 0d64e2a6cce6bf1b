import { join } from "node:path";
import { compareNames } from "./datapackage.js";
import { projectRoot, readJson } from "./files.js";

/** What a value must fulfil: exactly one of the three. */
export interface Criterion {
  /** The value is smaller than this. */
  readonly below?: number | undefined;
  /** The value is larger than this. */
  readonly above?: number | undefined;
  /** The value differs from `value` by `within` at most. */
  readonly near?: { readonly value: number; readonly within: number } | undefined;
}

/** A consistency check of our own: a computed value and what it must fulfil. */
export interface Check extends Criterion {
  /** Name by which it is found again, as in "C4" or "balance-heat". */
  readonly id: string;
  /** The statement that is tested, one sentence. */
  readonly claim: string;
  /** What the value is: "max |R| at mu = 8". */
  readonly quantity: string;
  /** The computed value. A NaN or an infinity never fulfils a criterion. */
  readonly value: number;
}

/** A claim of the paper: a check with its place. */
export interface Claim extends Check {
  /** Where the paper says so: "Sec. III A, Fig. 3". */
  readonly where: string;
}

/** A claim or check as `claims.json` holds it. */
export interface ClaimRecord {
  readonly id: string;
  readonly kind: "claim" | "check";
  /** Path of the notebook that tested it, below the project's root. */
  readonly notebook: string;
  readonly claim: string;
  readonly where?: string;
  readonly quantity: string;
  /** With 12 significant digits; NaN, infinities and {@link roundoffBound}s as text. */
  readonly value: number | string;
  readonly criterion:
    | { readonly below: number }
    | { readonly above: number }
    | { readonly near: number; readonly within: number };
  readonly holds: boolean;
}

/** The claims ledger, as `data/claims.json` holds it. */
export interface ClaimsFile {
  readonly claims: readonly ClaimRecord[];
}

/**
 * Tests a claim or check, and returns what is stored of it.
 *
 * Throws if it has not exactly one criterion, if the criterion is not made of finite numbers, or if a text is empty.
 */
export function testClaim(
  kind: "claim" | "check",
  tested: Check & { where?: string },
  notebook: string,
): ClaimRecord {
  const { id, claim, quantity, value, where } = tested;
  const name = `${kind} "${id}"`;
  for (const [field, text] of Object.entries({ id, claim, quantity, ...(kind === "claim" && { where }) })) {
    if (typeof text !== "string" || text.trim() === "") throw new Error(`${name}: ${field} must be a text`);
  }
  if (typeof value !== "number")
    throw new Error(`${name}: value must be a number, not ${JSON.stringify(value)}`);
  const criterion = criterionOf(name, tested);
  return {
    id,
    kind,
    notebook,
    claim,
    ...(where !== undefined && { where }),
    quantity,
    value: storedValue(value, criterion),
    criterion,
    holds: fulfils(value, criterion),
  };
}

/** Deviations smaller than this are known by their order only. */
const SMALL = 1e-9;
const ROUNDOFF = 1e-12;

/**
 * A bound for a deviation so small that its digits are those of roundoff, which differ from one processor to the next:
 * 1e-12, 1e-9, or what the criterion asks for if that is less. `undefined` for what is larger, exactly zero, or no
 * deviation.
 */
export function roundoffBound(value: number, criterion: ClaimRecord["criterion"]): number | undefined {
  if ("above" in criterion || ("near" in criterion && criterion.near !== 0)) return undefined;
  const size = Math.abs(value);
  const asked = "below" in criterion ? criterion.below : criterion.within;
  if (!(size > 0 && size < Math.min(SMALL, asked))) return undefined;
  return Math.min(size < ROUNDOFF ? ROUNDOFF : SMALL, asked);
}

function storedValue(value: number, criterion: ClaimRecord["criterion"]): number | string {
  if (!Number.isFinite(value)) return String(value);
  const bound = roundoffBound(value, criterion);
  return bound === undefined ? Number(value.toPrecision(12)) + 0 : `< ${bound}`;
}

/** The ledger with the given records: claims before checks, in the order of their ids, then notebooks. */
export function claimsFile(records: readonly ClaimRecord[]): ClaimsFile {
  const rank = (record: ClaimRecord): number => (record.kind === "claim" ? 0 : 1);
  return {
    claims: [...records].sort(
      (a, b) => rank(a) - rank(b) || compareNames(a.id, b.id) || compareNames(a.notebook, b.notebook),
    ),
  };
}

/**
 * The stored claims and checks of all notebooks, as `data/claims.json` in the project's root holds them: claims before
 * checks. A notebook that quotes them shows those of the last run that stored any.
 *
 * Throws if there is no such file.
 */
export function readClaims(root: string = projectRoot()): readonly ClaimRecord[] {
  const stored = readJson(join(root, "data", "claims.json")) as ClaimsFile | undefined;
  if (stored === undefined) throw new Error(`there are no stored claims in ${join(root, "data")}`);
  return stored.claims;
}

/**
 * The stored ledger after a run that made `fresh`: all stored records of the notebooks that ran are dropped, those of
 * `fresh` are added.
 *
 * `notebooks` are the paths of the notebooks that ran, by default those that `fresh` mentions: name them to drop the
 * records of one that makes none any more. `stored` may be `undefined`. Neither argument is changed.
 */
export function mergeClaims(
  stored: ClaimsFile | undefined,
  fresh: ClaimsFile,
  notebooks: readonly string[] = fresh.claims.map((record) => record.notebook),
): ClaimsFile {
  const kept = (stored?.claims ?? []).filter((record) => !notebooks.includes(record.notebook));
  return claimsFile([...kept, ...fresh.claims]);
}

function criterionOf(name: string, { below, above, near }: Criterion): ClaimRecord["criterion"] {
  const given = Object.entries({ below, above, near }).filter(([, bound]) => bound !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.map(([key]) => key).join(" and ");
    throw new Error(`${name} must have exactly one of below, above and near; it has ${found}`);
  }
  const finite = (bound: unknown): bound is number => typeof bound === "number" && Number.isFinite(bound);
  if (finite(below)) return { below };
  if (finite(above)) return { above };
  if (near && finite(near.value) && finite(near.within) && near.within >= 0) {
    return { near: near.value, within: near.within };
  }
  const [key, bound] = given[0]!;
  throw new Error(
    key === "near"
      ? `${name}: near must be { value, within }, both finite and within not negative`
      : `${name}: ${key} must be a finite number, not ${bound}`,
  );
}

function fulfils(value: number, criterion: ClaimRecord["criterion"]): boolean {
  if (!Number.isFinite(value)) return false;
  if ("below" in criterion) return value < criterion.below;
  if ("above" in criterion) return value > criterion.above;
  return Math.abs(value - criterion.near) <= criterion.within;
}
