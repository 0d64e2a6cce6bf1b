import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  imaginaryPart,
  type Junction,
  type MatrixRows,
  type OperatingPoint,
  pairBath,
  realPart,
} from "../../lib/solver/index.js";
import { ratesOf } from "../junctions.js";
import {
  distanceOf,
  holds,
  hybridised,
  largestOf,
  scaledBy,
  thermalPoint,
  twoGroups,
  twoLevel,
  unequalPoint,
  uniform,
} from "./arbitraries.js";

const pair = fc.constantFrom(["L", "L"], ["L", "R"], ["R", "L"], ["R", "R"]) as fc.Arbitrary<
  [string, string]
>;
const omega = fc.oneof({ weight: 9, arbitrary: uniform(-4, 4) }, { weight: 1, arbitrary: fc.constant(0) });
const anyJunction = fc.oneof(twoLevel, twoGroups, hybridised);

const muOf = ({ electrodes }: OperatingPoint, from: string, to: string): number =>
  electrodes[from]!.mu - electrodes[to]!.mu;

const sum = (a: MatrixRows, b: MatrixRows): MatrixRows =>
  a.map((row, m) =>
    row.map((z, n) => ({
      re: realPart(z) + realPart(b[m]![n]!),
      im: imaginaryPart(z) + imaginaryPart(b[m]![n]!),
    })),
  );

const conjugateTranspose = (a: MatrixRows): MatrixRows =>
  a.map((row, m) => row.map((_, n) => ({ re: realPart(a[n]![m]!), im: -imaginaryPart(a[n]![m]!) })));

const transpose = (a: MatrixRows): MatrixRows => a.map((row, m) => row.map((_, n) => a[n]![m]!));

/** Hermitian and positive semidefinite, for one mode or two. */
function expectPositive(matrix: MatrixRows): void {
  const diagonal = matrix.map((row, m) => realPart(row[m]!));
  for (const value of diagonal) expect(value).toBeGreaterThanOrEqual(0);
  expect(distanceOf(matrix, conjugateTranspose(matrix))).toBe(0);
  if (matrix.length === 1) return;
  expect(matrix).toHaveLength(2);
  const product = diagonal[0]! * diagonal[1]!;
  const z = matrix[0]![1]!;
  expect(realPart(z) ** 2 + imaginaryPart(z) ** 2).toBeLessThanOrEqual(product * (1 + 1e-9));
}

function allOf(
  junction: Junction,
  point: OperatingPoint,
  [from, to]: readonly [string, string],
  w: number,
): { emission: MatrixRows; absorption: MatrixRows; lambda: MatrixRows } {
  return {
    ...ratesOf(pairBath(junction, point, from, to), w),
    lambda: pairBath(junction, point, from, to).densityMatrix(w),
  };
}

describe("a pair bath at one temperature", () => {
  const draw = fc.tuple(anyJunction, thermalPoint, pair, omega);

  it("has a density of states with the sign of omega - mu, positive semidefinite over the modes", () => {
    holds(80, draw, ([junction, point, [from, to], w]) => {
      const x = w - muOf(point, from, to);
      const lambda = pairBath(junction, point, from, to).densityMatrix(w);
      expectPositive(scaledBy(x < 0 ? -1 : 1, lambda));
      if (x === 0) expect(largestOf(lambda)).toBe(0);
    });
  });

  it("obeys detailed balance, absorption/emission = exp(x/T), and nothing overflows", () => {
    holds(80, draw, ([junction, point, [from, to], w]) => {
      const x = w - muOf(point, from, to);
      const T = point.electrodes[from]!.temperature;
      const { emission, absorption } = ratesOf(pairBath(junction, point, from, to), w);
      for (const rate of [emission, absorption]) expectPositive(rate);
      for (let m = 0; m < emission.length; m++) {
        const [up, down] = [realPart(emission[m]![m]!), realPart(absorption[m]![m]!)];
        expect(Number.isFinite(up + down)).toBe(true);
        if (up === 0 && down === 0) continue;
        const ratio = Math.log(down) - Math.log(up);
        expect(Math.abs(ratio - x / T)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(x / T)));
      }
    });
  });

  it("has the rates n Lambda and (1 + n) Lambda and the power spectrum (n + 1/2) Lambda", () => {
    holds(80, draw, ([junction, point, [from, to], w]) => {
      const { emission, absorption, lambda } = allOf(junction, point, [from, to], w);
      const bath = pairBath(junction, point, from, to);
      const mean = scaledBy(0.5, sum(emission, absorption));
      const spectrum = mean.map((_, mode) => bath.powerSpectrum(w, mode));
      for (const [m, value] of spectrum.entries())
        expect(Math.abs(value - realPart(mean[m]![m]!))).toBeLessThanOrEqual(1e-14 * largestOf(mean));
      if (w === muOf(point, from, to)) return;
      const n = bath.occupation(w);
      expect(distanceOf(emission, scaledBy(n, lambda))).toBeLessThanOrEqual(1e-12 * largestOf(emission));
      expect(distanceOf(mean, scaledBy(n + 0.5, lambda))).toBeLessThanOrEqual(1e-12 * largestOf(mean));
    });
  });
});

describe("a pair bath between electrodes of different temperatures", () => {
  it("has positive semidefinite rates, and the difference of absorption and emission as density of states", () => {
    holds(25, fc.tuple(anyJunction, unequalPoint, pair, omega), ([junction, point, [from, to], w]) => {
      const { emission, absorption, lambda } = allOf(junction, point, [from, to], w);
      expectPositive(emission);
      expectPositive(absorption);
      const both = sum(absorption, emission);
      const difference = sum(absorption, scaledBy(-1, emission));
      expect(distanceOf(lambda, difference)).toBeLessThanOrEqual(1e-10 * largestOf(both));
    });
  });
});

describe("emission and absorption of one pair bath", () => {
  it("are absorption and emission of the reverse one, at negative frequency", () => {
    const draw = fc.tuple(anyJunction, fc.oneof(thermalPoint, unequalPoint), pair, omega);
    holds(80, draw, ([junction, point, [from, to], w]) => {
      const here = allOf(junction, point, [from, to], w);
      const there = allOf(junction, point, [to, from], -w);
      const size = largestOf(sum(here.absorption, here.emission));
      const expectEqual = (a: MatrixRows, b: MatrixRows, factor = 1): void =>
        expect(distanceOf(a, scaledBy(factor, transpose(b)))).toBeLessThanOrEqual(1e-10 * size);
      expectEqual(here.emission, there.absorption);
      expectEqual(here.absorption, there.emission);
      expectEqual(here.lambda, there.lambda, -1);
      expect(distanceOf(here.lambda, conjugateTranspose(here.lambda))).toBe(0);
    });
  });
});
