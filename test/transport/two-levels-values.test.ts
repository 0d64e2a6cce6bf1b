import { describe, expect, it } from "vitest";
import { randomSequence } from "../random.js";
import { extremePoint, moderatePoint, paper, paperWith, solve } from "./points.js";

describe("the currents of two levels", () => {
  const references = [
    {
      point: { model: paper, muL: 10, muR: 10, Te: 1.5, Tph: 0.5 },
      J: 0.05002017262531552,
      I: 0.04425100714643946,
    },
    {
      point: { model: paper, muL: 8, muR: 8, Te: 1, Tph: 1.4 },
      J: -0.014119642657239088,
      I: -0.012039399306600015,
    },
    {
      point: { model: paperWith({ gammaPh: 0.02 }), muL: 10, muR: 10, Te: 0.75, Tph: 1.25 },
      J: -0.07373277375399426,
      I: -0.06750078892384018,
    },
  ];

  it.each(references)("have the reference values $J and $I of 22 digits", ({ point, J, I }) => {
    const quick = solve(point, 1e-12);
    expect(quick.converged).toBe(true);
    expect(Math.abs(quick.J / J - 1)).toBeLessThan(1e-13);
    expect(Math.abs(quick.I / I - 1)).toBeLessThan(1e-13);
    // The references are for decimal inputs, some of which are not doubles.
    expect(Math.abs(quick.J - J)).toBeLessThan(quick.errorJ + 2e-15);
    expect(Math.abs(quick.I - I)).toBeLessThan(quick.errorI + 2e-15);
  });

  it.each([1e-4, 1e-6, 1e-8, 1e-10, 1e-12])("meet the tolerance %g, and the error says so", (tolerance) => {
    for (const { point, J, I } of references) {
      const { converged, errorJ, errorI, ...quick } = solve(point, tolerance);
      expect(converged).toBe(true);
      expect(errorJ).toBeLessThanOrEqual(tolerance * Math.abs(J));
      expect(errorI).toBeLessThanOrEqual(tolerance * Math.abs(I));
      expect(Math.abs(quick.J - J)).toBeLessThan(errorJ + 2e-15);
      expect(Math.abs(quick.I - I)).toBeLessThan(errorI + 2e-15);
    }
  });

  it("at loose and tight tolerance differ by no more than the errors say, and are converged, at moderate points", () => {
    const next = randomSequence(31);
    let missed = 0;
    for (let k = 0; k < 300; k++) {
      const point = moderatePoint(next);
      const loose = solve(point, 1e-6);
      const tight = solve(point, 1e-11);
      expect(Math.abs(loose.J - tight.J)).toBeLessThanOrEqual(loose.errorJ + tight.errorJ);
      expect(Math.abs(loose.I - tight.I)).toBeLessThanOrEqual(loose.errorI + tight.errorI);
      if (!loose.converged) missed++;
    }
    expect(missed).toBeLessThanOrEqual(3);
  });

  it("are numbers with errors, which cover the next tolerance, at extreme points too", () => {
    const next = randomSequence(44);
    let missed = 0;
    let beyond = 0;
    for (let k = 0; k < 60; k++) {
      const point = extremePoint(next);
      const loose = solve(point, 1e-5);
      const tight = solve(point, 1e-9);
      const numbers = [loose.J, loose.I, loose.errorJ, loose.errorI];
      expect(numbers.every(Number.isFinite), JSON.stringify(numbers)).toBe(true);
      const isCovered =
        Math.abs(loose.J - tight.J) <= loose.errorJ + tight.errorJ &&
        Math.abs(loose.I - tight.I) <= loose.errorI + tight.errorI;
      if (!isCovered) beyond++;
      if (!loose.converged) missed++;
    }
    expect(missed).toBeLessThan(15);
    expect(beyond).toBe(0);
  });
});
