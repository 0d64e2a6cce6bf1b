// Numbers as BENCHMARKS.md prints them: with the digits a time of a shared machine deserves.

/** 12 µs, 3.4 ms, 0.56 s. */
export function duration(seconds: number): string {
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} µs`;
  return seconds < 0.1 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}

/** 1,730 or 0.85: two digits, three in a number above 100 that begins with a 1. */
export function digits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const isLeadingOne = value >= 100 && value.toExponential(15).startsWith("1");
  return grouped(Number(value.toPrecision(isLeadingOne ? 3 : 2)));
}

export const grouped = (value: number): string =>
  value.toLocaleString("en-US", { maximumSignificantDigits: 15 });

export const percent = (fraction: number): string => `${Math.max(1, Math.round(100 * fraction))} %`;

/** A relative error; below the resolution of a double it has no digits left to show. */
export const errorText = (error: number): string => (error < 1e-15 ? "< 1e-15" : error.toExponential(0));
