/** The self-energy of a structured electrode at one energy, as the user's function gives it, checked. */

import { refuse } from "../checks/validate.js";
import type { StructuredElectrode } from "../junction/junction.js";
import { readMatrix } from "../junction/matrix-input.js";
import { type Matrix, norm, toRows, zeros } from "../linear/matrix.js";

/**
 * Sigma(e) on the k levels that the electrode touches.
 * @param name the electrode's, for messages
 * @param energy e, absolute
 * @returns k x k matrix, unit of energy
 * @throws RangeError naming electrode and energy where the function fails or returns no such matrix
 */
export function selfEnergyAt(name: string, electrode: StructuredElectrode, energy: number): Matrix {
  // made where it is needed: to write a number costs more than to read a matrix
  const where = (): string => `selfEnergy of electrode ${name} at energy ${energy}`;
  let rows: unknown;
  try {
    rows = electrode.selfEnergy(energy);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RangeError(`${where()} failed: ${message}`, { cause: error });
  }
  try {
    return readMatrix(name, rows, electrode.levels.length);
  } catch {
    return readMatrix(where(), rows, electrode.levels.length);
  }
}

/** Gamma = i (Sigma - Sigma^+). */
export function antiHermitianPart(sigma: Matrix): Matrix {
  const n = sigma.size;
  const gamma = zeros(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const p = i * n + j;
      const q = j * n + i;
      gamma.re[p] = -sigma.im[p]! - sigma.im[q]!;
      gamma.im[p] = sigma.re[p]! - sigma.re[q]!;
    }
  }
  return gamma;
}

/**
 * Gamma = i (Sigma - Sigma^+), which must be positive semidefinite: no electrode gives back more than it takes.
 * @throws RangeError naming electrode and energy where it is not
 */
export function broadeningAt(name: string, sigma: Matrix, energy: number): Matrix {
  const n = sigma.size;
  const gamma = antiHermitianPart(sigma);
  const slack = 1e-12 * norm(sigma);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const diagonal = gamma.re[i * n + i]!;
      const minor = diagonal * gamma.re[j * n + j]! - gamma.re[i * n + j]! ** 2 - gamma.im[i * n + j]! ** 2;
      if (diagonal < -slack || (i !== j && minor < -slack * (slack + Math.abs(diagonal)))) {
        refuse(
          `selfEnergy of electrode ${name} at energy ${energy}`,
          "such that Gamma = i (Sigma - Sigma^+) is positive semidefinite",
          toRows(sigma),
        );
      }
    }
  }
  return gamma;
}

/** A k x k matrix on the touched levels, among all of them. */
export function onAllLevels(small: Matrix, touched: readonly number[], size: number): Matrix {
  const all = zeros(size);
  touched.forEach((row, i) => {
    touched.forEach((column, j) => {
      all.re[row * size + column] = small.re[i * small.size + j]!;
      all.im[row * size + column] = small.im[i * small.size + j]!;
    });
  });
  return all;
}
