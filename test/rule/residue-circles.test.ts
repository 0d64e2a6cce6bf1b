/** Residues that are found on circles: of poles that nearly coincide, and of modes where the energy rule loses digits. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { type Grid, putPoleFactor } from "../../lib/solver/rule/grid.js";
import { BOSE, DRAIN, HOP, MODE, SOURCE } from "../../lib/solver/rule/ladders.js";
import { squaresOf } from "../../lib/solver/rule/squares.js";
import { sumBySquares } from "../../lib/solver/rule/state.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import { complex, multiply, scale } from "../../lib/solver/special/complex.js";
import { dots, dotsWith } from "../junctions.js";
import { continuedIntegrand } from "./continued.js";
import { correctionsOf, gridOf, only, polesIn } from "./poles.js";
import { pointOf, stateAt } from "./rules.js";

/** The paper's junction with other modes. */
const withModes = (omegas: readonly number[], dampings: readonly number[]): Junction =>
  junction({
    ...dots,
    modes: omegas.map((omega, m) => ({
      omega,
      coupling: [
        [0.1 * m, 0.5],
        [0.5, -0.2 * m],
      ],
    })),
    damping: dampings.map((value, m) => dampings.map((_, n) => (m === n ? value : 0))),
  });

describe("poles that nearly coincide add the integral round all of them", () => {
  const omega = Math.hypot(1, 0.5);
  it.each<[string, Junction, OperatingPoint, readonly number[]]>([
    [
      "a mode on a hop",
      dotsWith({ omega: omega + 1e-7, gammaPh: 1 }),
      twoTerminal(10.3, 9.9, 0.9, 0.7),
      [MODE, HOP],
    ],
    [
      "one of two modes on a hop",
      withModes([0.7, omega + 1e-6], [0.3, 1]),
      twoTerminal(10.3, 9.9, 0.9, 0.7),
      [MODE, HOP],
    ],
    [
      "the last of nine modes, more than there is room for at first, on a hop",
      withModes(
        [...Array.from({ length: 8 }, (_, m) => 0.4 + 0.1 * m), omega + 1e-6],
        [...Array.from({ length: 8 }, () => 0.3), 1],
      ),
      twoTerminal(10.3, 9.9, 0.9, 0.7),
      [MODE, HOP],
    ],
    [
      "one of two modes on a hop, two temperatures",
      withModes([omega + 1e-6, 0.7], [1, 0.3]),
      pointOf(10.3, 0.9, 9.9, 0.7, 0.7),
      [MODE, HOP],
    ],
    [
      "a level on a Fermi pole of its electrode",
      dotsWith({ gammaL: 0.2 * Math.PI + 1e-6, gammaR: 0.2 }),
      twoTerminal(10.5, 9.9, 0.1, 0.3),
      [BOSE, HOP, SOURCE, DRAIN],
    ],
  ])("%s", (_, of, point, kinds) => {
    const continued = continuedIntegrand(of, point);
    const { state } = continued;
    const all = polesIn(state, 1.2, 4);
    const members = [...Array(all.count).keys()].filter((k) => all.cluster[k]! > 0);
    expect([...new Set(members.map((k) => all.kind[k]!))].sort()).toEqual(kinds);
    expect(all.circles).toHaveLength(members.length / 2);
    const grid = gridOf(state);
    const found = correctionsOf(state, grid, { ...only(all, members), circles: all.circles });
    const factor = new Float64Array(4);
    const [fine, coarse] = [0, 0].map(() => new Float64Array(found.fine.length)) as [
      Float64Array,
      Float64Array,
    ];
    // half as far from the poles, at other points
    const points = 40;
    for (const { x, y, radius } of all.circles)
      for (let k = 0; k < points; k++) {
        const phase = (2 * Math.PI * (k + 0.2)) / points;
        const step = scale(radius / 2, complex(Math.cos(phase), Math.sin(phase)));
        const w = complex(x + step.re, y + step.im);
        putPoleFactor(grid, w.re, w.im, factor);
        state.hops.forEach((__, c) => {
          const { flux, moment } = continued.at(c, w);
          [flux, multiply(w, flux), moment].forEach((value, part) => {
            const one = scale(1 / points, multiply(value, step));
            const o = 3 * c + part;
            coarse[o] = coarse[o]! + one.re * factor[0]! - one.im * factor[1]!;
            fine[o] = fine[o]! + one.re * factor[2]! - one.im * factor[3]!;
          });
        });
      }
    for (const [sum, exact] of [
      [found.fine, fine],
      [found.coarse, coarse],
    ] as const) {
      const size = Math.max(...exact.map(Math.abs));
      expect(size).toBeGreaterThan(0);
      exact.forEach((value, o) => {
        expect(Math.abs(sum[o]! - value)).toBeLessThan(1e-9 * size);
      });
    }
  });
});

/** What the modes of a junction add whose electrodes have one temperature, by digammas and by sums of squares. */
function modesBy(
  summed: "digammas" | "squares",
  of: Junction,
  point: OperatingPoint,
  slope: number,
  grid?: Grid,
) {
  const state = stateAt(of, point);
  const usual = grid ?? gridOf(state);
  if (summed === "squares") {
    sumBySquares(state, squaresOf(of, state.poles, state.terms));
    for (const hop of state.hops) hop.rule = energyRule(state, hop);
  }
  // the list is left as it is: what lies round a mode counts
  const list = polesIn(state, slope, 3);
  const others = [...Array(list.count).keys()].filter((k) => list.kind[k] !== MODE);
  const rest = correctionsOf(state, usual, only(list, others));
  const sums = correctionsOf(state, usual, list);
  return { grid: usual, fine: sums.fine.map((value, o) => value - rest.fine[o]!) };
}

describe("a mode where the energy rule loses its digits adds what digammas give", () => {
  const sharp = 1e-6;
  const steep = Math.hypot(1, 0.08);
  const hot = dotsWith({ gammaL: 0.15, gammaR: 0.15, omega: steep, gammaPh: 0.16 });
  it.each<[string, Junction, OperatingPoint, number]>([
    ["at mu_ab", dotsWith({ gammaPh: sharp, epsilonL: 10.8 }), twoTerminal(10.4, 9.4, 0.3, 0.5), 0.01],
    [
      "next to mu_ab",
      dotsWith({ gammaPh: sharp, epsilonL: 10.8 }),
      twoTerminal(10.4, 9.4 - 1e-7, 0.3, 0.5),
      0.01,
    ],
    ["one of two, at mu_ab", withModes([0.6, 1.2], [0.3, sharp]), twoTerminal(10.6, 9.4, 0.3, 0.5), 0.4],
    ["at the distance of two levels", dotsWith({ gammaPh: sharp }), twoTerminal(10.1, 9.8, 0.3, 0.5), 0.01],
    [
      "next to the distance of two levels",
      dotsWith({ gammaPh: sharp, epsilonL: 10.5 + 1e-6 }),
      twoTerminal(10.1, 9.8, 0.3, 0.5),
      0.01,
    ],
    [
      "at the distance of two levels, as wide as they differ",
      dotsWith({ gammaL: 0.5, gammaR: 0.3, omega: Math.hypot(1, 0.1), gammaPh: 0.2 }),
      twoTerminal(10.1, 9.8, 0.3, 0.5),
      0.2,
    ],
    [
      "at mu_ab and the distance of two levels, slow, a hop outside of the wedge",
      dotsWith({
        epsilonL: 10.1,
        epsilonR: 10,
        gammaL: 0.04,
        gammaR: 0.04,
        omega: 0.1,
        gammaPh: 1e-8,
        coupling: 0.01,
      }),
      twoTerminal(10.1, 10, 0.3, 0.5),
      0.001,
    ],
    ["at mu_ab, a hop above it", hot, twoTerminal(10.45, 9.45, 1, 0.8), 0.1],
  ])("%s", (_, of, point, slope) => {
    const exact = modesBy("digammas", of, point, slope);
    const found = modesBy("squares", of, point, slope, exact.grid);
    for (let part = 0; part < 3; part++) {
      const parts = (sums: Float64Array): number[] => [...sums].filter((__, o) => o % 3 === part);
      const size = Math.max(...parts(exact.fine).map(Math.abs));
      expect(size).toBeGreaterThan(0);
      parts(found.fine).forEach((value, c) => {
        expect(Math.abs(value - parts(exact.fine)[c]!) / size).toBeLessThan(1e-10);
      });
    }
  });
});
