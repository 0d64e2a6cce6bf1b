import { describe, expect, it } from "vitest";
import {
  paperJunction,
  parameters,
  parameterTable,
  rectificationRatio,
  splitTemperatures,
  twoLevelJunction,
  twoTerminal,
} from "../lib/solver/index.js";

describe("the paper's parameters", () => {
  it("give the junction of the caption of Fig. 3", () => {
    expect(paperJunction).toEqual(
      twoLevelJunction({
        epsilonL: 10.5,
        epsilonR: 9.5,
        gammaL: 0.5,
        gammaR: 0.5,
        coupling: 0.5,
        omega: 1,
        gammaPh: 0.5,
      }),
    );
  });

  it("say of each value whether the paper gives it or we assume it, and why", () => {
    for (const { origin, note } of parameterTable()) {
      expect(["paper", "assumed"]).toContain(origin);
      expect(note.length).toBeGreaterThan(5);
    }
    expect(parameters.gammaPh.origin).toBe("assumed");
    expect(parameters.epsilonL.origin).toBe("paper");
  });

  it("hold at least 80 points a curve and 4 curves a panel", () => {
    expect(parameters.deltaT.value.filter((dT) => dT > 0).length).toBeGreaterThanOrEqual(80);
    expect(parameters.bias.value.length).toBeGreaterThanOrEqual(80);
    expect(parameters.chemicalPotentials.value.length).toBeGreaterThanOrEqual(4);
    expect(parameters.coolingTemperatures.value.length).toBeGreaterThanOrEqual(4);
  });

  it("are refused under an unknown name", () => {
    expect(() => parameterTable(["gamma" as never])).toThrow("name must be one of omega, epsilonL");
  });
});

describe("an operating point with two electrodes", () => {
  it("has one temperature for both, and for the modes if none is given", () => {
    const reservoir = { mu: 9, temperature: 0.25 };
    expect(twoTerminal(9, 11, 0.25)).toEqual({
      electrodes: { L: reservoir, R: { mu: 11, temperature: 0.25 } },
      bath: { temperature: 0.25 },
    });
    expect(twoTerminal(9, 11, 0.25, 0).bath).toEqual({ temperature: 0 });
  });

  it.each<[string, readonly unknown[], string]>([
    ["text for mu_L", ["9", 11, 0.25], 'muL must be a finite number (got "9")'],
    ["text for mu_R", [9, "11", 0.25], 'muR must be a finite number (got "11")'],
    ["text for T_e", [9, 11, "0.25"], 'electronTemperature must be a number >= 0 (got "0.25")'],
    ["text for T_ph", [9, 11, 0.25, "0.25"], 'bosonTemperature must be a number >= 0 (got "0.25")'],
    ["an infinite potential", [9, 1 / 0, 0.25], "muR must be a finite number (got Infinity)"],
    ["a negative temperature", [9, 11, -1], "electronTemperature must be a number >= 0 (got -1)"],
    ["no temperature", [9, 11], "electronTemperature must be a number >= 0 (got undefined)"],
    ["null for T_ph", [9, 11, 1, null], "bosonTemperature must be a number >= 0 (got null)"],
  ])("refuses %s", (_, given, message) => {
    expect(() => twoTerminal(...(given as [number, number, number]))).toThrow(message);
  });
});

describe("temperatures and rectification", () => {
  it("swap the two temperatures when the difference changes sign", () => {
    const { electron, boson } = splitTemperatures(0.6);
    expect(splitTemperatures(-0.6)).toEqual({ electron: boson, boson: electron });
    expect(electron - boson).toBeCloseTo(0.6, 15);
  });

  it("refuse a difference that would make a temperature negative", () => {
    expect(() => splitTemperatures(1)).toThrow("deltaT must be between -1 and 1, both excluded (got 1)");
    expect(() => splitTemperatures(Number.NaN)).toThrow("deltaT must be a finite number (got NaN)");
  });

  it("give 0 for reciprocal currents, +-1 for a diode, and refuse two zeros", () => {
    expect(rectificationRatio(0.3, -0.3)).toBe(0);
    expect(rectificationRatio(0.3, 0)).toBe(1);
    expect(rectificationRatio(0, -0.3)).toBe(-1);
    expect(() => rectificationRatio(0, 0)).toThrow(
      "forward and backward current must be not both zero (got 0)",
    );
    expect(() => rectificationRatio(Number.NaN, 1)).toThrow(
      "forward current must be a finite number (got NaN)",
    );
  });

  it("put both electrodes at one temperature, the bath at another or the same", () => {
    expect(twoTerminal(9, 11, 0.25)).toEqual({
      electrodes: { L: { mu: 9, temperature: 0.25 }, R: { mu: 11, temperature: 0.25 } },
      bath: { temperature: 0.25 },
    });
    expect(twoTerminal(9, 11, 0.25, 0.5).bath.temperature).toBe(0.5);
  });
});
