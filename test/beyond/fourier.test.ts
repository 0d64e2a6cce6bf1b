import { describe, expect, it } from "vitest";
import { convolver } from "../../lib/solver/beyond/fourier.js";
import { randomSequence } from "../random.js";

// by transforms of 2^6 and of 2^5 numbers: stages in pairs, and one that is left
describe.each([9, 5])("sums over a grid of 2 x %i + 1 points by Fourier transforms", (last) => {
  const next = randomSequence(5);
  const random = (): Float64Array => Float64Array.from({ length: 2 * last + 1 }, () => next() - 0.5);
  const at = (a: Float64Array, j: number): number => (Math.abs(j) <= last ? a[j + last]! : 0);
  const indices = Array.from({ length: 2 * last + 1 }, (_, j) => j - last);
  const [a, b] = [random(), random()];
  const { transform, convolve, correlate, principalValue } = convolver(last);

  it("equal the sums written out, with nothing from beyond the ends", () => {
    const sums = [convolve(transform(a), transform(b)), correlate(transform(a), transform(b))];
    for (const j of indices) {
      const convolution = indices.reduce((sum, k) => sum + at(a, j - k) * at(b, k), 0);
      const correlation = indices.reduce((sum, k) => sum + at(a, k) * at(b, k - j), 0);
      expect(at(sums[0]!, j)).toBeCloseTo(convolution, 13);
      expect(at(sums[1]!, j)).toBeCloseTo(correlation, 13);
    }
  });

  it("give the principal value as the sum over every second point", () => {
    const found = principalValue(transform(a));
    for (const j of indices) {
      const sum = indices.reduce((s, k) => s + ((j - k) % 2 === 0 ? 0 : (2 * at(a, k)) / (j - k)), 0);
      expect(at(found, j)).toBeCloseTo(sum, 13);
    }
  });
});

describe("the principal value on a grid", () => {
  it("turns the broadening of a level into its shift: Kramers and Kronig for a Lorentzian", () => {
    const [points, step, width] = [4000, 0.05, 0.3];
    const grid = convolver(points);
    const energy = (j: number): number => (j - points) * step;
    const lorentzian = Float64Array.from({ length: 2 * points + 1 }, (_, j) => {
      return width / (energy(j) ** 2 + width ** 2);
    });
    const shift = grid.principalValue(grid.transform(lorentzian));
    for (const j of [points, points + 4, points + 40, points - 100]) {
      const e = energy(j);
      // P int de' [w/(e'^2 + w^2)]/(e - e') = pi e/(e^2 + w^2)
      expect(shift[j]).toBeCloseTo((Math.PI * e) / (e * e + width * width), 4);
    }
  });
});
