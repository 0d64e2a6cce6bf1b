/**
 * The self-energy of a structured electrode as a sum over poles below the real axis,
 *
 *   Sigma(e) = C + sum_j rho_j/(e - zeta_j),   Im zeta_j < 0,
 *
 * which is analytic above the axis, as a retarded function must be. C is zero for a band; a real one belongs to the
 * Hamiltonian, -i/2 times a positive matrix is a wide-band electrode beside the band.
 *
 * Places of the poles by a rational fit, residues by least squares once only those below the axis are left. A function
 * whose real part is not the Kramers-Kronig partner of its imaginary part has poles above as well and fits badly.
 */
import type { StructuredElectrode } from "../junction/junction.js";
import { eigenDecomposition } from "../linear/eigen.js";
import { leastSquares, type TallMatrix, tallZeros } from "../linear/least-squares.js";
import { addScaled, adjoint, entry, type Matrix, matmul, setEntry, zeros } from "../linear/matrix.js";
import { type Complex, complex } from "../special/complex.js";
import { edgesBetween } from "./band-edges.js";
import { polesOfFit, rationalFit, type Samples } from "./rational-fit.js";
import {
  firstEnergies,
  inColumns,
  type Landscape,
  landscapeOf,
  type RelativeSelfEnergy,
  sampled,
} from "./sampling.js";
import { antiHermitianPart, broadeningAt, selfEnergyAt } from "./self-energy.js";
import { transverseModes } from "./transverse-modes.js";

/** What is known of a self-energy before it is fitted; all energies relative to the reference. */
export interface Survey {
  readonly sigma: RelativeSelfEnergy;
  /** band edges, given and found, and the range that the samples cover */
  readonly landscape: Landscape;
  /** Sigma at the energies to fit, and at others in between for the test of the fit */
  readonly samples: ReadonlyMap<number, Matrix>;
  readonly between: ReadonlyMap<number, Matrix>;
  /** largest entry of |Sigma| */
  readonly size: number;
  /** the nearest energy whose absolute value is a double */
  readonly rounded: (energy: number) => number;
}

/** A sum over poles, in energies relative to the reference. */
export interface PoleSum {
  /** C, k x k */
  readonly constant: Matrix;
  /** zeta_j, below the axis, relative to the reference */
  readonly poles: readonly Complex[];
  /** rho_j, k x k, unit energy^2 */
  readonly residues: readonly Matrix[];
}

/** A fitted self-energy. */
export interface SelfEnergyFit extends PoleSum {
  /** largest entry of |Sigma| met: the scale of the errors */
  readonly size: number;
  /** largest deviation of any entry at energies that the fit has not seen, in and outside the bands, absolute; closer to
   * an edge than is resolved its mean over the energies of a band */
  readonly error: number;
}

/** sum_j rho_j/(z - zeta_j) + C at complex z. */
export function poleSumAt({ constant, poles, residues }: PoleSum, z: Complex): Matrix {
  const k = constant.size;
  const sum: Matrix = { size: k, re: constant.re.slice(), im: constant.im.slice() };
  poles.forEach((zeta, j) => {
    const dr = z.re - zeta.re;
    const di = z.im - zeta.im;
    const square = dr * dr + di * di;
    const { re, im } = residues[j]!;
    for (let i = 0; i < k * k; i++) {
      sum.re[i] = sum.re[i]! + (re[i]! * dr + im[i]! * di) / square;
      sum.im[i] = sum.im[i]! + (im[i]! * dr - re[i]! * di) / square;
    }
  });
  return sum;
}

/** Largest |entry| of a - b. */
function distance(a: Matrix, b: Matrix): number {
  let largest = 0;
  for (let i = 0; i < a.re.length; i++) {
    largest = Math.max(largest, Math.hypot(a.re[i]! - b.re[i]!, a.im[i]! - b.im[i]!));
  }
  return largest;
}

/** Residues, and C if asked for, by least squares over the samples. */
function withResidues({ at, values }: Samples, poles: readonly Complex[], hasConstant: boolean): PoleSum {
  const n = at.length;
  const unknowns = poles.length + (hasConstant ? 1 : 0);
  const system = tallZeros(n, unknowns + values.columns);
  const lengths = poles.map((zeta, j) => {
    let square = 0;
    for (let i = 0; i < n; i++) {
      const dr = at[i]! - zeta.re;
      const size = dr * dr + zeta.im * zeta.im;
      system.re[j * n + i] = dr / size;
      system.im[j * n + i] = zeta.im / size;
      square += 1 / size;
    }
    const length = Math.sqrt(square);
    for (let i = j * n; i < (j + 1) * n; i++) {
      system.re[i] = system.re[i]! / length;
      system.im[i] = system.im[i]! / length;
    }
    return length;
  });
  if (hasConstant) system.re.fill(1 / Math.sqrt(n), poles.length * n, unknowns * n);
  system.re.set(values.re, unknowns * n);
  system.im.set(values.im, unknowns * n);
  const found = leastSquares(system, unknowns);
  const column = (j: number, length: number): Matrix => matrixFrom(found, j, length);
  const k = Math.sqrt(values.columns);
  return {
    constant: hasConstant ? column(poles.length, Math.sqrt(n)) : zeros(k),
    poles,
    residues: poles.map((_, j) => column(j, lengths[j]!)),
  };
}

/** Unknown `row` of all right-hand sides, as a matrix. */
function matrixFrom({ rows, columns, re, im }: TallMatrix, row: number, length: number): Matrix {
  const a = zeros(Math.sqrt(columns));
  for (let c = 0; c < columns; c++) {
    a.re[c] = re[c * rows + row]! / length;
    a.im[c] = im[c * rows + row]! / length;
  }
  return a;
}

/** A pole closer to the axis than this part of the gap between the samples beside it fits their noise. */
const TOO_CLOSE = 1e-3;

/** Poles below the axis that the samples can tell. */
function credible(poles: readonly Complex[], at: Float64Array): Complex[] {
  return poles.filter(({ re, im }) => {
    if (!(im < 0)) return false;
    const above = at.findIndex((e) => e >= re);
    if (above <= 0) return true;
    return -im > TOO_CLOSE * (at[above]! - at[above - 1]!);
  });
}

const STEPS_PER_DECADE = 10;

/**
 * Mean deviation over a band that the unresolved neighbourhood of the edges causes: |int (fit - Sigma) dd| over it,
 * divided by the length of the band, and what the first moment may add. The fit oscillates about Sigma there.
 */
function edgeDeviation(sigma: RelativeSelfEnergy, sum: PoleSum, { edges, resolution }: Landscape): number {
  let worst = 0;
  for (const { at, length } of edges) {
    const entries = sum.constant.re.length;
    const re = new Float64Array(entries);
    const im = new Float64Array(entries);
    let moment = 0;
    const start = 3 * resolution * length;
    const ratio = 10 ** (1 / STEPS_PER_DECADE);
    const floor = Math.max(1e-6 * start, 2 ** -48 * Math.abs(at));
    for (let d = start; d > floor; d /= ratio) {
      const weight = (d * Math.log(ratio)) / length;
      for (const e of [at - d, at + d]) {
        const true_ = sigma(e);
        const fit = poleSumAt(sum, complex(e, 0));
        for (let i = 0; i < entries; i++) {
          re[i] = re[i]! + weight * (fit.re[i]! - true_.re[i]!);
          im[i] = im[i]! + weight * (fit.im[i]! - true_.im[i]!);
        }
        moment += (weight * d * distance(fit, true_)) / length;
      }
    }
    for (let i = 0; i < entries; i++) worst = Math.max(worst, Math.hypot(re[i]!, im[i]!) + moment);
  }
  return worst;
}

/** A constant smaller than this part of |Sigma| is none. */
const NO_CONSTANT = 1e-8;
/** Factor by which the test energies may exceed the accuracy that the samples reach. */
const GOOD_ENOUGH = 5;
/** Rounds of fitting, each with the test energies of the one before among its samples. */
const ROUNDS = 3;
const HOPELESS = 1e-3;
const MAXIMAL_SUPPORT = 160;

/** Deviation of a sum from known values, the largest. */
function deviationFrom(values: ReadonlyMap<number, Matrix>, sum: PoleSum): number {
  let worst = 0;
  for (const [e, truth] of values) worst = Math.max(worst, distance(poleSumAt(sum, complex(e, 0)), truth));
  return worst;
}

const ascending = (samples: ReadonlyMap<number, Matrix>): number[] =>
  [...samples.keys()].sort((a, b) => a - b);

function fitOnce(samples: Samples, size: number, landscape: Landscape, accuracy: number): PoleSum {
  const { centre, size: unit } = landscape;
  const scaled: Samples = {
    at: samples.at.map((e) => (e - centre) / unit),
    values: {
      ...samples.values,
      re: samples.values.re.map((x) => x / size),
      im: samples.values.im.map((x) => x / size),
    },
  };
  const rational = rationalFit(scaled, accuracy, MAXIMAL_SUPPORT);
  const poles = credible(polesOfFit(rational), scaled.at).map(({ re, im }) =>
    complex(centre + unit * re, unit * im),
  );
  const [without, with_] = [withResidues(samples, poles, false), withResidues(samples, poles, true)];
  const largest = Math.max(...with_.constant.re.map(Math.abs), ...with_.constant.im.map(Math.abs));
  return largest > NO_CONSTANT * size ? with_ : without;
}

/** sigma v v^+ for mode c: column c of the unitary matrix v. */
function onMode(sigma: Matrix, modes: Matrix, c: number): Matrix {
  const k = modes.size;
  const projected = zeros(k);
  const [sr, si] = [sigma.re[0]!, sigma.im[0]!];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const v = entry(modes, i, c);
      const w = entry(modes, j, c);
      const re = v.re * w.re + v.im * w.im;
      const im = v.im * w.re - v.re * w.im;
      setEntry(projected, i, j, complex(re * sr - im * si, re * si + im * sr));
    }
  }
  return projected;
}

/** Mode by mode where Sigma has transverse modes, all entries together where it has none. */
function fitByModes(
  samples: ReadonlyMap<number, Matrix>,
  size: number,
  landscape: Landscape,
  accuracy: number,
): PoleSum {
  const k = [...samples.values()][0]!.size;
  const modes = k > 1 ? transverseModes([...samples.values()], size) : undefined;
  if (!modes) return fitOnce(inColumns(samples), size, landscape, accuracy);
  const back = adjoint(modes);
  const diagonal = new Map(
    [...samples].map(([energy, sigma]) => [energy, matmul(back, matmul(sigma, modes))]),
  );
  const parts = Array.from({ length: k }, (_, c) => {
    const own = [...diagonal].map(([energy, sigma]): [number, Matrix] => [
      energy,
      single(entry(sigma, c, c)),
    ]);
    const fit = fitOnce(inColumns(new Map(own)), size, landscape, accuracy);
    return {
      constant: onMode(fit.constant, modes, c),
      poles: fit.poles,
      residues: fit.residues.map((rho) => onMode(rho, modes, c)),
    };
  });
  return {
    constant: parts.reduce((sum, { constant }) => addScaled(sum, complex(1, 0), constant), zeros(k)),
    poles: parts.flatMap(({ poles }) => poles),
    residues: parts.flatMap(({ residues }) => residues),
  };
}

/** A 1 x 1 matrix. */
const single = ({ re, im }: Complex): Matrix => ({
  size: 1,
  re: Float64Array.of(re),
  im: Float64Array.of(im),
});

const largestOf = ({ re, im }: Matrix): number => Math.max(...re.map((x, i) => Math.hypot(x, im[i]!)));

/** Gain, relative to the largest |Sigma|, that is roundoff. */
const GAIN = 1e-9;

/** Refuses an electrode that gives back more than it takes at one of the samples. */
function refuseGain(
  name: string,
  samples: ReadonlyMap<number, Matrix>,
  size: number,
  reference: number,
): void {
  for (const [energy, sigma] of samples) {
    const widths = eigenDecomposition(antiHermitianPart(sigma)).values;
    if (widths.some(({ re }) => re < -GAIN * size)) broadeningAt(name, sigma, reference + energy);
  }
}

/**
 * Samples the self-energy of an electrode and finds the edges of its bands.
 * @param name the electrode's, for messages
 * @param electrode its self-energy and edges
 * @param reference the energy that all others are relative to
 * @param levels energies of the central region, relative to it
 * @param resolution distance from an edge, relative to the band, down to which samples are taken
 * @throws RangeError where the function fails, returns no k x k matrix or has gain
 */
export function surveySelfEnergy(
  name: string,
  electrode: StructuredElectrode,
  reference: number,
  levels: readonly number[],
  resolution: number,
): Survey {
  const sigma: RelativeSelfEnergy = (e) => selfEnergyAt(name, electrode, reference + e);
  const rounded = (e: number): number => reference + e - reference;
  const given = (electrode.edges ?? []).map((edge) => edge - reference);
  const strength = Math.max(...levels.map((e) => largestOf(sigma(e))));
  const within = (edges: readonly number[]) => {
    const landscape = landscapeOf(edges, levels, strength, resolution);
    const energies = [...new Set(firstEnergies(landscape).map(rounded))];
    return { sigma, rounded, landscape, ...sampled(sigma, energies, landscape, rounded) };
  };
  const first = within(given);
  const size = Math.max(...[...first.samples.values()].map(largestOf));
  const found = edgesBetween(sigma, ascending(first.samples), first.samples, size, given);
  const survey = found.length > 0 ? within([...given, ...found]) : first;
  refuseGain(name, survey.samples, size, reference);
  return { ...survey, size };
}

/**
 * Fits a self-energy.
 * @param survey what {@link surveySelfEnergy} found
 * @param accuracy deviation that is good enough, relative to the largest |Sigma|: some 28 poles an edge at 1e-10
 *   and a resolution of 1e-4
 * @returns the fit with its error, whatever it is: the caller decides what it can bear
 */
export function fitSelfEnergy(survey: Survey, accuracy: number): SelfEnergyFit {
  const { sigma, landscape, size, rounded } = survey;
  let { samples, between } = survey;
  if (size === 0) {
    const { size: k } = [...samples.values()][0]!;
    return { constant: zeros(k), poles: [], residues: [], size, error: 0 };
  }
  let before = Number.POSITIVE_INFINITY;
  for (let round = 1; ; round++) {
    const sum = fitByModes(samples, size, landscape, accuracy);
    const error = Math.max(deviationFrom(samples, sum), deviationFrom(between, sum));
    // a self-energy that is not retarded is not fitted any better by more samples
    const isHopeless = error > before / 3 && error > HOPELESS * size;
    if (error <= GOOD_ENOUGH * accuracy * size || isHopeless || round === ROUNDS) {
      return { ...sum, size, error: error + edgeDeviation(sigma, sum, landscape) };
    }
    before = error;
    const denser = new Map([...samples, ...between]);
    ({ samples, between } = sampled(sigma, ascending(denser), landscape, rounded));
  }
}
