/** Sets entries to 0: `fill(0)` for arrays so short that its call takes longer than the work. */
export function clear(x: Float64Array, from = 0, to: number = x.length): void {
  for (let k = from; k < to; k++) x[k] = 0;
}
