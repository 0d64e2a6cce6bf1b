import { describe, expect, it } from "vitest";
import { twoTerminal } from "../../lib/solver/index.js";
import { putBathOccupation, putDifferenceAt, putOccupations } from "../../lib/solver/rule/bose.js";
import { dots } from "../junctions.js";
import { stateAt } from "./rules.js";

/** n_B(w - mu, T_e) - n_B(w, T_ph) for mu = mu_L - mu_R, as the rule finds it. */
function difference(omega: number, mu: number, electron: number, bath: number): number {
  const state = stateAt(dots, twoTerminal(10 + mu, 10, electron, bath));
  putOccupations(state, omega);
  return state.occupation[state.hops.find((hop) => hop.mu === 10 + mu - 10)!.bose]!;
}

/** The same at complex frequency. */
function continued(re: number, im: number, mu: number, electron: number, bath: number): [number, number] {
  const state = stateAt(dots, twoTerminal(10 + mu, 10, electron, bath));
  const [n, out] = [new Float64Array(2), new Float64Array(2)];
  putBathOccupation(state, re, im, n);
  putDifferenceAt(state, state.hops.find((hop) => hop.mu === 10 + mu - 10)!.bose, re, im, n, out);
  return [out[0]!, out[1]!];
}

const n = (x: number): number => 1 / Math.expm1(x);

describe("the difference of two Bose functions", () => {
  it("is what it says, above and below the chemical potential, hot and cold", () => {
    for (const [omega, mu, electron, bath] of [
      [0.7, 0.25, 0.5, 0.3],
      [0.7, 0.25, 0.3, 0.9],
      [0.1, 0.25, 0.3, 0.9],
      [0.7, -0.5, 0.5, 0.3],
      [0.7, -0.5, 0.03, 0.3],
      [0.7, 0.5, 5, 0.03],
    ] as const) {
      const exact = n((omega - mu) / electron) - n(omega / bath);
      expect(difference(omega, mu, electron, bath) / exact).toBeCloseTo(1, 13);
      const [re, im] = continued(omega, 0, mu, electron, bath);
      expect(re / exact).toBeCloseTo(1, 12);
      expect(im).toBeCloseTo(0, 14);
    }
  });

  it("keeps its digits where temperatures differ by a millionth of a millionth, and is zero where they do not", () => {
    for (const step of [2 ** -20, 2 ** -30, 2 ** -40]) {
      // dn = n (1 + n) (w/T) dT/T
      const slope = n(1.4) * (1 + n(1.4)) * 1.4;
      expect(difference(0.7, 0, 0.5 * (1 + step), 0.5) / (slope * step)).toBeCloseTo(1, 5);
      expect(difference(0.7, 0, 0.5, 0.5 * (1 + step)) / (slope * step)).toBeCloseTo(-1, 5);
    }
    expect(Math.abs(difference(0.7, 0, 0.5, 0.5))).toBe(0);
  });

  it("at zero temperature is a step of the electrons, an empty bath of the modes, or both", () => {
    expect(difference(0.2, 0.5, 0, 0.3)).toBeCloseTo(-1 - n(0.2 / 0.3), 14);
    expect(difference(0.7, 0.5, 0, 0.3)).toBeCloseTo(-n(0.7 / 0.3), 14);
    expect(difference(0.7, 0.5, 0.3, 0)).toBeCloseTo(n(0.2 / 0.3), 14);
    expect(difference(0.2, 0.5, 0.3, 0)).toBeCloseTo(n(-0.3 / 0.3), 14);
    expect([difference(0.2, 0.5, 0, 0), difference(0.7, 0.5, 0, 0)]).toEqual([-1, 0]);
  });

  it("neither overflows nor is lost a thousand temperatures up", () => {
    expect(difference(500, 1, 0.5, 0.3)).toBeGreaterThanOrEqual(0);
    expect(difference(500, 1, 0.5, 0.3)).toBeLessThan(1e-300);
    expect(continued(500, 3, 1, 0.5, 0.3).every(Number.isFinite)).toBe(true);
  });
});
