import { describe, expect, it } from "vitest";
import { emptyIntegral, overPanels } from "../../lib/solver/second-order/integral.js";

const panels = (edges: readonly number[], ruleError = 0, tail = 0) => ({ edges, ruleError, tail });

const of = (
  f: readonly ((x: number) => number)[],
  edges: readonly number[],
  { ruleError = 0, tail = 0, size = 0 } = {},
) =>
  overPanels(panels(edges, ruleError, tail), f.length, (x, values, sizes) => {
    f.forEach((one, o) => {
      values[o] = one(x);
      if (sizes) sizes[o] = size;
    });
  });

describe("an integral over panels", () => {
  it("is exact for polynomials, of the moduli as well where they keep their sign on each panel", () => {
    const { value, absolute, truncation } = of([(x) => x ** 3, (x) => 1 - 5 * x ** 9], [-1, 0, 0.5, 2]);
    expect(value[0]).toBeCloseTo((16 - 1) / 4, 13);
    expect(value[1]).toBeCloseTo(3 - (1024 - 1) / 2, 11);
    expect(absolute[0]).toBeCloseTo((16 + 1) / 4, 13);
    // the rule through every second node integrates x^7, and so little of x^9 as is left on these panels
    expect(truncation[0]).toBeLessThan(1e-40);
  });

  it("of no panels is nothing", () => {
    expect(of([(x) => x], [3])).toEqual(emptyIntegral(1));
    expect(emptyIntegral(2).value).toEqual(new Float64Array(2));
  });

  it("takes the change by a rougher rule for the error of what it does not resolve at all", () => {
    const spike = of([(x) => Math.exp(-(((x - 0.0950125) / 0.02) ** 2))], [-1, 1]);
    expect(spike.truncation[0]! / spike.absolute[0]!).toBeGreaterThan(0.3);
    expect(spike.truncation[0]! / spike.absolute[0]!).toBeLessThan(3);
  });

  it("adds what the panels' grading leaves of the modulus", () => {
    const { truncation } = of([(x) => x ** 3], [-1, 0, 2], { ruleError: 1e-5 });
    expect(truncation[0]! / (1e-5 * (17 / 4))).toBeCloseTo(1, 10);
  });

  it("adds what an exponential tail has beyond either end", () => {
    const T = 0.3;
    const above = of([(x) => Math.exp(-x / T)], [0, 1, 2, 3], { tail: T }).truncation[0]!;
    expect(above).toBeGreaterThan(T * Math.exp(-3 / T));
    expect(above).toBeLessThan(5 * T * Math.exp(-3 / T));
    const below = of([(x) => -Math.exp(x / T)], [-3, -2, -1, 0], { tail: T }).truncation[0]!;
    expect(below / above).toBeCloseTo(1, 8);
    // none where the integral begins at 0, and without a tail
    const whole = of([(x) => Math.exp(x / T)], [0, 1], { tail: T }).truncation[0]!;
    expect(whole).toBeLessThan(5 * T * Math.exp(1 / T));
    const only = of([() => 1], [0, 1], { tail: T }).truncation[0]!;
    expect(only).toBeLessThan(5 * T);
    const both = of([() => 1], [-1, 1], { tail: T }).truncation[0]!;
    expect(both / only).toBeCloseTo(2, 8);
    expect(of([() => 1], [-1, 1]).truncation[0]).toBeLessThan(1e-40);
  });

  it("has the roundoff of the terms of its integrand, some units of the last place", () => {
    const { noise } = of([() => 0], [0, 10, 30], { size: 1e6 });
    expect(noise[0]! / Number.EPSILON / 3e7).toBeGreaterThan(1);
    expect(noise[0]! / Number.EPSILON / 3e7).toBeLessThan(5);
  });

  it("asks for the sizes of terms at one node of a panel", () => {
    let asked = 0;
    overPanels(panels([0, 1, 2, 3]), 1, (_, __, sizes) => {
      if (sizes) asked++;
    });
    expect(asked).toBe(3);
  });

  it("has the roundoff of nodes far from 0, which a steep integrand feels", () => {
    const [centre, step] = [1e6, 50];
    const f = (x: number): number => Math.tanh(step * (x - centre));
    const { noise } = of([f], [centre - 1, centre + 1]);
    // the variation is 2
    expect(noise[0]! / (Number.EPSILON * centre * 2)).toBeGreaterThan(0.9);
    expect(noise[0]! / (Number.EPSILON * centre * 2)).toBeLessThan(1.1);
    const left = of([(x) => f(-x)], [-centre - 1, -centre + 1]).noise[0]!;
    expect(left / noise[0]!).toBeCloseTo(1, 6);
    // each panel has its own
    const flat = of([(x) => (x > 0.5 ? 1e9 : 0)], [-0.5, 0.5, 1.5]).noise[0]!;
    expect(flat).toBeLessThan(10 * Number.EPSILON * 1e9);
  });

  it("has the roundoff of a sum at least", () => {
    const { noise, absolute } = of([() => 2], [-1, 1]);
    expect(absolute[0]).toBeCloseTo(4, 13);
    expect(noise[0]! / Number.EPSILON / 4).toBeGreaterThan(0.99);
    expect(noise[0]! / Number.EPSILON / 4).toBeLessThan(10);
  });
});
