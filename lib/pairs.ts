/**
 * The electron-hole pair (EHP) baths, one for each ordered pair of electrodes: electron in `from`, hole in `to`
 * (Sec. II B). Their density of states, Eq. (7),
 *
 *   Lambda_mn^{ab}(w) = - int de/2pi tr[M^m A_a(e) M^n A_b(e-w)] (f_a(e) - f_b(e-w)),
 *
 * needs from the junction only the poles z_p of the Green's function and, for each pair of poles, the coefficients
 *
 *   C^mn_pq = <w^a_p|M^n|r_q><w^b_q|M^m|r_p>,   K^mn_pq = <w^a_p|M^n|w^b_q><r_q|M^m|r_p>.
 *
 * pair-closed-form does the energy integral with them, pair-quadrature does it by brute force without them.
 */
import { type Poles, polesOf } from "./electrons.js";
import type { Junction } from "./junction.js";
import { adjoint, entry, fromRows, type Matrix, matmul } from "./linear/matrix.js";
import type { OperatingPoint, Reservoir } from "./operating-point.js";
import { type Complex, multiply } from "./special/complex.js";

/** One term of the double pole sum: the coefficients C and K for every pair of modes. */
export interface PoleTerm {
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
