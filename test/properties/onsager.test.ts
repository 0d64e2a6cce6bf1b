import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currents, type Junction } from "../../lib/solver/index.js";
import { chemicalPotential, holds, logUniform, pointAt, twoGroups, twoLevel } from "./arbitraries.js";

interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** Response of J and I to the forces X_J = 1/T_ph - 1/T_e and X_I = mu_LR/T_e, at T_e = T_ph = T. */
function responseOf(
  junction: Junction,
  mu: number,
  T: number,
  force: "X_J" | "X_I",
): { J: Estimate; I: Estimate } {
  const at = (x: number) => {
    const bias = force === "X_I" ? x * T : 0;
    const boson = force === "X_J" ? T / (1 + x * T) : T;
    return currents(junction, pointAt([mu + bias / 2, T], [mu - bias / 2, T], boson), { tolerance: 1e-10 });
  };
  // X_J carries 1/energy. Central differences of steps x and 2x; their difference bounds what extrapolation leaves.
  const step = force === "X_J" ? 1e-2 / T : 1e-2;
  const [up, down, farUp, farDown] = [at(step), at(-step), at(2 * step), at(-2 * step)];
  const slope = (pick: (result: typeof up) => Estimate): Estimate => {
    const [a, b, c, d] = [pick(up), pick(down), pick(farUp), pick(farDown)];
    const near = (a.value - b.value) / (2 * step);
    const far = (c.value - d.value) / (4 * step);
    return {
      value: (4 * near - far) / 3,
      error: (a.error + b.error + c.error + d.error) / step + 1e-2 * Math.abs(near - far),
    };
  };
  return {
    J: slope(({ J, error }) => ({ value: J, error: error.J })),
    I: slope(({ I, error }) => ({ value: I!, error: error.I! })),
  };
}

describe("small currents", () => {
  it.each([
    ["two levels", 10, twoLevel],
    ["groups of levels", 4, twoGroups],
  ] as const)("respond to small forces by a symmetric, positive matrix: %s", (_, runs, junctions) => {
    holds(runs, fc.tuple(junctions, chemicalPotential, logUniform(0.125, 4)), ([junction, mu, T]) => {
      const toJ = responseOf(junction, mu, T, "X_J");
      const toI = responseOf(junction, mu, T, "X_I");
      const geometric = Math.sqrt(toI.I.value * toJ.J.value);
      expect(toI.I.value).toBeGreaterThan(0);
      expect(toJ.J.value).toBeGreaterThan(0);
      expect(Math.abs(toI.J.value - toJ.I.value)).toBeLessThanOrEqual(
        toI.J.error + toJ.I.error + 1e-12 * geometric,
      );
      // and the bounds are tight enough to tell
      expect(toI.J.error + toJ.I.error).toBeLessThan(1e-4 * geometric);
      expect(Math.abs(toI.J.value)).toBeLessThanOrEqual(geometric + toI.J.error);
    });
  });
});
