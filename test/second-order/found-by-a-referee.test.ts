import { describe, expect, it } from "vitest";
import {
  currents,
  type JunctionInput,
  linearResponse,
  noise,
  type OperatingPoint,
} from "../../lib/solver/index.js";
import { offDiagonal } from "../matrices.js";

const two = (damping: number): JunctionInput => ({
  hamiltonian: [0.3, -0.7],
  electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
  modes: [
    {
      omega: 1,
      coupling: offDiagonal(0.2),
    },
  ],
  damping,
});
const at = (temperature: number, boson: number, bias = 0): OperatingPoint => ({
  electrodes: { L: { mu: bias / 2, temperature }, R: { mu: -bias / 2, temperature } },
  bath: { temperature: boson },
});

describe("the line of a narrow mode beyond the thermal tail", () => {
  it.each([
    [0.04, 1e-6],
    [0.035, 1e-6],
    [0.03, 1e-10],
    [0.027, 1e-10],
  ])("counts in the bosons' heat conductance, at T = %s and tolerance %s", (temperature, tolerance) => {
    const { JJ } = noise(two(1e-7), at(temperature, temperature));
    const { bosonHeatConductance } = linearResponse(
      two(1e-7),
      { mu: 0, temperature },
      { hartree: "none", tolerance },
    );
    expect(bosonHeatConductance / (JJ / (2 * temperature ** 2))).toBeCloseTo(1, 5);
  });

  it.each([1e-9, 1e-5, 1e-2])("counts in the terminals' currents, at a damping of %s", (damping) => {
    const { I, terminals } = currents(two(damping), at(0.04, 0.02), { hartree: "none", tolerance: 1e-4 });
    const plain = currents(two(damping), at(0.04, 0.02));
    expect(Math.abs(I! - plain.I!)).toBeLessThanOrEqual(terminals.L!.current.error + plain.error.I!);
    expect(I! / plain.I!).toBeCloseTo(1, 4);
  });
});

describe("an electrode at T = 0 beside a warm one", () => {
  it("costs no digits, and is the limit of a cold one", () => {
    const one: JunctionInput = {
      hamiltonian: [0.2],
      electrodes: { L: { broadening: [0.5] }, R: { broadening: [0.5] } },
      modes: [{ omega: 1, coupling: [0.1] }],
      damping: 0.5,
    };
    const cold = (T: number): OperatingPoint => ({
      electrodes: { L: { mu: 0.5, temperature: T }, R: { mu: -0.5, temperature: 0.02 } },
      bath: { temperature: 0.01 },
    });
    const [zero, almost] = [0, 1e-7].map((T) => currents(one, cold(T), { hartree: "none" }));
    expect(zero!.converged).toBe(true);
    expect(zero!.terminals.L!.current.error).toBeLessThan(1e-8);
    expect(zero!.I! / almost!.I!).toBeCloseTo(1, 10);
  });
});
