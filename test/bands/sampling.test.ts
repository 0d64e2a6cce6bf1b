/** Where self-energies are sampled. */
import { describe, expect, it } from "vitest";
import { firstEnergies, inColumns, landscapeOf, sampled } from "../../lib/solver/bands/sampling.js";
import type { Matrix } from "../../lib/solver/linear/matrix.js";
import { type Complex, complex } from "../../lib/solver/special/complex.js";
import { chainEnd } from "./leads.js";

const single = ({ re, im }: Complex): Matrix => ({
  size: 1,
  re: Float64Array.of(re),
  im: Float64Array.of(im),
});

describe("the landscape of an electrode", () => {
  it("is that of its edges, sorted, each with the distance to the nearest other", () => {
    const { edges, centre, size, far, resolution } = landscapeOf([3, -1, 0.5, 3], [0.2, 7], 0.4, 1e-3);
    expect(edges).toEqual([
      { at: -1, length: 1.5 },
      { at: 0.5, length: 1.5 },
      { at: 3, length: 2.5 },
    ]);
    expect([centre, size, far, resolution]).toEqual([1, 2, 2000, 1e-3]);
  });

  it("reaches to levels that are far from all edges", () => {
    expect(landscapeOf([-1, 1], [-500], 0.4, 1e-3).far).toBe(5000);
  });

  it("is that of the levels and of the size of Sigma where edges tell no scale", () => {
    expect(landscapeOf([], [1, 5], 0.4, 1e-3)).toMatchObject({ centre: 3, size: 2, edges: [] });
    expect(landscapeOf([], [1], 0.4, 1e-3)).toMatchObject({ centre: 1, size: 0.4 });
    expect(landscapeOf([], [1], 0, 1e-3)).toMatchObject({ centre: 1, size: 1 });
    expect(landscapeOf([2], [1, 4], 0.3, 1e-3)).toMatchObject({
      centre: 2.5,
      size: 1.5,
      edges: [{ at: 2, length: 3 }],
    });
    expect(landscapeOf([2], [2], 0.3, 1e-3)).toMatchObject({ centre: 2, size: 0.3 });
  });
});

describe("the first energies", () => {
  const landscape = landscapeOf([-2, 2], [0.3], 0.4, 1e-3);
  const energies = firstEnergies(landscape);

  it("ascend without doubles, as far as the fit is to hold on both sides", () => {
    energies.slice(1).forEach((e, k) => {
      expect(e).toBeGreaterThan(energies[k]!);
    });
    expect(energies[0]).toBeCloseTo(-2000, 8);
    expect(energies.at(-1)).toBeCloseTo(2000, 8);
  });

  it("come as close to an edge as is to be resolved, in steps of equal ratio", () => {
    for (const edge of [-2, 2]) {
      const distances = energies.map((e) => Math.abs(e - edge)).sort((a, b) => a - b);
      // 1e-3 of the band's width 4
      expect(distances[0]).toBeCloseTo(4e-3, 10);
      expect(distances.filter((d) => d < 4e-2).length).toBeGreaterThan(22);
      expect(distances.filter((d) => d < 4e-2).length).toBeLessThan(32);
    }
    const [near, nearer] = [landscape, { ...landscape, resolution: 1e-5 }].map((one) =>
      Math.min(...firstEnergies(one).map((e) => Math.abs(e - 2))),
    );
    expect(near! / nearer!).toBeCloseTo(100, 6);
  });

  it("are dense in a band and off its middle, where a state of the lead may be", () => {
    const inside = energies.filter((e) => Math.abs(e) < 1.5);
    inside.slice(1).forEach((e, k) => {
      expect(e - inside[k]!).toBeLessThan(0.11);
    });
    expect(energies).not.toContain(0);
  });

  it("divide each band and each gap, and half the range beyond no edge", () => {
    const three = landscapeOf([-3, 1, 2], [0], 0.4, 1e-3);
    const found = firstEnergies(three);
    const has = (e: number): boolean => found.some((one) => Math.abs(one - e) < 1e-12);
    for (const [from, to] of [
      [-3, 1],
      [1, 2],
    ] as const) {
      // the 39 places at (i - 0.38)/40, those aside that are too close to an edge
      for (let i = 2; i < 39; i++)
        expect(has(from + ((to - from) * (i - 0.38)) / 40), `${i} of ${from}`).toBe(true);
      expect(has(from + ((to - from) * (40 - 0.38)) / 40)).toBe(false);
      expect(has(from + ((to - from) * (5 + 0.38)) / 40)).toBe(false);
    }
    // beyond the outermost edges there are graded distances alone: twelve a decade from each edge, six from the centre
    expect(found.filter((e) => e > 2 + 1e-9 && e < 4).length).toBeLessThan(3 * 12 * 4 + 12);
    expect(found).not.toContain(three.centre);
  });

  it("of a single edge are graded towards it and even about the levels, their middle among them", () => {
    const one = landscapeOf([2], [1, 4], 0.3, 1e-3);
    const found = firstEnergies(one);
    expect(found).toContain(2.5);
    // 3 is the distance 2 size: steps of 3/40
    for (let i = 1; i < 40; i++)
      expect(found.some((e) => Math.abs(e - 2.5 - (3 * i) / 40) < 1e-12)).toBe(true);
    expect(Math.min(...found.map((e) => Math.abs(e - 2)))).toBeCloseTo(3e-3, 10);
    expect(landscapeOf([2], [-40, 4], 0.3, 1e-3).far).toBe(22e3);
    expect(landscapeOf([0, 1], [-40, 60], 0.3, 1e-3).far).toBe(595);
  });

  it("surround the levels where there are no edges", () => {
    const around = firstEnergies(landscapeOf([], [1, 5], 0.4, 1e-3));
    expect(around).toContain(3);
    // 39 on each side within twice the half range, evenly
    expect(around.filter((e) => Math.abs(e - 3) < 3.95).length).toBe(79);
    expect(around.at(-1)).toBeCloseTo(2003, 6);
  });
});

describe("sampling", () => {
  const edges = [-2, 2];
  const landscape = landscapeOf(edges, [0], 1, 1e-3);
  const identity = (e: number): number => e;

  it("halves where the function bends, until straight lines follow it, and keeps what it tried for the test", () => {
    // a Lorentzian a hundredth wide between samples a tenth apart
    const narrow = (e: number): Matrix => single(complex(0, -1e-4 / ((e - 0.513) ** 2 + 1e-4)));
    const { samples, between } = sampled(narrow, firstEnergies(landscape), landscape, identity);
    const near = [...samples.keys()].filter((e) => Math.abs(e - 0.513) < 0.03).sort((a, b) => a - b);
    expect(near.length).toBeGreaterThan(12);
    near.slice(1).forEach((e, k) => {
      const from = near[k]!;
      const middle = (e + from) / 2;
      const straight = (samples.get(e)!.im[0]! + samples.get(from)!.im[0]!) / 2;
      expect(Math.abs(narrow(middle).im[0]! - straight)).toBeLessThan(0.04);
    });
    for (const [e, value] of [...samples, ...between]) expect(value.im[0]).toBe(narrow(e).im[0]);
    for (const e of between.keys()) expect(samples.has(e)).toBe(false);
    expect(between.size).toBeGreaterThan(samples.size / 2);
  });

  it("does not go on closer to an edge than is resolved, nor across it", () => {
    const sigma = (e: number): Matrix => single(chainEnd(e / 2));
    const { samples, between } = sampled(sigma, [-3, -1, 1, 3], landscape, identity);
    const all = [...samples.keys(), ...between.keys()].sort((a, b) => a - b);
    // from -3 to -1 and from 1 to 3 an edge is in between
    for (const e of all) expect(e === -3 || e === 3 || (e >= -1 && e <= 1)).toBe(true);
    const step = (e: number): Matrix => single(complex(e > 0.1 ? 1 : 0, -1));
    const kept = [...sampled(step, [-1, 1], landscape, identity).samples.keys()].sort((a, b) => a - b);
    const gaps = kept.slice(1).map((e, k) => e - kept[k]!);
    // 1e-3 of half the range, which is 2
    expect(Math.min(...gaps)).toBeGreaterThan(0.4e-3);
    expect(Math.min(...gaps)).toBeLessThan(4e-3);
  });

  it("takes no energy that rounding does not tell from its neighbours", () => {
    const coarse = (e: number): number => Math.round(e);
    const sigma = (e: number): Matrix => single(complex(e * e, -1));
    const { samples, between } = sampled(sigma, [0, 1, 2, 9], landscapeOf([], [0], 1, 1e-3), coarse);
    for (const e of [...samples.keys(), ...between.keys()]) expect(Number.isInteger(e)).toBe(true);
    expect(samples.size).toBeGreaterThan(4);
  });

  it("stops at a number of samples, whatever the function does", () => {
    let flip = 1;
    const wild = (): Matrix => {
      flip = -flip;
      return single(complex(flip, -1));
    };
    const { samples } = sampled(wild, firstEnergies(landscape), { ...landscape, resolution: 1e-9 }, identity);
    expect(samples.size).toBeLessThanOrEqual(1500);
  });

  it("is handed on in ascending order, entry by entry", () => {
    const matrix = (e: number): Matrix => ({
      size: 2,
      re: Float64Array.of(e, 2 * e, 3 * e, 4 * e),
      im: Float64Array.of(-e, 0, 0, -2 * e),
    });
    const { at, values } = inColumns(new Map([3, 1, 10, 2].map((e) => [e, matrix(e)])));
    expect([...at]).toEqual([1, 2, 3, 10]);
    expect([...values.re]).toEqual([1, 2, 3, 4].flatMap((entry) => [1, 2, 3, 10].map((e) => entry * e)));
    expect([...values.im]).toEqual([-1, 0, 0, -2].flatMap((entry) => [1, 2, 3, 10].map((e) => entry * e)));
  });
});
