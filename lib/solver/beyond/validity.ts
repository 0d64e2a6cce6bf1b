/**
 * How far lowest order in the coupling may be trusted, in numbers and words. Eq. (8) takes the modes as their bath leaves them and
 * the electrons as their electrodes do. It is at its limits where
 *
 *   |Tr[Lambda A_ph]| nears one per mode, the most that a mode can carry (dressed modes never exceed it),
 *   the electrons damp a mode as its bath does, Lambda/(2 Omega) against gamma_ph,
 *   they take a mode's damping or stiffness away (stability),
 *   the mode broadens the levels as the electrodes do: with A_b the spectral functions,
 *
 *     B(e) = sum_b sum_mn int dw/2pi M^m A_b(e-w) M^n A_ph,mn(w) [n(w) + 1 - f_b(e-w)],   <r_p|B(Re z_p)|r_p> against -2 Im z_p,
 *   the second order of the electron current nears order 0, where electrons cross without bosons.
 */

import { modeFeatures, modePolesOf, modeSpectrumOf } from "../bosons/bosons.js";
import { refuseUnless, requireKeys } from "../checks/validate.js";
import {
  electronFeatures,
  isAllWideBand,
  polesOf,
  refuseBoundStates,
  spectralMatrices,
} from "../electrons/electrons.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { addScaled, fromRows, type Matrix, matmul, traceOfProduct, zeros } from "../linear/matrix.js";
import { reducedDensityOfStates, unequalDensityOfStates } from "../pairs/pair-density.js";
import { type ElectrodePair, electrodePairs, isSilent, isThermal } from "../pairs/pairs.js";
import { complex } from "../special/complex.js";
import { fermiUnchecked, xBose } from "../special/distributions.js";
import { type Feature, gradedPanels, integrate } from "../special/quadrature.js";
import { currents } from "../transport/transport.js";
import { modeState } from "./mode-state.js";
import { bornCurrents } from "./self-consistent-born.js";
import { modeStability } from "./stability.js";

/** What is said of one condition. */
export interface ValidityItem {
  /** what is looked at: "transmission", "electron damping", "stability", "level broadening", "second order", "Born correction" */
  readonly name: string;
  /** its number, dimensionless; the worst of all modes or levels */
  readonly value: number;
  /** the value at which lowest order ends; "stability" ends below it, the others above */
  readonly limit: number;
  /** "fine" up to a fifth of the limit, "beyond" past it; "stability" is fine above one half */
  readonly verdict: "fine" | "at its limit" | "beyond";
  /** the same in words */
  readonly sentence: string;
}

/** Options of {@link validity}. */
export interface ValidityOptions {
  /**
   * whether to compare J with the self-consistent Born approximation too, which takes up to seconds and a junction that
   * `bornCurrents` accepts; default false
   */
  readonly born?: boolean;
}

/** Part of a limit up to which all is well: lowest order is then good to some ten per cent. */
const FINE = 0.2;
/** Part of its damping and stiffness that a mode should keep. */
const KEPT = 0.5;

const verdictOf = (value: number, limit: number): ValidityItem["verdict"] => {
  if (value <= FINE * limit) return "fine";
  return value <= limit ? "at its limit" : "beyond";
};

const shown = (value: number): string => (value === 0 ? "0" : value.toPrecision(2));

/** Lambda of a bath at w, whatever its temperatures. */
const densityAt = (bath: ElectrodePair, omega: number): { matrix: Matrix; factor: number } =>
  isThermal(bath)
    ? { matrix: reducedDensityOfStates(bath, omega).matrix, factor: omega - bath.mu }
    : { matrix: unequalDensityOfStates(bath, omega).matrix, factor: 1 };

/** Frequencies at which the transmission is looked at before its maximum is closed in. */
function frequencies(junction: Junction): number[] {
  const found: number[] = [];
  junction.modes.forEach(({ omega }, k) => {
    const width = junction.damping[k]![k]! / 2;
    for (let s = -12; s <= 12; s++) found.push(omega + (s / 4) * Math.min(width, omega));
    for (let s = -8; s <= 8; s++) found.push(omega * 2 ** (s / 4));
  });
  for (const { at } of modePolesOf(junction).poles) found.push(Math.abs(at.re));
  return [...new Set(found.filter((w) => w > 0))].sort((a, b) => a - b);
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const CLOSING_IN = 24;

/** Largest value of a function between three points of which the middle one is the highest. */
function largestBetween(f: (x: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  let [x, y] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [fx, fy] = [f(x), f(y)];
  for (let k = 0; k < CLOSING_IN; k++) {
    if (fx > fy) {
      [b, y, fy] = [y, x, fx];
      x = b - GOLDEN * (b - a);
      fx = f(x);
    } else {
      [a, x, fx] = [x, y, fy];
      y = a + GOLDEN * (b - a);
      fy = f(y);
    }
  }
  return Math.max(fx, fy);
}

function transmissionItem(junction: Junction, baths: readonly ElectrodePair[]): ValidityItem {
  const spectrum = zeros(junction.modes.length);
  const put = modeSpectrumOf(junction);
  // inverted pairs have a negative one: they amplify
  const at = (omega: number): number => {
    put(omega, spectrum);
    const sum = baths.reduce((sum, bath) => {
      const { matrix, factor } = densityAt(bath, omega);
      return sum + factor * omega * traceOfProduct(matrix, spectrum).re;
    }, 0);
    return Math.abs(sum);
  };
  const places = frequencies(junction);
  const values = places.map(at);
  const best = values.indexOf(Math.max(...values));
  const inner = largestBetween(
    at,
    places[Math.max(0, best - 1)]!,
    places[Math.min(places.length - 1, best + 1)]!,
  );
  const value = Math.max(values[best]!, inner);
  const limit = junction.modes.length;
  const verdict = verdictOf(value, limit);
  const end = {
    fine: "well below",
    "at its limit": "not far below",
    beyond: "above",
  }[verdict];
  return {
    name: "transmission",
    value,
    limit,
    verdict,
    sentence: `The modulus of Tr[Lambda A_ph] reaches ${shown(value)}, ${end} the ${limit} that ${
      limit === 1 ? "one mode" : `${limit} modes`
    } can carry; J of Eq. (8) errs by a part of the order of this number.`,
  };
}

/** @param ratios the electrons' damping of each mode in units of that by the bath */
function dampingItem(ratios: readonly number[]): ValidityItem {
  const worst = ratios.reduce((most, ratio, k) => (Math.abs(ratio) > Math.abs(ratios[most]!) ? k : most), 0);
  const value = Math.abs(ratios[worst]!);
  const verdict = verdictOf(value, 1);
  const what = ratios[worst]! < 0 ? "pump" : "damp";
  const end = {
    fine: "so little that the bath sets its occupation",
    "at its limit": "so much that its occupation is not that of the bath alone",
    beyond: "more than the bath damps it, and set its occupation",
  }[verdict];
  return {
    name: "electron damping",
    value,
    limit: 1,
    verdict,
    sentence: `The electrons ${what} mode ${worst} by ${shown(value)} of its damping by the bath, ${end}.`,
  };
}

function stabilityItem(junction: Junction, point: OperatingPoint, ratios: readonly number[]): ValidityItem {
  const full = isAllWideBand(junction) ? modeStability(junction, point) : undefined;
  const value = Math.min(...ratios.map((ratio) => 1 + ratio), ...(full?.stiffness ?? []));
  const isUnstable = value <= 0 || full?.isStable === false;
  let verdict: ValidityItem["verdict"] = value >= KEPT ? "fine" : "at its limit";
  if (isUnstable) verdict = "beyond";
  const end = {
    fine: "the modes are stable.",
    "at its limit": "the modes are stable, but their response is not that of bare modes.",
    beyond: "a mode has no stationary state, and Eq. (8) does not notice.",
  }[verdict];
  return {
    name: "stability",
    value,
    limit: 0,
    verdict,
    sentence:
      value > 0
        ? `The electrons leave a mode ${shown(value)} of its damping or stiffness: ${end}`
        : `The electrons take more than all damping or stiffness of a mode (${shown(value)} is left): ${end}`,
  };
}

const SECOND_ORDER_TOLERANCE = 1e-4;
const BROADENING_TOLERANCE = 1e-4;
/** Half the frequency range in units of all scales together: the integrand falls as w^-5. */
const REACH = 60;

/** Largest broadening of a level by the modes at its own energy, relative to that by the electrodes. */
function broadeningOf(junction: Junction, point: OperatingPoint): number {
  const { energies, reference, right } = polesOf(junction);
  const n = junction.hamiltonian.length;
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const names = Object.keys(junction.electrodes);
  const spectra = names.map((name) => spectralMatrices(junction, name));
  const spectrum = zeros(couplings.length);
  const putSpectrum = modeSpectrumOf(junction);
  const levels = electronFeatures(junction);
  let largest = 0;
  energies.forEach((z, p) => {
    if (z.im === 0) return;
    const e = reference + z.re;
    // M|r_p> of each mode, as the first column of a matrix
    const columns = couplings.map((m) => {
      const column = zeros(n);
      for (let i = 0; i < n; i++) {
        column.re[i * n] = right.re[i * n + p]!;
        column.im[i * n] = right.im[i * n + p]!;
      }
      return matmul(m, column);
    });
    let square = 0;
    for (let i = 0; i < n; i++) square += right.re[i * n + p]! ** 2 + right.im[i * n + p]! ** 2;
    const features: Feature[] = modeFeatures(junction).flatMap(({ centre, width }) => [
      { centre, width },
      { centre: -centre, width },
    ]);
    for (const { centre, width } of levels) features.push({ centre: e - centre, width });
    for (const { mu, temperature } of Object.values(point.electrodes))
      features.push({ centre: e - mu, width: Math.PI * temperature });
    const size = features.reduce((sum, { centre, width }) => sum + Math.abs(centre) + width, 0);
    const reach = REACH * (size + point.bath.temperature);
    const { value } = integrate(
      (omega, out) => {
        putSpectrum(omega, spectrum);
        let weighted = zeros(n);
        names.forEach((name, b) => {
          const { mu, temperature } = point.electrodes[name]!;
          const x = e - omega - mu;
          const empty = temperature === 0 ? Number(x > 0) : fermiUnchecked(-x / temperature);
          // w [n(w) + 1 - f]
          const factor = (xBose(omega, point.bath.temperature) + omega * empty) / (2 * Math.PI);
          weighted = addScaled(weighted, complex(factor, 0), spectra[b]!(e - omega));
        });
        const images = columns.map((column) => matmul(weighted, column));
        let sum = 0;
        columns.forEach((left, m) => {
          images.forEach((image, k) => {
            // <r|M^m A M^k|r> A_ph,mk
            let [re, im] = [0, 0];
            for (let i = 0; i < n; i++) {
              const [ar, ai] = [left.re[i * n]!, left.im[i * n]!];
              const [br, bi] = [image.re[i * n]!, image.im[i * n]!];
              re += ar * br + ai * bi;
              im += ar * bi - ai * br;
            }
            const at = m * columns.length + k;
            sum += re * spectrum.re[at]! - im * spectrum.im[at]!;
          });
        });
        out[0] = sum;
      },
      gradedPanels(-reach, reach, features),
      { components: 1, target: (_value, absolute) => [BROADENING_TOLERANCE * absolute[0]! || 1] },
    );
    largest = Math.max(largest, value[0]! / (-2 * z.im * square));
  });
  return largest;
}

function broadeningItem(junction: Junction, point: OperatingPoint): ValidityItem {
  const value = broadeningOf(junction, point);
  const verdict = verdictOf(value, 1);
  const end = {
    fine: "so that they keep the lines that the electrodes give them",
    "at its limit": "which blurs the resonances of Eq. (8)",
    beyond: "more than the electrodes do: the resonances of Eq. (8) are not there",
  }[verdict];
  return {
    name: "level broadening",
    value,
    limit: 1,
    verdict,
    sentence: `The modes broaden a level by ${shown(value)} of its width, ${end}.`,
  };
}

/** The second order of the electrode's current that order 0 makes largest; nothing where order 0 carries no current. */
function secondOrderItem(junction: Junction, point: OperatingPoint): ValidityItem[] {
  const { terminals } = currents(junction, point, { hartree: "none", tolerance: SECOND_ORDER_TOLERANCE });
  const flows = Object.values(terminals).map(({ current }) => current);
  const largest = flows.reduce((most, one) =>
    Math.abs(one.landauer) > Math.abs(most.landauer) ? one : most,
  );
  const order0 = Math.abs(largest.landauer);
  if (order0 <= largest.error) return [];
  const value = Math.abs(largest.elastic + largest.inelastic) / order0;
  const verdict = verdictOf(value, 1);
  const end = {
    fine: "so that the orders beyond it are small",
    "at its limit": "so that the orders beyond it count as well",
    beyond: "so that the series in M^2 says nothing here",
  }[verdict];
  const sentence = `Order M^2 of the electron current is ${shown(value)} of order 0, ${end}.`;
  return [{ name: "second order", value, limit: 1, verdict, sentence }];
}

function bornItem(junction: Junction, point: OperatingPoint): ValidityItem {
  const [lowest, born] = [currents(junction, point).J, bornCurrents(junction, point)];
  const difference = Math.abs(lowest - born.J);
  // grid, and what the iteration leaves, in units of what a mode could exchange
  const noise =
    born.error.J + born.energyDefect + born.residual * junction.modes[0]!.omega * junction.damping[0]![0]!;
  const value = difference <= noise ? 0 : difference / Math.max(Math.abs(born.J), noise);
  const verdict = born.converged ? verdictOf(value, 1) : "beyond";
  return {
    name: "Born correction",
    value,
    limit: 1,
    verdict,
    sentence: born.converged
      ? `J of Eq. (8) is ${shown(lowest)}, that of the self-consistent Born approximation ${shown(born.J)}.`
      : "The self-consistent Born approximation does not settle here.",
  };
}

/**
 * How far lowest order, `currents` and all that goes with it, may be trusted at an operating point.
 * @param junction the junction; of electrodes that are not wide-band the level broadening is not looked at, and stability only
 *   by the damping
 * @param point the operating point
 * @param options whether to compare with the self-consistent Born approximation
 * @returns a list of conditions with number, limit, verdict and a sentence each; the worst verdict counts
 * @throws RangeError for bad input; with `born` also for what `bornCurrents` refuses
 * @throws TypeError for what is of a wrong type
 * @example
 * for (const { verdict, sentence } of validity(paperJunction, twoTerminal(10, 10, 0.5))) console.log(verdict, sentence);
 */
export function validity(
  junction: JunctionInput,
  point: OperatingPoint,
  options: ValidityOptions = {},
): ValidityItem[] {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  requireKeys("options", options, [], ["born"]);
  const { born = false } = options;
  if (typeof born !== "boolean") refuseUnless(false, "born", "true or false", born);
  modePolesOf(checked);
  refuseBoundStates(checked);
  const baths = electrodePairs(checked, point).filter((bath) => !isSilent(bath));
  const ratios = modeState(checked, point).map(
    ({ electronDamping, bathDamping }) => electronDamping / bathDamping,
  );
  return [
    transmissionItem(checked, baths),
    dampingItem(ratios),
    stabilityItem(checked, point, ratios),
    ...(isAllWideBand(checked) ? [broadeningItem(checked, point)] : []),
    ...secondOrderItem(checked, point),
    ...(born ? [bornItem(checked, point)] : []),
  ];
}
