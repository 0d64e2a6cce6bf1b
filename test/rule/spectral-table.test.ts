/** Spectral functions tabulated: the same as the functions themselves, asked for a thousandth as often. */
import { describe, expect, it } from "vitest";
import { electronFeatures, spectralMatrices } from "../../lib/solver/electrons/electrons.js";
import { type Junction, junction } from "../../lib/solver/index.js";
import { type Matrix, norm } from "../../lib/solver/linear/matrix.js";
import { GAUSS } from "../../lib/solver/rule/grading.js";
import { TABLE_ERROR, tablePanels, tabulated } from "../../lib/solver/rule/spectral-table.js";
import { chain, crossedChains } from "../bands/leads.js";

const chains: Junction = junction({
  hamiltonian: [
    [0.2, { re: 0.1, im: 0.3 }],
    [{ re: 0.1, im: -0.3 }, -0.1],
  ],
  electrodes: { L: chain(0, 0.6, 1, 0.2), R: crossedChains([0, 1], [-0.3, 0.4]) },
  modes: [{ omega: 0.5, coupling: [0.1, -0.1] }],
  damping: 0.1,
});

/** By the resonances next to the levels: a fit of the bands takes seconds. */
const panelsOf = (one: Junction, from: number, to: number): number[] => {
  const features = electronFeatures(one);
  return tablePanels(
    from,
    to,
    features.filter(({ width }) => width === 0).map(({ centre }) => centre),
    {
      size: features.length,
      re: Float64Array.from(features, ({ centre }) => centre),
      im: Float64Array.from(features, ({ width }) => -width),
    },
  );
};

/** Largest difference of two Hermitian matrices. */
const difference = (a: Matrix, b: Matrix): number =>
  Math.max(...[...a.re].map((re, k) => Math.hypot(re - b.re[k]!, a.im[k]! - b.im[k]!)));

describe("a tabulated spectral function", () => {
  it.each(["L", "R"])("is the function itself, in the bands, at their edges and outside: %s", (name) => {
    const direct = spectralMatrices(chains, name);
    const quick = tabulated(2, spectralMatrices(chains, name), panelsOf(chains, -5, 5));
    for (let k = -1000; k <= 1000; k++) {
      const energy = k / 203.7;
      const exact = direct(energy);
      // next to an edge a spectral function rises as a square root
      const allowed = 20 * TABLE_ERROR * (norm(exact) + 1e-6);
      expect(difference(quick.at(energy), exact), `at ${energy}`).toBeLessThanOrEqual(allowed);
    }
  });

  it("is zero where no electrode has a state", () => {
    const quick = tabulated(2, spectralMatrices(chains, "L"), panelsOf(chains, -5, 5));
    for (const energy of [-4.9, -2.5, -1.8 - 1e-6, 2.2 + 1e-6, 3.7]) expect(norm(quick.at(energy))).toBe(0);
    expect(norm(quick.at(2.2 - 1e-6))).toBeGreaterThan(0);
  });

  it("knows the gaps, though their ends have been moved and moved back", () => {
    // a band from -1.8 to 2.2, asked for from an energy that a quantum has been added to and taken from
    const table = tabulated(2, spectralMatrices(chains, "L"), panelsOf(chains, -5, 5));
    for (const omega of [0, 0.1, 1 / 3, 0.77, 7]) {
      const moved = (energy: number): number => energy + omega - omega;
      expect(table.isZeroBetween(moved(2.2), moved(4.9)), `above, by ${omega}`).toBe(true);
      expect(table.isZeroBetween(moved(-4.9), moved(-1.8)), `below, by ${omega}`).toBe(true);
      expect(table.isZeroBetween(moved(-1.8), moved(2.2)), `the band, by ${omega}`).toBe(false);
    }
    expect(table.isZeroBetween(2.19, 2.3)).toBe(false);
    expect(table.isZeroBetween(-1.9, -1.79)).toBe(false);
    // beyond the panels nothing is known
    expect(table.isZeroBetween(3, 5.1)).toBe(false);
    expect(table.isZeroBetween(-5.1, -3)).toBe(false);
  });

  it("asks the function once for each point of a panel, and beyond the panels every time", () => {
    let asked = 0;
    const spectrum = spectralMatrices(chains, "L");
    const panels = panelsOf(chains, -5, 5);
    const quick = tabulated(
      2,
      (energy) => {
        asked++;
        return spectrum(energy);
      },
      panels,
    );
    for (let pass = 0; pass < 40; pass++) for (let k = 0; k < 1000; k++) quick.at(-5 + (k + 0.5) / 100);
    expect(asked).toBeLessThan(18 * panels.length);
    const before = asked;
    for (let k = 0; k < 10; k++) quick.at(6 + k);
    expect(asked).toBe(before + 10);
  });

  it("gives way to the function where the panels do not follow it: an edge that nobody named", () => {
    const kink = (energy: number): Matrix => ({
      size: 1,
      re: Float64Array.of(Math.sqrt(Math.max(0, energy - 0.123))),
      im: new Float64Array(1),
    });
    const quick = tabulated(
      1,
      kink,
      tablePanels(-1, 1, [], { size: 0, re: new Float64Array(), im: new Float64Array() }),
    );
    for (let k = -99; k < 100; k++) expect(quick.at(k / 100).re[0]).toBeCloseTo(kink(k / 100).re[0]!, 12);
  });
});

/** Two lines, one of each level, and a coherence between them: Hermitian, with poles at -0.4 - 0.05 i and 0.9 - 0.3 i. */
const lines = (energy: number): Matrix => {
  const [a, b] = [1 / ((energy + 0.4) ** 2 + 0.05 ** 2), 1 / ((energy - 0.9) ** 2 + 0.3 ** 2)];
  return {
    size: 2,
    re: Float64Array.of(a, 0.2 * a - 0.1 * b, 0.2 * a - 0.1 * b, b),
    im: Float64Array.of(0, 0.3 * b * energy, -0.3 * b * energy, 0),
  };
};
const poles = { size: 2, re: Float64Array.of(-0.4, 0.9), im: Float64Array.of(-0.05, -0.3) };

/** A function that counts how often it is asked. */
function counted(f: (energy: number) => Matrix) {
  const asked: number[] = [];
  return {
    asked,
    f: (energy: number): Matrix => {
      asked.push(energy);
      return f(energy);
    },
  };
}

describe("a table of lines", () => {
  const panels = tablePanels(-2, 3, [], poles);

  it("has all entries to 1e-12, asked for at 17 points a panel, whatever the order of energies", () => {
    const { asked, f } = counted(lines);
    const quick = tabulated(2, f, panels);
    for (let k = 0; k <= 250; k++) {
      // up and down the range
      const energy = -2 + 0.02 * ((k * 97) % 251);
      const exact = lines(energy);
      expect(difference(quick.at(energy), exact), `at ${energy}`).toBeLessThan(1e-11 * norm(exact));
    }
    expect(asked).toHaveLength(17 * (panels.length - 1));
    expect(panels.length).toBeGreaterThan(8);
    // both ends are on panels; beyond them the function itself is asked, at that energy
    for (const energy of [-2, 3]) expect(difference(quick.at(energy), lines(energy))).toBeLessThan(1e-11);
    expect(asked).toHaveLength(17 * (panels.length - 1));
    for (const energy of [-2.001, 3.001, 50, Number.NaN]) {
      quick.at(energy);
      expect(asked.at(-1)).toBe(energy);
    }
    expect(asked).toHaveLength(17 * (panels.length - 1) + 4);
  });

  it("is graded by the poles that have a width, and does not depend on the scale of the function", () => {
    const dark = { size: 3, re: Float64Array.of(-0.4, 0.9, 0.3), im: Float64Array.of(-0.05, -0.3, 0) };
    expect(tablePanels(-2, 3, [], dark)).toEqual(panels);
    for (const scale of [1e-200, 1e200]) {
      const { asked, f } = counted((energy) => {
        const { re, im } = lines(energy);
        return { size: 2, re: re.map((x) => scale * x), im: im.map((x) => scale * x) };
      });
      const quick = tabulated(2, f, panels);
      for (let k = 0; k < 100; k++) quick.at(-1.99 + 0.0499 * k);
      expect(asked.length).toBeLessThanOrEqual(17 * (panels.length - 1));
    }
  });

  it("has the function at its own points too", () => {
    // exp on -1...1, where nodes are numbers of the rule
    const exponential = (energy: number): Matrix => ({
      size: 1,
      re: Float64Array.of(Math.exp(energy)),
      im: new Float64Array(1),
    });
    const { asked, f } = counted(exponential);
    const quick = tabulated(1, f, [-1, 1]);
    for (const x of GAUSS.at) expect(quick.at(x).re[0]! / Math.exp(x)).toBeCloseTo(1, 13);
    expect(quick.at(0.123).re[0]! / Math.exp(0.123)).toBeCloseTo(1, 13);
    expect(asked).toHaveLength(17);
  });

  it("follows the square root behind an edge to a part of 1e-10 of the range, and is none closer to it", () => {
    const edge = 0.7;
    const root = (energy: number): Matrix => ({
      size: 1,
      re: Float64Array.of(Math.sqrt(Math.max(0, energy - edge))),
      im: new Float64Array(1),
    });
    const { asked, f } = counted(root);
    const graded = tablePanels(-2, 3, [edge], { size: 0, re: new Float64Array(), im: new Float64Array() });
    expect(graded).toContain(edge);
    expect(graded.length).toBeGreaterThan(60);
    expect(graded.length).toBeLessThan(160);
    const quick = tabulated(1, f, graded);
    for (let d = 2; d > 1e-7; d *= 0.7) {
      expect(Math.abs(quick.at(edge + d).re[0]! / Math.sqrt(d) - 1)).toBeLessThan(1e-11 + 1e-16 / d);
      expect(Math.abs(quick.at(edge - d).re[0]!)).toBe(0);
    }
    const before = asked.length;
    for (let d = 2; d > 1e-7; d *= 0.7) quick.at(edge + 0.99 * d);
    expect(asked.length - before).toBeLessThan(40);
  });

  it("gives way where one entry alone is not followed", () => {
    // a kink in the imaginary part off the diagonal
    const kinked = (energy: number): Matrix => {
      const { re, im } = lines(energy);
      const kink = Math.abs(energy - 1.234);
      return { size: 2, re, im: Float64Array.of(0, im[1]! + kink, im[2]! - kink, 0) };
    };
    const { asked, f } = counted(kinked);
    const quick = tabulated(2, f, panels);
    for (let k = 0; k < 60; k++) {
      const energy = 1.1 + 0.005 * k;
      expect(difference(quick.at(energy), kinked(energy))).toBeLessThan(1e-10);
    }
    expect(asked.length).toBeGreaterThan(30);
  });
});
