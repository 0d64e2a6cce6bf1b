/** The self-energies made of the functions of energy, against products of whole matrices with functions that mean nothing. */
import { describe, expect, it } from "vitest";
import { adjoint, type Matrix } from "../../lib/solver/linear/matrix.js";
import { coupledRowsOf, moduliOf } from "../../lib/solver/second-order/coupled-rows.js";
import { fockOf } from "../../lib/solver/second-order/fock.js";
import { scatteredOf } from "../../lib/solver/second-order/scattered.js";
import { randomSequence } from "../random.js";
import {
  applied,
  arbitraryConvolutions,
  couplingsOf,
  dressed,
  farthest,
  ketOf,
  outer,
  type Parts,
  partsAt,
  product,
  retarded,
  rowOf,
  tangled,
  trace,
  unequal,
} from "./parts.js";

const vectors = (count: number, n: number, seed: number): Float64Array => {
  const next = randomSequence(seed);
  return Float64Array.from({ length: 2 * count * n }, () => next() - 0.5);
};

const moduli = (states: Float64Array): Float64Array =>
  states.map((_, k) => (k % 2 === 0 ? Math.hypot(states[k]!, states[k + 1]!) : 0));

/** |x_p><y_p| between couplings with the modulus of every entry: <i|M^m|x> and <y|M^l|j>. */
function sizeBetween(
  { given, expansion }: Parts,
  x: Float64Array,
  y: Float64Array,
  p: number,
  m: number,
  l: number,
): Matrix {
  const M = couplingsOf(given);
  const n = expansion.levels;
  const left = product(rowOf(x, p, n), M[m]!);
  const right = product(rowOf(y, p, n), M[l]!);
  const out = outer(x, y, p, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      out.re[i * n + j] = Math.hypot(left.re[i]!, left.im[i]!) * Math.hypot(right.re[j]!, right.im[j]!);
      out.im[i * n + j] = 0;
    }
  }
  return out;
}

const parts = partsAt(tangled(), unequal);
const convolutions = arbitraryConvolutions(parts, 3);
const rows = coupledRowsOf(parts.expansion);
const { rightConjugate, left, weights, count, levels, displacement } = parts.expansion;

describe("Fock's self-energy", () => {
  it("leaves out the levels that no coupling touches", () => {
    expect(rows.touched).toEqual([0, 2]);
    expect(rows.width).toBe(2 * count);
  });

  it.each([
    ["one state, factor by factor", 1],
    ["many states, as a matrix", 100],
  ])("of %s is the sum over the poles between the couplings", (_, most) => {
    const { put, apply } = fockOf(parts.expansion, rows, convolutions, most);
    const states = vectors(3, levels, 7);
    const Sigma = retarded(parts, convolutions);
    const out = new Float64Array(2 * rows.touched.length);
    for (let again = 0; again < 2; again++) {
      put(false);
      for (const i of [2, 0, 1]) {
        apply(states, i, out);
        const exact = applied(Sigma, states, i);
        const expected = rows.touched.flatMap((level) => [exact[2 * level]!, exact[2 * level + 1]!]);
        expect(farthest(out, expected)).toBeLessThan(1e-13);
      }
    }
  });

  it("of a single mode is that of its own functions", () => {
    const single = partsAt(tangled(8, 1), unequal);
    const functions = arbitraryConvolutions(single, 5);
    const coupled = coupledRowsOf(single.expansion);
    const { put, apply } = fockOf(single.expansion, coupled, functions, 2);
    put(false);
    const states = vectors(1, levels, 9);
    const out = new Float64Array(2 * coupled.touched.length);
    apply(states, 0, out);
    const exact = applied(retarded(single, functions), states, 0);
    expect(
      farthest(
        out,
        coupled.touched.flatMap((level) => [exact[2 * level]!, exact[2 * level + 1]!]),
      ),
    ).toBeLessThan(1e-13);
  });

  it("has the sizes of its terms: the same sum with moduli", () => {
    const { put, applySizes } = fockOf(parts.expansion, rows, convolutions, 2);
    const states = vectors(2, levels, 11);
    const { alphaSize, betaSize, gammaSize } = convolutions;
    const exact = new Float64Array(levels * levels);
    displacement.pairs.forEach(([m, l], k) => {
      for (let p = 0; p < count; p++) {
        const at = k * count + p;
        const add = (x: Float64Array, y: Float64Array, size: number): void => {
          sizeBetween(parts, x, y, p, m, l).re.forEach((one, ij) => {
            exact[ij] = exact[ij]! + size * one;
          });
        };
        add(rightConjugate, left, alphaSize[0]![at]!);
        weights.forEach((w, b) => {
          add(rightConjugate, w, betaSize[b]![at]!);
          add(w, rightConjugate, gammaSize[b]![at]!);
        });
      }
    });
    const out = new Float64Array(rows.touched.length);
    for (let again = 0; again < 2; again++) {
      put(true);
      for (const i of [1, 0]) {
        applySizes(states, i, out);
        const expected = rows.touched.map((u) =>
          rows.touched.reduce(
            (total, v) =>
              total +
              exact[u * levels + v]! *
                Math.hypot(states[2 * (i * levels + v)]!, states[2 * (i * levels + v) + 1]!),
            0,
          ),
        );
        expect(farthest(out, expected)).toBeLessThan(1e-13);
      }
    }
  });
});

describe("what modes scatter out of an electrode into a state", () => {
  const { take, form, size } = scatteredOf(parts.expansion, rows, convolutions, parts.reservoirs);
  const states = vectors(3, levels, 13);

  it("is -2 Im <chi|s|chi> with the electrode's own temperature, in any order of states and electrodes", () => {
    for (const [j, a] of [
      [1, 0],
      [0, 2],
      [2, 1],
    ] as const) {
      take(states, j, a);
      const chi = ketOf(states, j, levels);
      for (let b = 2; b >= 0; b--) {
        if (b === a) continue;
        const alpha = convolutions.alpha[parts.reservoirs.groupOf[b]!]!;
        // beta - i alpha
        const first = convolutions.beta[b]!.map((value, k) =>
          k % 2 === 0 ? value + alpha[k + 1]! : value - alpha[k - 1]!,
        );
        const s = dressed(parts, [
          [rightConjugate, weights[b]!, first],
          [weights[b]!, rightConjugate, convolutions.gamma[b]!],
        ]);
        const exact = -2 * trace(adjoint(chi), s, chi).im;
        expect(form(b)).toBeCloseTo(exact, 13);
        expect(Math.abs(exact)).toBeGreaterThan(1e-4);
        expect(size(b)).toBeGreaterThan(Math.abs(exact));
      }
    }
  });

  it("has the size of its terms: the same sum with moduli", () => {
    take(states, 1, 0);
    const M = couplingsOf(parts.given);
    const chi = ketOf(states, 1, levels);
    const modulus = (x: Float64Array, p: number, m: number): number => {
      const { re, im } = trace(rowOf(x, p, levels), M[m]!, chi);
      return Math.hypot(re, im);
    };
    for (const b of [1, 2]) {
      let expected = 0;
      displacement.pairs.forEach(([m, l], k) => {
        for (let p = 0; p < count; p++) {
          const at = k * count + p;
          const both =
            convolutions.alphaSize[parts.reservoirs.groupOf[b]!]![at]! + convolutions.betaSize[b]![at]!;
          expected += 2 * modulus(rightConjugate, p, m) * both * modulus(weights[b]!, p, l);
          expected +=
            2 * modulus(weights[b]!, p, m) * convolutions.gammaSize[b]![at]! * modulus(rightConjugate, p, l);
        }
      });
      expect(size(b) / expected).toBeCloseTo(1, 13);
    }
  });
});

describe("moduli", () => {
  it("are those of all entries", () => {
    const states = vectors(2, levels, 15);
    expect(
      farthest(
        moduliOf(states),
        moduli(states).filter((_, k) => k % 2 === 0),
      ),
    ).toBeLessThan(1e-15);
  });
});
