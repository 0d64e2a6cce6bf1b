/**
 * What the second order needs of a junction, in flat arrays of complex numbers (real part, imaginary part):
 *
 *   G(e) = sum_p |r_p><l_p|/(e - z_p),   A_b(e) = G Gamma_b G^+ = sum_p [ |r_p><w^b_p|/(e - z_p) + h.c. ]    (in-states),
 *
 * over the poles that some electrode sees. States that leave to an electrode have the spectral functions
 * Ab_a = G^+ Gamma_a G instead, which differ from A_a where H or M is complex or contacts overlap:
 * Ab_a[H, Gamma] = (A_a[H^T, Gamma^T])^T, so that their poles are those of the transposed junction.
 */
import { broadeningColumns, type Poles } from "../electrons/electrons.js";
import {
  isWideBand,
  type Junction,
  junction,
  type MatrixInput,
  type MatrixRows,
} from "../junction/junction.js";
import type { Column } from "../linear/columns.js";
import { fromRows, type Matrix } from "../linear/matrix.js";
import { type ComplexLike, imaginaryPart } from "../special/complex.js";
import { type DisplacementPoles, displacementPolesOf } from "./mode-poles.js";

/** A junction's poles, couplings and contacts. Energies are relative to `reference`. */
export interface Expansion {
  readonly junction: Junction;
  readonly electrodes: readonly string[];
  readonly levels: number;
  readonly reference: number;
  /** number of poles, at least the number of levels that some electrode broadens */
  readonly count: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** rows <l_p|, the conjugate columns |r_p>^*, and for each electrode the rows <w_p|: entry i of p at 2 (p levels + i) */
  readonly left: Float64Array;
  readonly rightConjugate: Float64Array;
  readonly weights: readonly Float64Array[];
  /** M^n, entry (i, j) at 2 (i levels + j) */
  readonly couplings: readonly Float64Array[];
  readonly displacement: DisplacementPoles;
  /** columns b of wide-band electrodes, Gamma = sum b b^+; undefined for electrodes with a self-energy */
  readonly columns: readonly (readonly Column[] | undefined)[];
}

const interleaved = ({ re, im }: Matrix): Float64Array => {
  const out = new Float64Array(2 * re.length);
  for (let k = 0; k < re.length; k++) {
    out[2 * k] = re[k]!;
    out[2 * k + 1] = im[k]!;
  }
  return out;
};

/** The expansion over given poles of a junction: its own, or those of a looser fit. */
export function expansionFrom(junction: Junction, poles: Poles): Expansion {
  const { levels, reference, right, left, weights } = poles;
  const electrodes = Object.keys(junction.electrodes);
  const bright = Array.from(poles.im.keys()).filter((p) => poles.im[p]! < 0);
  const rowsOf = (matrix: Matrix): Float64Array => {
    const out = new Float64Array(2 * bright.length * levels);
    bright.forEach((p, k) => {
      for (let i = 0; i < levels; i++) {
        out[2 * (k * levels + i)] = matrix.re[p * matrix.size + i]!;
        out[2 * (k * levels + i) + 1] = matrix.im[p * matrix.size + i]!;
      }
    });
    return out;
  };
  const rightConjugate = new Float64Array(2 * bright.length * levels);
  bright.forEach((p, k) => {
    for (let i = 0; i < levels; i++) {
      rightConjugate[2 * (k * levels + i)] = right.re[i * right.size + p]!;
      rightConjugate[2 * (k * levels + i) + 1] = -right.im[i * right.size + p]!;
    }
  });
  return {
    junction: junction,
    electrodes,
    levels,
    reference,
    count: bright.length,
    re: Float64Array.from(bright, (p) => poles.re[p]!),
    im: Float64Array.from(bright, (p) => poles.im[p]!),
    left: rowsOf(left),
    rightConjugate,
    weights: electrodes.map((name) => rowsOf(weights.get(name)!)),
    couplings: junction.modes.map(({ coupling }) => interleaved(fromRows(coupling))),
    displacement: displacementPolesOf(junction),
    columns: electrodes.map((name) =>
      isWideBand(junction.electrodes[name]!) ? broadeningColumns(junction, name) : undefined,
    ),
  };
}

const transposedRows = (rows: MatrixRows): ComplexLike[][] => rows.map((_, i) => rows.map((row) => row[i]!));

const isReal = (rows: MatrixRows): boolean => rows.every((row) => row.every((z) => imaginaryPart(z) === 0));

/** The rows of a self-energy as the user writes it: a matrix, its diagonal, or typed arrays. */
const transposedInput = (value: MatrixInput): MatrixInput => {
  const rows = Array.from(value as ArrayLike<unknown>);
  if (typeof rows[0] !== "object" || rows[0] === null || "re" in rows[0]) return value;
  const matrix = (rows as ArrayLike<ComplexLike>[]).map((row) => Array.from(row));
  return matrix.map((_, i) => matrix.map((row) => row[i]!));
};

const known = new WeakMap<Junction, Junction>();

/** The junction with H and all self-energies transposed, itself where that changes nothing. */
export function transposedOf(given: Junction): Junction {
  let found = known.get(given);
  if (found) return found;
  const electrodes = Object.entries(given.electrodes);
  const isSame =
    isReal(given.hamiltonian) &&
    electrodes.every(([, one]) => (isWideBand(one) ? isReal(one.broadening) : one.levels.length === 1));
  found = isSame
    ? given
    : junction({
        ...given,
        hamiltonian: transposedRows(given.hamiltonian),
        electrodes: Object.fromEntries(
          electrodes.map(([name, one]) => [
            name,
            isWideBand(one)
              ? { broadening: transposedRows(one.broadening) }
              : { ...one, selfEnergy: (energy: number) => transposedInput(one.selfEnergy(energy)) },
          ]),
        ),
      });
  known.set(given, found);
  return found;
}
