import { describe, expect, it } from "vitest";
import { currents, differential, type JunctionInput, junction } from "../../lib/solver/index.js";
import { symmetric } from "../matrices.js";
import { reference } from "../reference.js";
import { pointOf } from "./support.js";

interface IetsCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly centre: number;
  readonly V: number;
  readonly electrodeTemperature: number;
  readonly bathTemperature: number;
  readonly values: Readonly<Record<string, Readonly<Record<"value" | "dV" | "d2V", string>>>>;
}

const cases = reference<{ cases: readonly IetsCase[] }>("iets").cases;
const KEYS = { landauer: "I_0", elastic: "I_el", hartree: "I_H", inelastic: "I_in" } as const;
const ORDERS = ["value", "dV", "d2V"] as const;

describe("derivatives by the bias", () => {
  it.each(cases.map((one) => [one.name, one] as const))("agree with direct quadrature: %s", (_, one) => {
    const { centre, V, electrodeTemperature: T } = one;
    const { terminals } = differential(
      junction(one.junction),
      pointOf({ L: [centre + V / 2, T], R: [centre - V / 2, T] }, one.bathTemperature),
      { bias: { L: 0.5, R: -0.5 }, levels: 0 },
    );
    for (const order of ORDERS) {
      const exact = (part: keyof typeof KEYS): number => Number(one.values[KEYS[part]]![order]);
      const parts = Object.keys(KEYS) as (keyof typeof KEYS)[];
      const largest = Math.max(...parts.map((part) => Math.abs(exact(part))));
      for (const part of parts) {
        const found = terminals.L!.current[part];
        expect(Math.abs(found[order] - exact(part)), `${part} ${order}`).toBeLessThan(1e-11 * largest);
        expect(Math.abs(found[order] - exact(part))).toBeLessThanOrEqual(
          found.error[order] + 2e-14 * largest,
        );
        expect(found.error[order]).toBeLessThan(1e-9 * largest);
      }
      const { total } = terminals.L!.current;
      expect(total[order]).toBeCloseTo(
        parts.reduce((sum, part) => sum + exact(part), 0),
        10,
      );
    }
  });

  const given = junction({
    hamiltonian: symmetric(0.4, 0.3, -0.1),
    electrodes: { L: { broadening: [0.6, 0] }, R: { broadening: [0, 0.5] } },
    modes: [
      {
        omega: 0.5,
        coupling: symmetric(0.2, 0.1, -0.1),
      },
    ],
    damping: 0.2,
  });
  const point = pointOf({ L: [0.4, 0.2], R: [-0.3, 0.15] }, 0.25);

  it("know that levels which follow one electrode are the other electrode's bias", () => {
    const a = differential(given, point, { bias: { L: 1, R: 0.25 }, levels: 0.25 }).terminals;
    const b = differential(given, point, { bias: { L: 0.75 } }).terminals;
    for (const name of ["L", "R"])
      for (const order of ORDERS) {
        expect(a[name]!.current.total[order]).toBeCloseTo(b[name]!.current.total[order], 11);
        expect(a[name]!.heat.total[order]).toBeCloseTo(b[name]!.heat.total[order], 11);
      }
  });

  it("are slopes of the currents where levels move apart", () => {
    const options = { bias: { L: 0.5, R: -0.5 }, levels: [0.3, -0.2], hartree: "none" as const };
    const { terminals } = differential(given, point, options);
    const at = (V: number): number => {
      const moved = junction({
        ...given,
        hamiltonian: symmetric(0.4 + 0.3 * V, 0.3, -0.1 - 0.2 * V),
      });
      const there = pointOf({ L: [0.4 + V / 2, 0.2], R: [-0.3 - V / 2, 0.15] }, 0.25);
      return currents(moved, there, { hartree: "none", tolerance: 1e-13 }).terminals.R!.heat.inelastic;
    };
    const h = 0.01;
    const [a, b, c, d, e] = [-2, -1, 0, 1, 2].map((k) => at(k * h)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const { inelastic } = terminals.R!.heat;
    expect(inelastic.value).toBeCloseTo(c, 14);
    expect(inelastic.dV).toBeCloseTo((a - 8 * b + 8 * d - e) / (12 * h), 8);
    expect(inelastic.d2V).toBeCloseTo((-a + 16 * b - 30 * c + 16 * d - e) / (12 * h * h), 6);
  });

  it("vanish where everything moves alike", () => {
    const { current } = differential(given, point, { bias: { L: 1, R: 1 }, levels: 1 }).terminals.L!;
    expect(Math.abs(current.total.dV)).toBeLessThanOrEqual(current.total.error.dV);
    expect(current.total.error.dV).toBeLessThan(1e-10);
  });
});
