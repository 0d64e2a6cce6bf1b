// Fills in the numbers of a notebook's Markdown cells that its code cells have named by `notebook.values`.

import { filledNumbers, fillIn, writtenAt } from "ehp-notebook/records";
import { isObject, type JsonObject, objectsIn } from "./json.js";
import { joinLines } from "./notebook-file.js";

export interface Filled {
  /** The notebook with its numbers filled in; cells with a flaw are as they were. */
  readonly notebook: JsonObject;
  /** What the text says and the run does not, as in `cell 4 says edge −2.17, computed is −2.18`. */
  readonly outdated: readonly string[];
  /** What is wrong with names and comments, with the cell. */
  readonly flaws: readonly string[];
}

/** Fills in a notebook that was run; `values` is what it gave names to. */
export function withNumbersFilledIn(notebook: JsonObject, values: ReadonlyMap<string, string>): Filled {
  const [outdated, flaws]: [string[], string[]] = [[], []];
  const used = new Set<string>();
  const cells = objectsIn(notebook.cells).map((cell, i) => {
    const source = joinLines(cell.source);
    if (cell.cell_type !== "markdown" || source === undefined) return cell;
    try {
      const places = filledNumbers(source);
      for (const { name } of places) used.add(name);
      const filled = fillIn(source, values);
      for (const place of places) {
        const computed = writtenAt(place, values.get(place.name)!);
        if (computed !== place.text)
          outdated.push(`cell ${i + 1} says ${place.name} ${place.text}, computed is ${computed}`);
      }
      return { ...cell, source: filled };
    } catch (error) {
      flaws.push(`cell ${i + 1}: ${(error as Error).message}`);
      return cell;
    }
  });
  // A cell with a flaw hides which names it uses.
  if (flaws.length === 0) {
    const unused = [...values.keys()].filter((name) => !used.has(name));
    flaws.push(...unused.map((name) => `no Markdown cell uses the value "${name}"`));
  }
  return { notebook: { ...notebook, cells }, outdated, flaws };
}

/** The values that a notebook named, from the parsed file that it left. */
export function namedValues(file: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(isObject(file) ? file : {}).map(([name, text]) => [name, String(text)]));
}
