/**
 * Where the integrand of Eq. (8) has poles in the wedge Re w > 0, 0 < arg w < angle:
 *
 *   modes    the poles of A_ph
 *   bose     mu_ab + 2 pi i T k, mu_ab > 0            the pairs' Bose function
 *   hop      z_p^* - z_q                              an electron hops between two levels
 *   source   mu_a - z_q + i pi T_a (2k+1)             a Fermi pole of the electron's electrode meets a level
 *   drain    z_p^* - mu_b + i pi T_b (2k+1)           a Fermi pole of the hole's electrode meets a level
 *   pinch    mu_ab + i pi [T_a (2k+1) + T_b (2l+1)]   Fermi poles of both electrodes meet, where no digammas serve, mu_ab > 0
 *
 * Those of the modes' own Bose function lie on the imaginary axis, outside. Poles of different kinds that nearly coincide
 * are not corrected one by one: their residues are large and cancel. What is drawn round some poles must keep away from all
 * others, those above the wedge as well.
 */

import type { State } from "./state.js";

export const MODE = 0;
export const BOSE = 1;
export const HOP = 2;
export const SOURCE = 3;
export const DRAIN = 4;
export const PINCH = 5;

/** A list of poles: places, kinds, and what each needs to know, as flat arrays that grow. */
export interface PoleList {
  /** number of poles in the wedge */
  count: number;
  /** number with those after them that lie outside of it, as far as circles must know; the same until something asks for them */
  around: number;
  /** tangent of the wedge's angle, and its largest real part */
  slope: number;
  end: number;
  re: Float64Array;
  im: Float64Array;
  kind: Uint8Array;
  /** mode pole, Bose function, pole pair, pole of the Green's function, or channel */
  index: Int32Array;
  /** group of electrodes */
  group: Int32Array;
  /** rung of the ladder */
  rung: Int32Array;
  /** number of the cluster that the pole belongs to, 0 for none */
  cluster: Int32Array;
  /** circles that hold the clusters */
  circles: Circle[];
}

/** A circle that holds the poles of one cluster near its centre and all others far outside. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export const poleList = (): PoleList => ({
  count: 0,
  around: 0,
  slope: 0,
  end: 0,
  re: new Float64Array(256),
  im: new Float64Array(256),
  kind: new Uint8Array(256),
  index: new Int32Array(256),
  group: new Int32Array(256),
  rung: new Int32Array(256),
  cluster: new Int32Array(256),
  circles: [],
});

function grow(list: PoleList): void {
  const length = 2 * list.re.length;
  const floats = (old: Float64Array): Float64Array => {
    const longer = new Float64Array(length);
    longer.set(old);
    return longer;
  };
  const integers = (old: Int32Array): Int32Array => {
    const longer = new Int32Array(length);
    longer.set(old);
    return longer;
  };
  const kinds = new Uint8Array(length);
  kinds.set(list.kind);
  list.re = floats(list.re);
  list.im = floats(list.im);
  list.kind = kinds;
  list.index = integers(list.index);
  list.group = integers(list.group);
  list.rung = integers(list.rung);
  list.cluster = integers(list.cluster);
}

function add(
  list: PoleList,
  kind: number,
  re: number,
  im: number,
  index: number,
  group: number,
  rung: number,
): void {
  if (list.around === list.re.length) grow(list);
  const k = list.around++;
  list.re[k] = re;
  list.im[k] = im;
  list.kind[k] = kind;
  list.index[k] = index;
  list.group[k] = group;
  list.rung[k] = rung;
  list.cluster[k] = 0;
}

/** Poles closer than this part of their distance from 0, and of their height, are treated together. */
const NEAR = 3e-5;
const NEAR_HEIGHT = 0.05;
/**
 * Whether the residue of one pole is singular at the other. Those of the two ladders are sums over the other level alone: a
 * rung of the source's may sit on one of the drain's, as all do where a chemical potential is at a level and the other too.
 */
function repel(a: number, b: number, apartModes: boolean): boolean {
  if (a === b) return apartModes && a === MODE;
  return !((a === SOURCE && b === DRAIN) || (a === DRAIN && b === SOURCE));
}

/** With more poles than this they are sorted before they are compared. */
const SORTED = 64;
/** Slope of the axis along which they are: neither the rungs of a ladder nor hops of one height have one place on it. */
const OBLIQUE = 0.618;
/** How far two poles are apart on that axis, at most, as part of their distance. */
const STRETCH = Math.hypot(1, OBLIQUE);

/** Poles in the order of their places Re w + OBLIQUE Im w. */
interface Sorting {
  readonly order: Int32Array;
  readonly places: Float64Array;
}

function sortingOf({ re, im }: PoleList, count: number): Sorting {
  const order = new Int32Array(count);
  const unsorted = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    order[k] = k;
    unsorted[k] = re[k]! + OBLIQUE * im[k]!;
  }
  order.sort((i, j) => unsorted[i]! - unsorted[j]!);
  return { order, places: unsorted.sort() };
}

/** Numbers the clusters of nearly coincident poles whose residues are large and cancel. */
function findClusters(list: PoleList, apartModes: boolean): void {
  const { count, re, im, kind, cluster } = list;
  const sorting = count > SORTED ? sortingOf(list, count) : undefined;
  for (let a = 1; a < count; a++) {
    const i = sorting ? sorting.order[a]! : a;
    const x = re[i]!;
    const y = im[i]!;
    const near = Math.min(NEAR * x, NEAR_HEIGHT * y);
    for (let b = a - 1; b >= 0; b--) {
      if (sorting && sorting.places[a]! - sorting.places[b]! >= 2 * near) break;
      const j = sorting ? sorting.order[b]! : b;
      if (Math.abs(re[j]! - x) >= near || Math.abs(im[j]! - y) >= near) continue;
      if (!repel(kind[i]!, kind[j]!, apartModes)) continue;
      const number = cluster[j]! || cluster[i]! || i + 1;
      cluster[i] = number;
      cluster[j] = number;
    }
  }
}

/** Members lie within this part of a circle's radius from its centre, and the radius is this part of the distance to others. */
export const ROOM = 0.3;
/** Part of the height that a radius may take: the conjugate poles are below the axis. */
const HEIGHT = 0.4;

/** A cluster that takes in more poles than this lies among so many that no circle keeps clear of all others. */
const MOST_MEMBERS = 64;

/** The first place that is not below `least`. */
function firstFrom(places: Float64Array, least: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pole outside of a cluster that is nearest to a point, and its distance, infinity if there is none. */
function nearestOutside(
  { re, im, cluster }: PoleList,
  { order, places }: Sorting,
  number: number,
  x: number,
  y: number,
): readonly [nearest: number, distance: number] {
  let nearest = -1;
  let distance = Number.POSITIVE_INFINITY;
  const place = x + OBLIQUE * y;
  const start = firstFrom(places, place);
  for (const step of [1, -1]) {
    let a = step > 0 ? start : start - 1;
    for (; Math.abs(places[a]! - place) < STRETCH * distance; a += step) {
      const k = order[a]!;
      const away = Math.hypot(re[k]! - x, im[k]! - y);
      if (cluster[k] !== number && away < distance) [nearest, distance] = [k, away];
    }
  }
  return [nearest, distance];
}

/** The circle of a cluster, which takes in poles that are too near to it; undefined if there is none above the axis. */
function circleOf(list: PoleList, sorting: Sorting, number: number, members: number[]): Circle | undefined {
  const { re, im, cluster } = list;
  for (;;) {
    const x = members.reduce((sum, k) => sum + re[k]!, 0) / members.length;
    const y = members.reduce((sum, k) => sum + im[k]!, 0) / members.length;
    const spread = members.reduce((most, k) => Math.max(most, Math.hypot(re[k]! - x, im[k]! - y)), 0);
    const [nearest, distance] = nearestOutside(list, sorting, number, x, y);
    const largest = Math.min(HEIGHT * y, 0.05 * Math.hypot(x, y));
    const radius = Math.min(largest, ROOM * distance);
    if (spread <= ROOM * radius) return { x, y, radius };
    // where no other is near the radius is the largest, and one of both conditions has held
    if (spread > ROOM * largest || members.length > MOST_MEMBERS) return undefined;
    cluster[nearest] = number;
    members.push(nearest);
  }
}

/** The poles of each cluster by its number. */
function membersOf({ count, cluster }: PoleList): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let k = 0; k < count; k++) {
    const number = cluster[k]!;
    if (number === 0) continue;
    const known = members.get(number);
    if (known) known.push(k);
    else members.set(number, [k]);
  }
  return members;
}

/** Finds the circles of all clusters; poles of clusters without one are left to themselves. */
function findCircles(state: State, list: PoleList): void {
  list.circles = [];
  const clusters = membersOf(list);
  if (clusters.size === 0) return;
  lookAround(state, list);
  const sorting = sortingOf(list, list.around);
  for (const [number, all] of clusters) {
    // an earlier circle may have taken some in
    const members = all.filter((k) => list.cluster[k] === number);
    if (members.length === 0) continue;
    const circle = circleOf(list, sorting, number, members);
    if (circle) list.circles.push(circle);
    else for (const k of members) list.cluster[k] = 0;
  }
}

/** x < end, y < slope x: of poles above the axis, y > 0, those right of 0 alone. */
interface Wedge {
  readonly slope: number;
  readonly end: number;
}

/** The height at which a wedge ends. */
const heightOf = ({ slope, end }: Wedge, x: number): number => (x < end ? slope * x : 0);

/** Adds the rungs at x + i (low + k spacing) that are in one wedge and not in another; the k-th is called `first + step k`. */
function addLadder(
  list: PoleList,
  inner: Wedge,
  outer: Wedge,
  x: number,
  low: number,
  spacing: number,
  kind: number,
  index: number,
  group: number,
  first: number,
  step: number,
): void {
  if (x >= outer.end) return;
  const from = heightOf(inner, x);
  for (let k = Math.max(0, Math.floor((from - low) / spacing)); low + k * spacing < outer.slope * x; k++)
    if (low + k * spacing >= from) add(list, kind, x, low + k * spacing, index, group, first + step * k);
}

/** Adds the poles in one wedge that are not in another. */
function addBetween(state: State, list: PoleList, inner: Wedge, outer: Wedge): void {
  const { terms, hops, modes, boses, boseMu, boseTemperature, mu, temperature, inDrain, inSource } = state;
  const isBetween = (x: number, y: number): boolean =>
    x < outer.end && y >= heightOf(inner, x) && y < outer.slope * x;
  modes.poles.forEach(({ re, im }, j) => {
    if (isBetween(re, im)) add(list, MODE, re, im, j, 0, 0);
  });
  for (let k = 0; k < boses; k++) {
    if (!hops.some(({ bose, isThermal }) => isThermal && bose === k)) continue;
    const spacing = 2 * Math.PI * boseTemperature[k]!;
    addLadder(list, inner, outer, boseMu[k]!, spacing, spacing, BOSE, k, 0, 1, 1);
  }
  for (let t = 0; t < terms.gap.length; t++) {
    if (isBetween(terms.gap[t]!, -terms.width[t]!)) add(list, HOP, terms.gap[t]!, -terms.width[t]!, t, 0, 0);
  }
  for (let g = 0; g < state.groups; g++) {
    const spacing = 2 * Math.PI * temperature[g]!;
    for (let p = 0; p < terms.size; p++) {
      const k = g * terms.size + p;
      const x = terms.re[p]! - mu[g]!;
      const low = spacing / 2 - terms.im[p]!;
      if (inSource[k] === 1) addLadder(list, inner, outer, -x, low, spacing, SOURCE, p, g, 0, 1);
      if (inDrain[k] === 1) addLadder(list, inner, outer, x, low, spacing, DRAIN, p, g, 0, 1);
    }
  }
  hops.forEach(({ mu: at, rule }, c) => {
    if (!rule) return;
    const { Ta, Tb } = rule;
    const lowest = (k: number): number => Math.PI * (Ta * (2 * k + 1) + Tb);
    for (let k = 0; lowest(k) < outer.slope * at; k++)
      addLadder(list, inner, outer, at, lowest(k), 2 * Math.PI * Tb, PINCH, c, 0, k, 0);
  });
}

/** Radius of what is drawn round a pole w, at most, as part of |w|. */
export const WIDEST_CIRCLE = 0.1;
/** Nothing is drawn at a larger angle. */
const STEEPEST = 1.5;

/** Adds those poles outside of the wedge which must be known where something is drawn: others are far from all circles. */
export function lookAround(state: State, list: PoleList): void {
  if (list.around > list.count) return;
  const reach = WIDEST_CIRCLE / ROOM;
  const angle = Math.atan(list.slope) + Math.asin(reach);
  addBetween(state, list, list, {
    slope: Math.tan(Math.min(angle, STEEPEST)),
    end: list.end / (1 - reach),
  });
}

/**
 * Lists the poles in the wedge and its clusters.
 * @param slope tangent of the wedge's angle
 * @param end largest real part
 */
export function listPoles(state: State, slope: number, end: number, list: PoleList): void {
  list.slope = slope;
  list.end = end;
  list.around = 0;
  addBetween(state, list, { slope: 0, end }, list);
  list.count = list.around;
  findClusters(list, state.modes.uncertainty > 0);
  findCircles(state, list);
}
