/** Lambda/x with all its digits: the closed form, or quadrature where the closed form would cancel. */
import { reducedByPoles } from "./pair-closed-form.js";
import { reducedByQuadrature } from "./pair-quadrature.js";
import type { Estimated, PairBath } from "./pairs.js";

/** Relative roundoff of the closed form beyond which quadrature takes over, by default. */
const CLOSED_FORM_LIMIT = 1e-11;

/**
 * Lambda(w)/x, x = w - mu_ab, for electrodes of one temperature: by the pole sum where that keeps its digits, by
 * quadrature where the pole sum would cancel (levels far outside the window, exceptional points of Heff).
 * @param bath the pair bath
 * @param omega pair energy
 * @param tolerance relative error that may pass
 */
export function reducedDensityOfStates(
  bath: PairBath,
  omega: number,
  tolerance: number = CLOSED_FORM_LIMIT,
): Estimated {
  const byPoles = reducedByPoles(bath, omega);
  const { matrix, error } = byPoles;
  let largest = 0;
  for (let m = 0; m < matrix.size; m++) largest = Math.max(largest, matrix.re[m * matrix.size + m]!);
  const keepsDigits = error <= tolerance * largest || bath.terms.length === 0;
  return keepsDigits ? byPoles : reducedByQuadrature(bath, omega, tolerance / 10);
}
