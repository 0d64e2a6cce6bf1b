// How the cost of Lambda grows with the number of levels: random junctions, seeded, so that every run times the same ones.

import { type ComplexLike, type JunctionInput, junction, twoTerminal } from "ehp-transport";
import type { SizeMeasurement } from "./measurements.js";
import { ourLambda } from "./ours.js";
import { type Effort, sample, summarise } from "./timing.js";

const POINT = twoTerminal(0.2, -0.1, 0.5);
const FREQUENCIES: readonly number[] = [0.35, 0.7, 1.1, 1.6];

export function measureSize(levels: number, effort: Effort): SizeMeasurement {
  const inputs = [1, 2, 3].map((seed) => randomInput(levels, 100 * levels + seed));
  const device = junction(inputs[0]!);
  const evaluate = ourLambda(device, POINT);
  let k = 0;
  const lambda = summarise(
    sample(() => {
      evaluate(FREQUENCIES[k++ % FREQUENCIES.length]!);
    }, effort),
  );
  // Poles and their couplings are found when Lambda is first asked for.
  const building = summarise(
    sample(() => {
      ourLambda(junction(inputs[k++ % inputs.length]!), POINT);
    }, effort),
  );
  return { levels, lambda, building };
}

/** Exponent of the power law through the last three sizes, by least squares of the logarithms. */
export function asymptoticPower(
  sizes: readonly { readonly levels: number; readonly seconds: number }[],
): number {
  const points = sizes.slice(-3).map(({ levels, seconds }) => [Math.log(levels), Math.log(seconds)] as const);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Levels in a band a few units wide whatever their number, each with a width of its own, and one mode. */
function randomInput(levels: number, seed: number): JunctionInput {
  const next = randomNumbers(seed);
  const size = 1 / Math.sqrt(levels);
  return {
    hamiltonian: randomHermitian(levels, next, size),
    electrodes: {
      L: { broadening: randomBroadening(levels, next) },
      R: { broadening: randomBroadening(levels, next) },
    },
    modes: [{ omega: 1, coupling: randomHermitian(levels, next, 0.5 * size) }],
    damping: 0.5,
  };
}

function randomHermitian(n: number, next: () => number, size: number): ComplexLike[][] {
  const rows: ComplexLike[][] = Array.from({ length: n }, () => new Array<ComplexLike>(n).fill(0));
  for (let i = 0; i < n; i++) {
    rows[i]![i] = size * (2 * next() - 1);
    for (let j = 0; j < i; j++) {
      const re = size * (2 * next() - 1);
      const im = size * (2 * next() - 1);
      rows[i]![j] = { re, im };
      rows[j]![i] = { re, im: -im };
    }
  }
  return rows;
}

/** v v^+ + a positive diagonal: no level is left without a width. */
function randomBroadening(n: number, next: () => number): ComplexLike[][] {
  const size = 1 / Math.sqrt(n);
  const v = Array.from({ length: n }, () => ({ re: size * (next() - 0.5), im: size * (next() - 0.5) }));
  return v.map((a, i) =>
    v.map((b, j) => ({
      re: a.re * b.re + a.im * b.im + (i === j ? 0.1 + 0.4 * next() : 0),
      im: i === j ? 0 : a.im * b.re - a.re * b.im,
    })),
  );
}

/** Park and Miller's generator. */
function randomNumbers(seed: number): () => number {
  let state = seed * 48271 + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
