/** Inputs by which a referee found faults of the Born approximation's errors and options. */
import { describe, expect, it } from "vitest";
import {
  bornCurrents,
  type Junction,
  junction,
  twoLevelJunction,
  twoTerminal,
} from "../../lib/solver/index.js";
import { dotsWith } from "../junctions.js";
import { offDiagonal } from "../matrices.js";

const weak = dotsWith({ coupling: 0.1 });
const pumped = twoTerminal(11, 9, 0.25);

describe("the Born approximation", () => {
  it("knows its error where a grid and one 1.5 times as coarse err alike", () => {
    const given = twoLevelJunction({
      epsilonL: -0.738819619640708,
      epsilonR: 0.9808214691001922,
      gammaL: 0.2857284480486813,
      gammaR: 0.6878991653364773,
      coupling: 0.17193064636060176,
      omega: 0.6031811032096831,
      gammaPh: 0.7955183548921869,
    });
    const point = {
      electrodes: {
        L: { mu: -2.0560320331715047, temperature: 0.48679057412222987 },
        R: { mu: 1.0382281369529665, temperature: 0.9692343772714316 },
      },
      bath: { temperature: 0.18417508685862113 },
    };
    const { I, error } = bornCurrents(given, point, { modes: "bare" });
    // on a grid a third of the step and three times the range
    expect(Math.abs(I + 0.0100000253181)).toBeLessThan(error.I);
  });

  it("refuses grids that do not see the narrowest width, or do not hold the levels", () => {
    for (const step of [0.6, 1, 2, 10, 100])
      expect(() => bornCurrents(weak, pumped, { step })).toThrow(
        /^step must be at most 0\.[45]\d*, the narrowest width/,
      );
    for (const range of [1e-3, 0.5, 1.5])
      expect(() => bornCurrents(weak, pumped, { range })).toThrow(
        /^range must be at least 2, so that the grid holds/,
      );
    const far = dotsWith({ epsilonL: 12, epsilonR: 8, coupling: 0.1 });
    expect(() => bornCurrents(far, twoTerminal(10, 10.5, 0.3), { range: 1.8 })).toThrow(
      "range must be at least 3",
    );
  });

  it("has broadenings that do not jump with the nodes of the grid", () => {
    const given = junction({
      hamiltonian: [0.5, -0.5],
      electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
      modes: [{ omega: 0.8, coupling: offDiagonal(0.2) }],
      damping: 0.5,
    });
    for (const s of [0, 0.12]) {
      const point = twoTerminal(1.2 + s, -0.7, 0.08);
      const [usual, fine] = [
        bornCurrents(given, point),
        bornCurrents(given, point, { step: 0.02, range: 20 }),
      ];
      usual.broadening.forEach((width, i) => {
        expect(width / fine.broadening[i]!).toBeCloseTo(1, 2);
      });
    }
  });

  it("says where there are several solutions: particle-hole symmetry maps one to another", () => {
    const level = (e: number, M = 2): Junction =>
      junction({
        hamiltonian: [[e]],
        electrodes: { L: { broadening: [[0.15]] }, R: { broadening: [[0.15]] } },
        modes: [{ omega: 1, coupling: [[M]] }],
        damping: 0.5,
      });
    const isUnique = (e: number, M?: number): boolean =>
      bornCurrents(level(e, M), twoTerminal(0.1, -0.1, 0.1), { modes: "bare" }).isUnique;
    expect(isUnique(1.95)).toBe(false);
    expect(isUnique(2.05)).toBe(false);
    // each other's mirror images, with the same currents
    expect(isUnique(2)).toBe(false);
    // there the level is full or empty, here neither
    expect(isUnique(0.1, 0.3)).toBe(true);
    expect(bornCurrents(weak, pumped).isUnique).toBe(true);
  });

  it("says so where only the nearer extreme leads to the other solution", () => {
    // the first level pulls itself down; the second, never filled, would push the mode farther the other way
    const besideHigh = (e: number): Junction =>
      junction({
        hamiltonian: [e, 8],
        electrodes: { L: { broadening: [0.15, 0.15] }, R: { broadening: [0.15, 0.15] } },
        modes: [{ omega: 1, coupling: [2, -3] }],
        damping: 0.5,
      });
    const isUnique = (e: number): boolean =>
      bornCurrents(besideHigh(e), twoTerminal(0.1, -0.1, 0.1), { modes: "bare" }).isUnique;
    expect(isUnique(1.95)).toBe(false);
    expect(isUnique(3)).toBe(true);
  });
});
