import { describe, expect, it } from "vitest";
import { sumsBy } from "../rule/rules.js";
import { at, junctionOf, type Numbers, pointOf, solve } from "./points.js";

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
    "have errors of their channels' roundoff, and are mirrored where left and right are: %s",
    (name, numbers, tolerance) => {
      const [epsilonL, epsilonR, gammaL, gammaR, omega, gammaPh, muL, muR, Te, Tph] = numbers;
      const here = solve(at(numbers), tolerance);
      const mirror = solve(
        at([epsilonR, epsilonL, gammaR, gammaL, omega, gammaPh, muR, muL, Te, Tph]),
        tolerance,
      );
      expect(Math.abs(here.J - mirror.J)).toBeLessThanOrEqual(here.errorJ + mirror.errorJ);
      expect(Math.abs(here.I + mirror.I)).toBeLessThanOrEqual(here.errorI + mirror.errorI);
      if (name.includes("critical damping")) return;
      expect(here.errorJ).toBeLessThanOrEqual(2 * tolerance * Math.abs(here.J));
      // an I that cancels is as good as the two channels that it is the difference of
      expect(here.errorI).toBeLessThanOrEqual(2 * tolerance * Math.max(Math.abs(here.I), Math.abs(here.J)));
    },
  );

  it.each([nearStop, overdamped])("agree with sums in which nothing cancels (%#)", (...numbers) => {
    const point = at(numbers as unknown as Numbers);
    const { J, I, errorJ, errorI, converged } = solve(point, 1e-8);
    const exact = sumsBy("squares on panels", junctionOf(point.model), pointOf(point), 1e-12);
    expect(converged).toBe(true);
    expect(Math.abs(J - exact.J!.value)).toBeLessThanOrEqual(errorJ + exact.J!.error);
    expect(Math.abs(I - exact.I!.value)).toBeLessThanOrEqual(errorI + exact.I!.error);
  });
});
