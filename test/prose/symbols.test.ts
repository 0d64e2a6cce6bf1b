import ts from "typescript";
import { describe, expect, it } from "vitest";
import { symbols, symbolTable } from "../../lib/index.js";
import { markdownOf, notebooks, root } from "./documents.js";
import { displayed, symbolsIn } from "./formulas.js";

/**
 * Symbols that a derivation defines where it uses them and that have no name in the library, by the name of the
 * notebook's file up to its first hyphen.
 */
const local: Readonly<Record<string, string>> = {
  // operators of Eqs. (1) to (3), the solution's effective temperature
  "01": "H_{es} c e_\\alpha h_\\alpha b T_{eff}",
  // lesser and greater functions, written with one name
  "02": "\\Pi D",
  // rates of absorption and emission at large bias; occupation of the free mode
  "05": "S n",
  appendix:
    // places of poles, residues, partial sums and arguments of its derivations, each defined in its section
    "K z \\psi W h n \\varepsilon_0 H_{eff} r l B F t x X c v a b S C D \\Psi s \\bar X U P y \\zeta e_0 \\omega_0 \\rho O \\Delta n",
};
const localIn = (path: string): readonly string[] =>
  (local[/^[^-]*/.exec(path.split("/").at(-1)!)![0]] ?? "").match(/\\(?:bar|Delta) \S+|\S+/g) ?? [];

/** A symbol with and without the index of an electrode. */
const forms = (symbol: string): string[] => [symbol, symbol.replace(/_\\alpha$/, ""), `${symbol}_\\alpha`];

describe("the table of symbols", () => {
  const keys = symbols.map(({ symbol }) => symbolsIn(symbol));
  const known = new Set(keys.flat());

  it("has each symbol once, and one in each row", () => {
    for (const [i, key] of keys.entries()) expect(key, symbols[i]!.symbol).toHaveLength(1);
    expect(known.size).toBe(symbols.length);
  });

  it("says of each what it means and in which unit", () => {
    for (const { symbol, meaning, unit, where } of symbols) {
      expect(meaning.length, symbol).toBeGreaterThan(5);
      expect(unit, symbol).toMatch(/^1$|^\$[^$]+\$$/);
      expect(where, symbol).toMatch(/^$|^Eq\. \(\d\)$|^Fig\. \d$|^Sec\. I+ [A-C]$/);
    }
    expect(symbolTable()).toHaveLength(symbols.length);
  });

  it("names only what the library gives to its users", () => {
    expect(symbols.flatMap(({ code }) => code).filter((name) => !isPublic(name))).toEqual([]);
    for (const name of ["bosee", "Reservoir.mass", "fermi(mass)", "parameters.mass", "wideBand.mu"]) {
      expect(isPublic(name), name).toBe(false);
    }
  }, 30_000);

  it.each(notebooks)("has what stands in the displayed formulas of $path", (notebook) => {
    const here = localIn(notebook.path);
    const used = new Set(markdownOf(notebook).flatMap(({ text }) => displayed(text).flatMap(symbolsIn)));
    const uses = (symbol: string): boolean => forms(symbol).some((form) => used.has(form));
    expect(
      here.filter((symbol) => !uses(symbol)),
      "local symbols that are not used",
    ).toEqual([]);
    const missing = markdownOf(notebook).flatMap(({ where, text }) =>
      displayed(text)
        .flatMap(symbolsIn)
        .filter((symbol) => !forms(symbol).some((form) => known.has(form) || here.includes(form)))
        .map((symbol) => `${symbol} (${where})`),
    );
    expect([...new Set(missing)], "add it to lib/symbols.ts, or to the local symbols here").toEqual([]);
  });
});

describe("symbols in formulas", () => {
  it.each([
    ["\\Lambda^{LR}(\\omega)=n_B(\\omega-\\mu_{LR})", "\\Lambda|\\omega|n_B|\\mu_{\\alpha\\beta}"],
    ["\\gamma_{ph}=\\gamma_L+\\gamma_{\\rm ph}", "\\gamma_{ph}|\\gamma_\\alpha"],
    ["\\mathcal A_{ph}=\\mathcal{A}_{ph}", "\\mathcal A_{ph}"],
    ["\\int\\frac{d\\omega}{2\\pi}\\,\\mathrm{Tr}[e^{-\\Omega/T_e}]", "\\omega|\\Omega|T_e"],
    ["G^r A_\\alpha^\\dagger z_p^* M^k_{ij} D^<", "G^r|A_\\alpha|z|M|D"],
    ["T_{\\alpha\\to\\beta}\\text{ rate } T_0 \\tag{4}", "T_{\\alpha\\to\\beta}|T_0"],
    [
      "\\Delta T \\bar X \\tilde\\Pi^{\\alpha\\beta} \\mathrm{dd}(u,v)",
      "\\Delta T|\\bar X|\\tilde\\Pi|\\mathrm{dd}|u|v",
    ],
    ["\\begin{cases}x\\\\[2ex]y\\end{cases}", "x|y"],
  ])("%s are %s", (formula, expected) => {
    expect(symbolsIn(formula).sort()).toEqual(expected.split("|").sort());
  });

  it("are read from what is displayed, not from the line", () => {
    expect(displayed("text $a$ and\n\n$$b\n+c$$\n\n$$d$$")).toEqual(["b\n+c", "d"]);
  });
});

const declarations = ts.createProgram([`${root}/lib/dist/index.d.ts`], {
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
});

/** Whether a name of the table is exported: `value`, `function(parameter)`, `Type.field` or `value.field`. */
function isPublic(name: string): boolean {
  const checker = declarations.getTypeChecker();
  const file = declarations.getSourceFile(`${root}/lib/dist/index.d.ts`)!;
  const [, base, field, parameter] = /^(\w+)(?:\.(\w+)|\((\w+)\))?$/.exec(name) ?? [];
  const exported = checker
    .getExportsOfModule(checker.getSymbolAtLocation(file)!)
    .find((symbol) => symbol.name === base);
  if (!exported) return false;
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const type =
    symbol.flags & ts.SymbolFlags.Value
      ? checker.getTypeOfSymbolAtLocation(symbol, file)
      : checker.getDeclaredTypeOfSymbol(symbol);
  if (field) return type.getProperty(field) !== undefined;
  if (!parameter) return true;
  return type.getCallSignatures().some(({ parameters }) => parameters.some((one) => one.name === parameter));
}
