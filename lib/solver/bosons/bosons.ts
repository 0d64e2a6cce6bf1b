/**
 * Bosons: the modes and their Ohmic bath.
 *
 *   D^r(w) = [w^2 - K + i w gamma_ph]^-1,   K = diag(Omega_n^2),
 *   A_ph(w) = D^r Gamma_ph D^a,             Gamma_ph(w) = 2 w gamma_ph.
 *
 * Gamma_ph must be odd in w; Ohmic damping is the smallest choice that is. A_ph/w is even, positive and regular at
 * w = 0, and is what the solver works with.
 */

import { EPSILON } from "../checks/precision.js";
import { refuse, requireFinite } from "../checks/validate.js";
import { ensureJunction, type Junction, type JunctionInput, type MatrixRows } from "../junction/junction.js";
import { eigenDecomposition } from "../linear/eigen.js";
import {
  adjoint,
  entry,
  fromRows,
  inverse,
  type Matrix,
  matmul,
  putInverse,
  setEntry,
  toRows,
  zeros,
} from "../linear/matrix.js";
import {
  add,
  type Complex,
  complex,
  conjugate,
  divide,
  modulus,
  multiply,
  subtract,
} from "../special/complex.js";
import type { Feature } from "../special/quadrature.js";

/** A_ph(w)/w as a modes x modes Hermitian matrix. */
export function reducedModeSpectralFunction(junction: Junction, omega: number): Matrix {
  const spectrum = zeros(junction.modes.length);
  modeSpectrumOf(junction)(omega, spectrum);
  return spectrum;
}

/** A function that writes A_ph(w)/w into a matrix, and allocates nothing when it is called. */
export function modeSpectrumOf(junction: Junction): (omega: number, out: Matrix) => void {
  const modes = junction.modes.length;
  const energies = junction.modes.map(({ omega }) => omega);
  const damping = fromRows(junction.damping);
  if (modes === 1) {
    const [energy, gamma] = [energies[0]!, damping.re[0]!];
    return (omega, out) => {
      const re = (omega - energy) * (omega + energy);
      const im = omega * gamma;
      out.re[0] = (2 * gamma) / (re * re + im * im);
    };
  }
  const denominator = zeros(modes);
  const response = zeros(modes);
  return (omega, out) => {
    for (let k = 0; k < denominator.re.length; k++) {
      denominator.re[k] = 0;
      denominator.im[k] = omega * damping.re[k]!;
    }
    for (let m = 0; m < modes; m++) {
      denominator.re[m * modes + m] = (omega - energies[m]!) * (omega + energies[m]!);
    }
    putInverse(denominator, response);
    // 2 D gamma D^+, Hermitian by construction
    for (let m = 0; m < modes; m++) {
      for (let n = 0; n <= m; n++) {
        let re = 0;
        let im = 0;
        for (let i = 0; i < modes; i++) {
          for (let j = 0; j < modes; j++) {
            const g = 2 * damping.re[i * modes + j]!;
            const ar = response.re[m * modes + i]!;
            const ai = response.im[m * modes + i]!;
            const br = response.re[n * modes + j]!;
            const bi = -response.im[n * modes + j]!;
            re += g * (ar * br - ai * bi);
            im += g * (ar * bi + ai * br);
          }
        }
        out.re[m * modes + n] = re;
        out.im[m * modes + n] = m === n ? 0 : im;
        out.re[n * modes + m] = re;
        out.im[n * modes + m] = m === n ? 0 : -im;
      }
    }
  };
}

/** D^r(w) at complex w. */
function response(junction: Junction, omega: Complex): Matrix {
  const modes = junction.modes.length;
  const denominator = zeros(modes);
  for (let m = 0; m < modes; m++) {
    for (let n = 0; n < modes; n++) {
      const gamma = junction.damping[m]![n]!;
      setEntry(denominator, m, n, complex(-gamma * omega.im, gamma * omega.re));
    }
    const energy = junction.modes[m]!.omega;
    const k = m * modes + m;
    const square = multiply(complex(omega.re - energy, omega.im), complex(omega.re + energy, omega.im));
    denominator.re[k] = denominator.re[k]! + square.re;
    denominator.im[k] = denominator.im[k]! + square.im;
  }
  return inverse(denominator);
}

/** A_ph = 2 w D^r(w) gamma [D^r(w^*)]^+ continued to complex w. */
export function continuedModeSpectralFunction(junction: Junction, omega: Complex): Matrix {
  const product = matmul(
    matmul(response(junction, omega), fromRows(junction.damping)),
    adjoint(response(junction, conjugate(omega))),
  );
  for (let k = 0; k < product.re.length; k++) {
    const value = multiply(complex(2 * omega.re, 2 * omega.im), complex(product.re[k]!, product.im[k]!));
    product.re[k] = value.re;
    product.im[k] = value.im;
  }
  return product;
}

/** Poles of A_ph in the upper half plane, with residues -i R^+, where R/(w - w_j) is a pole of D^r below the axis. */
export interface ModePoles {
  readonly poles: readonly { readonly at: Complex; readonly residue: Matrix }[];
  /** relative error of the residues; large where two poles coalesce, at critical damping */
  readonly uncertainty: number;
}

/** Im/|at| of a mode's pole below which its resonance cannot be told from a delta function in double precision. */
const SMALLEST_DAMPING = 1e-13;

/** Part of itself by which Newton's method may move a pole: farther only where two coalesce, and there it does not serve. */
const FARTHEST = 1e-12;

/**
 * An eigenvalue w by a step of Newton's method for l (w^2 - Omega^2 + i w gamma) r = 0, where no digit is lost of what a sharp
 * mode beside broad ones is damped by: as an eigenvalue it has the roundoff of the broad ones.
 */
function refined(
  { modes, damping }: Junction,
  w: Complex,
  left: readonly Complex[],
  right: readonly Complex[],
): Complex {
  let value = complex(0, 0);
  let slope = complex(0, 0);
  modes.forEach(({ omega }, m) => {
    let damped = complex(0, 0);
    damping[m]!.forEach((gamma, n) => {
      damped = add(damped, multiply(complex(0, gamma), right[n]!));
    });
    const square = multiply(complex(w.re - omega, w.im), complex(w.re + omega, w.im));
    const row = add(multiply(square, right[m]!), multiply(w, damped));
    value = add(value, multiply(left[m]!, row));
    slope = add(slope, multiply(left[m]!, add(multiply(complex(2 * w.re, 2 * w.im), right[m]!), damped)));
  });
  const step = divide(value, slope);
  return modulus(step) < FARTHEST * modulus(w) ? subtract(w, step) : w;
}

function expandModes(junction: Junction): ModePoles {
  // w is an eigenvalue of [[0, s], [K/s, -i gamma]], and s D^r the upper right block of the resolvent; with a typical
  // energy s both blocks have one unit, whatever the unit of energy.
  const scale = Math.max(...junction.modes.map(({ omega }) => omega));
  const modes = junction.modes.length;
  const linear = zeros(2 * modes);
  for (let m = 0; m < modes; m++) {
    setEntry(linear, m, modes + m, complex(scale, 0));
    setEntry(linear, modes + m, m, complex(junction.modes[m]!.omega ** 2 / scale, 0));
    for (let n = 0; n < modes; n++)
      setEntry(linear, modes + m, modes + n, complex(0, -junction.damping[m]![n]!));
  }
  const { values, right, left, residual, condition } = eigenDecomposition(linear);
  const poles = values.map((value, j) => {
    const residue = zeros(modes);
    for (let m = 0; m < modes; m++) {
      for (let n = 0; n < modes; n++) {
        const r = multiply(entry(right, n, j), entry(left, j, modes + m));
        // -i times the conjugate of entry (n, m)
        setEntry(residue, m, n, complex(-r.im / scale, -r.re / scale));
      }
    }
    const l = Array.from({ length: modes }, (_, m) => entry(left, j, modes + m));
    const r = Array.from({ length: modes }, (_, m) => entry(right, m, j));
    return { at: conjugate(refined(junction, value, l, r)), residue };
  });
  poles.forEach(({ at }) => {
    if (!(at.im >= SMALLEST_DAMPING * Math.hypot(at.re, at.im))) {
      refuse(
        "damping",
        `such that every combination of the modes is damped, by ${SMALLEST_DAMPING} of its energy`,
        junction.damping,
      );
    }
  });
  return { poles, uncertainty: (residual + EPSILON) * (condition / values.length) ** 2 };
}

const known = new WeakMap<Junction, ModePoles>();

/** The poles of A_ph in the upper half plane, computed once for a junction. */
export function modePolesOf(junction: Junction): ModePoles {
  let found = known.get(junction);
  if (!found) {
    found = expandModes(junction);
    known.set(junction, found);
  }
  return found;
}

/** Where A_ph varies, and on which scale: its resonances, and the slow relaxation of an overdamped mode at w = 0. */
export const modeFeatures = (junction: Junction): Feature[] =>
  junction.modes.flatMap(({ omega }, n) => {
    const gamma = junction.damping[n]![n]!;
    return [
      { centre: omega, width: gamma / 2 },
      { centre: 0, width: omega ** 2 / (omega + gamma) },
    ];
  });

/**
 * Spectral function A_ph = D^r Gamma_ph D^a of the modes, broadened by their bath (below Eq. 8).
 * @param junction the junction
 * @param omega boson energy hbar omega, any sign (A_ph is odd)
 * @returns modes x modes Hermitian matrix, unit 1/energy^2; entries are numbers where real
 * @throws RangeError if `omega` is not finite, or if some combination of the modes is not damped
 * @throws TypeError for what is of a wrong type
 */
export function modeSpectralFunction(junction: JunctionInput, omega: number): MatrixRows {
  const checked = ensureJunction(junction);
  requireFinite("omega", omega);
  modePolesOf(checked);
  const a = reducedModeSpectralFunction(checked, omega);
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = requireFinite("spectral function", a.re[k]! * omega + 0);
    a.im[k] = requireFinite("spectral function", a.im[k]! * omega + 0);
  }
  return toRows(a);
}
