import { describe, expect, it } from "vitest";
import { junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { byPoles } from "../../lib/solver/pairs/pair-closed-form.js";
import {
  energyIntegral,
  fermiDifference,
  reducedByQuadrature,
} from "../../lib/solver/pairs/pair-quadrature.js";
import { type ExpandedPair, electrodePair, isExpanded } from "../../lib/solver/pairs/pairs.js";
import { dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

function expanded(...args: Parameters<typeof electrodePair>): ExpandedPair {
  const bath = electrodePair(...args);
  if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
  return bath;
}

describe("the closed form of Lambda", () => {
  const next = randomSequence(41);
  const given = randomJunction(3, 2, next);

  it("keeps all digits where levels, chemical potentials and frequency coincide", () => {
    const twin = dotsWith({ epsilonL: 10, epsilonR: 9 });
    const at = (omega: number): number =>
      byPoles(expanded(twin, twoTerminal(10, 9, 0.5), "L", "R"), omega).matrix.re[0]!;
    // x = 0, level distance and mode energy all at w = 1
    expect(Math.abs(at(1 + 1e-9) - at(1 - 1e-9))).toBeLessThan(1e-8 * at(1));
  });

  /** By poles and by quadrature, within both errors; those of the poles are small and not below roundoff. */
  function expectQuadrature(of: ExpandedPair, omega: number): void {
    const poles = byPoles(of, omega);
    const thermal = of.source.temperature === of.drain.temperature;
    const brute = thermal
      ? reducedByQuadrature(of, omega, 1e-12)
      : energyIntegral(of, omega, (energy) => fermiDifference(of, omega, energy), 1e-12);
    for (const [key, error] of [
      ["matrix", "error"],
      ["moment", "momentError"],
    ] as const) {
      const size = Math.max(...brute[key].re.map(Math.abs), ...brute[key].im.map(Math.abs));
      poles[key].re.forEach((re, k) => {
        const deviation = Math.hypot(re - brute[key].re[k]!, poles[key].im[k]! - brute[key].im[k]!);
        expect(deviation, `${key} at w = ${omega}`).toBeLessThan(1e-10 * size);
        expect(deviation, `${key} at w = ${omega}`).toBeLessThanOrEqual(poles[error] + brute[error]);
      });
      expect(poles[error]).toBeGreaterThan(4e-16 * size);
      expect(poles[error]).toBeLessThan(1e-10 * size);
    }
  }

  it("is the quadrature over energy, for more levels than the first arrays hold", () => {
    const large = randomJunction(9, 1, randomSequence(42));
    expectQuadrature(expanded(large, twoTerminal(0.31, -0.17, 0.4), "L", "R"), 0.6);
  });

  it.each([
    [0.2, 0.5],
    [0, 0.4],
    [0.3, 0],
    [0, 0],
  ])("is the quadrature over energy where T_L = %s, T_R = %s, zero included", (TL, TR) => {
    const point: OperatingPoint = {
      electrodes: { L: { mu: 0.31, temperature: TL }, R: { mu: -0.17, temperature: TR } },
      bath: { temperature: 1 },
    };
    for (const omega of [0.2, 1.3]) {
      for (const [from, to] of [
        ["L", "R"],
        ["R", "L"],
        ["L", "L"],
      ] as const) {
        expectQuadrature(expanded(given, point, from, to), omega);
      }
    }
  });

  it.each<[string, object, number, number, number]>([
    ["x = 0", { gammaR: 0.9 }, 10.2, 9.9, 10.2 - 9.9],
    ["w = 0", { gammaR: 0.9 }, 10, 10, 0],
    ["z_L - z_R = w", {}, 10.2, 9.9, 1],
    ["both at once", {}, 10.8, 9.8, 1],
  ])("is the quadrature over energy at its removable singularities: %s", (_, parts, muL, muR, omega) => {
    expectQuadrature(expanded(dotsWith(parts), twoTerminal(muL, muR, 0.4), "L", "R"), omega);
  });

  it("knows a dark state, which has no width, by leaving it out", () => {
    const dark = junction({
      ...dotsWith({}),
      hamiltonian: [10.5, 9.5, 10],
      electrodes: {
        L: { broadening: [0.5, 0, 0].map((gamma, i) => [0, 1, 2].map((j) => (i === j ? gamma : 0))) },
        R: { broadening: [0, 0.5, 0].map((gamma, i) => [0, 1, 2].map((j) => (i === j ? gamma : 0))) },
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.5, 0],
            [0.5, 0, 0],
            [0, 0, 0.5],
          ],
        },
      ],
    });
    const point = twoTerminal(10.2, 9.9, 0.4);
    const there = byPoles(expanded(dark, point, "L", "R"), 0.7);
    const without = byPoles(expanded(dotsWith({}), point, "L", "R"), 0.7);
    expect(there.matrix.re[0]! / without.matrix.re[0]!).toBeCloseTo(1, 13);
    expect(there.moment.re[0]! / without.moment.re[0]!).toBeCloseTo(1, 12);
  });
});
