import { describe, expect, it } from "vitest";
import { currents, type JunctionInput, junction, type OperatingPoint } from "../../lib/index.js";
import { twoLevelModelOf } from "../../lib/two-level/model.js";
import { randomSequence } from "../random.js";
import { reference } from "../reference.js";
import { deviceOf, extremePoint, fast, moderatePoint, type Point, pointOf } from "./points.js";

interface Case {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: { readonly J: string; readonly I: string };
}

/** Cases of one electronic temperature that the two-level rule is for. */
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
      for (const tolerance of [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12]) {
        const quick = fast(at, tolerance);
        expect(quick.delivers, name).toBe(true);
        expect(quick.errorJ, name).toBeLessThanOrEqual(tolerance * Math.abs(J) * (1 + tolerance));
        expect(quick.errorI, name).toBeLessThanOrEqual(tolerance * Math.abs(I) * (1 + tolerance));
        expect(Math.abs(quick.J - J), name).toBeLessThanOrEqual(quick.errorJ);
        expect(Math.abs(quick.I - I), name).toBeLessThanOrEqual(quick.errorI);
      }
      const tight = fast(at, 1e-12);
      expect(Math.abs(tight.J / J - 1), name).toBeLessThan(1e-13);
      expect(Math.abs(tight.I / I - 1), name).toBeLessThan(1e-13);
    }
  });

  it("have at most a few hundred roundoffs of error at the best", () => {
    for (const { name, at, J, I } of cases) {
      const { errorJ, errorI } = fast(at, 1e-14);
      expect(errorJ, name).toBeLessThan(2e-13 * Math.abs(J));
      expect(errorI, name).toBeLessThan(2e-13 * Math.abs(I));
    }
  });

  it.each([
    ["moderate", 81, 80, 0],
    ["other moderate", 82, 80, 0],
    ["extreme", 83, 8, 3],
    ["other extreme", 84, 8, 3],
    ["more extreme", 85, 8, 3],
  ] as const)("agree with the general route at %s points", (name, seed, points, refusals) => {
    const kind = name.includes("moderate") ? moderatePoint : extremePoint;
    const next = randomSequence(seed);
    let refused = 0;
    for (let k = 0; k < points; k++) {
      const point = kind(next);
      const quick = fast(point, 1e-12);
      if (!quick.delivers) {
        refused++;
        continue;
      }
      const general = currents(deviceOf(point.model), pointOf(point), { tolerance: 1e-12 });
      expect(Math.abs(quick.J - general.J)).toBeLessThanOrEqual(quick.errorJ + general.error.J);
      expect(Math.abs(quick.I - general.I!)).toBeLessThanOrEqual(quick.errorI + general.error.I!);
      const loose = fast(point, 1e-5);
      if (!loose.delivers) continue;
      expect(Math.abs(loose.J - quick.J)).toBeLessThanOrEqual(loose.errorJ + quick.errorJ);
      expect(Math.abs(loose.I - quick.I)).toBeLessThanOrEqual(loose.errorI + quick.errorI);
    }
    expect(refused).toBeLessThanOrEqual(refusals);
  });
});
