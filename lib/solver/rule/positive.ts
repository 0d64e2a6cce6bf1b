/**
 * The energy integral where pole sums have lost the digits, as between cold electrodes far from every level: the transmission
 * as a sum of squares on the nodes and rungs of the energy rule (unequal), for every channel whatever its temperatures,
 *
 *   int de/2pi T W = (1/2pi) [ h sum_j T(e_j, w) W_j + sum_rungs c_k T(e_k, w) ] + (what the rule misses of the levels' poles),
 *
 * the last by the pole sums with W(z_p) alone in F_p. It carries exp(-d/T) of a level at the distance d, as the current
 * does, so that its own cancellation is harmless.
 */
import { putTransmission, SQUARES_NOISE, type Squares, transmission } from "./squares.js";
import type { EnergyRule, Hop, State } from "./state.js";
import type { ComplexTransforms } from "./thermal.js";
import { putUnequalTransforms, putUnequalTransformsAt } from "./unequal.js";

const TWO_PI = 2 * Math.PI;
let complexWeights: Float64Array = new Float64Array(16);
const value: Float64Array = new Float64Array(2);

/** Real weights as complex ones. */
function asComplex(weights: Float64Array): Float64Array {
  if (complexWeights.length < 2 * weights.length) complexWeights = new Float64Array(2 * weights.length);
  for (let k = 0; k < weights.length; k++) complexWeights[2 * k] = weights[k]!;
  return complexWeights;
}

/**
 * The sums over nodes and rungs at real w, flux and first moment, into out[0], out[1]; the transforms of the channel are
 * left with what the poles themselves add.
 */
export function putSquares(
  state: State,
  squares: Squares,
  hop: Hop,
  rule: EnergyRule,
  omega: number,
  out: Float64Array,
): void {
  const { mua } = rule;
  const { weights } = state;
  putUnequalTransforms(state, hop, rule, omega, ({ values, filled }, rungs) => {
    let flux = 0;
    let moment = 0;
    for (let k = 0; k < rungs; k += 4) {
      const part = values[k + 2]! * transmission(squares, hop.channel, values[k]!, omega, weights);
      flux += part;
      moment += part * (values[k]! - mua);
    }
    const alike = asComplex(weights);
    for (let k = rungs; k < filled; k += 4) {
      const [x, y, cr, ci] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!];
      putTransmission(squares, hop.channel, x, y, omega, 0, alike, value);
      // twice the real part: the rung below the axis
      const re = 2 * (cr * value[0]! - ci * value[1]!);
      const im = 2 * (cr * value[1]! + ci * value[0]!);
      flux += re;
      moment += re * (x - mua) - im * y;
    }
    out[0] = flux / TWO_PI;
    out[1] = moment / TWO_PI;
  });
}

/**
 * The sums over nodes and rungs at complex w with complex weights: flux and moment into out[0...3], what roundoff acts on
 * into out[4], out[5]. `transforms` are left with what the poles themselves add.
 */
export function putSquaresAt(
  state: State,
  squares: Squares,
  hop: Hop,
  rule: EnergyRule,
  wr: number,
  wi: number,
  bath: Float64Array,
  weights: Float64Array,
  transforms: ComplexTransforms,
  out: Float64Array,
): void {
  const { mua } = rule;
  putUnequalTransformsAt(state, hop, rule, wr, wi, bath[0]!, bath[1]!, transforms, ({ values, filled }) => {
    out.fill(0);
    for (let k = 0; k < filled; k += 4) {
      const [x, y, cr, ci] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!];
      putTransmission(squares, hop.channel, x, y, wr, wi, weights, value);
      const re = (cr * value[0]! - ci * value[1]!) / TWO_PI;
      const im = (cr * value[1]! + ci * value[0]!) / TWO_PI;
      out[0] = out[0]! + re;
      out[1] = out[1]! + im;
      out[2] = out[2]! + re * (x - mua) - im * y;
      out[3] = out[3]! + re * y + im * (x - mua);
      const size = SQUARES_NOISE * (Math.abs(re) + Math.abs(im));
      out[4] = out[4]! + size;
      out[5] = out[5]! + size * (Math.abs(x - mua) + Math.abs(y));
    }
  });
}
