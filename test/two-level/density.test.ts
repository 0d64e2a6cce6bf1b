import { describe, expect, it } from "vitest";
import { twoTerminal } from "../../lib/index.js";
import { byPoles } from "../../lib/pair-closed-form.js";
import { isExpanded, pairBaths } from "../../lib/pairs.js";
import { reducedPairDensity } from "../../lib/two-level/density.js";
import { randomSequence } from "../random.js";
import { deviceOf, moderatePoint, paper, paperWith } from "./points.js";

describe("the reduced pair density of two levels", () => {
  it("has the reference values of 40-digit arithmetic", () => {
    // Lambda^{RL}(w) = -Lambda^{LR}(-w)
    for (const [omega, value] of [
      [1, 0.24195418410781966],
      [-1, 0.011790350184342876],
      [0.3, 0.0243548783937294 / 0.3],
      [2, 0.0877588185786172 / 2],
    ] as const) {
      expect(Math.abs(reducedPairDensity(paper, 10, 10, 1, omega) / value - 1)).toBeLessThan(1e-15);
    }
  });

  it("is smooth where the plain formula is 0/0: at w = mu_LR, w = 0, the resonance, equal broadenings", () => {
    for (const gammaR of [0.5, 0.5 * (1 + 1e-12), 0.5 * (1 + 1e-8)]) {
      const model = paperWith({ gammaR });
      for (const special of [0.3, 0, 1]) {
        const here = reducedPairDensity(model, 10.2, 9.9, 0.4, special);
        for (const step of [1e-15, 1e-12, 1e-9]) {
          const near = reducedPairDensity(model, 10.2, 9.9, 0.4, special + step);
          expect(Math.abs(near / here - 1)).toBeLessThan(5e-15 + 20 * step);
        }
      }
    }
  });

  it("agrees with the pole sum of the general junction", () => {
    const next = randomSequence(5);
    for (let k = 0; k < 500; k++) {
      const { model, muL, muR, Te } = moderatePoint(next);
      const bath = pairBaths(deviceOf(model), twoTerminal(muL, muR, Te))[1]!;
      const omega = 6 * (next() - 0.5);
      if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
      const { matrix, error } = byPoles(bath, omega);
      const value = reducedPairDensity(model, muL, muR, Te, omega);
      expect(value).toBeGreaterThan(0);
      expect(Math.abs(value - matrix.re[0]!)).toBeLessThanOrEqual(error);
    }
  });
});
