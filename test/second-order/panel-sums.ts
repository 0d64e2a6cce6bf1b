/** Sums over panels and small helpers by which the tests integrate for themselves. */
import type { Matrix } from "../../lib/solver/linear/matrix.js";
import { gradedPanels } from "../../lib/solver/special/quadrature.js";
import { gauss } from "../../tools/survey/nodes.js";

const POINTS = gauss(10);

export interface Feature {
  readonly centre: number;
  readonly width: number;
}

/** int f over [from, to] on panels graded around the features. */
export function sum(
  from: number,
  to: number,
  features: readonly Feature[],
  f: (x: number, weight: number) => void,
): void {
  const edges = gradedPanels(from, to, features);
  for (let k = 1; k < edges.length; k++) {
    const half = (edges[k]! - edges[k - 1]!) / 2;
    const middle = (edges[k]! + edges[k - 1]!) / 2;
    for (const [x, w] of POINTS) f(middle + half * x, half * w);
  }
}

export const fermi = (x: number): number =>
  x > 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));
export const bose = (x: number): number => (x > 0 ? Math.exp(-x) / -Math.expm1(-x) : 1 / Math.expm1(x));

/** a += (re + i im) b */
export function addTo(a: Matrix, re: number, im: number, b: Matrix): void {
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = a.re[k]! + re * b.re[k]! - im * b.im[k]!;
    a.im[k] = a.im[k]! + re * b.im[k]! + im * b.re[k]!;
  }
}
