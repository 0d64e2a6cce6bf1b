/**
 * The symbols of the paper and of these notebooks, with their names in the code: one table for readers who go from a
 * formula to the library and back. A test holds it against the formulas of the notebooks and the public declarations.
 */

import { createRequire } from "node:module";

/** A symbol and what it is called in the code. */
export interface SymbolEntry {
  /** as LaTeX, without dollar signs */
  readonly symbol: string;
  /**
   * its names in the code: a function (`fermi`), a field of a type (`Reservoir.mu`), a parameter of a function
   * (`spectralFunction(energy)`) or a value of the paper (`parameters.spin`); none if it stands in formulas only
   */
  readonly code: readonly string[];
  readonly meaning: string;
  /** in units of hbar = k_B = e = 1, with the energy of the mode as unit of energy */
  readonly unit: string;
  /** where the paper has it, "" where it is ours */
  readonly where: string;
}

/** The table, in the order in which the theory needs the symbols. */
export const symbols: readonly SymbolEntry[] = createRequire(import.meta.url)("ehp-notebook/symbols.json");

/**
 * Rows of a table of symbols for a notebook.
 * @returns one row per symbol; formulas between dollar signs, names of the code as code
 */
export function symbolTable(): {
  readonly symbol: string;
  readonly "in the code": string;
  readonly meaning: string;
  readonly unit: string;
  readonly paper: string;
}[] {
  return symbols.map(({ symbol, code, meaning, unit, where }) => ({
    symbol: `$${symbol}$`,
    "in the code": code.map((name) => `\`${name}\``).join(", "),
    meaning,
    unit,
    paper: where,
  }));
}
