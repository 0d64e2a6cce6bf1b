import ts from "typescript";
import { describe, expect, it } from "vitest";
import { symbols, symbolTable } from "../../lib/notebook/index.js";
import { markdownOf, notebooks, type Piece, root } from "./documents.js";
import { defined, displayed, inLine, symbolsIn } from "./formulas.js";

/** A symbol with and without the index of an electrode; lesser and greater functions go with the retarded one. */
const forms = (symbol: string): string[] => [
  symbol,
  symbol.replace(/_\\alpha$/, ""),
  `${symbol}_\\alpha`,
  `${symbol}^r`,
];

/** Symbols in displayed formulas that are neither known nor introduced, in a line of the text or by a definition. */
function unknownSymbols(cells: readonly Piece[], known: ReadonlySet<string>): string[] {
  const here = new Set(
    cells.flatMap(({ text }) => [...inLine(text).flatMap(symbolsIn), ...displayed(text).flatMap(defined)]),
  );
  const missing = cells.flatMap(({ where, text }) =>
    displayed(text)
      .flatMap(symbolsIn)
      .filter((symbol) => !forms(symbol).some((form) => known.has(form) || here.has(form)))
      .map((symbol) => `${symbol} (${where})`),
  );
  return [...new Set(missing)];
}

/** Rows that formulas are not searched for: what tells them from another symbol is put aside there. */
const apart = ["\\mu_n", "V^*", "T^*", "T^*_0", "m_s", "L_{IJ}", "q", "ZT", "\\eta_C"];

describe("the table of symbols", () => {
  const searched = symbols.filter(({ symbol }) => !apart.includes(symbol));
  const keys = searched.map(({ symbol }) => symbolsIn(symbol));
  const known = new Set(keys.flat());

  it("has each symbol once, and one in each row", () => {
    for (const [i, key] of keys.entries()) expect(key, searched[i]!.symbol).toHaveLength(1);
    expect(known.size).toBe(searched.length);
    for (const one of apart) expect(symbols.filter(({ symbol }) => symbol === one)).toHaveLength(1);
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

  it.each(notebooks)("has, or $path introduces, what stands in its displayed formulas", (notebook) => {
    const missing = unknownSymbols(markdownOf(notebook), known);
    expect(missing, "say in the text what it is, or add it to lib/notebook/symbols.json").toEqual([]);
  });

  it("misses a symbol that a notebook neither introduces nor finds here", () => {
    const cell = (text: string) => [{ where: "here", text }];
    const wrong = "$$J=\\int d\\omega\\,\\Xi\\,n_B$$";
    expect(unknownSymbols(cell(wrong), known)).toEqual(["\\Xi (here)"]);
    expect(unknownSymbols(cell(`${wrong}\n\nwith the weight $\\Xi$`), known)).toEqual([]);
    expect(unknownSymbols(cell(`${wrong}\n\n$$\\Xi(\\omega)=1$$`), known)).toEqual([]);
    expect(unknownSymbols(cell("$$J=\\gamma_{ph}+\\mathcal A_{ph}$$"), known)).toEqual([]);
    expect(unknownSymbols(cell("$$J=\\gamma_{out}$$"), known)).toEqual(["\\gamma_{out} (here)"]);
  });
});

describe("symbols in formulas", () => {
  it.each([
    ["\\Lambda^{LR}(\\omega)=n_B(\\omega-\\mu_{LR})", "\\Lambda|\\omega|n_B|\\mu_{\\alpha\\beta}"],
    ["\\gamma_{ph}=\\gamma_L+\\gamma_{\\rm ph}", "\\gamma_{ph}|\\gamma_\\alpha"],
    ["\\mathcal A_{ph}=\\mathcal{A}_{ph}", "\\mathcal A_{ph}"],
    ["\\int\\frac{d\\omega}{2\\pi}\\,\\mathrm{Tr}[e^{-\\Omega/T_e}]", "\\omega|\\Omega|T_e"],
    ["M_{fi}u_n+H_{es}", "M|u|H_{es}"],
    ["G^r A_\\alpha^\\dagger z_p^* M^k_{ij} D^<", "G^r|A_\\alpha|z|M|D"],
    ["T_{\\alpha\\to\\beta}\\text{ rate } T_0 \\tag{4}", "T_{\\alpha\\to\\beta}|T_0"],
    [
      "\\Delta T \\bar X \\tilde\\Pi^{\\alpha\\beta} \\mathrm{dd}(u,v)",
      "\\Delta T|\\bar X|\\tilde\\Pi|\\mathrm{dd}|u|v",
    ],
    ["\\begin{cases}u\\\\[2ex]y\\end{cases}", "u|y"],
  ])("%s are %s", (formula, expected) => {
    expect(symbolsIn(formula).sort()).toEqual(expected.split("|").sort());
  });

  it("are read from what is displayed, not from the line", () => {
    const text = "text $a$ and\n\n$$b\n+c$$\n\n$$d$$ so $e$";
    expect(displayed(text)).toEqual(["b\n+c", "d"]);
    expect(inLine(text)).toEqual(["a", "e"]);
  });

  it("are defined by what stands to the left of an equals sign", () => {
    expect(defined("K(z)=\\int f,\\qquad \\zeta=\\frac{t}{V}, \\quad u+y=0")).toEqual(["K", "\\zeta"]);
  });
});

const declarations = ts.createProgram([`${root}/lib/solver/dist/index.d.ts`], {
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2022,
});

/** Whether a name of the table is exported: `value`, `function(parameter)`, `Type.field` or `value.field`. */
function isPublic(name: string): boolean {
  const checker = declarations.getTypeChecker();
  const file = declarations.getSourceFile(`${root}/lib/solver/dist/index.d.ts`)!;
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
