/** Graded panels: short enough for every singularity, with errors that tell of those that nobody named. */
import { describe, expect, it } from "vitest";
import { type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { GAUSS, Grading, gradedBy } from "../../lib/solver/rule/grading.js";
import { overPanels, type PanelIntegrand, panelNodes } from "../../lib/solver/rule/panels.js";
import { dots, dotsWith } from "../junctions.js";
import { stateAt } from "./rules.js";

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
