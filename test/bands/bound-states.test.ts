/** Bound states and band edges of leads in closed form, without the fit. */
import { describe, expect, it } from "vitest";
import { edgesBetween } from "../../lib/solver/bands/band-edges.js";
import { type BoundStateProblem, boundStates, statesAt } from "../../lib/solver/bands/bound-states.js";
import { rootBetween } from "../../lib/solver/index.js";
import type { BoundState } from "../../lib/solver/junction/dark-states.js";
import { fromRows, type Matrix, zeros } from "../../lib/solver/linear/matrix.js";
import { chainEnd, dimerised } from "./leads.js";

/** Sigma of a chain of hopping 1 about 0, contact 1, on every one of n levels. */
const chains =
  (n: number) =>
  (e: number): Matrix => {
    const sigma = zeros(n);
    const { re, im } = chainEnd(e / 2);
    for (let i = 0; i < n; i++) {
      sigma.re[i * (n + 1)] = re;
      sigma.im[i * (n + 1)] = im;
    }
    return sigma;
  };

const problem = (hamiltonian: number[][], broadening: number[][]): BoundStateProblem => ({
  hamiltonian: fromRows(hamiltonian),
  broadening: fromRows(broadening),
  selfEnergy: chains(hamiltonian.length),
  isOutside: (e) => Math.abs(e) > 2,
  edges: [-2, 2],
  from: -60,
  to: 60,
});

const energyOf = (level: number): number => {
  const side = Math.sign(level);
  return rootBetween((e) => e - level - chainEnd(e / 2).re, side * (2 + 1e-9), side * 40);
};

/** 1/(1 - Sigma'). */
const shareOf = (e: number): number => {
  const u = e / 2;
  return 1 / (1 - (1 - Math.abs(u) / Math.sqrt(u * u - 1)) / 2);
};

describe("bound states", () => {
  it.each([5, 2.5, -3])(
    "of a level at %d beside a chain have the energy and the share of their equation",
    (level) => {
      const found = boundStates(problem([[level]], [[0]]));
      expect(found).toHaveLength(1);
      const { energy, share, isOutside } = found[0]!;
      expect(energy).toBeCloseTo(energyOf(level), 10);
      expect(share).toBeCloseTo(shareOf(energyOf(level)), 4);
      expect(isOutside).toBe(true);
    },
  );

  it("are none where the level is in the band, or broadened by a wide one", () => {
    expect(boundStates(problem([[0.5]], [[0]]))).toEqual([]);
    expect(boundStates(problem([[5]], [[0.3]]))).toEqual([]);
  });

  it("are as many as levels, ascending, also where two have one energy", () => {
    const found = boundStates(
      problem(
        [
          [5, 0, 0],
          [0, 5, 0],
          [0, 0, -4],
        ],
        [
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
      ),
    );
    expect(found.map(({ energy }) => energy.toFixed(8))).toEqual(
      [-4, 5, 5].map((level) => energyOf(level).toFixed(8)),
    );
  });

  it("are that combination of two levels which a wide electrode does not see", () => {
    // it broadens (1, 2)/sqrt 5 alone
    const found = boundStates(
      problem(
        [
          [5, 0],
          [0, 5],
        ],
        [
          [0.1, 0.2],
          [0.2, 0.4],
        ],
      ),
    );
    expect(found).toHaveLength(1);
    const { state, energy } = found[0]!;
    expect(energy).toBeCloseTo(energyOf(5), 10);
    expect(Math.hypot(state.re[0]!, state.im[0]!)).toBeCloseTo(2 / Math.sqrt(5), 8);
    expect(Math.hypot(state.re[1]!, state.im[1]!)).toBeCloseTo(1 / Math.sqrt(5), 8);
    expect(state.re[0]! * state.re[1]! + state.im[0]! * state.im[1]!).toBeLessThan(0);
  });
});

describe("bound states of hybridised levels", () => {
  /** H = 4 + 2 sigma_y: levels 6 and 2 of (1, +-i)/sqrt 2. */
  const hybrid: BoundStateProblem = {
    ...problem(
      [
        [4, 0],
        [0, 4],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ),
    hamiltonian: fromRows([
      [4, { re: 0, im: -2 }],
      [{ re: 0, im: 2 }, 4],
    ]),
  };

  it("are those of the hybrid orbitals, with their phases", () => {
    const found = boundStates(hybrid);
    expect(found).toHaveLength(2);
    for (const [k, sign] of [
      [0, -1],
      [1, 1],
    ] as const) {
      const { energy, state, share } = found[k]!;
      const level = 4 + 2 * sign;
      expect(Math.abs(energy - energyOf(level))).toBeLessThan(1e-11);
      expect(share).toBeCloseTo(shareOf(energyOf(level)), 5);
      // <1, sign i|state> is a phase
      const re = state.re[0]! + sign * state.im[1]!;
      const im = state.im[0]! - sign * state.re[1]!;
      expect(Math.hypot(re, im)).toBeCloseTo(Math.SQRT2, 9);
    }
  });
});

describe("bound states near an edge", () => {
  /** A level whose bound state is at the distance d from an edge, on its side, of a chain about `centre`. */
  const beside = (d: number, side: number, centre = 0) => {
    const energy = centre + side * (2 + d);
    // Sigma(e) = 1 + d/2 - sqrt(d + d^2/4) without cancellation
    const level = centre + side * (1 + d / 2 + Math.sqrt(d + (d * d) / 4));
    const found = boundStates({
      ...problem([[level]], [[0]]),
      selfEnergy: (e) => chains(1)(e - centre),
      isOutside: (e) => Math.abs(e - centre) > 2,
      // in any order
      edges: [centre + 2, centre - 2],
    });
    return { energy, found };
  };
  /** 1 - Sigma'. */
  const steepness = (d: number): number => 1 - (1 - (1 + d / 2) / Math.sqrt(d + (d * d) / 4)) / 2;

  it.each([1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11])(
    "are found, %s from it, with the small part on the level",
    (d) => {
      for (const side of [-1, 1]) {
        const { energy, found } = beside(d, side);
        expect(found).toHaveLength(1);
        expect(Math.abs(found[0]!.energy - energy)).toBeLessThan(2e-13 + 1e-9 * d);
        expect(found[0]!.share * steepness(d)).toBeCloseTo(1, d < 1e-8 ? 2 : 5);
      }
    },
  );

  it.each([1e-1, 1e-3, 1e-5, 1e-7])("are found, %s from it, far from the energy zero", (d) => {
    for (const side of [-1, 1]) {
      const { energy, found } = beside(d, side, 10);
      expect(found).toHaveLength(1);
      expect(Math.abs(found[0]!.energy - energy)).toBeLessThan(2e-12 + 1e-9 * d);
      expect(found[0]!.share * steepness(d)).toBeCloseTo(1, d < 1e-6 ? 3 : 5);
    }
  });

  it("are left out where they are too close to be told from it: 1e-12 of the energies there", () => {
    for (const side of [-1, 1]) {
      expect(beside(1e-14, side).found).toEqual([]);
      expect(beside(2e-12, side, 10).found).toEqual([]);
    }
  });

  it("are not sought where a band is, though a level there touches no electrode", () => {
    const of = problem(
      [
        [0.3, 0],
        [0, 5],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    );
    const alone = (e: number): Matrix => {
      const sigma = chains(2)(e);
      sigma.re[0] = 0;
      sigma.im[0] = 0;
      return sigma;
    };
    const found = boundStates({ ...of, selfEnergy: alone });
    expect(found.map(({ energy }) => energy.toFixed(9))).toEqual([energyOf(5).toFixed(9)]);
    // nor where an edge was not named and a part of the range is a band
    expect(boundStates({ ...of, selfEnergy: alone, edges: [-2], to: 6 })).toEqual([]);
  });
});

describe("bound states in a gap", () => {
  /** Beside a chain of alternating hopping energies, which has a gap of 2 |t1 - t2|. */
  const dimer = (level: number, t1: number, t2: number, contact = 0.4, centre = 0): BoundStateProblem => {
    const lead = dimerised(0, contact, t1, t2, centre);
    const sigmaAt = (e: number): { re: number; im: number } => {
      const value = lead.selfEnergy(e) as (number | { re: number; im: number })[][];
      const entry = value[0]![0]!;
      return typeof entry === "number" ? { re: entry, im: 0 } : entry;
    };
    return {
      hamiltonian: fromRows([[level]]),
      broadening: fromRows([[0]]),
      selfEnergy: (e) => {
        const sigma = zeros(1);
        const { re, im } = sigmaAt(e);
        sigma.re[0] = re;
        sigma.im[0] = im;
        return sigma;
      },
      isOutside: (e) => Math.abs(sigmaAt(e).im) === 0,
      edges: [-t1 - t2, -Math.abs(t1 - t2), Math.abs(t1 - t2), t1 + t2].map((e) => centre + e),
      from: centre - 40,
      to: centre + 40,
    };
  };

  it("is one for a level in the gap, where its equation has it", () => {
    for (const level of [-0.3, 0.11, 0.4]) {
      const of = dimer(level, 1.5, 0.7);
      const inGap = boundStates(of).filter(({ energy }) => Math.abs(energy) < 0.8);
      expect(inGap).toHaveLength(1);
      const { energy, share } = inGap[0]!;
      expect(Math.abs(energy - level - of.selfEnergy(energy).re[0]!)).toBeLessThan(1e-11);
      const h = 1e-5;
      const slope = (of.selfEnergy(energy + h).re[0]! - of.selfEnergy(energy - h).re[0]!) / (2 * h);
      expect(share * (1 - slope)).toBeCloseTo(1, 5);
    }
  });

  it("is found to the last digit of an energy a million times as large as the gap", () => {
    const of = dimer(1000.0001, 1, 0.9995, 0.01, 1000);
    const inGap = boundStates(of).filter(({ energy }) => Math.abs(energy - 1000) < 5e-4);
    expect(inGap).toHaveLength(1);
    const { energy } = inGap[0]!;
    expect(Math.abs(energy - 1000.0001 - of.selfEnergy(energy).re[0]!)).toBeLessThan(5e-13);
  });

  it("are none at the pole of a self-energy, though other levels are about", () => {
    const one = dimer(0.11, 0.7, 1.5, 0.3);
    // the second level touches nothing
    const found = boundStates({
      ...one,
      hamiltonian: fromRows([
        [0.11, 0],
        [0, 10],
      ]),
      broadening: zeros(2),
      selfEnergy: (e) => {
        const sigma = zeros(2);
        const { re, im } = one.selfEnergy(e);
        sigma.re[0] = re[0]!;
        sigma.im[0] = im[0]!;
        return sigma;
      },
    });
    const near = (states: readonly BoundState[]): string[] =>
      states.filter(({ energy }) => Math.abs(energy) < 0.8).map(({ energy }) => energy.toFixed(10));
    expect(near(found)).toEqual(near(boundStates(one)));
    expect(found.filter(({ energy }) => Math.abs(energy - 10) < 1e-9)).toHaveLength(1);
  });

  it("are two where the chain binds one at its end, and the pole of its self-energy is none", () => {
    const of = dimer(0.11, 0.7, 1.5, 0.3);
    const inGap = boundStates(of).filter(({ energy }) => Math.abs(energy) < 0.8);
    expect(inGap).toHaveLength(2);
    const [low, high] = inGap.map(({ energy }) => energy) as [number, number];
    // one on either side of the pole at 0
    expect(low).toBeLessThan(-1e-3);
    expect(high).toBeGreaterThan(0.11);
    for (const { energy } of inGap)
      expect(Math.abs(energy - 0.11 - of.selfEnergy(energy).re[0]!)).toBeLessThan(1e-10);
  });
});

describe("states at an energy", () => {
  // a wide electrode that broadens v = (1, 2i, -2)/3 alone, by gamma
  const v: readonly (readonly [number, number])[] = [
    [1 / 3, 0],
    [0, 2 / 3],
    [-2 / 3, 0],
  ];
  const seen = (gamma: number): BoundStateProblem => {
    const broadening = zeros(3);
    v.forEach(([ar, ai], i) => {
      v.forEach(([br, bi], j) => {
        broadening.re[3 * i + j] = gamma * (ar * br + ai * bi);
        broadening.im[3 * i + j] = gamma * (ai * br - ar * bi);
      });
    });
    return {
      ...problem(
        [
          [5, 0, 0],
          [0, 5, 0],
          [0, 0, 5],
        ],
        [
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
      ),
      broadening,
    };
  };

  it("are those combinations that an electrode with complex contacts does not see", () => {
    const found = statesAt(seen(0.4), energyOf(5), 3);
    expect(found).toHaveLength(2);
    for (const { state, share, isOutside, energy } of found) {
      let [re, im] = [0, 0];
      v.forEach(([ar, ai], i) => {
        // <v|state>
        re += ar * state.re[i]! + ai * state.im[i]!;
        im += ar * state.im[i]! - ai * state.re[i]!;
      });
      expect(Math.hypot(re, im)).toBeLessThan(1e-12);
      expect(state.re.reduce((sum, x, i) => sum + x * x + state.im[i]! ** 2, 0)).toBeCloseTo(1, 12);
      expect(share).toBeCloseTo(shareOf(energyOf(5)), 5);
      expect(isOutside).toBe(true);
      expect(energy).toBe(energyOf(5));
    }
  });

  it("have no width up to a part of 1e-13 of all broadenings and self-energies", () => {
    const sigma = Math.abs(chainEnd(energyOf(5) / 2).re);
    // the norm of Sigma on three levels, and of a broadening of rank one
    const scale = Math.sqrt(3) * sigma;
    expect(statesAt(seen(0.5e-13 * scale), energyOf(5), 3)).toHaveLength(3);
    expect(statesAt(seen(2e-13 * scale), energyOf(5), 3)).toHaveLength(2);
    // beside a wide electrode that is a million times larger: it counts with the widths that are roundoff of it
    const wide = seen(2e-13 * scale);
    const others = { ...wide, broadening: { ...wide.broadening, re: wide.broadening.re.slice() } };
    others.broadening.re[0] = others.broadening.re[0]! + 1e6;
    expect(statesAt(others, energyOf(5), 3)).toHaveLength(2);
  });
});

describe("band edges that were not given", () => {
  const sigma = chains(1);
  const between = (energies: number[], known: number[]): number[] =>
    edgesBetween(sigma, energies, new Map(energies.map((e) => [e, sigma(e)])), 1, known);

  it("are found between samples in a band and outside, to the last digits", () => {
    const found = between([-7, -3, -1, 0.5, 1.9, 2.2, 4], []);
    expect(found).toHaveLength(2);
    expect(found[0]).toBeCloseTo(-2, 13);
    expect(found[1]).toBeCloseTo(2, 13);
  });

  it("are left out where an edge is known, and only there", () => {
    expect(between([-3, -1, 1, 3], [2])).toHaveLength(1);
    expect(between([-3, -1, 1, 3], [2])[0]).toBeCloseTo(-2, 13);
    expect(between([-3, -1, 1, 3], [-3, 3])).toEqual([]);
    // known edges elsewhere do not count
    expect(between([-3, -1, 1, 3], [0, -4, 5])).toHaveLength(2);
  });
});
