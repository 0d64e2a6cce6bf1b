import { describe, expect, it } from "vitest";
import * as solver from "../../lib/solver/index.js";
import { paperJunction, twoTerminal } from "../../lib/solver/index.js";

const point = twoTerminal(10.5, 9.5, 0.5, 0.4);
const parameters = { epsilonL: 1, epsilonR: 0, gammaL: 1, gammaR: 1, coupling: 0.5, omega: 1, gammaPh: 1 };
const bias = { L: 0.5, R: -0.5 };

const sweptOnce = {
  over: { mu: [10] },
  at: ({ mu }: { readonly mu: number }) => ({
    junction: paperJunction,
    point: twoTerminal(mu, mu, 0.5, 0.4),
  }),
};

/** Arguments that every function takes as they are. */
const good: Readonly<Record<string, readonly unknown[]>> = {
  harmonicCurrents: [paperJunction, point, {}],
  modeState: [paperJunction, point, {}],
  bornCurrents: [paperJunction, point, {}],
  criticalDamping: [paperJunction, point],
  modeStability: [paperJunction, point],
  validity: [paperJunction, point, {}],
  modeSpectralFunction: [paperJunction, 1],
  spectralFunction: [paperJunction, "L", 10],
  junction: [paperJunction],
  twoLevelJunction: [parameters],
  pairBath: [paperJunction, point, "L", "R"],
  pairSelfEnergy: [paperJunction, point, 1],
  biased: [1, 0.5, {}],
  paperJunctionWith: [{}],
  parameterTable: [["omega"]],
  rectificationRatio: [1, 2],
  splitTemperatures: [0.1, 0.5],
  twoTerminal: [1, 2, 0.5, 0.4],
  differential: [paperJunction, point, { bias }],
  linearResponse: [paperJunction, { mu: 10, temperature: 0.5 }, {}],
  realPart: [1],
  imaginaryPart: [1],
  theta: [1],
  thetaDifference: [1, 2],
  thetaRectangle: [1, 2, 3],
  bose: [1, 2],
  fermi: [1, 2],
  linspace: [0, 1, 3],
  logspace: [1, 2, 3],
  rootBetween: [(x: number) => x - 1, 0, 3, 1e-3],
  noise: [paperJunction, point, {}],
  sweep: [sweptOnce],
  sweepRows: [{ mu: [1] }],
  currents: [paperJunction, point, {}],
  electronCurrent: [paperJunction, point, {}],
  spectralCurrents: [paperJunction, point, 1],
};

const junk: readonly unknown[] = [
  "text",
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  [[]],
  { none: 1 },
  () => 1,
  true,
  1n,
];

/** Junk that is right for an argument. */
const isFine = (name: string, k: number, value: unknown): boolean =>
  name === "rootBetween" && k === 0 && typeof value === "function";

describe("what a public function is given", () => {
  const functions = Object.entries(solver).filter(([, value]) => typeof value === "function");

  it.each(functions.map(([name]) => name))("is looked at before it is used: %s", (name) => {
    const call = (solver as unknown as Record<string, (...all: readonly unknown[]) => unknown>)[name]!;
    const given = good[name]!;
    expect(given, `arguments of ${name}`).toBeDefined();
    given.forEach((_, k) => {
      for (const value of junk) {
        if (isFine(name, k, value)) continue;
        const all = given.map((one, i) => (i === k ? value : one));
        const context = `argument ${k + 1} = ${String(value)}`;
        let thrown: unknown;
        try {
          call(...all);
        } catch (error) {
          thrown = error;
        }
        expect(thrown, context).toSatisfy((one) => one instanceof TypeError || one instanceof RangeError);
        const { message } = thrown as Error;
        // says what is allowed, or what is unknown or missing; an accident says "undefined" or "not a function"
        expect(message, context).toMatch(/must be|must not|must have|unknown key|lacks/);
        expect(message.length, context).toBeLessThan(400);
      }
    });
  });

  it("has options that are looked at too", () => {
    const nothing = { tolerance: null };
    const asked: readonly [string, () => unknown][] = [
      ["currents", () => solver.currents(paperJunction, point, nothing as never)],
      ["electronCurrent", () => solver.electronCurrent(paperJunction, point, nothing as never)],
      ["noise", () => solver.noise(paperJunction, point, nothing as never)],
      ["harmonicCurrents", () => solver.harmonicCurrents(paperJunction, point, nothing as never)],
      ["bornCurrents", () => solver.bornCurrents(paperJunction, point, nothing as never)],
      ["levels", () => solver.differential(paperJunction, point, { bias, levels: null } as never)],
      ["hartree", () => solver.differential(paperJunction, point, { bias, hartree: null } as never)],
      ["mean", () => solver.biased(1, 0.5, { mean: null } as never)],
      ["quantities", () => solver.sweep({ ...sweptOnce, quantities: null } as never)],
      ["onProgress", () => solver.sweep({ ...sweptOnce, onProgress: null } as never)],
    ];
    for (const [name, call] of asked) expect(call, name).toThrow(/must be.*null/);
  });

  it("is named here for every function that there is", () => {
    expect(Object.keys(good).sort()).toEqual(functions.map(([name]) => name).sort());
  });
});
