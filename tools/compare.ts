// Whether what a run wrote, apart from its tables, is what is stored.

import { isObject, type Json, type JsonObject, objectsIn } from "./json.js";
import { joinLines } from "./notebook-file.js";

/** The text a notebook's cells put out, without pictures: what a reader reads. One string for each code cell. */
export function textOutputs(notebook: JsonObject): string[] {
  return objectsIn(notebook.cells)
    .filter((cell) => cell.cell_type === "code")
    .map((cell) => JSON.stringify(objectsIn(cell.outputs).flatMap(textOf)));
}

function textOf(output: JsonObject): Json[] {
  if (output.output_type === "stream") return [output.name ?? null, joinLines(output.text) ?? ""];
  if (output.output_type === "error") return ["error", output.ename ?? null, output.evalue ?? null];
  if (!isObject(output.data)) return [];
  return Object.entries(output.data)
    .filter(([type]) => !type.startsWith("image/"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([type, value]) => [type, joinLines(value) ?? value]);
}

/** The first code cell, from 1, whose text differs between two notebooks; 0 if none. */
export function firstDifferentCell(stored: JsonObject, fresh: JsonObject): number {
  const [before, after] = [textOutputs(stored), textOutputs(fresh)];
  for (let i = 0; i < Math.max(before.length, after.length); i++) if (before[i] !== after[i]) return i + 1;
  return 0;
}

/** What a run computes; all else in datapackage.json and claims.json describes it. */
const COMPUTED: ReadonlySet<string> = new Set(["hash", "bytes", "value"]);

/** Whether two descriptions agree apart from what follows from the computed numbers. */
export function sameDescription(stored: string | undefined, fresh: string): boolean {
  if (stored === undefined) return false;
  const normalise = (text: string): string =>
    JSON.stringify(JSON.parse(text), (key, value: unknown) => (COMPUTED.has(key) ? undefined : value));
  try {
    return normalise(stored) === normalise(fresh);
  } catch {
    return false;
  }
}
