/** The currents of every terminal to second order in M under the names of their electrodes and parts. */
import { polesOf } from "../electrons/electrons.js";
import { type Junction, spinOf } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { type Estimates, estimate } from "./estimates.js";
import { refuseUnfilledStates } from "./hartree.js";
import { componentOf, PARTS } from "./kernels.js";
import { type Hartree, terminalIntegrals } from "./terminal-integrals.js";

/** A current out of an electrode, taken apart by the order in M and by what happens; unit as of the whole. */
export interface CurrentParts {
  /** order 0: electrons that meet no boson (Landauer) */
  readonly landauer: number;
  /** order M^2: electrons that arrive with the energy they had, though the modes dress their way (Fock) */
  readonly elastic: number;
  /** order M^2: electrons that the modes, displaced by the mean density, move up or down; 0 for `hartree: "none"` */
  readonly hartree: number;
  /** order M^2: electrons that emit or absorb a boson */
  readonly inelastic: number;
  /** sum of the parts: orders 0 and 2 */
  readonly total: number;
  /** estimated absolute error of `total` */
  readonly error: number;
}

/** What flows out of an electrode. */
export interface Terminal {
  /** electrons per time out of the electrode */
  readonly current: CurrentParts;
  /** heat per time out of the electrode, Q = E - mu I with the energy E per time; energy per time */
  readonly heat: CurrentParts;
}

const partsOf = ({ value, error }: Estimates, a: number, moment: number): CurrentParts => {
  const at = (part: number): number => componentOf(a, part, moment);
  // adding 0 turns the -0 of an empty sum into 0
  const [landauer, elastic, hartree, inelastic] = PARTS.map((_, part) => value[at(part)]! + 0) as [
    number,
    number,
    number,
    number,
  ];
  return {
    landauer,
    elastic,
    hartree,
    inelastic,
    total: landauer + elastic + hartree + inelastic,
    error: PARTS.reduce((sum, _, part) => sum + error[at(part)]!, 0),
  };
};

/** All terminals, and the errors of all parts at `componentOf`. */
export interface NamedTerminals {
  readonly terminals: Readonly<Record<string, Terminal>>;
  readonly estimates: Estimates;
  /** what tolerances are relative to: the largest part of any current, and of any heat */
  readonly largest: readonly [current: number, heat: number];
}

/**
 * Largest part of any current and of any heat. Where only heat flows, as out of a single electrode, a current is small beside
 * that heat over the energies which electrons carry.
 */
function largestOf(value: Float64Array, point: OperatingPoint): [current: number, heat: number] {
  const largest: [number, number] = [0, 0];
  value.forEach((one, k) => {
    largest[k % 2] = Math.max(largest[k % 2]!, Math.abs(one));
  });
  const reservoirs = Object.values(point.electrodes);
  const potentials = reservoirs.map(({ mu }) => mu);
  const window =
    Math.max(...potentials) -
    Math.min(...potentials) +
    Math.max(point.bath.temperature, ...reservoirs.map(({ temperature }) => temperature));
  if (window > 0) largest[0] = Math.max(largest[0], largest[1] / window);
  return largest;
}

/** By how much errors exceed the tolerance that more nodes would lower to it; 0 where roundoff forbids that. */
function excessOf(
  { value, error, truncation }: Estimates,
  largest: readonly [number, number],
  tolerance: number,
): number {
  let excess = 0;
  for (let from = 0; from < value.length; from += 2 * PARTS.length) {
    for (let moment = 0; moment < 2; moment++) {
      let [all, rule] = [0, 0];
      for (let k = from + moment; k < from + 2 * PARTS.length; k += 2) {
        all += error[k]!;
        rule += truncation[k]!;
      }
      const goal = tolerance * largest[moment]!;
      if (all > goal && all - rule < goal)
        excess = Math.max(excess, goal > 0 ? rule / (goal - (all - rule)) : 0);
    }
  }
  return excess;
}

/** Both spins carry the currents; that they push the modes twice as far is in the Hartree field. */
function timesSpin({ value, error, truncation, fit }: Estimates, spin: number): Estimates {
  const scaled = (numbers: Float64Array): Float64Array => numbers.map((one) => spin * one);
  return { value: scaled(value), error: scaled(error), truncation: scaled(truncation), fit: scaled(fit) };
}

/** Tolerance of the rule below which roundoff is all there is. */
const TIGHTEST = 1e-14;
const PASSES = 3;

/**
 * The currents of all terminals; junction and operating point must have been checked.
 * @param knownFit the part of their errors that fits of self-energies make, where a point nearby has told it
 * @throws RangeError for a mode that couples to the occupation of a dark state, with `hartree` "full"
 */
export function terminalsOf(
  junction: Junction,
  point: OperatingPoint,
  hartree: Hartree,
  tolerance: number,
  knownFit?: Float64Array,
): NamedTerminals {
  if (hartree === "full") refuseUnfilledStates(junction, polesOf(junction));
  const spin = spinOf(junction);
  const fitOfOneSpin = knownFit?.map((one) => one / spin);
  const run = (goal: number): Estimates =>
    estimate(
      junction,
      point,
      (scattering, tight) => terminalIntegrals(scattering, point, hartree, tight),
      goal,
      fitOfOneSpin,
    );
  let goal = tolerance;
  let estimates = run(goal);
  for (let pass = 1; pass < PASSES && goal > TIGHTEST; pass++) {
    const excess = excessOf(estimates, largestOf(estimates.value, point), tolerance);
    if (excess <= 1) break;
    goal = Math.max(goal / (4 * excess), TIGHTEST);
    estimates = run(goal);
  }
  estimates = timesSpin(estimates, spin);
  const largest = largestOf(estimates.value, point);
  const terminals = Object.fromEntries(
    Object.keys(junction.electrodes).map((name, a) => [
      name,
      { current: partsOf(estimates, a, 0), heat: partsOf(estimates, a, 1) },
    ]),
  );
  return { terminals, estimates, largest };
}
