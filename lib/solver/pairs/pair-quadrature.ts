/**
 * The pair baths by brute force: the energy integrals of Eqs. (5) and (7) by adaptive quadrature, spectral functions by
 * matrix inversion. Slow and sure: the check on the closed form, its stand-in where it would lose digits, and the only
 * way for one cold electrode beside a warm one and for electrodes that are not wide-band.
 */
import { EPSILON } from "../checks/precision.js";
import { electronFeatures, spectralMatrices } from "../electrons/electrons.js";
import { spinOf } from "../junction/junction.js";
import type { Reservoir } from "../junction/operating-point.js";
import { fromRows, hermitianPart, type Matrix, putProduct, traceOfProduct, zeros } from "../linear/matrix.js";
import { fermiUnchecked } from "../special/distributions.js";
import { type Feature, gradedPanels, integrate } from "../special/quadrature.js";
import { type ElectrodePair, isThermal, type PairIntegral } from "./pairs.js";

interface Ingredients {
  readonly sourceSpectrum: (energy: number) => Matrix;
  readonly drainSpectrum: (energy: number) => Matrix;
  readonly couplings: readonly Matrix[];
  readonly features: readonly Feature[];
}

const known = new WeakMap<ElectrodePair, Ingredients>();

function ingredientsOf(bath: ElectrodePair): Ingredients {
  let found = known.get(bath);
  if (!found) {
    const { junction } = bath;
    found = {
      sourceSpectrum: spectralMatrices(junction, bath.from),
      drainSpectrum: spectralMatrices(junction, bath.to),
      couplings: junction.modes.map(({ coupling }) => fromRows(coupling)),
      features: electronFeatures(junction),
    };
    known.set(bath, found);
  }
  return found;
}

/** Weight of the spectral product in an energy integral: a function of the electron energy e at fixed w. */
export type EnergyWeight = (energy: number) => number;

/**
 * int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] weight(e), and the same with the factor e - mu_a, by adaptive quadrature, A by
 * matrix inversion: the independent route, slow and sure. `weight` must be a product or a difference of the two
 * electrodes' Fermi functions.
 */
export function energyIntegral(
  bath: ElectrodePair,
  omega: number,
  weight: EnergyWeight,
  tolerance = 1e-12,
): PairIntegral {
  const { junction, source, drain } = bath;
  const modes = junction.modes.length;
  const spin = spinOf(junction);
  const { sourceSpectrum, drainSpectrum, couplings, features: levels } = ingredientsOf(bath);
  const tail = 60 * Math.max(source.temperature, drain.temperature);
  // Far from all bands what little there is sits at their edges, however many temperatures away.
  const edges = levels.flatMap(({ centre, width }) => (width === 0 ? [centre, centre + omega] : []));
  const low = Math.min(source.mu, drain.mu + omega, ...edges) - tail;
  const high = Math.max(source.mu, drain.mu + omega, ...edges) + tail;
  const features: Feature[] = [
    { centre: source.mu, width: Math.PI * source.temperature },
    { centre: drain.mu + omega, width: Math.PI * drain.temperature },
  ];
  const bare = 4 * EPSILON * tail;
  for (const { centre, width } of levels) {
    const resolved = width === 0 ? 0 : Math.max(width, bare);
    for (const offset of [0, omega]) features.push({ centre: centre + offset, width: resolved });
  }
  const half = 2 * modes * modes;
  const levelCount = junction.hamiltonian.length;
  const lefts = couplings.map(() => zeros(levelCount));
  const rights = couplings.map(() => zeros(levelCount));
  const { value, error } = integrate(
    (energy, out) => {
      const occupation = (spin * weight(energy)) / (2 * Math.PI);
      const moment = energy - source.mu;
      const a = sourceSpectrum(energy);
      const b = drainSpectrum(energy - omega);
      for (let m = 0; m < modes; m++) {
        putProduct(couplings[m]!, a, lefts[m]!);
        putProduct(couplings[m]!, b, rights[m]!);
      }
      for (let m = 0; m < modes; m++) {
        for (let n = 0; n < modes; n++) {
          const trace = traceOfProduct(lefts[m]!, rights[n]!);
          const k = 2 * (m * modes + n);
          out[k] = trace.re * occupation;
          out[k + 1] = trace.im * occupation;
          out[half + k] = out[k]! * moment;
          out[half + k + 1] = out[k + 1]! * moment;
        }
      }
    },
    gradedPanels(low, high, features),
    {
      components: 2 * half,
      // Relative to sqrt(diagonal x diagonal), since a Hermitian positive matrix is bounded by it; the moment likewise.
      target: (_, absolute) =>
        Array.from(absolute, (_size, k) => {
          const base = k < half ? 0 : half;
          const entry = Math.floor((k - base) / 2);
          const diagonal = (m: number): number => absolute[base + 2 * m * (modes + 1)]!;
          const product = diagonal(Math.floor(entry / modes)) * diagonal(entry % modes);
          return tolerance * Math.sqrt(product) || Number.POSITIVE_INFINITY;
        }),
    },
  );
  const matrixFrom = (base: number): Matrix => {
    const matrix = zeros(modes);
    for (let k = 0; k < modes * modes; k++) {
      matrix.re[k] = value[base + 2 * k]!;
      matrix.im[k] = value[base + 2 * k + 1]!;
    }
    return hermitianPart(matrix);
  };
  return {
    matrix: matrixFrom(0),
    error: Math.max(...error.subarray(0, half)),
    moment: matrixFrom(half),
    momentError: Math.max(...error.subarray(half)),
  };
}

/** (e - mu)/T, infinite at T = 0. */
const reducedEnergy = (energy: number, { mu, temperature }: Reservoir): number =>
  energy === mu ? 0 : (energy - mu) / temperature;

/** log of [f_b(1-f_a)] / [f_a(1-f_b)] at electron energy e: x/T for equal temperatures. */
export const affinity = (bath: ElectrodePair, omega: number, energy: number): number =>
  isThermal(bath)
    ? (omega - bath.mu) / bath.source.temperature
    : reducedEnergy(energy, bath.source) - reducedEnergy(energy - omega, bath.drain);

/** f_a(e) [1 - f_b(e-w)]: an electron waits in `from`, a hole in `to`. */
export const emissionWeight = (bath: ElectrodePair, omega: number, energy: number): number =>
  fermiUnchecked(reducedEnergy(energy, bath.source)) *
  fermiUnchecked(-reducedEnergy(energy - omega, bath.drain));

/** f_b(e-w) [1 - f_a(e)]: the reverse. */
export const absorptionWeight = (bath: ElectrodePair, omega: number, energy: number): number =>
  fermiUnchecked(-reducedEnergy(energy, bath.source)) *
  fermiUnchecked(reducedEnergy(energy - omega, bath.drain));

/** f_b(e-w) - f_a(e) without cancellation. */
export function fermiDifference(bath: ElectrodePair, omega: number, energy: number): number {
  if (bath.source.temperature === 0 || bath.drain.temperature === 0) {
    return absorptionWeight(bath, omega, energy) - emissionWeight(bath, omega, energy);
  }
  const y = affinity(bath, omega, energy);
  return y > 0
    ? -absorptionWeight(bath, omega, energy) * Math.expm1(-y)
    : emissionWeight(bath, omega, energy) * Math.expm1(y);
}

/** Lambda(w)/x by quadrature, for electrodes of one temperature; at T = 0 not for x = 0, where the window closes. */
export function reducedByQuadrature(bath: ElectrodePair, omega: number, tolerance?: number): PairIntegral {
  const x = omega - bath.mu;
  const temperature = bath.source.temperature;
  return energyIntegral(
    bath,
    omega,
    (energy) =>
      Math.abs(x) < 1e-290
        ? emissionWeight(bath, omega, energy) / temperature
        : fermiDifference(bath, omega, energy) / x,
    tolerance,
  );
}
