/**
 * Where sums over poles fail though nothing physical happens: at exceptional points of Heff, and where a mode is critically
 * damped and the two poles of its D^r meet. The way out is the same for both, and for both at once: the average over
 * junctions beside it of exceptional-points, with the damping moved along, gamma -> (1 + k d) gamma.
 */
import { neighboursOf } from "../electrons/exceptional-points.js";
import { type Junction, junction } from "../junction/junction.js";
import { displacementPolesOf } from "./mode-poles.js";

/** A junction beside the given one, with its weight in the average, and in that of one order less. */
export interface Beside {
  readonly junction: Junction;
  readonly weight: number;
  readonly coarseWeight: number;
}

/** Uncertainty of D^r beyond which it is gone round. */
const LIMIT = 1e-13;
/**
 * Relative steps of the damping: error of some 1e-14 from the sixth order, and poles 0.1 Omega apart. A step at which another
 * mode is critically damped is left for the next.
 */
const STEPS = [1 / 200, 1 / 187, 1 / 223, 1 / 173, 1 / 239];
/** Weights of f(d) + f(-d), f(2d) + f(-2d), f(3d) + f(-3d). */
const WEIGHTS = [3 / 4, -3 / 10, 1 / 20];
const COARSE = [2 / 3, -1 / 6, 0];

const dampedBy = (given: Junction, factor: number): Junction =>
  junction({ ...given, damping: given.damping.map((row) => row.map((gamma) => factor * gamma)) });

/** The junctions beside, with the damping moved by a step along with what moves already. */
const movedBy = (given: Junction, beside: readonly Beside[], step: number): readonly Beside[] =>
  Array.from({ length: 6 }, (_, i) => {
    const k = Math.floor(i / 2);
    const factor = 1 + (i % 2 === 0 ? 1 : -1) * (k + 1) * step;
    const neighbour = beside[i];
    return {
      junction: dampedBy(neighbour?.junction ?? given, factor),
      weight: neighbour?.weight ?? WEIGHTS[k]!,
      coarseWeight: neighbour?.coarseWeight ?? COARSE[k]!,
    };
  });

function make(junction: Junction): readonly Beside[] {
  const beside = neighboursOf(junction);
  const { uncertainty } = displacementPolesOf(junction);
  if (!(uncertainty > LIMIT)) return beside;
  const doubtOf = (moved: readonly Beside[]): number =>
    Math.max(...moved.map((one) => displacementPolesOf(one.junction).uncertainty));
  let [best, least] = [beside, uncertainty / 10];
  for (const step of STEPS) {
    const moved = movedBy(junction, beside, step);
    const doubt = doubtOf(moved);
    if (doubt < least) [best, least] = [moved, doubt];
    if (doubt < LIMIT) break;
  }
  return best;
}

const known = new WeakMap<Junction, readonly Beside[]>();

/** Junctions to average over; none where the sums over poles are good as they are. */
export function junctionsBeside(junction: Junction): readonly Beside[] {
  let found = known.get(junction);
  if (!found) {
    found = make(junction);
    known.set(junction, found);
  }
  return found;
}
