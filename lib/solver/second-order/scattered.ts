/**
 * What modes at an electrode's own temperature scatter out of it into one state,
 *
 *   <chi|B_b|chi> = -2 Im <chi|s_b|chi>,   s_b = sum_mn M^m sum_p { |r_p><w^b_p| (beta^b - i alpha)_p,mn + |w^b_p><r_p| gamma^b_p,mn } M^n,
 *
 * with alpha at the temperature of b (convolution.ts). States are few and levels may be many: the state is projected on the
 * rows, and no matrix is made.
 */
import type { Convolutions } from "./convolution.js";
import { type CoupledRows, modulusAt, projectOn } from "./coupled-rows.js";
import type { Expansion } from "./expansion.js";
import type { Reservoirs } from "./reservoirs.js";

export interface Scattered {
  /** takes state `j` of `states`, entry i at 2 (j levels + i), which leaves to electrode `a` */
  readonly take: (states: Float64Array, j: number, a: number) => void;
  /** <chi|B_b|chi> of the state taken, for another electrode b than the state's own */
  readonly form: (b: number) => number;
  /** sum of the moduli of its terms */
  readonly size: (b: number) => number;
}

export function scatteredOf(
  { levels, count, displacement: { pairs } }: Expansion,
  { touched, width, right, weights }: CoupledRows,
  { alpha, beta, gamma, alphaSize, betaSize, gammaSize }: Convolutions,
  { groupOf }: Reservoirs,
): Scattered {
  const block = 2 * count;
  const onRight = new Float64Array(2 * width);
  const onWeights = weights.map(() => new Float64Array(2 * width));

  const take = (states: Float64Array, j: number, a: number): void => {
    projectOn(right, width, touched, states, 2 * j * levels, onRight);
    for (let b = 0; b < weights.length; b++)
      if (b !== a) projectOn(weights[b]!, width, touched, states, 2 * j * levels, onWeights[b]!);
  };

  const form = (b: number): number => {
    const a = alpha[groupOf[b]!]!;
    const [be, ga, onWeight] = [beta[b]!, gamma[b]!, onWeights[b]!];
    let im = 0;
    for (let k = 0; k < pairs.length; k++) {
      const toM = pairs[k]![0] * block;
      const toN = pairs[k]![1] * block;
      for (let o = 0; o < block; o += 2) {
        // beta - i alpha
        const cr = be[k * block + o]! + a[k * block + o + 1]!;
        const ci = be[k * block + o + 1]! - a[k * block + o]!;
        const wr = onWeight[toN + o]!;
        const wi = onWeight[toN + o + 1]!;
        const rr = onRight[toM + o]!;
        const ri = -onRight[toM + o + 1]!;
        im += rr * (cr * wi + ci * wr) + ri * (cr * wr - ci * wi);
        const gr = ga[k * block + o]!;
        const gi = ga[k * block + o + 1]!;
        const sr = onRight[toN + o]!;
        const si = onRight[toN + o + 1]!;
        const vr = onWeight[toM + o]!;
        const vi = -onWeight[toM + o + 1]!;
        im += vr * (gr * si + gi * sr) + vi * (gr * sr - gi * si);
      }
    }
    return -2 * im;
  };

  const size = (b: number): number => {
    let sum = 0;
    for (let k = 0; k < pairs.length; k++) {
      const toM = pairs[k]![0] * block;
      const toN = pairs[k]![1] * block;
      for (let p = 0; p < count; p++) {
        const of = k * count + p;
        const both = alphaSize[groupOf[b]!]![of]! + betaSize[b]![of]!;
        sum += modulusAt(onRight, toM + 2 * p) * both * modulusAt(onWeights[b]!, toN + 2 * p);
        sum += modulusAt(onWeights[b]!, toM + 2 * p) * gammaSize[b]![of]! * modulusAt(onRight, toN + 2 * p);
      }
    }
    return 2 * sum;
  };
  return { take, form, size };
}
