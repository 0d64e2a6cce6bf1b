/**
 * The grid w0 + n h: its extent, its step and its offset.
 *
 * With all poles up to a height H at hand, what is left out is of the order exp(-2 pi H/h), so that `digits` nats need
 * the step h = 2 pi H/digits. A range R then takes R digits/(2 pi H) nodes, the ladders take H/(2 pi T) rungs each, and
 * the cost
 *
 *   (1/2 pi) [R digits/H + H (c_boson/T_ph + c_electron/T_e)]
 *
 * is least at H = sqrt(R digits/(c_boson/T_ph + c_electron/T_e)). A small step buys few rungs, a large one few nodes.
 */
import type { Setting } from "./density.js";

/**
 * Weights of one rung of the boson ladder and of one of all three electronic ladders, in units of a node. CPU times alone,
 * measured with addRung and addNodes at three operating points of the paper's junction, are 2 to 3 and 3 to 5 nodes;
 * another weight would hardly matter, as the cost is flat at its minimum: twice the optimal H costs a quarter more.
 */
const BOSON_RUNG_COST = 3.5;
const ELECTRON_RUNG_COST = 1.6;

/** Where F lives on the axis. */
export interface Extent {
  /** thermal edges: the smaller and the larger one of 0 and mu_LR */
  readonly low: number;
  readonly high: number;
  /** outermost places where mode, levels and chemical potentials shape it */
  readonly bottom: number;
  readonly top: number;
}

/** The extent of F for a mode of energy omega. */
export function extentOf(setting: Setting, omega: number): Extent {
  const { mu, gap } = setting;
  const low = Math.min(0, mu);
  const high = Math.max(0, mu);
  return {
    low,
    high,
    bottom: Math.min(low, -omega, gap, -setting.RL, setting.LR),
    top: Math.max(high, omega, gap, -setting.RL, setting.LR),
  };
}

/** Nats of the tolerance, with some to spare. */
export const digitsOf = (tolerance: number): number => 3 - Math.log(tolerance);

/**
 * Range R that nodes will cover, roughly: beyond the thermal edges F falls as exp(-|w|/T) or, beyond all features and
 * while |w| < T, by powers of 1/|w|. Only step and cost depend on it; the nodes go on until the rest is negligible.
 */
export function rangeOf({ low, high, bottom, top }: Extent, hot: number, tolerance: number): number {
  const powers = (top - bottom) * tolerance ** -0.25;
  return high - low + 2 * Math.min((digitsOf(tolerance) - 2) * hot, powers);
}

/** Height H for which nodes and rungs together cost least, a whole number of rungs of the boson ladder. */
export function bestHeight(
  range: number,
  digits: number,
  Te: number,
  Tph: number,
  isNearlyEqual: boolean,
): number {
  const height = Math.sqrt((range * digits) / (BOSON_RUNG_COST / Tph + ELECTRON_RUNG_COST / Te));
  const spacing = 2 * Math.PI * Tph;
  // The two Bose ladders cancel where the temperatures are nearly equal: stay below them.
  if (isNearlyEqual) return Math.min(height, 0.95 * Math.min(spacing, 2 * Math.PI * Te));
  return height < spacing ? height : spacing * Math.round(height / spacing);
}

const places: Float64Array = new Float64Array(8);

/**
 * Offset w0 in the middle of the widest gap, modulo the step, between the real parts of all poles: the closer a pole
 * lies to a node, the more digits its term loses.
 * @param swing real part of the mode's poles
 */
export function offsetFor(setting: Setting, swing: number, step: number): number {
  places[0] = 0;
  places[1] = setting.mu;
  places[2] = setting.gap;
  places[3] = -setting.RL;
  places[4] = setting.LR;
  places[5] = swing;
  places[6] = -swing;
  // each modulo the step and in units of it, sorted by insertion
  for (let n = 0; n < 7; n++) {
    const value = places[n]! / step;
    const place = value - Math.floor(value);
    let m = n;
    for (; m > 0 && places[m - 1]! > place; m--) places[m] = places[m - 1]!;
    places[m] = place;
  }
  places[7] = places[0]! + 1;
  let widest = 0;
  let offset = 0;
  for (let n = 0; n < 7; n++) {
    const gap = places[n + 1]! - places[n]!;
    if (gap <= widest) continue;
    widest = gap;
    offset = (places[n + 1]! + places[n]!) / 2;
  }
  return step * offset;
}
