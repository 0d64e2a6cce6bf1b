import { all, create } from "mathjs";
import { describe, expect, it } from "vitest";
import { currents, type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { hermitianDecomposition } from "../../lib/solver/linear/hermitian.js";
import {
  addScaled,
  adjoint,
  entry,
  fromRows,
  type Matrix,
  matmul,
  norm,
  toRows,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import { type ComplexLike, complex } from "../../lib/solver/special/complex.js";
import { broadeningOf, dots, randomBroadening, randomHermitian, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

const math = create(all!, {});
type Rows = ComplexLike[][];

const overlap = [
  [1, 0.3],
  [0.3, 1.2],
];
const point = twoTerminal(0.4, -0.3, 0.3, 0.5);

describe("a non-orthogonal basis", () => {
  it("is Loewdin's: the matrices are those found by hand, and there is no overlap any more", () => {
    const given = {
      hamiltonian: symmetric(0.5, 0.2, -0.4),
      electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.4] } },
      modes: [
        {
          omega: 1,
          coupling: symmetric(0.1, 0.5, 0),
        },
      ],
      damping: 0.3,
    };
    const made = junction({ ...given, overlap });
    const root = math.inv(math.sqrtm(overlap) as never) as unknown as number[][];
    const byHand = (x: number[][]): unknown =>
      (math.multiply(math.multiply(root, x), root) as number[][]).map((row) =>
        row.map((value) => expect.closeTo(value, 13)),
      );
    expect(made.hamiltonian).toEqual(byHand(given.hamiltonian));
    expect(broadeningOf(made.electrodes.L!)).toEqual(
      byHand([
        [0.5, 0],
        [0, 0],
      ]),
    );
    expect(made.modes[0]!.coupling).toEqual(byHand(given.modes[0]!.coupling));
    expect(Object.keys(made)).not.toContain("overlap");
    expect(made.notices).toEqual([]);
    // what is orthogonal stays so when it is spread into another junction
    expect(junction({ ...made, damping: 0.1 }).hamiltonian).toEqual(made.hamiltonian);
  });

  it("may scale the levels only, given as a diagonal; ones change nothing", () => {
    const scaled = junction({ ...dots, overlap: new Float64Array([4, 1]) });
    expect(scaled.hamiltonian).toEqual([
      [10.5 / 4, 0],
      [0, 9.5],
    ]);
    expect(scaled.modes[0]!.coupling).toEqual([
      [0, 0.25],
      [0.25, 0],
    ]);
    const same = junction({ ...dots, overlap: [1, 1] });
    expect(same.hamiltonian).toEqual(dots.hamiltonian);
    expect(currents(same, twoTerminal(9, 11, 0.25)).I).toBeCloseTo(-0.0227614343, 10);
  });

  it("gives the currents of the orthogonal one that it comes from, for any change of basis", () => {
    const next = randomSequence(31);
    for (const n of [2, 3, 4]) {
      const given = randomJunction(n, 2, next);
      const change = addScaled(
        fromRows(randomHermitian(n, next, 0.8)),
        complex(0, 0.7),
        fromRows(randomHermitian(n, next, 0.8)),
      );
      for (let i = 0; i < n; i++) change.re[i * (n + 1)] = change.re[i * (n + 1)]! + 1;
      // X -> T^+ X T for every matrix of the levels, S = T^+ T
      const turned = (rows: readonly (readonly ComplexLike[])[]): Rows =>
        toRows(matmul(matmul(adjoint(change), fromRows(rows)), change));
      const identity: Matrix = zeros(n);
      for (let i = 0; i < n; i++) identity.re[i * (n + 1)] = 1;
      const nonOrthogonal = junction({
        hamiltonian: turned(given.hamiltonian),
        electrodes: {
          L: { broadening: turned(broadeningOf(given.electrodes.L!)) },
          R: { broadening: turned(broadeningOf(given.electrodes.R!)) },
        },
        modes: given.modes.map(({ omega, coupling }) => ({ omega, coupling: turned(coupling) })),
        damping: given.damping,
        overlap: turned(toRows(identity)),
      });
      const [here, there] = [given, nonOrthogonal].map((of: Junction) =>
        currents(of, point, { tolerance: 1e-11 }),
      );
      expect(there!.J / here!.J, `${n} levels`).toBeCloseTo(1, 10);
      expect(there!.channels[1]!.J / here!.channels[1]!.J).toBeCloseTo(1, 9);
    }
  });

  it("keeps a dark state dark, however it is written", () => {
    // levels 1 and 2 hang on level 0 alike; their odd combination is dark
    const given = (coupling: number) => ({
      hamiltonian: [
        [0, 0.25, 0.25],
        [0.25, 0.5, 0],
        [0.25, 0, 0.5],
      ],
      electrodes: { L: { broadening: [0.5, 0, 0] }, R: { broadening: [0.3, 0, 0] } },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.3, coupling],
            [0.3, 0, 0],
            [coupling, 0, 0],
          ],
        },
      ],
      damping: 0.2,
      overlap: [
        [1, 0.2, 0.2],
        [0.2, 1, 0.1],
        [0.2, 0.1, 1],
      ],
    });
    expect(() => currents(junction(given(0.2)), point)).toThrow("0.71 of level 1, -0.71 of level 2");
    expect(currents(junction(given(0.3)), point).converged).toBe(true);
  });

  it("keeps the rank of a broadening, though the overlap is nearly singular", () => {
    const next = randomSequence(32);
    const given = randomBroadening(3, next);
    const near = addScaled(
      fromRows([1, 1, 1].map((_, i) => [1, 1, 1].map((_, j) => (i === j ? 1 : 0)))),
      complex(1e5, 0),
      fromRows(given),
    );
    const { electrodes } = junction({
      hamiltonian: [1, 2, 3],
      electrodes: { L: { broadening: given } },
      modes: [{ omega: 1, coupling: [1, 0, 0] }],
      damping: 1,
      overlap: toRows(near),
    });
    const gamma = fromRows(broadeningOf(electrodes.L!));
    const [, middle, high] = [...hermitianDecomposition(gamma).values].map(Math.abs).sort((a, b) => a - b);
    expect(middle! / high!).toBeLessThan(1e-15);
  });

  it("whose overlap misses being Hermitian by single precision is mended with a notice", () => {
    const { notices } = junction({
      ...dots,
      overlap: [
        [1, 0.1],
        [0.1 + 1e-8, 1],
      ],
    });
    expect(notices.map(({ parameter }) => parameter)).toEqual(["overlap"]);
    expect(notices[0]!.message).toContain("overlap was made Hermitian");
  });

  it("that is nearly dependent costs digits, of which a notice tells", () => {
    const near = (distance: number) => () =>
      junction({
        ...dots,
        overlap: [
          [1, 1 - distance],
          [1 - distance, 1],
        ],
      });
    expect(near(1e-4)().notices).toEqual([]);
    const [notice] = near(1e-8)().notices;
    expect(notice!.parameter).toBe("overlap");
    expect(notice!.size).toBeCloseTo(2e8 * 2 ** -52, 10);
    expect(near(1e-10)).toThrow(
      "overlap must be positive definite, its lowest eigenvalue at least 1e-10 of the largest",
    );
  });

  it.each<[string, unknown, string]>([
    ["of another size", [1, 1, 1], "overlap must be a 2 x 2 matrix"],
    [
      "that is no overlap",
      [
        [1, 2],
        [2, 1],
      ],
      "(got -1.00 and 3.00): the basis is as good as linearly dependent",
    ],
    ["of nothing", [0, 0], "overlap must be positive definite"],
    ["of negative norms", [-1, -1], "overlap must be positive definite"],
    ["of text", ["1", "1"], "overlap, row 0"],
  ])("is refused with an overlap %s", (_, given, message) => {
    expect(() => junction({ ...dots, overlap: given as never })).toThrow(message);
  });

  describe("with a self-energy on some levels", () => {
    const selfEnergy = () => [[{ re: 0, im: -0.25 }]];
    const with_ = (S: number[][] | number[]) => () =>
      junction({
        hamiltonian: [10.5, 9.5, 9],
        electrodes: { L: { broadening: [0.5, 0, 0] }, R: { levels: [1], selfEnergy } },
        modes: [{ omega: 1, coupling: [1, 1, 1] }],
        damping: 0.5,
        overlap: S,
      });
    const mixing = (i: number, j: number): number[][] =>
      [0, 1, 2].map((a) =>
        [0, 1, 2].map((b) => (a === b ? 1 : (a === i && b === j) || (a === j && b === i) ? 0.1 : 0)),
      );

    it("is refused where it mixes or scales those, saying what to do", () => {
      for (const S of [mixing(0, 1), mixing(1, 2), [1, 2, 1]]) {
        expect(with_(S)).toThrow(
          /^overlap must leave the levels of electrodes\.R alone.* S\^-1\/2 X S\^-1\/2/,
        );
        expect(with_(S)).not.toThrow(/.{300}/);
      }
    });

    it("is taken where it leaves those alone", () => {
      const { hamiltonian } = with_(mixing(0, 2))();
      expect(hamiltonian[1]).toEqual([0, 9.5, 0]);
      expect(entry(fromRows(hamiltonian), 0, 2).re).toBeLessThan(-0.1);
      expect(norm(fromRows(hamiltonian))).toBeGreaterThan(10);
    });
  });
});
