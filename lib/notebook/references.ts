/**
 * The references of the paper by its own numbers, for tables and links in notebooks.
 *
 * A DOI stands in references.json only where it is certain: it follows from journal, volume and article number (American Physical
 * Society, Institute of Physics), or the paper prints it, or it was looked up. Two are left out.
 */

import { createRequire } from "node:module";

/** A reference of the paper. */
export interface Reference {
  /** Its number in the paper, from 1. */
  readonly number: number;
  /** Family names of all authors. */
  readonly authors: string;
  readonly title: string;
  /** Journal, volume, and first page or article number. */
  readonly journal: string;
  readonly year: number;
  /** As in "10.1103/RevModPhys.71.S306", where it is certain. */
  readonly doi?: string;
}

/** The 40 references of the paper, in order. */
export const references: readonly Reference[] = createRequire(import.meta.url)(
  "ehp-notebook/references.json",
);

/**
 * A Markdown link to a reference of the paper, `[[40](https://doi.org/...)]`, or its bare number in brackets where the
 * DOI is not known. Throws a RangeError for a number the paper does not have.
 */
export function cite(number: number): string {
  const { doi } = referenceOf(number);
  return doi === undefined ? `[${number}]` : `[[${number}](https://doi.org/${doi})]`;
}

/**
 * Rows of a table of references, with a link for each DOI. `numbers` are those to show, by default all.
 * Throws a RangeError for a number the paper does not have.
 */
export function referenceTable(
  numbers: readonly number[] = references.map(({ number }) => number),
): { readonly no: number; readonly reference: string; readonly DOI: string }[] {
  return numbers.map((number) => {
    const { authors, title, journal, year, doi } = referenceOf(number);
    return {
      no: number,
      reference: `${authors}, *${title}*, ${journal} (${year})`,
      DOI: doi === undefined ? "" : `[${doi}](https://doi.org/${doi})`,
    };
  });
}

function referenceOf(number: number): Reference {
  const reference = references.find((one) => one.number === number);
  if (!reference) {
    throw new RangeError(`number must be that of a reference, 1 to ${references.length}; it is ${number}`);
  }
  return reference;
}
