/**
 * Clear, early errors: each names the parameter, the value and what is allowed. What is of a wrong type throws a
 * TypeError, what has the right type and a wrong value a RangeError.
 */

/** Characters of a value that a message shows: enough to recognise it, and no matrix fills a screen. */
const LONGEST = 80;

/** The same for a list of names. */
const LONGEST_LIST = 160;

const cut = (text: string, longest = LONGEST): string =>
  text.length > longest ? `${text.slice(0, longest)}...` : text;

const listed = (names: readonly string[]): string => cut(names.join(", "), LONGEST_LIST);

/** JSON would write null for what is not finite, and an object for a typed array. */
const plain = (_key: string, part: unknown): unknown => {
  if (typeof part === "number" && !Number.isFinite(part)) return String(part);
  return isList(part) ? Array.from(part) : part;
};

function show(value: unknown): string {
  if (typeof value === "string") return cut(JSON.stringify(value));
  if (typeof value === "number" || value === null || value === undefined) return String(value);
  try {
    return cut(JSON.stringify(value, plain) ?? String(value));
  } catch {
    return cut(String(value));
  }
}

/** Whether a value is an array or a typed array, of this realm or of another: notebook cells run in their own. */
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);

/** The parameter `name` has a wrong value: says what is allowed and what was given. */
export function refuse(name: string, allowed: string, value: unknown): never {
  throw new RangeError(`${name} must be ${allowed} (got ${show(value)})`);
}

/** The parameter `name` is wrong, in its type or, where that is right, in its value. */
export function refuseUnless(isOfType: boolean, name: string, allowed: string, value: unknown): never {
  if (isOfType) return refuse(name, allowed, value);
  throw new TypeError(`${name} must be ${allowed} (got ${show(value)})`);
}

/** A number that fails a test, or no number at all. */
const refuseNumber = (name: string, allowed: string, value: unknown): never =>
  refuseUnless(typeof value === "number", name, allowed, value);

export function requireFinite(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value)
    ? value
    : refuseNumber(name, "a finite number", value);
}

export function requirePositive(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0
    ? value
    : refuseNumber(name, "a positive number", value);
}

export function requireNotNegative(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
    ? value
    : refuseNumber(name, "a number >= 0", value);
}

export function requireBetween(name: string, value: unknown, lowest: number, highest: number): number {
  return typeof value === "number" && value >= lowest && value <= highest
    ? value
    : refuseNumber(name, `between ${lowest} and ${highest}`, value);
}

/** A whole number between two bounds, as indices and counts are. */
export function requireWhole(
  name: string,
  value: unknown,
  lowest: number,
  highest: number = Number.POSITIVE_INFINITY,
): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= lowest && value <= highest)
    return value;
  const allowed =
    highest === Number.POSITIVE_INFINITY
      ? `a whole number >= ${lowest}`
      : `a whole number between ${lowest} and ${highest}`;
  return refuseNumber(name, allowed, value);
}

/** One of a few words. */
export function requireOneOf<Word extends string>(
  name: string,
  value: unknown,
  words: readonly Word[],
): Word {
  if (words.includes(value as Word)) return value as Word;
  const allowed = words.map((word) => `"${word}"`);
  return refuseUnless(typeof value === "string", name, allowed.join(" or "), value);
}

/** Products of eight energies must fit double precision. */
const LARGEST_ENERGY = 1e32;

/** An energy whose modulus, `least` or more, leaves room for products. */
export function requireScale(name: string, size: number, least = 0): void {
  if (size > LARGEST_ENERGY || size < least / LARGEST_ENERGY) {
    const range = least > 0 ? `between ${least / LARGEST_ENERGY} and` : "at most";
    refuse(name, `${range} ${LARGEST_ENERGY}, in a unit of energy near the mode energies`, size);
  }
}

/** An object that is no list. */
export function requireObject(name: string, value: unknown, expected: string): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuseUnless(false, name, expected, value);
}

/** A plain object whose keys are among `allowed`: a misspelt key must not become a silent default. */
export function requireKeys(
  name: string,
  value: unknown,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, unknown> {
  const given = requireObject(
    name,
    value,
    required.length > 0 ? `an object with ${listed(required)}` : "an object",
  );
  for (const key of Object.keys(given)) {
    if (!required.includes(key) && !optional.includes(key)) {
      const allowed = [...required, ...optional];
      throw new RangeError(`${name} has an unknown key ${show(key)}; allowed are ${listed(allowed)}`);
    }
  }
  for (const key of required) {
    if (!Object.hasOwn(given, key) || given[key] === undefined) {
      throw new RangeError(`${name} lacks ${show(key)}; required are ${listed(required)}`);
    }
  }
  return given;
}
