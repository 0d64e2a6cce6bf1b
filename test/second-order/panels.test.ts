/** Panels of the three integrals: that they resolve every singularity they know of, and end where nothing is left. */
import { describe, expect, it } from "vitest";
import { junction, type OperatingPoint } from "../../lib/solver/index.js";
import type { Expansion } from "../../lib/solver/second-order/expansion.js";
import { overPanels } from "../../lib/solver/second-order/integral.js";
import {
  energyPanels,
  frequencyPanels,
  occupiedPanels,
  type Panels,
} from "../../lib/solver/second-order/panels.js";
import type { Reservoirs } from "../../lib/solver/second-order/reservoirs.js";
import { lorentzian } from "../bands/leads.js";
import { symmetric } from "../matrices.js";
import { partsAt } from "./parts.js";
import { pointOf } from "./support.js";

const narrow = junction({
  hamiltonian: symmetric(0.9, 0.01, -0.6),
  electrodes: { L: { broadening: [2e-3, 1e-3] }, R: { broadening: [1e-3, 3e-3] } },
  modes: [{ omega: 0.35, coupling: symmetric(0.2, 0.1, -0.1) }],
  damping: 4e-3,
});

const all = (): boolean => true;

/** Relative error of the panels on the Lorentzian with the pole x + i y. */
function errorAt({ edges }: Panels, x: number, y: number): number {
  const { value } = overPanels({ edges, ruleError: 0, tail: 0 }, 1, (e, out) => {
    out[0] = y / ((e - x) ** 2 + y * y);
  });
  const exact = Math.atan((edges.at(-1)! - x) / y) - Math.atan((edges[0]! - x) / y);
  return Math.abs(value[0]! / exact - 1);
}

const ascending = ({ edges }: Panels): boolean => edges.every((edge, k) => k === 0 || edge > edges[k - 1]!);

/** Rungs of Fermi functions, levels and thresholds, of the places where the electrodes count. */
function singularities(
  { re, im, displacement }: Expansion,
  { mu, temperature }: Reservoirs,
): [number, number][] {
  const out: [number, number][] = [];
  const zetas = Array.from(displacement.re, (x, s) => [x, -displacement.im[s]!] as const);
  for (const [x, y] of [
    ...Array.from(mu, (one, a) => [one, Math.PI * temperature[a]!] as const),
    ...Array.from(re, (one, p) => [one, -im[p]!] as const),
  ]) {
    if (y > 0) out.push([x, y]);
    for (const [u, v] of zetas) out.push([x + u, y + v]);
  }
  return out;
}

const points: readonly (readonly [string, OperatingPoint])[] = [
  ["warm", pointOf({ L: [0.4, 0.03], R: [-0.3, 0.06] }, 0.05)],
  ["colder on one side", pointOf({ L: [0.4, 2e-3], R: [-0.3, 0.06] }, 0.05)],
  ["with a step", pointOf({ L: [0.4, 0], R: [-0.3, 0.06] }, 0.05)],
  ["cold", pointOf({ L: [0.4, 0], R: [-0.3, 0] }, 0)],
];

describe("the panels of the energies", () => {
  it.each(points)("resolve rungs, levels and thresholds in the window, %s", (_, point) => {
    const { expansion, reservoirs } = partsAt(narrow, point);
    for (const tolerance of [1e-6, 1e-10]) {
      const panels = energyPanels(expansion, reservoirs, tolerance, all);
      expect(ascending(panels)).toBe(true);
      expect(panels.tail).toBe(Math.max(...reservoirs.temperature));
      const [low, high] = [Math.min(...reservoirs.mu), Math.max(...reservoirs.mu)];
      for (const [x, y] of singularities(expansion, reservoirs))
        if (x > low - 0.05 && x < high + 0.05)
          expect(errorAt(panels, x, y), `${x} ${y}`).toBeLessThan(panels.ruleError + 1e-13);
      expect(panels.ruleError).toBeLessThan(tolerance);
      // and no more of them than that needs
      expect(panels.edges.length).toBeLessThan(tolerance === 1e-6 ? 160 : 260);
    }
  });

  it("have steps at zero temperature as their ends", () => {
    const point = pointOf({ L: [0.4, 0], R: [-0.3, 0] }, 0);
    const { expansion, reservoirs } = partsAt(narrow, point);
    const { edges } = energyPanels(expansion, reservoirs, 1e-8, all);
    expect(edges[0]).toBeCloseTo(-0.3 - expansion.reference, 14);
    expect(edges.at(-1)).toBeCloseTo(0.4 - expansion.reference, 14);
    const mixed = partsAt(narrow, pointOf({ L: [0.4, 0], R: [-0.3, 0.06] }, 0.05));
    const step = energyPanels(mixed.expansion, mixed.reservoirs, 1e-8, all).edges;
    expect(step.some((edge) => edge === mixed.reservoirs.mu[0])).toBe(true);
  });

  it("end where the Fermi functions have fallen below the tolerance, and not far beyond", () => {
    const { expansion, reservoirs } = partsAt(narrow, pointOf({ L: [0.2, 0.4], R: [-0.1, 0.3] }, 0.3));
    for (const tolerance of [1e-4, 1e-6, 1e-9, 1e-12]) {
      const { edges } = energyPanels(expansion, reservoirs, tolerance, all);
      const wanted = -Math.log(Math.min(tolerance, 1e-6));
      for (const distance of [
        (edges.at(-1)! - reservoirs.mu[0]!) / 0.4,
        (reservoirs.mu[0]! - edges[0]!) / 0.4,
      ]) {
        expect(distance).toBeGreaterThan(wanted);
        expect(distance).toBeLessThan(wanted + 16);
      }
    }
  });

  it("reach a narrow level whose height outweighs the tail that it is in, on either side", () => {
    for (const level of [3, -3]) {
      const given = junction({
        hamiltonian: symmetric(level, 0, 0),
        electrodes: { L: { broadening: [2e-7, 0.5] }, R: { broadening: [1e-7, 0.5] } },
        modes: [{ omega: 0.35, coupling: symmetric(0.2, 0.1, -0.1) }],
        damping: 0.3,
      });
      const T = 0.07;
      const { expansion, reservoirs } = partsAt(given, pointOf({ L: [0.1, T], R: [-0.1, T] }, T));
      const panels = energyPanels(expansion, reservoirs, 1e-6, all);
      const at = level - expansion.reference;
      expect(panels.edges[0]).toBeLessThan(at);
      expect(panels.edges.at(-1)).toBeGreaterThan(at);
      expect(errorAt(panels, at, 1.5e-7)).toBeLessThan(1e-5);
      // a broad one is left out
      const broad = junction({
        ...given,
        electrodes: { L: { broadening: [0.5, 0.5] }, R: { broadening: [0.5, 0.5] } },
      });
      const other = partsAt(broad, pointOf({ L: [0.1, T], R: [-0.1, T] }, T));
      const { edges } = energyPanels(other.expansion, other.reservoirs, 1e-6, all);
      const far = level - other.expansion.reference;
      expect(level > 0 ? edges.at(-1)! < far : edges[0]! > far).toBe(true);
    }
  });

  it("reach as far for a level of a junction of several as for one alone", () => {
    const T = 0.07;
    const ends = [3, -3].map((level) =>
      [
        [level, 0],
        [0, level],
      ].map(([a, b]) => {
        const given = junction({
          hamiltonian: symmetric(a!, 0, b!),
          electrodes: {
            L: { broadening: a === level ? [2e-7, 0.5] : [0.5, 2e-7] },
            R: { broadening: a === level ? [1e-7, 0.5] : [0.5, 1e-7] },
          },
          modes: [{ omega: 0.35, coupling: symmetric(0.2, 0.1, -0.1) }],
          damping: 0.3,
        });
        const { expansion, reservoirs } = partsAt(given, pointOf({ L: [0.1, T], R: [-0.1, T] }, T));
        const { edges } = energyPanels(expansion, reservoirs, 1e-6, all);
        return level > 0 ? edges.at(-1)! + expansion.reference : edges[0]! + expansion.reference;
      }),
    );
    expect(ends[0]![0]).toBeCloseTo(ends[0]![1]!, 10);
    expect(ends[1]![0]).toBeCloseTo(ends[1]![1]!, 10);
    // a tail beyond the level, of some thirty temperatures
    expect(ends[0]![0]! - 3).toBeGreaterThan(20 * T);
    expect(ends[0]![0]! - 3).toBeLessThan(40 * T);
    expect(-3 - ends[1]![0]!).toBeGreaterThan(20 * T);
    expect(-3 - ends[1]![0]!).toBeLessThan(40 * T);
  });

  it("resolve a resonance in the tail as well as one between the potentials", () => {
    const T = 0.02;
    const at = (level: number) => {
      const given = junction({
        hamiltonian: [level],
        electrodes: { L: { broadening: [0.02] }, R: { broadening: [0.02] } },
        modes: [{ omega: 0.35, coupling: [0.2] }],
        damping: 0.3,
      });
      const { expansion, reservoirs } = partsAt(given, pointOf({ L: [0.2, T], R: [-0.2, T] }, T));
      const { edges } = energyPanels(expansion, reservoirs, 1e-12, all);
      const x = level - expansion.reference;
      return { error: errorAt({ edges, ruleError: 0, tail: 0 }, x, 0.02), edges, x };
    };
    for (const level of [0, 0.85, -0.85]) {
      const { error, edges, x } = at(level);
      expect(edges[0]! < x && edges.at(-1)! > x).toBe(true);
      expect(error).toBeLessThan(1e-12);
    }
  });

  it("do not reach for a dark level", () => {
    const ends = [0.5, 1.3].map((level) => {
      const given = junction({
        hamiltonian: [0, level],
        electrodes: { L: { broadening: [0.3, 0] }, R: { broadening: [0.3, 0] } },
        modes: [{ omega: 0.35, coupling: [0.2, 0.1] }],
        damping: 0.3,
      });
      const { expansion, reservoirs } = partsAt(given, pointOf({ L: [0.1, 0.05], R: [-0.1, 0.05] }, 0.05));
      const { edges } = energyPanels(expansion, reservoirs, 1e-8, all);
      return [edges[0]! + expansion.reference, edges.at(-1)! + expansion.reference];
    });
    ends[0]!.forEach((end, k) => {
      expect(end).toBeCloseTo(ends[1]![k]!, 10);
    });
  });

  it("are about the electrodes that are driven alone, and none where none is", () => {
    const { expansion, reservoirs } = partsAt(narrow, pointOf({ L: [5, 0.02], R: [-5, 0.02] }, 0.02));
    const one = energyPanels(expansion, reservoirs, 1e-6, (a) => a === 0);
    expect(one.edges[0]).toBeGreaterThan(2 - expansion.reference);
    const other = energyPanels(expansion, reservoirs, 1e-6, (a) => a === 1);
    expect(other.edges.at(-1)).toBeLessThan(-2 - expansion.reference);
    expect(energyPanels(expansion, reservoirs, 1e-6, () => false)).toEqual({
      edges: [],
      ruleError: 0,
      tail: 0,
    });
    const cold = partsAt(narrow, pointOf({ L: [0.3, 0], R: [0.3, 0] }, 0));
    expect(energyPanels(cold.expansion, cold.reservoirs, 1e-6, all).edges).toEqual([]);
  });

  it("integrate the window between two electrodes", () => {
    const T = 0.05;
    const { expansion, reservoirs } = partsAt(
      junction({ ...narrow, electrodes: { L: { broadening: [0.2, 0.1] }, R: { broadening: [0.1, 0.3] } } }),
      pointOf({ L: [0.4, T], R: [-0.3, T] }, T),
    );
    const panels = energyPanels(expansion, reservoirs, 1e-12, all);
    const { edges } = panels;
    const window = (e: number): number => {
      const f = (x: number): number => 1 / (1 + Math.exp(x));
      return f((e - reservoirs.mu[0]!) / T) - f((e - reservoirs.mu[1]!) / T);
    };
    const { value, absolute } = overPanels({ edges, ruleError: 0, tail: 0 }, 1, (e, out) => {
      out[0] = window(e);
    });
    expect(Math.abs(value[0]! - 0.7)).toBeLessThan(1e-12 * absolute[0]!);
  });
});

describe("the panels of the occupied states", () => {
  it.each(points)("reach from far below all levels to the end of the hottest tail, %s", (_, point) => {
    const { expansion, reservoirs } = partsAt(narrow, point);
    const panels = occupiedPanels(expansion, expansion, reservoirs, 1e-8);
    expect(ascending(panels)).toBe(true);
    expect(panels.tail).toBe(Math.max(...reservoirs.temperature));
    expect(panels.edges[0]).toBeLessThan(-1e6);
    const end = Math.max(
      ...Array.from(
        reservoirs.mu,
        (one, a) => one + (reservoirs.temperature[a]! || Math.max(...reservoirs.temperature)) * Math.log(1e8),
      ),
    );
    expect(panels.edges.at(-1)! - end).toBeGreaterThanOrEqual(0);
    expect(panels.edges.at(-1)! - end).toBeLessThan(16 * Math.max(...reservoirs.temperature) + 1e-9);
    for (const [x, y] of singularities(expansion, reservoirs))
      if (x < end) expect(errorAt(panels, x, y), `${x} ${y}`).toBeLessThan(panels.ruleError + 1e-12);
  });

  it("begin some million times as far below as levels, widths and temperatures reach", () => {
    const { expansion, reservoirs } = partsAt(narrow, pointOf({ L: [0.4, 0.1], R: [-0.3, 0.2] }, 0.05));
    const begin = (re: (x: number) => number, im: (y: number) => number, which = 0): number => {
      const moved: Expansion = { ...expansion, re: expansion.re.map(re), im: expansion.im.map(im) };
      const [incoming, outgoing] = which === 0 ? [moved, expansion] : [expansion, moved];
      return -occupiedPanels(incoming, outgoing, reservoirs, 1e-8).edges[0]!;
    };
    const same = (x: number): number => x;
    for (const which of [0, 1])
      for (const [depth, reach] of [
        [begin((x) => x - 1e3, same, which), 1e3],
        [begin((x) => x + 1e3, same, which), 1e3],
        [begin(same, () => -1e3, which), 1e3],
      ] as const) {
        expect(depth / reach).toBeGreaterThan(1e6);
        expect(depth / reach).toBeLessThan(1e7);
      }
    expect(begin(same, same)).toBeGreaterThan(1e6);
    expect(begin(same, same)).toBeLessThan(1e8);
    const hot = partsAt(narrow, pointOf({ L: [0.4, 50], R: [-0.3, 0.2] }, 0.05));
    expect(-occupiedPanels(hot.expansion, hot.expansion, hot.reservoirs, 1e-8).edges[0]!).toBeGreaterThan(
      5e7,
    );
  });

  it("resolve the poles of the states that leave as well, where those are others", () => {
    const { expansion, reservoirs } = partsAt(narrow, points[0]![1]);
    const outgoing: Expansion = {
      ...expansion,
      re: expansion.re.map((x) => x - 0.111),
      im: expansion.im.map((y) => y / 3),
    };
    const panels = occupiedPanels(expansion, outgoing, reservoirs, 1e-8);
    for (const of of [expansion, outgoing])
      for (const [x, y] of singularities(of, reservoirs))
        if (x < 0.4) expect(errorAt(panels, x, y)).toBeLessThan(panels.ruleError + 1e-12);
  });
});

describe("the panels of the frequencies", () => {
  it.each(points.slice(0, 3))(
    "resolve the modes, the pairs of levels and the pairs of a level and a chemical potential, %s",
    (_, point) => {
      const { expansion, reservoirs } = partsAt(narrow, point);
      const states = { count: 1, re: Float64Array.of(0.33), im: Float64Array.of(-2e-3) };
      const panels = frequencyPanels(expansion, states, reservoirs, 1e-8);
      expect(ascending(panels)).toBe(true);
      expect(panels.edges[0]).toBe(0);
      const hottest = Math.max(reservoirs.boson, ...reservoirs.temperature);
      expect(panels.tail).toBe(hottest);
      expect(panels.edges.at(-1)).toBeGreaterThan(hottest * Math.log(1e8));
      expect(panels.edges.at(-1)).toBeLessThanOrEqual(0.36 + 60 * hottest);
      const { re, im, displacement } = expansion;
      const { mu, temperature } = reservoirs;
      const found: [number, number][] = [[displacement.re[0]!, -displacement.im[0]!]];
      for (const [sx, sy] of [[0.33, 2e-3], ...Array.from(re, (x, p) => [x, -im[p]!])] as [
        number,
        number,
      ][]) {
        mu.forEach((one, a) => {
          found.push([Math.abs(sx - one), Math.PI * temperature[a]! + sy]);
        });
      }
      re.forEach((x, q) => {
        found.push([Math.abs(0.33 - x), 2e-3 - im[q]!]);
      });
      for (const [x, y] of found)
        if (x < panels.edges.at(-1)!)
          expect(errorAt(panels, x, y), `${x} ${y}`).toBeLessThan(panels.ruleError + 1e-12);
    },
  );

  it("resolve the lowest pole of the Bose function of every temperature at w = 0", () => {
    const broad = junction({
      hamiltonian: [0.9],
      electrodes: { L: { broadening: [1.3] }, R: { broadening: [0.8] } },
      modes: [{ omega: 0.9, coupling: [0.2] }],
      damping: 0.9,
    });
    for (const [boson, T] of [
      [1e-3, 0.1],
      [0.1, 1e-3],
    ] as const) {
      const { expansion, reservoirs } = partsAt(broad, pointOf({ L: [0.4, T], R: [-0.3, 0.2] }, boson));
      const panels = frequencyPanels(expansion, expansion, reservoirs, 1e-10);
      for (const y of [2 * Math.PI * boson, 2 * Math.PI * T])
        expect(errorAt(panels, 0, y), `${y}`).toBeLessThan(panels.ruleError + 1e-12);
    }
  });

  it("have none of an empty bath at w = 0", () => {
    const point = (boson: number): OperatingPoint => pointOf({ L: [0.4, 0.2], R: [-0.3, 0.2] }, boson);
    const panelsAt = (boson: number): Panels => {
      const { expansion, reservoirs } = partsAt(narrow, point(boson));
      return frequencyPanels(expansion, expansion, reservoirs, 1e-8);
    };
    expect(panelsAt(0).edges.length).toBeLessThan(panelsAt(1e-6).edges.length);
    expect(panelsAt(0).edges[1]).toBeGreaterThan(1e-3);
  });

  it("reach a mode far above all temperatures whose line outweighs the tail", () => {
    const sharp = junction({ ...narrow, modes: [{ omega: 1.6, coupling: [0.1, 0.1] }], damping: 1e-6 });
    const { expansion, reservoirs } = partsAt(sharp, pointOf({ L: [0.1, 0.04], R: [0, 0.04] }, 0.04));
    const panels = frequencyPanels(expansion, expansion, reservoirs, 1e-6);
    expect(panels.edges.at(-1)).toBeGreaterThan(1.6);
    expect(errorAt(panels, 1.6, 5e-7)).toBeLessThan(1e-7);
    const broad = partsAt(
      junction({ ...sharp, damping: 0.5 }),
      pointOf({ L: [0.1, 0.04], R: [0, 0.04] }, 0.04),
    );
    expect(
      frequencyPanels(broad.expansion, broad.expansion, broad.reservoirs, 1e-6).edges.at(-1),
    ).toBeLessThan(1.6);
  });

  it("give a pole that fits a band no more weight than it has on the levels", () => {
    const given = junction({
      hamiltonian: [0.1],
      electrodes: { L: { broadening: [0.4] }, R: lorentzian(0, 1e-6, 1e-3, 4) },
      modes: [{ omega: 0.4, coupling: [0.1] }],
      damping: 0.3,
    });
    const { expansion, reservoirs } = partsAt(given, pointOf({ L: [0.1, 0.05], R: [0, 0.05] }, 0.05));
    const { edges } = energyPanels(expansion, reservoirs, 1e-6, all);
    expect(edges.at(-1)).toBeLessThan(3 - expansion.reference);
  });
});
