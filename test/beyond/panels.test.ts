import { describe, expect, it } from "vitest";
import { boundedPanels } from "../../lib/solver/beyond/panels.js";
import type { Feature } from "../../lib/solver/special/quadrature.js";
import { randomSequence } from "../random.js";

describe("panels bounded by their distance from every feature", () => {
  const next = randomSequence(5);
  const features: Feature[] = Array.from({ length: 400 }, () => ({
    centre: 12 * next() - 1,
    width: 10 ** (-3 * next()),
  }));

  it("are nowhere longer than the ratio allows, and cover the interval", () => {
    const points = boundedPanels(0, 100, features, 2);
    expect([points[0], points[points.length - 1]]).toEqual([0, 100]);
    for (let k = 1; k < points.length; k++) {
      const [a, b] = [points[k - 1]!, points[k]!];
      const distance = Math.min(
        ...features.map(({ centre, width }) => width + Math.max(0, a - centre, centre - b)),
      );
      expect(b).toBeGreaterThan(a);
      expect(b - a).toBeLessThanOrEqual(2 * distance);
    }
  });

  it("do not become more where the same features come twice", () => {
    expect(boundedPanels(0, 100, [...features, ...features], 2)).toEqual(boundedPanels(0, 100, features, 2));
  });

  it("break at kinks inside the interval and nowhere else without features", () => {
    const kinks = [3, 3, 1, 0, -2, 4, 7].map((centre) => ({ centre, width: 0 }));
    expect(boundedPanels(0, 4, kinks, 1)).toEqual([0, 1, 3, 4]);
    expect(boundedPanels(0, 4, [], 1)).toEqual([0, 4]);
  });

  it("end where a feature is narrower than the spacing of numbers", () => {
    const points = boundedPanels(0, 1, [{ centre: 0.3, width: 1e-300 }], 1);
    expect(points.length).toBeLessThan(200);
  });
});
