// Which symbols a formula in LaTeX contains, with indices and exponents put aside.

const GREEK =
  "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|vartheta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi|chi|psi|omega|" +
  "Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega";

/** Names of functions and operators; `d`, `e` and `i` alone are the differential, the exponential and the unit. */
const OPERATORS: ReadonlySet<string> = new Set(["Tr", "tr", "Re", "Im", "sech", "O", "d", "e", "i"]);
/** Letters that only count, names of electrodes, and the argument of a function. */
const INDICES: ReadonlySet<string> = new Set(["j", "k", "p", "q", "x", "\\alpha", "\\beta", "L"]);

/** Displayed formulas of Markdown, without their dollar signs. */
export function displayed(markdown: string): string[] {
  return [...markdown.matchAll(/(?<!\\)\$\$([\s\S]*?)\$\$/g)].map((match) => match[1]!);
}

/** Formulas in the lines of Markdown. */
export function inLine(markdown: string): string[] {
  const text = markdown.replace(/(?<!\\)\$\$[\s\S]*?\$\$/g, " ");
  return [...text.matchAll(/(?<!\\)\$((?:\\[\s\S]|[^\\$\n])+)\$/g)].map((match) => match[1]!);
}

/** The symbols that stand alone to the left of an equals sign, with or without arguments: those a formula defines. */
export function defined(formula: string): string[] {
  return formula
    .split(/,|;|\\q?quad(?![A-Za-z])|\\\\|&/)
    .flatMap((part) => /^([^=]+)=/.exec(part)?.[1] ?? [])
    .map((left) => left.replace(/\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]/g, " "))
    .flatMap((left) => {
      const found = symbolsIn(left);
      return found.length === 1 && !/[+/]|\\frac|-/.test(left.replace(/[_^]\{[^}]*\}/g, "")) ? found : [];
    });
}

/**
 * The symbols of a formula in one form each: `\Lambda^{LR}(\omega)` has `\Lambda` and `\omega`. Indices that name an
 * electrode become `_\alpha`, two of them `_{\alpha\beta}`; indices that count, and exponents, are left out. What makes
 * another quantity stays: `\gamma_{ph}`, `T_0`, `G^r`, `\tilde\Pi`, `\Delta T`.
 */
export function symbolsIn(formula: string): string[] {
  const text = formula
    .replace(/\\(?:text|tag|begin|end)\s*\{[^{}]*\}/g, " ")
    .replace(/\\\\(?:\[[^\]]*\])?|\\[,;:! ]|\\q?quad(?![A-Za-z])/g, " ")
    .replace(/\{\\rm\s+(\w+)\}/g, "{$1}");
  const script = String.raw`\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\[A-Za-z]+|[^\s{}\\]))`;
  const base = [
    String.raw`\\(?:mathcal|tilde|bar|hat|mathbb)\s*\{?\s*\\?[A-Za-z]+\}?`,
    String.raw`\\(?:mathrm|operatorname)\s*(?:\{\s*[A-Za-z]+\s*\}|[A-Za-z](?![A-Za-z]))`,
    String.raw`\\Delta\s*[A-Za-z](?![A-Za-z])`,
    String.raw`\\(?:${GREEK})(?![A-Za-z])`,
    String.raw`(?<!\\[A-Za-z]*)[A-Za-z]`,
  ].join("|");
  const pattern = new RegExp(`(${base})((?:\\s*[_^]${script}|')*)`, "g");
  const found = new Set<string>();
  for (const [, name, scripts] of text.matchAll(pattern)) {
    const { below, above } = scriptsOf(scripts ?? "", new RegExp(`([_^])${script}`, "g"));
    // An exponent that is no index is a formula of its own, as in e^{-\omega/T}.
    for (const inner of above.filter((one) => !isIndex(one)))
      for (const one of symbolsIn(inner)) found.add(one);
    const retarded = above.some((one) => /^[ra]$/.test(one)) ? "^r" : "";
    const symbol = `${plain(name!)}${below.map(indexOf).join("")}${retarded}`;
    if (!OPERATORS.has(symbol) && !INDICES.has(symbol)) found.add(symbol);
  }
  return [...found];
}

function scriptsOf(scripts: string, pattern: RegExp): { below: string[]; above: string[] } {
  const all = [...scripts.matchAll(pattern)].map(
    ([, sign, group, one]) => [sign!, (group ?? one)!.trim()] as const,
  );
  const of = (wanted: string): string[] => all.filter(([sign]) => sign === wanted).map(([, text]) => text);
  return { below: of("_"), above: of("^") };
}

/** Whether an exponent says which one, not how often: electrodes, a mode, retarded or lesser, a star. */
function isIndex(exponent: string): boolean {
  return /^(?:(?:[LR]|\\alpha|\\beta|\\dagger|\s)+|[a-z]+|[<>*'\d,+-]+|\\times)+$/.test(exponent);
}

/** `\mathcal A` and `\mathcal{A}` are one; so are `\mathrm{E}` and `E`, unless it is a name. */
function plain(name: string): string {
  const [, accent, letter] =
    /^\\(mathcal|tilde|bar|hat|mathbb|mathrm|operatorname)\s*\{?\s*(\\?[A-Za-z]+)/.exec(name) ?? [];
  if (accent === undefined) return name.replace(/^\\Delta\s*/, "\\Delta ").trim();
  if (accent === "mathrm" || accent === "operatorname") {
    return OPERATORS.has(letter!) || letter!.length === 1 ? letter! : `\\mathrm{${letter}}`;
  }
  return letter!.startsWith("\\") ? `\\${accent}${letter}` : `\\${accent} ${letter}`;
}

function indexOf(index: string): string {
  const text = index.replace(/\s+/g, "");
  const electrode = String.raw`(?:[LR]|\\alpha|\\beta)`;
  if (new RegExp(`^${electrode},?${electrode}$`).test(text)) return "_{\\alpha\\beta}";
  if (new RegExp(`^(?:${electrode}|L,R)$`).test(text)) return "_\\alpha";
  if (/^\\alpha\\(?:to|leftarrow)\\beta$/.test(text)) return `_{${text}}`;
  // Two letters are two indices of a matrix, but for the bath and the coupling.
  if (/^(?:0|[eB]|ph|es|[a-z]{3,})$/.test(text)) return text.length > 1 ? `_{${text}}` : `_${text}`;
  return "";
}
