/** A vector-valued integral over graded Gauss panels, with the parts of its error. */

import { EPSILON } from "../checks/precision.js";
import { clear } from "../linear/clear.js";
import { GAUSS } from "../rule/grading.js";
import type { Panels } from "./panels.js";

export interface Integral {
  readonly value: Float64Array;
  /** error of the rule */
  readonly truncation: Float64Array;
  /** error by roundoff */
  readonly noise: Float64Array;
  /** integral of the modulus */
  readonly absolute: Float64Array;
}

export const emptyIntegral = (length: number): Integral => ({
  value: new Float64Array(length),
  truncation: new Float64Array(length),
  noise: new Float64Array(length),
  absolute: new Float64Array(length),
});

/** Writes the integrand, and where `sizes` is given the sums of the moduli of its terms. */
export type Integrand = (x: number, values: Float64Array, sizes: Float64Array | undefined) => void;

/** The node of a panel that tells the noise. */
const NOISE_NODE = 5;
/** Part of EPSILON sum |terms| that roundoff takes. Measured, with a margin. */
const NOISE = 2;

/** The tail beyond the ends may still rise for a while. */
const END_MARGIN = 4;

/**
 * Relative error of 16 points from the change that the rule through every second one makes: the change is C rho^-8, the
 * error C rho^-32.
 */
const sixteenPointError = (change: number): number => (change > 0.3 ? change : 30 * change ** 4);

/** Integrates over panels; `ruleError` is what the rule leaves on each of the modulus, at least. */
export function overPanels(
  { edges, ruleError, tail }: Panels,
  length: number,
  integrand: Integrand,
): Integral {
  const result = emptyIntegral(length);
  const { value, truncation, noise, absolute } = result;
  const values = new Float64Array(length);
  const sizes = new Float64Array(length);
  const previous = new Float64Array(length);
  const [variation, fine, coarse, size] = Array.from({ length: 4 }, () => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let panel = 1; panel < edges.length; panel++) {
    const half = (edges[panel]! - edges[panel - 1]!) / 2;
    const middle = (edges[panel]! + edges[panel - 1]!) / 2;
    for (const array of [variation, fine, coarse, size]) clear(array);
    for (let j = 0; j < GAUSS.at.length; j++) {
      const isNoisy = j === NOISE_NODE;
      integrand(middle + half * GAUSS.at[j]!, values, isNoisy ? sizes : undefined);
      const weight = half * GAUSS.weight[j]!;
      const rough = half * GAUSS.half[j]!;
      for (let o = 0; o < length; o++) {
        const y = values[o]!;
        if (j > 0) variation[o] = variation[o]! + Math.abs(y - previous[o]!);
        previous[o] = y;
        fine[o] = fine[o]! + weight * y;
        coarse[o] = coarse[o]! + rough * y;
        size[o] = size[o]! + weight * Math.abs(y);
      }
    }
    for (let o = 0; o < length; o++) {
      const total = size[o]!;
      value[o] = value[o]! + fine[o]!;
      absolute[o] = absolute[o]! + total;
      const change = total > 0 ? Math.abs(fine[o]! - coarse[o]!) / total : 0;
      truncation[o] = truncation[o]! + total * (sixteenPointError(change) + ruleError);
      // a node is known to the unit roundoff of itself, which a sharp resonance feels
      noise[o] = noise[o]! + EPSILON * (NOISE * 2 * half * sizes[o]! + Math.abs(middle) * variation[o]!);
    }
  }
  for (const end of tail > 0 ? [edges[0]!, edges.at(-1)!] : []) {
    if (end === 0) continue;
    integrand(end, values, undefined);
    for (let o = 0; o < length; o++)
      truncation[o] = truncation[o]! + END_MARGIN * Math.abs(values[o]!) * tail;
  }
  for (let o = 0; o < length; o++) noise[o] = noise[o]! + 4 * EPSILON * absolute[o]!;
  return result;
}
