import { describe, expect, it } from "vitest";
import { polesOf, refuseBoundStates } from "../../lib/solver/electrons/electrons.js";
import {
  criticalDamping,
  currents,
  harmonicCurrents,
  type Junction,
  junction,
  type MatrixInput,
  modeStability,
  pairBath,
  pairSelfEnergy,
  spectralCurrents,
  twoTerminal,
} from "../../lib/solver/index.js";
import { darkWidth, nameOf, refuseDarkStates } from "../../lib/solver/junction/dark-states.js";
import { hermitianDecomposition } from "../../lib/solver/linear/hermitian.js";
import { adjoint, fromRows, hermitianPart, matmul, toRows } from "../../lib/solver/linear/matrix.js";
import type { ComplexLike } from "../../lib/solver/special/complex.js";
import { coalescing, randomHermitian } from "../junctions.js";
import { offDiagonal } from "../matrices.js";
import { randomSequence } from "../random.js";

const point = twoTerminal(1, -1, 0.25);

/** Levels at 0 and 0.7, the first broadened by L and R, the second by the widths given. */
const withWidths = (left: number, right: number, part: object = {}): Junction =>
  junction({
    hamiltonian: [0, 0.7],
    electrodes: { L: { broadening: [0.3, left] }, R: { broadening: [0.2, right] } },
    modes: [
      {
        omega: 1,
        coupling: offDiagonal(0.3),
      },
    ],
    damping: 0.2,
    ...part,
  });

/** Coupling by the energies or by the entries above the diagonal that are given. */
function symmetric(n: number, ...entries: readonly (readonly [number, number, number])[]): number[][] {
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const [i, j, value] of entries) {
    rows[i]![j] = value;
    rows[j]![i] = value;
  }
  return rows;
}

const around = Array.from({ length: 6 }, (_, i) => [i, (i + 1) % 6, -1] as const);

/** Entries between levels of the ring, and the same between their mirror images: 1 and 5, 2 and 4. */
const mirrored = (...entries: readonly (readonly [number, number, number])[]) =>
  entries.flatMap(([i, j, value]) => [[i, j, value] as const, [(6 - i) % 6, (6 - j) % 6, value] as const]);

/** A ring of six levels with contacts on opposite ones. */
const ring = (coupling: MatrixInput): Junction =>
  junction({
    hamiltonian: symmetric(6, ...around),
    electrodes: { L: { broadening: [0.5, 0, 0, 0, 0, 0] }, R: { broadening: [0, 0, 0, 0.4, 0, 0] } },
    modes: [{ omega: 1, coupling }],
    damping: 0.2,
  });

describe("a dark level that a mode couples to another", () => {
  const dark = withWidths(0, 0);

  it("is refused by everything that would return a number without it", () => {
    const message =
      /^level 1 \(counted from 0\) is dark: .* mode 0 couples it .* small width by an electrode/;
    for (const call of [
      () => currents(dark, point),
      () => currents(dark, point, { method: "quadrature" }),
      () => spectralCurrents(dark, point, 1),
      () => pairBath(dark, point, "L", "L").densityMatrix(1),
      () => pairBath(dark, point, "L", "R").emission(1),
      () => pairSelfEnergy(dark, point, 1),
      () => harmonicCurrents(dark, point),
      () => modeStability(dark, point),
      () => criticalDamping(dark, point),
    ]) {
      expect(call).toThrow(RangeError);
      expect(call).toThrow(message);
    }
  });

  it("has an answer with a width of 1e-12, another for each electrode that gives it", () => {
    const J = (left: number, right: number): number => currents(withWidths(left, right), point).J;
    expect(J(1e-12, 0)).toBeCloseTo(0.0404283625, 10);
    expect(J(0, 1e-12)).toBeCloseTo(-0.0020361317, 10);
    expect(J(5e-13, 5e-13)).toBeCloseTo(0.0191961154, 10);
    expect(J(1e-14, 0)).toBeCloseTo(0.0404283625, 10);
  });

  it("is one below the round-off of the largest broadening, in any unit of energy", () => {
    const refused = (width: number, unit: number) => () =>
      refuseDarkStates(
        junction({
          hamiltonian: [0, 0.7 * unit],
          electrodes: { L: { broadening: [0.5 * unit, width * unit] } },
          modes: [{ omega: unit, coupling: symmetric(2, [0, 1, 0.3 * unit ** 1.5]) }],
          damping: unit,
        }),
      );
    for (const unit of [1, 1e-20, 1e20]) {
      expect(refused(2e-16, unit)).toThrow("level 1");
      expect(refused(3e-16, unit)).not.toThrow();
    }
  });

  it("is one below the precision of matrices that had to be mended, where its width is noise", () => {
    const single = (width: number): Junction =>
      withWidths(width, 0, {
        hamiltonian: [
          [0, 1e-8],
          [0, 0.7],
        ],
      });
    expect(single(1e-9).notices).toHaveLength(1);
    expect(() => currents(single(1e-9), point)).toThrow("level 1");
    expect(() => refuseDarkStates(single(1e-7))).not.toThrow();
    // mended damping and couplings say nothing about widths
    const coupled = withWidths(1e-12, 0, {
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.3],
            [0.3 + 1e-8, 0],
          ],
        },
      ],
    });
    expect(coupled.notices).toHaveLength(1);
    expect(() => refuseDarkStates(coupled)).not.toThrow();
  });

  it("is named with the mode that couples it, first of all modes", () => {
    const modes = [
      { omega: 1, coupling: [0.2, 0.1] },
      { omega: 2, coupling: symmetric(2, [0, 1, 1e-9]) },
    ];
    expect(() => refuseDarkStates(withWidths(0, 0, { modes }))).toThrow(/^level 1 .* mode 1 couples it/);
  });

  it("may also be coupled to another dark level only, of another energy", () => {
    const given = junction({
      hamiltonian: [0, 1, 2],
      electrodes: { L: { broadening: [0.5, 0, 0] } },
      modes: [{ omega: 1, coupling: symmetric(3, [1, 2, 0.3]) }],
      damping: 0.1,
    });
    expect(() => refuseDarkStates(given)).toThrow("is dark");
  });
});

describe("a dark superposition", () => {
  it("of a ring with opposite contacts is refused by the amplitudes of its levels", () => {
    expect(() => currents(ring([0, 1, 0, 0, 0, 0]), point)).toThrow(
      /^0\.50 of level 1, -?0\.50 of level 2, -0\.50 of level 4, .* \(counted from 0\) is dark/,
    );
  });

  it("is no obstacle to a mode that keeps the ring's mirror symmetry and moves no dark state", () => {
    // levels 0 and 3, and the even combinations of 1 with 5 and 2 with 4
    const even = symmetric(6, [0, 1, 0.3], [0, 5, 0.3], [0, 3, 0.2], [2, 3, 0.1], [3, 4, 0.1]);
    const { J, converged } = currents(ring(even), twoTerminal(0.5, -0.5, 0.25, 0.4));
    expect(converged).toBe(true);
    expect(J).not.toBe(0);
  });

  it("is named by its largest amplitudes, the first one positive, also where they are complex", () => {
    const column = (...entries: (readonly [number, number])[]) => ({
      re: Float64Array.from(entries, ([re]) => re),
      im: Float64Array.from(entries, ([, im]) => im),
    });
    const root = Math.SQRT1_2;
    expect(nameOf(column([0, 0], [-root, 0], [0, 0], [root, 0]))).toBe("0.71 of level 1, -0.71 of level 3");
    expect(nameOf(column([0, 0.6], [0.8, 0]))).toBe("0.80 of level 1, (0.00+0.60i) of level 0");
    expect(nameOf(column([0.03, 0], [0, -1]))).toBe("level 1");
    expect(nameOf(column(...Array.from({ length: 6 }, () => [-0.4, 0] as const)))).toBe(
      "0.40 of level 0, 0.40 of level 1, 0.40 of level 2, 0.40 of level 3, ...",
    );
  });
});

describe("a dark state is harmless", () => {
  it("where no mode touches it, or one couples it to itself alone", () => {
    const with_ = (coupling: MatrixInput): Junction =>
      junction({
        hamiltonian: [10.5, 9.5, 10],
        electrodes: { L: { broadening: [0.5, 0, 0] }, R: { broadening: [0, 0.5, 0] } },
        modes: [{ omega: 1, coupling }],
        damping: 0.5,
      });
    const at = twoTerminal(9, 11, 0.25);
    for (const itself of [0, 0.4]) {
      const { J, I } = currents(with_(symmetric(3, [0, 1, 0.5], [2, 2, itself])), at);
      expect(I).toBeCloseTo(-0.0227614343, 10);
      expect(J).toBeLessThan(0);
    }
  });

  it("where a mode turns it into another of the same energy, which takes no energy", () => {
    const given = (coupling: MatrixInput): Junction =>
      junction({
        hamiltonian: [0, 0.5, 0.5, 0.5],
        electrodes: { L: { broadening: [0.5, 0, 0, 0] }, R: { broadening: [0, 0, 0, 0.3] } },
        modes: [{ omega: 1, coupling }],
        damping: 0.5,
      });
    expect(() => refuseDarkStates(given(symmetric(4, [1, 2, 0.4], [0, 3, 0.1])))).not.toThrow();
    // out of the two the one that is coupled is named
    expect(() => refuseDarkStates(given(symmetric(4, [1, 2, 0.4], [0, 1, 0.3], [0, 2, -0.4])))).toThrow(
      /^0\.80 of level 2, -0\.60 of level 1 /,
    );
  });

  it("in random bases and units too, next to narrow states, and is refused there as soon as a coupling reaches it", () => {
    const next = randomSequence(11);
    for (let run = 0; run < 60; run++) {
      // one level far away, then bright ones and dark ones, apart by `narrow`
      const [bright, dark] = [2 + (run % 3), 1 + (run % 2)];
      const n = bright + dark;
      const unit = [1, 1e-20, 1e3][run % 3]!;
      const narrow = [1, 1e-4, 1e-8][Math.floor(run / 3) % 3]! * unit;
      const { vectors } = hermitianDecomposition(fromRows(randomHermitian(n, next)));
      const turned = (rows: readonly (readonly ComplexLike[])[]) =>
        toRows(hermitianPart(matmul(matmul(vectors, fromRows(rows)), adjoint(vectors))));
      const only = (rows: ComplexLike[][], isInside: (i: number, j: number) => boolean) =>
        rows.map((row, i) => row.map((z, j) => (isInside(i, j) ? z : 0)));
      const kind = (i: number): number => (i === 0 ? 0 : i < bright ? 1 : 2);
      const energies = only(randomHermitian(n, next, narrow), (i, j) => kind(i) === kind(j));
      energies[0]![0] = unit;
      const widths = symmetric(
        n,
        ...Array.from(
          { length: bright },
          (_, i) => [i, i, (0.1 + next()) * (i === 0 ? unit : narrow)] as const,
        ),
      );
      const given = (coupling: MatrixInput): Junction =>
        junction({
          hamiltonian: turned(energies),
          electrodes: { L: { broadening: turned(widths) } },
          modes: [{ omega: unit, coupling }],
          damping: unit,
        });
      const harmless = given(turned(only(randomHermitian(n, next), (i, j) => i < bright && j < bright)));
      expect(() => refuseDarkStates(harmless), `run ${run}`).not.toThrow();
      expect(polesOf(harmless).energies.filter(({ im }) => im === 0)).toHaveLength(dark);
      expect(() => refuseDarkStates(given(randomHermitian(n, next))), `run ${run}`).toThrow("is dark");
    }
  });

  it("where only the noise of a mended coupling touches it", () => {
    const junction = (stray: number): Junction =>
      withWidths(0, 0, {
        modes: [
          {
            omega: 1,
            coupling: [
              [0.5, stray],
              [stray + 1e-8, 0.2],
            ],
          },
        ],
      });
    expect(() => refuseDarkStates(junction(0))).not.toThrow();
    expect(() => refuseDarkStates(junction(1e-5))).toThrow("level 1");
  });

  it("wherever the zero of energy lies, if that is representable", () => {
    for (const shift of [0, -1e4, 2 ** 20, 1e9]) {
      const levels = (coupling: number): Junction =>
        junction({
          hamiltonian: [
            [shift, 0.25, 0.25],
            [0.25, shift + 0.5, 0],
            [0.25, 0, shift + 0.5],
          ],
          electrodes: { L: { broadening: [0.5, 0, 0] } },
          modes: [{ omega: 1, coupling: symmetric(3, [0, 1, 0.3], [0, 2, coupling]) }],
          damping: 0.1,
        });
      // the odd combination of levels 1 and 2
      expect(() => refuseDarkStates(levels(0.3)), `shift ${shift}`).not.toThrow();
      expect(() => refuseDarkStates(levels(0.2)), `shift ${shift}`).toThrow(
        "0.71 of level 1, -0.71 of level 2",
      );
      const shifted = (coupling: MatrixInput): Junction =>
        junction({
          ...ring(coupling),
          hamiltonian: symmetric(
            6,
            ...around.map(([i]) => [i, i, shift + Math.abs(3 - i) / 8] as const),
            ...mirrored([0, 1, 0.75], [1, 2, 0.375], [2, 3, 1], [0, 2, 0.25], [1, 4, 0.5]),
          ),
        });
      expect(() => refuseDarkStates(shifted([0.5, 0, 0, 0.2, 0, 0])), `shift ${shift}`).not.toThrow();
      expect(() => refuseDarkStates(shifted([0.5, 0, 0, 0.2, 0, 0.1])), `shift ${shift}`).toThrow("is dark");
    }
  });
});

describe("beside an electrode with a band", () => {
  /** A semi-infinite chain with levels from `centre` - 2 `hopping` to `centre` + 2 `hopping`, on level 1. */
  const chain = (hopping: number, contact: number, centre: number) => ({
    levels: [1],
    edges: [centre - 2 * hopping, centre + 2 * hopping],
    selfEnergy: (energy: number) => {
      const x = (energy - centre) / (2 * hopping);
      const root = Math.sqrt(Math.abs(1 - x * x));
      const scale = contact ** 2 / hopping;
      return [
        [
          Math.abs(x) < 1
            ? { re: scale * x, im: -scale * root }
            : { re: scale * (x - Math.sign(x) * root), im: 0 },
        ],
      ];
    },
  });
  const refuse = (R: ReturnType<typeof chain>, coupling: MatrixInput) => () =>
    refuseBoundStates(
      junction({
        hamiltonian: [10.5, 9.5, 5.3],
        electrodes: { L: { broadening: [0.5, 0, 0] }, R },
        modes: [{ omega: 1, coupling }],
        damping: 0.5,
      }),
    );
  const inside = chain(2, 0.7, 9);
  const outside = chain(0.5, 0.7, 8);

  it("a level without a width is refused where a mode reaches it, and harmless elsewhere", () => {
    expect(refuse(inside, symmetric(3, [0, 1, 0.5]))).not.toThrow();
    expect(refuse(inside, symmetric(3, [0, 1, 0.5], [2, 2, 0.3]))).not.toThrow();
    expect(refuse(inside, symmetric(3, [0, 1, 0.5], [1, 2, 0.1]))).toThrow(/^level 2 .* is dark: .* mode 0/);
  });

  it("so is a state bound outside the band, which shares its level with the band", () => {
    expect(refuse(outside, [0.5, 0, 0])).not.toThrow();
    expect(refuse(outside, symmetric(3, [0, 1, 0.5]))).toThrow(/^level 1 .* is dark: .*bound outside a band/);
    expect(refuse(outside, [0, 0.5, 0])).toThrow(/^level 1 /);
  });

  it("a real part that makes more states than there are levels is refused", () => {
    const twisted = { levels: [1], selfEnergy: (e: number) => [[{ re: 3 * Math.tanh(e - 9.5), im: -0.25 }]] };
    expect(refuse(twisted as never, [0.5, 0, 0])).toThrow("its real part must belong to its imaginary part");
  });
});

describe("no state is dark", () => {
  it("at an exceptional point and next to it, where eigenvectors are not known", () => {
    for (const distance of [0, 1e-16, 1e-12, 1e-8, 1e-4]) {
      for (const [right, hopping] of [
        [0.2, 0.2],
        [undefined, 0.25],
        [1e-13, 0.25],
      ] as const) {
        expect(() => refuseDarkStates(coalescing(hopping + distance, right))).not.toThrow();
      }
    }
  });

  it("above N times the round-off of the largest broadening", () => {
    expect(darkWidth(withWidths(0, 0))).toBeCloseTo(2 * 2 ** -52 * 0.3, 30);
  });
});
