import { describe, expect, it } from "vitest";
import type { Complex } from "../../lib/special/complex.js";
import { thetaDifference, thetaRectangle } from "../../lib/special/digamma.js";
import { type ReferenceComplex, reference, relativeError } from "../reference.js";

interface Special {
  readonly dd: readonly { u: Complex; v: Complex; value: ReferenceComplex }[];
  readonly rect: readonly { u: Complex; v: Complex; tau: number; value: ReferenceComplex }[];
}
const special = reference<Special>("special");

describe("divided differences of the digamma function", () => {
  it("agree with 30-digit values to 2e-15, also where the arguments coincide", () => {
    expect(special.dd.length).toBeGreaterThan(200);
    for (const { u, v, value } of special.dd) {
      expect(relativeError(thetaDifference(u, v), value), JSON.stringify({ u, v })).toBeLessThan(2e-15);
    }
  });

  it("agree with 30-digit values to 2e-15 for rectangles, also degenerate ones", () => {
    expect(special.rect.length).toBeGreaterThan(200);
    for (const { u, v, tau, value } of special.rect) {
      const t = { re: 0, im: -tau };
      expect(relativeError(thetaRectangle(u, v, t), value), JSON.stringify({ u, v, tau })).toBeLessThan(
        2e-15,
      );
    }
  });

  it("are symmetric in their two arguments", () => {
    const u = { re: 0.3, im: -1.2 };
    const v = { re: 2.1, im: 0.4 };
    const t = { re: 0, im: 0.7 };
    expect(thetaDifference(u, v).re).toBeCloseTo(thetaDifference(v, u).re, 14);
    expect(thetaRectangle(u, v, t).im).toBeCloseTo(thetaRectangle(v, u, t).im, 14);
  });
});
