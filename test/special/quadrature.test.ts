import { describe, expect, it } from "vitest";
import { gradedPanels, integrate } from "../../lib/solver/special/quadrature.js";

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

  it("takes 15 evaluations for a panel, with which it integrates polynomials of degree 22", () => {
    for (const power of [0, 1, 12, 13, 14, 21, 22]) {
      const { value, evaluations } = integrate(
        (x, out) => {
          out[0] = x ** power;
        },
        [-1, 2],
        { components: 1, target: () => [Number.POSITIVE_INFINITY] },
      );
      expect(value[0]! / ((2 ** (power + 1) - (-1) ** (power + 1)) / (power + 1))).toBeCloseTo(1, 13);
      expect(evaluations).toBe(15);
    }
  });

  it("gives the integral of the modulus beside the integral", () => {
    const { value, absolute } = integrate(
      (x, out) => {
        out[0] = x;
        out[1] = -1;
      },
      [-1, 0, 3],
      { components: 2, target: () => [1e-9, 1e-9] },
    );
    expect(Array.from(value)).toEqual([expect.closeTo(4, 13), expect.closeTo(-4, 13)]);
    expect(Array.from(absolute)).toEqual([expect.closeTo(5, 13), expect.closeTo(4, 13)]);
  });

  it("halves where the error is and nowhere else, until each component has what was asked", () => {
    const visited: number[] = [];
    const { value, error, evaluations } = integrate(
      (x, out) => {
        visited.push(x);
        out[0] = Math.sqrt(x);
        out[1] = x < 5 ? 0 : 1e9 * Math.sin(1e4 * x);
      },
      [0, 1, 2, 4, 10],
      { components: 2, target: () => [1e-10, Number.POSITIVE_INFINITY] },
    );
    expect(Math.abs(value[0]! - (2 / 3) * 10 ** 1.5)).toBeLessThan(1e-10);
    expect(error[0]).toBeLessThanOrEqual(1e-10);
    expect(visited).toHaveLength(evaluations);
    // once: sqrt(x) itself is not smooth enough from 4 to 10
    expect(visited.filter((x) => x > 4)).toHaveLength(45);
    expect(evaluations).toBeLessThan(900);
  });

  it("does not chase the noise of its integrand, which another component bounds", () => {
    const noisy = (noiseOf?: (c: number) => number | undefined) =>
      integrate(
        (x, out) => {
          out[0] = Math.exp(-x) * (1 + 1e-8 * Math.sin(1e9 * x));
          out[1] = 1e-8 * Math.exp(-x);
        },
        [0, 1],
        {
          components: 2,
          target: () => [1e-13, Number.POSITIVE_INFINITY],
          maximalEvaluations: 3000,
          ...(noiseOf && { noiseOf }),
        },
      );
    const known = noisy((c) => (c === 0 ? 1 : undefined));
    expect(known.evaluations).toBeLessThan(100);
    expect(known.error[0]).toBeLessThan(1e-7);
    expect(noisy().evaluations).toBeGreaterThan(1000);
  });

  it("never claims more than roundoff allows, of the sum and of the nodes far from zero", () => {
    const at = (origin: number): number =>
      integrate(
        (x, out) => {
          out[0] = x - origin;
        },
        [origin, origin + 1],
        { components: 1, target: () => [1e-30] },
      ).error[0]!;
    expect(at(0)).toBeGreaterThan(1e-16);
    expect(at(0)).toBeLessThan(1e-14);
    expect(at(2 ** 20) / at(0)).toBeGreaterThan(1e3);
    expect(at(2 ** 20)).toBeLessThan(1e-9);
  });

  it("refuses an integrand that is not finite, naming the range", () => {
    expect(() =>
      integrate(
        (x, out) => {
          out[0] = x > 0.9 ? Number.NaN : 1;
          out[1] = 1;
        },
        [-2, 0, 1],
        { components: 2, target: () => [1, 1] },
      ),
    ).toThrow("not finite between -2 and 1");
  });
});

describe("graded panels", () => {
  it("stand at centre, centre +- width, +- 4 width, ... inside the range", () => {
    expect(gradedPanels(-10, 100, [{ centre: 2, width: 1 }])).toEqual([-10, -2, 1, 2, 3, 6, 18, 66, 100]);
  });

  it("mark a kink by itself, and nothing outside or at the ends of the range", () => {
    expect(gradedPanels(0, 4, [{ centre: 1, width: 0 }])).toEqual([0, 1, 4]);
    for (const kink of [-1, 0, 4, 5]) {
      expect(gradedPanels(0, 4, [{ centre: kink, width: 0 }])).toEqual([0, 4]);
    }
  });

  it("reach into the range from a feature outside", () => {
    expect(gradedPanels(0, 4, [{ centre: -1, width: 0.5 }])).toEqual([0, 1, 4]);
  });

  it("leave out what crowds another point or an end, as seen from its own scale", () => {
    expect(gradedPanels(0, 4, [{ centre: 3.9, width: 1 }])).toEqual([0, 2.9, 4]);
    expect(gradedPanels(0, 4, [{ centre: 0.1, width: 1 }])).toEqual([0, 1.1, 4]);
    const close = gradedPanels(0, 10, [
      { centre: 5, width: 100 },
      { centre: 5.25, width: 1 },
    ]);
    expect(close).toEqual([0, 1.25, 4.25, 5.25, 6.25, 10]);
  });
});
