/** Clear, early errors: each names the parameter, the value and what is allowed. */

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || value === null || value === undefined) return String(value);
  try {
    // JSON would write null for what is not finite
    const plain = (_key: string, part: unknown): unknown =>
      typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
    return JSON.stringify(value, plain) ?? String(value);
  } catch {
    return String(value);
  }
}

/** The parameter `name` is wrong: says what is allowed and what was given. */
export function refuse(name: string, allowed: string, value: unknown): never {
  throw new RangeError(`${name} must be ${allowed} (got ${show(value)})`);
}

export function requireFinite(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(name, "a finite number", value);
}

export function requirePositive(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0
    ? value
    : refuse(name, "a positive number", value);
}

export function requireNotNegative(name: string, value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
    ? value
    : refuse(name, "a number >= 0", value);
}

export function requireBetween(name: string, value: unknown, lowest: number, highest: number): number {
  return typeof value === "number" && value >= lowest && value <= highest
    ? value
    : refuse(name, `between ${lowest} and ${highest}`, value);
}

/** A plain object whose keys are among `allowed`: a misspelt key must not become a silent default. */
export function requireKeys(
  name: string,
  value: unknown,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(name, required.length > 0 ? `an object with ${required.join(", ")}` : "an object", value);
  const allowed = [...required, ...optional];
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) {
      throw new RangeError(`${name} has an unknown key ${show(key)}; allowed are ${allowed.join(", ")}`);
    }
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key) || (value as Record<string, unknown>)[key] === undefined) {
      throw new RangeError(`${name} lacks ${show(key)}; required are ${required.join(", ")}`);
    }
  }
  return value as Record<string, unknown>;
}
