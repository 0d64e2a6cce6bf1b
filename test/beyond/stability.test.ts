import { describe, expect, it } from "vitest";
import {
  criticalDamping,
  imaginaryPart,
  type Junction,
  junction,
  modeStability,
  type OperatingPoint,
  pairBath,
  pairSelfEnergy,
  realPart,
  twoTerminal,
} from "../../lib/solver/index.js";
import { eigenDecomposition } from "../../lib/solver/linear/eigen.js";
import { fromRows } from "../../lib/solver/linear/matrix.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

const atBias = (bias: number, temperature: number): OperatingPoint =>
  twoTerminal(10 + bias / 2, 10 - bias / 2, temperature);

describe("the stability of the modes", () => {
  it("has for its lowest-order criterion the damping by bath and pair baths together", () => {
    const point = atBias(1.5, 0.3);
    const lambda = ["LR", "RL"].reduce(
      (sum, [from, to]) => sum + pairBath(dots, point, from!, to!).density(1),
      0,
    );
    expect(modeStability(dots, point).netDamping[0]).toBeCloseTo(lambda + 1, 12);
    expect(criticalDamping(dots, point).lowestOrder).toBeCloseTo(-lambda / 2, 12);
  });

  it("keeps its digits where all that damps is the feet of lines far narrower than their distance", () => {
    // T = 0 and V = Omega = the levels' distance: LR pairs are at rest, RL pairs have half of each line and the foot of the other
    for (const omega of [0.5, 1]) {
      for (const gamma of [1e-8, 1e-11]) {
        const narrow = dotsWith({
          epsilonL: omega / 2,
          epsilonR: -omega / 2,
          gammaL: gamma,
          gammaR: gamma,
          coupling: 0.1,
          omega,
        });
        const { lowestOrder } = criticalDamping(narrow, twoTerminal(omega / 2, -omega / 2, 0));
        const exact = (-(0.1 ** 2) * gamma) / (8 * omega ** 3);
        expect(Math.abs(lowestOrder / exact - 1)).toBeLessThan(1e-5);
      }
    }
  });

  it("is never lost in equilibrium at the paper's coupling, nor by two modes at rest", () => {
    for (const mu of [8, 9, 10]) {
      for (const temperature of [0, 0.1, 1]) {
        const stability = modeStability(dotsWith({ gammaPh: 1e-3 }), twoTerminal(mu, mu, temperature));
        expect(stability).toMatchObject({ unstablePoles: 0, isStable: true });
      }
    }
    const two = randomJunction(3, 2, randomSequence(3));
    expect(modeStability(two, twoTerminal(0.2, 0.2, 0.4)).isStable).toBe(true);
  });

  it.each([
    [0.02, 0.25, 1.014],
    [0.1, 1, 1.939],
    [0.45, 0.1, 2.469],
  ])("at gamma_ph = %s and T = %s is lost at the bias V = %s, by both ways to tell", (gammaPh, T, bias) => {
    const junction = dotsWith({ gammaPh });
    expect(modeStability(junction, atBias(bias - 0.002, T)).unstablePoles).toBe(0);
    // a pair of poles at +-w crosses the axis
    expect(modeStability(junction, atBias(bias + 0.002, T)).unstablePoles).toBe(2);
    expect(criticalDamping(junction, atBias(bias - 0.002, T)).full).toBeLessThan(gammaPh);
    expect(criticalDamping(junction, atBias(bias + 0.002, T)).full).toBeGreaterThan(gammaPh);
  });

  it("reaches at large bias the critical damping 8/17 of the two Lorentzians at lowest order, less in full", () => {
    const { lowestOrder, full, omega } = criticalDamping(dots, atBias(1e4, 0.25));
    expect(lowestOrder).toBeCloseTo(8 / 17, 6);
    expect(full).toBeCloseTo(0.4515, 4);
    expect(omega).toBeGreaterThan(1);
  });

  it("is never lost at negative bias, whatever the damping", () => {
    for (const bias of [-0.1, -1, -6, -12]) {
      for (const T of [0.05, 0.5, 2]) expect(criticalDamping(dots, atBias(bias, T)).full).toBeLessThan(0);
    }
  });

  it("is lost statically where the electrons take away all stiffness, with one real pole and at any damping", () => {
    const point = twoTerminal(10, 10, 0);
    const soft = dotsWith({ coupling: 0.85 });
    expect(modeStability(soft, point).stiffness[0]).toBeLessThan(0);
    expect(modeStability(soft, point).unstablePoles).toBe(1);
    expect(criticalDamping(soft, point)).toMatchObject({ full: Number.POSITIVE_INFINITY, omega: 0 });
    // Pi is of second order in the coupling
    const critical = 0.5 / Math.sqrt(1 - modeStability(dots, point).stiffness[0]!);
    expect(critical).toBeCloseTo(0.842, 3);
    expect(modeStability(dotsWith({ coupling: 0.999 * critical }), point).isStable).toBe(true);
    expect(modeStability(dotsWith({ coupling: 1.001 * critical }), point).isStable).toBe(false);
  });

  it("is lost in equilibrium only statically: as many poles as negative eigenvalues of K + Pi(0)", () => {
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 12; seed++) {
      const next = randomSequence(seed + 40);
      const strength = [1, 2.5, 5][seed % 3]!;
      const { modes, ...others } = randomJunction(3, 2, next);
      const given = junction({
        ...others,
        damping: 10 ** (-2 + 2 * next()),
        modes: modes.map(({ omega, coupling }) => ({
          omega,
          coupling: coupling.map((row) =>
            row.map((z) => ({ re: strength * realPart(z), im: strength * imaginaryPart(z) })),
          ),
        })),
      });
      const point = twoTerminal(0.3, 0.3, 0.05 + next());
      const stiffness = fromRows(pairSelfEnergy(given, point, 0));
      given.modes.forEach(({ omega }, n) => {
        stiffness.re[3 * n] = stiffness.re[3 * n]! + omega ** 2;
      });
      const negative = eigenDecomposition(stiffness).values.filter(({ re }) => re < 0).length;
      expect(modeStability(given, point).unstablePoles, `seed ${seed}`).toBe(negative);
      counts[negative] = counts[negative]! + 1;
    }
    expect(
      Math.min(counts[0]!, counts[1]! + counts[2]!),
      `modes without stiffness: ${counts}`,
    ).toBeGreaterThan(0);
  });

  it("does not see a second mode that nothing couples", () => {
    const [mode] = dots.modes;
    const still = {
      omega: 0.7,
      coupling: [0, 0],
    };
    const two = junction({ ...dots, modes: [mode!, still], damping: 0.1 });
    expect(modeStability(two, atBias(1.1, 0.25)).unstablePoles).toBe(0);
    expect(modeStability(two, atBias(1.4, 0.25)).unstablePoles).toBe(2);
    expect(() => criticalDamping(two, atBias(1.4, 0.25))).toThrow("one mode");
  });

  it("counts the poles of two equal junctions side by side twice, however sharp they are", () => {
    const pair = (coupling: number, gammaPh: number, copies: number): Junction => {
      const n = 2 * copies;
      const zeros = (): number[][] => Array.from({ length: n }, () => new Array<number>(n).fill(0));
      const [hamiltonian, left, right] = [zeros(), zeros(), zeros()];
      const modes = Array.from({ length: copies }, (_, k) => {
        const [i, j] = [2 * k, 2 * k + 1];
        [hamiltonian[i]![i], hamiltonian[j]![j]] = [0.5, -0.5];
        [left[i]![i], right[j]![j]] = [0.5, 0.5];
        const matrix = zeros();
        [matrix[i]![j], matrix[j]![i]] = [coupling, coupling];
        return { omega: 1, coupling: matrix };
      });
      const electrodes = { L: { broadening: left }, R: { broadening: right } };
      return junction({ hamiltonian, electrodes, modes, damping: gammaPh });
    };
    for (const [coupling, bias, temperature] of [
      [0.7, 0.9, 0.25],
      [0.3, 2, 0.25],
    ] as const) {
      const point = twoTerminal(bias / 2, -bias / 2, temperature);
      const { full } = criticalDamping(pair(coupling, 0.1, 1), point);
      for (const factor of [0.999, 1 + 1e-6, 1.01, 1.2]) {
        const count = (copies: number): number =>
          modeStability(pair(coupling, factor * full, copies), point).unstablePoles;
        expect([count(1), count(2)], `m = ${coupling}, ${factor}`).toEqual(factor < 1 ? [2, 4] : [0, 0]);
      }
    }
  });

  it("is refused for electrodes that are not wide-band", () => {
    const given = junction({
      ...dots,
      electrodes: { L: dots.electrodes.L!, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    expect(() => modeStability(given, twoTerminal(10, 10, 1))).toThrow("wide-band limit");
  });
});
