// LaTeX for a terminal: formulas between dollar signs as plain text that can be read, $\mu_{\alpha\beta}$ as μ_αβ.

const GREEK =
  "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ " +
  "nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω " +
  "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω";
const SIGNS =
  "hbar ħ ell ℓ partial ∂ nabla ∇ infty ∞ times × cdot · pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ll ≪ gg ≫ ne ≠ neq ≠ " +
  "approx ≈ simeq ≃ sim ~ equiv ≡ propto ∝ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ in ∈ int ∫ " +
  "sum Σ prod Π prime ′ dagger † langle ⟨ rangle ⟩ lvert | rvert | vert | mid | dots … ldots … cdots … circ ° ast *";
const SYMBOLS: ReadonlyMap<string, string> = pairs(`${GREEK} ${SIGNS}`);
/** Commands which are not seen: sizes and small spaces, and styles, of which the group remains. */
const UNSEEN = /\\(?:left|right|[bB]igg?[lrm]?|displaystyle|textstyle|limits)(?![A-Za-z])|\\[!,:;>]/g;
const STYLED =
  /\\(?:math(?:rm|cal|bf|it|sf|bb)|text(?:rm|it)?|operatorname|tilde|bar|vec|hat)(?![A-Za-z])\s*(?:\{([^{}]*)\})?/g;

/** The text with its formulas as they can be read on a terminal. What is not between dollar signs stays as it is. */
export function readable(text: string): string {
  const formula = /(?<!\\)(\$\$?)((?:\\[\s\S]|[^\\$])+)\1/g;
  return text.replace(formula, (_, _dollars: string, inside: string) => plain(inside)).replace(/\\\$/g, "$");
}

function plain(formula: string): string {
  return fractions(formula)
    .replace(UNSEEN, "")
    .replace(STYLED, (_, group: string | undefined) => group ?? "")
    .replace(/\\(?:quad|qquad|\s)|~/g, " ")
    .replace(/\\([A-Za-z]+)(\s*)/g, (_, command: string, space: string) => {
      const sign = SYMBOLS.get(command);
      return sign === undefined ? command + space : sign;
    })
    .replace(/-/g, "−")
    .replace(/\\([{}%&#_|])/g, (_, sign: string) => SHELTERED[sign] ?? sign)
    .replace(/\^\s*(?:\{([^{}]*)\}|(\S))/g, (_, group: string | undefined, one: string) =>
      raised(group ?? one),
    )
    .replace(/_\s*\{([^{}]*)\}/g, "_$1")
    .replace(/[{}]/g, "")
    .replace(/\s*([<>=≠≤≥≪≫≈≃≡∝→⇒∈])\s*/g, " $1 ")
    .replace(/[\ue000-\ue001]/g, (sign) => (sign === "\ue000" ? "{" : "}"))
    .replace(/\s+/g, " ")
    .trim();
}

/** Braces that are meant as such wait under another name until those of groups are gone. */
const SHELTERED: Readonly<Record<string, string>> = { "{": "\ue000", "}": "\ue001", "|": "‖" };

/** `\frac{a}{b}` as `a/b`, `\sqrt{a}` as `√(a)`, from the inside out. */
function fractions(formula: string): string {
  const part = (text: string): string => (/^[\w.]+$|^\\?[A-Za-z]+$/.test(text) ? text : `(${text})`);
  const fraction = /\\[dt]?frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g;
  const digits = /\\[dt]?frac(\d)(\d)/g;
  let [before, after] = ["", formula];
  while (after !== before) {
    before = after;
    after = before
      .replace(fraction, (_, above: string, below: string) => `${part(above)}/${part(below)}`)
      .replace(digits, "$1/$2")
      .replace(/\\sqrt\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_, root: string) => `√${part(root)}`);
  }
  return after;
}

/** A whole number as small digits, a prime or star as it is, anything else after "^". */
function raised(text: string): string {
  if (/^[-−]?\d+$/.test(text)) {
    return [...text].map((c) => ("-−".includes(c) ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
  }
  return /^[′†°*]+$/.test(text) ? text : `^${text}`;
}

function pairs(list: string): Map<string, string> {
  const words = list.split(" ");
  return new Map(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1]!] as const] : [])));
}
