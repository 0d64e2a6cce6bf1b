/**
 * How often one pair bath gives the modes a quantum of energy w and takes one, each as a sum of positive terms,
 *
 *   E_mn  = int de/2pi sum_ij conj(Y^m_ij) Y^n_ij f_a(e) [1 - f_b(e-w)],
 *   Ab_mn = int de/2pi sum_ij conj(Y^m_ij) Y^n_ij [1 - f_a(e)] f_b(e-w),
 *
 * with the amplitudes Y of squares on energies graded as in energies. It is what pair-quadrature finds by inverting matrices on
 * panels that it halves, at a small part of the cost.
 */
import { isAllWideBand, polesOf } from "../electrons/electrons.js";
import { neighboursOf } from "../electrons/exceptional-points.js";
import type { Junction } from "../junction/junction.js";
import { type Matrix, zeros } from "../linear/matrix.js";
import type { ElectrodePair } from "../pairs/pairs.js";
import { addLevels, reduced, tailEnd } from "./energies.js";
import { GAUSS, Grading, gradedBy } from "./grading.js";
import { putPathProducts, squaresOf } from "./squares.js";
import { stateOf } from "./state.js";

/** E and Ab of one pair bath at one frequency; the next call of the same function writes other matrices. */
export interface Events {
  readonly emission: Matrix;
  readonly absorption: Matrix;
}

/** Whether sums of squares over poles serve for a junction: wide bands, and no exceptional point nearby. */
export const hasSquares = (junction: Junction): boolean =>
  isAllWideBand(junction) && neighboursOf(junction).length === 0;

/** The events of a bath whose junction {@link hasSquares}. */
export function eventsOf({ junction, from, to, source, drain }: ElectrodePair): (omega: number) => Events {
  const poles = polesOf(junction);
  const { terms } = stateOf(junction, poles);
  const squares = squaresOf(junction, poles, terms);
  const [a, b] = [from, to].map((name) => terms.electrodes.indexOf(name)) as [number, number];
  const channel = terms.channels.find((one) => one.from === a && one.to === b);
  const modes = junction.modes.length;
  const products = new Float64Array(2 * modes * modes);
  const [origin, last] = [source.mu - poles.reference, drain.mu - poles.reference];
  const [Ta, Tb] = [source.temperature, drain.temperature];
  const hottest = Math.max(Ta, Tb);

  const panelsAt = (omega: number): number[] => {
    const ends = (side: number): number[] =>
      [origin, last + omega].map((mu) => tailEnd(terms, omega, mu, hottest, side));
    const grading = new Grading(Math.min(...ends(-1)), Math.max(...ends(1)));
    if (!(grading.to > grading.from)) return [];
    grading.add(origin, Math.PI * Ta, Ta);
    grading.add(last + omega, Math.PI * Tb, Tb);
    addLevels(grading, terms, omega);
    return gradedBy(grading);
  };

  return (omega) => {
    const [emission, absorption] = [zeros(modes), zeros(modes)];
    // a silent channel has no events
    const edges = channel ? panelsAt(omega) : [];
    for (let k = 1; k < edges.length; k++) {
      const half = (edges[k]! - edges[k - 1]!) / 2;
      const middle = (edges[k]! + edges[k - 1]!) / 2;
      for (let j = 0; j < GAUSS.at.length; j++) {
        const energy = middle + half * GAUSS.at[j]!;
        const alpha = reduced(energy - origin, Ta);
        const beta = reduced(energy - (last + omega), Tb);
        const xa = Math.exp(-Math.abs(alpha));
        const xb = Math.exp(-Math.abs(beta));
        const both = (half * GAUSS.weight[j]!) / ((1 + xa) * (1 + xb) * 2 * Math.PI);
        const up = both * (alpha > 0 ? xa : 1) * (beta > 0 ? 1 : xb);
        const down = both * (alpha > 0 ? 1 : xa) * (beta > 0 ? xb : 1);
        if (up === 0 && down === 0) continue;
        putPathProducts(squares, channel!, energy, omega, products);
        for (let o = 0; o < modes * modes; o++) {
          emission.re[o] = emission.re[o]! + up * products[2 * o]!;
          emission.im[o] = emission.im[o]! + up * products[2 * o + 1]!;
          absorption.re[o] = absorption.re[o]! + down * products[2 * o]!;
          absorption.im[o] = absorption.im[o]! + down * products[2 * o + 1]!;
        }
      }
    }
    return { emission, absorption };
  };
}
