import { describe, expect, it } from "vitest";
import { currents, differential, junction, linearResponse, paperJunction } from "../../lib/solver/index.js";
import { symmetric } from "../matrices.js";
import { pointOf } from "./support.js";

const point = pointOf({ L: [10.25, 0.25], R: [9.75, 0.25] }, 0.25);

/** Calls with what the types forbid. */
const loosely = <T>(value: unknown): T => value as T;

describe("bad input to the second order", () => {
  it.each([
    [
      "hartree",
      () => currents(paperJunction, point, loosely({ hartree: "half" })),
      /hartree must be "none" or "full" \(got "half"\)/,
    ],
    [
      "hartree of no meaning",
      () => currents(paperJunction, point, loosely({ hartree: null })),
      /hartree must be "none" or "full" \(got null\)/,
    ],
    [
      "a method",
      () => currents(paperJunction, point, { hartree: "none", method: "quadrature" }),
      /method must be "closed-form" where hartree is given/,
    ],
    [
      "an option",
      () => currents(paperJunction, point, loosely({ hartree: "none", hartre: 1 })),
      /options has an unknown key "hartre"/,
    ],
    [
      "no bias",
      () => differential(paperJunction, point, loosely({})),
      /options lacks "bias"; required are bias/,
    ],
    [
      "an electrode",
      () => differential(paperJunction, point, { bias: { X: 1 } }),
      /bias has an unknown key "X"; allowed are L, R/,
    ],
    [
      "a share",
      () => differential(paperJunction, point, { bias: { L: Number.NaN } }),
      /bias.L must be a finite number \(got NaN\)/,
    ],
    [
      "no motion",
      () => differential(paperJunction, point, { bias: { L: 0 } }),
      /bias must be such that some chemical potential moves/,
    ],
    [
      "levels",
      () => differential(paperJunction, point, { bias: { L: 1 }, levels: [1] }),
      /levels must be a number, or 2 numbers, one for each level \(got \[1\]\)/,
    ],
    [
      "a level",
      () => differential(paperJunction, point, { bias: { L: 1 }, levels: [1, Number.POSITIVE_INFINITY] }),
      /levels\[1\] must be a finite number/,
    ],
    [
      "no temperature",
      () => linearResponse(paperJunction, loosely({ mu: 1 })),
      /equilibrium lacks "temperature"/,
    ],
    [
      "zero temperature",
      () => linearResponse(paperJunction, { mu: 1, temperature: 0 }),
      /temperature must be a positive number \(got 0\)/,
    ],
    [
      "a reference",
      () => linearResponse(paperJunction, { mu: 1, temperature: 1 }, { reference: "M" }),
      /reference must be "L" or "R" \(got "M"\)/,
    ],
    [
      "a tolerance",
      () => linearResponse(paperJunction, { mu: 1, temperature: 1 }, { tolerance: 0 }),
      /tolerance must be between 1e-13 and 0.1 \(got 0\)/,
    ],
  ] as const)("is refused by name: %s", (what, call, message) => {
    expect(call).toThrow(what === "hartree of no meaning" ? TypeError : RangeError);
    expect(call).toThrow(message);
  });

  it("is refused where a dark state has no occupation", () => {
    const ring = (own: number, across: number) =>
      junction({
        hamiltonian: [0, 0.7],
        electrodes: { L: { broadening: [0, 0.3] }, R: { broadening: [0, 0.2] } },
        modes: [
          {
            omega: 1,
            coupling: symmetric(own, across, 0.2),
          },
        ],
        damping: 0.2,
      });
    const bias = pointOf({ L: [1, 0.25], R: [-1, 0.25] }, 0.25);
    expect(() => currents(ring(0, 0.3), bias, { hartree: "none" })).toThrow(/dark/);
    // a dark level that only moves its own mode: harmless, but for the displacement
    expect(() => currents(ring(0.4, 0), bias, { hartree: "full" })).toThrow(
      /hartree must be "none" here \(got "full"\): mode 0/,
    );
    const { terminals, converged } = currents(ring(0.4, 0), bias, { hartree: "none" });
    expect(converged).toBe(true);
    expect(terminals.L!.current.hartree).toBe(0);
    expect(terminals.L!.current.landauer).toBeGreaterThan(0);
  });
});

describe("currents without the option hartree", () => {
  it("have no terminals, and with it a current between any two electrodes", () => {
    expect("terminals" in currents(paperJunction, point)).toBe(false);
    const bridged = junction({
      ...paperJunction,
      hamiltonian: symmetric(10.5, 0.2, 9.5),
    });
    expect(currents(bridged, point).I).toBeUndefined();
    const { I, heat, terminals, error } = currents(bridged, point, { hartree: "none" });
    expect(I).toBe(terminals.L!.current.total);
    expect(error.I).toBe(terminals.L!.current.error);
    expect(heat.R).toBe(terminals.R!.heat.total);
    expect(terminals.L!.current.hartree).toBe(0);
  });

  it("count from the first electrode to the second where these have other names", () => {
    const { L, R } = paperJunction.electrodes;
    const named = junction({ ...paperJunction, electrodes: { tip: L!, sample: R! } });
    const there = pointOf({ tip: [10.25, 0.25], sample: [9.75, 0.25] }, 0.25);
    const { I, terminals } = currents(named, there, { hartree: "none" });
    expect(I).toBe(terminals.tip!.current.total);
    const third = junction({ ...paperJunction, electrodes: { L: L!, R: R!, C: R! } });
    const among = pointOf({ L: [10.25, 0.25], R: [9.75, 0.25], C: [10, 0.25] }, 0.25);
    expect(currents(third, among, { hartree: "none" }).I).toBeUndefined();
  });
});
