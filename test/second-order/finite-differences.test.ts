import { describe, expect, it } from "vitest";
import { ORDER, slopes } from "../../lib/solver/second-order/finite-differences.js";

const of = (f: (x: number) => number, h: number, error = 0) => slopes((k) => ({ value: f(k * h), error }), h);

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
/** Weights of f(kh) - f(-kh) in f'. */
const weights = Array.from({ length: ORDER }, (_, i) => {
  const k = i + 1;
  return ((-1) ** (k + 1) * factorial(ORDER) ** 2) / (k * factorial(ORDER - k) * factorial(ORDER + k));
});

describe("central differences", () => {
  it("are exact for polynomials of their order, and say so", () => {
    for (let power = 0; power <= 12; power++) {
      const f = (x: number): number => (1 + x) ** power;
      const { first, second } = of(f, 1 / 8);
      expect(first.value).toBeCloseTo(power, 9);
      expect(second.value).toBeCloseTo(power * (power - 1), 7);
      expect(first.truncation).toBeLessThan(1e-9);
      expect(second.truncation).toBeLessThan(1e-7);
      expect(first.noise).toBe(0);
      expect(second.noise).toBe(0);
    }
  });

  it("are exact to the order 16, and the rule that tells their error to the order 12", () => {
    const odd = (power: number) => of((x) => x ** power, 1);
    // f' of odd powers, f'' of even ones
    expect(Math.abs(odd(15).first.value)).toBeLessThan(1e-2);
    expect(odd(11).first.truncation).toBeLessThan(1e-5);
    expect(odd(13).first.truncation).toBeGreaterThan(1);
    expect(Math.abs(odd(17).first.value)).toBeGreaterThan(1);
    expect(Math.abs(odd(16).second.value)).toBeLessThan(1e-1);
    expect(odd(12).second.truncation).toBeLessThan(1e-4);
    expect(odd(14).second.truncation).toBeGreaterThan(1);
    expect(Math.abs(odd(18).second.value)).toBeGreaterThan(1);
  });

  it("err less than they say by the nearest singularity, and not much less than that of the coarser rule", () => {
    for (const r of [7, 10, 14]) {
      // two poles at a +- i r, derivatives at 0
      const a = 0.8;
      const f = (x: number): number => 1 / ((x - a) ** 2 + r * r);
      const d = a * a + r * r;
      const exact = [(2 * a) / d ** 2, (8 * a * a) / d ** 3 - 2 / d ** 2] as const;
      const { first, second } = of(f, 1);
      const coarse = Array.from({ length: 6 }, (_, i) => (i + 1) ** 2 / ((i + 1) ** 2 + r * r)).reduce(
        (x, y) => x * y,
      );
      for (const [slope, value] of [
        [first, exact[0]],
        [second, exact[1]],
      ] as const) {
        expect(Math.abs(slope.value - value)).toBeLessThan(slope.truncation);
        expect(slope.truncation * r ** 2).toBeLessThan(3 * coarse);
        expect(slope.truncation * r ** 4).toBeGreaterThan(0.01 * coarse);
      }
    }
  });

  it("pass on the errors of the values in the worst case of signs", () => {
    for (const h of [1, 0.25]) {
      const e = 1e-3;
      const worst = slopes((k) => {
        const sign = k === 0 ? 0 : Math.sign(weights[Math.abs(k) - 1]!) * Math.sign(k);
        return { value: e * sign, error: e };
      }, h).first;
      expect(worst.noise / worst.value).toBeCloseTo(1, 12);
      const even = slopes((k) => {
        const sign = k === 0 ? 0 : Math.sign(weights[Math.abs(k) - 1]!);
        return { value: e * sign, error: k === 0 ? 0 : e };
      }, h).second;
      expect(even.noise / even.value).toBeCloseTo(1, 12);
      const upper = slopes((k) => ({ value: 0, error: k > 0 ? e : 0 }), h);
      const lower = slopes((k) => ({ value: 0, error: k < 0 ? e : 0 }), h);
      expect(upper.first.noise / worst.noise).toBeCloseTo(0.5, 12);
      expect(lower.first.noise / worst.noise).toBeCloseTo(0.5, 12);
      expect(upper.second.noise / even.noise).toBeCloseTo(0.5, 12);
      expect(lower.second.noise / even.noise).toBeCloseTo(0.5, 12);
      const middle = slopes((k) => ({ value: k === 0 ? e : 0, error: k === 0 ? e : 0 }), h);
      expect(middle.first.value).toBeCloseTo(0, 15);
      expect(middle.first.noise).toBe(0);
      expect(middle.second.noise).toBeGreaterThanOrEqual(Math.abs(middle.second.value));
      expect(middle.second.noise).toBeLessThan(1.5 * Math.abs(middle.second.value));
    }
  });
});
