/**
 * The terms of the sum that stands for the integrals, nodes and poles alike: each is a factor f times a value v at an
 * energy w, where v is Lambda, or Dn where the residue is that of Lambda, and
 *
 *   I = sum Re[f v],   J = sum Re[w f v].
 *
 * Roundoff goes along in units of EPSILON: a term's noise is the sum of the sizes that roundoff of v and of f acts on,
 * |f| noise(v) + |v| noise(f). What is neglected is judged while terms come in, by the sums of |f v| and |w f v| so far.
 */
import type { Task } from "./task.js";

export const EPSILON: number = 2 ** -52;
/** Nodes of one integral, and rungs of one ladder, beyond which the general route does as well. */
export const MAXIMAL_NODES = 3000;
export const MAXIMAL_RUNGS = 1200;
/** nodes, four ladders, three single poles */
const CAPACITY = 2 * MAXIMAL_NODES + 4 * MAXIMAL_RUNGS + 8;

/** w of each term */
const wR: Float64Array = new Float64Array(CAPACITY);
const wI: Float64Array = new Float64Array(CAPACITY);
/** f */
const factorR: Float64Array = new Float64Array(CAPACITY);
const factorI: Float64Array = new Float64Array(CAPACITY);
/** v */
const valueR: Float64Array = new Float64Array(CAPACITY);
const valueI: Float64Array = new Float64Array(CAPACITY);
/** |f| noise(v) and |v| noise(f) */
const valueNoise: Float64Array = new Float64Array(CAPACITY);
const factorNoise: Float64Array = new Float64Array(CAPACITY);
/** 1 where v is Lambda, so that its stable form may still help; 0 where v is Dn */
const isLambda: Uint8Array = new Uint8Array(CAPACITY);

/** Places in the array of running numbers: terms so far, sums of |w f v| and |f v|, highest pole that matters, tails. */
const COUNT = 0;
const SIZE_J = 1;
const SIZE_I = 2;
const TOP = 3;
const TAIL_J = 4;
const TAIL_I = 5;
const running: Float64Array = new Float64Array(6);

/** Places in the sums over all terms: J, I, their noise, and the sums of |w f v| and |f v|. */
export const TOTAL_J = 0;
export const TOTAL_I = 1;
export const NOISE_J = 2;
export const NOISE_I = 3;
export const MODULI_J = 4;
export const MODULI_I = 5;
const sums: Float64Array = new Float64Array(6);

export const clearTerms = (): void => {
  running.fill(0);
};
export const termCount = (): number => running[COUNT]!;
/** Height of the highest pole that is not negligible. */
export const topThatMatters = (): number => running[TOP]!;
/** What was cut off nodes and ladders, at most. */
export const tailOfJ = (): number => running[TAIL_J]!;
export const tailOfI = (): number => running[TAIL_I]!;

/** What one neglected tail may take of J and of I. */
export const shareOfJ = (task: Task): number => task.shareJ || task.share * running[SIZE_J]!;
export const shareOfI = (task: Task): number => task.shareI || task.share * running[SIZE_I]!;

/** Notes a term whose value is Lambda; returns |f v|. */
export function noteTerm(
  wr: number,
  wi: number,
  fr: number,
  fi: number,
  vr: number,
  vi: number,
  noiseOfValue: number,
  noiseOfFactor: number,
): number {
  const n = running[COUNT]!;
  running[COUNT] = n + 1;
  wR[n] = wr;
  wI[n] = wi;
  factorR[n] = fr;
  factorI[n] = fi;
  valueR[n] = vr;
  valueI[n] = vi;
  valueNoise[n] = noiseOfValue;
  factorNoise[n] = noiseOfFactor;
  isLambda[n] = 1;
  return (Math.abs(fr) + Math.abs(fi)) * (Math.abs(vr) + Math.abs(vi));
}

/** Notes a term whose value is Dn, with all its roundoff relative to |f v| in `doubt`; returns |f v|. */
export function noteResidueOfLambda(
  wr: number,
  wi: number,
  fr: number,
  fi: number,
  vr: number,
  vi: number,
  doubt: number,
): number {
  const n = running[COUNT]!;
  const size = noteTerm(wr, wi, fr, fi, vr, vi, 0, 0);
  factorNoise[n] = doubt === 0 ? 0 : size * doubt;
  isLambda[n] = 0;
  return size;
}

/** Adds a term's |f v| to the running sums. */
export function addSize(size: number, w: number): void {
  running[SIZE_J] = running[SIZE_J]! + size * w;
  running[SIZE_I] = running[SIZE_I]! + size;
}

/** The same for a pole, which may not be finite, and whose height matters if the pole does. */
export function addSizeOfPole(task: Task, size: number, w: number, height: number): void {
  if (!(size < Number.POSITIVE_INFINITY)) return;
  addSize(size, w);
  if (height > running[TOP]! && (size * w > shareOfJ(task) || size > shareOfI(task))) running[TOP] = height;
}

/** Adds what is neglected, at most. */
export function addTail(J: number, I: number): void {
  running[TAIL_J] = running[TAIL_J]! + J;
  running[TAIL_I] = running[TAIL_I]! + I;
}

/** Sums all terms into `totals`. */
export function sumUp(): void {
  let J = 0;
  let I = 0;
  let noiseJ = 0;
  let noiseI = 0;
  let sizeJ = 0;
  let sizeI = 0;
  const count = running[COUNT]!;
  for (let n = 0; n < count; n++) {
    const fr = factorR[n]!;
    const fi = factorI[n]!;
    const vr = valueR[n]!;
    const vi = valueI[n]!;
    const tr = fr * vr - fi * vi;
    const ti = fr * vi + fi * vr;
    const x = wR[n]!;
    const y = wI[n]!;
    const modulus = Math.abs(x) + y;
    const noise = valueNoise[n]! + factorNoise[n]!;
    const size = Math.abs(tr) + Math.abs(ti);
    I += tr;
    J += x * tr - y * ti;
    noiseI += noise;
    noiseJ += noise * modulus;
    sizeI += size;
    sizeJ += size * modulus;
  }
  sums[TOTAL_J] = J;
  sums[TOTAL_I] = I;
  sums[NOISE_J] = noiseJ;
  sums[NOISE_I] = noiseI;
  sums[MODULI_J] = sizeJ;
  sums[MODULI_I] = sizeI;
}

/** What {@link sumUp} found. */
export const totals: Float64Array = sums;

/** What a term consists of. */
export interface Terms {
  readonly wR: Float64Array;
  readonly wI: Float64Array;
  readonly factorR: Float64Array;
  readonly factorI: Float64Array;
  readonly valueR: Float64Array;
  readonly valueI: Float64Array;
  readonly valueNoise: Float64Array;
  readonly factorNoise: Float64Array;
  readonly isLambda: Uint8Array;
}

/**
 * The store, for those who look at terms again. The arrays are not exported one by one: the compiler takes a module's own
 * array for a constant, but looks an exported one up at every access. Measured, totalCurrents was 4 % slower that way.
 */
export const terms: Terms = { wR, wI, factorR, factorI, valueR, valueI, valueNoise, factorNoise, isLambda };
