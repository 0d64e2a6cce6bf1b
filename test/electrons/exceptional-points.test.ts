import { describe, expect, it } from "vitest";
import { polesOf, spectralMatrices } from "../../lib/solver/electrons/electrons.js";
import { neighboursOf } from "../../lib/solver/electrons/exceptional-points.js";
import { junction } from "../../lib/solver/index.js";
import { imaginaryPart, realPart } from "../../lib/solver/special/complex.js";
import { coalescing, dots, randomJunction } from "../junctions.js";
import { offDiagonal } from "../matrices.js";
import { randomSequence } from "../random.js";

/** Two levels, one broadened by 1, with hopping 1/4: the eigenvectors of Heff coalesce. */
const defective = junction({
  hamiltonian: [
    [0, { re: 0, im: 0.25 }],
    [{ re: 0, im: -0.25 }, 0],
  ],
  electrodes: {
    L: {
      broadening: [1, 0],
    },
  },
  modes: [
    {
      omega: 1,
      coupling: offDiagonal(0.5),
    },
  ],
  damping: 0.5,
});

describe("neighbours of an exceptional point", () => {
  const neighbours = neighboursOf(defective);

  it("are six, in pairs on either side, at one, two and three steps of 1/200 of the level width", () => {
    expect(neighbours).toHaveLength(6);
    const displacement = neighbours.map(({ junction }) => realPart(junction.hamiltonian[0]![0]!));
    for (const [k, steps] of [1, -1, 2, -2, 3, -3].entries()) {
      expect(displacement[k]).toBeCloseTo((steps * Math.sin(1) * 0.25) / 200, 12);
    }
  });

  it("differ in the Hamiltonian alone, by a Hermitian matrix without zeros", () => {
    for (const { junction } of neighbours) {
      expect(junction.electrodes).toEqual(defective.electrodes);
      expect(junction.modes).toEqual(defective.modes);
      const change = (i: number, j: number): [number, number] => [
        realPart(junction.hamiltonian[i]![j]!) - realPart(defective.hamiltonian[i]![j]!),
        imaginaryPart(junction.hamiltonian[i]![j]!) - imaginaryPart(defective.hamiltonian[i]![j]!),
      ];
      for (const part of [...change(0, 1), change(0, 0)[0], change(1, 1)[0]]) {
        expect(Math.abs(part)).toBeGreaterThan(1e-5);
        expect(Math.abs(part)).toBeLessThan(1e-2);
      }
    }
  });

  it("are better than what they stand in for, each with the digits of a sum over poles", () => {
    expect(polesOf(defective).uncertainty).toBeGreaterThan(1e-9);
    for (const { junction } of neighbours) expect(polesOf(junction).uncertainty).toBeLessThan(1e-11);
  });

  it("average a polynomial of fifth degree exactly, and the coarser average one of third degree", () => {
    const average = (power: number, weight: "weight" | "coarseWeight"): number =>
      neighbours.reduce(
        (sum, neighbour, k) => sum + neighbour[weight] * [1, -1, 2, -2, 3, -3][k]! ** power,
        0,
      );
    for (const power of [0, 1, 2, 3, 4, 5]) {
      expect(average(power, "weight")).toBeCloseTo(power === 0 ? 1 : 0, 13);
    }
    for (const power of [0, 1, 2, 3]) {
      expect(average(power, "coarseWeight")).toBeCloseTo(power === 0 ? 1 : 0, 13);
    }
    expect(Math.abs(average(6, "weight"))).toBeGreaterThan(1);
    expect(Math.abs(average(4, "coarseWeight"))).toBeGreaterThan(1);
  });

  it("are made once", () => {
    expect(neighboursOf(defective)).toBe(neighbours);
  });

  it("are not asked where the eigenvectors are good, and not where there are no poles", () => {
    expect(neighboursOf(dots)).toEqual([]);
    expect(neighboursOf(randomJunction(3, 1, randomSequence(3)))).toEqual([]);
    const structured = junction({
      ...dots,
      electrodes: { L: { levels: [0], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    expect(neighboursOf(structured)).toEqual([]);
  });
});

describe("the average over neighbours", () => {
  /** Two defective levels, and a narrow third one that they do not touch, or touch a little. */
  const beside = (touch: number) =>
    junction({
      hamiltonian: [
        [0.1, { re: 0, im: 0.25 }, 0],
        [{ re: 0, im: -0.25 }, 0.1, { re: touch, im: 0 }],
        [0, { re: touch, im: 0 }, 0.9],
      ],
      electrodes: { L: { broadening: [1, 0, 0] }, R: { broadening: [0, 0, 1e-5] } },
      modes: [{ omega: 1, coupling: [0.1, 0.2, 0.3] }],
      damping: 0.5,
    });

  it.each([
    ["a defective pair", defective],
    ["a pair beside a third level", beside(1e-3)],
    ["a pair next to where it coalesces, with two electrodes", coalescing(0.225 * (1 + 1e-8), 0.1)],
  ])("has the spectral functions that inversion finds without any poles: %s", (_, of) => {
    const neighbours = neighboursOf(of);
    expect(neighbours).toHaveLength(6);
    for (const name of Object.keys(of.electrodes)) {
      for (const energy of [-0.4, 0.1, 0.75]) {
        const exact = spectralMatrices(of, name)(energy);
        const size = Math.max(...exact.re.map(Math.abs));
        const sums = { weight: exact.re.map(() => 0), coarseWeight: exact.re.map(() => 0) };
        for (const neighbour of neighbours) {
          const { re } = spectralMatrices(neighbour.junction, name)(energy);
          for (const key of ["weight", "coarseWeight"] as const)
            re.forEach((value, k) => {
              sums[key][k] = sums[key][k]! + neighbour[key] * value;
            });
        }
        exact.re.forEach((value, k) => {
          expect(Math.abs(sums.weight[k]! - value)).toBeLessThan(1e-11 * size);
          expect(Math.abs(sums.coarseWeight[k]! - value)).toBeLessThan(1e-8 * size);
        });
      }
    }
  });

  it("leaves a narrow level alone that is not part of the trouble, its energy and its width", () => {
    const of = beside(0);
    const neighbours = neighboursOf(of);
    expect(neighbours).toHaveLength(6);
    for (const [k, steps] of [1, -1, 2, -2, 3, -3].entries()) {
      const { hamiltonian } = neighbours[k]!.junction;
      for (let i = 0; i < 3; i++) {
        expect(realPart(hamiltonian[2]![i]!)).toBe(realPart(of.hamiltonian[2]![i]!));
        expect(imaginaryPart(hamiltonian[2]![i]!)).toBeCloseTo(0, 15);
      }
      // steps of the pair's own width, which is a quarter of that of its electrode
      const moved = realPart(hamiltonian[0]![0]!) - 0.1;
      expect(Math.abs(moved) / Math.abs(steps)).toBeGreaterThan(0.1 * (0.25 / 200));
      expect(Math.abs(moved) / Math.abs(steps)).toBeLessThanOrEqual(1.001 * (0.25 / 200));
      expect(Math.sign(moved)).toBe(Math.sign(steps));
    }
  });

  it("takes the steps of the narrower of two pairs that coalesce, and moves both", () => {
    const pair = (width: number) => 0.25 * width * (1 + 1e-9);
    const of = junction({
      hamiltonian: [
        [0.1, pair(1), 0, 0],
        [pair(1), 0.1, 0, 0],
        [0, 0, 0.7, pair(0.1)],
        [0, 0, pair(0.1), 0.7],
      ],
      electrodes: { L: { broadening: [1, 0, 0.1, 0] } },
      modes: [{ omega: 1, coupling: [0.1, 0.2, 0.3, 0.4] }],
      damping: 0.5,
    });
    const neighbours = neighboursOf(of);
    expect(neighbours).toHaveLength(6);
    const moved = [0, 1, 2, 3].map((i) =>
      Math.abs(realPart(neighbours[0]!.junction.hamiltonian[i]![i]!) - (i < 2 ? 0.1 : 0.7)),
    );
    for (const distance of moved) expect(distance).toBeLessThan(1.01 * (0.025 / 200));
    expect(Math.max(moved[0]!, moved[1]!)).toBeGreaterThan(0.1 * (0.025 / 200));
    expect(Math.max(moved[2]!, moved[3]!)).toBeGreaterThan(0.1 * (0.025 / 200));
  });

  it("is asked for where eigenvectors have lost more than 1e-12, and nowhere else", () => {
    let [asked, spared] = [0, 0];
    for (let decade = 2; decade <= 12; decade += 0.5) {
      const of = coalescing(0.25 * (1 + 10 ** -decade));
      const { uncertainty } = polesOf(of);
      expect(neighboursOf(of).length, `1 + 1e-${decade}`).toBe(uncertainty > 1e-12 ? 6 : 0);
      if (uncertainty > 1e-12) asked++;
      else spared++;
    }
    expect(asked).toBeGreaterThan(5);
    expect(spared).toBeGreaterThan(3);
  });
});
