/**
 * The modes' Green's function as a sum over its poles, all below the real axis,
 *
 *   D^r_mn(w) = sum_s P_s,mn/(w - zeta_s),   sum_s P_s = 0,   D^a_mn(w) = D^r_mn(-w),
 *
 * so that A_ph(w) = i (D^r - D^a) = i sum_s P_s [1/(w - zeta_s) + 1/(w + zeta_s)] is real, symmetric and odd.
 */

import { modePolesOf } from "../bosons/bosons.js";
import { EPSILON } from "../checks/precision.js";
import type { Junction } from "../junction/junction.js";
import type { Matrix } from "../linear/matrix.js";
import {
  add,
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  scale,
  subtract,
} from "../special/complex.js";

/** Poles of D^r and, for each pair of modes (m, n) that D^r connects, their residues. */
export interface DisplacementPoles {
  readonly count: number;
  /** zeta_s */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** the pairs (m, n), entry k */
  readonly pairs: readonly (readonly [m: number, n: number])[];
  /** P_s,mn of pair k at 2 (s pairs + k) */
  readonly residues: Float64Array;
  /** relative error of sums over the poles where two of them are close, by eigenvectors or by difference */
  readonly uncertainty: number;
}

/** Whether the bath joins no two modes. */
export const hasIndependentModes = ({ damping }: Junction): boolean =>
  damping.every((row, m) => row.every((gamma, n) => m === n || gamma === 0));

/** zeta = -i gamma/2 +- sqrt(Omega^2 - gamma^2/4), P = +-1/(zeta_+ - zeta_-) for each mode on its own. */
function independent({ modes, damping }: Junction): DisplacementPoles {
  const count = 2 * modes.length;
  const [re, im] = [new Float64Array(count), new Float64Array(count)];
  const residues = new Float64Array(2 * count * modes.length);
  let uncertainty = 0;
  modes.forEach(({ omega }, n) => {
    const half = damping[n]![n]! / 2;
    const square = (omega - half) * (omega + half);
    const root = Math.sqrt(Math.abs(square));
    uncertainty = Math.max(uncertainty, (EPSILON * omega) / root);
    const [plus, minus] = [2 * n, 2 * n + 1];
    // residues +-1/(2 root) below critical damping; beyond it root is imaginary, zeta_+ the slow pole
    const at = (s: number): number => 2 * (s * modes.length + n);
    if (square >= 0) {
      re[plus] = root;
      re[minus] = -root;
      im[plus] = im[minus] = -half;
      residues[at(plus)] = 1 / (2 * root);
      residues[at(minus)] = -1 / (2 * root);
    } else {
      im[minus] = -half - root;
      im[plus] = -(omega * omega) / (half + root);
      residues[at(plus) + 1] = -1 / (2 * root);
      residues[at(minus) + 1] = 1 / (2 * root);
    }
  });
  return { count, re, im, pairs: modes.map((_, n) => [n, n] as const), residues, uncertainty };
}

/**
 * zeta from its eigenvector v, a root of v^T (zeta^2 + i zeta gamma - K) v = 0: beside fast relaxation the eigenvalue of a slow
 * one has lost its digits, the eigenvector has not.
 */
function refined({ modes, damping }: Junction, zeta: Complex, v: readonly Complex[]): Complex {
  let [a, b, c] = [complex(0, 0), complex(0, 0), complex(0, 0)];
  v.forEach((x, m) => {
    const square = multiply(x, x);
    a = add(a, square);
    c = add(c, scale(-(modes[m]!.omega ** 2), square));
    v.forEach((y, n) => {
      b = add(b, multiply(complex(0, damping[m]![n]!), multiply(x, y)));
    });
  });
  const root = squareRoot(subtract(multiply(b, b), scale(4, multiply(a, c))));
  // the sum without cancellation, and the other root from the product
  const sum = modulus(add(b, root)) >= modulus(subtract(b, root)) ? add(b, root) : subtract(b, root);
  const roots = [divide(scale(-0.5, sum), a), divide(scale(-2, c), sum)].filter(
    ({ re, im }) => Number.isFinite(re + im) && im < 0,
  );
  const distance = (z: Complex): number => modulus(subtract(z, zeta));
  const nearest = roots.sort((x, y) => distance(x) - distance(y))[0];
  return nearest && distance(nearest) < 1e-3 * modulus(zeta) ? nearest : zeta;
}

function squareRoot(z: Complex): Complex {
  const r = modulus(z);
  const re = Math.sqrt((r + Math.abs(z.re)) / 2);
  if (re === 0) return complex(0, 0);
  const im = z.im / (2 * re);
  return z.re >= 0 ? complex(re, im) : complex(Math.abs(im), z.im >= 0 ? re : -re);
}

/** The column of a pole's residue that is largest: its eigenvector. */
function eigenvectorOf({ size, re, im }: Matrix): Complex[] {
  let best = 0;
  for (let n = 1; n < size; n++)
    if (
      Math.hypot(re[n * (size + 1)]!, im[n * (size + 1)]!) >
      Math.hypot(re[best * (size + 1)]!, im[best * (size + 1)]!)
    )
      best = n;
  // the residue of A_ph has P^+ in it
  const column = Array.from({ length: size }, (_, m) => complex(re[best * size + m]!, -im[best * size + m]!));
  const length = Math.hypot(...column.map(modulus));
  return column.map((z) => scale(1 / length, z));
}

/** Eigenvalues and eigenvectors of all modes together where the bath joins them. */
function joined(junction: Junction): DisplacementPoles {
  const { poles, uncertainty } = modePolesOf(junction);
  const modes = junction.modes.length;
  const pairs = Array.from({ length: modes * modes }, (_, k) => [Math.floor(k / modes), k % modes] as const);
  const residues = new Float64Array(2 * poles.length * pairs.length);
  poles.forEach(({ residue }, s) => {
    pairs.forEach(([m, n], k) => {
      // P = (i residue)^+
      const at = 2 * (s * pairs.length + k);
      residues[at] = -residue.im[n * modes + m]!;
      residues[at + 1] = -residue.re[n * modes + m]!;
    });
  });
  const zetas = poles.map(({ at, residue }) =>
    refined(junction, complex(at.re, -at.im), eigenvectorOf(residue)),
  );
  return {
    count: poles.length,
    re: Float64Array.from(zetas, ({ re }) => re),
    im: Float64Array.from(zetas, ({ im }) => im),
    pairs,
    residues,
    uncertainty,
  };
}

const known = new WeakMap<Junction, DisplacementPoles>();

/** The poles of D^r, computed once for a junction. */
export function displacementPolesOf(junction: Junction): DisplacementPoles {
  let found = known.get(junction);
  if (!found) {
    found = hasIndependentModes(junction) ? independent(junction) : joined(junction);
    known.set(junction, found);
  }
  return found;
}
