/**
 * The electron-hole pair (EHP) baths, one for each ordered pair of electrodes: electron in `from`, hole in `to`
 * (Sec. II B). A pair bath is what the energy integral leaves of Eq. (7),
 *
 *   Lambda_mn^{ab}(w) = - int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] (f_a(e) - f_b(e-w)).
 *
 * For electrodes of one temperature T the integral is elementary. With the poles z_p of the Green's function,
 * x = w - mu_ab, b = 1/(2 pi T), A_p = i b (z_p - mu_a), B_q = i b (z_q + w - mu_a), t = -i b x:
 *
 *   Lambda_mn/x = S_mn + conj(S_nm),
 *   S_mn = (1/2pi) sum_pq { - b^2 C^mn_pq rect(A_p, B_q; t)
 *                           - i b K^mn_pq [dd(A_p, A_p+t) + conj dd(B_q, B_q+t)] / (z_p - z_q^* - w) },
 *   C^mn_pq = <w^a_p|M^n|r_q><w^b_q|M^m|r_p>,   K^mn_pq = <w^a_p|M^n|w^b_q><r_q|M^m|r_p>,
 *
 * with dd and rect the divided differences of the digamma function in special/digamma. Lambda/x rather than Lambda is
 * the natural quantity: it is positive and smooth, and x n_B(x) Lambda/x is finite where n_B has its pole.
 */
import { effectiveHamiltonian, type Poles, polesOf, spectralMatrix } from "./electrons.js";
import type { Junction } from "./junction.js";
import {
  adjoint,
  entry,
  fromRows,
  hermitianPart,
  type Matrix,
  matmul,
  traceOfProduct,
  zeros,
} from "./linear/matrix.js";
import type { OperatingPoint, Reservoir } from "./operating-point.js";
import { type Feature, gradedPanels, integrate } from "./quadrature.js";
import {
  add,
  type Complex,
  complex,
  conjugate,
  divide,
  modulus,
  multiply,
  scale,
} from "./special/complex.js";
import { thetaDifference, thetaRectangle } from "./special/digamma.js";
import { fermiUnchecked } from "./special/distributions.js";

/** One term of the double pole sum: the coefficients C and K for every pair of modes. */
interface PoleTerm {
  readonly p: number;
  readonly q: number;
  readonly direct: readonly Complex[];
  readonly crossed: readonly Complex[];
}

/** An EHP bath of a junction at an operating point. */
export interface PairBath {
  readonly device: Junction;
  /** electrode of the electron */
  readonly from: string;
  /** electrode of the hole */
  readonly to: string;
  /** chemical potential mu_ab = mu_a - mu_b of the pairs */
  readonly mu: number;
  readonly source: Reservoir;
  readonly drain: Reservoir;
  readonly poles: Poles;
  readonly terms: readonly PoleTerm[];
}

/** A modes x modes matrix with the absolute roundoff error of its largest entry. */
export interface Estimated {
  readonly matrix: Matrix;
  readonly error: number;
}

const EPSILON = 2 ** -52;
/** Relative roundoff of Lambda/x beyond which the pole sum gives way to quadrature. */
const POLE_SUM_LIMIT = 1e-11;
/** Measured: the error of the pole sum stays below this multiple of EPSILON sum|terms|. */
const POLE_SUM_ROUNDOFF = 8;

function poleTerms(device: Junction, from: string, to: string, poles: Poles): PoleTerm[] {
  const { right } = poles;
  const wa = poles.weights.get(from)!;
  const wb = poles.weights.get(to)!;
  const wbAdjoint = adjoint(wb);
  const rightAdjoint = adjoint(right);
  const couplings = device.modes.map(({ coupling }) => fromRows(coupling));
  const aToRight = couplings.map((m) => matmul(wa, matmul(m, right)));
  const bToRight = couplings.map((m) => matmul(wb, matmul(m, right)));
  const aToB = couplings.map((m) => matmul(wa, matmul(m, wbAdjoint)));
  const rightToRight = couplings.map((m) => matmul(rightAdjoint, matmul(m, right)));
  const isZero = (z: Complex): boolean => z.re === 0 && z.im === 0;
  const terms: PoleTerm[] = [];
  for (let p = 0; p < right.size; p++) {
    for (let q = 0; q < right.size; q++) {
      const direct: Complex[] = [];
      const crossed: Complex[] = [];
      for (let m = 0; m < couplings.length; m++) {
        for (let n = 0; n < couplings.length; n++) {
          direct.push(multiply(entry(aToRight[n]!, p, q), entry(bToRight[m]!, q, p)));
          crossed.push(multiply(entry(aToB[n]!, p, q), entry(rightToRight[m]!, q, p)));
        }
      }
      if (!(direct.every(isZero) && crossed.every(isZero))) terms.push({ p, q, direct, crossed });
    }
  }
  return terms;
}

const termsOf = new WeakMap<Junction, Map<string, PoleTerm[]>>();

/** The EHP bath with the electron in `from` and the hole in `to`. The operating point must have been checked. */
export function pairBath(device: Junction, point: OperatingPoint, from: string, to: string): PairBath {
  const poles = polesOf(device);
  let known = termsOf.get(device);
  if (!known) {
    known = new Map();
    termsOf.set(device, known);
  }
  const key = JSON.stringify([from, to]);
  let terms = known.get(key);
  if (!terms) {
    terms = poleTerms(device, from, to, poles);
    known.set(key, terms);
  }
  const source = point.electrodes[from]!;
  const drain = point.electrodes[to]!;
  return { device, from, to, mu: source.mu - drain.mu, source, drain, poles, terms };
}

/** All ordered pairs of electrodes: LL, LR, RL, RR for two of them. */
export function pairBaths(device: Junction, point: OperatingPoint): PairBath[] {
  const names = Object.keys(device.electrodes);
  return names.flatMap((from) => names.map((to) => pairBath(device, point, from, to)));
}

/** A pair bath is Bose distributed (Eq. 6) only if both electrodes have one temperature. */
export const isThermal = (bath: PairBath): boolean => bath.source.temperature === bath.drain.temperature;

/** Lambda(w)/x by the pole sum, see the head of this file, whatever digits cancellation leaves it. */
export function reducedByPoles(bath: PairBath, omega: number): Estimated {
  const modes = bath.device.modes.length;
  const sum = zeros(modes);
  const x = omega - bath.mu;
  const b = 1 / (2 * Math.PI * bath.source.temperature);
  const t = complex(0, -b * x);
  const { energies } = bath.poles;
  const argument = (z: Complex, offset: number): Complex =>
    complex(-b * z.im, b * (z.re + offset - bath.source.mu));
  const step = (a: Complex): Complex => thetaDifference(a, add(a, t));
  const own: (Complex | undefined)[] = [];
  const other: (Complex | undefined)[] = [];
  let size = 0;
  for (const { p, q, direct, crossed } of bath.terms) {
    const zp = energies[p]!;
    const zq = energies[q]!;
    const a = argument(zp, 0);
    const c = argument(zq, omega);
    own[p] ??= step(a);
    other[q] ??= step(c);
    const rectangle = scale((-b * b) / (2 * Math.PI), thetaRectangle(a, c, t));
    const gap = complex(zp.re - zq.re - omega, zp.im + zq.im);
    const pair = divide(multiply(complex(0, -b / (2 * Math.PI)), add(own[p]!, conjugate(other[q]!))), gap);
    for (let k = 0; k < direct.length; k++) {
      const first = multiply(direct[k]!, rectangle);
      const second = multiply(crossed[k]!, pair);
      sum.re[k] = sum.re[k]! + first.re + second.re;
      sum.im[k] = sum.im[k]! + first.im + second.im;
      size += modulus(first) + modulus(second);
    }
  }
  for (let k = 0; k < sum.re.length; k++) {
    sum.re[k] = 2 * sum.re[k]!;
    sum.im[k] = 2 * sum.im[k]!;
  }
  return {
    matrix: hermitianPart(sum),
    error: 2 * size * (POLE_SUM_ROUNDOFF * EPSILON + bath.poles.uncertainty),
  };
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
  const heff = effectiveHamiltonian(device);
  const gammaA = fromRows(device.electrodes[bath.from]!.broadening);
  const gammaB = fromRows(device.electrodes[bath.to]!.broadening);
  const couplings = device.modes.map(({ coupling }) => fromRows(coupling));
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

/**
 * Lambda(w)/x, x = w - mu_ab, for electrodes of one temperature: by the pole sum where that keeps its digits, by
 * quadrature where the pole sum would cancel (levels far outside the window, exceptional points of Heff).
 */
export function reducedDensityOfStates(bath: PairBath, omega: number): Estimated {
  const byPoles = reducedByPoles(bath, omega);
  const { matrix, error } = byPoles;
  let largest = 0;
  for (let m = 0; m < matrix.size; m++) largest = Math.max(largest, matrix.re[m * matrix.size + m]!);
  // Written so that a NaN takes the quadrature as well.
  return error <= POLE_SUM_LIMIT * largest || bath.terms.length === 0
    ? byPoles
    : reducedByQuadrature(bath, omega);
}
