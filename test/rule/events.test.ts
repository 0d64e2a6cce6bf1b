import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { absorptionWeight, emissionWeight, energyIntegral } from "../../lib/solver/pairs/pair-quadrature.js";
import { electrodePairs } from "../../lib/solver/pairs/pairs.js";
import { eventsOf, hasSquares } from "../../lib/solver/rule/events.js";
import { coalescing, randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

const next = randomSequence(7);

/** Two levels, complex, with overlapping contacts and two modes. */
const given: Junction = junction({
  hamiltonian: randomHermitian(2, next),
  electrodes: {
    L: {
      broadening: [
        [0.3, { re: 0.1, im: 0.15 }],
        [{ re: 0.1, im: -0.15 }, 0.2],
      ],
    },
    R: {
      broadening: [
        [0.05, { re: 0, im: -0.05 }],
        [{ re: 0, im: 0.05 }, 0.4],
      ],
    },
  },
  modes: [0.5, 0.8].map((omega) => ({ omega, coupling: randomHermitian(2, next, 0.3) })),
  damping: 0.1,
  spin: 2,
});

const pointAt = (TL: number, TR: number): OperatingPoint => ({
  electrodes: { L: { mu: 0.4, temperature: TL }, R: { mu: -0.3, temperature: TR } },
  bath: { temperature: 0 },
});

describe("quanta given and taken by one pair bath", () => {
  it.each([
    [0.1, 0.1],
    [0.05, 0.3],
    [0, 0.2],
    [0, 0],
  ])("are those of matrices inverted at the nodes, at temperatures %s and %s", (TL, TR) => {
    for (const bath of electrodePairs(given, pointAt(TL, TR))) {
      const eventsAt = eventsOf(bath);
      for (const omega of [0.2, 0.6, 1.3]) {
        const { emission, absorption } = eventsAt(omega);
        for (const [found, weight] of [
          [emission, emissionWeight],
          [absorption, absorptionWeight],
        ] as const) {
          const exact = energyIntegral(bath, omega, (energy) => weight(bath, omega, energy)).matrix;
          const largest = Math.max(exact.re[0]!, exact.re[3]!);
          for (let k = 0; k < 4; k++) {
            expect(Math.abs(found.re[k]! - exact.re[k]!)).toBeLessThanOrEqual(2e-11 * largest);
            expect(Math.abs(found.im[k]! - exact.im[k]!)).toBeLessThanOrEqual(2e-11 * largest);
          }
        }
      }
    }
  });

  it("are not sums of squares over poles at an exceptional point", () => {
    expect(hasSquares(given)).toBe(true);
    expect(hasSquares(coalescing(0.2, 0.2))).toBe(false);
  });
});
