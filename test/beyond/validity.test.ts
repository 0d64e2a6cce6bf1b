import { describe, expect, it } from "vitest";
import {
  bornCurrents,
  currents,
  type Junction,
  junction,
  modeSpectralFunction,
  modeStability,
  modeState,
  type OperatingPoint,
  pairBath,
  realPart,
  twoTerminal,
  type ValidityItem,
  validity,
} from "../../lib/solver/index.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

const itemOf = (name: string, junction: Junction, point: OperatingPoint, born = false): ValidityItem =>
  validity(junction, point, { born }).find((item) => item.name === name)!;

describe("the validity of lowest order", () => {
  it("finds the largest transmission, which at the paper's coupling is 2.9 at rest and 3.7 under bias", () => {
    expect(itemOf("transmission", dots, twoTerminal(10, 10, 0.25)).value).toBeCloseTo(2.9, 1);
    expect(itemOf("transmission", dots, twoTerminal(9.6, 10.4, 0.25)).value).toBeCloseTo(3.7, 1);
    const point = twoTerminal(9.8, 10.1, 0.4, 0.3);
    for (const junction of [dots, dotsWith({ gammaPh: 1e-3, coupling: 0.02 }), dotsWith({ gammaPh: 3 })]) {
      const { value } = itemOf("transmission", junction, point);
      const at = (w: number): number =>
        (["LR", "RL"] as const).reduce((sum, [from, to]) => {
          const lambda = pairBath(junction, point, from!, to!).density(w);
          return sum + lambda * realPart(modeSpectralFunction(junction, w)[0]![0]!);
        }, 0);
      let largest = 0;
      for (let w = 0.05; w < 3; w += 0.01) largest = Math.max(largest, at(w));
      for (let w = 0.99; w < 1.01; w += 2e-5) largest = Math.max(largest, at(w));
      expect(value).toBeGreaterThan(largest * (1 - 1e-9));
      expect(value).toBeLessThan(largest * (1 + 1e-3));
    }
  });

  it("grows as M^2 in transmission, damping and broadening, and passes from fine to beyond", () => {
    const point = twoTerminal(10.1, 9.9, 0.3);
    const at = (coupling: number) => validity(dotsWith({ coupling }), point);
    const [weak, twice] = [at(0.02), at(0.04)];
    for (const k of [0, 1, 3]) expect(twice[k]!.value / weak[k]!.value).toBeCloseTo(4, 6);
    expect(weak.map(({ verdict }) => verdict)).toEqual(["fine", "fine", "fine", "fine"]);
    expect(itemOf("transmission", dotsWith({ coupling: 0.2 }), point).verdict).toBe("at its limit");
    expect(itemOf("transmission", dots, point).verdict).toBe("beyond");
    expect(itemOf("level broadening", dotsWith({ gammaL: 0.02 }), point).verdict).toBe("beyond");
  });

  it("has the dampings of modeState and the stability of modeStability", () => {
    const junction = randomJunction(3, 2, randomSequence(6));
    const point = twoTerminal(0.5, -0.4, 0.3);
    const ratios = modeState(junction, point).map(
      ({ electronDamping, bathDamping }) => electronDamping / bathDamping,
    );
    expect(itemOf("electron damping", junction, point).value).toBe(Math.max(...ratios.map(Math.abs)));
    const { stiffness } = modeStability(junction, point);
    const kept = Math.min(...stiffness, ...ratios.map((ratio) => 1 + ratio));
    expect(itemOf("stability", junction, point).value).toBe(kept);
    expect(itemOf("transmission", junction, point).limit).toBe(2);
  });

  it("calls a pumped mode beyond the limit, and one that is unstable in full alone", () => {
    const pumped = twoTerminal(11, 9, 0.25);
    const { verdict, value, sentence } = itemOf("stability", dotsWith({ gammaPh: 0.02 }), pumped);
    expect(verdict).toBe("beyond");
    expect(value).toBeLessThan(0);
    expect(sentence).toContain("no stationary state");
    expect(itemOf("electron damping", dotsWith({ gammaPh: 0.02 }), pumped).sentence).toContain("pump mode 0");
    // lost in full before it is lost at lowest order
    const early = twoTerminal(10.51, 9.49, 0.25);
    const junction = dotsWith({ gammaPh: 0.02 });
    expect(modeStability(junction, early).isStable).toBe(false);
    expect(itemOf("stability", junction, early).value).toBeGreaterThan(0);
    expect(itemOf("stability", junction, early).verdict).toBe("beyond");
  });

  it("has for broadening what the Born approximation's first step finds, at the energies of narrow levels", () => {
    const given = dotsWith({ coupling: 1e-3 });
    for (const point of [twoTerminal(9.5, 10.5, 0.25), twoTerminal(10, 10, 0.6, 0.2)]) {
      const { broadening } = bornCurrents(given, point, {
        modes: "bare",
        step: 0.05,
        range: 60,
        maximalIterations: 1,
      });
      expect(itemOf("level broadening", given, point).value).toBeCloseTo(Math.max(...broadening) / 0.5, 10);
    }
    const hybrid = junction({
      ...dots,
      hamiltonian: symmetric(10.5, 0.3, 9.5),
    });
    expect(itemOf("level broadening", hybrid, twoTerminal(10, 10, 0.4)).value).toBeGreaterThan(0.1);
  });

  it("weighs the second order of the electron current against order 0, where electrons cross without bosons", () => {
    const point = twoTerminal(10.2, 9.8, 0.3);
    const hopping = (M: number): Junction =>
      junction({
        ...dots,
        hamiltonian: symmetric(10.5, 0.2, 9.5),
        modes: [
          {
            omega: 1,
            coupling: offDiagonal(M),
          },
        ],
      });
    const { landauer, elastic, inelastic } = currents(hopping(0.1), point, { hartree: "none" }).terminals.L!
      .current;
    const { value, verdict, sentence } = itemOf("second order", hopping(0.1), point);
    expect(value).toBeCloseTo(Math.abs((elastic + inelastic) / landauer), 4);
    expect(sentence).toContain("of order 0");
    expect(itemOf("second order", hopping(0.2), point).value / value).toBeCloseTo(4, 2);
    expect(verdict).toBe("fine");
    expect(itemOf("second order", hopping(2), point).verdict).toBe("beyond");
    // no electron crosses without a boson, or none at all
    for (const [given, at] of [
      [dots, point],
      [hopping(0.1), twoTerminal(10, 10, 0.3)],
    ] as const)
      expect(itemOf("second order", given, at)).toBeUndefined();
  });

  it("compares with the Born approximation where asked to", () => {
    const point = twoTerminal(9.6, 10.4, 0.25);
    const { value, verdict } = itemOf("Born correction", dots, point, true);
    expect(value).toBeCloseTo(Math.abs(currents(dots, point).J / bornCurrents(dots, point).J - 1), 10);
    expect(verdict).toBe("at its limit");
    expect(itemOf("Born correction", dots, twoTerminal(10, 10, 0.25), true)).toMatchObject({
      value: 0,
      verdict: "fine",
    });
  });

  it("gives numbers and sentences at T = 0, unequal temperatures and with bands", () => {
    const cold: OperatingPoint = {
      electrodes: { L: { mu: 10, temperature: 0.3 }, R: { mu: 10.2, temperature: 0 } },
      bath: { temperature: 0 },
    };
    const banded = junction({
      ...dots,
      electrodes: { ...dots.electrodes, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    for (const [junction, point] of [
      [dots, cold],
      [dots, twoTerminal(10, 10, 0)],
      [dotsWith({ coupling: 0 }), twoTerminal(10, 10, 0.5)],
      [banded, twoTerminal(10.1, 9.9, 0.5)],
    ] as const) {
      for (const { name, value, verdict, sentence } of validity(junction, point)) {
        expect(Number.isFinite(value), name).toBe(true);
        expect(["fine", "at its limit", "beyond"]).toContain(verdict);
        expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(sentence).not.toMatch(/NaN|undefined/);
      }
    }
  }, 30_000);

  it("is refused for bad input", () => {
    expect(() => validity(dots, twoTerminal(10, 10, 1), { born: "yes" as unknown as boolean })).toThrow(
      'born must be true or false (got "yes")',
    );
    expect(() => validity(dots, twoTerminal(10, 10, 1), { tolerance: 1 } as object)).toThrow("unknown key");
    expect(() => validity(dots, twoTerminal(10, 10, 0), { born: true })).toThrow(
      "temperature of electrode L",
    );
  });
});
