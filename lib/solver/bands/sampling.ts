/**
 * Where to sample a self-energy so that a rational fit of the samples holds in between: graded towards each band edge
 * and far beyond the outermost ones in equal ratios, evenly inside, and halved wherever the function bends.
 *
 * Next to an edge, where Sigma goes as the square root of the distance d, the samples end at d = `resolution` of the
 * band: what happens closer concerns a share d of all energies only, and to resolve it costs some ten poles a decade.
 */
import { tallZeros } from "../linear/least-squares.js";
import type { Matrix } from "../linear/matrix.js";
import type { Samples } from "./rational-fit.js";

/** Sigma as a function of the energy relative to the reference. */
export type RelativeSelfEnergy = (energy: number) => Matrix;

/** A band edge. */
export interface Edge {
  /** its energy, relative to the reference */
  readonly at: number;
  /** distance to the nearest other edge: width of the narrower of band and gap beside it */
  readonly length: number;
}

/** The energies that matter to a fit, relative to the reference. */
export interface Landscape {
  readonly edges: readonly Edge[];
  readonly centre: number;
  /** half the range of the edges, or of what stands for them */
  readonly size: number;
  /** distance from the centre up to which the fit is asked to hold */
  readonly far: number;
  /** distance from an edge, relative to the band, down to which samples are taken */
  readonly resolution: number;
}

const PER_DECADE = 12;
/** Even samples of a band, in addition to the graded ones. */
const INSIDE = 40;
/** Range outside the bands, in units of their size. */
const FAR = 1e3;

/**
 * @param edges of the electrode, relative to the reference, in any order
 * @param levels energies of the central region, relative to the reference
 * @param strength |Sigma| at the levels: the scale where neither edges nor levels tell one
 * @param resolution distance from an edge, relative to the band, down to which samples are taken
 */
export function landscapeOf(
  edges: readonly number[],
  levels: readonly number[],
  strength: number,
  resolution: number,
): Landscape {
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  const anchors = sorted.length > 1 ? sorted : [...sorted, ...levels];
  const low = Math.min(...anchors);
  const high = Math.max(...anchors);
  const size = sorted.length > 1 ? (high - low) / 2 : Math.max((high - low) / 2, strength) || 1;
  const centre = (low + high) / 2;
  const farthest = Math.max(...levels.map((level) => Math.abs(level - centre)));
  return {
    edges: sorted.map((at, k) => ({
      at,
      length: Math.min(
        2 * size,
        at - (sorted[k - 1] ?? Number.NEGATIVE_INFINITY),
        (sorted[k + 1] ?? Number.POSITIVE_INFINITY) - at,
      ),
    })),
    centre,
    size,
    far: Math.max(FAR * size, 10 * farthest),
    resolution,
  };
}

/** Distances from `to` downwards to `from`, in equal ratios. */
function graded(from: number, to: number, perDecade: number): number[] {
  const count = Math.ceil(Math.log10(to / from) * perDecade);
  return Array.from({ length: count + 1 }, (_, k) => to * (from / to) ** (k / count));
}

/** Energies to begin with, ascending. */
export function firstEnergies({ edges, centre, size, far, resolution }: Landscape): number[] {
  const energies: number[] = [];
  const around = (at: number, distances: readonly number[]): void => {
    for (const d of distances) energies.push(at - d, at + d);
  };
  for (const { at, length } of edges) around(at, graded(resolution * length, length, PER_DECADE));
  const ends = edges.length > 1 ? [centre - size, ...edges.map(({ at }) => at), centre + size] : [];
  for (let k = 1; k < ends.length; k++) {
    const [from, to] = [ends[k - 1]!, ends[k]!];
    // off the middle, where a state of the lead itself may sit
    for (let i = 1; i < INSIDE && to > from; i++) energies.push(from + ((to - from) * (i - 0.38)) / INSIDE);
  }
  if (edges.length < 2) {
    energies.push(centre);
    for (let i = 1; i < INSIDE; i++) around(centre, [(2 * size * i) / INSIDE]);
  }
  around(centre, graded(2 * size, far, PER_DECADE / 2));
  const clear = energies.filter((e) =>
    edges.every(({ at, length }) => Math.abs(e - at) > 0.9 * resolution * length),
  );
  return [...new Set(clear)].sort((a, b) => a - b);
}

/** Deviation from the straight line between its neighbours, relative to the largest |Sigma|, that asks for halving. */
const BEND = 0.02;
const MAXIMAL_SAMPLES = 1500;

/**
 * Energies with Sigma there: the given ones and as many in between as it takes to follow the function. `between` holds
 * the energies that were tried and not needed: the test of a fit.
 * @param rounded the nearest energy whose absolute value is a double: far from zero the others do not exist
 */
export function sampled(
  sigma: RelativeSelfEnergy,
  energies: readonly number[],
  { size, edges, resolution }: Landscape,
  rounded: (energy: number) => number,
): { readonly samples: Map<number, Matrix>; readonly between: Map<number, Matrix> } {
  const samples = new Map(energies.map((e) => [e, sigma(e)]));
  const between = new Map<number, Matrix>();
  let largest = 0;
  for (const { re, im } of samples.values()) {
    for (let k = 0; k < re.length; k++) largest = Math.max(largest, Math.hypot(re[k]!, im[k]!));
  }
  const narrowest = resolution * Math.min(size, ...edges.map(({ length }) => length));
  const stack = energies.slice(1).map((to, k): readonly [number, number] => [energies[k]!, to]);
  while (stack.length > 0) {
    const [from, to] = stack.pop()!;
    const middle = rounded(from + 0.4 * (to - from));
    if (edges.some(({ at }) => at > from && at < to) || middle <= from || middle >= to) continue;
    const [a, b, c] = [samples.get(from)!, sigma(middle), samples.get(to)!];
    let bend = 0;
    for (let k = 0; k < a.re.length; k++) {
      const re = b.re[k]! - 0.6 * a.re[k]! - 0.4 * c.re[k]!;
      const im = b.im[k]! - 0.6 * a.im[k]! - 0.4 * c.im[k]!;
      bend = Math.max(bend, Math.hypot(re, im));
    }
    if (bend > BEND * largest && to - from > narrowest && samples.size < MAXIMAL_SAMPLES) {
      samples.set(middle, b);
      stack.push([from, middle], [middle, to]);
    } else {
      between.set(middle, b);
    }
  }
  return { samples, between };
}

/** Samples in the form that the fit takes: columns for the entries of Sigma, row by row. */
export function inColumns(samples: ReadonlyMap<number, Matrix>): Samples {
  const at = Float64Array.from(samples.keys()).sort();
  const entries = samples.get(at[0]!)!.re.length;
  const values = tallZeros(at.length, entries);
  at.forEach((e, i) => {
    const { re, im } = samples.get(e)!;
    for (let k = 0; k < entries; k++) {
      values.re[k * at.length + i] = re[k]!;
      values.im[k * at.length + i] = im[k]!;
    }
  });
  return { at, values };
}
