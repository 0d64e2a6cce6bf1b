import { describe, expect, it } from "vitest";
import { neighboursOf } from "../../lib/solver/electrons/exceptional-points.js";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { byPoles } from "../../lib/solver/pairs/pair-closed-form.js";
import { reducedDensityOfStates, unequalDensityOfStates } from "../../lib/solver/pairs/pair-density.js";
import {
  energyIntegral,
  fermiDifference,
  reducedByQuadrature,
} from "../../lib/solver/pairs/pair-quadrature.js";
import {
  bathIn,
  type ElectrodePair,
  electrodePair,
  isExpanded,
  type PairIntegral,
} from "../../lib/solver/pairs/pairs.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

const given = randomJunction(3, 2, randomSequence(71));

/** At or `delta` from an exceptional point of the effective Hamiltonian. */
const defective = (delta = 0): Junction =>
  junction({
    hamiltonian: offDiagonal(0.25 * (1 + delta)),
    electrodes: {
      L: {
        broadening: [1, 0],
      },
    },
    modes: [
      {
        omega: 1,
        coupling: symmetric(0.3, 0.5, 0),
      },
      {
        omega: 1.2,
        coupling: [
          [0, { re: 0.1, im: 0.2 }],
          [{ re: 0.1, im: -0.2 }, 0.4],
        ],
      },
    ],
    damping: 0.5,
  });
const alone: OperatingPoint = {
  electrodes: { L: { mu: 0.1, temperature: 0.3 } },
  bath: { temperature: 1 },
};

function expectSame(a: PairIntegral, b: PairIntegral, relative: number): void {
  for (const key of ["matrix", "moment"] as const) {
    const size = Math.max(...b[key].re.map(Math.abs));
    a[key].re.forEach((re, k) => {
      const deviation = Math.hypot(re - b[key].re[k]!, a[key].im[k]! - b[key].im[k]!);
      expect(deviation, key).toBeLessThan(relative * size);
    });
  }
}
const brute = (bath: ElectrodePair, omega: number): PairIntegral => reducedByQuadrature(bath, omega, 1e-12);
const expanded = (bath: ElectrodePair) => {
  if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
  return bath;
};

describe("Lambda/x with all its digits", () => {
  it("is the pole sum where that keeps its digits", () => {
    const bath = expanded(electrodePair(given, twoTerminal(0.3, -0.2, 0.4), "L", "R"));
    expect(reducedDensityOfStates(bath, 0.7)).toEqual(byPoles(bath, 0.7));
    expectSame(reducedDensityOfStates(bath, 0.7), brute(bath, 0.7), 1e-11);
  });

  it("is quadrature where the pole sum cancels, or where a tolerance below its roundoff is asked for", () => {
    const far = expanded(
      electrodePair(dotsWith({ epsilonL: 1000.5, epsilonR: 999.5 }), twoTerminal(0.1, 0, 0.1), "L", "R"),
    );
    expectSame(reducedDensityOfStates(far, 0.3), brute(far, 0.3), 1e-11);
    expect(byPoles(far, 0.3).error).toBeGreaterThan(reducedDensityOfStates(far, 0.3).error);
    const near = expanded(electrodePair(given, twoTerminal(0.3, -0.2, 0.4), "L", "R"));
    const sharp = reducedDensityOfStates(near, 0.7, 1e-15);
    expect(sharp).not.toEqual(byPoles(near, 0.7));
    expectSame(sharp, brute(near, 0.7), 1e-11);
  });

  it("is the average over neighbours at an exceptional point, with an error for the average", () => {
    for (const delta of [0, 1e-12]) {
      const bath = electrodePair(defective(delta), alone, "L", "L");
      for (const omega of [0.4, 1.1]) {
        const average = reducedDensityOfStates(bath, omega, 1e-9);
        expectSame(average, brute(bath, omega), 1e-10);
        const size = average.matrix.re[0]!;
        expect(average.error).toBeGreaterThan(1e-15 * size);
        expect(average.error).toBeLessThan(1e-9 * size);
        expect(average.momentError).toBeGreaterThan(1e-16 * size);
        expect(average.momentError).toBeLessThan(1e-9 * size);
        const parts = neighboursOf(bath.junction).map((neighbour) => ({
          ...neighbour,
          ...byPoles(expanded(bathIn(neighbour.junction, bath)), omega),
        }));
        expect(parts).toHaveLength(6);
        for (let k = 0; k < 4; k++) {
          for (const part of ["re", "im"] as const) {
            for (const key of ["matrix", "moment"] as const) {
              const mean = parts.reduce((sum, p) => sum + p.weight * p[key][part][k]!, 0);
              expect(average[key][part][k]! - mean, `${key} ${k}`).toBeCloseTo(0, 14);
            }
          }
        }
        const coarse = [0, 3].map((k) => parts.reduce((sum, p) => sum + p.coarseWeight * p.matrix.re[k]!, 0));
        const step = Math.max(...[0, 3].map((k, i) => Math.abs(coarse[i]! - average.matrix.re[k]!)));
        const errors = parts.reduce((sum, p) => sum + Math.abs(p.weight) * p.error, 0);
        expect(average.error / (errors + step / 100)).toBeCloseTo(1, 3);
        const momentErrors = parts.reduce((sum, p) => sum + Math.abs(p.weight) * p.momentError, 0);
        expect(average.momentError / momentErrors).toBeCloseTo(1, 10);
      }
    }
  });

  it("is quadrature at an exceptional point where the average is not good enough", () => {
    const bath = electrodePair(defective(), alone, "L", "L");
    expect(reducedDensityOfStates(bath, 0.4, 1e-15)).toEqual(reducedByQuadrature(bath, 0.4, 1e-16));
  });

  it("is zero, not a quadrature, for a bath without pairs and for the closed window of T = 0", () => {
    const silent = electrodePair(dots, twoTerminal(10, 10, 0.3), "L", "L");
    expect(reducedDensityOfStates(silent, 0.4).matrix.re[0]).toBe(0);
    const cold = expanded(electrodePair(given, twoTerminal(0.5, 0.25, 0), "L", "R"));
    expect(reducedDensityOfStates(cold, 0.25)).toEqual(byPoles(cold, 0.25));
    // the window next to it has the same density
    const beside = brute(cold, 0.25 + 1e-7).matrix;
    reducedDensityOfStates(cold, 0.25).matrix.re.forEach((re, k) => {
      expect(re / beside.re[k]!).toBeCloseTo(1, 5);
    });
  });
});

describe("Lambda of electrodes with different temperatures", () => {
  const at = (mu: number, T: number): OperatingPoint => ({
    electrodes: { L: { mu, temperature: 0.5 }, R: { mu: 0, temperature: T } },
    bath: { temperature: 1 },
  });
  const direct = (bath: ElectrodePair, omega: number): PairIntegral =>
    energyIntegral(bath, omega, (energy) => fermiDifference(bath, omega, energy), 1e-12);

  it("is the pole sum, and the energy integral it stands for", () => {
    const bath = expanded(electrodePair(given, at(0.3, 0.2), "L", "R"));
    expect(unequalDensityOfStates(bath, 0.9)).toEqual(byPoles(bath, 0.9));
    expectSame(unequalDensityOfStates(bath, 0.9), direct(bath, 0.9), 1e-10);
  });

  it("is the energy integral where the pole sum cancels, and without poles", () => {
    const far = expanded(
      electrodePair(dotsWith({ epsilonL: 1000.5, epsilonR: 999.5 }), at(0.1, 0.2), "L", "R"),
    );
    expect(unequalDensityOfStates(far, 0.3)).toEqual(
      energyIntegral(far, 0.3, (energy) => fermiDifference(far, 0.3, energy)),
    );
    const structured = junction({
      ...dots,
      electrodes: { ...dots.electrodes, L: { levels: [0], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    const [a, b] = [structured, dots].map((of) =>
      unequalDensityOfStates(electrodePair(of, at(0.3, 0.2), "L", "R"), 0.9),
    );
    expectSame(a!, b!, 1e-9);
  });
});
