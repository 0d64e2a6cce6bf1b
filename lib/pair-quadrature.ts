/**
 * The pair baths by brute force: the energy integrals of Eqs. (5) and (7) by adaptive quadrature, spectral functions by
 * matrix inversion. Slow and sure: the check on the closed form, its stand-in where it would lose digits, and the only
 * way for electrodes of different temperatures, whose pair baths are not Bose distributed.
 */
import { effectiveHamiltonian, spectralMatrix } from "./electrons.js";
import { fromRows, hermitianPart, type Matrix, matmul, traceOfProduct, zeros } from "./linear/matrix.js";
import { type Estimated, isThermal, type PairBath } from "./pairs.js";
import { type Feature, gradedPanels, integrate } from "./quadrature.js";
import { fermiUnchecked } from "./special/distributions.js";

const EPSILON = 2 ** -52;

interface Matrices {
  readonly heff: Matrix;
  readonly gammaA: Matrix;
  readonly gammaB: Matrix;
  readonly couplings: readonly Matrix[];
}

const known = new WeakMap<PairBath, Matrices>();

function matricesOf(bath: PairBath): Matrices {
  let matrices = known.get(bath);
  if (!matrices) {
    const { device } = bath;
    matrices = {
      heff: effectiveHamiltonian(device),
      gammaA: fromRows(device.electrodes[bath.from]!.broadening),
      gammaB: fromRows(device.electrodes[bath.to]!.broadening),
      couplings: device.modes.map(({ coupling }) => fromRows(coupling)),
    };
    known.set(bath, matrices);
  }
  return matrices;
}

/** Weight of the spectral product in an energy integral: a function of the electron energy e at fixed w. */
export type EnergyWeight = (energy: number) => number;

/**
 * int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] weight(e) by adaptive quadrature, A by matrix inversion: the independent
 * route, slow and sure. `weight` must be a product or a difference of the two electrodes' Fermi functions.
 */
export function energyIntegral(
  bath: PairBath,
  omega: number,
  weight: EnergyWeight,
  tolerance = 1e-12,
): Estimated {
  const { device, source, drain } = bath;
  const modes = device.modes.length;
  const { heff, gammaA, gammaB, couplings } = matricesOf(bath);
  const reach = 60 * Math.max(source.temperature, drain.temperature);
  const low = Math.min(source.mu, drain.mu + omega) - reach;
  const high = Math.max(source.mu, drain.mu + omega) + reach;
  const features: Feature[] = [
    { centre: source.mu, width: Math.PI * source.temperature },
    { centre: drain.mu + omega, width: Math.PI * drain.temperature },
  ];
  const bare = 4 * EPSILON * reach;
  for (const z of bath.poles.energies) {
    if (z.im === 0) continue;
    for (const offset of [0, omega]) features.push({ centre: z.re + offset, width: Math.max(-z.im, bare) });
  }
  const components = 2 * modes * modes;
  const { value, error } = integrate(
    (energy, out) => {
      const occupation = weight(energy) / (2 * Math.PI);
      const a = spectralMatrix(heff, gammaA, energy);
      const b = spectralMatrix(heff, gammaB, energy - omega);
      for (let m = 0; m < modes; m++) {
        const left = matmul(couplings[m]!, a);
        for (let n = 0; n < modes; n++) {
          const trace = traceOfProduct(left, matmul(couplings[n]!, b));
          out[2 * (m * modes + n)] = trace.re * occupation;
          out[2 * (m * modes + n) + 1] = trace.im * occupation;
        }
      }
    },
    gradedPanels(low, high, features),
    {
      components,
      // Relative to sqrt(diagonal x diagonal), since a Hermitian positive matrix is bounded by it.
      target: (_, absolute) => {
        const scaleOf = (m: number, n: number): number => {
          const product = absolute[2 * m * (modes + 1)]! * absolute[2 * n * (modes + 1)]!;
          return tolerance * Math.sqrt(product) || Number.POSITIVE_INFINITY;
        };
        return Array.from(absolute, (_, k) => scaleOf(Math.floor(k / 2 / modes), (k >> 1) % modes));
      },
    },
  );
  const matrix = zeros(modes);
  for (let k = 0; k < modes * modes; k++) {
    matrix.re[k] = value[2 * k]!;
    matrix.im[k] = value[2 * k + 1]!;
  }
  return { matrix: hermitianPart(matrix), error: Math.max(...error) };
}

/** log of [f_b(1-f_a)] / [f_a(1-f_b)] at electron energy e: x/T for equal temperatures. */
export const affinity = (bath: PairBath, omega: number, energy: number): number =>
  isThermal(bath)
    ? (omega - bath.mu) / bath.source.temperature
    : (energy - bath.source.mu) / bath.source.temperature -
      (energy - omega - bath.drain.mu) / bath.drain.temperature;

/** f_a(e) [1 - f_b(e-w)]: an electron waits in `from`, a hole in `to`. */
export const emissionWeight = (bath: PairBath, omega: number, energy: number): number =>
  fermiUnchecked((energy - bath.source.mu) / bath.source.temperature) *
  fermiUnchecked(-(energy - omega - bath.drain.mu) / bath.drain.temperature);

/** f_b(e-w) [1 - f_a(e)]: the reverse. */
export const absorptionWeight = (bath: PairBath, omega: number, energy: number): number =>
  fermiUnchecked(-(energy - bath.source.mu) / bath.source.temperature) *
  fermiUnchecked((energy - omega - bath.drain.mu) / bath.drain.temperature);

/** f_b(e-w) - f_a(e) without cancellation. */
export function fermiDifference(bath: PairBath, omega: number, energy: number): number {
  const y = affinity(bath, omega, energy);
  return y > 0
    ? -absorptionWeight(bath, omega, energy) * Math.expm1(-y)
    : emissionWeight(bath, omega, energy) * Math.expm1(y);
}

/** Lambda(w)/x by quadrature, for electrodes of one temperature. */
export function reducedByQuadrature(bath: PairBath, omega: number, tolerance?: number): Estimated {
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
