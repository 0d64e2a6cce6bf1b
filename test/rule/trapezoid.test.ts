import { describe, expect, it } from "vitest";
import { currents, type Junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { PANEL_SLACK, sumsBy } from "./rules.js";

const complexDevice = randomJunction(3, 2, randomSequence(61));

/** Levels so sharp that Lambda is a line; the left one anywhere. */
const narrow = (epsilonL: number): Junction =>
  dotsWith({ epsilonL, epsilonR: 9.4, gammaL: 1e-6, gammaR: 2e-6 });

describe("the trapezoidal rule with its residues gives J, I and heats of sums in which nothing cancels:", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["the paper's junction under bias", dots, twoTerminal(10.4, 9.7, 0.3, 0.5)],
    ["the paper's junction under the opposite bias", dots, twoTerminal(8.9, 10.6, 0.5, 0.3)],
    ["levels inside the bias window", dots, twoTerminal(11.3, 8.8, 0.2, 0.6)],
    [
      "sharp levels and a sharp mode",
      dotsWith({ gammaL: 0.01, gammaR: 0.02, gammaPh: 0.003 }),
      twoTerminal(10.3, 9.8, 0.4, 0.2),
    ],
    ["three levels, two modes, complex couplings", complexDevice, twoTerminal(0.4, -0.3, 0.35, 0.6)],
    [
      "levels of a millionth's width, two to three mode energies apart",
      narrow(12),
      twoTerminal(10.6, 9.6, 0.4, 0.2),
    ],
    ["sharp levels that all but coincide", narrow(9.4001), twoTerminal(9.6, 9.3, 0.4, 0.2)],
    ["bosons much colder than the electrons", dots, twoTerminal(10.3, 9.8, 0.4, 1e-3)],
    ["electrons at a thirtieth of the mode's energy", dots, twoTerminal(10.3, 9.8, 0.03, 0.5)],
    [
      // at the mode's pole a level is 4e-5 from the axis, and from a node of the rule in e
      "two temperatures, a level that the mode's energy moves next to a node",
      dotsWith({
        epsilonL: 10.607852648761055,
        epsilonR: 9.344791655123602,
        gammaL: 0.0018526840223950182,
        gammaR: 0.0018526840223950182,
        omega: 2.0655008022234584,
        gammaPh: 0.0019326863487605934,
      }),
      {
        electrodes: {
          L: { mu: 12.860735326009214, temperature: 0.27271729402724393 },
          R: { mu: 11.597674332371762, temperature: 0.1362752181020695 },
        },
        bath: { temperature: 0.5005023650796065 },
      },
    ],
    ["an overdamped mode", dotsWith({ gammaPh: 3 }), twoTerminal(10.1, 9.7, 0.6, 0.3)],
  ])("%s", (_, junction, point) => {
    const residues = sumsBy("trapezoid", junction, point, 1e-9);
    const exact = sumsBy("squares on panels", junction, point, 1e-11);
    const heats = Object.keys(exact).filter((name) => name.startsWith("Q"));
    const heat = Math.max(...heats.map((name) => Math.abs(exact[name]!.value)));
    for (const [name, { value, error }] of Object.entries(residues)) {
      const slack = exact[name]!.error + PANEL_SLACK * Math.max(heat, Math.abs(value));
      expect(Math.abs(value - exact[name]!.value), name).toBeLessThanOrEqual(error + slack);
    }
    expect(currents(junction, point, { tolerance: 1e-9 }).converged).toBe(true);
  });
});
