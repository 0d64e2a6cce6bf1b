/** What currents inherit of the doubt about an expansion in poles. */
import type { Poles } from "./electrons.js";

/** Measured: sums over poles err by this part of the estimate that their eigenvectors give. */
export const EIGENVECTOR_DOUBT = 0.3;

const FIT_MARGIN = 10;

/**
 * The part of the change made by a looser fit of self-energies which is the error by the fit in use: as much less as that fit
 * errs less, with a margin.
 */
export const shareOfLooserFit = (used: Poles, looser: Poles): number =>
  Math.min(1, (FIT_MARGIN * used.fitError) / looser.fitError);
