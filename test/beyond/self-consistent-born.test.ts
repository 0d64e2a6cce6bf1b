import { describe, expect, it } from "vitest";
import { bornCurrents, currents, harmonicCurrents, twoTerminal } from "../../lib/solver/index.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

const heat = twoTerminal(10, 10, 1.5, 0.5);
const cooling = twoTerminal(9.5, 10.5, 0.25);

describe("the self-consistent Born approximation", () => {
  it.each([
    ["bare", heat],
    ["bare", cooling],
    ["dressed", heat],
    ["dressed", cooling],
  ] as const)(
    "with %s modes becomes Eq. (8) as the coupling vanishes, with corrections of order m^2",
    (modes, at) => {
      const deviation = (coupling: number): { J: number; I: number } => {
        const junction = dotsWith({ coupling });
        const lowest = currents(junction, at);
        const born = bornCurrents(junction, at, { modes, tolerance: 1e-12, step: 0.1, range: 120 });
        return { J: born.J / lowest.J - 1, I: born.I / lowest.I! - 1 };
      };
      const [small, smaller] = [deviation(0.04), deviation(0.02)];
      expect(Math.abs(smaller.J)).toBeLessThan(0.01);
      expect(small.J / smaller.J).toBeGreaterThan(3.7);
      expect(small.J / smaller.J).toBeLessThan(4.2);
      expect(small.I / smaller.I).toBeGreaterThan(3.7);
      expect(small.I / smaller.I).toBeLessThan(4.2);
    },
  );

  it("conserves charge and energy, and vanishes in equilibrium", () => {
    for (const modes of ["bare", "dressed"] as const) {
      for (const at of [heat, cooling]) {
        const { J, I, chargeDefect, energyDefect, converged } = bornCurrents(dots, at, { modes });
        expect(converged).toBe(true);
        expect(chargeDefect).toBeLessThan(1e-6 * Math.abs(I));
        expect(energyDefect).toBeLessThan(1e-6 * Math.abs(J));
      }
    }
    const still = bornCurrents(dots, twoTerminal(9, 9, 0.5));
    expect(Math.abs(still.J)).toBeLessThan(1e-9);
    expect(Math.abs(still.I)).toBeLessThan(1e-9);
  });

  it("states an error that holds against a grid twice as fine and more than twice as wide", () => {
    for (const [at, gammaPh] of [
      [cooling, 0.5],
      [twoTerminal(9.8, 10.2, 0.2), 0.25],
    ] as const) {
      const junction = dotsWith({ gammaPh });
      const usual = bornCurrents(junction, at);
      const fine = bornCurrents(junction, at, { step: gammaPh / 8, range: 100 });
      expect(Math.abs(usual.J - fine.J)).toBeLessThan(usual.error.J);
      expect(Math.abs(usual.I - fine.I)).toBeLessThan(usual.error.I);
      expect(usual.error.J).toBeLessThan(2e-3 * Math.abs(usual.J));
    }
  });

  it.each([
    ["T_e = 1.5, T_ph = 0.5", heat, 2.074, 2.958],
    ["T_e = 0.5, T_ph = 1.5", twoTerminal(10, 10, 0.5, 1.5), 3.226, 6.207],
    ["V = -1, T = 0.25", cooling, 2.014, 1.006],
    ["V = -2, T = 1", twoTerminal(9, 11, 1), 4.579, 2.991],
  ] as const)("lies below Eq. (8) at the paper's coupling by the factors: %s", (_, at, forJ, forI) => {
    const lowest = currents(dots, at);
    const born = bornCurrents(dots, at);
    expect(lowest.J / born.J).toBeCloseTo(forJ, 3);
    expect(lowest.I! / born.I).toBeCloseTo(forI, 3);
  });

  it("is symmetric as the junction is: electrons and holes exchanged, or L and R", () => {
    const shifted = (mu: number): { J: number; I: number } =>
      bornCurrents(dots, twoTerminal(mu, mu, 0.8, 0.3), { tolerance: 1e-11 });
    expect(shifted(9).J).toBeCloseTo(shifted(11).J, 7);
    expect(shifted(9).I).toBeCloseTo(shifted(11).I, 7);
    const mirrored = dotsWith({ epsilonL: 9.5, epsilonR: 10.5 });
    const [here, there] = [
      bornCurrents(dots, cooling, { tolerance: 1e-11 }),
      bornCurrents(mirrored, twoTerminal(10.5, 9.5, 0.25), { tolerance: 1e-11 }),
    ];
    expect(there.J).toBeCloseTo(here.J, 7);
    expect(there.I).toBeCloseTo(-here.I, 7);
  });

  it("says when it has not settled", () => {
    const { converged, residual, iterations } = bornCurrents(dots, heat, { maximalIterations: 3 });
    expect(converged).toBe(false);
    expect(iterations).toBe(3);
    expect(residual).toBeGreaterThan(1e-8);
  });

  it("refuses other junctions, zero temperatures, bad options, and a grid too large", () => {
    const still = twoTerminal(0, 0, 1);
    const twoModes = randomJunction(2, 2, randomSequence(1));
    expect(() => bornCurrents(twoModes, still)).toThrow(
      /junction must be one with one mode, at most 4 levels, .* \(got \{"levels":2,"modes":2,"electrodes":\["L","R"\]\}\)/,
    );
    expect(() => bornCurrents(randomJunction(5, 1, randomSequence(1)), still)).toThrow('"levels":5');
    const banded = { ...dots.electrodes, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } };
    expect(() => bornCurrents({ ...dots, electrodes: banded }, still)).toThrow("wide-band limit");
    expect(() => bornCurrents(dots, twoTerminal(10, 10, 0, 1))).toThrow("temperature of electrode L");
    expect(() => bornCurrents(dots, twoTerminal(10, 10, 1, 0))).toThrow("temperature of the bath");
    expect(() => bornCurrents(dots, heat, { modes: "none" as "bare" })).toThrow("modes");
    expect(() => bornCurrents(dots, heat, { hartree: "on" as unknown as boolean })).toThrow(
      'hartree must be true or false (got "on")',
    );
    expect(() => bornCurrents(dots, heat, { step: 0 })).toThrow("step");
    expect(() => bornCurrents(dots, heat, { step: 1e-5 })).toThrow("range/step");
    expect(() => bornCurrents(dots, heat, { maximalIterations: 0.5 })).toThrow("maximalIterations");
  });
});

describe("a mode that the harmonic theory calls unstable", () => {
  it("has a stationary state here, because the electrons that pump it are broadened by it", () => {
    const junction = dotsWith({ gammaPh: 0.1 });
    const pumped = twoTerminal(10.65, 9.35, 0.25);
    expect(() => harmonicCurrents(junction, pumped)).toThrow("above the real axis");
    const { J, error, energyDefect, converged } = bornCurrents(junction, pumped);
    expect(converged).toBe(true);
    expect(J).toBeGreaterThan(0);
    expect(J).toBeLessThan(currents(junction, pumped).J / 2);
    expect(error.J).toBeLessThan(1e-3 * J);
    expect(energyDefect).toBeLessThan(1e-6 * J);
  });
});
