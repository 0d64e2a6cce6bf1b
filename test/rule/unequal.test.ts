/** The Fermi integrals of a channel between electrodes of two temperatures against a plain sum over energies. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { putGradedTransforms } from "../../lib/solver/rule/energies.js";
import { type EnergyRule, type Hop, putFermiPair, type State } from "../../lib/solver/rule/state.js";
import { complexTransforms } from "../../lib/solver/rule/thermal.js";
import {
  addBathOnRung,
  energyRule,
  fractionsOf,
  gapOfLadders,
  putKernel,
  putUnequalTransforms,
  putUnequalTransformsAt,
} from "../../lib/solver/rule/unequal.js";
import { dots, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

type Z = readonly [re: number, im: number];
const add = (a: Z, b: Z): Z => [a[0] + b[0], a[1] + b[1]];
const times = (a: Z, b: Z): Z => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const over = (a: Z, b: Z): Z => {
  const s = b[0] ** 2 + b[1] ** 2;
  return [(a[0] * b[0] + a[1] * b[1]) / s, (a[1] * b[0] - a[0] * b[1]) / s];
};
const exponential = ([x, y]: Z): Z => [Math.exp(x) * Math.cos(y), Math.exp(x) * Math.sin(y)];
const fermi = (z: Z): Z =>
  z[0] > 0
    ? over(exponential([-z[0], -z[1]]), add([1, 0], exponential([-z[0], -z[1]])))
    : over([1, 0], add([1, 0], exponential(z)));
const less = (z: Z): Z => [1 - z[0], -z[1]];

const unequalHops = (of: Junction, point: OperatingPoint): [State, Hop[]] => {
  const state = stateAt(of, point);
  const hops = state.hops.filter((hop) => !hop.isThermal);
  for (const hop of hops) hop.rule = energyRule(state, hop);
  return [state, hops];
};

/** n_B(w, T_ph) */
const bathAt = ({ bath }: EnergyRule, w: Z): Z =>
  over([1, 0], add(exponential([w[0] / bath, w[1] / bath]), [-1, 0]));

/** W(e; w) as it is defined, at complex e and w. */
function weightOf(rule: EnergyRule, e: Z, w: Z): Z {
  const { Ta, Tb, mua, mub } = rule;
  const n = bathAt(rule, w);
  const a = fermi([(e[0] - mua) / Ta, e[1] / Ta]);
  const b = fermi([(e[0] - w[0] - mub) / Tb, (e[1] - w[1]) / Tb]);
  const up = times(times(a, less(b)), add([1, 0], n));
  const down = times(times(less(a), b), n);
  return [up[0] - down[0], up[1] - down[1]];
}

/** int de W(e; w)/(e - z) along the real axis by a sum over small steps. */
function plainly(rule: EnergyRule, z: Z, w: Z, step = 1 / 64, far = 40): Z {
  let sum: Z = [0, 0];
  for (let k = Math.floor(-far / step); k < far / step; k++) {
    const e: Z = [(k + 0.37) * step, 0];
    sum = add(sum, over(weightOf(rule, e, w), [e[0] - z[0], -z[1]]));
  }
  return [sum[0] * step, sum[1] * step];
}

/**
 * The same continued in w from the real axis: the rungs of f_b that have come up through the axis, and a pole that has
 * crossed it, keep the side of the contour that they had.
 */
function continuedly(rule: EnergyRule, z: Z, side: number, w: Z): Z {
  const { Tb, mub, Ta, mua } = rule;
  const n = bathAt(rule, w);
  let sum = plainly(rule, z, w);
  const addCrossed = (residue: Z): void => {
    sum = add(sum, [2 * Math.PI * residue[1], -2 * Math.PI * residue[0]]);
  };
  for (let k = 0; Math.PI * Tb * (2 * k + 1) < w[1]; k++) {
    const rung: Z = [mub + w[0], w[1] - Math.PI * Tb * (2 * k + 1)];
    const weight = add(fermi([(rung[0] - mua) / Ta, rung[1] / Ta]), n);
    addCrossed(over([Tb * weight[0], Tb * weight[1]], [rung[0] - z[0], rung[1] - z[1]]));
  }
  if (side < 0 && z[1] > 0) addCrossed(weightOf(rule, z, w));
  return sum;
}

const near = (found: Z, exact: Z, relative: number, context: string): void => {
  const size = Math.hypot(...exact);
  expect(Math.hypot(found[0] - exact[0], found[1] - exact[1]), context).toBeLessThan(relative * size);
};

const wide = junction({
  ...randomJunction(2, 1, randomSequence(91)),
  electrodes: { L: { broadening: [0.9, 0.4] }, R: { broadening: [0.5, 0.8] } },
});

const cases: readonly (readonly [string, Junction, OperatingPoint])[] = [
  ["the colder electrode first", wide, pointOf(0.5, 0.25, -0.4, 0.6, 0.5)],
  ["the hotter electrode first", wide, pointOf(-0.3, 0.7, 0.6, 0.3, 0.4)],
  ["a bath much hotter", wide, pointOf(0.2, 0.3, -0.1, 0.4, 3)],
  ["nearly in equilibrium", wide, pointOf(0.2, 0.4, 0.2, 0.4001, 0.4)],
  ["the paper's junction", dots, pointOf(10.2, 0.4, 9.7, 0.6, 0.5)],
  ["potentials far above the levels", wide, pointOf(22.1, 0.3, 21.5, 0.5, 0.4)],
];

describe("the Fermi integrals of a channel of two temperatures", () => {
  it.each(cases)("are those of a plain sum at real frequencies: %s", (_, of, point) => {
    const [{ terms }, hops] = unequalHops(of, point);
    const state = stateAt(of, point);
    for (const hop of hops) {
      const rule = energyRule(state, hop);
      for (const omega of [0.15, 1.3]) {
        putUnequalTransforms(state, hop, rule, omega);
        for (const p of hop.channel.rows) {
          const F = [hop.forward[4 * p]!, hop.forward[4 * p + 1]!] as const;
          near(F, plainly(rule, [terms.re[p]!, terms.im[p]!], [omega, 0]), 1e-10, `F of level ${p}`);
          const z: Z = [terms.re[p]! - rule.mua, terms.im[p]!];
          near([hop.forward[4 * p + 2]!, hop.forward[4 * p + 3]!], times(z, F), 1e-12, "first moment of F");
        }
        for (const q of hop.channel.columns) {
          const G = [hop.backward[4 * q]!, hop.backward[4 * q + 1]!] as const;
          const y: Z = [terms.re[q]! + omega, terms.im[q]!];
          near(G, plainly(rule, y, [omega, 0]), 1e-10, `G of level ${q}`);
          const shifted: Z = [y[0] - rule.mua, y[1]];
          near(
            [hop.backward[4 * q + 2]!, hop.backward[4 * q + 3]!],
            times(shifted, G),
            1e-12,
            "first moment of G",
          );
        }
      }
    }
  });

  it.each(
    cases.flatMap(([name, of, point]) =>
      // less than the width of a level and than pi T_b; more than both; the same below the axis
      (
        [
          [0.9, 0.11],
          [0.7, 2.9],
          [0.7, -0.11],
        ] as const
      ).map((w) => [name, w, of, point] as const),
    ),
  )("are those of a plain sum, continued past the axis: %s, w = %s", (_, w, of, point) => {
    const [state, hops] = unequalHops(of, point);
    const { terms } = state;
    const out = complexTransforms(terms.size);
    for (const hop of hops) {
      const rule = energyRule(state, hop);
      const n = bathAt(rule, w);
      putUnequalTransformsAt(state, hop, rule, w[0], w[1], n[0], n[1], out);
      for (const p of hop.channel.rows) {
        const noise = out.forwardNoise[p]! / Math.hypot(out.forward[4 * p]!, out.forward[4 * p + 1]!);
        expect(noise).toBeGreaterThan(1);
        expect(noise).toBeLessThan(300);
      }
      for (const q of hop.channel.columns) {
        const noise = out.backwardNoise[q]! / Math.hypot(out.backward[4 * q]!, out.backward[4 * q + 1]!);
        expect(noise).toBeGreaterThan(1);
        expect(noise).toBeLessThan(300);
      }
      for (const side of [-1, 1]) {
        const shift = side > 0 ? 2 : 0;
        for (const p of hop.channel.rows) {
          near(
            [out.forward[4 * p + shift]!, out.forward[4 * p + shift + 1]!],
            continuedly(rule, [terms.re[p]!, -side * terms.im[p]!], side, w),
            1e-10,
            `F of level ${p}, side ${side}`,
          );
        }
        for (const q of hop.channel.columns) {
          near(
            [out.backward[4 * q + shift]!, out.backward[4 * q + shift + 1]!],
            continuedly(rule, [terms.re[q]! + w[0], w[1] - side * terms.im[q]!], side, w),
            1e-10,
            `G of level ${q}, side ${side}`,
          );
        }
      }
    }
  });

  it("are the same at conjugate frequencies, poles below the axis for those above, however many rungs have crossed", () => {
    const [state, hops] = unequalHops(wide, pointOf(0.3, 0.2, -0.2, 0.06, 0.9));
    const [above, below] = [complexTransforms(state.terms.size), complexTransforms(state.terms.size)];
    for (const hop of hops) {
      const rule = energyRule(state, hop);
      // eight rungs of the drain have crossed
      const w: Z = [0.7, 0.06 * Math.PI * 16];
      const n = bathAt(rule, w);
      putUnequalTransformsAt(state, hop, rule, w[0], w[1], n[0], n[1], above);
      putUnequalTransformsAt(state, hop, rule, w[0], -w[1], n[0], -n[1], below);
      for (const one of ["forward", "backward"] as const) {
        for (const k of one === "forward" ? hop.channel.rows : hop.channel.columns) {
          for (const shift of [0, 2]) {
            const found = [below[one][4 * k + shift]!, -below[one][4 * k + shift + 1]!] as const;
            const mirror = [above[one][4 * k + 2 - shift]!, above[one][4 * k + 3 - shift]!] as const;
            near(found, mirror, 1e-10, `${one} of level ${k}`);
            const side = shift === 0 ? 1 : -1;
            const z = -side * state.terms.im[k]!;
            const [x, y] = one === "forward" ? [0, 0] : w;
            near(
              mirror,
              continuedly(rule, [state.terms.re[k]! + x, z + y], side, w),
              1e-10,
              `${one} of level ${k}`,
            );
          }
        }
      }
    }
  });

  it("leave the sum over the fractions to who asks for it, and keep what the poles add", () => {
    const [state, hops] = unequalHops(wide, cases[0]![2]);
    const hop = hops[0]!;
    const rule = energyRule(state, hop);
    putUnequalTransforms(state, hop, rule, 0.8);
    const whole = hop.forward.slice();
    let [sum, count] = [0, 0];
    const p = hop.channel.rows[0]!;
    const [x, y] = [state.terms.re[p]!, state.terms.im[p]!];
    let [re, im] = [0, 0];
    putUnequalTransforms(state, hop, rule, 0.8, ({ values, filled }, rungs) => {
      count = filled / 4;
      for (let k = 0; k < filled; k += 4) {
        sum += values[k + 2]!;
        for (const side of k < rungs ? [1] : [1, -1]) {
          const term = over(
            [values[k + 2]!, side * values[k + 3]!],
            [values[k]! - x, side * values[k + 1]! - y],
          );
          re += term[0];
          im += term[1];
        }
      }
    });
    expect(re + hop.forward[4 * p]!).toBeCloseTo(whole[4 * p]!, 11);
    expect(im + hop.forward[4 * p + 1]!).toBeCloseTo(whole[4 * p + 1]!, 11);
    expect(count).toBeLessThan(fractionsOf(rule, 0));
    expect(count).toBeGreaterThan(0.5 * fractionsOf(rule, 0));
    expect(Math.abs(sum)).toBeGreaterThan(0);
    expect(fractionsOf(rule, 2) - fractionsOf(rule, 0)).toBeCloseTo(2 / (Math.PI * rule.Tb), 10);
  });
});

/** Two levels that do not mix, one at 0 and broad, one at `energy`, each on both electrodes and joined by one mode. */
const twoLevels = (energy: number, width: number, omega: number, unit = 1): Junction =>
  junction({
    hamiltonian: symmetric(0, 0, energy),
    electrodes: {
      L: { broadening: [0.6 * unit, width] },
      R: { broadening: [0.4 * unit, width] },
    },
    modes: [{ omega, coupling: symmetric(0.3, width > 0 ? 0.2 : 0, 0.3) }],
    damping: 0.2 * unit,
  });

/** The rule of electrons in L and holes in R, and its fractions at w: how many, and the moduli of all, without conjugates. */
function ruleOf(of: Junction, point: OperatingPoint, w: number) {
  const [state, hops] = unequalHops(of, point);
  const hop = hops.find(({ channel }) => channel.from === 0 && channel.to === 1)!;
  const rule = energyRule(state, hop);
  let [nodes, rungs, onRungs] = [0, 0, 0];
  putUnequalTransforms(state, hop, rule, w, ({ values, filled }, start) => {
    nodes = start / 4;
    rungs = (filled - start) / 4;
    for (let k = start; k < filled; k += 4) onRungs += Math.abs(values[k + 2]!) + Math.abs(values[k + 3]!);
  });
  return { state, hop, rule, nodes, rungs, onRungs };
}

const reachOf = ({ belowA, aboveA, belowB, aboveB }: EnergyRule): number[] => [
  belowA,
  aboveA,
  belowB,
  aboveB,
];

describe("the nodes of the rule", () => {
  it.each(
    ([0.25, 2.5] as const).flatMap((T) =>
      (["source", "drain"] as const).flatMap((hot) =>
        [1, -1].flatMap((side) => (["F", "G"] as const).map((which) => [which, side, hot, T] as const)),
      ),
    ),
  )(
    "reach a sharp level that lies on one of them in the tail: %s, side %i, hotter %s of T = %f",
    (which, side, hot, T) => {
      // where the level's own energy is what lies in the tail, and where only the one moved by the mode does
      const isMoved = (which === "F") === (hot === "drain");
      const omega = (isMoved ? 205 : 5) * T;
      const width = 1e-12 * T;
      const [muL, muR] = [30 * T, 30.8 * T - omega];
      const point =
        hot === "source" ? pointOf(muL, T, muR, T / 4, omega) : pointOf(muL, T / 4, muR, T, omega);
      const middle = hot === "source" ? muL : muR + omega;
      const any = ruleOf(twoLevels(2 * T, width, omega, T), point, omega).rule;
      const node = any.origin + any.step * Math.round((middle + side * 45 * T - any.origin) / any.step);
      const energy = which === "F" ? node : node - omega;
      const { state, hop, rule } = ruleOf(twoLevels(energy, width, omega, T), point, omega);
      expect(rule.step).toBe(any.step);
      const p = state.terms.im[0]! > state.terms.im[1]! ? 0 : 1;
      expect(state.terms.re[p]).toBe(energy);
      putUnequalTransforms(state, hop, rule, omega);
      const found = which === "F" ? hop.forward : hop.backward;
      // thermal weight of 1e-20 at the level
      const exact = plainly(rule, [node, -width], [omega, 0], T / 16, 110 * T);
      near([found[4 * p]!, found[4 * p + 1]!], exact, 1e-10, which);
    },
  );

  it("reach behind a level in the tail as long as its resonance makes up for its weight, and not for others or dark ones", () => {
    const [T, width, omega] = [2, 1e-3, 3];
    const reachWith = (distance: number): number[] =>
      reachOf(ruleOf(twoLevels(distance * T, width * T, omega, T), pointOf(0, T, 0.1, T / 2, T), omega).rule);
    const resonance = (distance: number): number => ((2 * distance) / width) ** 4 * Math.exp(-distance);
    const darkAt = (distance: number): number[] =>
      reachOf(ruleOf(twoLevels(distance * T, 0, omega, T), pointOf(0, T, 0.1, T / 2, T), omega).rule);
    const none = darkAt(80);
    expect(darkAt(-80)).toEqual(none);
    expect(Math.min(...none) / T).toBeGreaterThan(18);
    // of what the nodes resolve
    expect(resonance(80)).toBeGreaterThan(2 ** -52);
    expect(reachWith(80)[0]).toBe(none[0]);
    expect(reachWith(80)[1]! / T).toBeGreaterThan(80);
    // the tail behind it, until what the resonance gains is lost
    expect(reachWith(80)[1]! / T).toBeLessThan(40 + 4 * Math.log((2 * 80) / width));
    expect(reachWith(-80)[0]! / T).toBeGreaterThan(80);
    expect(reachWith(-80)[1]).toBe(none[1]);
    expect(resonance(110)).toBeLessThan(2 ** -52);
    expect(reachWith(110)).toEqual(none);
    expect(reachWith(-110)).toEqual(none);
  });

  it.each([
    // a weight of e^-745 is none
    ["below an empty drain", 1, 0.01, 0.61],
    // 1e-40 of those before
    ["above an empty source", 0.01, 1, 0.53],
  ])("are left out where no electron can fall, %s of a cold bath", (_, TL, TR, most) => {
    const { rule, nodes } = ruleOf(twoLevels(0.5, 0.3, 0.5), pointOf(0.1, TL, 0.1, TR, 5e-4), 0.5);
    const moved = rule.mub + 0.5;
    const high = Math.max(rule.mua + rule.aboveA, moved + rule.aboveB);
    const low = Math.min(rule.mua - rule.belowA, moved - rule.belowB);
    // the tail of the hotter electrode, and some temperatures of the colder one
    expect((nodes * rule.step) / (high - low)).toBeLessThan(most);
    expect((nodes * rule.step) / (high - low)).toBeGreaterThan(0.48);
  });

  it("do not know the unit of energy", () => {
    const [plain, large] = [1, 1e4].map((s) =>
      // the sharp level is 45 temperatures above the potentials
      ruleOf(twoLevels(9 * s, 1e-9 * s, s, s), pointOf(0, 0.2 * s, -0.3 * s, 0.15 * s, s), s),
    ) as [ReturnType<typeof ruleOf>, ReturnType<typeof ruleOf>];
    expect(large.nodes).toBe(plain.nodes);
    expect(large.rungs).toBe(plain.rungs);
    expect(large.rule.step / plain.rule.step).toBeCloseTo(1e4, 6);
    expect(large.rule.origin / plain.rule.origin).toBeCloseTo(1e4, 6);
    const reach = reachOf(plain.rule);
    expect(reach[1]! / 0.2).toBeGreaterThan(45);
    reachOf(large.rule).forEach((far, k) => {
      expect(far / reach[k]!).toBeCloseTo(1e4, 6);
    });
  });

  const shapes: readonly (readonly [string, OperatingPoint, number])[] = [
    ["temperatures that are much alike", pointOf(0.1, 0.5, -0.1, 0.6, 0.5), 1],
    ["a cold drain", pointOf(0.1, 0.5, 0.1, 0.01, 0.5), 0.2],
    ["a cold source", pointOf(0.1, 0.01, 0.1, 0.5, 0.5), 0.2],
    ["a large bias", pointOf(100, 0.4, -100, 0.5, 0.5), 1],
    ["a large bias the other way", pointOf(-100, 0.4, 100, 0.5, 0.5), 1],
    ["modes of high energy", pointOf(0.1, 0.4, -0.1, 0.5, 50), 200],
  ];

  it.each(shapes)("and rungs cost little more than the best choice of a strip: %s", (_, point, omega) => {
    const { rule, nodes } = ruleOf(twoLevels(0.5, 0.3, omega), point, omega);
    const { Ta, Tb } = rule;
    const span = nodes * rule.step;
    // a rung on either side of the axis as three nodes
    const cost = (count: number, a: number, b: number): number => count + 3 * (a + b);
    const digits = -Math.log(2 ** -52);
    let best = Number.POSITIVE_INFINITY;
    for (let height = 0.05; height < 200; height *= 1.1) {
      const [a, b] = [Ta, Tb].map((T) => Math.max(1, Math.round(height / (2 * Math.PI * T)))) as [
        number,
        number,
      ];
      const strip = Math.PI * Math.min(Ta * (2 * a + 1), Tb * (2 * b + 1));
      best = Math.min(best, cost((span * digits) / (2 * Math.PI * strip), a, b));
    }
    expect(cost(nodes, rule.rungsA, rule.rungsB)).toBeLessThan(1.25 * best);
  });

  it.each(shapes.slice(0, 5))("and rungs are at most as many as is said: %s", (_, point, omega) => {
    const { state, hop, rule } = ruleOf(twoLevels(0.5, 0.3, omega), point, omega);
    const height = 0.7;
    const w: Z = [omega / 10, height];
    const n = bathAt(rule, w);
    let count = 0;
    putUnequalTransformsAt(state, hop, rule, ...w, ...n, complexTransforms(2), ({ filled }) => {
      count = filled / 4;
    });
    // one rung on either side may be in the midst of crossing
    expect(count).toBeLessThan(fractionsOf(rule, height) + 2);
    expect(count).toBeGreaterThan(0.5 * fractionsOf(rule, height));
  });

  it("and rungs of a rule longer than those before it give what graded energies give", () => {
    for (const point of [pointOf(0.5, 1, -0.4, 1e-4, 0.5), pointOf(0.5, 1e-4, -0.4, 1, 0.5)]) {
      const { state, hop, rule, nodes } = ruleOf(wide, point, 0.8);
      expect(nodes).toBeGreaterThan(1500);
      putUnequalTransforms(state, hop, rule, 0.8);
      const [forward, backward] = [hop.forward.slice(), hop.backward.slice()];
      putGradedTransforms(state, hop, 0.8);
      for (const p of hop.channel.rows) {
        const at = [4 * p, 4 * p + 1] as const;
        near(
          [forward[at[0]]!, forward[at[1]]!],
          [hop.forward[at[0]]!, hop.forward[at[1]]!],
          1e-9,
          `F of level ${p}`,
        );
        near(
          [backward[at[0]]!, backward[at[1]]!],
          [hop.backward[at[0]]!, hop.backward[at[1]]!],
          1e-9,
          `G of level ${p}`,
        );
      }
    }
  });

  it("leave the moduli of all rungs to the estimate of roundoff", () => {
    const { hop, onRungs } = ruleOf(wide, cases[0]![2], 0.8);
    // above the axis and below
    expect(hop.rungWeight / (2 * onRungs)).toBeCloseTo(1, 13);
  });
});

describe("two ladders of Fermi poles", () => {
  it("are as close as their two closest rungs", () => {
    const random = randomSequence(12);
    const counts = [1, 2, 3, 7, 20];
    for (const [Ta, Tb] of [
      [1, 1.5],
      [0.5, 1.5],
      [5, 1],
      [1, 5],
      ...Array.from({ length: 20 }, () => [random(), random()]),
    ]) {
      for (const rungsA of counts) {
        for (const rungsB of counts) {
          let gap = Number.POSITIVE_INFINITY;
          for (let k = 0; k < rungsA; k++) {
            for (let l = 0; l < rungsB; l++) {
              gap = Math.min(gap, Math.abs(Math.PI * Ta! * (2 * k + 1) - Math.PI * Tb! * (2 * l + 1)));
            }
          }
          const rule = { Ta, Tb, rungsA, rungsB } as EnergyRule;
          expect(gapOfLadders(rule), `${Ta} ${Tb} ${rungsA} ${rungsB}`).toBeCloseTo(gap, 12);
        }
      }
    }
  });
});

/** Electrodes and bath that a step has brought out of equilibrium. */
const outOfEquilibrium = (step: number): EnergyRule =>
  ({
    Ta: 0.5,
    Tb: 0.5 * (1 + step),
    mua: 0.25,
    mub: 0.25 - step,
    mu: step,
    bath: 0.5 * (1 - 3 * step),
  }) as EnergyRule;

/** The slope at zero of what is odd in a step, but for its square. */
function slopeOf(value: (step: number) => Z, step: number): Z {
  const [more, less] = [value(step), value(-step)];
  return [(more[0] - less[0]) / (2 * step), (more[1] - less[1]) / (2 * step)];
}

/** Too small for a difference of occupations of order one to have more than four digits; large enough to have twelve. */
const [SMALL, LARGE] = [2 ** -40, 2 ** -14];

describe("near equilibrium, in linear response,", () => {
  it("the weight W keeps its digits at complex energies and frequencies", () => {
    const out = new Float64Array(2);
    const [a, b] = [new Float64Array(4), new Float64Array(4)];
    const places: readonly (readonly [e: Z, w: Z])[] = [
      [
        [0.4, -0.3],
        [0.6, 0],
      ],
      [
        [0.4, -0.3],
        [0.6, 0.2],
      ],
      [
        [-0.9, 0.8],
        [0.3, 0.7],
      ],
    ];
    for (const [e, w] of places) {
      const weight = (step: number): Z => {
        const rule = outOfEquilibrium(step);
        putFermiPair((e[0] - rule.mua) / rule.Ta, e[1] / rule.Ta, a, 0, a, 2);
        putFermiPair((e[0] - w[0] - rule.mub) / rule.Tb, (e[1] - w[1]) / rule.Tb, b, 0, b, 2);
        const n = bathAt(rule, w);
        putKernel(rule, a, b, e[0], e[1], w[0], w[1], n[0], n[1], out);
        return [out[0]!, out[1]!];
      };
      const exact = slopeOf((step) => weightOf(outOfEquilibrium(step), e, w), LARGE);
      near(slopeOf(weight, SMALL), exact, 1e-6, `e = ${e}, w = ${w}`);
      // far from equilibrium it is the plain difference
      const far = outOfEquilibrium(0.3);
      near(weight(0.3), weightOf(far, e, w), 1e-13, "far from equilibrium");
    }
  });

  it("what weighs a rung keeps its digits", () => {
    const out = new Float64Array(2);
    for (const w of [
      [0.6, 0],
      [0.6, 0.2],
      [0.3, 0.9],
    ] as const) {
      for (const k of [0, 1, 4]) {
        for (const side of [1, -1]) {
          for (const isOfSource of [true, false]) {
            // 1 - f_b on a rung of a, f_a on one of b
            const occupation = (rule: EnergyRule): Z => {
              const { Ta, Tb, mua, mub } = rule;
              const height = side * Math.PI * (2 * k + 1);
              const moved = mub + w[0] - mua;
              if (isOfSource) return fermi([moved / Tb, (w[1] - height * Ta) / Tb]);
              return fermi([moved / Ta, (w[1] + height * Tb) / Ta]);
            };
            const weight = (step: number): Z => {
              const rule = outOfEquilibrium(step);
              out.set(occupation(rule));
              const T = isOfSource ? rule.Tb : rule.Ta;
              const n = bathAt(rule, w);
              addBathOnRung(rule, T, k, side, w[0], w[1], n[0], n[1], out);
              return [out[0]!, out[1]!];
            };
            const plain = (step: number): Z =>
              add(occupation(outOfEquilibrium(step)), bathAt(outOfEquilibrium(step), w));
            const context = `w = ${w}, rung ${k}, side ${side}, ${isOfSource ? "source" : "drain"}`;
            near(slopeOf(weight, SMALL), slopeOf(plain, LARGE), 2e-5, context);
            near(weight(0.3), plain(0.3), 1e-12, `far from equilibrium, ${context}`);
          }
        }
      }
    }
  });
});

describe("a thousand temperatures away from equilibrium", () => {
  const cold = { Ta: 1e-3, Tb: 1e-3, mua: 0, mub: 0, mu: 0, bath: 0.5 } as EnergyRule;
  const n = 1 / Math.expm1(2);
  const out = new Float64Array(2);

  it("the weight of an electron that nothing can lift is that of its way back", () => {
    putKernel(cold, Float64Array.of(0, 0, 1, 0), Float64Array.of(1, 0, 0, 0), 0.5, 0, 1, 0, n, 0, out);
    expect(out[0]).toBeCloseTo(-n, 14);
  });

  it("a rung is weighed by its own occupation and by the bath's", () => {
    out.set([1, 0]);
    addBathOnRung(cold, cold.Tb, 0, 1, 1, 0, n, 0, out);
    expect(out[0]).toBeCloseTo(1 + n, 14);
  });
});
