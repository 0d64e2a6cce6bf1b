import { describe, expect, it } from "vitest";
import { randomSequence } from "../random.js";
import { disagreement, extremePoint, fast, moderatePoint, paper, paperWith } from "./points.js";

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
    const quick = fast(point, 1e-12);
    expect(quick.delivers).toBe(true);
    expect(Math.abs(quick.J / J - 1)).toBeLessThan(1e-13);
    expect(Math.abs(quick.I / I - 1)).toBeLessThan(1e-13);
    // The references are for decimal inputs, some of which are not doubles.
    expect(Math.abs(quick.J - J)).toBeLessThan(quick.errorJ + 2e-15);
    expect(Math.abs(quick.I - I)).toBeLessThan(quick.errorI + 2e-15);
  });

  it.each([1e-4, 1e-6, 1e-8, 1e-10, 1e-12])("meet the tolerance %g, and the error says so", (tolerance) => {
    for (const { point, J, I } of references) {
      const { delivers, errorJ, errorI, ...quick } = fast(point, tolerance);
      expect(delivers).toBe(true);
      expect(errorJ).toBeLessThanOrEqual(tolerance * Math.abs(J));
      expect(errorI).toBeLessThanOrEqual(tolerance * Math.abs(I));
      expect(Math.abs(quick.J - J)).toBeLessThan(errorJ + 2e-15);
      expect(Math.abs(quick.I - I)).toBeLessThan(errorI + 2e-15);
    }
  });

  it("agree with the general route on the half line within both error estimates", () => {
    const next = randomSequence(31);
    let beyond = 0;
    for (let k = 0; k < 400; k++) {
      const { J, I, delivers } = disagreement(moderatePoint(next), 1e-12);
      if (delivers) beyond += J > 1 || I > 1 ? 1 : 0;
    }
    expect(beyond).toBe(0);
  });

  it("are refused for less than one moderate point in a hundred at ten digits", () => {
    const next = randomSequence(32);
    let refused = 0;
    for (let k = 0; k < 3000; k++) if (!fast(moderatePoint(next)).delivers) refused++;
    expect(refused).toBeLessThan(30);
  });

  it("are numbers with errors whenever they are delivered, over 20,000 extreme points and all tolerances", () => {
    const next = randomSequence(42);
    let delivered = 0;
    for (let k = 0; k < 20_000; k++) {
      const { delivers, J, I, errorJ, errorI } = fast(extremePoint(next), 10 ** (-4 - 8 * next()));
      if (!delivers) continue;
      delivered++;
      if (!(Number.isFinite(J + I) && errorJ >= 0 && errorI >= 0 && Number.isFinite(errorJ + errorI)))
        expect({ J, I, errorJ, errorI }).toBe("four finite numbers");
    }
    expect(delivered).toBeGreaterThan(16_000);
  });

  it("at loose and tight tolerance differ by no more than the errors say, over extreme points", () => {
    const next = randomSequence(44);
    let compared = 0;
    let beyond = 0;
    for (let k = 0; k < 3000; k++) {
      const point = extremePoint(next);
      const loose = fast(point, 1e-7);
      const tight = fast(point, 1e-12);
      if (!(loose.delivers && tight.delivers)) continue;
      compared++;
      const apartJ = Math.abs(loose.J - tight.J) > loose.errorJ + tight.errorJ;
      const apartI = Math.abs(loose.I - tight.I) > loose.errorI + tight.errorI;
      if (apartJ || apartI) beyond++;
    }
    expect(compared).toBeGreaterThan(2000);
    expect(beyond).toBeLessThanOrEqual(compared / 1000);
  });

  it("are refused where a temperature is not positive", () => {
    expect(fast({ model: paper, muL: 10, muR: 10, Te: 0, Tph: 0.5 }).delivers).toBe(false);
    expect(fast({ model: paper, muL: 10, muR: 10, Te: 0.5, Tph: 0 }).delivers).toBe(false);
  });

  it.each([
    [0, 0.5],
    [0.5, 0],
    [-0.5, 0.5],
    [0.5, -0.5],
    [0, 0],
  ])("are refused at temperatures %d and %d even where they would vanish", (Te, Tph) => {
    const uncoupled = paperWith({ couplingSquared: 0 });
    expect(fast({ model: uncoupled, muL: 10, muR: 9, Te, Tph }).delivers).toBe(false);
    expect(fast({ model: paper, muL: 10, muR: 10, Te, Tph }).delivers).toBe(false);
  });
});
