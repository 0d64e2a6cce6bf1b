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
 * One spin, unless `spin: 2` says that every level holds two: all levels, electrodes and couplings are then the same for both.
 */

import { distinct, type Notice, notice, OF_ELECTRONS, precisionOf } from "../checks/notices.js";
import {
  isList,
  refuse,
  refuseUnless,
  requireFinite,
  requireKeys,
  requireNotNegative,
  requirePositive,
  requireScale,
} from "../checks/validate.js";
import { fromRows, type Matrix, norm } from "../linear/matrix.js";
import { imaginaryPart, realPart } from "../special/complex.js";
import { type Contact, hamiltonianNoise, joinsElectrodes, largestNeglected } from "./level-groups.js";
import {
  frozenRows,
  type MatrixInput,
  type MatrixRows,
  type ReadMatrix,
  readHermitian,
  readPositive,
} from "./matrix-input.js";
import { type Orthogonalisation, orthogonalised, orthogonalisedSquares, readOverlap } from "./overlap.js";

export type { Notice } from "../checks/notices.js";
export type { MatrixInput, MatrixRows } from "./matrix-input.js";

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
   * retarded self-energy Sigma^r_alpha(epsilon) on those levels, a k x k matrix for k levels (rows may be typed
   * arrays), unit of energy:
   * Gamma_alpha = i (Sigma - Sigma^+) must be positive semidefinite (Im Sigma <= 0 for one level), and the real part is
   * its Kramers-Kronig partner. A state bound outside the band has no width and no occupation of its own: it is a dark
   * state, and refused where the junction is used if a mode couples it to others.
   */
  readonly selfEnergy: (energy: number) => MatrixInput;
  /** energies at which the self-energy is not smooth: band edges, say; default none */
  readonly edges?: readonly number[];
  /** only wide-band electrodes have one */
  readonly broadening?: never;
}

/** An electrode of a junction, as it is kept. */
export type Electrode = WideBandElectrode | StructuredElectrode;

/** Whether an electrode is in the wide-band limit. */
export const isWideBand = (electrode: Electrode): electrode is WideBandElectrode => "broadening" in electrode;

/** A bosonic mode and its coupling to the electrons. */
export interface Mode {
  /** mode energy hbar Omega_n > 0 */
  readonly omega: number;
  /** coupling matrix M^n of Eq. (1), N x N, Hermitian; unit energy^(3/2) */
  readonly coupling: MatrixRows;
}

/** A {@link WideBandElectrode} as the user writes it. */
export interface WideBandElectrodeInput {
  /** broadening matrix Gamma_alpha, or its diagonal, one number a level; unit of energy */
  readonly broadening: MatrixInput;
}

/** A {@link StructuredElectrode} as the user writes it. */
export interface StructuredElectrodeInput {
  /** indices of the levels that the electrode touches, ascending */
  readonly levels: ArrayLike<number>;
  /** retarded self-energy Sigma^r_alpha(epsilon) on those levels */
  readonly selfEnergy: (energy: number) => MatrixInput;
  /** energies at which the self-energy is not smooth; default none */
  readonly edges?: ArrayLike<number>;
  /** only wide-band electrodes have one */
  readonly broadening?: never;
}

/** An {@link Electrode} as the user writes it. */
export type ElectrodeInput = WideBandElectrodeInput | StructuredElectrodeInput;

/** A {@link Mode} as the user writes it. */
export interface ModeInput {
  /** mode energy hbar Omega_n > 0 */
  readonly omega: number;
  /** coupling matrix M^n, or its diagonal, one number a level; unit energy^(3/2) */
  readonly coupling: MatrixInput;
}

/**
 * A junction as the user writes it. Matrices are arrays of rows, typed arrays too, or their diagonal as a list of
 * numbers. Hermitian ones may miss it by 1e-6 of their norm, single precision, and are mended: see
 * {@link Junction.notices}.
 */
export interface JunctionInput {
  /** Hamiltonian H of the levels, N x N, Hermitian, or its diagonal; unit of energy */
  readonly hamiltonian: MatrixInput;
  /** the electrodes by name; a name is more than a number */
  readonly electrodes: Readonly<Record<string, ElectrodeInput>>;
  /** the boson modes, at least one */
  readonly modes: readonly ModeInput[];
  /**
   * gamma_ph: one number for all modes, one for each, or a modes x modes real symmetric positive semidefinite matrix;
   * unit of energy
   */
  readonly damping: number | ArrayLike<number> | ArrayLike<ArrayLike<number>>;
  /**
   * overlap S of a non-orthogonal basis, N x N, Hermitian, positive definite, or its diagonal; default an orthogonal basis.
   * The finished junction has none: its matrices are S^-1/2 X S^-1/2.
   */
  readonly overlap?: MatrixInput;
  /**
   * spins that a level holds, 1 (default) or 2; all else is given for one spin and the same for both. Pairs, and with them
   * Lambda, all currents, heats and noise at lowest order, double; beyond it the modes feel both spins, also as Hartree shift.
   * Of the electrons `spectralFunction` alone stays that of one spin
   */
  readonly spin?: 1 | 2;
  /** what a junction that is spread into this one had mended */
  readonly notices?: readonly Notice[];
}

/** A validated, frozen junction: all matrices are rows, in an orthogonal basis. */
export interface Junction extends JunctionInput {
  /** H of the levels, N x N Hermitian, in an orthonormal basis */
  readonly hamiltonian: MatrixRows;
  /** the electrodes by name, with broadening matrix or self-energy */
  readonly electrodes: Readonly<Record<string, Electrode>>;
  /** energies and coupling matrices of the modes */
  readonly modes: readonly Mode[];
  /** gamma_ph, modes x modes, unit of energy: damping by the modes' own bath */
  readonly damping: readonly (readonly number[])[];
  /** what was given is taken into the basis already */
  readonly overlap?: never;
  /** what was mended in the input, nothing as a rule */
  readonly notices: readonly Notice[];
}

/** A part of the junction with what was mended in it. */
interface Read<T> {
  readonly part: T;
  readonly notices: readonly Notice[];
}

/** The broadening matrices, and the levels of electrodes that have a self-energy. */
export const contactsOf = (electrodes: Junction["electrodes"]): readonly Contact[] =>
  Object.values(electrodes).map((electrode) =>
    isWideBand(electrode) ? fromRows(electrode.broadening) : electrode.levels,
  );

const diagonalOf = (values: readonly number[]): readonly (readonly number[])[] =>
  Object.freeze(values.map((value, m) => Object.freeze(values.map((_, n) => (m === n ? value : 0)))));

function readDamping(value: unknown, modes: number): Read<Junction["damping"]> {
  if (typeof value === "number") {
    const gamma = requirePositive("damping", value);
    return { part: diagonalOf(new Array<number>(modes).fill(gamma)), notices: [] };
  }
  if (!isList(value)) {
    return refuseUnless(
      false,
      "damping",
      "a positive number, one for each mode, or a modes x modes matrix",
      value,
    );
  }
  const { matrix, notices } = readPositive("damping", value, modes);
  const rows = frozenRows(matrix);
  const isDiagonal = typeof value[0] === "number";
  rows.forEach((row, m) => {
    row.forEach((z, n) => {
      if (typeof z !== "number") refuse(`damping[${m}][${n}]`, "a real number", z);
    });
    requirePositive(isDiagonal ? `damping[${m}]` : `damping[${m}][${m}]`, row[m]);
  });
  return { part: rows as readonly (readonly number[])[], notices };
}

function readLevels(name: string, value: unknown, count: number): readonly number[] {
  const levels: readonly unknown[] = isList(value) ? Array.from(value) : [];
  const isAscending = levels.every(
    (level, k) => Number.isInteger(level) && (level as number) > (k === 0 ? -1 : (levels[k - 1] as number)),
  );
  if (levels.length === 0 || !isAscending || (levels.at(-1) as number) >= count) {
    return refuseUnless(isList(value), name, `ascending indices between 0 and ${count - 1}`, value);
  }
  return Object.freeze(levels as number[]);
}

function readStructured(name: string, value: object, basis: Basis): Read<Electrode> {
  const given = requireKeys(name, value, ["levels", "selfEnergy"], ["edges"]);
  const { selfEnergy } = given;
  if (typeof selfEnergy !== "function")
    return refuseUnless(false, `${name}.selfEnergy`, "a function of energy", selfEnergy);
  const levels = readLevels(`${name}.levels`, given.levels, basis.levels);
  if (basis.overlap && !levels.every(basis.overlap.keeps)) {
    throw new RangeError(
      `overlap must leave the levels of ${name} alone, for its selfEnergy is not transformed: write all matrices in an ` +
        "orthogonal basis by hand, X -> S^-1/2 X S^-1/2, the selfEnergy too (on all levels that S mixes), without overlap",
    );
  }
  const edges: unknown = given.edges ?? [];
  if (!isList(edges)) return refuseUnless(false, `${name}.edges`, "an array of energies", edges);
  const part = Object.freeze({
    levels,
    selfEnergy: selfEnergy as StructuredElectrode["selfEnergy"],
    edges: Object.freeze(Array.from(edges, (edge, k) => requireFinite(`${name}.edges[${k}]`, edge))),
  });
  return { part, notices: [] };
}

/** The levels and, where they are not orthogonal, how they are made so. */
interface Basis {
  readonly levels: number;
  readonly overlap: Orthogonalisation | undefined;
}

const inBasis = ({ overlap }: Basis, { matrix }: ReadMatrix): MatrixRows =>
  frozenRows(overlap ? orthogonalised(overlap, matrix) : matrix);

function readElectrode(name: string, value: unknown, basis: Basis): Read<Electrode> {
  if (typeof value === "object" && value !== null && "selfEnergy" in value) {
    if ("broadening" in value && value.broadening !== undefined)
      throw new RangeError(`${name} must have either broadening or selfEnergy, not both`);
    return readStructured(name, value, basis);
  }
  if (typeof value === "object" && value !== null && !("broadening" in value)) {
    refuse(name, "an object with `broadening`, or with `levels` and `selfEnergy`", value);
  }
  const given = requireKeys(name, value, ["broadening"]);
  const { matrix, notices } = readPositive(`${name}.broadening`, given.broadening, basis.levels);
  const broadening = frozenRows(basis.overlap ? orthogonalisedSquares(basis.overlap, matrix) : matrix);
  return { part: Object.freeze({ broadening }), notices };
}

function readElectrodes(value: unknown, basis: Basis): Read<Junction["electrodes"]> {
  const isRecord = typeof value === "object" && value !== null && !isList(value) && !(value instanceof Map);
  if (!isRecord || Object.keys(value).length === 0) {
    return refuseUnless(isRecord, "electrodes", "an object with at least one named electrode", value);
  }
  for (const name of Object.keys(value)) {
    // JavaScript would reorder such keys, and with them the direction of the current.
    if (/^\d+$/.test(name)) refuse("name of an electrode", "more than a number", name);
  }
  const read = Object.entries(value).map(
    ([name, electrode]) => [name, readElectrode(`electrodes.${name}`, electrode, basis)] as const,
  );
  return {
    part: Object.freeze(Object.fromEntries(read.map(([name, { part }]) => [name, part]))),
    notices: read.flatMap(([, { notices }]) => notices),
  };
}

function readMode(name: string, value: unknown, basis: Basis): Read<Mode> {
  const given = requireKeys(name, value, ["omega", "coupling"]);
  const omega = requirePositive(`${name}.omega`, given.omega);
  const coupling = readHermitian(`${name}.coupling`, given.coupling, basis.levels);
  return { part: Object.freeze({ omega, coupling: inBasis(basis, coupling) }), notices: coupling.notices };
}

function readModes(value: unknown, basis: Basis): Read<readonly Mode[]> {
  if (!Array.isArray(value) || value.length === 0)
    return refuseUnless(Array.isArray(value), "modes", "an array of at least one mode", value);
  const read = Array.from(value, (mode: unknown, n) => readMode(`modes[${n}]`, mode, basis));
  return {
    part: Object.freeze(read.map(({ part }) => part)),
    notices: read.flatMap(({ notices }) => notices),
  };
}

const readSpin = (value: unknown = 1): 1 | 2 =>
  value === 1 || value === 2
    ? value
    : refuseUnless(typeof value === "number", "spin", "1, or 2 for levels that hold both spins", value);

/** Notices of a junction that is spread into a new one. */
function readNotices(value: unknown): readonly Notice[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return refuseUnless(false, "notices", "those of a junction", value);
  return Array.from(value, (given: unknown, k) => {
    const { parameter, message, size } = requireKeys(`notices[${k}]`, given, [
      "parameter",
      "message",
      "size",
    ]);
    if (typeof parameter !== "string")
      return refuseUnless(false, `notices[${k}].parameter`, "text", parameter);
    if (typeof message !== "string") return refuseUnless(false, `notices[${k}].message`, "text", message);
    return notice(parameter, message, requireNotNegative(`notices[${k}].size`, size));
  });
}

/**
 * Entries that count as round-off where it is decided whether electrons cross without a boson: a notice for each matrix that
 * has some, if the decision depends on them.
 */
function noticesOfNeglect(
  hamiltonian: MatrixRows,
  electrodes: Junction["electrodes"],
  notices: readonly Notice[],
): readonly Notice[] {
  const matrix = fromRows(hamiltonian);
  const contacts = contactsOf(electrodes);
  const precision = precisionOf(matrix.size, notices, OF_ELECTRONS);
  const crosses = (least: number): boolean => joinsElectrodes(matrix, contacts, least);
  if (!crosses(0) || crosses(precision)) return [];
  const neglect = (name: string, of: Matrix, limit: number, withDiagonal: boolean): readonly Notice[] => {
    const found = largestNeglected(of, limit, withDiagonal);
    if (!found) return [];
    const { i, j, size } = found;
    const message = `${name}[${i}][${j}] and smaller entries, ${size.toPrecision(3)}, are round-off, and do not let electrons cross without a boson`;
    return [notice(`${name}[${i}][${j}]`, message, size / (limit / precision))];
  };
  return [
    ...neglect("hamiltonian", matrix, hamiltonianNoise(matrix, contacts, precision), false),
    ...Object.entries(electrodes).flatMap(([name, electrode]) => {
      if (!isWideBand(electrode)) return [];
      const broadening = fromRows(electrode.broadening);
      return neglect(`electrodes.${name}.broadening`, broadening, precision * norm(broadening), true);
    }),
  ];
}

/**
 * Builds a junction: checks every entry, mends what round-off or single precision left, then freezes a copy.
 * @param input see {@link JunctionInput}; a finished junction may be spread into it to change one part, and its notices are
 *   kept
 * @returns the validated junction, safe to share; its `notices` say what was mended
 * @throws RangeError naming the parameter, its value and what is allowed: shapes, energies beyond 1e32 or mode energies
 *   below 1e-32, matrices that are not Hermitian, broadenings and dampings that are not positive semidefinite, by more than
 *   1e-6 of their norm, an overlap that is nearly singular, mode energies that are not positive, unknown or missing keys
 * @throws TypeError for what is of a wrong type, text for numbers too
 * @example
 * junction({
 *   hamiltonian: [10.5, 9.5],
 *   electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
 *   modes: [{ omega: 1, coupling: [[0, 0.5], [0.5, 0]] }],
 *   damping: 0.5,
 * })
 */
export function junction(input: JunctionInput): Junction {
  const given = requireKeys(
    "junction",
    input,
    ["hamiltonian", "electrodes", "modes", "damping"],
    ["overlap", "spin", "notices"],
  );
  const spin = readSpin(given.spin);
  const energies = readHermitian("hamiltonian", given.hamiltonian);
  const levels = energies.matrix.size;
  const overlap = given.overlap === undefined ? undefined : readOverlap(given.overlap, levels);
  const basis: Basis = { levels, overlap };
  const hamiltonian = inBasis(basis, energies);
  const electrodes = readElectrodes(given.electrodes, basis);
  const modes = readModes(given.modes, basis);
  const damping = readDamping(given.damping, modes.part.length);
  requireScale("hamiltonian", largestOf(hamiltonian));
  for (const [name, electrode] of Object.entries(electrodes.part)) {
    if (isWideBand(electrode)) requireScale(`electrodes.${name}.broadening`, largestOf(electrode.broadening));
  }
  modes.part.forEach(({ omega }, n) => {
    requireScale(`modes[${n}].omega`, omega, 1);
  });
  requireScale("damping", largestOf(damping.part));
  const mended = [
    ...readNotices(given.notices),
    ...energies.notices,
    ...(overlap?.notices ?? []),
    ...electrodes.notices,
    ...modes.notices,
    ...damping.notices,
  ];
  const neglected = noticesOfNeglect(hamiltonian, electrodes.part, mended);
  return remember(
    Object.freeze({
      hamiltonian,
      electrodes: electrodes.part,
      modes: modes.part,
      damping: damping.part,
      ...(spin === 2 && { spin }),
      notices: distinct([...mended, ...neglected]),
    }),
  );
}

/** Spins that a level of a junction holds: 2 if it says so. */
export const spinOf = ({ spin = 1 }: Pick<Junction, "spin">): 1 | 2 => spin;

/** Largest modulus of the entries of a matrix. */
const largestOf = (rows: MatrixRows): number =>
  rows.reduce(
    (most, row) =>
      row.reduce<number>((so, z) => Math.max(so, Math.hypot(realPart(z), imaginaryPart(z))), most),
    0,
  );

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
 * @throws TypeError for what is of a wrong type
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
    hamiltonian: [epsilonL, epsilonR],
    electrodes: { L: { broadening: [gammaL, 0] }, R: { broadening: [0, gammaR] } },
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
