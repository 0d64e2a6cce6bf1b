/**
 * The frequency integral on graded panels: where ladders of poles crowd towards the axis (cold electrodes, T = 0) no wedge
 * is wide enough, but only the lowest rungs matter (grading).
 */
import { EPSILON } from "../checks/precision.js";
import { emptyFlows, type Flows } from "./flows.js";
import { GAUSS, Grading, gradedBy } from "./grading.js";
import { digitsFor, farthestResonance } from "./grid.js";
import { putIntegrand, putIntegrandNoise } from "./integrand.js";
import type { State } from "./state.js";
import { placeOf } from "./trust.js";
import { gapOfLadders } from "./unequal.js";

/** Relative error of a panel's rule. */
const PANEL_ERROR = 3e-12;

/** How close panels go to the w between an edge of a band and a chemical potential at T = 0, as a part of the nearest scale. */
const EDGE = 1e-4;

function addEdges(grading: Grading, { poles, mu, temperature, groups }: State): void {
  const potentials = mu.subarray(0, groups);
  for (const edge of poles.edges) {
    let scale = grading.to;
    for (const one of potentials) if (one !== edge) scale = Math.min(scale, Math.abs(edge - one));
    potentials.forEach((one, g) => {
      grading.add(Math.abs(edge - one), Math.max(Math.PI * temperature[g]!, EDGE * scale), temperature[g]!);
    });
  }
}

/** Panels of the integrand in w. Of each ladder the lowest rung is enough. */
function frequencyPanels(state: State, end: number): number[] {
  const { terms, hops, mu, temperature, modes, bath, inDrain, inSource } = state;
  const grading = new Grading(0, end);
  for (const { source, drain, mu: difference } of hops) {
    const [Ta, Tb] = [temperature[source]!, temperature[drain]!];
    grading.add(difference, Math.PI * (Ta + Tb), Math.min(Ta, Tb));
  }
  grading.add(0, 2 * Math.PI * bath, bath);
  for (const { re, im } of modes.poles) grading.add(re, im);
  for (const height of modes.overdamped) grading.add(0, height);
  addEdges(grading, state);
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

/** Thermal energies more than the exponential asks for: powers of w rise meanwhile. */
const RISE = 14;

/** Where panels end: at T = 0 everywhere the integrand ends at the largest mu_ab, and no resonance beyond that counts. */
const panelEnd = (state: State, digits: number): number =>
  Math.max(state.highest, farthestResonance(state, digits)) + (digits + RISE) * state.hottest;

/** Number of nodes that panels would take. */
export const panelNodes = (state: State, tolerance: number): number =>
  GAUSS.at.length * (frequencyPanels(state, panelEnd(state, digitsFor(tolerance))).length - 1);

/** Writes the integrand at w into `values`, what roundoff acts on (absolute) into `noise`; the latter where asked. */
export type PanelIntegrand = (
  omega: number,
  values: Float64Array,
  noise: Float64Array,
  wantsNoise: boolean,
) => void;

/** Which of the 16 nodes of a panel tells the noise. */
const NOISE_NODE = 5;
const NOISE = 0.8;
/** The tail beyond the end may still rise for a while. */
const END_MARGIN = 4;

/**
 * Relative error of 16 points from the change that the rule through every second one makes. If that change is C rho^-8, the
 * error is C rho^-32: with panels graded for rho >= 2.62 no more than 1e-9 of the change.
 */
const sixteenPointError = (change: number): number => (change > 0.3 ? change : 1e-9 * change);

/** Integrates the channels of a state over panels. */
export function overPanels(
  state: State,
  tolerance: number,
  integrand: PanelIntegrand,
  noisePerNode: boolean,
): Flows {
  const length = 3 * state.hops.length;
  const flows = emptyFlows(state.groupOf.length);
  const end = panelEnd(state, digitsFor(tolerance));
  if (!(end > 0)) return flows;
  const edges = frequencyPanels(state, end);
  const values = new Float64Array(length);
  const noise = new Float64Array(length);
  const previous = new Float64Array(length);
  const variation = new Float64Array(length);
  const [fine, coarse, size] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  for (let panel = 1; panel < edges.length; panel++) {
    const half = (edges[panel]! - edges[panel - 1]!) / 2;
    const middle = (edges[panel]! + edges[panel - 1]!) / 2;
    for (const array of [fine, coarse, size, variation]) array.fill(0);
    for (let j = 0; j < GAUSS.at.length; j++) {
      const wantsNoise = noisePerNode || j === NOISE_NODE;
      integrand(middle + half * GAUSS.at[j]!, values, noise, wantsNoise);
      const weight = half * GAUSS.weight[j]!;
      const rough = half * GAUSS.half[j]!;
      for (let o = 0; o < length; o++) {
        if (j > 0) variation[o] = variation[o]! + Math.abs(values[o]! - previous[o]!);
        previous[o] = values[o]!;
        fine[o] = fine[o]! + weight * values[o]!;
        coarse[o] = coarse[o]! + rough * values[o]!;
        size[o] = size[o]! + weight * Math.abs(values[o]!);
        if (!wantsNoise) continue;
        const to = placeOf(state, o);
        flows.noise[to] =
          flows.noise[to]! +
          (NOISE * EPSILON * noise[o]! * (noisePerNode ? weight : 2 * half)) / (2 * Math.PI);
      }
    }
    for (let o = 0; o < length; o++) {
      const to = placeOf(state, o);
      const absolute = size[o]!;
      // a node is known to the unit roundoff of itself, which a sharp resonance feels
      flows.noise[to] = flows.noise[to]! + (EPSILON * middle * variation[o]!) / (2 * Math.PI);
      flows.value[to] = flows.value[to]! + fine[o]! / (2 * Math.PI);
      flows.absolute[to] = flows.absolute[to]! + absolute / (2 * Math.PI);
      const change = absolute > 0 ? Math.abs(fine[o]! - coarse[o]!) / absolute : 0;
      flows.truncation[to] =
        flows.truncation[to]! + (absolute * (sixteenPointError(change) + PANEL_ERROR)) / (2 * Math.PI);
    }
  }
  // beyond the end it falls at least as fast as exp(-w/T) at the highest temperature
  integrand(edges[edges.length - 1]!, values, noise, false);
  for (let o = 0; o < length; o++)
    flows.ends[placeOf(state, o)] = (END_MARGIN * Math.abs(values[o]!) * state.hottest) / (2 * Math.PI);
  for (let k = 0; k < flows.noise.length; k++)
    flows.noise[k] = flows.noise[k]! + 4 * EPSILON * flows.absolute[k]!;
  return flows;
}

/** Distance of two rungs of an energy rule, in temperatures, below which their coefficients nearly cancel. */
const RUNGS_MEET = 0.03;

/**
 * All flows at any temperatures by the closed forms on panels; between unequal ones energies by the rule that a channel has,
 * on panels too where it has none, and where that loses digits: at w next to mu_ab, or to the distance of two levels.
 */
export function byPanels(state: State, tolerance: number): Flows {
  const rules = state.hops.map(({ rule }) => rule && { rule, gap: gapOfLadders(rule) });
  const takeRules = (omega: number): void => {
    for (const [c, hop] of state.hops.entries()) {
      const own = rules[c];
      hop.rule = own && Math.hypot(omega - hop.mu, own.gap) > RUNGS_MEET * own.rule.Ta ? own.rule : undefined;
    }
  };
  return overPanels(
    state,
    tolerance,
    (omega, values, noise, wantsNoise) => {
      takeRules(omega);
      if (!putIntegrand(state, omega, values)) {
        for (const hop of state.hops) hop.rule = undefined;
        putIntegrand(state, omega, values);
      }
      if (wantsNoise) putIntegrandNoise(state, omega, noise);
    },
    false,
  );
}
