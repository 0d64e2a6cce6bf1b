// The claims ledger as people read it: in the terminal at the end of a run, and as a table in the README.

import { readable } from "./formulas.js";
import { isObject, type JsonObject } from "./json.js";

/** A claim of the paper or a check of ours, as text. */
export interface LedgerEntry {
  readonly id: string;
  readonly kind: "claim" | "check";
  /** Where the paper says so; empty for a check. */
  readonly where: string;
  /** The statement, in characters that need no typesetting. */
  readonly claim: string;
  readonly quantity: string;
  /** The computed value, shortened. */
  readonly value: string;
  /** All its digits. */
  readonly exact: string;
  /** What is asked of it, as in "< 0.01". */
  readonly asked: string;
  /** Path of the notebook from the root. */
  readonly notebook: string;
  readonly holds: boolean;
}

/** A record of claims.json, of this version or another: what is missing is left empty. */
export function ledgerEntry(record: JsonObject): LedgerEntry {
  const text = (key: string): string => (record[key] === undefined ? "" : String(record[key]));
  return {
    id: text("id"),
    kind: record.kind === "claim" ? "claim" : "check",
    where: text("where"),
    claim: readable(text("claim")),
    quantity: readable(text("quantity")),
    // A bound for roundoff is stored as text.
    value:
      typeof record.value === "number"
        ? shortValue(record.value, record.criterion)
        : text("value").replaceAll("-", "−"),
    exact: text("value"),
    asked: asked(record.criterion),
    notebook: text("notebook"),
    holds: record.holds === true,
  };
}

/** A value with two digits, or as many as show on which side of its threshold it lies. */
function shortValue(value: number, criterion: unknown): string {
  const { below, above } = isObject(criterion) ? criterion : {};
  const bound = typeof below === "number" ? below : above;
  if (typeof bound !== "number" || value === bound) return shortNumber(value);
  const digits = [2, 3, 4, 5, 6].find(
    (count) => Math.sign(Number(value.toPrecision(count)) - bound) === Math.sign(value - bound),
  );
  return shortNumber(value, digits);
}

/** Claims in the order of their numbers: C2 before C10. */
export function inOrder(entries: readonly LedgerEntry[]): LedgerEntry[] {
  return [...entries].sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

function asked(criterion: unknown): string {
  const { below, above, near, within } = isObject(criterion) ? criterion : {};
  if (typeof below === "number") return `< ${shortNumber(below, 6)}`;
  if (typeof above === "number") return `> ${shortNumber(above, 6)}`;
  if (typeof near === "number" && typeof within === "number")
    return `${shortNumber(near, 6)} ± ${shortNumber(within, 6)}`;
  return "";
}

/** A number with two digits, as 0.33, −1.9 or 6.6e−8. Below 1e−12 only its power is written: the rest is roundoff. */
export function shortNumber(value: number, digits = 2): string {
  const size = Math.abs(value);
  const small = size > 0 && size < 1e-12;
  const rounded = small
    ? Math.sign(value) * 10 ** Math.round(Math.log10(size))
    : Number(value.toPrecision(digits));
  const plain = rounded === 0 || (Math.abs(rounded) >= 1e-3 && Math.abs(rounded) < 1e6);
  return (plain ? String(rounded + 0) : shortExponential(rounded, digits)).replaceAll("-", "−");
}

function shortExponential(value: number, digits: number): string {
  const [mantissa, power] = value.toExponential(digits - 1).split("e") as [string, string];
  return `${Number(mantissa)}e${Number(power)}`;
}

const BEGIN = "<!-- claims -->";
const END = "<!-- /claims -->";

/** The claims of the paper as a Markdown table, each with a link to the notebook that tests it. */
export function claimsTable(entries: readonly LedgerEntry[]): string {
  const rows = inOrder(entries.filter(({ kind }) => kind === "claim")).map(
    ({ id, where, claim, value, asked, notebook, holds }) => [
      `[${id}](${notebook})`,
      where,
      claim,
      value,
      asked,
      holds ? "yes" : "**no**",
    ],
  );
  const heading = ["claim", "paper", "says", "value", "asked", "holds"];
  return [heading, heading.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => inTable(cell)).join(" | ")} |\n`)
    .join("");
}

/** A text that Markdown takes for nothing but itself, in a cell of a table; links and emphasis of ours stay. */
function inTable(text: string): string {
  return /^\[.*\)$|^\*\*no\*\*$/.test(text) ? text : text.replace(/[|<*_\\]/g, (sign) => `\\${sign}`);
}

/** The page with the table between its two markers, or undefined if it has no such place. */
export function withClaimsTable(page: string, table: string): string | undefined {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) return undefined;
  return `${page.slice(0, begin + BEGIN.length)}\n${table}${page.slice(end)}`;
}
