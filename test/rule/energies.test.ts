/** The graded energies of one channel: W integrated against what is known of it. */
import { describe, expect, it } from "vitest";
import { type Junction, type OperatingPoint, twoLevelJunction } from "../../lib/solver/index.js";
import { energyNodes, netOccupation, totalOccupation } from "../../lib/solver/rule/energies.js";
import type { Hop, State } from "../../lib/solver/rule/state.js";
import { dots } from "../junctions.js";
import { stateAt } from "./rules.js";

const pointOf = (muL: number, TL: number, muR: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

const hopOf = (state: State, from: number, to: number): Hop =>
  state.hops.find(({ channel }) => channel.from === from && channel.to === to)!;

/** Sum over the nodes of W and of W times a function of the energy from the reference. */
const summed = (
  state: State,
  hop: Hop,
  omega: number,
  f: (e: number) => number,
  weigh = netOccupation,
): number => {
  const { count, at, weight } = energyNodes(state, hop, omega, [], weigh);
  let sum = 0;
  for (let j = 0; j < count; j++) sum += weight[j]! * f(at[j]!);
  return sum;
};

const fermi = (x: number, T: number): number => (T === 0 ? Number(x < 0) : 1 / (1 + Math.exp(x / T)));

/** The same by a plain sum; at T = 0 steps are between its points. */
const plainly = (
  point: OperatingPoint,
  reference: number,
  omega: number,
  f: (e: number) => number,
  both = false,
): number => {
  const { L, R } = point.electrodes as {
    L: { mu: number; temperature: number };
    R: { mu: number; temperature: number };
  };
  const T = point.bath.temperature;
  const n = T === 0 ? 0 : 1 / Math.expm1(omega / T);
  const step = 1 / 512;
  let sum = 0;
  for (let k = -30 * 512; k < 30 * 512; k++) {
    const e = (k + 0.5) * step;
    const a = fermi(e + reference - L.mu, L.temperature);
    const b = fermi(e + reference - omega - R.mu, R.temperature);
    const [up, down] = [a * (1 - b) * (1 + n), (1 - a) * b * n];
    sum += step * (both ? up + down : up - down) * f(e);
  }
  return sum;
};

describe("the energies of a channel", () => {
  const line = (e: number): number => 1 / (1 + (e - 0.5) ** 2);
  it.each([
    ["all warm", 10.25, 0.5, 9.75, 0.25, 0.375],
    ["the drain hotter", 9.5, 0.25, 10.5, 0.75, 0.5],
    ["the source cold", 10.5, 0, 9.75, 0.5, 0.375],
    ["the drain cold", 10.25, 0.5, 10.5, 0, 0.375],
    ["an empty bath", 10.25, 0.5, 9.75, 0.25, 0],
    ["an empty bath and a cold drain", 10.25, 0.5, 9.75, 0, 0],
    ["two cold electrodes", 11.5, 0, 9.75, 0, 0.5],
    ["two cold electrodes that can only absorb", 9.5, 0, 10.5, 0, 0.5],
  ])("integrate its net and its total occupation: %s", (_, muL, TL, muR, TR, bath) => {
    const point = pointOf(muL, TL, muR, TR, bath);
    const state = stateAt(dots, point);
    const hop = hopOf(state, 0, 1);
    const { reference } = state.poles;
    for (const omega of [0.5, 1.25]) {
      for (const f of [() => 1, line]) {
        const exact = plainly(point, reference, omega, f);
        const all = plainly(point, reference, omega, f, true);
        expect(Math.abs(summed(state, hop, omega, f) - exact)).toBeLessThan(2e-6 * all);
        expect(Math.abs(summed(state, hop, omega, f, totalOccupation) - all)).toBeLessThan(2e-6 * all);
      }
    }
  });

  it("are none where nothing can happen", () => {
    const state = stateAt(dots, pointOf(9.5, 0, 10.5, 0, 0));
    expect(energyNodes(state, hopOf(state, 0, 1), 0.5, []).count).toBe(0);
  });

  it("see a line a thousandth of the temperature wide, at its own energy and one quantum above it", () => {
    const width = 1e-3;
    const narrow: Junction = twoLevelJunction({
      epsilonL: 10.5,
      epsilonR: 9.5,
      gammaL: width,
      gammaR: width,
      coupling: 0.5,
      omega: 1,
      gammaPh: 0.5,
    });
    const point = pointOf(10.25, 0.5, 9.75, 0.25, 0.375);
    const state = stateAt(narrow, point);
    const hop = hopOf(state, 0, 1);
    const omega = 0.75;
    const { reference } = state.poles;
    const lorentzian = (centre: number) => (e: number) =>
      width / 2 / Math.PI / ((e - centre) ** 2 + (width / 2) ** 2);
    const flat = (e: number): number => {
      const [alpha, beta] = [(e + reference - 10.25) / 0.5, (e + reference - omega - 9.75) / 0.25];
      return netOccupation(alpha, beta, alpha - beta - omega / 0.375, 1 / Math.expm1(omega / 0.375));
    };
    for (const level of [10.5, 9.5 + omega]) {
      const centre = level - reference;
      const found = summed(state, hop, omega, lorentzian(centre));
      expect(Math.abs(found - flat(centre))).toBeLessThan(5e-3 * Math.abs(flat(centre)));
    }
  });
});
