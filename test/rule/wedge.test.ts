/** The opening angle of the wedge: poles are counted as they are listed, and the angle follows what they cost. */
import { describe, expect, it } from "vitest";
import { type Junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { BOSE, DRAIN, listPoles, PINCH, poleList, SOURCE } from "../../lib/solver/rule/ladders.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import { bosePolesBelow, cheapestAngle, pinchesBelow, rungsBelow } from "../../lib/solver/rule/wedge.js";
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

describe("the opening angle", () => {
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
