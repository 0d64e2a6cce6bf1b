/**
 * Structured electrodes as levels of their own. With Sigma(e) = C + sum_j rho_j/(e - zeta_j) and rho_j = U_j V_j of rank
 * r_j, the Green's function of the central region is a block of a larger resolvent,
 *
 *   G(e) = [(e - Heff)^-1] on the N levels,   Heff = ( H + C   U    )
 *                                                    ( V       zeta ),
 *
 * so that Heff = sum_p |r_p> z_p <l_p| has P = N + sum_j r_j poles and again
 *
 *   A_a(e) = sum_p [ |r_p><w^a_p|/(e - z_p) + h.c. ],   <w^a_p| = <l_p| Gamma_a(z_p) G(z_p^*)^+,
 *
 * all on the N levels, with Gamma_a(z) = i (Sigma_a(z) - Sigma_a(z^*)^+) continued from the axis. <l_p|Sigma(z_p) is
 * taken from the eigenvector, <l_p|_aux V: next to a pole zeta_j a weak product of large factors.
 */
import { EPSILON } from "../checks/precision.js";
import { type EigenDecomposition, eigenDecomposition } from "../linear/eigen.js";
import { addScaled, adjoint, copy, type Matrix, norm, zeros } from "../linear/matrix.js";
import { type Complex, complex, divide, multiply } from "../special/complex.js";
import { antiHermitianPart, onAllLevels } from "./self-energy.js";
import { poleSumAt, type SelfEnergyFit } from "./self-energy-fit.js";

/** An electrode with poles, and the levels that it touches. */
export interface FittedElectrode {
  readonly name: string;
  readonly touched: readonly number[];
  readonly fit: SelfEnergyFit;
}

/** Column u and row v of one term u v of a residue. */
interface Factor {
  readonly column: readonly Complex[];
  readonly row: readonly Complex[];
}

function squareRoot({ re, im }: Complex): Complex {
  const size = Math.hypot(re, im);
  const root = complex(Math.sqrt((size + Math.abs(re)) / 2), 0);
  const other = root.re === 0 ? 0 : im / (2 * root.re);
  if (re >= 0) return complex(root.re, other);
  return im >= 0 ? complex(Math.abs(other), root.re) : complex(Math.abs(other), -root.re);
}

/** rho = sum u v up to entries of size `negligible`, by elimination with full pivoting: u and v are of like size. */
function factorsOf(rho: Matrix, negligible: number): Factor[] {
  const k = rho.size;
  const rest = copy(rho);
  const factors: Factor[] = [];
  while (factors.length < k) {
    let pivot = 0;
    let largest = 0;
    for (let i = 0; i < k * k; i++) {
      const size = Math.hypot(rest.re[i]!, rest.im[i]!);
      if (size > largest) [largest, pivot] = [size, i];
    }
    if (largest <= negligible) break;
    const root = squareRoot(complex(rest.re[pivot]!, rest.im[pivot]!));
    const [i0, j0] = [Math.floor(pivot / k), pivot % k];
    const at = (i: number): Complex => divide(complex(rest.re[i]!, rest.im[i]!), root);
    const column = Array.from({ length: k }, (_, i) => at(i * k + j0));
    const row = Array.from({ length: k }, (_, j) => at(i0 * k + j));
    factors.push({ column, row });
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        const product = multiply(column[i]!, row[j]!);
        rest.re[i * k + j] = rest.re[i * k + j]! - product.re;
        rest.im[i * k + j] = rest.im[i * k + j]! - product.im;
      }
    }
  }
  return factors;
}

/** An auxiliary level: its electrode (by index), energy zeta and couplings. */
interface AuxiliaryLevel extends Factor {
  readonly electrode: number;
  readonly energy: Complex;
}

/** What is left of a residue, seen from the axis, relative to the error of the fit. */
const NEGLIGIBLE = 0.03;
/** Im z_p relative to ||Heff|| that is roundoff. */
const NO_WIDTH = 16 * EPSILON;

function auxiliaryLevels(electrodes: readonly FittedElectrode[]): AuxiliaryLevel[] {
  return electrodes.flatMap(({ fit }, electrode) =>
    fit.poles.flatMap((energy, j) => {
      const rho = fit.residues[j]!;
      const negligible = Math.max(-energy.im * NEGLIGIBLE * fit.error, EPSILON * norm(rho));
      return factorsOf(rho, negligible).map((factor) => ({ electrode, energy, ...factor }));
    }),
  );
}

/** Heff of size P for the N levels with `direct` = H + C - (i/2) sum Gamma there. */
function enlarged(
  direct: Matrix,
  electrodes: readonly FittedElectrode[],
  auxiliary: readonly AuxiliaryLevel[],
): Matrix {
  const n = direct.size;
  const size = n + auxiliary.length;
  const heff = zeros(size);
  for (let i = 0; i < n; i++) {
    heff.re.set(direct.re.subarray(i * n, (i + 1) * n), i * size);
    heff.im.set(direct.im.subarray(i * n, (i + 1) * n), i * size);
  }
  auxiliary.forEach(({ electrode, energy, column, row }, a) => {
    const own = n + a;
    heff.re[own * size + own] = energy.re;
    heff.im[own * size + own] = energy.im;
    electrodes[electrode]!.touched.forEach((level, i) => {
      heff.re[level * size + own] = column[i]!.re;
      heff.im[level * size + own] = column[i]!.im;
      heff.re[own * size + level] = row[i]!.re;
      heff.im[own * size + level] = row[i]!.im;
    });
  });
  return heff;
}

/** Heff, and what it was made of. */
export interface EnlargedHamiltonian {
  readonly decomposition: EigenDecomposition;
  /** Im z_p that is roundoff */
  readonly noWidth: number;
  readonly auxiliary: readonly AuxiliaryLevel[];
  /** C of each electrode on all levels */
  readonly constants: readonly Matrix[];
}

/** The pole expansion on the levels of the central region; matrices are P x P. */
export interface EnlargedExpansion {
  /** z_p; Im z_p = 0 marks a state that no electrode broadens */
  readonly energies: readonly Complex[];
  readonly decomposition: EigenDecomposition;
  /** columns |r_p>, rows from N on zero */
  readonly right: Matrix;
  /** rows <l_p|, columns from N on zero */
  readonly left: Matrix;
  /** for each electrode the rows <w^a_p|, columns from N on zero; none for a state without a width */
  readonly weights: ReadonlyMap<string, Matrix>;
}

/** A matrix with all rows (or columns) from `n` on set to zero. */
function cutAfter(a: Matrix, n: number, what: "rows" | "columns"): Matrix {
  const cut = copy(a);
  for (let i = 0; i < a.size; i++) {
    for (let j = 0; j < a.size; j++) {
      if ((what === "rows" ? i : j) < n) continue;
      cut.re[i * a.size + j] = 0;
      cut.im[i * a.size + j] = 0;
    }
  }
  return cut;
}

/**
 * Levels of their own for the poles of fitted electrodes.
 * @param hamiltonian H on the N levels, relative to the reference
 * @param broadenings Gamma of the wide-band electrodes, N x N
 * @param electrodes the structured ones, fitted
 */
export function enlarge(
  hamiltonian: Matrix,
  broadenings: readonly (readonly [string, Matrix])[],
  electrodes: readonly FittedElectrode[],
): EnlargedHamiltonian {
  const n = hamiltonian.size;
  const constants = electrodes.map(({ fit, touched }) => onAllLevels(fit.constant, touched, n));
  const direct = [
    ...broadenings.map(([, gamma]) => [complex(0, -0.5), gamma] as const),
    ...constants.map((constant) => [complex(1, 0), constant] as const),
  ].reduce((sum, [factor, part]) => addScaled(sum, factor, part), hamiltonian);
  const auxiliary = auxiliaryLevels(electrodes);
  const heff = enlarged(direct, electrodes, auxiliary);
  return { decomposition: eigenDecomposition(heff), noWidth: NO_WIDTH * norm(heff), auxiliary, constants };
}

/**
 * Writes G(z) on the levels, sum_q |r_q><l_q|/(z - z_q). By inversion it would lose, next to a narrow pole, the digits on
 * which the tails of its spectral function rest.
 */
function putGreen({ values, right, left }: EigenDecomposition, { re, im }: Complex, out: Matrix): void {
  const size = values.length;
  const n = out.size;
  out.re.fill(0);
  out.im.fill(0);
  for (let q = 0; q < size; q++) {
    const dr = re - values[q]!.re;
    const di = im - values[q]!.im;
    const square = dr * dr + di * di;
    for (let i = 0; i < n; i++) {
      // |r_q>/(z - z_q)
      const rr = right.re[i * size + q]!;
      const ri = right.im[i * size + q]!;
      const x = (rr * dr + ri * di) / square;
      const y = (ri * dr - rr * di) / square;
      for (let j = 0; j < n; j++) {
        const lr = left.re[q * size + j]!;
        const li = left.im[q * size + j]!;
        out.re[i * n + j] = out.re[i * n + j]! + x * lr - y * li;
        out.im[i * n + j] = out.im[i * n + j]! + x * li + y * lr;
      }
    }
  }
}

/**
 * Expands a junction with fitted electrodes.
 * @param hamiltonian H on the N levels, relative to the reference
 * @param broadenings Gamma of the wide-band electrodes, N x N
 * @param electrodes the structured ones, fitted
 * @param heff from {@link enlarge}
 * @param withoutWidth the poles of states that no electrode broadens
 */
export function expandWithBands(
  hamiltonian: Matrix,
  broadenings: readonly (readonly [string, Matrix])[],
  electrodes: readonly FittedElectrode[],
  { decomposition, auxiliary, constants }: EnlargedHamiltonian,
  withoutWidth: ReadonlySet<number>,
): EnlargedExpansion {
  const n = hamiltonian.size;
  const { values, left } = decomposition;
  const size = values.length;
  const names = [...broadenings.map(([name]) => name), ...electrodes.map(({ name }) => name)];
  const weights = new Map(names.map((name) => [name, zeros(size)]));
  const green = zeros(n);
  values.forEach((z, p) => {
    if (withoutWidth.has(p)) return;
    const above = complex(z.re, -z.im);
    const sigmas = electrodes.map(({ fit, touched }) => onAllLevels(poleSumAt(fit, above), touched, n));
    putGreen(decomposition, above, green);
    const own = Array.from({ length: n }, (_, i) => complex(left.re[p * size + i]!, left.im[p * size + i]!));
    const put = (name: string, seen: readonly Complex[]): void => {
      const weight = weights.get(name)!;
      // times G(z_p^*)^+
      for (let j = 0; j < n; j++) {
        let re = 0;
        let im = 0;
        for (let i = 0; i < n; i++) {
          const gr = green.re[j * n + i]!;
          const gi = -green.im[j * n + i]!;
          re += seen[i]!.re * gr - seen[i]!.im * gi;
          im += seen[i]!.re * gi + seen[i]!.im * gr;
        }
        weight.re[p * size + j] = re;
        weight.im[p * size + j] = im;
      }
    };
    for (const [name, gamma] of broadenings) put(name, rowTimes(own, gamma));
    electrodes.forEach(({ name, touched }, e) => {
      const seen = rowTimes(own, antiHermitianPart(constants[e]!));
      const advanced = adjoint(addScaled(sigmas[e]!, complex(-1, 0), constants[e]!));
      rowTimes(own, advanced).forEach(({ re, im }, i) => {
        seen[i] = complex(seen[i]!.re + im, seen[i]!.im - re);
      });
      auxiliary.forEach(({ electrode, row }, a) => {
        if (electrode !== e) return;
        const amplitude = complex(left.re[p * size + n + a]!, left.im[p * size + n + a]!);
        touched.forEach((level, i) => {
          const { re, im } = multiply(amplitude, row[i]!);
          seen[level] = complex(seen[level]!.re - im, seen[level]!.im + re);
        });
      });
      put(name, seen);
    });
  });
  return {
    energies: values.map((z, p) => (withoutWidth.has(p) ? complex(z.re, 0) : z)),
    decomposition,
    right: cutAfter(decomposition.right, n, "rows"),
    left: cutAfter(left, n, "columns"),
    weights,
  };
}

/** <v| a. */
function rowTimes(v: readonly Complex[], a: Matrix): Complex[] {
  const n = a.size;
  return Array.from({ length: n }, (_, j) => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < n; i++) {
      const z = v[i]!;
      re += z.re * a.re[i * n + j]! - z.im * a.im[i * n + j]!;
      im += z.re * a.im[i * n + j]! + z.im * a.re[i * n + j]!;
    }
    return complex(re, im);
  });
}
