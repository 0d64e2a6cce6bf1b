import { describe, expect, it } from "vitest";
import type { Junction, OperatingPoint } from "../../lib/solver/index.js";
import { junction, twoTerminal } from "../../lib/solver/index.js";
import { putPoleFactor } from "../../lib/solver/rule/grid.js";
import { BOSE, DRAIN, HOP, MODE, PINCH, type PoleList, SOURCE } from "../../lib/solver/rule/ladders.js";
import { type Complex, complex, modulus, subtract } from "../../lib/solver/special/complex.js";
import { dots, randomHermitian, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { type Continued, continuedIntegrand, residuesByContour } from "./continued.js";
import { correctionsOf, gridOf, KINDS, only, polesIn } from "./poles.js";
import { pointOf } from "./rules.js";

/** Residues of flux, energy and moment of every channel at one pole, from what it adds on both grids. */
function residuesOf({ state }: Continued, pole: PoleList): Complex[] {
  const grid = gridOf(state);
  const sums = correctionsOf(state, grid, pole);
  const factor = new Float64Array(4);
  putPoleFactor(grid, pole.re[0]!, pole.im[0]!, factor);
  const [a, b, c, d] = [factor[0]!, -factor[1]!, factor[2]!, -factor[3]!];
  // coarse = a re + b im, fine = c re + d im
  const determinant = a * d - b * c;
  return Array.from(sums.fine, (fine, o) =>
    complex((sums.coarse[o]! * d - b * fine) / determinant, (a * fine - c * sums.coarse[o]!) / determinant),
  );
}

/**
 * Compares poles in a wedge with a contour integral; returns how many of each kind there were.
 * @param most so many of each kind
 */
function expectContours(
  junction: Junction,
  point: OperatingPoint,
  slope: number,
  summed: "poles" | "squares" = "poles",
  most = Number.POSITIVE_INFINITY,
): number[] {
  const continued = continuedIntegrand(junction, point, summed);
  const { state } = continued;
  const all = polesIn(state, 4 * slope, 12);
  const found = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < all.count; k++) {
    const at = complex(all.re[k]!, all.im[k]!);
    if (found[all.kind[k]!]! >= most) continue;
    if (at.im > slope * at.re || at.re > 6) continue;
    let radius = 0.4 * Math.min(at.im, at.re, 2 * Math.PI * state.bath);
    let shared = false;
    for (let j = 0; j < all.count; j++) {
      if (j === k) continue;
      const distance = Math.hypot(all.re[j]! - at.re, all.im[j]! - at.im);
      // rungs of one ladder over several electrodes of a group are one pole; other coincidences are clusters
      if (distance < 1e-9) shared = true;
      else radius = Math.min(radius, 0.4 * distance);
    }
    if (shared || radius < 1e-3) continue;
    const residues = residuesOf(continued, only(all, [k]));
    found[all.kind[k]!]!++;
    const contours = state.hops.map((_, c) => residuesByContour(continued, c, at, radius));
    const size = Math.max(...contours.map(({ flux }) => modulus(flux)), 1e-12);
    contours.forEach(({ flux, moment }, c) => {
      const context = `${KINDS[all.kind[k]!]} at ${at.re} + ${at.im} i, channel ${c}`;
      expect(modulus(subtract(residues[3 * c]!, flux)), context).toBeLessThan(1e-8 * size);
      expect(modulus(subtract(residues[3 * c + 2]!, moment)), `moment, ${context}`).toBeLessThan(
        1e-8 * size * 10,
      );
      const energy = residues[3 * c + 1]!;
      const flow = residues[3 * c]!;
      expect(energy.re, `energy, ${context}`).toBeCloseTo(flow.re * at.re - flow.im * at.im, 10);
      expect(energy.im, `energy, ${context}`).toBeCloseTo(flow.re * at.im + flow.im * at.re, 10);
    });
  }
  return found;
}

const coupled = (): Junction => {
  const given = randomJunction(3, 2, randomSequence(41));
  return junction({
    ...given,
    damping: symmetric(0.3, 0.1, 0.5),
  });
};

describe("residues of the integrand are contour integrals round its poles:", () => {
  it.each<[string, Junction, OperatingPoint, readonly number[]]>([
    ["two levels", dots, twoTerminal(10.9, 9.6, 0.11, 0.3), [MODE, BOSE, HOP, SOURCE, DRAIN]],
    [
      "two levels, electrodes of two temperatures",
      dots,
      pointOf(10.9, 0.11, 9.6, 0.17, 0.3),
      [MODE, HOP, SOURCE, DRAIN, PINCH],
    ],
    [
      "three levels, two modes coupled by damping",
      coupled(),
      twoTerminal(0.61, -0.57, 0.12, 0.4),
      [MODE, BOSE, HOP, SOURCE, DRAIN],
    ],
    [
      "three levels, two modes coupled by damping, two temperatures",
      coupled(),
      pointOf(0.61, 0.12, -0.57, 0.19, 0.4),
      [MODE, HOP, SOURCE, DRAIN, PINCH],
    ],
    ["hot electrodes", dots, twoTerminal(10.4, 9.7, 300, 200), [MODE, HOP]],
  ])("%s", (_, junction, point, kinds) => {
    const found = expectContours(junction, point, 1.6);
    for (const kind of kinds) expect(found[kind], KINDS[kind]).toBeGreaterThan(0);
  });

  it.each<[string, Junction, OperatingPoint, readonly number[]]>([
    ["of one temperature", dots, twoTerminal(10.9, 9.6, 0.11, 0.3), [MODE, HOP, SOURCE, DRAIN, PINCH]],
    [
      "of two temperatures",
      coupled(),
      pointOf(0.61, 0.12, -0.57, 0.19, 0.4),
      [MODE, HOP, SOURCE, DRAIN, PINCH],
    ],
  ])("sums of squares, electrodes %s", (_, junction, point, kinds) => {
    const found = expectContours(junction, point, 1.6, "squares");
    for (const kind of kinds) expect(found[kind], KINDS[kind]).toBeGreaterThan(0);
  });

  /** Two levels of complex couplings, two modes, electrodes of one channel of the levels each. */
  const twisted = randomJunction(2, 2, randomSequence(43));
  it.each<[string, Junction, OperatingPoint, readonly number[]]>([
    ["of one temperature", twisted, twoTerminal(0.4, -0.3, 0.15, 0.4), [MODE, BOSE, HOP, SOURCE, DRAIN]],
    ["of two temperatures", twisted, pointOf(0.4, 0.15, -0.3, 0.2, 0.4), [MODE, HOP, SOURCE, DRAIN, PINCH]],
    [
      "of one temperature and potential, a group: some channels lack the pair of a rung's levels",
      dots,
      twoTerminal(10.1, 10.1, 0.11, 0.3),
      [MODE, HOP, SOURCE, DRAIN],
    ],
  ])("the first of each kind, electrodes %s", (_, junction, point, kinds) => {
    const found = expectContours(junction, point, 1.6, "poles", 1);
    for (const kind of kinds) expect(found[kind], KINDS[kind]).toBe(1);
  });

  const warm = twoTerminal(0.4, -0.3, 0.15, 0.4);

  it("of more modes than there is room for at first", () => {
    const next = randomSequence(44);
    const modes = Array.from({ length: 9 }, (_, m) => ({
      omega: 0.5 + 0.15 * m,
      coupling: randomHermitian(2, next, 0.3),
    }));
    const many = junction({ ...twisted, modes, damping: 0.4 });
    expect(expectContours(many, warm, 1.6, "poles", 1)).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it("of more levels than there is room for at first", () => {
    const levels = Array.from({ length: 17 }, (_, p) => p);
    const chain = junction({
      hamiltonian: levels.map((p) => 0.1 * p),
      electrodes: {
        L: { broadening: levels.map((p) => (p % 2 === 0 ? 0.4 : 0)) },
        R: { broadening: levels.map((p) => (p % 2 === 1 ? 0.5 : 0)) },
      },
      modes: [
        { omega: 0.9, coupling: levels.map((p) => levels.map((q) => (Math.abs(p - q) === 1 ? 0.2 : 0))) },
      ],
      damping: 0.4,
    });
    expect(expectContours(chain, warm, 0.3, "poles", 1)[MODE]).toBe(1);
  });
});

describe("the corrections of a list of poles", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["at one temperature", dots, twoTerminal(10.9, 9.6, 0.11, 0.3)],
    ["at two temperatures", dots, pointOf(10.9, 0.11, 9.6, 0.17, 0.3)],
  ])("are sums over the poles, their moduli too, and the largest of the residues: %s", (_, of, point) => {
    const continued = continuedIntegrand(of, point);
    const { state } = continued;
    const list = polesIn(state, 1.1, 6);
    const grid = gridOf(state);
    const one = [...Array(list.count).keys()].map((k) => only(list, [k]));
    const alone = one.map((pole) => correctionsOf(state, grid, pole));
    const residues = one.map((pole) => residuesOf(continued, pole));
    const all = correctionsOf(state, grid, list);
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    all.fine.forEach((fine, o) => {
      const parts = alone.map((sums) => sums.fine[o]!);
      const absolute = sum(parts.map(Math.abs));
      expect(Math.abs(fine - sum(parts))).toBeLessThanOrEqual(1e-14 * absolute);
      expect(Math.abs(all.absolute[o]! - absolute)).toBeLessThanOrEqual(1e-14 * absolute);
      expect(all.coarse[o]! / sum(alone.map((sums) => sums.coarse[o]!))).toBeCloseTo(1, 12);
      expect(all.noise[o]! / sum(alone.map((sums) => sums.noise[o]!))).toBeCloseTo(1, 12);
      const sizes = residues.map((of) => 4 * Math.PI * (Math.abs(of[o]!.re) + Math.abs(of[o]!.im)));
      expect(all.largest[o]! / Math.max(...sizes)).toBeCloseTo(1, 8);
    });
  });
});
