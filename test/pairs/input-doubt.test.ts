/** What half a unit of the last digit of an energy does to currents. */
import { describe, expect, it } from "vitest";
import { polesOf } from "../../lib/solver/electrons/electrons.js";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { inputDoubt } from "../../lib/solver/pairs/input-doubt.js";

/** Levels at 10.5 and 9.5, half widths 0.15 and 0.25, a third one that nothing touches, and a mode of half width 0.05. */
const given: Junction = junction({
  hamiltonian: [10.5, 9.5, 10],
  electrodes: { L: { broadening: [0.3, 0, 0] }, R: { broadening: [0, 0.5, 0] } },
  modes: [
    {
      omega: 1,
      coupling: [
        [0, 0.5, 0],
        [0.5, 0, 0],
        [0, 0, 0],
      ],
    },
  ],
  damping: 0.1,
});

const between = (muL: number, TL: number, muR: number, TR: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: 0.4 },
});

const doubt = (point: OperatingPoint): number => inputDoubt(given, point, polesOf(given));

describe("the doubt about energies as they are given", () => {
  it.each<[string, OperatingPoint, number]>([
    ["two levels and the mode where electrodes are warm", between(12, 0.2, 10, 0.4), 2 * 0.15 + 0.05],
    [
      "the narrowest level and the coldest electrode, the first",
      between(12, 1e-3, 10, 0.4),
      0.15 + 1e-3 * Math.PI,
    ],
    [
      "the narrowest level and the coldest electrode, the second",
      between(12, 0.4, 10, 1e-3),
      0.15 + 1e-3 * Math.PI,
    ],
    ["the narrowest level at zero temperature", twoTerminal(10, 12, 0), 0.15],
  ])("is half a unit of the last digit of the largest energy over the width of %s", (_, point, width) => {
    expect(doubt(point) / ((2 ** -52 * 12) / (2 * width))).toBeCloseTo(1, 9);
  });
});
