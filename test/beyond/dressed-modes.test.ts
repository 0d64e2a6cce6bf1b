import { describe, expect, it } from "vitest";
import { determinant, inverseResponse } from "../../lib/solver/beyond/dressed-modes.js";
import { junction, twoTerminal } from "../../lib/solver/index.js";
import { eigenDecomposition } from "../../lib/solver/linear/eigen.js";
import { fromRows, inverse } from "../../lib/solver/linear/matrix.js";
import { multiply } from "../../lib/solver/special/complex.js";
import { dots, randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

describe("the modes with the electrons' self-energy", () => {
  it("have the bare response where nothing couples", () => {
    const free = junction({
      ...dots,
      modes: [
        {
          omega: 1,
          coupling: [0, 0],
        },
      ],
    });
    const f = inverseResponse(free, twoTerminal(10, 10, 0.5))(0.6);
    expect(f.re[0]).toBeCloseTo(0.36 - 1, 14);
    expect(f.im[0]).toBeCloseTo(0.6 * 0.5, 14);
  });

  it("absorb, as every system in equilibrium does: Im D^r < 0 at positive frequencies", () => {
    const f = inverseResponse(dots, twoTerminal(9.3, 9.3, 0.2));
    for (const omega of [0.01, 0.3, 0.9, 1.1, 4, 30]) expect(inverse(f(omega)).im[0]).toBeLessThan(0);
  });

  it("have for a determinant the product of the eigenvalues", () => {
    for (const n of [1, 2, 4]) {
      const rows = randomHermitian(n, randomSequence(n)).map((row, i) =>
        row.map((z) => (typeof z === "number" ? { re: i === 0 ? 0 : z, im: 0.3 } : z)),
      );
      const { values } = eigenDecomposition(fromRows(rows));
      const product = values.reduce(multiply);
      const found = determinant(fromRows(rows));
      expect(found.re).toBeCloseTo(product.re, 12);
      expect(found.im).toBeCloseTo(product.im, 12);
    }
  });
});
