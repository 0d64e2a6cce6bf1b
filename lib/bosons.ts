/**
 * Bosons: the modes and their Ohmic bath.
 *
 *   D^r(w) = [w^2 - K + i w gamma_ph]^-1,   K = diag(Omega_n^2),
 *   A_ph(w) = D^r Gamma_ph D^a,             Gamma_ph(w) = 2 w gamma_ph.
 *
 * Gamma_ph must be odd in w; Ohmic damping is the smallest choice that is. A_ph/w is even, positive and regular at
 * w = 0, and is what the solver works with.
 */
import { ensureJunction, type Junction, type JunctionInput, type MatrixRows } from "./junction.js";
import {
  adjoint,
  fromRows,
  hermitianPart,
  inverse,
  type Matrix,
  matmul,
  toRows,
  zeros,
} from "./linear/matrix.js";
import type { Feature } from "./quadrature.js";
import { requireFinite } from "./validate.js";

/** A_ph(w)/w as a modes x modes Hermitian matrix. */
export function reducedModeSpectralFunction(device: Junction, omega: number): Matrix {
  const modes = device.modes.length;
  const damping = fromRows(device.damping);
  const denominator = zeros(modes);
  for (let m = 0; m < modes; m++) {
    for (let n = 0; n < modes; n++) denominator.im[m * modes + n] = omega * damping.re[m * modes + n]!;
    const energy = device.modes[m]!.omega;
    denominator.re[m * modes + m] = (omega - energy) * (omega + energy);
  }
  const response = inverse(denominator);
  const product = matmul(matmul(response, damping), adjoint(response));
  for (let k = 0; k < product.re.length; k++) {
    product.re[k] = 2 * product.re[k]!;
    product.im[k] = 2 * product.im[k]!;
  }
  return hermitianPart(product);
}

/** Where A_ph varies, and on which scale: its resonances, and the slow relaxation of an overdamped mode at w = 0. */
export const modeFeatures = (device: Junction): Feature[] =>
  device.modes.flatMap(({ omega }, n) => {
    const gamma = device.damping[n]![n]!;
    return [
      { centre: omega, width: gamma / 2 },
      { centre: 0, width: omega ** 2 / (omega + gamma) },
    ];
  });

/**
 * Spectral function A_ph = D^r Gamma_ph D^a of the modes, broadened by their bath (below Eq. 8).
 * @param device the junction
 * @param omega boson energy hbar omega, any sign (A_ph is odd)
 * @returns modes x modes Hermitian matrix, unit 1/energy^2; entries are numbers where real
 * @throws RangeError if `omega` is not finite
 */
export function modeSpectralFunction(device: JunctionInput, omega: number): MatrixRows {
  const checked = ensureJunction(device);
  requireFinite("omega", omega);
  const a = reducedModeSpectralFunction(checked, omega);
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = a.re[k]! * omega;
    a.im[k] = a.im[k]! * omega;
  }
  return toRows(a);
}
