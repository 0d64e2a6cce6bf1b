import { describe, expect, it } from "vitest";
import { currents, type Junction, type OperatingPoint } from "../../lib/solver/index.js";
import { dotsWith } from "../junctions.js";
import { sumsBy } from "../rule/rules.js";

/** A level on a Fermi pole of its electrode: width 2 pi T (1 + d), level at mu. */
const junction = (d: number): Junction => dotsWith({ gammaR: 2 * Math.PI * 0.06 * (1 + d) });
const point: OperatingPoint = {
  electrodes: { L: { mu: 10.3, temperature: 0.1 }, R: { mu: 9.5, temperature: 0.06 } },
  bath: { temperature: 0.2 },
};

describe("a level on a Fermi pole of its electrode, the other electrode at another temperature,", () => {
  it.each([0, 1e-12, 1e-8, 1e-5, 1e-4, 1e-3])("nearly, to a part of %s, changes no digit", (d) => {
    const { J, I, heat, error, converged } = currents(junction(d), point, { tolerance: 1e-10 });
    const exact = sumsBy("squares on panels", junction(d), point, 1e-12);
    expect(converged).toBe(true);
    expect(Math.abs(J - exact.J!.value)).toBeLessThan(error.J + 1e-10 * Math.abs(J));
    expect(Math.abs(I! - exact.I!.value)).toBeLessThan(error.I! + 1e-10 * Math.abs(I!));
    expect(Math.abs(heat!.R! - exact.Q_R!.value)).toBeLessThan(error.heat!.R! + 1e-10 * Math.abs(heat!.R!));
  });

  it.each([0, 1e-8, 1e-4])(
    "agrees with quadrature at a distance of %s",
    (d) => {
      const closed = currents(junction(d), point, { tolerance: 1e-8 });
      const nested = currents(junction(d), point, { tolerance: 1e-7, method: "quadrature" });
      expect(Math.abs(closed.J - nested.J)).toBeLessThanOrEqual(closed.error.J + nested.error.J);
      expect(Math.abs(closed.I! - nested.I!)).toBeLessThanOrEqual(closed.error.I! + nested.error.I!);
    },
    60_000,
  );

  it("is continuous there: J changes in proportion to the distance", () => {
    const J = (d: number): number => currents(junction(d), point, { tolerance: 1e-11 }).J;
    const there = J(0);
    const slope = (J(1e-2) / there - 1) / 1e-2;
    for (const d of [1e-8, 1e-6, 1e-5, 1e-4, 1e-3])
      expect(Math.abs(J(d) / there - 1 - slope * d)).toBeLessThan(1e-10 + 0.05 * Math.abs(slope) * d);
  });
});
