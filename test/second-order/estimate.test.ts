/** Values and errors of a calculation that means nothing, so that each part of the error can be told. */
import { describe, expect, it } from "vitest";
import { polesOf } from "../../lib/solver/electrons/electrons.js";
import { type Junction, junction } from "../../lib/solver/index.js";
import { estimate } from "../../lib/solver/second-order/estimates.js";
import type { Integral } from "../../lib/solver/second-order/integral.js";
import { displacementPolesOf } from "../../lib/solver/second-order/mode-poles.js";
import { junctionsBeside } from "../../lib/solver/second-order/neighbours.js";
import { areEqual, fermiDifference, isDriven } from "../../lib/solver/second-order/reservoirs.js";
import { realPart } from "../../lib/solver/special/complex.js";
import { chain } from "../bands/leads.js";
import { coalescing } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { partsAt, tangled, unequal } from "./parts.js";
import { pointOf } from "./support.js";

const of = (value: number, truncation = 0, noise = 0, absolute = 0): Integral => ({
  value: Float64Array.of(value),
  truncation: Float64Array.of(truncation),
  noise: Float64Array.of(noise),
  absolute: Float64Array.of(absolute),
});

const point = pointOf({ L: [0.3, 0.2], R: [-0.3, 0.3] }, 0.15);
const regular = coalescing(0.5, 0.4);

describe("an estimate", () => {
  it("has the errors that integrals leave, added up, and what double precision makes of the input", () => {
    const plain = estimate(regular, point, () => of(3, 0.25, 0.5), 1e-6);
    expect([plain.value[0], plain.error[0], plain.truncation[0], plain.fit[0]]).toEqual([3, 0.75, 0.25, 0]);
    const { error } = estimate(regular, point, () => of(3, 0, 0, 100), 1e-6);
    expect(error[0]).toBeGreaterThan(100 * Number.EPSILON);
    expect(error[0]).toBeLessThan(1e4 * 100 * Number.EPSILON);
    // a potential of so many digits is not known to more of them
    const far = pointOf({ L: [1e6, 0.2], R: [1e6 - 0.6, 0.3] }, 0.15);
    expect(estimate(regular, far, () => of(3, 0, 0, 100), 1e-6).error[0]).toBeGreaterThan(
      1e4 * 100 * Number.EPSILON,
    );
  });

  it("adds an error that is known of a fit as it is, and asks for the wanted tolerance", () => {
    const asked: number[] = [];
    const { error, fit } = estimate(
      regular,
      point,
      (_, tolerance) => {
        asked.push(tolerance);
        return of(1, 0.5);
      },
      1e-7,
      Float64Array.of(0.125),
    );
    expect([error[0], fit[0]]).toEqual([0.625, 0.125]);
    expect(asked).toEqual([1e-7]);
  });

  it("of a band has the change by a looser fit for an error, and no more nodes than the fit is worth", () => {
    const banded = junction({
      hamiltonian: [0.1],
      electrodes: { L: chain(0, 0.5, 0.4, 0.5), R: { broadening: [0.3] } },
      modes: [{ omega: 0.4, coupling: [0.3] }],
      damping: 0.2,
    });
    const asked: number[] = [];
    const counts: number[] = [];
    const run = (far: number, known?: Float64Array) =>
      estimate(
        banded,
        point,
        (scattering, tolerance) => {
          asked.push(tolerance);
          counts.push(scattering.incoming.count);
          return of(counts.length % 2 === 1 ? 1 : 1 + far);
        },
        1e-13,
        known,
      );
    const { fit, error, value } = run(-0.01);
    expect(value[0]).toBe(1);
    expect(fit[0]).toBeGreaterThan(0);
    expect(fit[0]).toBeLessThanOrEqual(0.01);
    expect(error[0]! / fit[0]!).toBeCloseTo(1, 10);
    expect(asked).toHaveLength(2);
    const { fitError } = polesOf(banded);
    expect(asked[0]).toBeGreaterThanOrEqual(1e-13);
    expect(asked[0]! / Math.max(1e-13, fitError)).toBeLessThanOrEqual(1);
    expect(asked[0]! / fitError).toBeGreaterThan(0.01);
    expect(asked[1]).toBe(asked[0]);
    // the looser fit has fewer poles
    expect(counts[1]).toBeLessThan(counts[0]!);
    expect(run(0.02).fit[0]! / fit[0]!).toBeCloseTo(2, 10);
    counts.length = 0;
    expect(run(0.02, Float64Array.of(0.5)).fit[0]).toBe(0.5);
    expect(counts).toHaveLength(1);
  }, 20_000);

  it.each([
    ["a value that is none", of(Number.NaN)],
    ["an infinite value", of(Number.NEGATIVE_INFINITY)],
    ["an infinite error", of(1, Number.POSITIVE_INFINITY)],
  ])("refuses %s", (_, integral) => {
    expect(() => estimate(regular, point, () => integral, 1e-6)).toThrow(
      /parameters must be such that the currents fit double precision \(got a value that is not finite\)/,
    );
  });
});

const hoppingOf = ({ hamiltonian }: Junction): number => realPart(hamiltonian[0]![1]!);
const dampingOf = ({ damping }: Junction): number => damping[0]![0]!;

describe("where poles coalesce", () => {
  const there = coalescing(0.2, 0.2);

  it("the average over the junctions beside stands for what would be there, where it errs less", () => {
    const asked: number[] = [];
    const at = (own: number, beside: number) =>
      estimate(
        there,
        point,
        ({ incoming }, tolerance) => {
          const isItself = incoming.junction === there;
          if (!isItself) asked.push(tolerance);
          const d = hoppingOf(incoming.junction) - 0.2;
          return of(isItself ? 99 : 2 + 5 * d + 3 * d ** 2, isItself ? own : beside);
        },
        1e-8,
      );
    const { value, error, truncation } = at(1, 1e-9);
    expect(value[0]).toBeCloseTo(2, 6);
    // moduli of the weights add up to 2.2 at most
    expect(truncation[0]).toBeGreaterThan(1e-9);
    expect(truncation[0]).toBeLessThan(3e-9);
    expect(error[0]).toBeGreaterThanOrEqual(truncation[0]!);
    for (const one of asked) expect(one).toBe(2.5e-9);
    expect(at(1e-12, 1e-3).value[0]).toBe(99);
    expect(at(Number.NaN, 1e-3).value[0]).toBeCloseTo(2, 6);
  });

  it("what is there is good enough for a loose tolerance", () => {
    const near = coalescing(0.2 + 1e-5, 0.2);
    const at = (tolerance: number): number =>
      estimate(
        near,
        point,
        ({ incoming }) => of(incoming.junction === near ? 99 : 2, incoming.junction === near ? 1 : 0),
        tolerance,
      ).value[0]!;
    expect(at(0.1)).toBe(99);
    expect(at(1e-13)).toBeCloseTo(2, 12);
  });

  it("the same is done where a mode is critically damped", () => {
    const critical = junction({
      ...regular,
      modes: [{ omega: 0.5, coupling: symmetric(0.1, 0.2, 0) }],
      damping: 1,
    });
    const { value } = estimate(
      critical,
      point,
      ({ incoming }) => {
        const isItself = incoming.junction === critical;
        return of(isItself ? 99 : 2 + 5 * (dampingOf(incoming.junction) - 1), isItself ? 1 : 0);
      },
      1e-8,
    );
    expect(value[0]).toBeCloseTo(2, 12);
  });

  it("what the last order of the average changes is in its error", () => {
    const { error, truncation } = estimate(
      there,
      point,
      ({ incoming }) => {
        const isItself = incoming.junction === there;
        const d = hoppingOf(incoming.junction) - 0.2;
        return of(isItself ? 99 : Math.cosh(300 * d), isItself ? 1e9 : 0);
      },
      1e-8,
    );
    expect(truncation[0]).toBe(0);
    expect(error[0]).toBeGreaterThan(0);
    expect(error[0]).toBeLessThan(5e-3);
  });
});

describe("junctions beside", () => {
  it("are none where the sums over poles are good", () => {
    expect(junctionsBeside(regular)).toEqual([]);
    expect(junctionsBeside(tangled())).toEqual([]);
  });

  const critical = (hopping: number, right: number): Junction =>
    junction({
      ...coalescing(hopping, right),
      modes: [{ omega: 0.5, coupling: symmetric(0.1, 0.2, 0) }],
      damping: 1,
    });

  it.each([
    ["a mode is critically damped", critical(0.5, 0.4), false],
    ["levels coalesce", coalescing(0.2, 0.2), true],
    ["both", critical(0.2, 0.2), true],
  ])("average to the sixth order where %s", (_, given, moves) => {
    const beside = junctionsBeside(given);
    expect(junctionsBeside(given)).toBe(beside);
    expect(beside.length).toBe(6);
    const isCritical = displacementPolesOf(given).uncertainty > 1e-10;
    const distances = beside.map((one) =>
      isCritical
        ? dampingOf(one.junction) / dampingOf(given) - 1
        : hoppingOf(one.junction) - hoppingOf(given),
    );
    const step = Math.min(...distances.map(Math.abs));
    const momentOf = (key: "weight" | "coarseWeight", power: number): number =>
      beside.reduce((sum, one, i) => sum + one[key] * (distances[i]! / step) ** power, 0);
    if (isCritical) {
      for (const [power, exact] of [1, 0, 0, 0, 0, 0].entries())
        expect(momentOf("weight", power)).toBeCloseTo(exact, 9);
      for (const [power, exact] of [1, 0, 0, 0].entries())
        expect(momentOf("coarseWeight", power)).toBeCloseTo(exact, 9);
      expect(Math.abs(momentOf("weight", 6))).toBeGreaterThan(1);
      expect(Math.abs(momentOf("coarseWeight", 4))).toBeGreaterThan(1);
      expect(step).toBeGreaterThan(1e-3);
      expect(step).toBeLessThan(2e-2);
      for (const one of beside) expect(displacementPolesOf(one.junction).uncertainty).toBeLessThan(1e-13);
    } else expect(momentOf("weight", 0)).toBeCloseTo(1, 12);
    for (const one of beside) {
      const isMoved = JSON.stringify(one.junction.hamiltonian) !== JSON.stringify(given.hamiltonian);
      expect(isMoved).toBe(moves);
    }
  });

  /** Modes of one damping, of which the first is critical and the others are where the damping is moved by these parts. */
  const criticalAt = (parts: readonly number[]): Junction =>
    junction({
      ...regular,
      modes: [0, ...parts].map((part) => ({ omega: 0.5 * (1 + part), coupling: symmetric(0.1, 0.2, 0) })),
      damping: [0, ...parts].map(() => 1),
    });
  const threeSteps = (step: number): number[] => [step, 2 * step, 3 * step];

  it("are others where a step would make another mode critical", () => {
    const beside = junctionsBeside(criticalAt(threeSteps(1 / 200)));
    expect(beside.length).toBe(6);
    for (const one of beside) expect(displacementPolesOf(one.junction).uncertainty).toBeLessThan(1e-13);
  });

  it("are not taken where they would be no better", () => {
    const all = [1 / 200, 1 / 187, 1 / 223, 1 / 173, 1 / 239].flatMap(threeSteps);
    expect(junctionsBeside(criticalAt(all))).toEqual([]);
  });
});

describe("the difference of two Fermi functions", () => {
  const naive = (x: number): number => 1 / (1 + Math.exp(x));

  it("is that of the two wherever they differ", () => {
    const { reservoirs } = partsAt(tangled(), unequal);
    const { mu, temperature } = reservoirs;
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++)
        for (const energy of [-2, -0.3, 0, 0.2, 1.7]) {
          const exact =
            naive((energy - mu[a]!) / temperature[a]!) - naive((energy - mu[b]!) / temperature[b]!);
          expect(fermiDifference(reservoirs, a, b, energy)).toBeCloseTo(exact, 14);
        }
  });

  it("keeps its digits where they hardly do, and in the tails", () => {
    const bias = 2 ** -40;
    const { reservoirs } = partsAt(
      tangled(),
      pointOf({ L: [bias, 0.25], R: [0, 0.25], C: [0, 0.25 * (1 + 2 ** -30)] }, 0.2),
    );
    for (const energy of [-3, 0, 0.4, 9]) {
      const x = (energy - reservoirs.mu[1]!) / 0.25;
      const window = naive(x) * naive(-x);
      expect(fermiDifference(reservoirs, 0, 1, energy) / ((window * bias) / 0.25)).toBeCloseTo(1, 9);
      expect(fermiDifference(reservoirs, 1, 0, energy) / ((window * bias) / 0.25)).toBeCloseTo(-1, 9);
      if (x !== 0)
        expect(fermiDifference(reservoirs, 2, 1, energy) / (window * x * 2 ** -30)).toBeCloseTo(1, 6);
    }
  });

  it("is a step at zero temperature, one half on it", () => {
    const { reservoirs } = partsAt(tangled(), pointOf({ L: [0.5, 0], R: [-0.5, 0], C: [0, 0.2] }, 0));
    const at = (a: number, b: number, x: number): number =>
      fermiDifference(reservoirs, a, b, x + reservoirs.mu[2]!);
    expect([at(0, 1, -0.6), at(0, 1, -0.5), at(0, 1, 0), at(0, 1, 0.5), at(0, 1, 0.6)]).toEqual([
      0, 0.5, 1, 0.5, 0,
    ]);
    expect(at(0, 2, 0.1)).toBeCloseTo(1 - naive(0.5), 14);
    expect(at(2, 1, 0.1)).toBeCloseTo(naive(0.5), 14);
    expect(at(0, 2, 0.5)).toBeCloseTo(0.5 - naive(2.5), 14);
    expect(at(2, 0, 0.5)).toBeCloseTo(naive(2.5) - 0.5, 14);
    expect(at(2, 1, -0.5)).toBeCloseTo(naive(-2.5) - 0.5, 14);
  });

  it("vanishes between reservoirs that are alike, and drives those that are not", () => {
    const { reservoirs } = partsAt(tangled(), pointOf({ L: [0.5, 0.2], R: [0.5, 0.2], C: [0.5, 0.3] }, 0.3));
    expect(areEqual(reservoirs, 0, 1)).toBe(true);
    expect(areEqual(reservoirs, 0, 2)).toBe(false);
    expect([0, 1, 2].map((a) => isDriven(reservoirs, a))).toEqual([true, true, true]);
    expect(Array.from(reservoirs.temperatures)).toEqual([0.3, 0.2]);
    expect(reservoirs.groupOf).toEqual([1, 1, 0]);
    const { reservoirs: shifted } = partsAt(
      tangled(),
      pointOf({ L: [0.5, 0.2], R: [0.4, 0.2], C: [0.4, 0.2] }, 0.2),
    );
    expect(areEqual(shifted, 0, 1)).toBe(false);
    expect(areEqual(shifted, 1, 2)).toBe(true);
    const { reservoirs: still } = partsAt(
      tangled(),
      pointOf({ L: [0.5, 0.2], R: [0.5, 0.2], C: [0.5, 0.2] }, 0.3),
    );
    expect([0, 1, 2].map((a) => isDriven(still, a))).toEqual([false, false, false]);
  });
});
