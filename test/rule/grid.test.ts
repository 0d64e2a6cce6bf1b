import { describe, expect, it } from "vitest";
import { twoTerminal } from "../../lib/solver/index.js";
import {
  type Grid,
  gridFor,
  LAGRANGE,
  LOW_AT,
  LOW_POINTS,
  putPoleFactor,
} from "../../lib/solver/rule/grid.js";
import { analyticRadius, type State } from "../../lib/solver/rule/state.js";
import { dots, dotsWith } from "../junctions.js";
import { stateAt } from "./rules.js";

const nodesOf = ({ start, step, end }: Grid): number[] => {
  const nodes: number[] = [];
  for (let s = start; Math.exp(s) < end; s += step) nodes.push(Math.exp(s));
  return nodes;
};

/** Smallest distance of a node from a frequency, in steps. */
function distanceTo(grid: Grid, omega: number): number {
  const position = (Math.log(omega) - grid.start) / grid.step;
  return Math.abs(position - Math.round(position));
}

const gridOf = (state: State, digits = 26.5, shift = 0): Grid =>
  gridFor(state, analyticRadius(state), digits, 1.5, shift);

const state = (): State => stateAt(dots, twoTerminal(10.3, 9.8, 0.4, 0.6));

/** Sums f over the nodes and below the first of them, on the fine grid and on the one of twice the step. */
function sumsOf(grid: Grid, f: (omega: number) => number): [fine: number, coarse: number] {
  let [even, odd] = [0, 0];
  nodesOf(grid).forEach((omega, n) => {
    if (n % 2 === 0) even += omega * f(omega);
    else odd += omega * f(omega);
  });
  let [lowFine, lowCoarse] = [0, 0];
  LOW_AT.forEach((x, k) => {
    lowFine += grid.lowFine[k]! * f(grid.first * x);
    lowCoarse += grid.lowCoarse[k]! * f(grid.first * x);
  });
  return [grid.step * (even + odd + lowFine), 2 * grid.step * (even + lowCoarse)];
}

describe("the grid", () => {
  it("sums what decays and is smooth to twelve digits, all powers of w at w = 0 included", () => {
    const grid = gridOf(state());
    // e^-w (1 + 2 w + 3 w^2): 1 + 2 + 6
    const [fine, coarse] = sumsOf({ ...grid, end: 60 }, (w) => Math.exp(-w) * (1 + 2 * w + 3 * w * w));
    expect(Math.abs(fine / 9 - 1)).toBeLessThan(1e-11);
    expect(Math.abs(coarse / 9 - 1)).toBeLessThan(1e-5);
  });

  it("knows what it misses of a pole, on both of its steps, however near that is to the axis", () => {
    const grid = { ...gridOf(state()), end: 1e7 };
    const factor = new Float64Array(4);
    for (const width of [0.5, 0.05, 1e-3, 1e-6]) {
      // 2 g/((w - 2)^2 + g^2) - 2 g/((w + 2)^2 + g^2) is 2 Im 1/(w - 2 - i g) - ..., the integral 4 atan(2/g)
      const f = (w: number): number =>
        (2 * width) / ((w - 2) ** 2 + width ** 2) - (2 * width) / ((w + 2) ** 2 + width ** 2);
      const [fine, coarse] = sumsOf(grid, f);
      putPoleFactor(grid, 2, width, factor);
      // residue -i: Re(-i (x + i y)) = y
      const exact = 4 * Math.atan(2 / width);
      expect(fine + factor[3]!).toBeCloseTo(exact, 9);
      expect(coarse + factor[1]!).toBeCloseTo(exact, 4);
      if (width < 0.1) expect(Math.abs(fine - exact)).toBeGreaterThan(1e-3);
    }
  });

  it("has the step of the angle that was chosen, and its first node well inside the radius of analyticity", () => {
    for (const digits of [15, 20, 26.5, 33]) {
      const grid = gridOf(state(), digits);
      expect((2 * Math.PI * grid.angle) / grid.step).toBeCloseTo(digits, 10);
      expect(grid.first).toBeLessThan(0.35 * analyticRadius(state()));
      expect(grid.first).toBe(Math.exp(grid.start));
      expect(grid.end).toBeGreaterThan(grid.tail + digits * 0.6);
    }
    expect(gridOf(state(), 33).first).toBeLessThan(gridOf(state(), 15).first);
  });

  it("keeps away from the zero of Lambda at mu_ab and from narrow modes", () => {
    for (const bias of [0.13, 0.5, 1, 1.7]) {
      const narrow = dotsWith({ gammaPh: 1e-6, omega: 0.83 });
      for (const digits of [18, 22, 26.5, 30]) {
        const grid = gridOf(stateAt(narrow, twoTerminal(10, 10 - bias, 0.4, 0.6)), digits);
        expect(distanceTo(grid, bias)).toBeGreaterThan(0.15);
        expect(distanceTo(grid, 0.83)).toBeGreaterThan(0.15);
      }
    }
  });

  // there the hop and the term that it comes from would cancel
  it("keeps away from hops between narrow levels", () => {
    const narrow = dotsWith({ gammaL: 1e-9, gammaR: 1e-9, gammaPh: 1.6 });
    for (const digits of [18, 22, 26.5, 30]) {
      const grid = gridOf(stateAt(narrow, twoTerminal(10, 10, 0.4, 0.6)), digits);
      expect(distanceTo(grid, 1)).toBeGreaterThan(0.1);
    }
  });

  it("keeps away from the distance of equally wide levels where electrodes differ in temperature", () => {
    const point = {
      electrodes: { L: { mu: 10.2, temperature: 0.4 }, R: { mu: 10, temperature: 0.3 } },
      bath: { temperature: 0.5 },
    };
    for (const digits of [18, 22, 26.5, 30])
      expect(distanceTo(gridOf(stateAt(dots, point), digits), 1)).toBeGreaterThan(0.15);
  });

  it("moves by parts of a step when it is told to", () => {
    const [here, there] = [gridOf(state()), gridOf(state(), 26.5, 0.137)];
    expect((there.start - here.start) / here.step).toBeCloseTo(0.137, 10);
  });
});

describe("the polynomial below the first node", () => {
  it("is exact for powers up to the fifth", () => {
    for (let power = 0; power < LOW_POINTS; power++) {
      for (let j = 0; j < LOW_POINTS; j++) {
        let coefficient = 0;
        LOW_AT.forEach((x, k) => {
          coefficient += LAGRANGE[k * LOW_POINTS + j]! * x ** power;
        });
        expect(coefficient).toBeCloseTo(j === power ? 1 : 0, 10);
      }
    }
    expect(LOW_AT[0]).toBe(1);
  });
});
