/**
 * The self-consistent Born approximation of any junction with one mode and few levels: the equations of self-consistent-born
 * with matrices over the levels. In the positive functions g^< = -i G^<, g^> = i G^>, d^<,> = i D^<,>, and with
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
 * with Pi^r and p absent from D for bare modes, and p, u, I_a and E_a summed over the spins of a level. The anti-Hermitian part of Sigma comes from s^< and s^>, so that charge and
 * energy are conserved on any grid; the Hermitian part from Green's functions, whose tails beyond the grid matter less than those
 * of a Kramers-Kronig integral. To order M^2 this is second-order perturbation theory.
 */
import { type Matrix, putInverse, putProduct, zeros } from "../linear/matrix.js";
import { GAUSS } from "../rule/grading.js";
import { fermiUnchecked, xBose } from "../special/distributions.js";
import { type Convolver, fourierTransform, type Transformed } from "./fourier.js";

/** A grid of energies centre + step j, j = -last..last, which serves as one of frequencies step j too. */
export interface Grid {
  readonly last: number;
  readonly step: number;
  readonly centre: number;
  readonly sums: Convolver;
}

/** An electrode of the problem. */
export interface Terminal {
  readonly name: string;
  readonly gamma: Matrix;
  readonly mu: number;
  readonly temperature: number;
}

/** What the equations are about; energies are absolute. */
export interface BornProblem {
  readonly hamiltonian: Matrix;
  readonly terminals: readonly Terminal[];
  readonly coupling: Matrix;
  readonly omega: number;
  readonly gammaPh: number;
  readonly bosonTemperature: number;
  readonly isDressed: boolean;
  readonly hasHartree: boolean;
  /** spins that a level holds: pairs, u and currents count both */
  readonly spin: number;
  readonly tolerance: number;
  readonly maximalIterations: number;
}

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

/**
 * A Hermitian matrix at every point of the grid: N^2 real sequences, at i N + j the entry (i, i) for i = j, the real part of
 * entry (i, j) for i < j, the imaginary part of entry (j, i) for i > j.
 */
type Field = readonly Float64Array[];

const newField = (levels: number, points: number): Field =>
  Array.from({ length: levels * levels }, () => new Float64Array(points));

function readField(field: Field, point: number, out: Matrix): void {
  const n = out.size;
  for (let i = 0; i < n; i++) {
    out.re[i * n + i] = field[i * n + i]![point]!;
    out.im[i * n + i] = 0;
    for (let j = i + 1; j < n; j++) {
      const re = field[i * n + j]![point]!;
      const im = field[j * n + i]![point]!;
      out.re[i * n + j] = re;
      out.re[j * n + i] = re;
      out.im[i * n + j] = im;
      out.im[j * n + i] = -im;
    }
  }
}

/** Writes the Hermitian part of a matrix. */
function writeField(field: Field, point: number, { size: n, re, im }: Matrix): void {
  for (let i = 0; i < n; i++) {
    field[i * n + i]![point] = re[i * n + i]!;
    for (let j = i + 1; j < n; j++) {
      field[i * n + j]![point] = (re[i * n + j]! + re[j * n + i]!) / 2;
      field[j * n + i]![point] = (im[i * n + j]! - im[j * n + i]!) / 2;
    }
  }
}

/** Weights w_k with tr[A B] = sum_k w_k a_k b_k over the sequences of two Hermitian matrices. */
const traceWeights = (n: number): number[] =>
  Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 2));

/** The sequences' numbers of one Hermitian matrix. */
function componentsOf(matrix: Matrix): number[] {
  const field = newField(matrix.size, 1);
  writeField(field, 0, matrix);
  return field.map((sequence) => sequence[0]!);
}

/** tr[C F] at every point, C fixed. */
function traceWith(fixed: readonly number[], field: Field, weights: readonly number[]): Float64Array {
  const out = new Float64Array(field[0]!.length);
  field.forEach((sequence, k) => {
    const factor = fixed[k]! * weights[k]!;
    if (factor !== 0) for (let j = 0; j < out.length; j++) out[j] = out[j]! + factor * sequence[j]!;
  });
  return out;
}

/** A S A^+ into `out`. */
function putCongruence(a: Matrix, s: Matrix, work: Matrix, out: Matrix): void {
  const n = a.size;
  putProduct(a, s, work);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < n; k++) {
        const [xr, xi] = [work.re[i * n + k]!, work.im[i * n + k]!];
        const [yr, yi] = [a.re[j * n + k]!, -a.im[j * n + k]!];
        re += xr * yr - xi * yi;
        im += xr * yi + xi * yr;
      }
      out.re[i * n + j] = re;
      out.im[i * n + j] = im;
    }
  }
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

/** H + u M - (i/2) Gamma. */
function effective({ hamiltonian, terminals, coupling }: BornProblem, u: number): Matrix {
  const re = hamiltonian.re.map((value, k) => value + u * coupling.re[k]!);
  const im = hamiltonian.im.map((value, k) => value + u * coupling.im[k]!);
  for (const { gamma } of terminals) {
    for (let k = 0; k < re.length; k++) {
      re[k] = re[k]! + gamma.im[k]! / 2;
      im[k] = im[k]! - gamma.re[k]! / 2;
    }
  }
  return { size: hamiltonian.size, re, im };
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
    const [a, b] = [coupledLesser[k]!, greater[k]!];
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

/** int_{-inf}^{lowest} de/2pi tr[M A(e)] below the grid, where all states are filled, without the mode but for u. */
function tailOfDensity(grid: Grid, problem: BornProblem, u: number, fixed: readonly number[]): number {
  const n = problem.hamiltonian.size;
  const heff = effective(problem, u);
  const gamma = zeros(n);
  for (const one of problem.terminals) {
    for (let k = 0; k < n * n; k++) {
      gamma.re[k] = gamma.re[k]! + one.gamma.re[k]!;
      gamma.im[k] = gamma.im[k]! + one.gamma.im[k]!;
    }
  }
  const [denominator, green, work, spectrum] = [zeros(n), zeros(n), zeros(n), zeros(n)];
  const weights = traceWeights(n);
  const reach = grid.last * grid.step;
  let sum = 0;
  for (let p = 0; p < GAUSS.at.length; p++) {
    const t = (1 + GAUSS.at[p]!) / 2;
    const energy = grid.centre - reach / t;
    for (let k = 0; k < n * n; k++) {
      denominator.re[k] = (k % (n + 1) === 0 ? energy : 0) - heff.re[k]!;
      denominator.im[k] = -heff.im[k]!;
    }
    putInverse(denominator, green);
    putCongruence(green, gamma, work, spectrum);
    const trace = componentsOf(spectrum).reduce((s, value, k) => s + value * fixed[k]! * weights[k]!, 0);
    sum += ((GAUSS.weight[p]! / 2) * reach * trace) / (t * t);
  }
  return sum / (2 * Math.PI);
}

/** Hartree displacement u = -tr[M rho]/Omega^2. */
function displacementOf(
  grid: Grid,
  problem: BornProblem,
  { lesser }: Electrons,
  u: number,
  fixed: readonly number[],
): number {
  const density = traceWith(fixed, lesser, traceWeights(problem.hamiltonian.size));
  const last = density.length - 1;
  let sum = -(density[0]! + density[last]!) / 2;
  for (let j = 0; j <= last; j++) sum += density[j]!;
  const onGrid = (sum * grid.step) / (2 * Math.PI);
  return (-problem.spin * (onGrid + tailOfDensity(grid, problem, u, fixed))) / problem.omega ** 2;
}

/**
 * Sequences over the grid transformed two at a time, as real and imaginary parts: the kernels d^<,> and Re D^r are real, so the
 * parts stay apart.
 */
interface Packing {
  /** places of the transform, enough to keep sums over the grid apart from their copies */
  readonly length: number;
  /** the two sequences of each, and their weight in a trace */
  readonly places: readonly {
    readonly first: number;
    readonly second: number | undefined;
    readonly weight: number;
  }[];
}

type Packed = readonly Transformed[];

const emptySpectrum = (length: number): Transformed => ({
  re: new Float64Array(length),
  im: new Float64Array(length),
});

function packingOf(levels: number, last: number): Packing {
  const length = 2 ** Math.ceil(Math.log2(3 * last + 1));
  const places: { first: number; second: number | undefined; weight: number }[] = [];
  for (let i = 0; i < levels; i += 2) {
    const second = i + 1 < levels ? (i + 1) * (levels + 1) : undefined;
    places.push({ first: i * (levels + 1), second, weight: 1 });
  }
  for (let i = 0; i < levels; i++) {
    for (let j = i + 1; j < levels; j++)
      places.push({ first: i * levels + j, second: j * levels + i, weight: 2 });
  }
  return { length, places };
}

function putSequence(sequence: Float64Array, out: Float64Array): void {
  const last = (sequence.length - 1) / 2;
  for (let j = -last; j <= last; j++) out[(j + out.length) % out.length] = sequence[j + last]!;
}

function transformPair(
  { length }: Packing,
  first: Float64Array,
  second: Float64Array | undefined,
): Transformed {
  const out = emptySpectrum(length);
  putSequence(first, out.re);
  if (second) putSequence(second, out.im);
  fourierTransform(out);
  return out;
}

const transformField = (packing: Packing, field: Field): Packed =>
  packing.places.map(({ first, second }) =>
    transformPair(packing, field[first]!, second === undefined ? undefined : field[second]!),
  );

/** sum_k a_{j-k} b_k, minus the same of two others where they are given, into the two sequences of a field. */
function putConvolution(
  grid: Grid,
  { length, places }: Packing,
  place: number,
  terms: readonly (readonly [Transformed, Transformed, number])[],
  out: Field,
): void {
  const sum = emptySpectrum(length);
  for (const [a, b, sign] of terms) {
    for (let q = 0; q < length; q++) {
      sum.re[q] = sum.re[q]! + sign * (a.re[q]! * b.re[q]! - a.im[q]! * b.im[q]!);
      sum.im[q] = sum.im[q]! + sign * (a.re[q]! * b.im[q]! + a.im[q]! * b.re[q]!);
    }
  }
  fourierTransform(sum, true);
  const factor = grid.step / (2 * Math.PI * length);
  const { first, second } = places[place]!;
  for (let j = 0; j <= 2 * grid.last; j++) {
    const from = (j - grid.last + length) % length;
    out[first]![j] = factor * sum.re[from]!;
    if (second !== undefined) out[second]![j] = factor * sum.im[from]!;
  }
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
    putConvolution(grid, packing, k, [[coupledLesser[k]!, less, 1]], out.lesser);
    putConvolution(grid, packing, k, [[coupledGreater[k]!, more, 1]], out.greater);
    const both = [
      [coupledReal[k]!, more, 1],
      [coupledLesser[k]!, real, -1],
    ] as const;
    putConvolution(grid, packing, k, both, out.real);
  });
}

/** Earlier steps that the next one is made of, at most, and numbers that they may take together. */
const MOST_EARLIER = 6;
const MOST_NUMBERS = 3e7;
/** Smallest part of a residual that is added. */
const SMALLEST_PART = 0.1;
/** Growth of the residual beyond which earlier steps are forgotten. */
const WORSE = 2;

/**
 * Anderson's mixing: of the earlier steps x_k -> x_k + r_k the combination whose residual is smallest is taken, and its
 * residual added. Linear mixing, its plain form, takes a hundred steps where the coupling is strong.
 * https://doi.org/10.1145/321296.321305
 */
function andersonMixer(sequences: readonly Float64Array[], points: number) {
  const size = sequences.length * points;
  const depth = Math.max(1, Math.min(MOST_EARLIER, Math.floor(MOST_NUMBERS / (2 * size))));
  let states: Float64Array[][] = [];
  let residuals: Float64Array[][] = [];
  const inner = (a: readonly Float64Array[], b: readonly Float64Array[]): number => {
    let sum = 0;
    for (let s = 0; s < a.length; s++) {
      const [x, y] = [a[s]!, b[s]!];
      for (let j = 0; j < x.length; j++) sum += x[j]! * y[j]!;
    }
    return sum;
  };
  const difference = (a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] =>
    a.map((x, s) => x.map((value, j) => value - b[s]![j]!));
  return {
    forget: (): void => {
      states = [];
      residuals = [];
    },
    /** Moves the sequences in place, given their residual and the part of it that is added. */
    step: (residual: readonly Float64Array[], part: number): void => {
      const kept = residual.map((x) => x.slice());
      const here = sequences.map((x) => x.slice());
      const steps = residuals.map((earlier) => difference(kept, earlier));
      const moves = states.map((earlier) => difference(here, earlier));
      const weights = smallestCombination(
        steps.map((a) => steps.map((b) => inner(a, b))),
        steps.map((a) => inner(a, kept)),
      );
      sequences.forEach((x, s) => {
        for (let j = 0; j < x.length; j++) {
          let [value, rest] = [x[j]!, kept[s]![j]!];
          for (let k = 0; k < weights.length; k++) {
            value -= weights[k]! * moves[k]![s]![j]!;
            rest -= weights[k]! * steps[k]![s]![j]!;
          }
          x[j] = value + part * rest;
        }
      });
      states = [here, ...states].slice(0, depth);
      residuals = [kept, ...residuals].slice(0, depth);
    },
  };
}

/** Roundoff added to the diagonal of the normal equations. */
const REGULAR = 1e-13;

/** Solves G x = b for a small positive matrix, by Gaussian elimination. */
function smallestCombination(gram: readonly number[][], right: readonly number[]): number[] {
  const n = right.length;
  const rows = gram.map((row, i) => [
    ...row.map((value, j) => (i === j ? value * (1 + REGULAR) : value)),
    right[i]!,
  ]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(rows[i]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = i;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const p = rows[c]![c]!;
    for (let i = 0; i < n; i++) {
      if (i === c || p === 0) continue;
      const f = rows[i]![c]! / p;
      for (let j = c; j <= n; j++) rows[i]![j] = rows[i]![j]! - f * rows[c]![j]!;
    }
  }
  return rows.map((row, i) => (row[i] === 0 ? 0 : row[n]! / row[i]!));
}

/** A sequence on one grid from that on another with the same centre: linear between its points, 0 beyond them. */
function putInterpolated(from: Grid, sequence: Float64Array, grid: Grid, out: Float64Array): void {
  for (let j = 0; j < out.length; j++) {
    const x = ((j - grid.last) * grid.step) / from.step + from.last;
    const k = Math.floor(x);
    if (k < 0 || k + 1 >= sequence.length) continue;
    out[j] = sequence[k]! + (x - k) * (sequence[k + 1]! - sequence[k]!);
  }
}

/**
 * Solves the equations on a grid.
 * @param start self-energies to begin with, found on another grid; default none
 */
export function solveMatrices(grid: Grid, problem: BornProblem, start?: BornState): BornSolution {
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
  if (start) {
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
      const u = displacementOf(grid, problem, electrons, selfEnergies.displacement, coupling);
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
      const at = Math.round((problem.hamiltonian.re[i * (n + 1)]! - grid.centre) / grid.step) + grid.last;
      const k = i * (n + 1);
      return selfEnergies.lesser[k]![at]! + selfEnergies.greater[k]![at]!;
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
