/**
 * Noise of the currents of Eq. (8), at zero frequency and lowest order in the coupling,
 *
 *   S_XY = int dt <<X(t) Y(0)>>     (not doubled: twice this is the usual one-sided spectrum).
 *
 * Where electrons cross only with a boson, every pair bath is a pair of Poisson processes: quanta of energy w are emitted
 * at the rate Tr[E^{ab} A_ph] (1 + n) and absorbed at the rate Tr[Ab^{ab} A_ph] n per dw/2pi. Events of both kinds add to the
 * noise what they add to the current squared, so their sum k_ab takes the place of the difference in Eq. (8):
 *
 *   S_II = sum_{LR,RL} int_0^inf dw/2pi k_ab,   S_IJ = int_0^inf dw/2pi w (k_LR - k_RL),   S_JJ = sum_ab int_0^inf dw/2pi w^2 k_ab,
 *   k_ab = Tr[Lambda^{ab} A_ph] { n_B(x) (1 + n) + [1 + n_B(x)] n },   x = w - mu_ab,   electrodes of one temperature.
 *
 * As in exchange, k_ab is a product of factors that are finite everywhere, [Lambda/x] [A_ph/w] [x w {...}]; between electrodes
 * of different temperatures the occupations stay in the energy integral. Nothing in it is negative, so nothing cancels.
 */
import { modePolesOf, reducedModeSpectralFunction } from "../bosons/bosons.js";
import { EPSILON } from "../checks/precision.js";
import { requireBetween, requireKeys } from "../checks/validate.js";
import { isAllWideBand, polesOf, refuseBoundStates } from "../electrons/electrons.js";
import { neighboursOf } from "../electrons/exceptional-points.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { sizeOf, traceOfProduct } from "../linear/matrix.js";
import { reducedByPoleSums } from "../pairs/pair-density.js";
import { reducedByQuadrature } from "../pairs/pair-quadrature.js";
import { type ElectrodePair, electrodePair } from "../pairs/pairs.js";
import { ENERGIES, energyNodes, totalOccupation } from "../rule/energies.js";
import type { Flows } from "../rule/flows.js";
import { overPanels } from "../rule/panels.js";
import { byAmplitudes, bySpectra } from "../rule/squares-on-panels.js";
import { type Hop, occupy, type State, stateOf } from "../rule/state.js";
import { xBose } from "../special/distributions.js";
import { crossesWithoutBoson, whyNoElectronCurrent } from "./electron-current.js";
import { layoutOf } from "./ledger.js";
import { currents, doubtOf } from "./transport.js";

/** Zero-frequency noise of the electron current I and of the energy current J. */
export interface Noise {
  /** S_II, electrons squared per time (unit of energy); undefined unless the junction has two electrodes */
  readonly II: number | undefined;
  /** S_IJ = S_JI, electrons times energy per time (energy^2); undefined where `II` is */
  readonly IJ: number | undefined;
  /** S_JJ, energy squared per time (energy^3) */
  readonly JJ: number;
  /** estimated absolute errors: rule, roundoff and cut-off together */
  readonly error: {
    readonly II: number | undefined;
    readonly IJ: number | undefined;
    readonly JJ: number;
  };
  /**
   * Fano factors, noise over current: S_II/|I| is 1 where all electrons go one way, one by one (dimensionless); S_JJ/|J|
   * is then the energy of a quantum, weighed by itself. Undefined where the current is zero within its error, or where
   * there is none.
   */
  readonly fano: { readonly I: number | undefined; readonly J: number | undefined };
  /**
   * S_II sigma/I^2 with the entropy production sigma, dimensionless: what precision costs, at least 2 (thermodynamic
   * uncertainty relation). Undefined where `fano.I` or the entropy production is, so where a reservoir is at T = 0.
   */
  readonly uncertaintyProduct: number | undefined;
  /** whether the errors meet the requested tolerance: relative to S_II, to S_JJ, and that of S_IJ to sqrt(S_II S_JJ) */
  readonly converged: boolean;
}

/** Options of {@link noise}. */
export interface NoiseOptions {
  /** relative error requested; default 1e-10, between 1e-12 and 0.1 */
  readonly tolerance?: number;
}

/** x w { n_B(x) (1 + n) + [1 + n_B(x)] n }, x = w - mu: finite and positive at any temperatures, T = 0 among them. */
const bothDirections = (omega: number, { mu, source }: ElectrodePair, bath: number): number =>
  xBose(omega - mu, source.temperature) * xBose(-omega, bath) +
  xBose(mu - omega, source.temperature) * xBose(omega, bath);

/** A number k_ab and what roundoff leaves of it. */
interface Rate {
  value: number;
  error: number;
}

/** k_ab(w) of one channel into `out`. */
type Rates = (omega: number, out: Rate) => void;

/**
 * By Lambda/x, to half the error asked for and mostly far better: wide-band electrodes of one temperature. Where the closed form
 * would lose more, by graded energies if these are good enough.
 */
function thermalRates(bath: ElectrodePair, temperature: number, tolerance: number, byEnergies: Rates): Rates {
  const areEnergiesGood = ENERGIES <= tolerance / 2;
  return (omega, out) => {
    const closed = reducedByPoleSums(bath, omega, tolerance / 2);
    if (!closed && areEnergiesGood) {
      byEnergies(omega, out);
      return;
    }
    const { matrix, error } = closed ?? reducedByQuadrature(bath, omega, tolerance / 20);
    const spectrum = reducedModeSpectralFunction(bath.junction, omega);
    const factor = bothDirections(omega, bath, temperature);
    out.value = factor * traceOfProduct(matrix, spectrum).re;
    out.error = factor * sizeOf(spectrum) * error;
  };
}

/** By sums of squares over graded energies: any electrodes, any temperatures. */
function energyRates(state: State, junction: Junction): (hop: Hop) => Rates {
  const usesPoles = isAllWideBand(junction) && neighboursOf(junction).length === 0;
  const transmissionOf = usesPoles ? byAmplitudes(state, junction) : bySpectra(state, junction);
  const { edges } = state.poles;
  return (hop) => {
    const { at: transmissionAt, isEmpty } = transmissionOf(hop);
    return (omega, out) => {
      state.modes.put(omega, state.weights);
      const { count, at, weight } = energyNodes(state, hop, omega, edges, totalOccupation, isEmpty);
      let sum = 0;
      for (let j = 0; j < count; j++) sum += weight[j]! * transmissionAt(at[j]!, omega, state.weights);
      out.value = sum / (2 * Math.PI);
      out.error = ENERGIES * out.value;
    };
  };
}

/** Moments of k_ab, dw/2pi {1, w, w^2}, of every ordered pair of electrodes, in the places of the flows. */
function momentsOf(junction: Junction, point: OperatingPoint, tolerance: number): Flows {
  const state = stateOf(junction, polesOf(junction));
  occupy(state, point);
  const names = state.terms.electrodes;
  const byEnergies = energyRates(state, junction);
  const isWide = isAllWideBand(junction);
  const routes = state.hops.map((hop) => {
    if (!isWide || !hop.isThermal) return byEnergies(hop);
    const bath = electrodePair(junction, point, names[hop.channel.from]!, names[hop.channel.to]!);
    return thermalRates(bath, point.bath.temperature, tolerance, byEnergies(hop));
  });
  const rate: Rate = { value: 0, error: 0 };
  return overPanels(
    state,
    tolerance,
    (omega, values, noise) => {
      for (let c = 0; c < routes.length; c++) {
        routes[c]!(omega, rate);
        for (let k = 0, power = 1; k < 3; k++, power *= omega) {
          values[3 * c + k] = rate.value * power;
          noise[3 * c + k] = (rate.error / EPSILON) * power;
        }
      }
    },
    true,
  );
}

/** Relative error of any junction: its poles, or those of the neighbours that stand for it at an exceptional point. */
function doubt(junction: Junction, point: OperatingPoint): number {
  const neighbours = neighboursOf(junction);
  return doubtOf(neighbours[0]?.junction ?? junction, point);
}

/** A sum of moments over the pairs of electrodes with its error. */
function summed(
  flows: Flows,
  moment: number,
  relative: number,
  weightOf: (pair: number) => number,
): { value: number; error: number } {
  let value = 0;
  let error = 0;
  for (let pair = 0; 3 * pair < flows.value.length; pair++) {
    const k = 3 * pair + moment;
    const weight = weightOf(pair);
    if (weight === 0) continue;
    value += weight * flows.value[k]!;
    error +=
      flows.truncation[k]! + flows.ends[k]! + flows.noise[k]! + relative * Math.abs(flows.absolute[k]!);
  }
  return { value: value + 0, error };
}

/**
 * Zero-frequency noise of the electron current I (from L to R, or from the first electrode to the second) and of the
 * energy current J into the bosons at lowest order in the coupling, see the head of this file. At equilibrium
 * S_II = 2 T dI/dV; far from it S_II = |I|.
 * @param junction a junction that electrons cross only with a boson; I needs two electrodes, J any number
 * @param point the operating point; temperatures may differ, and be zero
 * @param options relative tolerance (default 1e-10)
 * @returns see {@link Noise}; every value with its estimated absolute error, none NaN
 * @throws RangeError for a junction that electrons also cross without a boson, saying so; for bad input; and as
 *   {@link currents} does
 * @throws TypeError for what is of a wrong type
 * @example
 * const { II, IJ, JJ, fano, uncertaintyProduct } = noise(paperJunction, twoTerminal(11, 9, 0.25));
 */
export function noise(junction: JunctionInput, point: OperatingPoint, options: NoiseOptions = {}): Noise {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireKeys("options", options, [], ["tolerance"]);
  const { tolerance = 1e-10 } = options;
  requireBetween("tolerance", tolerance, 1e-12, 0.1);
  modePolesOf(checked);
  refuseBoundStates(checked);
  if (crossesWithoutBoson(checked)) {
    throw new RangeError(
      "junction must let electrons cross only with a boson for the noise (got a level group that touches both " +
        "electrodes): transmission has noise of its own, which Eq. (8) does not contain",
    );
  }
  const flows = momentsOf(checked, point, tolerance);
  const relative = doubt(checked, point);
  const { charge } = layoutOf(checked);
  const JJ = summed(flows, 2, relative, () => 1);
  const hasElectrons = whyNoElectronCurrent(checked) === undefined;
  const II = hasElectrons ? summed(flows, 0, relative, (pair) => Math.abs(charge[pair]!)) : undefined;
  const IJ = hasElectrons ? summed(flows, 1, relative, (pair) => charge[pair]!) : undefined;
  const mean = currents(checked, point, { tolerance: Math.max(tolerance, 1e-12) });
  const ratio = (one: number, current: number | undefined, error: number | undefined): number | undefined =>
    current !== undefined && Math.abs(current) > error! ? one / Math.abs(current) : undefined;
  const fanoOfI = II && ratio(II.value, mean.I, mean.error.I);
  const isMet = ({ value, error }: { value: number; error: number }, scale = value): boolean =>
    error <= tolerance * scale;
  return {
    II: II?.value,
    IJ: IJ?.value,
    JJ: JJ.value,
    error: { II: II?.error, IJ: IJ?.error, JJ: JJ.error },
    fano: { I: fanoOfI, J: ratio(JJ.value, mean.J, mean.error.J) },
    uncertaintyProduct:
      fanoOfI === undefined || mean.entropyProduction === undefined
        ? undefined
        : (fanoOfI * mean.entropyProduction) / Math.abs(mean.I!),
    converged: isMet(JJ) && (!II || !IJ || (isMet(II) && isMet(IJ, Math.sqrt(II.value * JJ.value)))),
  };
}
