/**
 * The operating point ("bias"): a chemical potential and a temperature for each electrode, a temperature for the
 * modes' thermal bath.
 */
import type { Junction } from "./junction.js";
import { refuse, requireFinite, requireKeys, requireNotNegative } from "./validate.js";

export interface Reservoir {
  /** chemical potential mu_alpha, unit of energy */
  readonly mu: number;
  /** k_B T_alpha >= 0, unit of energy */
  readonly temperature: number;
}

export interface OperatingPoint {
  /** one entry per electrode of the junction, by its name */
  readonly electrodes: Readonly<Record<string, Reservoir>>;
  /** the modes' bath, at k_B T_ph >= 0 */
  readonly bath: { readonly temperature: number };
}

/** Thermal energies below this part of the mode energies would leave double precision; zero is the limit. */
const SMALLEST = 1e-60;

function requireTemperature(name: string, value: unknown, { modes }: Junction): void {
  const temperature = requireNotNegative(name, value);
  const smallest = SMALLEST * Math.max(...modes.map(({ omega }) => omega));
  if (temperature > 0 && temperature < smallest)
    refuse(name, `0, or at least ${SMALLEST} of the mode energies`, value);
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
    requireFinite(`mu of electrode ${name}`, reservoir.mu);
    requireTemperature(`temperature of electrode ${name}`, reservoir.temperature, junction);
  }
  requireKeys("bath", point.bath, ["temperature"]);
  requireTemperature("temperature of the bath", point.bath.temperature, junction);
  return point;
}
