/**
 * How closely self-energies are fitted. A fit takes some ten poles for each decade of distance from an edge, and the double
 * sum over poles grows with their square; but integrals over energies gain on the error at each energy, since what a fit
 * misses next to an edge oscillates.
 */

export interface FitGrade {
  /** deviation that is asked for, relative to the largest |Sigma| */
  readonly accuracy: number;
  /** distance from a band edge, relative to the band, down to which it is asked for */
  readonly resolution: number;
  /** the same for edges next to which a state is bound, or nearly so; undefined for a fit that does not serve there */
  readonly critical?: number;
  /** whether it only tells the error of another fit, of which a state that it takes for one without a width is a part */
  readonly isComparison?: true;
}

/** What spectra rest on, and a fit that is less accurate but resolves as much: what it changes tells the error. */
export const FINE: FitGrade = { accuracy: 1e-10, resolution: 1e-4, critical: 1e-8 };
export const COARSE: FitGrade = { accuracy: 1e-7, resolution: 1e-4, critical: 1e-8, isComparison: true };

/** Two of few poles for integrals over energies, the second of which tells the error of the first. */
export const LIGHT: FitGrade = { accuracy: 1e-10, resolution: 1e-2 };
export const LIGHTEST: FitGrade = { accuracy: 1e-8, resolution: 1e-1 };
