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
 * pair-closed-form does the energy integral with them, and
 * pair-quadrature does it by brute force without them.
 */
import { isAllWideBand, type Poles, polesOf } from "../electrons/electrons.js";
import { type Junction, spinOf } from "../junction/junction.js";
import type { OperatingPoint, Reservoir } from "../junction/operating-point.js";
import { adjoint, entry, fromRows, type Matrix, matmul } from "../linear/matrix.js";
import { multiply } from "../special/complex.js";

/** The terms of the double pole sum that do not vanish, in flat arrays. */
export interface PoleTerms {
  readonly count: number;
  /** the poles of each term */
  readonly p: Int32Array;
  readonly q: Int32Array;
  /** C^mn of term k: real part at 2((k modes + m) modes + n), imaginary part after it */
  readonly direct: Float64Array;
  /** K^mn, stored likewise */
  readonly crossed: Float64Array;
  /** sums of the moduli of real and imaginary parts over all m and n, term by term: what roundoff acts on */
  readonly directSize: Float64Array;
  readonly crossedSize: Float64Array;
  /** 1 where pole p (as z_p) or q (as z_q) occurs in a term, 0 elsewhere */
  readonly usesP: Uint8Array;
  readonly usesQ: Uint8Array;
}

/** A pair bath of a junction at an operating point. */
export interface ElectrodePair {
  readonly junction: Junction;
  /** electrode of the electron */
  readonly from: string;
  /** electrode of the hole */
  readonly to: string;
  /** chemical potential mu_ab = mu_a - mu_b of the pairs */
  readonly mu: number;
  readonly source: Reservoir;
  readonly drain: Reservoir;
  /** the pole expansion, relative to its reference energy; undefined where an electrode is not in the wide-band limit */
  readonly poles: Poles | undefined;
  readonly terms: PoleTerms | undefined;
}

/**
 * An energy integral over the pairs of a bath and its first moment, that is with the factor e - mu_a in the integrand:
 * modes x modes matrices, with the absolute error of their largest entry.
 */
export interface PairIntegral {
  readonly matrix: Matrix;
  readonly error: number;
  readonly moment: Matrix;
  readonly momentError: number;
}

function poleTerms(junction: Junction, from: string, to: string, poles: Poles): PoleTerms {
  const { right } = poles;
  const spin = spinOf(junction);
  const wa = poles.weights.get(from)!;
  const wb = poles.weights.get(to)!;
  const wbAdjoint = adjoint(wb);
  const rightAdjoint = adjoint(right);
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const aToRight = couplings.map((m) => matmul(wa, matmul(m, right)));
  const bToRight = couplings.map((m) => matmul(wb, matmul(m, right)));
  const aToB = couplings.map((m) => matmul(wa, matmul(m, wbAdjoint)));
  const rightToRight = couplings.map((m) => matmul(rightAdjoint, matmul(m, right)));
  const sizeOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + Math.abs(value), 0);
  const directSize: number[] = [];
  const crossedSize: number[] = [];
  const ps: number[] = [];
  const qs: number[] = [];
  const direct: number[] = [];
  const crossed: number[] = [];
  for (let p = 0; p < right.size; p++) {
    for (let q = 0; q < right.size; q++) {
      const c: number[] = [];
      const k: number[] = [];
      for (let m = 0; m < couplings.length; m++) {
        for (let n = 0; n < couplings.length; n++) {
          const first = multiply(entry(aToRight[n]!, p, q), entry(bToRight[m]!, q, p));
          const second = multiply(entry(aToB[n]!, p, q), entry(rightToRight[m]!, q, p));
          c.push(spin * first.re, spin * first.im);
          k.push(spin * second.re, spin * second.im);
        }
      }
      if (c.every((value) => value === 0) && k.every((value) => value === 0)) continue;
      ps.push(p);
      qs.push(q);
      direct.push(...c);
      crossed.push(...k);
      directSize.push(sizeOf(c));
      crossedSize.push(sizeOf(k));
    }
  }
  const usesP = new Uint8Array(right.size);
  const usesQ = new Uint8Array(right.size);
  for (const p of ps) usesP[p] = 1;
  for (const q of qs) usesQ[q] = 1;
  return {
    usesP,
    usesQ,
    count: ps.length,
    p: Int32Array.from(ps),
    q: Int32Array.from(qs),
    direct: Float64Array.from(direct),
    crossed: Float64Array.from(crossed),
    directSize: Float64Array.from(directSize),
    crossedSize: Float64Array.from(crossedSize),
  };
}

const termsOf = new WeakMap<Junction, Map<string, PoleTerms>>();

function knownTerms(junction: Junction, from: string, to: string, poles: Poles): PoleTerms {
  let known = termsOf.get(junction);
  if (!known) {
    known = new Map();
    termsOf.set(junction, known);
  }
  const key = JSON.stringify([from, to]);
  let terms = known.get(key);
  if (!terms) {
    terms = poleTerms(junction, from, to, poles);
    known.set(key, terms);
  }
  return terms;
}

/** The pair bath with the electron in `from` and the hole in `to`. The operating point must have been checked. */
export function electrodePair(
  junction: Junction,
  point: OperatingPoint,
  from: string,
  to: string,
): ElectrodePair {
  const source = point.electrodes[from]!;
  const drain = point.electrodes[to]!;
  const expansion = isAllWideBand(junction)
    ? { poles: polesOf(junction), terms: knownTerms(junction, from, to, polesOf(junction)) }
    : { poles: undefined, terms: undefined };
  return { junction: junction, from, to, mu: source.mu - drain.mu, source, drain, ...expansion };
}

/** The same pair bath of another junction, with the same electrodes. */
export function bathIn(junction: Junction, { from, to, source, drain }: ElectrodePair): ElectrodePair {
  return electrodePair(
    junction,
    { electrodes: { [from]: source, [to]: drain }, bath: { temperature: 0 } },
    from,
    to,
  );
}

/** A pair bath whose density of states vanishes identically, as LL and RR of the two-level junction. */
export const isSilent = (bath: ElectrodePair): boolean => bath.terms?.count === 0;

/** A pair bath with its pole expansion: all electrodes of the junction are in the wide-band limit. */
export interface ExpandedPair extends ElectrodePair {
  readonly poles: Poles;
  readonly terms: PoleTerms;
}

export const isExpanded = (bath: ElectrodePair): bath is ExpandedPair => bath.terms !== undefined;

/** All ordered pairs of electrodes: LL, LR, RL, RR for two of them. */
export function electrodePairs(junction: Junction, point: OperatingPoint): ElectrodePair[] {
  const names = Object.keys(junction.electrodes);
  return names.flatMap((from) => names.map((to) => electrodePair(junction, point, from, to)));
}

/** A pair bath is Bose distributed (Eq. 6) only if both electrodes have one temperature. */
export const isThermal = (bath: ElectrodePair): boolean => bath.source.temperature === bath.drain.temperature;
