import { describe, expect, it } from "vitest";
import {
  currents,
  type Junction,
  junction,
  type OperatingPoint,
  twoTerminal,
} from "../../lib/solver/index.js";
import { combined, errorOf, goalsOf } from "../../lib/solver/rule/flows.js";
import { digitsFor, gridFor, LOW_AT } from "../../lib/solver/rule/grid.js";
import { putIntegrand } from "../../lib/solver/rule/integrand.js";
import { byPanels } from "../../lib/solver/rule/panels.js";
import { analyticRadius } from "../../lib/solver/rule/state.js";
import { byTrapezoid } from "../../lib/solver/rule/trapezoid.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import { ledgerOf } from "../../lib/solver/transport/ledger.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { PANEL_SLACK, pointOf, stateAt, sumsBy } from "./rules.js";

const complexDevice = randomJunction(3, 2, randomSequence(61));

/** Levels so sharp that Lambda is a line; the left one anywhere. */
const narrow = (epsilonL: number): Junction =>
  dotsWith({ epsilonL, epsilonR: 9.4, gammaL: 1e-6, gammaR: 2e-6 });

describe("the trapezoidal rule with its residues gives J, I and heats of sums in which nothing cancels:", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["the paper's junction under bias", dots, twoTerminal(10.4, 9.7, 0.3, 0.5)],
    ["the paper's junction under the opposite bias", dots, twoTerminal(8.9, 10.6, 0.5, 0.3)],
    ["levels inside the bias window", dots, twoTerminal(11.3, 8.8, 0.2, 0.6)],
    [
      "sharp levels and a sharp mode",
      dotsWith({ gammaL: 0.01, gammaR: 0.02, gammaPh: 0.003 }),
      twoTerminal(10.3, 9.8, 0.4, 0.2),
    ],
    ["three levels, two modes, complex couplings", complexDevice, twoTerminal(0.4, -0.3, 0.35, 0.6)],
    [
      "levels of a millionth's width, two to three mode energies apart",
      narrow(12),
      twoTerminal(10.6, 9.6, 0.4, 0.2),
    ],
    ["sharp levels that all but coincide", narrow(9.4001), twoTerminal(9.6, 9.3, 0.4, 0.2)],
    ["bosons much colder than the electrons", dots, twoTerminal(10.3, 9.8, 0.4, 1e-3)],
    ["electrons at a thirtieth of the mode's energy", dots, twoTerminal(10.3, 9.8, 0.03, 0.5)],
    [
      // at the mode's pole a level is 4e-5 from the axis, and from a node of the rule in e
      "two temperatures, a level that the mode's energy moves next to a node",
      dotsWith({
        epsilonL: 10.607852648761055,
        epsilonR: 9.344791655123602,
        gammaL: 0.0018526840223950182,
        gammaR: 0.0018526840223950182,
        omega: 2.0655008022234584,
        gammaPh: 0.0019326863487605934,
      }),
      {
        electrodes: {
          L: { mu: 12.860735326009214, temperature: 0.27271729402724393 },
          R: { mu: 11.597674332371762, temperature: 0.1362752181020695 },
        },
        bath: { temperature: 0.5005023650796065 },
      },
    ],
    ["an overdamped mode", dotsWith({ gammaPh: 3 }), twoTerminal(10.1, 9.7, 0.6, 0.3)],
  ])("%s", (_, junction, point) => {
    const residues = sumsBy("trapezoid", junction, point, 1e-9);
    const exact = sumsBy("squares on panels", junction, point, 1e-11);
    const heats = Object.keys(exact).filter((name) => name.startsWith("Q"));
    const heat = Math.max(...heats.map((name) => Math.abs(exact[name]!.value)));
    for (const [name, { value, error }] of Object.entries(residues)) {
      const slack = exact[name]!.error + PANEL_SLACK * Math.max(heat, Math.abs(value));
      expect(Math.abs(value - exact[name]!.value), name).toBeLessThanOrEqual(error + slack);
    }
    expect(currents(junction, point, { tolerance: 1e-9 }).converged).toBe(true);
  });
});

/** The rule by itself, and the frequencies at which it has asked for sums over pairs. */
function ruled(of: Junction, point: OperatingPoint, tolerance: number) {
  const given = stateAt(of, point);
  const asked: number[] = [];
  const { modes } = given;
  const put = (omega: number, out: Float64Array): void => {
    asked.push(omega);
    modes.put(omega, out);
  };
  let corrections = 0;
  const putAt = (re: number, im: number, out: Float64Array): void => {
    corrections++;
    modes.putAt(re, im, out);
  };
  // nothing is known of a state that is new
  const state = { ...given, modes: { ...modes, put, putAt } };
  const { wanted } = ledgerOf(of, point);
  const { flows, excess } = byTrapezoid(state, analyticRadius(state), wanted, tolerance);
  // a grid goes up from its lowest point
  const grids: number[][] = [];
  asked.forEach((omega, k) => {
    const isFirst = k === 0 || (k > 1 && omega < asked[k - 1]! && asked[k - 1]! > asked[k - 2]!);
    if (isFirst) grids.push([]);
    grids.at(-1)!.push(omega);
  });
  const goals = goalsOf(wanted, flows, tolerance);
  const errors = wanted.map((one) => errorOf(one, flows));
  const isMet = errors.every((error, k) => error <= goals[k]!);
  return { state, flows, excess, wanted, errors, grids, isMet, corrections };
}

type Levels = readonly [epsilonL: number, epsilonR: number, gammaL: number, gammaR: number, gammaPh: number];
type Reservoirs = Parameters<typeof pointOf>;
const levels = ([epsilonL, epsilonR, gammaL, gammaR, gammaPh]: Levels): Junction =>
  dotsWith({ epsilonL, epsilonR, gammaL, gammaR, gammaPh });

describe("the rule goes on until its error is small enough:", () => {
  it.each<[string, number, boolean, Levels, Reservoirs, number]>([
    ["at once", 1, true, [10.5, 9.5, 0.5, 0.5, 0.5], [10.3, 0.4, 9.8, 0.5, 0.6], 1e-9],
    [
      "by a finer grid",
      2,
      true,
      [10.1, 10.8, 0.00369, 1.04, 0.255],
      [11.6, 0.0693, 11.5, 0.0693, 0.075],
      1e-6,
    ],
    [
      "by wider wedges, and a lower first node",
      2,
      true,
      [9.75, 10.3, 0.00375, 1.28, 2.2],
      [9.98, 0.967, 8.77, 0.967, 0.104],
      1e-12,
    ],
    [
      "by a finer grid and a wider wedge",
      2,
      true,
      [10.3, 9.78, 0.515, 0.0482, 0.0498],
      [8.43, 0.111, 9.2, 0.214, 0.0242],
      1e-8,
    ],
    [
      "by a lower first node",
      2,
      true,
      [9.01, 10.9, 0.289, 0.0577, 2.07],
      [11, 0.0443, 8.87, 0.0468, 0.13],
      1e-8,
    ],
    [
      "by a finer grid that begins lower",
      2,
      true,
      [10.8, 9.37, 0.131, 0.663, 0.884],
      [9.54, 0.116, 9.36, 0.116, 0.0934],
      1e-8,
    ],
    [
      "by a grid much finer",
      2,
      true,
      [9.06, 9.45, 0.308, 0.909, 2.75],
      [9.76, 0.0288, 9.67, 0.0173, 0.0365],
      1e-10,
    ],
    ["by three grids", 3, true, [10.9, 10.3, 0.575, 0.144, 1.28], [9.08, 0.0714, 9.07, 0.0442, 0.0604], 1e-8],
    [
      "by three grids, levels sharper",
      3,
      true,
      [10.8, 9.13, 0.0105, 0.131, 0.203],
      [9.11, 0.0937, 9.03, 0.0799, 0.101],
      1e-8,
    ],
    [
      "by first nodes lower and lower",
      3,
      true,
      [10.6, 10.2, 1.94, 0.0812, 0.951],
      [8.65, 0.493, 11.9, 0.493, 0.891],
      1e-10,
    ],
    [
      "but in vain beyond 38 digits",
      2,
      false,
      [9.84, 10.6, 0.7068, 1.12, 2.03],
      [10.4, 0.163, 10.5, 0.125, 0.192],
      1e-10,
    ],
    [
      "but in vain at 1e-12",
      2,
      false,
      [10.3, 10.2, 0.385, 1.31, 2.33],
      [9.01, 0.315, 9.04, 0.233, 0.124],
      1e-12,
    ],
    [
      "but not where roundoff forbids",
      1,
      false,
      [9.35, 9.43, 0.174, 0.742, 0.461],
      [10.5, 0.041, 10.9, 0.041, 0.0232],
      1e-10,
    ],
    [
      "but no farther than roundoff forbids",
      2,
      false,
      [10.4, 9.58, 0.13, 1.35, 0.00963],
      [12, 0.0217, 11.6, 0.0217, 0.059],
      1e-10,
    ],
  ])("%s", (_, grids, isMet, of, at, tolerance) => {
    const junction = levels(of);
    const point = pointOf(...at);
    const found = ruled(junction, point, tolerance);
    const exact = byPanels(stateAt(junction, point), tolerance / 100);
    found.wanted.forEach((one, k) => {
      const off = Math.abs(combined(one, found.flows.value) - combined(one, exact.value));
      expect(off).toBeLessThanOrEqual(found.errors[k]! + errorOf(one, exact));
    });
    expect(found.isMet).toBe(isMet);
    expect(found.grids).toHaveLength(grids);
    // a part of exp(-1) of the error at least is worth a node more, so that no grid is far finer than was needed
    const nodes = found.grids.flat().length;
    expect(nodes).toBeLessThan(45 * grids);
  });

  it("but neither widens the wedge of one grid a third time nor corrects the same grid again", () => {
    // poles at which the modes are asked for a residue
    const cases: readonly [Levels, Reservoirs, number, number][] = [
      [[10.1, 10.8, 0.00369, 1.04, 0.255], [11.6, 0.0693, 11.5, 0.0693, 0.075], 1e-6, 100],
      [[9.84, 10.6, 0.7068, 1.12, 2.03], [10.4, 0.163, 10.5, 0.125, 0.192], 1e-10, 25],
      [[10.3, 10.2, 0.385, 1.31, 2.33], [9.01, 0.315, 9.04, 0.233, 0.124], 1e-12, 65],
    ];
    for (const [of, at, tolerance, most] of cases) {
      const { corrections } = ruled(levels(of), pointOf(...at), tolerance);
      expect(corrections).toBeGreaterThan(most / 3);
      expect(corrections).toBeLessThan(most);
    }
  });

  it("on the same nodes where only the part below the first is not good enough", () => {
    const junction = levels([9.01, 10.9, 0.289, 0.0577, 2.07]);
    const [first, second] = ruled(junction, pointOf(11, 0.0443, 8.87, 0.0468, 0.13), 1e-8).grids;
    expect(second![0]).toBeLessThan(first![0]!);
    expect(second!.length).toBeLessThan(12);
    expect(first!.length).toBeGreaterThan(25);
  });
});

describe("the sum over nodes", () => {
  it.each<[string, Junction, OperatingPoint, number]>([
    ["warm", dots, twoTerminal(10.3, 9.8, 0.4, 0.6), 1e-9],
    ["two temperatures", dots, pointOf(10.3, 0.4, 9.8, 0.5, 0.6), 1e-9],
    ["cold, above the bias", dots, twoTerminal(10.9, 9.7, 0.05, 0.1), 1e-7],
    [
      "a sharp mode behind the thermal tail",
      dotsWith({ omega: 26, gammaPh: 1e-3 }),
      twoTerminal(10.3, 9.8, 0.4, 0.4),
      1e-8,
    ],
  ])("ends after two nodes that no longer count, beyond all resonances: %s", (_, of, point, tolerance) => {
    const { state, grids } = ruled(of, point, tolerance);
    const digits = digitsFor(tolerance);
    const { tail, end, step } = gridFor(state, analyticRadius(state), digits, 1.5, 0);
    const nodes = grids[0]!.filter((omega, k) => k === 0 || omega > grids[0]![0]!);
    for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
    const values = new Float64Array(3 * state.hops.length);
    const total = new Float64Array(values.length);
    let small = 0;
    nodes.forEach((omega, k) => {
      if (k > 0) expect(Math.log(omega / nodes[k - 1]!)).toBeCloseTo(step, 9);
      expect(small, `at ${omega}, the ${k}th of ${nodes.length}`).toBeLessThan(2);
      putIntegrand(state, omega, values);
      let isSmall = omega > tail;
      values.forEach((value, o) => {
        total[o] = total[o]! + omega * Math.abs(value);
        if (omega * Math.abs(value) > 1e-2 * Math.exp(-digits) * total[o]!) isSmall = false;
      });
      if (isSmall) small++;
    });
    const last = nodes.at(-1)!;
    expect(last).toBeGreaterThan(tail);
    expect(small === 2 || last > end).toBe(true);
    expect(nodes.at(-2)!).toBeLessThanOrEqual(end);
  });

  it("asks nothing again: operating points of one junction share the nodes of a grid", () => {
    const { state, flows, wanted, grids } = ruled(dots, twoTerminal(10.3, 9.8, 0.4, 0.6), 1e-9);
    const [first, nodes] = [flows.value.slice(), grids.flat().length];
    let asked = 0;
    const { put } = state.modes;
    Object.assign(state.modes, {
      put: (omega: number, out: Float64Array) => {
        asked++;
        put(omega, out);
      },
    });
    expect(byTrapezoid(state, analyticRadius(state), wanted, 1e-9).flows.value).toEqual(first);
    // but for those of a pair that is close
    expect(asked).toBeLessThan(nodes / 3);
  });

  it("has the roundoff that panels have, from one node in eight", () => {
    const point = twoTerminal(10.4, 9.7, 1, 1);
    const { flows } = ruled(dots, point, 1e-9);
    const panels = byPanels(stateAt(dots, point), 1e-9);
    panels.noise.forEach((noise, k) => {
      if (noise === 0) return;
      expect(flows.noise[k]! / noise).toBeGreaterThan(0.5);
      expect(flows.noise[k]! / noise).toBeLessThan(2.5);
    });
  });
});

describe("a node that cannot be evaluated", () => {
  const point = pointOf(10.5, 0.3, 10, 0.35, 0.3);
  const apart = (gap: number): Junction =>
    dotsWith({ epsilonL: 10 + gap, epsilonR: 10, gammaL: 0.6, gammaR: 0.6 });
  const gridOf = (of: Junction) => {
    const state = stateAt(of, point);
    return gridFor(state, analyticRadius(state), digitsFor(1e-9), 1.5, 0);
  };

  it("moves them all: two levels apart by one of the frequencies below the first node", () => {
    // at two temperatures a pair of equally wide levels has no divided difference there
    let gap = 0.02;
    for (let k = 0; k < 6; k++) gap = gridOf(apart(gap)).first * LOW_AT[3]!;
    const of = apart(gap);
    expect(gridOf(of).first * LOW_AT[3]!).toBeCloseTo(gap, 10);
    const { grids, flows, wanted, errors, isMet } = ruled(of, point, 1e-9);
    expect(isMet).toBe(true);
    expect(grids).toHaveLength(2);
    expect(Math.log(grids[1]![0]! / grids[0]![0]!)).toBeCloseTo(0.137 * gridOf(of).step, 9);
    const exact = byPanels(stateAt(of, point), 1e-11);
    wanted.forEach((one, k) => {
      const off = Math.abs(combined(one, flows.value) - combined(one, exact.value));
      expect(off).toBeLessThanOrEqual(errors[k]! + errorOf(one, exact));
    });
  });

  it("is left for a finer grid where moving does not help", () => {
    // five levels: after each move one of them is where it must not be
    const many = (gaps: readonly number[]): Junction =>
      junction({
        hamiltonian: [10, ...gaps.map((gap) => 10 + gap)],
        electrodes: {
          L: { broadening: [0, ...gaps.map(() => 0.6)] },
          R: { broadening: [0.6, ...gaps.map(() => 0)] },
        },
        modes: [
          {
            omega: 1,
            coupling: [0, ...gaps].map((_, i) =>
              [0, ...gaps].map((_gap, j) => (i * j === 0 && i !== j ? 0.2 : 0)),
            ),
          },
        ],
        damping: 0.5,
      });
    let gaps = [0.02, 0.021, 0.022, 0.023, 0.024];
    for (let round = 0; round < 8; round++) {
      const { first, step } = gridOf(many(gaps));
      gaps = gaps.map((_, k) => first * Math.exp(0.137 * k * step) * LOW_AT[3]!);
    }
    const { grids, flows, wanted, errors, isMet } = ruled(many(gaps), point, 1e-9);
    expect(grids).toHaveLength(6);
    const stepOf = (grid: readonly number[]): number => Math.log(grid.at(-1)! / grid.at(-2)!);
    expect(stepOf(grids[4]!) / stepOf(grids[0]!)).toBeCloseTo(1, 9);
    expect(stepOf(grids[5]!)).toBeLessThan(0.9 * stepOf(grids[0]!));
    expect(isMet).toBe(true);
    const exact = byPanels(stateAt(many(gaps), point), 1e-9);
    wanted.forEach((one, k) => {
      const off = Math.abs(combined(one, flows.value) - combined(one, exact.value));
      expect(off).toBeLessThanOrEqual(errors[k]! + errorOf(one, exact));
    });
  });
});
