import { describe, expect, it } from "vitest";
import { biased, currents, paperJunction, rootBetween } from "../../lib/solver/index.js";

describe("a root between two points", () => {
  it.each<[string, (x: number) => number, number, number, number]>([
    ["of a line", (x) => x - 0.25, -3, 5, 0.25],
    ["of a steep curve", (x) => Math.exp(x) - 1e6, 0, 100, Math.log(1e6)],
    ["of a flat one", (x) => (x - 2) ** 9, 0, 10, 2],
    ["of a jump", (x) => (x < Math.SQRT2 ? -1 : 1), 1, 2, Math.SQRT2],
    ["with the ends exchanged", (x) => Math.cos(x), 2, 1, Math.PI / 2],
    ["far from one", (x) => x - 1e-12, -1e3, 1e3, 1e-12],
  ])("%s is found", (_, f, from, to, exact) => {
    const scale = Math.max(Math.abs(from), Math.abs(to));
    expect(Math.abs(rootBetween(f, from, to) - exact)).toBeLessThanOrEqual(2e-14 * scale + 2 ** -52 * exact);
  });

  it("takes no more evaluations than halving, and few for a smooth function", () => {
    let count = 0;
    const counted = (f: (x: number) => number) => (x: number) => {
      count++;
      return f(x);
    };
    rootBetween(
      counted((x) => Math.exp(x) - 3),
      0,
      10,
    );
    expect(count).toBeLessThan(16);
    count = 0;
    rootBetween(
      counted((x) => (x < Math.SQRT2 ? -1 : 1)),
      0,
      10,
    );
    expect(count).toBeLessThan(54);
  });

  it("is a border of the cooling window of Fig. 5", () => {
    const J = (V: number): number => currents(paperJunction, biased(V, 0.25), { tolerance: 1e-10 }).J;
    const edge = rootBetween(J, -3, -2, 1e-10);
    expect(edge).toBeCloseTo(-2.173, 3);
    expect(J(edge - 1e-6)).toBeGreaterThan(0);
    expect(J(edge + 1e-6)).toBeLessThan(0);
  });

  it("is an end where the function vanishes there", () => {
    expect(rootBetween((x) => x, 0, 1)).toBe(0);
    expect(rootBetween((x) => x - 1, 0, 1)).toBe(1);
  });

  it("is refused without a change of sign, for what is no function, and where the function is not finite", () => {
    expect(() => rootBetween((x) => x * x + 1, -1, 1)).toThrow(
      "f(from) and f(to) must be of different signs (got [2,2])",
    );
    expect(() => rootBetween(3 as never, -1, 1)).toThrow(TypeError);
    expect(() => rootBetween((x) => 1 / x, -1, 0)).toThrow("f(0) must be a finite number (got Infinity)");
    expect(() => rootBetween((x) => x, -1, 2, -1)).toThrow("tolerance must be a positive number (got -1)");
  });
});
