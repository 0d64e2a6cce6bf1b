/** Reading the high-precision reference values of test/reference (made by generate.py there). */
import { readFileSync } from "node:fs";

export const reference = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./reference/${name}.json`, import.meta.url), "utf8")) as T;

/** A complex number printed with 25 or more digits. */
export interface ReferenceComplex {
  readonly re: string;
  readonly im: string;
}

/** |value - exact| / |exact|, or |value| where the exact one is zero. */
export function relativeError(
  value: { readonly re: number; readonly im: number },
  exact: ReferenceComplex,
): number {
  const re = Number(exact.re);
  const im = Number(exact.im);
  const size = Math.hypot(re, im);
  const difference = Math.hypot(value.re - re, value.im - im);
  return size === 0 ? difference : difference / size;
}
