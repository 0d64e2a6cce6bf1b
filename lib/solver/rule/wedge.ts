/**
 * The opening angle of the wedge whose poles are corrected (grid): nodes are needed in inverse proportion to it, and a wide
 * wedge holds many poles. Of these the ladders' are counted (ladders lists them); modes and hops are few or in any wedge.
 */
import type { Hop, State } from "./state.js";

export const ANGLES: readonly number[] = [
  1.48, 1.4, 1.25, 1.1, 0.9, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1, 0.06, 0.04, 0.025, 0.015, 0.01,
];
const SLOPES: readonly number[] = ANGLES.map(Math.tan);
export const WIDEST_ANGLE = 1.52;

/**
 * Number of the poles of the pairs' Bose functions below a slope; of channels without digammas, which have none, of the rows of
 * pinches in their place.
 */
export function bosePolesBelow({ boses, boseMu, boseTemperature }: State, slope: number): number {
  let count = 0;
  for (let k = 0; k < boses; k++)
    count += Math.max(0, Math.floor((boseMu[k]! * slope) / (2 * Math.PI * boseTemperature[k]!)));
  return count;
}

/** Number of the rungs of all ladders below a slope and left of an end. */
export function rungsBelow(state: State, slope: number, end: number): number {
  const { terms, mu, temperature, inDrain, inSource } = state;
  let count = 0;
  for (let g = 0; g < state.groups; g++) {
    const spacing = 2 * Math.PI * temperature[g]!;
    for (let p = 0; p < terms.size; p++) {
      const x = terms.re[p]! - mu[g]!;
      const isMet = (x > 0 ? inDrain : inSource)[g * terms.size + p] === 1;
      if (!isMet || Math.abs(x) >= end) continue;
      count += Math.max(0, Math.ceil((Math.abs(x) * slope + terms.im[p]!) / spacing - 0.5));
    }
  }
  return count;
}

/** Number of the pinches of a channel without digammas below a slope. */
export function pinchesBelow({ temperature }: State, { mu, source, drain }: Hop, slope: number): number {
  const [a, b] = [temperature[source]!, temperature[drain]!];
  const [cold, warm] = [Math.min(a, b), Math.max(a, b)];
  let count = 0;
  for (let rest = (mu * slope) / Math.PI - warm - cold; rest > 0; rest -= 2 * warm)
    count += Math.ceil(rest / (2 * cold));
  return count;
}

/** Rough costs, in microseconds; only their ratios matter. */
const COST = { node: 0.15, digamma: 0.045, entry: 0.011, rung: 0.25, rungEntry: 0.02, pinchEntry: 0.012 };
/** A Bose pole, at which all channels have residues, costs as much as so many nodes. */
const BOSE_NODES = 3;

/** What a node, a rung and a pinch cost in a state. */
export function costsOf({ hops, terms, modes, warm, cold }: State): {
  node: number;
  rung: number;
  pinch: number;
} {
  let entries = 0;
  let unequal = 0;
  for (const { channel, isThermal } of hops) {
    entries += channel.column.length;
    if (!isThermal) unequal++;
  }
  // six for each pole of a channel without digammas
  const digammas = warm.count + cold.count + 6 * terms.size * unequal;
  return {
    node: COST.node + COST.digamma * digammas + COST.entry * entries * (1 + 0.2 * (modes.count - 1)),
    rung: COST.rung + (COST.rungEntry * entries * modes.count) / terms.size,
    pinch: COST.pinchEntry * entries,
  };
}

/** The angle for which nodes and poles together cost least. */
export function cheapestAngle(state: State, digits: number, range: number, end: number): number {
  const { node, rung, pinch } = costsOf(state);
  let best = Number.POSITIVE_INFINITY;
  let cheapest = ANGLES[0]!;
  for (let i = 0; i < ANGLES.length; i++) {
    const slope = SLOPES[i]!;
    const nodes = (range * digits) / (2 * Math.PI * ANGLES[i]!);
    let cost = node * (nodes + BOSE_NODES * bosePolesBelow(state, slope));
    if (cost < best) cost += rung * rungsBelow(state, slope, end);
    for (const hop of state.hops) if (!hop.isThermal) cost += pinch * pinchesBelow(state, hop, slope);
    if (cost < best) {
      best = cost;
      cheapest = ANGLES[i]!;
    }
  }
  return cheapest;
}
