/** What currents inherit of the doubt about an expansion in poles, and about the energies that are given. */
import { EPSILON } from "../checks/precision.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import type { Poles } from "./electrons.js";

/** Measured: sums over poles err by this part of the estimate that their eigenvectors give. */
export const EIGENVECTOR_DOUBT = 0.3;

const FIT_MARGIN = 10;

/**
 * The part of the change made by a looser fit of self-energies which is the error by the fit in use: as much less as that fit
 * errs less, with a margin.
 */
export const shareOfLooserFit = (used: Poles, looser: Poles): number =>
  Math.min(1, (FIT_MARGIN * used.fitError) / looser.fitError);

/** Relative error by eigenvectors and nearly dark widths. */
export const expansionDoubt = ({ uncertainty, widthUncertainty }: Poles): number =>
  EIGENVECTOR_DOUBT * uncertainty + widthUncertainty;

/**
 * Relative error by the last digit of the energies that are given: half a unit of it moves a level against a chemical potential,
 * whose edge is as wide as the level and its temperature, and against a level a quantum away, whose edge is as wide as the two
 * and the mode.
 */
export function inputDoubt(
  { damping }: Junction,
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
  for (let n = 0; n < damping.length; n++) slowest = Math.min(slowest, damping[n]![n]! / 2);
  const scale = Math.min(narrowest + Math.PI * coldest, 2 * narrowest + slowest);
  return (EPSILON * size) / (2 * scale);
}
