/**
 * The Hartree field: the modes' displacements in the electrons' density,
 *
 *   rho = int de/2pi sum_b A_b f_b = (1/2pi) sum_bp [ |r_p><w^b_p| h_b(z_p) + h.c. ],
 *   u = -K^-1 t,   t_m = tr[M^m rho],   Sigma^H = sum_n M^n u_n,   K = diag(Omega_n^2).
 *
 * It is static, so that it depends on no damping.
 */
import type { Poles } from "../electrons/electrons.js";
import { type Junction, spinOf } from "../junction/junction.js";
import { fromRows, norm } from "../linear/matrix.js";
import { putLogarithm, putTheta } from "../special/digamma.js";
import { inverseOf } from "./convolution.js";
import type { Expansion } from "./expansion.js";
import type { Reservoirs } from "./reservoirs.js";

export interface HartreeField {
  /** u_n of each mode, mass-normalised */
  readonly displacements: Float64Array;
  /** Sigma^H, entry (i, j) at 2 (i levels + j) */
  readonly matrix: Float64Array;
  /** bound on the terms that Sigma^H is a sum of, as a norm */
  readonly size: number;
}

const work: Float64Array = new Float64Array(2);

export function hartreeField(expansion: Expansion, { mu, temperature }: Reservoirs): HartreeField {
  const { junction, levels: n, count, re, im, rightConjugate, weights, couplings } = expansion;
  // rho_ij and the moduli of its terms
  const density = new Float64Array(2 * n * n);
  const terms = new Float64Array(n * n);
  weights.forEach((weight, b) => {
    const T = temperature[b]!;
    const s = inverseOf(T);
    for (let p = 0; p < count; p++) {
      (T === 0 ? putLogarithm : putTheta)(-s * im[p]!, s * (re[p]! - mu[b]!), work, 0);
      const hr = work[0]! / (2 * Math.PI);
      const hi = (work[1]! - Math.PI / 2) / (2 * Math.PI);
      const modulus = Math.hypot(hr, hi) + 0.2;
      for (let i = 0; i < n; i++) {
        const r = rightConjugate[2 * (p * n + i)]!;
        const q = -rightConjugate[2 * (p * n + i) + 1]!;
        const ar = r * hr - q * hi;
        const ai = r * hi + q * hr;
        for (let j = 0; j < n; j++) {
          const wr = weight[2 * (p * n + j)]!;
          const wi = weight[2 * (p * n + j) + 1]!;
          const x = ar * wr - ai * wi;
          const y = ar * wi + ai * wr;
          const [ij, ji] = [i * n + j, j * n + i];
          density[2 * ij] = density[2 * ij]! + x;
          density[2 * ij + 1] = density[2 * ij + 1]! + y;
          density[2 * ji] = density[2 * ji]! + x;
          density[2 * ji + 1] = density[2 * ji + 1]! - y;
          terms[ij] = terms[ij]! + 2 * modulus * Math.hypot(r, q) * Math.hypot(wr, wi);
        }
      }
    }
  });
  const displacements = new Float64Array(couplings.length);
  const matrix = new Float64Array(2 * n * n);
  let size = 0;
  couplings.forEach((coupling, m) => {
    let force = 0;
    let forceSize = 0;
    let length = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [ij, ji] = [2 * (i * n + j), 2 * (j * n + i)];
        force += coupling[ij]! * density[ji]! - coupling[ij + 1]! * density[ji + 1]!;
        const entry = Math.hypot(coupling[ij]!, coupling[ij + 1]!);
        forceSize += entry * terms[ji / 2]!;
        length += entry * entry;
      }
    }
    // electrons of both spins push
    const perForce = spinOf(junction) / junction.modes[m]!.omega ** 2;
    displacements[m] = -force * perForce;
    size += Math.sqrt(length) * forceSize * perForce;
    for (let k = 0; k < matrix.length; k++) matrix[k] = matrix[k]! + coupling[k]! * displacements[m]!;
  });
  return { displacements, matrix, size };
}

/** Part of a coupling that round-off may feign. */
const FEIGNED = 1e-9;

/**
 * Refuses the Hartree field of a junction of which a mode couples to the occupation of a state that no electrode fills: the
 * other currents do not depend on it, the displacement does.
 * @throws RangeError naming the mode
 */
export function refuseUnfilledStates(junction: Junction, { energies, levels, left, right }: Poles): void {
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  energies.forEach(({ im }, p) => {
    if (im !== 0) return;
    couplings.forEach((coupling, mode) => {
      let re = 0;
      let imaginary = 0;
      for (let i = 0; i < levels; i++) {
        for (let j = 0; j < levels; j++) {
          const lr = left.re[p * left.size + i]!;
          const li = left.im[p * left.size + i]!;
          const mr = coupling.re[i * levels + j]!;
          const mi = coupling.im[i * levels + j]!;
          const ar = lr * mr - li * mi;
          const ai = lr * mi + li * mr;
          const rr = right.re[j * right.size + p]!;
          const ri = right.im[j * right.size + p]!;
          re += ar * rr - ai * ri;
          imaginary += ar * ri + ai * rr;
        }
      }
      if (Math.hypot(re, imaginary) > FEIGNED * norm(coupling))
        throw new RangeError(
          `hartree must be "none" here (got "full"): mode ${mode} couples to the occupation of a state that no electrode ` +
            "broadens, so that its displacement has no value",
        );
    });
  });
}
