/** Between the numbers of these notebooks, in units of a mode's energy, and quantities with units: by mathjs, in one place. */
import { createRequire } from "node:module";
import { inspect } from "node:util";
import type { MathJsInstance, Unit } from "mathjs";

let loaded: MathJsInstance | undefined;

/** mathjs takes a while to load, so only those who need it wait. */
function math(): MathJsInstance {
  loaded ??= createRequire(import.meta.url)("mathjs") as MathJsInstance;
  return loaded;
}

/** Quantities with units, of mathjs: `.toNumber("nA")`, `.format(3)`. */
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
  /** quanta or electrons per time, in units of Omega */
  rate(value: number): Unit;
  /**
   * The way back: an energy, temperature, voltage, current, power or rate as a number of these notebooks.
   * @param quantity text such as "300 K", or a unit of mathjs
   * @throws RangeError for what is none of these quantities
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
  const one = {
    energy,
    temperature: divide(energy, boltzmann) as Unit,
    // the electronvolt of mathjs is 4e-8 less than its elementary charge times a volt
    voltage: unit(energy.toNumber("eV"), "V"),
    current: multiply(elementaryCharge, frequency) as Unit,
    power: multiply(energy, frequency) as Unit,
    rate: frequency,
  };
  const of =
    (kind: keyof typeof one) =>
    (value: number): Unit =>
      multiply(value, one[kind]) as Unit;
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
      const base = kind.toSI();
      return (
        (given.toSI().toNumeric(base.formatUnits()) as number) /
        (base.toNumeric(base.formatUnits()) as number)
      );
    },
  };
}
