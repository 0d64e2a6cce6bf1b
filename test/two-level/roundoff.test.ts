import { describe, expect, it } from "vitest";
import { addNodes } from "../../lib/two-level/nodes.js";
import { putWeight } from "../../lib/two-level/pole-term.js";
import { addRung, footOf, heightOf, startRungs } from "../../lib/two-level/rungs.js";
import { addSinglePoles } from "../../lib/two-level/single-poles.js";
import type { Task } from "../../lib/two-level/task.js";
import { clearTerms, termCount, terms } from "../../lib/two-level/terms.js";
import { randomSequence } from "../random.js";
import { moderatePoint, type Point } from "./points.js";
import { neighbours, onGridOf, taskOf } from "./tasks.js";

interface Term {
  readonly re: number;
  readonly im: number;
  readonly noise: number;
}

function storedTerms(): Term[] {
  const { factorR, factorI, valueR, valueI, valueNoise, factorNoise } = terms;
  return Array.from({ length: termCount() }, (_, n) => ({
    re: factorR[n]! * valueR[n]! - factorI[n]! * valueI[n]!,
    im: factorR[n]! * valueI[n]! + factorI[n]! * valueR[n]!,
    noise: valueNoise[n]! + factorNoise[n]!,
  }));
}

const LADDERS = 4;

/** Mode, mode, level; then three rungs of each ladder. */
function poleTerms(task: Task): Term[] {
  clearTerms();
  addSinglePoles(task);
  startRungs(task);
  const scale = (2 * Math.PI) / task.step;
  for (let k = 1; k <= 3; k++) {
    for (let ladder = 0; ladder < LADDERS; ladder++) {
      const foot = footOf(task, ladder);
      const height = heightOf(task, ladder, k);
      const phase = scale * (foot - task.offset);
      const size = scale * (Math.abs(foot) + Math.abs(task.offset) + height);
      putWeight(Math.exp(-scale * height), Math.cos(phase), Math.sin(phase), size);
      addRung(task, ladder, k);
    }
  }
  return storedTerms();
}

/** Energies from 10 on, so that differences of energies are what changes. */
function around(point: Point): Point {
  const { model } = point;
  return {
    ...point,
    model: { ...model, epsilonL: model.epsilonL - 10, epsilonR: model.epsilonR - 10 },
    muL: point.muL - 10,
    muR: point.muR - 10,
  };
}

/** Noise of each term over what a relative change of all numbers does to it, sorted. */
function ratios(
  points: number,
  seed: number,
  kind: (n: number) => number,
  of: (task: Task) => Term[],
): number[][] {
  const next = randomSequence(seed);
  const found: number[][] = [];
  for (let k = 0; k < points; k++) {
    const point = around(moderatePoint(next));
    const { task } = taskOf(point);
    const here = of(task);
    const sensitivity = here.map(() => 0);
    for (const neighbour of neighbours(point, 1e-7)) {
      of(onGridOf(task, neighbour)).forEach(({ re, im }, n) => {
        sensitivity[n] = sensitivity[n]! + (Math.abs(re - here[n]!.re) + Math.abs(im - here[n]!.im)) / 1e-7;
      });
    }
    here.forEach(({ noise }, n) => {
      found[kind(n)] ??= [];
      found[kind(n)]!.push(noise / sensitivity[n]!);
    });
  }
  return found.map((list) => list.filter(Number.isFinite).sort((a, b) => a - b));
}

describe("the roundoff of a term", () => {
  /** Whether the ratios lie where they were measured, give or take a seventh: a tenth, half and nine tenths of them. */
  const expectQuantiles = (list: number[], tenth: number, half: number, most: number): void => {
    [tenth, half, most].forEach((measured, n) => {
      const value = list[Math.floor([0.1, 0.5, 0.9][n]! * list.length)]!;
      expect(value).toBeGreaterThan(measured / 1.15);
      expect(value).toBeLessThan(measured * 1.15);
    });
  };

  it("of a pole is mostly one to three times what roundoff of all numbers does to it", () => {
    const found = ratios(30, 71, (n) => (n < 3 ? n : 3 + ((n - 3) % LADDERS)), poleTerms);
    expect(found.length).toBe(7);
    const [right, left, level, boson, electron, psiL, psiR] = found;
    expectQuantiles(right!, 1.4, 1.95, 4.9);
    expectQuantiles(left!, 1.5, 2.8, 12.5);
    expectQuantiles(level!, 0.85, 1.5, 2.4);
    expectQuantiles(boson!, 0.85, 1.55, 2.45);
    expectQuantiles(electron!, 1.85, 4.9, 11);
    expectQuantiles(psiL!, 1.2, 1.95, 3.5);
    expectQuantiles(psiR!, 1.2, 1.9, 3.7);
  });

  it("of a node is mostly one to three times what roundoff of all numbers does to it", () => {
    const nodes = (task: Task): Term[] => {
      clearTerms();
      const { mu, gap } = task.setting;
      addNodes(task, Math.min(0, mu), Math.max(0, mu), Math.min(-1, gap), Math.max(1, gap));
      return storedTerms().slice(0, 20);
    };
    expectQuantiles(ratios(10, 72, () => 0, nodes)[0]!, 1.2, 1.45, 3.2);
  });
});
