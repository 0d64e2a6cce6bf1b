/** The poles of the integrand in a wedge, and which of them are taken together. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import {
  BOSE,
  DRAIN,
  HOP,
  listPoles,
  lookAround,
  MODE,
  PINCH,
  type PoleList,
  poleList,
  SOURCE,
} from "../../lib/solver/rule/ladders.js";
import type { State } from "../../lib/solver/rule/state.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

function listOf(junction: Junction, point: OperatingPoint, slope: number, end: number): [State, PoleList] {
  const state = stateAt(junction, point);
  for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
  const list = poleList();
  listPoles(state, slope, end, list);
  return [state, list];
}

const placesOf = (list: PoleList, kind: number): string[] =>
  Array.from({ length: list.count }, (_, k) => k)
    .filter((k) => list.kind[k] === kind)
    .map((k) => `${list.re[k]!.toFixed(9)} ${list.im[k]!.toFixed(9)}`)
    .sort();

/** Places in the wedge, once for each time that they are found. */
const inWedge = (places: readonly (readonly [number, number])[], slope: number, end: number): string[] =>
  places
    .filter(([x, y]) => x > 0 && x < end && y < slope * x)
    .map(([x, y]) => `${x.toFixed(9)} ${y.toFixed(9)}`)
    .sort();

const RUNGS = Array.from({ length: 200 }, (_, k) => k);

describe("the poles outside of a wedge that circles must know", () => {
  it("are those of a wider and longer wedge, each once, and are not in the wedge itself", () => {
    const three = randomJunction(3, 2, randomSequence(61));
    const point = pointOf(0.7, 0.04, -0.5, 0.07, 0.2);
    const [slope, end] = [0.4, 1.2];
    const [state, list] = listOf(three, point, slope, end);
    const inside = list.count;
    lookAround(state, list);
    expect(list.count).toBe(inside);
    expect(list.around).toBeGreaterThan(inside + 5);
    const sorted = (one: PoleList, length: number): string[] =>
      Array.from({ length }, (_, k) => `${one.kind[k]} ${one.re[k]} ${one.im[k]} ${one.rung[k]}`).sort();
    // three times a tenth of |w| on each side
    const wide = listOf(three, point, Math.tan(Math.atan(slope) + Math.asin(1 / 3)), 1.5 * end)[1];
    expect(sorted(list, list.around)).toEqual(sorted(wide, wide.count));
    const before = list.around;
    lookAround(state, list);
    expect(list.around).toBe(before);
  });
});

describe("the poles in a wedge are those of the formulas", () => {
  const three = randomJunction(3, 2, randomSequence(61));
  it.each<[string, Junction, OperatingPoint]>([
    ["the paper's junction", dots, pointOf(10.9, 0.03, 9.6, 0.03, 0.3)],
    ["the bias reversed", dots, pointOf(9.6, 0.03, 10.9, 0.03, 0.3)],
    ["three levels and two modes", three, pointOf(0.7, 0.04, -0.5, 0.04, 0.2)],
    ["two temperatures", three, pointOf(0.7, 0.04, -0.5, 0.07, 0.2)],
  ])("%s", (_, of, point) => {
    const [slope, end] = [1.3, 2.4];
    const [state, list] = listOf(of, point, slope, end);
    const { terms, modes, hops, mu, temperature } = state;
    const poles = Array.from(terms.re, (re, p) => [re, terms.im[p]!] as const);
    expect(placesOf(list, MODE)).toEqual(
      inWedge(
        modes.poles.map(({ re, im }) => [re, im]),
        slope,
        end,
      ),
    );
    const pairs = Array.from(terms.p, (p, k) => [poles[p]!, poles[terms.q[k]!]!] as const);
    expect(placesOf(list, HOP)).toEqual(
      inWedge(
        pairs.map(([z, y]) => [z[0] - y[0], -z[1] - y[1]]),
        slope,
        end,
      ),
    );
    // a Fermi pole counts once for each level and each group of electrodes that the level meets it in
    const meetings = (side: "source" | "drain"): [number, number][] => {
      const met = new Set<string>();
      for (const { channel, source, drain } of hops)
        for (const p of side === "source" ? channel.columns : channel.rows)
          met.add(`${side === "source" ? source : drain} ${p}`);
      return [...met].flatMap((key) => {
        const [g, p] = key.split(" ").map(Number) as [number, number];
        const [x, y] = poles[p]!;
        const sign = side === "source" ? -1 : 1;
        return RUNGS.map((k): [number, number] => [
          sign * (x - mu[g]!),
          -y + Math.PI * temperature[g]! * (2 * k + 1),
        ]);
      });
    };
    expect(placesOf(list, SOURCE)).toEqual(inWedge(meetings("source"), slope, end));
    expect(placesOf(list, DRAIN)).toEqual(inWedge(meetings("drain"), slope, end));
    const isThermal = temperature[0] === temperature[state.groups - 1];
    const biases = [...new Set(hops.filter((hop) => hop.isThermal).map((hop) => hop.mu))];
    expect(placesOf(list, BOSE)).toEqual(
      inWedge(
        biases.flatMap((bias) =>
          RUNGS.map((k): [number, number] => [bias, 2 * Math.PI * temperature[0]! * (k + 1)]),
        ),
        slope,
        end,
      ),
    );
    const pinches = hops.flatMap(({ mu: bias, rule }) =>
      rule
        ? RUNGS.flatMap((k) =>
            RUNGS.map((l): [number, number] => [
              bias,
              Math.PI * (rule.Ta * (2 * k + 1) + rule.Tb * (2 * l + 1)),
            ]),
          )
        : [],
    );
    expect(placesOf(list, PINCH)).toEqual(inWedge(pinches, slope, end));
    expect(placesOf(list, isThermal ? PINCH : BOSE)).toEqual([]);
    expect(list.count).toBeGreaterThan(10);
  });

  it("are more than the list first has room for where electrodes are cold", () => {
    const [, list] = listOf(dots, pointOf(10.9, 0.001, 9.6, 0.001, 0.3), 1.3, 2.4);
    expect(list.count).toBeGreaterThan(600);
    const cold = listOf(dots, pointOf(10.9, 0.002, 9.6, 0.002, 0.3), 1.3, 2.4)[1];
    expect(list.count / cold.count).toBeCloseTo(2, 1);
    // of each ladder the rungs follow one another
    for (let k = 1; k < list.count; k++) {
      const isNext = list.kind[k] === list.kind[k - 1] && list.rung[k]! > 0 && list.kind[k] !== PINCH;
      if (isNext) expect(list.rung[k]! - list.rung[k - 1]!).toBe(1);
    }
  });
});

/** Clusters as sets of the kinds in them, one for each. */
function clustersOf(list: PoleList): number[][] {
  const clusters = new Map<number, number[]>();
  for (let k = 0; k < list.count; k++) {
    const number = list.cluster[k]!;
    if (number > 0) clusters.set(number, [...(clusters.get(number) ?? []), list.kind[k]!]);
  }
  return [...clusters.values()].map((kinds) => kinds.sort());
}

describe("poles that nearly coincide are taken together", () => {
  const hopAt = { re: 1, im: 0.5 };
  it.each([
    [1e-9, true],
    [1e-6, true],
    [2.5e-5, true],
    [4e-5, false],
    [1e-3, false],
  ])("a mode and a hop %d apart: %s", (distance, isTogether) => {
    // the pole of the mode: sqrt(omega^2 - gamma^2/4) + i gamma/2
    const omega = Math.hypot(hopAt.re + distance, hopAt.im);
    const [, list] = listOf(dotsWith({ omega, gammaPh: 2 * hopAt.im }), twoTerminal(10, 10, 0.9, 0.7), 3, 4);
    expect(clustersOf(list)).toEqual(isTogether ? [[MODE, HOP]] : []);
    expect(list.circles.length).toBe(isTogether ? 1 : 0);
    for (const { x, y, radius } of list.circles) {
      expect(Math.hypot(x - hopAt.re - distance / 2, y - hopAt.im)).toBeLessThan(1e-9);
      for (let k = 0; k < list.count; k++) {
        const away = Math.hypot(list.re[k]! - x, list.im[k]! - y);
        if (list.cluster[k]! > 0) expect(away).toBeLessThanOrEqual(0.3 * radius);
        else expect(away).toBeGreaterThanOrEqual(radius / 0.3);
      }
      expect(radius).toBeLessThanOrEqual(0.4 * y);
    }
  });

  it("many poles as few: sorted or not", () => {
    // cold electrodes: hundreds of rungs, one mode that sits on the hop
    const omega = Math.hypot(1 + 1e-7, 0.5);
    const near = dotsWith({ omega, gammaPh: 1 });
    const [, list] = listOf(near, twoTerminal(10.03, 9.98, 0.004, 0.7), 3, 4);
    expect(list.count).toBeGreaterThan(100);
    expect(clustersOf(list)).toEqual([[MODE, HOP]]);
  });

  it("not the rungs of source and drain, whose residues are not singular at each other", () => {
    // both chemical potentials half way between the levels: mu - z_R and z_L - mu are one
    const [, list] = listOf(dots, twoTerminal(10, 10, 0.1, 0.7), 3, 4);
    const sources = placesOf(list, SOURCE);
    expect(sources.filter((place) => placesOf(list, DRAIN).includes(place)).length).toBeGreaterThan(1);
    expect(clustersOf(list).every((kinds) => !kinds.includes(SOURCE))).toBe(true);
  });

  it("two modes where they cannot be told apart, with nothing else", () => {
    const alike = (difference: number, damping: number[][]): Junction =>
      junction({
        hamiltonian: [0.3, -0.2],
        electrodes: { L: { broadening: [0.4, 0] }, R: { broadening: [0, 0.7] } },
        modes: [
          {
            omega: 0.8,
            coupling: [
              [0, 0.2],
              [0.2, 0],
            ],
          },
          {
            omega: 0.8 + difference,
            coupling: [
              [0.1, 0.1],
              [0.1, 0],
            ],
          },
        ],
        damping,
      });
    const own = listOf(
      alike(1e-7, [
        [0.1, 0],
        [0, 0.1],
      ]),
      twoTerminal(0.1, -0.1, 0.4, 0.5),
      3,
      4,
    )[1];
    expect(clustersOf(own)).toEqual([]);
    const common = listOf(
      alike(1e-7, [
        [0.1, 1e-8],
        [1e-8, 0.1],
      ]),
      twoTerminal(0.1, -0.1, 0.4, 0.5),
      3,
      4,
    )[1];
    expect(clustersOf(common)).toEqual([[MODE, MODE]]);
  });
});
