/**
 * Electrons of the central region: retarded Green's function, spectral functions and their poles.
 *
 *   G^r(e) = (e - Heff)^-1,   Heff = H - (i/2) sum_a Gamma_a,   A_a = G^r Gamma_a G^a.
 *
 * With Heff = sum_p |r_p> z_p <l_p| and Im z_p <= 0 every spectral function is a sum over poles,
 *
 *   A_a(e) = sum_p [ |r_p><w^a_p| / (e - z_p) + h.c. ],   <w^a_p| = sum_q X^a_pq <r_q|,
 *   X^a_pq = <l_p| Gamma_a |l_q> / (z_p - z_q^*),
 *
 * which is what turns the energy integral of Eq. (7) into digamma functions.
 */
import { ensureJunction, type Junction, type JunctionInput, type MatrixRows } from "./junction.js";
import { eigenDecomposition } from "./linear/eigen.js";
import {
  addScaled,
  adjoint,
  entry,
  fromRows,
  hermitianPart,
  inverse,
  type Matrix,
  matmul,
  norm,
  setEntry,
  toRows,
  zeros,
} from "./linear/matrix.js";
import { type Complex, complex, conjugate, divide, multiply } from "./special/complex.js";
import { refuse, requireFinite } from "./validate.js";

/** The pole expansion of the spectral functions. */
export interface Poles {
  /** z_p, in the lower half plane; Im z_p = 0 marks a dark state, which no electrode sees */
  readonly energies: readonly Complex[];
  /** columns |r_p> */
  readonly right: Matrix;
  /** for each electrode the rows <w^a_p| */
  readonly weights: ReadonlyMap<string, Matrix>;
  /** relative error to be expected of sums over the poles: residual and roundoff, times the square of how far the
   * eigenvectors are from orthogonal */
  readonly uncertainty: number;
}

const EPSILON = 2 ** -52;

/** Heff = H - (i/2) sum_a Gamma_a. */
export function effectiveHamiltonian(device: Junction): Matrix {
  return Object.values(device.electrodes).reduce(
    (sum, { broadening }) => addScaled(sum, complex(0, -0.5), fromRows(broadening)),
    fromRows(device.hamiltonian),
  );
}

/**
 * -2 Im z_p = sum_a <r_p|Gamma_a|r_p>: keeps its digits where the width is far below the energies in Heff, and is zero
 * for a dark state, to which no electrode couples.
 */
function levelWidth(device: Junction, right: Matrix, p: number, condition: number): number {
  let width = 0;
  let size = 0;
  for (const { broadening } of Object.values(device.electrodes)) {
    const gamma = fromRows(broadening);
    size += norm(gamma);
    for (let i = 0; i < right.size; i++) {
      for (let j = 0; j < right.size; j++) {
        width += multiply(multiply(conjugate(entry(right, i, p)), entry(gamma, i, j)), entry(right, j, p)).re;
      }
    }
  }
  // Eigenvectors are known to EPSILON times their condition; their overlap with Gamma enters squared. Next to an
  // exceptional point they are not known at all, and no state is called dark.
  const roundoff = (16 * EPSILON * Math.min(condition, 1e4)) ** 2 * size;
  return width > roundoff ? width : 0;
}

function expandInPoles(device: Junction): Poles {
  const heff = effectiveHamiltonian(device);
  const { values, right, left, residual, condition } = eigenDecomposition(heff);
  const energies = values.map((z, p) => complex(z.re, 0 - levelWidth(device, right, p, condition) / 2));
  const adjointLeft = adjoint(left);
  const adjointRight = adjoint(right);
  const weights = new Map<string, Matrix>();
  for (const [name, { broadening }] of Object.entries(device.electrodes)) {
    const x = matmul(matmul(left, fromRows(broadening)), adjointLeft);
    for (let p = 0; p < x.size; p++) {
      for (let q = 0; q < x.size; q++) {
        const zp = energies[p]!;
        const zq = energies[q]!;
        const isDark = zp.im === 0 || zq.im === 0;
        const gap = complex(zp.re - zq.re, zp.im + zq.im);
        setEntry(x, p, q, isDark ? complex(0, 0) : divide(entry(x, p, q), gap));
      }
    }
    weights.set(name, matmul(x, adjointRight));
  }
  return { energies, right, weights, uncertainty: (residual + EPSILON) * (condition / values.length) ** 2 };
}

const known = new WeakMap<Junction, Poles>();

/** The pole expansion of a junction, computed once. */
export function polesOf(device: Junction): Poles {
  let poles = known.get(device);
  if (!poles) {
    poles = expandInPoles(device);
    known.set(device, poles);
  }
  return poles;
}

/** A_a(e) = G^r Gamma_a G^a as a matrix, by direct inversion: no poles, the independent route. */
export function spectralMatrix(heff: Matrix, broadening: Matrix, energy: number): Matrix {
  const a = zeros(heff.size);
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = -heff.re[k]!;
    a.im[k] = -heff.im[k]!;
  }
  for (let i = 0; i < a.size; i++) a.re[i * a.size + i] = a.re[i * a.size + i]! + energy;
  const green = inverse(a);
  return hermitianPart(matmul(matmul(green, broadening), adjoint(green)));
}

/** Refuses an electrode name that the junction does not have. */
export function requireElectrode(device: Junction, name: string): void {
  if (typeof name !== "string" || !Object.hasOwn(device.electrodes, name)) {
    refuse("electrode", `one of ${Object.keys(device.electrodes).join(", ")}`, name);
  }
}

/**
 * Spectral function A_alpha(epsilon) = G^r Gamma_alpha G^a of the states that come from one electrode; A_alpha/2 pi is
 * their density of states.
 * @param device the junction
 * @param electrode its name, "L" say
 * @param energy epsilon, in the junction's unit of energy
 * @returns N x N Hermitian matrix, unit 1/energy; entries are numbers where real, `{re, im}` elsewhere
 * @throws RangeError for an unknown electrode, an energy that is not finite, or one that hits a level which no
 *   electrode broadens
 */
export function spectralFunction(device: JunctionInput, electrode: string, energy: number): MatrixRows {
  const checked = ensureJunction(device);
  requireElectrode(checked, electrode);
  requireFinite("energy", energy);
  return toRows(
    spectralMatrix(
      effectiveHamiltonian(checked),
      fromRows(checked.electrodes[electrode]!.broadening),
      energy,
    ),
  );
}
