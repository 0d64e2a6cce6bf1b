/** Panels graded by singularities, and the rule on each of them. */
import { describe, expect, it } from "vitest";
import { GAUSS, Grading, gradedBy } from "../../lib/solver/rule/grading.js";

/** Sum of the distances of a singularity from both ends of a panel, in lengths of the panel. */
const ellipse = (a: number, b: number, x: number, y: number): number =>
  (Math.hypot(x - a, y) + Math.hypot(x - b, y)) / (b - a);

const lengths = (ends: readonly number[]): number[] => ends.slice(1).map((b, k) => b - ends[k]!);

/** The integral over all panels, by 16 points on each. */
function integral(ends: readonly number[], f: (x: number) => number): number {
  let sum = 0;
  for (let k = 1; k < ends.length; k++) {
    const [half, middle] = [(ends[k]! - ends[k - 1]!) / 2, (ends[k]! + ends[k - 1]!) / 2];
    GAUSS.at.forEach((x, j) => {
      sum += half * GAUSS.weight[j]! * f(middle + half * x);
    });
  }
  return sum;
}

describe("the rule of a panel", () => {
  it("is exact for powers up to the 31st, by every second node up to the seventh", () => {
    for (let power = 0; power < 32; power++) {
      const sum = (weights: Float64Array): number =>
        GAUSS.at.reduce((total, x, j) => total + weights[j]! * x ** power, 0);
      const exact = power % 2 === 0 ? 2 / (power + 1) : 0;
      expect(sum(GAUSS.weight)).toBeCloseTo(exact, 14);
      if (power < 8) expect(sum(GAUSS.half)).toBeCloseTo(exact, 13);
    }
    expect(GAUSS.half.every((weight, j) => (j % 2 === 1 ? weight === 0 : weight > 0))).toBe(true);
  });
});

describe("panels", () => {
  it("leave every singularity outside of their ellipses, however near the axis it is, and as few panels as that allows", () => {
    const counts = [1e-1, 1e-3, 1e-5, 1e-7].map((height) => {
      const grading = new Grading(-4, 5);
      // at zero, where nodes are not rounded by more than their distance from it
      grading.add(0, height);
      grading.add(-1.5, 0.4);
      const ends = gradedBy(grading);
      expect([ends[0], ends.at(-1)]).toEqual([-4, 5]);
      for (let k = 1; k < ends.length; k++) {
        expect(ellipse(ends[k - 1]!, ends[k]!, 0, height)).toBeGreaterThan(1.5 - 1e-12);
        expect(ellipse(ends[k - 1]!, ends[k]!, -1.5, 0.4)).toBeGreaterThan(1.5 - 1e-12);
      }
      const peak = Math.atan(4 / height) + Math.atan(5 / height);
      expect(integral(ends, (x) => height / (x ** 2 + height ** 2)) / peak).toBeCloseTo(1, 12);
      return ends.length;
    });
    // ln(1/height): the same number more for each factor
    const more = counts.slice(1).map((count, k) => count - counts[k]!);
    expect(Math.max(...more) - Math.min(...more)).toBeLessThanOrEqual(2);
    expect(counts.at(-1)).toBeLessThan(60);
  });

  it("feel what lies beyond their ends", () => {
    for (const x of [-3.01, 5.01]) {
      const grading = new Grading(-3, 5);
      grading.add(x, 1e-3);
      expect(gradedBy(grading).length).toBeGreaterThan(5);
    }
    const far = new Grading(-3, 5);
    far.add(-20, 1e-3);
    far.add(22, 1e-3);
    expect(gradedBy(far)).toEqual([-3, 5]);
    // the tail of a warm Fermi function, whose pole is far away
    const warm = new Grading(0, 100);
    warm.add(-200, Math.PI * 4, 4);
    expect(Math.max(...lengths(gradedBy(warm).slice(0, 2)))).toBeCloseTo(32, 10);
  });

  it("end at singularities on the axis, but for those outside and at their ends", () => {
    const grading = new Grading(0, 1);
    for (const x of [-0.5, 0, 0.25, 0.25, 1, 1.5]) grading.add(x, 0);
    expect(gradedBy(grading)).toEqual([0, 0.25, 1]);
  });

  it("are at most eight temperatures long on either side of a Fermi pole, as far as its tails reach, and long beyond", () => {
    const T = 0.01;
    const grading = new Grading(-3, 5);
    grading.add(1, Math.PI * T, T);
    const ends = gradedBy(grading);
    for (let k = 1; k < ends.length; k++) {
      const [a, b] = [ends[k - 1]!, ends[k]!];
      if (b > 1 - 60 * T && a < 1 + 60 * T) expect(b - a).toBeLessThan(8 * T + 1e-12);
    }
    expect(Math.max(...lengths(ends))).toBeGreaterThan(1);
    // f (1 - f) over both tails
    const derivative = (x: number): number => 1 / (4 * T * Math.cosh((x - 1) / (2 * T)) ** 2);
    expect(integral(ends, derivative)).toBeCloseTo(1, 12);
    const plain = new Grading(-3, 5);
    plain.add(1, Math.PI * T);
    expect(gradedBy(plain).length).toBeLessThan(ends.length);
  });

  it("of a part are graded as those of the whole", () => {
    const whole = new Grading(-3, 5);
    whole.add(1.3, 1e-4);
    whole.add(0.5, 0);
    whole.add(3, 0);
    const part = whole.within(0, 2);
    expect(part.breaks.sort((a, b) => a - b)).toEqual([0, 0.5, 2]);
    for (const [k, b] of gradedBy(part).entries())
      if (k > 0) expect(ellipse(gradedBy(part)[k - 1]!, b, 1.3, 1e-4)).toBeGreaterThan(1.5 - 1e-12);
    expect(whole.within(0.5, 3).breaks).toHaveLength(2);
  });

  it("are sharper where that is asked for", () => {
    const grading = new Grading(-3, 5);
    grading.add(1.3, 1e-4);
    expect(gradedBy(grading, 3.8).length).toBeGreaterThan(gradedBy(grading).length);
    for (const [k, b] of gradedBy(grading, 3.8).entries())
      if (k > 0) expect(ellipse(gradedBy(grading, 3.8)[k - 1]!, b, 1.3, 1e-4)).toBeGreaterThan(3.8 - 1e-12);
  });

  it("come to an end next to a line that is narrower than numbers are apart, and are refused where they are thousands", () => {
    const narrow = new Grading(0, 2);
    narrow.add(1, 1e-30);
    const ends = gradedBy(narrow);
    expect(ends.at(-1)).toBe(2);
    expect(Math.min(...lengths(ends))).toBeGreaterThan(1e-16);
    const many = new Grading(0, 1);
    for (let k = 0; k < 250; k++) many.add(k / 250, 1e-12);
    expect(() => gradedBy(many)).toThrow(RangeError);
  });
});
