// Seeded random numbers and matrices: every run of a tool meets the same ones.

import type { ComplexLike } from "ehp-transport";

export interface Random {
  /** between 0 and 1 */
  readonly next: () => number;
  readonly between: (from: number, to: number) => number;
  /** evenly spread over the decades */
  readonly logarithmic: (from: number, to: number) => number;
  readonly pick: <T>(values: readonly T[]) => T;
  /** a whole number, both ends included */
  readonly whole: (from: number, to: number) => number;
}

/** Park and Miller's generator. */
export function randomFrom(seed: number): Random {
  let state = (seed * 48271 + 1) % 2147483647;
  const next = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let k = 0; k < 10; k++) next();
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    logarithmic: (from, to) => from * (to / from) ** next(),
    pick: (values) => values[Math.floor(next() * values.length)]!,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
  };
}

/** A complex Hermitian matrix, entries up to `size`. */
export function randomHermitian({ next }: Random, n: number, size: number): ComplexLike[][] {
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

/** size (v v^+ + a diagonal up to `own`), v of random direction: a broadening that leaves no level without a width. */
export function randomBroadening({ next }: Random, n: number, size: number, own: number): ComplexLike[][] {
  const v = Array.from({ length: n }, () => ({ re: next() - 0.5, im: next() - 0.5 }));
  return v.map((a, i) =>
    v.map((b, j) => ({
      re: size * (a.re * b.re + a.im * b.im + (i === j ? own * (0.2 + 0.8 * next()) : 0)),
      im: i === j ? 0 : size * (a.im * b.re - a.re * b.im),
    })),
  );
}
