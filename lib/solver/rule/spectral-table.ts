/**
 * A spectral function of electrodes with bands, tabulated: sums of squares ask for it tens of millions of times, and a
 * self-energy that a user's function gives costs microseconds. On graded panels (grading) it is the polynomial through 16
 * points, which misses it by rho^-16; panels are graded to rho = 7.5, where that is 1e-14. There Legendre coefficients fall as
 * 7.5^-n and those of x^k in P_n rise as 2.4^n only, so that the polynomial may be kept in powers of x. A panel is filled when
 * it is first asked for, and serves if the polynomial meets the function between the points too; elsewhere the function is
 * asked itself.
 */
import { EPSILON } from "../checks/precision.js";
import { type Matrix, zeros } from "../linear/matrix.js";
import { GAUSS, Grading, gradedBy } from "./grading.js";

/** (rho + 1/rho)/2 for rho = 7.5. */
const SHARPNESS = 3.8;
/** How close panels go to an edge, behind which a function may begin as a square root, as a part of the range. */
const EDGE = 1e-10;
/** Difference between polynomial and function up to which a panel serves, relative to the largest entry on it. */
export const TABLE_ERROR = 1e-12;

/** Part of an energy by which it may be off that has been moved and moved back. */
const ROUNDED = 8 * EPSILON;

const POINTS: number = GAUSS.at.length;

/** Coefficients of x^k in the Legendre polynomial P_n, at n POINTS + k. */
const legendre: Float64Array = legendrePolynomials();

function legendrePolynomials(): Float64Array {
  const found = new Float64Array(POINTS * POINTS);
  found[0] = 1;
  found[POINTS + 1] = 1;
  for (let n = 2; n < POINTS; n++) {
    for (let k = 0; k <= n; k++) {
      const raised = k > 0 ? found[(n - 1) * POINTS + k - 1]! : 0;
      found[n * POINTS + k] = ((2 * n - 1) * raised - (n - 1) * found[(n - 2) * POINTS + k]!) / n;
    }
  }
  return found;
}

/** Share of the value at node j in the coefficient of P_n, at n POINTS + j: (n + 1/2) w_j P_n(x_j). */
const projection: Float64Array = Float64Array.from({ length: POINTS * POINTS }, (_, at) => {
  const [n, x] = [Math.floor(at / POINTS), GAUSS.at[at % POINTS]!];
  let [value, before] = [1, 0];
  for (let m = 1; m <= n; m++) [value, before] = [((2 * m - 1) * x * value - (m - 1) * before) / m, value];
  return (n + 0.5) * GAUSS.weight[at % POINTS]! * value;
});

/** Where polynomial and function are compared: between two nodes, near the end of a panel, where it misses most. */
const PROBE: number = (GAUSS.at[POINTS - 1]! + GAUSS.at[POINTS - 2]!) / 2;

/** Panels for functions with these edges, and poles at x - iy, of energies in a range. */
export function tablePanels(
  from: number,
  to: number,
  edges: readonly number[],
  poles: { readonly size: number; readonly re: Float64Array; readonly im: Float64Array },
): number[] {
  const grading = new Grading(from, to);
  for (const edge of edges) {
    grading.add(edge, 0);
    grading.add(edge, EDGE * (to - from));
  }
  for (let p = 0; p < poles.size; p++) if (poles.im[p]! < 0) grading.add(poles.re[p]!, -poles.im[p]!);
  return gradedBy(grading, SHARPNESS);
}

/** Values at the nodes into coefficients of powers of x; of each power all entries, one after the other. */
function putPowers(values: Float64Array, entries: number, powers: Float64Array): void {
  powers.fill(0);
  for (let n = 0; n < POINTS; n++) {
    for (let o = 0; o < entries; o++) {
      let coefficient = 0;
      for (let j = 0; j < POINTS; j++) coefficient += projection[n * POINTS + j]! * values[j * entries + o]!;
      for (let k = n % 2; k <= n; k += 2)
        powers[k * entries + o] = powers[k * entries + o]! + coefficient * legendre[n * POINTS + k]!;
    }
  }
}

/** Writes sum_k c_k x^k of every entry. */
function putPolynomial(powers: Float64Array, entries: number, x: number, out: Float64Array): void {
  for (let o = 0; o < entries; o++) {
    let sum = powers[(POINTS - 1) * entries + o]!;
    for (let k = (POINTS - 2) * entries + o; k >= 0; k -= entries) sum = sum * x + powers[k]!;
    out[o] = sum;
  }
}

/** A Hermitian matrix as N^2 real numbers: the real parts on and below the diagonal, the imaginary parts above it. */
function pack({ size: n, re, im }: Matrix, out: Float64Array, at: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) out[at + i * n + j] = j <= i ? re[i * n + j]! : im[i * n + j]!;
}

function unpack(values: Float64Array, { size: n, re, im }: Matrix): void {
  for (let i = 0; i < n; i++) {
    re[i * n + i] = values[i * n + i]!;
    im[i * n + i] = 0;
    for (let j = 0; j < i; j++) {
      const real = values[i * n + j]!;
      const imaginary = values[j * n + i]!;
      re[i * n + j] = real;
      re[j * n + i] = real;
      im[j * n + i] = imaginary;
      im[i * n + j] = 0 - imaginary;
    }
  }
}

/** A function of the energy that returns Hermitian matrices, tabulated. */
export interface SpectralTable {
  /** the function to {@link TABLE_ERROR} of its largest entry nearby; the next call writes the matrix anew */
  readonly at: (energy: number) => Matrix;
  /** whether it is zero between two energies, each of which may be an edge as it is rounded */
  readonly isZeroBetween: (from: number, to: number) => boolean;
}

/** Coefficients of a panel's polynomial, or why it has none: the function is zero, or does not follow a polynomial. */
type Panel = Float64Array | "zero" | "none";

/**
 * Tabulates a function.
 * @param spectrum the function
 * @param ends end points of the panels, ascending; beyond them the function itself is asked
 * @param reference what `spectrum` adds to the energy: the sum is rounded, and a short panel next to an edge, where the
 *   function is rough by that, serves if it misses the function by no more
 */
export function tabulated(
  size: number,
  spectrum: (energy: number) => Matrix,
  ends: readonly number[],
  reference: number = 0,
): SpectralTable {
  const entries = size * size;
  const edges = Float64Array.from(ends);
  const last = edges.length - 2;
  const farthest = Math.max(Math.abs(edges[0]!), Math.abs(edges[last + 1]!)) + Math.abs(reference);
  const panels: (Panel | undefined)[] = new Array(last + 1);
  const found = zeros(size);
  const nothing = zeros(size);
  const values = new Float64Array(POINTS * entries);
  const packed = new Float64Array(entries);
  const probe = new Float64Array(entries);

  const fill = (panel: number): Panel => {
    const half = (edges[panel + 1]! - edges[panel]!) / 2;
    const middle = (edges[panel + 1]! + edges[panel]!) / 2;
    for (let j = 0; j < POINTS; j++) pack(spectrum(middle + half * GAUSS.at[j]!), values, j * entries);
    pack(spectrum(middle + half * PROBE), probe, 0);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0 && probe.every((value) => value === 0)) return "zero";
    const powers = new Float64Array(POINTS * entries);
    putPowers(values, entries, powers);
    putPolynomial(powers, entries, PROBE, packed);
    const roughness = (ROUNDED * farthest) / half;
    const allowed = (TABLE_ERROR + roughness) * largest;
    return probe.every((value, o) => Math.abs(value - packed[o]!) <= allowed) ? powers : "none";
  };

  const panelAt = (energy: number): number => {
    let [panel, beyond] = [0, last + 1];
    while (beyond - panel > 1) {
      const between = (panel + beyond) >> 1;
      if (energy < edges[between]!) beyond = between;
      else panel = between;
    }
    return panel;
  };

  const filled = (panel: number): Panel => {
    const known = panels[panel];
    if (known !== undefined) return known;
    const made = fill(panel);
    panels[panel] = made;
    return made;
  };

  return {
    at: (energy) => {
      if (!(energy >= edges[0]! && energy <= edges[last + 1]!)) return spectrum(energy);
      const panel = panelAt(energy);
      const powers = filled(panel);
      if (powers === "zero") return nothing;
      if (powers === "none") return spectrum(energy);
      const [from, to] = [edges[panel]!, edges[panel + 1]!];
      putPolynomial(powers, entries, (2 * energy - from - to) / (to - from), packed);
      unpack(packed, found);
      return found;
    },
    isZeroBetween: (from, to) => {
      const inset = ROUNDED * (Math.abs(from) + Math.abs(to));
      if (!(from >= edges[0]! && to <= edges[last + 1]!)) return false;
      const end = panelAt(to - inset);
      for (let panel = panelAt(from + inset); panel <= end; panel++)
        if (filled(panel) !== "zero") return false;
      return true;
    },
  };
}
