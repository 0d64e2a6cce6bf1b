/**
 * The integrand of Eq. (8) at one real frequency, channel by channel: 3 numbers each, without the factor dw/2pi,
 *
 *   flux(w) = Tr[Lambda A_ph] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],   w flux(w),   and flux with e - mu_a of the electron,
 *
 * quanta, energy, and heat out of the electron's electrode. With unequal temperatures the occupations are in the energy
 * integral.
 */
import { putOccupations } from "./bose.js";
import { putGradedTransforms } from "./energies.js";
import { putChannelNoise, putChannelSum, putInverses } from "./kernel.js";
import { putSquares } from "./positive.js";
import type { State } from "./state.js";
import { putMovedTheta, putThermalTransforms } from "./thermal.js";
import { putUnequalTransforms } from "./unequal.js";

const sum: Float64Array = new Float64Array(2);
const squares: Float64Array = new Float64Array(2);

/**
 * The integrand at w, into 3 numbers a channel.
 * @returns false where a channel of two temperatures cannot be evaluated at this very frequency
 */
export function putIntegrand(state: State, omega: number, out: Float64Array): boolean {
  const { hops, weights, occupation, close } = state;
  state.modes.put(omega, weights);
  putOccupations(state, omega);
  putMovedTheta(state, omega);
  const hasClose = putInverses(state, omega) > 0;
  const single = weights.length === 1 ? weights[0]! : 1;
  let isSure = true;
  squares.fill(0);
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    if (hop.isThermal) putThermalTransforms(state, hop, omega);
    else if (!hop.rule) putGradedTransforms(state, hop, omega);
    else if (state.squares) putSquares(state, state.squares, hop, hop.rule, omega, squares);
    else putUnequalTransforms(state, hop, hop.rule, omega);
    if (!putChannelSum(state, hop, omega, hasClose, sum)) isSure = false;
    const factor = hop.isThermal ? single * occupation[hop.bose]! : single;
    const flux = (sum[0]! + squares[0]!) * factor;
    out[3 * c] = flux;
    out[3 * c + 1] = flux * omega;
    out[3 * c + 2] = (sum[1]! + squares[1]!) * factor;
  }
  if (hasClose) close.fill(0);
  return isSure;
}

/** What roundoff acts on at the frequency just evaluated: 3 numbers a channel, to be multiplied with the unit roundoff. */
export function putIntegrandNoise(state: State, omega: number, out: Float64Array): void {
  const { hops, weights, occupation } = state;
  const single = weights.length === 1 ? weights[0]! : 1;
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    putChannelNoise(state, hop, omega, sum);
    const factor = Math.abs(hop.isThermal ? single * occupation[hop.bose]! : single);
    out[3 * c] = sum[0]! * factor;
    out[3 * c + 1] = sum[0]! * factor * omega;
    out[3 * c + 2] = sum[1]! * factor;
  }
}
