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
 * which is what turns the energy integral of Eq. (7) into digamma functions. A dark state, Im z_p = 0, has no weight in any
 * A_a and is left out; where a mode couples it to others the junction is refused.
 *
 * Electrodes that are not wide-band have a self-energy Sigma_a(e) in place of -i Gamma_a/2. G^r(e) is found by inversion
 * at each energy, or from the poles of a fit (folder bands); a state bound outside their bands is a dark state too.
 */

import { COARSE, FINE, type FitGrade, LIGHT, LIGHTEST } from "../bands/fit-grades.js";
import { antiHermitianPart, broadeningAt, onAllLevels, selfEnergyAt } from "../bands/self-energy.js";
import { expandStructured } from "../bands/structured-expansion.js";
import { EPSILON } from "../checks/precision.js";
import { refuseUnless, requireFinite } from "../checks/validate.js";
import { darkWidth, refuseDarkStates } from "../junction/dark-states.js";
import {
  ensureJunction,
  isWideBand,
  type Junction,
  type JunctionInput,
  type MatrixRows,
  type StructuredElectrode,
} from "../junction/junction.js";
import { choleskyColumns, type SquareRoot } from "../linear/cholesky.js";
import { type Column, image } from "../linear/columns.js";
import { eigenDecomposition } from "../linear/eigen.js";
import {
  addScaled,
  adjoint,
  entry,
  fromRows,
  type Matrix,
  matmul,
  norm,
  putInverse,
  putProduct,
  setEntry,
  toRows,
  zeros,
} from "../linear/matrix.js";
import { type Complex, complex, divide, realPart } from "../special/complex.js";
import type { Feature } from "../special/quadrature.js";

/**
 * The pole expansion of the spectral functions on the N levels of the central region. All matrices are P x P, P >= N
 * (P > N with structured electrodes, whose poles are levels of their own); what lies beyond the N levels is zero in
 * them, so that couplings are to be padded with zeros.
 */
export interface Poles {
  /** N, the number of levels of the central region */
  readonly levels: number;
  /** the energy that z_p are relative to, so that a common shift of all energies costs no digits: the diagonal entry of H
   * of smallest modulus */
  readonly reference: number;
  /** error of any spectral function at any energy by the fit of self-energies, relative to the largest of them; 0 if all
   * electrodes are wide-band. Integrals over energies are better by two to three digits. */
  readonly fitError: number;
  /** edges of the electrodes' bands, given and found, relative to the reference: where a spectral function is not smooth */
  readonly edges: readonly number[];
  /** largest distance from one of these edges within which fits follow nothing; 0 if all electrodes are wide-band */
  readonly unresolved: number;
  /** whether a state is bound, or nearly so, next to one of these edges */
  readonly hasCriticalEdge: boolean;
  /** z_p, relative to the reference, in the lower half plane; Im z_p = 0 marks a dark state, which no electrode sees */
  readonly energies: readonly Complex[];
  /** their real and imaginary parts, for the hot loops */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** columns |r_p> */
  readonly right: Matrix;
  /** rows <l_p| */
  readonly left: Matrix;
  /** for each electrode the rows <w^a_p| */
  readonly weights: ReadonlyMap<string, Matrix>;
  /** relative error to be expected of sums over the poles: residual and roundoff, times the square of how far the
   * eigenvectors are from orthogonal */
  readonly uncertainty: number;
  /** largest relative error of a width by roundoff: nearly dark states, whose width is a small overlap squared */
  readonly widthUncertainty: number;
}

/** Broadening matrices by electrode; the junction must be in the wide-band limit. */
const broadeningsOf = (junction: Junction): [string, Matrix][] =>
  Object.entries(junction.electrodes).flatMap(([name, electrode]) =>
    isWideBand(electrode) ? [[name, fromRows(electrode.broadening)]] : [],
  );

/** Whether all electrodes are in the wide-band limit, so that the Green's function has N poles and no more. */
export const isAllWideBand = (junction: Junction): boolean =>
  Object.values(junction.electrodes).every(isWideBand);

/**
 * -2 Im z_p = sum_a <r_p|Gamma_a|r_p> = sum |<b|r_p>|^2 with Gamma = sum b b^+: keeps its digits where the width is far
 * below the energies in Heff, and is zero for a dark state, to which no electrode couples.
 */
function levelWidth(
  columns: readonly SquareRoot[],
  right: Matrix,
  p: number,
  condition: number,
): { width: number; uncertainty: number } {
  const n = right.size;
  let width = 0;
  let noise = 0;
  for (const { re, im, uncertainty } of columns) {
    let overlapRe = 0;
    let overlapIm = 0;
    let square = 0;
    let rightSquare = 0;
    for (let i = 0; i < n; i++) {
      const r = right.re[i * n + p]!;
      const s = right.im[i * n + p]!;
      overlapRe += re[i]! * r + im[i]! * s;
      overlapIm += re[i]! * s - im[i]! * r;
      square += re[i]! ** 2 + im[i]! ** 2;
      rightSquare += r * r + s * s;
    }
    const overlap = Math.hypot(overlapRe, overlapIm);
    const size = Math.sqrt(square * rightSquare);
    // Eigenvectors are known to EPSILON times their condition. Next to an exceptional point they are not known at all,
    // and no state is called dark.
    if (overlap <= 16 * EPSILON * Math.min(condition, 1e4) * size) continue;
    width += overlap * overlap;
    noise += 8 * EPSILON * overlap * size + uncertainty * overlap * overlap;
  }
  return { width, uncertainty: width > 0 ? noise / width : 0 };
}

/** The diagonal entry of H of smallest modulus. */
function referenceOf(junction: Junction): number {
  const diagonal = junction.hamiltonian.map((row, i) => realPart(row[i]!));
  return diagonal.reduce((least, energy) => (Math.abs(energy) < Math.abs(least) ? energy : least));
}

/** H - reference. */
function relativeHamiltonian(junction: Junction, reference: number): Matrix {
  const h = fromRows(junction.hamiltonian);
  for (let i = 0; i < h.size; i++) h.re[i * (h.size + 1)] = h.re[i * (h.size + 1)]! - reference;
  return h;
}

/**
 * left Gamma left^+ from the columns b of Gamma, as squares of <l_p|b>: the product itself would leave EPSILON |Gamma| in an
 * entry of a narrow level, which is divided by its width.
 */
function broadeningAtPoles(left: Matrix, columns: readonly Column[]): Matrix {
  const { size } = left;
  const x = zeros(size);
  for (const { re, im } of columns.map((one) => image(left, one))) {
    for (let p = 0; p < size; p++) {
      for (let q = 0; q < size; q++) {
        const k = p * size + q;
        x.re[k] = x.re[k]! + re[p]! * re[q]! + im[p]! * im[q]!;
        x.im[k] = x.im[k]! + im[p]! * re[q]! - re[p]! * im[q]!;
      }
    }
  }
  return x;
}

function expandWideBand(junction: Junction): Poles {
  const reference = referenceOf(junction);
  const heff = broadeningsOf(junction).reduce(
    (sum, [, gamma]) => addScaled(sum, complex(0, -0.5), gamma),
    relativeHamiltonian(junction, reference),
  );
  const { values, right, left, residual, condition } = eigenDecomposition(heff);
  const columnsByName = broadeningsOf(junction).map(
    ([name, gamma]) => [name, choleskyColumns(gamma)] as const,
  );
  const columns = columnsByName.flatMap(([, own]) => own);
  const limit = darkWidth(junction);
  const widths = values.map((_, p) => {
    const found = levelWidth(columns, right, p, condition);
    return found.width > limit ? found : { width: 0, uncertainty: 0 };
  });
  const energies = values.map((z, p) => complex(z.re, 0 - widths[p]!.width / 2));
  const adjointRight = adjoint(right);
  const weights = new Map<string, Matrix>();
  for (const [name, own] of columnsByName) {
    const x = broadeningAtPoles(left, own);
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
  return {
    levels: heff.size,
    reference,
    fitError: 0,
    edges: [],
    unresolved: 0,
    hasCriticalEdge: false,
    energies,
    re: Float64Array.from(energies, (z) => z.re),
    im: Float64Array.from(energies, (z) => z.im),
    right,
    left,
    weights,
    uncertainty: (residual + EPSILON) * (condition / values.length) ** 2,
    widthUncertainty: Math.max(...widths.map(({ uncertainty }) => uncertainty)),
  };
}

/** Columns b of the broadening matrix of a wide-band electrode, Gamma = sum b b^+. */
export function broadeningColumns(junction: Junction, name: string): readonly Column[] {
  const electrode = junction.electrodes[name]!;
  return isWideBand(electrode) ? choleskyColumns(fromRows(electrode.broadening)) : [];
}

/** Self-energy of a structured electrode at one energy, on all levels, checked. */
const structuredSelfEnergy = (
  name: string,
  electrode: StructuredElectrode,
  energy: number,
  levels: number,
): Matrix => onAllLevels(selfEnergyAt(name, electrode, energy), electrode.levels, levels);

/** Whether an electrode with bands has no state at an energy. */
export function isInGap(name: string, electrode: StructuredElectrode, energy: number): boolean {
  const { re, im } = antiHermitianPart(selfEnergyAt(name, electrode, energy));
  return re.every((x) => x === 0) && im.every((x) => x === 0);
}

/** Distance above the axis, relative to the energies there, at which a state without a width is met. */
const ABOVE = 2 ** -36;

/**
 * A_a(e) = G^r Gamma_a G^a as a function of energy, by direct inversion: no poles, the independent route, and the only
 * one for electrodes that are not wide-band. The matrix returned is written anew by the next call.
 */
export function spectralMatrices(junction: Junction, name: string): (energy: number) => Matrix {
  const n = junction.hamiltonian.length;
  const fixed = broadeningsOf(junction).reduce(
    (sum, [, gamma]) => addScaled(sum, complex(0, -0.5), gamma),
    fromRows(junction.hamiltonian),
  );
  const own = junction.electrodes[name]!;
  const ownBroadening = isWideBand(own) ? fromRows(own.broadening) : undefined;
  const structured = Object.entries(junction.electrodes).flatMap(([key, electrode]) =>
    isWideBand(electrode) ? [] : [{ key, electrode }],
  );
  const denominator = zeros(n);
  const green = zeros(n);
  const product = zeros(n);
  const spectrum = zeros(n);
  /** e - H - sum Sigma into `denominator`; returns this electrode's Gamma. */
  const putDenominator = (energy: number): Matrix => {
    for (let k = 0; k < n * n; k++) {
      denominator.re[k] = (k % (n + 1) === 0 ? energy : 0) - fixed.re[k]!;
      denominator.im[k] = -fixed.im[k]!;
    }
    let gamma = ownBroadening;
    for (const { key, electrode } of structured) {
      const sigma = selfEnergyAt(key, electrode, energy);
      const { levels } = electrode;
      for (let i = 0; i < levels.length; i++) {
        for (let j = 0; j < levels.length; j++) {
          const at = levels[i]! * n + levels[j]!;
          denominator.re[at] = denominator.re[at]! - sigma.re[i * sigma.size + j]!;
          denominator.im[at] = denominator.im[at]! - sigma.im[i * sigma.size + j]!;
        }
      }
      const broadening = broadeningAt(key, sigma, energy);
      if (key === name) gamma = onAllLevels(broadening, levels, n);
    }
    return gamma!;
  };
  return (energy) => {
    let gamma = putDenominator(energy);
    try {
      putInverse(denominator, green);
    } catch {
      // a state that no electrode broadens, hit exactly: e + i0
      gamma = putDenominator(energy);
      const above = ABOVE * norm(denominator) || 1;
      for (let i = 0; i < n; i++) denominator.im[i * (n + 1)] = denominator.im[i * (n + 1)]! + above;
      putInverse(denominator, green);
    }
    putProduct(green, gamma, product);
    // Hermitian by construction: G (Gamma G^+)
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let re = 0;
        let im = 0;
        for (let k = 0; k < n; k++) {
          const ar = product.re[i * n + k]!;
          const ai = product.im[i * n + k]!;
          const br = green.re[j * n + k]!;
          const bi = -green.im[j * n + k]!;
          re += ar * br - ai * bi;
          im += ar * bi + ai * br;
        }
        spectrum.re[i * n + j] = re;
        spectrum.re[j * n + i] = re;
        spectrum.im[i * n + j] = i === j ? 0 : im;
        spectrum.im[j * n + i] = i === j ? 0 : -im;
      }
    }
    return spectrum;
  };
}

/** Where the spectral functions vary, and on which scale: poles, or what stands for them next to the levels. */
export function electronFeatures(junction: Junction): Feature[] {
  if (isAllWideBand(junction)) {
    const { energies, reference } = polesOf(junction);
    return energies.flatMap((z) => (z.im === 0 ? [] : [{ centre: reference + z.re, width: -z.im }]));
  }
  const n = junction.hamiltonian.length;
  const features: Feature[] = [];
  for (const { re } of eigenDecomposition(fromRows(junction.hamiltonian)).values) {
    let heff = fromRows(junction.hamiltonian);
    for (const [name, electrode] of Object.entries(junction.electrodes)) {
      heff = isWideBand(electrode)
        ? addScaled(heff, complex(0, -0.5), fromRows(electrode.broadening))
        : addScaled(heff, complex(1, 0), structuredSelfEnergy(name, electrode, re, n));
    }
    const noWidth = n * EPSILON * norm(heff);
    for (const z of eigenDecomposition(heff).values) {
      if (z.im < -noWidth) features.push({ centre: z.re, width: -z.im });
    }
  }
  for (const electrode of Object.values(junction.electrodes)) {
    if (!isWideBand(electrode)) {
      for (const edge of electrode.edges ?? []) features.push({ centre: edge, width: 0 });
    }
  }
  return features;
}

function expandWithFits(junction: Junction, grade: FitGrade): Poles {
  const reference = referenceOf(junction);
  const {
    energies,
    decomposition,
    right,
    left,
    weights,
    fitError,
    edges,
    unresolved,
    hasCriticalEdge,
    widthUncertainty,
  } = expandStructured(
    junction,
    relativeHamiltonian(junction, reference),
    broadeningsOf(junction),
    reference,
    grade,
  );
  const { residual, condition } = decomposition;
  return {
    levels: junction.hamiltonian.length,
    reference,
    fitError,
    edges,
    unresolved,
    hasCriticalEdge,
    energies,
    re: Float64Array.from(energies, (z) => z.re),
    im: Float64Array.from(energies, (z) => z.im),
    right,
    left,
    weights,
    uncertainty: (residual + EPSILON) * (condition / energies.length) ** 2,
    widthUncertainty,
  };
}

/**
 * Refuses a junction without an answer: one of which a mode couples a state that has no width to others. Such a state, dark
 * or bound outside the bands of the electrodes, has no occupation of its own and would be left out of every energy integral.
 * @throws RangeError naming the state and what cures it
 */
export function refuseBoundStates(junction: Junction): void {
  refuseDarkStates(junction);
  if (!known.has(junction) && !isAllWideBand(junction)) polesOf(junction);
}

const known = new WeakMap<Junction, Poles>();

/**
 * The pole expansion of a junction, computed once. Structured electrodes are fitted by poles: some 60 a band and a few
 * tenths of a second, once.
 * @throws RangeError for a bound state and for a self-energy that is not retarded
 */
export function polesOf(junction: Junction): Poles {
  let poles = known.get(junction);
  if (!poles) {
    poles = isAllWideBand(junction) ? expandWideBand(junction) : expandWithFits(junction, FINE);
    known.set(junction, poles);
  }
  return poles;
}

const coarse = new WeakMap<Junction, Poles>();

/** The expansion of a junction with structured electrodes by a looser fit: what it changes tells what the fit does. */
export function coarsePolesOf(junction: Junction): Poles {
  let poles = coarse.get(junction);
  if (!poles) {
    poles = expandWithFits(junction, COARSE);
    coarse.set(junction, poles);
  }
  return poles;
}

/** Two expansions of few poles, the second of which tells the error of the first. */
export interface LightPoles {
  readonly light: Poles;
  readonly lightest: Poles;
}

const lights = new WeakMap<Junction, LightPoles | "none">();

/**
 * Expansions of a junction with structured electrodes by fits of few poles, for integrals over energies; undefined where
 * such a fit is none, takes a narrow state for one without a width, or has to tell a state next to a band edge from the band.
 */
export function lightPolesOf(junction: Junction): LightPoles | undefined {
  let found = lights.get(junction);
  if (!found && polesOf(junction).hasCriticalEdge) found = "none";
  if (!found) {
    try {
      found = { light: expandWithFits(junction, LIGHT), lightest: expandWithFits(junction, LIGHTEST) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      found = "none";
    }
    lights.set(junction, found);
  }
  return found === "none" ? undefined : found;
}

/** Refuses an electrode name that the junction does not have. */
export function requireElectrode(junction: Junction, name: string): void {
  if (typeof name !== "string" || !Object.hasOwn(junction.electrodes, name)) {
    refuseUnless(
      typeof name === "string",
      "electrode",
      `one of ${Object.keys(junction.electrodes).join(", ")}`,
      name,
    );
  }
}

/**
 * Spectral function A_alpha(epsilon) = G^r Gamma_alpha G^a of the states that come from one electrode; A_alpha/2 pi is
 * their density of states.
 * @param junction the junction
 * @param electrode its name, "L" say
 * @param energy epsilon, in the junction's unit of energy
 * @returns N x N Hermitian matrix, unit 1/energy; entries are numbers where real, `{re, im}` elsewhere
 * @throws RangeError for an unknown electrode and an energy that is not finite
 * @throws TypeError for what is of a wrong type
 */
export function spectralFunction(junction: JunctionInput, electrode: string, energy: number): MatrixRows {
  const checked = ensureJunction(junction);
  requireElectrode(checked, electrode);
  requireFinite("energy", energy);
  return toRows(spectralMatrices(checked, electrode)(energy));
}
