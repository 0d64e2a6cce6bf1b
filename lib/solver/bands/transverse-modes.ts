/**
 * The transverse modes of a lead: where Sigma(e) at all energies has the same orthonormal eigenvectors v_c,
 * Sigma(e) = sum_c sigma_c(e) v_c v_c^+, each sigma_c has poles of its own, of rank one. Fitted entry by entry, all poles
 * of all modes would appear in all of them.
 */
import { eigenDecomposition } from "../linear/eigen.js";
import { addScaled, adjoint, hermitianPart, type Matrix, matmul, zeros } from "../linear/matrix.js";
import { complex } from "../special/complex.js";

/** Coupling of the modes, relative to the largest |Sigma|, that is roundoff. */
const UNCOUPLED = 1e-13;

function offDiagonal({ size, re, im }: Matrix): number {
  let largest = 0;
  for (let k = 0; k < size * size; k++) {
    if (k % (size + 1) !== 0) largest = Math.max(largest, Math.hypot(re[k]!, im[k]!));
  }
  return largest;
}

/**
 * A unitary matrix whose columns are the modes; undefined where they vary with energy.
 * @param samples Sigma at several energies
 * @param size its largest entry
 */
export function transverseModes(samples: readonly Matrix[], size: number): Matrix | undefined {
  const k = samples[0]!.size;
  // any combination with no symmetry of its own tells the modes apart
  const combination = samples.reduce(
    (sum, sigma, i) => addScaled(sum, complex(Math.sin(1 + 2.4 * i * i), 0), hermitianPart(sigma)),
    zeros(k),
  );
  const { right } = eigenDecomposition(combination);
  const back = adjoint(right);
  if (offDiagonal(matmul(back, right)) > UNCOUPLED) return undefined;
  const isCommon = samples.every(
    (sigma) => offDiagonal(matmul(back, matmul(sigma, right))) <= UNCOUPLED * k * size,
  );
  return isCommon ? right : undefined;
}
