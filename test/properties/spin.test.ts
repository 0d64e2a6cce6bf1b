import { describe, expect, it } from "vitest";
import {
  bornCurrents,
  currents,
  harmonicCurrents,
  type Junction,
  junction,
  linearResponse,
  modeStability,
  modeState,
  noise,
  type OperatingPoint,
  pairBath,
  pairSelfEnergy,
  spectralCurrents,
  spectralFunction,
  sweep,
  twoTerminal,
} from "../../lib/solver/index.js";
import { addScaled, fromRows, toRows, zeros } from "../../lib/solver/linear/matrix.js";
import { complex } from "../../lib/solver/special/complex.js";
import { coalescing, dots, dotsWith, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

const both = (given: Junction): Junction => junction({ ...given, spin: 2 });

/** Every coupling times sqrt 2, which the modes cannot tell from two spins. */
const stronger = (given: Junction): Junction =>
  junction({
    ...given,
    modes: given.modes.map(({ omega, coupling }) => {
      const matrix = fromRows(coupling);
      return { omega, coupling: toRows(addScaled(zeros(matrix.size), complex(Math.SQRT2, 0), matrix)) };
    }),
  });

/** All numbers of a result, in order. */
function numbersOf(value: unknown, path = ""): [string, number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersOf(part, `${path}.${key}`));
}

const at = (mu: number): OperatingPoint => twoTerminal(mu + 0.3, mu - 0.2, 0.4, 0.6);
const unequal = (mu: number, cold = 0.2): OperatingPoint => ({
  electrodes: { L: { mu: mu + 0.3, temperature: 0.4 }, R: { mu, temperature: cold } },
  bath: { temperature: 0.3 },
});

const banded = junction({
  ...dots,
  electrodes: { ...dots.electrodes, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
});

describe("a junction whose levels hold both spins", () => {
  it.each([
    ["the paper's junction", dots, at(10), {}],
    ["unequal temperatures", dots, unequal(10), {}],
    ["one cold electrode", dots, unequal(10, 0), {}],
    ["T = 0", dots, twoTerminal(11, 9, 0), {}],
    [
      "levels far away, by sums of squares",
      dotsWith({ gammaL: 0.01, gammaR: 0.01 }),
      twoTerminal(3, 2, 0.1, 0.2),
      {},
    ],
    ["the same and unequal temperatures", dotsWith({ gammaL: 0.01, gammaR: 0.01 }), unequal(3), {}],
    ["three levels, two modes", randomJunction(3, 2, randomSequence(2)), at(0), {}],
    [
      "an exceptional point",
      coalescing(0.25),
      { electrodes: { L: { mu: 0.2, temperature: 0.3 } }, bath: { temperature: 0.5 } },
      {},
    ],
    ["a band", banded, at(10), {}],
    ["brute force", dots, at(10), { method: "quadrature", tolerance: 1e-2 }],
  ] as const)(
    "has twice the currents, heats and entropy production: %s",
    (_, junction, point, options) => {
      const one = numbersOf(currents(junction, point, options));
      const two = numbersOf(currents(both(junction), point, options));
      expect(two.length).toBe(one.length);
      one.forEach(([path, value], k) => {
        if (path.endsWith(".mu") || path.startsWith(".error") || path.includes(".error.")) return;
        expect(Math.abs(two[k]![1] - 2 * value), path).toBeLessThanOrEqual(1e-9 * Math.abs(2 * value));
      });
    },
    60_000,
  );

  it("has twice the pairs: Lambda, rates, power spectrum, self-energy, spectral currents, noise; A of one spin", () => {
    const junction = both(dots);
    const point = at(10);
    const pairs = [
      (d: Junction) => pairBath(d, point, "L", "R").densityMatrix(0.7),
      (d: Junction) => pairBath(d, unequal(10), "L", "R").densityMatrix(0.7),
      (d: Junction) => pairBath(d, point, "R", "L").emissionMatrix(0.7),
      (d: Junction) => pairBath(d, unequal(10), "R", "L").absorptionMatrix(0.7),
      (d: Junction) => pairBath(d, point, "L", "R").powerSpectrum(0.7),
      (d: Junction) => pairSelfEnergy(d, point, 0.7),
      (d: Junction) => spectralCurrents(d, point, 0.7).heat,
      (d: Junction) => noise(d, point).II,
      (d: Junction) => noise(d, unequal(10)).JJ,
      (d: Junction) => noise(d, twoTerminal(11, 9, 0)).IJ,
    ];
    for (const read of pairs) {
      const [one, two] = [numbersOf(read(dots)), numbersOf(read(junction))];
      expect(one.length).toBeGreaterThan(0);
      one.forEach(([path, value], k) => {
        expect(two[k]![1] / value, `${read} ${path}`).toBeCloseTo(2, 9);
      });
    }
    expect(spectralFunction(junction, "L", 10)).toEqual(spectralFunction(dots, "L", 10));
    const map = (d: Junction) =>
      sweep({ over: { mu: [9, 10] }, at: ({ mu }) => ({ junction: d, point: at(mu) }) }).J!;
    expect(map(junction)[1]! / map(dots)[1]!).toBeCloseTo(2, 12);
  });

  it("has the Fano factors of one spin, and the same uncertainty product", () => {
    const [one, two] = [noise(dots, at(10)), noise(both(dots), at(10))];
    expect(two.fano.I).toBeCloseTo(one.fano.I!, 9);
    expect(two.uncertaintyProduct).toBeCloseTo(one.uncertaintyProduct!, 9);
  });

  it("dresses its modes by both spins, as couplings sqrt 2 times as strong do", () => {
    const point = at(10);
    const [spins, couplings] = [both(dots), stronger(dots)];
    expect(harmonicCurrents(spins, point).J).toBeCloseTo(harmonicCurrents(couplings, point).J, 11);
    expect(harmonicCurrents(spins, point).J).not.toBeCloseTo(2 * harmonicCurrents(dots, point).J, 3);
    expect(modeStability(spins, point).stiffness[0]).toBeCloseTo(
      modeStability(couplings, point).stiffness[0]!,
      11,
    );
    const state = (junction: Junction) => numbersOf(modeState(junction, point, { dressed: true })[0]);
    const theirs = state(couplings);
    state(spins).forEach(([path, value], k) => {
      expect(value, path).toBeCloseTo(theirs[k]![1], 8);
    });
  });

  it("in the Born approximation doubles what flows and what the modes feel, not what the electrons of one spin do", () => {
    // bare modes, no Hartree shift: two copies
    const hybrid = junction({
      ...dots,
      hamiltonian: symmetric(10.5, 0.2, 9.5),
      modes: [
        {
          omega: 1,
          coupling: symmetric(0.2, 0.3, -0.1),
        },
      ],
    });
    for (const junction of [dots, hybrid]) {
      const bare = { modes: "bare", hartree: false } as const;
      const [one, two] = [bornCurrents(junction, at(10), bare), bornCurrents(both(junction), at(10), bare)];
      expect(two.J / one.J).toBeCloseTo(2, 6);
      expect(two.I / one.I).toBeCloseTo(2, 6);
      for (const name of ["L", "R"])
        expect(two.terminals[name]!.heat / one.terminals[name]!.heat).toBeCloseTo(2, 6);
      const dressed = bornCurrents(both(junction), at(10));
      expect(dressed.J / bornCurrents(junction, at(10)).J).not.toBeCloseTo(2, 2);
      expect(dressed.chargeDefect).toBeLessThan(1e-7 * Math.abs(dressed.I));
      expect(dressed.energyDefect).toBeLessThan(1e-6 * Math.abs(dressed.I));
    }
    // the Hartree shift of two spins is twice that of one: to lowest order the current moves twice as far, times two
    const weak = (spin: 1 | 2, hartree: boolean): number =>
      bornCurrents(
        junction({
          ...hybrid,
          spin,
          modes: [
            {
              omega: 1,
              coupling: symmetric(0.02, 0.03, -0.01),
            },
          ],
        }),
        at(10),
        { modes: "bare", hartree, tolerance: 1e-12 },
      ).terminals.L!.current;
    expect((weak(2, true) - weak(2, false)) / (weak(1, true) - weak(1, false))).toBeCloseTo(4, 1);
    // two spins are two copies of all levels: spin 2 of one level is one mode on two levels
    const single = (levels: number, spin: 1 | 2): Junction =>
      junction({
        hamiltonian: new Array<number>(levels).fill(0.2),
        electrodes: {
          L: { broadening: new Array<number>(levels).fill(0.4) },
          R: { broadening: new Array<number>(levels).fill(0.2) },
        },
        modes: [{ omega: 0.8, coupling: new Array<number>(levels).fill(0.4) }],
        damping: 0.3,
        spin,
      });
    const [copies, spins] = [single(2, 1), single(1, 2)].map((junction) => bornCurrents(junction, at(0)));
    expect(spins!.J).toBeCloseTo(copies!.J, 9);
    expect(spins!.terminals.L!.current).toBeCloseTo(copies!.terminals.L!.current, 9);
    expect(spins!.terminals.R!.heat).toBeCloseTo(copies!.terminals.R!.heat, 9);
  }, 60_000);

  it("keeps its spin when it is changed, is told from one, and refuses other numbers", () => {
    // one spin is what a junction has that says nothing
    expect(junction({ ...dots, spin: 1 })).toEqual(dots);
    expect(junction({ ...both(dots), damping: 0.1 }).spin).toBe(2);
    for (const spin of [0, 3, 1.5, "2", null]) {
      expect(() => junction({ ...dots, spin: spin as 1 })).toThrow(
        /^spin must be 1, or 2 for levels that hold both spins/,
      );
    }
    const lambda = (junction: Junction): number => pairBath(junction, at(10), "L", "R").density(1);
    expect(lambda(both(dots))).toBe(2 * lambda(dots));
  });

  it("doubles every part of a terminal's current but Hartree's, which both spins push and both feel: four times", () => {
    const hopping = junction({
      ...dots,
      hamiltonian: symmetric(10.5, 0.2, 9.5),
      modes: [
        {
          omega: 1,
          coupling: symmetric(0.3, 0.5, 0),
        },
      ],
    });
    const [one, two] = [hopping, both(hopping)].map(
      (of) => currents(of, twoTerminal(10.4, 9.4, 0.3), { hartree: "full", tolerance: 1e-11 }).terminals.L!,
    );
    for (const flow of ["current", "heat"] as const) {
      for (const part of ["landauer", "elastic", "inelastic"] as const)
        expect(two![flow][part] / one![flow][part], `${flow} ${part}`).toBeCloseTo(2, 9);
      expect(two![flow].hartree / one![flow].hartree, flow).toBeCloseTo(4, 8);
    }
    const response = (of: Junction) => linearResponse(of, { mu: 10, temperature: 0.3 }, { hartree: "none" });
    const [single, double] = [response(hopping), response(both(hopping))];
    expect(double.conductance.L! / single.conductance.L!).toBeCloseTo(2, 9);
    expect(double.bosonHeatConductance / single.bosonHeatConductance).toBeCloseTo(2, 9);
  });
});
