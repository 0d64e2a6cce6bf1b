import { describe, expect, it } from "vitest";
import { currents, type Junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { dotsWith } from "../junctions.js";
import { PANEL_SLACK, sumsBy } from "./rules.js";

/** The solver against sums that know no poles of frequency: J, I and heats. */
function expectSame(junction: Junction, point: OperatingPoint): void {
  const { J, I, heat, error, converged } = currents(junction, point, { tolerance: 1e-10 });
  const exact = sumsBy("squares on panels", junction, point, 1e-11);
  const size = Math.max(...Object.values(exact).map(({ value }) => Math.abs(value)));
  const compare = (name: string, value: number, own: number): void => {
    expect(Math.abs(value - exact[name]!.value), name).toBeLessThan(own + PANEL_SLACK * size);
  };
  expect(converged).toBe(true);
  compare("J", J, error.J);
  compare("I", I!, error.I!);
  for (const name of ["L", "R"]) compare(`Q_${name}`, heat![name]!, error.heat![name]!);
}

const at = (muL: number, TL: number, muR: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

const DISTANCES = [0, 1e-12, 1e-8, 1e-6, 1e-5, 2.9e-5, 3.1e-5, 1e-4, 1e-3, 1e-2];

describe("poles that coincide give what sums without poles give:", () => {
  const omega = Math.hypot(1, 0.25);
  const pi = Math.PI;
  it.each<[string, (distance: number) => readonly [Junction, OperatingPoint]]>([
    [
      "a mode on a hop: the widths add up to the damping",
      (d) => [dotsWith({ omega, gammaL: 0.3, gammaR: 0.2 + d }), twoTerminal(10.3, 9.9, 0.4, 0.6)],
    ],
    [
      "the same, electrodes of two temperatures",
      (d) => [dotsWith({ omega, gammaL: 0.3, gammaR: 0.2 + d }), at(10.3, 0.4, 9.9, 0.3, 0.6)],
    ],
    [
      "a level on a Fermi pole of its electrode",
      (d) => [dotsWith({ gammaL: 2 * pi * 0.1 + d, gammaR: 0.2 }), twoTerminal(10.5, 9.9, 0.1, 0.3)],
    ],
    [
      "a level on a Fermi pole of the other electrode",
      (d) => [dotsWith({ gammaL: 2 * pi * 0.1 + d, gammaR: 0.2 }), twoTerminal(10.1, 10.5, 0.1, 0.3)],
    ],
    [
      "both levels on Fermi poles",
      (d) => [
        dotsWith({ gammaL: 2 * pi * 0.1 + d, gammaR: 2 * pi * 0.1 - d }),
        twoTerminal(10.5, 9.5, 0.1, 0.3),
      ],
    ],
    [
      "a mode on a Bose pole of the pairs",
      (d) => [dotsWith({ omega, gammaPh: 0.5 + d }), twoTerminal(10.6, 9.6, 0.25 / (2 * pi), 0.3)],
    ],
    [
      "a mode on a rung of a ladder",
      (d) => [dotsWith({ omega, gammaPh: 0.5, gammaL: 0.2 }), twoTerminal(9.5 - d, 9.4, 0.15 / pi, 0.3)],
    ],
    [
      "a hop on a Bose pole of the pairs",
      (d) => [dotsWith({ gammaL: 0.3, gammaR: 0.3 + d }), twoTerminal(10.6, 9.6, 0.3 / (2 * pi), 0.4)],
    ],
  ])(
    "%s",
    (_, make) => {
      for (const distance of DISTANCES) expectSame(...make(distance));
    },
    20_000,
  );

  const onPinch = (d: number) => dotsWith({ gammaL: 0.3, gammaR: 0.2 + d });
  const pinched = at(10.6, 0.1 / pi, 9.6, 0.15 / pi, 0.4);

  it.each([1e-4, 1e-3, 1e-2])("a hop %s from a double Fermi pinch", (d) => expectSame(onPinch(d), pinched));

  // the circle round both poles leaves 2e-10 of J
  it.each([0, 1e-12, 1e-8, 1e-5])("a hop %s from a double Fermi pinch", (d) =>
    expectSame(onPinch(d), pinched),
  );

  it("levels of a ladder: nine hops at one place", () => {
    const rungs = dotsWith({ gammaL: 0.5, gammaR: 0.5, epsilonL: 10, epsilonR: 10 });
    expectSame(rungs, twoTerminal(10.4, 9.9, 0.3, 0.5));
  });
});
