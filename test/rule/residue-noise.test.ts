/** What corrections at the poles say of their roundoff. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { putChannelSumAt } from "../../lib/solver/rule/continued-kernel.js";
import { putPoleFactor } from "../../lib/solver/rule/grid.js";
import { BOSE, DRAIN, HOP, MODE, PINCH, type PoleList, SOURCE } from "../../lib/solver/rule/ladders.js";
import {
  bath,
  beginAt,
  dn,
  putDifference,
  putRungOccupation,
} from "../../lib/solver/rule/pole-occupations.js";
import { putSquaresAt } from "../../lib/solver/rule/positive.js";
import { squaresOf } from "../../lib/solver/rule/squares.js";
import { type Hop, type State, sumBySquares } from "../../lib/solver/rule/state.js";
import { complexTransforms, putThermalTransformsAt } from "../../lib/solver/rule/thermal.js";
import { energyRule, putUnequalTransformsAt } from "../../lib/solver/rule/unequal.js";
import {
  add,
  type Complex,
  complex,
  conjugate,
  modulus,
  multiply,
  subtract,
} from "../../lib/solver/special/complex.js";
import { dots, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { correctionsOf, gridOf, KINDS, only, polesIn } from "./poles.js";
import { pointOf, stateAt } from "./rules.js";

/** The size of a number of two parts, each of which is rounded. */
const size = ({ re, im }: Complex): number => Math.abs(re) + Math.abs(im);

/** The roundoff of a rung, in units of that of each of its terms. */
const TERM = 4;

function stateOf(of: Junction, point: OperatingPoint, summed: "poles" | "squares"): State {
  const state = stateAt(of, point);
  if (summed === "squares") sumBySquares(state, squaresOf(of, state.poles, state.terms));
  for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
  return state;
}

/** X C and X K of an entry, or X C^* and X K^*. */
function contracted({ channel }: Hop, entry: number, weights: Float64Array, isConjugate: boolean) {
  let [c, k] = [complex(0, 0), complex(0, 0)];
  channel.coefficients.forEach((of, m) => {
    const x = complex(weights[2 * m]!, weights[2 * m + 1]!);
    const given = [0, 2].map((i) => complex(of[4 * entry + i]!, of[4 * entry + i + 1]!));
    const [a, b] = isConjugate ? given.map(conjugate) : given;
    c = add(c, multiply(x, a!));
    k = add(k, multiply(x, b!));
  });
  return { c, k };
}

/** What roundoff acts on in the residue of a channel at a pole: of the flux, and of the first moment. */
function noiseAt(state: State, list: PoleList, k: number, hop: Hop): readonly [number, number] {
  const { terms, modes, temperature, squares } = state;
  const [wr, wi, kind] = [list.re[k]!, list.im[k]!, list.kind[k]!];
  const [index, group, rung] = [list.index[k]!, list.group[k]!, list.rung[k]!];
  const zeta = complex(wr, wi);
  const z = (p: number): Complex => complex(terms.re[p]!, terms.im[p]!);
  const weights = new Float64Array(2 * modes.count);
  modes.putAt(wr, wi, weights);
  beginAt(state, wr, wi);
  const { channel, source, drain, rule, origin } = hop;
  const entries = Array.from(channel.pair, (pair, e) => ({ e, p: terms.p[pair]!, q: terms.q[pair]! }));
  if (kind === SOURCE || kind === DRAIN) {
    const isSource = kind === SOURCE;
    if (group !== (isSource ? source : drain)) return [0, 0];
    putRungOccupation(state, hop, isSource, index, rung, wr, wi);
    let sum = 0;
    for (const { e, p, q } of entries) {
      if ((isSource ? q : p) !== index) continue;
      const apart = subtract(subtract(z(p), z(q)), zeta);
      const [one, other] = [
        isSource ? apart : subtract(subtract(conjugate(z(p)), conjugate(z(q))), zeta),
        subtract(subtract(conjugate(z(p)), z(q)), zeta),
      ];
      sum += size(contracted(hop, e, weights, !isSource).c) / modulus(one);
      sum += size(contracted(hop, e, weights, true).k) / modulus(other);
    }
    const T = temperature[group]!;
    const flux = TERM * T * sum * size(complex(dn[0]!, dn[1]!));
    const energy = isSource
      ? complex(0, Math.PI * T * (2 * rung + 1))
      : subtract(conjugate(z(index)), complex(origin, 0));
    return [flux, flux * modulus(energy)];
  }
  if (kind === PINCH) {
    if (state.hops[index] !== hop || squares) return [0, 0];
    const { Ta, Tb, mua, mub } = rule!;
    const height = Math.PI * Ta * (2 * rung + 1);
    const [e, moved] = [complex(mua, height), complex(mub, height - wi)];
    let sum = 0;
    for (const { e: entry, p, q } of entries) {
      const [up, down] = [false, true].map((isConjugate) => contracted(hop, entry, weights, isConjugate));
      const [a, b] = [z(p), conjugate(z(p))].map((at) => modulus(subtract(e, at)));
      const [c, d] = [z(q), conjugate(z(q))].map((at) => modulus(subtract(moved, at)));
      sum += size(up!.c) / (a! * c!) + size(up!.k) / (a! * d!);
      sum += size(down!.c) / (b! * d!) + size(down!.k) / (b! * c!);
    }
    const flux = TERM * Ta * Tb * sum;
    return [flux, flux * height];
  }
  if (kind === HOP) return [0, 0];
  // modes, with the residue of A_ph in its place, and Bose poles: the double sum there
  if (kind === BOSE && !(hop.isThermal && hop.bose === index)) return [0, 0];
  const [transforms, sum, squared] = [
    complexTransforms(terms.size),
    new Float64Array(6),
    new Float64Array(6),
  ];
  const x = kind === MODE ? modes.poles[index]!.residue : weights;
  if (rule && squares) putSquaresAt(state, squares, hop, rule, wr, wi, bath, x, transforms, squared);
  else if (rule) putUnequalTransformsAt(state, hop, rule, wr, wi, bath[0]!, bath[1]!, transforms);
  else putThermalTransformsAt(state, hop, wr, wi, transforms);
  putChannelSumAt(state, hop, wr, wi, x, transforms, sum);
  let factor = 1;
  if (kind === BOSE) factor = state.boseTemperature[index]!;
  else if (hop.isThermal) {
    putDifference(state, hop.bose, wr, wi);
    factor = size(complex(dn[0]!, dn[1]!));
  }
  return [factor * (sum[4]! + squared[4]!), factor * (sum[5]! + squared[5]!)];
}

const coupled = junction({
  ...randomJunction(3, 2, randomSequence(41)),
  damping: symmetric(0.3, 0.1, 0.5),
});

describe("the noise of a correction is what the sum over nodes misses of the pole, times the sizes of the terms of its residue", () => {
  it.each<[string, Junction, OperatingPoint, "poles" | "squares", readonly number[]]>([
    ["two levels", dots, twoTerminal(10.9, 9.6, 0.11, 0.3), "poles", [MODE, BOSE, HOP, SOURCE, DRAIN]],
    [
      "at two temperatures",
      dots,
      pointOf(10.9, 0.11, 9.6, 0.17, 0.3),
      "poles",
      [MODE, HOP, SOURCE, DRAIN, PINCH],
    ],
    ["three levels", coupled, twoTerminal(0.61, -0.57, 0.12, 0.4), "poles", [MODE, BOSE, HOP, SOURCE, DRAIN]],
    [
      "three levels at two temperatures",
      coupled,
      pointOf(0.61, 0.12, -0.57, 0.19, 0.4),
      "poles",
      [MODE, HOP, SOURCE, DRAIN, PINCH],
    ],
    [
      "three levels by sums of squares, of which none cancel",
      coupled,
      pointOf(0.61, 0.12, -0.57, 0.19, 0.4),
      "squares",
      [MODE, HOP, SOURCE, DRAIN, PINCH],
    ],
  ])("%s", (_, of, point, summed, kinds) => {
    const state = stateOf(of, point, summed);
    const list = polesIn(state, 1.6, 6);
    const grid = gridOf(state);
    const factor = new Float64Array(4);
    const found = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < list.count; k++) {
      const kind = list.kind[k]!;
      if (found[kind]! >= 2) continue;
      found[kind]!++;
      const { noise } = correctionsOf(state, grid, only(list, [k]));
      const zeta = complex(list.re[k]!, list.im[k]!);
      putPoleFactor(grid, zeta.re, zeta.im, factor);
      const missed = size(complex(factor[2]!, factor[3]!));
      state.hops.forEach((hop, c) => {
        const [flux, moment] = noiseAt(state, list, k, hop).map((value) => missed * value);
        const context = `${KINDS[kind]} at ${zeta.re} + ${zeta.im} i, channel ${c}`;
        const expectLike = (value: number, exact: number): void =>
          expect(Math.abs(value - exact), context).toBeLessThanOrEqual(1e-10 * exact);
        expectLike(noise[3 * c]!, flux!);
        expectLike(noise[3 * c + 1]!, flux! * modulus(zeta));
        expectLike(noise[3 * c + 2]!, moment!);
      });
    }
    for (const kind of kinds) expect(found[kind], KINDS[kind]).toBeGreaterThan(0);
  });

  it("covers the digits that pole sums lose at a mode far from all levels, where sums of squares lose few", () => {
    for (const point of [pointOf(6.3, 0.3, 6.1, 0.33, 0.5), pointOf(6.5, 0.24, 6.1, 0.31, 0.4)]) {
      const by = (summed: "poles" | "squares") => {
        const state = stateOf(dots, point, summed);
        const list = polesIn(state, 0.5, 3);
        const modesAlone = [...Array(list.count).keys()].filter((k) => list.kind[k] === MODE);
        return correctionsOf(state, gridOf(state), only(list, modesAlone));
      };
      const [exact, lossy] = [by("squares"), by("poles")];
      lossy.fine.forEach((value, o) => {
        const off = Math.abs(value - exact.fine[o]!);
        expect(off).toBeLessThanOrEqual(2 * 2 ** -52 * (lossy.noise[o]! + exact.noise[o]!));
        expect(exact.noise[o]!).toBeLessThan(1e-2 * lossy.noise[o]!);
      });
    }
  });
});
