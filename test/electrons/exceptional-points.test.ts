import { describe, expect, it } from "vitest";
import { polesOf } from "../../lib/solver/electrons/electrons.js";
import { neighboursOf } from "../../lib/solver/electrons/exceptional-points.js";
import { junction } from "../../lib/solver/index.js";
import { imaginaryPart, realPart } from "../../lib/solver/special/complex.js";
import { dots, randomJunction } from "../junctions.js";
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
