/**
 * The self-consistent Born approximation of any junction with one mode and few levels, derived from
 * H = sum_n M^n_ij c_i^+ c_j u_n with Langreth's rules. In the positive functions g^< = -i G^<, g^> = i G^>, d^<,> = i D^<,>, and with
 * S^< = sum_a Gamma_a f_a + s^<, S^> = sum_a Gamma_a (1 - f_a) + s^>,
 *
 *   G^r(e)     = [e - H - u M - Re Sigma(e) + (i/2) (Gamma + s^< + s^>)]^-1,      g^<,> = G^r S^<,> G^a,
 *   s^<,>(e)   = int dw/2pi M g^<,>(e-w) M d^<,>(w),
 *   Re Sigma   = int dw/2pi M { Re G^r(e-w) d^>(w) - g^<(e-w) Re D^r(w) } M,      Re X = (X + X^+)/2,
 *   u          = -tr[M rho]/Omega^2,   rho = int de/2pi g^<                       (Hartree),
 *   p^<(w)     = int de/2pi tr[M g^<(e) M g^>(e-w)],   p^>(w) = p^<(-w),
 *   d^<,>(w)   = |D^r|^2 (2 w gamma_ph {n, 1+n} + p^<,>),   D^r = [w^2 - Omega^2 + i w gamma_ph - Pi^r]^-1,
 *   I_a, E_a   = int de/2pi {1, e} tr[Gamma_a (f_a g^> - (1-f_a) g^<)],           J = int dw/2pi w p^<(w) d^>(w) over the line,
 *
 * with Pi^r and p absent from D for bare modes, and p, u, I_a and E_a summed over the spins of a level. The
 * anti-Hermitian part of Sigma comes from s^< and s^>, so that charge and energy are conserved on any grid; the
 * Hermitian part from Green's functions, whose tails beyond the grid matter less than those of a Kramers-Kronig
 * integral. To order M^2 this is second-order perturbation theory.
 */
import { type Matrix, putInverse, zeros } from "../linear/matrix.js";
import { fermiUnchecked, xBose } from "../special/distributions.js";
import { andersonMixer } from "./anderson.js";
import {
  emptySpectrum,
  type Packed,
  type Packing,
  packingOf,
  putConvolution,
  transformField,
  transformPair,
} from "./born-convolution.js";
import {
  componentsOf,
  type Field,
  newField,
  putCongruence,
  readField,
  traceWeights,
  traceWith,
  writeField,
} from "./born-fields.js";
import { displacementOf } from "./born-hartree.js";
import { type BornProblem, effective, type Grid, type Terminal } from "./born-problem.js";
import { fourierTransform, type Transformed } from "./fourier.js";

/** Current and energy out of each terminal, and what else a solution tells. */
export interface BornSolution {
  readonly J: number;
  /** electrons per time out of each terminal */
  readonly electrons: readonly number[];
  /** their heat, e - mu_a */
  readonly heat: readonly number[];
  readonly chargeDefect: number;
  readonly energyDefect: number;
  /** s^< + s^> of each level at its own energy */
  readonly broadening: readonly number[];
  /** Hartree displacement */
  readonly displacement: number;
  readonly residual: number;
  readonly iterations: number;
  readonly isStable: boolean;
  /** where the iteration may begin on another grid */
  readonly state: BornState;
}

/** Self-energies on a grid. */
export interface BornState {
  readonly grid: Grid;
  readonly selfEnergies: SelfEnergies;
}

/** Self-energies of the electrons by the mode. */
export interface SelfEnergies {
  readonly lesser: Field;
  readonly greater: Field;
  /** Hermitian part of the retarded one */
  readonly real: Field;
  displacement: number;
}

/** Green's functions, and M times them times M. */
interface Electrons {
  readonly lesser: Field;
  readonly greater: Field;
  readonly coupledLesser: Field;
  readonly coupledGreater: Field;
  readonly coupledReal: Field;
}

interface Mode {
  readonly lesser: Float64Array;
  readonly greater: Float64Array;
  /** Re D^r */
  readonly real: Float64Array;
  /** p^<, zero for bare modes */
  readonly pairs: Float64Array;
  readonly isStable: boolean;
}

/** f and 1 - f of every terminal on the grid. */
interface Occupations {
  readonly filled: readonly Float64Array[];
  readonly empty: readonly Float64Array[];
}

function occupationsOf(grid: Grid, terminals: readonly Terminal[]): Occupations {
  const points = 2 * grid.last + 1;
  const on = (sign: number) =>
    terminals.map(({ mu, temperature }) =>
      Float64Array.from({ length: points }, (_, j) =>
        fermiUnchecked((sign * (grid.centre - mu + (j - grid.last) * grid.step)) / temperature),
      ),
    );
  return { filled: on(1), empty: on(-1) };
}

/** G^r and g^<,> from the self-energies: Dyson's and Keldysh's equations. */
function putElectrons(
  grid: Grid,
  problem: BornProblem,
  { filled, empty }: Occupations,
  { lesser, greater, real, displacement }: SelfEnergies,
  out: Electrons,
): void {
  const n = problem.hamiltonian.size;
  const bare = effective(problem, displacement);
  const [up, down, shift, denominator, green, work, found, coupled] = Array.from({ length: 8 }, () =>
    zeros(n),
  ) as [Matrix, Matrix, Matrix, Matrix, Matrix, Matrix, Matrix, Matrix];
  const { coupling, terminals } = problem;
  const put = (source: Matrix, plain: Field | undefined, dressed: Field, j: number): void => {
    if (plain) writeField(plain, j, source);
    putCongruence(coupling, source, work, coupled);
    writeField(dressed, j, coupled);
  };
  for (let j = 0; j < lesser[0]!.length; j++) {
    readField(lesser, j, down);
    readField(greater, j, up);
    readField(real, j, shift);
    const energy = grid.centre + (j - grid.last) * grid.step;
    for (let k = 0; k < n * n; k++) {
      const e = k % (n + 1) === 0 ? energy : 0;
      // -i/2 times a Hermitian matrix has the real part im/2
      denominator.re[k] = e - bare.re[k]! - shift.re[k]! - (up.im[k]! + down.im[k]!) / 2;
      denominator.im[k] = (up.re[k]! + down.re[k]!) / 2 - bare.im[k]! - shift.im[k]!;
    }
    terminals.forEach(({ gamma }, a) => {
      const [f, g] = [filled[a]![j]!, empty[a]![j]!];
      for (let k = 0; k < n * n; k++) {
        down.re[k] = down.re[k]! + f * gamma.re[k]!;
        down.im[k] = down.im[k]! + f * gamma.im[k]!;
        up.re[k] = up.re[k]! + g * gamma.re[k]!;
        up.im[k] = up.im[k]! + g * gamma.im[k]!;
      }
    });
    putInverse(denominator, green);
    putCongruence(green, down, work, found);
    put(found, out.lesser, out.coupledLesser, j);
    putCongruence(green, up, work, found);
    put(found, out.greater, out.coupledGreater, j);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        found.re[i * n + k] = (green.re[i * n + k]! + green.re[k * n + i]!) / 2;
        found.im[i * n + k] = (green.im[i * n + k]! - green.im[k * n + i]!) / 2;
      }
    }
    put(found, undefined, out.coupledReal, j);
  }
}

/** p^<(w) = int de/2pi tr[M g^<(e) M g^>(e-w)], from the transforms of M g^< M and of g^>. */
function pairsOf(
  grid: Grid,
  spin: number,
  packing: Packing,
  coupledLesser: Packed,
  greater: Packed,
): Float64Array {
  const sum = emptySpectrum(packing.length);
  packing.places.forEach(({ weight }, k) => {
    const [a, b] = [coupledLesser[k], greater[k]];
    if (!a || !b) return;
    for (let q = 0; q < packing.length; q++) {
      sum.re[q] = sum.re[q]! + weight * (a.re[q]! * b.re[q]! + a.im[q]! * b.im[q]!);
      sum.im[q] = sum.im[q]! + weight * (a.im[q]! * b.re[q]! - a.re[q]! * b.im[q]!);
    }
  });
  fourierTransform(sum, true);
  const out = new Float64Array(2 * grid.last + 1);
  const factor = (spin * grid.step) / (2 * Math.PI * packing.length);
  for (let j = 0; j < out.length; j++)
    out[j] = factor * sum.re[(j - grid.last + packing.length) % packing.length]!;
  return out;
}

/** d^<,> and Re D^r with the electrons' pairs p^<. */
function modeOf(grid: Grid, { omega, gammaPh, bosonTemperature }: BornProblem, pairs: Float64Array): Mode {
  const n = pairs.length;
  const [lesser, greater, real] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const lambda = pairs.map((value, k) => pairs[n - 1 - k]! - value);
  const isBare = pairs.every((value) => value === 0);
  const shift = isBare ? lambda : grid.sums.principalValue(grid.sums.transform(lambda));
  let [turns, before] = [0, 0];
  for (let k = 0; k < n; k++) {
    const w = (k - grid.last) * grid.step;
    const re = (w - omega) * (w + omega) - shift[k]! / (2 * Math.PI);
    const im = w * gammaPh + lambda[k]! / 2;
    const square = 1 / (re * re + im * im);
    lesser[k] = square * (2 * gammaPh * xBose(w, bosonTemperature) + pairs[k]!);
    greater[k] = square * (2 * gammaPh * xBose(-w, bosonTemperature) + pairs[n - 1 - k]!);
    real[k] = square * re;
    const phase = Math.atan2(im, re);
    if (k > 0) turns += Math.atan2(Math.sin(phase - before), Math.cos(phase - before)) / (2 * Math.PI);
    before = phase;
  }
  // 1/D^r turns around zero once less for each of its zeros above the axis, see stability.
  return { lesser, greater, real, pairs, isStable: Math.round(turns + 1) === 0 };
}

/** The self-energies of given Green's functions. */
function putSelfEnergies(
  grid: Grid,
  packing: Packing,
  coupledLesser: Packed,
  electrons: Electrons,
  mode: Mode,
  out: Omit<SelfEnergies, "displacement">,
): void {
  const [less, more, real] = [mode.lesser, mode.greater, mode.real].map((sequence) =>
    transformPair(packing, sequence, undefined),
  ) as [Transformed, Transformed, Transformed];
  const coupledGreater = transformField(packing, electrons.coupledGreater);
  const coupledReal = transformField(packing, electrons.coupledReal);
  packing.places.forEach((_, k) => {
    putConvolution(grid, packing, k, [[coupledLesser[k], less, 1]], out.lesser);
    putConvolution(grid, packing, k, [[coupledGreater[k], more, 1]], out.greater);
    const both = [
      [coupledReal[k], more, 1],
      [coupledLesser[k], real, -1],
    ] as const;
    putConvolution(grid, packing, k, both, out.real);
  });
}

/** A sequence between its places, by the cubic through four of them. */
function interpolated(sequence: Float64Array, at: number): number {
  const first = Math.max(0, Math.min(sequence.length - 4, Math.floor(at) - 1));
  const x = at - first;
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    let weight = 1;
    for (let j = 0; j < 4; j++) if (j !== i) weight *= (x - j) / (i - j);
    sum += weight * sequence[first + i]!;
  }
  return sum;
}

/** A sequence on one grid from that on another: linear between its points, 0 beyond them. */
function putInterpolated(from: Grid, sequence: Float64Array, grid: Grid, out: Float64Array): void {
  for (let j = 0; j < out.length; j++) {
    const x = (grid.centre - from.centre + (j - grid.last) * grid.step) / from.step + from.last;
    const k = Math.floor(x);
    if (k < 0 || k + 1 >= sequence.length) continue;
    out[j] = sequence[k]! + (x - k) * (sequence[k + 1]! - sequence[k]!);
  }
}

/** Smallest part of a residual that is added. */
const SMALLEST_PART = 0.1;
/** Growth of the residual beyond which earlier steps are forgotten. */
const WORSE = 2;

/**
 * Solves the equations on a grid.
 * @param start self-energies to begin with, found on another grid, or a displacement; default none
 */
export function solveMatrices(grid: Grid, problem: BornProblem, start?: BornState | number): BornSolution {
  const n = problem.hamiltonian.size;
  const points = 2 * grid.last + 1;
  const fields = () => newField(n, points);
  const weights = traceWeights(n);
  const coupling = componentsOf(problem.coupling);
  const occupations = occupationsOf(grid, problem.terminals);
  const selfEnergies: SelfEnergies = { lesser: fields(), greater: fields(), real: fields(), displacement: 0 };
  const found = { lesser: fields(), greater: fields(), real: fields() };
  const electrons: Electrons = {
    lesser: fields(),
    greater: fields(),
    coupledLesser: fields(),
    coupledGreater: fields(),
    coupledReal: fields(),
  };
  const packing = packingOf(n, grid.last);
  const scale = problem.terminals.reduce(
    (sum, { gamma }) => sum + gamma.re.reduce((s, value, k) => (k % (n + 1) === 0 ? s + value : s), 0),
    0,
  );
  const couplingSize = Math.hypot(...problem.coupling.re, ...problem.coupling.im);
  let mode = modeOf(grid, problem, new Float64Array(points));
  /** the displacement takes part in the mixing as a sequence of one number, in the unit of the others */
  const shift = new Float64Array(1);
  const parts = ["lesser", "greater", "real"] as const;
  if (typeof start === "number") {
    selfEnergies.displacement = start;
    shift[0] = start * couplingSize;
  } else if (start) {
    for (const one of parts) {
      selfEnergies[one].forEach((sequence, k) => {
        putInterpolated(start.grid, start.selfEnergies[one][k]!, grid, sequence);
      });
    }
    selfEnergies.displacement = start.selfEnergies.displacement;
    shift[0] = selfEnergies.displacement * couplingSize;
  }
  const mixed = [...parts.flatMap((part) => selfEnergies[part]), shift];
  const mixer = andersonMixer(mixed, points);
  let residual = Number.POSITIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  let part = 1;
  let iterations = 0;
  let pairs = mode.pairs;
  for (;;) {
    putElectrons(grid, problem, occupations, selfEnergies, electrons);
    const coupledLesser = transformField(packing, electrons.coupledLesser);
    pairs = pairsOf(grid, problem.spin, packing, coupledLesser, transformField(packing, electrons.greater));
    if (problem.isDressed) mode = modeOf(grid, problem, pairs);
    if (residual <= problem.tolerance || iterations >= problem.maximalIterations) break;
    putSelfEnergies(grid, packing, coupledLesser, electrons, mode, found);
    const change = [
      ...parts.flatMap((one) =>
        found[one].map((sequence, k) => sequence.map((value, j) => value - selfEnergies[one][k]![j]!)),
      ),
      new Float64Array(1),
    ];
    if (problem.hasHartree) {
      const u = displacementOf(grid, problem, electrons.lesser, selfEnergies.displacement, coupling);
      change.at(-1)![0] = (u - selfEnergies.displacement) * couplingSize;
    }
    residual =
      change.reduce((most, x) => x.reduce((m, value) => Math.max(m, Math.abs(value)), most), 0) / scale;
    if (residual > WORSE * before) {
      mixer.forget();
      part = Math.max(SMALLEST_PART, part / 2);
    }
    before = residual;
    mixer.step(change, part);
    if (couplingSize > 0) selfEnergies.displacement = shift[0]! / couplingSize;
    iterations++;
  }
  const exchange = exchangeOf(grid, problem, pairs, mode);
  const out = problem.terminals.map((terminal, a) =>
    outflow(grid, problem.spin, terminal, a, occupations, electrons, weights),
  );
  const sum = (read: (one: { electrons: number; energy: number }) => number): number =>
    out.reduce((s, one) => s + read(one), 0);
  return {
    J: exchange.J,
    electrons: out.map((one) => one.electrons),
    heat: out.map((one, a) => one.energy + (grid.centre - problem.terminals[a]!.mu) * one.electrons),
    chargeDefect: Math.abs(sum((one) => one.electrons)),
    energyDefect: Math.max(
      Math.abs(sum((one) => one.energy + grid.centre * one.electrons) - exchange.J),
      problem.isDressed ? Math.abs(exchange.bath - exchange.J) : 0,
    ),
    broadening: Array.from({ length: n }, (_, i) => {
      const k = i * (n + 1);
      const at = (problem.hamiltonian.re[k]! - grid.centre) / grid.step + grid.last;
      return interpolated(selfEnergies.lesser[k]!, at) + interpolated(selfEnergies.greater[k]!, at);
    }),
    displacement: selfEnergies.displacement,
    residual,
    iterations,
    isStable: mode.isStable,
    state: { grid, selfEnergies },
  };
}

/** Electrons per time out of a terminal, and their energy from the middle of the grid. */
function outflow(
  grid: Grid,
  spin: number,
  { gamma }: Terminal,
  a: number,
  { filled, empty }: Occupations,
  { lesser, greater }: Electrons,
  weights: readonly number[],
): { electrons: number; energy: number } {
  const fixed = componentsOf(gamma);
  const [holes, particles] = [traceWith(fixed, greater, weights), traceWith(fixed, lesser, weights)];
  let [electrons, energy] = [0, 0];
  for (let j = 0; j < holes.length; j++) {
    const net = filled[a]![j]! * holes[j]! - empty[a]![j]! * particles[j]!;
    electrons += net;
    energy += net * (j - grid.last) * grid.step;
  }
  const weight = (spin * grid.step) / (2 * Math.PI);
  return { electrons: electrons * weight, energy: energy * weight };
}

/** J from the pairs, and what the modes' bath gains. */
function exchangeOf(
  grid: Grid,
  { gammaPh, bosonTemperature }: BornProblem,
  pairs: Float64Array,
  { lesser, greater }: Mode,
): { J: number; bath: number } {
  const n = pairs.length;
  let [J, bath] = [0, 0];
  for (let k = 0; k < n; k++) {
    const w = (k - grid.last) * grid.step;
    J += (w * (pairs[k]! * greater[k]! - pairs[n - 1 - k]! * lesser[k]!)) / 2;
    const emitted = 2 * gammaPh * xBose(w, bosonTemperature) * greater[k]!;
    const absorbed = 2 * gammaPh * xBose(-w, bosonTemperature) * lesser[k]!;
    bath += (w * (absorbed - emitted)) / 2;
  }
  const weight = grid.step / (2 * Math.PI);
  return { J: J * weight, bath: bath * weight };
}
