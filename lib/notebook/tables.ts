import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inspect } from "node:util";
import type { DataFrame } from "danfojs-node";
import type { Column, Datapackage, Field } from "./datapackage.js";
import { projectRoot, readJson } from "./files.js";
import { digits12, fix, sig } from "./numbers.js";
import { resultsWith } from "./scratch.js";

/** A value of a table. */
export type Cell = number | string;

type Danfo = typeof import("danfojs-node");

let loaded: Danfo | undefined;

/** danfojs takes a second to load, so only those who need it wait. */
function danfo(): Danfo {
  loaded ??= createRequire(import.meta.url)("danfojs-node") as Danfo;
  return loaded;
}

/** The rows of a dataset as their columns ask for, checked. */
export interface CheckedTable {
  readonly columns: readonly string[];
  readonly fields: readonly Field[];
  /** Row by row, in the order of the columns. */
  readonly values: readonly (readonly Cell[])[];
}

/** What the columns of datasets usually mean, by their names: no dataset has to say it again. */
export const quantities: Readonly<Record<string, Column>> = createRequire(import.meta.url)(
  "ehp-notebook/quantities.json",
);

/**
 * Checks rows against the description of their columns, which is `special` or else that of {@link quantities}. The columns
 * have the order of the first row's values.
 *
 * Throws, naming dataset, row (from 0) and column, for no rows, a column without description, a description without
 * column, a value that is neither number nor text, NaN and infinities, a column of numbers and texts, and a text that
 * CSV would have to quote.
 */
export function checkTable(
  name: string,
  rows: readonly object[],
  special: Readonly<Record<string, Column>> = {},
): CheckedTable {
  const columns = Object.keys(rows[0] ?? {});
  const fail = (problem: string): never => {
    throw new Error(`dataset "${name}": ${problem}`);
  };
  if (rows.length === 0) fail("it has no rows");
  for (const column of Object.keys(special))
    if (!columns.includes(column)) fail(`row 0 has no value for column "${column}"`);
  const described = Object.fromEntries(
    columns.map((column) => {
      const description = special[column] ?? (Object.hasOwn(quantities, column) && quantities[column]);
      return [column, description || fail(`columns must say what "${column}" means, and its unit`)];
    }),
  );
  for (const column of columns) {
    const { meaning, unit } = described[column]!;
    if (!/^\w+$/.test(column)) fail(`the column name "${column}" must be made of letters, digits and _`);
    if (!meaning?.trim() || !unit?.trim())
      fail(`column "${column}" must have a meaning and a unit ("1" for a pure number)`);
  }
  const values = rows.map((row, i) => {
    const surplus = Object.keys(row).find((key) => !(key in described));
    if (surplus !== undefined) fail(`row ${i} has a value "${surplus}", which row 0 has not`);
    return columns.map((column): Cell => {
      const value: unknown = (row as Record<string, unknown>)[column];
      if (value === undefined) fail(`row ${i} has no value for column "${column}"`);
      if (typeof value !== "number" && typeof value !== "string") {
        return fail(`row ${i}, column "${column}": ${inspect(value)} is neither a number nor a text`);
      }
      if (typeof value !== typeof (rows[0] as Record<string, unknown>)[column]) {
        fail(`column "${column}" mixes numbers and texts (rows 0 and ${i})`);
      }
      if (typeof value === "number" && !Number.isFinite(value))
        fail(`row ${i}, column "${column}": ${value} is not a finite number`);
      if (typeof value === "string" && (/[",\r\n]/.test(value) || value !== value.trim() || value === "")) {
        fail(
          `row ${i}, column "${column}": the text ${inspect(value)} must not be empty, nor hold commas, quotes, line breaks or outer spaces`,
        );
      }
      return value;
    });
  });
  const fields = columns.map((column, c): Field => {
    const { meaning, unit, symbol } = described[column]!;
    const type = typeof values[0]![c] === "number" ? "number" : "string";
    return { name: column, type, ...(symbol !== undefined && { title: symbol }), description: meaning, unit };
  });
  return { columns, fields, values };
}

/** The table as CSV with a header line and 12 significant digits. Every digit is ours: danfojs sees text only. */
export function tableToCsv(table: CheckedTable): string {
  const { DataFrame, toCSV } = danfo();
  const texts = table.values.map((row) =>
    row.map((value) => (typeof value === "number" ? digits12(value) : value)),
  );
  const frame = new DataFrame(texts, {
    columns: [...table.columns],
    dtypes: table.columns.map(() => "string"),
  });
  return toCSV(frame) as string;
}

/** The table as a danfojs DataFrame of the values as they are, which prints its shape where it is shown. */
export function tableToFrame(table: Pick<CheckedTable, "columns" | "values" | "fields">): DataFrame {
  const { DataFrame } = danfo();
  // danfojs has no name for a 64-bit number; the name it has changes nothing in what it stores.
  const dtypes = table.fields.map((field) => (field.type === "number" ? "float32" : "string"));
  const frame = new DataFrame(
    table.values.map((row) => [...row]),
    { columns: [...table.columns], dtypes },
  );
  Object.defineProperty(frame, inspect.custom, {
    enumerable: false,
    value: () => `DataFrame of ${table.values.length} rows: ${table.columns.join(", ")}`,
  });
  return frame;
}

/**
 * Reads a stored dataset, `data/NAME.csv`, into a danfojs DataFrame.
 *
 * Numbers are the 64-bit numbers nearest to the digits in the file. Which columns hold numbers is taken from
 * `data/datapackage.json`, or else from the values. `folder` is the folder of the data; by default that of the notebook
 * that has made it here, `data` in `EHP_OUTPUT` if that is set and has the file, otherwise `data` in the project's root.
 *
 * Throws if there is no such dataset, and if a value of a number column is not a number.
 */
export async function readTable(name: string, folder: string = dataFolder(name)): Promise<DataFrame> {
  const path = join(folder, `${name}.csv`);
  if (!existsSync(path)) throw new Error(`there is no dataset "${name}" in ${folder}`);
  const columns = readFileSync(path, "utf8").split(/\r?\n/, 1)[0]!.split(",");
  // danfojs would leave large numbers as text; told that columns are text it leaves all to us.
  const options = { skipEmptyLines: true, frameConfig: { columns, dtypes: columns.map(() => "string") } };
  const read = await danfo().readCSV(path, options);
  const texts = read.values as string[][];
  const described = readJson(join(folder, "datapackage.json")) as Datapackage | undefined;
  const schema = described?.resources.find((resource) => resource.name === name)?.schema.fields;
  const fields = columns.map((column, c): Field => {
    const numeric = texts.every((row) => isNumber(row[c]));
    const type = schema?.find((field) => field.name === column)?.type ?? (numeric ? "number" : "string");
    if (type === "number" && !numeric) {
      const row = texts.findIndex((cells) => !isNumber(cells[c]));
      throw new Error(`${path}: row ${row}, column "${column}": "${texts[row]![c]}" is not a number`);
    }
    return { name: column, type, description: "", unit: "" };
  });
  const values = texts.map((row) =>
    row.map((text, c) => (fields[c]!.type === "number" ? Number(text) : text)),
  );
  return tableToFrame({ columns, fields, values });
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));
}

function dataFolder(name: string): string {
  const made = resultsWith(`data/${name}.csv`);
  if (made !== undefined) return join(made, "data");
  const output = process.env.EHP_OUTPUT;
  if (output && existsSync(join(output, "data", `${name}.csv`))) return join(output, "data");
  return join(projectRoot(), "data");
}

/** Settings of a table in a notebook. */
export interface TableOptions {
  /** Significant digits of numbers; default 4. */
  readonly digits?: number;
  /** Digits after the decimal point by column, zeros at the end included, for numbers that are to be compared or added. */
  readonly decimals?: Readonly<Record<string, number>>;
  /** The columns to show, in order, or their headings by name; default all, under their names. */
  readonly columns?: readonly string[] | Readonly<Record<string, string>>;
}

/** Rows as a Markdown table; numbers stand at the right. Throws for no rows and for a column no row has. */
export function markdownTable(rows: readonly object[], options: TableOptions = {}): string {
  const { digits = 4, decimals = {} } = options;
  if (rows.length === 0) throw new Error("table: there are no rows");
  const cells = rows as readonly Record<string, unknown>[];
  const all = [...new Set(cells.flatMap((row) => Object.keys(row)))];
  const given = options.columns ?? all;
  const headings: readonly (readonly [string, string])[] = Array.isArray(given)
    ? (given as readonly string[]).map((column) => [column, column] as const)
    : Object.entries(given as Readonly<Record<string, string>>);
  for (const column of [...headings.map(([name]) => name), ...Object.keys(decimals)]) {
    if (!all.includes(column))
      throw new Error(`table: no row has a column "${column}"; there are ${all.join(", ")}`);
  }
  const show = (value: unknown, column = ""): string => {
    if (value === undefined || value === null) return "";
    const text =
      typeof value === "number"
        ? Object.hasOwn(decimals, column)
          ? fix(value, decimals[column]!)
          : sig(value, digits)
        : typeof value === "boolean"
          ? value
            ? "yes"
            : "no"
          : String(value);
    return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
  };
  const line = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;
  const rule = headings.map(([column]) =>
    cells.some((row) => typeof row[column] === "number") ? "---:" : ":---",
  );
  return [
    line(headings.map(([, heading]) => show(heading))),
    line(rule),
    ...cells.map((row) => line(headings.map(([column]) => show(row[column], column)))),
  ].join("\n");
}
