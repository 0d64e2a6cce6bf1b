import { describe, expect, it } from "vitest";
import {
  currents,
  type JunctionInput,
  junction,
  type OperatingPoint,
  twoTerminal,
} from "../../lib/solver/index.js";
import { dots } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { reference } from "../reference.js";

interface HeatCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: {
    readonly J: string;
    readonly I?: string;
    readonly entropyProduction: string;
    readonly heat: Readonly<Record<string, string>>;
    readonly channels: readonly {
      readonly from: string;
      readonly to: string;
      readonly J: string;
      readonly heatFrom: string;
      readonly heatTo: string;
    }[];
  };
}

describe("heat and entropy agree with 18-digit values from nested high-precision quadrature:", () => {
  const { cases } = reference<{ cases: readonly HeatCase[] }>("heat");
  it.each(cases.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const tolerance = 1e-10;
    const { J, heat, entropyProduction, error, channels, converged } = currents(c.junction, c.point, {
      tolerance,
    });
    expect(converged).toBe(true);
    const { values } = c;
    expect(Math.abs(J - Number(values.J))).toBeLessThanOrEqual(error.J + 4e-16 * Math.abs(J));
    const largest = Math.max(...Object.values(values.heat).map((q) => Math.abs(Number(q))));
    for (const [name, exact] of Object.entries(values.heat)) {
      expect(Math.abs(heat![name]! - Number(exact)), `Q_${name}`).toBeLessThan(tolerance * largest);
      expect(Math.abs(heat![name]! - Number(exact)), `error of Q_${name}`).toBeLessThanOrEqual(
        error.heat![name]! + 4e-16 * largest,
      );
    }
    const sigma = Number(values.entropyProduction);
    expect(Math.abs(entropyProduction! - sigma), "sigma").toBeLessThan(tolerance * sigma);
    expect(Math.abs(entropyProduction! - sigma), "error of sigma").toBeLessThanOrEqual(
      error.entropyProduction! + 4e-16 * sigma,
    );
    const top = Math.max(
      ...values.channels.flatMap(({ heatFrom, heatTo }) => [Math.abs(+heatFrom), Math.abs(+heatTo)]),
    );
    for (const exact of values.channels) {
      const channel = channels.find(({ from, to }) => from === exact.from && to === exact.to)!;
      expect(Math.abs(channel.heat!.from - Number(exact.heatFrom))).toBeLessThan(tolerance * top);
      // the reference counts what is brought to the second electrode, the library what is taken out
      expect(Math.abs(channel.heat!.to + Number(exact.heatTo))).toBeLessThan(tolerance * top);
    }
  });

  it("are left undefined where electrons also cross without a boson, and entropy at T = 0", () => {
    const hybridised = junction({
      ...dots,
      hamiltonian: symmetric(10.5, 0.2, 9.5),
    });
    const { heat, entropyProduction, error } = currents(hybridised, twoTerminal(10.2, 9.9, 0.4, 0.6));
    expect([heat, entropyProduction, error.heat, error.entropyProduction]).toEqual(
      new Array(4).fill(undefined),
    );
    const cold = currents(dots, twoTerminal(10.6, 9.4, 0, 0.3));
    expect(cold.entropyProduction).toBeUndefined();
    expect(Number.isFinite(cold.heat!.L)).toBe(true);
  });
});

interface CurrentCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: Readonly<Record<string, string>>;
}

describe("the currents agree with 26-digit values from nested high-precision quadrature:", () => {
  const { cases } = reference<{ cases: readonly CurrentCase[] }>("currents");
  it.each(cases.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const thermal =
      new Set(Object.values(c.point.electrodes).map(({ temperature }) => temperature)).size === 1;
    const tolerance = thermal ? 1e-11 : 1e-8;
    const { J, I, error, channels } = currents(c.junction, c.point, { tolerance });
    const exact = (key: string): number => Number(c.values[key]);
    const largest = Math.max(
      ...channels.map((channel) => Math.abs(exact(`J_${channel.from}${channel.to}`) || 0)),
    );
    expect(Math.abs(J / exact("J") - 1), "J").toBeLessThan(tolerance);
    expect(Math.abs(J - exact("J")), "error of J").toBeLessThanOrEqual(error.J + 4e-16 * Math.abs(J));
    for (const channel of channels) {
      const key = `J_${channel.from}${channel.to}`;
      if (c.values[key] !== undefined) {
        expect(Math.abs(channel.J - exact(key)), key).toBeLessThan(tolerance * largest);
      }
    }
    if (c.values.I !== undefined) {
      expect(Math.abs(I! / exact("I") - 1), "I").toBeLessThan(tolerance);
      expect(Math.abs(I! - exact("I")), "error of I").toBeLessThanOrEqual(error.I! + 4e-16 * Math.abs(I!));
    }
  });
});
