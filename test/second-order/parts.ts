/**
 * What the tests of single parts share: a junction without any symmetry, its parts at an operating point, and the same by
 * inversion of matrices.
 */
import { type Junction, junction, type MatrixRows, type OperatingPoint } from "../../lib/solver/index.js";
import {
  adjoint,
  fromRows,
  inverse,
  type Matrix,
  matmul,
  traceOfProduct,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import type { Convolutions } from "../../lib/solver/second-order/convolution.js";
import type { Expansion } from "../../lib/solver/second-order/expansion.js";
import { type Reservoirs, reservoirsOf } from "../../lib/solver/second-order/reservoirs.js";
import { scatteringOf } from "../../lib/solver/second-order/terminal-integrals.js";
import { randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";
import { addTo } from "./panel-sums.js";
import { pointOf } from "./support.js";

/** V V^+ of the given rank. */
function broadening(n: number, rank: number, next: () => number): { re: number; im: number }[][] {
  const v = Array.from({ length: rank }, () =>
    Array.from({ length: n }, () => [next() - 0.5, next() - 0.5] as const),
  );
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => ({
      re: v.reduce((s, x) => s + x[i]![0] * x[j]![0] + x[i]![1] * x[j]![1], 0),
      im: v.reduce((s, x) => s + x[i]![1] * x[j]![0] - x[i]![0] * x[j]![1], 0),
    })),
  );
}

/** Leaves a level out of a coupling. */
const without = (rows: MatrixRows, level: number): MatrixRows =>
  rows.map((row, i) => row.map((z, j) => (i === level || j === level ? 0 : z)));

/** Three levels, of which no coupling touches the second, three electrodes of ranks 2, 1 and 1, two modes of one bath; nothing is real. */
export function tangled(seed = 5, modes = 2): Junction {
  const next = randomSequence(seed);
  return junction({
    hamiltonian: randomHermitian(3, next),
    electrodes: {
      L: { broadening: broadening(3, 2, next) },
      R: { broadening: broadening(3, 1, next) },
      C: { broadening: broadening(3, 1, next) },
    },
    modes: [0.7, 1.1].slice(0, modes).map((omega) => ({
      omega,
      coupling: without(randomHermitian(3, next, 0.6), 1),
    })),
    damping: [
      [0.3, 0.2],
      [0.2, 0.5],
    ]
      .slice(0, modes)
      .map((row) => row.slice(0, modes)),
  });
}

export const unequal: OperatingPoint = pointOf({ L: [0.5, 0.2], R: [-0.4, 0.35], C: [0.1, 0.2] }, 0.3);

export interface Parts {
  readonly given: Junction;
  readonly point: OperatingPoint;
  readonly expansion: Expansion;
  readonly outgoing: Expansion;
  readonly reservoirs: Reservoirs;
}

export function partsAt(given: Junction, point: OperatingPoint): Parts {
  const { incoming: expansion, outgoing } = scatteringOf(given);
  return { given, point, expansion, outgoing, reservoirs: reservoirsOf(expansion, point) };
}

/** Product of any number of matrices. */
export const product = (...list: readonly Matrix[]): Matrix => list.reduce((a, b) => matmul(a, b));
export const trace = (...list: readonly Matrix[]) =>
  traceOfProduct(product(...list.slice(0, -1)), list.at(-1)!);

export const gammasOf = (given: Junction): Matrix[] =>
  Object.values(given.electrodes).map((one) => fromRows(one.broadening!));

/** G(e) by inversion, at an energy relative to the reference of the expansion. */
export function greenAt({ given, expansion }: Parts, energy: number): Matrix {
  const n = given.hamiltonian.length;
  const denominator = zeros(n);
  for (let i = 0; i < n; i++) denominator.re[i * (n + 1)] = energy + expansion.reference;
  addTo(denominator, -1, 0, fromRows(given.hamiltonian));
  for (const gamma of gammasOf(given)) addTo(denominator, 0, 0.5, gamma);
  return inverse(denominator);
}

/** A_b(e) = G Gamma_b G^+, or Ab_a(e) = G^+ Gamma_a G, of each electrode. */
export const spectraAt = (parts: Parts, energy: number, way: "in" | "out" = "in"): Matrix[] => {
  const G = greenAt(parts, energy);
  const [left, right] = way === "in" ? [G, adjoint(G)] : [adjoint(G), G];
  return gammasOf(parts.given).map((gamma) => product(left, gamma, right));
};

/** D^r(w) by inversion, and A_ph(w) = i (D - D^+). */
export function modesAt({ modes, damping }: Junction, w: number): { readonly D: Matrix; readonly A: Matrix } {
  const size = modes.length;
  const denominator = zeros(size);
  for (let m = 0; m < size; m++) {
    for (let k = 0; k < size; k++) denominator.im[m * size + k] = w * damping[m]![k]!;
    denominator.re[m * (size + 1)] = w * w - modes[m]!.omega ** 2;
  }
  const D = inverse(denominator);
  const A = zeros(size);
  addTo(A, 0, 1, D);
  addTo(A, 0, -1, adjoint(D));
  return { D, A };
}

export const couplingsOf = (given: Junction): Matrix[] =>
  given.modes.map(({ coupling }) => fromRows(coupling));

/** Row p of a table of an expansion, conjugated or not, as the first row of a matrix. */
export function rowOf(table: Float64Array, p: number, n: number, sign: 1 | -1 = 1): Matrix {
  const out = zeros(n);
  for (let i = 0; i < n; i++) {
    out.re[i] = table[2 * (p * n + i)]!;
    out.im[i] = sign * table[2 * (p * n + i) + 1]!;
  }
  return out;
}

/** |x><y| of row x, given as conjugate of the column, and row y. */
export const outer = (x: Float64Array, y: Float64Array, p: number, n: number): Matrix =>
  matmul(adjoint(rowOf(x, p, n)), rowOf(y, p, n));

/** Numbers without meaning in the place of the functions of energy, moduli for their sizes. */
export function arbitraryConvolutions({ expansion, reservoirs }: Parts, seed: number): Convolutions {
  const next = randomSequence(seed);
  const entries = expansion.displacement.pairs.length * expansion.count;
  const some = (number: number): Float64Array[] =>
    Array.from({ length: number }, () => Float64Array.from({ length: 2 * entries }, () => next() - 0.5));
  const moduli = (list: readonly Float64Array[]): Float64Array[] =>
    list.map((x) => Float64Array.from({ length: entries }, (_, k) => Math.hypot(x[2 * k]!, x[2 * k + 1]!)));
  const alpha = some(reservoirs.temperatures.length);
  const [beta, gamma] = [some(reservoirs.mu.length), some(reservoirs.mu.length)];
  return {
    alpha,
    beta,
    gamma,
    alphaSize: moduli(alpha),
    betaSize: moduli(beta),
    gammaSize: moduli(gamma),
  };
}

/** sum_mn M^m { sum_p |r_p><l_p| f_p,mn + |r_p><w_p| g_p,mn + |w_p><r_p| h_p,mn } M^n of each electrode, f for one of them. */
export function dressed(
  { given, expansion }: Parts,
  terms: readonly (readonly [x: Float64Array, y: Float64Array, functions: Float64Array])[],
): Matrix {
  const { levels: n, count, displacement } = expansion;
  const M = couplingsOf(given);
  const total = zeros(n);
  displacement.pairs.forEach(([m, l], k) => {
    for (let p = 0; p < count; p++) {
      const at = 2 * (k * count + p);
      for (const [x, y, f] of terms)
        addTo(total, f[at]!, f[at + 1]!, product(M[m]!, outer(x, y, p, n), M[l]!));
    }
  });
  return total;
}

/** Sigma^r of any functions of energy. */
export function retarded(parts: Parts, { alpha, beta, gamma }: Convolutions): Matrix {
  const { left, rightConjugate, weights } = parts.expansion;
  return dressed(parts, [
    [rightConjugate, left, alpha[0]!],
    ...weights.flatMap(
      (w, b) =>
        [
          [rightConjugate, w, beta[b]!],
          [w, rightConjugate, gamma[b]!],
        ] as const,
    ),
  ]);
}

/** The largest difference of two lists, relative to the largest entry of the second. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [Math.abs(a.length - b.length), 0];
  for (let k = 0; k < b.length; k++) {
    difference = Math.max(difference, Math.abs(a[k]! - b[k]!));
    size = Math.max(size, Math.abs(b[k]!));
  }
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference / size;
}

/** A vector of a table of states as interleaved numbers, or as the first column of a matrix. */
export const columnOf = (states: Float64Array, i: number, n: number): Matrix => adjoint(rowOf(states, i, n));
/** Matrix times state i, interleaved. */
export function applied(matrix: Matrix, states: Float64Array, i: number): Float64Array {
  const n = matrix.size;
  const vector = matmul(matrix, transposedRow(states, i, n));
  return Float64Array.from({ length: 2 * n }, (_, k) =>
    k % 2 === 0 ? vector.re[(k / 2) * n]! : vector.im[((k - 1) / 2) * n]!,
  );
}

/** State i as the first column of a matrix. */
function transposedRow(states: Float64Array, i: number, n: number): Matrix {
  const out = zeros(n);
  for (let k = 0; k < n; k++) {
    out.re[k * n] = states[2 * (i * n + k)]!;
    out.im[k * n] = states[2 * (i * n + k) + 1]!;
  }
  return out;
}

export const ketOf = transposedRow;
