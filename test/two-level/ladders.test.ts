import { describe, expect, it } from "vitest";
import { addLadders } from "../../lib/two-level/ladders.js";
import { doubtOf } from "../../lib/two-level/pole-term.js";
import { BOSON, ELECTRON, footOf, heightOf, PSI_L, PSI_R, spacingOf } from "../../lib/two-level/rungs.js";
import { putSpectrum, spectrum } from "../../lib/two-level/spectrum.js";
import type { Task } from "../../lib/two-level/task.js";
import {
  addSizeOfPole,
  clearTerms,
  tailOfI,
  tailOfJ,
  termCount,
  terms,
  topThatMatters,
} from "../../lib/two-level/terms.js";
import { type Point, paper, paperWith } from "./points.js";
import { taskOf } from "./tasks.js";

const { wR, wI, factorR, factorI, valueR, valueI, factorNoise } = terms;
const LADDERS = [BOSON, ELECTRON, PSI_L, PSI_R];

/** Where nothing matters, so that a ladder has one rung and those that a high pole asks for. */
const CARELESS = { shareJ: 1e300, shareI: 1e300 };

const taskAt = (point: Point, part: Partial<Task>): Task => ({ ...taskOf(point).task, ...part });

/** A pole at this height that matters whatever the shares. */
function markPole(task: Task, height: number): void {
  addSizeOfPole(task, 1e305, 1, height);
}

const sizeOf = (n: number): number =>
  (Math.abs(factorR[n]!) + Math.abs(factorI[n]!)) * (Math.abs(valueR[n]!) + Math.abs(valueI[n]!));

/** Sizes |f v| of a ladder's rungs 1, 2, ... among the terms. */
function sizesOn(task: Task, ladder: number): number[] {
  const sizes: number[] = [];
  for (let n = 0; n < termCount(); n++) {
    const isNext = wI[n] === heightOf(task, ladder, sizes.length + 1);
    if (isNext && wR[n] === footOf(task, ladder)) sizes.push(sizeOf(n));
  }
  return sizes;
}

/** At most what lies above rung k. */
function restAbove(
  task: Task,
  ladder: number,
  sizes: readonly number[],
  k: number,
): { J: number; I: number } {
  const spacing = spacingOf(task, ladder);
  const height = heightOf(task, ladder, k);
  const fall = Math.exp((-2 * Math.PI * spacing) / task.step);
  const largest = Math.max(sizes[k - 1]!, fall * (sizes[k - 2] ?? 0));
  const growth = height < task.reach ? ((height + spacing) / height) ** 3 : 1;
  const I = (2 * growth * largest * fall) / (1 - fall);
  return { J: I * Math.hypot(footOf(task, ladder), height), I };
}

describe("a ladder", () => {
  const warm: Point = { model: paper, muL: 10.2, muR: 9.9, Te: 0.2, Tph: 0.3 };
  const hotter: Point = { model: paper, muL: 10.2, muR: 9.9, Te: 0.02, Tph: 0.6 };
  const hotBath: Point = { model: paper, muL: 10.2, muR: 9.9, Te: 0.02, Tph: 2 };

  it.each([
    ["J", warm, { shareJ: 1e-8, shareI: 1e9, step: 1.3 }],
    ["I", warm, { shareJ: 1e9, shareI: 1e-8, step: 1.3 }],
    ["J, the poles of mode and levels above it", warm, { shareJ: 1e-5, shareI: 1e9, step: 1.3, reach: 1e9 }],
    ["I, the poles of mode and levels below it", warm, { shareJ: 1e9, shareI: 1e-5, step: 1.3, reach: 0 }],
    ["J beside a hot bath", hotBath, { shareJ: 1e-5, shareI: 1e9, step: 8 }],
    [
      "I, where the bath's ladder, climbed last, sends the others up again",
      hotter,
      { shareJ: 1e9, shareI: 1e-6, step: 5 },
    ],
    ["I beside a hot bath", hotBath, { shareJ: 1e9, shareI: 1e-5, step: 8 }],
  ] as const)(
    "is left where the rest is negligible for %s and no pole that matters is above",
    (_, point, part) => {
      const task = taskAt(point, part);
      clearTerms();
      expect(addLadders(task)).toBe(true);
      let [J, I, count] = [0, 0, 0];
      for (const ladder of LADDERS) {
        const sizes = sizesOn(task, ladder);
        const isEnough = (_: number, n: number): boolean => {
          const rest = restAbove(task, ladder, sizes, n + 1);
          const next = heightOf(task, ladder, n + 2);
          return rest.J < part.shareJ && rest.I < part.shareI && next > topThatMatters() + 0.04 * task.step;
        };
        expect(sizes.findIndex(isEnough)).toBe(sizes.length - 1);
        const rest = restAbove(task, ladder, sizes, sizes.length);
        J += rest.J;
        I += rest.I;
        count += sizes.length;
      }
      expect(count).toBe(termCount());
      expect(tailOfJ() / J).toBeCloseTo(1, 12);
      expect(tailOfI() / I).toBeCloseTo(1, 12);
    },
  );

  it("takes the rung beside the highest pole that matters, even if it is a little higher: the two may cancel", () => {
    for (const step of [0.4, 5]) {
      const task = taskAt(warm, { ...CARELESS, step });
      const seventh = heightOf(task, BOSON, 7);
      for (const [above, rungs] of [
        [0.05, 6],
        [0.03, 7],
        [-0.03, 7],
      ] as const) {
        clearTerms();
        markPole(task, seventh - above * step);
        expect(addLadders(task)).toBe(true);
        expect(sizesOn(task, BOSON).length).toBe(rungs);
      }
    }
  });

  it("ends below the ceiling, and what is above counts elsewhere", () => {
    const { task } = taskOf(warm);
    const ceiling = heightOf(task, BOSON, 3);
    clearTerms();
    expect(addLadders({ ...task, ceiling, share: 1e-13 })).toBe(true);
    for (const ladder of LADDERS) {
      const rungs = sizesOn(task, ladder).length;
      expect(heightOf(task, ladder, rungs + 1)).toBeGreaterThanOrEqual(ceiling);
      expect(heightOf(task, ladder, rungs)).toBeLessThan(ceiling);
    }
    expect(sizesOn(task, BOSON).length).toBe(2);
    expect([tailOfJ(), tailOfI()]).toEqual([0, 0]);
  });

  it.each([
    [1200.5, true],
    [1201.5, false],
  ] as const)(
    "has 1200 rungs at most, then others do it better: a pole that matters at rung %d",
    (k, isDone) => {
      const cold = taskAt({ ...warm, Tph: 1e-3 }, { ...CARELESS, step: 1e-3 });
      clearTerms();
      markPole(cold, heightOf(cold, BOSON, k));
      expect(addLadders(cold)).toBe(isDone);
      expect(wI[termCount() - 1]).toBe(heightOf(cold, BOSON, 1200));
    },
  );

  it.each([
    ["boson", BOSON],
    ["electron", ELECTRON],
  ] as const)("of poles of a Bose function (%s) knows the roundoff of their phases", (_, ladder) => {
    const task = taskAt(warm, { step: 1.3, offset: -0.4 });
    clearTerms();
    addLadders(task);
    const foot = footOf(task, ladder);
    const unit = (2 * Math.PI) / 1.3;
    let k = 0;
    for (let n = 0; n < termCount() && k < 3; n++) {
      const height = heightOf(task, ladder, k + 1);
      if (wR[n] !== foot || wI[n] !== height) continue;
      k++;
      const decay = Math.exp(-unit * height);
      const phase = unit * (foot + 0.4);
      const apart = Math.hypot(1 - decay * Math.cos(phase), decay * Math.sin(phase));
      const doubtOfWeight = 1 + (unit * (Math.abs(foot) + 0.4 + height)) / apart;
      putSpectrum(1, 0.5, foot, height);
      expect(factorNoise[n]! / sizeOf(n) / (2 + doubtOfWeight + doubtOf(spectrum))).toBeCloseTo(1, 9);
    }
    expect(k).toBe(3);
  });

  it("goes on beyond a pole that lies on top of another", () => {
    // The overdamped mode has its poles at i/2 and 2i, the bath's ladder its first rung at 2i.
    const model = paperWith({ gammaPh: 2.5 });
    const { task } = taskOf({ model, muL: 10, muR: 9.9, Te: 0.4, Tph: 1 / Math.PI });
    clearTerms();
    addLadders({ ...task, share: 1e-3 });
    const sizes = sizesOn(task, BOSON);
    expect(sizes[0]).toBeNaN();
    expect(sizes.length).toBeGreaterThan(2);
  });
});
