import { describe, expect, it } from "vitest";
import { theta } from "../../lib/solver/special/digamma.js";
import {
  addTheta,
  putContinuedTheta,
  putLogarithms,
  putThetas,
  type ThetaList,
  thetaList,
} from "../../lib/solver/special/theta-batch.js";
import { randomSequence } from "../random.js";

/** A value of a batch and the one it is compared with, by arguments (x, y, slope). */
function compare(
  put: (list: ThetaList, w: number, out: Float64Array) => void,
  exact: (x: number, y: number) => { re: number; im: number },
  w: number,
  rows: readonly (readonly [number, number, number])[],
): number {
  const list = thetaList(rows.length);
  // results go where they are told, here in reverse
  for (const [k, [x, y, slope]] of rows.entries()) addTheta(list, x, y, slope, 2 * (rows.length - 1 - k));
  const out = new Float64Array(2 * rows.length);
  put(list, w, out);
  let worst = 0;
  rows.forEach(([x, y, slope], k) => {
    const { re, im } = exact(x, y + slope * w);
    const at = 2 * (rows.length - 1 - k);
    worst = Math.max(worst, Math.hypot(out[at]! - re, out[at + 1]! - im) / Math.max(1, Math.hypot(re, im)));
  });
  return worst;
}

describe("digammas in batches", () => {
  const next = randomSequence(3);
  const decades = (from: number, to: number): number => from * (to / from) ** next();
  const rows = (count: number): (readonly [number, number, number])[] =>
    Array.from({ length: count }, () => [
      decades(1e-12, 1e6),
      (next() < 0.5 ? -1 : 1) * decades(1e-12, 1e6),
      (next() < 0.5 ? -1 : 1) * decades(1e-3, 10),
    ]);

  it("are those of one argument, over eighteen decades, to a few units of the last digit", () => {
    for (const w of [0, 1e-3, 1, 300])
      expect(compare(putThetas, (re, im) => theta({ re, im }), w, rows(500))).toBeLessThan(8e-15);
  });

  it("are as good on either side of the circle |u| = 6, where the recurrence ends, and next to the pole at -1/2", () => {
    const near = [5.9, 5.9999999, 6, 6.0000001, 6.1].flatMap((radius) =>
      [0, 0.3, 0.8, 1.2, 1.5, Math.PI / 2].map(
        (angle) => [radius * Math.cos(angle), radius * Math.sin(angle), 1] as const,
      ),
    );
    expect(compare(putThetas, (re, im) => theta({ re, im }), 0, near)).toBeLessThan(2.5e-15);
    const small = [0, 1e-300, 1e-8, 0.01, 0.3].flatMap((x) => [-0.4, 0, 2].map((y) => [x, y, 1] as const));
    expect(compare(putThetas, (re, im) => theta({ re, im }), 0.1, small)).toBeLessThan(8e-15);
  });

  it("are good to the last digits where the asymptotic series is enough", () => {
    const far = rows(2000).filter(([x, y]) => x * x + y * y >= 36);
    expect(far.length).toBeGreaterThan(900);
    expect(compare(putThetas, (re, im) => theta({ re, im }), 0, far)).toBeLessThan(1e-15);
  });

  it("are logarithms at zero temperature", () => {
    expect(
      compare(
        putLogarithms,
        (re, im) => ({ re: Math.log(Math.hypot(re, im)), im: Math.atan2(im, re) }),
        0.7,
        rows(200),
      ),
    ).toBeLessThan(4e-16);
  });
});

describe("theta left of the imaginary axis", () => {
  it("is found by reflection, everywhere but at its poles", () => {
    const out = new Float64Array(3);
    const next = randomSequence(4);
    for (let k = 0; k < 300; k++) {
      const re = -8 * next();
      const im = 16 * (next() - 0.5);
      const exact = theta({ re, im });
      putContinuedTheta(re, im, out, 1);
      const size = Math.hypot(exact.re, exact.im);
      const pole = Math.hypot(re + 0.5 - Math.round(re + 0.5), im);
      expect(Math.hypot(out[1]! - exact.re, out[2]! - exact.im)).toBeLessThan(
        (4e-15 + 2e-15 / pole) * Math.max(1, size),
      );
    }
  });

  it("obeys the recurrence far from the real axis, where the tangent is one", () => {
    const [here, there] = [new Float64Array(2), new Float64Array(2)];
    for (const im of [-9, -6.5, 6.5, 9, 400]) {
      putContinuedTheta(-7.3, im, here, 0);
      putContinuedTheta(-6.3, im, there, 0);
      const square = 6.8 ** 2 + im ** 2;
      expect(there[0]! - here[0]!).toBeCloseTo(-6.8 / square, 13);
      expect(there[1]! - here[1]!).toBeCloseTo(-im / square, 13);
    }
  });
});
