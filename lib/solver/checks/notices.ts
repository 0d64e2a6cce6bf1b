/** What was mended in a junction's input, and what that says about the precision of its matrices. */
import { EPSILON } from "./precision.js";

/** Something in a junction's input that was mended: it is part of the junction, and nothing is printed. */
export interface Notice {
  /** the parameter as errors name it, `electrodes.L.broadening` say */
  readonly parameter: string;
  /** one sentence */
  readonly message: string;
  /** relative size of what was mended, 3e-8 say for a matrix written in single precision */
  readonly size: number;
}

export const notice = (parameter: string, message: string, size: number): Notice =>
  Object.freeze({ parameter, message, size });

/**
 * Relative size below which numbers of N x N matrices are noise: N times double round-off, or N times the largest of
 * what was mended in these parameters.
 * @param levels N
 * @param notices of the junction
 * @param parameters beginnings of the names of the parameters that matter
 */
export function precisionOf(
  levels: number,
  notices: readonly Notice[],
  parameters: readonly string[],
): number {
  // what is said of single entries, `hamiltonian[0][1]` say, follows from the precision and does not set it
  const sizes = notices
    .filter(({ parameter }) => !parameter.endsWith("]"))
    .filter(({ parameter }) => parameters.some((beginning) => parameter.startsWith(beginning)))
    .map(({ size }) => size);
  return levels * Math.max(EPSILON, ...sizes);
}

/** The parameters that the electrons' states depend on. */
export const OF_ELECTRONS: readonly string[] = ["hamiltonian", "electrodes", "overlap"];
/** The parameters that the couplings to the modes depend on. */
export const OF_COUPLINGS: readonly string[] = ["modes", "overlap"];

/** Every notice once, in their order; frozen. */
export function distinct(notices: readonly Notice[]): readonly Notice[] {
  const seen = new Set<string>();
  return Object.freeze(
    notices.filter(({ parameter, message }) => {
      const key = `${parameter}: ${message}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    }),
  );
}
