/** Sums over panels and small helpers by which the tests integrate for themselves. */
import type { Matrix } from "../../lib/solver/linear/matrix.js";
import { gradedPanels } from "../../lib/solver/special/quadrature.js";
import { bose, type Feature, fermi, gauss, integrate } from "../../tools/survey/nodes.js";

const POINTS = gauss(10);

export { bose, type Feature, fermi };

/** int f over [from, to] on panels graded around the features. */
export function sum(
  from: number,
  to: number,
  features: readonly Feature[],
  f: (x: number, weight: number) => void,
): void {
  integrate(POINTS, gradedPanels(from, to, features), f);
}

/** a += (re + i im) b */
export function addTo(a: Matrix, re: number, im: number, b: Matrix): void {
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = a.re[k]! + re * b.re[k]! - im * b.im[k]!;
    a.im[k] = a.im[k]! + re * b.im[k]! + im * b.re[k]!;
  }
}
