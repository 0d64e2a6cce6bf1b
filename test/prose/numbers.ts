// Numbers that stand in running text as they were typed, and numbers that a notebook computes or is given.

import ts from "typescript";
import { filledNumbers } from "../../lib/notebook/filled-numbers.js";
import { parameters } from "../../lib/solver/index.js";
import type { Cell, Subject } from "../notebook/lint.js";
import { markdownOf, type Piece, read, textsInCells } from "./documents.js";

/** A number as it was typed. */
export interface Typed {
  readonly text: string;
  readonly value: number;
  /** Half a unit of its last digit. */
  readonly within: number;
}

/** Decimals, percentages and powers of ten with a factor, in Markdown or LaTeX; whole numbers are counts and labels. */
export function numbersIn(text: string): Typed[] {
  const clean = text
    .replace(/\]\([^)\s]*\)/g, "]")
    .replace(/(`+)[^`][\s\S]*?\1/g, " ")
    .replace(/§\s?[\d.]+|\b(?:version|Node(?:\.js)?) [\d.]+|\b(?:doi|arXiv):[^\s\]]+/g, " ")
    .replace(
      /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g,
      (power) => `^{${[...power].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("")}}`,
    );
  const pattern =
    /(?<![\w.{^])(\d+)(\.\d+)?(?:\s*(?:\\times|×|\\cdot)\s*10\^(?:\{([−-]?\d+)\}|(\d))|e([−-]?\d+))?(\s?\\?%)?(?![\w]|\.\d)/g;
  return [...clean.matchAll(pattern)].flatMap(([found, whole, fraction = "", braced, bare, e, percent]) => {
    const exponent = Number((braced ?? bare ?? e ?? "0").replace("−", "-"));
    if (fraction === "" && percent === undefined && exponent === 0) return [];
    const value = Number(`${whole}${fraction}e${exponent}`);
    return [
      { text: found, value, within: 0.5 * 10 ** (exponent - Math.max(fraction.length - 1, 0)) * 1.0001 },
    ];
  });
}

/** Number literals of a source, with their signs left out. */
export function literalsIn(source: string): number[] {
  const values: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node)) values.push(Number(node.text));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest));
  return values;
}

/** All numbers in a text, whole ones too. */
function allNumbersIn(text: string): number[] {
  const plain = text.replace(
    /\\times\s*10\^\{?([−-]?\d+)\}?| × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
    (_, power?: string, small?: string) => {
      const exponent = power ?? [...small!].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("");
      return `e${exponent.replace("−", "-")}`;
    },
  );
  return [...plain.matchAll(/\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([number]) => Number(number));
}

/** What the collection is given: values of lib/solver/paper/parameters.ts, without its long grids. */
const parametersGiven: readonly number[] = Object.values(parameters).flatMap(({ value }) => {
  const values = [value].flat().filter((one): one is number => typeof one === "number");
  return values.length > 10 ? [] : values;
});

interface Resource {
  readonly path: string;
  readonly notebook: string;
  readonly curve: readonly string[];
}
const { resources } = JSON.parse(read("data/datapackage.json")) as { resources: readonly Resource[] };

/** Ends and extremes of the curves that a notebook stores: what a description of its figures names. */
function endsOfCurves(notebook: Subject): number[] {
  return resources
    .filter((resource) => resource.notebook === notebook.path)
    .flatMap(({ path, curve }) => {
      const [head = [], ...rows] = read(`data/${path}`)
        .trim()
        .split("\n")
        .map((line) => line.split(","));
      const keyOf = (row: readonly string[]): string =>
        head.flatMap((name, i) => (curve.includes(name) ? [row[i]] : [])).join();
      const curves = new Map<string, string[][]>();
      for (const row of rows) curves.set(keyOf(row), [...(curves.get(keyOf(row)) ?? []), row]);
      return [...curves.values()].flatMap((points) =>
        head.flatMap((_, column) => {
          const values = points
            .map((row) => Number(row[column]))
            .filter(Number.isFinite)
            .map(Math.abs);
          return values.length === 0
            ? []
            : [values[0]!, values.at(-1)!, Math.min(...values), Math.max(...values)];
        }),
      );
    });
}

/** What may stand behind a number, signs left out. */
export interface Sources {
  /** Typed as they are: number literals of the notebook's code, values of lib/solver/paper/parameters.ts. */
  readonly given: readonly number[];
  /** Rounded where they are told: outputs, ends and extremes of curves. */
  readonly computed: readonly number[];
}

/** What a cell puts out, without what it puts out because it was typed there. */
function outputOf(notebook: Subject, cell: Cell): number[] {
  const typed = new Set(
    textsInCells({ ...notebook, cells: [cell] }).flatMap(({ text }) => allNumbersIn(text)),
  );
  const shown = (cell.outputs ?? []).flatMap(({ data, text }) =>
    [data?.["text/markdown"] ?? [], text ?? []].flat(2),
  );
  return allNumbersIn(shown.join("")).filter((value) => !typed.has(value));
}

/** Whether a typed number is one that is given, or one that is computed, rounded to its digits. */
export function isBehind({ value, within }: Typed, { given = [], computed = [] }: Partial<Sources>): boolean {
  return (
    given.some((source) => Math.abs(source - value) <= 1e-9 * value) ||
    computed.some((source) => Math.abs(source - value) <= Math.min(within, 0.06 * value))
  );
}

/** Markdown with a letter for each of its filled-in numbers, which `npm run reproduce` sees to, and these. */
function withoutFilledNumbers(markdown: string): { text: string; filled: number[] } {
  const places = filledNumbers(markdown);
  const text = places.reduceRight(
    (rest, { start, end }) => `${rest.slice(0, start)}x${rest.slice(end)}`,
    markdown,
  );
  return { text, filled: places.flatMap((place) => allNumbersIn(place.text)) };
}

/** Cells in sections: each begins with a heading of the second level. */
function sectionsOf(cells: readonly Cell[]): Cell[][] {
  const sections: Cell[][] = [[]];
  for (const cell of cells) {
    if (cell.cell_type === "markdown" && /^## /m.test(cell.source.join(""))) sections.push([]);
    sections.at(-1)!.push(cell);
  }
  return sections;
}

/**
 * The numbers typed into text, captions and claims of a notebook behind which nothing stands: no number in its code, no
 * parameter, no end of a curve, and no output or filled-in number in the same section.
 */
export function unfounded(notebook: Subject): { number: string; where: string; context: string }[] {
  const given = [...parametersGiven, ...notebook.code.flatMap(literalsIn)];
  const ends = endsOfCurves(notebook);
  return sectionsOf(notebook.cells).flatMap((cells) => {
    const section = { ...notebook, cells };
    const prose = markdownOf(section).map(({ where, text }) => ({ where, ...withoutFilledNumbers(text) }));
    const computed = [
      ...ends,
      ...prose.flatMap(({ filled }) => filled),
      ...cells.flatMap((cell) => (cell.cell_type === "code" ? outputOf(notebook, cell) : [])),
    ];
    const pieces: Piece[] = [...prose, ...textsInCells(section)];
    return pieces.flatMap(({ where, text }) =>
      numbersIn(text)
        .filter((typed) => !isBehind(typed, { given, computed }))
        .map(({ text: number }) => {
          const at = text.indexOf(number);
          return { number, where, context: text.slice(Math.max(0, at - 60), at + 40).replace(/\s+/g, " ") };
        }),
    );
  });
}
