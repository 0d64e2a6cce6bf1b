/** The opening angle of the wedge: poles are counted as they are listed, and the angle follows what they cost. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { BOSE, DRAIN, listPoles, PINCH, poleList, SOURCE } from "../../lib/solver/rule/ladders.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import {
  ANGLES,
  bosePolesBelow,
  cheapestAngle,
  costsOf,
  pinchesBelow,
  rungsBelow,
} from "../../lib/solver/rule/wedge.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

describe("poles below a slope are counted as they are listed", () => {
  const three = randomJunction(3, 2, randomSequence(61));
  it.each<[string, Junction, OperatingPoint]>([
    ["the paper's junction", dots, pointOf(10.9, 0.03, 9.6, 0.03, 0.3)],
    ["the bias reversed", dots, pointOf(9.6, 0.03, 10.9, 0.03, 0.3)],
    ["wide levels", dotsWith({ gammaL: 0.9, gammaR: 1.7 }), pointOf(10.9, 0.02, 9.6, 0.02, 0.3)],
    ["three levels and two modes", three, pointOf(0.7, 0.04, -0.5, 0.04, 0.2)],
    ["two temperatures", three, pointOf(0.7, 0.04, -0.5, 0.07, 0.2)],
    ["two temperatures, the other way round", three, pointOf(0.7, 0.19, -0.5, 0.03, 0.2)],
  ])("%s", (_, of, point) => {
    const state = stateAt(of, point);
    for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
    const list = poleList();
    for (const slope of [0.3, 1.3, 4]) {
      for (const end of [0.6, 2.4]) {
        listPoles(state, slope, end, list);
        const listed = (...kinds: number[]): number =>
          list.kind.subarray(0, list.count).reduce((sum, kind) => sum + (kinds.includes(kind) ? 1 : 0), 0);
        expect(rungsBelow(state, slope, end)).toBe(listed(SOURCE, DRAIN));
        if (end < state.highest) continue;
        if (state.hops.every((hop) => hop.isThermal)) expect(bosePolesBelow(state, slope)).toBe(listed(BOSE));
        const unequal = state.hops.filter((hop) => !hop.isThermal);
        const pinches = unequal.reduce((sum, hop) => sum + pinchesBelow(state, hop, slope), 0);
        expect(pinches).toBe(listed(PINCH));
      }
    }
  });
});

describe("what nodes and poles cost", () => {
  const point = pointOf(10.9, 0.3, 9.6, 0.3, 0.3);
  const mode = {
    omega: 1,
    coupling: [
      [0, 0.5],
      [0.5, 0],
    ],
  };
  const withModes = (count: number): Junction =>
    junction({
      hamiltonian: [10.5, 9.5],
      electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
      modes: Array.from({ length: count }, () => mode),
      damping: 0.5,
    });
  const costsWith = (count: number) => costsOf(stateAt(withModes(count), point));

  it("grows by as much with every mode", () => {
    const [one, two, three] = [costsWith(1), costsWith(2), costsWith(3)];
    expect(two.node).toBeGreaterThan(one.node);
    expect(three.node - two.node).toBeCloseTo(two.node - one.node, 12);
    expect(two.rung).toBeGreaterThan(one.rung);
    expect(three.rung - two.rung).toBeCloseTo(two.rung - one.rung, 12);
    expect(two.pinch).toBe(one.pinch);
  });

  it("grows with the pairs of levels: of nodes about as their number, of rungs as their number for each level", () => {
    const few = costsOf(stateAt(randomJunction(4, 1, randomSequence(3)), twoTerminal(0.3, -0.2, 0.3)));
    const many = costsOf(stateAt(randomJunction(16, 1, randomSequence(3)), twoTerminal(0.3, -0.2, 0.3)));
    expect(many.pinch / few.pinch).toBeCloseTo(16, 10);
    expect(many.node / few.node).toBeGreaterThan(8);
    expect(many.node / few.node).toBeLessThan(16);
    expect(many.rung / few.rung).toBeGreaterThan(2);
    expect(many.rung / few.rung).toBeLessThan(4);
  });

  it("is more of a node where no digammas serve, and less where several electrodes share theirs", () => {
    const unequal = costsOf(stateAt(dots, pointOf(10.9, 0.3, 9.6, 0.4, 0.3)));
    expect(unequal.node).toBeGreaterThan(2 * costsOf(stateAt(dots, point)).node);
    const alike = costsOf(stateAt(dots, pointOf(10, 0.3, 10, 0.3, 0.2)));
    const cold = costsOf(stateAt(dots, pointOf(10, 0, 9, 0, 0.2)));
    expect(cold.node).toBe(costsOf(stateAt(dots, point)).node);
    expect(alike.node).toBeLessThanOrEqual(cold.node);
  });
});

describe("the opening angle", () => {
  it("is the one of all that are tried for which nodes, rungs and pinches together cost least", () => {
    const three = randomJunction(3, 2, randomSequence(61));
    for (const T of [0.4, 0.1, 0.03, 0.01, 0.003]) {
      for (const [of, point] of [
        [dots, pointOf(10.9, T, 9.6, T, 0.3)],
        [dots, pointOf(10.9, T, 9.6, 1.7 * T, 0.3)],
        [three, pointOf(0.7, 2.2 * T, -0.5, T, 0.3)],
      ] as const) {
        const state = stateAt(of, point);
        const { node, rung, pinch } = costsOf(state);
        const [digits, range, end] = [26.5, 12, 5];
        const cost = (angle: number): number => {
          const slope = Math.tan(angle);
          const unequal = state.hops.filter((hop) => !hop.isThermal);
          return (
            node * ((range * digits) / (2 * Math.PI * angle) + 3 * bosePolesBelow(state, slope)) +
            rung * rungsBelow(state, slope, end) +
            pinch * unequal.reduce((sum, hop) => sum + pinchesBelow(state, hop, slope), 0)
          );
        };
        const least = Math.min(...ANGLES.map(cost));
        expect(cost(cheapestAngle(state, digits, range, end))).toBeCloseTo(least, 9);
      }
    }
  });

  const angleAt = (of: Junction, point: OperatingPoint, digits = 26.5, range = 12, end = 20): number =>
    cheapestAngle(stateAt(of, point), digits, range, end);

  it("is the widest where it holds no rungs, and narrows as electrodes cool", () => {
    expect(angleAt(dots, twoTerminal(10, 10, 3))).toBe(1.48);
    const angles = [3, 0.3, 0.1, 0.03, 0.01, 0.003].map((T) => angleAt(dots, twoTerminal(10, 10, T, 0.5)));
    expect(angles).toEqual([...angles].sort((a, b) => b - a));
    expect(angles.at(-1)).toBeLessThan(1);
  });

  it("narrows as the bias lifts the Bose poles of pairs in the wedge, and not for a bias that lifts none", () => {
    const far = dotsWith({ epsilonL: 10, epsilonR: 10 });
    const angles = [0, 1, 3, 10, 30].map((bias) => angleAt(far, twoTerminal(10 + bias, 10, 0.1)));
    expect(angles).toEqual([...angles].sort((a, b) => b - a));
    expect(angles.at(-1)).toBeLessThan(angles[0]!);
  });

  it("widens as more nodes are asked for: more digits, or a longer range", () => {
    const point = twoTerminal(10.4, 9.8, 0.03, 0.5);
    const byDigits = [10, 20, 40, 400].map((digits) => angleAt(dots, point, digits));
    const byRange = [3, 12, 50, 500].map((range) => angleAt(dots, point, 26.5, range));
    for (const angles of [byDigits, byRange]) {
      expect(angles).toEqual([...angles].sort((a, b) => a - b));
      expect(angles.at(-1)).toBeGreaterThan(angles[0]!);
    }
  });

  it("narrows between unequal temperatures as their pinches become many", () => {
    const angles = [0.3, 0.1, 0.03, 0.01].map((T) => angleAt(dots, pointOf(11, T, 10, 1.1 * T, 0.5)));
    expect(angles).toEqual([...angles].sort((a, b) => b - a));
    expect(angles.at(-1)).toBeLessThan(angles[0]!);
  });

  it("does not look at rungs right of the end", () => {
    const cold = pointOf(10.4, 0.004, 9.8, 0.004, 0.5);
    expect(angleAt(dots, cold, 26.5, 12, 0.05)).toBeGreaterThan(angleAt(dots, cold));
  });
});
