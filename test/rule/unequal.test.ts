/** The Fermi integrals of a channel between electrodes of two temperatures against a plain sum over energies. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint } from "../../lib/solver/index.js";
import type { EnergyRule, Hop, State } from "../../lib/solver/rule/state.js";
import { complexTransforms } from "../../lib/solver/rule/thermal.js";
import {
  energyRule,
  fractionsOf,
  putUnequalTransforms,
  putUnequalTransformsAt,
} from "../../lib/solver/rule/unequal.js";
import { dots, randomJunction } from "../junctions.js";
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

/** int de W(e; w)/(e - z) along a line below the axis at the height of none of the poles, so that w may be complex. */
function plainly(rule: EnergyRule, z: Z, w: Z): Z {
  const { Ta, Tb, mua, mub, bath } = rule;
  const n = over([1, 0], add(exponential([w[0] / bath, w[1] / bath]), [-1, 0]));
  const step = 1 / 256;
  let sum: Z = [0, 0];
  for (let k = -40 * 256; k < 40 * 256; k++) {
    const e: Z = [(k + 0.37) * step, 0];
    const a = fermi([(e[0] - mua) / Ta, 0]);
    const b = fermi([(e[0] - w[0] - mub) / Tb, -w[1] / Tb]);
    const up = times(times(a, less(b)), add([1, 0], n));
    const down = times(times(less(a), b), n);
    const W: Z = [up[0] - down[0], up[1] - down[1]];
    sum = add(sum, over(W, [e[0] - z[0], -z[1]]));
  }
  return [sum[0] * step, sum[1] * step];
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

  it.each(cases)(
    "are those of a plain sum at complex frequencies that no pole has crossed: %s",
    (_, of, point) => {
      const [state, hops] = unequalHops(of, point);
      const { terms } = state;
      const out = complexTransforms(terms.size);
      for (const hop of hops) {
        const rule = energyRule(state, hop);
        // less than the width of a level, and than pi T_b
        const w: Z = [0.9, 0.11];
        const n = over([1, 0], add(exponential([w[0] / rule.bath, w[1] / rule.bath]), [-1, 0]));
        putUnequalTransformsAt(state, hop, rule, w[0], w[1], n[0], n[1], out);
        for (const p of hop.channel.rows) {
          for (const side of [-1, 1]) {
            const at = 4 * p + (side > 0 ? 2 : 0);
            near(
              [out.forward[at]!, out.forward[at + 1]!],
              plainly(rule, [terms.re[p]!, -side * terms.im[p]!], w),
              1e-10,
              `F of level ${p}, side ${side}`,
            );
          }
          expect(out.forwardNoise[p]).toBeGreaterThan(0);
        }
        for (const q of hop.channel.columns) {
          for (const side of [-1, 1]) {
            const at = 4 * q + (side > 0 ? 2 : 0);
            near(
              [out.backward[at]!, out.backward[at + 1]!],
              plainly(rule, [terms.re[q]! + w[0], w[1] + (side > 0 ? -terms.im[q]! : terms.im[q]!)], w),
              1e-10,
              `G of level ${q}, side ${side}`,
            );
          }
        }
      }
    },
  );

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
