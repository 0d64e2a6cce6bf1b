import { describe, expect, it } from "vitest";
import { currents, type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { chain } from "../bands/leads.js";
import { dots } from "../junctions.js";
import { offDiagonal } from "../matrices.js";

const tight = { tolerance: 1e-11 } as const;

describe("electrodes whose density of states varies with energy", () => {
  const flat = (level: number, gamma: number) => ({
    levels: [level],
    selfEnergy: () => [[{ re: 0, im: -gamma / 2 }]],
  });

  it("give the wide-band currents where their self-energy is constant", () => {
    const given = junction({ ...dots, electrodes: { L: flat(0, 0.5), R: flat(1, 0.5) } });
    const point = twoTerminal(10.2, 9.9, 0.6, 0.4);
    const structured = currents(given, point, { tolerance: 1e-7 });
    const wide = currents(dots, point, tight);
    expect(structured.converged).toBe(true);
    expect(structured.J / wide.J).toBeCloseTo(1, 7);
    expect(structured.I! / wide.I!).toBeCloseTo(1, 7);
    expect(structured.heat!.L! / wide.heat!.L!).toBeCloseTo(1, 7);
  }, 120_000);

  it("approach the wide-band limit in first order of 1/bandwidth for a semi-infinite chain", () => {
    // Sigma = (t_c/t)^2 g, g = [e - e0 -+ sqrt((e - e0)^2 - 4 t^2)]/2 of a chain with hopping t, Gamma(e0) = gamma
    const chain = (level: number, gamma: number, hopping: number, centre: number) => ({
      levels: [level],
      edges: [centre - 2 * hopping, centre + 2 * hopping],
      selfEnergy: (energy: number) => {
        const x = (energy - centre) / (2 * hopping);
        const scale = gamma / 2;
        return [
          [
            Math.abs(x) < 1
              ? { re: scale * x, im: -scale * Math.sqrt(1 - x * x) }
              : { re: scale * (x - Math.sign(x) * Math.sqrt(x * x - 1)), im: 0 },
          ],
        ];
      },
    });
    const point = twoTerminal(10.1, 9.9, 0.3, 0.5);
    const wide = currents(dots, point, tight).J;
    const at = (hopping: number): number =>
      currents(
        junction({
          ...dots,
          electrodes: { L: chain(0, 0.5, hopping, 10), R: chain(1, 0.5, hopping, 10) },
        }),
        point,
        { tolerance: 1e-6 },
      ).J /
        wide -
      1;
    // the real part of Sigma pulls the levels to the band's centre: first order in 1/bandwidth
    const [narrow, broad] = [at(20), at(40)];
    expect(narrow / broad).toBeCloseTo(2, 1);
    expect(Math.abs(broad)).toBeLessThan(0.01);
  }, 120_000);

  it("refuse a state bound outside the band, which would be left out without a word", () => {
    const chain = (hopping: number, contact: number, centre: number) => ({
      levels: [1],
      edges: [centre - 2 * hopping, centre + 2 * hopping],
      selfEnergy: (energy: number) => {
        const x = (energy - centre) / (2 * hopping);
        const root = Math.sqrt(Math.abs(1 - x * x));
        const scale = contact ** 2 / hopping;
        return [
          [
            Math.abs(x) < 1
              ? { re: scale * x, im: -scale * root }
              : { re: scale * (x - Math.sign(x) * root), im: 0 },
          ],
        ];
      },
    });
    const use = (R: ReturnType<typeof chain>) =>
      currents(junction({ ...dots, electrodes: { L: dots.electrodes.L!, R } }), twoTerminal(9, 11, 0.25), {
        tolerance: 1e-3,
      });
    // level R at 9.5, band from 7 to 9
    expect(() => use(chain(0.5, 0.7, 8))).toThrow(
      /^level 1 \(counted from 0\) is dark: .* mode 0 couples it to other states.*\(bound outside a band/,
    );
    expect(use(chain(2, 0.7, 9)).converged).toBe(true);
  }, 120_000);

  it.each<[string, object, string]>([
    [
      "a misspelt selfEnergy",
      { levels: [1], selfenergy: () => [[0]] },
      "electrodes.R must be an object with `broadening`, or with `levels` and `selfEnergy`",
    ],
    [
      "a self-energy that is no function",
      { levels: [1], selfEnergy: 3 },
      "electrodes.R.selfEnergy must be a function",
    ],
    [
      "levels out of range",
      { levels: [2], selfEnergy: () => [[0]] },
      "electrodes.R.levels must be ascending indices",
    ],
    [
      "an edge that is no energy",
      { levels: [1], selfEnergy: () => [[0]], edges: [Number.NaN] },
      "electrodes.R.edges[0]",
    ],
  ])("refuse %s", (_, R, message) => {
    expect(() => junction({ ...dots, electrodes: { L: dots.electrodes.L!, R: R as never } })).toThrow(
      message,
    );
  });

  it("refuse a self-energy of the wrong shape or with gain where it is used, naming electrode and energy", () => {
    const use = (selfEnergy: () => unknown) => () =>
      currents(
        junction({
          ...dots,
          electrodes: { L: dots.electrodes.L!, R: { levels: [1], selfEnergy: selfEnergy as never } },
        }),
        twoTerminal(10, 10, 1),
      );
    expect(use(() => [[0, 0]])).toThrow(
      /selfEnergy of electrode R at energy .*, row 0 must be an array of 1 entries/,
    );
    expect(use(() => [[{ re: 0, im: 0.1 }]])).toThrow("positive semidefinite");
    expect(use(() => [[Number.NaN]])).toThrow("must be a finite number (got NaN)");
  });
});

describe("a level whose chain all but binds it at the edge of the band", () => {
  // contact^2 = 2 binds the level at 0 just at the edge, 2
  const critical = (square: number, width: number): Junction =>
    junction({
      hamiltonian: [0, 1],
      electrodes: {
        L: chain(0, Math.sqrt(square), 1, 0),
        R: { broadening: [0, 0.005] },
        ...(width > 0 && { C: { broadening: [width, 0] } }),
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.1],
            [0.1, 0],
          ],
        },
      ],
      damping: 0.02,
    });
  const at = (mu: number) => ({ mu, temperature: 0.02 });

  it.each([1e-3, 1e-4, 1e-5])("is refused where it is bound: contact^2 = 2 (1 + %d)", (part) => {
    const point = { electrodes: { L: at(3), R: at(0) }, bath: { temperature: 0.02 } };
    expect(() => currents(critical(2 * (1 + part), 0), point)).toThrow(/dark/);
  });

  it("has the current that quadrature finds where a third electrode fills the bound state", () => {
    const point = { electrodes: { L: at(3), R: at(0), C: at(-3) }, bath: { temperature: 0.02 } };
    const { J, error, converged } = currents(critical(2.002, 0.01), point, { tolerance: 1e-6 });
    expect(converged).toBe(true);
    // quadrature of both integrals at 1e-4 says 0.02712258360 +- 4e-7
    expect(Math.abs(J - 0.0271225836)).toBeLessThan(error.J + 4e-7);
    expect(error.J).toBeLessThan(1e-7 * J);
  });
});

describe("a chemical potential at the edge of a band, or in the gap beside it,", () => {
  // a chain between -2 and 2, and a narrow level whose electrons it takes with a quantum of twice the band's half width
  const beside = junction({
    hamiltonian: [-1.4, 0.05],
    electrodes: { L: chain(0, 0.45, 1, 0), R: { broadening: [0, 5e-4] } },
    modes: [{ omega: 4, coupling: offDiagonal(0.07) }],
    damping: 0.2,
  });

  // by nested quadrature, panels graded towards the edges in the root of the distance, 12 and 15 points alike to 1e-11
  it.each([
    [1e-5, 2, 2.34130329418767e-18],
    [1e-3, 1.9999, 2.56303633964538e-15],
    [0, 1.99999, 2.30166677095588e-18],
    [0, 1.9, 3.20941561582587e-12],
  ])(
    "has the current of quadrature that follows the square root: T = %s, mu = %s",
    (T, mu, exact) => {
      const { J, converged } = currents(beside, twoTerminal(mu, 6, T), { tolerance: 1e-6 });
      expect(converged).toBe(true);
      expect(Math.abs(J / exact - 1)).toBeLessThan(1e-11);
    },
    60_000,
  );

  // three levels, two of them alike, and two modes alike: fits of few poles resolve a hundredth of the band
  const omega = 1.4796068457166907;
  const T = 0.009123499529721447;
  const coupling = [
    [0.0758528986480087, -0.07822647406719625, -0.014167125336825848],
    [-0.07822647406719625, 0.02007065457291901, -0.016050535626709467],
    [-0.014167125336825848, -0.016050535626709467, -0.04513149834237993],
  ];
  const gamma = 0.01034873729365128;
  const row = junction({
    hamiltonian: [
      [-1.428027896443382, -0.2, 0],
      [-0.2, 0.05157894927330875, -0.2],
      [0, -0.2, 0.05157894927330875],
    ],
    electrodes: {
      L: chain(0, 0.446806060561239, 1, 0),
      R: { broadening: [0, 0.0005392007882399824, 0] },
    },
    modes: [
      { omega, coupling },
      { omega, coupling },
    ],
    damping: [
      [gamma, 0],
      [0, gamma],
    ],
  });

  it.each([
    [2, 8.8046207151e-13],
    [2.02, 1.20295504331e-13],
  ])(
    "has an error that tells what fits do not resolve, mu = %s",
    (mu, exact) => {
      for (const tolerance of [1e-1, 1e-3, 1e-6]) {
        const { J, error } = currents(row, twoTerminal(mu, 2 + omega, T), { tolerance });
        expect(error.J).toBeLessThan(0.1 * exact);
        expect(Math.abs(J - exact), `tolerance ${tolerance}`).toBeLessThan(error.J + 1e-10 * exact);
      }
    },
    60_000,
  );

  it("conserves energy within the stated errors", () => {
    const { terminals, J, error } = currents(row, twoTerminal(2, 2 + omega, T), {
      tolerance: 1e-3,
      hartree: "full",
    });
    const [L, R] = [terminals.L!, terminals.R!];
    const energy = L.heat.total + 2 * L.current.total + R.heat.total + (2 + omega) * R.current.total;
    const errors = L.heat.error + 2 * L.current.error + R.heat.error + (2 + omega) * R.current.error;
    expect(Math.abs(energy - J)).toBeLessThan(errors + error.J);
  }, 60_000);

  it.each([
    [-2.05, -2.1, 0.003, 5.384816846883793e-18],
    [2, 2.01, 0.001, -1.3221804650208315e-10],
    [2.05, 2.1, 0.004, -9.748066070517408e-15],
  ])(
    "has a Landauer current within the error of its total: %s, %s, T = %s",
    (left, right, temperature, exact) => {
      const two = {
        hamiltonian: [
          [0.3, -0.2],
          [-0.2, 0.9],
        ],
        electrodes: { L: chain(0, 0.4, 1, 0), R: chain(1, 0.3, 1, 1e-6) },
        modes: [
          {
            omega: 1,
            coupling: [
              [0.05, 0.04],
              [0.04, -0.03],
            ],
          },
        ],
        damping: 0.1,
      };
      const { terminals } = currents(two, twoTerminal(left, right, temperature), {
        tolerance: 1e-3,
        hartree: "none",
      });
      const { landauer, error } = terminals.L!.current;
      expect(Math.abs(landauer - exact)).toBeLessThan(error);
      expect(error).toBeLessThan(1e-2 * Math.abs(terminals.L!.current.total));
    },
    60_000,
  );
});

describe("where fits of self-energies do not serve", () => {
  it("a current far below what a fit leaks is found by sums of squares, as by quadrature", () => {
    const given = junction({
      hamiltonian: [-1.8, 1.7],
      electrodes: { L: chain(0, 0.3, 0.5, -2), R: chain(1, 0.3, 0.5, 2) },
      modes: [
        {
          omega: 1,
          coupling: [
            [0.1, 0.3],
            [0.3, 0.1],
          ],
        },
      ],
      damping: 0.01,
    });
    const { J, error, converged } = currents(given, twoTerminal(0, 0, 0.1, 0.2), { tolerance: 1e-6 });
    // quadrature of both integrals, to 8e-18
    expect(Math.abs(J + 1.2307788915989783e-10)).toBeLessThan(8e-18 + error.J);
    expect(error.J).toBeLessThan(1e-9 * Math.abs(J));
    expect(converged).toBe(true);
  }, 30_000);

  it("a level whose width a looser fit takes for none has a current with an error", () => {
    const given = junction({
      hamiltonian: [
        [-1.2065, 0.0027, 0],
        [0.0027, 0.16, 0.0027],
        [0, 0.0027, -1.2065],
      ],
      electrodes: { L: chain(0, 0.13, 0.35, -1.9), R: chain(2, 0.058, 1, 0.7935) },
      modes: [
        {
          omega: 2.07,
          coupling: [
            [0, -0.46, 0.48],
            [-0.46, -0.22, 0.26],
            [0.48, 0.26, 0.08],
          ],
        },
      ],
      damping: 0.003,
    });
    const { J, error, converged } = currents(given, twoTerminal(2.8, 0, 0.24), { tolerance: 1e-4 });
    expect(J).toBeLessThan(-2.8e-6);
    expect(error.J).toBeLessThan(1e-4 * Math.abs(J));
    expect(converged).toBe(true);
  }, 60_000);
});
