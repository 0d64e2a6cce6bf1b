/**
 * Gauss-Legendre panels graded by known singularities. A panel (a, b) is short enough if every singularity z lies outside
 * the ellipse |z - a| + |z - b| = SHARPNESS (b - a), on which 16 points leave rho^-32 = 4e-14 (Bernstein ellipse,
 * rho = 2.62), some twenty times that where poles coincide. Nothing is bisected, so the number of nodes is known
 * beforehand, and next to a pole at the height y it grows as ln(1/y).
 */

import { EPSILON } from "../checks/precision.js";

const POINTS = 16;
const SHARPNESS = 1.5;

/** Nodes on (-1, 1), weights, and the weights of the interpolatory rule through every second node. */
export const GAUSS: {
  readonly at: Float64Array;
  readonly weight: Float64Array;
  readonly half: Float64Array;
} = gaussRule();

function gaussRule(): { at: Float64Array; weight: Float64Array; half: Float64Array } {
  const at = new Float64Array(POINTS);
  const weight = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (POINTS + 0.5));
    for (let newton = 0; newton < 8; newton++) {
      let p0 = 1;
      let p1 = x;
      for (let n = 2; n <= POINTS; n++) [p0, p1] = [p1, ((2 * n - 1) * x * p1 - (n - 1) * p0) / n];
      const slope = (POINTS * (x * p1 - p0)) / (x * x - 1);
      x -= p1 / slope;
      weight[i] = 2 / ((1 - x * x) * slope * slope);
    }
    at[i] = x;
  }
  const half = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i += 2) {
    for (let j = 0; j < POINTS; j++) {
      let lagrange = 1;
      for (let k = 0; k < POINTS; k += 2) if (k !== i) lagrange *= (at[j]! - at[k]!) / (at[i]! - at[k]!);
      half[i] = half[i]! + weight[j]! * lagrange;
    }
  }
  return { at, weight, half };
}

/**
 * What grades the panels: singularities at x + iy, y >= 0, and next to those that are Fermi or Bose poles the temperature of
 * the exponential tails to both sides (0 elsewhere): three numbers each.
 */
export class Grading {
  readonly values: number[] = [];
  readonly breaks: number[];

  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    this.breaks = [from, to];
  }

  /** The same singularities on a part of the interval. */
  within(from: number, to: number): Grading {
    const part = new Grading(from, to);
    part.values.push(...this.values);
    for (const x of this.breaks) if (x > from && x < to) part.breaks.push(x);
    return part;
  }

  /** A singularity; on the axis it is a break point. */
  add(x: number, y: number, temperature = 0): void {
    if (y > 0) this.values.push(x, y, temperature);
    else if (x > this.from && x < this.to) this.breaks.push(x);
  }
}

const MOST_PANELS = 4000;
/** Longest panel, in temperatures, where an exponential tail matters, and how far it does: 16 points on exp(-x/T). */
const LONGEST = 8;
const TAIL = 64;

/** The shortest panel that starts at a point, as part of its size: a line that is narrower lies between numbers. */
const SHORTEST = 8 * EPSILON;

/** The largest b up to `last` for which the panel (a, b) is short enough. */
function endOfPanel(values: readonly number[], a: number, last: number, sharpness: number): number {
  const shortest = Math.max(SHORTEST * Math.abs(a), Number.MIN_VALUE / EPSILON);
  let b = last;
  for (let k = 0; k < values.length; k += 3) {
    const x = values[k]!;
    const square = values[k + 1]! ** 2;
    const T = values[k + 2]!;
    if (T > 0 && a - x < TAIL * T) b = Math.min(b, Math.max(a + LONGEST * T, x - TAIL * T));
    const near = Math.sqrt((x - a) ** 2 + square);
    while (b - a > shortest && near + Math.sqrt((x - b) ** 2 + square) < sharpness * (b - a)) {
      b = a + 0.8 * (b - a);
    }
  }
  return b - a < shortest ? Math.min(last, a + shortest) : b;
}

/** End points of the panels; `sharpness` greater than 1, for rho + 1/rho = 2 sharpness. */
export function gradedBy({ values, breaks, from }: Grading, sharpness: number = SHARPNESS): number[] {
  const points = [...new Set(breaks)].sort((a, b) => a - b);
  const edges = [from];
  for (let i = 1; i < points.length; i++) {
    const last = points[i]!;
    for (let a = points[i - 1]!; a < last; a = edges[edges.length - 1]!) {
      edges.push(endOfPanel(values, a, last, sharpness));
      if (edges.length > MOST_PANELS)
        throw new RangeError(
          "parameters must not be so far apart that the integral needs thousands of panels",
        );
    }
  }
  return edges;
}
