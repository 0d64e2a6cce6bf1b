import { describe, expect, it } from "vitest";
import { linspace, logspace } from "../../lib/solver/index.js";

describe("linspace", () => {
  it("includes both ends exactly", () => {
    expect(linspace(0.1, 0.7, 7).at(-1)).toBe(0.7);
    expect(linspace(-1, 1, 3)).toEqual([-1, 0, 1]);
    expect(linspace(-0.9, 0.9, 37)[18]).toBe(0);
  });

  it("refuses a single point", () => {
    expect(() => linspace(0, 1, 1)).toThrow("count must be a whole number >= 2 (got 1)");
  });
});

describe("logspace", () => {
  it("has equal ratios and both ends exactly", () => {
    const numbers = logspace(0.01, 100, 5);
    expect(numbers[0]).toBe(0.01);
    expect(numbers[4]).toBe(100);
    for (const [k, value] of [0.01, 0.1, 1, 10, 100].entries())
      expect(numbers[k]! / value).toBeCloseTo(1, 14);
  });

  it("refuses what has no logarithm", () => {
    expect(() => logspace(0, 1, 3)).toThrow("from must be a positive number (got 0)");
    expect(() => logspace("1" as never, 2, 3)).toThrow(TypeError);
  });
});
