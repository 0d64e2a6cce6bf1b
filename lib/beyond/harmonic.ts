/**
 * The full harmonic result, beyond the lowest order of Eq. (8): the modes respond to the electrons to all orders, the
 * electrons to the modes at lowest order. With D^r = [w^2 - K + i w gamma_ph - Pi^r]^-1, emission and absorption rates
 * E^{ab}, Ab^{ab} of the pair baths (Lambda = Ab - E), and the modes' bath as E_ph = 2 w gamma_ph n, Ab_ph =
 * 2 w gamma_ph (1 + n),
 *
 *   i D^< = D^r (E_ph + sum E^{ab}) D^a,    i D^> = D^r (Ab_ph + sum Ab^{ab}) D^a,
 *   quanta from bath ab per time and frequency = Tr[E^{ab} i D^> - Ab^{ab} i D^<],
 *   J = sum_ab int_0^inf dw/2pi w (those),      I = the same without w, LR minus RL,
 *
 * (Meir-Wingreen for the modes; the equation of motion of a harmonic action is closed, so this is exact for it.) The
 * exchange between pair baths drops out of J, since D^> - D^< = D^r - D^a, which leaves the harmonic Landauer formula
 *
 *   J = sum_ab int_0^inf dw/2pi w Tr[Lambda^{ab} D^a Gamma_ph D^r] [n_B(w - mu_ab, T_e) - n_B(w, T_ph)],
 *
 * but not of I: under bias the electrons themselves set the modes' occupation. Replacing D^r by that of the bare modes
 * and leaving out the exchange between pair baths gives Eq. (8) back.
 */

import { chargeOf, whyNoElectronCurrent } from "../electron-current.js";
import { refuseBoundStates } from "../electrons.js";
import { ensureJunction, type Junction, type JunctionInput } from "../junction.js";
import { adjoint, fromRows, inverse, type Matrix, matmul, traceOfProduct } from "../linear/matrix.js";
import { checkOperatingPoint, type OperatingPoint } from "../operating-point.js";
import { reducedDensityOfStates } from "../pair-density.js";
import { absorptionWeight, emissionWeight, energyIntegral } from "../pair-quadrature.js";
import { isSilent, isThermal, type PairBath, pairBaths } from "../pairs.js";
import { gradedPanels, integrate } from "../quadrature.js";
import { xBose, xwBoseDifference } from "../special/distributions.js";
import { requireBetween, requireKeys } from "../validate.js";
import { dressedFeatures, inverseResponse, requireWideBand } from "./dressed-modes.js";
import { modeStability } from "./stability.js";

/** What one EHP bath contributes. */
export interface HarmonicChannel {
  /** electrode of the electron, alpha */
  readonly from: string;
  /** electrode of the hole, beta */
  readonly to: string;
  /** energy current from this bath into the modes, energy per time; part of it may go on into other pair baths */
  readonly J: number;
  /** its share of I; undefined where I is */
  readonly I: number | undefined;
}

/** Currents of the full harmonic theory. */
export interface HarmonicCurrents {
  /** energy current from the electrons into the modes' bath, energy per time (energy^2/hbar) */
  readonly J: number;
  /** electrons per time from L to R; undefined where Eq. (8) does not give it either, see `electronCurrent` */
  readonly I: number | undefined;
  /** estimated absolute errors */
  readonly error: { readonly J: number; readonly I: number | undefined };
  /** whether the errors meet the requested tolerance, relative to J and to I */
  readonly converged: boolean;
  /** one entry per EHP bath; their J add up to J, as energy does not stay in the modes */
  readonly channels: readonly HarmonicChannel[];
}

/** Options of {@link harmonicCurrents}. */
export interface HarmonicOptions {
  /** relative error requested; default 1e-8, between 1e-12 and 0.1 */
  readonly tolerance?: number;
}

/** Thermal energies after which a Bose or Fermi tail is dropped. */
const TAIL = 60;
const EVALUATIONS = 60_000;
/** Roundoff of Pi^r and Lambda, relative to the integral of the integrand's modulus. */
const ROUNDOFF = 1e-13;

/** What a pair bath does at one frequency. Differences of occupations are taken from `reduced`, so that equilibrium is exact. */
interface Rates {
  readonly bath: PairBath;
  /** Lambda/x, for baths with one temperature */
  readonly reduced: Matrix | undefined;
  readonly emission: Matrix;
  readonly absorption: Matrix;
}

const scaled = (s: number, { size, re, im }: Matrix): Matrix => ({
  size,
  re: re.map((value) => s * value),
  im: im.map((value) => s * value),
});

const sum = (a: Matrix, b: Matrix, s = 1): Matrix => ({
  size: a.size,
  re: a.re.map((value, k) => value + s * b.re[k]!),
  im: a.im.map((value, k) => value + s * b.im[k]!),
});

function ratesAt(bath: PairBath, omega: number): Rates {
  if (isThermal(bath)) {
    const x = omega - bath.mu;
    const { temperature } = bath.source;
    const reduced = reducedDensityOfStates(bath, omega).matrix;
    return {
      bath,
      reduced,
      emission: scaled(xBose(x, temperature), reduced),
      absorption: scaled(xBose(-x, temperature), reduced),
    };
  }
  const by = (weight: typeof emissionWeight): Matrix =>
    energyIntegral(bath, omega, (energy) => weight(bath, omega, energy)).matrix;
  return { bath, reduced: undefined, emission: by(emissionWeight), absorption: by(absorptionWeight) };
}

/** w [E (1+n) - Ab n] of a bath against the modes' bath at temperature T. */
function excess({ bath, reduced, emission, absorption }: Rates, omega: number, temperature: number): Matrix {
  return reduced
    ? scaled(xwBoseDifference(omega, bath.mu, bath.source.temperature, temperature), reduced)
    : sum(scaled(xBose(-omega, temperature), emission), absorption, -xBose(omega, temperature));
}

/** Tr[E^{a} D^r Ab^{b} D^a - Ab^{a} D^r E^{b} D^a]: quanta that bath a gives to bath b. */
function given(a: Rates, b: Rates, omega: number, dr: Matrix, da: Matrix): number {
  const along = (first: Matrix, second: Matrix): number =>
    traceOfProduct(matmul(first, dr), matmul(second, da)).re;
  if (!a.reduced || !b.reduced) {
    return along(a.emission, b.absorption) - along(a.absorption, b.emission);
  }
  const factor = xwBoseDifference(
    omega - b.bath.mu,
    a.bath.mu - b.bath.mu,
    a.bath.source.temperature,
    b.bath.source.temperature,
  );
  return along(a.reduced, b.reduced) * factor;
}

/** Writes J, I, and for each bath J and I per unit of frequency. */
function integrandOf(
  device: Junction,
  point: OperatingPoint,
  baths: readonly PairBath[],
  charge: readonly number[],
): (omega: number, out: Float64Array) => void {
  const response = inverseResponse(device, point);
  const damping = fromRows(device.damping);
  const boson = point.bath.temperature;
  return (omega, out) => {
    const dr = inverse(response(omega));
    const da = adjoint(dr);
    const bath = scaled(2, damping);
    const landauer = matmul(da, matmul(bath, dr));
    const driven = matmul(dr, matmul(bath, da));
    const rates = baths.map((one) => ratesAt(one, omega));
    const weight = 1 / (2 * Math.PI);
    out.fill(0);
    rates.forEach((rate, c) => {
      const pull = excess(rate, omega, boson);
      out[0] = out[0]! + weight * omega * traceOfProduct(landauer, pull).re;
      let quanta = traceOfProduct(driven, pull).re;
      for (const other of rates) if (other !== rate) quanta += given(rate, other, omega, dr, da);
      out[2 + 2 * c] = weight * omega * quanta;
      out[3 + 2 * c] = weight * charge[c]! * quanta;
      out[1] = out[1]! + weight * charge[c]! * quanta;
    });
  };
}

/**
 * Energy current and electron current of the full harmonic theory: Eq. (8) with the electrons' self-energy Pi^r in the
 * modes' Green's function, see the head of this file. It tells how far the lowest order may be trusted in gamma_ph.
 * @param device the junction; electrodes in the wide-band limit
 * @param point the operating point
 * @param options relative tolerance
 * @returns see {@link HarmonicCurrents}; reduces to `currents` as M -> 0
 * @throws RangeError for bad input, for electrodes that are not wide-band, and where a mode is unstable (a pole of D^r
 *   above the real axis, see `modeStability`): there is no stationary state then
 * @example
 * harmonicCurrents(dots, twoTerminal(10, 10, 1, 0.5)).J
 */
export function harmonicCurrents(
  device: JunctionInput,
  point: OperatingPoint,
  options: HarmonicOptions = {},
): HarmonicCurrents {
  const checked = ensureJunction(device);
  checkOperatingPoint(checked, point);
  requireKeys("options", options, [], ["tolerance"]);
  const { tolerance = 1e-8 } = options;
  requireBetween("tolerance", tolerance, 1e-12, 0.1);
  requireWideBand(checked);
  refuseBoundStates(checked);
  const { unstablePoles } = modeStability(checked, point);
  if (unstablePoles > 0) {
    // Poles come in pairs w, -w*: an odd one is purely imaginary, det F(0) < 0, and that is free of the damping.
    const remedy =
      unstablePoles % 2 === 1
        ? "the electrons take all stiffness from a mode, which no damping cures; weaker coupling is needed"
        : "more damping, weaker coupling or less bias is needed";
    const poles = unstablePoles === 1 ? "1 pole" : `${unstablePoles} poles`;
    throw new RangeError(
      `operating point must leave the modes stable (got ${poles} of D^r above the real axis): ${remedy}`,
    );
  }
  const baths = pairBaths(checked, point).filter((bath) => !isSilent(bath));
  const charge = baths.map((bath) => chargeOf(checked, bath));
  const hasElectrons = whyNoElectronCurrent(checked) === undefined;
  const temperatures = [point.bath, ...Object.values(point.electrodes)].map(({ temperature }) => temperature);
  const end =
    Math.max(0, ...baths.map(({ mu }) => mu)) +
    Math.max(...checked.modes.map(({ omega }) => omega)) +
    TAIL * Math.max(...temperatures);
  const steps = [0, ...baths.map(({ mu }) => Math.abs(mu))].map((centre) => ({ centre, width: 0 }));
  const panels = gradedPanels(0, end, [...dressedFeatures(checked, point), ...steps]);
  const { value, error, absolute } = integrate(integrandOf(checked, point, baths, charge), panels, {
    components: 2 + 2 * baths.length,
    maximalEvaluations: EVALUATIONS,
    target: (values, sizes) =>
      Float64Array.from(values, (v, c) => {
        if (c > 1 || (c === 1 && !hasElectrons)) return Number.POSITIVE_INFINITY;
        return Math.max(tolerance * Math.abs(v), ROUNDOFF * sizes[c]!) || Number.POSITIVE_INFINITY;
      }),
  });
  const errorOf = (c: number): number => error[c]! + ROUNDOFF * absolute[c]!;
  return {
    J: value[0]! + 0,
    I: hasElectrons ? value[1]! + 0 : undefined,
    error: { J: errorOf(0), I: hasElectrons ? errorOf(1) : undefined },
    converged:
      errorOf(0) <= tolerance * Math.abs(value[0]!) &&
      (!hasElectrons || errorOf(1) <= tolerance * Math.abs(value[1]!)),
    channels: baths.map(({ from, to }, c) => ({
      from,
      to,
      J: value[2 + 2 * c]! + 0,
      I: hasElectrons ? value[3 + 2 * c]! + 0 : undefined,
    })),
  };
}
