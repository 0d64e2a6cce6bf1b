import { describe, expect, it } from "vitest";
import { currents, type Junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { PANEL_SLACK, type Rule, sumsBy } from "./rules.js";

/** J, I and heats within their errors of sums of squares, or of another rule, or of a part of the largest. */
function expectSquares(
  junction: Junction,
  point: OperatingPoint,
  tolerance = 1e-10,
  rule: Rule = "squares on panels",
): void {
  const { J, I, heat, error, converged } = currents(junction, point, { tolerance });
  const exact = sumsBy(rule, junction, point, 1e-12);
  expect(converged).toBe(true);
  const size = Math.max(...Object.values(exact).map(({ value }) => Math.abs(value)));
  const close = (name: string, value: number, own: number): void => {
    expect(Math.abs(value - exact[name]!.value), name).toBeLessThan(own + PANEL_SLACK * size);
  };
  close("J", J, error.J);
  if (I !== undefined) close("I", I, error.I!);
  if (heat) for (const name in heat) close(`Q_${name}`, heat[name]!, error.heat![name]!);
}

const levels = randomJunction(3, 2, randomSequence(71));

describe("temperatures that fall to zero", () => {
  const at = (junction: Junction, T: number): number =>
    currents(junction, junction === dots ? twoTerminal(11, 9.3, T) : twoTerminal(0.8, -0.9, T), {
      tolerance: 1e-10,
    }).J;

  it.each([
    ["two levels", dots],
    ["three levels, two modes", levels],
  ] as const)("change J by their square, until it is that of T = 0: %s", (_, junction) => {
    const zero = at(junction, 0);
    const change = (T: number): number => at(junction, T) / zero - 1;
    expect(change(2e-3) / change(1e-3)).toBeCloseTo(4, 1);
    const curvature = change(1e-3) / 1e-6;
    for (const T of [5e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-9, 1e-12])
      expect(Math.abs(change(T) - curvature * T ** 2)).toBeLessThan(
        1e-9 + 0.02 * Math.abs(curvature) * T ** 2,
      );
  });

  it("leave one electrode, the electrons or the modes cold, and nothing jumps", () => {
    const point = (TL: number, TR: number, bath: number): OperatingPoint => ({
      electrodes: { L: { mu: 10.7, temperature: TL }, R: { mu: 9.6, temperature: TR } },
      bath: { temperature: bath },
    });
    for (const make of [
      (T: number) => point(T, 0.3, 0.4),
      (T: number) => point(0.3, T, 0.4),
      (T: number) => point(0.3, 0.3, T),
      (T: number) => point(T, 2 * T, T),
    ]) {
      const [zero, low] = [0, 1e-6].map((T) => currents(dots, make(T), { tolerance: 1e-9 }));
      expect(zero!.converged && low!.converged).toBe(true);
      expect(low!.J / zero!.J).toBeCloseTo(1, 9);
      expect(low!.I! / zero!.I!).toBeCloseTo(1, 9);
    }
  });
});

describe("great heat", () => {
  it.each([1, 10, 100, 1e3, 1e4, 1e6])("T = %s changes no digit of what squares give", (T) => {
    expectSquares(dots, twoTerminal(10.3, 9.8, T, 0.7 * T));
  });

  it("makes J a conductance times the difference of temperatures: J/(T_e - T_ph) is constant", () => {
    const J = (T: number): number =>
      currents(dots, twoTerminal(10, 10, T, T * (1 - 1e-3)), { tolerance: 1e-10 }).J / (T * 1e-3);
    // Fermi functions flatten: Lambda ~ 1/T, bosons ~ T
    expect(J(1e5) / J(1e4)).toBeCloseTo(0.1, 3);
  });
});

describe("narrow modes and levels", () => {
  it.each([1e-2, 1e-4, 1e-6, 1e-8, 1e-10])(
    "a damping of %s reaches the golden rule in the first order",
    (gammaPh) => {
      const J = (damping: number): number =>
        currents(dotsWith({ gammaPh: damping }), twoTerminal(10.3, 9.8, 0.4, 0.6), { tolerance: 1e-10 }).J;
      const limit = 2 * J(1e-12) - J(2e-12);
      expect(Math.abs(J(gammaPh) / limit - 1)).toBeLessThan(1e-9 + 2 * gammaPh);
      // and it is the straight line to it that is met
      if (gammaPh <= 1e-4)
        expect(Math.abs((J(2 * gammaPh) - limit) / 2 - (J(gammaPh) - limit))).toBeLessThan(
          (1e-9 + 4 * gammaPh ** 2) * limit,
        );
    },
  );

  it.each([1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6])("widths of %s are as good as wide ones", (gamma) => {
    const junction = dotsWith({ gammaL: gamma, gammaR: 1.7 * gamma, epsilonL: 10.37 });
    // squares need seconds at the narrowest
    expectSquares(
      junction,
      twoTerminal(10.2, 9.8, 0.4, 0.6),
      1e-9,
      gamma < 1e-3 ? "panels" : "squares on panels",
    );
  });
});

describe("levels far from the window", () => {
  const far = (distance: number, side: number): Junction =>
    dotsWith({
      epsilonL: 10 + side * 0.5 * distance + 0.5,
      epsilonR: 10 + side * 0.5 * distance - 0.5,
    });
  const point = twoTerminal(10.3, 9.8, 0.4, 0.6);

  it.each([10, 30, 100, 300, 1000].flatMap((distance) => [1, -1].map((side) => [distance, side] as const)))(
    "%s widths on side %s carry what panels of squares give",
    (distance, side) => {
      const junction = far(distance, side);
      const { J, error } = currents(junction, point, { tolerance: 1e-9 });
      const exact = sumsBy("squares on panels", junction, point, 1e-12).J!;
      expect(Math.abs(J - exact.value)).toBeLessThanOrEqual(
        error.J + exact.error + PANEL_SLACK * Math.abs(J),
      );
      // far from the levels the current falls as the fourth power of their distance
      const further = currents(far(2 * distance, side), point, { tolerance: 1e-9 }).J;
      if (distance >= 300) expect(further / J).toBeCloseTo(1 / 16, 2);
    },
  );

  it.each([1, -1])(
    "agree with quadrature within the stated errors, side %s",
    (side) => {
      const junction = far(100, side);
      const closed = currents(junction, point, { tolerance: 1e-8 });
      const nested = currents(junction, point, { tolerance: 1e-6, method: "quadrature" });
      expect(Math.abs(closed.J - nested.J)).toBeLessThanOrEqual(closed.error.J + nested.error.J);
    },
    60_000,
  );
});
