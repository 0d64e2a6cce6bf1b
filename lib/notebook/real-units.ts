/** Between the numbers of these notebooks, in units of a mode's energy, and quantities with units: by mathjs, in one place. */
import { createRequire } from "node:module";
import { inspect } from "node:util";
import { requireFinite } from "ehp-transport/input-checks";
import type { MathJsInstance, Unit } from "mathjs";

let loaded: MathJsInstance | undefined;

/** mathjs takes a while to load, so only those who need it wait. */
function math(): MathJsInstance {
  loaded ??= createRequire(import.meta.url)("mathjs") as MathJsInstance;
  return loaded;
}

/** Quantities with units, of mathjs: `.toNumber("nA")`, `.format({ precision: 3 })`. */
export interface RealUnits {
  /** an energy, broadening, damping or level, in units of hbar Omega */
  energy(value: number): Unit;
  /** k_B T over hbar Omega, as a temperature */
  temperature(value: number): Unit;
  /** a bias or chemical potential in units of hbar Omega, over the elementary charge */
  voltage(value: number): Unit;
  /** electrons per time in units of Omega, as an electrical current */
  current(value: number): Unit;
  /** an energy or heat current, or electrical power, in units of hbar Omega^2 */
  power(value: number): Unit;
  /** quanta or electrons per time, in units of Omega: `.toNumber("s^-1")` */
  rate(value: number): Unit;
  /**
   * The way back: an energy, temperature, voltage, current, power or rate as a number of these notebooks. A rate counts quanta
   * per time; give a mode by its energy, for a frequency in Hz lacks the 2 pi of Omega.
   * @param quantity text such as "300 K", or a unit of mathjs
   * @throws RangeError for what is none of these quantities, is not finite, or a temperature below absolute zero
   * @throws TypeError for what is neither text nor a unit
   */
  number(quantity: string | Unit): number;
}

function read(name: string, allowed: string, given: unknown): Unit {
  const { unit, isUnit } = math();
  if (isUnit(given)) return given;
  const message = `${name} must be ${allowed} (got ${inspect(given)})`;
  if (typeof given !== "string") throw new TypeError(message);
  try {
    return unit(given);
  } catch {
    throw new RangeError(message);
  }
}

/**
 * Conversions for a mode of the given energy.
 * @param quantum hbar Omega: text such as "20 meV", or a unit of mathjs
 * @throws RangeError unless it is a positive energy
 * @throws TypeError for what is neither text nor a unit
 * @example
 * const real = realUnits("20 meV");
 * const current = real.current(I).toNumber("uA");
 * const T = real.number("77 K");
 */
export function realUnits(quantum: string | Unit): RealUnits {
  const { unit, multiply, divide, boltzmann, elementaryCharge, reducedPlanckConstant } = math();
  const allowed = 'a positive energy such as "20 meV"';
  const energy = read("quantum", allowed, quantum);
  const isEnergy = energy.equalBase(unit("J"));
  if (!isEnergy || !(energy.toNumber("J") > 0))
    throw new RangeError(`quantum must be ${allowed} (got ${inspect(energy.toString())})`);
  const frequency = divide(energy, reducedPlanckConstant) as Unit;
  const oneOf = (quantity: unknown, name: string): Unit => unit((quantity as Unit).toNumber(name), name);
  const one = {
    energy: oneOf(energy, "meV"),
    temperature: oneOf(divide(energy, boltzmann), "K"),
    // the electronvolt of mathjs is 4e-8 less than its elementary charge times a volt
    voltage: unit(energy.toNumber("eV"), "V"),
    current: oneOf(multiply(elementaryCharge, frequency), "A"),
    power: oneOf(multiply(energy, frequency), "W"),
    rate: oneOf(frequency, "s^-1"),
  };
  const of =
    (kind: keyof typeof one) =>
    (value: number): Unit =>
      multiply(requireFinite(kind, value), one[kind]) as Unit;
  return {
    energy: of("energy"),
    temperature: of("temperature"),
    voltage: of("voltage"),
    current: of("current"),
    power: of("power"),
    rate: of("rate"),
    number: (quantity) => {
      const kinds = "an energy, temperature, voltage, current, power or rate";
      const given = read("quantity", `${kinds} such as "300 K"`, quantity);
      const kind = Object.values(one).find((each) => each.equalBase(given));
      if (!kind) throw new RangeError(`quantity must be ${kinds} (got ${inspect(given.toString())})`);
      const base = kind.toSI().formatUnits();
      const size = given.toNumber(base);
      if (!Number.isFinite(size) || (kind === one.temperature && size < 0))
        throw new RangeError(
          `quantity must be finite, a temperature not below 0 K (got ${inspect(given.toString())})`,
        );
      return size / kind.toNumber(base);
    },
  };
}
