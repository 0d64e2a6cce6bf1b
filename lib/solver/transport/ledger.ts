/**
 * Which currents Eq. (8) gives for a junction, and how each is made of the flows of its pair baths. A pair of electrodes
 * (a, b) that gives `flux` quanta, `energy` and the first moment `heat` (e - mu_a of each electron) to the modes per time
 * contributes
 *
 *   J: energy,   I: flux, from L to R,   Q_a: heat,   Q_b: energy - mu_ab flux - heat,
 *   entropy production: energy/T_ph - Q_a/T_a - Q_b/T_b.
 */

import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import type { Combination } from "../rule/flows.js";
import { crossesWithoutBoson, directionOf, whyNoElectronCurrent } from "./electron-current.js";

/** What does not depend on the operating point. */
interface Layout {
  readonly electrodes: readonly string[];
  readonly hasHeat: boolean;
  readonly J: Combination;
  readonly I: Combination | undefined;
  /** sign with which a quantum of each pair counts in I */
  readonly charge: Float64Array;
}

/** The currents of a junction at an operating point as sums of flows. */
export interface Ledger extends Layout {
  readonly heat: readonly Combination[] | undefined;
  readonly entropy: Combination | undefined;
  /** all of the above: what must reach the tolerance */
  readonly wanted: readonly Combination[];
}

/** Heats are wanted to a part of the largest among them, all other currents to a part of themselves. */
const HEATS = 0;
const ALONE = -1;

// plain arrays: a typed one costs more to make than a point of a map can afford
const zeros = (length: number): number[] => new Array<number>(length).fill(0);

function makeLayout(junction: Junction): Layout {
  const electrodes = Object.keys(junction.electrodes);
  const n = electrodes.length;
  const [first, second] = directionOf(junction);
  const energy = zeros(3 * n * n);
  const flux = zeros(3 * n * n);
  const charge = new Float64Array(n * n);
  for (let k = 0; k < n * n; k++) {
    const [from, to] = [electrodes[Math.floor(k / n)], electrodes[k % n]];
    if (from === first && to === second) charge[k] = 1;
    else if (from === second && to === first) charge[k] = -1;
    energy[3 * k + 1] = 1;
    flux[3 * k] = charge[k]!;
  }
  return {
    electrodes,
    hasHeat: !crossesWithoutBoson(junction),
    J: { coefficients: energy, family: ALONE },
    I: whyNoElectronCurrent(junction) === undefined ? { coefficients: flux, family: ALONE } : undefined,
    charge,
  };
}

const known = new WeakMap<Junction, Layout>();

export function layoutOf(junction: Junction): Layout {
  let layout = known.get(junction);
  if (!layout) {
    layout = makeLayout(junction);
    known.set(junction, layout);
  }
  return layout;
}

/** Written out: a spread object costs as much as the integral of a small junction. */
const ledger = (
  { electrodes, hasHeat, J, I, charge }: Layout,
  heat: Ledger["heat"],
  entropy: Ledger["entropy"],
  wanted: Ledger["wanted"],
): Ledger => ({ electrodes, hasHeat, J, I, charge, heat, entropy, wanted });

/** The ledger of a junction at a checked operating point. */
export function ledgerOf(junction: Junction, point: OperatingPoint): Ledger {
  const layout = layoutOf(junction);
  const { electrodes, J, I, hasHeat } = layout;
  if (!hasHeat) return ledger(layout, undefined, undefined, I ? [J, I] : [J]);
  const n = electrodes.length;
  const heat = electrodes.map(() => ({ coefficients: zeros(3 * n * n), family: HEATS }));
  const entropy = zeros(3 * n * n);
  const bath = point.bath.temperature;
  let isCold = bath === 0;
  for (let a = 0; a < n; a++) {
    const source = point.electrodes[electrodes[a]!]!;
    if (source.temperature === 0) isCold = true;
    for (let b = 0; b < n; b++) {
      const drain = point.electrodes[electrodes[b]!]!;
      const mu = source.mu - drain.mu;
      const k = 3 * (a * n + b);
      const [first, second] = [heat[a]!.coefficients, heat[b]!.coefficients];
      first[k + 2] = first[k + 2]! + 1;
      second[k] = second[k]! - mu;
      second[k + 1] = second[k + 1]! + 1;
      second[k + 2] = second[k + 2]! - 1;
      entropy[k] = mu / drain.temperature;
      entropy[k + 1] = 1 / bath - 1 / drain.temperature;
      entropy[k + 2] = 1 / drain.temperature - 1 / source.temperature;
    }
  }
  const wanted: Combination[] = I ? [J, I, ...heat] : [J, ...heat];
  if (isCold) return ledger(layout, heat, undefined, wanted);
  const production = { coefficients: entropy, family: ALONE };
  wanted.push(production);
  return ledger(layout, heat, production, wanted);
}
