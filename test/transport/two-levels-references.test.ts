import { describe, expect, it } from "vitest";
import { type JunctionInput, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { reference } from "../reference.js";
import { twoLevelModelOf } from "../two-level-model.js";
import { type Point, solve } from "./points.js";

interface Case {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: { readonly J: string; readonly I: string };
}

/** Two-level junctions with electrons of one temperature. */
const cases = ["currents", "heat"]
  .flatMap((name) => reference<{ cases: Case[] }>(name).cases)
  .flatMap(({ name, junction: input, point, values }) => {
    const reading = twoLevelModelOf(junction(input));
    const { L, R } = point.electrodes;
    if (!reading || L!.temperature !== R!.temperature) return [];
    const at: Point = {
      model: reading.model,
      muL: L!.mu,
      muR: R!.mu,
      Te: L!.temperature,
      Tph: point.bath.temperature,
    };
    return [{ name, at, J: Number(values.J), I: Number(values.I) }];
  });

describe("the currents of two levels", () => {
  it("have the reference values at every tolerance, with errors that cover the truth and are no legends", () => {
    expect(cases.length).toBeGreaterThan(14);
    for (const { name, at, J, I } of cases) {
      for (const tolerance of [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11]) {
        const quick = solve(at, tolerance);
        expect(quick.converged, name).toBe(true);
        expect(quick.errorJ, name).toBeLessThanOrEqual(tolerance * Math.abs(J) * (1 + tolerance));
        expect(quick.errorI, name).toBeLessThanOrEqual(tolerance * Math.abs(I) * (1 + tolerance));
        expect(Math.abs(quick.J - J), name).toBeLessThanOrEqual(quick.errorJ);
        expect(Math.abs(quick.I - I), name).toBeLessThanOrEqual(quick.errorI);
      }
      const tight = solve(at, 1e-12);
      expect(Math.abs(tight.J / J - 1), name).toBeLessThan(1e-13);
      expect(Math.abs(tight.I / I - 1), name).toBeLessThan(1e-13);
    }
  });

  it("have at most a few hundred roundoffs of error at the best", () => {
    for (const { name, at, J, I } of cases) {
      const { errorJ, errorI } = solve(at, 1e-13);
      expect(errorJ, name).toBeLessThan(5e-13 * Math.abs(J));
      expect(errorI, name).toBeLessThan(5e-13 * Math.abs(I));
    }
  });
});
