/**
 * The self-consistent Born approximation, the next step beyond Eq. (8): the modes' effect on
 * the electrons, and theirs on the modes, to all orders that a single emission or absorption line repeats. Here are the
 * equations of the two-level junction; those of other junctions, with matrices, stand in born-matrices. In the
 * positive functions g^< = -i G^<, g^> = i G^>, d^<,> = i D^<,>, p^<,> = i Pi^<,>, s^<,> alike (derived from
 * H = sum_n M^n_ij c_i^+ c_j u_n with Langreth's rules):
 *
 *   s_L^<,>(e) = |m|^2 int dw/2pi g_R^<,>(e-w) d^<,>(w),   Gamma_ep,L = s_L^< + s_L^>,   and L <-> R,
 *   G_L^r(e)   = [e - epsilon_L - Re Sigma_L + i (gamma_L + Gamma_ep,L)/2]^-1,  Re Sigma by Kramers-Kronig,
 *   g_L^<      = |G_L^r|^2 (gamma_L f_L + s_L^<),          g_L^> = |G_L^r|^2 (gamma_L (1-f_L) + s_L^>),
 *   p^<(w)     = |m|^2 int de/2pi [g_L^<(e) g_R^>(e-w) + g_R^<(e) g_L^>(e-w)],   p^>(w) = p^<(-w),
 *   d^<,>(w)   = |D^r|^2 (2 w gamma_ph {n, 1+n} + p^<,>),  D^r = [w^2 - Omega^2 + i w gamma_ph - Pi^r]^-1,
 *
 * with Pi^r and p absent from D for bare modes. The Hartree term tr[M rho] vanishes, since M is off-diagonal and rho is
 * not. The approximation conserves charge and energy; what a run violates of it is the error of grid and iteration.
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
import { checkOperatingPoint, type OperatingPoint, type Reservoir } from "../junction/operating-point.js";
import { fromRows } from "../linear/matrix.js";
import { fermiUnchecked, xBose } from "../special/distributions.js";
import { directionOf } from "../transport/electron-current.js";
import { type BornProblem, type Grid, solveMatrices, type Terminal } from "./born-matrices.js";
import { convolver } from "./fourier.js";
import { type TwoLevelModel, type TwoLevelReading, twoLevelModelOf } from "./two-level-model.js";

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
  /** step of the energy grid; default a fraction of the narrowest width in the problem */
  readonly step?: number;
  /** the grid runs over +- range about the middle of levels and chemical potentials; default some 50 widths */
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
  /** |difference| from runs with a grid 1.5 times as coarse, and as narrow: more than the error of the grid itself */
  readonly error: { readonly J: number; readonly I: number };
  /** |I_L + I_R|: the currents out of the electrodes must cancel */
  readonly chargeDefect: number;
  /** largest difference between J, the energy that the electrodes lose, and for dressed modes what their bath gains */
  readonly energyDefect: number;
  /**
   * boson-induced broadening Gamma_ep of each level at its own energy, by the name of its electrode; of other junctions than
   * the two-level one, the diagonal of -2 Im Sigma at H_ii, under "level 0", "level 1", ...
   */
  readonly broadening: Readonly<Record<string, number>>;
  /** last change of the self-energies, relative to the broadening */
  readonly residual: number;
  readonly iterations: number;
  /** whether the residual reached the tolerance */
  readonly converged: boolean;
}

interface Task {
  readonly model: TwoLevelModel;
  /** spins that a level holds: reactions and currents count both */
  readonly spin: number;
  readonly left: Reservoir;
  readonly right: Reservoir;
  readonly bosonTemperature: number;
  readonly isDressed: boolean;
  readonly tolerance: number;
  readonly maximalIterations: number;
}

/** Functions on the grid: occupied (lesser) and empty (greater) parts. */
interface Pair {
  readonly lesser: Float64Array;
  readonly greater: Float64Array;
}

interface Electron extends Pair {
  readonly epsilon: number;
  readonly gamma: number;
  /** gamma f and gamma (1 - f) */
  readonly bath: Pair;
}

/** Points of the largest grid: 2^18 places of the Fourier transform. */
const LARGEST_LAST = 2 ** 16 - 1;

const newPair = (n: number): Pair => ({ lesser: new Float64Array(n), greater: new Float64Array(n) });

/** The grid from -last to last. */
function gridOf(step: number, range: number, centre: number): Grid {
  const last = Math.ceil(range / step);
  if (last > LARGEST_LAST) {
    refuse("range/step", `at most ${LARGEST_LAST}: take a larger step or a smaller range`, range / step);
  }
  return { last, step, centre, sums: convolver(last) };
}

function electronAt(grid: Grid, epsilon: number, gamma: number, { mu, temperature }: Reservoir): Electron {
  const n = 2 * grid.last + 1;
  const bath = newPair(n);
  for (let j = 0; j < n; j++) {
    const energy = grid.centre + (j - grid.last) * grid.step;
    bath.lesser[j] = gamma * fermiUnchecked((energy - mu) / temperature);
    bath.greater[j] = gamma * fermiUnchecked((mu - energy) / temperature);
  }
  return { epsilon, gamma, bath, ...newPair(n) };
}

/** g^<,> from the self-energies: Keldysh's equation. */
function solveElectron(grid: Grid, electron: Electron, selfEnergy: Pair): void {
  const { epsilon, gamma, bath, lesser, greater } = electron;
  const n = lesser.length;
  const broadening = selfEnergy.lesser.map((value, j) => value + selfEnergy.greater[j]!);
  const shift = grid.sums.principalValue(grid.sums.transform(broadening));
  for (let j = 0; j < n; j++) {
    const energy = grid.centre + (j - grid.last) * grid.step;
    const re = energy - epsilon - shift[j]! / (2 * Math.PI);
    const im = (gamma + broadening[j]!) / 2;
    const square = 1 / (re * re + im * im);
    lesser[j] = square * (bath.lesser[j]! + selfEnergy.lesser[j]!);
    greater[j] = square * (bath.greater[j]! + selfEnergy.greater[j]!);
  }
}

/** The reactions L -> R and R -> L at boson energy w_k: emission rates and their reverse. */
interface Reactions {
  /** emission by electrons that go from L to R, and from R to L */
  readonly leftToRight: Float64Array;
  readonly rightToLeft: Float64Array;
}

function reactionsOf(
  grid: Grid,
  { model: { couplingSquared }, spin }: Task,
  left: Electron,
  right: Electron,
): Reactions {
  const { transform, correlate } = grid.sums;
  const factor = (spin * couplingSquared * grid.step) / (2 * Math.PI);
  const rate = (from: Electron, to: Electron): Float64Array =>
    correlate(transform(from.lesser), transform(to.greater)).map((value) => factor * value);
  return { leftToRight: rate(left, right), rightToLeft: rate(right, left) };
}

interface Boson extends Pair {
  /** whether all poles of D^r lie below the real axis */
  readonly isStable: boolean;
}

/** d^<,> with the electrons' share (dressed), or without it if no reactions are given. */
function modeFunctions(
  grid: Grid,
  model: TwoLevelModel,
  temperature: number,
  reactions: Reactions | undefined,
): Boson {
  const { omega, gammaPh } = model;
  const n = 2 * grid.last + 1;
  const d = newPair(n);
  const p = new Float64Array(n);
  if (reactions) {
    for (let k = 0; k < n; k++) p[k] = reactions.leftToRight[k]! + reactions.rightToLeft[k]!;
  }
  const lambda = p.map((value, k) => p[n - 1 - k]! - value);
  const shift = reactions ? grid.sums.principalValue(grid.sums.transform(lambda)) : p;
  let turns = 0;
  let before = 0;
  for (let k = 0; k < n; k++) {
    const w = (k - grid.last) * grid.step;
    const re = (w - omega) * (w + omega) - shift[k]! / (2 * Math.PI);
    const im = w * gammaPh + lambda[k]! / 2;
    const square = 1 / (re * re + im * im);
    d.lesser[k] = square * (2 * gammaPh * xBose(w, temperature) + p[k]!);
    d.greater[k] = square * (2 * gammaPh * xBose(-w, temperature) + p[n - 1 - k]!);
    const phase = Math.atan2(im, re);
    if (k > 0) turns += Math.atan2(Math.sin(phase - before), Math.cos(phase - before)) / (2 * Math.PI);
    before = phase;
  }
  // 1/D^r turns around zero once less for each of its zeros above the axis, see stability.
  return { ...d, isStable: Math.round(turns + 1) === 0 };
}

function selfEnergyFrom(grid: Grid, couplingSquared: number, other: Electron, d: Pair): Pair {
  const { transform, convolve } = grid.sums;
  const factor = (couplingSquared * grid.step) / (2 * Math.PI);
  const part = (g: Float64Array, boson: Float64Array): Float64Array =>
    convolve(transform(g), transform(boson)).map((value) => Math.max(0, factor * value));
  return { lesser: part(other.lesser, d.lesser), greater: part(other.greater, d.greater) };
}

interface Solution {
  readonly J: number;
  readonly I: number;
  readonly chargeDefect: number;
  readonly energyDefect: number;
  /** electrons and heat out of both electrodes */
  readonly electrons: readonly number[];
  readonly heat: readonly number[];
  /** Gamma_ep of each level at its own energy */
  readonly broadening: readonly [number, number];
  readonly residual: number;
  readonly iterations: number;
  readonly isStable: boolean;
}

/** Currents out of an electrode: electrons per time, and their energy, measured from the middle of the grid. */
function outflow(
  grid: Grid,
  { bath, lesser, greater }: Electron,
  spin: number,
): { electrons: number; energy: number } {
  let electrons = 0;
  let energy = 0;
  for (let j = 0; j < lesser.length; j++) {
    const net = bath.lesser[j]! * greater[j]! - bath.greater[j]! * lesser[j]!;
    electrons += net;
    energy += net * (j - grid.last) * grid.step;
  }
  const weight = (spin * grid.step) / (2 * Math.PI);
  return { electrons: electrons * weight, energy: energy * weight };
}

/** J and I from the reactions, and what the modes' bath gains. */
function exchangeOf(
  grid: Grid,
  { model, bosonTemperature }: Task,
  { leftToRight, rightToLeft }: Reactions,
  d: Pair,
): { J: number; I: number; bath: number } {
  const n = d.lesser.length;
  let [J, I, bath] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const w = (k - grid.last) * grid.step;
    // absorption by the reverse of L -> R is emission of R -> L at -w
    const forward = leftToRight[k]! * d.greater[k]! - rightToLeft[n - 1 - k]! * d.lesser[k]!;
    J += w * forward;
    I += forward;
    const emitted = 2 * model.gammaPh * xBose(w, bosonTemperature) * d.greater[k]!;
    const absorbed = 2 * model.gammaPh * xBose(-w, bosonTemperature) * d.lesser[k]!;
    bath += (w * (absorbed - emitted)) / 2;
  }
  const weight = grid.step / (2 * Math.PI);
  return { J: J * weight, I: I * weight, bath: bath * weight };
}

/** Part of the previous residual that may be left before the steps of the iteration are halved: it oscillates then. */
const SLOW = 0.9;
const SMALLEST_MIXING = 0.05;

function solve(grid: Grid, task: Task): Solution {
  const { model, left, right, bosonTemperature, isDressed, tolerance, maximalIterations } = task;
  const { couplingSquared } = model;
  const levels = [
    electronAt(grid, model.epsilonL, model.gammaL, left),
    electronAt(grid, model.epsilonR, model.gammaR, right),
  ] as const;
  const n = 2 * grid.last + 1;
  const selfEnergies = [newPair(n), newPair(n)] as const;
  const scale = model.gammaL + model.gammaR;
  let boson = modeFunctions(grid, model, bosonTemperature, undefined);
  let residual = Number.POSITIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  let mixing = 1;
  let iterations = 0;
  while (residual > tolerance && iterations < maximalIterations) {
    levels.forEach((level, k) => {
      solveElectron(grid, level, selfEnergies[k]!);
    });
    if (isDressed) {
      boson = modeFunctions(grid, model, bosonTemperature, reactionsOf(grid, task, ...levels));
    }
    residual = 0;
    levels.forEach((_, k) => {
      const found = selfEnergyFrom(grid, couplingSquared, levels[1 - k]!, boson);
      for (const part of ["lesser", "greater"] as const) {
        const [mine, next] = [selfEnergies[k]![part], found[part]];
        for (let j = 0; j < n; j++) {
          const change = next[j]! - mine[j]!;
          residual = Math.max(residual, Math.abs(change) / scale);
          mine[j] = mine[j]! + mixing * change;
        }
      }
    });
    if (residual > SLOW * before) mixing = Math.max(SMALLEST_MIXING, mixing / 2);
    before = residual;
    iterations++;
  }
  const { J, I, bath } = exchangeOf(grid, task, reactionsOf(grid, task, ...levels), boson);
  const out = levels.map((level) => outflow(grid, level, task.spin));
  const lost = out[0]!.energy + out[1]!.energy;
  const broadening = levels.map(({ epsilon }, k) => {
    const { lesser, greater } = selfEnergies[k]!;
    const j = Math.round((epsilon - grid.centre) / grid.step) + grid.last;
    return lesser[j]! + greater[j]!;
  });
  return {
    J,
    I,
    chargeDefect: Math.abs(out[0]!.electrons + out[1]!.electrons),
    energyDefect: Math.max(Math.abs(lost - J), isDressed ? Math.abs(bath - J) : 0),
    electrons: out.map(({ electrons }) => electrons),
    heat: out.map(({ electrons, energy }, k) => energy + (grid.centre - [left, right][k]!.mu) * electrons),
    broadening: [broadening[0]!, broadening[1]!],
    residual,
    iterations,
    isStable: boson.isStable,
  };
}

/** Widths of the narrowest feature that one step of the grid covers: the error of the sums is exp(-2 pi/STEP). */
const STEP = 0.5;
/** Half the grid in units of the widest feature: tails of Lorentzians must have died down. */
const RANGE = 50;
/** The other grid, from which the error is estimated. */
const COARSER = 1.5;

/** Half the grid of junctions with matrices, whose tails matter less. */
const RANGE_OF_MATRICES = 30;
const MOST_LEVELS = 4;

/** What both kinds of solution have in common. */
interface Solved {
  readonly J: number;
  /** electrons per time from the first level's electrode to the second's, where J and I come from the same hops */
  readonly I?: number;
  readonly electrons: readonly number[];
  readonly heat: readonly number[];
  readonly chargeDefect: number;
  readonly energyDefect: number;
  readonly broadening: readonly number[];
  readonly residual: number;
  readonly iterations: number;
  readonly isStable: boolean;
}

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
  readonly range: number;
}

/** The default grid, or what was asked for: centre, step and range. */
function gridFor({ energies, widths, widest, range }: Extent, omega: number, choices: Choices): Wanted {
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  const narrowest = Math.min(...widths) / 2;
  return {
    centre: (low + high) / 2,
    step: choices.step ?? STEP * narrowest,
    range: choices.range ?? (high - low) / 2 + omega + range * (widest + 0.2 * omega),
  };
}

const requireWarm = (point: OperatingPoint): void => {
  for (const [name, { temperature }] of Object.entries(point.electrodes))
    requirePositive(`temperature of electrode ${name}`, temperature);
  requirePositive("temperature of the bath", point.bath.temperature);
};

/** A solution, and others on coarser or narrower grids that tell its error. */
interface Solutions {
  readonly fine: Solved;
  readonly others: readonly Solved[];
}

/** The grid that was asked for. */
interface Wanted {
  readonly centre: number;
  readonly step: number;
  readonly range: number;
}

const requireStable = (solved: Solved): Solved => {
  if (!solved.isStable) {
    throw new RangeError(
      "operating point must leave the mode stable (the electrons pump it: a pole of D^r lies above the real axis)",
    );
  }
  return solved;
};

function solveTwoLevels(
  { model, left: leftName, right: rightName }: TwoLevelReading,
  spin: number,
  point: OperatingPoint,
  choices: Choices,
): Solutions {
  const left = point.electrodes[leftName]!;
  const right = point.electrodes[rightName]!;
  const temperatures = [left.temperature, right.temperature, point.bath.temperature];
  const { epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh } = model;
  const task: Task = {
    model,
    spin,
    left,
    right,
    bosonTemperature: point.bath.temperature,
    isDressed: choices.isDressed,
    tolerance: choices.tolerance,
    maximalIterations: choices.maximalIterations,
  };
  const extent = {
    energies: [epsilonL, epsilonR, left.mu, right.mu],
    widths: [gammaL, gammaR, gammaPh, ...temperatures.map((T) => 2 * Math.PI * T)],
    widest: Math.max((gammaL + gammaR) / 2, gammaPh, ...temperatures),
    range: RANGE,
  };
  const { centre, step, range } = gridFor(extent, omega, choices);
  const fine = requireStable(solve(gridOf(step, range, centre), task));
  return { fine, others: [solve(gridOf(COARSER * step, range / COARSER, centre), task)] };
}

/** Full width of the narrower line of a mode: gamma_ph, or twice the slow rate of an overdamped one. */
const lineOf = (omega: number, gammaPh: number): number =>
  gammaPh <= 2 * omega
    ? gammaPh
    : (2 * omega ** 2) / (gammaPh / 2 + Math.sqrt((gammaPh / 2 - omega) * (gammaPh / 2 + omega)));

function solveLevels(junction: Junction, point: OperatingPoint, choices: Choices): Solutions {
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
    energies: [...energies.map(({ re }) => re + reference), ...reservoirs.map(({ mu }) => mu)],
    widths: [...widths, lineOf(omega, gammaPh), ...temperatures.map((T) => 2 * Math.PI * T)],
    widest: Math.max(...widths, gammaPh, ...temperatures),
    range: RANGE_OF_MATRICES,
  };
  const { centre, step, range } = gridFor(extent, omega, choices);
  // errors of step and range may have opposite signs; each further run begins where the first ended
  const grids = [gridOf(COARSER * step, range, centre), gridOf(step, range / COARSER, centre)] as const;
  const coarse = solveMatrices(grids[0], problem);
  const narrow = solveMatrices(grids[1], problem, coarse.state);
  const fine = requireStable(solveMatrices(gridOf(step, range, centre), problem, coarse.state));
  return { fine, others: [coarse, narrow] };
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
  const reading = twoLevelModelOf(checked);
  const { fine, others } = reading
    ? solveTwoLevels(reading, spinOf(checked), point, choices)
    : solveLevels(checked, point, choices);
  const names = reading ? [reading.left, reading.right] : Object.keys(electrodes);
  const first = names.indexOf(directionOf(checked)[0]!);
  const errorOf = (read: (one: Solved) => number): number =>
    others.reduce((sum, other) => sum + Math.abs(read(fine) - read(other)), 0);
  const flows = (key: "electrons" | "heat", a: number): { value: number; error: number } => ({
    value: fine[key][a]! + 0,
    error: errorOf((one) => one[key][a]!),
  });
  const terminals = Object.keys(electrodes).map((name): [string, BornTerminal] => {
    const a = names.indexOf(name);
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
  // of two levels by their hops, which do not depend on how far the iteration got
  const sign = first === 0 ? 1 : -1;
  const ofHops = (one: Solved): number => (one.I === undefined ? one.electrons[first]! : sign * one.I);
  return {
    J: fine.J,
    I: ofHops(fine) + 0,
    terminals: Object.fromEntries(terminals),
    error: { J: errorOf(({ J }) => J), I: errorOf(ofHops) },
    chargeDefect: fine.chargeDefect,
    energyDefect: fine.energyDefect,
    broadening: Object.fromEntries(
      fine.broadening.map((value, k) => [reading ? names[k]! : `level ${k}`, value]),
    ),
    residual: fine.residual,
    iterations: fine.iterations,
    converged: fine.residual <= choices.tolerance,
  };
}
