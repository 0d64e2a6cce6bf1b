/**
 * The self-consistent Born approximation, the next step beyond Eq. (8): the modes' effect on
 * the electrons, and theirs on the modes, to all orders that a single emission or absorption line repeats. The equations are
 * those of born-matrices; here is the grid that they are solved on, and the error that it leaves.
 */

import {
  refuse,
  refuseUnless,
  requireKeys,
  requireOneOf,
  requirePositive,
  requireWhole,
} from "../checks/validate.js";
import { polesOf, refuseBoundStates } from "../electrons/electrons.js";
import {
  ensureJunction,
  isWideBand,
  type Junction,
  type JunctionInput,
  spinOf,
} from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { hermitianDecomposition } from "../linear/hermitian.js";
import { fromRows } from "../linear/matrix.js";
import { realPart } from "../special/complex.js";
import { directionOf } from "../transport/electron-current.js";
import { type BornSolution, solveMatrices } from "./born-matrices.js";
import type { BornProblem, Grid, Terminal } from "./born-problem.js";
import { convolver } from "./fourier.js";

/** Options of {@link bornCurrents}. */
export interface BornOptions {
  /** the modes that the electrons feel: with ("dressed", default) or without ("bare") the electrons' Pi^r in D */
  readonly modes?: "dressed" | "bare";
  /**
   * whether the mode's mean displacement u = -tr[M rho]/Omega^2 shifts the levels by u M (default true); it is zero where M and
   * rho have no entry in common, as in the two-level junction
   */
  readonly hartree?: boolean;
  /** change of the self-energies, relative to the broadening, below which the iteration ends; default 1e-8 */
  readonly tolerance?: number;
  /** bound on the number of iterations; default 200 */
  readonly maximalIterations?: number;
  /** step of the energy grid, at most the narrowest width in the problem; default a quarter of it */
  readonly step?: number;
  /**
   * the grid runs over +- range about the middle of levels and chemical potentials, which it must hold with a quantum on either
   * side; default some 30 widths
   */
  readonly range?: number;
}

/** What leaves one electrode. */
export interface BornTerminal {
  /** electrons per time out of the electrode */
  readonly current: number;
  /** heat out of it, (e - mu) of each electron, energy per time */
  readonly heat: number;
  /** |difference| of the same from grids that are coarser and narrower */
  readonly error: { readonly current: number; readonly heat: number };
}

/** Currents of the self-consistent Born approximation. */
export interface BornCurrents {
  /** energy current from the electrons into the mode, energy per time */
  readonly J: number;
  /**
   * electrons per time from L to R, from the first to the second electrode if they have other names; of three electrodes or more,
   * out of that first one
   */
  readonly I: number;
  /** current and heat out of each electrode, transmission without a boson included; by its name */
  readonly terminals: Readonly<Record<string, BornTerminal>>;
  /** sum of |differences| from runs on grids 1.5 times as coarse, 1.5 times as narrow, and half a step aside */
  readonly error: { readonly J: number; readonly I: number };
  /** |sum of the currents out of all electrodes| */
  readonly chargeDefect: number;
  /** largest difference between J, the energy that the electrodes lose, and for dressed modes what their bath gains */
  readonly energyDefect: number;
  /** broadening of each level by the mode, -2 Im Sigma_ii at its own energy H_ii */
  readonly broadening: readonly number[];
  /** last change of the self-energies, relative to the broadening */
  readonly residual: number;
  /** iterations that the currents took on the grid they are from */
  readonly iterations: number;
  /**
   * false if an iteration from either extreme of the Hartree displacement, all levels that push the mode one way full and all
   * others empty, ends elsewhere: the equations have several solutions there, of which this is the one that an iteration from
   * no displacement finds
   */
  readonly isUnique: boolean;
  /** whether the residual reached the tolerance */
  readonly converged: boolean;
}

/** Points of the largest grid: 2^18 places of the Fourier transform. */
const LARGEST_LAST = 2 ** 16 - 1;

/** The grid from -last to last. */
function gridOf(step: number, range: number, centre: number): Grid {
  const last = Math.ceil(range / step);
  if (last > LARGEST_LAST) {
    refuse("range/step", `at most ${LARGEST_LAST}: take a larger step or a smaller range`, range / step);
  }
  return { last, step, centre, sums: convolver(last) };
}

/** Widths of the narrowest feature that one step of the grid covers: the error of the sums is exp(-2 pi/STEP). */
const STEP = 0.5;
/** The other grid, from which the error is estimated. */
const COARSER = 1.5;

/** Half the grid in units of the widest feature: tails must have died down. */
const RANGE = 30;
const MOST_LEVELS = 4;

/** Choices of the iteration and of the grid. */
interface Choices {
  readonly isDressed: boolean;
  readonly hasHartree: boolean;
  readonly tolerance: number;
  readonly maximalIterations: number;
  readonly step: number | undefined;
  readonly range: number | undefined;
}

function readChoices(options: BornOptions): Choices {
  requireKeys(
    "options",
    options,
    [],
    ["modes", "hartree", "tolerance", "maximalIterations", "step", "range"],
  );
  const { modes = "dressed", hartree = true, tolerance = 1e-8, maximalIterations = 200 } = options;
  requireOneOf("modes", modes, ["dressed", "bare"]);
  if (typeof hartree !== "boolean") refuseUnless(false, "hartree", "true or false", hartree);
  requirePositive("tolerance", tolerance);
  requireWhole("maximalIterations", maximalIterations, 1);
  return {
    isDressed: modes === "dressed",
    hasHartree: hartree,
    tolerance,
    maximalIterations,
    step: options.step === undefined ? undefined : requirePositive("step", options.step),
    range: options.range === undefined ? undefined : requirePositive("range", options.range),
  };
}

/** Energies and widths that a grid must hold. */
interface Extent {
  readonly energies: readonly number[];
  readonly widths: readonly number[];
  readonly widest: number;
}

/** The default grid, or what was asked for: centre, step and range. */
function gridFor({ energies, widths, widest }: Extent, omega: number, choices: Choices): Wanted {
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  const narrowest = Math.min(...widths) / 2;
  const least = (high - low) / 2 + omega;
  if (choices.step !== undefined && choices.step > 2 * narrowest)
    refuse("step", `at most ${2 * narrowest}, the narrowest width`, choices.step);
  if (choices.range !== undefined && choices.range < least)
    refuse(
      "range",
      `at least ${least}, so that the grid holds all levels with a quantum on either side`,
      choices.range,
    );
  return {
    centre: (low + high) / 2,
    step: choices.step ?? STEP * narrowest,
    range: choices.range ?? (high - low) / 2 + omega + RANGE * (widest + 0.2 * omega),
  };
}

const requireWarm = (point: OperatingPoint): void => {
  for (const [name, { temperature }] of Object.entries(point.electrodes))
    requirePositive(`temperature of electrode ${name}`, temperature);
  requirePositive("temperature of the bath", point.bath.temperature);
};

/** A solution, and others on coarser or narrower grids that tell its error. */
interface Solutions {
  readonly fine: BornSolution;
  readonly isUnique: boolean;
  readonly others: readonly BornSolution[];
}

/** The grid that was asked for. */
interface Wanted {
  readonly centre: number;
  readonly step: number;
  readonly range: number;
}

const requireStable = (solved: BornSolution): BornSolution => {
  if (!solved.isStable) {
    throw new RangeError(
      "operating point must leave the mode stable (the electrons pump it or take its stiffness: a pole of D^r lies above " +
        "the real axis)",
    );
  }
  return solved;
};

/** Full width of the narrower line of a mode: gamma_ph, or twice the slow rate of an overdamped one. */
const lineOf = (omega: number, gammaPh: number): number =>
  gammaPh <= 2 * omega
    ? gammaPh
    : (2 * omega ** 2) / (gammaPh / 2 + Math.sqrt((gammaPh / 2 - omega) * (gammaPh / 2 + omega)));

/** Displacements that differ by more than this part of the largest possible difference are two solutions. */
const DISTINCT = 1e-3;

/** The displacements with all levels that push the mode up full and all others empty, and the other way round. */
function extremesOf({ coupling, spin, omega }: BornProblem): [number, number] {
  const pulls = hermitianDecomposition(coupling).values;
  const sum = (sign: number): number =>
    pulls.reduce((total, pull) => (sign * pull > 0 ? total + pull : total), 0);
  return [(-spin * sum(-1)) / omega ** 2, (-spin * sum(1)) / omega ** 2];
}

/**
 * Whether an iteration from one of the two extremes ends elsewhere, the farther one first. Solutions are told apart by their
 * displacement: where they are each other's mirror images by particle-hole symmetry, their currents are the same.
 */
function hasOther(problem: BornProblem, grid: Grid, found: BornSolution): boolean {
  if (!problem.hasHartree || found.displacement === 0) return false;
  const extremes = extremesOf(problem);
  const least = DISTINCT * Math.abs(extremes[0] - extremes[1]);
  const distance = (u: number): number => Math.abs(u - found.displacement);
  return extremes
    .sort((u, v) => distance(v) - distance(u))
    .filter((u) => distance(u) > least)
    .some((u) => {
      const other = solveMatrices(grid, problem, u);
      return other.residual <= problem.tolerance && distance(other.displacement) > least;
    });
}

function solutionsOf(junction: Junction, point: OperatingPoint, choices: Choices): Solutions {
  const { energies, reference } = polesOf(junction);
  const [{ omega, coupling }] = junction.modes as [Junction["modes"][number]];
  const gammaPh = junction.damping[0]![0]!;
  const reservoirs = Object.values(point.electrodes);
  const temperatures = [...reservoirs.map(({ temperature }) => temperature), point.bath.temperature];
  const widths = energies.map(({ im }) => -2 * im).filter((width) => width > 0);
  const problem: BornProblem = {
    hamiltonian: fromRows(junction.hamiltonian),
    terminals: Object.entries(junction.electrodes).flatMap(([name, electrode]): Terminal[] =>
      isWideBand(electrode)
        ? [{ name, gamma: fromRows(electrode.broadening), ...point.electrodes[name]! }]
        : [],
    ),
    coupling: fromRows(coupling),
    omega,
    gammaPh,
    bosonTemperature: point.bath.temperature,
    isDressed: choices.isDressed,
    hasHartree: choices.hasHartree,
    spin: spinOf(junction),
    tolerance: choices.tolerance,
    maximalIterations: choices.maximalIterations,
  };
  const extent = {
    energies: [
      ...energies.map(({ re }) => re + reference),
      ...junction.hamiltonian.map((row, i) => realPart(row[i]!)),
      ...reservoirs.map(({ mu }) => mu),
    ],
    widths: [...widths, lineOf(omega, gammaPh), ...temperatures.map((T) => 2 * Math.PI * T)],
    widest: Math.max(...widths, gammaPh, ...temperatures),
  };
  const { centre, step, range } = gridFor(extent, omega, choices);
  // each further run begins where the first ended; half a step aside the error of the sums has the other sign
  const grids = {
    coarse: gridOf(COARSER * step, range, centre),
    narrow: gridOf(step, range / COARSER, centre),
    aside: gridOf(step, range, centre + step / 2),
  };
  const coarse = solveMatrices(grids.coarse, problem);
  const fine = requireStable(solveMatrices(gridOf(step, range, centre), problem, coarse.state));
  const others = [
    coarse,
    solveMatrices(grids.narrow, problem, coarse.state),
    solveMatrices(grids.aside, problem, fine.state),
  ];
  return { fine, others, isUnique: !hasOther(problem, grids.coarse, coarse) };
}

/**
 * Currents in the self-consistent Born approximation: up to four levels, one mode with any coupling, two electrodes or more.
 * Where levels are hybridised the currents contain the transmission without a boson, the elastic corrections to it and, unless
 * switched off, the Hartree shift. To order M^2 it is second-order perturbation theory.
 * @param junction the junction, with one mode, at most four levels, and electrodes in the wide-band limit
 * @param point the operating point; all temperatures above zero, the electrodes' may differ
 * @param options see {@link BornOptions}
 * @returns see {@link BornCurrents}; `converged` is false where the iteration did not settle
 * @throws RangeError for other junctions, dark states, zero temperatures, bad options, a grid too large, and where the electrons
 *   pump the mode so that it has no stationary state
 * @throws TypeError for what is of a wrong type
 * @example
 * const { J, terminals, error, chargeDefect } = bornCurrents(dots, twoTerminal(10, 10, 1, 0.5));
 */
export function bornCurrents(
  junction: JunctionInput,
  point: OperatingPoint,
  options: BornOptions = {},
): BornCurrents {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  const { hamiltonian, modes, electrodes } = checked;
  const levels = hamiltonian.length;
  if (levels > MOST_LEVELS || modes.length !== 1 || !Object.values(electrodes).every(isWideBand)) {
    const kind = `one with one mode, at most ${MOST_LEVELS} levels, and electrodes in the wide-band limit`;
    refuse("junction", kind, { levels, modes: modes.length, electrodes: Object.keys(electrodes) });
  }
  refuseBoundStates(checked);
  requireWarm(point);
  const choices = readChoices(options);
  const { fine, others, isUnique } = solutionsOf(checked, point, choices);
  const names = Object.keys(electrodes);
  const first = names.indexOf(directionOf(checked)[0]!);
  const errorOf = (read: (one: BornSolution) => number): number =>
    others.reduce((sum, other) => sum + Math.abs(read(fine) - read(other)), 0);
  const flows = (key: "electrons" | "heat", a: number): { value: number; error: number } => ({
    value: fine[key][a]! + 0,
    error: errorOf((one) => one[key][a]!),
  });
  const terminals = names.map((name, a): [string, BornTerminal] => {
    const [current, heat] = [flows("electrons", a), flows("heat", a)];
    return [
      name,
      {
        current: current.value,
        heat: heat.value,
        error: { current: current.error, heat: heat.error },
      },
    ];
  });
  const electronsOf = (one: BornSolution): number => one.electrons[first]!;
  return {
    J: fine.J,
    I: electronsOf(fine) + 0,
    terminals: Object.fromEntries(terminals),
    error: { J: errorOf(({ J }) => J), I: errorOf(electronsOf) },
    chargeDefect: fine.chargeDefect,
    energyDefect: fine.energyDefect,
    broadening: fine.broadening,
    residual: fine.residual,
    iterations: fine.iterations,
    isUnique,
    converged: fine.residual <= choices.tolerance,
  };
}
