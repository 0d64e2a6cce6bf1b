import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { polesOf } from "../lib/electrons.js";
import { junction, spectralFunction } from "../lib/index.js";
import { imaginaryPart, realPart } from "../lib/special/complex.js";
import { broadeningOf, dots, randomJunction } from "./devices.js";
import { randomSequence } from "./random.js";

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
    const device = randomJunction(3, 1, randomSequence(5));
    const toMath = (rows: readonly (readonly unknown[])[]) =>
      math.matrix(
        rows.map((row) =>
          row.map((z) => math.complex(realPart(z as number), imaginaryPart(z as number))),
        ) as never,
      );
    const energy = 0.37;
    const gammas = Object.values(device.electrodes).map((electrode) => toMath(broadeningOf(electrode)));
    const total = gammas.reduce((a, b) => math.add(a, b) as typeof a);
    const green = math.inv(
      math.add(
        math.subtract(math.multiply(energy, math.identity(3)), toMath(device.hamiltonian)),
        math.multiply(math.complex(0, 0.5), total),
      ) as never,
    );
    const expected = math.multiply(
      math.multiply(green, gammas[0]!),
      math.ctranspose(green as never),
    ) as never as {
      get(index: number[]): { re: number; im: number };
    };
    const actual = spectralFunction(device, "L", energy);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        expect(realPart(actual[i]![j]!)).toBeCloseTo(expected.get([i, j]).re, 12);
        expect(imaginaryPart(actual[i]![j]!)).toBeCloseTo(expected.get([i, j]).im, 12);
      }
    }
  });

  it("sums over electrodes to 2 pi states per level", () => {
    const device = randomJunction(4, 1, randomSequence(6));
    // Tan substitution maps the whole line to a finite, periodic interval, where the midpoint rule is exact to roundoff.
    const points = 4000;
    let trace = 0;
    for (let k = 0; k < points; k++) {
      const angle = (Math.PI * (k + 0.5)) / points - Math.PI / 2;
      const energy = Math.tan(angle);
      for (const name of ["L", "R"]) {
        const a = spectralFunction(device, name, energy);
        for (let i = 0; i < 4; i++) trace += (realPart(a[i]![i]!) * (1 + energy ** 2) * Math.PI) / points;
      }
    }
    expect(trace / (2 * Math.PI)).toBeCloseTo(4, 6);
  });

  it("has poles whose expansion reproduces the matrix inverse", () => {
    const device = randomJunction(4, 1, randomSequence(7));
    const { energies, right, weights } = polesOf(device);
    const energy = -0.21;
    const direct = spectralFunction(device, "R", energy);
    const w = weights.get("R")!;
    for (let i = 0; i < 4; i++) {
      let sum = 0;
      energies.forEach((z, p) => {
        // (i, i) element of |r_p><w_p| / (e - z_p) + h.c.
        const a = { re: right.re[4 * i + p]!, im: right.im[4 * i + p]! };
        const b = { re: w.re[4 * p + i]!, im: w.im[4 * p + i]! };
        const numerator = math.complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
        sum += 2 * (math.divide(numerator, math.complex(energy - z.re, -z.im)) as { re: number }).re;
      });
      expect(sum).toBeCloseTo(realPart(direct[i]![i]!), 12);
    }
  });

  it("refuses an electrode that the junction does not have", () => {
    expect(() => spectralFunction(dots, "M", 10)).toThrow('electrode must be one of L, R (got "M")');
    expect(() => spectralFunction(dots, "L", Number.NaN)).toThrow("energy must be a finite number (got NaN)");
  });

  it("knows a dark state, to which no electrode couples", () => {
    const device = junction({
      hamiltonian: [
        [1, 0],
        [0, 2],
      ],
      electrodes: {
        L: {
          broadening: [
            [0.5, 0],
            [0, 0],
          ],
        },
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 1],
            [1, 0],
          ],
        },
      ],
      damping: 0.1,
    });
    expect(polesOf(device).energies.map((z) => z.im)).toEqual([-0.25, 0]);
  });
});
