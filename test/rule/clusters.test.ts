/** Which poles of the integrand are taken together, and the circles round them. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import {
  BOSE,
  DRAIN,
  HOP,
  listPoles,
  MODE,
  PINCH,
  type PoleList,
  SOURCE,
} from "../../lib/solver/rule/ladders.js";
import { dots, dotsWith } from "../junctions.js";
import { clustersOf, listOf, placesOf } from "./poles.js";
import { pointOf } from "./rules.js";

describe("poles that nearly coincide are taken together", () => {
  const hopAt = { re: 1, im: 0.5 };
  it.each([
    [1e-9, true],
    [1e-6, true],
    [2.5e-5, true],
    [4e-5, false],
    [1e-3, false],
  ])("a mode and a hop %d apart: %s", (distance, isTogether) => {
    // the pole of the mode: sqrt(omega^2 - gamma^2/4) + i gamma/2
    const omega = Math.hypot(hopAt.re + distance, hopAt.im);
    const [, list] = listOf(dotsWith({ omega, gammaPh: 2 * hopAt.im }), twoTerminal(10, 10, 0.9, 0.7), 3, 4);
    expect(clustersOf(list)).toEqual(isTogether ? [[MODE, HOP]] : []);
    expect(list.circles.length).toBe(isTogether ? 1 : 0);
    for (const { x, y, radius } of list.circles) {
      expect(Math.hypot(x - hopAt.re - distance / 2, y - hopAt.im)).toBeLessThan(1e-9);
      for (let k = 0; k < list.count; k++) {
        const away = Math.hypot(list.re[k]! - x, list.im[k]! - y);
        if (list.cluster[k]! > 0) expect(away).toBeLessThanOrEqual(0.3 * radius);
        else expect(away).toBeGreaterThanOrEqual(radius / 0.3);
      }
      expect(radius).toBeLessThanOrEqual(0.4 * y);
    }
  });

  it("many poles as few: sorted or not", () => {
    // cold electrodes: hundreds of rungs, one mode that sits on the hop
    const omega = Math.hypot(1 + 1e-7, 0.5);
    const near = dotsWith({ omega, gammaPh: 1 });
    const [, list] = listOf(near, twoTerminal(10.03, 9.98, 0.004, 0.7), 3, 4);
    expect(list.count).toBeGreaterThan(100);
    expect(clustersOf(list)).toEqual([[MODE, HOP]]);
  });

  it("not the rungs of source and drain, whose residues are not singular at each other", () => {
    // both chemical potentials half way between the levels: mu - z_R and z_L - mu are one
    const [, list] = listOf(dots, twoTerminal(10, 10, 0.1, 0.7), 3, 4);
    const sources = placesOf(list, SOURCE);
    expect(sources.filter((place) => placesOf(list, DRAIN).includes(place)).length).toBeGreaterThan(1);
    expect(clustersOf(list).every((kinds) => !kinds.includes(SOURCE))).toBe(true);
  });

  it("two modes where they cannot be told apart, with nothing else", () => {
    const alike = (difference: number, damping: number[][]): Junction =>
      junction({
        hamiltonian: [0.3, -0.2],
        electrodes: { L: { broadening: [0.4, 0] }, R: { broadening: [0, 0.7] } },
        modes: [
          {
            omega: 0.8,
            coupling: [
              [0, 0.2],
              [0.2, 0],
            ],
          },
          {
            omega: 0.8 + difference,
            coupling: [
              [0.1, 0.1],
              [0.1, 0],
            ],
          },
        ],
        damping,
      });
    const own = listOf(
      alike(1e-7, [
        [0.1, 0],
        [0, 0.1],
      ]),
      twoTerminal(0.1, -0.1, 0.4, 0.5),
      3,
      4,
    )[1];
    expect(clustersOf(own)).toEqual([]);
    const common = listOf(
      alike(1e-7, [
        [0.1, 1e-8],
        [1e-8, 0.1],
      ]),
      twoTerminal(0.1, -0.1, 0.4, 0.5),
      3,
      4,
    )[1];
    expect(clustersOf(common)).toEqual([[MODE, MODE]]);
  });
});

/** Levels and modes of dots, and reservoirs, with some poles at one place or nearly. */
type Coincidence = readonly [Junction, OperatingPoint];

describe("poles of all kinds that nearly coincide are taken together but for the rungs of source and drain", () => {
  const pi = Math.PI;
  // d keeps them from coinciding exactly; a level on a Fermi pole of its electrode makes two pairs of them
  const onRungOfL = (d: number): Junction => dotsWith({ gammaL: 0.2 * pi + d, gammaR: 0.34 });
  const onRungOfR = (d: number): Junction => dotsWith({ gammaL: 0.34, gammaR: 0.2 * pi + d });
  const mode = (x: number, y: number): object => ({ omega: Math.hypot(x, y), gammaPh: 2 * y });
  const d = 1e-7;
  it.each<[string, Coincidence, readonly (readonly number[])[]]>([
    [
      "the left level on a rung of L",
      [onRungOfL(d), pointOf(10.5, 0.1, 9.77, 0.1, 0.3)],
      [
        [BOSE, DRAIN],
        [HOP, SOURCE],
      ],
    ],
    [
      "the right level on a rung of R",
      [onRungOfR(d), pointOf(10.27, 0.1, 9.5, 0.1, 0.3)],
      [
        [BOSE, SOURCE],
        [HOP, DRAIN],
      ],
    ],
    [
      "the left level on a rung of L, two temperatures",
      [onRungOfL(d), pointOf(10.5, 0.1, 9.77, 0.123, 0.3)],
      [
        [HOP, SOURCE],
        [DRAIN, PINCH],
      ],
    ],
    [
      "the right level on a rung of R, two temperatures",
      [onRungOfR(d), pointOf(10.27, 0.123, 9.5, 0.1, 0.3)],
      [
        [HOP, DRAIN],
        [SOURCE, PINCH],
      ],
    ],
    [
      "a mode on a Bose pole",
      [dotsWith(mode(0.9, 0.2 * pi + d)), twoTerminal(10.6, 9.7, 0.1, 0.3)],
      [[MODE, BOSE]],
    ],
    [
      "a mode on a pinch",
      [dotsWith(mode(0.9, 0.23 * pi + d)), pointOf(10.6, 0.1, 9.7, 0.13, 0.3)],
      [[MODE, PINCH]],
    ],
    [
      "a mode on a rung of the source's ladder",
      [dotsWith(mode(0.9, 0.25 + 0.1 * pi + d)), twoTerminal(10.4, 9.8, 0.1, 0.3)],
      [[MODE, SOURCE]],
    ],
    [
      "a mode on a rung of the drain's ladder",
      [dotsWith(mode(0.9, 0.25 + 0.1 * pi + d)), twoTerminal(10.2, 9.6, 0.1, 0.3)],
      [[MODE, DRAIN]],
    ],
    ["the rungs of both ladders", [dots, twoTerminal(10.4, 9.6, 0.1, 0.3)], []],
    [
      "the rungs of both ladders, the levels in the other order",
      [dotsWith({ epsilonL: 9.5, epsilonR: 10.5 }), twoTerminal(9.6, 10.4, 0.1, 0.3)],
      [],
    ],
    [
      "the rungs of both ladders, electrodes alike",
      [dotsWith({ epsilonL: 9.5, epsilonR: 10.5 }), twoTerminal(10, 10, 0.1, 0.3)],
      [],
    ],
  ])("%s", (_, [of, point], kinds) => {
    const [, list] = listOf(of, point, 1.1, 4);
    const found = clustersOf(list).map((cluster) => cluster.join(" "));
    expect([...new Set(found)].sort()).toEqual(kinds.map((one) => one.join(" ")).sort());
    expect(list.circles).toHaveLength(found.length);
  });

  it("and for those of one kind but modes, also where damping joins these", () => {
    // three levels at equal distances, equally wide: two hops at one place
    const ladder = junction({
      hamiltonian: [-1, 0, 1],
      electrodes: { L: { broadening: [0.2, 0.2, 0.2] }, R: { broadening: [0.2, 0.2, 0.2] } },
      modes: [0.6, 1.3].map((omega) => ({
        omega,
        coupling: [
          [0, 0.2, 0],
          [0.2, 0, 0.1],
          [0, 0.1, 0],
        ],
      })),
      damping: [
        [0.3, 0.1],
        [0.1, 0.4],
      ],
    });
    const [, list] = listOf(ladder, twoTerminal(0.23, -0.41, 0.2, 0.3), 1.1, 4);
    const places = Array.from(
      { length: list.count },
      (_, k) => `${list.re[k]!.toFixed(9)} ${list.im[k]!.toFixed(9)}`,
    );
    expect(places.length - new Set(places).size).toBeGreaterThan(0);
    expect(clustersOf(list)).toEqual([]);
  });
});

describe("near are poles within a part of their real part and of their height", () => {
  it.each([
    ["far out", 4, 0.5, 6e-5, 0, true],
    ["far out, farther apart", 4, 0.5, 1.5e-4, 0, false],
    ["far in", 0.25, 0.5, 2e-5, 0, false],
    ["far in, closer", 0.25, 0.5, 5e-6, 0, true],
    ["next to the axis", 1, 1e-5, 1e-6, 0, false],
    ["next to the axis, closer", 1, 1e-5, 4e-7, 0, true],
    ["above one another", 1, 0.5, 0, 1e-3, false],
    ["above one another, closer", 1, 0.5, 0, 1e-5, true],
  ] as const)("%s", (_, x, y, right, up, isTogether) => {
    const of = dotsWith({
      epsilonL: 10 + x / 2,
      epsilonR: 10 - x / 2,
      gammaL: y,
      gammaR: y,
      omega: Math.hypot(x + right, y + up),
      gammaPh: 2 * (y + up),
    });
    const [, few] = listOf(of, twoTerminal(10, 10, 0.9, 0.7), 3, 6);
    expect(few.count).toBeLessThan(64);
    expect(clustersOf(few)).toEqual(isTogether ? [[MODE, HOP]] : []);
    // among the many rungs of cold electrodes, to the right of them
    const [, many] = listOf(of, twoTerminal(9.99 - x / 2, 10.01 + 2 * x, 0.004 * x, 0.7), 3, 6 + 3 * x);
    expect(many.count).toBeGreaterThan(64);
    expect(clustersOf(many)).toEqual(isTogether ? [[MODE, HOP]] : []);
  });
});

/** Every circle is as wide as it may be: its members in its midst, its conjugate below the axis and all others far outside. */
function expectWidest(list: PoleList): void {
  const numbers = new Set([...list.cluster.subarray(0, list.around)].filter((number) => number > 0));
  expect(list.circles).toHaveLength(numbers.size);
  for (const { x, y, radius } of list.circles) {
    const away = (k: number): number => Math.hypot(list.re[k]! - x, list.im[k]! - y);
    const all = [...Array(list.around).keys()];
    const inside = all.filter((k) => away(k) < radius);
    const number = list.cluster[inside[0]!]!;
    expect(number).toBeGreaterThan(0);
    expect(inside).toEqual(all.filter((k) => list.cluster[k] === number));
    const mean = (values: Float64Array): number =>
      inside.reduce((sum, k) => sum + values[k]!, 0) / inside.length;
    expect(x).toBeCloseTo(mean(list.re), 12);
    expect(y).toBeCloseTo(mean(list.im), 12);
    for (const k of inside) expect(away(k)).toBeLessThanOrEqual(0.3 * radius);
    const nearest = Math.min(...all.filter((k) => !inside.includes(k)).map(away));
    expect(radius / Math.min(0.4 * y, 0.05 * Math.hypot(x, y), 0.3 * nearest)).toBeCloseTo(1, 12);
  }
}

describe("the circle of a cluster is as wide as others, and the axis, allow", () => {
  const onHop = (x: number, part: { gammaL: number; gammaR: number }, more = 1e-7): Junction => {
    const y = (part.gammaL + part.gammaR) / 2;
    return dotsWith({
      epsilonL: 10 + x / 2,
      epsilonR: 10 - x / 2,
      ...part,
      omega: Math.hypot(x + more, y),
      gammaPh: 2 * y,
    });
  };
  const cold = 0.008;
  // the rungs of R over the left level pass the hop at 1 at a distance of 0.02
  it.each<[string, Junction, OperatingPoint, number]>([
    ["nothing near", onHop(2, { gammaL: 1, gammaR: 1 }), twoTerminal(10, 10, 0.9, 0.7), 3],
    ["nothing near, far in", onHop(0.4, { gammaL: 0.3, gammaR: 0.3 }), twoTerminal(9.9, 9.9, 0.9, 0.7), 3],
    ["the axis", onHop(1, { gammaL: 0.05, gammaR: 0.05 }), twoTerminal(10, 10, 0.9, 0.7), 3],
    ["the axis, far out", onHop(5, { gammaL: 0.2, gammaR: 0.1 }), twoTerminal(10, 10, 2, 0.7), 3],
    ["a rung below", onHop(1, { gammaL: 0.48, gammaR: 0.5 }), twoTerminal(10.52, 10.9, cold, 0.7), 3],
    ["a rung above", onHop(1, { gammaL: 0.54, gammaR: 0.5 }), twoTerminal(10.52, 10.9, cold, 0.7), 3],
    ["a rung to the left", onHop(1, { gammaL: 0.54, gammaR: 0.5 }), twoTerminal(10.47, 10.9, cold, 0.7), 3],
    [
      "a rung outside of the wedge",
      onHop(1, { gammaL: 0.54, gammaR: 0.5 }),
      twoTerminal(10.48, 10.9, cold, 0.7),
      0.525,
    ],
    [
      "a rung below, the lowest pole of all",
      onHop(1, { gammaL: 0.51, gammaR: 0.5 }),
      twoTerminal(10.501, 10.9, 0.25 / Math.PI, 0.7),
      0.6,
    ],
    [
      "a rung, between two temperatures",
      onHop(1, { gammaL: 0.54, gammaR: 0.5 }),
      pointOf(10.52, cold, 10.9, 0.05, 0.7),
      3,
    ],
  ])("%s", (_, of, point, slope) => {
    const [, list] = listOf(of, point, slope, 6);
    expect(clustersOf(list)).toEqual([[MODE, HOP]]);
    expectWidest(list);
  });

  // a rung of L over the right level at this distance from the hop, whose height it has
  const T = 0.25 / Math.PI;
  const besideRung = (of: Junction, distance: number): PoleList =>
    listOf(of, twoTerminal(10.5 + distance, 10.9, T, 0.7), 0.6, 3)[1];
  const wide = { gammaL: 0.5, gammaR: 0.5 };

  it("and takes in what is too near to it", () => {
    const apart = besideRung(onHop(1, wide, -1e-5), 6e-5);
    expect(clustersOf(apart)).toEqual([[MODE, HOP]]);
    expectWidest(apart);
    const taken = besideRung(onHop(1, wide, -1e-5), 4e-5);
    expect(clustersOf(taken)).toEqual([[MODE, HOP, SOURCE]]);
    expectWidest(taken);
  });

  it("and holds chains of which only neighbours are near", () => {
    const chain = besideRung(onHop(1, wide, -2e-5), 2e-5);
    expect(clustersOf(chain)).toEqual([[MODE, HOP, SOURCE]]);
    expectWidest(chain);
  });

  it("and takes in another cluster, which has none of its own then", () => {
    const { damping: _, ...one } = onHop(1, wide, 1e-5);
    const two = junction({
      ...one,
      modes: [1e-5, 6e-5].map((more) => ({ ...one.modes[0]!, omega: Math.hypot(1 + more, 0.5) })),
      damping: 1,
    });
    const list = besideRung(two, 5e-5);
    expect(clustersOf(list)).toEqual([[MODE, MODE, HOP, SOURCE]]);
    expect(list.circles).toHaveLength(1);
    expectWidest(list);
    // farther off both have one
    const apart = besideRung(
      junction({
        ...two,
        modes: [1e-5, 3.1e-4].map((more) => ({ ...one.modes[0]!, omega: Math.hypot(1 + more, 0.5) })),
      }),
      3e-4,
    );
    expect(clustersOf(apart)).toEqual([
      [MODE, HOP],
      [MODE, SOURCE],
    ]);
    expectWidest(apart);
  });

  it("and is none in the midst of a dense ladder: the poles are left to themselves", () => {
    const of = onHop(1, wide, 2.8e-5);
    const [, list] = listOf(of, twoTerminal(10.5, 10.9, 5e-5, 0.7), 0.55, 3);
    expect(list.count).toBeGreaterThan(1000);
    expect(list.circles).toEqual([]);
    expect(clustersOf(list)).toEqual([]);
    // another cluster keeps its own
    const elsewhere = listOf(onHop(1, wide, 2.8e-5), twoTerminal(10.4, 10.9, 5e-5, 0.7), 0.55, 3)[1];
    expect(clustersOf(elsewhere)).toEqual([[MODE, HOP]]);
  });
});

/** How often real parts of a list of poles are looked at while it is made, for each pole. */
function looksAt(of: Junction, point: OperatingPoint, slope: number, end: number) {
  const [state, list] = listOf(of, point, slope, end);
  let looks = 0;
  list.re = new Proxy(list.re, {
    get: (on, key) => {
      looks++;
      return Reflect.get(on, key);
    },
    set: (on, key, value) => Reflect.set(on, key, value),
  });
  listPoles(state, slope, end, list);
  return { count: list.count, looks: looks / list.count };
}

/** Levels at these energies in one electrode, so that all hops have one height; the pole of the mode. */
const levelsAt = (energies: readonly number[], [x, y]: readonly [number, number] = [0.9, 0.3]): Junction => {
  const broadening = energies.map(() => 0.02);
  return junction({
    hamiltonian: [...energies],
    electrodes: { L: { broadening } },
    modes: [
      {
        omega: Math.hypot(x, y),
        coupling: energies.map((_, p) => energies.map((__, q) => 0.1 + 0.01 * (p + q))),
      },
    ],
    damping: 2 * y,
  });
};

describe("many poles that stand beside one another", () => {
  const warm: OperatingPoint = {
    electrodes: { L: { mu: 0.4, temperature: 2 } },
    bath: { temperature: 3 },
  };

  it("are compared with few others each, so that their number hardly counts", () => {
    // up to 17 at one place
    const many = levelsAt(Array.from({ length: 18 }, (_, p) => 0.1 * p));
    const { count, looks } = looksAt(many, warm, 1.3, 6);
    expect(count).toBeGreaterThan(130);
    // sorting takes twice the binary logarithm of the number
    expect(looks).toBeLessThan(2 * Math.log2(count) + 30);
  });

  it("are found where they are near all the same, far out", () => {
    const energies = Array.from({ length: 18 }, (_, p) => 0.3 * p ** 1.3);
    const x = energies[17]!;
    const [, list] = listOf(levelsAt(energies, [x + 1.5e-5 * x, 0.02]), warm, 1.3, 14);
    expect(list.count).toBeGreaterThan(130);
    expect(clustersOf(list)).toEqual([[MODE, HOP]]);
  });
});
