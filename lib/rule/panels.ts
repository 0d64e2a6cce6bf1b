/**
 * Gauss-Legendre panels graded by the singularities of the integrand: where ladders of poles crowd towards the axis (cold
 * electrodes, T = 0) no wedge is wide enough, but only the lowest rungs matter. A panel (a, b) is short enough if every
 * singularity z lies outside the ellipse |z - a| + |z - b| = SHARPNESS (b - a), on which 16 points leave rho^-32 = 9e-13
 * (Bernstein ellipse, rho = 2.38). Nothing is bisected, so the number of nodes is known beforehand and grows as ln(1/T).
 */
import { emptyFlows, type Flows } from "./flows.js";
import { endOf } from "./grid.js";
import { putIntegrand, putIntegrandNoise } from "./integrand.js";
import type { State } from "./state.js";

const POINTS = 16;
const SHARPNESS = 1.4;
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

/** Singularities that grade the panels: x + iy, y >= 0, interleaved. */
export type Singularities = number[];

const MOST_PANELS = 4000;

/** End points of panels between ascending break points. */
export function gradedBy(singularities: Singularities, breaks: readonly number[]): number[] {
  const points = [...new Set(breaks)].sort((a, b) => a - b);
  const edges = [points[0]!];
  const extent = points[points.length - 1]! - points[0]!;
  const shortest = 1e-14 * extent;
  for (let i = 1; i < points.length; i++) {
    let a = points[i - 1]!;
    const last = points[i]!;
    while (a < last) {
      let b = last;
      for (let k = 0; k < singularities.length; k += 2) {
        const x = singularities[k]!;
        const square = singularities[k + 1]! ** 2;
        const near = Math.sqrt((x - a) ** 2 + square);
        while (b - a > shortest && near + Math.sqrt((x - b) ** 2 + square) < SHARPNESS * (b - a)) {
          b = a + 0.8 * (b - a);
        }
      }
      if (b - a < shortest) b = Math.min(last, a + shortest);
      edges.push(b);
      a = b;
      if (edges.length > MOST_PANELS)
        throw new RangeError("parameters must not be so far apart that the integral needs thousands of panels");
    }
  }
  return edges;
}

/** Singularities and break points of the integrand in w. Of each ladder the lowest rung is enough. */
export function frequencyPanels(state: State, end: number): number[] {
  const { terms, hops, mu, temperature, modes, bath, inDrain, inSource } = state;
  const singularities: Singularities = [];
  const breaks = [0, end];
  const add = (x: number, y: number): void => {
    if (y > 0) singularities.push(x, y);
    else if (x > 0 && x < end) breaks.push(x);
  };
  for (const { source, drain, mu: difference } of hops)
    add(difference, Math.PI * (temperature[source]! + temperature[drain]!));
  if (bath > 0) add(0, 2 * Math.PI * bath);
  for (const { re, im } of modes.poles) add(re, im);
  for (const height of modes.overdamped) add(0, height);
  for (let g = 0; g < state.groups; g++) {
    for (let p = 0; p < terms.size; p++) {
      const k = g * terms.size + p;
      const x = terms.re[p]! - mu[g]!;
      const height = Math.PI * temperature[g]! - terms.im[p]!;
      if (inSource[k] === 1) add(-x, height);
      if (inDrain[k] === 1) add(x, height);
    }
  }
  for (let t = 0; t < terms.gap.length; t++) add(terms.gap[t]!, -terms.width[t]!);
  return gradedBy(
    singularities.filter((_, k) => {
      const x = singularities[k - (k % 2)]!;
      return x > -2 * end && x < 3 * end;
    }),
    breaks,
  );
}

/** Number of nodes that panels would take, 0 < w < end. */
export const panelNodes = (state: State, digits: number): number =>
  POINTS * (frequencyPanels(state, panelEnd(state, digits)).length - 1);

/** Where panels end: at T = 0 everywhere the integrand ends at the largest mu_ab. */
export function panelEnd(state: State, digits: number): number {
  if (state.hottest === 0) return state.highest;
  // far below the modes' energies only the tail of A_ph is left
  return endOf(state, digits) - state.modes.highest + Math.min(state.modes.highest, 40 * state.hottest);
}

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
 * the error is C rho^-32: change^4 where nothing else is known, and with the grading of the panels, rho >= 2.38, no more
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
  const electrodes = state.groupOf.length;
  const length = 3 * state.hops.length;
  const flows = emptyFlows(electrodes);
  const places = state.hops.map(({ channel }) => 3 * (channel.from * electrodes + channel.to));
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
        const to = places[Math.floor(o / 3)]! + (o % 3);
        flows.noise[to] =
          flows.noise[to]! + (NOISE * EPSILON * noise[o]! * (noisePerNode ? weight : 2 * half)) / (2 * Math.PI);
      }
    }
    for (let o = 0; o < length; o++) {
      const to = places[Math.floor(o / 3)]! + (o % 3);
      const absolute = size[o]!;
      flows.value[to] = flows.value[to]! + fine[o]! / (2 * Math.PI);
      flows.absolute[to] = flows.absolute[to]! + absolute / (2 * Math.PI);
      const change = absolute > 0 ? Math.abs(fine[o]! - coarse[o]!) / absolute : 0;
      flows.truncation[to] =
        flows.truncation[to]! + (absolute * (sixteenPointError(change) + PANEL_ERROR)) / (2 * Math.PI);
    }
  }
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

