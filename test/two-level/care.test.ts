import { describe, expect, it } from "vitest";
import { putStable, reducedPairDensity, settingOf } from "../../lib/two-level/density.js";
import { addLadders } from "../../lib/two-level/ladders.js";
import { addNodes } from "../../lib/two-level/nodes.js";
import { isNoisy, noiseOf, sumWithCare } from "../../lib/two-level/roundoff.js";
import { addSinglePoles } from "../../lib/two-level/single-poles.js";
import {
  clearTerms,
  EPSILON,
  noteResidueOfLambda,
  noteTerm,
  sumUp,
  TOTAL_I,
  TOTAL_J,
  tailOfI,
  tailOfJ,
  termCount,
  terms,
  totals,
} from "../../lib/two-level/terms.js";
import { randomSequence } from "../random.js";
import { extremePoint, moderatePoint, paper } from "./points.js";
import { taskOf } from "./tasks.js";

describe("a sum with care", () => {
  const setting = settingOf(paper, 10.2, 9.9, 0.4);
  const density = reducedPairDensity(paper, 10.2, 9.9, 0.4, 1) * (1 - (10.2 - 9.9));

  /** A value at w = 1 with so much noise, in units of tolerance/EPSILON, beside an exact residue at w = other. */
  const valueAfter = (noise: number, other: number, tolerance = 1e-8): number => {
    clearTerms();
    noteTerm(1, 0, 1, 0, 1, 0, (noise * tolerance) / EPSILON, 0);
    noteResidueOfLambda(other, 0, 1, 0, 1, 0, 0);
    sumWithCare(setting, tolerance);
    expect(totals[TOTAL_I]).toBe(terms.valueR[0]! + 1);
    return terms.valueR[0]!;
  };

  it("takes the stable form where roundoff would take more than half of the tolerance of either current", () => {
    // I = 2, J = 101: half of the tolerance of I is 1
    expect(valueAfter(0.95, 100)).toBe(1);
    expect(valueAfter(1.05, 100)).toBeCloseTo(density, 14);
    // I = 2, J = 1
    expect(valueAfter(0.45, 0)).toBe(1);
    expect(valueAfter(0.55, 0)).toBeCloseTo(density, 14);
    expect(terms.valueNoise[0]!).toBeGreaterThan(density);
    expect(terms.valueNoise[0]!).toBeLessThan(10 * density);
    expect(valueAfter(-1, 0)).toBe(1);
  });

  it("keeps the plain form where that is no noisier, and what is no density", () => {
    expect(valueAfter(1e3, 0, 1e-20)).toBe(1);
    clearTerms();
    noteResidueOfLambda(1, 0, 1, 0, 1, 0, 1e20);
    noteTerm(2, 0, 1e-9, 0, 7, 0, 1e-12, 0);
    sumWithCare(setting, 1e-8);
    expect([terms.valueR[0], terms.valueR[1]]).toEqual([1, 7]);
  });

  it("keeps the plain form of terms that take less than their share", () => {
    clearTerms();
    noteTerm(2, 0, 1e-9, 0, 7, 0, 0.02e-8 / EPSILON, 0);
    noteTerm(1, 0, 1, 0, 1, 0, 1e-8 / EPSILON, 0);
    noteResidueOfLambda(1, 0, 1, 0, 1, 0, 0);
    sumWithCare(setting, 1e-8);
    expect(terms.valueR[0]).toBe(7);
    expect(terms.valueR[1]).toBeCloseTo(density, 14);
    expect(noiseOf(0)).toBe(0.02e-8 / EPSILON);
    const stable = new Float64Array(3);
    putStable(setting, 1, 0, stable);
    expect(noiseOf(1)).toBe(stable[2]);
  });

  it("weighs the stable form's noise by the whole factor, off the axis too", () => {
    const noises = [
      [1, 0],
      [0, 1],
      [-3, 0],
      [2, -4],
    ].map(([re, im]) => {
      clearTerms();
      noteTerm(1, 0.3, re!, im!, 1, 0, 1e12, 0);
      sumWithCare(setting, 1e-8);
      expect(terms.valueI[0]).not.toBe(0);
      return terms.valueNoise[0]!;
    });
    noises.forEach((noise, n) => {
      expect(noise / noises[0]!).toBeCloseTo([1, 1, 3, 6][n]!, 12);
    });
  });

  it("calls a term noisy from a fifth of the tolerance, divided by the terms, on", () => {
    clearTerms();
    for (let n = 0; n < 4; n++) noteTerm(1, 0, 1, 0, 1, 0, 0, 0);
    totals[TOTAL_J] = -3;
    totals[TOTAL_I] = 2;
    const unit = (0.05 * 1e-8) / EPSILON;
    expect(isNoisy(1.95 * unit, 1, 1e-8)).toBe(false);
    expect(isNoisy(2.05 * unit, 1, 1e-8)).toBe(true);
    expect(isNoisy(0.99 * unit, 3, 1e-8)).toBe(false);
    expect(isNoisy(1.01 * unit, 3, 1e-8)).toBe(true);
    expect(isNoisy(Number.NaN, 1, 1e-8)).toBe(true);
  });

  it("looks at the terms of a pole by its modulus", () => {
    clearTerms();
    // 7 times 0.09 is more than a tenth of J = 1, 0.09 less than that of I = 1
    noteTerm(-3, 4, 1e-9, 0, 1, 0, 0.09e-8 / EPSILON, 0);
    noteResidueOfLambda(1, 0, 1, 0, 1, 0, 0);
    sumWithCare(setting, 1e-8);
    expect(terms.valueR[0]).not.toBe(1);
  });
});

describe("what is cut off", () => {
  it.each([
    ["nodes", 91, 1e-4],
    ["nodes", 92, 1e-8],
    ["poles", 93, 1e-4],
    ["poles", 94, 1e-8],
    ["nodes of extreme points", 95, 1e-6],
    ["poles of extreme points", 96, 1e-6],
  ] as const)("of %s (%i) is at most what the tail says, and not cut too late", (what, seed, tolerance) => {
    const next = randomSequence(seed);
    const kind = what.includes("extreme") ? extremePoint : moderatePoint;
    let beyond = 0;
    let late = 0;
    let compared = 0;
    for (let k = 0; k < 60; k++) {
      const { task, extent } = taskOf(kind(next), tolerance);
      const collect = (share: number): readonly [J: number, I: number, count: number] | undefined => {
        clearTerms();
        const { low, high, bottom, top } = extent;
        if (what.includes("poles")) addSinglePoles(task);
        const one = { ...task, share };
        const isDone = what.includes("poles") ? addLadders(one) : addNodes(one, low, high, bottom, top);
        sumUp();
        return isDone ? [totals[TOTAL_J]!, totals[TOTAL_I]!, termCount()] : undefined;
      };
      const all = collect(1e-13);
      const some = collect(task.share);
      if (!all || !some || !Number.isFinite(all[0] + all[1])) continue;
      compared++;
      const J = Math.abs(all[0] - some[0]);
      const I = Math.abs(all[1] - some[1]);
      if (J > tailOfJ() + 1e-12 * Math.abs(all[0]) || I > tailOfI() + 1e-12 * Math.abs(all[1])) beyond++;
      const earlier = collect(100 * task.share);
      if (earlier && some[2] > 2 * earlier[2] + 8) late++;
      expect(some[2]).toBeLessThanOrEqual(all[2]);
    }
    expect({ compared: compared > 40, beyond, late }).toEqual({ compared: true, beyond: 0, late: 0 });
  });
});
