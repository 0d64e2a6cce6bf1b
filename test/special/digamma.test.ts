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

describe("the digamma function, its divided difference and its rectangle", () => {
  it("take their exact values on the imaginary axis and at zero", () => {
    for (const y of [0.01, 0.1, 0.5, 1, 3]) {
      const u = { re: 0, im: y };
      expect(theta(u).im / ((Math.PI / 2) * Math.tanh(Math.PI * y)) - 1).toBeCloseTo(0, 14);
      const slope = Math.PI ** 2 / 2 / Math.cosh(Math.PI * y) ** 2;
      expect(thetaDifference(u, u).re - slope).toBeCloseTo(0, 14);
    }
    // -gamma - 2 ln 2, pi^2/2 and -theta'' = 14 zeta(3)
    expect(theta(0).re + 0.5772156649015329 + 2 * Math.LN2).toBeCloseTo(0, 14);
    expect(thetaDifference(0, 0).re / (Math.PI ** 2 / 2) - 1).toBeCloseTo(0, 14);
    expect(thetaRectangle(0, 0, 0).re / (14 * 1.2020569031595942) - 1).toBeCloseTo(0, 14);
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

  it("are refused at the poles of the digamma function, where they have no value", () => {
    for (const call of [() => theta(-0.5), () => theta({ re: -2.5, im: 0 }), () => thetaDifference(-1.5, 1)])
      expect(call).toThrow(/^(u|u, v) must be away from the poles -1\/2, -3\/2, ... of theta/);
  });

  it("are symmetric in their two arguments", () => {
    const u = { re: 0.3, im: -1.2 };
    const v = { re: 2.1, im: 0.4 };
    const t = { re: 0, im: 0.7 };
    expect(thetaDifference(u, v).re).toBeCloseTo(thetaDifference(v, u).re, 14);
    expect(thetaRectangle(u, v, t).im).toBeCloseTo(thetaRectangle(v, u, t).im, 14);
  });
});
