import { describe, expect, it } from "vitest";
import { gradedPanels, integrate } from "../lib/quadrature.js";

const relative = (tolerance: number) => (value: Float64Array) =>
  Array.from(value, (v) => tolerance * Math.abs(v));

describe("adaptive Gauss-Kronrod quadrature", () => {
  it("integrates smooth functions to roundoff and says so", () => {
    const { value, error } = integrate(
      (x, out) => {
        out[0] = Math.exp(x);
        out[1] = Math.cos(x);
      },
      [0, 1],
      { components: 2, target: relative(1e-12) },
    );
    expect(value[0]).toBeCloseTo(Math.E - 1, 14);
    expect(value[1]).toBeCloseTo(Math.sin(1), 14);
    expect(error[0]).toBeLessThan(1e-13);
  });

  it("finds a resonance a million times narrower than the range when a break point marks it", () => {
    const width = 1e-6;
    const { value, error } = integrate(
      (x, out) => {
        out[0] = width / Math.PI / ((x - 0.3) ** 2 + width ** 2);
      },
      gradedPanels(-1, 1, [{ centre: 0.3, width }]),
      { components: 1, target: relative(1e-11) },
    );
    const exact = (Math.atan(0.7 / width) + Math.atan(1.3 / width)) / Math.PI;
    expect(Math.abs(value[0]! - exact)).toBeLessThan(1e-11);
    expect(Math.abs(value[0]! - exact)).toBeLessThan(Math.max(error[0]!, 1e-15));
  });

  it("returns an honest error where its bound on evaluations stops it", () => {
    const { value, error, evaluations } = integrate(
      (x, out) => {
        out[0] = Math.abs(x - 1 / 3) ** -0.5;
      },
      [0, 1],
      { components: 1, target: relative(1e-13), maximalEvaluations: 300 },
    );
    const exact = 2 * (Math.sqrt(1 / 3) + Math.sqrt(2 / 3));
    expect(evaluations).toBeLessThanOrEqual(300);
    expect(error[0]).toBeGreaterThan(1e-13 * exact);
    expect(Math.abs(value[0]! - exact)).toBeLessThan(error[0]!);
  });

  it("grades panels around every feature and never repeats a break point", () => {
    const points = gradedPanels(0, 10, [
      { centre: 1, width: 1e-3 },
      { centre: 1, width: 0.5 },
      { centre: -2, width: 1 },
    ]);
    expect(points[0]).toBe(0);
    expect(points.at(-1)).toBe(10);
    expect(points).toContain(1);
    for (let i = 1; i < points.length; i++) expect(points[i]!).toBeGreaterThan(points[i - 1]!);
  });
});
