/**
 * What one EHP bath gives to the modes at one frequency: the integrand of Eq. (8) without the factor w/2pi,
 *
 *   flux(w) = Tr[Lambda^{ab}(w) A_ph(w)] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],
 *
 * quanta per time and frequency, and the same with the factor e - mu_a of the electron that is taken from electrode a,
 * which is heat. It is evaluated as a product of three factors that are finite everywhere,
 *
 *   [Lambda/x] [A_ph/w] [x w (n_B(x, T_e) - n_B(w, T_ph))],   x = w - mu_ab,
 *
 * so neither w = 0 nor w = mu_ab is a special case. Electrodes of different temperatures give pair baths that are not
 * Bose distributed; there Lambda n_B is replaced by the golden-rule rates and the energy integral is done numerically.
 */
import { type Matrix, sizeOf, traceOfProduct } from "./linear/matrix.js";
import { type PoleSum, poleSumError, poleSumFor, putPoleSum } from "./pair-closed-form.js";
import { reducedDensityOfStates } from "./pair-density.js";
import {
  absorptionWeight,
  affinity,
  emissionWeight,
  energyIntegral,
  reducedByQuadrature,
} from "./pair-quadrature.js";
import { type Exchange, exchangeByTrapezoid } from "./pair-trapezoid.js";
import {
  type ExpandedBath,
  isExpanded,
  isSilent,
  isThermal,
  type PairBath,
  type PairIntegral,
} from "./pairs.js";
import { netEmission, xBose, xwBoseDifference } from "./special/distributions.js";

/** Writes the exchange of a bath at frequency w > 0 into `out`, given A_ph(w)/w. */
export type ExchangeRoute = (omega: number, spectrum: Matrix, out: Exchange) => void;

export const noExchange = (): Exchange => ({ flux: 0, moment: 0, fluxError: 0, momentError: 0 });

const silent: ExchangeRoute = (_omega, _spectrum, out) => {
  out.flux = 0;
  out.moment = 0;
  out.fluxError = 0;
  out.momentError = 0;
};

/** Tr[(s + s^+) a] for a Hermitian a and an interleaved s. */
function traceWithPartner(s: Float64Array, a: Matrix): number {
  const modes = a.size;
  let sum = 0;
  for (let m = 0; m < modes; m++) {
    for (let n = 0; n < modes; n++) {
      const at = 2 * (m * modes + n);
      const other = n * modes + m;
      sum += s[at]! * a.re[other]! - s[at + 1]! * a.im[other]!;
    }
  }
  return 2 * sum;
}

/** By the closed form of Lambda; electrodes of one temperature. Allocates nothing. */
export function byClosedForm(bath: ExpandedBath, bosonTemperature: number): ExchangeRoute {
  if (isSilent(bath)) return silent;
  const sum: PoleSum = poleSumFor(bath);
  const relative = poleSumError(bath);
  const { temperature } = bath.source;
  return (omega, spectrum, out) => {
    putPoleSum(bath, omega, 0, sum);
    const factor = xwBoseDifference(omega, bath.mu, temperature, bosonTemperature);
    const size = sizeOf(spectrum) * Math.abs(factor) * relative;
    out.flux = traceWithPartner(sum.density, spectrum) * factor;
    out.moment = traceWithPartner(sum.moment, spectrum) * factor;
    out.fluxError = sum.size * size;
    out.momentError = sum.momentSize * size;
  };
}

function contractInto(integral: PairIntegral, spectrum: Matrix, factor: number, out: Exchange): void {
  const size = sizeOf(spectrum) * Math.abs(factor);
  out.flux = traceOfProduct(integral.matrix, spectrum).re * factor;
  out.moment = traceOfProduct(integral.moment, spectrum).re * factor;
  out.fluxError = integral.error * size;
  out.momentError = integral.momentError * size;
}

/** By Lambda with all its digits, from whatever route gives them; electrodes of one temperature. */
export function byDensityOfStates(bath: PairBath, bosonTemperature: number): ExchangeRoute {
  if (isSilent(bath)) return silent;
  return (omega, spectrum, out) => {
    const factor = xwBoseDifference(omega, bath.mu, bath.source.temperature, bosonTemperature);
    contractInto(reducedDensityOfStates(bath, omega), spectrum, factor, out);
  };
}

/** By adaptive quadrature over the electron's energy: any electrodes, and the independent check. */
export function byEnergyQuadrature(
  bath: PairBath,
  bosonTemperature: number,
  tolerance: number,
): ExchangeRoute {
  if (isSilent(bath)) return silent;
  const goal = Math.max(1e-13, tolerance / 10);
  if (isThermal(bath) && bath.source.temperature > 0) {
    return (omega, spectrum, out) => {
      const factor = xwBoseDifference(omega, bath.mu, bath.source.temperature, bosonTemperature);
      contractInto(reducedByQuadrature(bath, omega, goal), spectrum, factor, out);
    };
  }
  return (omega, spectrum, out) => {
    const weight = (energy: number): number => {
      const up = emissionWeight(bath, omega, energy);
      const down = absorptionWeight(bath, omega, energy);
      const emitted = xBose(-omega, bosonTemperature); // w (1 + n)
      const occupied = xBose(omega, bosonTemperature); // w n
      if (bath.source.temperature === 0 || bath.drain.temperature === 0 || bosonTemperature === 0)
        return up * emitted - down * occupied;
      return netEmission(
        up,
        down,
        emitted,
        occupied,
        affinity(bath, omega, energy) - omega / bosonTemperature,
      );
    };
    contractInto(energyIntegral(bath, omega, weight, goal), spectrum, 1, out);
  };
}

/** Uncertainty of the pole expansion beyond which matrices are inverted instead: exceptional points. */
const LARGEST_UNCERTAINTY = 1e-11;

/** By the trapezoidal rule over the electron's energy, which does not cancel; adaptive quadrature where that fails. */
export function byEnergyTrapezoid(
  bath: PairBath,
  bosonTemperature: number,
  tolerance: number,
): ExchangeRoute {
  if (isSilent(bath)) return silent;
  const slow = byEnergyQuadrature(bath, bosonTemperature, tolerance);
  const isCold = bath.source.temperature === 0 || bath.drain.temperature === 0;
  if (!isExpanded(bath) || isCold || bath.poles.uncertainty > LARGEST_UNCERTAINTY) return slow;
  return (omega, spectrum, out) => {
    const quick = exchangeByTrapezoid(bath, omega, spectrum, bosonTemperature);
    if (quick) {
      out.flux = quick.flux;
      out.moment = quick.moment;
      out.fluxError = quick.fluxError;
      out.momentError = quick.momentError;
    } else {
      slow(omega, spectrum, out);
    }
  };
}
