/**
 * What one pair bath gives to the modes at one frequency, one bath at a time and with all digits: the integrand of Eq. (8)
 * without the factor w/2pi,
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
import { type Matrix, sizeOf, traceOfProduct } from "../linear/matrix.js";
import { netEmission, xBose, xwBoseDifference } from "../special/distributions.js";
import { reducedDensityOfStates } from "./pair-density.js";
import {
  absorptionWeight,
  affinity,
  emissionWeight,
  energyIntegral,
  reducedByQuadrature,
} from "./pair-quadrature.js";
import { type ElectrodePair, isSilent, isThermal, type PairIntegral } from "./pairs.js";

/** Flux and first moment of a bath at one frequency, with what may be wrong with them. */
export interface Exchange {
  flux: number;
  moment: number;
  fluxError: number;
  momentError: number;
}

/** Writes the exchange of a bath at frequency w > 0 into `out`, given A_ph(w)/w. */
export type ExchangeRoute = (omega: number, spectrum: Matrix, out: Exchange) => void;

export const noExchange = (): Exchange => ({ flux: 0, moment: 0, fluxError: 0, momentError: 0 });

const silent: ExchangeRoute = (_omega, _spectrum, out) => {
  out.flux = 0;
  out.moment = 0;
  out.fluxError = 0;
  out.momentError = 0;
};

function contractInto(integral: PairIntegral, spectrum: Matrix, factor: number, out: Exchange): void {
  const size = sizeOf(spectrum) * Math.abs(factor);
  out.flux = traceOfProduct(integral.matrix, spectrum).re * factor;
  out.moment = traceOfProduct(integral.moment, spectrum).re * factor;
  out.fluxError = integral.error * size;
  out.momentError = integral.momentError * size;
}

/** By Lambda with all its digits, from whatever route gives them; electrodes of one temperature. */
export function byDensityOfStates(bath: ElectrodePair, bosonTemperature: number): ExchangeRoute {
  if (isSilent(bath)) return silent;
  return (omega, spectrum, out) => {
    const factor = xwBoseDifference(omega, bath.mu, bath.source.temperature, bosonTemperature);
    contractInto(reducedDensityOfStates(bath, omega), spectrum, factor, out);
  };
}

/** By adaptive quadrature over the electron's energy: any electrodes, and the independent check. */
export function byEnergyQuadrature(
  bath: ElectrodePair,
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
