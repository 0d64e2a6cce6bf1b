/**
 * What a junction is: the model of Sec. II A as a plain readonly object.
 *
 *   H = sum H_ij c_i^+ c_j + sum_n (p_n^2 + Omega_n^2 u_n^2)/2 + sum_n M^n_ij c_i^+ c_j u_n      (Eq. 1)
 *
 * An N-level central region (H, N x N Hermitian), any number of electrodes, in the wide-band limit (broadening matrix
 * Gamma_alpha, N x N Hermitian, positive semidefinite) or with a self-energy that varies with energy, boson modes
 * (energy hbar Omega_n, coupling matrix M^n,
 * N x N Hermitian, for the mass-normalised displacement u_n) and their Ohmic bath, Gamma_ph(omega) = 2 omega gamma_ph.
 *
 * Units: hbar = k_B = e = 1; energies in any one unit (the paper: hbar Omega = 1). M carries energy^(3/2).
 * No spin degeneracy: multiply Lambda, J and I by 2 for it.
 */
import { eigenDecomposition } from "./linear/eigen.js";
import { fromRows, norm } from "./linear/matrix.js";
import { type ComplexLike, imaginaryPart, realPart } from "./special/complex.js";
import { refuse, requireFinite, requireKeys, requireNotNegative, requirePositive } from "./validate.js";

/** Rows of a matrix; entries are numbers or `{re, im}`. */
export type MatrixRows = readonly (readonly ComplexLike[])[];

/** An electrode in the wide-band limit, as in the paper. */
export interface WideBandElectrode {
  /** broadening matrix Gamma_alpha, N x N, Hermitian, positive semidefinite; unit of energy */
  readonly broadening: MatrixRows;
}

/** An electrode whose density of states varies with energy: a band with edges, a gap, a resonance. */
export interface StructuredElectrode {
  /** indices of the levels that the electrode touches, ascending */
  readonly levels: readonly number[];
  /**
   * retarded self-energy Sigma^r_alpha(epsilon) on those levels, a k x k matrix for k levels, unit of energy:
   * Gamma_alpha = i (Sigma - Sigma^+) must be positive semidefinite (Im Sigma <= 0 for one level), and the real part is
   * its Kramers-Kronig partner. A state bound outside the band is refused where the junction is used: it has no
   * occupation of its own.
   */
  readonly selfEnergy: (energy: number) => MatrixRows;
  /** energies at which the self-energy is not smooth: band edges, say; default none */
  readonly edges?: readonly number[];
  /** only wide-band electrodes have one */
  readonly broadening?: never;
}

export type Electrode = WideBandElectrode | StructuredElectrode;

/** Whether an electrode is in the wide-band limit. */
export const isWideBand = (electrode: Electrode): electrode is WideBandElectrode => "broadening" in electrode;

export interface Mode {
  /** mode energy hbar Omega_n > 0 */
  readonly omega: number;
  /** coupling matrix M^n of Eq. (1), N x N, Hermitian; unit energy^(3/2) */
  readonly coupling: MatrixRows;
}

/** A junction as the user writes it. */
export interface JunctionInput {
  readonly hamiltonian: MatrixRows;
  readonly electrodes: Readonly<Record<string, Electrode>>;
  readonly modes: readonly Mode[];
  /** gamma_ph: one number for all modes, or a modes x modes real symmetric positive semidefinite matrix */
  readonly damping: number | readonly (readonly number[])[];
}

/** A validated, frozen junction. `damping` is a matrix here. */
export interface Junction extends JunctionInput {
  readonly damping: readonly (readonly number[])[];
}

const HERMITIAN_TOLERANCE = 1e-12;

function readMatrix(name: string, value: unknown, size: number | undefined): MatrixRows {
  const n = size ?? (Array.isArray(value) ? value.length : 0);
  const shape = size === undefined ? "a square matrix (an array of rows)" : `a ${n} x ${n} matrix`;
  if (!Array.isArray(value) || n === 0 || value.length !== n) return refuse(name, shape, value);
  return Object.freeze(
    Array.from(value, (row: unknown, i) => {
      if (!Array.isArray(row) || row.length !== n)
        return refuse(`${name}, row ${i}`, `an array of ${n} entries`, row);
      return Object.freeze(Array.from(row, (z: unknown, j) => readEntry(`${name}[${i}][${j}]`, z)));
    }),
  );
}

function readEntry(name: string, value: unknown): ComplexLike {
  if (typeof value === "number") return requireFinite(name, value);
  if (typeof value !== "object" || value === null) return refuse(name, "a number or {re, im}", value);
  const z = requireKeys(name, value, ["re", "im"]);
  const re = requireFinite(`${name}.re`, z.re);
  const im = requireFinite(`${name}.im`, z.im);
  return im === 0 ? re : Object.freeze({ re, im });
}

function readHermitian(name: string, value: unknown, size?: number): MatrixRows {
  const rows = readMatrix(name, value, size);
  const bound = HERMITIAN_TOLERANCE * norm(fromRows(rows));
  rows.forEach((row, i) => {
    row.forEach((z, j) => {
      const mirror = rows[j]![i]!;
      const defect = Math.hypot(realPart(z) - realPart(mirror), imaginaryPart(z) + imaginaryPart(mirror));
      if (defect > bound)
        refuse(name, `Hermitian; entries [${i}][${j}] and [${j}][${i}] are not conjugate`, rows);
    });
  });
  return rows;
}

function readPositive(name: string, value: unknown, size?: number): MatrixRows {
  const rows = readHermitian(name, value, size);
  const matrix = fromRows(rows);
  const lowest = Math.min(...eigenDecomposition(matrix).values.map((z) => z.re));
  if (lowest < -HERMITIAN_TOLERANCE * norm(matrix)) {
    refuse(name, `positive semidefinite; its lowest eigenvalue is ${lowest}`, rows);
  }
  return rows;
}

function readDamping(value: unknown, modes: number): readonly (readonly number[])[] {
  if (typeof value === "number") {
    const gamma = requirePositive("damping", value);
    return Object.freeze(
      Array.from({ length: modes }, (_, m) =>
        Object.freeze(Array.from({ length: modes }, (_, n) => (m === n ? gamma : 0))),
      ),
    );
  }
  if (!Array.isArray(value)) return refuse("damping", "a positive number or a modes x modes matrix", value);
  const rows = readPositive("damping", value, modes);
  rows.forEach((row, m) => {
    row.forEach((z, n) => {
      if (typeof z !== "number") refuse(`damping[${m}][${n}]`, "a real number", z);
    });
    requirePositive(`damping[${m}][${m}]`, row[m]);
  });
  return rows as readonly (readonly number[])[];
}

function readElectrode(name: string, value: unknown, levels: number): Electrode {
  if (typeof value === "object" && value !== null && "selfEnergy" in value) {
    const given = requireKeys(name, value, ["levels", "selfEnergy"], ["edges"]);
    const { selfEnergy } = given;
    if (typeof selfEnergy !== "function")
      return refuse(`${name}.selfEnergy`, "a function of energy", selfEnergy);
    const touched: unknown = given.levels;
    const isAscending = (list: readonly unknown[]): boolean =>
      list.every((i, k) => Number.isInteger(i) && (k === 0 || (i as number) > (list[k - 1] as number)));
    if (
      !Array.isArray(touched) ||
      touched.length === 0 ||
      !isAscending(touched) ||
      touched[0] < 0 ||
      touched[touched.length - 1] >= levels
    ) {
      return refuse(`${name}.levels`, `ascending indices between 0 and ${levels - 1}`, touched);
    }
    const edges: unknown = given.edges ?? [];
    if (!Array.isArray(edges) && !(edges instanceof Float64Array))
      return refuse(`${name}.edges`, "an array of energies", edges);
    return Object.freeze({
      levels: Object.freeze(Array.from(touched as number[])),
      selfEnergy: selfEnergy as StructuredElectrode["selfEnergy"],
      edges: Object.freeze(
        Array.from(edges, (edge: unknown, k) => requireFinite(`${name}.edges[${k}]`, edge)),
      ),
    });
  }
  if (typeof value === "object" && value !== null && !("broadening" in value)) {
    refuse(name, "an object with `broadening`, or with `levels` and `selfEnergy`", value);
  }
  const { broadening } = requireKeys(name, value, ["broadening"]);
  return Object.freeze({ broadening: readPositive(`${name}.broadening`, broadening, levels) });
}

/**
 * Builds a junction: checks every entry, then freezes a copy.
 * @param input see {@link JunctionInput}; a finished junction may be spread into it to change one part
 * @returns the validated junction, safe to share
 * @throws RangeError naming the parameter, its value and what is allowed: shapes, Hermiticity, positive
 *   semidefinite broadening and damping, positive mode energies, unknown or missing keys
 * @example
 * junction({
 *   hamiltonian: [[10.5, 0], [0, 9.5]],
 *   electrodes: { L: { broadening: [[0.5, 0], [0, 0]] }, R: { broadening: [[0, 0], [0, 0.5]] } },
 *   modes: [{ omega: 1, coupling: [[0, 0.5], [0.5, 0]] }],
 *   damping: 0.5,
 * })
 */
export function junction(input: JunctionInput): Junction {
  const given = requireKeys("junction", input, ["hamiltonian", "electrodes", "modes", "damping"]);
  const hamiltonian = readHermitian("hamiltonian", given.hamiltonian);
  const levels = hamiltonian.length;
  const electrodes = given.electrodes;
  if (
    typeof electrodes !== "object" ||
    electrodes === null ||
    Array.isArray(electrodes) ||
    Object.keys(electrodes).length === 0
  ) {
    return refuse("electrodes", "an object with at least one named electrode", electrodes);
  }
  for (const name of Object.keys(electrodes)) {
    // JavaScript would reorder such keys, and with them the direction of the current.
    if (/^\d+$/.test(name)) refuse("name of an electrode", "more than a number", name);
  }
  const modes = given.modes;
  if (!Array.isArray(modes) || modes.length === 0)
    return refuse("modes", "an array of at least one mode", modes);
  return remember(
    Object.freeze({
      hamiltonian,
      electrodes: Object.freeze(
        Object.fromEntries(
          Object.entries(electrodes).map(([name, electrode]) => {
            return [name, readElectrode(`electrodes.${name}`, electrode, levels)];
          }),
        ),
      ),
      modes: Object.freeze(
        Array.from(modes, (mode: unknown, n) => {
          const { omega, coupling } = requireKeys(`modes[${n}]`, mode, ["omega", "coupling"]);
          return Object.freeze({
            omega: requirePositive(`modes[${n}].omega`, omega),
            coupling: readHermitian(`modes[${n}].coupling`, coupling, levels),
          });
        }),
      ),
      damping: readDamping(given.damping, modes.length),
    }),
  );
}

const validated = new WeakSet<Junction>();

function remember(value: Junction): Junction {
  validated.add(value);
  return value;
}

/** The junction itself if it came from {@link junction}; otherwise checks and builds it. */
export const ensureJunction = (input: JunctionInput): Junction =>
  validated.has(input as Junction) ? (input as Junction) : junction(input);

/** Parameters of the paper's two-level junction (Fig. 2). All energies in one unit; the paper takes hbar Omega = 1. */
export interface TwoLevelParameters {
  /** energy of the level that couples to electrode L */
  readonly epsilonL: number;
  /** energy of the level that couples to electrode R */
  readonly epsilonR: number;
  /** broadening of the left level, gamma_L >= 0 */
  readonly gammaL: number;
  /** broadening of the right level, gamma_R >= 0 */
  readonly gammaR: number;
  /** m, the off-diagonal element of the coupling matrix M; unit energy^(3/2) */
  readonly coupling: number;
  /** mode energy hbar Omega > 0 */
  readonly omega: number;
  /** Ohmic damping gamma_ph > 0 of the mode by its bath, Gamma_ph(omega) = 2 omega gamma_ph */
  readonly gammaPh: number;
}

/**
 * The two-level junction of Fig. 2: level L couples to electrode L only, level R to electrode R only, and an electron
 * hops between them only by emitting or absorbing a quantum of the one mode.
 * @param parameters see {@link TwoLevelParameters}; all are required
 * @returns a {@link Junction} with electrodes `L` and `R`, levels in the order L, R
 * @throws RangeError naming the parameter, its value and what is allowed
 */
export function twoLevelJunction(parameters: TwoLevelParameters): Junction {
  requireKeys("twoLevelJunction", parameters, [
    "epsilonL",
    "epsilonR",
    "gammaL",
    "gammaR",
    "coupling",
    "omega",
    "gammaPh",
  ]);
  const epsilonL = requireFinite("epsilonL", parameters.epsilonL);
  const epsilonR = requireFinite("epsilonR", parameters.epsilonR);
  const gammaL = requireNotNegative("gammaL", parameters.gammaL);
  const gammaR = requireNotNegative("gammaR", parameters.gammaR);
  const coupling = requireFinite("coupling", parameters.coupling);
  const omega = requirePositive("omega", parameters.omega);
  const gammaPh = requirePositive("gammaPh", parameters.gammaPh);
  return junction({
    hamiltonian: [
      [epsilonL, 0],
      [0, epsilonR],
    ],
    electrodes: {
      L: {
        broadening: [
          [gammaL, 0],
          [0, 0],
        ],
      },
      R: {
        broadening: [
          [0, 0],
          [0, gammaR],
        ],
      },
    },
    modes: [
      {
        omega,
        coupling: [
          [0, coupling],
          [coupling, 0],
        ],
      },
    ],
    damping: gammaPh,
  });
}
