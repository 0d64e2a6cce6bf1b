import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { dots, dotsWith, randomHermitian, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { flowsBy, PANEL_SLACK, type Rule } from "./rules.js";

/** Every flow of every channel by two rules. */
function expectSame(first: Rule, second: Rule, junction: Junction, point: OperatingPoint): void {
  const a = flowsBy(first, junction, point, 1e-10);
  const b = flowsBy(second, junction, point, 1e-10);
  const largest = [0, 1, 2].map((part) => Math.max(...[...b.absolute].filter((_, k) => k % 3 === part)));
  a.value.forEach((value, k) => {
    const error = a.truncation[k]! + a.ends[k]! + a.noise[k]! + b.truncation[k]! + b.ends[k]! + b.noise[k]!;
    expect(Math.abs(value - b.value[k]!), `flow ${k}`).toBeLessThanOrEqual(
      error + PANEL_SLACK * b.absolute[k]! + 1e-15 * largest[k % 3]!,
    );
    expect(error, `error of flow ${k}`).toBeLessThan(1e-9 * largest[k % 3]!);
  });
}

const three = (temperatures: readonly [number, number, number], bath: number): OperatingPoint => ({
  electrodes: {
    L: { mu: 0.4, temperature: temperatures[0] },
    R: { mu: -0.3, temperature: temperatures[1] },
    tip: { mu: 0.1, temperature: temperatures[2] },
  },
  bath: { temperature: bath },
});

/** Three electrodes, two modes that damping couples. */
function threeElectrodes(seed: number): Junction {
  const next = randomSequence(seed);
  const { hamiltonian, electrodes, modes } = randomJunction(3, 2, next);
  const third = randomHermitian(3, next, 0.3).map((row, i) =>
    row.map((_z, j) => (i === j ? 0.2 + 0.1 * i : 0)),
  );
  return junction({
    hamiltonian,
    electrodes: { ...electrodes, tip: { broadening: third } },
    modes,
    damping: symmetric(0.3, 0.1, 0.5),
  });
}

describe("flux, energy and first moment of every channel", () => {
  const cases: readonly (readonly [string, Junction, OperatingPoint])[] = [
    ["the paper's junction", dots, twoTerminal(10.4, 9.7, 0.3, 0.5)],
    [
      "a narrow mode and narrow levels",
      dotsWith({ gammaL: 0.02, gammaR: 0.03, gammaPh: 0.01 }),
      twoTerminal(10.2, 9.9, 0.2, 0.4),
    ],
    ["four levels, two modes", randomJunction(4, 2, randomSequence(7)), twoTerminal(0.4, -0.3, 0.4, 0.6)],
    ["three electrodes, modes coupled by damping", threeElectrodes(8), three([0.4, 0.4, 0.4], 0.6)],
    ["cold electrons", dots, twoTerminal(10.7, 9.8, 0.02, 0.1)],
  ];

  const unequal: readonly (readonly [string, Junction, OperatingPoint])[] = [
    [
      "two temperatures",
      dots,
      {
        electrodes: { L: { mu: 10.3, temperature: 0.3 }, R: { mu: 9.8, temperature: 0.5 } },
        bath: { temperature: 0.4 },
      },
    ],
    ["three electrodes, two of one temperature", threeElectrodes(9), three([0.3, 0.5, 0.3], 0.6)],
    ["three electrodes of three temperatures", threeElectrodes(10), three([0.3, 0.5, 0.4], 0.2)],
    [
      "a narrow mode at the bias, temperatures alike but for round-off",
      dotsWith({ omega: 0.5, gammaPh: 1e-4 }),
      {
        electrodes: { L: { mu: 10.3, temperature: 0.3 }, R: { mu: 9.8, temperature: 0.3 * (1 + 1e-12) } },
        bath: { temperature: 0.4 },
      },
    ],
    [
      "a narrow mode at the bias, one temperature three times the other",
      dotsWith({ omega: 0.5, gammaPh: 1e-4 }),
      {
        electrodes: { L: { mu: 10.3, temperature: 0.2 }, R: { mu: 9.8, temperature: 0.6 } },
        bath: { temperature: 0.4 },
      },
    ],
    [
      "a narrow mode at the difference of equally wide levels",
      dotsWith({ omega: 1, gammaPh: 1e-4 }),
      {
        electrodes: { L: { mu: 10.3, temperature: 0.2 }, R: { mu: 9.6, temperature: 0.5 } },
        bath: { temperature: 0.4 },
      },
    ],
    [
      "Fermi poles in threes",
      dots,
      {
        electrodes: { L: { mu: 10.3, temperature: 0.6 }, R: { mu: 9.8, temperature: 0.2 } },
        bath: { temperature: 0.4 },
      },
    ],
  ];

  it.each(cases)("are the same by residues and by panels: %s", (_, junction, point) => {
    expectSame("trapezoid", "panels", junction, point);
  });

  it.each(cases)("are the same by residues and by sums of squares: %s", (_, junction, point) => {
    expectSame("trapezoid", "squares on panels", junction, point);
  });

  it.each(unequal)("are the same by residues and by sums of squares: %s", (_, junction, point) => {
    expectSame("trapezoid", "squares on panels", junction, point);
  });

  it.each([
    ...cases,
    ...unequal,
    ["levels far from the window", dotsWith({ gammaL: 1e-3, gammaR: 2e-3 }), twoTerminal(12, 11.5, 0.1, 0.2)],
    ["four levels far below", randomJunction(4, 2, randomSequence(11)), twoTerminal(6, 6.4, 0.2, 0.3)],
    ["three electrodes, levels far above", threeElectrodes(12), three([0.2, 0.2, 0.1], 0.1)],
    [
      "a narrow mode at the bias: at its pole both Fermi ladders coincide",
      dotsWith({ gammaL: 4, gammaR: 4, omega: 1, gammaPh: 1e-4 }),
      twoTerminal(10.6, 9.6, 0.3, 1.2),
    ],
  ] as const)("are the same by sums of squares on the rule and on panels: %s", (_, junction, point) => {
    expectSame("squares", "squares on panels", junction, point);
  });

  it.each<[string, Junction, OperatingPoint]>([
    ["the paper's junction", dots, twoTerminal(10.4, 9.7, 0.3, 0.5)],
    ["the same, far below the levels", dots, twoTerminal(7.6, 7.3, 0.3, 0.5)],
    [
      "two temperatures",
      dots,
      {
        electrodes: { L: { mu: 10.3, temperature: 0.3 }, R: { mu: 9.8, temperature: 0.5 } },
        bath: { temperature: 0.4 },
      },
    ],
    ["three levels, two modes", randomJunction(3, 2, randomSequence(17)), twoTerminal(0.4, -0.3, 0.4, 0.6)],
  ])("roundoff is told alike by the rule and by panels: %s", (_, of, point) => {
    const rule = flowsBy("trapezoid", of, point, 1e-10);
    const panels = flowsBy("panels", of, point, 1e-10);
    rule.noise.forEach((noise, k) => {
      if (rule.absolute[k] === 0) return;
      expect(noise / panels.noise[k]!, `flow ${k}`).toBeGreaterThan(0.2);
      expect(noise / panels.noise[k]!, `flow ${k}`).toBeLessThan(60);
      expect(rule.absolute[k]! / panels.absolute[k]!, `modulus of flow ${k}`).toBeCloseTo(1, 0);
    });
  });

  it.each([1e-2, 1e-4, 1e-6, 1e-8])(
    "sums of squares state the rounding of their nodes on levels %d wide",
    (width) => {
      const narrow = junction({
        hamiltonian: [0, 1],
        electrodes: { L: { broadening: [0.3 * width, 0] }, R: { broadening: [0, width] } },
        modes: [{ omega: 0.8, coupling: symmetric(0, 0.5, 0) }],
        damping: 0.3,
      });
      const point = twoTerminal(0.3, 0.1, 0.4, 0.5);
      const exact = flowsBy("panels", narrow, point, 1e-12);
      const { value, truncation, ends, noise } = flowsBy("squares on panels", narrow, point, 1e-12);
      value.forEach((one, k) => {
        const error = truncation[k]! + ends[k]! + noise[k]!;
        expect(Math.abs(one - exact.value[k]!), `flow ${k}`).toBeLessThanOrEqual(error);
        expect(error, `error of flow ${k}`).toBeLessThanOrEqual((4e-12 + 4e-15 / width) * exact.absolute[k]!);
      });
    },
  );
});
