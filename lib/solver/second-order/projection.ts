/** Rows of a table, `count` of n complex numbers each, times the vector at `from` in v, into out from `at` on. */
export function projectRows(
  rows: Float64Array,
  count: number,
  n: number,
  v: Float64Array,
  from: number,
  out: Float64Array,
  at: number,
): void {
  for (let p = 0; p < count; p++) {
    let re = 0;
    let im = 0;
    for (let i = 0; i < n; i++) {
      const ar = rows[2 * (p * n + i)]!;
      const ai = rows[2 * (p * n + i) + 1]!;
      const br = v[from + 2 * i]!;
      const bi = v[from + 2 * i + 1]!;
      re += ar * br - ai * bi;
      im += ar * bi + ai * br;
    }
    out[at + 2 * p] = re;
    out[at + 2 * p + 1] = im;
  }
}
