/**
 * A spectral function of electrodes with bands, tabulated: sums of squares ask for it tens of millions of times, and a
 * self-energy that a user's function gives costs microseconds. On graded panels (grading) it is the polynomial through 16
 * points, which misses it by rho^-16; panels are graded to rho = 7.5, where that is 1e-14. A panel is filled when it is first
 * asked for, and serves if the polynomial meets the function between the points too; elsewhere the function is asked itself.
 */
import { type Matrix, zeros } from "../linear/matrix.js";
import { GAUSS, Grading, gradedBy } from "./grading.js";

/** (rho + 1/rho)/2 for rho = 7.5. */
const SHARPNESS = 3.8;
/** How close panels go to an edge, behind which a function may begin as a square root, as a part of the range. */
const EDGE = 1e-10;
/** Difference between polynomial and function up to which a panel serves, relative to the largest entry on it. */
export const TABLE_ERROR = 1e-12;

const POINTS: number = GAUSS.at.length;

/** Weights of the barycentric formula for the polynomial through all nodes of a panel. */
const barycentric: Float64Array = Float64Array.from(GAUSS.at, (x, j) => {
  let product = 1;
  GAUSS.at.forEach((other, k) => {
    if (k !== j) product *= 2 * (x - other);
  });
  return 1 / product;
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

/** Writes sum_j l_j(x) f_j of the polynomials through a panel's nodes; x in -1...1. */
function putPolynomial(values: Float64Array, entries: number, x: number, out: Float64Array): void {
  out.fill(0);
  let whole = 0;
  for (let j = 0; j < POINTS; j++) {
    const distance = x - GAUSS.at[j]!;
    if (distance === 0) {
      for (let o = 0; o < entries; o++) out[o] = values[j * entries + o]!;
      return;
    }
    const share = barycentric[j]! / distance;
    whole += share;
    for (let o = 0; o < entries; o++) out[o] = out[o]! + share * values[j * entries + o]!;
  }
  for (let o = 0; o < entries; o++) out[o] = out[o]! / whole;
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

/**
 * A function of the energy that returns Hermitian matrices, tabulated.
 * @param spectrum the function
 * @param panels end points of the panels, ascending; beyond them the function itself is asked
 * @returns the same to {@link TABLE_ERROR} of its largest entry nearby; the next call writes the matrix anew
 */
export function tabulated(
  size: number,
  spectrum: (energy: number) => Matrix,
  panels: readonly number[],
): (energy: number) => Matrix {
  const entries = size * size;
  const edges = Float64Array.from(panels);
  const last = edges.length - 2;
  const tables: (Float64Array | "none" | undefined)[] = new Array(last + 1);
  const found = zeros(size);
  const packed = new Float64Array(entries);
  const probe = new Float64Array(entries);

  const fill = (panel: number): Float64Array | "none" => {
    const half = (edges[panel + 1]! - edges[panel]!) / 2;
    const middle = (edges[panel + 1]! + edges[panel]!) / 2;
    const values = new Float64Array(POINTS * entries);
    for (let j = 0; j < POINTS; j++) pack(spectrum(middle + half * GAUSS.at[j]!), values, j * entries);
    pack(spectrum(middle + half * PROBE), probe, 0);
    putPolynomial(values, entries, PROBE, packed);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return probe.every((value, o) => Math.abs(value - packed[o]!) <= TABLE_ERROR * largest) ? values : "none";
  };

  return (energy) => {
    if (!(energy >= edges[0]! && energy <= edges[last + 1]!)) return spectrum(energy);
    let [panel, beyond] = [0, last + 1];
    while (beyond - panel > 1) {
      const between = (panel + beyond) >> 1;
      if (energy < edges[between]!) beyond = between;
      else panel = between;
    }
    let values = tables[panel];
    if (values === undefined) {
      values = fill(panel);
      tables[panel] = values;
    }
    if (values === "none") return spectrum(energy);
    const [from, to] = [edges[panel]!, edges[beyond]!];
    putPolynomial(values, entries, (2 * energy - from - to) / (to - from), packed);
    unpack(packed, found);
    return found;
  };
}
