/**
 * How far the sum can be trusted. Its error has three parts, for every flow separately
 * (appendix-frequency-integral, section 4):
 *
 *   truncation  The poles just outside the wedge leave R e^(-L) on the grid and R e^(-L/2) on the one of twice the step, whose
 *               difference d is known, so R >= d e^(L/2) and the error is d e^(-L/2), never below e^(-L), of int|F| and
 *               the largest residue; the worst channel counts for all.
 *   ends        the highest power of the polynomial below the first node, and the last node;
 *   noise       the unit roundoff times the sums of the moduli of what has been added up.
 */
import { EPSILON } from "../checks/precision.js";
import {
  type Combination,
  clearFlows,
  combined,
  combinedSize,
  errorOf,
  type Flows,
  goalsOf,
} from "./flows.js";
import { type Grid, LAGRANGE, LOW_POINTS } from "./grid.js";
import type { Corrections } from "./residues.js";
import type { State } from "./state.js";

/** Sums over the nodes of a grid: 3 numbers a channel, not yet multiplied by the step. */
export interface NodeSums {
  readonly even: Float64Array;
  readonly odd: Float64Array;
  readonly absolute: Float64Array;
  readonly noise: Float64Array;
  /** moduli at the last node */
  readonly last: Float64Array;
  /** values at the six points below the first node, point by point */
  readonly low: Float64Array;
  /** what roundoff acts on at the lowest of them */
  readonly lowNoise: Float64Array;
}

export const nodeSums = (channels: number): NodeSums => ({
  even: new Float64Array(3 * channels),
  odd: new Float64Array(3 * channels),
  absolute: new Float64Array(3 * channels),
  noise: new Float64Array(3 * channels),
  last: new Float64Array(3 * channels),
  low: new Float64Array(3 * channels * LOW_POINTS),
  lowNoise: new Float64Array(3 * channels),
});

/** What sums of squares reach, relative to the integral of the modulus. */
const POSITIVE_ERROR = 4e-12;
/** Error of the energy rule of sums of squares. */
const SQUARES = 1e-12;

/** Tuned on random junctions, then confirmed on others. */
const TRUNCATION = 8;
const LOW = 0.01;
const SUM_NOISE = 40;
/** Errors of many nodes average out, those of one residue do not. */
const RESIDUE_NOISE = 2;
/** Channels smaller than this part of the largest do not tell how well the grid does. */
const TELLING = 1e-6;

/** Where the o-th number of the channels of a state stands among the flows. */
export function placeOf({ hops, groupOf }: State, o: number): number {
  const part = o % 3;
  const { from, to } = hops[(o - part) / 3]!.channel;
  return 3 * (from * groupOf.length + to) + part;
}

/** Writes value and errors of every flow of a finished sum; 2 pi is divided out. */
export function putFlows(
  state: State,
  grid: Grid,
  angle: number,
  radius: number,
  sums: NodeSums,
  corrections: Corrections,
  out: Flows,
): void {
  const { step, first, lowFine, lowCoarse, lowTop } = grid;
  const digits = (2 * Math.PI * angle) / step;
  const channels = state.hops.length;
  const lowSize = lowFine.reduce((size, weight) => size + Math.abs(weight), 0);
  const largest = [0, 0, 0];
  const scale: number[] = [];
  clearFlows(out);
  for (let o = 0; o < 3 * channels; o++) {
    const to = placeOf(state, o);
    let fine = 0;
    let coarse = 0;
    let top = 0;
    for (let k = 0; k < LOW_POINTS; k++) {
      const value = sums.low[3 * channels * k + o]!;
      fine += lowFine[k]! * value;
      coarse += lowCoarse[k]! * value;
      top += LAGRANGE[k * LOW_POINTS + LOW_POINTS - 1]! * value;
    }
    const nodes = sums.absolute[o]!;
    const poles = corrections.absolute[o]!;
    const value = step * (sums.even[o]! + sums.odd[o]! + fine) + corrections.fine[o]!;
    const twice = 2 * step * (sums.even[o]! + coarse) + corrections.coarse[o]!;
    const absolute = step * nodes + poles;
    out.value[to] = value / (2 * Math.PI);
    out.absolute[to] = absolute;
    scale[o] = step * nodes + Math.abs(corrections.fine[o]!);
    out.truncation[to] = Math.abs(value - twice);
    out.ends[to] =
      (LOW * (first / radius) * step * lowTop * Math.abs(top) + 2 * step * sums.last[o]!) / (2 * Math.PI);
    out.noise[to] =
      EPSILON *
        (step * (sums.noise[o]! + lowSize * sums.lowNoise[o]!) + RESIDUE_NOISE * corrections.noise[o]!) +
      (SUM_NOISE * EPSILON + (state.squares ? SQUARES : 0)) * absolute;
    largest[o % 3] = Math.max(largest[o % 3]!, absolute);
  }
  let worst = 0;
  for (let o = 0; o < 3 * channels; o++) {
    const to = placeOf(state, o);
    const absolute = out.absolute[to]!;
    if (absolute > TELLING * largest[o % 3]!)
      worst = Math.max(worst, (out.truncation[to]! - 2 * out.noise[to]!) / absolute);
  }
  const relative = TRUNCATION * Math.max(worst * Math.exp(-digits / 2), Math.exp(-digits));
  for (let o = 0; o < 3 * channels; o++) {
    const to = placeOf(state, o);
    out.truncation[to] = (relative * (out.absolute[to]! + corrections.largest[o]!)) / (2 * Math.PI);
    out.noise[to] = out.noise[to]! / (2 * Math.PI);
    // corrections of neighbouring poles may cancel: what counts is their sum
    out.absolute[to] = scale[o]! / (2 * Math.PI);
  }
}

/** How far the errors exceed what is wanted: natural logarithms, negative where nothing is left to do. */
export interface Excess {
  readonly truncation: number;
  readonly ends: number;
  /** whether roundoff forbids a goal that sums without cancellation would reach */
  readonly needsPositive: boolean;
}

/** Roundoff relative to the integral of the modulus that is worth a sum without cancellation in any case. */
const LARGE_NOISE = 1e-10;

export function excessOf(combinations: readonly Combination[], flows: Flows, tolerance: number): Excess {
  const goals = goalsOf(combinations, flows, tolerance);
  let truncation = 0;
  let ends = 0;
  let isMissed = false;
  let needsPositive = false;
  for (let k = 0; k < goals.length; k++) {
    const one = combinations[k]!;
    const goal = goals[k]!;
    const noise = combinedSize(one, flows.noise);
    const ruled = combinedSize(one, flows.truncation);
    const cut = combinedSize(one, flows.ends);
    if (noise + ruled + cut <= goal) continue;
    if (!(noise + ruled + cut < Number.POSITIVE_INFINITY))
      return { truncation: Number.POSITIVE_INFINITY, ends: -1, needsPositive: false };
    if (noise > goal) {
      const scale = combinedSize(one, flows.absolute);
      if (POSITIVE_ERROR * scale < goal || noise > LARGE_NOISE * scale) needsPositive = true;
      // A goal that roundoff forbids is not pursued.
      continue;
    }
    isMissed = true;
    truncation = Math.max(truncation, ruled / goal);
    ends = Math.max(ends, cut / goal);
  }
  return {
    truncation: isMissed ? Math.log(truncation) + 0.7 : -1,
    ends: isMissed ? Math.log(ends) + 1.2 : -1,
    needsPositive,
  };
}

/** Whether every current has the accuracy that is wanted. */
export function meetsGoals(combinations: readonly Combination[], flows: Flows, tolerance: number): boolean {
  const goals = goalsOf(combinations, flows, tolerance);
  for (let k = 0; k < goals.length; k++) {
    const one = combinations[k]!;
    if (!(errorOf(one, flows) <= goals[k]! && Number.isFinite(combined(one, flows.value)))) return false;
  }
  return true;
}
