import * as math from "mathjs";
import { describe, expect, it } from "vitest";
import { realUnits } from "../../lib/notebook/index.js";

describe("real units", () => {
  const real = realUnits("20 meV");

  it("are those of the constants of nature", () => {
    // hbar = 6.582119569e-16 eV s, k_B = 8.617333262e-5 eV/K, e = 1.602176634e-19 C
    const Omega = 0.02 / 6.582119569e-16;
    expect(real.energy(2.5).toNumber("meV")).toBeCloseTo(50, 10);
    expect(real.temperature(0.25).toNumber("K")).toBeCloseTo(0.005 / 8.617333262e-5, 4);
    expect(real.voltage(-1.5).toNumber("mV")).toBeCloseTo(-30, 10);
    expect(real.current(1).toNumber("uA") / (1.602176634e-13 * Omega)).toBeCloseTo(1, 6);
    expect(real.power(1).toNumber("nW") / (0.02 * 1.602176634e-10 * Omega)).toBeCloseTo(1, 6);
    expect(real.rate(1).toNumber("s^-1") / Omega).toBeCloseTo(1, 6);
  });

  it("come back as the numbers they were", () => {
    for (const kind of ["energy", "temperature", "voltage", "current", "power", "rate"] as const)
      expect(real.number(real[kind](0.37))).toBeCloseTo(0.37, 12);
    expect(real.number("10 meV")).toBeCloseTo(0.5, 12);
    expect(real.number("300 K")).toBeCloseTo((300 * 8.617333262e-5) / 0.02, 6);
    expect(real.number(math.unit(3, "pW"))).toBeCloseTo(3 / real.power(1).toNumber("pW"), 12);
  });

  it.each([
    ["20 K", RangeError, "quantum must be a positive energy such as \"20 meV\" (got '20 K')"],
    ["-20 meV", RangeError, "quantum must be a positive energy"],
    ["twenty", RangeError, "quantum must be a positive energy such as \"20 meV\" (got 'twenty')"],
    [20, TypeError, 'quantum must be a positive energy such as "20 meV" (got 20)'],
  ] as const)("refuse a quantum of %s", (quantum, kind, message) => {
    expect(() => realUnits(quantum as string)).toThrow(kind);
    expect(() => realUnits(quantum as string)).toThrow(message);
  });

  it("are of plain units: degrees Celsius, and no memory of what was read before", () => {
    expect(real.temperature(0.25).toNumber("degC")).toBeCloseTo(0.005 / 8.617333262e-5 - 273.15, 3);
    expect(real.number("-215.12751 degC")).toBeCloseTo(0.25, 3);
    real.number("1 hp");
    expect(real.power(1).format({ precision: 4 })).toBe("97.37 nW");
    expect(real.temperature(1).format({ precision: 5 })).toBe("232.09 K");
  });

  it("refuse numbers that are none, and temperatures below absolute zero", () => {
    expect(() => real.current(Number.NaN)).toThrow("current must be a finite number (got NaN)");
    expect(() => real.current("3" as unknown as number)).toThrow(TypeError);
    for (const given of ["-5 K", "-300 degC", "1e400 K"])
      expect(() => real.number(given)).toThrow("quantity must be finite, a temperature not below 0 K");
  });

  it("refuse quantities that these notebooks do not have", () => {
    expect(() => real.number("3 kg")).toThrow(RangeError);
    expect(() => real.number("3 kg")).toThrow(
      "quantity must be an energy, temperature, voltage, current, power or rate",
    );
    expect(() => real.number(3 as unknown as string)).toThrow(TypeError);
  });
});
