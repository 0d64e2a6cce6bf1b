// Numbers in Markdown that are filled in. A comment before a number names it: `the window ends at <!--=edge-->−2.17`.
// On a page the comment is not seen; `npm run reproduce` writes the number after it.

import { inFormula } from "./numbers.js";

/** A number, or a word, that is filled in. */
export interface FilledNumber {
  readonly name: string;
  /** What is there now. */
  readonly text: string;
  /** Where that begins and ends. */
  readonly start: number;
  readonly end: number;
  /** Whether it is in a formula, where numbers are LaTeX. */
  readonly isInFormula: boolean;
}

const COMMENTS = /(?:<!--=[^>]*-->\s*)+/g;
const NAME = /<!--=([^>]*)-->/g;
/** A number as `sig` and `fix` write them. */
const NUMBER = /[−-]?(?:10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d+(?:\.\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|∞)/u;
const WORD = /\p{L}[\p{L}\d]*(?:[-'’][\p{L}\d]+)*/u;
/** A question mark holds the place of a value until the first run. */
const IN_TEXT = new RegExp(`(?:${NUMBER.source}|${WORD.source}|[−-]?\\?)`, "uy");
/** The same in LaTeX; exponents and indices are part of something else. */
const IN_FORMULA =
  /[−-]?(?<![\w.]|[_^]\{?[−-]?)(?:10\^\{[−-]?\d+\}|\d+(?:\.\d+)?(?:\\times10\^\{[−-]?\d+\})?)|[−-]?(?:\\infty|\?)/g;
const FORMULA = /(?<!\\)(\$\$?)((?:\\[\s\S]|[^\\$])+)\1/y;
/** Up to here a line has no text of its own yet: Markdown takes a line for HTML that a comment begins. */
const LINE_BEGINS = /(?:^|\n)[ \t]*(?:(?:[-*+>]|\d+[.)])[ \t]+)*$/;

/** Whether a text can be filled in: a number as {@link sig} and {@link fix} write them, or one word. */
export function canBeFilledIn(text: string): boolean {
  return new RegExp(`^(?:${NUMBER.source}|${WORD.source})$`, "u").test(text);
}

/**
 * The numbers of Markdown that are filled in, in order. A comment names what follows it: a number, a word, or the last
 * number of a formula between dollar signs; several comments before a formula name as many of its last numbers. A sign
 * before a number belongs to it. Code has none.
 *
 * Throws, with the name, if nothing follows that could be replaced, and for a comment at the beginning of a line, which
 * Markdown would take for HTML, the line with it.
 */
export function filledNumbers(markdown: string): FilledNumber[] {
  const text = markdown.replace(/(`+)[^`][\s\S]*?\1(?!`)/g, (code) => "`".repeat(code.length));
  return [...text.matchAll(COMMENTS)].flatMap(({ 0: comments, index }) => {
    const names = [...comments.matchAll(NAME)].map((match) => match[1]!);
    const shown = `<!--=${names[0]}-->`;
    if (LINE_BEGINS.test(text.slice(0, index)))
      throw new Error(`${shown} begins a line, which Markdown then takes for HTML; put a word before it`);
    const found = valuesAt(text, index + comments.length);
    if (found.length < names.length)
      throw new Error(`${shown} has no number, word or formula after it; write ? for a number to come`);
    return found.slice(-names.length).map((value, i) => ({ name: names[i]!, ...value }));
  });
}

/** What could be replaced at a position: one number or word, or the numbers of a formula. */
function valuesAt(text: string, position: number): Omit<FilledNumber, "name">[] {
  FORMULA.lastIndex = position;
  const formula = FORMULA.exec(text);
  if (formula !== null) {
    const inside = position + formula[1]!.length;
    return [...formula[2]!.matchAll(IN_FORMULA)].map(({ 0: number, index }) => {
      const start = inside + index;
      return { text: number, start, end: start + number.length, isInFormula: true };
    });
  }
  IN_TEXT.lastIndex = position;
  const value = IN_TEXT.exec(text)?.[0];
  if (value === undefined) return [];
  return [{ text: value, start: position, end: position + value.length, isInFormula: false }];
}

/**
 * How a value is written at a place: LaTeX in a formula, `-2.203\times10^{-4}`, and as it is elsewhere. Throws, with the
 * name, for a word in a formula.
 */
export function writtenAt({ name, isInFormula }: FilledNumber, value: string): string {
  if (!isInFormula) return value;
  if (!NUMBER.test(value)) throw new Error(`the value of "${name}" is "${value}", and it is in a formula`);
  return inFormula(value).replace("−", "-");
}

/**
 * The Markdown with its filled-in numbers as `values` has them; filling in twice changes nothing more. Throws as {@link
 * filledNumbers} does, and for a name that has no value.
 */
export function fillIn(markdown: string, values: ReadonlyMap<string, string>): string {
  let [filled, done] = ["", 0];
  for (const place of filledNumbers(markdown)) {
    const value = values.get(place.name);
    if (value === undefined) throw new Error(`no cell gives a value to "${place.name}"`);
    filled += markdown.slice(done, place.start) + writtenAt(place, value);
    done = place.end;
  }
  return filled + markdown.slice(done);
}
