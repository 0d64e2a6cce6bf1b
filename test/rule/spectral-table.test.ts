/** Spectral functions tabulated: the same as the functions themselves, asked for a thousandth as often. */
import { describe, expect, it } from "vitest";
import { electronFeatures, spectralMatrices } from "../../lib/solver/electrons/electrons.js";
import { type Junction, junction } from "../../lib/solver/index.js";
import { type Matrix, norm } from "../../lib/solver/linear/matrix.js";
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
      expect(difference(quick(energy), exact), `at ${energy}`).toBeLessThanOrEqual(allowed);
    }
  });

  it("is zero where no electrode has a state", () => {
    const quick = tabulated(2, spectralMatrices(chains, "L"), panelsOf(chains, -5, 5));
    for (const energy of [-4.9, -2.5, -1.8 - 1e-6, 2.2 + 1e-6, 3.7]) expect(norm(quick(energy))).toBe(0);
    expect(norm(quick(2.2 - 1e-6))).toBeGreaterThan(0);
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
    for (let pass = 0; pass < 40; pass++) for (let k = 0; k < 1000; k++) quick(-5 + (k + 0.5) / 100);
    expect(asked).toBeLessThan(18 * panels.length);
    const before = asked;
    for (let k = 0; k < 10; k++) quick(6 + k);
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
    for (let k = -99; k < 100; k++) expect(quick(k / 100).re[0]).toBeCloseTo(kink(k / 100).re[0]!, 12);
  });
});
