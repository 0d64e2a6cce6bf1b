/** Sums over a grid of two fields, by Fourier transforms of zero-padded sequences. */
import type { Field } from "./born-fields.js";
import type { Grid } from "./born-problem.js";
import { fourierTransform, type Transformed } from "./fourier.js";

/**
 * Sequences over the grid transformed two at a time, as real and imaginary parts: the kernels d^<,> and Re D^r are real, so the
 * parts stay apart.
 */
export interface Packing {
  /** places of the transform, enough to keep sums over the grid apart from their copies */
  readonly length: number;
  /** the two sequences of each, and their weight in a trace */
  readonly places: readonly {
    readonly first: number;
    readonly second: number | undefined;
    readonly weight: number;
  }[];
}

/** Transforms of the pairs of sequences; none of two that are zero, as between levels that nothing joins. */
export type Packed = readonly (Transformed | undefined)[];

export const emptySpectrum = (length: number): Transformed => ({
  re: new Float64Array(length),
  im: new Float64Array(length),
});

export function packingOf(levels: number, last: number): Packing {
  const length = 2 ** Math.ceil(Math.log2(3 * last + 1));
  const places: { first: number; second: number | undefined; weight: number }[] = [];
  for (let i = 0; i < levels; i += 2) {
    const second = i + 1 < levels ? (i + 1) * (levels + 1) : undefined;
    places.push({ first: i * (levels + 1), second, weight: 1 });
  }
  for (let i = 0; i < levels; i++) {
    for (let j = i + 1; j < levels; j++)
      places.push({ first: i * levels + j, second: j * levels + i, weight: 2 });
  }
  return { length, places };
}

function putSequence(sequence: Float64Array, out: Float64Array): void {
  const last = (sequence.length - 1) / 2;
  for (let j = -last; j <= last; j++) out[(j + out.length) % out.length] = sequence[j + last]!;
}

export function transformPair(
  { length }: Packing,
  first: Float64Array,
  second: Float64Array | undefined,
): Transformed {
  const out = emptySpectrum(length);
  putSequence(first, out.re);
  if (second) putSequence(second, out.im);
  fourierTransform(out);
  return out;
}

const isZero = (sequence: Float64Array | undefined): boolean =>
  sequence === undefined || sequence.every((value) => value === 0);

export const transformField = (packing: Packing, field: Field): Packed =>
  packing.places.map(({ first, second }) => {
    const [one, other] = [field[first]!, second === undefined ? undefined : field[second]!];
    return isZero(one) && isZero(other) ? undefined : transformPair(packing, one, other);
  });

/** The sum of sign sum_k a_{j-k} b_k over the terms, into the two sequences of a field. */
export function putConvolution(
  grid: Grid,
  { length, places }: Packing,
  place: number,
  terms: readonly (readonly [Transformed | undefined, Transformed, number])[],
  out: Field,
): void {
  const { first, second } = places[place]!;
  if (terms.every(([a]) => !a)) {
    out[first]!.fill(0);
    if (second !== undefined) out[second]!.fill(0);
    return;
  }
  const sum = emptySpectrum(length);
  for (const [a, b, sign] of terms) {
    if (!a) continue;
    for (let q = 0; q < length; q++) {
      sum.re[q] = sum.re[q]! + sign * (a.re[q]! * b.re[q]! - a.im[q]! * b.im[q]!);
      sum.im[q] = sum.im[q]! + sign * (a.re[q]! * b.im[q]! + a.im[q]! * b.re[q]!);
    }
  }
  fourierTransform(sum, true);
  const factor = grid.step / (2 * Math.PI * length);
  for (let j = 0; j <= 2 * grid.last; j++) {
    const from = (j - grid.last + length) % length;
    out[first]![j] = factor * sum.re[from]!;
    if (second !== undefined) out[second]![j] = factor * sum.im[from]!;
  }
}
