import { describe, expect, it } from "vitest";
import { putPlain, reducedPairDensity } from "../../lib/two-level/density.js";
import { addNodes } from "../../lib/two-level/nodes.js";
import { putRealDifference } from "../../lib/two-level/occupation.js";
import type { Task } from "../../lib/two-level/task.js";
import { clearTerms, tailOfI, tailOfJ, termCount, terms } from "../../lib/two-level/terms.js";
import { type Point, paper, paperWith } from "./points.js";
import { taskOf } from "./tasks.js";

const narrow = paperWith({ gammaL: 0.01, gammaR: 0.02, gammaPh: 0.04 });
const unequal = paperWith({ gammaL: 0.3, gammaR: 0.7, gammaPh: 0.4 });

interface Node {
  readonly w: number;
  readonly size: number;
}

interface Nodes {
  readonly isDone: boolean;
  /** nodes upwards from the middle */
  readonly right: readonly Node[];
  /** the others, downwards */
  readonly left: readonly Node[];
}

const taskAt = (point: Point, part: Partial<Task>): Task => ({ ...taskOf(point).task, ...part });

/** The nodes between and beyond the thermal edges, with something to see up to `bottom` and `top`. */
function nodesOf(task: Task, bottom: number, top: number): Nodes {
  clearTerms();
  const { mu } = task.setting;
  const isDone = addNodes(task, Math.min(0, mu), Math.max(0, mu), bottom, top);
  const nodes = Array.from({ length: termCount() }, (_, n) => ({
    w: terms.wR[n]!,
    size: Math.abs(terms.factorR[n]! * terms.valueR[n]!),
  }));
  const turn = nodes.findIndex(({ w }, n) => n > 0 && w < nodes[n - 1]!.w);
  return { isDone, right: nodes.slice(0, turn), left: nodes.slice(turn) };
}

/** At most what lies beyond a node: twice the larger of it and what the one before has become, times the rest's length. */
function restBeyond({ Te, Tph, step }: Task, nodes: readonly Node[], n: number): { J: number; I: number } {
  const T = Math.max(Te, Tph);
  const fall = Math.exp(-step / T);
  const { w, size } = nodes[n]!;
  const length = Math.min(fall / (1 - fall), Math.abs(w) / step);
  const I = 2 * Math.max(size, fall * nodes[n - 1]!.size) * length;
  return { J: I * (Math.abs(w) + T), I };
}

describe("the nodes", () => {
  it.each([1.4, -1.4])(
    "start in the middle between the thermal edges 0 and %d, and none is left out",
    (mu) => {
      const task = taskAt(
        { model: paper, muL: 10 + mu, muR: 10, Te: 0.3, Tph: 0.2 },
        { step: 0.15, offset: 0.11 },
      );
      const { isDone, right, left } = nodesOf(task, -2, 2);
      expect(isDone).toBe(true);
      expect(Math.abs(right[0]!.w - mu / 2)).toBeLessThanOrEqual(task.step / 2 + 1e-12);
      right.forEach(({ w }, n) => {
        expect(w).toBeCloseTo(right[0]!.w + n * task.step, 12);
      });
      left.forEach(({ w }, n) => {
        expect(w).toBeCloseTo(right[0]!.w - (n + 1) * task.step, 12);
      });
    },
  );

  it("have the stable Lambda on the levels' resonance, where the plain one is 0/0 for equal widths", () => {
    const task = taskAt({ model: paper, muL: 10.2, muR: 9.9, Te: 0.3, Tph: 0.2 }, { step: 0.3, offset: 1 });
    const { right } = nodesOf(task, -2, 2);
    const n = right.findIndex(({ w }) => w === 1);
    const density = reducedPairDensity(paper, 10.2, 9.9, 0.3, 1) * (1 - task.setting.mu);
    expect(terms.valueR[n]! / density).toBeCloseTo(1, 14);
    expect(terms.valueNoise[n]! / terms.factorR[n]!).toBeGreaterThan(density);
    expect(terms.valueNoise[n]! / terms.factorR[n]!).toBeLessThan(20 * density);
  });

  it("are as uncertain as Lambda, as Dn, and as the detuning w^2 - Omega^2, whose terms are larger than it", () => {
    const model = paperWith({ omega: 3, gammaPh: 0.02 });
    const task = taskAt({ model, muL: 10.2, muR: 9.9, Te: 0.5, Tph: 0.7 }, { step: 0.3, offset: 0.07 });
    nodesOf(task, -4, 4);
    const lambda = new Float64Array(2);
    const difference = new Float64Array(2);
    for (let n = 0; n < termCount(); n++) {
      const w = terms.wR[n]!;
      const factor = Math.abs(terms.factorR[n]!);
      const value = Math.abs(terms.valueR[n]!);
      putPlain(task.setting, w, lambda);
      putRealDifference(w, task.setting.mu, 0.5, 0.7, difference, 0);
      const closeness = (w ** 2 + 9) / Math.hypot(w ** 2 - 9, 0.02 * w);
      const doubt = 2 + closeness + difference[1]! / Math.abs(difference[0]!);
      expect(terms.valueNoise[n]! / (factor * lambda[1]!)).toBeCloseTo(1, 10);
      expect(terms.factorNoise[n]! / (factor * value * doubt)).toBeCloseTo(1, 10);
    }
  });

  it.each([
    ["J", 1e-9, 1e9],
    ["I", 1e9, 1e-9],
  ] as const)(
    "stop before a feature so far out that its resonance would not count for %s",
    (_, shareJ, shareI) => {
      const point = { model: unequal, muL: 10.2, muR: 9.9, Te: 0.1, Tph: 0.08 };
      const task = taskAt(point, { step: 0.031, offset: 0.012, shareJ, shareI });
      const { isDone, right, left } = nodesOf(task, -500, 500);
      expect(isDone).toBe(true);
      // Lambda <= 4 |m|^2/max(gamma_L, gamma_R), w A_ph <= 2/gamma_ph
      const resonance = ((4 * 0.25) / 0.7) * (2 / 0.4);
      const isNegligible = ({ w }: Node): boolean => {
        const distance = w > 0 ? w - 0.3 : -w;
        const rest = Math.exp(-distance / 0.1) * resonance * (0.1 + Math.abs(w));
        return distance > 0 && rest < shareJ && rest / Math.abs(w) < shareI;
      };
      for (const side of [right, left]) expect(side.findIndex(isNegligible)).toBe(side.length - 1);
    },
  );

  it.each([
    ["J in the cold", 1e-9, 1e9, 0.1, 0.03],
    ["I in the cold", 1e9, 1e-9, 0.1, 0.03],
    ["J in great heat", 1e-5, 1e9, 300, 0.3],
    ["I in great heat", 1e9, 1e-5, 300, 0.3],
  ] as const)(
    "stop beyond all features as soon as the rest is negligible for %s",
    (_, shareJ, shareI, T, step) => {
      const point = { model: narrow, muL: 10.2, muR: 9.9, Te: T, Tph: 0.8 * T };
      const task = taskAt(point, { step, offset: 0.012, shareJ, shareI });
      const { isDone, right, left } = nodesOf(task, -1.1, 1.2);
      expect(isDone).toBe(true);
      let [J, I] = [0, 0];
      for (const side of [right, left]) {
        const isNegligible = ({ w }: Node, n: number): boolean => {
          if (n === 0 || (w < 1.2 && w > -1.1)) return false;
          const rest = restBeyond(task, side, n);
          return rest.J < shareJ && rest.I < shareI;
        };
        const last = side.length - 1;
        expect(side.findIndex(isNegligible)).toBe(last);
        const rest = restBeyond(task, side, last);
        J += rest.J;
        I += rest.I;
      }
      expect(tailOfJ() / J).toBeCloseTo(1, 12);
      expect(tailOfI() / I).toBeCloseTo(1, 12);
    },
  );

  it("go beyond both thermal edges by two at least, even if nothing mattered", () => {
    const point = { model: paper, muL: 12, muR: 8, Te: 0.1, Tph: 0.2 };
    const all = { step: 0.3, offset: 0.05, shareJ: 1e300, shareI: 1e300 };
    const { right, left } = nodesOf(taskAt(point, all), 0, 4);
    expect(right.filter(({ w }) => w > 4).length).toBe(2);
    expect(left.filter(({ w }) => w < 0).length).toBe(2);
  });

  it("do not take a zero of the integrand for its end", () => {
    // (w - mu_LR)/T_e = w/T_ph at w = -1
    const point = { model: paper, muL: 10, muR: 9, Te: 0.5, Tph: 0.25 };
    const all = { step: 0.625, offset: 0.25, shareJ: 1e300, shareI: 1e300 };
    const task = taskAt(point, all);
    const { right, left } = nodesOf(task, 0, 1);
    expect(left.at(-1)).toEqual({ w: -1, size: 0 });
    const rest = restBeyond(task, right, right.length - 1);
    expect(tailOfI()).toBeGreaterThan(1.0001 * rest.I);
    expect(tailOfJ()).toBeGreaterThan(1.0001 * rest.J);
  });

  it("end where the integrand vanishes in double precision, 700 temperatures beyond the edges", () => {
    const point = { model: paper, muL: 10.1, muR: 10, Te: 1e-3, Tph: 2e-3 };
    const task = taskAt(point, { step: 0.01, offset: 0.003, share: 0 });
    const { isDone, right, left } = nodesOf(task, -0.1, 0.2);
    expect(isDone).toBe(true);
    expect(right.findIndex(({ w }) => w > 0.1 + 1.4)).toBe(right.length - 1);
    expect(left.findIndex(({ w }) => w < -1.4)).toBe(left.length - 1);
    expect([tailOfJ(), tailOfI()]).toEqual([0, 0]);
  });

  it("are 3000 on one side at most: then others do it better", () => {
    const point = { model: paper, muL: 10.2, muR: 9.9, Te: 0.3, Tph: 0.2 };
    clearTerms();
    expect(addNodes(taskAt(point, { step: 1e-6, offset: 1e-7 }), 0, 0.3, -2, 2)).toBe(false);
    expect(termCount()).toBe(3000);
  });
});
