import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { figureDeviation } from "./compare-figures.js";
import { compareTables, type TableDescription, TOLERANCE } from "./compare-tables.js";
import { type FilledNumber, filledNumbers, writtenAt } from "./filled-numbers.js";
import { sig } from "./numbers.js";

/**
 * Where a notebook's results go when it runs outside of `reproduce`, beside what is stored and not over it. The name
 * has no dot, for Jupyter serves no hidden files.
 */
export function scratchFolder(notebook: string): string {
  return `scratch/${basename(notebook, ".ipynb")}`;
}

/** The folders in which notebooks of this process began afresh, the newest first. */
const opened: string[] = [];

export function rememberResults(folder: string): void {
  opened.unshift(folder);
}

/** The folder in which a notebook of this process made the file, if one did. */
export function resultsWith(path: string): string | undefined {
  return opened.find((folder) => existsSync(join(folder, path)));
}

/** Figures are drawn to a hundredth of a px; a number at the edge of rounding may move by one. */
const SAME_PLACE = 0.011;

/** What to say of a fresh table beside the stored one; `undefined` if it is the same within {@link TOLERANCE}. */
export function remarkOnTable(
  stored: string | undefined,
  fresh: string,
  description: TableDescription,
): string | undefined {
  if (stored === undefined) return "There is no stored table of this name";
  const { deviation, where } = compareTables(stored, fresh, description);
  if (deviation <= TOLERANCE) return undefined;
  return deviation === Infinity
    ? `Differs from the stored table: ${where}`
    : `Differs from the stored table: largest deviation ${sig(deviation, 2)} of its curve's scale (${where})`;
}

/** What to say of a fresh figure beside the stored one, both as SVG; `undefined` if they look the same. */
export function remarkOnFigure(stored: string | undefined, fresh: string): string | undefined {
  if (stored === undefined) return "There is no stored figure of this name";
  const deviation = figureDeviation(stored, fresh);
  if (deviation === undefined) return "Differs from the stored figure: other points, labels or colours";
  if (deviation <= SAME_PLACE) return undefined;
  return `Differs from the stored figure: largest deviation ${sig(deviation, 2)} px`;
}

/** What to say of values that are not what the text of the stored notebook has; `undefined` if they are. */
export function remarkOnNumbers(
  stored: string | undefined,
  values: ReadonlyMap<string, string>,
): string | undefined {
  const places = markdownIn(stored).flatMap(placesIn);
  const others = [...values].flatMap(([name, text]) => {
    const there = places.filter((place) => place.name === name);
    if (there.length === 0) return [`\`${name}\` is ${text} (not in the text)`];
    const other = there.find((place) => writtenAt(place, text) !== place.text);
    return other === undefined ? [] : [`\`${name}\` is ${text} (in the text ${other.text})`];
  });
  return others.length === 0 ? undefined : `*Not as in the text: ${others.join(", ")}.*`;
}

/** The Markdown cells of a notebook's text; none of one that cannot be read, which the runner would refuse. */
function markdownIn(notebook: string | undefined): string[] {
  try {
    const { cells = [] } = JSON.parse(notebook ?? "{}") as {
      cells?: readonly { readonly cell_type?: string; readonly source?: string | readonly string[] }[];
    };
    return cells.flatMap(({ cell_type, source = [] }) =>
      cell_type === "markdown" ? [[source].flat().join("")] : [],
    );
  } catch {
    return [];
  }
}

/** A comment that is wrong is said by `reproduce`, not to who reads and reruns. */
function placesIn(markdown: string): FilledNumber[] {
  try {
    return filledNumbers(markdown);
  } catch {
    return [];
  }
}

/** The text of a file, `undefined` if there is none. */
export function storedText(root: string, path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
