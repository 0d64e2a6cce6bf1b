/**
 * Whether the modes have a stationary state. Electrons under bias can pump a mode: they then make its damping negative,
 * and where they win against the bath, the mode's amplitude grows without bound in a harmonic theory.
 *
 *   lowest order:  net damping Lambda_tot(Omega) + Gamma_ph(Omega) < 0, with Lambda_tot summed over all pair baths;
 *   in full:       a pole of D^r = F^-1 lies above the real axis, F = w^2 - K + i w gamma_ph - Pi^r.
 *
 * Above the axis F is analytic and grows as w^2, so the number of its zeros there is the number of turns that det F
 * makes around 0 while w runs along the axis, plus the number of modes (argument principle). For one mode a pole crosses
 * the axis where F(w) = 0 at a real w:
 *
 *   w^2 = Omega^2 + Re Pi^r(w),   gamma_ph = -Lambda_tot(w)/(2 w),
 *
 * and at w = 0, where the electrons soften the mode until 1 + Pi^r(0)/Omega^2 = 0: a static instability that no damping
 * cures.
 */

import { refuseBoundStates } from "../electrons/electrons.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { selfEnergyFunction } from "../pairs/self-energy.js";
import { lambdaOf, sureRatesOf } from "./bath-rates.js";
import {
  determinant,
  dressedFeatures,
  highFrequency,
  inverseResponse,
  requireWideBand,
} from "./dressed-modes.js";
import { boundedPanels } from "./panels.js";

/** What {@link modeStability} returns. */
export interface ModeStability {
  /** Lambda_tot(Omega_n) + 2 Omega_n gamma_ph,nn of each mode, unit energy^2: negative where lowest order calls it unstable */
  readonly netDamping: readonly number[];
  /** 1 + Pi^r_nn(0)/Omega_n^2 of each mode: the part of its stiffness that the electrons leave */
  readonly stiffness: readonly number[];
  /** number of poles of D^r above the real axis */
  readonly unstablePoles: number;
  /** whether there is none */
  readonly isStable: boolean;
}

/** Largest turn of the phase of det F between neighbouring frequencies. */
const LARGEST_TURN = 0.6;
/** Largest distance of det F in the middle of a step from the mean of its ends, relative to its size there. */
const LARGEST_BEND = 0.5;
/** Longest step along the axis in units of its distance from the nearest place where F varies: for the turns of det F,
 * where every step's middle is looked at too, and for the sign of Re F, where nothing is seen but the ends. */
const STEP = 1;
const STEP_OF_SEARCH = 0.5;

function check(junction: JunctionInput, point: OperatingPoint): Junction {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireWideBand(checked);
  refuseBoundStates(checked);
  return checked;
}

/** Lambda_tot,nn of each mode at its own energy. */
function electronLambdas(junction: Junction, point: OperatingPoint): number[] {
  const rates = sureRatesOf(junction, point);
  return junction.modes.map(({ omega }, n) =>
    rates.reduce((sum, rateAt) => sum + lambdaOf(rateAt(omega), omega, n), 0),
  );
}

/** A complex number at one frequency: det F, or Pi^r of one mode. */
interface Value {
  readonly re: number;
  readonly im: number;
}

function countUnstablePoles(junction: Junction, point: OperatingPoint): number {
  const response = inverseResponse(junction, point);
  const at = (omega: number): Value => determinant(response(omega));
  const turn = (a: Value, b: Value): number =>
    Math.atan2(a.re * b.im - a.im * b.re, a.re * b.re + a.im * b.im);
  // Two sharp poles close together turn det F by 2 pi, which its ends do not show. But det F is then far from straight:
  // for (w - w1)(w - w2) with both zeros in the step, middle and mean differ by more than the middle's size.
  const isStraight = (a: Value, middle: Value, b: Value): boolean =>
    Math.hypot((a.re + b.re) / 2 - middle.re, (a.im + b.im) / 2 - middle.im) <
    LARGEST_BEND * Math.hypot(middle.re, middle.im);
  const turnOver = (a: number, b: number, first: Value, last: Value): number => {
    const direct = turn(first, last);
    const middle = (a + b) / 2;
    if (!(middle > a && middle < b)) return direct;
    const value = at(middle);
    if (Math.abs(direct) < LARGEST_TURN && isStraight(first, value, last)) return direct;
    return turnOver(a, middle, first, value) + turnOver(middle, b, value, last);
  };
  const edges = boundedPanels(0, highFrequency(junction, point), dressedFeatures(junction, point), STEP);
  let sum = 0;
  let value = at(0);
  for (let k = 1; k < edges.length; k++) {
    const next = at(edges[k]!);
    sum += turnOver(edges[k - 1]!, edges[k]!, value, next);
    value = next;
  }
  // The displacements are Hermitian, so F(-w) = F(w)^*: the negative half axis turns det F as much again.
  return Math.round(sum / Math.PI + junction.modes.length);
}

/**
 * Whether the modes of a junction have a stationary state at an operating point, at lowest order and in full.
 * @param junction the junction; electrodes in the wide-band limit
 * @param point the operating point
 * @returns see {@link ModeStability}
 * @throws RangeError for bad input, and for electrodes that are not wide-band
 * @throws TypeError for what is of a wrong type
 * @example
 * modeStability(dots, twoTerminal(11, 9, 0.25)).isStable
 */
export function modeStability(junction: JunctionInput, point: OperatingPoint): ModeStability {
  const checked = check(junction, point);
  const unstablePoles = countUnstablePoles(checked, point);
  const still = selfEnergyFunction(checked, point)(0);
  const diagonal = (n: number): number => n * (checked.modes.length + 1);
  return {
    netDamping: electronLambdas(checked, point).map(
      (lambda, n) => lambda + 2 * checked.modes[n]!.omega * checked.damping[n]![n]!,
    ),
    stiffness: checked.modes.map(({ omega }, n) => 1 + still.re[diagonal(n)]! / omega ** 2),
    unstablePoles,
    isStable: unstablePoles === 0,
  };
}

/** What {@link criticalDamping} returns. */
export interface CriticalDamping {
  /** -Lambda_tot(Omega)/(2 Omega): the mode is unstable below it by the criterion of lowest order; negative: never */
  readonly lowestOrder: number;
  /** gamma_ph below which a pole of D^r lies above the axis; negative: never; Infinity: no damping makes it stable */
  readonly full: number;
  /** frequency at which that pole crosses the axis; 0 if the instability is static */
  readonly omega: number;
}

/**
 * The damping gamma_ph at which the one mode of a junction becomes unstable; the junction's own damping plays no part.
 * @param junction a junction with one mode; electrodes in the wide-band limit
 * @param point the operating point
 * @returns see {@link CriticalDamping}, in the unit of energy
 * @throws RangeError for bad input, for more than one mode, and for electrodes that are not wide-band
 * @throws TypeError for what is of a wrong type
 * @example
 * criticalDamping(dots, twoTerminal(12, 8, 0.25)).full
 */
export function criticalDamping(junction: JunctionInput, point: OperatingPoint): CriticalDamping {
  const checked = check(junction, point);
  if (checked.modes.length > 1) {
    throw new RangeError(`junction must have one mode for a critical damping (got ${checked.modes.length})`);
  }
  const { omega } = checked.modes[0]!;
  const selfEnergy = selfEnergyFunction(checked, point);
  const piAt = (w: number): Value => {
    const { re, im } = selfEnergy(w);
    return { re: re[0]!, im: im[0]! };
  };
  const mismatch = (w: number): number => (w - omega) * (w + omega) - piAt(w).re;
  const lowestOrder = 0 - electronLambdas(checked, point)[0]! / (2 * omega);
  if (mismatch(0) >= 0) return { lowestOrder, full: Number.POSITIVE_INFINITY, omega: 0 };
  const end = highFrequency(checked, point);
  const edges = boundedPanels(0, end, dressedFeatures(checked, point), STEP_OF_SEARCH);
  let found = { full: Number.NEGATIVE_INFINITY, omega: 0 };
  let value = mismatch(0);
  for (let k = 1; k < edges.length; k++) {
    const next = mismatch(edges[k]!);
    if (value < 0 !== next < 0) {
      const w = rootOf(mismatch, edges[k - 1]!, edges[k]!, value);
      const damping = piAt(w).im / w;
      if (damping > found.full) found = { full: damping, omega: w };
    }
    value = next;
  }
  return { lowestOrder, ...found };
}

/** Bisection to the last bit, f(a) given. */
function rootOf(f: (x: number) => number, a: number, b: number, fa: number): number {
  let [low, high] = [a, b];
  for (;;) {
    const middle = (low + high) / 2;
    if (!(middle > low && middle < high)) return middle;
    if (f(middle) < 0 === fa < 0) low = middle;
    else high = middle;
  }
}
