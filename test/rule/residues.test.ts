import { describe, expect, it } from "vitest";
import type { Junction, OperatingPoint } from "../../lib/solver/index.js";
import { junction, twoTerminal } from "../../lib/solver/index.js";
import { gridFor, putPoleFactor } from "../../lib/solver/rule/grid.js";
import {
  BOSE,
  DRAIN,
  HOP,
  listPoles,
  MODE,
  PINCH,
  type PoleList,
  poleList,
  SOURCE,
} from "../../lib/solver/rule/ladders.js";
import { addResidues, corrections } from "../../lib/solver/rule/residues.js";
import { analyticRadius } from "../../lib/solver/rule/state.js";
import { type Complex, complex, modulus, subtract } from "../../lib/solver/special/complex.js";
import { dots, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { type Continued, continuedIntegrand, residuesByContour } from "./continued.js";
import { pointOf } from "./rules.js";

/** The k-th pole of a list alone. */
function alone(list: PoleList, k: number): PoleList {
  const one = poleList();
  one.count = 1;
  one.around = 1;
  for (const key of ["re", "im", "kind", "index", "group", "rung"] as const) one[key][0] = list[key][k]!;
  return one;
}

/** Residues of flux, energy and moment of every channel at one pole, from what it adds on both grids. */
function residuesOf({ state }: Continued, pole: PoleList): Complex[] {
  const grid = gridFor(state, analyticRadius(state), 20, 1, 0);
  const sums = corrections(state.hops.length);
  addResidues(state, grid, pole, sums);
  const factor = new Float64Array(4);
  putPoleFactor(grid, pole.re[0]!, pole.im[0]!, factor);
  const [a, b, c, d] = [factor[0]!, -factor[1]!, factor[2]!, -factor[3]!];
  // coarse = a re + b im, fine = c re + d im
  const determinant = a * d - b * c;
  return Array.from(sums.fine, (fine, o) =>
    complex((sums.coarse[o]! * d - b * fine) / determinant, (a * fine - c * sums.coarse[o]!) / determinant),
  );
}

const NAMES = ["mode", "bose", "hop", "source rung", "drain rung", "pinch"];

/** Compares every pole in a wedge with a contour integral; returns how many of each kind there were. */
function expectContours(
  junction: Junction,
  point: OperatingPoint,
  slope: number,
  summed: "poles" | "squares" = "poles",
): number[] {
  const continued = continuedIntegrand(junction, point, summed);
  const { state } = continued;
  const all = poleList();
  listPoles(state, 4 * slope, 12, all);
  const found = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < all.count; k++) {
    const at = complex(all.re[k]!, all.im[k]!);
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
    const residues = residuesOf(continued, alone(all, k));
    found[all.kind[k]!]!++;
    const contours = state.hops.map((_, c) => residuesByContour(continued, c, at, radius));
    const size = Math.max(...contours.map(({ flux }) => modulus(flux)), 1e-12);
    contours.forEach(({ flux, moment }, c) => {
      const context = `${NAMES[all.kind[k]!]} at ${at.re} + ${at.im} i, channel ${c}`;
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
    for (const kind of kinds) expect(found[kind], NAMES[kind]).toBeGreaterThan(0);
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
    for (const kind of kinds) expect(found[kind], NAMES[kind]).toBeGreaterThan(0);
  });
});
