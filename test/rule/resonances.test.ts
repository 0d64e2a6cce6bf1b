/** Sharp resonances between modes, hops and the zeros of the pairs' density of states. */
import { describe, expect, it } from "vitest";
import {
  currents,
  type Junction,
  junction as makeJunction,
  type OperatingPoint,
  twoTerminal,
} from "../../lib/solver/index.js";
import { dotsWith } from "../junctions.js";
import { type Rule, sumsBy } from "./rules.js";

function expectRight(
  junction: Junction,
  point: OperatingPoint,
  tolerance: number,
  rule: Rule,
  slack: number,
): void {
  const { J, error } = currents(junction, point, { tolerance });
  const exact = sumsBy(rule, junction, point, 1e-10).J!.value;
  expect(Math.abs(J - exact)).toBeLessThan(error.J + slack * Math.abs(exact));
}

describe("the solver is right", () => {
  // poles whose heights differ as much as their distance are no cluster
  it("where a narrow mode and narrow levels are in resonance", () => {
    const omega = 0.98;
    const junction = dotsWith({
      omega,
      gammaPh: 2.3e-6,
      epsilonL: 9.92,
      epsilonR: 9.92 - omega,
      gammaL: 3e-5,
      gammaR: 3.7e-6,
    });
    expectRight(junction, twoTerminal(10, 10, 1.08, 0.23), 1e-9, "panels", 1e-8);
  });

  // Lambda vanishes next to the mode's pole, where the Bose function is large
  it("where a narrow mode has the energy of the bias, and the levels are far from it", () => {
    const omega = 1.2973320047824326;
    const junction = dotsWith({
      epsilonL: 10.350937137077999,
      epsilonR: 9.053605132295566,
      gammaL: 0.00635189956212714,
      gammaR: 3.7640469409517024e-6,
      omega,
      gammaPh: 1.2192621530056638e-5,
    });
    const point = twoTerminal(9.3169203891032, 8.019588384320768, 0.05701662542631098, 0.1142797727639006);
    expectRight(junction, point, 1e-8, "squares on panels", 1e-7);
  });

  // the line's own tail, cut after some of its widths, is a hundredth of what the line carries; J by quadrature at 1e-10
  it.each([
    [37, 1e-6, 1, 2.4834885345886e-20],
    [45, 1e-6, 1, 1.118264279308702e-20],
    [0.39, 1e-7, 0.01, 2.000333888360218e-16],
  ])(
    "where a level %d above the window, %d wide, carries what T = %d leaves it",
    (level, width, T, exact) => {
      const side = { broadening: [[width]] };
      const one = makeJunction({
        hamiltonian: [[level]],
        electrodes: { L: side, R: side },
        modes: [{ omega: T, coupling: [[1]] }],
        damping: 0.1 * T,
      });
      const point = {
        electrodes: { L: { mu: 0, temperature: T }, R: { mu: 0, temperature: 0 } },
        bath: { temperature: T / 2 },
      };
      const { J, error } = currents(one, point, { tolerance: 1e-8 });
      expect(Math.abs(J - exact)).toBeLessThan(error.J);
    },
  );
});
