import { describe, expect, it } from "vitest";
import {
  polesOfFit,
  type RationalFit,
  rationalFit,
  type Samples,
} from "../../lib/solver/bands/rational-fit.js";
import { leastSquares, tallZeros } from "../../lib/solver/linear/least-squares.js";
import { type Complex, complex, divide, multiply } from "../../lib/solver/special/complex.js";
import { randomSequence } from "../random.js";
import { chainEnd } from "./leads.js";

function samplesOf(at: readonly number[], ...functions: ((x: number) => Complex)[]): Samples {
  const values = tallZeros(at.length, functions.length);
  functions.forEach((f, c) => {
    at.forEach((x, i) => {
      const { re, im } = f(x);
      values.re[c * at.length + i] = re;
      values.im[c * at.length + i] = im;
    });
  });
  return { at: Float64Array.from(at), values };
}

const even = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => from + ((to - from) * (k + 0.5)) / count);

const simple =
  (...terms: readonly (readonly [Complex, Complex])[]) =>
  (x: number): Complex => {
    let [re, im] = [0, 0];
    for (const [pole, residue] of terms) {
      const [dr, di] = [x - pole.re, -pole.im];
      const square = dr * dr + di * di;
      re += (residue.re * dr + residue.im * di) / square;
      im += (residue.im * dr - residue.re * di) / square;
    }
    return complex(re, im);
  };

describe("the rational fit", () => {
  it("finds the poles of rational functions that share them", () => {
    const poles = [complex(-1.3, -0.2), complex(0.1, -0.01), complex(0.4, -1.5)];
    const one = simple(...poles.map((z, k) => [z, complex(1 + k, 0.3)] as const));
    const other = simple([poles[0]!, complex(0, 1)], [poles[2]!, complex(-2, 0)]);
    const fit = rationalFit(samplesOf(even(-4, 4, 200), one, other), 1e-12, 40);
    expect(fit.error).toBeLessThan(1e-11);
    const found = polesOfFit(fit);
    for (const z of poles) {
      const nearest = Math.min(...found.map(({ re, im }) => Math.hypot(re - z.re, im - z.im)));
      expect(nearest, `${z.re}, ${z.im}`).toBeLessThan(1e-10);
    }
  });

  it("has poles to the last digits, though their distances from the axis span eight decades", () => {
    const poles = [1e-8, 1e-6, 1e-4, 1e-2, 1].map((width, k) => complex(k - 2, -width));
    const at = poles.flatMap(({ re, im }) =>
      Array.from({ length: 80 }, (_, k) => re + (k % 2 === 0 ? 1 : -1) * -im * 10 ** ((k - 20) / 8)),
    );
    const fit = rationalFit(
      samplesOf(
        [...new Set(at)].sort((a, b) => a - b),
        simple(...poles.map((z) => [z, complex(-z.im, 0)] as const)),
      ),
      1e-12,
      40,
    );
    const found = polesOfFit(fit);
    for (const z of poles) {
      const nearest = Math.min(...found.map(({ re, im }) => Math.hypot(re - z.re, im - z.im)));
      expect(nearest, `${z.re}, ${z.im}`).toBeLessThan(1e-6 * -z.im + 1e-14);
    }
  });

  it("comes to the square roots of a chain with poles below the axis alone", () => {
    const graded = Array.from({ length: 49 }, (_, k) => 10 ** (-k / 12));
    const at = [...new Set([...graded.flatMap((d) => [-1 - d, -1 + d, 1 - d, 1 + d]), ...even(-5, 5, 100)])];
    at.sort((a, b) => a - b);
    const fit = rationalFit(samplesOf(at, chainEnd), 1e-9, 100);
    expect(fit.error).toBeLessThan(1e-9);
    expect(fit.support.length).toBeLessThan(65);
    const found = polesOfFit(fit);
    expect(found).toHaveLength(fit.support.length - 1);
    // all but what fits roundoff
    expect(found.filter(({ im }) => im > 1e-7)).toHaveLength(0);
  });

  it("begins where a function is farthest from its mean, in either part", () => {
    const begins = (...functions: ((x: number) => Complex)[]): number[] => {
      const fit = rationalFit(samplesOf(even(0, 10, 10), ...functions), 1e-12, 1);
      expect(polesOfFit(fit)).toEqual([]);
      return [...fit.support];
    };
    const peak =
      (at: number, height: Complex) =>
      (x: number): Complex => {
        const isThere = Math.abs(x - at) < 0.1;
        return complex(5 + (isThere ? height.re : 0), -3 + (isThere ? height.im : 0));
      };
    expect(begins(peak(3.5, complex(1, 0)))).toEqual([3.5]);
    expect(begins(peak(6.5, complex(0, -1)))).toEqual([6.5]);
    // of several functions the one that deviates most
    expect(begins(peak(3.5, complex(1, 0)), peak(6.5, complex(0, 2)))).toEqual([6.5]);
    expect(begins(peak(3.5, complex(-3, 0)), peak(6.5, complex(0, 2)))).toEqual([3.5]);
  });

  it("has the poles of a fit far from zero too", () => {
    const at = even(996, 1004, 200);
    const pole = complex(1000.3, -0.2);
    const found = polesOfFit(rationalFit(samplesOf(at, simple([pole, complex(1, 0)])), 1e-12, 40));
    const nearest = Math.min(...found.map(({ re, im }) => Math.hypot(re - pole.re, im - pole.im)));
    expect(nearest).toBeLessThan(1e-9);
  });

  it("stops at the noise of its samples", () => {
    const next = randomSequence(3);
    const noisy = (x: number): Complex => {
      const { re, im } = chainEnd(x / 0.9);
      return complex(re + 1e-6 * (next() - 0.5), im + 1e-6 * (next() - 0.5));
    };
    const fit = rationalFit(samplesOf(even(-3, 3, 301), noisy), 1e-12, 100);
    expect(fit.support.length).toBeLessThan(100);
    expect(fit.error).toBeGreaterThan(1e-12);
  });
});

/** The fraction at a place that is no support point, of function c. */
function fractionAt(
  { support, weights }: RationalFit,
  { at, values }: Samples,
  c: number,
  x: number,
): Complex {
  let [top, bottom] = [complex(0, 0), complex(0, 0)];
  support.forEach((place, j) => {
    const k = c * at.length + at.indexOf(place);
    const share = divide(weights[j]!, complex(x - place, 0));
    const part = multiply(share, complex(values.re[k]!, values.im[k]!));
    top = complex(top.re + part.re, top.im + part.im);
    bottom = complex(bottom.re + share.re, bottom.im + share.im);
  });
  return divide(top, bottom);
}

describe("the error of a rational fit", () => {
  const next = randomSequence(5);
  const noise = (): number => 1e-4 * (next() - 0.5);
  const noisyAt = new Map(even(-3, 3, 40).map((x) => [x, [noise(), noise()] as const]));
  const smooth = samplesOf(even(-3, 3, 31), chainEnd, (x) => {
    const { re, im } = chainEnd(x / 1.7);
    return complex(0.3 * re, 0.3 * im);
  });
  const noisy = samplesOf(
    [...noisyAt.keys()],
    (x) => complex(1 / (x * x + 1) + noisyAt.get(x)![0], noisyAt.get(x)![1]),
    (x) => complex(0, x / (x * x + 1)),
  );

  /** The largest deviation of a fit from its samples. */
  const deviationOf = (samples: Samples, fit: RationalFit): number => {
    const n = samples.at.length;
    let worst = 0;
    samples.at.forEach((x, i) => {
      if (fit.support.includes(x)) return;
      for (const c of [0, 1]) {
        const { re, im } = fractionAt(fit, samples, c, x);
        const k = c * n + i;
        worst = Math.max(worst, Math.hypot(re - samples.values.re[k]!, im - samples.values.im[k]!));
      }
    });
    return worst;
  };

  it.each([
    ["smooth", smooth],
    ["noisy", noisy],
  ])("is the largest deviation from a sample, and no larger with more support points: %s", (_, samples) => {
    let last = Number.POSITIVE_INFINITY;
    for (const bound of [2, 3, 4, 5, 7, 10, 13]) {
      const fit = rationalFit(samples, 1e-14, bound);
      expect(fit.support.length).toBeLessThanOrEqual(bound);
      expect(new Set(fit.support).size).toBe(fit.support.length);
      expect(fit.error / deviationOf(samples, fit)).toBeCloseTo(1, 6);
      expect(fit.error).toBeLessThanOrEqual(last);
      last = fit.error;
    }
    expect(last).toBeLessThan(3e-2);
  });

  it("is reached by as few support points as the tolerance needs", () => {
    for (const tolerance of [1e-1, 1e-2]) {
      const fit = rationalFit(smooth, tolerance, 15);
      expect(fit.error).toBeLessThanOrEqual(tolerance);
      expect(rationalFit(smooth, tolerance, fit.support.length - 1).error).toBeGreaterThan(tolerance);
    }
    const poles = [complex(-1.3, -0.2), complex(0.1, -0.3), complex(0.4, -1.5), complex(2, -0.1)];
    const simply = samplesOf(even(-4, 4, 30), simple(...poles.map((z) => [z, complex(1, 0.2)] as const)));
    const exact = rationalFit(simply, 1e-11, 40);
    expect(exact.error).toBeLessThan(1e-11);
    expect(exact.support).toHaveLength(5);
  });

  it("is not pursued with more support points than half the samples", () => {
    const few = samplesOf(even(-1, 1, 11), () => complex(next(), next()));
    expect(rationalFit(few, 1e-14, 40).support.length).toBeLessThanOrEqual(5);
  });
});

describe("the poles of a fraction", () => {
  /** Support points and weights of prod (x - z_k)/prod (x - x_j), one pole fewer than points. */
  const withZeros = (
    support: readonly number[],
    zeros: readonly Complex[],
    factor: Complex,
  ): RationalFit => ({
    support,
    weights: support.map((x, j) => {
      let weight = factor;
      for (const z of zeros) weight = multiply(weight, complex(x - z.re, -z.im));
      support.forEach((other, i) => {
        if (i !== j) weight = divide(weight, complex(x - other, 0));
      });
      return weight;
    }),
    error: 0,
  });

  it.each<[string, number[], Complex[]]>([
    ["one", [-1, 2], [complex(0.3, -0.7)]],
    ["two that are mirrored, all weights real", [-1, 2, 5], [complex(0.3, -0.7), complex(0.3, 0.7)]],
    ["on both sides of the axis", [-1, 0.5, 2, 3], [complex(0.3, -0.7), complex(-0.4, 0.2), complex(5, -2)]],
    [
      "close to the axis and to each other",
      [-2, -1, 0, 1, 2, 3],
      [complex(0.2, -1e-7), complex(0.21, -1e-3), complex(1.5, -0.1), complex(-3, -4), complex(-1.5, -1e-5)],
    ],
    ["all of support points far from zero", [100, 101, 102.5], [complex(101.3, -0.1), complex(99, -0.4)]],
  ])("are the zeros of its denominator: %s", (_, support, zeros) => {
    for (const factor of [complex(1, 0), complex(-3e-4, 2e-3), complex(0, 1)]) {
      const found = polesOfFit(withZeros(support, zeros, factor));
      expect(found).toHaveLength(zeros.length);
      const size = Math.max(...support.map(Math.abs));
      for (const z of zeros) {
        const nearest = Math.min(...found.map(({ re, im }) => Math.hypot(re - z.re, im - z.im)));
        expect(nearest, `${z.re} + ${z.im} i`).toBeLessThan(3e-14 * size);
      }
    }
  });

  it.each([
    ["apart", 16, 0.1, complex(0.4, -0.3), complex(-0.6, -0.2)],
    ["side by side", 13, 0.07, complex(0.4, -0.3), complex(0.42, -0.3)],
    ["side by side, over wider decades", 8, 0.01, complex(0.4, -0.3), complex(0.42, -0.3)],
    ["above one another", 15, 0.1, complex(0, -0.3), complex(0, -0.5)],
  ] as const)(
    "have all digits of their own distance from a place where support points crowd: two each time, %s",
    (_, count, ratio, one, other) => {
      const sizes = Array.from({ length: count }, (_size, k) => ratio ** k);
      const support = [...sizes.map((d) => -d), ...sizes].sort((x, y) => x - y);
      const zeros = sizes
        .flatMap((d) => [one, other].map(({ re, im }) => complex(d * re, d * im)))
        .slice(0, support.length - 1);
      const found = polesOfFit(withZeros(support, zeros, complex(1, 0)));
      for (const z of zeros) {
        const nearest = Math.min(...found.map(({ re, im }) => Math.hypot(re - z.re, im - z.im)));
        expect(nearest, `${z.re}`).toBeLessThan(1e-12 * Math.hypot(z.re, z.im));
      }
    },
  );

  it("are found beside a support point without weight, which is no part of it", () => {
    const found = polesOfFit({
      support: [-1, 0.5, 1],
      weights: [complex(1, 0), complex(0, 0), complex(3, 0)],
      error: 0,
    });
    // 1/(x + 1) + 3/(x - 1)
    expect(found).toHaveLength(1);
    expect(found[0]!.re).toBeCloseTo(-0.5, 13);
    expect(found[0]!.im).toBeCloseTo(0, 13);
  });
});

describe("least squares", () => {
  it("solve a square system and leave a residual orthogonal to all columns of a tall one", () => {
    const next = randomSequence(4);
    for (const [rows, unknowns] of [
      [5, 5],
      [12, 4],
    ] as const) {
      const a = tallZeros(rows, unknowns + 1);
      for (let k = 0; k < a.re.length; k++) [a.re[k], a.im[k]] = [next() - 0.5, next() - 0.5];
      const x = leastSquares({ ...a, re: a.re.slice(), im: a.im.slice() }, unknowns);
      const residual = Array.from({ length: rows }, (_, i) => {
        let [re, im] = [-a.re[unknowns * rows + i]!, -a.im[unknowns * rows + i]!];
        for (let j = 0; j < unknowns; j++) {
          const k = j * rows + i;
          re += a.re[k]! * x.re[j]! - a.im[k]! * x.im[j]!;
          im += a.re[k]! * x.im[j]! + a.im[k]! * x.re[j]!;
        }
        return complex(re, im);
      });
      for (let j = 0; j < unknowns; j++) {
        let [re, im] = [0, 0];
        residual.forEach((r, i) => {
          const k = j * rows + i;
          re += a.re[k]! * r.re + a.im[k]! * r.im;
          im += a.re[k]! * r.im - a.im[k]! * r.re;
        });
        expect(Math.hypot(re, im)).toBeLessThan(1e-13);
      }
    }
  });
});
