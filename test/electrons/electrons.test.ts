import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { electronFeatures, polesOf } from "../../lib/solver/electrons/electrons.js";
import {
  currents,
  junction,
  spectralCurrents,
  spectralFunction,
  twoTerminal,
} from "../../lib/solver/index.js";
import { imaginaryPart, realPart } from "../../lib/solver/special/complex.js";
import { broadeningOf, dots, randomJunction } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

const math = create(all!, {});

describe("the spectral function", () => {
  it("of the two-level junction is a Lorentzian on the electrode's own level", () => {
    for (const energy of [8, 10.5, 12]) {
      const a = spectralFunction(dots, "L", energy);
      expect(a[0]![0]).toBeCloseTo(0.5 / ((energy - 10.5) ** 2 + 0.25 ** 2), 13);
      expect([a[0]![1], a[1]![0], a[1]![1]].map((z) => Math.abs(realPart(z!)))).toEqual([0, 0, 0]);
    }
  });

  it("agrees with G Gamma G^+ formed by mathjs, for a complex junction", () => {
    const junction = randomJunction(3, 1, randomSequence(5));
    const toMath = (rows: readonly (readonly unknown[])[]) =>
      math.matrix(
        rows.map((row) =>
          row.map((z) => math.complex(realPart(z as number), imaginaryPart(z as number))),
        ) as never,
      );
    const energy = 0.37;
    const gammas = Object.values(junction.electrodes).map((electrode) => toMath(broadeningOf(electrode)));
    const total = gammas.reduce((a, b) => math.add(a, b) as typeof a);
    const green = math.inv(
      math.add(
        math.subtract(math.multiply(energy, math.identity(3)), toMath(junction.hamiltonian)),
        math.multiply(math.complex(0, 0.5), total),
      ) as never,
    );
    const expected = math.multiply(
      math.multiply(green, gammas[0]!),
      math.ctranspose(green as never),
    ) as never as {
      get(index: number[]): { re: number; im: number };
    };
    const actual = spectralFunction(junction, "L", energy);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        expect(realPart(actual[i]![j]!)).toBeCloseTo(expected.get([i, j]).re, 12);
        expect(imaginaryPart(actual[i]![j]!)).toBeCloseTo(expected.get([i, j]).im, 12);
      }
    }
  });

  it("of all electrodes together is that of all states, i (G^r - G^a), as mathjs inverts it", () => {
    const hybrid = junction({
      ...dots,
      hamiltonian: symmetric(10.5, 0.3, 9.5),
    });
    const energy = 9.7;
    const green = math.inv([
      [math.complex(energy - 10.5, 0.25), -0.3],
      [-0.3, math.complex(energy - 9.5, 0.25)],
    ] as never) as never as readonly (readonly { re: number; im: number }[])[];
    const [a, b] = ["L", "R"].map((electrode) => spectralFunction(hybrid, electrode, energy));
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const sum = realPart(a![i]![j]!) + realPart(b![i]![j]!);
      expect(sum).toBeCloseTo(-green[i]![j]!.im - green[j]![i]!.im, 13);
    }
  });

  it("sums over electrodes to 2 pi states per level", () => {
    const junction = randomJunction(4, 1, randomSequence(6));
    // Tan substitution maps the whole line to a finite, periodic interval, where the midpoint rule is exact to roundoff.
    const points = 1000;
    let trace = 0;
    for (let k = 0; k < points; k++) {
      const angle = (Math.PI * (k + 0.5)) / points - Math.PI / 2;
      const energy = Math.tan(angle);
      for (const name of ["L", "R"]) {
        const a = spectralFunction(junction, name, energy);
        for (let i = 0; i < 4; i++) trace += (realPart(a[i]![i]!) * (1 + energy ** 2) * Math.PI) / points;
      }
    }
    expect(trace / (2 * Math.PI)).toBeCloseTo(4, 6);
  });

  it("has poles whose expansion reproduces the matrix inverse", () => {
    const junction = randomJunction(4, 1, randomSequence(7));
    const { energies, right, weights, reference } = polesOf(junction);
    const energy = -0.21;
    const direct = spectralFunction(junction, "R", energy);
    const w = weights.get("R")!;
    for (let i = 0; i < 4; i++) {
      let sum = 0;
      energies.forEach((z, p) => {
        // (i, i) element of |r_p><w_p| / (e - z_p) + h.c.
        const a = { re: right.re[4 * i + p]!, im: right.im[4 * i + p]! };
        const b = { re: w.re[4 * p + i]!, im: w.im[4 * p + i]! };
        const numerator = math.complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
        sum +=
          2 * (math.divide(numerator, math.complex(energy - reference - z.re, -z.im)) as { re: number }).re;
      });
      expect(sum).toBeCloseTo(realPart(direct[i]![i]!), 12);
    }
  });

  it("has coefficients that add up to zero with their adjoints, since it falls off as 1/e^2", () => {
    const { levels, right, weights } = polesOf(randomJunction(4, 1, randomSequence(7)));
    for (const w of weights.values()) {
      for (let i = 0; i < levels; i++) {
        for (let j = 0; j < levels; j++) {
          let [re, im] = [0, 0];
          for (let p = 0; p < levels; p++) {
            // (i, j) of |r_p><w_p| and of its adjoint
            const [a, b] = [levels * i + p, levels * p + j];
            const [c, d] = [levels * j + p, levels * p + i];
            re += right.re[a]! * w.re[b]! - right.im[a]! * w.im[b]!;
            re += right.re[c]! * w.re[d]! - right.im[c]! * w.im[d]!;
            im += right.re[a]! * w.im[b]! + right.im[a]! * w.re[b]!;
            im -= right.re[c]! * w.im[d]! + right.im[c]! * w.re[d]!;
          }
          expect(Math.hypot(re, im)).toBeLessThan(1e-13);
        }
      }
    }
  });

  it("refuses an electrode that the junction does not have", () => {
    expect(() => spectralFunction(dots, "M", 10)).toThrow('electrode must be one of L, R (got "M")');
    expect(() => spectralFunction(dots, "L", Number.NaN)).toThrow("energy must be a finite number (got NaN)");
  });

  it("knows a dark state, to which no electrode couples", () => {
    const given = junction({
      hamiltonian: [1, 2],
      electrodes: {
        L: {
          broadening: [0.5, 0],
        },
      },
      modes: [
        {
          omega: 1,
          coupling: offDiagonal(1),
        },
      ],
      damping: 0.1,
    });
    const [bright, dark] = polesOf(given).energies;
    expect(bright!.im).toBeCloseTo(-0.25, 15);
    expect(dark!.im).toBe(0);
  });

  it("knows it also where both levels couple and only a combination of them is dark", () => {
    for (const [a, b] of [
      [0.1, 0.7],
      [0.8, 0.6],
      [0.3, 0.3],
    ] as const) {
      const given = junction({
        hamiltonian: [0, 0],
        electrodes: {
          L: {
            broadening: symmetric(a * a, a * b, b * b),
          },
        },
        modes: [
          {
            omega: 1,
            coupling: offDiagonal(1),
          },
        ],
        damping: 0.1,
      });
      const widths = polesOf(given).energies.map((z) => -2 * z.im);
      expect(Math.min(...widths) + 0, `${a}, ${b}`).toBe(0);
      expect(Math.max(...widths)).toBeCloseTo(a * a + b * b, 14);
    }
  });

  it("gives a nearly dark state its width, and the doubt about it", () => {
    // H = diag(d, -d): the dark combination gets 4 d^2/gamma in second order
    const at = (d: number) =>
      polesOf(
        junction({
          hamiltonian: [d, -d],
          electrodes: {
            L: {
              broadening: symmetric(0.5, 0.5, 0.5),
            },
          },
          modes: [
            {
              omega: 1,
              coupling: offDiagonal(1),
            },
          ],
          damping: 0.1,
        }),
      );
    for (const d of [1e-3, 1e-5, 1e-7]) {
      const { im, widthUncertainty } = at(d);
      const width = Math.min(...Array.from(im, (value) => -2 * value));
      expect(Math.abs(width / (4 * d * d) - 1), `d = ${d}`).toBeLessThan(20 * d * d + widthUncertainty);
      expect(widthUncertainty).toBeLessThan(1e-14 / d);
    }
  });
});

describe("electrodes with a self-energy", () => {
  const given = randomJunction(3, 2, randomSequence(8));
  /** -i Gamma/2 of a wide-band electrode, as a function that does not depend on energy. */
  const constant = (name: string) => {
    const gamma = broadeningOf(given.electrodes[name]!);
    return {
      levels: [0, 1, 2],
      selfEnergy: () =>
        gamma.map((row) => row.map((z) => ({ re: imaginaryPart(z) / 2, im: -realPart(z) / 2 }))),
    };
  };

  it("that is constant are wide-band electrodes", () => {
    for (const electrodes of [
      { L: constant("L"), R: given.electrodes.R! },
      { L: constant("L"), R: constant("R") },
    ]) {
      const structured = junction({ ...given, electrodes });
      for (const name of ["L", "R"]) {
        for (const energy of [-0.7, 0.1]) {
          const wide = spectralFunction(given, name, energy);
          const same = spectralFunction(structured, name, energy);
          for (let i = 0; i < 3; i++) {
            for (let j = 0; j < 3; j++) {
              expect(realPart(same[i]![j]!)).toBeCloseTo(realPart(wide[i]![j]!), 12);
              expect(imaginaryPart(same[i]![j]!)).toBeCloseTo(imaginaryPart(wide[i]![j]!), 12);
            }
          }
        }
      }
      const point = twoTerminal(0.3, -0.2, 0.3, 0.5);
      const [a, b] = [spectralCurrents(structured, point, 0.6), spectralCurrents(given, point, 0.6)];
      expect(a.J / b.J).toBeCloseTo(1, 8);
    }
  });

  it("that varies broaden and shift the levels they touch, at each energy anew", () => {
    // one level, Sigma(e) = e/10 - i e^2/4: A = Gamma/((e - Sigma_r)^2 + (Gamma/2)^2) at level 2 of 3
    const structured = junction({
      ...given,
      hamiltonian: [1, 2, 3],
      electrodes: {
        L: { levels: [1], selfEnergy: (e) => [[{ re: e / 10, im: -(e ** 2) / 4 }]] },
        R: {
          broadening: [1, 0, 1],
        },
      },
    });
    for (const energy of [1.5, 2.5]) {
      const gamma = energy ** 2 / 2;
      const a = spectralFunction(structured, "L", energy);
      expect(a[1]![1]).toBeCloseTo(gamma / ((energy - 2 - energy / 10) ** 2 + (gamma / 2) ** 2), 13);
      expect(Math.abs(realPart(a[0]![0]!)) + Math.abs(realPart(a[2]![2]!))).toBe(0);
      expect(spectralFunction(structured, "R", energy)[2]![2]).toBeCloseTo(
        1 / ((energy - 3) ** 2 + 0.25),
        13,
      );
    }
  });

  it("have features next to the levels, as wide as the self-energy makes them there, and at the edges", () => {
    const structured = junction({
      ...dots,
      electrodes: {
        L: { levels: [0], edges: [7, 13], selfEnergy: (e) => [[{ re: 0.1, im: -e / 100 }]] },
        R: dots.electrodes.R!,
      },
    });
    const features = electronFeatures(structured);
    const find = (centre: number) =>
      features.filter((feature) => Math.abs(feature.centre - centre) < 1e-9).map(({ width }) => width);
    // each level asks for the widths at its own energy
    expect(find(10.6).sort()).toEqual([expect.closeTo(0.095, 12), expect.closeTo(0.105, 12)]);
    expect(find(9.5)).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.25, 12)]);
    expect([find(7), find(13)]).toEqual([[0], [0]]);
    expect(features).toHaveLength(6);
    expect(electronFeatures(dots).map(({ width }) => width)).toEqual([
      expect.closeTo(0.25, 12),
      expect.closeTo(0.25, 12),
    ]);
  });

  const use = (selfEnergy: (energy: number) => unknown, levels: number[]) => () =>
    spectralFunction(
      junction({ ...dots, electrodes: { L: { levels, selfEnergy: selfEnergy as never } } }),
      "L",
      10,
    );
  const loss = { re: 0, im: -1 };

  it.each<[string, number[], unknown, string]>([
    ["nothing", [0], undefined, "must be a 1 x 1 matrix"],
    ["too few rows", [0, 1], [[loss, 0]], "must be a 2 x 2 matrix"],
    ["a row that is none", [0, 1], [[loss, 0], loss], "row 1 must be an array of 2 entries"],
    ["a short row", [0, 1], [[loss, 0], [0]], "row 1 must be an array of 2 entries"],
    [
      "an entry that is not finite",
      [0],
      [[{ re: 0, im: Number.NEGATIVE_INFINITY }]],
      "[0][0].im must be a finite number",
    ],
    ["a hole", [0], [[undefined]], "[0][0] must be a number or {re, im}"],
    ["gain", [0], [[{ re: 0, im: 1e-3 }]], "positive semidefinite"],
    [
      "gain of one combination of two levels, real",
      [0, 1],
      [
        [loss, { re: 0, im: -1.1 }],
        [{ re: 0, im: -1.1 }, loss],
      ],
      "positive semidefinite",
    ],
    [
      "gain of one combination of two levels, imaginary",
      [0, 1],
      [
        [loss, { re: 1.1, im: 0 }],
        [{ re: -1.1, im: 0 }, loss],
      ],
      "positive semidefinite",
    ],
  ])("are refused when they return %s", (_, levels, value, message) => {
    expect(use(() => value, levels)).toThrow("selfEnergy of electrode L at energy 10");
    expect(use(() => value, levels)).toThrow(message);
  });

  it("need not broaden a level: it has no part in a spectral function, not even where the energy hits it", () => {
    const beside = (levels: number[], broadening: number[]) =>
      junction({
        ...dots,
        hamiltonian: levels,
        electrodes: { L: { broadening }, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.3 }]] } },
        modes: [
          { omega: 1, coupling: levels.map((_, i) => levels.map((_level, j) => (i + j === 1 ? 0.5 : 0))) },
        ],
      });
    const given = beside([10.5, 9.5, 9.75], [0.5, 0, 0]);
    const hit = spectralFunction(given, "R", 9.75);
    expect(realPart(hit[1]![1]!)).toBeCloseTo(realPart(spectralFunction(given, "R", 9.75 + 1e-9)[1]![1]!), 7);
    expect(hit[2]).toEqual([0, 0, 0]);
    const found = currents(given, twoTerminal(9, 10.5, 0.25, 0.4), { tolerance: 1e-8 });
    const alone = currents(beside([10.5, 9.5], [0.5, 0]), twoTerminal(9, 10.5, 0.25, 0.4), {
      tolerance: 1e-8,
    });
    expect(found.converged).toBe(true);
    expect(Math.abs(found.J - alone.J)).toBeLessThan(1e-6 * Math.abs(alone.J));
  });

  it("may have typed arrays as rows, or return a diagonal where nothing is broadened", () => {
    const rows = [Float64Array.of(0.3, 0), Float64Array.of(0, -0.2)];
    const both = (selfEnergy: (energy: number) => unknown) =>
      spectralFunction(
        junction({
          ...dots,
          electrodes: {
            L: { broadening: [0.5, 0.4] },
            R: { levels: [0, 1], selfEnergy: selfEnergy as never },
          },
        }),
        "L",
        10,
      );
    expect(both(() => rows)).toEqual(both(() => rows.map((row) => Array.from(row))));
    expect(both(() => Float64Array.of(0.3, -0.2))).toEqual(both(() => rows));
  });

  it("may connect levels up to the limit, where one combination is left alone", () => {
    const full = [
      [loss, { re: 0.3, im: -1 }],
      [{ re: 0.3, im: -1 }, loss],
    ];
    expect(use(() => full, [0, 1])).not.toThrow();
  });
});
