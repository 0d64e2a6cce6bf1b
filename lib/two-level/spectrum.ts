/**
 * The mode's spectrum continued into the upper half plane,
 *
 *   A_ph(w) = 2 gamma_ph w/[(w^2 - Omega^2)^2 + gamma_ph^2 w^2],
 *
 * the denominator as (w^2 - Omega^2 + i gamma_ph w)(w^2 - Omega^2 - i gamma_ph w): next to a pole one of the two
 * factors has lost digits, as many as its terms are larger than it.
 */

/** Real and imaginary part of A_ph, and the size that roundoff acts on. */
export const spectrum: Float64Array = new Float64Array(3);

/** A_ph at w = wr + i wi, Im w >= 0, into `spectrum`. */
export function putSpectrum(omega: number, gammaPh: number, wr: number, wi: number): void {
  // a, b = (w - Omega)(w + Omega) +- i w gamma_ph and n = a b; A_ph = 2 gamma_ph w/n
  const sr = (wr - omega) * (wr + omega) - wi * wi;
  const si = 2 * wr * wi;
  const ar = sr - wi * gammaPh;
  const ai = si + wr * gammaPh;
  const br = sr + wi * gammaPh;
  const bi = si - wr * gammaPh;
  const nr = ar * br - ai * bi;
  const ni = ar * bi + ai * br;
  const scale = (2 * gammaPh) / (nr * nr + ni * ni);
  spectrum[0] = scale * (wr * nr + wi * ni);
  spectrum[1] = scale * (wi * nr - wr * ni);
  const nearest = Math.min(ar * ar + ai * ai, br * br + bi * bi);
  const size = wr * wr + wi * wi + omega * omega + gammaPh * wi;
  spectrum[2] = (Math.abs(spectrum[0]!) + Math.abs(spectrum[1]!)) * (1 + size / Math.sqrt(nearest));
}
