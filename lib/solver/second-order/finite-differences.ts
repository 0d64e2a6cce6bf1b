/**
 * First and second derivatives by central differences of order 2m,
 *
 *   f'(0)  = (1/h)   sum_k c_k [f(kh) - f(-kh)],           c_k = (-1)^(k+1) m!^2/(k (m-k)! (m+k)!),
 *   f''(0) = (2/h^2) sum_k (c_k/k) [f(kh) + f(-kh) - 2 f(0)],
 *
 * whose error for a singularity at the distance r is some prod_k k^2/(k^2 + (r/h)^2): 4e-11 at m = 8, h = r/16, where
 * round-off of f is multiplied by 10/r and 2e3/r^2.
 */

/** Order: 2 ORDER + 1 values of f. */
export const ORDER = 8;
/** Order of the rule that tells the error. */
const COARSE = 6;

function coefficients(m: number): number[] {
  const c: number[] = [];
  let ratio = 1;
  for (let k = 1; k <= m; k++) {
    // m!^2/((m-k)! (m+k)!)
    ratio *= (m - k + 1) / (m + k);
    c.push(((k % 2 === 1 ? 1 : -1) * ratio) / k);
  }
  return c;
}

const FINE = coefficients(ORDER);
const ROUGH = coefficients(COARSE);

/** A derivative, and the two parts of its absolute error: what f errs by, and the rule's own. */
export interface Slope {
  readonly value: number;
  readonly noise: number;
  readonly truncation: number;
}

/** f(k h) and its error, k = -ORDER .. ORDER. */
export type Samples = (k: number) => { readonly value: number; readonly error: number };

/** What the coarser rule misses bounds the error of the finer one. */
export function slopes(f: Samples, h: number): { readonly first: Slope; readonly second: Slope } {
  const at = Array.from({ length: ORDER + 1 }, (_, k) => ({ up: f(k), down: f(-k) }));
  const middle = at[0]!.up;
  const firstBy = (c: readonly number[]): number =>
    c.reduce((sum, one, i) => sum + one * (at[i + 1]!.up.value - at[i + 1]!.down.value), 0) / h;
  const secondBy = (c: readonly number[]): number =>
    (2 / (h * h)) *
    c.reduce(
      (sum, one, i) =>
        sum + (one / (i + 1)) * (at[i + 1]!.up.value - middle.value + (at[i + 1]!.down.value - middle.value)),
      0,
    );
  const [first, second] = [firstBy(FINE), secondBy(FINE)];
  let [firstNoise, secondNoise] = [0, 0];
  FINE.forEach((c, i) => {
    const noise = at[i + 1]!.up.error + at[i + 1]!.down.error;
    firstNoise += (Math.abs(c) * noise) / h;
    secondNoise += (2 * Math.abs(c) * (noise + 2 * middle.error)) / ((i + 1) * h * h);
  });
  return {
    first: { value: first, noise: firstNoise, truncation: Math.abs(first - firstBy(ROUGH)) },
    second: { value: second, noise: secondNoise, truncation: Math.abs(second - secondBy(ROUGH)) },
  };
}
