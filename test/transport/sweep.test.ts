import { describe, expect, it } from "vitest";
import {
  currents,
  junction,
  linspace,
  paperJunction,
  sweep,
  sweepRows,
  twoTerminal,
} from "../../lib/solver/index.js";
import { dotsWith } from "../junctions.js";
import { symmetric } from "../matrices.js";

const atMu = ({ mu }: { readonly mu: number }) => ({
  junction: paperJunction,
  point: twoTerminal(mu, mu, 0.75, 0.25),
});

describe("a sweep", () => {
  it("over one parameter gives the currents point by point, with their errors", () => {
    const columns = sweep({ over: { mu: [8, 9.5, 10] }, at: atMu, quantities: ["J", "I"] });
    expect(Object.keys(columns)).toEqual(["mu", "J", "error.J", "I", "error.I", "converged"]);
    expect(Array.from(columns.mu)).toEqual([8, 9.5, 10]);
    for (let k = 0; k < 3; k++) {
      const { J, I, error } = currents(
        paperJunction,
        twoTerminal(columns.mu[k]!, columns.mu[k]!, 0.75, 0.25),
      );
      expect(Math.abs(columns.J[k]! - J)).toBeLessThanOrEqual(columns["error.J"][k]! + error.J);
      expect(Math.abs(columns.I[k]! - I!)).toBeLessThanOrEqual(columns["error.I"][k]! + error.I!);
      expect(columns["error.J"][k]!).toBeGreaterThan(0);
      expect(columns.converged[k]).toBe(1);
    }
  });

  it("over two parameters runs through all combinations, the last one fastest, and may change the junction", () => {
    const columns = sweep({
      over: { gammaPh: [0.1, 0.5], bias: [-1, 0, 1] },
      at: ({ gammaPh, bias }) => ({
        junction: dotsWith({ gammaPh }),
        point: twoTerminal(10 + bias / 2, 10 - bias / 2, 0.4),
      }),
    });
    expect(sweepRows(columns).map(({ gammaPh, bias }) => [gammaPh, bias])).toEqual([
      [0.1, -1],
      [0.1, 0],
      [0.1, 1],
      [0.5, -1],
      [0.5, 0],
      [0.5, 1],
    ]);
    const { J } = currents(dotsWith({ gammaPh: 0.5 }), twoTerminal(9.5, 10.5, 0.4));
    expect(columns.J[3]! / J).toBeCloseTo(1, 8);
    expect(columns.J[1]).toBe(0);
    expect(sweepRows({ a: [1, 2] } as never)).toEqual([{ a: 1 }, { a: 2 }]);
    expect(() => sweepRows({ over: { mu: [1] }, at: () => 0 } as never)).toThrow(
      'columns must be what sweep returned; over is no column of numbers (got ["over","at"])',
    );
    const uneven = { mu: [1, 2], J: [1] };
    expect(() => sweepRows(uneven as never)).toThrow("columns must be of one length; J is of another");
  });

  it("records heat out of each electrode and entropy production, which balance", () => {
    const columns = sweep({
      over: { bias: linspace(-2, 2, 5) },
      at: ({ bias }) => ({
        junction: paperJunction,
        point: twoTerminal(10 + bias / 2, 10 - bias / 2, 0.5, 0.4),
      }),
      quantities: ["J", "I", "heat", "entropyProduction"],
    });
    for (const { bias, J, I, entropyProduction, ...row } of sweepRows(columns)) {
      const heats = row["heat.L"]! + row["heat.R"]!;
      expect(Math.abs(heats + bias * I - J)).toBeLessThan(1e-14);
      expect(entropyProduction).toBeGreaterThan(0);
      expect(Math.abs(J / 0.4 - heats / 0.5 - entropyProduction)).toBeLessThan(1e-13);
    }
  });

  it("reports its progress, evenly and to the end", () => {
    const seen: [number, number][] = [];
    sweep({
      over: { mu: linspace(9, 10, 250) },
      at: atMu,
      tolerance: 1e-4,
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen.at(-1)).toEqual([250, 250]);
    expect(seen.length).toBeGreaterThan(90);
    expect(seen.length).toBeLessThan(130);
    expect(seen.every(([done], k) => k === 0 || done > seen[k - 1]![0])).toBe(true);
  });

  it.each<[string, object, string]>([
    ["no parameter", { over: {}, at: atMu }, "over must be one or two parameters"],
    [
      "three parameters",
      { over: { a: [1], b: [1], c: [1] }, at: atMu },
      "over must be one or two parameters",
    ],
    ["an empty list", { over: { mu: [] }, at: atMu }, "over.mu must be a list of at least one number"],
    [
      "a value that is no number",
      { over: { mu: [9, "10"] }, at: atMu },
      "over.mu[1] must be a finite number",
    ],
    ["a parameter called as a result", { over: { J: [1] }, at: atMu }, "other than that of a result"],
    [
      "an unknown quantity",
      { over: { mu: [9] }, at: atMu, quantities: ["Q"] },
      'quantities[0] must be "J" or "I" or "heat"',
    ],
    [
      "a misspelt option",
      { over: { mu: [9] }, at: atMu, quantity: ["J"] },
      'sweep has an unknown key "quantity"',
    ],
    [
      "a view that is no list",
      { over: { mu: new DataView(new ArrayBuffer(8)) }, at: atMu },
      "over.mu must be a list",
    ],
    ["no function", { over: { mu: [9] }, at: 3 }, "at must be a function"],
  ])("refuses %s", (_, options, message) => {
    expect(() => sweep(options as never)).toThrow(message);
  });

  it("says at which values a point was refused, and why", () => {
    expect(() =>
      sweep({
        over: { mu: [9], temperature: [0.5, -0.5] },
        at: ({ mu, temperature }) => ({ junction: paperJunction, point: twoTerminal(mu, mu, temperature) }),
      }),
    ).toThrow("at mu = 9, temperature = -0.5: ");
  });

  it("refuses columns that change from point to point", () => {
    const named = (a: string, b: string) =>
      junction({
        ...paperJunction,
        electrodes: { [a]: paperJunction.electrodes.L!, [b]: paperJunction.electrodes.R! },
      });
    const pointOf = (a: string, b: string) => ({
      electrodes: { [a]: { mu: 10, temperature: 0.5 }, [b]: { mu: 9.8, temperature: 0.5 } },
      bath: { temperature: 0.4 },
    });
    expect(() =>
      sweep({
        over: { k: [0, 1] },
        at: ({ k }) =>
          k === 0
            ? { junction: named("L", "R"), point: pointOf("L", "R") }
            : { junction: named("L", "S"), point: pointOf("L", "S") },
        quantities: ["heat"],
      }),
    ).toThrow("electrodes must be the same at all points");
  });

  it("keeps its parameters from being changed by the function that uses them", () => {
    expect(() =>
      sweep({
        over: { mu: [9] },
        at: (values) => {
          (values as { mu: number }).mu = 99;
          return atMu(values);
        },
      }),
    ).toThrow("at mu = 9: ");
    expect(() => sweep({ over: { mu: [9] }, at: (() => undefined) as never })).toThrow(
      "result of `at` must be an object",
    );
  });

  it("refuses a current that this junction does not have", () => {
    const hybridised = junction({
      ...paperJunction,
      hamiltonian: symmetric(10.5, 0.1, 9.5),
    });
    const at = () => ({ junction: hybridised, point: twoTerminal(10, 10, 0.5, 0.4) });
    expect(() => sweep({ over: { k: [1] }, at, quantities: ["I"] })).toThrow(
      "the electron current I is not defined",
    );
    expect(() => sweep({ over: { k: [1] }, at, quantities: ["heat"] })).toThrow(
      "the heat out of electrode L",
    );
    expect(sweep({ over: { k: [1] }, at }).J[0]).toBeGreaterThan(0);
  });
});
