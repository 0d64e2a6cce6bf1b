import { describe, expect, it } from "vitest";
import {
  type ComplexLike,
  junction,
  linearResponse,
  type StructuredElectrodeInput,
} from "../../lib/solver/index.js";
import { chain } from "../bands/leads.js";
import { distanceBetween, largestOf, pointOf, secondOrder } from "./support.js";

/** A level of width 2 w at `centre` between an electrode and combination v of two levels: Sigma = v v^+ s/(e - centre + i w). */
const filtered = (
  v: readonly [ComplexLike, ComplexLike],
  strength: number,
  w: number,
  centre: number,
): StructuredElectrodeInput => ({
  levels: [0, 1],
  selfEnergy: (e) => {
    const [a, b] = v.map((z) => (typeof z === "number" ? { re: z, im: 0 } : z)) as [
      { re: number; im: number },
      { re: number; im: number },
    ];
    const d = e - centre;
    const g = { re: (strength * d) / (d * d + w * w), im: (-strength * w) / (d * d + w * w) };
    const entry = (x: typeof a, y: typeof a): ComplexLike => {
      const re = x.re * y.re + x.im * y.im;
      const im = x.im * y.re - x.re * y.im;
      return { re: re * g.re - im * g.im, im: re * g.im + im * g.re };
    };
    return [
      [entry(a, a), entry(a, b)],
      [entry(b, a), entry(b, b)],
    ];
  },
});

describe("an electrode with a self-energy", () => {
  it("is a wide-band electrode behind a level, complex couplings and three temperatures included", () => {
    const [strength, w, centre] = [0.16, 0.4, 0.2];
    const v = [1, { re: 0.3, im: 0.6 }] as const;
    const t = Math.sqrt(strength);
    const modes = [
      {
        omega: 0.7,
        coupling: [
          [0.3, { re: 0.1, im: 0.2 }],
          [{ re: 0.1, im: -0.2 }, -0.2],
        ] as ComplexLike[][],
      },
    ];
    const L = [
      [0.5, { re: 0.1, im: -0.2 }],
      [{ re: 0.1, im: 0.2 }, 0.3],
    ] as ComplexLike[][];
    const H = [
      [0.3, { re: 0.2, im: 0.3 }],
      [{ re: 0.2, im: -0.3 }, -0.4],
    ] as ComplexLike[][];
    const withBand = junction({
      hamiltonian: H,
      electrodes: { L: { broadening: L }, R: filtered(v, strength, w, centre) },
      modes,
      damping: 0.3,
    });
    const pad = (rows: ComplexLike[][], last: ComplexLike[]): ComplexLike[][] => [
      ...rows.map((row, i) => [...row, last[i]!]),
      last.map((z) => (typeof z === "number" ? z : { re: z.re, im: -z.im })),
    ];
    const withLevel = junction({
      hamiltonian: pad(H, [t, { re: 0.3 * t, im: 0.6 * t }, centre]),
      electrodes: { L: { broadening: pad(L, [0, 0, 0]) }, R: { broadening: [0, 0, 2 * w] } },
      modes: [{ omega: 0.7, coupling: pad(modes[0]!.coupling, [0, 0, 0]) }],
      damping: 0.3,
    });
    const point = pointOf({ L: [0.4, 0.2], R: [-0.3, 0.3] }, 0.25);
    const [band, level] = [secondOrder(withBand, point), secondOrder(withLevel, point)];
    expect(distanceBetween(level, band)).toBeLessThan(1e-9);
    const rest = { mu: 0.1, temperature: 0.25 };
    const [a, b] = [
      linearResponse(withBand, rest).onsager.total,
      linearResponse(withLevel, rest).onsager.total,
    ];
    const largest = Math.max(...b.flat().map(Math.abs));
    for (const [i, row] of a.entries())
      for (const [j, value] of row.entries())
        expect(Math.abs(value - b[i]![j]!)).toBeLessThan(1e-9 * largest);
  });

  it("conserves charge and energy with band edges in the window", () => {
    const given = junction({
      hamiltonian: [0.1],
      electrodes: { L: chain(0, 0.5, 0.4, 0.5), R: { broadening: [0.3] } },
      modes: [{ omega: 0.4, coupling: [0.3] }],
      damping: 0.2,
    });
    const point = pointOf({ L: [0.2, 0], R: [-0.6, 0] }, 0);
    const { terminals, J, error } = secondOrder(given, point);
    const { L, R } = terminals as { L: (typeof terminals)[string]; R: (typeof terminals)[string] };
    const largest = largestOf(terminals);
    expect(Math.abs(L.current.total + R.current.total)).toBeLessThanOrEqual(
      L.current.error + R.current.error,
    );
    const energy = L.heat.total + 0.2 * L.current.total + R.heat.total - 0.6 * R.current.total;
    expect(Math.abs(energy - J)).toBeLessThanOrEqual(
      L.heat.error + R.heat.error + L.current.error + R.current.error + error.J,
    );
    expect(L.current.error).toBeLessThan(1e-8 * largest.current);
  });
});
