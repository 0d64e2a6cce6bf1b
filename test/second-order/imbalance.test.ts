/** What modes of another temperature scatter: densities against quadrature over energies, and the two ways to all of it. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint } from "../../lib/solver/index.js";
import type { Expansion } from "../../lib/solver/second-order/expansion.js";
import {
  densitiesOf,
  imbalanceCurrents,
  inStates,
  outStates,
} from "../../lib/solver/second-order/imbalance.js";
import { imbalanceByEnergy } from "../../lib/solver/second-order/imbalance-by-energy.js";
import { symmetric } from "../matrices.js";
import { fermi, sum } from "./panel-sums.js";
import { couplingsOf, modesAt, type Parts, partsAt, spectraAt, tangled, trace, unequal } from "./parts.js";
import { pointOf } from "./support.js";

const cold = pointOf({ L: [0.5, 0], R: [-0.4, 0.35], C: [0.1, 0] }, 0.3);
const filled = (x: number, T: number): number => (T === 0 ? (x < 0 ? 1 : 0) : fermi(x / T));

/**
 * - int de/2pi (e - mu_a)^k sum_mn A_mn(w)/w tr[M^m A_a(e) M^n A_b(e-w)] (f_a(e) - f_b(e-w)), flux and moment of every a and b, the
 * electrode a by states of the given way.
 */
function byQuadrature(parts: Parts, omega: number, way: "in" | "out"): number[] {
  const { given, expansion, reservoirs } = parts;
  const { mu, temperature } = reservoirs;
  const M = couplingsOf(given);
  const { A } = modesAt(given, omega);
  const out = new Array<number>(2 * mu.length ** 2).fill(0);
  const features = Array.from(expansion.re, (centre, p) => ({ centre, width: -expansion.im[p]! })).flatMap(
    (one) => [one, { centre: one.centre + omega, width: one.width }],
  );
  const steps = Array.from(mu, (one, a) => [
    { centre: one, width: temperature[a]! || 0.1 },
    { centre: one + omega, width: temperature[a]! || 0.1 },
  ]).flat();
  const breaks = [-16, ...steps.map(({ centre }) => centre), 16].sort((x, y) => x - y);
  for (let k = 1; k < breaks.length; k++) {
    if (!(breaks[k]! - breaks[k - 1]! > 1e-12)) continue;
    sum(breaks[k - 1]!, breaks[k]!, [...features, ...steps], (e, weight) => {
      const [there, here] = [spectraAt(parts, e, way), spectraAt(parts, e - omega)];
      for (let a = 0; a < mu.length; a++) {
        for (let b = 0; b < mu.length; b++) {
          const f = filled(e - mu[a]!, temperature[a]!) - filled(e - omega - mu[b]!, temperature[b]!);
          if (f === 0) continue;
          let total = 0;
          for (let m = 0; m < M.length; m++)
            for (let n = 0; n < M.length; n++)
              total += (A.re[m * M.length + n]! / omega) * trace(M[m]!, there[a]!, M[n]!, here[b]!).re;
          const at = 2 * (a * mu.length + b);
          const value = (-weight * total * f) / (2 * Math.PI);
          out[at] = out[at]! + value;
          out[at + 1] = out[at + 1]! + value * (e - mu[a]!);
        }
      }
    });
  }
  return out;
}

const compare = (found: ArrayLike<number>, exact: readonly number[], tolerance: number): void => {
  for (const moment of [0, 1]) {
    const pick = (x: ArrayLike<number>): number[] => Array.from(x).filter((_, k) => k % 2 === moment);
    const size = Math.max(...pick(exact).map(Math.abs));
    pick(found).forEach((one, k) => {
      expect(Math.abs(one - pick(exact)[k]!)).toBeLessThan(tolerance * size);
    });
  }
};

const all = (): boolean => true;

describe("the densities of pairs by frequency", () => {
  it.each([
    ["warm", unequal, 0.6, 2],
    ["with cold electrodes", cold, 1.1, 1],
  ])("are integrals over energies with the states that leave, %s", (_, point, omega, modes) => {
    const parts = partsAt(tangled(5, modes), point);
    const { put, length } = densitiesOf(
      parts.expansion,
      outStates(parts.outgoing),
      parts.reservoirs,
      false,
      all,
    );
    const out = new Float64Array(length);
    put(omega, out, undefined);
    compare(out, byQuadrature(parts, omega, "out"), 1e-9);
  });

  it("are those with the states that come in", () => {
    const parts = partsAt(tangled(5, 1), unequal);
    const { put, length } = densitiesOf(
      parts.expansion,
      inStates(parts.expansion),
      parts.reservoirs,
      false,
      all,
    );
    const out = new Float64Array(length);
    put(0.6, out, undefined);
    compare(out, byQuadrature(parts, 0.6, "in"), 1e-9);
  });

  it.each([
    ["in", inStates],
    ["out", outStates],
  ] as const)("are the sum of both signs of the frequency where asked, states %s", (way, statesOf) => {
    const parts = partsAt(tangled(), unequal);
    const expansion = way === "in" ? parts.expansion : parts.outgoing;
    const states = statesOf(expansion);
    const both = densitiesOf(parts.expansion, states, parts.reservoirs, true, all);
    const one = densitiesOf(parts.expansion, states, parts.reservoirs, false, all);
    const [sumOfBoth, sizes, up, down] = Array.from({ length: 4 }, () => new Float64Array(both.length)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    both.put(0.6, sumOfBoth, sizes);
    const separate = new Float64Array(both.length);
    one.put(0.6, up, separate);
    const minus = new Float64Array(both.length);
    one.put(-0.6, down, minus);
    sumOfBoth.forEach((value, k) => {
      expect(value).toBeCloseTo(up[k]! + down[k]!, 13);
      expect(sizes[k]! / (separate[k]! + minus[k]!)).toBeCloseTo(1, 12);
      expect(sizes[k]!).toBeGreaterThan(Math.abs(value));
    });
  });

  it("are as many as are wanted, by the electrode from which the electron comes", () => {
    const parts = partsAt(tangled(), unequal);
    const states = outStates(parts.outgoing);
    const some = densitiesOf(parts.expansion, states, parts.reservoirs, true, (b) => b === 1);
    const full = densitiesOf(parts.expansion, states, parts.reservoirs, true, all);
    const [few, many] = [new Float64Array(18), new Float64Array(18)];
    some.put(0.6, few, undefined);
    full.put(0.6, many, undefined);
    few.forEach((value, k) => {
      if (Math.floor(k / 2) % 3 === 1) expect(value).toBe(many[k]);
      else expect(value).toBe(0);
      expect(many[k]).not.toBe(0);
    });
  });

  it("do not depend on whether reservoirs are alike", () => {
    const at = (shift: number): Float64Array => {
      const parts = partsAt(tangled(), pointOf({ L: [0.3, 0.2], R: [0.3 + shift, 0.2], C: [0.1, 0.2] }, 0.3));
      const { put, length } = densitiesOf(
        parts.expansion,
        outStates(parts.outgoing),
        parts.reservoirs,
        true,
        all,
      );
      const out = new Float64Array(length);
      put(0.8, out, undefined);
      return out;
    };
    const [alike, nearly] = [at(0), at(1e-12)];
    alike.forEach((value, k) => {
      expect(nearly[k]! / value).toBeCloseTo(1, 8);
    });
  });

  it.each([
    ["warm", unequal],
    ["cold", cold],
  ])("lose no digits where a pole meets another moved by the frequency, %s", (_, point) => {
    const parts = partsAt(tangled(5, 1), point);
    const { expansion } = parts;
    // two poles of one width
    const level: Expansion = { ...expansion, im: expansion.im.map(() => expansion.im[1]!) };
    const omega = Math.abs(level.re[1]! - level.re[2]!);
    const at = (distance: number): [Float64Array, Float64Array] => {
      const { put, length } = densitiesOf(level, inStates(level), parts.reservoirs, false, all);
      const [out, sizes] = [new Float64Array(length), new Float64Array(length)];
      put(omega + distance, out, sizes);
      return [out, sizes];
    };
    const [there] = at(0);
    for (const distance of [1e-12, 1e-9, 1e-7]) {
      const [beside, sizes] = at(distance);
      const [other] = at(-distance);
      there.forEach((value, k) => {
        expect(Math.abs(beside[k]! - value)).toBeLessThan((100 * distance + 1e-13) * sizes[k]!);
        expect(Math.abs((beside[k]! + other[k]!) / 2 - value)).toBeLessThan(
          (1e3 * distance ** 2 + 3e-14) * sizes[k]!,
        );
      });
    }
    // and what differences give further away, continued to the place
    const [first, second, third] = [1, 2, 3].map((k) => [at(0.04 * k)[0], at(-0.04 * k)[0]]) as [
      Float64Array[],
      Float64Array[],
      Float64Array[],
    ];
    const [, sizes] = at(0);
    there.forEach((value, k) => {
      const pair = ([up, down]: Float64Array[]): number => up![k]! + down![k]!;
      const continued = 0.75 * pair(first) - 0.3 * pair(second) + 0.05 * pair(third);
      expect(Math.abs(value - continued)).toBeLessThan(1e-3 * sizes[k]!);
      expect(sizes[k]!).toBeGreaterThan(Math.abs(value));
    });
  });
});

/** One level, or two of which nothing is real. */
const single = (width: number): Junction =>
  junction({
    hamiltonian: [0.2],
    electrodes: { L: { broadening: [width] }, R: { broadening: [0.4] } },
    modes: [{ omega: 0.6, coupling: [0.3] }],
    damping: 0.4,
  });
const double = junction({
  hamiltonian: [
    [0.2, { re: 0.1, im: 0.2 }],
    [{ re: 0.1, im: -0.2 }, -0.3],
  ],
  electrodes: {
    L: {
      broadening: [
        [0.4, { re: 0.1, im: 0.2 }],
        [{ re: 0.1, im: -0.2 }, 0.3],
      ],
    },
    R: { broadening: [0.1, 0.5] },
  },
  modes: [
    { omega: 0.6, coupling: symmetric(0.3, 0.2, -0.1) },
    {
      omega: 0.9,
      coupling: [
        [0.1, { re: 0, im: 0.2 }],
        [{ re: 0, im: -0.2 }, 0.2],
      ],
    },
  ],
  damping: symmetric(0.5, 0.3, 0.6),
});

describe("currents by modes of another temperature than the electrodes", () => {
  const kinds: readonly (readonly [string, Junction, OperatingPoint])[] = [
    ["one level", single(0.5), pointOf({ L: [0.4, 0.3], R: [-0.3, 0.5] }, 0.4)],
    [
      "one electrode at the temperature of the modes",
      single(0.6),
      pointOf({ L: [0.4, 0.3], R: [-0.3, 0.5] }, 0.3),
    ],
    ["cold modes", single(0.3), pointOf({ L: [0.4, 0.4], R: [-0.3, 0.5] }, 0)],
    ["a cold electrode", single(0.4), pointOf({ L: [0.4, 0], R: [-0.3, 0.5] }, 0.4)],
    [
      "two modes of one bath on two levels in a magnetic field",
      double,
      pointOf({ L: [0.4, 0.5], R: [-0.3, 0.4] }, 0.4),
    ],
  ];

  it.each(kinds)("are the same summed over frequencies and over energies: %s", (_, given, point) => {
    const { expansion, outgoing, reservoirs } = partsAt(given, point);
    const by = [imbalanceCurrents, imbalanceByEnergy].map((way) =>
      way(expansion, outgoing, reservoirs, 1e-6),
    ) as [ReturnType<typeof imbalanceCurrents>, ReturnType<typeof imbalanceCurrents>];
    for (const moment of [0, 1]) {
      const size = Math.max(...[0, 1].map((a) => Math.abs(by[0].value[2 * a + moment]!)));
      for (let k = moment; k < 4; k += 2) {
        const error = by.reduce((total, { truncation, noise }) => total + truncation[k]! + noise[k]!, 0);
        const difference = Math.abs(by[0].value[k]! - by[1].value[k]!);
        expect(difference).toBeLessThan(error);
        expect(difference).toBeLessThan(1e-8 * size);
        expect(by[0].noise[k]).toBeLessThan(1e-11 * size);
        expect(by[1].noise[k]).toBeLessThan(1e-9 * size);
        expect(by[0].noise[k]).toBeGreaterThan(1e-16 * Math.abs(by[0].value[k]!));
        expect(by[1].noise[k]).toBeGreaterThan(1e-16 * Math.abs(by[1].value[k]!));
      }
    }
  });

  it("have the roundoff of their heat grow with the distance from the chemical potential, as their sizes do", () => {
    const { expansion, outgoing, reservoirs } = partsAt(
      single(0.5),
      pointOf({ L: [0.4, 0.3], R: [-0.3, 0.5] }, 0.4),
    );
    const { noise } = imbalanceByEnergy(expansion, outgoing, reservoirs, 1e-6);
    for (const a of [0, 1]) {
      expect(noise[2 * a + 1]! / noise[2 * a]!).toBeGreaterThan(0.2);
      expect(noise[2 * a + 1]! / noise[2 * a]!).toBeLessThan(50);
    }
  });

  it("are none at one temperature", () => {
    const { expansion, outgoing, reservoirs } = partsAt(
      single(0.4),
      pointOf({ L: [0.4, 0.3], R: [-0.3, 0.3] }, 0.3),
    );
    for (const way of [imbalanceCurrents, imbalanceByEnergy])
      expect(Array.from(way(expansion, outgoing, reservoirs, 1e-3).value, (x) => x + 0)).toEqual([
        0, 0, 0, 0,
      ]);
  });
});
