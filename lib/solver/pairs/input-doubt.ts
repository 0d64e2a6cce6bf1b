/** What currents inherit of the last digit of the energies that are given. */
import { modePolesOf } from "../bosons/bosons.js";
import { EPSILON } from "../checks/precision.js";
import type { Poles } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";

/**
 * Relative error by the last digit of the energies that are given: half a unit of it moves a level against a chemical potential,
 * whose edge is as wide as the level and its temperature, and against a level a quantum away, whose edge is as wide as the two
 * and the mode.
 */
export function inputDoubt(
  junction: Junction,
  { electrodes }: OperatingPoint,
  { im, reference }: Poles,
): number {
  let size = Math.abs(reference);
  let coldest = Number.POSITIVE_INFINITY;
  for (const name in electrodes) {
    const { mu, temperature } = electrodes[name]!;
    size = Math.max(size, Math.abs(mu));
    coldest = Math.min(coldest, temperature);
  }
  let narrowest = Number.POSITIVE_INFINITY;
  for (let p = 0; p < im.length; p++) if (im[p]! < 0) narrowest = Math.min(narrowest, -im[p]!);
  let slowest = Number.POSITIVE_INFINITY;
  for (const { at } of modePolesOf(junction).poles) slowest = Math.min(slowest, at.im);
  const scale = Math.min(narrowest + Math.PI * coldest, 2 * narrowest + slowest);
  return (EPSILON * size) / (2 * scale);
}
