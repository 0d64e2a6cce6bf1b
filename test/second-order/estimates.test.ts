import { describe, expect, it } from "vitest";
import { type JunctionInput, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { terminalsOf } from "../../lib/solver/second-order/terminals.js";
import { coalescing, randomHermitian } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { distanceBetween, pointOf, secondOrder } from "./support.js";

const between = (next: () => number, from: number, to: number): number => from * (to / from) ** next();

/** V V^+ of the given rank. */
function broadening(
  n: number,
  rank: number,
  size: number,
  next: () => number,
): { re: number; im: number }[][] {
  const v = Array.from({ length: rank }, () =>
    Array.from({ length: n }, () => [2 * next() - 1, 2 * next() - 1] as const),
  );
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => ({
      re: size * v.reduce((s, x) => s + x[i]![0] * x[j]![0] + x[i]![1] * x[j]![1], 0),
      im: size * v.reduce((s, x) => s + x[i]![1] * x[j]![0] - x[i]![0] * x[j]![1], 0),
    })),
  );
}

/** One to four levels, two or three electrodes of any rank, one or two modes, energies over two decades, some T = 0. */
function draw(seed: number): { junction: JunctionInput; point: OperatingPoint } {
  const next = randomSequence(seed);
  const n = 1 + Math.floor(4 * next());
  const names = next() < 0.5 ? ["L", "R"] : ["L", "R", "C"];
  const electrodes = Object.fromEntries(
    names.map((name) => [
      name,
      { broadening: broadening(n, 1 + Math.floor(n * next()), between(next, 0.02, 1), next) },
    ]),
  );
  const modes = Array.from({ length: next() < 0.5 ? 1 : 2 }, () => ({
    omega: between(next, 0.1, 2),
    coupling: randomHermitian(n, next, 0.3),
  }));
  const gamma = modes.map(() => between(next, 0.01, 2));
  const joint = (2 * next() - 1) * 0.8 * Math.sqrt(gamma[0]! * (gamma[1] ?? 0));
  const common = between(next, 0.01, 2);
  const isCommon = next() < 0.4;
  const point = pointOf(
    Object.fromEntries(
      names.map((name) => [
        name,
        [4 * next() - 2, isCommon ? common : next() < 0.06 ? 0 : between(next, 0.01, 2)] as const,
      ]),
    ),
    next() < 0.3 ? common : between(next, 0.01, 2),
  );
  return {
    junction: {
      hamiltonian: randomHermitian(n, next),
      electrodes,
      modes,
      damping:
        modes.length === 1
          ? gamma[0]!
          : [
              [gamma[0]!, joint],
              [joint, gamma[1]!],
            ],
    },
    point,
  };
}

describe("error estimates of the second order", () => {
  it("cover what a tighter tolerance changes, and meet the tolerance nearly always", () => {
    let claims = 0;
    const runs = 40;
    for (let seed = 1; seed <= runs; seed++) {
      const { junction: input, point } = draw(seed);
      const given = junction(input);
      const [a, b] = [1e-8, 1e-11].map((tolerance) => terminalsOf(given, point, "full", tolerance)) as [
        ReturnType<typeof terminalsOf>,
        ReturnType<typeof terminalsOf>,
      ];
      a.estimates.value.forEach((value, k) => {
        const error = a.estimates.error[k]! + b.estimates.error[k]!;
        expect(Math.abs(value - b.estimates.value[k]!), `seed ${seed}`).toBeLessThanOrEqual(error);
      });
      const isMet = Object.values(a.terminals).every(
        ({ current, heat }) => current.error <= 1e-8 * a.largest[0] && heat.error <= 1e-8 * a.largest[1],
      );
      if (isMet) claims++;
    }
    expect(claims).toBeGreaterThan(0.9 * runs);
  });
});

describe("nothing happens", () => {
  const point = pointOf({ L: [0.3, 0.2], R: [-0.3, 0.3] }, 0.15);

  it("at an exceptional point, where the eigenvectors of Heff coalesce, and beside it", () => {
    const there = secondOrder(coalescing(0.2, 0.2), point, "full", 1e-9);
    expect(there.converged).toBe(true);
    for (const distance of [1e-12, 1e-9, 1e-6]) {
      const beside = secondOrder(coalescing(0.2 + distance, 0.2), point, "full", 1e-9);
      expect(distanceBetween(there, beside)).toBeLessThan(1e-9 + 40 * distance);
    }
  });

  it("where a mode is critically damped, and beside it, alone or joined to another by its bath", () => {
    const given = (gamma: number, joint: number) =>
      junction({
        ...coalescing(0.5, 0.4),
        modes: [0.5, 0.9].map((omega) => ({ omega, coupling: coalescing(0.5, 0.4).modes[0]!.coupling })),
        damping: symmetric(gamma, joint, 1.8),
      });
    for (const joint of [0, 1e-9]) {
      const there = secondOrder(given(1, joint), point, "full", 1e-9);
      const { current, heat } = there.terminals.L!;
      expect(current.error).toBeLessThan(1e-9 * Math.abs(current.elastic));
      expect(heat.error).toBeLessThan(1e-9 * Math.abs(heat.elastic));
      for (const distance of [1e-12, 1e-9, 1e-6])
        expect(
          distanceBetween(there, secondOrder(given(1 + distance, joint), point, "full", 1e-9)),
        ).toBeLessThan(1e-9 + 10 * distance);
    }
  });

  it("to the last cold: T -> 0 is T = 0", () => {
    const junction = coalescing(0.5, 0.4);
    const at = (T: number) =>
      secondOrder(junction, pointOf({ L: [0.3, T], R: [-0.25, T] }, T), "full", 1e-10);
    const cold = at(0);
    expect(cold.converged).toBe(true);
    // as T^2
    expect(distanceBetween(cold, at(1e-3))).toBeLessThan(1e-3);
    expect(distanceBetween(cold, at(1e-5))).toBeLessThan(1e-7);
    expect(distanceBetween(cold, at(1e-7))).toBeLessThan(1e-9);
    expect(distanceBetween(cold, at(1e-5))).toBeGreaterThan(1e-13);
  });
});
