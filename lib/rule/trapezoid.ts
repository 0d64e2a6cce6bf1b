/**
 * The rule: nodes on the grid, residues in the wedge, and an error estimate that decides what comes next: a wider wedge on
 * the same nodes, which costs residues only, or a finer grid.
 */
import { type Combination, emptyFlows, type Flows } from "./flows.js";
import { type Grid, gridFor, LOW_AT, LOW_POINTS, WIDEST_ANGLE } from "./grid.js";
import { putIntegrand, putIntegrandNoise } from "./integrand.js";
import { listPoles, type PoleList, poleList } from "./ladders.js";
import { addResidues, type Corrections, corrections } from "./residues.js";
import type { State } from "./state.js";
import { type Excess, excessOf, type NodeSums, nodeSums, putFlows } from "./trust.js";
import { type EnergyRule, energyRule } from "./unequal.js";

/** Arrays of a junction, made once. */
interface Bench {
  readonly sums: NodeSums;
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
function sumNodes(
  state: State,
  rules: readonly EnergyRule[],
  grid: Grid,
  quiet: number,
  { sums, values }: Bench,
): boolean {
  const { even, odd, absolute, noise, last, low } = sums;
  const length = values.length;
  even.fill(0);
  odd.fill(0);
  absolute.fill(0);
  noise.fill(0);
  let isSure = true;
  for (let k = 0; k < LOW_POINTS; k++) {
    if (!putIntegrand(state, rules, grid.first * LOW_AT[k]!, values)) isSure = false;
    low.set(values, k * length);
    if (k > 0) continue;
    for (let o = 0; o < length; o++) {
      even[o] = grid.first * values[o]!;
      absolute[o] = Math.abs(even[o]!);
    }
  }
  const ratio = Math.exp(grid.step);
  let omega = grid.first * ratio;
  let calm = 0;
  for (let n = 1; ; n++) {
    if (!putIntegrand(state, rules, omega, values)) isSure = false;
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
    if (n % NOISE_SHARE === 3) {
      putIntegrandNoise(state, omega, values);
      for (let o = 0; o < length; o++) noise[o] = noise[o]! + NOISE_SHARE * omega * values[o]!;
    }
    if (omega > grid.end || (omega > grid.tail && isCalm && ++calm > 1)) return isSure;
    omega *= ratio;
  }
}

/** L at the first attempt is this much more than -ln of the tolerance, and the ends are cut as if it were less strict. */
const SPARE = 4.5;
const LOW_SPARE = 1.5;
/** Fewer digits than these cost hardly less, and on so coarse a grid the error cannot be known. */
const LOOSEST = 1e-7;
/** The wedge corrected is wider than the one that set the step, by this part of 1/L. */
const WIDER = 1;
const ATTEMPTS = 4;
const MOST_DIGITS = 34.5;
/** -ln of the error of the energy rule: so much more than that of the tolerance, within limits. */
const energyDigits = (tolerance: number): number => Math.min(36, Math.max(34, 9 - Math.log(tolerance)));
/** The same under sums of squares, whose own error is not estimated from case to case. */
const SQUARES_DIGITS = 38;

export interface TrapezoidResult {
  readonly flows: Flows;
  readonly excess: Excess;
  /** number of grids that were tried */
  readonly attempts: number;
}

/**
 * All flows of a junction by the trapezoidal rule, every temperature above zero.
 * @param state the junction at its operating point
 * @param radius distance from w = 0 to the nearest singularity
 * @param wanted the currents that must reach the tolerance
 * @param tolerance relative error of each
 * @returns flows that the next point overwrites
 */
export function byTrapezoid(
  state: State,
  radius: number,
  wanted: readonly Combination[],
  tolerance: number,
): TrapezoidResult {
  const bench = benchOf(state);
  const rules: EnergyRule[] = [];
  const inner = state.squares ? SQUARES_DIGITS : energyDigits(tolerance);
  for (const hop of state.hops) if (!hop.isThermal) rules.push(energyRule(state, hop, inner));
  const { flows } = bench;
  let digits = SPARE - Math.log(Math.min(tolerance, LOOSEST));
  let lowDigits = LOW_SPARE;
  let shift = 0;
  for (let attempt = 1; ; attempt++) {
    const grid = gridFor(state, radius, digits, lowDigits, shift);
    const isSure = sumNodes(state, rules, grid, 1e-3 * Math.exp(2.5 - digits), bench);
    if (!isSure && shift < 0.5) {
      shift += 0.137;
      continue;
    }
    let angle = Math.min(WIDEST_ANGLE, grid.angle * (1 + WIDER / digits));
    const finish = (): Excess => {
      listPoles(state, rules, Math.tan(angle), grid.end, bench.poles);
      addResidues(state, rules, grid, bench.poles, bench.corrections);
      putFlows(state, grid, angle, radius, bench.sums, bench.corrections, flows);
      return excessOf(wanted, flows, tolerance);
    };
    let excess = finish();
    for (let widened = 0; excess.truncation > 0 && widened < 2; widened++) {
      const more = excess.truncation + (widened === 0 ? 0.3 : 1);
      const wider = angle * (1 + (more * grid.step) / (2 * Math.PI * angle));
      if (wider > WIDEST_ANGLE) break;
      angle = wider;
      excess = finish();
    }
    const isDone = !(excess.truncation > 0 || excess.ends > 0) || excess.needsPositive;
    if (isDone || attempt >= ATTEMPTS || (attempt > 1 && digits >= MOST_DIGITS))
      return { flows, excess, attempts: attempt };
    if (excess.ends > 0) lowDigits += excess.ends + 1;
    if (excess.truncation > 0) digits = Math.min(MOST_DIGITS, digits + excess.truncation + 1);
  }
}
