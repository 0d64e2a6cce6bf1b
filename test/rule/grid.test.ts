import { describe, expect, it } from "vitest";
import { type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import {
  digitsFor,
  farthestResonance,
  type Grid,
  gridFor,
  LAGRANGE,
  LOW_AT,
  LOW_POINTS,
  nodesNeeded,
  putPoleFactor,
} from "../../lib/solver/rule/grid.js";
import { analyticRadius, type State } from "../../lib/solver/rule/state.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

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

/** Distances from w = 0, and widths, of all resonances: modes, hops, and levels seen from the potentials of their electrodes. */
function resonancesOf({ terms, modes, hops, mu }: State): (readonly [distance: number, width: number])[] {
  const levels = hops.flatMap(({ channel, source, drain }) => [
    ...[...channel.columns].map((q) => [q, source] as const),
    ...[...channel.rows].map((p) => [p, drain] as const),
  ]);
  return [
    ...modes.poles.map(({ re, im }) => [re, im] as const),
    ...Array.from(terms.gap, (gap, t) => [gap, -terms.width[t]!] as const),
    ...levels.map(([p, group]) => [Math.abs(terms.re[p]! - mu[group]!), -terms.im[p]!] as const),
  ];
}

describe("the end of the grid", () => {
  const points = [0.01, 0.03, 0.1, 0.4].flatMap((T) =>
    [-3, 0, 2, 7].map((mu) => pointOf(10 + mu + 0.3, T, 10 + mu, 1.3 * T, 0.7 * T)),
  );
  const three = randomJunction(3, 2, randomSequence(7));
  const shifted = (point: OperatingPoint): OperatingPoint => ({
    ...point,
    electrodes: Object.fromEntries(
      Object.entries(point.electrodes).map(([name, one]) => [name, { ...one, mu: one.mu - 10 }]),
    ),
  });

  it("lies beyond the farthest resonance whose height, at most (2 distance/width)^4, makes up for the thermal tail", () => {
    for (const point of points) {
      for (const state of [
        stateAt(dotsWith({ gammaL: 1e-5, gammaR: 0.3, gammaPh: 1e-4 }), point),
        stateAt(three, shifted(point)),
      ]) {
        for (const digits of [15, 26.5]) {
          const counts = resonancesOf(state).filter(
            ([distance, width]) =>
              Math.exp(-(distance - state.highest) / state.hottest) *
                (1 + (2 * Math.abs(distance)) / width) ** 4 >
              Math.exp(-digits),
          );
          const farthest = Math.max(0, ...counts.map(([distance]) => distance));
          expect(farthestResonance(state, digits)).toBe(farthest);
          const grid = gridOf(state, digits);
          expect(grid.tail).toBe(Math.max(farthest, state.highest + state.modes.highest));
          expect(grid.end).toBeCloseTo(grid.tail + (digits + 1) * state.hottest, 10);
        }
      }
    }
  });
});

describe("the nodes", () => {
  it("are about as many as were said to be needed", () => {
    for (const T of [0.02, 0.1, 0.4, 2]) {
      for (const tolerance of [1e-7, 1e-10, 1e-13]) {
        const at = stateAt(dots, twoTerminal(10.3, 9.8, T, 0.6));
        const digits = digitsFor(tolerance);
        const count = nodesOf(gridFor(at, analyticRadius(at), digits, 0, 0)).length;
        expect(nodesNeeded(at, analyticRadius(at), tolerance) / count).toBeGreaterThan(0.75);
        expect(nodesNeeded(at, analyticRadius(at), tolerance) / count).toBeLessThan(1.3);
      }
    }
  });

  it("aim at an error some fifty times below the tolerance, and never at more than 1e-7 allows", () => {
    expect(Math.exp(-digitsFor(1e-10)) / 1e-10).toBeCloseTo(Math.exp(-4.5), 10);
    expect(digitsFor(1e-2)).toBe(digitsFor(1e-7));
  });

  it("are moved by the twelfth of a step that keeps farthest from what they should not meet", () => {
    const next = randomSequence(19);
    for (let k = 0; k < 40; k++) {
      const bias = 0.2 + 2 * next();
      const omega = 0.4 + next();
      const sharp = dotsWith({ gammaPh: 1e-5, omega, gammaL: 1e-8, gammaR: 1e-8, epsilonL: 10 + next() });
      const grid = gridOf(stateAt(sharp, twoTerminal(10, 10 - bias, 0.4, 0.6)));
      const { terms, boseMu, boses, modes } = stateAt(sharp, twoTerminal(10, 10 - bias, 0.4, 0.6));
      const avoided = [...boseMu.subarray(0, boses), ...modes.poles.map(({ re }) => re), ...terms.gap].filter(
        (w) => w > 0,
      );
      const distance = (offset: number): number =>
        Math.min(
          ...avoided.map((w) => {
            const x = Math.log(w) / grid.step - offset;
            return Math.abs(x - Math.round(x));
          }),
        );
      const offsets = Array.from({ length: 12 }, (_, twelfth) => distance(twelfth / 12));
      expect(distance(grid.offset)).toBeCloseTo(Math.max(...offsets), 9);
    }
  });

  it("are not moved where there is nothing to keep away from", () => {
    const broad = dotsWith({ gammaPh: 1.9 });
    expect(gridOf(stateAt(broad, twoTerminal(10, 10, 0.4, 0.6))).offset).toBe(0);
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
