/**
 * From a junction with structured electrodes to its pole expansion: survey of the self-energies, search for bound states,
 * fit, enlarged Heff.
 */
import { isWideBand, type Junction } from "../junction.js";
import { type EigenDecomposition, eigenDecomposition } from "../linear/eigen.js";
import { addScaled, type Matrix, zeros } from "../linear/matrix.js";
import { complex } from "../special/complex.js";
import { type EnlargedExpansion, expandWithBands, type FittedElectrode } from "./auxiliary-levels.js";
import { isOutside } from "./band-edges.js";
import { boundStates } from "./bound-states.js";
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
}

interface SurveyedElectrode {
  readonly name: string;
  readonly touched: readonly number[];
  readonly survey: Survey;
}

function surveysOf(device: Junction, hamiltonian: Matrix, reference: number): SurveyedElectrode[] {
  const levels = eigenDecomposition(hamiltonian).values.map(({ re }) => re);
  return Object.entries(device.electrodes).flatMap(([name, electrode]) =>
    isWideBand(electrode)
      ? []
      : [{ name, touched: electrode.levels, survey: surveySelfEnergy(name, electrode, reference, levels) }],
  );
}

/** Energies, relative to the reference, of states bound outside the bands. */
function boundStatesOf(
  hamiltonian: Matrix,
  broadenings: readonly (readonly [string, Matrix])[],
  surveyed: readonly SurveyedElectrode[],
): number[] {
  const n = hamiltonian.size;
  const total = (parts: readonly Matrix[]): Matrix =>
    parts.reduce((sum, part) => addScaled(sum, complex(1, 0), part), zeros(n));
  const landscapes = surveyed.map(({ survey }) => survey.landscape);
  return boundStates({
    hamiltonian,
    broadening: total(broadenings.map(([, gamma]) => gamma)),
    selfEnergy: (energy) =>
      total(surveyed.map(({ survey, touched }) => onAllLevels(survey.sigma(energy), touched, n))),
    isOutside: (energy) => surveyed.every(({ survey }) => isOutside(survey.sigma(energy), survey.size)),
    edges: landscapes.flatMap(({ edges }) => edges.map(({ at }) => at)),
    from: Math.min(...landscapes.map(({ centre, far }) => centre - far)),
    to: Math.max(...landscapes.map(({ centre, far }) => centre + far)),
  });
}

function refuseMissingStates(device: Junction, energies: readonly number[]): void {
  if (energies.length === 0) return;
  // states of the leads themselves may be among them
  const levels = device.hamiltonian.length;
  throw new RangeError(
    `selfEnergy must broaden every level: ${Math.min(energies.length, levels)} of ${levels} states are missing from ` +
      `the spectral functions (at energy ${energies.map((energy) => energy.toPrecision(8)).join(", ")}). ` +
      "A state bound outside a band has no occupation of its own; give it a small width, Im Sigma < 0, and vary it",
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

/** 2 |<l_p|dSigma|r_p>|/|Im z_p|, the largest: what the error of a fit does to a pole, and so to the spectral functions
 * there, relative to the largest of them. */
function largestShift(
  { values, left, right }: EigenDecomposition,
  { touched, fit }: FittedElectrode,
): number {
  const size = values.length;
  const shifts = values.map((z, p) => {
    let l = 0;
    let r = 0;
    for (const i of touched) {
      l += Math.hypot(left.re[p * size + i]!, left.im[p * size + i]!);
      r += Math.hypot(right.re[i * size + p]!, right.im[i * size + p]!);
    }
    return (2 * fit.error * l * r) / -z.im;
  });
  return Math.max(...shifts);
}

/**
 * Pole expansion of a junction with structured electrodes.
 * @param device the junction
 * @param hamiltonian its H relative to the reference
 * @param broadenings Gamma of its wide-band electrodes
 * @param reference the energy that all others here are relative to
 * @param accuracy deviation of the fitted self-energies that is asked for, relative to the largest |Sigma|
 * @throws RangeError for a bound state, and for a self-energy that is not retarded or has no limit at infinity
 */
export function expandStructured(
  device: Junction,
  hamiltonian: Matrix,
  broadenings: readonly (readonly [string, Matrix])[],
  reference: number,
  accuracy: number,
): StructuredExpansion {
  const surveyed = surveysOf(device, hamiltonian, reference);
  const bound = boundStatesOf(hamiltonian, broadenings, surveyed);
  refuseMissingStates(
    device,
    bound.map((energy) => reference + energy),
  );
  const electrodes = surveyed.map((one) => fitted(one, accuracy));
  const expansion = expandWithBands(hamiltonian, broadenings, electrodes);
  // within a band, or by symmetry: a state that no electrode broadens
  refuseMissingStates(
    device,
    expansion.unbroadened.map((energy) => reference + energy),
  );
  const errors = electrodes.map((electrode) => {
    const { error, size } = electrode.fit;
    return size === 0 ? 0 : error / size + largestShift(expansion.decomposition, electrode);
  });
  return { ...expansion, fitError: Math.max(...errors) };
}
