/**
 * From a junction with structured electrodes to its pole expansion: survey of the self-energies, search for bound states,
 * fit, enlarged Heff.
 */
import { EPSILON } from "../checks/precision.js";
import { type BoundState, whyBoundStatesMatter } from "../junction/dark-states.js";
import { isWideBand, type Junction } from "../junction/junction.js";
import { type Column, columnOf, orthonormal } from "../linear/columns.js";
import { type EigenDecomposition, eigenDecomposition } from "../linear/eigen.js";
import { addScaled, type Matrix, norm, putInverse, zeros } from "../linear/matrix.js";
import { complex } from "../special/complex.js";
import {
  type EnlargedExpansion,
  type EnlargedHamiltonian,
  enlarge,
  expandWithBands,
  type FittedElectrode,
} from "./auxiliary-levels.js";
import { isOutside } from "./band-edges.js";
import { type BoundStateProblem, boundStates, statesAt } from "./bound-states.js";
import type { FitGrade } from "./fit-grades.js";
import { onAllLevels } from "./self-energy.js";
import { fitSelfEnergy, type Survey, surveySelfEnergy } from "./self-energy-fit.js";

/** Deviation beyond which a self-energy has no sum over poles below the axis. */
const LIMIT = 1e-4;

/** An expansion with the error of the fits that it rests on. */
export interface StructuredExpansion extends EnlargedExpansion {
  /** error of any spectral function, relative to the largest one: that of Sigma, and how much it moves the narrowest
   * pole. A bound at each energy; integrals over energies gain two to three digits on it, since the deviation
   * oscillates. */
  readonly fitError: number;
  /** band edges, given and found, relative to the reference: where a self-energy is not smooth */
  readonly edges: readonly number[];
  /** largest distance from one of them within which fits follow nothing */
  readonly unresolved: number;
  /** whether a state is bound, or nearly so, next to one of them: fits of few poles do not serve */
  readonly hasCriticalEdge: boolean;
  /** largest relative error of a width by roundoff, each pole counting as much as it has weight on the levels */
  readonly widthUncertainty: number;
}

interface SurveyedElectrode {
  readonly name: string;
  readonly touched: readonly number[];
  readonly survey: Survey;
}

function surveysOf(
  junction: Junction,
  hamiltonian: Matrix,
  reference: number,
  resolution: number,
): SurveyedElectrode[] {
  const levels = eigenDecomposition(hamiltonian).values.map(({ re }) => re);
  return Object.entries(junction.electrodes).flatMap(([name, electrode]) =>
    isWideBand(electrode)
      ? []
      : [
          {
            name,
            touched: electrode.levels,
            survey: surveySelfEnergy(name, electrode, reference, levels, resolution),
          },
        ],
  );
}

/** The search for states that no electrode broadens; energies relative to the reference. */
function problemOf(
  hamiltonian: Matrix,
  broadenings: readonly (readonly [string, Matrix])[],
  surveyed: readonly SurveyedElectrode[],
): BoundStateProblem {
  const n = hamiltonian.size;
  const total = (parts: readonly Matrix[]): Matrix =>
    parts.reduce((sum, part) => addScaled(sum, complex(1, 0), part), zeros(n));
  const landscapes = surveyed.map(({ survey }) => survey.landscape);
  return {
    hamiltonian,
    broadening: total(broadenings.map(([, gamma]) => gamma)),
    selfEnergy: (energy) =>
      total(surveyed.map(({ survey, touched }) => onAllLevels(survey.sigma(energy), touched, n))),
    isOutside: (energy) => surveyed.every(({ survey }) => isOutside(survey.sigma(energy), survey.size)),
    edges: landscapes.flatMap(({ edges }) => edges.map(({ at }) => at)),
    from: Math.min(...landscapes.map(({ centre, far }) => centre - far)),
    to: Math.max(...landscapes.map(({ centre, far }) => centre + far)),
  };
}

/** Refuses a junction of which a mode touches one of these states; their energies are relative to the reference. */
function refuseIfTheyMatter(junction: Junction, states: readonly BoundState[], reference: number): void {
  const why = whyBoundStatesMatter(
    junction,
    states.map((one) => ({ ...one, energy: reference + one.energy })),
  );
  if (why !== undefined) throw new RangeError(why);
}

/** Poles of states that nothing broadens, and these states. */
interface WithoutWidth {
  readonly poles: ReadonlySet<number>;
  readonly states: readonly BoundState[];
}

/** A pole as the levels see it, for a state that is known by its pole alone: it may leak. */
function stateOfPole({ values, right }: EigenDecomposition, p: number, levels: number): BoundState {
  const { re, im } = columnOf(right, p);
  const part: Column = { re: re.subarray(0, levels), im: im.subarray(0, levels) };
  const state = orthonormal([part])[0] ?? part;
  return { energy: values[p]!.re, state, share: 0, isOutside: false };
}

/**
 * Poles whose width is no more than what the error of the fit may make of none, and of which the self-energies themselves
 * say that nothing broadens them: bound outside the bands, or by symmetry within them.
 */
function statesWithoutWidth(
  problem: BoundStateProblem,
  { decomposition, noWidth }: EnlargedHamiltonian,
  electrodes: readonly FittedElectrode[],
): WithoutWidth {
  const { values } = decomposition;
  const doubts = values.map((_, p) =>
    electrodes.reduce((sum, electrode) => sum + shiftOf(decomposition, p, electrode), noWidth),
  );
  const narrow = values.flatMap((z, p) => (-z.im <= doubts[p]! ? [p] : []));
  const poles = new Set<number>();
  const states: BoundState[] = [];
  for (const p of narrow) {
    if (poles.has(p)) continue;
    const { re } = values[p]!;
    const close = narrow
      .filter((q) => Math.abs(values[q]!.re - re) <= doubts[p]! + doubts[q]!)
      .sort((a, b) => Math.abs(values[a]!.im) - Math.abs(values[b]!.im));
    const found = statesAt(problem, re, close.length);
    for (const q of close.slice(0, found.length)) poles.add(q);
    states.push(...found);
  }
  // the solver has no use for a pole above the axis
  for (const p of narrow) {
    if (poles.has(p) || values[p]!.im < -noWidth) continue;
    poles.add(p);
    states.push(stateOfPole(decomposition, p, problem.hamiltonian.size));
  }
  return { poles, states };
}

/** Distances from an edge, relative to what is resolved, at which a critical state is looked for. */
const WITHIN: readonly number[] = [1e-1, 1e-2, 1e-3, 1e-4];
/** A state is critical where its denominator e - H - Sigma is below this many times what Sigma changes unresolved. */
const CRITICAL = 6;

/**
 * Whether a state is bound next to an edge, or would be nearly: the levels then have a weight as the square root of the distance
 * that is resolved, of which a fit cannot tell what belongs to the band and what does not.
 */
function isCritical(
  { hamiltonian, broadening, selfEnergy }: BoundStateProblem,
  surveyed: readonly SurveyedElectrode[],
): boolean {
  const n = hamiltonian.size;
  const green = zeros(n);
  const distanceFromPole = (energy: number, sigma: Matrix): number => {
    const denominator = addScaled(addScaled(hamiltonian, complex(1, 0), sigma), complex(0, -0.5), broadening);
    for (let i = 0; i < n; i++) denominator.re[i * (n + 1)] = denominator.re[i * (n + 1)]! - energy;
    try {
      putInverse(denominator, green);
    } catch {
      return 0;
    }
    return 1 / norm(green);
  };
  return surveyed.some(({ survey: { landscape } }) =>
    landscape.edges.some(({ at, length }) =>
      [-1, 1].some((side) => {
        const unresolved = side * landscape.resolution * length;
        const there = selfEnergy(at + unresolved);
        return WITHIN.some((part) => {
          const sigma = selfEnergy(at + part * unresolved);
          const change = norm(addScaled(sigma, complex(-1, 0), there));
          return distanceFromPole(at + part * unresolved, sigma) < CRITICAL * change;
        });
      }),
    ),
  );
}

function fitted({ name, touched, survey }: SurveyedElectrode, accuracy: number): FittedElectrode {
  const fit = fitSelfEnergy(survey, accuracy);
  if (fit.error > LIMIT * fit.size) {
    throw new RangeError(
      `selfEnergy of electrode ${name} must tend to a constant far from its bands, and its real part must belong to its ` +
        "imaginary part (Kramers and Kronig): no function that is analytic above the real axis comes closer to it than " +
        `${(fit.error / fit.size).toPrecision(2)} of its size`,
    );
  }
  return { name, touched, fit };
}

/** |<l_p|dSigma|r_p>|: how far the error of a fit may move a pole. */
function shiftOf(
  { values, left, right }: EigenDecomposition,
  p: number,
  { touched, fit }: FittedElectrode,
): number {
  const size = values.length;
  let l = 0;
  let r = 0;
  for (const i of touched) {
    l += Math.hypot(left.re[p * size + i]!, left.im[p * size + i]!);
    r += Math.hypot(right.re[i * size + p]!, right.im[i * size + p]!);
  }
  return fit.error * l * r;
}

/** 2 |<l_p|dSigma|r_p>|/|Im z_p|, the largest: what the error of a fit does to a pole, and so to the spectral functions
 * there, relative to the largest of them. */
function largestShift({ energies, decomposition }: EnlargedExpansion, electrode: FittedElectrode): number {
  const shifts = energies.flatMap(({ im }, p) =>
    im < 0 ? [(2 * shiftOf(decomposition, p, electrode)) / -im] : [],
  );
  return Math.max(0, ...shifts);
}

/** Roundoff of the real part of a pole against its width, in units of that of the largest energy. */
const NARROW_NOISE = 8;

function widthUncertainty({ energies, right, left }: EnlargedExpansion): number {
  const size = energies.length;
  const largest = Math.max(...energies.map(({ re, im }) => Math.hypot(re, im)));
  let uncertainty = 0;
  energies.forEach((z, p) => {
    if (z.im >= 0) return;
    let [r, l] = [0, 0];
    for (let i = 0; i < size; i++) {
      r += right.re[i * size + p]! ** 2 + right.im[i * size + p]! ** 2;
      l += left.re[p * size + i]! ** 2 + left.im[p * size + i]! ** 2;
    }
    const weight = Math.min(1, Math.sqrt(r * l));
    uncertainty = Math.max(uncertainty, (NARROW_NOISE * EPSILON * largest * weight) / -z.im);
  });
  return uncertainty;
}

/**
 * Pole expansion of a junction with structured electrodes.
 * @param junction the junction
 * @param hamiltonian its H relative to the reference
 * @param broadenings Gamma of its wide-band electrodes
 * @param reference the energy that all others here are relative to
 * @param grade how closely the self-energies are fitted
 * @throws RangeError for a state without a width that a mode couples to others, and for a self-energy that is not
 *   retarded or has no limit at infinity
 */
export function expandStructured(
  junction: Junction,
  hamiltonian: Matrix,
  broadenings: readonly (readonly [string, Matrix])[],
  reference: number,
  { accuracy, resolution, critical, isComparison }: FitGrade,
): StructuredExpansion {
  const first = surveysOf(junction, hamiltonian, reference, resolution);
  const hasCriticalEdge =
    critical !== undefined && isCritical(problemOf(hamiltonian, broadenings, first), first);
  const surveyed = hasCriticalEdge ? surveysOf(junction, hamiltonian, reference, critical) : first;
  const problem = problemOf(hamiltonian, broadenings, surveyed);
  refuseIfTheyMatter(junction, boundStates(problem), reference);
  const electrodes = surveyed.map((one) => fitted(one, accuracy));
  const heff = enlarge(hamiltonian, broadenings, electrodes);
  const { poles, states } = statesWithoutWidth(problem, heff, electrodes);
  if (!isComparison) refuseIfTheyMatter(junction, states, reference);
  const expansion = expandWithBands(hamiltonian, broadenings, electrodes, heff, poles);
  const errors = electrodes.map((electrode) => {
    const { error, size } = electrode.fit;
    return size === 0 ? 0 : error / size + largestShift(expansion, electrode);
  });
  return {
    ...expansion,
    fitError: Math.max(...errors),
    edges: problem.edges,
    unresolved: Math.max(
      0,
      ...surveyed.flatMap(({ survey: { landscape } }) =>
        landscape.edges.map(({ length }) => landscape.resolution * length),
      ),
    ),
    hasCriticalEdge,
    widthUncertainty: widthUncertainty(expansion),
  };
}
