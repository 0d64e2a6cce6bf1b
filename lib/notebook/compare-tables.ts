// How far a fresh table lies from the stored one. Numbers are compared on the scale of their curve: a value that passes
// through zero is not held to more digits than the curve it lies on.

import papaparse from "papaparse";

/** Largest deviation of a dataset, relative to the scale of its curve, that counts as the same. */
export const TOLERANCE = 1e-9;

/** What is said of a table by its entry in datapackage.json. */
export interface TableDescription {
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  /** The columns whose values, together, name a curve. */
  readonly curve: readonly string[];
}

export interface TableComparison {
  readonly status: "new" | "identical" | "compared";
  readonly rows: number;
  /** Largest deviation relative to the scale of its curve; Infinity if the tables cannot be compared. */
  readonly deviation: number;
  /** Where the largest deviation is, or why there is no comparison. */
  readonly where: string;
  /** The fresh table itself is wrong, whatever is stored. */
  readonly flawed: boolean;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NUMERIC: ReadonlySet<string> = new Set(["number", "integer"]);

/** Compares the text of two CSV files; `stored` is undefined if there is none. */
export function compareTables(
  stored: string | undefined,
  fresh: string,
  description: TableDescription,
): TableComparison {
  const table = parseTable(fresh);
  const rows = table.rows.length;
  const same = { rows, deviation: 0, where: "", flawed: false };
  const apart = (where: string, flawed: boolean = false): TableComparison => ({
    status: "compared",
    rows,
    deviation: Infinity,
    where,
    flawed,
  });

  const flaw = flawOf(table, description);
  if (flaw !== undefined) return apart(flaw, true);
  if (stored === undefined) return { ...same, status: "new" };
  if (stored === fresh) return { ...same, status: "identical" };

  const old = parseTable(stored);
  const difference = differenceInShape(old, table);
  if (difference !== undefined) return apart(difference);
  const keys = keyColumns(description);
  for (const [i, row] of table.rows.entries()) {
    for (const column of keys) {
      const [before, after] = [old.rows[i]![column], row[column]];
      if (before !== after) {
        return apart(`row ${i + 1}: ${table.columns[column]} is "${after}", was "${before}"`);
      }
    }
  }
  return { ...same, status: "compared", ...largestDeviation(old, table, description) };
}

/** Why a table is not what its description says, if so. */
function flawOf(table: Table, { fields, curve }: TableDescription): string | undefined {
  const names = fields.map((field) => field.name);
  if (table.rows.length === 0) return "no rows";
  if (names.join() !== table.columns.join()) {
    return `columns are ${table.columns.join()}, described are ${names.join()}`;
  }
  const unknown = curve.find((name) => !names.includes(name));
  if (unknown !== undefined) return `curve names "${unknown}", which is no column`;
  for (const [i, row] of table.rows.entries()) {
    if (row.length !== table.columns.length) return `row ${i + 1} has ${row.length} values`;
    for (const [column, field] of fields.entries()) {
      if (NUMERIC.has(field.type) && !isFiniteNumber(row[column]!)) {
        return `row ${i + 1}: ${field.name} is "${row[column]}"`;
      }
    }
  }
  return undefined;
}

function differenceInShape(old: Table, fresh: Table): string | undefined {
  if (old.columns.join() !== fresh.columns.join()) {
    return `columns are ${fresh.columns.join()}, were ${old.columns.join()}`;
  }
  if (old.rows.length !== fresh.rows.length) return `${fresh.rows.length} rows, were ${old.rows.length}`;
  return undefined;
}

/** Columns which must agree exactly: those which name the curve, and all that are no numbers. */
function keyColumns({ fields, curve }: TableDescription): number[] {
  return [...fields.keys()].filter((i) => curve.includes(fields[i]!.name) || !NUMERIC.has(fields[i]!.type));
}

function largestDeviation(
  old: Table,
  fresh: Table,
  description: TableDescription,
): { deviation: number; where: string } {
  const keys = new Set(keyColumns(description));
  const values = [...fresh.columns.keys()].filter((column) => !keys.has(column));
  let largest = { deviation: 0, where: "" };
  for (const rows of curves(old, description.curve)) {
    for (const column of values) {
      const before = rows.map((i) => number(old.rows[i]![column]));
      const scale = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const [j, i] of rows.entries()) {
        const deviation = relative(number(fresh.rows[i]![column]), before[j]!, scale);
        if (deviation > largest.deviation) {
          largest = { deviation, where: `row ${i + 1}, ${fresh.columns[column]}` };
        }
      }
    }
  }
  return largest;
}

/** The rows of each curve. */
function curves(table: Table, curve: readonly string[]): number[][] {
  const columns = curve.map((name) => table.columns.indexOf(name));
  const groups = new Map<string, number[]>();
  for (const [i, row] of table.rows.entries()) {
    const key = JSON.stringify(columns.map((column) => row[column]));
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()];
}

/** |fresh - old| / scale; where the whole curve was zero, any other value is infinitely far. */
function relative(fresh: number, old: number, scale: number): number {
  const difference = Math.abs(fresh - old);
  if (difference === 0) return 0;
  const ratio = difference / scale;
  return Number.isNaN(ratio) ? Infinity : ratio;
}

function number(text: string | undefined): number {
  return isFiniteNumber(text) ? Number(text) : Number.NaN;
}

function isFiniteNumber(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));
}

function parseTable(text: string): Table {
  const { data } = papaparse.parse(text, { delimiter: ",", skipEmptyLines: true });
  const [columns = [], ...rows] = data;
  return { columns, rows };
}
