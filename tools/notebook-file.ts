// Notebook files (nbformat 4): reading with checks, setting results, and writing in the very bytes that Jupyter would
// write, so that a notebook stored by the runner and one saved in Jupyter differ in nothing but their outputs.

import { isObject, type Json, type JsonObject, sortKeys } from "./json.js";
import type { Output } from "./outputs.js";
import { UserError } from "./user-error.js";

/** A cell with its source in one piece. */
export interface Cell {
  readonly type: "code" | "markdown" | "raw";
  readonly source: string;
  /** The cell as stored. */
  readonly stored: JsonObject;
}

export interface Notebook {
  readonly cells: readonly Cell[];
  /** The notebook as stored. */
  readonly stored: JsonObject;
}

/** The results of one code cell. */
export interface CellResult {
  readonly outputs: readonly Output[];
}

const CELL_TYPES: ReadonlySet<unknown> = new Set(["code", "markdown", "raw"]);
/** From this minor version on every cell has an id. */
const FIRST_WITH_IDS = 5;
const KERNEL_SPEC: JsonObject = { display_name: "TypeScript", language: "typescript", name: "tslab" };
/** What Jupyter records about one run or one reader, and what would differ from run to run. */
const VOLATILE_CELL_METADATA: readonly string[] = [
  "execution",
  "ExecuteTime",
  "trusted",
  "scrolled",
  "collapsed",
];
const VOLATILE_NOTEBOOK_METADATA: readonly string[] = [
  "signature",
  "orig_nbformat",
  "orig_nbformat_minor",
  "widgets",
];

/** Reads the text of a notebook; `name` appears in error messages. */
export function parseNotebook(text: string, name: string): Notebook {
  const stored = parseObject(text, name);
  if (stored.nbformat !== 4 || typeof stored.nbformat_minor !== "number") {
    throw new UserError(
      `${name}: not a notebook of format 4 (nbformat is ${JSON.stringify(stored.nbformat)})`,
    );
  }
  if (!isObject(stored.metadata)) throw new UserError(`${name}: the notebook has no metadata`);
  if (!Array.isArray(stored.cells)) throw new UserError(`${name}: the notebook has no list of cells`);
  const cells = stored.cells.map((cell, i) => readCell(cell, `${name}, cell ${i + 1}`));
  if (stored.nbformat_minor >= FIRST_WITH_IDS) checkIds(cells, name);
  return { cells, stored };
}

export function codeCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.type === "code");
}

/** The notebook with new results, one for each code cell, counted from 1; `languageInfo` is the kernel's. */
export function withResults(
  notebook: Notebook,
  results: readonly CellResult[],
  languageInfo: JsonObject,
): JsonObject {
  let count = 0;
  const cells = notebook.cells.map((cell) => {
    const clean = { ...cell.stored, metadata: without(cell.stored.metadata, VOLATILE_CELL_METADATA) };
    if (cell.type !== "code") return clean;
    const outputs = (results[count]?.outputs ?? []).map(applyCarriageReturns);
    count += 1;
    return { ...clean, execution_count: count, outputs };
  });
  const metadata = {
    ...without(notebook.stored.metadata, VOLATILE_NOTEBOOK_METADATA),
    kernelspec: KERNEL_SPEC,
    language_info: languageInfo,
  };
  return { ...notebook.stored, metadata, cells };
}

/** The bytes that Jupyter writes: keys sorted, indented by one space, text as lists of lines, a newline at the end. */
export function serialiseNotebook(notebook: JsonObject): string {
  const cells = Array.isArray(notebook.cells) ? notebook.cells.map(splitCell) : [];
  return `${JSON.stringify(sortKeys({ ...notebook, cells }), undefined, 1)}\n`;
}

/** The text of a field which may be stored as a string or as a list of lines. */
export function joinLines(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value.join("");
  return undefined;
}

function parseObject(text: string, name: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${name}: not JSON (${(error as Error).message})`);
  }
  if (!isObject(value)) throw new UserError(`${name}: not a notebook`);
  return value;
}

function readCell(cell: Json, where: string): Cell {
  if (!isObject(cell) || !CELL_TYPES.has(cell.cell_type)) {
    throw new UserError(`${where}: cell_type must be "code", "markdown" or "raw"`);
  }
  const source = joinLines(cell.source);
  if (source === undefined) throw new UserError(`${where}: source must be text or a list of lines`);
  return { type: cell.cell_type as Cell["type"], source, stored: cell };
}

function checkIds(cells: readonly Cell[], name: string): void {
  const seen = new Set<unknown>();
  cells.forEach((cell, i) => {
    const id = cell.stored.id;
    if (typeof id !== "string" || !/^[\w-]{1,64}$/.test(id)) {
      throw new UserError(`${name}, cell ${i + 1}: the id must be 1 to 64 letters, digits, "-" or "_"`);
    }
    if (seen.has(id)) throw new UserError(`${name}, cell ${i + 1}: the id "${id}" is used twice`);
    seen.add(id);
  });
}

function without(metadata: Json | undefined, keys: readonly string[]): JsonObject {
  if (!isObject(metadata)) return {};
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !keys.includes(key)));
}

/** A carriage return overwrites its line, as on a terminal and as in Jupyter. */
function applyCarriageReturns(output: Output): Output {
  if (output.output_type !== "stream") return output;
  return { ...output, text: String(output.text).replace(/[^\n]*\r(?=[^\n])/g, "") };
}

function splitCell(cell: Json): Json {
  if (!isObject(cell)) return cell;
  const split: JsonObject = { ...cell, source: splitLines(joinLines(cell.source) ?? "") };
  if (isObject(cell.attachments)) {
    split.attachments = mapValues(cell.attachments, (bundle) => splitBundle(bundle));
  }
  if (Array.isArray(cell.outputs)) split.outputs = cell.outputs.map(splitOutput);
  return split;
}

function splitOutput(output: Json): Json {
  if (!isObject(output)) return output;
  if (output.output_type === "stream") return { ...output, text: splitLines(joinLines(output.text) ?? "") };
  return "data" in output ? { ...output, data: splitBundle(output.data!) } : output;
}

function splitBundle(bundle: Json): Json {
  if (!isObject(bundle)) return bundle;
  return mapValues(bundle, (value, type) => {
    const text = isTextType(type) ? joinLines(value) : undefined;
    return text === undefined ? value : splitLines(text);
  });
}

function isTextType(type: string): boolean {
  return type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript";
}

function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

/** Lines with their ends, split where Python's str.splitlines does, since Jupyter uses that. */
function splitLines(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are Python's line boundaries
  const line = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g;
  return (text.match(line) ?? []).filter((part) => part !== "");
}
