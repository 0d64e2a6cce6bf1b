// Gauss-Legendre nodes on panels graded by where an integrand varies, and the occupations that are integrated.

/** Where an integrand varies, and on which scale. */
export interface Feature {
  readonly centre: number;
  readonly width: number;
}

/** Nodes and weights of Gauss and Legendre on (-1, 1). */
export function gauss(n: number): (readonly [at: number, weight: number])[] {
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

const GRADING = 4;

/** Ends of panels: centre, centre +- width, centre +- GRADING width, ... of every feature, where they are not too close. */
export function panelsOf(from: number, to: number, features: readonly Feature[]): number[] {
  const points: { x: number; scale: number }[] = [];
  for (const { centre, width } of features) {
    points.push({ x: centre, scale: width });
    for (let step = width; step < 2 * (to - from) + Math.abs(centre); step *= GRADING)
      points.push({ x: centre - step, scale: step }, { x: centre + step, scale: step });
  }
  const ends = [from];
  for (const { x, scale } of points.sort((a, b) => a.x - b.x))
    if (x - ends.at(-1)! >= 0.2 * scale && to - x >= 0.2 * scale) ends.push(x);
  return [...ends, to];
}

export type Nodes = readonly (readonly [at: number, weight: number])[];

export function integrate(
  nodes: Nodes,
  ends: readonly number[],
  f: (x: number, weight: number) => void,
): void {
  for (let k = 1; k < ends.length; k++) {
    const half = (ends[k]! - ends[k - 1]!) / 2;
    const middle = (ends[k]! + ends[k - 1]!) / 2;
    for (const [x, w] of nodes) f(middle + half * x, half * w);
  }
}

export const fermi = (x: number): number =>
  x > 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));
export const bose = (x: number): number => (x > 0 ? Math.exp(-x) / -Math.expm1(-x) : 1 / Math.expm1(x));
