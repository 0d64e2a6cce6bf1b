import { describe, expect, it } from "vitest";
import { currents, type Junction, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { combined, emptyFlows, goalsOf } from "../../lib/solver/rule/flows.js";
import { layoutOf, ledgerOf } from "../../lib/solver/transport/ledger.js";
import { dots, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

const at = (muL: number, muR: number, TL: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

/** Two groups of levels that only the modes connect, so that I and heats exist: two modes, three levels. */
function groups(): Junction {
  const { modes } = randomJunction(3, 2, randomSequence(61));
  return junction({
    hamiltonian: [
      [0.3, 0.2, 0],
      [0.2, -0.1, 0],
      [0, 0, -0.4],
    ],
    electrodes: {
      L: {
        broadening: [
          [0.3, 0.1, 0],
          [0.1, 0.2, 0],
          [0, 0, 0],
        ],
      },
      R: {
        broadening: [0, 0, 0.4],
      },
    },
    modes,
    damping: symmetric(0.3, 0.1, 0.4),
  });
}

describe("the currents of a junction", () => {
  it.each([
    ["one temperature", at(0.4, -0.3, 0.35, 0.35, 0.6)],
    ["two temperatures", at(0.4, -0.3, 0.35, 0.5, 0.6)],
  ] as const)("are sums over the channels that touch an electrode, and obey both laws: %s", (_, point) => {
    const { J, I, heat, entropyProduction, channels } = currents(groups(), point, { tolerance: 1e-11 });
    const sum = (part: (channel: (typeof channels)[number]) => number): number =>
      channels.reduce((total, channel) => total + part(channel), 0);
    expect(sum((channel) => channel.J) / J).toBeCloseTo(1, 12);
    expect(sum((channel) => channel.I!) / I!).toBeCloseTo(1, 12);
    for (const name of ["L", "R"]) {
      const Q = sum(
        ({ from, to, heat: own }) => (from === name ? own!.from : 0) + (to === name ? own!.to : 0),
      );
      expect(Q / heat![name]!).toBeCloseTo(1, 12);
    }
    // first law, channel by channel: what both electrodes lose, and the work mu_ab, go into the modes
    for (const channel of channels) {
      const quanta = channel.from === "L" ? channel.I! : -channel.I!;
      const work = channel.from === channel.to ? 0 : channel.mu * quanta;
      expect(channel.heat!.from + channel.heat!.to + work).toBeCloseTo(channel.J, 12);
    }
    expect(heat!.L! + heat!.R! + 0.7 * I!).toBeCloseTo(J, 12);
    const { L, R } = point.electrodes;
    expect(entropyProduction).toBeCloseTo(
      J / point.bath.temperature - heat!.L! / L!.temperature - heat!.R! / R!.temperature,
      11,
    );
    expect(entropyProduction!).toBeGreaterThan(0);
  });
});

describe("what is wanted", () => {
  const point = at(10.3, 9.8, 0.4, 0.4, 0.6);

  it("is J, I, both heats and the entropy production where they exist", () => {
    const ledger = ledgerOf(dots, point);
    expect(ledger.wanted).toEqual([ledger.J, ledger.I, ...ledger.heat!, ledger.entropy]);
  });

  it("is no entropy production where a reservoir is at T = 0, and no I or heat where electrons cross unseen", () => {
    const cold = ledgerOf(dots, at(10.3, 9.8, 0, 0.4, 0.6));
    expect(cold.entropy).toBeUndefined();
    expect(cold.wanted).toHaveLength(4);
    const hybridised = junction({
      ...dots,
      hamiltonian: symmetric(10.5, 0.1, 9.5),
    });
    const { wanted, J, I, heat } = ledgerOf(hybridised, point);
    expect([wanted, I, heat]).toEqual([[J], undefined, undefined]);
  });

  it("is a part of each current, and of the largest heat for all heats", () => {
    const { wanted } = ledgerOf(dots, point);
    const flows = emptyFlows(2);
    flows.value.forEach((_, k) => {
      flows.value[k] = k + 1;
    });
    const values = wanted.map((one) => Math.abs(combined(one, flows.value)));
    const goals = goalsOf(wanted, flows, 0.01);
    const heat = Math.max(values[2]!, values[3]!);
    expect(values[2]).not.toBe(values[3]);
    [values[0]!, values[1]!, heat, heat, values[4]!].forEach((size, k) => {
      expect(goals[k]).toBeCloseTo(0.01 * size, 12);
    });
  });
});

describe("the electron current", () => {
  const between = (...names: string[]): Junction =>
    junction({
      hamiltonian: names.map((_, i) => i),
      electrodes: Object.fromEntries(
        names.map((name, i) => [name, { broadening: names.map((_n, j) => (i === j ? 0.5 : 0)) }]),
      ),
      modes: [{ omega: 1, coupling: names.map(() => names.map(() => 0.1)) }],
      damping: 0.3,
    });

  it("counts quanta of the pairs of both electrodes, by the way that the electron goes, and of no others", () => {
    // pairs in the order LL, LR, RL, RR
    expect([...layoutOf(between("L", "R")).charge]).toEqual([0, 1, -1, 0]);
    // from L to R, whichever is named first
    expect([...layoutOf(between("R", "L")).charge]).toEqual([0, -1, 1, 0]);
    expect([...layoutOf(between("tip", "substrate")).charge]).toEqual([0, 1, -1, 0]);
    expect([...layoutOf(between("L", "R", "S")).charge]).toEqual([0, 1, 0, -1, 0, 0, 0, 0, 0]);
    const { I, J } = layoutOf(between("L", "R"));
    expect(I!.coefficients).toEqual([0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0]);
    expect(J.coefficients).toEqual([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  });
});
