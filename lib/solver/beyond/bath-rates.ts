/**
 * What the pair baths do to the modes at one frequency: the rates E and Ab of each, what it gives to the modes' bath and
 * to the other pair baths through the modes, and how far roundoff in the rates reaches.
 */
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { adjoint, type Matrix, matmul, sizeOf, traceOfProduct } from "../linear/matrix.js";
import { reducedByPoleSums, reducedDensityFunction, reducedDensityOfStates } from "../pairs/pair-density.js";
import {
  absorptionWeight,
  type EnergyWeight,
  emissionWeight,
  energyIntegral,
} from "../pairs/pair-quadrature.js";
import { type ElectrodePair, electrodePairs, isExpanded, isSilent, isThermal } from "../pairs/pairs.js";
import { ENERGIES } from "../rule/energies.js";
import { type Events, eventsOf, hasSquares } from "../rule/events.js";
import { xBose, xwBoseDifference } from "../special/distributions.js";

/**
 * Rates of one pair bath at one frequency, unit energy^2. Differences of occupations are taken from `reduced`, so that
 * equilibrium is exact.
 */
export interface Rates {
  readonly bath: ElectrodePair;
  /** Lambda/x, for baths with one temperature */
  readonly reduced: Matrix | undefined;
  readonly emission: Matrix;
  readonly absorption: Matrix;
  /** absolute error of the entries of `reduced` where there is one, of the other two where not */
  readonly error: number;
}

/** The rates of a bath as a function of frequency. */
export type RatesFunction = (omega: number) => Rates;

/** A number with a bound on its error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** D^r(w) and its adjoint D^a(w). */
export interface Response {
  readonly dr: Matrix;
  readonly da: Matrix;
}

export const responseFrom = (dr: Matrix): Response => ({ dr, da: adjoint(dr) });

export const scaled = (s: number, { size, re, im }: Matrix): Matrix => ({
  size,
  re: re.map((value) => s * value),
  im: im.map((value) => s * value),
});

const sum = (a: Matrix, b: Matrix, s: number): Matrix => ({
  size: a.size,
  re: a.re.map((value, k) => value + s * b.re[k]!),
  im: a.im.map((value, k) => value + s * b.im[k]!),
});

function thermalRates(bath: ElectrodePair, omega: number, reduced: Matrix, error: number): Rates {
  const x = omega - bath.mu;
  const { temperature } = bath.source;
  return {
    bath,
    reduced,
    emission: scaled(xBose(x, temperature), reduced),
    absorption: scaled(xBose(-x, temperature), reduced),
    error,
  };
}

function largestDiagonal({ size, re }: Matrix): number {
  let largest = 0;
  for (let m = 0; m < size; m++) largest = Math.max(largest, Math.abs(re[m * (size + 1)]!));
  return largest;
}

/** Lambda/x from the rates of both directions: their ratio is exp(x/T), so that their difference is a part of their sum. */
function reducedFrom({ emission, absorption }: Events, x: number, temperature: number): Matrix {
  const y = x / (2 * temperature);
  const part = temperature === 0 ? 1 / Math.abs(x) : y === 0 ? 1 / (2 * temperature) : Math.tanh(y) / x;
  return scaled(part, sum(absorption, emission, 1));
}

/** Rates by sums of squares where the closed form would lose digits or there is none. */
function ratesBySquares(bath: ElectrodePair): RatesFunction {
  const eventsAt = eventsOf(bath);
  if (!isThermal(bath))
    return (omega) => {
      const { emission, absorption } = eventsAt(omega);
      const error = ENERGIES * Math.max(largestDiagonal(emission), largestDiagonal(absorption));
      return { bath, reduced: undefined, emission, absorption, error };
    };
  return (omega) => {
    const closed = reducedByPoleSums(bath, omega);
    if (closed) return thermalRates(bath, omega, closed.matrix, closed.error);
    const reduced = reducedFrom(eventsAt(omega), omega - bath.mu, bath.source.temperature);
    return thermalRates(bath, omega, reduced, ENERGIES * largestDiagonal(reduced));
  };
}

/** Rates with all their digits, from whatever route gives them. */
export function sureRates(bath: ElectrodePair): RatesFunction {
  if (hasSquares(bath.junction)) return ratesBySquares(bath);
  if (isThermal(bath)) {
    return (omega) => {
      const { matrix, error } = reducedDensityOfStates(bath, omega);
      return thermalRates(bath, omega, matrix, error);
    };
  }
  return (omega) => {
    const by = (weight: (bath: ElectrodePair, omega: number, energy: number) => number) => {
      const inEnergy: EnergyWeight = (energy) => weight(bath, omega, energy);
      return energyIntegral(bath, omega, inEnergy);
    };
    const [emission, absorption] = [by(emissionWeight), by(absorptionWeight)];
    return {
      bath,
      reduced: undefined,
      emission: emission.matrix,
      absorption: absorption.matrix,
      error: Math.max(emission.error, absorption.error),
    };
  };
}

/** The same of all pair baths that see a mode. */
export const sureRatesOf = (junction: Junction, point: OperatingPoint): RatesFunction[] =>
  electrodePairs(junction, point)
    .filter((bath) => !isSilent(bath))
    .map(sureRates);

/** Lambda_kk of one bath, from Lambda/x where there is one: no difference of E and Ab. */
export function lambdaOf({ bath, reduced, emission, absorption }: Rates, omega: number, k: number): number {
  const at = k * (emission.size + 1);
  return reduced ? (omega - bath.mu) * reduced.re[at]! : absorption.re[at]! - emission.re[at]!;
}

/** Rates by the closed form, which loses digits where Lambda is far below its terms; undefined where there is none. */
export function quickRates(bath: ElectrodePair): RatesFunction | undefined {
  if (!isThermal(bath) || !isExpanded(bath)) return undefined;
  const density = reducedDensityFunction(bath);
  return (omega) => {
    const { matrix, error } = density(omega);
    return thermalRates(bath, omega, matrix, error);
  };
}

/** Tr[w (E (1+n) - Ab n) s] of a bath against the modes' bath at temperature T, n = n_B(w, T). */
export function excess(
  { bath, reduced, emission, absorption, error }: Rates,
  omega: number,
  temperature: number,
  s: Matrix,
): Estimate {
  if (reduced) {
    const factor = xwBoseDifference(omega, bath.mu, bath.source.temperature, temperature);
    return {
      value: factor * traceOfProduct(s, reduced).re,
      error: Math.abs(factor) * sizeOf(s) * error,
    };
  }
  const emitted = xBose(-omega, temperature); // w (1 + n)
  const occupied = xBose(omega, temperature); // w n
  return {
    value: traceOfProduct(s, sum(scaled(emitted, emission), absorption, -occupied)).re,
    error: (emitted + occupied) * sizeOf(s) * error,
  };
}

/** Absolute error of the entries of E and Ab. */
function rateErrorOf({ bath, reduced, error }: Rates, omega: number): number {
  // -|x| gives the larger of x n and x (1 + n)
  return reduced ? xBose(-Math.abs(omega - bath.mu), bath.source.temperature) * error : error;
}

/** Tr[E^{a} D^r Ab^{b} D^a - Ab^{a} D^r E^{b} D^a]: quanta that bath a gives to bath b. */
export function given(a: Rates, b: Rates, omega: number, { dr, da }: Response): Estimate {
  const along = (first: Matrix, second: Matrix): number =>
    traceOfProduct(matmul(first, dr), matmul(second, da)).re;
  const squared = sizeOf(dr) ** 2;
  if (!a.reduced || !b.reduced) {
    const reach = (one: Rates, other: Rates): number =>
      (sizeOf(one.emission) + sizeOf(one.absorption)) * rateErrorOf(other, omega);
    return {
      value: along(a.emission, b.absorption) - along(a.absorption, b.emission),
      error: squared * (reach(a, b) + reach(b, a)),
    };
  }
  const factor = xwBoseDifference(
    omega - b.bath.mu,
    a.bath.mu - b.bath.mu,
    a.bath.source.temperature,
    b.bath.source.temperature,
  );
  return {
    value: factor * along(a.reduced, b.reduced),
    error: Math.abs(factor) * squared * (sizeOf(a.reduced) * b.error + sizeOf(b.reduced) * a.error),
  };
}
