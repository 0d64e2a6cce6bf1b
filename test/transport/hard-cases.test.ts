import { describe, expect, it } from "vitest";
import { currents, junction, twoTerminal } from "../../lib/solver/index.js";
import { chain } from "../bands/leads.js";
import { coalescing, dots, dotsWith } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";
import { sumsBy } from "../rule/rules.js";

const tight = { tolerance: 1e-11 } as const;

describe("hard cases", () => {
  const point = twoTerminal(10, 10, 1, 0.5);

  // a node of the grid meets the hop between the levels
  it("levels far narrower than roundoff of their energy still carry the golden-rule current", () => {
    // Sharp levels: J = I Omega, independent of the width as long as it is small.
    const narrow = currents(dotsWith({ gammaL: 1e-12, gammaR: 1e-12 }), point);
    const wider = currents(dotsWith({ gammaL: 1e-9, gammaR: 1e-9 }), point);
    expect(narrow.J / wider.J).toBeCloseTo(1, 6);
    expect(narrow.J).toBeGreaterThan(0.1);
  });

  it("a narrow level beside a very broad one is not taken for a dark state", () => {
    const J = (gammaR: number): number => currents(dotsWith({ gammaL: 1e-8, gammaR }), point).J * gammaR;
    // a width of 1e-15 of the largest broadening counts, for round-off is 2^-51 of it
    expect(J(1e7) / J(1e5)).toBeCloseTo(1, 4);
    expect(() => J(1e8)).toThrow("level 0 (counted from 0) is dark");
  });

  it("a spectator level, however broad or far, changes nothing", () => {
    const spectator = (energy: number, width: number) =>
      junction({
        hamiltonian: [10.5, 9.5, energy],
        electrodes: {
          L: {
            broadening: [1e-7, 0, width],
          },
          R: {
            broadening: [0, 1e-7, 0],
          },
        },
        modes: [
          {
            omega: 1,
            coupling: [
              [0, 0.5, 0],
              [0.5, 0, 0],
              [0, 0, 0],
            ],
          },
        ],
        damping: 0.5,
      });
    const alone = currents(dotsWith({ gammaL: 1e-7, gammaR: 1e-7 }), point).J;
    expect(currents(spectator(1e9, 1), point).J / alone).toBeCloseTo(1, 6);
    expect(currents(spectator(0, 1e8), point).J / alone).toBeCloseTo(1, 6);
  });

  it("a dark combination of two levels carries nothing and spoils nothing", () => {
    // Both levels see electrode L through one combination; the other one is dark.
    const width = [
      [0.25, 0.25, 0],
      [0.25, 0.25, 0],
      [0, 0, 0],
    ];
    const given = junction({
      hamiltonian: [1, 1, 0],
      electrodes: {
        L: { broadening: width },
        R: {
          broadening: [0, 0, 0.5],
        },
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0, 0.3],
            [0, 0, 0.3],
            [0.3, 0.3, 0],
          ],
        },
      ],
      damping: 0.5,
    });
    // The same in the basis of bright and dark states: one level of width 0.5, coupling 0.3 sqrt(2).
    const bright = dotsWith({ epsilonL: 1, epsilonR: 0, coupling: 0.3 * Math.SQRT2 });
    const at = twoTerminal(0.6, 0.4, 0.3, 0.5);
    expect(currents(given, at, tight).J / currents(bright, at, tight).J).toBeCloseTo(1, 10);
    expect(currents(given, at, tight).I! / currents(bright, at, tight).I!).toBeCloseTo(1, 10);
  });

  it("damping from a millionth of the energy to a thousand times it agrees with panels over both energies", () => {
    for (const gammaPh of [1e-6, 1e-3, 2, 2.0000001, 50, 1e3]) {
      const junction = dotsWith({ gammaPh });
      const { J, I } = currents(junction, point, { tolerance: 1e-9 });
      const slow = sumsBy("squares on panels", junction, point, 1e-9);
      expect(Math.abs(J - slow.J!.value), `gamma_ph = ${gammaPh}`).toBeLessThan(1e-9 * J);
      expect(Math.abs(I! - slow.I!.value), `gamma_ph = ${gammaPh}`).toBeLessThan(1e-9 * I!);
    }
  });

  it.each([1e-6, 1e-3, 50, 1e3])("damping %s reaches nine digits and knows it", (gammaPh) => {
    expect(currents(dotsWith({ gammaPh }), point, { tolerance: 1e-9 }).converged).toBe(true);
  });

  // the error of an expansion in mode poles counts, which is not used
  it.each([2, 2.0000001])("critical damping, %s, reaches nine digits and knows it", (gammaPh) => {
    expect(currents(dotsWith({ gammaPh }), point, { tolerance: 1e-9 }).converged).toBe(true);
  });

  describe("coinciding poles of levels, mode and Bose functions do no harm,", () => {
    // the mode's pole sqrt(1 - g^2/4) + i g/2 on the level pole 1 + i (gammaL + gammaR)/2, and on a Bose pole
    const omega = Math.hypot(1, 0.5);
    const nearTo = (distance: number) => dotsWith({ omega, gammaPh: 1 + distance, gammaL: 0.5, gammaR: 0.5 });
    const onBose = twoTerminal(10.5, 9.5, 0.5 / (2 * Math.PI), 0.4);
    const check = (distance: number): void => {
      const { J, error, converged } = currents(nearTo(distance), onBose, { tolerance: 1e-9 });
      const slow = sumsBy("squares on panels", nearTo(distance), onBose, 1e-11).J!;
      expect(converged).toBe(true);
      expect(Math.abs(J - slow.value)).toBeLessThan(error.J + 3e-10 * J);
    };

    it.each([0, 1e-12, 1e-8, 1e-6, 1e-5, 1e-3, 1e-2])("at a distance of %s", check);

    // outside a cluster, too near for sums of residues, and nothing else is tried
    it.each([1e-4])("at a distance of %s", check);

    it("as quadrature says", () => {
      const { J, error } = currents(nearTo(0), onBose, { tolerance: 1e-9 });
      const slow = currents(nearTo(0), onBose, { tolerance: 1e-6, method: "quadrature" });
      expect(Math.abs(J - slow.J)).toBeLessThanOrEqual(error.J + slow.error.J);
    }, 60_000);
  });

  it("an exceptional point of the effective Hamiltonian is no exception", () => {
    const at = (hopping: number) => coalescing(hopping, 0.2);
    // eigenvalues coalesce at hopping = (1 - 0.2)/4
    const point = twoTerminal(0.2, -0.1, 0.3, 0.5);
    const there = currents(at(0.2), point, { tolerance: 1e-7 });
    const beside = [0.2 - 1e-4, 0.2 + 1e-4].map(
      (hopping) => currents(at(hopping), point, { tolerance: 1e-9 }).J,
    );
    expect(there.converged).toBe(true);
    expect(there.J / ((beside[0]! + beside[1]!) / 2)).toBeCloseTo(1, 6);
  });

  it.each([0, 1e-12, 1e-10, 1e-8])(
    "a part of %s beside an exceptional point every channel of four levels has an error that covers, at a loose tolerance",
    (part) => {
      const hopping = 0.018445926847 * (1 + part);
      const given = junction({
        hamiltonian: [
          [-0.1, 0, 0, 0],
          [0, -0.1, 0, 0],
          [0, 0, 0.5332, hopping],
          [0, 0, hopping, 0.5332],
        ],
        electrodes: {
          L: { broadening: [1.54, 0, 0, 0] },
          R: { broadening: [0, 1.54, 0, 0] },
          S: { broadening: [0, 0, 1.54 + 4 * 0.018445926847, 1.54] },
        },
        modes: [
          {
            omega: 0.634,
            coupling: [
              [-0.26, 0.32, -0.31, 0.34],
              [0.32, -0.44, 0.09, 0.17],
              [-0.31, 0.09, -0.29, -0.07],
              [0.34, 0.17, -0.07, -0.06],
            ],
          },
        ],
        damping: 1.27,
      });
      const point = {
        electrodes: {
          L: { mu: -1.28, temperature: 1.86 },
          R: { mu: -2.28, temperature: 3.26 },
          S: { mu: -0.74, temperature: 1.86 },
        },
        bath: { temperature: 9.1 },
      };
      const exact = currents(given, point, { tolerance: 1e-12 }).channels;
      for (const tolerance of [1e-3, 1e-4, 1e-5, 1e-6])
        currents(given, point, { tolerance }).channels.forEach(({ J, error }, k) => {
          const { J: other, error: left } = exact[k]!;
          expect(Math.abs(J - other), `channel ${k} at ${tolerance}`).toBeLessThanOrEqual(error.J + left.J);
        });
    },
  );

  it("between temperatures that are nearly alike small channels have errors for what rungs lose at low frequencies", () => {
    const level = (k: number, width: number) => [0, 1, 2].map((i) => (i === k ? width : 0));
    const given = junction({
      hamiltonian: [-2.892, -2.892, -2.892],
      electrodes: {
        L: { broadening: level(0, 0.0124) },
        R: { broadening: level(1, 0.032) },
        S: { broadening: level(2, 0.0124) },
      },
      modes: [
        {
          omega: 0.444,
          coupling: [
            [-0.22, -0.11, -0.19],
            [-0.11, 0.18, 0.35],
            [-0.19, 0.35, -0.14],
          ],
        },
      ],
      damping: 3.5,
    });
    const point = {
      electrodes: {
        L: { mu: -1.448, temperature: 0.0138 },
        R: { mu: -2.448, temperature: 1e-5 },
        S: { mu: -1.448, temperature: 0.0138 * (1 + 1e-4) },
      },
      bath: { temperature: 0.0138 },
    };
    const exact = currents(given, point, { tolerance: 1e-12 }).channels;
    for (const tolerance of [1e-4, 1e-6, 1e-8])
      currents(given, point, { tolerance }).channels.forEach(({ heat, error }, k) => {
        for (const side of ["from", "to"] as const) {
          const difference = Math.abs(heat![side] - exact[k]!.heat![side]);
          const errors = error.heat![side] + exact[k]!.error.heat![side];
          expect(difference, `channel ${k}, ${side}, at ${tolerance}`).toBeLessThanOrEqual(errors);
        }
      });
  });

  it("an exceptional point beside a narrow level takes no longer way than it needs", () => {
    const at = (coupling: number) =>
      junction({
        hamiltonian: [
          [1, coupling, 0, 0],
          [coupling, 1, 0, 0],
          [0, 0, 0.2, 0],
          [0, 0, 0, 0.5],
        ],
        electrodes: {
          L: {
            broadening: [2, 0, 0, 0],
          },
          R: {
            broadening: [0, 0, 0.6, 1e-6],
          },
        },
        modes: [
          {
            omega: 1,
            coupling: [
              [0, 0.1, 0.3, 0.2],
              [0.1, 0, 0.2, 0],
              [0.3, 0.2, 0, 0],
              [0.2, 0, 0, 0],
            ],
          },
        ],
        damping: 0.3,
      });
    const point = twoTerminal(1.2, 0.4, 0.3, 0.2);
    const there = currents(at(0.5), point, { tolerance: 1e-10 });
    const beside = [0.499, 0.501].map((coupling) => currents(at(coupling), point, { tolerance: 1e-10 }).J);
    expect(there.converged).toBe(true);
    expect(there.J / ((beside[0]! + beside[1]!) / 2)).toBeCloseTo(1, 5);
  });

  it("hot, cold, biased to the extreme: finite, converged, never NaN", () => {
    for (const extreme of [
      twoTerminal(10, 10, 0.01, 0.02),
      twoTerminal(10, 10, 1e4, 5e3),
      twoTerminal(10, 10, 0.02, 2),
      twoTerminal(400, -400, 0.5),
      twoTerminal(11, 9, 1e-3, 1e-3),
    ]) {
      const { J, I, error, converged } = currents(dots, extreme);
      for (const value of [J, I, error.J, error.I]) expect(Number.isFinite(value)).toBe(true);
      expect(converged, JSON.stringify(extreme)).toBe(true);
    }
  });

  it.each<[string, () => unknown, string]>([
    [
      "a mode that nothing damps",
      () => currents(dotsWith({ gammaPh: 1e-20 }), point),
      "damping must be such that every combination",
    ],
    [
      "two degenerate modes of which one combination is undamped",
      () =>
        currents(
          junction({
            ...dots,
            modes: [
              {
                omega: 1,
                coupling: offDiagonal(0.5),
              },
              {
                omega: 1,
                coupling: offDiagonal(0.3),
              },
            ],
            damping: symmetric(0.5, 0.5, 0.5),
          }),
          point,
        ),
      "damping must be such that every combination",
    ],
    [
      "a coupling beyond double precision",
      () => currents(dotsWith({ coupling: 1e200 }), point),
      "double precision",
    ],
    [
      "a bias beyond double precision",
      () => currents(dots, twoTerminal(1e300, -1e300, 1)),
      "mu of electrode L must be at most 1e+32, in a unit of energy near the mode energies (got 1e+300)",
    ],
    [
      "a temperature that only zero is the limit of",
      () => currents(dots, twoTerminal(10, 10, 1e-70, 1)),
      "temperature of electrode L must be 0, or within a factor of 1e+60 of the mode energies (got 1e-70)",
    ],
  ])("refuses %s with a clear error", (_, call, message) => {
    expect(call).toThrow(message);
  });

  it("refuses temperatures beyond double precision", () => {
    expect(() => currents(dots, twoTerminal(10, 10, 1e300, 1))).toThrow("(got 1e+300)");
  });

  it("zero coupling carries nothing, to a level without a width either", () => {
    for (const junction of [dotsWith({ coupling: 0 }), dotsWith({ coupling: 0, gammaL: 0 })]) {
      const { J, I, converged } = currents(junction, twoTerminal(11, 9, 0.3, 0.5));
      expect([J, I, converged]).toEqual([0, 0, true]);
    }
  });

  it("electrodes 500 times as warm as each other and a sharp mode at the bias agree with quadrature at any tolerance", () => {
    // the mode's residue is a mean over a circle, round which there are Fermi poles of both electrodes above the wedge
    const given = junction({
      hamiltonian: [0],
      electrodes: { L: { broadening: [2] }, R: { broadening: [1.5] } },
      modes: [{ omega: 0.5, coupling: [0.3] }],
      damping: 1e-3,
    });
    const bias = twoTerminal(0.25, -0.25, 6e-5, 0.4);
    const between = {
      ...bias,
      electrodes: { ...bias.electrodes, R: { mu: -0.25, temperature: 0.03 } },
    };
    const direct = currents(given, between, { method: "quadrature", tolerance: 1e-4 });
    expect(direct.J).toBeCloseTo(-0.001668272436, 9);
    for (const tolerance of [1e-4, 1e-6, 1e-8, 1e-10]) {
      const { J, error, converged } = currents(given, between, { tolerance });
      expect(converged).toBe(true);
      expect(Math.abs(J - direct.J)).toBeLessThan(error.J + direct.error.J);
      expect(Math.abs(J - -0.001668272436196)).toBeLessThan(error.J + 1e-15);
    }
  }, 30_000);

  it.each([0.0458, 0.044])(
    "a sharp mode next to a Fermi pole of electrodes at %d and 1e-5 loses no digits",
    (T) => {
      const given = junction({
        hamiltonian: [-0.44, 1.15],
        electrodes: { L: { broadening: [0.4, 0] }, R: { broadening: [0, 0.4] } },
        modes: [{ omega: 0.4, coupling: offDiagonal(-0.2) }],
        damping: 1e-6,
      });
      const between = {
        electrodes: { L: { mu: -0.45, temperature: T }, R: { mu: -0.05, temperature: 1e-5 } },
        bath: { temperature: 0.05 },
      };
      // by quadrature 2.2536002238e-4 with an error of 7e-13
      const expected = T === 0.0458 ? 2.25360022388e-4 : 2.1833976195e-4;
      for (const tolerance of [1e-6, 1e-8, 1e-10])
        expect(Math.abs(currents(given, between, { tolerance }).J / expected - 1)).toBeLessThan(1e-10);
    },
    30_000,
  );

  it.each([
    [1.728, 4.9357073804e-18],
    [1, 2.0251106619e-17],
  ])(
    "the tail behind a narrow level at %d, 37 and 22 temperatures away, counts where all else is smaller",
    (level, J) => {
      const given = junction({
        hamiltonian: [level, 0.6],
        electrodes: { L: { broadening: [0.01, 0] }, R: { broadening: [0, 0.01] } },
        modes: [{ omega: 1.32, coupling: offDiagonal(0.1) }],
        damping: 1e-5,
      });
      const between = {
        electrodes: { L: { mu: -0.1, temperature: 0.05 }, R: { mu: -0.15, temperature: 0.005 } },
        bath: { temperature: 0.005 },
      };
      // by quadrature 4.9357074e-18 and 2.0251107e-17
      for (const tolerance of [1e-6, 1e-8, 1e-10])
        expect(Math.abs(currents(given, between, { tolerance }).J / J - 1)).toBeLessThan(2e-8);
    },
  );

  const sharp = junction({
    hamiltonian: [-0.6, -1.5],
    electrodes: { L: { broadening: [0.84, 0] }, R: { broadening: [0, 0.84] } },
    modes: [{ omega: 0.9, coupling: offDiagonal(0.3) }],
    damping: 6e-6,
  });
  // poles of hops and rungs of Fermi functions are next to the real axis
  const narrow = junction({
    hamiltonian: [-0.4, -1.4],
    electrodes: { L: { broadening: [0.034, 0] }, R: { broadening: [0, 0.1] } },
    modes: [{ omega: 0.8, coupling: offDiagonal(0.3) }],
    damping: 0.5,
  });
  describe.each([
    ["levels beside a sharp mode", sharp, 0.64, -0.6],
    ["narrow levels in cold electrodes", narrow, 0.12, 0],
  ])("%s", (_, given, T, mu) => {
    it.each([2 ** -53, 2 ** -50, 1e-12, 1e-9])(
      "temperatures that differ by %d alone drive currents in proportion to the difference",
      (difference) => {
        const driven = (by: number, tolerance: number) => {
          const temperature = T - by;
          const found = currents(
            given,
            {
              electrodes: { L: { mu, temperature: T }, R: { mu, temperature } },
              bath: { temperature: T },
            },
            { tolerance },
          );
          const drive = temperature - T;
          return { J: found.J / drive, heat: found.heat!.L! / drive };
        };
        const linear = driven(1e-7, 1e-10);
        for (const tolerance of [1e-6, 1e-8, 1e-10]) {
          const { J, heat } = driven(difference, tolerance);
          expect(Math.abs(J / linear.J - 1)).toBeLessThan(1e-5);
          expect(Math.abs(heat / linear.heat - 1)).toBeLessThan(1e-5);
        }
      },
    );
  });

  it("currents of 1e-22 beside equilibrium have the digits that they claim", () => {
    const given = junction({
      hamiltonian: [13.9, 27.8, 34.6],
      electrodes: { L: { broadening: [0.4, 0, 0] }, R: { broadening: [0, 1.1, 1.1] } },
      modes: [{ omega: 13.9, coupling: [0, 1, 2].map((i) => [0, 1, 2].map((j) => 0.1 + 0.1 * (i + j))) }],
      damping: 0.5,
    });
    const point = {
      electrodes: { L: { mu: 0, temperature: 0.88 + 2 ** -40 }, R: { mu: 0, temperature: 0.88 } },
      bath: { temperature: 0.88 },
    };
    const { J: exact } = currents(given, point, { tolerance: 1e-11 });
    expect(Math.abs(exact)).toBeLessThan(1e-20);
    for (const tolerance of [1e-4, 1e-6, 1e-8])
      expect(Math.abs(currents(given, point, { tolerance }).J / exact - 1)).toBeLessThan(1e-7);
  });

  it("a level at the chemical potential of electrodes a thousand times as warm as each other takes no minutes", () => {
    const given = junction({
      hamiltonian: [-0.65, 0.53],
      electrodes: { L: { broadening: [2e-5, 0] }, R: { broadening: [0, 2e-5] } },
      modes: [{ omega: 1.58, coupling: offDiagonal(0.3) }],
      damping: 0.01,
    });
    const between = {
      electrodes: { L: { mu: -0.65, temperature: 0.017 }, R: { mu: -2.23, temperature: 1.7e-5 } },
      bath: { temperature: 5e-4 },
    };
    const { J, error, converged } = currents(given, between, { tolerance: 1e-6 });
    expect(converged).toBe(true);
    // by residues alone, in two minutes, 2.949264154919e-8
    expect(Math.abs(J - 2.949264154919e-8)).toBeLessThan(error.J);
  }, 10_000);

  it.each([1e-13, 1e-9, 1e-3])(
    "temperatures that differ by %s, bosons at T = 0 and a sharp mode at the bias: as of equal ones, at any tolerance",
    (part) => {
      // ladders of both electrodes fall on each other where w is the bias, and the mode is there
      const given = junction({
        hamiltonian: symmetric(10.5, 0.3, 9.5),
        electrodes: {
          L: { broadening: symmetric(0.6, 0.2, 0.3) },
          R: { broadening: symmetric(0.4, -0.1, 0.5) },
        },
        modes: [{ omega: 1, coupling: symmetric(0.2, 0.5, -0.3) }],
        damping: 1e-6,
      });
      const at = (T: number) => ({
        electrodes: { L: { mu: 10.5, temperature: T }, R: { mu: 9.5, temperature: 0.05 } },
        bath: { temperature: 0 },
      });
      const equal = currents(given, at(0.05), { tolerance: 1e-12 });
      const slope = part < 1e-5 ? 0 : (currents(given, at(0.05 * (1 + 1e-4))).J - equal.J) / 1e-4;
      for (const tolerance of [1e-6, 1e-10]) {
        const { J, error } = currents(given, at(0.05 * (1 + part)), { tolerance });
        expect(error.J).toBeLessThan(1e-9 * J);
        expect(Math.abs(J / (equal.J + slope * part) - 1)).toBeLessThan(part < 1e-5 ? 3e-9 : 1e-5);
      }
    },
  );

  describe("a narrow level", () => {
    const beside = (width: number, shift = 0) =>
      junction({
        hamiltonian: [-2.125 + shift, 1.25 + shift],
        electrodes: { L: { broadening: [width, 0] }, R: { broadening: [0, 0.5] } },
        modes: [{ omega: 1, coupling: symmetric(0.5, 0.3, 0.3) }],
        damping: 3,
      });
    const at = (left: number, shift = 0) => ({
      electrodes: { L: { mu: 0.125 + shift, temperature: left }, R: { mu: 0.25 + shift, temperature: 1 } },
      bath: { temperature: 0 },
    });

    it("between electrodes of two temperatures and bosons at T = 0 has the current of its limit", () => {
      // by double quadrature in long double, 14 points on graded panels
      const other = (width: number) =>
        junction({
          hamiltonian: [-2.1, 1.3],
          electrodes: { L: { broadening: [width, 0] }, R: { broadening: [0, 0.5] } },
          modes: [{ omega: 1, coupling: symmetric(0.5, 0.3, 0.3) }],
          damping: 3,
        });
      const point = {
        electrodes: { L: { mu: 0.1, temperature: 0.5 }, R: { mu: 0.2, temperature: 1 } },
        bath: { temperature: 0 },
      };
      for (const [width, J, I, heat] of [
        [1e-9, 1.990644717793866e-3, -1.4329593771559e-5, 3.1525107581e-5],
        [1e-11, 1.990644715180979e-3, -1.4329593371352e-5, 3.152510543e-5],
      ] as const) {
        const found = currents(other(width), point, { tolerance: 1e-10 });
        expect(found.converged).toBe(true);
        expect(found.J / J).toBeCloseTo(1, 11);
        expect(found.I! / I).toBeCloseTo(1, 10);
        expect(found.heat!.L! / heat).toBeCloseTo(1, 9);
      }
    });

    it("has errors for what rounding of its distance from a cold electrode does", () => {
      for (const width of [1e-7, 1e-9, 1e-11]) {
        const [here, far] = [0, 1024].map((shift) => currents(beside(width, shift), at(0, shift))) as [
          ReturnType<typeof currents>,
          ReturnType<typeof currents>,
        ];
        expect(Math.abs(here.J - far.J)).toBeLessThan(here.error.J + far.error.J);
        expect(Math.abs(here.I! - far.I!)).toBeLessThan(here.error.I! + far.error.I!);
        expect(Math.abs(here.heat!.L! - far.heat!.L!)).toBeLessThan(here.error.heat!.L! + far.error.heat!.L!);
        expect(here.error.I!).toBeLessThan((1e-14 / width) * Math.abs(here.I!));
      }
    }, 20_000);

    it("at the energy of a broad one has errors for the rounding of energies a quantum away: J is that of holes", () => {
      for (const width of [1e-12, 1e-10, 1e-8]) {
        const equal = junction({
          hamiltonian: [0, 0],
          electrodes: { L: { broadening: [width, 0] }, R: { broadening: [0, 50] } },
          modes: [{ omega: 1, coupling: symmetric(1e5, 1, 0) }],
          damping: 2,
        });
        // electrons and holes exchanged: muR changes its sign
        const [electrons, holes] = [1, -1].map((muR) =>
          currents(equal, twoTerminal(0, muR, 0.5, 0.5005)),
        ) as [ReturnType<typeof currents>, ReturnType<typeof currents>];
        expect(Math.abs(electrons.J - holes.J)).toBeLessThanOrEqual(electrons.error.J + holes.error.J);
        if (width > 1e-12) continue;
        // one integral, the narrow level as a delta function
        const { J, error } = electrons.channels.find(({ from, to }) => from === "R" && to === "L")!;
        expect(Math.abs(J - 0.00480274157789)).toBeLessThan(error.J);
      }
    }, 20_000);

    it("whose width is left of a broad one in another basis has errors for what rounding leaves of it", () => {
      const [c, s] = [0.8, 0.6];
      const rotated = (m: number[][]): number[][] => {
        const [[a, b], [, d]] = m as [[number, number], [number, number]];
        const off = -c * s * a + (c * c - s * s) * b + c * s * d;
        return symmetric(c * c * a + 2 * c * s * b + s * s * d, off, s * s * a - 2 * c * s * b + c * c * d);
      };
      const point = twoTerminal(1, -1, 1);
      const J = (width: number, basis: (m: number[][]) => number[][]) =>
        currents(
          junction({
            hamiltonian: basis(symmetric(-1, 0, 0.5)),
            electrodes: {
              L: { broadening: basis(symmetric(width / 10, 0, 1)) },
              R: { broadening: basis(symmetric(width, 0, 0)) },
            },
            modes: [{ omega: 0.5, coupling: basis(symmetric(-0.75, 0.04, 0.8)) }],
            damping: 1,
          }),
          point,
          { tolerance: 1e-10 },
        );
      for (const width of [1e-5, 1e-9, 1e-10, 1e-11, 1e-12]) {
        const own = J(width, (m) => m);
        const other = J(width, rotated);
        expect(own.converged).toBe(true);
        expect(other.converged).toBe(width === 1e-5);
        expect(Math.abs(own.J - other.J)).toBeLessThan(own.error.J + other.error.J);
        expect(other.error.J).toBeLessThan(1e-14 / width);
      }
    });
  });

  it("a narrow level below a band, far from the mode's resonance, feels the band's states", () => {
    const given = junction({
      hamiltonian: [0.4, 0.6],
      electrodes: {
        L: { broadening: [1e-3, 1e-4] },
        R: chain(1, 0.4, 0.6, 3),
      },
      modes: [{ omega: 0.8, coupling: offDiagonal(0.3) }],
      damping: 0.004,
    });
    const point = {
      electrodes: { L: { mu: -0.5, temperature: 0.1 }, R: { mu: -0.4, temperature: 0.1 } },
      bath: { temperature: 0.3 },
    };
    for (const tolerance of [1e-4, 1e-6, 1e-8]) {
      const { J, error } = currents(given, point, { tolerance });
      // by quadrature -7.565225299074e-7 with an error of 2e-18
      expect(Math.abs(J - -7.5652252991e-7)).toBeLessThan(error.J);
      expect(error.J).toBeLessThan(1e-4 * Math.abs(J));
    }
  }, 30_000);
});
