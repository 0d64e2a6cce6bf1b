/** Junctions and operating points that several tests share. */

import {
  type Electrode,
  type Junction,
  type JunctionInput,
  junction,
  type MatrixRows,
  type PairBath,
  paperJunction,
  twoLevelJunction,
} from "../lib/solver/index.js";
import type { ComplexLike } from "../lib/solver/special/complex.js";
import { offDiagonal } from "./matrices.js";

export const dots: Junction = paperJunction;

export const dotsWith = (part: object): Junction =>
  twoLevelJunction({
    epsilonL: 10.5,
    epsilonR: 9.5,
    gammaL: 0.5,
    gammaR: 0.5,
    coupling: 0.5,
    omega: 1,
    gammaPh: 0.5,
    ...part,
  });

/** Both rates of a pair bath, for all modes. */
export const ratesOf = (
  bath: PairBath,
  omega: number,
): { readonly emission: MatrixRows; readonly absorption: MatrixRows } => ({
  emission: bath.emissionMatrix(omega),
  absorption: bath.absorptionMatrix(omega),
});

/** The paper's junction, every energy multiplied by s. */
export const dotsInUnits = (s: number): Junction =>
  dotsWith({
    epsilonL: 10.5 * s,
    epsilonR: 9.5 * s,
    gammaL: 0.5 * s,
    gammaR: 0.5 * s,
    omega: s,
    gammaPh: 0.5 * s,
    coupling: 0.5 * s ** 1.5,
  });

/**
 * The paper's mode on two levels at energy 0, mixed by `hopping` and broadened by 1 and by `right`: the eigenvectors of
 * the effective Hamiltonian coalesce at hopping = (1 - right)/4. Without `right` there is one electrode, L.
 */
export const coalescing = (hopping: number, right?: number): Junction =>
  junction({
    ...dots,
    hamiltonian: offDiagonal(hopping),
    electrodes: {
      L: {
        broadening: [1, 0],
      },
      ...(right !== undefined && {
        R: {
          broadening: [0, right],
        },
      }),
    },
  });

/** Broadening matrix of a wide-band electrode. */
export function broadeningOf(electrode: Electrode): MatrixRows {
  if (!("broadening" in electrode)) throw new Error("a wide-band electrode expected");
  return electrode.broadening;
}

/** A random Hermitian matrix with entries of order `size`. */
export function randomHermitian(n: number, next: () => number, size = 1): ComplexLike[][] {
  const rows: ComplexLike[][] = Array.from({ length: n }, () => new Array<ComplexLike>(n).fill(0));
  for (let i = 0; i < n; i++) {
    rows[i]![i] = size * (2 * next() - 1);
    for (let j = 0; j < i; j++) {
      const re = size * (next() - 0.5);
      const im = size * (next() - 0.5);
      rows[i]![j] = { re, im };
      rows[j]![i] = { re, im: -im };
    }
  }
  return rows;
}

/** v v^+ for a random vector: a broadening of rank one. */
export function randomBroadening(n: number, next: () => number): ComplexLike[][] {
  const v = Array.from({ length: n }, () => ({ re: next() - 0.5, im: next() - 0.5 }));
  return v.map((a) => v.map((b) => ({ re: a.re * b.re + a.im * b.im, im: a.im * b.re - a.re * b.im })));
}

/** A random junction of n levels with electrodes L and R and some modes. */
export function randomJunction(n: number, modes: number, next: () => number): Junction {
  const input: JunctionInput = {
    hamiltonian: randomHermitian(n, next),
    electrodes: {
      L: { broadening: randomBroadening(n, next) },
      R: { broadening: randomBroadening(n, next) },
    },
    modes: Array.from({ length: modes }, () => ({
      omega: 0.5 + next(),
      coupling: randomHermitian(n, next, 0.5),
    })),
    damping: 0.1 + next(),
  };
  return junction(input);
}
