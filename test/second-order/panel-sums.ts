import type { Matrix } from "../../lib/solver/linear/matrix.js";
import { gradedPanels } from "../../lib/solver/special/quadrature.js";

const POINTS: readonly (readonly [number, number])[] = gauss(10);

function gauss(n: number): [number, number][] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let newton = 0; newton < 10; newton++) {
      let [p0, p1] = [1, x];
      for (let k = 2; k <= n; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = (n * (x * p1 - p0)) / (x * x - 1);
      x -= p1 / slope;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)];
  });
}

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
