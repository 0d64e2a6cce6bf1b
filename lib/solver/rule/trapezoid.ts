/**
 * The rule: nodes on the grid, residues in the wedge, and an error estimate that decides what comes next: a wider wedge on
 * the same nodes, which costs residues only, or a finer grid.
 */
import { type Combination, clearFlows, emptyFlows, type Flows } from "./flows.js";
import { digitsFor, type Grid, gridFor, LOW_AT, LOW_POINTS } from "./grid.js";
import { putIntegrand, putIntegrandNoise } from "./integrand.js";
import { listPoles, type PoleList, poleList } from "./ladders.js";
import { addResidues, CIRCLE, type Corrections, corrections } from "./residues.js";
import { type RowStore, rowStore, rowsAt, rowsOfGrid } from "./rows.js";
import type { State } from "./state.js";
import { type Excess, excessOf, type NodeSums, nodeSums, putFlows } from "./trust.js";
import { energyRule, fractionsOf } from "./unequal.js";
import { WIDEST_ANGLE } from "./wedge.js";

/** Arrays of a junction, made once. */
interface Bench {
  readonly sums: NodeSums;
  readonly store: RowStore;
  readonly corrections: Corrections;
  readonly poles: PoleList;
  readonly values: Float64Array;
  readonly flows: Flows;
}

const known = new WeakMap<State, Bench>();

function benchOf(state: State): Bench {
  let bench = known.get(state);
  if (!bench) {
    const channels = state.hops.length;
    bench = {
      sums: nodeSums(channels),
      store: rowStore(),
      corrections: corrections(channels),
      poles: poleList(),
      values: new Float64Array(3 * channels),
      flows: emptyFlows(state.groupOf.length),
    };
    known.set(state, bench);
  }
  return bench;
}

/** One node in this many tells what roundoff acts on. */
const NOISE_SHARE = 8;

/**
 * Sums the integrand over the nodes of a grid; ends beyond the tail after two nodes whose parts are all below `quiet`.
 * @returns false if a node cannot be evaluated
 */
function sumNodes(state: State, grid: Grid, quiet: number, { sums, store, values }: Bench): boolean {
  const { even, odd, absolute, noise, last, low, lowNoise } = sums;
  const { step, offset, index } = grid;
  const length = values.length;
  const known = rowsOfGrid(store, step, offset);
  even.fill(0);
  odd.fill(0);
  absolute.fill(0);
  noise.fill(0);
  let isSure = true;
  for (let k = 0; k < LOW_POINTS; k++) {
    const omega = grid.first * LOW_AT[k]!;
    const isLowest = k === LOW_POINTS - 1;
    const rows = rowsAt(state, store, known, LOW_POINTS * index + k, omega, isLowest);
    if (!putIntegrand(state, omega, values, rows)) isSure = false;
    low.set(values, k * length);
    if (isLowest) putIntegrandNoise(state, omega, lowNoise, rows);
    if (k > 0) continue;
    for (let o = 0; o < length; o++) {
      even[o] = grid.first * values[o]!;
      absolute[o] = Math.abs(even[o]!);
    }
  }
  let calm = 0;
  for (let n = 1; ; n++) {
    const omega = Math.exp(step * (index + n + offset));
    const wantsNoise = n % NOISE_SHARE === 3;
    const rows = rowsAt(state, store, known, LOW_POINTS * (index + n), omega, wantsNoise);
    if (!putIntegrand(state, omega, values, rows)) isSure = false;
    const to = n % 2 === 0 ? even : odd;
    let isCalm = true;
    for (let o = 0; o < length; o++) {
      const value = omega * values[o]!;
      const size = Math.abs(value);
      to[o] = to[o]! + value;
      absolute[o] = absolute[o]! + size;
      last[o] = size;
      if (size > quiet * absolute[o]!) isCalm = false;
    }
    if (wantsNoise) {
      putIntegrandNoise(state, omega, values, rows);
      for (let o = 0; o < length; o++) noise[o] = noise[o]! + NOISE_SHARE * omega * values[o]!;
    }
    calm = isCalm && omega > grid.tail ? calm + 1 : 0;
    if (omega > grid.end || calm > 1) return isSure;
  }
}

/** So much more than L is asked of the part below the first node at the first attempt. */
const LOW_SPARE = 1.5;
/** The wedge corrected is wider than the one that set the step, by this part of 1/L. */
const WIDER = 1;
const ATTEMPTS = 4;
const MOST_DIGITS = 38;
/** Offsets, in steps, from one to the next of which the nodes move where one of them cannot be evaluated. */
const SHIFT = 0.137;
const SHIFTS = 4;

/** Sums over the nodes of a grid which, if a node cannot be evaluated, moves. */
function sumMovedNodes(
  state: State,
  radius: number,
  digits: number,
  lowDigits: number,
  bench: Bench,
): { readonly grid: Grid; readonly isSure: boolean } {
  // a tail is left when a node falls below a part of the tolerance
  const quiet = 1e-2 * Math.exp(-digits);
  for (let k = 0; ; k++) {
    const grid = gridFor(state, radius, digits, lowDigits, k * SHIFT);
    const isSure = sumNodes(state, grid, quiet, bench);
    if (isSure || k === SHIFTS) return { grid, isSure };
  }
}

/** Simple fractions that may be summed on circles between unequal temperatures: about a second, in which panels do as well. */
const MOST_ON_CIRCLES = 5e6;

/** Whether circles take too long: at each point all fractions of all unequal channels, once for each pole. */
function areTooMany({ hops, modes, terms }: State, circles: number): boolean {
  if (circles === 0) return false;
  const height = Math.max(0, ...modes.poles.map(({ im }) => im));
  const fractions = hops.reduce((sum, { rule }) => sum + (rule ? fractionsOf(rule, height) : 0), 0);
  return circles * CIRCLE * terms.size * fractions > MOST_ON_CIRCLES;
}

/** Of flows that are not worth their time. */
const GIVEN_UP: Excess = { truncation: Number.POSITIVE_INFINITY, ends: -1, needsPositive: false };

export interface TrapezoidResult {
  readonly flows: Flows;
  readonly excess: Excess;
}

/**
 * All flows of a junction by the trapezoidal rule, every temperature above zero.
 * @param state the junction at its operating point
 * @param radius distance from w = 0 to the nearest singularity
 * @param wanted the currents that must reach the tolerance
 * @param tolerance relative error of each
 * @returns flows that the next call for this junction overwrites; errors are infinite where a node cannot be evaluated
 */
export function byTrapezoid(
  state: State,
  radius: number,
  wanted: readonly Combination[],
  tolerance: number,
): TrapezoidResult {
  const bench = benchOf(state);
  for (const hop of state.hops) hop.rule = hop.isThermal ? undefined : energyRule(state, hop);
  const { flows } = bench;
  let digits = digitsFor(tolerance);
  let lowDigits = LOW_SPARE;
  for (let attempt = 1; ; attempt++) {
    const { grid, isSure } = sumMovedNodes(state, radius, digits, lowDigits, bench);
    let angle = Math.min(WIDEST_ANGLE, grid.angle * (1 + WIDER / digits));
    const finish = (): Excess => {
      listPoles(state, Math.tan(angle), grid.end, bench.poles);
      if (areTooMany(state, bench.poles.circles.length)) return GIVEN_UP;
      addResidues(state, grid, bench.poles, bench.corrections);
      putFlows(state, grid, angle, radius, bench.sums, bench.corrections, flows);
      if (!isSure) flows.noise.fill(Number.POSITIVE_INFINITY);
      return excessOf(wanted, flows, tolerance);
    };
    let excess = finish();
    if (excess === GIVEN_UP) {
      clearFlows(flows);
      flows.noise.fill(Number.POSITIVE_INFINITY);
      return { flows, excess };
    }
    for (let widened = 0; excess.truncation > 0 && widened < 2; widened++) {
      const more = excess.truncation + (widened === 0 ? 0.3 : 1);
      const wider = angle * (1 + (more * grid.step) / (2 * Math.PI * angle));
      if (!(wider <= WIDEST_ANGLE)) break;
      angle = wider;
      const next = finish();
      if (next === GIVEN_UP) break;
      excess = next;
    }
    const isDone = !(excess.truncation > 0 || excess.ends > 0) || excess.needsPositive;
    if (isDone || attempt >= ATTEMPTS || (attempt > 1 && digits >= MOST_DIGITS)) return { flows, excess };
    if (excess.ends > 0) lowDigits += excess.ends + 1;
    if (excess.truncation > 0) digits = Math.min(MOST_DIGITS, Math.ceil(digits + excess.truncation + 1));
  }
}
