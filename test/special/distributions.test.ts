import { describe, expect, it } from "vitest";
import { bose, fermi, xBose, xwBoseDifference } from "../../lib/solver/special/distributions.js";
import { reference } from "../reference.js";

interface Distributions {
  readonly fermi: readonly { e: number; mu: number; T: number; f: string; oneMinusF: string }[];
  readonly bose: readonly { x: number; T: number; n: string | null; xn: string }[];
}
const exact = reference<Distributions>("fermi-bose");
/** Values below the smallest normal double are stored with fewer digits; nothing can be asked of them. */
const isNormal = (value: number): boolean => Math.abs(value) > 1e-300 && Number.isFinite(value);

describe("Fermi and Bose functions", () => {
  it("give the Fermi occupation to roundoff of its argument, also far in the tail", () => {
    for (const { e, mu, T, f } of exact.fermi) {
      const value = Number(f);
      const argument = Math.abs((e - mu) / T);
      if (!isNormal(value)) continue;
      const allowed =
        4e-16 * (1 + argument) * (1 + (Math.abs(e) + Math.abs(mu)) / Math.max(Math.abs(e - mu), 1e-300));
      expect(Math.abs(fermi(e - mu, T) / value - 1), JSON.stringify({ e, mu, T })).toBeLessThan(
        Math.min(allowed, 1e-9),
      );
    }
  });

  it("give the Bose occupation and x n_B(x) to roundoff of their argument, from 1e-30 to 700 temperatures", () => {
    for (const { x, T, n, xn } of exact.bose) {
      const allowed = 4e-16 * (1 + Math.abs(x / T));
      if (isNormal(Number(xn)))
        expect(Math.abs(xBose(x, T) / Number(xn) - 1), `x n(${x}, ${T})`).toBeLessThan(allowed);
      if (n !== null && isNormal(Number(n))) {
        expect(Math.abs(bose(x, T) / Number(n) - 1), `n(${x}, ${T})`).toBeLessThan(allowed);
      }
    }
  });

  it("satisfy particle-hole symmetry f(x) + f(-x) = 1 and n(-x) = -1 - n(x)", () => {
    for (const x of [1e-9, 0.3, 2, 30]) {
      expect(fermi(x, 1) + fermi(-x, 1)).toBeCloseTo(1, 15);
      expect(bose(-x, 1) + 1 + bose(x, 1)).toBeCloseTo(0, x < 1e-6 ? 5 : 14);
    }
  });

  it("refuse the pole of the Bose function and temperatures that are not positive", () => {
    expect(() => bose(0, 1)).toThrow("energy must not be zero: the Bose function has a pole there (got 0)");
    expect(() => fermi(1, -0.1)).toThrow("temperature must be a positive number (got -0.1)");
    expect(() => fermi(1, 0)).toThrow("temperature must be a positive number (got 0)");
    expect(() => bose(Number.NaN, 1)).toThrow("energy must be a finite number (got NaN)");
  });
});

describe("the difference of two Bose functions, times both zeros", () => {
  it("equals x w [n(x, T_e) - n(w, T_ph)] where that can be formed", () => {
    for (const [omega, mu, te, tph] of [
      [0.7, 0.2, 0.5, 0.9],
      [0.7, 1.4, 0.5, 0.9],
      [3, -2, 0.1, 2],
    ] as const) {
      const x = omega - mu;
      const direct = x * omega * (bose(x, te) - bose(omega, tph));
      expect(xwBoseDifference(omega, mu, te, tph) / direct).toBeCloseTo(1, 13);
    }
  });

  it("vanishes exactly in equilibrium and is first order in a tiny temperature difference", () => {
    expect(Math.abs(xwBoseDifference(0.7, 0, 0.5, 0.5))).toBe(0);
    const tiny = 2 ** -40;
    const slope = xwBoseDifference(0.7, 0, 0.5 + tiny, 0.5) / tiny;
    // d n/dT = (w/T^2) n (1+n) = (w/T^2)/(4 sinh^2(w/2T)), times w^2
    expect(slope / (0.7 ** 3 / 0.25 / (4 * Math.sinh(0.7) ** 2))).toBeCloseTo(1, 9);
  });

  it("is finite at w = 0 and at w = mu, and never overflows in the tails", () => {
    expect(xwBoseDifference(0, 0, 0.5, 0.9)).toBeCloseTo(0, 15);
    expect(xwBoseDifference(0, 2, 0.5, 0.9)).toBeCloseTo(2 * 0.9, 12);
    expect(xwBoseDifference(2, 2, 0.5, 0.9)).toBeCloseTo(2 * 0.5, 12);
    for (const omega of [1e-300, 1, 1e3, 1e6]) {
      for (const mu of [-1e5, -1, 1, 1e5]) {
        expect(Number.isFinite(xwBoseDifference(omega, mu, 0.01, 1)), `${omega} ${mu}`).toBe(true);
      }
    }
  });
});
