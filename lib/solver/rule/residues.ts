/**
 * Residues of the integrand's flux Tr[Lambda A_ph] [n_B(w - mu_ab) - n_B(w)] at the poles in the wedge, and what the
 * trapezoidal sum misses of them (grid). With A = A_ph(zeta), Dn the difference of occupations, f at the poles of G:
 *
 *   mode     Tr[Lambda(zeta) R] Dn, R the residue of A_ph
 *   bose     T Tr[Lambda A]
 *   hop      i K_pq^* A [f_a(z_p^*) - f_b(z_q)] Dn                                          electron at e = z_p^*
 *   source   i T sum_p [C/(z_p - z_q - zeta) + K^* /(z_p^* - z_q - zeta)] A Dn,              e = mu_a + i pi T (2k+1)
 *   drain    i T sum_q [C^* /(z_p^* - z_q^* - zeta) + K^* /(z_p^* - z_q - zeta)] A Dn         e = z_p^*
 *
 * The first moment has e - mu_a times that. Without digammas the occupations of electrons and bosons are in one kernel W
 * (unequal), which leaves -i K^* A W(z_p^*; zeta) of a hop, -(n + 1 - f_b(z_q)) and -(f_a(z_p^*) + n) in the place of Dn on the
 * ladders, and i T_a T_b times the rational sum over pole pairs of a pinch
 * (appendix-frequency-integral, section 1).
 */
import { addConjugate, addContracted, putChannelSumAt } from "./continued-kernel.js";
import { type Grid, putPoleFactor } from "./grid.js";
import {
  BOSE,
  type Circle,
  DRAIN,
  HOP,
  lookAround,
  MODE,
  type PoleList,
  ROOM,
  SOURCE,
  WIDEST_CIRCLE,
} from "./ladders.js";
import { bath, beginAt, dn, putDifference, putHopOccupation, putRungOccupation } from "./pole-occupations.js";
import { putSquaresAt } from "./positive.js";
import { putTransmission } from "./squares.js";
import type { EnergyRule, Hop, State } from "./state.js";
import type { Channel } from "./terms.js";
import { type ComplexTransforms, complexTransforms, putThermalTransformsAt } from "./thermal.js";
import { putUnequalTransformsAt } from "./unequal.js";

/** Corrections of flux, energy flux and first moment of every channel: 3 numbers a channel. */
export interface Corrections {
  readonly fine: Float64Array;
  readonly coarse: Float64Array;
  /** sums of moduli */
  readonly absolute: Float64Array;
  /** 4 pi times the largest residue */
  readonly largest: Float64Array;
  /** what roundoff acts on */
  readonly noise: Float64Array;
}

export const corrections = (channels: number): Corrections => ({
  fine: new Float64Array(3 * channels),
  coarse: new Float64Array(3 * channels),
  absolute: new Float64Array(3 * channels),
  largest: new Float64Array(3 * channels),
  noise: new Float64Array(3 * channels),
});

/** Factors of the pole at hand on both grids. */
const factor: Float64Array = new Float64Array(4);
/** Two complex numbers, flux and moment, and the sums of moduli of both. */
const sum: Float64Array = new Float64Array(6);
const squared: Float64Array = new Float64Array(6);
const entry: Float64Array = new Float64Array(8);
let weights: Float64Array = new Float64Array(16);
let scaled: Float64Array = new Float64Array(16);
let transforms: ComplexTransforms = complexTransforms(16);

function reserve(state: State): void {
  if (weights.length < 2 * state.modes.count) {
    weights = new Float64Array(2 * state.modes.count);
    scaled = new Float64Array(2 * state.modes.count);
  }
  if (transforms.forward.length < 4 * state.terms.size) transforms = complexTransforms(state.terms.size);
}

function addComponent(to: Corrections, k: number, re: number, im: number): void {
  const fine = re * factor[2]! - im * factor[3]!;
  to.fine[k] = to.fine[k]! + fine;
  to.coarse[k] = to.coarse[k]! + re * factor[0]! - im * factor[1]!;
  to.absolute[k] = to.absolute[k]! + Math.abs(fine);
  const size = 4 * Math.PI * (Math.abs(re) + Math.abs(im));
  if (size > to.largest[k]!) to.largest[k] = size;
}

/** Adds a pole at wr + i wi with residue r of the flux and m of the moment. */
function addPole(
  to: Corrections,
  channel: number,
  wr: number,
  wi: number,
  rr: number,
  ri: number,
  mr: number,
  mi: number,
): void {
  addComponent(to, 3 * channel, rr, ri);
  addComponent(to, 3 * channel + 1, rr * wr - ri * wi, rr * wi + ri * wr);
  addComponent(to, 3 * channel + 2, mr, mi);
}

/** Points on a circle: poles inside and outside, at 0.3 times the radius or less, and 1/0.3, leave 0.3^32 of themselves. */
export const CIRCLE = 32;
const COSINES: readonly number[] = Array.from({ length: CIRCLE }, (_, k) =>
  Math.cos((2 * Math.PI * (k + 0.5)) / CIRCLE),
);
const SINES: readonly number[] = Array.from({ length: CIRCLE }, (_, k) =>
  Math.sin((2 * Math.PI * (k + 0.5)) / CIRCLE),
);

/** Adds what roundoff acts on at a pole: `flux` and `moment` are sums of moduli. Of a hop, one product, it is nothing to add. */
function addNoise(
  to: Corrections,
  channel: number,
  wr: number,
  wi: number,
  flux: number,
  moment: number,
): void {
  const o = 3 * channel;
  const scale = Math.abs(factor[2]!) + Math.abs(factor[3]!);
  to.noise[o] = to.noise[o]! + scale * flux;
  to.noise[o + 1] = to.noise[o + 1]! + scale * flux * Math.hypot(wr, wi);
  to.noise[o + 2] = to.noise[o + 2]! + scale * moment;
}

/**
 * Adds a pole at which the residue is the integrand with other weights X in the place of A_ph. n_B(w, T_ph) has been filled.
 * @param bose the pairs' Bose function whose residue is meant, or -1 for the difference of occupations
 */
function addRegular(
  state: State,
  wr: number,
  wi: number,
  x: Float64Array,
  bose: number,
  to: Corrections,
): void {
  const { hops } = state;
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    if (bose >= 0 && !(hop.isThermal && hop.bose === bose)) continue;
    if (hop.rule) {
      const { squares } = state;
      squared.fill(0);
      if (squares) putSquaresAt(state, squares, hop, hop.rule, wr, wi, bath, x, transforms, squared);
      else putUnequalTransformsAt(state, hop, hop.rule, wr, wi, bath[0]!, bath[1]!, transforms);
      putChannelSumAt(state, hop, wr, wi, x, transforms, sum);
      for (let i = 0; i < 6; i++) sum[i] = sum[i]! + squared[i]!;
      addPole(to, c, wr, wi, sum[0]!, sum[1]!, sum[2]!, sum[3]!);
      addNoise(to, c, wr, wi, sum[4]!, sum[5]!);
      continue;
    }
    putThermalTransformsAt(state, hop, wr, wi, transforms);
    putChannelSumAt(state, hop, wr, wi, x, transforms, sum);
    if (bose >= 0) {
      const T = state.boseTemperature[bose]!;
      addPole(to, c, wr, wi, T * sum[0]!, T * sum[1]!, T * sum[2]!, T * sum[3]!);
      addNoise(to, c, wr, wi, T * sum[4]!, T * sum[5]!);
      continue;
    }
    putDifference(state, hop.bose, wr, wi);
    const [x0, y0] = [dn[0]!, dn[1]!];
    const size = Math.abs(x0) + Math.abs(y0);
    addNoise(to, c, wr, wi, size * sum[4]!, size * sum[5]!);
    addPole(
      to,
      c,
      wr,
      wi,
      sum[0]! * x0 - sum[1]! * y0,
      sum[0]! * y0 + sum[1]! * x0,
      sum[2]! * x0 - sum[3]! * y0,
      sum[2]! * y0 + sum[3]! * x0,
    );
  }
}

/** Distance of a mode from mu_ab, in temperatures, below which both ladders of the energy rule may be too close at its pole. */
const TWINS = 0.1;
/** Distance of a mode's pole from z_p - z_q, as part of its modulus, below which the difference F_p - G_q cancels. */
const CLOSE = 1e-2;

/** Whether an energy rule is at a mode's pole x + iy where it loses digits. */
function losesDigits({ hops, terms, temperature }: State, x: number, y: number): boolean {
  let hasRule = false;
  for (const { mu, source, drain, rule } of hops) {
    if (!rule) continue;
    hasRule = true;
    const T = Math.max(temperature[source]!, temperature[drain]!);
    if (mu > 0 && Math.hypot(x - mu, y) < TWINS * T) return true;
  }
  const { gap, difference } = terms;
  const bound = (CLOSE * x) ** 2;
  for (let t = 0; hasRule && t < gap.length; t++) {
    const along = (gap[t]! - x) ** 2;
    const across = Math.abs(difference[t]!) - y;
    if (along + across * across < bound) return true;
  }
  return false;
}

/** The radius of a circle round a mode's pole that keeps away from all others and from the modes' Bose function. */
function meanRadius(state: State, list: PoleList, at: number): number {
  lookAround(state, list);
  const x = list.re[at]!;
  const y = list.im[at]!;
  let distance = x;
  for (let k = 0; k < list.around; k++) {
    if (list.kind[k] === MODE) continue;
    distance = Math.min(distance, Math.hypot(x - list.re[k]!, y - list.im[k]!));
  }
  return Math.min(WIDEST_CIRCLE * Math.hypot(x, y), ROOM * distance);
}

/**
 * Adds the pole of a mode. At w = mu_ab the energy rule has both Fermi ladders at one place if their temperatures are alike,
 * and at w = z_p - z_q two poles; next to these the mean over a circle is taken instead of the value: what multiplies the
 * residue of A_ph is analytic.
 */
function addMode(state: State, list: PoleList, at: number, to: Corrections): void {
  const [x, y] = [list.re[at]!, list.im[at]!];
  const { residue } = state.modes.poles[list.index[at]!]!;
  if (!losesDigits(state, x, y)) {
    addRegular(state, x, y, residue, -1, to);
    return;
  }
  const radius = meanRadius(state, list, at);
  for (let m = 0; m < 2 * state.modes.count; m++) scaled[m] = residue[m]! / CIRCLE;
  for (let k = 0; k < CIRCLE; k++) {
    const u = x + radius * COSINES[k]!;
    const v = y + radius * SINES[k]!;
    beginAt(state, u, v);
    addRegular(state, u, v, scaled, -1, to);
  }
}

/** Adds the hop between the poles of one pair, in every channel that has it. */
function addHop(state: State, pair: number, wr: number, wi: number, to: Corrections): void {
  const { terms, hops } = state;
  const p = terms.p[pair]!;
  const q = terms.q[pair]!;
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    const e = hop.channel.entryOf[pair]!;
    if (e < 0) continue;
    entry.fill(0);
    addConjugate(hop.channel, 4 * e + 2, weights, entry, 0);
    putHopOccupation(state, hop, p, q, wr, wi);
    // i K^* A times the occupations
    const kr = entry[0]!;
    const ki = entry[1]!;
    const rr = -(kr * dn[1]! + ki * dn[0]!);
    const ri = kr * dn[0]! - ki * dn[1]!;
    const er = terms.re[p]! - hop.origin;
    const ei = -terms.im[p]!;
    addPole(to, c, wr, wi, rr, ri, rr * er - ri * ei, rr * ei + ri * er);
  }
}

/**
 * Adds X C/(dr + i di) + X K^* /(dr + i ei) of one entry, C^* in the place of C on side -1, to sum[0], sum[1], and their
 * moduli to sum[4]; X in `weights`.
 */
function addRungTerm(
  { coefficients }: Channel,
  from: number,
  side: number,
  dr: number,
  di: number,
  ei: number,
): void {
  let ar = 0;
  let ai = 0;
  let br = 0;
  let bi = 0;
  for (let k = 0; k < coefficients.length; k++) {
    const c = coefficients[k]!;
    const x = weights[2 * k]!;
    const y = weights[2 * k + 1]!;
    const cr = c[from]!;
    const ci = side * c[from + 1]!;
    const kr = c[from + 2]!;
    const ki = c[from + 3]!;
    ar += x * cr - y * ci;
    ai += x * ci + y * cr;
    br += x * kr + y * ki;
    bi += y * kr - x * ki;
  }
  const d = 1 / (dr * dr + di * di);
  const e = 1 / (dr * dr + ei * ei);
  sum[0] = sum[0]! + (ar * dr + ai * di) * d + (br * dr + bi * ei) * e;
  sum[1] = sum[1]! + (ai * dr - ar * di) * d + (bi * dr - br * ei) * e;
  sum[4] =
    sum[4]! + (Math.abs(ar) + Math.abs(ai)) * Math.sqrt(d) + (Math.abs(br) + Math.abs(bi)) * Math.sqrt(e);
}

/** Roundoff of a rung's rational sum, in units of that of its terms. */
const RUNG_NOISE = 4;

/** The entry of the poles p, q in a channel, or -1. */
function entryOf(
  { place, size }: State["terms"],
  { entryOf: entries }: Channel,
  p: number,
  q: number,
): number {
  const pair = place[p * size + q]!;
  return pair < 0 ? -1 : entries[pair]!;
}

/** Adds a rung of channel c: the residue is i T times the rational sum times what is in dn, at the energy er + i ei from mu_a. */
function addRung(
  c: number,
  T: number,
  er: number,
  ei: number,
  wr: number,
  wi: number,
  to: Corrections,
): void {
  const x = -T * sum[1]!;
  const y = T * sum[0]!;
  const rr = x * dn[0]! - y * dn[1]!;
  const ri = x * dn[1]! + y * dn[0]!;
  addPole(to, c, wr, wi, rr, ri, rr * er - ri * ei, rr * ei + ri * er);
  const size = RUNG_NOISE * T * sum[4]! * (Math.abs(dn[0]!) + Math.abs(dn[1]!));
  addNoise(to, c, wr, wi, size, size * Math.hypot(er, ei));
}

/** Adds a rung of the source's ladder over level q, in every channel that starts from that group of electrodes. */
function addSourceRung(
  state: State,
  q: number,
  group: number,
  rung: number,
  wr: number,
  wi: number,
  to: Corrections,
): void {
  const { terms, hops } = state;
  const { re, im } = terms;
  const T = state.temperature[group]!;
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    if (hop.source !== group) continue;
    const { rows } = hop.channel;
    sum.fill(0);
    for (let i = 0; i < rows.length; i++) {
      const p = rows[i]!;
      const e = entryOf(terms, hop.channel, p, q);
      if (e < 0) continue;
      const dr = re[p]! - re[q]! - wr;
      addRungTerm(hop.channel, 4 * e, 1, dr, im[p]! - im[q]! - wi, -im[p]! - im[q]! - wi);
    }
    putRungOccupation(state, hop, true, q, rung, wr, wi);
    addRung(c, T, 0, Math.PI * T * (2 * rung + 1), wr, wi, to);
  }
}

/** Adds a rung of the drain's ladder over level p. */
function addDrainRung(
  state: State,
  p: number,
  group: number,
  rung: number,
  wr: number,
  wi: number,
  to: Corrections,
): void {
  const { terms, hops } = state;
  const { re, im } = terms;
  for (let c = 0; c < hops.length; c++) {
    const hop = hops[c]!;
    if (hop.drain !== group) continue;
    const { columns } = hop.channel;
    sum.fill(0);
    for (let j = 0; j < columns.length; j++) {
      const q = columns[j]!;
      const e = entryOf(terms, hop.channel, p, q);
      if (e < 0) continue;
      const dr = re[p]! - re[q]! - wr;
      addRungTerm(hop.channel, 4 * e, -1, dr, -im[p]! + im[q]! - wi, -im[p]! - im[q]! - wi);
    }
    putRungOccupation(state, hop, false, p, rung, wr, wi);
    addRung(c, state.temperature[group]!, re[p]! - hop.origin, -im[p]!, wr, wi, to);
  }
}

/** Adds x/(dr + i di) to sum[0], sum[1], and its modulus to sum[4]. */
function addFraction(xr: number, xi: number, dr: number, di: number): void {
  const q = 1 / (dr * dr + di * di);
  sum[4] = sum[4]! + (Math.abs(xr) + Math.abs(xi)) * Math.sqrt(q);
  sum[0] = sum[0]! + (xr * dr + xi * di) * q;
  sum[1] = sum[1]! + (xi * dr - xr * di) * q;
}

/** Adds x/(a b) of two complex denominators to sum[0], sum[1]. */
function addDouble(xr: number, xi: number, ar: number, ai: number, br: number, bi: number): void {
  addFraction(xr, xi, ar * br - ai * bi, ar * bi + ai * br);
}

/** T(e, w) of a channel as a sum over pole pairs, e = mu_a + i height, into sum[0], sum[1]; sum[4]: the moduli. */
function putPairSum(
  { terms: { re, im } }: State,
  { channel }: Hop,
  { mua, mub }: EnergyRule,
  height: number,
  wi: number,
): void {
  const { rows, start, column } = channel;
  const rest = height - wi;
  for (let i = 0; i < rows.length; i++) {
    const p = rows[i]!;
    const ar = mua - re[p]!;
    for (let e = start[i]!; e < start[i + 1]!; e++) {
      const q = column[e]!;
      const br = mub - re[q]!;
      entry.fill(0);
      addContracted(channel, 4 * e, weights, entry, 0);
      addContracted(channel, 4 * e + 2, weights, entry, 2);
      addConjugate(channel, 4 * e, weights, entry, 4);
      addConjugate(channel, 4 * e + 2, weights, entry, 6);
      addDouble(entry[0]!, entry[1]!, ar, height - im[p]!, br, rest - im[q]!);
      addDouble(entry[2]!, entry[3]!, ar, height - im[p]!, br, rest + im[q]!);
      addDouble(entry[4]!, entry[5]!, ar, height + im[p]!, br, rest + im[q]!);
      addDouble(entry[6]!, entry[7]!, ar, height + im[p]!, br, rest - im[q]!);
    }
  }
}

/** Adds a pinch of Fermi poles of both electrodes of channel c. */
function addPinch(state: State, c: number, rungA: number, wr: number, wi: number, to: Corrections): void {
  const hop = state.hops[c]!;
  const rule = hop.rule!;
  const { Ta, Tb, mua } = rule;
  const height = Math.PI * Ta * (2 * rungA + 1);
  sum.fill(0);
  if (state.squares) putTransmission(state.squares, hop.channel, mua, height, wr, wi, weights, sum);
  else putPairSum(state, hop, rule, height, wi);
  const rr = -Ta * Tb * sum[1]!;
  const ri = Ta * Tb * sum[0]!;
  addPole(to, c, wr, wi, rr, ri, -ri * height, rr * height);
  const size = RUNG_NOISE * Ta * Tb * sum[4]!;
  addNoise(to, c, wr, wi, size, size * height);
}

/** Adds all poles of one cluster by Cauchy's formula on the circle round them. */
function addCluster(state: State, grid: Grid, { x, y, radius }: Circle, to: Corrections): void {
  for (let k = 0; k < CIRCLE; k++) {
    const dx = radius * COSINES[k]!;
    const dy = radius * SINES[k]!;
    state.modes.putAt(x + dx, y + dy, weights);
    for (let m = 0; m < state.modes.count; m++) {
      const [a, b] = [weights[2 * m]!, weights[2 * m + 1]!];
      scaled[2 * m] = (a * dx - b * dy) / CIRCLE;
      scaled[2 * m + 1] = (a * dy + b * dx) / CIRCLE;
    }
    putPoleFactor(grid, x + dx, y + dy, factor);
    beginAt(state, x + dx, y + dy);
    addRegular(state, x + dx, y + dy, scaled, -1, to);
  }
}

/** Adds what the sum misses of all poles of the list, to emptied corrections. */
export function addResidues(state: State, grid: Grid, list: PoleList, to: Corrections): void {
  reserve(state);
  to.fine.fill(0);
  to.coarse.fill(0);
  to.absolute.fill(0);
  to.largest.fill(0);
  to.noise.fill(0);
  const { re, im, kind, index, group, rung, cluster } = list;
  for (let k = 0; k < list.count; k++) {
    const x = re[k]!;
    const y = im[k]!;
    if (cluster[k]! > 0) continue;
    putPoleFactor(grid, x, y, factor);
    beginAt(state, x, y);
    if (kind[k] === MODE) {
      addMode(state, list, k, to);
      continue;
    }
    state.modes.putAt(x, y, weights);
    if (kind[k] === BOSE) addRegular(state, x, y, weights, index[k]!, to);
    else if (kind[k] === HOP) addHop(state, index[k]!, x, y, to);
    else if (kind[k] === SOURCE) addSourceRung(state, index[k]!, group[k]!, rung[k]!, x, y, to);
    else if (kind[k] === DRAIN) addDrainRung(state, index[k]!, group[k]!, rung[k]!, x, y, to);
    else addPinch(state, index[k]!, rung[k]!, x, y, to);
  }
  for (const circle of list.circles) addCluster(state, grid, circle, to);
}
