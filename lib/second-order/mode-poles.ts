/**
 * The modes' Green's function as a sum over its poles, all below the real axis,
 *
 *   D^r_mn(w) = sum_s P_s,mn/(w - zeta_s),   sum_s P_s = 0,   D^a_mn(w) = D^r_mn(-w),
 *
 * so that A_ph(w) = i (D^r - D^a) = i sum_s P_s [1/(w - zeta_s) + 1/(w + zeta_s)] is real, symmetric and odd.
 */
import { modePolesOf } from "../bosons.js";
import type { Junction } from "../junction.js";

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

const EPSILON = 2 ** -52;

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

/** Eigenpairs of all modes together where the bath joins them. */
function joined(device: Junction): DisplacementPoles {
  const { poles, uncertainty } = modePolesOf(device);
  const modes = device.modes.length;
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
  return {
    count: poles.length,
    re: Float64Array.from(poles, ({ at }) => at.re),
    im: Float64Array.from(poles, ({ at }) => -at.im),
    pairs,
    residues,
    uncertainty,
  };
}

const known = new WeakMap<Junction, DisplacementPoles>();

/** The poles of D^r, computed once for a junction. */
export function displacementPolesOf(device: Junction): DisplacementPoles {
  let found = known.get(device);
  if (!found) {
    found = hasIndependentModes(device) ? independent(device) : joined(device);
    known.set(device, found);
  }
  return found;
}
