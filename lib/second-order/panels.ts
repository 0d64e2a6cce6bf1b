/** Panels of the two integrals, graded by the singularities of their integrands. Of each ladder the lowest rung is enough. */
import { Grading, gradedBy } from "../rule/grading.js";
import { type Expansion } from "./expansion.js";
import { areEqual, type Reservoirs } from "./reservoirs.js";

/** Ellipse of the panels' rule: rho^-32 is a small part of the tolerance, also where several poles coincide. */
const sharpnessFor = (tolerance: number): number => {
  const rho = (SHARE * tolerance) ** (-1 / 32);
  return (rho + 1 / rho) / 2;
};
const SHARE = 1e-3;

/** Thermal energies after which a Fermi or Bose tail is dropped. */
const tailFor = (tolerance: number): number => 8 - Math.log(tolerance);

/**
 * Panels of the energy integral: Fermi rungs, levels z_p, and thresholds, where an electron that emits or absorbs a quantum
 * arrives at a chemical potential, mu_b + zeta_s, or at a level, z_p + zeta_s. None where nothing flows.
 */
export function energyPanels(expansion: Expansion, reservoirs: Reservoirs, tolerance: number): number[] {
  const { count, re, im, displacement } = expansion;
  const { mu, temperature } = reservoirs;
  const tail = tailFor(tolerance);
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let a = 0; a < mu.length; a++) {
    let isDriven = false;
    for (let b = 0; b < mu.length; b++) if (!areEqual(reservoirs, a, b)) isDriven = true;
    if (!isDriven) continue;
    from = Math.min(from, mu[a]! - tail * temperature[a]!);
    to = Math.max(to, mu[a]! + tail * temperature[a]!);
  }
  if (!(to > from)) return [];
  const grading = new Grading(from, to);
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
  return gradedBy(grading, sharpnessFor(tolerance));
}

/**
 * Panels of the frequency integral over w > 0 where the modes' bath and electrode b have different temperatures.
 * @param outgoing the poles of the out-states
 */
export function frequencyPanels(
  expansion: Expansion,
  outgoing: Expansion,
  reservoirs: Reservoirs,
  tolerance: number,
): number[] {
  const { mu, temperature, boson } = reservoirs;
  const { displacement } = expansion;
  const tail = tailFor(tolerance);
  const hottest = Math.max(boson, ...temperature);
  const grading = new Grading(0, tail * hottest);
  if (boson > 0) grading.add(0, 2 * Math.PI * boson, boson);
  for (let s = 0; s < displacement.count; s++) grading.add(displacement.re[s]!, -displacement.im[s]!);
  const both = (x: number, y: number): void => {
    grading.add(x, y);
    grading.add(-x, y);
  };
  for (let a = 0; a < mu.length; a++) {
    const T = temperature[a]!;
    if (T > 0) grading.add(0, 2 * Math.PI * T, T);
    for (let p = 0; p < outgoing.count; p++)
      both(outgoing.re[p]! - mu[a]!, Math.PI * T - outgoing.im[p]!);
    for (let q = 0; q < expansion.count; q++)
      both(expansion.re[q]! - mu[a]!, Math.PI * T - expansion.im[q]!);
  }
  for (let p = 0; p < outgoing.count; p++)
    for (let q = 0; q < expansion.count; q++)
      both(outgoing.re[p]! - expansion.re[q]!, -outgoing.im[p]! - expansion.im[q]!);
  return gradedBy(grading, sharpnessFor(tolerance));
}
