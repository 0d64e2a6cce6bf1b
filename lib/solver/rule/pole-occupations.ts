/**
 * Occupations at a pole of the integrand, whose residue they multiply: the difference Dn = n_B(w - mu_ab) - n_B(w) where electrons
 * have one temperature, and what is left of the kernel W where they have two (unequal). All keep their digits where what
 * drives the current is small.
 */
import { putBathOccupation, putDifferenceAt } from "./bose.js";
import type { Hop, State } from "./state.js";
import { addBathOnRung, putKernel } from "./unequal.js";

/** n_B(w, T_ph) at the pole at hand. */
export const bath: Float64Array = new Float64Array(2);
/** What the functions below find there. */
export const dn: Float64Array = new Float64Array(2);
/** f and 1 - f of a hop's source and of its drain */
const source: Float64Array = new Float64Array(4);
const drain: Float64Array = new Float64Array(4);
/** A difference of two Fermi functions, and room for its parts. */
const step: Float64Array = new Float64Array(4);

/** Differences of occupations at the pole at hand, and which of them are known. */
let differences: Float64Array = new Float64Array(32);
let isKnown: Uint8Array = new Uint8Array(16);

/** Fills n_B(w, T_ph) at a pole; the differences of occupations there are to be found anew. */
export function beginAt(state: State, wr: number, wi: number): void {
  if (isKnown.length < state.boseMu.length) {
    differences = new Float64Array(2 * state.boseMu.length);
    isKnown = new Uint8Array(state.boseMu.length);
  }
  putBathOccupation(state, wr, wi, bath);
  isKnown.fill(0);
}

/** The difference of occupations of the k-th Bose function at the pole begun, into dn: many channels ask for the same. */
export function putDifference(state: State, k: number, wr: number, wi: number): void {
  if (isKnown[k] === 0) {
    isKnown[k] = 1;
    putDifferenceAt(state, k, wr, wi, bath, dn);
    differences[2 * k] = dn[0]!;
    differences[2 * k + 1] = dn[1]!;
    return;
  }
  dn[0] = differences[2 * k]!;
  dn[1] = differences[2 * k + 1]!;
}

/** The occupation factor of a hop from level p to level q: [f_a(z_p^*) - f_b(z_q)] Dn, or -W, into dn. */
export function putHopOccupation(state: State, hop: Hop, p: number, q: number, wr: number, wi: number): void {
  const { fermi, hole, terms } = state;
  const jp = 2 * (hop.source * terms.size + p);
  const jq = 2 * (hop.drain * terms.size + q);
  // f_a and 1 - f_a at z_p^*, f_b and 1 - f_b at z_q
  source[0] = fermi[jp]!;
  source[1] = -fermi[jp + 1]!;
  source[2] = hole[jp]!;
  source[3] = -hole[jp + 1]!;
  drain[0] = fermi[jq]!;
  drain[1] = fermi[jq + 1]!;
  drain[2] = hole[jq]!;
  drain[3] = hole[jq + 1]!;
  if (!hop.isThermal) {
    putKernel(hop.rule!, source, drain, terms.re[p]!, -terms.im[p]!, wr, wi, bath[0]!, bath[1]!, dn);
    negateOccupation();
    return;
  }
  putDifference(state, hop.bose, wr, wi);
  // f_a - f_b = f_a (1 - f_b) - (1 - f_a) f_b keeps its digits far below the levels; hot ones have no such form
  if (state.isHot) putHotDifference(state, hop, p, q);
  else {
    step[0] =
      source[0]! * drain[2]! - source[1]! * drain[3]! - (source[2]! * drain[0]! - source[3]! * drain[1]!);
    step[1] =
      source[0]! * drain[3]! + source[1]! * drain[2]! - (source[2]! * drain[1]! + source[3]! * drain[0]!);
  }
  const [x, y] = [dn[0]!, dn[1]!];
  dn[0] = step[0]! * x - step[1]! * y;
  dn[1] = step[0]! * y + step[1]! * x;
}

/** tanh((x + iy)/2)/2 into step[at], step[at+1]. */
function putHalfTanh(x: number, y: number, at: number): void {
  const d = 2 * (Math.cosh(x) + Math.cos(y));
  step[at] = Math.sinh(x) / d;
  step[at + 1] = Math.sin(y) / d;
}

/** f(z_p^*) - f(z_q) = [tanh(v/2) - tanh(u/2)]/2 for hot electrodes, into step[0], step[1]. */
function putHotDifference(
  { terms, mu, temperature }: State,
  { source, drain }: Hop,
  p: number,
  q: number,
): void {
  const T = temperature[source]!;
  putHalfTanh((terms.re[q]! - mu[drain]!) / T, terms.im[q]! / T, 0);
  putHalfTanh((terms.re[p]! - mu[source]!) / T, -terms.im[p]! / T, 2);
  step[0] = step[0]! - step[2]!;
  step[1] = step[1]! - step[3]!;
}

function negateOccupation(): void {
  dn[0] = -dn[0]!;
  dn[1] = -dn[1]!;
}

/**
 * What stands in the place of Dn on a rung, into dn: of the source's ladder over a level of the drain, -(n + 1 - f_b), or of the
 * drain's over the conjugate of a level of the source, -(n + f_a).
 */
export function putRungOccupation(
  state: State,
  hop: Hop,
  isOfSource: boolean,
  level: number,
  rung: number,
  wr: number,
  wi: number,
): void {
  if (hop.isThermal) {
    putDifference(state, hop.bose, wr, wi);
    return;
  }
  const group = isOfSource ? hop.drain : hop.source;
  const side = isOfSource ? 1 : -1;
  const at = 2 * (group * state.terms.size + level);
  const known = isOfSource ? state.hole : state.fermi;
  dn[0] = known[at]!;
  dn[1] = side * known[at + 1]!;
  addBathOnRung(hop.rule!, state.temperature[group]!, rung, side, wr, wi, bath[0]!, bath[1]!, dn);
  negateOccupation();
}
