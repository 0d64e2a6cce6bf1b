/**
 * A junction at an operating point, as the rule needs it: every Fermi function at every pole of the Green's function,
 *
 *   tau_c(z) = theta(i b (z - mu_c)), b = 1/(2 pi T_c)   (ln(i (z - mu_c)) at T_c = 0),   f_c(z_p),   1 - f_c(z_p).
 *
 * Electrodes with one chemical potential and one temperature form a group and share these. The arrays are made once for
 * a junction and filled anew for each operating point, so that a point of a map allocates nothing of size.
 */
import type { Poles } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { putLogarithm, putTheta } from "../special/digamma.js";
import { addTheta, type ThetaList, thetaList } from "../special/theta-batch.js";
import { emptyRows, type Rows } from "./rows.js";
import { type ModeWeights, modeWeightsOf } from "./spectrum.js";
import type { Squares } from "./squares.js";
import { type Channel, type Terms, termsOf } from "./terms.js";

/** The trapezoidal rule in e of one channel at one operating point (unequal). */
export interface EnergyRule {
  /** temperatures and chemical potentials of both electrodes, the latter from the reference energy */
  readonly Ta: number;
  readonly Tb: number;
  readonly mua: number;
  readonly mub: number;
  /** their difference, of which the reference has taken no digit */
  readonly mu: number;
  /** temperature of the modes' bath */
  readonly bath: number;
  readonly step: number;
  readonly origin: number;
  /** rungs of both ladders that are corrected, on either side of the axis */
  readonly rungsA: number;
  readonly rungsB: number;
  /** how far below and above both chemical potentials the nodes reach */
  readonly belowA: number;
  readonly aboveA: number;
  readonly belowB: number;
  readonly aboveB: number;
  /** i pi s + pi cot of z_p, s = -1: it does not depend on w */
  readonly missing: Float64Array;
}

/** A channel at an operating point. */
export interface Hop {
  readonly channel: Channel;
  /** groups of the electron's and of the hole's electrode */
  source: number;
  drain: number;
  /** chemical potential mu_a - mu_b of the pairs */
  mu: number;
  /** mu_a from the reference energy: first moments count from here */
  origin: number;
  /** whether F and G are digammas: both electrodes have one temperature, and pole sums serve */
  isThermal: boolean;
  /** how F and G are found otherwise; undefined: from graded energies */
  rule: EnergyRule | undefined;
  /** moduli of what the rule weighs its rungs with at the last real w: between temperatures that are alike they nearly cancel */
  rungWeight: number;
  /** which Bose difference belongs to it */
  bose: number;
  /** F_p and (z_p - mu_a) F_p, interleaved: 4 numbers a pole; on the real axis */
  readonly forward: Float64Array;
  /** G_q and (z_q + w - mu_a) G_q */
  readonly backward: Float64Array;
}

export interface State {
  readonly terms: Terms;
  readonly poles: Poles;
  readonly modes: ModeWeights;
  readonly hops: readonly Hop[];
  /** temperature of the modes' bath */
  bath: number;
  /** groups of electrodes: their number, chemical potentials from the reference energy, temperatures, 1/(2 pi T) */
  groups: number;
  readonly groupOf: Int32Array;
  readonly mu: Float64Array;
  readonly temperature: Float64Array;
  readonly scale: Float64Array;
  /** tau, f and 1 - f of group g at pole p: at 2 (g size + p) */
  readonly tau: Float64Array;
  readonly fermi: Float64Array;
  readonly hole: Float64Array;
  /** 1 where pole p meets the Fermi function of group g as z_p (in a drain) or as z_q (in a source): at g size + p */
  readonly inDrain: Uint8Array;
  readonly inSource: Uint8Array;
  /** distinct Bose functions of the pairs: chemical potential and temperature */
  boses: number;
  readonly boseMu: Float64Array;
  readonly boseTemperature: Float64Array;
  /** what one frequency fills: tau(z_p - w) at 2 (g size + p), tau(z_q + w) half the array later */
  readonly moved: Float64Array;
  /** n_B(w - mu, T_e) - n_B(w, T_ph), one for each Bose function */
  readonly occupation: Float64Array;
  /** A_ph, one number for each pair of modes */
  readonly weights: Float64Array;
  /** 1/(z_p - z_q - w) and 1/(z_p - z_q^* - w) of each pole pair */
  readonly inverse: Float64Array;
  /** sums over pole pairs at the frequency at hand, where none are kept */
  readonly rows: Rows;
  /** coefficients of one channel contracted with A_ph */
  readonly contracted: Float64Array;
  /** digammas that a frequency asks for, of warm and of cold groups, and what marks them while the lists are made */
  readonly warm: ThetaList;
  readonly cold: ThetaList;
  readonly wanted: Uint8Array;
  /** largest mu_ab of a channel, and largest difference of two */
  highest: number;
  bias: number;
  /** lowest and highest temperature, that of the modes' bath among them */
  coldest: number;
  hottest: number;
  /** whether the thermal energy is so large that Fermi functions hardly differ */
  isHot: boolean;
  /** sums of squares that take the place of pole sums; undefined where these serve */
  squares: Squares | undefined;
  /** shortest distance |z_p - z_q^*| of the pole pairs */
  readonly nearestHop: number;
}

function makeState(junction: Junction, poles: Poles): State {
  const terms = termsOf(junction, poles);
  const { size, electrodes, channels } = terms;
  const n = electrodes.length;
  const modes = modeWeightsOf(junction, terms.modePairs);
  let nearestHop = Number.POSITIVE_INFINITY;
  for (let k = 0; k < terms.p.length; k++) {
    nearestHop = Math.min(nearestHop, Math.hypot(terms.gap[k]!, terms.width[k]!));
  }
  let longest = 0;
  for (const { column } of channels) longest = Math.max(longest, column.length);
  return {
    terms,
    poles,
    modes,
    hops: channels.map((channel) => ({
      channel,
      source: 0,
      drain: 0,
      mu: 0,
      origin: 0,
      isThermal: true,
      rule: undefined,
      rungWeight: 0,
      bose: 0,
      forward: new Float64Array(4 * size),
      backward: new Float64Array(4 * size),
    })),
    bath: 0,
    groups: 0,
    groupOf: new Int32Array(n),
    mu: new Float64Array(n),
    temperature: new Float64Array(n),
    scale: new Float64Array(n),
    tau: new Float64Array(2 * n * size),
    fermi: new Float64Array(2 * n * size),
    hole: new Float64Array(2 * n * size),
    inDrain: new Uint8Array(n * size),
    inSource: new Uint8Array(n * size),
    boses: 0,
    boseMu: new Float64Array(n * n),
    boseTemperature: new Float64Array(n * n),
    moved: new Float64Array(4 * n * size),
    occupation: new Float64Array(n * n),
    weights: new Float64Array(terms.modePairs.length),
    inverse: new Float64Array(4 * terms.p.length),
    rows: emptyRows(size, channels.length),
    contracted: new Float64Array(4 * longest),
    warm: thetaList(2 * n * size),
    cold: thetaList(2 * n * size),
    wanted: new Uint8Array(2 * n * size),
    highest: 0,
    bias: 0,
    coldest: 0,
    hottest: 0,
    isHot: false,
    squares: undefined,
    nearestHop,
  };
}

const known = new WeakMap<Poles, State>();

/** The arrays of a junction with a pole expansion of it, made once. */
export function stateOf(junction: Junction, poles: Poles): State {
  let state = known.get(poles);
  if (!state) {
    state = makeState(junction, poles);
    known.set(poles, state);
  }
  return state;
}

/** 1/(e^(u + iv) + 1), without overflow. */
export function putFermi(u: number, v: number, out: Float64Array, at: number): void {
  const small = Math.exp(-Math.abs(u));
  const cos = Math.cos(v);
  const sin = u > 0 ? -Math.sin(v) : Math.sin(v);
  const dr = 1 + small * cos;
  const di = small * sin;
  const q = (u > 0 ? small : 1) / (dr * dr + di * di);
  if (u > 0) {
    out[at] = (cos * dr + sin * di) * q;
    out[at + 1] = (sin * dr - cos * di) * q;
  } else {
    out[at] = dr * q;
    out[at + 1] = -di * q;
  }
}

/** 1/(e^(u + iv) + 1) into fermi[at], fermi[at+1], and 1 minus that into hole[to], hole[to+1], both without cancellation. */
export function putFermiPair(
  u: number,
  v: number,
  fermi: Float64Array,
  at: number,
  hole: Float64Array,
  to: number,
): void {
  const small = Math.exp(-Math.abs(u));
  const cos = Math.cos(v);
  const sin = u > 0 ? -Math.sin(v) : Math.sin(v);
  const dr = 1 + small * cos;
  const di = small * sin;
  const q = 1 / (dr * dr + di * di);
  // s/(1 + s) and 1/(1 + s), s the exponential that is below one
  const lessR = small * (cos * dr + sin * di) * q;
  const lessI = small * (sin * dr - cos * di) * q;
  const moreR = dr * q;
  const moreI = -di * q;
  const isEmpty = u > 0;
  fermi[at] = isEmpty ? lessR : moreR;
  fermi[at + 1] = isEmpty ? lessI : moreI;
  hole[to] = isEmpty ? moreR : lessR;
  hole[to + 1] = isEmpty ? moreI : lessI;
}

function putGroups(state: State, point: OperatingPoint): void {
  const { terms, groupOf, mu, temperature, scale, poles } = state;
  state.groups = 0;
  for (let a = 0; a < terms.electrodes.length; a++) {
    const reservoir = point.electrodes[terms.electrodes[a]!]!;
    const from = reservoir.mu - poles.reference;
    let g = 0;
    while (g < state.groups && !(mu[g] === from && temperature[g] === reservoir.temperature)) g++;
    if (g === state.groups) {
      mu[g] = from;
      temperature[g] = reservoir.temperature;
      scale[g] = reservoir.temperature === 0 ? 1 : 1 / (2 * Math.PI * reservoir.temperature);
      state.groups++;
    }
    groupOf[a] = g;
  }
}

function putHops(state: State, point: OperatingPoint): void {
  const { terms, hops, groupOf, temperature, mu, boseMu, boseTemperature, inDrain, inSource } = state;
  inDrain.fill(0);
  inSource.fill(0);
  state.boses = 0;
  state.highest = 0;
  let lowest = 0;
  for (const hop of hops) {
    const { channel } = hop;
    hop.source = groupOf[channel.from]!;
    hop.drain = groupOf[channel.to]!;
    const name = terms.electrodes;
    hop.mu = point.electrodes[name[channel.from]!]!.mu - point.electrodes[name[channel.to]!]!.mu;
    hop.origin = mu[hop.source]!;
    const T = temperature[hop.source]!;
    hop.isThermal = T === temperature[hop.drain]!;
    hop.rungWeight = 0;
    hop.rule = undefined;
    let k = 0;
    while (k < state.boses && !(boseMu[k] === hop.mu && boseTemperature[k] === T)) k++;
    if (k === state.boses) {
      boseMu[k] = hop.mu;
      boseTemperature[k] = T;
      state.boses++;
    }
    hop.bose = k;
    state.highest = Math.max(state.highest, hop.mu);
    lowest = Math.min(lowest, hop.mu);
    for (const p of channel.rows) inDrain[hop.drain * terms.size + p] = 1;
    for (const q of channel.columns) inSource[hop.source * terms.size + q] = 1;
  }
  state.bias = state.highest - lowest;
}

/** Lists the digammas that a frequency asks for: those of thermal channels. */
function putThetaLists(state: State): void {
  const { terms, hops, warm, cold, mu, temperature, scale } = state;
  const { size, re, im, electrodes } = terms;
  warm.count = 0;
  cold.count = 0;
  const { wanted } = state;
  wanted.fill(0);
  const half = electrodes.length * size;
  for (const { isThermal, channel, source, drain } of hops) {
    if (!isThermal) continue;
    for (const p of channel.rows) wanted[drain * size + p] = 1;
    for (const q of channel.columns) wanted[half + source * size + q] = 1;
  }
  for (let g = 0; g < state.groups; g++) {
    const b = scale[g]!;
    const list = temperature[g] === 0 ? cold : warm;
    for (let p = 0; p < size; p++) {
      const x = -b * im[p]!;
      const y = b * (re[p]! - mu[g]!);
      const k = g * size + p;
      if (wanted[k] === 1) addTheta(list, x, y, -b, 2 * k);
      if (wanted[half + k] === 1) addTheta(list, x, y, b, 2 * (half + k));
    }
  }
}

function putPoleValues(state: State): void {
  const { terms, mu, temperature, scale, tau, fermi, hole } = state;
  const { size, re, im } = terms;
  for (let g = 0; g < state.groups; g++) {
    const T = temperature[g]!;
    const b = scale[g]!;
    for (let p = 0; p < size; p++) {
      const k = g * size + p;
      const x = re[p]! - mu[g]!;
      if (T === 0) putLogarithm(-im[p]!, x, tau, 2 * k);
      else {
        putTheta(-b * im[p]!, b * x, tau, 2 * k);
        putFermiPair(x / T, im[p]! / T, fermi, 2 * k, hole, 2 * k);
      }
    }
  }
}

/** Thermal energies, in units of all others, above which differences of digammas and of Fermi functions are factored. */
const HOT = 8;

function isHot(state: State): boolean {
  const { terms, mu, temperature, modes } = state;
  let largest = modes.highest + state.bias;
  let T = Number.POSITIVE_INFINITY;
  for (let g = 0; g < state.groups; g++) {
    T = Math.min(T, temperature[g]!);
    for (let p = 0; p < terms.size; p++) {
      largest = Math.max(largest, Math.abs(terms.re[p]! - mu[g]!) - terms.im[p]!);
    }
  }
  return T > HOT * largest;
}

/** Fills the state for an operating point, which has been checked. */
export function occupy(state: State, point: OperatingPoint): void {
  state.squares = undefined;
  state.bath = point.bath.temperature;
  putGroups(state, point);
  state.coldest = state.bath;
  state.hottest = state.bath;
  for (let g = 0; g < state.groups; g++) {
    state.coldest = Math.min(state.coldest, state.temperature[g]!);
    state.hottest = Math.max(state.hottest, state.temperature[g]!);
  }
  putHops(state, point);
  putPoleValues(state);
  putThetaLists(state);
  state.isHot = isHot(state);
}

/** Makes a state that has been filled sum by squares: energies are summed for every channel, whatever its temperatures. */
export function sumBySquares(state: State, squares: Squares): void {
  state.squares = squares;
  for (const hop of state.hops) hop.isThermal = false;
  putThetaLists(state);
}

/** Distance from w = 0 to the nearest singularity of the integrand, the zeros of Lambda at the Bose poles aside. */
export function analyticRadius(state: State): number {
  const { terms, mu, temperature, hops, inDrain, inSource, modes } = state;
  let radius = Math.min(modes.radius, state.nearestHop, 2 * Math.PI * state.bath);
  for (const { mu: difference, source, drain } of hops) {
    radius = Math.min(radius, Math.hypot(difference, Math.PI * (temperature[source]! + temperature[drain]!)));
  }
  for (let g = 0; g < state.groups; g++) {
    const rung = Math.PI * temperature[g]!;
    for (let p = 0; p < terms.size; p++) {
      const k = g * terms.size + p;
      if (inDrain[k] === 1 || inSource[k] === 1) {
        radius = Math.min(radius, Math.hypot(terms.re[p]! - mu[g]!, rung - terms.im[p]!));
      }
    }
  }
  return radius;
}
