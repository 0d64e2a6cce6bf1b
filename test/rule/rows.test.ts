/** The sums over pairs of poles at one frequency against the double sum as it is written. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import {
  CLOSE,
  emptyRows,
  putRows,
  type Rows,
  rowStore,
  rowsAt,
  rowsOfGrid,
} from "../../lib/solver/rule/rows.js";
import type { State } from "../../lib/solver/rule/state.js";
import { type Complex, complex, divide, modulus } from "../../lib/solver/special/complex.js";
import { dots, randomHermitian, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { stateAt } from "./rules.js";

const point: OperatingPoint = twoTerminal(0.4, -0.3, 0.3, 0.5);

/** `modes` modes that damping joins, so that every pair of modes has a weight. */
function joined(modes: number): Junction {
  const next = randomSequence(71);
  const given = randomJunction(3, 1, next);
  return junction({
    ...given,
    modes: Array.from({ length: modes }, (_, m) => ({
      omega: 0.6 + 0.2 * m,
      coupling: randomHermitian(3, next, 0.4),
    })),
    damping: Array.from({ length: modes }, (_, m) =>
      Array.from({ length: modes }, (_n, n) => (m === n ? 0.4 : 0.05)),
    ),
  });
}

/** S_p and S'_q of channel h, and the sums of moduli, term by term. */
function written(state: State, h: number, omega: number): { sums: Float64Array; sizes: Float64Array } {
  const { terms, hops, weights, modes } = state;
  const { size, re, im } = terms;
  const { rows, start, column, coefficients } = hops[h]!.channel;
  modes.put(omega, weights);
  const sums = new Float64Array(4 * size);
  const sizes = new Float64Array(2 * size);
  rows.forEach((p, i) => {
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const q = column[e]!;
      const sumOf = (k: number): number =>
        coefficients.reduce((sum, values, pair) => sum + weights[pair]! * values[4 * e + k]!, 0);
      const C = complex(sumOf(0), sumOf(1));
      const K = complex(sumOf(2), sumOf(3));
      const u = complex(re[p]! - re[q]! - omega, im[p]! - im[q]!);
      const v = complex(re[p]! - re[q]! - omega, im[p]! + im[q]!);
      const isClose = modulus(u) <= CLOSE * omega;
      const direct: Complex = isClose ? complex(0, 0) : divide(C, u);
      const crossed = divide(K, v);
      sums[2 * p] = sums[2 * p]! + direct.re + crossed.re;
      sums[2 * p + 1] = sums[2 * p + 1]! + direct.im + crossed.im;
      sums[2 * size + 2 * q] = sums[2 * size + 2 * q]! + direct.re + crossed.re;
      sums[2 * size + 2 * q + 1] = sums[2 * size + 2 * q + 1]! + direct.im - crossed.im;
      // |re| + |im| of each factor
      const one = (z: Complex): number => Math.abs(z.re) + Math.abs(z.im);
      const inverse = (z: Complex): Complex => divide(complex(1, 0), z);
      const part = (isClose ? 0 : one(C) * one(inverse(u))) + one(K) * one(inverse(v));
      sizes[p] = sizes[p]! + part;
      sizes[size + q] = sizes[size + q]! + part;
    }
  });
  return { sums, sizes };
}

function expectSame(found: Float64Array, exact: Float64Array, at: number): void {
  const largest = exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  exact.forEach((value, k) => {
    expect(Math.abs(found[at + k]! - value), `entry ${k}`).toBeLessThan(1e-13 * largest);
  });
}

const freshRows = ({ terms, hops }: State): Rows => emptyRows(terms.size, hops.length);

describe("the sums over pairs of poles are those that are written", () => {
  it.each<[string, Junction]>([
    ["one mode", randomJunction(3, 1, randomSequence(72))],
    ["two modes with damping of their own", randomJunction(3, 2, randomSequence(73))],
    ["two modes joined by damping: three pairs", joined(2)],
    ["four joined modes: ten pairs", joined(4)],
    ["three joined modes, six pairs", joined(3)],
  ])("%s", (_, of) => {
    const state = stateAt(of, point);
    const rows = freshRows(state);
    // twice: what one frequency leaves does not matter to the next
    for (const omega of [0.21, 1.7]) {
      putRows(state, omega, true, rows);
      expect(rows.hasSizes).toBe(true);
      expect(rows.close).toEqual([]);
      state.hops.forEach((_hop, h) => {
        const { sums, sizes } = written(state, h, omega);
        expectSame(rows.sums, sums, 4 * state.terms.size * h);
        expectSame(rows.sizes, sizes, 2 * state.terms.size * h);
      });
    }
  });

  it("but for pairs whose levels are just w apart, which are listed", () => {
    const state = stateAt(dots, twoTerminal(10.2, 9.9, 0.3, 0.5));
    const rows = freshRows(state);
    const { terms } = state;
    // two levels of one width, 1 apart: one difference in each direction, of which one is positive
    const listed = (omega: number): number[] => {
      putRows(state, omega, true, rows);
      return [...rows.close];
    };
    expect(listed(1 + 1.5 * CLOSE)).toEqual([]);
    expect(listed(1 - 0.5 * CLOSE).map((t) => terms.gap[t])).toEqual([1]);
    state.hops.forEach((_hop, h) => {
      const { sums, sizes } = written(state, h, 1 - 0.5 * CLOSE);
      const at = 4 * terms.size * h;
      sums.forEach((value, k) => {
        expect(Math.abs(rows.sums[at + k]! - value)).toBeLessThan(1e-13 * (1 + Math.abs(value)));
      });
      sizes.forEach((value, k) => {
        expect(rows.sizes[2 * terms.size * h + k]!).toBeCloseTo(value, 12);
      });
    });
  });
});

describe("the sums that are kept", () => {
  it("are made once for a node of a grid, and again where their sizes are wanted too", () => {
    const state = stateAt(joined(2), point);
    const store = rowStore();
    const grid = rowsOfGrid(store, 0.25, 0.5);
    expect(rowsOfGrid(store, 0.25, 0.5)).toBe(grid);
    expect(rowsOfGrid(store, 0.25, 0.25)).not.toBe(grid);
    expect(rowsOfGrid(store, 0.5, 0.5)).not.toBe(grid);
    const first = rowsAt(state, store, grid, 7, 0.9, false);
    expect(first.hasSizes).toBe(false);
    const sums = first.sums.slice();
    first.sums[0] = 123;
    expect(rowsAt(state, store, grid, 7, 0.9, false).sums[0], "as it was left").toBe(123);
    expect(rowsAt(state, store, grid, 7, 0.9, true)).toBe(first);
    expect(first.hasSizes).toBe(true);
    expect(first.sums).toEqual(sums);
    first.sums[0] = 123;
    expect(rowsAt(state, store, grid, 7, 0.9, false).sums[0], "sizes are there already").toBe(123);
    expect(rowsAt(state, store, grid, 8, 0.9, false)).not.toBe(first);
    expect(grid.size).toBe(2);
    expect(store.filled).toBeGreaterThanOrEqual(2 * (first.sums.length + first.sizes.length));
  });

  it("are forgotten before they fill the memory", () => {
    const state = stateAt(joined(2), point);
    const store = rowStore();
    const each = 6 * state.terms.size * state.hops.length;
    let most = 0;
    for (let node = 0; node < 2 ** 15; node++) {
      rowsAt(state, store, rowsOfGrid(store, 0.25, 0), node, 0.9, false);
      most = Math.max(most, store.filled);
    }
    expect(most).toBeLessThan(2 ** 21);
    expect(most).toBeGreaterThan(2 ** 21 - 2 * (each + 64));
    expect(rowsOfGrid(store, 0.25, 0).size).toBeLessThan(2 ** 15);
  }, 5000);
});
