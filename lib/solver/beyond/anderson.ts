/** The fixed point of a map of many numbers, by a few of the last steps towards it. */

/** Earlier steps that the next one is made of, at most, and numbers that they may take together. */
const MOST_EARLIER = 6;
const MOST_NUMBERS = 3e7;
/**
 * Anderson's mixing: of the earlier steps x_k -> x_k + r_k the combination whose residual is smallest is taken, and its
 * residual added. Linear mixing, its plain form, takes a hundred steps where the coupling is strong.
 * https://doi.org/10.1145/321296.321305
 */
export function andersonMixer(sequences: readonly Float64Array[], points: number) {
  const size = sequences.length * points;
  const depth = Math.max(1, Math.min(MOST_EARLIER, Math.floor(MOST_NUMBERS / (2 * size))));
  let states: Float64Array[][] = [];
  let residuals: Float64Array[][] = [];
  const inner = (a: readonly Float64Array[], b: readonly Float64Array[]): number => {
    let sum = 0;
    for (let s = 0; s < a.length; s++) {
      const [x, y] = [a[s]!, b[s]!];
      for (let j = 0; j < x.length; j++) sum += x[j]! * y[j]!;
    }
    return sum;
  };
  const difference = (a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] =>
    a.map((x, s) => {
      const [y, out] = [b[s]!, new Float64Array(x.length)];
      for (let j = 0; j < out.length; j++) out[j] = x[j]! - y[j]!;
      return out;
    });
  return {
    forget: (): void => {
      states = [];
      residuals = [];
    },
    /** Moves the sequences in place, given their residual and the part of it that is added. */
    step: (residual: readonly Float64Array[], part: number): void => {
      const kept = residual.map((x) => x.slice());
      const here = sequences.map((x) => x.slice());
      const steps = residuals.map((earlier) => difference(kept, earlier));
      const moves = states.map((earlier) => difference(here, earlier));
      const gram: number[][] = steps.map(() => []);
      steps.forEach((a, i) => {
        for (let k = 0; k <= i; k++) gram[i]![k] = gram[k]![i] = inner(a, steps[k]!);
      });
      const weights = smallestCombination(
        gram,
        steps.map((a) => inner(a, kept)),
      );
      sequences.forEach((x, s) => {
        const rest = kept[s]!.slice();
        weights.forEach((weight, k) => {
          const [move, change] = [moves[k]![s]!, steps[k]![s]!];
          for (let j = 0; j < x.length; j++) {
            x[j] = x[j]! - weight * move[j]!;
            rest[j] = rest[j]! - weight * change[j]!;
          }
        });
        for (let j = 0; j < x.length; j++) x[j] = x[j]! + part * rest[j]!;
      });
      states = [here, ...states].slice(0, depth);
      residuals = [kept, ...residuals].slice(0, depth);
    },
  };
}

/** Roundoff added to the diagonal of the normal equations. */
const REGULAR = 1e-13;

/** Solves G x = b for a small positive matrix, by Gaussian elimination. */
function smallestCombination(gram: readonly number[][], right: readonly number[]): number[] {
  const n = right.length;
  const rows = gram.map((row, i) => [
    ...row.map((value, j) => (i === j ? value * (1 + REGULAR) : value)),
    right[i]!,
  ]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(rows[i]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = i;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const p = rows[c]![c]!;
    for (let i = 0; i < n; i++) {
      if (i === c || p === 0) continue;
      const f = rows[i]![c]! / p;
      for (let j = c; j <= n; j++) rows[i]![j] = rows[i]![j]! - f * rows[c]![j]!;
    }
  }
  return rows.map((row, i) => (row[i] === 0 ? 0 : row[n]! / row[i]!));
}
