import { describe, expect, it } from "vitest";
import { putAtRung, putComplexPlain, putStable } from "../../lib/two-level/density.js";
import { putComplexDifference } from "../../lib/two-level/occupation.js";
import { doubtOf, lambda, notePoleBesideLambda, putWeightAt, weight } from "../../lib/two-level/pole-term.js";
import {
  addRung,
  BOSON,
  ELECTRON,
  footOf,
  heightOf,
  PSI_L,
  PSI_R,
  spacingOf,
  startRungs,
} from "../../lib/two-level/rungs.js";
import { putSpectrum, spectrum } from "../../lib/two-level/spectrum.js";
import type { Task } from "../../lib/two-level/task.js";
import { clearTerms, terms } from "../../lib/two-level/terms.js";
import { randomSequence } from "../random.js";
import { moderatePoint, paper, paperWith } from "./points.js";
import { taskOf } from "./tasks.js";

const { wR, wI, factorR, factorI, valueR, valueI, valueNoise, factorNoise } = terms;
const taxicab = (re: number, im: number): number => Math.abs(re) + Math.abs(im);

/** |n(z)|, |Re| + |Im|, where both tails decay. */
function sizeOfTail(re: number, im: number): number {
  const growth = Math.exp(Math.abs(re));
  const a = growth * Math.cos(im) - 1;
  const b = growth * Math.sin(im);
  return (Math.abs(a) + Math.abs(b)) / (a * a + b * b);
}

/** Adds rungs 1 to `last` of one ladder at weight g = 0.3 - 0.2i, with the doubt 5; the last one's term is what counts. */
function climbTo(task: Task, ladder: number, last: number): { doubt: number; n: number } {
  clearTerms();
  startRungs(task);
  for (let k = 1; k <= last; k++) {
    weight.set([0.3, -0.2, 2.5]);
    addRung(task, ladder, k);
  }
  const n = last - 1;
  const size = taxicab(factorR[n]!, factorI[n]!) * taxicab(valueR[n]!, valueI[n]!);
  return { doubt: factorNoise[n]! / size, n };
}

describe("a rung's term", () => {
  it.each([
    ["boson", BOSON, -1],
    ["electron", ELECTRON, 1],
  ] as const)("of the %s ladder is T A_ph g Lambda, as uncertain as each of them", (_, ladder, sign) => {
    const next = randomSequence(101);
    const sums = new Float64Array(9);
    for (let point = 0; point < 20; point++) {
      const { task } = taskOf(moderatePoint(next));
      sums.fill(0);
      for (let k = 1; k <= 3; k++) {
        const { doubt, n } = climbTo(task, ladder, k);
        const height = heightOf(task, ladder, k);
        if (ladder === BOSON) putComplexPlain(task.setting, 0, height, lambda);
        else putAtRung(task.setting, k, sums, lambda);
        putSpectrum(task.model.omega, task.model.gammaPh, footOf(task, ladder), height);
        const T = sign * (ladder === BOSON ? task.Tph : task.Te);
        const re = T * (0.3 * spectrum[0]! + 0.2 * spectrum[1]!);
        const im = T * (0.3 * spectrum[1]! - 0.2 * spectrum[0]!);
        expect([wR[n], wI[n]]).toEqual([footOf(task, ladder), height]);
        expect(taxicab(factorR[n]! - re, factorI[n]! - im)).toBeLessThan(1e-14 * taxicab(re, im));
        expect([valueR[n], valueI[n]]).toEqual([lambda[0], lambda[1]]);
        expect(valueNoise[n]! / (taxicab(re, im) * lambda[2]!)).toBeCloseTo(1, 12);
        expect(doubt / (2 + 5 + doubtOf(spectrum))).toBeCloseTo(1, 12);
      }
    }
  });

  it.each([
    ["L", PSI_L],
    ["R", PSI_R],
  ] as const)(
    "of the ladder psi %s is a residue of Lambda beside Dn, as uncertain as all of it",
    (_, ladder) => {
      const next = randomSequence(102);
      for (let point = 0; point < 40; point++) {
        const { task } = taskOf(moderatePoint(next));
        const { setting, model, Te, Tph } = task;
        const difference = new Float64Array(3);
        for (let k = 1; k <= 3; k++) {
          const { doubt, n } = climbTo(task, ladder, k);
          const [wr, wi] = [footOf(task, ladder), heightOf(task, ladder, k)];
          putComplexDifference(wr, wi, setting.mu, Te, Tph, difference, 0);
          expect([wR[n], wI[n]]).toEqual([wr, wi]);
          expect(
            taxicab(valueR[n]! - difference[0]!, valueI[n]! - difference[1]!) / difference[2]!,
          ).toBeLessThan(1e-14);
          const a = sizeOfTail((wr - setting.mu) / Te, wi / Te);
          const b = sizeOfTail(wr / Tph, wi / Tph);
          // where the two are nearly equal, their difference knows better
          if (taxicab(difference[0]!, difference[1]!) < 0.3 * a) continue;
          const sizeA = (Math.abs(wr - setting.mu) + Math.abs(setting.mu) + wi) / Te;
          const sizeB = (Math.abs(wr) + wi) / Tph;
          const noise = a * (1 + a) * sizeA + b * (1 + b) * sizeB;
          putSpectrum(model.omega, model.gammaPh, wr, wi);
          const terms = Math.abs(setting.gap) + Math.abs(wr) + wi + setting.half;
          const closeness = terms / Math.hypot(setting.gap - wr, setting.half - wi);
          const expected =
            4 + closeness + 5 + doubtOf(spectrum) + noise / taxicab(difference[0]!, difference[1]!);
          expect(doubt / expected).toBeCloseTo(1, 8);
        }
      }
    },
  );

  it.each([
    ["L", PSI_L],
    ["R", PSI_R],
  ] as const)("of the ladder psi %s keeps its digits at nearly equal temperatures", (_, ladder) => {
    const model = paperWith({ epsilonL: 10.7, epsilonR: 9.1 });
    for (const ratio of [1 + 2 ** -36, 1 - 2 ** -36]) {
      const { task } = taskOf({ model, muL: 9.8, muR: 9.8, Te: 0.5 * ratio, Tph: 0.5 });
      const difference = new Float64Array(3);
      for (let k = 1; k <= 4; k++) {
        const { n } = climbTo(task, ladder, k);
        putComplexDifference(footOf(task, ladder), heightOf(task, ladder, k), 0, task.Te, 0.5, difference, 0);
        expect(valueR[n]! / difference[0]!).toBeCloseTo(1, 10);
        expect(valueI[n]! / difference[1]!).toBeCloseTo(1, 10);
        expect(Math.abs(valueR[n]!)).toBeLessThan(1e-7);
      }
    }
  });

  it("stands one spacing above the one before", () => {
    const { task } = taskOf({ model: paper, muL: 10, muR: 9.7, Te: 0.5, Tph: 0.3 });
    for (const ladder of [BOSON, ELECTRON, PSI_L, PSI_R]) {
      for (const k of [1, 2, 7]) {
        const rise = heightOf(task, ladder, k + 1) - heightOf(task, ladder, k);
        expect(rise / spacingOf(task, ladder)).toBeCloseTo(1, 12);
      }
    }
  });
});

describe("a pole's term", () => {
  const { task } = taskOf({ model: paper, muL: 10.2, muR: 9.9, Te: 0.5, Tph: 0.3 });

  it("is as uncertain as g, whose phase loses digits by the size of what it is the difference of", () => {
    for (const [wr, wi, offset] of [
      [0.7, 0.2, 0.03],
      [-1.3, 0.4, -0.2],
    ] as const) {
      const step = 0.6;
      putWeightAt({ ...task, step, offset }, wr, wi);
      const unit = (2 * Math.PI) / step;
      const decay = Math.exp(-unit * wi);
      const phase = unit * (wr - offset);
      const apart = Math.hypot(1 - decay * Math.cos(phase), decay * Math.sin(phase));
      const terms = unit * (Math.abs(wr) + Math.abs(offset) + wi);
      expect(doubtOf(weight) / (1 + terms / apart)).toBeCloseTo(1, 12);
    }
  });

  it("is a b g Lambda, with the roundoff of Lambda and of the factor apart", () => {
    clearTerms();
    weight.set([0.3, -0.2, 1]);
    lambda.set([3, -4, 11]);
    // (1 + 2i)(5 - 3i) = 11 + 7i, times 0.3 - 0.2i = 4.7 - 0.1i
    expect(notePoleBesideLambda(task, 0.4, 0.6, 1, 2, 5, -3, 13)).toBeCloseTo(4.8 * 7, 12);
    expect(factorR[0]).toBeCloseTo(4.7, 12);
    expect(factorI[0]).toBeCloseTo(-0.1, 12);
    expect([wR[0], wI[0], valueR[0], valueI[0]]).toEqual([0.4, 0.6, 3, -4]);
    expect(valueNoise[0]).toBeCloseTo(4.8 * 11, 12);
    expect(factorNoise[0]).toBeCloseTo(4.8 * 7 * 13, 11);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])(
    "takes the stable Lambda where the plain one is %d",
    (size) => {
      clearTerms();
      weight.set([0.3, -0.2, 1]);
      lambda.set([3, -4, size]);
      notePoleBesideLambda(task, 0.4, 0.6, 1, 2, 5, -3, 13);
      const stable = new Float64Array(3);
      putStable(task.setting, 0.4, 0.6, stable);
      expect([valueR[0], valueI[0]]).toEqual([stable[0], stable[1]]);
      expect(valueNoise[0]).toBeCloseTo(4.8 * stable[2]!, 12);
    },
  );
});
