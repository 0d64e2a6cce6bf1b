/** Electrodes and bosons of an operating point in the order of the expansion, energies relative to its reference. */
import type { OperatingPoint } from "../junction/operating-point.js";
import { fermiUnchecked } from "../special/distributions.js";
import type { Expansion } from "./expansion.js";

export interface Reservoirs {
  readonly mu: Float64Array;
  readonly temperature: Float64Array;
  /** temperature of the modes' bath */
  readonly boson: number;
  /** the different temperatures, that of the bosons first, and which of them each electrode has */
  readonly temperatures: readonly number[];
  readonly groupOf: readonly number[];
  /** mu_a - mu_b at a electrodes + b, from the potentials as given */
  readonly bias: Float64Array;
}

export function reservoirsOf({ electrodes, reference }: Expansion, point: OperatingPoint): Reservoirs {
  const given = electrodes.map((name) => point.electrodes[name]!);
  const temperatures = [...new Set([point.bath.temperature, ...given.map(({ temperature }) => temperature)])];
  return {
    mu: Float64Array.from(given, ({ mu }) => mu - reference),
    temperature: Float64Array.from(given, ({ temperature }) => temperature),
    boson: point.bath.temperature,
    temperatures,
    groupOf: given.map(({ temperature }) => temperatures.indexOf(temperature)),
    bias: Float64Array.from(given.flatMap((a) => given.map((b) => a.mu - b.mu))),
  };
}

/** (e - mu)/T, infinite at T = 0. */
const reduced = (energy: number, T: number): number => (energy === 0 ? 0 : energy / T);

/** f_a(e) - f_b(e) without cancellation, also where the two are nearly the same. */
export function fermiDifference(reservoirs: Reservoirs, a: number, b: number, energy: number): number {
  const { mu, temperature, bias } = reservoirs;
  const Ta = temperature[a]!;
  const Tb = temperature[b]!;
  const xa = energy - mu[a]!;
  const xb = energy - mu[b]!;
  if (Ta === 0 || Tb === 0) return fermiUnchecked(reduced(xa, Ta)) - fermiUnchecked(reduced(xb, Tb));
  // x_b/T_b - x_a/T_a
  const y =
    Ta === Tb ? bias[a * mu.length + b]! / Ta : (xa / Ta) * ((Ta - Tb) / Tb) + bias[a * mu.length + b]! / Tb;
  return y > 0
    ? -fermiUnchecked(xa / Ta) * fermiUnchecked(-xb / Tb) * Math.expm1(-y)
    : fermiUnchecked(xb / Tb) * fermiUnchecked(-xa / Ta) * Math.expm1(y);
}

/** Whether two electrodes are in equilibrium with each other, so that nothing of order f_a - f_b flows. */
export const areEqual = ({ temperature, bias, mu }: Reservoirs, a: number, b: number): boolean =>
  temperature[a] === temperature[b] && bias[a * mu.length + b] === 0;

/** Whether an electrode is out of equilibrium with some other. */
export const isDriven = (reservoirs: Reservoirs, a: number): boolean =>
  reservoirs.mu.some((_, b) => !areEqual(reservoirs, a, b));
