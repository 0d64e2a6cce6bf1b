/**
 * The two-level junction reduced to its numbers: level L on one electrode only, level R on the other only, and one
 * mode whose coupling is off-diagonal (Fig. 2). Then A_L and A_R are single Lorentzians, the intra-electrode baths
 * vanish, and only |m|^2 enters.
 */
import {
  type Electrode,
  isWideBand,
  type Junction,
  type MatrixRows,
} from "../lib/solver/junction/junction.js";
import { type ComplexLike, imaginaryPart, realPart } from "../lib/solver/special/complex.js";

/** All energies in one unit, hbar = k_B = 1. */
export interface TwoLevelModel {
  readonly epsilonL: number;
  readonly epsilonR: number;
  readonly gammaL: number;
  readonly gammaR: number;
  /** |m|^2, unit energy^3 */
  readonly couplingSquared: number;
  readonly omega: number;
  readonly gammaPh: number;
}

/** A junction recognised as the two-level one, and the electrodes of its levels. */
export interface TwoLevelReading {
  readonly model: TwoLevelModel;
  /** electrode of the first level, whose numbers are those with the suffix L */
  readonly left: string;
  /** electrode of the second level */
  readonly right: string;
}

const squareOf = (z: ComplexLike): number => realPart(z) ** 2 + imaginaryPart(z) ** 2;
const isZero = (z: ComplexLike): boolean => realPart(z) === 0 && imaginaryPart(z) === 0;
const broadeningOf = (electrode: Electrode): MatrixRows | undefined =>
  isWideBand(electrode) ? electrode.broadening : undefined;
const isDiagonal = ([first, second]: MatrixRows): boolean => isZero(first![1]!) && isZero(second![0]!);

/** The level that a wide-band electrode broadens, if it is one alone. */
function onlyLevelOf(electrode: Electrode): 0 | 1 | undefined {
  const broadening = broadeningOf(electrode);
  if (!broadening) return undefined;
  const first = realPart(broadening[0]![0]!);
  const second = realPart(broadening[1]![1]!);
  if (!isDiagonal(broadening)) return undefined;
  if (first > 0 && second === 0) return 0;
  return second > 0 && first === 0 ? 1 : undefined;
}

function read(junction: Junction): TwoLevelReading | undefined {
  const { hamiltonian, electrodes, modes, damping } = junction;
  const names = Object.keys(electrodes);
  if (hamiltonian.length !== 2 || names.length !== 2 || modes.length !== 1) return undefined;
  const levels = names.map((name) => onlyLevelOf(electrodes[name]!));
  if (levels[0] === undefined || levels[1] === undefined || levels[0] === levels[1]) return undefined;
  const { omega, coupling } = modes[0]!;
  if (!isDiagonal(hamiltonian) || !isZero(coupling[0]![0]!) || !isZero(coupling[1]![1]!)) return undefined;
  const left = names[levels[0]]!;
  const right = names[levels[1]]!;
  const model: TwoLevelModel = Object.freeze({
    epsilonL: realPart(hamiltonian[0]![0]!),
    epsilonR: realPart(hamiltonian[1]![1]!),
    gammaL: realPart(broadeningOf(electrodes[left]!)![0]![0]!),
    gammaR: realPart(broadeningOf(electrodes[right]!)![1]![1]!),
    couplingSquared: squareOf(coupling[0]![1]!),
    omega,
    gammaPh: damping[0]![0]!,
  });
  return Object.freeze({ model, left, right });
}

const readings = new WeakMap<Junction, TwoLevelReading | null>();

/**
 * The numbers of a junction that is a two-level one in the sense above; undefined for every other junction.
 * @param junction a validated junction
 */
export function twoLevelModelOf(junction: Junction): TwoLevelReading | undefined {
  const known = readings.get(junction);
  if (known !== undefined) return known ?? undefined;
  const reading = read(junction);
  readings.set(junction, reading ?? null);
  return reading;
}
