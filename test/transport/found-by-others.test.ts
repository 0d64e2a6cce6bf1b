// Inputs that gave a wrong number or a needless complaint once, each with the right value.

import { describe, expect, it } from "vitest";
import { currents, type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { dotsInUnits, dotsWith } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";

/** A self-energy with one Lorentzian peak: coupling v to a level of half-width w at `centre`, which is wide-band itself. */
const lorentzian = (centre: number, w: number, v: number) => (e: number) => {
  const square = (e - centre) ** 2 + w * w;
  return [[{ re: (v * v * (e - centre)) / square, im: (-v * v * w) / square }]];
};

describe("an electrode with a Lorentzian peak is a level of its own between wide-band electrodes", () => {
  const mode = { omega: 0.35, m: -0.34 };
  const peaked = junction({
    hamiltonian: [-0.17, -0.145],
    electrodes: {
      L: { levels: [0], selfEnergy: lorentzian(-4, 0.02, 0.05) },
      R: { levels: [1], selfEnergy: lorentzian(-3, 0.02, 0.05) },
    },
    modes: [
      {
        omega: mode.omega,
        coupling: offDiagonal(mode.m),
      },
    ],
    damping: 0.23,
  });
  const explicit = junction({
    hamiltonian: [
      [-0.17, 0, 0.05, 0],
      [0, -0.145, 0, 0.05],
      [0.05, 0, -4, 0],
      [0, 0.05, 0, -3],
    ],
    electrodes: { L: { broadening: [0, 0, 0.04, 0] }, R: { broadening: [0, 0, 0, 0.04] } },
    modes: [
      {
        omega: mode.omega,
        coupling: [
          [0, mode.m, 0, 0],
          [mode.m, 0, 0, 0],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
      },
    ],
    damping: 0.23,
  });
  const point = {
    electrodes: { L: { mu: -0.11, temperature: 0 }, R: { mu: 0.67, temperature: 0 } },
    bath: { temperature: 1.2 },
  };

  it.each([1e-6, 1e-8])("at T = 0 in the tail of both peaks, tolerance %s", (tolerance) => {
    const one = currents(peaked, point, { tolerance });
    const other = currents(explicit, point, { tolerance });
    expect(Math.abs(one.J - other.J)).toBeLessThan(one.error.J + other.error.J);
    expect(Math.abs(other.J + 1.02859071676e-5)).toBeLessThan(1e-16);
    if (one.converged) expect(Math.abs(one.J / other.J - 1)).toBeLessThan(10 * tolerance);
  });
});

describe("a temperature that is small beside every width", () => {
  it("is not taken for zero where nothing else drives a channel", () => {
    // the mode couples to the right level alone, so that the left electrode's mu has no part in it
    const onRight = junction({
      hamiltonian: [0.3, -0.5],
      electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
      modes: [
        {
          omega: 1,
          coupling: [0, 1],
        },
      ],
      damping: 0.5,
    });
    for (const mu of [1, 0]) {
      const { J } = currents(onRight, {
        electrodes: { L: { mu, temperature: 1e-9 }, R: { mu: 0, temperature: 1e-9 } },
        bath: { temperature: 2e-9 },
      });
      expect(J / -6.316545e-36).toBeCloseTo(1, 6);
    }
  });

  it("is taken for zero where a bias drives it: the current is that of T = 0, to (T/V)^2", () => {
    const { J, converged } = currents(
      dotsWith({ epsilonL: 0.5, epsilonR: -0.5 }),
      twoTerminal(4.545e-4, -4.545e-4, 9e-10),
      {
        tolerance: 1e-10,
      },
    );
    expect(converged).toBe(true);
    expect(Math.abs(J / 9.23959585133e-16 - 1)).toBeLessThan(1e-10);
  });
});

/** Part of two modes' damping that is not common. */
const APART = 1e-3;

/** Two modes joined by damping, every energy multiplied by f. */
function inUnits(f: number): Junction {
  const m = 0.5 * f ** 1.5;
  const coupling = [
    [0, m],
    [m, 0],
  ];
  return junction({
    hamiltonian: [0.5 * f, -0.5 * f],
    electrodes: { L: { broadening: [0.5 * f, 0] }, R: { broadening: [0, 0.5 * f] } },
    modes: [
      { omega: f, coupling },
      { omega: 1.3 * f, coupling },
    ],
    damping: symmetric(0.3 * f, 0.1 * f, 0.5 * f),
  });
}

describe("modes joined by damping", () => {
  it.each([1e-12, 1, 1e3, 1e9])("carry the same current in any units: %s", (f) => {
    const { J, error, converged } = currents(inUnits(f), twoTerminal(0.5 * f, -0.5 * f, 0.2 * f, 0.3 * f));
    expect(converged).toBe(true);
    expect(J / f ** 2).toBeCloseTo(0.101495135831, 11);
    expect(error.J / Math.abs(J)).toBeLessThan(1e-8);
  });

  it.each([1e-3, 1e-6, 1e-9])("are one mode if they are alike and couple alike, damped by %s", (width) => {
    // (a + b)/sqrt(2) is damped by nearly twice as much and couples by sqrt(2) m; (a - b)/sqrt(2) does not couple
    const damping = (f: number): readonly (readonly number[])[] => [
      [f, f * (1 - APART)],
      [f * (1 - APART), f],
    ];
    const coupling = (m: number) => [
      [0, m],
      [m, 0],
    ];
    const make = (modes: readonly number[], d: readonly (readonly number[])[]): Junction =>
      junction({
        hamiltonian: [0.5, -0.5],
        electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
        modes: modes.map((m) => ({ omega: 1, coupling: coupling(m) })),
        damping: d,
      });
    const point = twoTerminal(0.5, -0.5, 0.2, 0.3);
    const two = currents(make([0.5, 0.5], damping(width)), point);
    const one = currents(make([0.5 * Math.SQRT2], [[width * (2 - APART)]]), point);
    expect(Math.abs(two.J - one.J)).toBeLessThan(1e-8 * Math.abs(one.J) + two.error.J + one.error.J);
  });
});

describe("a unit of energy far from the mode energies", () => {
  const inUnitsOf = (s: number) => () =>
    currents(dotsInUnits(s), twoTerminal(9 * s, 11 * s, 0.25 * s)).J / s ** 2;

  it.each([1e-29, 1e-12, 1, 1e12, 1e28])("does not matter: %s", (s) => {
    expect(inUnitsOf(s)() / inUnitsOf(1)()).toBeCloseTo(1, 12);
  });

  it.each([1e-40, 1e32, 1e78])(
    "is refused where products of energies would leave double precision: %s",
    (s) => {
      expect(inUnitsOf(s)).toThrow(RangeError);
      expect(inUnitsOf(s)).toThrow("in a unit of energy near the mode energies");
    },
  );
});

describe("a mode without a temperature of its own", () => {
  it("between cool electrodes far from the levels keeps its digits, as at a tiny temperature", () => {
    const junction = dotsWith({ gammaL: 0.3, gammaR: 0.4 });
    const at = (bath: number) => currents(junction, twoTerminal(5, 5, 0.02, bath));
    expect(at(0).converged).toBe(true);
    expect(Math.abs(at(0).J / 2.60793768532e-12 - 1)).toBeLessThan(1e-9);
    expect(at(0).J / at(1e-8).J).toBeCloseTo(1, 9);
  });
});
