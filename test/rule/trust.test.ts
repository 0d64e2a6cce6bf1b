/** Errors of sums and goals for them, on flows made by hand. */
import { describe, expect, it } from "vitest";
import { isBetter } from "../../lib/solver/rule/choose.js";
import {
  type Combination,
  combined,
  combinedSize,
  copyFlows,
  emptyFlows,
  errorOf,
  type Flows,
  goalsOf,
} from "../../lib/solver/rule/flows.js";
import { excessOf, meetsGoals } from "../../lib/solver/rule/trust.js";

/** Flows of one electrode: three numbers. */
const flowsOf = (part: Partial<Record<keyof Flows, readonly number[]>>): Flows => {
  const flows = emptyFlows(1);
  for (const [key, values] of Object.entries(part)) flows[key as keyof Flows].set(values);
  return flows;
};

const alone = (...coefficients: number[]): Combination => ({ coefficients, family: -1 });

describe("a current as a sum of flows", () => {
  const flows = flowsOf({
    value: [2, -3, 5],
    truncation: [1e-3, 2e-3, 4e-3],
    ends: [1e-4, 0, 1e-4],
    noise: [1e-5, 1e-5, 0],
  });

  it("has the value of the sum, and the errors of all its flows, whatever their signs", () => {
    const current = alone(1, -2, 0);
    expect(combined(current, flows.value)).toBe(8);
    expect(combinedSize(current, flows.truncation)).toBeCloseTo(5e-3, 15);
    expect(errorOf(current, flows)).toBeCloseTo(5e-3 + 1e-4 + 3e-5, 15);
  });

  it("does not feel an error without bound of a flow that it does not contain", () => {
    const infinite = flowsOf({ value: [2, 1, 1], truncation: [1e-3, Number.POSITIVE_INFINITY, Number.NaN] });
    expect(errorOf(alone(1, 0, 0), infinite)).toBe(1e-3);
    expect(errorOf(alone(0, 1, 0), infinite)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is wanted to a part of itself, or of the largest of its family", () => {
    const currents: Combination[] = [
      { coefficients: [1, 0, 0], family: 0 },
      { coefficients: [0, 1, 0], family: -1 },
      { coefficients: [0, 0, 1], family: 0 },
      { coefficients: [0, 1, 1], family: 1 },
    ];
    expect(goalsOf(currents, flows, 1e-2)).toEqual([0.05, 0.03, 0.05, 0.02]);
    expect(goalsOf([...currents].reverse(), flows, 1e-2)).toEqual([0.02, 0.05, 0.03, 0.05]);
  });

  it("is copied with all its parts", () => {
    const copy = copyFlows(flows);
    expect(copy).toEqual(flows);
    for (const key of ["value", "truncation", "ends", "noise", "absolute"] as const)
      expect(copy[key]).not.toBe(flows[key]);
  });
});

describe("what is wanted of a sum", () => {
  const J = alone(1, 0, 0);
  const of = (truncation: number, ends: number, noise: number, absolute = 1): Flows =>
    flowsOf({
      value: [1, 0, 0],
      truncation: [truncation, 0, 0],
      ends: [ends, 0, 0],
      noise: [noise, 0, 0],
      absolute: [absolute, 0, 0],
    });

  it("is met where all parts of the error together are below the goal, and only then", () => {
    expect(meetsGoals([J], of(4e-9, 4e-9, 1e-9), 1e-8)).toBe(true);
    expect(meetsGoals([J], of(4e-9, 4e-9, 3e-9), 1e-8)).toBe(false);
    expect(meetsGoals([J, alone(0, 1, 0)], flowsOf({ value: [1, 1, 0], noise: [0, 1e-7, 0] }), 1e-8)).toBe(
      false,
    );
    expect(meetsGoals([J], flowsOf({ value: [Number.NaN, 0, 0] }), 1e-8)).toBe(false);
    expect(meetsGoals([J], of(Number.NaN, 0, 0), 1e-8)).toBe(false);
  });

  it("leaves nothing to do where it is met", () => {
    expect(excessOf([J], of(4e-9, 4e-9, 1e-9), 1e-8)).toEqual({
      truncation: -1,
      ends: -1,
      needsPositive: false,
    });
  });

  it("asks for as many digits as each part of the error is above the goal", () => {
    const { truncation, ends, needsPositive } = excessOf([J], of(1e-6, 1e-7, 1e-12), 1e-8);
    expect(truncation).toBeCloseTo(Math.log(100) + 0.7, 10);
    expect(ends).toBeCloseTo(Math.log(10) + 1.2, 10);
    expect(needsPositive).toBe(false);
    // the worst of all currents
    const two = flowsOf({ value: [1, 1, 0], truncation: [1e-6, 1e-5, 0] });
    expect(excessOf([J, alone(0, 1, 0)], two, 1e-8).truncation).toBeCloseTo(Math.log(1000) + 0.7, 10);
    expect(excessOf([alone(0, 1, 0), J], two, 1e-8).truncation).toBeCloseTo(Math.log(1000) + 0.7, 10);
  });

  it("does not pursue what roundoff forbids, but for sums without cancellation where these would do", () => {
    // roundoff above the goal; the sum of moduli is no larger than the current: squares reach 4e-12 of it
    expect(excessOf([J], of(1e-6, 0, 3e-8), 1e-8)).toEqual({ truncation: -1, ends: -1, needsPositive: true });
    // a current that is small by cancellation between channels: squares would not help, roundoff is what it must be
    expect(excessOf([J], of(1e-6, 0, 3e-8, 1e6), 1e-8)).toEqual({
      truncation: -1,
      ends: -1,
      needsPositive: false,
    });
    // roundoff so large that they are worth it in any case
    expect(excessOf([J], of(1e-6, 0, 3e-3, 1e6), 1e-8).needsPositive).toBe(true);
  });

  it("is out of reach where an error has no bound", () => {
    for (const flows of [of(Number.POSITIVE_INFINITY, 0, 0), of(0, Number.NaN, 0)])
      expect(excessOf([J], flows, 1e-8)).toEqual({
        truncation: Number.POSITIVE_INFINITY,
        ends: -1,
        needsPositive: false,
      });
  });

  it("decides between two sums: first who reaches more goals, then who is closer", () => {
    const currents = [J, alone(0, 1, 0)];
    const with_ = (a: number, b: number): Flows => flowsOf({ value: [1, 1, 0], truncation: [a, b, 0] });
    const better = (a: Flows, b: Flows): boolean => isBetter(currents, 1e-8, a, b);
    // one goal missed by a factor of 3 costs more than both reached barely
    expect(better(with_(9e-9, 9e-9), with_(1e-12, 3e-8))).toBe(true);
    expect(better(with_(1e-12, 3e-8), with_(9e-9, 9e-9))).toBe(false);
    // both missed a little, or one by much
    expect(better(with_(1e-12, 2e-8), with_(1.2e-8, 1.2e-8))).toBe(true);
    expect(better(with_(1e-12, 1e-6), with_(1.2e-8, 1.2e-8))).toBe(false);
    expect(better(with_(1e-7, 1e-7), with_(1e-6, 1e-7))).toBe(true);
    // what is reached is reached
    expect(better(with_(1e-12, 1e-12), with_(9e-9, 9e-9))).toBe(false);
    expect(better(with_(1e-3, 1e-3), with_(Number.NaN, 1e-12))).toBe(true);
    expect(better(with_(1e-3, 1e-3), with_(Number.POSITIVE_INFINITY, 1e-12))).toBe(true);
    // no current, no error
    expect(better(flowsOf({}), flowsOf({ truncation: [1e-12, 0, 0] }))).toBe(true);
  });
});
