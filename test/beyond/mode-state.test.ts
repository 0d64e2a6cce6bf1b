import { describe, expect, it } from "vitest";
import {
  criticalDamping,
  currents,
  harmonicCurrents,
  type Junction,
  junction,
  modeStability,
  modeState,
  noise,
  type OperatingPoint,
  twoTerminal,
} from "../../lib/solver/index.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

/** A sharp mode: little damping by the bath, less by the electrons. */
const sharp = (part: object = {}): Junction => dotsWith({ coupling: 0.02, gammaPh: 1e-3, ...part });

const relaxed = (state: { occupation: number | undefined }): number => state.occupation!;

describe("the state of a mode", () => {
  it("is that of its bath and the electrons where these are in equilibrium, at any coupling", () => {
    for (const junction of [dots, sharp(), randomJunction(3, 2, randomSequence(4))]) {
      for (const T of [0.05, 0.4, 3]) {
        const mu = junction.hamiltonian.length === 3 ? 0.1 : 9.7;
        modeState(junction, twoTerminal(mu, mu, T)).forEach((state, k) => {
          expect(state.temperature! / T).toBeCloseTo(1, 11);
          expect(state.occupation).toBeCloseTo(1 / Math.expm1(junction.modes[k]!.omega / T), 9);
          expect(Math.abs(state.energyCurrent!)).toBeLessThan(1e-12 * state.absorption);
          // detailed balance
          expect(state.emission / state.absorption).toBeCloseTo(Math.exp(-state.omega / T), 11);
          expect(state.isStable).toBe(true);
        });
      }
    }
  });

  it("balances what electrons and bath give and take, and knows the damping of modeStability", () => {
    const junction = randomJunction(3, 2, randomSequence(9));
    const point: OperatingPoint = {
      electrodes: { L: { mu: 0.4, temperature: 0.5 }, R: { mu: -0.2, temperature: 0.3 } },
      bath: { temperature: 0.2 },
    };
    const { netDamping } = modeStability(junction, point);
    modeState(junction, point).forEach((state, k) => {
      const { omega, emission, absorption, electronDamping, bathDamping, occupation: n } = state;
      const thermal = 1 / Math.expm1(omega / 0.2);
      const given = omega * (emission * (1 + n!) - absorption * n!);
      const left = omega * bathDamping * (n! - thermal);
      expect(given).toBeCloseTo(left, 12);
      expect(state.energyCurrent).toBeCloseTo(left, 12);
      expect(electronDamping).toBeCloseTo(absorption - emission, 12);
      expect(2 * omega * (electronDamping + bathDamping)).toBeCloseTo(netDamping[k]!, 10);
    });
  });

  it("gives J of Eq. (8) where the mode is sharp and the electrons do not move its occupation", () => {
    for (const point of [twoTerminal(10.2, 9.6, 0.5, 0.3), twoTerminal(9.8, 9.8, 0.4, 0.9)]) {
      const deviation = (coupling: number): number => {
        const junction = sharp({ coupling });
        const [state] = modeState(junction, point);
        expect(state!.isSharp).toBe(true);
        return state!.energyCurrent! / currents(junction, point).J - 1;
      };
      // the part of the damping that is the electrons'
      const { electronDamping, bathDamping } = modeState(sharp({ coupling: 1e-3 }), point)[0]!;
      expect(Math.abs(deviation(1e-3))).toBeLessThan(Math.abs(electronDamping / bathDamping) + 2e-3);
      expect(Math.abs(deviation(1e-3))).toBeLessThan(Math.abs(deviation(2e-2)));
    }
  });

  it("follows the harmonic current at any ratio of the dampings, which Eq. (8) does not, as the mode gets sharper", () => {
    const point = twoTerminal(10.2, 9.6, 0.5, 0.3);
    const deviations = [1, 0.1].map((scale) => {
      const junction = dotsWith({ coupling: 0.1 * Math.sqrt(scale), gammaPh: 2e-3 * scale });
      const [state] = modeState(junction, point);
      expect(state!.electronDamping).toBeGreaterThan(state!.bathDamping);
      expect(state!.isSharp).toBe(true);
      expect(currents(junction, point).J / state!.energyCurrent!).toBeGreaterThan(2);
      return Math.abs(state!.energyCurrent! / harmonicCurrents(junction, point).J - 1);
    });
    expect(deviations[0]).toBeLessThan(0.05);
    expect(deviations[1]).toBeLessThan(deviations[0]! / 5);
  });

  it("is cooled by a bias against the levels and heated by one along them", () => {
    const T = 0.4;
    const at = (V: number): number => relaxed(modeState(sharp(), twoTerminal(10 + V / 2, 10 - V / 2, T))[0]!);
    expect(at(-0.5)).toBeLessThan(at(0));
    expect(at(0.5)).toBeGreaterThan(at(0));
  });

  it("has no occupation beyond its threshold, which is that of criticalDamping, and never NaN", () => {
    const bias = twoTerminal(11, 9, 0.25);
    const { lowestOrder } = criticalDamping(dots, bias);
    const [state] = modeState(dots, bias);
    expect(state!.threshold).toBeCloseTo(lowestOrder, 12);
    const [below] = modeState(dotsWith({ gammaPh: 0.99 * lowestOrder }), bias);
    expect(below).toMatchObject({
      isStable: false,
      occupation: undefined,
      temperature: undefined,
      energyCurrent: undefined,
    });
    const [above] = modeState(dotsWith({ gammaPh: 1.01 * lowestOrder }), bias);
    expect(above!.isStable).toBe(true);
    // n grows as 1/(gamma - threshold)
    const [farther] = modeState(dotsWith({ gammaPh: 1.02 * lowestOrder }), bias);
    expect(above!.occupation! / farther!.occupation!).toBeCloseTo(2, 1);
    expect(Number.isNaN(below!.broadness)).toBe(false);
    expect(modeState(dots, twoTerminal(10, 10, 1))[0]!.threshold).toBeLessThan(0);
  });

  it("is empty at T = 0, at the temperature 0, and heated there by a bias", () => {
    const [still] = modeState(sharp(), twoTerminal(10, 10, 0));
    expect(still).toMatchObject({ emission: 0, occupation: 0, temperature: 0, energyCurrent: 0 });
    const [driven] = modeState(sharp(), twoTerminal(10.6, 9.4, 0));
    expect(driven!.emission).toBeGreaterThan(0);
    expect(driven!.temperature).toBeGreaterThan(0.1);
  });

  it("is sharp or not by the number it says: width, change of n over it, distance from another mode", () => {
    const at = twoTerminal(10, 10, 0.5, 0.3);
    const [paper] = modeState(dots, at);
    expect(paper!.isSharp).toBe(false);
    expect(paper!.broadness).toBeGreaterThan(0.5);
    const [narrow] = modeState(sharp(), at);
    expect(narrow!.isSharp).toBe(true);
    expect(narrow!.broadness).toBeLessThan(0.01);
    const pair = (second: number, joint: number): Junction =>
      junction({
        ...sharp(),
        modes: [1, second].map((omega) => ({
          omega,
          coupling: dotsWith({ coupling: 1e-3 }).modes[0]!.coupling,
        })),
        damping: symmetric(1e-3, joint, 1e-3),
      });
    expect(modeState(pair(1.3, 1e-4), at)[0]!.isSharp).toBe(true);
    expect(modeState(pair(1.0002, 1e-4), at)[0]!.isSharp).toBe(false);
    expect(modeState(pair(1, 1e-4), at)[0]!.broadness).toBe(Number.POSITIVE_INFINITY);
  });

  it("has the same temperature as a mode that one biased pair bath drives alone, T Omega/(Omega - V)", () => {
    // far levels of which only L to R conducts: emission and absorption by one pair bath
    const [T, V] = [0.2, -1];
    const junction = dotsWith({
      epsilonL: 10.5,
      epsilonR: 9.5,
      gammaL: 1e-3,
      gammaR: 1e-3,
      coupling: 1e-3,
      gammaPh: 1e-9,
    });
    const [state] = modeState(junction, twoTerminal(10 + V / 2, 10 - V / 2, T));
    expect(state!.temperature! / (T / (1 - V))).toBeCloseTo(1, 2);
  });

  it("has dressed values that are softer, and J of harmonicCurrents; none where it is unstable in full", () => {
    const point = twoTerminal(10, 10, 1.5, 0.5);
    const [state] = modeState(dots, point, { dressed: true });
    const { dressed } = state!;
    expect(dressed!.omega).toBeCloseTo(0.97, 2);
    expect(dressed!.energyCurrent).toBe(harmonicCurrents(dots, point).J);
    expect(dressed!.electronDamping).toBeGreaterThan(0);
    expect(modeState(dots, point)[0]).not.toHaveProperty("dressed");
    const [weak] = modeState(sharp({ coupling: 1e-4 }), point, { dressed: true });
    for (const key of ["omega", "emission", "absorption", "occupation", "temperature"] as const) {
      expect(weak!.dressed![key]! / weak![key]!).toBeCloseTo(1, 5);
    }
    const pumped = modeState(dotsWith({ gammaPh: 0.02 }), twoTerminal(11, 9, 0.25), { dressed: true });
    expect(pumped[0]!.dressed).toBeUndefined();
  });

  it("has in noise the quanta that it counts: S_JJ of a sharp mode is Omega^2 (W_em (1 + n) + W_ab n)", () => {
    const [T, bath] = [0.5, 0.3];
    const junction = sharp({ coupling: 1e-3, gammaPh: 1e-4 });
    const [{ emission, absorption } = { emission: 0, absorption: 0 }] = modeState(
      junction,
      twoTerminal(10.2, 9.9, T, bath),
    );
    const n = 1 / Math.expm1(1 / bath);
    const { JJ } = noise(junction, twoTerminal(10.2, 9.9, T, bath));
    expect(JJ / (emission * (1 + n) + absorption * n)).toBeCloseTo(1, 3);
  });

  it("is refused for bad input, naming the parameter", () => {
    const point = twoTerminal(10, 10, 1);
    expect(() => modeState(dots, point, { dressed: 1 as unknown as boolean })).toThrow(
      "dressed must be true or false (got 1)",
    );
    expect(() => modeState(dots, point, { clothed: true } as object)).toThrow("unknown key");
    expect(() => modeState(dots, { ...point, bath: { temperature: Number.NaN } })).toThrow(
      "temperature of the bath",
    );
  });
});
