/** What currents inherit of the doubt about an expansion in poles. */
import { EPSILON } from "../checks/precision.js";
import { isWideBand, type Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { isInGap, type Poles } from "./electrons.js";

/** Sums over poles err by at most this many times what their eigenvectors tell, mostly by a third of it: measured. */
export const EIGENVECTOR_DOUBT = 5;

const FIT_MARGIN = 10;

/**
 * The part of the change made by a looser fit of self-energies which is the error by the fit in use: as much less as that fit
 * errs less, with a margin, and what lies so close to an edge that neither follows.
 */
export const shareOfLooserFit = (
  junction: Junction,
  point: OperatingPoint,
  used: Poles,
  looser: Poles,
): number =>
  Math.min(1, (FIT_MARGIN * used.fitError) / looser.fitError + unresolvedShare(junction, point, used));

const MARGIN_IN_BAND = 3;
const MARGIN_IN_GAP = 30;
/** Thermal energies beside a chemical potential that count fully. */
const NEAR = 3;

/** Edges, ascending, and for every interval below, between and above them whether an electrode has no state there. */
interface Gaps {
  readonly edges: readonly number[];
  readonly isGap: readonly boolean[];
}

const known = new WeakMap<Poles, Gaps>();

function gapsOf({ electrodes }: Junction, poles: Poles): Gaps {
  let gaps = known.get(poles);
  if (!gaps) {
    const edges = [...new Set(poles.edges)].sort((a, b) => a - b);
    const [first, last] = [edges[0]!, edges.at(-1)!];
    const beyond = last - first || 1;
    const ends = [first - 2 * beyond, ...edges, last + 2 * beyond];
    const isGap = ends.slice(1).map((to, k) => {
      const energy = (ends[k]! + to) / 2 + poles.reference;
      return Object.entries(electrodes).some(
        ([name, electrode]) => !isWideBand(electrode) && isInGap(name, electrode, energy),
      );
    });
    gaps = { edges, isGap };
    known.set(poles, gaps);
  }
  return gaps;
}

/** Whether an electrode has no state at an energy, relative to the reference; at an edge, on either side of it. */
function isInSomeGap({ edges, isGap }: Gaps, energy: number): boolean {
  const below = edges.filter((edge) => edge < energy).length;
  return isGap[below]! || (edges[below] === energy && isGap[below + 1]!);
}

/**
 * How much of the electrons is next to an edge, where spectral functions rise as a square root of the distance d and fits follow
 * nothing within d = `unresolved`: (d/T)^(3/2) where a chemical potential, or what a quantum makes of it, lies at an edge, less by
 * Boltzmann's factor farther from it; d/T, by measurement, for a potential in a gap, from where all electrons that cross are next
 * to an edge. Without temperature the nearest distance stands for it.
 */
function unresolvedShare(junction: Junction, point: OperatingPoint, poles: Poles): number {
  const { edges, reference, unresolved } = poles;
  if (unresolved === 0) return 0;
  const reservoirs = Object.values(point.electrodes);
  const T = Math.max(point.bath.temperature, ...reservoirs.map(({ temperature }) => temperature));
  const potentials = reservoirs.map(({ mu }) => mu - reference);
  const moved = potentials.flatMap((mu) => junction.modes.flatMap(({ omega }) => [mu - omega, mu + omega]));
  const energies = [...potentials, ...moved];
  const distances = energies.map((energy) => Math.min(...edges.map((edge) => Math.abs(energy - edge))));
  const scale = T > 0 ? T : Math.min(...distances.filter((distance) => distance > 0));
  const part = Math.min(1, unresolved / scale);
  if (part < EPSILON) return 0;
  const gaps = gapsOf(junction, poles);
  const shares = energies.map((energy, k) =>
    k < potentials.length && isInSomeGap(gaps, energy)
      ? MARGIN_IN_GAP * part
      : MARGIN_IN_BAND * part ** 1.5 * Math.min(1, Math.exp(NEAR - distances[k]! / scale)),
  );
  return Math.min(1, Math.max(...shares));
}

/** Uncertainty of eigenvectors from which on their terms are no longer those of a well-conditioned matrix. */
const ILL_CONDITIONED = 1e-12;
const MORE_NOISE = 8;

/**
 * How many units of the roundoff of its terms a sum over poles errs by: next to an exceptional point the terms of two poles are
 * large and nearly cancel, and eigenvectors err by several units. Measured.
 */
export const unitsOfNoise = ({ uncertainty }: Poles): number =>
  1 + (MORE_NOISE * uncertainty) / (uncertainty + ILL_CONDITIONED);

/** Relative error by eigenvectors and nearly dark widths. */
export const expansionDoubt = ({ uncertainty, widthUncertainty }: Poles): number =>
  EIGENVECTOR_DOUBT * uncertainty + widthUncertainty;
