/**
 * The energies of an electron that matter to one channel at one frequency, as graded panels: where no trapezoidal rule in
 * e serves, because a temperature is zero or nearly so, or a level sits on a Fermi pole of its electrode.
 */
import { EPSILON } from "../checks/precision.js";
import { GAUSS, Grading, gradedBy } from "./grading.js";
import type { Hop, State } from "./state.js";

/**
 * (e - mu_a)/T_a - (e - w - mu_b)/T_b - w/T_ph, the logarithm of the ratio of the two terms of W, so arranged that it keeps
 * its digits where all temperatures are alike; `distance` is e - mu_a.
 */
export const imbalance = (
  distance: number,
  Ta: number,
  Tb: number,
  omega: number,
  mu: number,
  bath: number,
): number => (distance * (Tb - Ta)) / (Ta * Tb) + (omega * (bath - Tb) - mu * bath) / (Tb * bath);

/**
 * W of unequal at real e and w, any temperatures, without cancellation: alpha = (e - mu_a)/T_a, beta = (e - w - mu_b)/T_b,
 * n = n_B(w, T_ph), `excess` their imbalance, -Infinity for an empty bath.
 */
export function netOccupation(alpha: number, beta: number, excess: number, n: number): number {
  const xa = Math.exp(-Math.abs(alpha));
  const xb = Math.exp(-Math.abs(beta));
  const qa = 1 / (1 + xa);
  const qb = 1 / (1 + xb);
  const up = (alpha > 0 ? xa * qa : qa) * (beta > 0 ? qb : xb * qb) * (1 + n);
  const down = (alpha > 0 ? qa : xa * qa) * (beta > 0 ? xb * qb : qb) * n;
  const difference = up - down;
  if (Math.abs(difference) > 0.1 * up) return difference;
  return excess < 0 ? -up * Math.expm1(excess) : down * Math.expm1(-excess);
}

/** How a pair of states is weighed by its occupations: of the arguments of {@link netOccupation}. */
export type Weigh = (alpha: number, beta: number, excess: number, n: number) => number;

/** The sum of the two terms of which {@link netOccupation} is the difference: all events, whatever their direction. */
export function totalOccupation(alpha: number, beta: number, _excess: number, n: number): number {
  const xa = Math.exp(-Math.abs(alpha));
  const xb = Math.exp(-Math.abs(beta));
  const both = 1 / ((1 + xa) * (1 + xb));
  const up = (alpha > 0 ? xa : 1) * (beta > 0 ? 1 : xb) * (1 + n);
  const down = (alpha > 0 ? 1 : xa) * (beta > 0 ? xb : 1) * n;
  return (up + down) * both;
}

/** (e - mu)/T, a step at T = 0. */
export const reduced = (distance: number, temperature: number): number =>
  temperature === 0 ? (distance > 0 ? 800 : -800) : distance / temperature;

/** Relative error of an integral over graded energies, measured between temperatures that are alike and that are equal. */
export const ENERGIES = 2e-11;

/** Thermal energies after which a Fermi function is cut. */
export const TAIL = 38;

/** Poles of the Green's function, from the reference. */
type LevelPoles = Pick<State["terms"], "size" | "re" | "im">;

/**
 * Where the tail of a Fermi function ends on one side (1 above, -1 below): TAIL temperatures away, or as far behind a level,
 * at its own energy and at that plus w, whose resonance makes up for its thermal weight.
 */
export function tailEnd(terms: LevelPoles, omega: number, mu: number, T: number, side: number): number {
  let far = TAIL * T;
  for (let p = 0; p < terms.size; p++) {
    const width = -terms.im[p]!;
    if (width === 0) continue;
    for (let shift = 0; shift < 2; shift++) {
      const distance = side * (terms.re[p]! + shift * omega - mu);
      const counts = distance < (TAIL + 4 * Math.log(1 + (2 * distance) / width)) * T;
      if (counts) far = Math.max(far, distance + TAIL * T);
    }
  }
  return mu + side * far;
}

/** Grades for every level that has a width, at its own energy and at that plus w. */
export function addLevels(grading: Grading, { size, re, im }: LevelPoles, omega: number): void {
  for (let p = 0; p < size; p++) {
    if (im[p] === 0) continue;
    grading.add(re[p]!, -im[p]!);
    grading.add(re[p]! + omega, -im[p]!);
  }
}

/**
 * How close panels go to an edge, behind which a spectral function rises as a square root, as a part of the nearest scale: what
 * a panel that begins there misses is a part of 1e-5 of a part of 1e-9.
 */
const EDGE = 1e-6;

/**
 * Grades for edges of bands, at their own energy and at that plus w: down to a part of the temperatures, and of their distances
 * from both chemical potentials.
 */
function addEdges(
  grading: Grading,
  edges: readonly number[],
  omega: number,
  potentials: readonly number[],
  temperatures: readonly number[],
): void {
  for (const edge of [...edges, ...edges.map((one) => one + omega)]) {
    grading.add(edge, 0);
    let scale = grading.to - grading.from;
    const sizes = [...temperatures, ...potentials.map((mu) => Math.abs(edge - mu))];
    for (const size of sizes) if (size > 0) scale = Math.min(scale, size);
    grading.add(edge, Math.max(EDGE * scale, EPSILON * Math.abs(edge)));
  }
}

/** Nodes e_j and W(e_j) times their weights, of one channel at one frequency; the next call overwrites them. */
export interface EnergyNodes {
  count: number;
  at: Float64Array;
  weight: Float64Array;
}

const nodes: EnergyNodes = { count: 0, at: new Float64Array(1024), weight: new Float64Array(1024) };

function addNode(at: number, weight: number): void {
  if (nodes.count === nodes.at.length) {
    const [longerAt, longerWeight] = [new Float64Array(2 * nodes.count), new Float64Array(2 * nodes.count)];
    longerAt.set(nodes.at);
    longerWeight.set(nodes.weight);
    nodes.at = longerAt;
    nodes.weight = longerWeight;
  }
  nodes.at[nodes.count] = at;
  nodes.weight[nodes.count++] = weight;
}

/** Whether no electron hops at w from an energy between two that are edges, or edges plus w. */
export type IsEmpty = (from: number, to: number, omega: number) => boolean;

/** End points of the panels of every interval between neighbouring breaks that is not empty. */
function panelsWhereNotEmpty(grading: Grading, omega: number, isEmpty: IsEmpty): number[][] {
  const breaks = [...new Set(grading.breaks)].sort((a, b) => a - b);
  return breaks.slice(1).flatMap((to, k) => {
    const from = breaks[k]!;
    return isEmpty(from, to, omega) ? [] : [gradedBy(grading.within(from, to))];
  });
}

/**
 * The nodes of one channel at w > 0.
 * @param edges energies, from the reference, at which a self-energy is not smooth
 * @param weigh what takes the place of W; default W itself
 * @param isEmpty where no node is needed; default nowhere
 */
export function energyNodes(
  state: State,
  hop: Hop,
  omega: number,
  edges: readonly number[],
  weigh: Weigh = netOccupation,
  isEmpty?: IsEmpty,
): EnergyNodes {
  const { terms, bath, temperature, mu } = state;
  const { source, drain, origin } = hop;
  const [Ta, Tb] = [temperature[source]!, temperature[drain]!];
  const moved = mu[drain]! + omega;
  // infinite for an empty bath
  const thermal = omega / bath;
  const n = 1 / Math.expm1(thermal);
  const isWarm = Ta > 0 && Tb > 0 && bath > 0;
  let low = tailEnd(terms, omega, moved, Tb, -1);
  let high = tailEnd(terms, omega, origin, Ta, 1);
  // an empty bath only takes: f_a (1 - f_b)
  if (n > 0) {
    low = Math.min(low, tailEnd(terms, omega, origin, Ta, -1));
    high = Math.max(high, tailEnd(terms, omega, moved, Tb, 1));
  }
  nodes.count = 0;
  if (!(high > low)) return nodes;
  const grading = new Grading(low, high);
  grading.add(origin, Math.PI * Ta, Ta);
  grading.add(moved, Math.PI * Tb, Tb);
  addEdges(grading, edges, omega, [origin, moved], [Ta, Tb]);
  addLevels(grading, terms, omega);
  for (const panels of isEmpty ? panelsWhereNotEmpty(grading, omega, isEmpty) : [gradedBy(grading)]) {
    for (let k = 1; k < panels.length; k++) {
      const half = (panels[k]! - panels[k - 1]!) / 2;
      const middle = (panels[k]! + panels[k - 1]!) / 2;
      for (let j = 0; j < GAUSS.at.length; j++) {
        const e = middle + half * GAUSS.at[j]!;
        const alpha = reduced(e - origin, Ta);
        const beta = reduced(e - moved, Tb);
        const excess = isWarm ? imbalance(e - origin, Ta, Tb, omega, hop.mu, bath) : alpha - beta - thermal;
        const value = weigh(alpha, beta, excess, n);
        if (value !== 0) addNode(e, half * GAUSS.weight[j]! * value);
      }
    }
  }
  return nodes;
}

/** int de W/(e - z) and its first moment over the nodes, z = x + iy below the axis: 4 numbers at out[to]. */
function putNodeTransform(
  { count, at, weight }: EnergyNodes,
  x: number,
  y: number,
  origin: number,
  out: Float64Array,
  to: number,
): void {
  let re = 0;
  let im = 0;
  const square = y * y;
  for (let j = 0; j < count; j++) {
    const d = at[j]! - x;
    const q = weight[j]! / (d * d + square);
    re += d * q;
    im += q;
  }
  im *= y;
  out[to] = re;
  out[to + 1] = im;
  out[to + 2] = re * (x - origin) - im * y;
  out[to + 3] = re * y + im * (x - origin);
}

/** F and G of a channel of two temperatures from real energies alone: no rungs, no pole terms. */
export function putGradedTransforms(state: State, hop: Hop, omega: number): void {
  const { re, im } = state.terms;
  const { channel, forward, backward, origin } = hop;
  const found = energyNodes(state, hop, omega, []);
  for (const p of channel.rows) putNodeTransform(found, re[p]!, im[p]!, origin, forward, 4 * p);
  for (const q of channel.columns) putNodeTransform(found, re[q]! + omega, im[q]!, origin, backward, 4 * q);
}

/**
 * (F_p - G_q)/(z_p - z_q - w) over the nodes just used, however close z_p and z_q + w are: into out[0], out[1].
 */
export function putGradedCoincident(zr: number, zi: number, yr: number, yi: number, out: Float64Array): void {
  const { count, at, weight } = nodes;
  let re = 0;
  let im = 0;
  for (let j = 0; j < count; j++) {
    const a = at[j]! - zr;
    const b = at[j]! - yr;
    // (e - z)(e - y)
    const dr = a * b - zi * yi;
    const di = -(a * yi + b * zi);
    const q = weight[j]! / (dr * dr + di * di);
    re += dr * q;
    im -= di * q;
  }
  out[0] = re;
  out[1] = im;
}
