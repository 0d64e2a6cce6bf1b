import { describe, expect, it } from "vitest";
import {
  imaginaryPart,
  type JunctionInput,
  junction,
  type OperatingPoint,
  pairBath,
  pairSelfEnergy,
  realPart,
  twoTerminal,
} from "../../lib/solver/index.js";
import { coalescing, dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { type ReferenceComplex, reference } from "../reference.js";

interface SelfEnergyCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: Omit<OperatingPoint, "bath">;
  readonly values: readonly {
    readonly w: number;
    readonly selfEnergy: readonly (readonly ReferenceComplex[])[];
  }[];
}

describe("the electrons' retarded self-energy of the modes", () => {
  const { cases } = reference<{ cases: readonly SelfEnergyCase[] }>("self-energy");
  it.each(cases.map((c) => [c.name, c] as const))("agrees with 22-digit quadrature: %s", (_, c) => {
    const point = { ...c.point, bath: { temperature: 1 } };
    for (const { w, selfEnergy } of c.values) {
      const rows = pairSelfEnergy(c.junction, point, w);
      const size = Math.max(...selfEnergy.flat().map((z) => Math.hypot(Number(z.re), Number(z.im))));
      selfEnergy.forEach((row, m) => {
        row.forEach((z, n) => {
          const value = rows[m]![n]!;
          const error = Math.hypot(realPart(value) - Number(z.re), imaginaryPart(value) - Number(z.im));
          expect(error / size, `w = ${w}, entry ${m}${n}`).toBeLessThan(1e-12);
        });
      });
    }
  });

  it("has the density of states of all pair baths for its anti-Hermitian part, at any two temperatures", () => {
    const junction = randomJunction(3, 2, randomSequence(77));
    const point = {
      electrodes: { L: { mu: 0.4, temperature: 0.2 }, R: { mu: -0.3, temperature: 0.5 } },
      bath: { temperature: 1 },
    };
    const pi = pairSelfEnergy(junction, point, 0.8);
    const total = (m: number, n: number, part: typeof realPart): number =>
      ["LL", "LR", "RL", "RR"].reduce(
        (sum, pair) => sum + part(pairBath(junction, point, pair[0]!, pair[1]!).densityMatrix(0.8)[m]![n]!),
        0,
      );
    // i (Pi - Pi^+)_mn
    for (const [m, n] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const [a, b] = [pi[m]![n]!, pi[n]![m]!];
      expect(-(imaginaryPart(a) + imaginaryPart(b))).toBeCloseTo(total(m, n, realPart), 12);
      expect(realPart(a) - realPart(b)).toBeCloseTo(total(m, n, imaginaryPart), 12);
    }
  });

  it("obeys Pi(-w) = conj Pi(w) for real couplings, and softens the mode", () => {
    const point = twoTerminal(10, 10, 0.25);
    const plus = pairSelfEnergy(dots, point, 1)[0]![0]!;
    const minus = pairSelfEnergy(dots, point, -1)[0]![0]!;
    expect(realPart(minus)).toBeCloseTo(realPart(plus), 14);
    expect(imaginaryPart(minus)).toBeCloseTo(-imaginaryPart(plus), 14);
    expect(realPart(plus)).toBeLessThan(0);
  });

  it("reaches its zero-temperature limit", () => {
    const at = (temperature: number) =>
      pairSelfEnergy(dots, twoTerminal(10.2, 9.9, temperature), 0.7)[0]![0]!;
    expect(realPart(at(1e-7))).toBeCloseTo(realPart(at(0)), 12);
    expect(imaginaryPart(at(1e-7))).toBeCloseTo(imaginaryPart(at(0)), 12);
  });

  it("is continuous through an exceptional point", () => {
    const at = (hopping: number) => {
      const junction = coalescing(hopping, 0.2);
      return realPart(pairSelfEnergy(junction, twoTerminal(0.1, -0.1, 0.2), 0.5)[0]![0]!);
    };
    expect(at(0.2)).toBeCloseTo((at(0.2 - 1e-4) + at(0.2 + 1e-4)) / 2, 7);
  });

  it("is refused where a mode couples to a level that no electrode broadens, as the currents are", () => {
    expect(() => pairSelfEnergy(dotsWith({ gammaR: 0 }), twoTerminal(9.8, 9.4, 0.3), 0.7)).toThrow(
      /^level 1 .* is dark/,
    );
  });

  it("leaves out such a level where no mode reaches it", () => {
    const beside = junction({
      ...dots,
      hamiltonian: [10.5, 9.5, 9.9],
      electrodes: { L: { broadening: [0.5, 0, 0] }, R: { broadening: [0, 0.5, 0] } },
      modes: dots.modes.map(({ omega, coupling }) => ({
        omega,
        coupling: [...coupling.map((row) => [...row, 0]), [0, 0, 0]],
      })),
    });
    const point = twoTerminal(9.8, 9.4, 0.3);
    const [with_, without] = [beside, dots].map((junction) => pairSelfEnergy(junction, point, 0.7)[0]![0]!);
    expect(realPart(with_!)).toBeCloseTo(realPart(without!), 12);
    expect(imaginaryPart(with_!)).toBeCloseTo(imaginaryPart(without!), 12);
  });

  it("is refused for electrodes that are not wide-band", () => {
    const given = junction({
      ...dots,
      electrodes: { L: dots.electrodes.L!, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    expect(() => pairSelfEnergy(given, twoTerminal(10, 10, 1), 1)).toThrow("wide-band limit");
  });
});
