/** The modes' Green's function as a sum over poles against its inversion. */
import { describe, expect, it } from "vitest";
import { junction } from "../../lib/solver/index.js";
import {
  type DisplacementPoles,
  displacementPolesOf,
  hasIndependentModes,
} from "../../lib/solver/second-order/mode-poles.js";
import { add, type Complex, complex, modulus, multiply, subtract } from "../../lib/solver/special/complex.js";
import { modesAt } from "./parts.js";

const modesOf = (omegas: readonly number[], damping: number | number[][]) =>
  junction({
    hamiltonian: [0.1],
    electrodes: { L: { broadening: [0.3] }, R: { broadening: [0.2] } },
    modes: omegas.map((omega) => ({ omega, coupling: [0.2] })),
    damping,
  });

const diagonal = (...entries: number[]): number[][] =>
  entries.map((one, i) => entries.map((_, j) => (i === j ? one : 0)));

/** The largest deviation of sum_s P_s/(w - zeta_s) from D^r(w), relative to the largest entry of D^r. */
function deviation(given: ReturnType<typeof modesOf>, omegas: readonly number[]): number {
  const { count, re, im, pairs, residues } = displacementPolesOf(given);
  let worst = 0;
  for (const w of omegas) {
    const { D } = modesAt(given, w);
    const size = Math.max(...D.re.map(Math.abs), ...D.im.map(Math.abs));
    const found = new Float64Array(2 * D.re.length);
    for (let s = 0; s < count; s++) {
      const [x, y] = [w - re[s]!, -im[s]!];
      const square = x * x + y * y;
      pairs.forEach(([m, n], k) => {
        const [pr, pi] = [residues[2 * (s * pairs.length + k)]!, residues[2 * (s * pairs.length + k) + 1]!];
        const at = 2 * (m * D.size + n);
        found[at] = found[at]! + (pr * x + pi * y) / square;
        found[at + 1] = found[at + 1]! + (pi * x - pr * y) / square;
      });
    }
    D.re.forEach((_, k) => {
      const distance = Math.hypot(found[2 * k]! - D.re[k]!, found[2 * k + 1]! - D.im[k]!) / size;
      worst = Math.max(worst, Number.isNaN(distance) ? 1 : distance);
    });
  }
  return worst;
}

/** det(zeta^2 + i zeta gamma - K) of two modes, relative to the moduli of its terms. */
function residual(omegas: readonly number[], damping: readonly (readonly number[])[], zeta: Complex): number {
  const entry = (m: number, n: number): Complex => {
    const friction = multiply(zeta, complex(0, damping[m]![n]!));
    if (m !== n) return friction;
    return add(friction, subtract(multiply(zeta, zeta), complex(omegas[m]! ** 2, 0)));
  };
  const moduli = (m: number, n: number): number =>
    modulus(zeta) * Math.abs(damping[m]![n]!) + (m === n ? modulus(zeta) ** 2 + omegas[m]! ** 2 : 0);
  const det = subtract(multiply(entry(0, 0), entry(1, 1)), multiply(entry(0, 1), entry(1, 0)));
  return modulus(det) / (moduli(0, 0) * moduli(1, 1) + moduli(0, 1) * moduli(1, 0));
}

const stable = ({ im }: DisplacementPoles): boolean => im.every((one) => one < 0);

describe("the poles of the modes", () => {
  const frequencies = [-2.3, -0.7, 0, 0.31, 1.1, 40];

  it.each([
    ["of one mode", [0.8], diagonal(0.3)],
    ["of an overdamped mode", [0.8], diagonal(3.1)],
    ["of two modes of baths of their own, one overdamped", [0.8, 1.3], diagonal(2.2, 0.1)],
    [
      "of two modes of one bath",
      [0.8, 1.3],
      [
        [0.5, 0.3],
        [0.3, 0.4],
      ],
    ],
    [
      "of two modes of one bath against each other, overdamped",
      [0.8, 1.3],
      [
        [4, -1.5],
        [-1.5, 3],
      ],
    ],
    [
      "of three modes of which one has a bath of its own",
      [0.8, 1.3, 0.4],
      [
        [0.5, 0.3, 0],
        [0.3, 0.4, 0],
        [0, 0, 0.2],
      ],
    ],
  ])("%s make their Green's function", (_, omegas, damping) => {
    const given = modesOf(omegas, damping);
    expect(deviation(given, frequencies)).toBeLessThan(1e-12);
    const poles = displacementPolesOf(given);
    expect(poles.count).toBe(2 * omegas.length);
    expect(stable(poles)).toBe(true);
    // D falls as w^-2
    poles.pairs.forEach((__, k) => {
      for (const part of [0, 1]) {
        let total = 0;
        for (let s = 0; s < poles.count; s++)
          total += poles.residues[2 * (s * poles.pairs.length + k) + part]!;
        expect(Math.abs(total)).toBeLessThan(1e-12);
      }
    });
    expect(displacementPolesOf(given)).toBe(poles);
  });

  it("join no modes that have baths of their own", () => {
    expect(displacementPolesOf(modesOf([0.8, 1.3], diagonal(0.2, 0.1))).pairs).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(
      displacementPolesOf(
        modesOf(
          [0.8, 1.3],
          [
            [0.2, 0.1],
            [0.1, 0.2],
          ],
        ),
      ).pairs,
    ).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(hasIndependentModes(modesOf([0.8, 1.3], diagonal(0.2, 0.1)))).toBe(true);
    expect(
      hasIndependentModes(
        modesOf(
          [0.8, 1.3],
          [
            [0.2, 1e-9],
            [1e-9, 0.2],
          ],
        ),
      ),
    ).toBe(false);
  });

  it("of a mode that relaxes slowly keep its digits beside its fast relaxation", () => {
    const [omega, gamma] = [1e-3, 10];
    const { re, im } = displacementPolesOf(modesOf([omega], gamma));
    expect(Array.from(re)).toEqual([0, 0]);
    // zeta = -i omega^2/gamma (1 + omega^2/gamma^2 + ...)
    expect(-Math.max(...im) / ((omega ** 2 / gamma) * (1 + omega ** 2 / gamma ** 2))).toBeCloseTo(1, 13);
    expect(-Math.min(...im) / (gamma - omega ** 2 / gamma)).toBeCloseTo(1, 15);
  });

  it.each([
    [1e5, 0.2],
    [1e4, 30],
    [1e6, -100],
  ])("of two modes of one bath do likewise: fast damping %f, common %f", (fast, common) => {
    const omegas = [1, 0.7];
    const damping = [
      [fast, common],
      [common, 0.3 + common ** 2 / fast],
    ];
    const { re, im } = displacementPolesOf(modesOf(omegas, damping));
    for (let s = 0; s < 4; s++)
      expect(residual(omegas, damping, complex(re[s]!, im[s]!))).toBeLessThan(1e-14);
    // the fast and the slow relaxation of the first mode, and both signs of the other one
    const sorted = Array.from(im).sort((a, b) => b - a);
    expect(sorted[0]! * fast).toBeGreaterThan(-1.2);
    expect(sorted[0]! * fast).toBeLessThan(-0.8);
    expect(sorted[3]! / fast).toBeCloseTo(-1, 3);
    expect(Array.from(re).filter((x) => x > 0.5)).toHaveLength(1);
    expect(Array.from(re).filter((x) => x < -0.5)).toHaveLength(1);
  });

  it("do so where the slow mode has a bath of its own, beside two that share theirs", () => {
    const damping = [
      [0.5, 0.3, 0],
      [0.3, 0.4, 0],
      [0, 0, 1e5],
    ];
    const { im } = displacementPolesOf(modesOf([1, 0.7, 1.3], damping));
    expect((-Math.max(...im) * 1e5) / 1.69 / (1 + 1.69e-10)).toBeCloseTo(1, 12);
  });

  it("doubt themselves as critical damping comes near, as one over the distance of the poles", () => {
    const doubt = (distance: number): number =>
      displacementPolesOf(modesOf([0.8], 1.6 * (1 + distance))).uncertainty;
    expect(doubt(1e-4) / doubt(1e-6)).toBeCloseTo(0.1, 3);
    expect(doubt(-1e-4) / doubt(1e-4)).toBeCloseTo(1, 3);
    expect(doubt(0)).toBe(Number.POSITIVE_INFINITY);
    // zeta_+ - zeta_- is 2 Omega sqrt(2 distance), eps/2 of Omega what roundoff moves it by
    expect((doubt(1e-4) * Math.sqrt(2e-4)) / Number.EPSILON).toBeGreaterThan(0.3);
    expect((doubt(1e-4) * Math.sqrt(2e-4)) / Number.EPSILON).toBeLessThan(3);
    // whatever the unit of energy
    expect(displacementPolesOf(modesOf([80], 160 * (1 + 1e-4))).uncertainty / doubt(1e-4)).toBeCloseTo(1, 6);
    const two = displacementPolesOf(modesOf([0.8, 1], diagonal(1.6 * (1 + 1e-6), 0.1)));
    expect(two.uncertainty).toBe(doubt(1e-6));
    const swapped = displacementPolesOf(modesOf([1, 0.8], diagonal(0.1, 1.6 * (1 + 1e-6))));
    expect(swapped.uncertainty).toBe(doubt(1e-6));
  });
});
