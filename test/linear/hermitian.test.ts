import { describe, expect, it } from "vitest";
import { choleskyColumns, isPositiveDefinite } from "../../lib/solver/linear/cholesky.js";
import {
  columnOf,
  image,
  lengthOf,
  orthonormal,
  outside,
  overlapOf,
} from "../../lib/solver/linear/columns.js";
import { hermitianDecomposition, hermitianFunction } from "../../lib/solver/linear/hermitian.js";
import {
  addScaled,
  adjoint,
  fromRows,
  type Matrix,
  matmul,
  norm,
  toRows,
} from "../../lib/solver/linear/matrix.js";
import { complex } from "../../lib/solver/special/complex.js";
import { randomBroadening, randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

const identity = (n: number): Matrix =>
  fromRows(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))));
const distance = (a: Matrix, b: Matrix): number => norm(addScaled(a, complex(-1, 0), b));

describe("the eigen-decomposition of a Hermitian matrix", () => {
  it.each([1, 2, 5, 12, 40])("of %i levels gives it back, with orthonormal vectors", (n) => {
    const a = fromRows(randomHermitian(n, randomSequence(n)));
    const decomposition = hermitianDecomposition(a);
    const { vectors } = decomposition;
    expect(distance(matmul(adjoint(vectors), vectors), identity(n))).toBeLessThan(1e-15 * n ** 1.5);
    expect(
      distance(
        hermitianFunction(decomposition, (d) => d),
        a,
      ),
    ).toBeLessThan(1e-15 * n * norm(a));
  });

  it("has orthonormal vectors also where eigenvalues coincide", () => {
    // the projector on one vector of ten: nine eigenvalues 0
    const a = fromRows(randomBroadening(10, randomSequence(3)));
    const { values, vectors } = hermitianDecomposition(a);
    expect(distance(matmul(adjoint(vectors), vectors), identity(10))).toBeLessThan(1e-14);
    expect(values.filter((d) => Math.abs(d) < 1e-14 * norm(a))).toHaveLength(9);
  });

  it("keeps blocks apart exactly, and small eigenvalues beside large ones", () => {
    const { values, vectors } = hermitianDecomposition(
      fromRows([
        [2e9, 1e9, 0, 0],
        [1e9, 2e9, 0, 0],
        [0, 0, 0, 1e-9],
        [0, 0, 1e-9, 0],
      ]),
    );
    expect([...values].sort((a, b) => a - b)).toEqual([0, 0, 1e9, 3e9].map((d) => expect.closeTo(d, 3)));
    for (const [i, j] of [
      [0, 2],
      [0, 3],
      [1, 2],
      [3, 0],
    ] as const) {
      expect(vectors.re[4 * i + j]).toBe(0);
    }
  });

  it("gives functions of it that are exactly Hermitian: the root squared is the matrix", () => {
    const a = fromRows(randomBroadening(4, randomSequence(8)));
    const lifted = addScaled(a, complex(0.3, 0), identity(4));
    const root = hermitianFunction(hermitianDecomposition(lifted), Math.sqrt);
    expect(distance(matmul(root, root), lifted)).toBeLessThan(1e-14 * norm(lifted));
    expect(toRows(adjoint(root))).toEqual(toRows(root));
  });
});

describe("the Cholesky factorisation", () => {
  it("writes a positive semidefinite matrix as a sum of as many squares as its rank", () => {
    const next = randomSequence(4);
    const [a, b] = [fromRows(randomBroadening(5, next)), fromRows(randomBroadening(5, next))];
    const sum = addScaled(a, complex(1, 0), b);
    const columns = choleskyColumns(sum);
    expect(columns).toHaveLength(2);
    const squares = fromRows(
      Array.from({ length: 5 }, (_, i) =>
        Array.from({ length: 5 }, (_, j) =>
          columns.reduce(
            (total, { re, im }) =>
              complex(
                total.re + re[i]! * re[j]! + im[i]! * im[j]!,
                total.im + im[i]! * re[j]! - re[i]! * im[j]!,
              ),
            complex(0, 0),
          ),
        ),
      ),
    );
    expect(distance(squares, sum)).toBeLessThan(1e-15 * norm(sum));
  });

  it("tells positive definite matrices from others", () => {
    const a = fromRows(randomHermitian(6, randomSequence(5)));
    const { values } = hermitianDecomposition(a);
    const lowest = Math.min(...values);
    expect(isPositiveDefinite(addScaled(a, complex(1e-12 - lowest, 0), identity(6)))).toBe(true);
    expect(isPositiveDefinite(addScaled(a, complex(-1e-12 - lowest, 0), identity(6)))).toBe(false);
    expect(isPositiveDefinite(fromRows([[0]]))).toBe(false);
    expect(isPositiveDefinite(fromRows([[Number.NaN]]))).toBe(false);
  });
});

describe("columns", () => {
  const column = (...entries: (readonly [number, number])[]) => ({
    re: Float64Array.from(entries, ([re]) => re),
    im: Float64Array.from(entries, ([, im]) => im),
  });

  it("have an overlap that conjugates the first", () => {
    expect(overlapOf(column([0, 1], [2, 0]), column([1, 0], [0, 3]))).toEqual({ re: 0, im: -1 + 6 });
  });

  it("span an orthonormal basis, without those that depend on the ones before", () => {
    const [a, b] = [column([1, 0], [0, 1], [0, 0]), column([0, 2], [-2, 0], [0, 0])];
    expect(orthonormal([a, b])).toHaveLength(1);
    const basis = orthonormal([a, column([1, 0], [0, 0], [1e-3, 0])]);
    expect(basis).toHaveLength(2);
    expect(Math.hypot(...Object.values(overlapOf(basis[0]!, basis[1]!)))).toBeLessThan(1e-15);
    expect(lengthOf(basis[1]!)).toBeCloseTo(1, 15);
    expect(lengthOf(outside(basis, a))).toBeLessThan(1e-15);
  });

  it("are turned by a matrix as its columns say", () => {
    const m = fromRows(randomHermitian(3, randomSequence(6)));
    expect(image(m, column([0, 0], [1, 0], [0, 0]))).toEqual(columnOf(m, 1));
  });
});
