/** Panels of the two integrals, graded by the singularities of their integrands. Of each ladder the lowest rung is enough. */
import { Grading, gradedBy } from "../rule/grading.js";
import type { Expansion } from "./expansion.js";
import type { Reservoirs } from "./reservoirs.js";

/** Panels of an integral, and what 16 points on each leave of its modulus. */
export interface Panels {
  readonly edges: readonly number[];
  readonly ruleError: number;
  /** how far the integrand reaches beyond the first and the last panel, falling: the highest temperature */
  readonly tail: number;
}

/** rho^-32 of the panels' ellipse, a part of the tolerance. */
const SHARE = 1e-4;
/** Measured: what the rule leaves where several poles coincide, in units of rho^-32. */
const COINCIDENCE = 900;
/** rho^-32 beyond which panels are no use. */
const ROUGHEST = 1e-6;

const leftBy = (tolerance: number): number => SHARE * Math.min(tolerance, ROUGHEST);

/** (rho + 1/rho)/2. */
function sharpnessOf(left: number): number {
  const rho = left ** (-1 / 32);
  return (rho + 1 / rho) / 2;
}

function panelsBy(grading: Grading, tolerance: number, tail: number): Panels {
  const left = leftBy(tolerance);
  return { edges: gradedBy(grading, sharpnessOf(left)), ruleError: COINCIDENCE * left, tail };
}

/** Thermal energies after which a Fermi or Bose tail is dropped. */
const tailFor = (tolerance: number): number => 10 - Math.log(Math.min(tolerance, 1e-6));

/** A resonance beside a Fermi or Bose function. */
interface Line {
  readonly distance: number;
  readonly width: number;
  /** what of it is at the levels: 1, or less for one of the poles that fit a band */
  readonly weight: number;
}

/**
 * How far from mu an integrand that falls with temperature T counts: to the end of the tail, or to a line beyond it whose
 * height, up to (2 d/width)^4 of what lies beside it, outweighs the tail there.
 */
function farthest(tail: number, T: number, lines: readonly Line[]): number {
  let far = tail * T;
  for (const { distance, width, weight } of lines) {
    // a dark level is in no integrand
    if (width === 0) continue;
    const boost = 4 * Math.log(1 + (2 * weight * Math.max(distance, 0)) / width);
    if (distance < (tail + boost) * T) far = Math.max(far, distance + tail * T);
  }
  return far;
}

/** |l_p||r_p| of every pole: how much of it is at the levels. */
function weightsOf({ count, levels, left, rightConjugate }: Expansion): Float64Array {
  const lengthOf = (rows: Float64Array, p: number): number =>
    Math.hypot(...rows.subarray(2 * p * levels, 2 * (p + 1) * levels));
  return Float64Array.from({ length: count }, (_, p) => lengthOf(left, p) * lengthOf(rightConjugate, p));
}

/** Fermi rungs, levels z_p, and thresholds: mu_b + zeta_s and z_p + zeta_s. */
function addSingularities(
  grading: Grading,
  { count, re, im, displacement }: Expansion,
  reservoirs: Reservoirs,
): void {
  const { mu, temperature } = reservoirs;
  for (let a = 0; a < mu.length; a++) {
    const T = temperature[a]!;
    grading.add(mu[a]!, Math.PI * T, T);
    for (let s = 0; s < displacement.count; s++)
      grading.add(mu[a]! + displacement.re[s]!, Math.PI * T - displacement.im[s]!);
  }
  for (let p = 0; p < count; p++) {
    grading.add(re[p]!, -im[p]!);
    for (let s = 0; s < displacement.count; s++)
      grading.add(re[p]! + displacement.re[s]!, -im[p]! - displacement.im[s]!);
  }
}

/**
 * Panels of the energy integral: Fermi rungs, levels z_p, and thresholds, where an electron that emits or absorbs a quantum
 * arrives at a chemical potential, mu_b + zeta_s, or at a level, z_p + zeta_s. None where no electrode is driven.
 */
export function energyPanels(
  expansion: Expansion,
  reservoirs: Reservoirs,
  tolerance: number,
  isDriven: (a: number) => boolean,
): Panels {
  const { mu, temperature } = reservoirs;
  const tail = tailFor(tolerance);
  const hottest = Math.max(...temperature);
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const weights = weightsOf(expansion);
  for (let a = 0; a < mu.length; a++) {
    if (!isDriven(a)) continue;
    // a cold electrode ends in a step: only beyond it has the integrand ended
    const T = temperature[a]! || hottest;
    for (const side of [-1, 1]) {
      const lines = Array.from(expansion.re, (re, p) => ({
        distance: side * (re - mu[a]!),
        width: -expansion.im[p]!,
        weight: weights[p]!,
      }));
      const far = farthest(tail, T, lines);
      from = Math.min(from, mu[a]! + side * far);
      to = Math.max(to, mu[a]! + side * far);
    }
  }
  if (!(to > from)) return { edges: [], ruleError: 0, tail: 0 };
  const grading = new Grading(from, to);
  addSingularities(grading, expansion, reservoirs);
  return panelsBy(grading, tolerance, hottest);
}

/** Distance below all levels, in units of their spread, at which what falls as e^-2 has reached 1e-13. */
const DEEP = 3e6;

/** Panels over all occupied states, from far below the levels. */
export function occupiedPanels(
  incoming: Expansion,
  outgoing: Expansion,
  reservoirs: Reservoirs,
  tolerance: number,
): Panels {
  const { mu, temperature } = reservoirs;
  const tail = tailFor(tolerance);
  const hottest = Math.max(...temperature);
  const to = Math.max(...Array.from(mu, (one, a) => one + tail * (temperature[a]! || hottest)));
  let lowest = Math.min(...mu);
  let spread = Math.max(...temperature) + to - lowest;
  for (const { count, re, im } of [incoming, outgoing]) {
    for (let p = 0; p < count; p++) {
      lowest = Math.min(lowest, re[p]!);
      spread = Math.max(spread, -im[p]!, Math.abs(re[p]! - to));
    }
  }
  const grading = new Grading(lowest - DEEP * spread, to);
  addSingularities(grading, incoming, reservoirs);
  if (outgoing !== incoming) addSingularities(grading, outgoing, reservoirs);
  return panelsBy(grading, tolerance, Math.max(...temperature));
}

/**
 * Panels of the frequency integral over w > 0 where the modes' bath and electrode b have different temperatures.
 * @param states the poles of the spectral functions that meet those of the in-states
 */
export function frequencyPanels(
  expansion: Expansion,
  states: { readonly count: number; readonly re: Float64Array; readonly im: Float64Array },
  reservoirs: Reservoirs,
  tolerance: number,
): Panels {
  const { mu, temperature, boson } = reservoirs;
  const { displacement } = expansion;
  const tail = tailFor(tolerance);
  const hottest = Math.max(boson, ...temperature);
  const lines = Array.from(displacement.re, (re, s) => ({
    distance: Math.abs(re),
    width: -displacement.im[s]!,
    weight: 1,
  }));
  const grading = new Grading(0, farthest(tail, hottest, lines));
  grading.add(0, 2 * Math.PI * boson, boson);
  for (let s = 0; s < displacement.count; s++) grading.add(displacement.re[s]!, -displacement.im[s]!);
  const both = (x: number, y: number): void => {
    grading.add(x, y);
    grading.add(-x, y);
  };
  for (let a = 0; a < mu.length; a++) {
    const T = temperature[a]!;
    grading.add(0, 2 * Math.PI * T, T);
    for (let p = 0; p < states.count; p++) both(states.re[p]! - mu[a]!, Math.PI * T - states.im[p]!);
    for (let q = 0; q < expansion.count; q++) both(expansion.re[q]! - mu[a]!, Math.PI * T - expansion.im[q]!);
  }
  for (let p = 0; p < states.count; p++)
    for (let q = 0; q < expansion.count; q++)
      both(states.re[p]! - expansion.re[q]!, -states.im[p]! - expansion.im[q]!);
  return panelsBy(grading, tolerance, hottest);
}
