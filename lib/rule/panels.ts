/**
 * Gauss-Legendre panels graded by the singularities of the integrand: where ladders of poles crowd towards the axis (cold
 * electrodes, T = 0) no wedge is wide enough, but only the lowest rungs matter. A panel (a, b) is short enough if every
 * singularity z lies outside the ellipse |z - a| + |z - b| = SHARPNESS (b - a), on which 16 points leave rho^-32 = 4e-14
 * (Bernstein ellipse, rho = 2.62), some twenty times that where poles coincide. Nothing is bisected, so the number of nodes is known beforehand and grows as ln(1/T).
 */
import { emptyFlows, type Flows } from "./flows.js";
import { farthestResonance } from "./grid.js";
import { putIntegrand, putIntegrandNoise } from "./integrand.js";
import type { State } from "./state.js";
import { placeOf } from "./trust.js";

const POINTS = 16;
const SHARPNESS = 1.5;
/** Relative error of a panel's rule. */
export const PANEL_ERROR = 3e-12;

/** Nodes on (-1, 1), weights, and the weights of the interpolatory rule through every second node. */
export const GAUSS: { readonly at: Float64Array; readonly weight: Float64Array; readonly half: Float64Array } =
  gaussRule();

function gaussRule(): { at: Float64Array; weight: Float64Array; half: Float64Array } {
  const at = new Float64Array(POINTS);
  const weight = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (POINTS + 0.5));
    for (let newton = 0; newton < 8; newton++) {
      let p0 = 1;
      let p1 = x;
      for (let n = 2; n <= POINTS; n++) [p0, p1] = [p1, ((2 * n - 1) * x * p1 - (n - 1) * p0) / n];
      const slope = (POINTS * (x * p1 - p0)) / (x * x - 1);
      x -= p1 / slope;
      weight[i] = 2 / ((1 - x * x) * slope * slope);
    }
    at[i] = x;
  }
  const half = new Float64Array(POINTS);
  for (let i = 0; i < POINTS; i += 2) {
    for (let j = 0; j < POINTS; j++) {
      let lagrange = 1;
      for (let k = 0; k < POINTS; k += 2)
        if (k !== i) lagrange *= (at[j]! - at[k]!) / (at[i]! - at[k]!);
      half[i] = half[i]! + weight[j]! * lagrange;
    }
  }
  return { at, weight, half };
}

/**
 * What grades the panels: singularities at x + iy, y >= 0, and next to those that are Fermi or Bose poles the temperature of
 * the exponential tails to both sides (0 elsewhere): three numbers each.
 */
export class Grading {
  readonly values: number[] = [];
  readonly breaks: number[];

  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    this.breaks = [from, to];
  }

  /** A singularity; on the axis it is a break point. */
  add(x: number, y: number, temperature = 0): void {
    const length = this.to - this.from;
    if (y > 0) {
      if (x > this.from - 2 * length && x < this.to + 2 * length) this.values.push(x, y, temperature);
    } else if (x > this.from && x < this.to) this.breaks.push(x);
  }
}

const MOST_PANELS = 4000;
/** Longest panel, in temperatures, where an exponential tail matters, and how far it does: 16 points on exp(-x/T). */
const LONGEST = 8;
const TAIL = 64;

/** The largest b up to `last` for which the panel (a, b) is short enough. */
function endOfPanel(values: readonly number[], a: number, last: number, shortest: number): number {
  let b = last;
  for (let k = 0; k < values.length; k += 3) {
    const x = values[k]!;
    const square = values[k + 1]! ** 2;
    const T = values[k + 2]!;
    if (T > 0 && a - x < TAIL * T && x - b < TAIL * T) b = Math.min(b, Math.max(a + LONGEST * T, x - TAIL * T));
    const near = Math.sqrt((x - a) ** 2 + square);
    while (b - a > shortest && near + Math.sqrt((x - b) ** 2 + square) < SHARPNESS * (b - a)) {
      b = a + 0.8 * (b - a);
    }
  }
  return b - a < shortest ? Math.min(last, a + shortest) : b;
}

/** End points of the panels. */
export function gradedBy({ values, breaks, from, to }: Grading): number[] {
  const points = [...new Set(breaks)].sort((a, b) => a - b);
  const edges = [from];
  const shortest = 1e-14 * (to - from);
  for (let i = 1; i < points.length; i++) {
    const last = points[i]!;
    for (let a = points[i - 1]!; a < last; a = edges[edges.length - 1]!) {
      edges.push(endOfPanel(values, a, last, shortest));
      if (edges.length > MOST_PANELS)
        throw new RangeError("parameters must not be so far apart that the integral needs thousands of panels");
    }
  }
  return edges;
}

/** Panels of the integrand in w. Of each ladder the lowest rung is enough. */
export function frequencyPanels(state: State, end: number): number[] {
  const { terms, hops, mu, temperature, modes, bath, inDrain, inSource } = state;
  const grading = new Grading(0, end);
  for (const { source, drain, mu: difference } of hops) {
    const [Ta, Tb] = [temperature[source]!, temperature[drain]!];
    grading.add(difference, Math.PI * (Ta + Tb), Math.min(Ta, Tb));
  }
  if (bath > 0) grading.add(0, 2 * Math.PI * bath, bath);
  for (const { re, im } of modes.poles) grading.add(re, im);
  for (const height of modes.overdamped) grading.add(0, height);
  for (let g = 0; g < state.groups; g++) {
    const T = temperature[g]!;
    for (let p = 0; p < terms.size; p++) {
      const k = g * terms.size + p;
      const x = terms.re[p]! - mu[g]!;
      const height = Math.PI * T - terms.im[p]!;
      if (inSource[k] === 1) grading.add(-x, height, T);
      if (inDrain[k] === 1) grading.add(x, height, T);
    }
  }
  for (let t = 0; t < terms.gap.length; t++) grading.add(terms.gap[t]!, -terms.width[t]!);
  return gradedBy(grading);
}

/** Number of nodes that panels would take, 0 < w < end. */
export const panelNodes = (state: State, digits: number): number =>
  POINTS * (frequencyPanels(state, panelEnd(state, digits)).length - 1);

/** Where panels end: at T = 0 everywhere the integrand ends at the largest mu_ab. */
export const panelEnd = (state: State, digits: number): number =>
  state.hottest === 0
    ? state.highest
    : Math.max(state.highest, farthestResonance(state, digits)) + (digits + 1) * state.hottest;

/** Writes the integrand at w into `values`, what roundoff acts on (absolute) into `noise`; the latter where asked. */
export type PanelIntegrand = (
  omega: number,
  values: Float64Array,
  noise: Float64Array,
  wantsNoise: boolean,
) => void;

/** Which of the 16 nodes of a panel tells the noise. */
const NOISE_NODE = 5;
const EPSILON = 2 ** -52;
const NOISE = 0.8;

/**
 * Relative error of 16 points from the change that the rule through every second one makes. If that change is C rho^-8,
 * the error is C rho^-32: change^4 where nothing else is known, and with the grading of the panels, rho >= 2.62, no more
 * than 1e-9 of the change.
 */
const sixteenPointError = (change: number): number =>
  change > 0.3 ? change : Math.min(30 * change ** 4, 1e-9 * change);

/** Integrates the channels of a state over given panels. */
export function overPanels(
  state: State,
  edges: readonly number[],
  integrand: PanelIntegrand,
  noisePerNode: boolean,
): Flows {
  const length = 3 * state.hops.length;
  const flows = emptyFlows(state.groupOf.length);
  const values = new Float64Array(length);
  const noise = new Float64Array(length);
  const [fine, coarse, size] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  for (let panel = 1; panel < edges.length; panel++) {
    const half = (edges[panel]! - edges[panel - 1]!) / 2;
    const middle = (edges[panel]! + edges[panel - 1]!) / 2;
    for (const array of [fine, coarse, size]) array.fill(0);
    for (let j = 0; j < POINTS; j++) {
      const wantsNoise = noisePerNode || j === NOISE_NODE;
      integrand(middle + half * GAUSS.at[j]!, values, noise, wantsNoise);
      const weight = half * GAUSS.weight[j]!;
      const rough = half * GAUSS.half[j]!;
      for (let o = 0; o < length; o++) {
        fine[o] = fine[o]! + weight * values[o]!;
        coarse[o] = coarse[o]! + rough * values[o]!;
        size[o] = size[o]! + weight * Math.abs(values[o]!);
        if (!wantsNoise) continue;
        const to = placeOf(state, o);
        flows.noise[to] =
          flows.noise[to]! + (NOISE * EPSILON * noise[o]! * (noisePerNode ? weight : 2 * half)) / (2 * Math.PI);
      }
    }
    for (let o = 0; o < length; o++) {
      const to = placeOf(state, o);
      const absolute = size[o]!;
      flows.value[to] = flows.value[to]! + fine[o]! / (2 * Math.PI);
      flows.absolute[to] = flows.absolute[to]! + absolute / (2 * Math.PI);
      const change = absolute > 0 ? Math.abs(fine[o]! - coarse[o]!) / absolute : 0;
      flows.truncation[to] =
        flows.truncation[to]! + (absolute * (sixteenPointError(change) + PANEL_ERROR)) / (2 * Math.PI);
    }
  }
  // beyond the end at least exp(-w/T) at the highest temperature
  integrand(edges[edges.length - 1]!, values, noise, false);
  for (let o = 0; o < length; o++)
    flows.ends[placeOf(state, o)] = (Math.abs(values[o]!) * state.hottest) / (2 * Math.PI);
  for (let k = 0; k < flows.noise.length; k++)
    flows.noise[k] = flows.noise[k]! + 4 * EPSILON * flows.absolute[k]!;
  return flows;
}

/** All flows of a junction whose channels are all thermal, any temperatures, by the closed forms on panels. */
export function byPanels(state: State, tolerance: number): Flows {
  const end = panelEnd(state, 3.5 - Math.log(tolerance));
  if (!(end > 0)) return emptyFlows(state.groupOf.length);
  return overPanels(
    state,
    frequencyPanels(state, end),
    (omega, values, noise, wantsNoise) => {
      putIntegrand(state, [], omega, values);
      if (wantsNoise) putIntegrandNoise(state, omega, noise);
    },
    false,
  );
}

