import { describe, expect, it } from "vitest";
import { eigenDecomposition } from "../../lib/solver/linear/eigen.js";
import { fromRows, inverse, type Matrix, matmul, norm, zeros } from "../../lib/solver/linear/matrix.js";
import { randomSequence } from "../random.js";

function randomMatrix(size: number, next: () => number): Matrix {
  const a = zeros(size);
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = next() - 0.5;
    a.im[k] = next() - 0.5;
  }
  return a;
}

describe("eigen-decomposition of general complex matrices", () => {
  it("leaves a residual of roundoff for random matrices of 1 to 20 levels", () => {
    const next = randomSequence(1);
    for (let size = 1; size <= 20; size++) {
      for (let k = 0; k < 10; k++) {
        expect(eigenDecomposition(randomMatrix(size, next)).residual, `size ${size}`).toBeLessThan(3e-14);
      }
    }
  });

  it("returns left eigenvectors that are the inverse of the right ones", () => {
    const { right, left } = eigenDecomposition(randomMatrix(6, randomSequence(2)));
    const product = matmul(left, right);
    for (let i = 0; i < 6; i++) product.re[7 * i] = product.re[7 * i]! - 1;
    expect(norm(product)).toBeLessThan(1e-12);
  });

  it("keeps an independent eigenvector for each of several equal eigenvalues", () => {
    const { condition, residual } = eigenDecomposition(
      fromRows([
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, 1],
      ]),
    );
    expect(residual).toBe(0);
    expect(condition).toBeCloseTo(3, 12);
  });

  it("reports an exceptional point by its condition number", () => {
    // eigenvalues +-sqrt(1 - g^2) coalesce at g = 1
    const at = (g: number): number =>
      eigenDecomposition(
        fromRows([
          [{ re: 0, im: -g }, 1],
          [1, { re: 0, im: g }],
        ]),
      ).condition;
    expect(at(0.5)).toBeLessThan(10);
    expect(at(1 - 1e-12)).toBeGreaterThan(1e5);
  });

  it("finds the eigenvalues of a triangular and of a nilpotent matrix", () => {
    const triangular = eigenDecomposition(
      fromRows([
        [1, 5, -3],
        [0, { re: 2, im: -1 }, 7],
        [0, 0, -4],
      ]),
    );
    expect(triangular.values.map((z) => z.re)).toEqual([1, 2, -4]);
    expect(triangular.residual).toBeLessThan(1e-15);
  });

  it("inverts, and refuses a singular matrix", () => {
    const a = randomMatrix(5, randomSequence(3));
    const product = matmul(a, inverse(a));
    for (let i = 0; i < 5; i++) product.re[6 * i] = product.re[6 * i]! - 1;
    expect(norm(product)).toBeLessThan(1e-12);
    expect(() =>
      inverse(
        fromRows([
          [1, 1],
          [1, 1],
        ]),
      ),
    ).toThrow("matrix must be invertible (got a singular one)");
  });
});
