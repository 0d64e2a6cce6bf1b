/** The poles of the integrand in a wedge. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import {
  BOSE,
  DRAIN,
  HOP,
  lookAround,
  MODE,
  PINCH,
  type PoleList,
  SOURCE,
} from "../../lib/solver/rule/ladders.js";
import { dots, randomBroadening, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { listOf, placesOf } from "./poles.js";
import { pointOf } from "./rules.js";

/** Places in the wedge, once for each time that they are found. */
const inWedge = (places: readonly (readonly [number, number])[], slope: number, end: number): string[] =>
  places
    .filter(([x, y]) => x > 0 && x < end && y < slope * x)
    .map(([x, y]) => `${x.toFixed(9)} ${y.toFixed(9)}`)
    .sort();

const RUNGS = Array.from({ length: 200 }, (_, k) => k);

describe("the poles outside of a wedge that circles must know", () => {
  const three = randomJunction(3, 2, randomSequence(61));
  it.each<[string, Junction, OperatingPoint, number, number]>([
    ["cold electrodes", three, pointOf(0.7, 0.04, -0.5, 0.07, 0.2), 1.2, 5],
    ["hot ones, whose rungs are far apart", dots, twoTerminal(18, 1, 0.5, 0.2), 12, 2],
  ])("are those of a wider and longer wedge, each once, and are not in the wedge itself: %s", (...given) => {
    const [, of, point, end, least] = given;
    const slope = 0.4;
    const [state, list] = listOf(of, point, slope, end);
    // nothing has asked for them yet
    expect(list.around).toBe(list.count);
    const inside = list.count;
    lookAround(state, list);
    expect(list.count).toBe(inside);
    expect(list.around).toBeGreaterThan(inside + least);
    const sorted = (one: PoleList, length: number): string[] =>
      Array.from({ length }, (_, k) => `${one.kind[k]} ${one.re[k]} ${one.im[k]} ${one.rung[k]}`).sort();
    // three times a tenth of |w| on each side
    const wide = listOf(of, point, Math.tan(Math.atan(slope) + Math.asin(1 / 3)), 1.5 * end)[1];
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

  it("of Bose functions and pinches, where some channels have one temperature and others two", () => {
    const next = randomSequence(62);
    const of = junction({
      ...three,
      electrodes: { ...three.electrodes, C: { broadening: randomBroadening(3, next) } },
    });
    const point: OperatingPoint = {
      electrodes: {
        L: { mu: 0.7, temperature: 0.04 },
        C: { mu: 0.2, temperature: 0.04 },
        R: { mu: -0.5, temperature: 0.07 },
      },
      bath: { temperature: 0.2 },
    };
    const [slope, end] = [1.3, 2.4];
    const [, list] = listOf(of, point, slope, end);
    expect(placesOf(list, BOSE)).toEqual(
      inWedge(
        RUNGS.map((k): [number, number] => [0.5, 2 * Math.PI * 0.04 * (k + 1)]),
        slope,
        end,
      ),
    );
    expect(placesOf(list, PINCH)).toEqual(
      inWedge(
        [1.2, 0.7].flatMap((bias) =>
          RUNGS.flatMap((k) =>
            RUNGS.map((l): [number, number] => [bias, Math.PI * (0.04 * (2 * k + 1) + 0.07 * (2 * l + 1))]),
          ),
        ),
        slope,
        end,
      ),
    );
  });

  it("are more than the list first has room for where electrodes are cold", () => {
    const [, list] = listOf(dots, pointOf(10.9, 0.001, 9.6, 0.001, 0.3), 1.3, 2.4);
    expect(list.count).toBeGreaterThan(600);
    // where the left level meets the Fermi poles of R, and the right one those of L: 0.9 and 1.4
    for (const [kind, x] of [
      [DRAIN, 10.5 - 9.6],
      [SOURCE, 10.9 - 9.5],
    ] as const)
      expect(placesOf(list, kind).filter((place) => place.startsWith(x.toFixed(9)))).toEqual(
        inWedge(
          Array.from({ length: 1000 }, (_, k) => [x, 0.25 + Math.PI * 0.001 * (2 * k + 1)] as const),
          1.3,
          2.4,
        ),
      );
    const cold = listOf(dots, pointOf(10.9, 0.002, 9.6, 0.002, 0.3), 1.3, 2.4)[1];
    expect(list.count / cold.count).toBeCloseTo(2, 1);
    // of each ladder the rungs follow one another
    for (let k = 1; k < list.count; k++) {
      const isNext = list.kind[k] === list.kind[k - 1] && list.rung[k]! > 0 && list.kind[k] !== PINCH;
      if (isNext) expect(list.rung[k]! - list.rung[k - 1]!).toBe(1);
    }
  });
});
