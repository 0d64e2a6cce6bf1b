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
import { putChannelNoise, putChannelSum } from "./kernel.js";
import { putSquares } from "./positive.js";
import { putRows, type Rows } from "./rows.js";
import type { State } from "./state.js";
import { putMovedTheta, putThermalTransforms } from "./thermal.js";
import { putUnequalTransforms } from "./unequal.js";

const sum: Float64Array = new Float64Array(2);
const squares: Float64Array = new Float64Array(2);

/** The sums over pairs at w, in the state's own room. */
function freshRows(state: State, omega: number): Rows {
  putRows(state, omega, true, state.rows);
  return state.rows;
}

/**
 * The integrand at w, into 3 numbers a channel.
 * @param rows the sums over pairs there
 * @returns false where a channel of two temperatures cannot be evaluated at this very frequency
 */
export function putIntegrand(
  state: State,
  omega: number,
  out: Float64Array,
  rows: Rows = freshRows(state, omega),
): boolean {
  const { hops, occupation } = state;
  if (state.squares || rows.close.length > 0) state.modes.put(omega, state.weights);
  putOccupations(state, omega);
  putMovedTheta(state, omega);
  let isSure = true;
  squares.fill(0);
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    if (hop.isThermal) putThermalTransforms(state, hop, omega);
    else if (!hop.rule) putGradedTransforms(state, hop, omega);
    else if (state.squares) putSquares(state, state.squares, hop, hop.rule, omega, squares);
    else putUnequalTransforms(state, hop, hop.rule, omega);
    if (!putChannelSum(state, hop, c, omega, rows, sum)) isSure = false;
    const factor = hop.isThermal ? occupation[hop.bose]! : 1;
    const flux = (sum[0]! + squares[0]!) * factor;
    out[3 * c] = flux;
    out[3 * c + 1] = flux * omega;
    out[3 * c + 2] = (sum[1]! + squares[1]!) * factor;
  }
  return isSure;
}

/**
 * What roundoff acts on at the frequency just evaluated: 3 numbers a channel, to be multiplied with the unit roundoff.
 * @param rows as before, with their sizes
 */
export function putIntegrandNoise(
  state: State,
  omega: number,
  out: Float64Array,
  rows: Rows = state.rows,
): void {
  const { hops, occupation } = state;
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    putChannelNoise(state, hop, c, omega, rows, sum);
    const factor = hop.isThermal ? Math.abs(occupation[hop.bose]!) : 1;
    out[3 * c] = sum[0]! * factor;
    out[3 * c + 1] = sum[0]! * factor * omega;
    out[3 * c + 2] = sum[1]! * factor;
  }
}
