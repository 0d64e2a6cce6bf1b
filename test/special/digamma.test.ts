import { describe, expect, it } from "vitest";
import type { Complex } from "../../lib/solver/special/complex.js";
import { theta, thetaDifference, thetaRectangle } from "../../lib/solver/special/digamma.js";
import { type ReferenceComplex, reference, relativeError } from "../reference.js";

interface Special {
  readonly theta: readonly { u: Complex; value: ReferenceComplex }[];
  readonly dd: readonly { u: Complex; v: Complex; value: ReferenceComplex }[];
  readonly rect: readonly { u: Complex; v: Complex; tau: number; value: ReferenceComplex }[];
}
const special = reference<Special>("special");

describe("the digamma function", () => {
  it("agrees with reference values to 2e-15 for arguments from 1e-16 to 1e3", () => {
    expect(special.theta.length).toBeGreaterThan(100);
    for (const { u, value } of special.theta) {
      const { re, im } = theta(u);
      const size = Math.hypot(Number(value.re), Number(value.im));
      const deviation = Math.hypot(re - Number(value.re), im - Number(value.im));
      expect(deviation / Math.max(1, size), JSON.stringify(u)).toBeLessThan(2e-15);
    }
  });

  it("satisfies the recurrence theta(u + 1) = theta(u) + 1/(u + 1/2), also left of the imaginary axis", () => {
    const u = { re: -7.3, im: 0.4 };
    const a = theta({ re: u.re + 1, im: u.im });
    const b = theta(u);
    const square = (u.re + 0.5) ** 2 + u.im ** 2;
    expect(a.re - b.re).toBeCloseTo((u.re + 0.5) / square, 13);
    expect(a.im - b.im).toBeCloseTo(-u.im / square, 13);
  });
});

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
