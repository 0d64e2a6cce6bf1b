import { describe, expect, it } from "vitest";
import { currents } from "../../lib/index.js";
import { termCount } from "../../lib/two-level/terms.js";
import { deviceOf, fast, type Point, paperWith, pointOf } from "./points.js";

/** eps_L, eps_R, gamma_L, gamma_R, Omega, gamma_ph; mu_L, mu_R; T_e, T_ph */
type Numbers = readonly [number, number, number, number, number, number, number, number, number, number];

function at([epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh, muL, muR, Te, Tph]: Numbers): Point {
  const model = paperWith({ epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh });
  return { model, muL, muR, Te, Tph };
}

const nearStop: Numbers = [10.18, 10, 1.3, 0.53, 1.52, 0.59, 8.7, 10.9, 1.25, 1.26];
const overdamped: Numbers = [9.31, 9.27, 6.3e-4, 1.5, 1.1, 10, 8.6, 11.2, 0.21, 4.7];
const degenerate: Numbers = [9.3, 9.3, 5e-4, 6.6e-3, 1.84, 6e-5, 9.3, 9.3, 1.65, 0.058];
const narrow: Numbers = [9.4, 9.4, 3e-6, 3e-6, 1.96, 5.6e-4, 8.9, 8.9, 3.3, 0.7];

describe("currents that all but cancel", () => {
  it.each([
    ["J next to its change of sign", nearStop, 4e-8],
    ["J of an overdamped mode", overdamped, 2e-6],
    [
      "J of degenerate levels and an overdamped mode",
      [10, 10, 0.16, 0.16, 1.8, 13, 8.2, 11.1, 0.46, 4],
      2e-8,
    ],
    ["I of degenerate levels", degenerate, 6e-8],
    ["I of narrow degenerate levels", narrow, 3e-9],
    [
      "I of degenerate levels whose widths differ by 1e-8",
      [9.84, 9.84, 0.125, 0.125 * (1 + 1e-8), 1.56, 5e-6, 11.8, 11.8, 0.37, 1.1],
      2e-9,
    ],
    ["I of levels 1e-4 apart", [10, 10.0001, 0.12, 0.15, 0.52, 0.005, 8.4, 8.4, 0.07, 2.6], 4e-10],
    [
      "those of a level and a mode that coincide, far from equilibrium",
      [10.36, 10.2, 1.18, 0.2, 0.586, 1.24, 10.36, 10.946, 1.9, 24],
      1.2e-12,
    ],
    [
      "those of a billionth of the temperature, at a chemical potential 40 temperatures away",
      [10.07, 10.46, 3e-5, 1.4, 1.34, 1.4e-4, 8.57, 8.57, 0.037, 0.037 * (1 + 1e-9)],
      4e-5,
    ],
    ["those at critical damping", [10.4, 10.4, 1.1, 4.7, 1.65, 3.3, 9.7, 9.7, 0.21, 0.43], 1.3e-12],
    [
      "those of widths five decades apart at critical damping",
      [10, 9.98, 0.6, 2.4e-6, 1.59, 3.18, 11, 10.98, 0.43, 7.5],
      3e-9,
    ],
  ] as readonly (readonly [string, Numbers, number])[])(
    "are delivered, and mirrored where left and right are: %s",
    (_, numbers, tolerance) => {
      const [epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh, muL, muR, Te, Tph] = numbers;
      const here = fast(at(numbers), tolerance);
      const mirror = fast(
        at([epsilonR, epsilonL, gammaR, gammaL, omega, gammaPh, muR, muL, Te, Tph]),
        tolerance,
      );
      expect([here.delivers, mirror.delivers]).toEqual([true, true]);
      expect(Math.abs(here.J - mirror.J)).toBeLessThanOrEqual(here.errorJ + mirror.errorJ);
      expect(Math.abs(here.I + mirror.I)).toBeLessThanOrEqual(here.errorI + mirror.errorI);
    },
  );

  it.each([nearStop, overdamped])("agree with the general route (%#)", (...numbers) => {
    const point = at(numbers as unknown as Numbers);
    const quick = fast(point, 1e-8);
    const general = currents(deviceOf(point.model), pointOf(point), { tolerance: 1e-8 });
    expect(quick.delivers).toBe(true);
    expect(Math.abs(quick.J - general.J)).toBeLessThanOrEqual(quick.errorJ + general.error.J);
    expect(Math.abs(quick.I - general.I!)).toBeLessThanOrEqual(quick.errorI + general.error.I!);
  });
});

describe("the effort", () => {
  const paperAt = (muL: number, Te: number, Tph: number): Numbers => [
    ...([10.5, 9.5, 0.5, 0.5, 1, 0.5] as const),
    ...([muL, 10, Te, Tph] as const),
  ];

  /** The number of nodes and poles measured, and a fifth more. */
  it.each([
    ["a cold bath", paperAt(10, 3, 0.01), 1e-10, 141],
    ["cold electrons", paperAt(10, 0.01, 3), 1e-10, 208],
    ["nearly equal temperatures, apart by a hundredth", paperAt(10, 0.05, 0.0505), 1e-10, 35],
    ["nearly equal temperatures, but a bias", paperAt(10.1, 0.05, 0.05 * (1 + 1e-6)), 1e-10, 30],
    [
      "nearly equal temperatures and an overdamped mode",
      [10.4, 10.1, 3.7e-5, 2.8e-5, 0.86, 3.5, 10.4, 10.4, 0.0115, 0.0115 * (1 + 1e-9)],
      1.4e-12,
      137,
    ],
    ["a J that cancels", overdamped, 2e-6, 54],
    ["an I that vanishes", degenerate, 6e-8, 48],
    ["an I that vanishes, narrow levels", narrow, 3e-9, 24],
  ] as readonly (readonly [string, Numbers, number, number])[])(
    "is no more than it was: %s",
    (_, numbers, tolerance, measured) => {
      expect(fast(at(numbers), tolerance).delivers).toBe(true);
      expect(termCount()).toBeLessThanOrEqual(1.2 * measured);
    },
  );

  it.each([
    ["a hot bath", [9.38, 9.75, 2e-6, 0.26, 1.96, 3.92, 10.4, 8.8, 1.5, 47], 2.6e-9],
    ["a hot bath and narrow levels", [10.37, 9.18, 6e-5, 9.5e-6, 1.28, 2.56, 9.1, 10.2, 1.26, 100], 1.3e-10],
    [
      "a cold bath, where no pole is spoilt",
      [9.9, 11, 3.8e-6, 3.8e-6 * (1 + 1e-8), 0.53, 2.4e-5, 8, 8, 0.018, 7e-4],
      1.6e-12,
    ],
  ] as readonly (readonly [string, Numbers, number])[])(
    "ends early where the general route does as well: %s",
    (_, numbers, tolerance) => {
      expect(fast(at(numbers), tolerance).delivers).toBe(false);
      expect(termCount()).toBeLessThan(400);
    },
  );
});
