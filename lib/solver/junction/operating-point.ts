/**
 * The operating point ("bias"): a chemical potential and a temperature for each electrode, a temperature for the
 * modes' thermal bath.
 */

import { refuse, requireFinite, requireKeys, requireNotNegative, requireScale } from "../checks/validate.js";
import type { Junction } from "./junction.js";

/** What an electrode is filled from: electrons in equilibrium. */
export interface Reservoir {
  /** chemical potential mu_alpha, unit of energy */
  readonly mu: number;
  /** k_B T_alpha >= 0, unit of energy */
  readonly temperature: number;
}

/** The state of all reservoirs: one for each electrode, and the bath of the modes. */
export interface OperatingPoint {
  /** one entry per electrode of the junction, by its name */
  readonly electrodes: Readonly<Record<string, Reservoir>>;
  /** the modes' bath, at k_B T_ph >= 0 */
  readonly bath: { readonly temperature: number };
}

/** Thermal energies farther from the mode energies than this would leave double precision; zero is the limit. */
const LARGEST_RATIO = 1e60;

function requireTemperature(name: string, value: unknown, { modes }: Junction): void {
  const temperature = requireNotNegative(name, value);
  if (temperature === 0) return;
  requireScale(name, temperature);
  let scale = 0;
  for (let n = 0; n < modes.length; n++) scale = Math.max(scale, modes[n]!.omega);
  if (temperature < scale / LARGEST_RATIO || temperature > scale * LARGEST_RATIO)
    refuse(name, `0, or within a factor of ${LARGEST_RATIO} of the mode energies`, value);
}

/**
 * Checks an operating point against a junction.
 * @throws RangeError if an electrode is missing or unknown, a chemical potential not finite or a temperature
 *   negative or absurdly small; the message names the parameter, its value and what is allowed
 */
export function checkOperatingPoint(junction: Junction, point: OperatingPoint): OperatingPoint {
  if (typeof point === "object" && point !== null && "baths" in point) {
    throw new RangeError(
      'operating point has an unknown key "baths"; the modes share one bath: bath: { temperature }',
    );
  }
  requireKeys("operating point", point, ["electrodes", "bath"]);
  const names = Object.keys(junction.electrodes);
  requireKeys("operating point's electrodes", point.electrodes, names);
  for (const name of names) {
    const reservoir = requireKeys(`electrode ${name}`, point.electrodes[name], ["mu", "temperature"]);
    requireScale(`mu of electrode ${name}`, Math.abs(requireFinite(`mu of electrode ${name}`, reservoir.mu)));
    requireTemperature(`temperature of electrode ${name}`, reservoir.temperature, junction);
  }
  requireKeys("bath", point.bath, ["temperature"]);
  requireTemperature("temperature of the bath", point.bath.temperature, junction);
  return point;
}
