/** What the equations of the Born approximation are about, and the grid that they are solved on. */
import type { Matrix } from "../linear/matrix.js";
import type { Convolver } from "./fourier.js";

/** A grid of energies centre + step j, j = -last..last, which serves as one of frequencies step j too. */
export interface Grid {
  readonly last: number;
  readonly step: number;
  readonly centre: number;
  readonly sums: Convolver;
}

/** An electrode of the problem. */
export interface Terminal {
  readonly name: string;
  readonly gamma: Matrix;
  readonly mu: number;
  readonly temperature: number;
}

/** What the equations are about; energies are absolute. */
export interface BornProblem {
  readonly hamiltonian: Matrix;
  readonly terminals: readonly Terminal[];
  readonly coupling: Matrix;
  readonly omega: number;
  readonly gammaPh: number;
  readonly bosonTemperature: number;
  readonly isDressed: boolean;
  readonly hasHartree: boolean;
  /** spins that a level holds: pairs, u and currents count both */
  readonly spin: number;
  readonly tolerance: number;
  readonly maximalIterations: number;
}

/** H + u M - (i/2) Gamma. */
export function effective({ hamiltonian, terminals, coupling }: BornProblem, u: number): Matrix {
  const re = hamiltonian.re.map((value, k) => value + u * coupling.re[k]!);
  const im = hamiltonian.im.map((value, k) => value + u * coupling.im[k]!);
  for (const { gamma } of terminals) {
    for (let k = 0; k < re.length; k++) {
      re[k] = re[k]! + gamma.im[k]! / 2;
      im[k] = im[k]! - gamma.re[k]! / 2;
    }
  }
  return { size: hamiltonian.size, re, im };
}
