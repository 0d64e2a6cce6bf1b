import { describe, expect, it } from "vitest";
import {
  currents,
  differential,
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

describe("a level far narrower than all else", () => {
  const at05 = at(0.25, 0.5, 1);
  /** Three levels in a row, the one in the middle at `centre` with no electrode of its own. */
  const inARow = (hopping: number, centre: number): JunctionInput => ({
    hamiltonian: [
      [centre - 1, hopping, 0],
      [hopping, centre, hopping],
      [0, hopping, centre + 1],
    ],
    electrodes: { L: { broadening: [1e-7, 0, 0] }, R: { broadening: [0, 0, 5e-8] } },
    modes: [
      {
        omega: 2,
        coupling: [
          [0, 0.2, 0],
          [0.2, 0, 0.2],
          [0, 0.2, 0],
        ],
      },
    ],
    damping: 0.2,
  });

  it("between two others: currents near those without its own way out, and conserve charge", () => {
    // widths of the level in the middle: 1e-13, 1e-17, 1e-19
    for (const hopping of [1e-3, 1e-5, 1e-6]) {
      const { terminals, converged } = currents(inARow(hopping, 0), at05, { hartree: "none" });
      const [L, R] = [terminals.L!.current, terminals.R!.current];
      expect(converged).toBe(true);
      expect(Math.abs(L.total + R.total)).toBeLessThan(L.error + R.error);
      expect(L.total / 1.47544259e-4 - 1).toBeCloseTo(0, 5);
    }
  }, 20_000);

  it("on one place with another gives the limit of ever smaller widths, or says that it does not", () => {
    const beside = (width: number): JunctionInput => ({
      hamiltonian: [0, 0],
      electrodes: { L: { broadening: [0.3, width] }, R: { broadening: [0.2, width] } },
      modes: [{ omega: 1, coupling: offDiagonal(0.3) }],
      damping: 0.2,
    });
    const { I: limit } = currents(beside(1e-10), at(0.25, 0.5, 2), { hartree: "none" });
    for (const width of [1e-12, 1e-14, 1e-15]) {
      const { I, terminals, converged } = currents(beside(width), at(0.25, 0.5, 2), { hartree: "none" });
      expect(converged).toBe(true);
      expect(Math.abs(I! - limit!)).toBeLessThan(2 * terminals.L!.current.error);
    }
  }, 20_000);

  it("off zero, where its width lies between numbers, is not called converged", () => {
    const point: OperatingPoint = {
      electrodes: { L: { mu: 1.5, temperature: 0.25 }, R: { mu: 0.5, temperature: 0.25 } },
      bath: { temperature: 0.5 },
    };
    expect(currents(inARow(1e-6, 1), point, { hartree: "none" }).converged).toBe(false);
  });
});

describe("the noise of narrow levels between hot reservoirs", () => {
  it("is that of a convolution in high precision", () => {
    const given: JunctionInput = {
      hamiltonian: [0.125, 0],
      electrodes: { L: { broadening: [1e-7, 0] }, R: { broadening: [0, 1e-7] } },
      modes: [{ omega: 0.125, coupling: offDiagonal(0.1) }],
      damping: 0.25,
    };
    const point: OperatingPoint = {
      electrodes: { L: { mu: 0.0625, temperature: 1000 }, R: { mu: 0.0625, temperature: 1000 } },
      bath: { temperature: 1e6 },
    };
    expect(noise(given, point).II).toBeCloseTo(2560002.0505, 3);
  }, 20_000);
});

describe("two modes, one critically damped and the other nearly", () => {
  it.each([1 / 0.995, 1, 0.995, 0.99, 1 / 1.005, 1 / 1.01, 1 / 1.015, 1 - 1e-7])(
    "have currents that depend smoothly on the damping, at %d of critical",
    (share) => {
      const beside = (part: number): JunctionInput => ({
        hamiltonian: [
          [0, 0.125],
          [0.125, 0.3],
        ],
        electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.25] } },
        modes: [
          { omega: 1, coupling: [0.25, -0.25] },
          {
            omega: 1,
            coupling: [
              [0, 0.2],
              [0.2, 0.1],
            ],
          },
        ],
        damping: [2, 2 * part],
      });
      const I = (part: number): number => currents(beside(part), at(0.25, 0.5, 1), { hartree: "full" }).I!;
      const [below, above] = [I(share - 1e-3), I(share + 1e-3)];
      expect(Math.abs(I(share) - (below + above) / 2)).toBeLessThan(1e-8);
    },
  );
});

describe("derivatives", () => {
  it.each([131072, 1e5, 1e9])("keep their digits where all energies are moved by %d", (origin) => {
    const slope = (energy: number) => {
      const mu = energy + 2.5;
      const given: JunctionInput = {
        hamiltonian: [energy],
        electrodes: { L: { broadening: [0.5] }, R: { broadening: [0.5] } },
        modes: [{ omega: 0.1, coupling: [0.1] }],
        damping: 0.002,
      };
      const point: OperatingPoint = {
        electrodes: { L: { mu, temperature: 1e-3 }, R: { mu, temperature: 1e-3 } },
        bath: { temperature: 1e-3 },
      };
      return differential(given, point, { bias: { L: 1 }, hartree: "none" }).terminals.L!.current.total;
    };
    const [moved, still] = [slope(origin), slope(0)];
    expect(Math.abs(moved.dV - still.dV)).toBeLessThan(moved.error.dV + still.error.dV);
    // by linear response
    expect(moved.dV).toBeCloseTo(0.00620566236374, 12);
  });
});
