/** Graded panels: short enough for every singularity, with errors that tell of those that nobody named. */
import { describe, expect, it } from "vitest";
import { type Junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { GAUSS, Grading, gradedBy } from "../../lib/solver/rule/grading.js";
import { putIntegrand, putIntegrandNoise } from "../../lib/solver/rule/integrand.js";
import { byPanels, overPanels, type PanelIntegrand, panelNodes } from "../../lib/solver/rule/panels.js";
import type { State } from "../../lib/solver/rule/state.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";
import { pointOf, stateAt } from "./rules.js";

describe("the rule of sixteen points", () => {
  it("integrates all powers up to the 31st, and its every second point those up to the seventh", () => {
    for (let power = 0; power <= 31; power++) {
      let [fine, coarse] = [0, 0];
      GAUSS.at.forEach((x, k) => {
        fine += GAUSS.weight[k]! * x ** power;
        coarse += GAUSS.half[k]! * x ** power;
      });
      const exact = power % 2 === 0 ? 2 / (power + 1) : 0;
      expect(fine).toBeCloseTo(exact, 13);
      if (power <= 7) expect(coarse).toBeCloseTo(exact, 12);
    }
    expect(GAUSS.half.filter((weight) => weight !== 0)).toHaveLength(8);
  });
});

/** End points of panels on 0...10 for these singularities. */
const graded = (
  singularities: readonly (readonly [x: number, y: number, T?: number])[],
  sharpness?: number,
) => {
  const grading = new Grading(0, 10);
  for (const [x, y, T] of singularities) grading.add(x, y, T);
  return gradedBy(grading, sharpness);
};

describe("the panels", () => {
  it.each([1, 1e-2, 1e-6])("keep a singularity at the height %d outside the ellipse of each", (height) => {
    for (const sharpness of [1.5, 3.8]) {
      const edges = graded([[3.3, height]], sharpness);
      expect(edges[0]).toBe(0);
      expect(edges.at(-1)).toBe(10);
      edges.slice(1).forEach((b, k) => {
        const a = edges[k]!;
        expect(b).toBeGreaterThan(a);
        const reach = Math.hypot(3.3 - a, height) + Math.hypot(3.3 - b, height);
        expect(reach).toBeGreaterThanOrEqual(sharpness * (b - a));
        // and are no shorter than that asks for, the last aside
        const longer = a + (b - a) / 0.8;
        if (b < 10)
          expect(Math.hypot(3.3 - a, height) + Math.hypot(3.3 - longer, height)).toBeLessThan(
            sharpness * (longer - a),
          );
      });
    }
  });

  it("are more by a constant for each decade that a singularity comes closer", () => {
    const counts = [1e-2, 1e-4, 1e-6, 1e-8].map((height) => graded([[3.3, height]]).length);
    const steps = counts.slice(1).map((count, k) => count - counts[k]!);
    expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(2);
    expect(steps[0]).toBeGreaterThan(4);
    expect(steps[0]).toBeLessThan(14);
  });

  it("break at singularities on the axis, within the range alone", () => {
    expect(
      graded([
        [3.3, 0],
        [7, 0],
        [-1, 0],
        [10, 0],
        [3.3, 0],
      ]),
    ).toEqual([0, 3.3, 7, 10]);
    expect(graded([])).toEqual([0, 10]);
  });

  it("do not care for singularities far outside", () => {
    expect(
      graded([
        [-21, 1e-9],
        [31, 1e-9],
      ]),
    ).toEqual([0, 10]);
    expect(graded([[-0.1, 1e-9]]).length).toBeGreaterThan(3);
    expect(graded([[10.1, 1e-9]]).length).toBeGreaterThan(3);
  });

  it("are at most eight temperatures long in an exponential tail, and only there", () => {
    const T = 0.05;
    const edges = graded([[5, Math.PI * T, T]]);
    edges.slice(1).forEach((b, k) => {
      const a = edges[k]!;
      const isTail = a > 5 - 64 * T && b < 5 + 64 * T;
      if (isTail) expect(b - a).toBeLessThanOrEqual(8 * T * (1 + 1e-12));
      else if (b < 5 - 64 * T) expect(b).toBeLessThanOrEqual(5 - 64 * T + 1e-12);
    });
    expect(edges.length).toBeGreaterThan(14);
    expect(edges.length).toBeLessThan(30);
  });

  it("are refused where parameters are so far apart that thousands would be needed", () => {
    const many = Array.from({ length: 4000 }, (_, k): [number, number] => [k / 400, 1e-5]);
    expect(() => graded(many)).toThrow(/parameters must not be so far apart/);
  });
});

/** One channel's numbers as a function of w; the others are nothing. */
const integrandOf =
  (f: (omega: number) => number, size: number): PanelIntegrand =>
  (omega, values, noise, wantsNoise) => {
    values.fill(0);
    values[0] = f(omega);
    if (!wantsNoise) return;
    noise.fill(0);
    noise[0] = size * Math.abs(f(omega));
  };

function integralOf(
  point: OperatingPoint,
  f: (omega: number) => number,
  size = 0,
  perNode = false,
  of = dots,
) {
  const state = stateAt(of, point);
  const flows = overPanels(state, 1e-10, integrandOf(f, size), perNode);
  // that of the first channel
  const { from, to } = state.hops[0]!.channel;
  const at = 3 * (2 * from + to);
  return {
    value: 2 * Math.PI * flows.value[at]!,
    truncation: 2 * Math.PI * flows.truncation[at]!,
    ends: 2 * Math.PI * flows.ends[at]!,
    noise: 2 * Math.PI * flows.noise[at]!,
    absolute: 2 * Math.PI * flows.absolute[at]!,
  };
}

describe("an integral over panels", () => {
  const warm = twoTerminal(10.2, 9.9, 0.4, 0.6);

  it("of what falls as the hottest reservoir does is right, with its error and its end", () => {
    const { value, truncation, ends, absolute } = integralOf(warm, (w) => Math.exp(-w / 0.6));
    expect(Math.abs(value - 0.6)).toBeLessThanOrEqual(truncation + ends);
    expect(truncation).toBeLessThan(5e-12);
    expect(truncation).toBeGreaterThan(1e-13);
    expect(ends).toBeLessThan(1e-11);
    expect(ends).toBeGreaterThan(0);
    expect(absolute).toBeCloseTo(value, 12);
  });

  it("has the modulus of what changes its sign for a scale", () => {
    const { value, absolute } = integralOf(warm, (w) => Math.exp(-w / 0.3) * (1 - w / 0.3));
    expect(Math.abs(value)).toBeLessThan(1e-11);
    // 2/e times 0.3
    expect(absolute).toBeCloseTo((2 * 0.3) / Math.E, 2);
  });

  it.each([0.1, 1e-3, 1e-6])("follows a mode that is %d wide", (gammaPh) => {
    const sharp = dotsWith({ gammaPh });
    // its pole: sqrt(1 - gamma^2/4) + i gamma/2
    const [at, half] = [Math.sqrt(1 - gammaPh ** 2 / 4), gammaPh / 2];
    const end = 1e3;
    const line = (w: number): number =>
      (w > end ? 0 : half / ((w - at) ** 2 + half ** 2)) * Math.exp(-w / 0.6);
    const { value, truncation, ends } = integralOf(warm, line, 0, false, sharp);
    // a plain sum over the angle: w = at + half tan(t)
    let exact = 0;
    const count = 400_000;
    const [first, last] = [Math.atan(-at / half), Math.PI / 2];
    for (let k = 0; k < count; k++) {
      const w = at + half * Math.tan(first + ((last - first) * (k + 0.5)) / count);
      exact += ((last - first) / count) * Math.exp(-w / 0.6);
    }
    expect(Math.abs(value - exact)).toBeLessThan(truncation + ends + 2e-6);
    expect(truncation).toBeLessThan(1e-10 * value);
  });

  it.each([
    ["under bias", twoTerminal(11.3, 9.1, 0.004, 0.3)],
    ["under the opposite bias", twoTerminal(8.7, 11.2, 0.004, 0.3)],
    [
      "at two temperatures",
      {
        ...twoTerminal(11.3, 9.1, 0.004, 0.3),
        electrodes: { L: { mu: 11.3, temperature: 0.004 }, R: { mu: 9.1, temperature: 0.012 } },
      },
    ],
  ])("follows the steps where a Fermi edge meets a level, and hops between levels: %s", (_, point) => {
    const sharp = dotsWith({ gammaL: 0.004, gammaR: 0.006 });
    const state = stateAt(sharp, point);
    const { terms, groups, mu, temperature, inDrain, inSource } = state;
    const places: [x: number, height: number][] = [];
    for (let g = 0; g < groups; g++) {
      for (let p = 0; p < terms.size; p++) {
        const x = terms.re[p]! - mu[g]!;
        const height = Math.PI * temperature[g]! - terms.im[p]!;
        if (inDrain[g * terms.size + p] === 1) places.push([x, height]);
        if (inSource[g * terms.size + p] === 1) places.push([-x, height]);
      }
    }
    for (let t = 0; t < terms.gap.length; t++) places.push([terms.gap[t]!, -terms.width[t]!]);
    const ahead = places.filter(([x]) => x > 0.1);
    expect(ahead.length).toBeGreaterThan(1);
    for (const [x, height] of ahead) {
      let last = 0;
      const flows = overPanels(
        state,
        1e-10,
        (omega, values) => {
          last = omega;
          values.fill(height / ((omega - x) ** 2 + height ** 2));
        },
        false,
      );
      // the last call is for the end of the range
      const exact = Math.atan((last - x) / height) + Math.atan(x / height);
      const found = 2 * Math.PI * Math.max(...flows.value);
      expect(Math.abs(found / exact - 1), `line at ${x}, ${height} wide`).toBeLessThan(1e-12);
    }
  });

  it("is not trusted where the rule through every second node is far from it", () => {
    // one node in the midst of a panel sees a line that nobody named
    const { value, truncation } = integralOf(warm, (w) => 1e-3 / ((w - 0.777) ** 2 + 1e-6));
    expect(Math.abs(value - Math.PI / 2 - Math.atan(777))).toBeGreaterThan(0.1);
    expect(truncation).toBeGreaterThan(0.1);
  });

  it("adds up what roundoff acts on: at each node, or at one for the whole panel", () => {
    const f = (w: number): number => Math.exp(-w);
    const none = integralOf(warm, f).noise;
    const each = integralOf(warm, f, 1e4, true).noise;
    const one = integralOf(warm, f, 1e4).noise;
    // 0.8 EPSILON times the integral of the sizes
    expect((each - none) / (0.8 * 2 ** -52 * 1e4)).toBeCloseTo(1, 6);
    expect((one - none) / (0.8 * 2 ** -52 * 1e4)).toBeGreaterThan(0.7);
    expect((one - none) / (0.8 * 2 ** -52 * 1e4)).toBeLessThan(1.5);
    expect(none).toBeGreaterThan(4 * 2 ** -52);
    expect(none).toBeLessThan(100 * 2 ** -52);
  });

  it("takes more nodes for colder electrodes, sharper modes and sharper levels", () => {
    const nodes = (point: OperatingPoint, of = dots): number => panelNodes(stateAt(of, point), 1e-10);
    const cold = twoTerminal(10.2, 9.9, 1e-3, 0.6);
    expect(nodes(cold)).toBeGreaterThan(nodes(warm));
    expect(nodes(warm, dotsWith({ gammaPh: 1e-5 }))).toBeGreaterThan(nodes(warm) + 100);
    expect(nodes(warm, dotsWith({ gammaL: 1e-5, gammaR: 1e-5 }))).toBeGreaterThan(nodes(warm) + 100);
    expect(nodes(twoTerminal(10.2, 9.9, 0.4, 1e-4))).toBeGreaterThan(nodes(warm) + 50);
    expect(nodes(warm) % 16).toBe(0);
  });

  it("ends at the largest bias where everything is at zero temperature", () => {
    const cold = twoTerminal(10.5, 9.9, 0, 0);
    const state = stateAt(dots, cold);
    let last = 0;
    const flows = overPanels(
      state,
      1e-10,
      (omega, values) => {
        last = Math.max(last, omega);
        values.fill(1);
      },
      false,
    );
    expect(last).toBeCloseTo(0.6, 12);
    expect(2 * Math.PI * Math.max(...flows.value)).toBeCloseTo(0.6, 12);
    expect(Math.max(...flows.ends)).toBe(0);
    // no bias, nothing to integrate
    const still = overPanels(
      stateAt(dots, twoTerminal(10, 10, 0, 0)),
      1e-10,
      (_w, values) => values.fill(1),
      false,
    );
    expect(Math.max(...still.value)).toBe(0);
  });
});

/** End points of the panels of a state, from the nodes that they are asked at. */
function panelsOf(state: State, tolerance = 1e-10): { readonly edges: number[]; readonly nodes: number } {
  const asked: number[] = [];
  overPanels(
    state,
    tolerance,
    (omega, values) => {
      asked.push(omega);
      values.fill(0);
    },
    false,
  );
  const edges = [0];
  for (let k = 0; k + 16 < asked.length; k += 16)
    edges.push(2 * ((asked[k]! + asked[k + 15]!) / 2) - edges.at(-1)!);
  expect(edges.at(-1)).toBeCloseTo(asked.at(-1)!, 9);
  return { edges, nodes: asked.length - 1 };
}

/** The lowest singularity of each ladder, and all others, of the formulas: x, height, temperature of the tails. */
function singularitiesOf(state: State): [x: number, height: number, T: number][] {
  const { terms, hops, mu, temperature, modes, bath } = state;
  const found: [number, number, number][] = [[0, 2 * Math.PI * bath, bath]];
  const met = new Set<string>();
  for (const { channel, source, drain, mu: bias } of hops) {
    const [Ta, Tb] = [temperature[source]!, temperature[drain]!];
    found.push([bias, Math.PI * (Ta + Tb), Math.min(Ta, Tb)]);
    for (const q of channel.columns) met.add(`-1 ${source} ${q}`);
    for (const p of channel.rows) met.add(`1 ${drain} ${p}`);
  }
  for (const key of met) {
    const [sign, g, p] = key.split(" ").map(Number) as [number, number, number];
    const T = temperature[g]!;
    found.push([sign * (terms.re[p]! - mu[g]!), Math.PI * T - terms.im[p]!, T]);
  }
  for (const { re, im } of modes.poles) found.push([re, im, 0]);
  for (const height of modes.overdamped) found.push([0, height, 0]);
  terms.gap.forEach((gap, t) => {
    found.push([gap, -terms.width[t]!, 0]);
  });
  return found;
}

const broad = dotsWith({ gammaL: 3, gammaR: 4, gammaPh: 2.5, omega: 1.2 });

describe("the panels of a junction at an operating point", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["the bias, where one electrode is cold", broad, pointOf(13.5, 0.005, 12.5, 0.1, 0.2)],
    ["the bias, where the other is", broad, pointOf(13.5, 0.1, 12.5, 0.005, 0.2)],
    ["a cold bath", broad, pointOf(9, 0.3, 8.8, 0.3, 0.004)],
    ["no bath at all", broad, pointOf(9, 0.3, 8.8, 0.2, 0)],
    ["an electrode that takes from a level below it", broad, pointOf(12.9, 0.02, 12.6, 0.4, 0.5)],
    ["an electrode that gives to a level above it", broad, pointOf(8.3, 0.4, 8.1, 0.02, 0.5)],
    ["levels seen by some electrodes alone", dotsWith({ gammaL: 0.01 }), pointOf(11.6, 0.01, 9.1, 0.03, 0.2)],
    [
      "three levels and two modes",
      randomJunction(3, 2, randomSequence(61)),
      pointOf(0.7, 0.02, -0.5, 0.05, 0.2),
    ],
  ])(
    "keep all singularities outside their ellipses, and are no more than these ask for: %s",
    (_, of, point) => {
      const state = stateAt(of, point);
      const { edges, nodes } = panelsOf(state);
      const end = edges.at(-1)!;
      const grading = new Grading(0, end);
      for (const [x, height, T] of singularitiesOf(state)) {
        grading.add(x, height, T);
        let sharpest = Number.POSITIVE_INFINITY;
        let longest = 0;
        for (let k = 1; k < edges.length; k++) {
          const [a, b] = [edges[k - 1]!, edges[k]!];
          sharpest = Math.min(sharpest, (Math.hypot(x - a, height) + Math.hypot(x - b, height)) / (b - a));
          if (b > x - 64 * T + 1e-9 && a < x + 64 * T - 1e-9) longest = Math.max(longest, b - a);
        }
        if (height > 0) expect(sharpest, `${x} + ${height} i`).toBeGreaterThanOrEqual(1.5 - 1e-9);
        // 16 points on an exponential tail
        if (T > 0) expect(longest).toBeLessThanOrEqual(8 * T + 1e-9);
      }
      expect(edges.length).toBe(gradedBy(grading).length);
      expect(panelNodes(state, 1e-10)).toBe(nodes);
    },
  );

  it.each([
    [0.3, 0.02],
    [0.02, 0.3],
    [1.5, 0.4],
  ])("reach as far as the exponential of the hottest reservoir, %d and %d, matters", (electrons, bath) => {
    const hottest = Math.max(electrons, bath);
    for (const bias of [0.2, 6]) {
      for (const tolerance of [1e-7, 1e-12]) {
        const end = panelsOf(stateAt(dots, twoTerminal(10 + bias, 10, electrons, bath)), tolerance).edges.at(
          -1,
        )!;
        // powers of w may rise for 14 thermal energies
        expect(end).toBeGreaterThan(bias + (14 - Math.log(tolerance)) * hottest);
        expect(end).toBeLessThan(Math.max(bias, 6) + (22 - Math.log(tolerance)) * hottest);
      }
    }
  });
});

describe("the error of an integral over panels", () => {
  // nothing is sharp, so that one panel is enough
  const single = (): State => stateAt(broad, twoTerminal(10.3, 9.9, 0, 0));
  const only = (f: (omega: number) => number, perNode = false) => {
    const flows = overPanels(single(), 1e-10, integrandOf(f, 0), perNode);
    const k = flows.absolute.indexOf(Math.max(...flows.absolute));
    return {
      value: flows.value[k]!,
      noise: flows.noise[k]!,
      truncation: flows.truncation[k]!,
      absolute: flows.absolute[k]!,
    };
  };

  it("has the roundoff of the nodes: their own, times what the integrand varies by", () => {
    expect(panelsOf(single()).edges).toHaveLength(2);
    // up and down: 4 units of the integral, and those of the middle times the variation
    for (const [f, variation] of [
      [(w: number) => 1e3 + 1e6 * w, 0.4e6],
      [(w: number) => 1e6 * Math.abs(w - 0.2), 0.4e6],
      [() => 1e4, 0],
    ] as const) {
      const { noise, absolute } = only(f);
      const moved = (2 ** -52 * 0.2 * variation) / (2 * Math.PI);
      expect(noise).toBeGreaterThan(3.999 * 2 ** -52 * absolute + 0.85 * moved);
      expect(noise).toBeLessThan(4.001 * 2 ** -52 * absolute + 1.01 * moved);
    }
  });

  it("is a few parts in 1e12 for lines that panels are graded by", () => {
    const gammaPh = 1e-3;
    const sharp = stateAt(dotsWith({ gammaL: 3, gammaR: 4, gammaPh }), twoTerminal(11.2, 9.8, 0, 0));
    const [at, half] = [Math.sqrt(1 - gammaPh ** 2 / 4), gammaPh / 2];
    const flows = overPanels(
      sharp,
      1e-10,
      integrandOf((w) => half / ((w - at) ** 2 + half ** 2), 0),
      false,
    );
    const k = flows.absolute.indexOf(Math.max(...flows.absolute));
    const exact = (Math.atan((1.4 - at) / half) + Math.atan(at / half)) / (2 * Math.PI);
    expect(Math.abs(flows.value[k]! - exact)).toBeLessThan(flows.truncation[k]!);
    expect(flows.truncation[k]! / exact).toBeGreaterThan(1e-12);
    expect(flows.truncation[k]! / exact).toBeLessThan(1e-11);
  });

  it("tells of a line that nobody named and that is narrower than nodes are apart", () => {
    for (const width of [0.002, 0.005, 0.01, 0.02]) {
      const line = (w: number): number => width / ((w - 0.18) ** 2 + width ** 2);
      const exact = (Math.atan(0.22 / width) + Math.atan(0.18 / width)) / (2 * Math.PI);
      const { value, truncation } = only(line);
      const missed = Math.abs(value - exact);
      expect(truncation).toBeGreaterThan(missed);
      expect(truncation).toBeLessThan(6 * missed);
    }
  });

  it("does not depend on the unit of what is integrated", () => {
    for (const width of [0.01, 0.05, 0.2]) {
      const line = (w: number): number => width / ((w - 0.18) ** 2 + width ** 2);
      const plain = only(line);
      const large = only((w) => 2 ** 30 * line(w));
      expect(large.truncation / plain.truncation / 2 ** 30).toBeCloseTo(1, 10);
    }
  });

  it("beyond the end is a few times the tail that is left out", () => {
    const T = 0.6;
    const state = stateAt(dots, twoTerminal(10.2, 9.9, 0.4, T));
    const end = panelsOf(state).edges.at(-1)!;
    const { ends } = integralOf(twoTerminal(10.2, 9.9, 0.4, T), (w) => Math.exp(-w / T));
    expect(ends / (T * Math.exp(-end / T))).toBeGreaterThan(1);
    expect(ends / (T * Math.exp(-end / T))).toBeLessThan(10);
  });

  it("is that of pole sums in the closed forms: one node of a panel tells what all of them do", () => {
    const state = stateAt(dots, twoTerminal(7.3, 7, 0.3, 0.5));
    const found = byPanels(state, 1e-9).noise.slice();
    const all = overPanels(
      state,
      1e-9,
      (omega, values, noise) => {
        putIntegrand(state, omega, values);
        putIntegrandNoise(state, omega, noise);
      },
      true,
    );
    all.noise.forEach((noise, k) => {
      if (all.absolute[k] === 0) return;
      expect(noise / all.absolute[k]! / 2 ** -52).toBeGreaterThan(100);
      expect(found[k]! / noise).toBeGreaterThan(0.4);
      expect(found[k]! / noise).toBeLessThan(2.5);
    });
  });

  it("is nothing at all without bias and temperature, where not even w = 0 is asked", () => {
    const flows = overPanels(
      stateAt(dots, twoTerminal(10, 10, 0, 0)),
      1e-10,
      (omega, values) => values.fill(1 / omega),
      false,
    );
    for (const part of Object.values(flows)) expect(Math.max(...part.map(Math.abs))).toBe(0);
  });
});
