/** The graded energies of one channel: W integrated against what is known of it. */
import { describe, expect, it } from "vitest";
import type { OperatingPoint } from "../../lib/solver/index.js";
import {
  energyNodes,
  type IsEmpty,
  imbalance,
  netOccupation,
  putGradedCoincident,
  putGradedTransforms,
  reduced,
  tailEnd,
  totalOccupation,
} from "../../lib/solver/rule/energies.js";
import type { Hop, State } from "../../lib/solver/rule/state.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

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
  parts = 512,
): number => {
  const { L, R } = point.electrodes as {
    L: { mu: number; temperature: number };
    R: { mu: number; temperature: number };
  };
  const T = point.bath.temperature;
  const n = T === 0 ? 0 : 1 / Math.expm1(omega / T);
  const step = 1 / parts;
  let sum = 0;
  for (let k = -30 * parts; k < 30 * parts; k++) {
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
    const narrow = dotsWith({ gammaL: width, gammaR: width });
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

describe("the energies of warm electrodes", () => {
  it("integrate to all digits what is smooth on the scale of their temperatures", () => {
    for (const [muL, TL, muR, TR, bath] of [
      [10.25, 0.5, 9.75, 0.25, 0.375],
      [9.5, 0.25, 10.5, 0.75, 0.5],
      [10.25, 0.5, 9.75, 0.25, 0],
      [9.75, 0.75, 9.75, 0.75, 0.75],
    ] as const) {
      const point = pointOf(muL, TL, muR, TR, bath);
      const state = stateAt(dots, point);
      for (const [from, to] of [
        [0, 1],
        [1, 0],
      ] as const) {
        const hop = hopOf(state, from, to);
        const [own, other] = from === 0 ? (["L", "R"] as const) : (["R", "L"] as const);
        const turned = { ...point, electrodes: { L: point.electrodes[own]!, R: point.electrodes[other]! } };
        for (const omega of [0.5, 1.25]) {
          for (const f of [() => 1, (e: number) => 1 / (1 + (e - 0.5) ** 2)]) {
            // the trapezoidal rule misses exp(-2 pi pi T/h) of what is analytic in a strip
            const exact = plainly(turned, state.poles.reference, omega, f, false, 32);
            const all = plainly(turned, state.poles.reference, omega, f, true, 32);
            expect(Math.abs(summed(state, hop, omega, f) - exact)).toBeLessThan(2e-11 * all);
            expect(Math.abs(summed(state, hop, omega, f, totalOccupation) / all - 1)).toBeLessThan(2e-11);
          }
        }
      }
    }
  });

  it("integrate to (w - mu) times the difference of Bose functions at one temperature", () => {
    for (const [muL, T, bath] of [
      [9.75, 0.5, 0.5],
      [9.75, 0.05, 0.3],
      [8.5, 0.02, 0.3],
    ] as const) {
      const state = stateAt(dots, pointOf(muL, T, 9.5, T, bath));
      const [omega, mu] = [0.75, muL - 9.5];
      const exact = (omega - mu) * (1 / Math.expm1((omega - mu) / T) - 1 / Math.expm1(omega / bath));
      expect(summed(state, hopOf(state, 0, 1), omega, () => 1) / exact).toBeCloseTo(1, 11);
    }
  });

  it("keep all digits of what a bias drives that is tiny: the balance of one temperature is exact", () => {
    const [T, omega] = [0.5, 0.75];
    for (const mu of [2 ** -20, 2 ** -30, -(2 ** -40)]) {
      const state = stateAt(dots, pointOf(9 + mu, T, 9, T, T));
      const found = summed(state, hopOf(state, 0, 1), omega, () => 1);
      // (w - mu) [n(w - mu) - n(w)], to first order
      const n = 1 / Math.expm1(omega / T);
      const first = (omega * mu * n * (1 + n)) / T;
      expect(found / first).toBeCloseTo(1, 5);
      const other = stateAt(dots, pointOf(9 + 2 * mu, T, 9, T, T));
      expect(summed(other, hopOf(other, 0, 1), omega, () => 1) / found).toBeCloseTo(2, mu > 1e-7 ? 5 : 8);
    }
  });

  it("are as many as a wide range needs", () => {
    // levels and edges everywhere: more nodes than there is room for at first
    const state = stateAt(dotsWith({ gammaL: 1e-9, gammaR: 1e-9 }), pointOf(10.25, 0.5, 9.75, 0.25, 0.375));
    const edges = Array.from({ length: 40 }, (_, k) => -2 + k / 10);
    const { count, at, weight } = energyNodes(state, hopOf(state, 0, 1), 0.5, edges);
    expect(count).toBeGreaterThan(1024);
    let sum = 0;
    for (let j = 0; j < count; j++) {
      sum += weight[j]!;
      if (j >= 16) expect(Math.max(at[j]!, at[j - 16]!)).toBe(at[j]!);
    }
    const point = pointOf(10.25, 0.5, 9.75, 0.25, 0.375);
    const exact = plainly(point, state.poles.reference, 0.5, () => 1, false, 32);
    expect(sum / exact).toBeCloseTo(1, 10);
  });
});

describe("the edges of bands", () => {
  it("are where panels of energies end, and so are edges a quantum above", () => {
    const point = pointOf(11.5, 0, 9.5, 0, 0.5);
    const state = stateAt(dots, point);
    const hop = hopOf(state, 0, 1);
    const omega = 0.75;
    const [low, high] = [9.5 + omega - state.poles.reference, 11.5 - state.poles.reference];
    const n = 1 / Math.expm1(omega / 0.5);
    for (const kink of [1.1, 0.6 + omega]) {
      const { count, at, weight } = energyNodes(state, hop, omega, [1.1, 0.6]);
      let sum = 0;
      for (let j = 0; j < count; j++) sum += weight[j]! * Math.abs(at[j]! - kink);
      const exact = ((1 + n) * ((kink - low) ** 2 + (high - kink) ** 2)) / 2;
      expect(sum / exact).toBeCloseTo(1, 12);
    }
  });
});

describe("an interval between edges in which no electron hops", () => {
  it("has no nodes, and the others keep theirs", () => {
    const state = stateAt(dots, pointOf(11.5, 0.3, 9.5, 0.2, 0.5));
    const hop = hopOf(state, 0, 1);
    const [omega, edges] = [0.75, [1.1, 0.6]];
    const nodesOf = (isEmpty?: IsEmpty): number[] => {
      const { count, at } = energyNodes(state, hop, omega, edges, netOccupation, isEmpty);
      return [...at.subarray(0, count)];
    };
    const all = nodesOf();
    const asked: number[][] = [];
    const some = nodesOf((from, to, w) => {
      expect(w).toBe(omega);
      asked.push([from, to]);
      return from === 1.1 || to === 0.6;
    });
    expect(asked.map(([from]) => from).slice(1)).toEqual([0.6, 1.1, 0.6 + omega, 1.1 + omega]);
    expect(some).toEqual(all.filter((e) => e > 0.6 && !(e > 1.1 && e < 0.6 + omega)));
    expect(some.length).toBeLessThan(all.length);
    expect(nodesOf(() => true)).toEqual([]);
  });
});

describe("the tail of a Fermi function", () => {
  const T = 0.1;
  const level = (at: number, width: number) => ({
    size: 1,
    re: Float64Array.of(at),
    im: Float64Array.of(-width),
  });
  const end = (at: number, width: number, side: number, omega = 0.5): number =>
    tailEnd(level(at, width), omega, 2, T, side);

  it("ends after 38 temperatures where no level is", () => {
    expect(end(2, 1e-9, 1, 1e-9)).toBeCloseTo(2 + 38 * T, 6);
    expect(end(2, 1e-9, -1, 1e-9)).toBeCloseTo(2 - 38 * T, 6);
    expect(tailEnd({ size: 0, re: new Float64Array(), im: new Float64Array() }, 1, 2, T, 1)).toBe(2 + 38 * T);
    // a level without a width is in no spectral function
    expect(end(2 + 50 * T, 0, 1)).toBe(2 + 38 * T);
    // on the other side it does not count
    expect(end(2 - 50 * T, 1e-6, 1, 0.01)).toBe(2 + 38 * T);
  });

  it("ends behind a level whose resonance makes up for its weight, or a quantum above it", () => {
    for (const distance of [30, 45, 60]) {
      expect(end(2 + distance * T, 1e-3, 1, 0.01)).toBeCloseTo(2 + (distance + 38) * T + 0.01, 12);
      expect(end(2 - distance * T, 1e-3, -1, 0.01)).toBeCloseTo(2 - (distance + 38) * T, 12);
      expect(end(2 - distance * T - 0.7, 1e-3, -1, 0.7)).toBeCloseTo(2 - (distance + 38) * T - 0.7, 12);
    }
    // of the fourth power of 2 distance/width, no more
    for (const width of [1e-2, 1e-4, 1e-6]) {
      const reach = (38 + 4 * Math.log((2 * 70 * T) / width)) * T;
      expect(end(2 + 0.9 * reach, width, 1, 1e-9)).toBeCloseTo(2 + 0.9 * reach + 38 * T, 6);
      expect(end(2 + 1.1 * reach, width, 1, 1e-9)).toBeCloseTo(2 + 38 * T, 6);
    }
    expect(end(2 + 45 * T, 10, 1, 1e-9)).toBeCloseTo(2 + 38 * T, 6);
  });

  it("of two levels reaches behind the farther one", () => {
    const terms = (a: number, b: number) => ({
      size: 2,
      re: Float64Array.of(a, b),
      im: Float64Array.of(-1e-3, -1e-3),
    });
    expect(tailEnd(terms(3, 4), 1e-9, 2, T, 1)).toBeCloseTo(4 + 38 * T, 6);
    expect(tailEnd(terms(4, 3), 1e-9, 2, T, 1)).toBeCloseTo(4 + 38 * T, 6);
  });
});

describe("the occupations of a pair of states", () => {
  it("are steps at zero temperature", () => {
    expect(reduced(1e-300, 0)).toBeGreaterThan(700);
    expect(reduced(-1e-300, 0)).toBeLessThan(-700);
    expect(reduced(0.3, 0.1)).toBeCloseTo(3, 14);
    expect(Math.exp(-reduced(1, 0))).toBe(0);
    // finite, so that two of them can be compared
    expect(reduced(1, 0) - reduced(2, 0)).toBe(0);
  });
});

describe("the net occupation of a pair of states", () => {
  it("keeps its digits where absorption and emission nearly balance", () => {
    // one temperature: W = [f_b(e - w) - f_a(e)] [n(w - mu) - n(w)], of first order in mu
    const [omega, T, distance] = [0.75, 0.5, 0.3];
    const at = (mu: number): number => {
      const excess = imbalance(distance, T, T, omega, mu, T);
      return netOccupation(distance / T, (distance - omega + mu) / T, excess, 1 / Math.expm1(omega / T));
    };
    const exact = (mu: number): number => {
      const n = (x: number): number => 1 / Math.expm1(x / T);
      const f = (x: number): number => 1 / (1 + Math.exp(x / T));
      return (f(distance - omega + mu) - f(distance)) * (n(omega - mu) - n(omega));
    };
    expect(Math.abs(at(0))).toBe(0);
    for (const mu of [0.5, 0.2, -0.2, -0.5]) expect(at(mu) / exact(mu)).toBeCloseTo(1, 12);
    const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
    for (const mu of [1e-9, 1e-12, -1e-12]) expect(at(mu) / (slope * mu)).toBeCloseTo(1, 8);
  });

  it("is the difference of two terms of which the total is the sum", () => {
    for (const [alpha, beta, n] of [
      [0.3, -1.2, 0.4],
      [-2, 0.7, 0.1],
      [1.5, 2.5, 3],
      [-0.4, -0.9, 0],
    ] as const) {
      const [a, b] = [1 / (1 + Math.exp(alpha)), 1 / (1 + Math.exp(beta))];
      const [up, down] = [a * (1 - b) * (1 + n), (1 - a) * b * n];
      const excess = n === 0 ? Number.NEGATIVE_INFINITY : Math.log(down / up);
      expect(netOccupation(alpha, beta, excess, n)).toBeCloseTo(up - down, 14);
      expect(totalOccupation(alpha, beta, excess, n)).toBeCloseTo(up + down, 14);
    }
  });

  it("has an imbalance with all its digits where temperatures are alike and where they are not", () => {
    const plain = (d: number, Ta: number, Tb: number, w: number, mu: number, bath: number): number =>
      d / Ta - (d - w + mu) / Tb - w / bath;
    for (const [Ta, Tb, mu, bath] of [
      [0.5, 0.25, 0.3, 0.125],
      [0.25, 0.5, -0.3, 1],
      [0.5, 0.5, 0.2, 0.25],
    ] as const)
      expect(imbalance(0.4, Ta, Tb, 0.75, mu, bath)).toBeCloseTo(plain(0.4, Ta, Tb, 0.75, mu, bath), 13);
    expect(imbalance(0.4, 0.5, 0.5, 0.75, 1e-12, 0.5)).toBeCloseTo(-2e-12, 25);
  });
});

describe("the transforms over the energies of a channel", () => {
  it.each([
    ["two levels", dots, pointOf(10.25, 0.5, 9.75, 0.25, 0.375)],
    ["three", randomJunction(3, 1, randomSequence(111)), pointOf(0.25, 0.5, -0.25, 0.25, 0.375)],
  ] as const)("are sums over the nodes of W/(e - z) and of its first moment: %s", (_, of, point) => {
    const state = stateAt(of, point);
    const hop = hopOf(state, 0, 1);
    const omega = 0.75;
    putGradedTransforms(state, hop, omega);
    const { re, im } = state.terms;
    const { channel, forward, backward, origin } = hop;
    const transform = (x: number, y: number, power: number): [number, number] =>
      [0, 1].map((part) =>
        summed(state, hop, omega, (e) => {
          const square = (e - x) ** 2 + y * y;
          return ((e - origin) ** power * (part === 0 ? e - x : y)) / square;
        }),
      ) as [number, number];
    const total = summed(state, hop, omega, () => 1);
    const check = (found: Float64Array, at: number, x: number, y: number): void => {
      const [[fr, fi], [mr, mi]] = [transform(x, y, 0), transform(x, y, 1)];
      expect(found[at]).toBeCloseTo(fr, 12);
      expect(found[at + 1]).toBeCloseTo(fi, 12);
      // (e - origin)/(e - z) = 1 + (z - origin)/(e - z): the moment is kept without the 1
      expect(found[at + 2]).toBeCloseTo(mr - total, 12);
      expect(found[at + 3]).toBeCloseTo(mi, 12);
    };
    expect(channel.rows.length).toBeGreaterThan(0);
    expect(channel.columns.length).toBeGreaterThan(0);
    for (const p of channel.rows) check(forward, 4 * p, re[p]!, im[p]!);
    for (const q of channel.columns) check(backward, 4 * q, re[q]! + omega, im[q]!);
  });

  it("have divided differences that hold where both poles coincide", () => {
    const state = stateAt(dots, pointOf(10.25, 0.5, 9.75, 0.25, 0.375));
    const hop = hopOf(state, 0, 1);
    const out = new Float64Array(2);
    for (const [zr, zi, yr, yi] of [
      [0.4, -0.25, 0.1, -0.5],
      [0.4, -0.25, 0.4, -0.25],
    ] as const) {
      const parts = [0, 1].map((part) =>
        summed(state, hop, 0.75, (e) => {
          const dr = (e - zr) * (e - yr) - zi * yi;
          const di = -((e - zr) * yi + (e - yr) * zi);
          return (part === 0 ? dr : -di) / (dr * dr + di * di);
        }),
      );
      putGradedCoincident(zr, zi, yr, yi, out);
      expect(out[0]).toBeCloseTo(parts[0]!, 12);
      expect(out[1]).toBeCloseTo(parts[1]!, 12);
    }
  });
});
