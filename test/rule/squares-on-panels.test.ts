/** Both integrals on panels: against closed forms in e, and electrodes with bands against levels that stand for them. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import type { Flows } from "../../lib/solver/rule/flows.js";
import { byPanels } from "../../lib/solver/rule/panels.js";
import { bySpectra, bySquaresOnPanels } from "../../lib/solver/rule/squares-on-panels.js";
import { lorentzian } from "../bands/leads.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

const joined = (spin: 1 | 2): Junction =>
  junction({ ...randomJunction(2, 2, randomSequence(91)), damping: symmetric(0.7, 0.2, 0.9), spin });

/** Expects that all flows agree within their errors, which are small, and that the moduli do. */
function expectSame(found: Flows, exact: Flows): void {
  const largest = Math.max(...exact.absolute);
  expect(largest).toBeGreaterThan(0);
  exact.value.forEach((value, k) => {
    const error = found.truncation[k]! + found.ends[k]! + found.noise[k]!;
    const other = exact.truncation[k]! + exact.ends[k]! + exact.noise[k]!;
    expect(Math.abs(found.value[k]! - value), `flow ${k}`).toBeLessThanOrEqual(
      error + other + 2e-11 * largest,
    );
    expect(Math.abs(found.absolute[k]! - exact.absolute[k]!), `modulus ${k}`).toBeLessThan(1e-9 * largest);
    expect(error, `error ${k}`).toBeLessThan(1e-9 * largest);
  });
}

describe("sums of squares on panels in both integrals", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["at zero temperature", dots, twoTerminal(10.4, 9.8, 0, 0)],
    ["at zero temperature, two modes joined by damping", joined(1), twoTerminal(0.4, -0.3, 0, 0)],
    ["the same for both spins", joined(2), twoTerminal(-0.3, 0.4, 0, 0)],
    ["one electrode warm", dotsWith({ gammaPh: 1.2 }), pointOf(10.4, 0.2, 9.8, 0, 0)],
  ])("give quanta, energy and moment of the closed forms: %s", (_, of, point) => {
    const exact = byPanels(stateAt(of, point), 1e-9);
    const copy = { ...exact, value: exact.value.slice(), absolute: exact.absolute.slice() };
    expectSame(bySquaresOnPanels(stateAt(of, point), of, 1e-9), copy);
  });
});

/** A level between electrode and level is an electrode with a band of its shape: both descriptions of one junction. */
const modesOf = (levels: number): Pick<Junction, "modes" | "damping"> => {
  const coupling = (a: number, b: number, c: number): number[][] =>
    Array.from({ length: levels }, (_, i) =>
      Array.from({ length: levels }, (_row, j) => (i > 1 || j > 1 ? 0 : [a, b, c][i + j]!)),
    );
  return {
    modes: [
      { omega: 0.8, coupling: coupling(0.2, 0.3, -0.1) },
      { omega: 1.3, coupling: coupling(-0.1, 0.2, 0.25) },
    ],
    damping: symmetric(0.7, 0.2, 0.9),
  };
};
const [contact, halfWidth, centre] = [0.3, 0.7, 0.2];
const banded = (spin: 1 | 2 = 1): Junction =>
  junction({
    hamiltonian: [
      [0.2, 0.1],
      [0.1, -0.3],
    ],
    electrodes: { L: lorentzian(0, contact ** 2, halfWidth, centre), R: { broadening: [0, 0.5] } },
    ...modesOf(2),
    spin,
  });
const extended = (spin: 1 | 2 = 1): Junction =>
  junction({
    hamiltonian: [
      [0.2, 0.1, contact],
      [0.1, -0.3, 0],
      [contact, 0, centre],
    ],
    electrodes: { L: { broadening: [0, 0, 2 * halfWidth] }, R: { broadening: [0, 0.5, 0] } },
    ...modesOf(3),
    spin,
  });

describe("electrodes with bands, from their own self-energies,", () => {
  it.each([1, 2] as const)("give what a level that stands for the band gives, %d spin", (spin) => {
    const point = twoTerminal(0.5, -0.2, 0, 0);
    const found = bySquaresOnPanels(stateAt(banded(spin), point), banded(spin), 1e-9);
    expectSame(found, byPanels(stateAt(extended(spin), point), 1e-9));
  });

  it("are asked for them a few hundred times, wherever thermal electrons and quanta may take these", () => {
    let asked = 0;
    const { levels, selfEnergy } = lorentzian(0, contact ** 2, halfWidth, centre);
    const given = banded();
    const counted = junction({
      ...given,
      electrodes: {
        L: {
          levels,
          selfEnergy: (e) => {
            asked++;
            return selfEnergy(e);
          },
        },
        R: given.electrodes.R!,
      },
    });
    const [T, muL, muR] = [0.05, -1.9, -2.3];
    const state = stateAt(counted, twoTerminal(muL, muR, T, T));
    const of = bySpectra(state, counted);
    const through = of(state.hops[0]!).at;
    state.modes.put(0.8, state.weights);
    asked = 0;
    // thermal tails of 38 T, from which a quantum of 1.3 is given or taken
    const reach = 38 * T + 1.3;
    const [low, high] = [muR - reach - state.poles.reference, 0.2 + reach - state.poles.reference];
    let [least, most] = [Number.POSITIVE_INFINITY, 0];
    for (let k = 0; k <= 4000; k++) {
      const value = through(low + ((high - low) * k) / 4000, 0, state.weights);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    expect(least).toBeGreaterThan(0);
    expect(most).toBeGreaterThan(100 * least);
    expect(asked).toBeGreaterThan(50);
    expect(asked).toBeLessThan(1500);
  });
});

describe("the roundoff of sums of squares on panels", () => {
  /** In units of the unit roundoff, relative to the integral of the modulus. */
  const unitsOf = (of: Junction): number => {
    const flows = bySquaresOnPanels(stateAt(of, twoTerminal(10.2, 9.9, 0, 0)), of, 1e-9);
    const k = flows.absolute.indexOf(Math.max(...flows.absolute));
    return flows.noise[k]! / flows.absolute[k]! / 2 ** -52;
  };

  it("is that of sixty terms where levels are as wide as they are apart", () => {
    expect(unitsOf(dots)).toBeGreaterThan(0.8 * 60);
    expect(unitsOf(dots)).toBeLessThan(0.8 * 64 + 10);
  });

  it("is that of the energies where one level is much narrower", () => {
    // half a width of 0.004 at the distance 1 from the other: 500 units of the unit roundoff
    for (const sharp of [dotsWith({ gammaL: 0.004 }), dotsWith({ gammaR: 0.004 })]) {
      expect(unitsOf(sharp)).toBeGreaterThan(0.8 * 560);
      // and up to the bias, 0.3, more about the line of the hole
      expect(unitsOf(sharp)).toBeLessThan(0.8 * (560 + 0.3 / 0.002));
    }
  });

  it("is that of the table where electrodes have bands, edges of which are no narrow levels", () => {
    const given = banded();
    const edged = junction({
      ...given,
      hamiltonian: [
        [10.4, 0.1],
        [0.1, 9.7],
      ],
      electrodes: {
        L: { ...lorentzian(0, contact ** 2, halfWidth, 10.2), edges: [5, 15] },
        R: given.electrodes.R!,
      },
    });
    // two spectral functions, each to 1e-12
    expect(unitsOf(edged) * 2 ** -52).toBeGreaterThan(0.8 * 2e-12);
    expect(unitsOf(edged) * 2 ** -52).toBeLessThan(1.2 * 2e-12);
  });
});
