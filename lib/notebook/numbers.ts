/**
 * A number with 12 significant digits in its shortest form, as it stands in data files: `0.1`, `1e-7`, `-3.25`.
 * Zero loses its sign. Throws for NaN and infinities.
 */
export function digits12(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} is not a finite number`);
  return String(Number(value.toPrecision(12)) + 0);
}

/**
 * A number for prose with `digits` significant digits, default 4: `0.374`, `12345`, `1.234 × 10⁻⁷`.
 *
 * Zeros at the end are dropped. Integers below a million keep all their digits. Below 10⁻³ and from 10⁶ on the power
 * of ten is split off. The minus sign is U+2212. NaN and infinities read `NaN`, `∞`, `−∞`.
 */
export function sig(value: number, digits = 4): string {
  if (!Number.isInteger(digits) || digits < 1 || digits > 17) {
    throw new Error(`sig: digits must be an integer from 1 to 17, not ${digits}`);
  }
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0 || (Number.isInteger(value) && size < 1e6)) return minus(String(value + 0));
  const rounded = Number(value.toPrecision(digits));
  if (Math.abs(rounded) >= 1e-3 && Math.abs(rounded) < 1e6) return minus(String(rounded));
  const [mantissa, exponent] = rounded.toExponential().split("e") as [string, string];
  const power = `10${superscript(Number(exponent))}`;
  return minus(mantissa === "1" ? power : mantissa === "-1" ? `-${power}` : `${mantissa} × ${power}`);
}

/**
 * A number for prose with exactly `digits` digits after the decimal point: `fix(0.25, 6)` is `0.250000`.
 * The minus sign is U+2212; a zero has none.
 */
export function fix(value: number, digits: number): string {
  if (!Number.isInteger(digits) || digits < 0 || digits > 20) {
    throw new Error(`fix: digits must be an integer from 0 to 20, not ${digits}`);
  }
  if (!Number.isFinite(value)) return sig(value);
  const text = value.toFixed(digits);
  return minus(Number(text) === 0 ? text.replace("-", "") : text);
}

/**
 * A text for a formula: in it, numbers as {@link sig} and {@link fix} write them become LaTeX, `2.203 × 10⁻⁴` becomes
 * `2.203\times10^{-4}`. Anything else stays as it is.
 */
export function inFormula(text: string): string {
  return text
    .replace(/(?:(\d) × )?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, last: string | undefined, power: string) => {
      const exponent = [...power].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("");
      return `${last === undefined ? "" : `${last}\\times`}10^{${exponent}}`;
    })
    .replace(/∞/g, "\\infty");
}

function minus(text: string): string {
  return text.replace(/^-/, "−");
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
}
