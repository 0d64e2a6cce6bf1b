/** The currents of all terminals as they are put together: passes, scales, spins. */
import { describe, expect, it } from "vitest";
import { currents, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { estimate } from "../../lib/solver/second-order/estimates.js";
import { terminalIntegrals } from "../../lib/solver/second-order/terminal-integrals.js";
import { terminalsOf } from "../../lib/solver/second-order/terminals.js";

/** Two strongly damped modes that share a bath, on a junction that three electrodes of three temperatures drive. */
const rough = junction({
  hamiltonian: [
    [-0.0053, { re: -0.75, im: -0.33 }],
    [{ re: -0.75, im: 0.33 }, 0.99],
  ],
  electrodes: {
    L: { broadening: [0.029, 0.0067] },
    R: { broadening: [0.00025, 0.000098] },
    S: { broadening: [0.24, 0.2] },
  },
  modes: [
    {
      omega: 0.31,
      coupling: [
        [-0.29, { re: -0.45, im: -0.18 }],
        [{ re: -0.45, im: 0.18 }, 0.38],
      ],
    },
    {
      omega: 0.31,
      coupling: [
        [-0.25, { re: 0.48, im: 0.19 }],
        [{ re: 0.48, im: -0.19 }, 0.31],
      ],
    },
  ],
  damping: [
    [9.2, 0.54],
    [0.54, 7.1],
  ],
});
const driven: OperatingPoint = {
  electrodes: {
    L: { mu: 0.57, temperature: 0.46 },
    R: { mu: -2.1, temperature: 1.8 },
    S: { mu: 0.88, temperature: 1.4 },
  },
  bath: { temperature: 0.099 },
};

/** Errors of the totals of all currents and of all heats. */
const errorsOf = (error: Float64Array): [current: number[], heat: number[]] => {
  const totals: [number[], number[]] = [[], []];
  // four parts of a current and of a heat in turn, electrode by electrode
  for (let from = 0; from < error.length; from += 8) {
    for (const moment of [0, 1] as const) {
      let sum = 0;
      for (let k = from + moment; k < from + 8; k += 2) sum += error[k]!;
      totals[moment].push(sum);
    }
  }
  return totals;
};

describe("a tolerance", () => {
  const tolerance = 1e-6;
  const firstPass = (goal: number) =>
    estimate(
      rough,
      driven,
      (scattering, tight) => terminalIntegrals(scattering, driven, "full", tight),
      goal,
    );

  it("that the first pass has missed is reached by a second one", () => {
    const first = firstPass(tolerance);
    const { estimates, largest } = terminalsOf(rough, driven, "full", tolerance);
    const missed = errorsOf(first.error).map((errors, k) => Math.max(...errors) / (tolerance * largest[k]!));
    expect(Math.max(...missed)).toBeGreaterThan(1);
    const reached = errorsOf(estimates.error).map(
      (errors, k) => Math.max(...errors) / (tolerance * largest[k]!),
    );
    expect(Math.max(...reached)).toBeLessThan(1);
    expect(currents(rough, driven, { tolerance, hartree: "full" }).converged).toBe(true);
  });

  it("that the first pass has met takes no second one", () => {
    expect(terminalsOf(rough, driven, "full", 1e-3).estimates.value).toEqual(firstPass(1e-3).value);
  });

  it("is relative to the largest part of any current, or to heat over the energies that electrons carry", () => {
    const { largest, terminals } = terminalsOf(rough, driven, "full", tolerance);
    const parts = Object.values(terminals).flatMap(({ current }) => [
      current.landauer,
      current.elastic,
      current.hartree,
      current.inelastic,
    ]);
    const heats = Object.values(terminals).flatMap(({ heat }) => [
      heat.landauer,
      heat.elastic,
      heat.hartree,
      heat.inelastic,
    ]);
    const most = (values: number[]): number => Math.max(...values.map(Math.abs));
    expect(largest[1]).toBe(most(heats));
    // mu from -2.1 to 0.88, the hottest at 1.8
    expect(largest[0]).toBeCloseTo(Math.max(most(parts), largest[1] / (0.88 + 2.1 + 1.8)), 12);
    const single = junction({
      hamiltonian: [0.3],
      electrodes: { L: { broadening: [0.4] } },
      modes: [{ omega: 1, coupling: [[0.3]] }],
      damping: 0.2,
    });
    // no current at all, but heat
    const cold = { electrodes: { L: { mu: 0, temperature: 0.5 } }, bath: { temperature: 0.1 } };
    const alone = terminalsOf(single, cold, "none", 1e-8);
    expect(alone.largest[1]).toBeGreaterThan(0);
    expect(alone.largest[0]).toBeCloseTo(alone.largest[1] / 0.5, 14);
  });
});

describe("both spins", () => {
  it("carry twice the current of one, with twice its error, where the mode's push does not matter", () => {
    const one = terminalsOf(rough, driven, "none", 1e-6);
    const two = terminalsOf({ ...rough, spin: 2 }, driven, "none", 1e-6);
    for (const key of ["value", "error", "truncation", "fit"] as const)
      expect(two.estimates[key]).toEqual(one.estimates[key].map((number) => 2 * number));
  });
});

describe("a mode that couples to the occupation of a dark state", () => {
  const dark = junction({
    hamiltonian: [0, 0.4, 2],
    electrodes: { L: { broadening: [0.3, 0, 0] }, R: { broadening: [0, 0.3, 0] } },
    modes: [
      {
        omega: 1,
        coupling: [
          [0, 0.2, 0],
          [0.2, 0, 0],
          [0, 0, 0.5],
        ],
      },
    ],
    damping: 0.1,
  });
  const point = {
    electrodes: { L: { mu: 0.5, temperature: 0.2 }, R: { mu: 0, temperature: 0.2 } },
    bath: { temperature: 0.1 },
  };

  it("is refused only where its push on the levels counts", () => {
    expect(() => terminalsOf(dark, point, "full", 1e-6)).toThrow(RangeError);
    expect(terminalsOf(dark, point, "none", 1e-6).terminals.L!.current.total).toBeGreaterThan(0);
  });
});
