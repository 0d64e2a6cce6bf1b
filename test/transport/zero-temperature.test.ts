import { describe, expect, it } from "vitest";
import { currents, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { dots } from "../junctions.js";

describe("zero temperature", () => {
  it("is the limit of low temperature: J, I and heats at T -> 0, electrons and bosons", () => {
    const at = (temperature: number) =>
      currents(dots, twoTerminal(11, 9.3, temperature), { tolerance: 1e-10 });
    const [cold, cool] = [at(0), at(1e-5)];
    expect(cold.converged).toBe(true);
    expect(cool.J / cold.J).toBeCloseTo(1, 8);
    expect(cool.I! / cold.I!).toBeCloseTo(1, 8);
    expect(cool.heat!.L! / cold.heat!.L!).toBeCloseTo(1, 8);
  });

  it("of the electrons alone, of the bosons alone, or of one electrode is continuous as well", () => {
    const point = (te: number, tr: number, tph: number): OperatingPoint => ({
      electrodes: { L: { mu: 10.7, temperature: te }, R: { mu: 9.6, temperature: tr } },
      bath: { temperature: tph },
    });
    for (const [zero, small] of [
      [point(0, 0, 0.4), point(1e-5, 1e-5, 0.4)],
      [point(0.4, 0.4, 0), point(0.4, 0.4, 1e-5)],
      [point(0, 0.3, 0.4), point(1e-5, 0.3, 0.4)],
    ] as const) {
      const a = currents(dots, zero, { tolerance: 1e-9 });
      const b = currents(dots, small, { tolerance: 1e-9 });
      expect(a.converged).toBe(true);
      expect(b.J / a.J).toBeCloseTo(1, 7);
      expect(b.I! / a.I!).toBeCloseTo(1, 7);
    }
  }, 120_000);

  it("everywhere, without bias, carries nothing", () => {
    const { J, I, converged } = currents(dots, twoTerminal(9, 9, 0));
    expect([J, I, converged]).toEqual([0, 0, true]);
  });
});
