import { describe, expect, it } from "vitest";
import { currents, type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { chain } from "../bands/leads.js";
import { dots } from "../junctions.js";

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
