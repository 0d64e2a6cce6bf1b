/**
 * The self-consistent Born approximation of the two-level junction, the next step beyond Eq. (8): the modes' effect on
 * the electrons, and theirs on the modes, to all orders that a single emission or absorption line repeats. In the
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

import { refuse, requireKeys, requireOneOf, requirePositive, requireWhole } from "../checks/validate.js";
import { refuseBoundStates } from "../electrons/electrons.js";
import { ensureJunction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint, type Reservoir } from "../junction/operating-point.js";
import { fermiUnchecked, xBose } from "../special/distributions.js";
import { directionOf } from "../transport/electron-current.js";
import { type Convolver, convolver } from "./fourier.js";
import { type TwoLevelModel, twoLevelModelOf } from "./two-level-model.js";

/** Options of {@link bornCurrents}. */
export interface BornOptions {
  /** the modes that the electrons feel: with ("dressed", default) or without ("bare") the electrons' Pi^r in D */
  readonly modes?: "dressed" | "bare";
  /** change of the self-energies, relative to the broadening, below which the iteration ends; default 1e-8 */
  readonly tolerance?: number;
  /** bound on the number of iterations; default 200 */
  readonly maximalIterations?: number;
  /** step of the energy grid; default a fraction of the narrowest width in the problem */
  readonly step?: number;
  /** the grid runs over +- range about the middle of levels and chemical potentials; default some 50 widths */
  readonly range?: number;
}

/** Currents of the self-consistent Born approximation. */
export interface BornCurrents {
  /** energy current from the electrons into the mode, energy per time */
  readonly J: number;
  /** electrons per time from L to R, from the first to the second electrode if they have other names */
  readonly I: number;
  /** |difference| from a run with a grid 1.5 times as coarse and as narrow: more than the error of the grid itself */
  readonly error: { readonly J: number; readonly I: number };
  /** |I_L + I_R|: the currents out of the two electrodes must cancel */
  readonly chargeDefect: number;
  /** largest difference between J, the energy that the electrodes lose, and for dressed modes what their bath gains */
  readonly energyDefect: number;
  /** boson-induced broadening Gamma_ep of each level at its own energy, by the name of its electrode */
  readonly broadening: Readonly<Record<string, number>>;
  /** last change of the self-energies, relative to the broadening */
  readonly residual: number;
  readonly iterations: number;
  /** whether the residual reached the tolerance */
  readonly converged: boolean;
}

interface Grid {
  readonly last: number;
  readonly step: number;
  readonly centre: number;
  readonly sums: Convolver;
}

interface Task {
  readonly model: TwoLevelModel;
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

function reactionsOf(grid: Grid, couplingSquared: number, left: Electron, right: Electron): Reactions {
  const { transform, correlate } = grid.sums;
  const factor = (couplingSquared * grid.step) / (2 * Math.PI);
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
  /** Gamma_ep of each level at its own energy */
  readonly broadening: readonly [number, number];
  readonly residual: number;
  readonly iterations: number;
  readonly isStable: boolean;
}

/** Currents out of an electrode: electrons per time, and their energy, measured from the middle of the grid. */
function outflow(grid: Grid, { bath, lesser, greater }: Electron): { electrons: number; energy: number } {
  let electrons = 0;
  let energy = 0;
  for (let j = 0; j < lesser.length; j++) {
    const net = bath.lesser[j]! * greater[j]! - bath.greater[j]! * lesser[j]!;
    electrons += net;
    energy += net * (j - grid.last) * grid.step;
  }
  const weight = grid.step / (2 * Math.PI);
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
      boson = modeFunctions(grid, model, bosonTemperature, reactionsOf(grid, couplingSquared, ...levels));
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
  const { J, I, bath } = exchangeOf(grid, task, reactionsOf(grid, couplingSquared, ...levels), boson);
  const out = levels.map((level) => outflow(grid, level));
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

/**
 * J and I of the two-level junction in the self-consistent Born approximation.
 * @param junction a two-level junction (see {@link twoLevelJunction}): one mode, coupling off-diagonal, one level per
 *   electrode, wide-band limit
 * @param point the operating point; all temperatures above zero, the electrodes' may differ
 * @param options see {@link BornOptions}
 * @returns see {@link BornCurrents}; `converged` is false where the iteration did not settle
 * @throws RangeError for other junctions, dark states, zero temperatures, bad options, a grid too large, and where the electrons
 *   pump the mode so that it has no stationary state
 * @example
 * const { J, error, chargeDefect } = bornCurrents(dots, twoTerminal(10, 10, 1, 0.5));
 */
export function bornCurrents(
  junction: JunctionInput,
  point: OperatingPoint,
  options: BornOptions = {},
): BornCurrents {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  const reading = twoLevelModelOf(checked);
  if (!reading) {
    const kind =
      "a two-level junction: one mode with off-diagonal coupling, two uncoupled levels, each on one wide-band electrode";
    return refuse("junction", kind, {
      levels: checked.hamiltonian.length,
      modes: checked.modes.length,
      electrodes: Object.keys(checked.electrodes),
    });
  }
  refuseBoundStates(checked);
  const { model } = reading;
  const left = point.electrodes[reading.left]!;
  const right = point.electrodes[reading.right]!;
  requirePositive(`temperature of electrode ${reading.left}`, left.temperature);
  requirePositive(`temperature of electrode ${reading.right}`, right.temperature);
  requirePositive("temperature of the bath", point.bath.temperature);
  const temperatures = [left.temperature, right.temperature, point.bath.temperature];
  requireKeys("options", options, [], ["modes", "tolerance", "maximalIterations", "step", "range"]);
  const { modes = "dressed", tolerance = 1e-8, maximalIterations = 200 } = options;
  requireOneOf("modes", modes, ["dressed", "bare"]);
  requirePositive("tolerance", tolerance);
  requireWhole("maximalIterations", maximalIterations, 1);
  const { epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh } = model;
  const energies = [epsilonL, epsilonR, left.mu, right.mu];
  const [low, high] = [Math.min(...energies), Math.max(...energies)];
  const narrowest = Math.min(gammaL, gammaR, gammaPh, ...temperatures.map((T) => 2 * Math.PI * T)) / 2;
  const widest = Math.max((gammaL + gammaR) / 2, gammaPh, ...temperatures) + 0.2 * omega;
  const step = requirePositive("step", options.step ?? STEP * narrowest);
  const range = requirePositive("range", options.range ?? (high - low) / 2 + omega + RANGE * widest);
  const task: Task = {
    model,
    left,
    right,
    bosonTemperature: point.bath.temperature,
    isDressed: modes === "dressed",
    tolerance,
    maximalIterations,
  };
  const centre = (low + high) / 2;
  const fine = solve(gridOf(step, range, centre), task);
  if (!fine.isStable) {
    throw new RangeError(
      "operating point must leave the mode stable (the electrons pump it: a pole of D^r lies above the real axis)",
    );
  }
  const coarse = solve(gridOf(COARSER * step, range / COARSER, centre), task);
  const sign = directionOf(checked)[0] === reading.left ? 1 : -1;
  return {
    J: fine.J,
    I: sign * fine.I + 0,
    error: { J: Math.abs(fine.J - coarse.J), I: Math.abs(fine.I - coarse.I) },
    chargeDefect: fine.chargeDefect,
    energyDefect: fine.energyDefect,
    broadening: { [reading.left]: fine.broadening[0], [reading.right]: fine.broadening[1] },
    residual: fine.residual,
    iterations: fine.iterations,
    converged: fine.residual <= tolerance,
  };
}
