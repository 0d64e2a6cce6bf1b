/** Poles of self-energies as levels: the larger resolvent against inversion on the levels alone. */
import { describe, expect, it } from "vitest";
import {
  type EnlargedExpansion,
  enlarge,
  expandWithBands,
  type FittedElectrode,
} from "../../lib/solver/bands/auxiliary-levels.js";
import { antiHermitianPart, onAllLevels } from "../../lib/solver/bands/self-energy.js";
import { poleSumAt } from "../../lib/solver/bands/self-energy-fit.js";
import {
  addScaled,
  adjoint,
  fromRows,
  type Matrix,
  matmul,
  norm,
  putInverse,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import { type Complex, complex } from "../../lib/solver/special/complex.js";
import { randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

const next = randomSequence(101);
const H: Matrix = fromRows(randomHermitian(3, next));

const randomMatrix = (k: number): Matrix => ({
  size: k,
  re: Float64Array.from({ length: k * k }, () => next() - 0.5),
  im: Float64Array.from({ length: k * k }, () => next() - 0.5),
});

/** u v^T of rank one. */
function rankOne(k: number): Matrix {
  const [u, v] = [randomMatrix(k), randomMatrix(k)];
  const out = zeros(k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      out.re[i * k + j] = u.re[i]! * v.re[j]! - u.im[i]! * v.im[j]!;
      out.im[i * k + j] = u.re[i]! * v.im[j]! + u.im[i]! * v.re[j]!;
    }
  }
  return out;
}

const electrode = (
  name: string,
  touched: readonly number[],
  constant: Matrix,
  terms: readonly (readonly [Complex, Matrix])[],
  error = 1e-12,
): FittedElectrode => ({
  name,
  touched,
  fit: {
    constant,
    poles: terms.map(([zeta]) => zeta),
    residues: terms.map(([, rho]) => rho),
    size: 1,
    error,
  },
});

const small = (re: number, im: number): Matrix => ({
  size: 1,
  re: Float64Array.of(re),
  im: Float64Array.of(im),
});

const broadenings: readonly (readonly [string, Matrix])[] = [
  [
    "wide",
    fromRows([
      [0.3, { re: 0, im: 0.1 }, 0],
      [{ re: 0, im: -0.1 }, 0.2, 0],
      [0, 0, 0.1],
    ]),
  ],
];

const electrodes: readonly FittedElectrode[] = [
  electrode("two levels", [2, 0], randomMatrix(2), [
    [complex(0.4, -0.3), randomMatrix(2)],
    [complex(-0.7, -0.05), rankOne(2)],
  ]),
  // residues in all quadrants: square roots of either sign
  electrode("one level", [1], small(0.2, -0.1), [
    [complex(1.1, -0.2), small(0.3, 0.1)],
    [complex(-0.2, -0.6), small(-0.4, 0.2)],
    [complex(0.6, -0.4), small(-0.3, -0.2)],
    [complex(0, -1.4), small(0, -0.5)],
    [complex(0.9, -2), small(-0.6, 0)],
  ]),
];

/** Sigma of one electrode on all levels, at real energies. */
const sigmaAt = ({ fit, touched }: FittedElectrode, e: number): Matrix =>
  onAllLevels(poleSumAt(fit, complex(e, 0)), touched, 3);

function greenAt(e: number): Matrix {
  let heff = broadenings.reduce((sum, [, gamma]) => addScaled(sum, complex(0, -0.5), gamma), H);
  for (const one of electrodes) heff = addScaled(heff, complex(1, 0), sigmaAt(one, e));
  const denominator = zeros(3);
  for (let k = 0; k < 9; k++) {
    denominator.re[k] = (k % 4 === 0 ? e : 0) - heff.re[k]!;
    denominator.im[k] = -heff.im[k]!;
  }
  const green = zeros(3);
  putInverse(denominator, green);
  return green;
}

/** sum_p |r_p><rows_p|/(e - z_p) on the levels. */
function sumOverPoles({ energies, right }: EnlargedExpansion, rows: Matrix, e: number): Matrix {
  const out = zeros(3);
  const size = energies.length;
  energies.forEach(({ re, im }, p) => {
    const [dr, di] = [e - re, -im];
    const square = dr * dr + di * di;
    for (let i = 0; i < 3; i++) {
      const [r, s] = [right.re[i * size + p]!, right.im[i * size + p]!];
      const [x, y] = [(r * dr + s * di) / square, (s * dr - r * di) / square];
      for (let j = 0; j < 3; j++) {
        const [u, v] = [rows.re[p * size + j]!, rows.im[p * size + j]!];
        out.re[3 * i + j] = out.re[3 * i + j]! + x * u - y * v;
        out.im[3 * i + j] = out.im[3 * i + j]! + x * v + y * u;
      }
    }
  });
  return out;
}

const distance = (a: Matrix, b: Matrix): number => norm(addScaled(a, complex(-1, 0), b)) / norm(b);

describe("a junction whose self-energies are sums over poles", () => {
  const heff = enlarge(H, broadenings, electrodes);
  const expansion = expandWithBands(H, broadenings, electrodes, heff, new Set());

  it("has a level more for each rank of each residue", () => {
    // 3 levels, ranks 2 and 1, and five of rank one
    expect(expansion.energies).toHaveLength(3 + 3 + 5);
    expect(heff.auxiliary.map(({ electrode: e }) => e)).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it("has the Green's function of inversion at each energy", () => {
    for (const e of [-2, -0.7, 0.31, 1.1, 4])
      expect(distance(sumOverPoles(expansion, expansion.left, e), greenAt(e)), `at ${e}`).toBeLessThan(1e-12);
  });

  it("has the spectral function of each electrode, wide or not", () => {
    for (const e of [-2, -0.7, 0.31, 1.1, 4]) {
      const green = greenAt(e);
      const gammas: (readonly [string, Matrix])[] = [
        ...broadenings,
        ...electrodes.map((one) => [one.name, antiHermitianPart(sigmaAt(one, e))] as const),
      ];
      for (const [name, gamma] of gammas) {
        const exact = matmul(matmul(green, gamma), adjoint(green));
        const half = sumOverPoles(expansion, expansion.weights.get(name)!, e);
        expect(
          distance(addScaled(half, complex(1, 0), adjoint(half)), exact),
          `${name} at ${e}`,
        ).toBeLessThan(1e-11);
      }
    }
  });

  it("has nothing on the added levels, and no weights for a state that is said to have no width", () => {
    const size = expansion.energies.length;
    const without = expandWithBands(H, broadenings, electrodes, heff, new Set([2]));
    expect(without.energies[2]!.im).toBe(0);
    expect(without.energies[2]!.re).toBe(expansion.energies[2]!.re);
    for (const { re, im } of without.weights.values()) {
      for (let j = 0; j < size; j++) expect(Math.hypot(re[2 * size + j]!, im[2 * size + j]!)).toBe(0);
      expect(re.slice(3 * size).some((value) => value !== 0)).toBe(true);
    }
    for (let p = 0; p < size; p++) {
      for (let a = 3; a < size; a++) {
        expect(expansion.right.re[a * size + p]).toBe(0);
        expect(expansion.left.im[p * size + a]).toBe(0);
        for (const { re } of expansion.weights.values()) expect(re[p * size + a]).toBe(0);
      }
    }
  });

  it("leaves out residues that the error of the fit hides, and no larger ones", () => {
    const lorentz = (size: number): number => {
      const one = electrode("L", [0], small(0, 0), [[complex(0.3, -0.1), small(0, size)]], 1e-6);
      return enlarge(H, broadenings, [one]).auxiliary.length;
    };
    // seen from the axis it is size/0.1: 1e-6 times a few hundredths
    expect(lorentz(1e-9)).toBe(0);
    expect(lorentz(1e-8)).toBe(1);
  });
});
