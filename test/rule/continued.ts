/** The integrand of one channel at complex frequencies, from the same sums as the residues of the modes. */
import type { Junction, OperatingPoint } from "../../lib/solver/index.js";
import { putBathOccupation, putDifferenceAt } from "../../lib/solver/rule/bose.js";
import { putChannelSumAt } from "../../lib/solver/rule/continued-kernel.js";
import { putSquaresAt } from "../../lib/solver/rule/positive.js";
import { squaresOf } from "../../lib/solver/rule/squares.js";
import { type State, sumBySquares } from "../../lib/solver/rule/state.js";
import { complexTransforms, putThermalTransformsAt } from "../../lib/solver/rule/thermal.js";
import { energyRule, putUnequalTransformsAt } from "../../lib/solver/rule/unequal.js";
import { add, type Complex, complex, multiply, scale } from "../../lib/solver/special/complex.js";
import { stateAt } from "./rules.js";

export interface Continued {
  readonly state: State;
  /** flux and first moment of channel c at w, and what sums of squares say of their roundoff */
  readonly at: (
    c: number,
    w: Complex,
  ) => { flux: Complex; moment: Complex; noise: number; momentNoise: number };
}

/** @param summed whether pole sums or, for wide-band electrodes, sums of squares make it */
export function continuedIntegrand(
  junction: Junction,
  point: OperatingPoint,
  summed: "poles" | "squares" = "poles",
): Continued {
  const state = stateAt(junction, point);
  if (summed === "squares") sumBySquares(state, squaresOf(junction, state.poles, state.terms));
  const { hops, terms, modes } = state;
  for (const hop of hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
  const weights = new Float64Array(2 * modes.count);
  const transforms = complexTransforms(terms.size);
  const [bath, dn, sum] = [new Float64Array(2), new Float64Array(2), new Float64Array(6)];
  const squared = new Float64Array(6);
  return {
    state,
    at: (c, w) => {
      const hop = hops[c]!;
      modes.putAt(w.re, w.im, weights);
      putBathOccupation(state, w.re, w.im, bath);
      const { rule } = hop;
      squared.fill(0);
      if (state.squares && rule)
        putSquaresAt(state, state.squares, hop, rule, w.re, w.im, bath, weights, transforms, squared);
      else if (rule) putUnequalTransformsAt(state, hop, rule, w.re, w.im, bath[0]!, bath[1]!, transforms);
      else putThermalTransformsAt(state, hop, w.re, w.im, transforms);
      putChannelSumAt(state, hop, w.re, w.im, weights, transforms, sum);
      const flux = complex(sum[0]! + squared[0]!, sum[1]! + squared[1]!);
      const moment = complex(sum[2]! + squared[2]!, sum[3]! + squared[3]!);
      if (rule) return { flux, moment, noise: squared[4]!, momentNoise: squared[5]! };
      putDifferenceAt(state, hop.bose, w.re, w.im, bath, dn);
      const occupation = complex(dn[0]!, dn[1]!);
      return {
        flux: multiply(flux, occupation),
        moment: multiply(moment, occupation),
        noise: 0,
        momentNoise: 0,
      };
    },
  };
}

/** (1/2 pi i) times the integrals of flux and moment round a circle: their residues, by definition. */
export function residuesByContour(
  { at }: Continued,
  c: number,
  centre: Complex,
  radius: number,
): { flux: Complex; moment: Complex } {
  const points = 48;
  let flux = complex(0, 0);
  let moment = complex(0, 0);
  for (let k = 0; k < points; k++) {
    const phase = (2 * Math.PI * (k + 0.3)) / points;
    const step = complex(radius * Math.cos(phase), radius * Math.sin(phase));
    const value = at(c, add(centre, step));
    flux = add(flux, scale(1 / points, multiply(value.flux, step)));
    moment = add(moment, scale(1 / points, multiply(value.moment, step)));
  }
  return { flux, moment };
}
