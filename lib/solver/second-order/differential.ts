/**
 * Derivatives of all currents by a bias V: conductance and inelastic tunnelling spectrum (IETS). The currents are analytic in
 * V: chemical potentials that become complex meet a level at |Im z_p| + pi T, a threshold at |Im zeta_s| + pi (T_a + T_b).
 * Central differences on a small part of that distance therefore converge geometrically, whatever the width of the steps in
 * dI/dV.
 */

import {
  isList,
  refuse,
  refuseUnless,
  requireFinite,
  requireKeys,
  requireOneOf,
} from "../checks/validate.js";
import { isAllWideBand, polesOf, refuseBoundStates } from "../electrons/electrons.js";
import { ensureJunction, type Junction, type JunctionInput, junction } from "../junction/junction.js";
import { checkOperatingPoint, type OperatingPoint } from "../junction/operating-point.js";
import { imaginaryPart, realPart } from "../special/complex.js";
import type { Estimates } from "./estimates.js";
import { ORDER, type Samples, type Slope, slopes } from "./finite-differences.js";
import { componentOf, PARTS } from "./kernels.js";
import { displacementPolesOf } from "./mode-poles.js";
import type { Hartree } from "./terminal-integrals.js";
import { terminalsOf } from "./terminals.js";

/** How a bias V changes a junction and its operating point. */
export interface DifferentialOptions {
  /**
   * share of V by which each electrode's chemical potential moves, mu_a -> mu_a + bias[a] V: { L: 0.5, R: -0.5 } for a symmetric
   * drop, { L: 1 } for one electrode against all others. Electrodes that are left out stay. Bands of structured electrodes
   * stay where they are.
   */
  readonly bias: Readonly<Record<string, number>>;
  /** share of V by which the levels move: a number for all, or one for each; default 0 */
  readonly levels?: number | ArrayLike<number>;
  /** as for `currents`; default "full" */
  readonly hartree?: Hartree;
}

/** A current at V = 0 and its derivatives by V. */
export interface Derivatives {
  /** the current itself */
  readonly value: number;
  /** its first derivative by the bias */
  readonly dV: number;
  /** its second derivative by the bias */
  readonly d2V: number;
  /** estimated absolute errors of the same */
  readonly error: { readonly value: number; readonly dV: number; readonly d2V: number };
}

/** The parts of a current, see `CurrentParts`. */
export type DerivativeParts = Readonly<
  Record<"landauer" | "elastic" | "hartree" | "inelastic" | "total", Derivatives>
>;

/** Derivatives by the bias of the currents of all terminals. */
export interface Differential {
  /**
   * of each electrode, by its name: electrons out of it per time (derivatives per unit of V: dimensionless, and 1/energy) and
   * heat (energy, and dimensionless). Heat is Q = E - mu I with the moving mu.
   */
  readonly terminals: Readonly<
    Record<string, { readonly current: DerivativeParts; readonly heat: DerivativeParts }>
  >;
}

/** Tolerance of each current: roundoff is all that is left. */
const TIGHT = 1e-14;
/** Step as a part of the distance to the nearest singularity. */
const PART = 1 / 16;
/**
 * Longer steps are tried where roundoff takes more than this of the largest derivative: the nearest singularity, a narrow level
 * far from all potentials or a pole of a fit next to a band's edge, may have next to nothing to do with the bias.
 */
const ROUNDED = 1e-9;
/** How much longer, and how often at most. */
const LONGER = 8;
const LENGTHENINGS = 8;

function readLevels(value: unknown, count: number): readonly number[] {
  if (typeof value === "number") return new Array<number>(count).fill(requireFinite("levels", value));
  if (!isList(value) || value.length !== count)
    return refuseUnless(isList(value), "levels", `a number, or ${count} numbers, one for each level`, value);
  return Array.from(value, (one, i) => requireFinite(`levels[${i}]`, one));
}

function readBias(value: unknown, names: readonly string[]): readonly number[] {
  const given = requireKeys("bias", value, [], names);
  const shares = names.map((name) =>
    given[name] === undefined ? 0 : requireFinite(`bias.${name}`, given[name]),
  );
  return shares;
}

/** The distance in V to what limits the derivatives. */
function radiusOf(
  junction: Junction,
  point: OperatingPoint,
  bias: readonly number[],
  levels: readonly number[],
): number {
  const { im } = polesOf(junction);
  const widths = Array.from(im).filter((y) => y < 0);
  const narrowest = -Math.max(...widths);
  const slowest = -Math.max(...displacementPolesOf(junction).im);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const T = Object.keys(junction.electrodes).map((name) => point.electrodes[name]!.temperature);
  let radius = high > low ? narrowest / (high - low) : Number.POSITIVE_INFINITY;
  bias.forEach((share, a) => {
    const fastest = Math.max(Math.abs(share - low), Math.abs(share - high));
    if (fastest > 0) radius = Math.min(radius, (narrowest + Math.PI * T[a]!) / fastest);
    bias.forEach((other, b) => {
      if (share !== other)
        radius = Math.min(radius, (slowest + Math.PI * (T[a]! + T[b]!)) / Math.abs(share - other));
    });
  });
  return radius;
}

/** The junction with its levels moved by some energies, one for each. */
const withLevelsMoved = (given: Junction, by: (level: number) => number): Junction =>
  junction({
    ...given,
    hamiltonian: given.hamiltonian.map((row, i) =>
      row.map((z, j) => (i === j ? { re: realPart(z) + by(i), im: imaginaryPart(z) } : z)),
    ),
  });

const withPotentials = (
  { electrodes, bath }: OperatingPoint,
  names: readonly string[],
  potentialOf: (mu: number, a: number) => number,
): OperatingPoint => ({
  electrodes: Object.fromEntries(
    names.map((name, a) => {
      const { mu, temperature } = electrodes[name]!;
      return [name, { mu: potentialOf(mu, a), temperature }];
    }),
  ),
  bath,
});

/** A junction at an operating point. */
interface Placed {
  readonly junction: Junction;
  readonly point: OperatingPoint;
}

/**
 * The same with the first electrode's chemical potential as the zero of energy, where no band is in the way: far from it
 * the steps of V would be rounded.
 */
function aboutZero(given: Junction, point: OperatingPoint): Placed {
  const names = Object.keys(given.electrodes);
  const { mu: origin } = point.electrodes[names[0]!]!;
  if (origin === 0 || !isAllWideBand(given)) return { junction: given, point };
  return {
    junction: withLevelsMoved(given, () => -origin),
    point: withPotentials(point, names, (mu) => mu - origin),
  };
}

/** The same at a bias V. */
function underBias(
  { junction: given, point }: Placed,
  bias: readonly number[],
  levels: readonly number[],
  V: number,
): Placed {
  const isMoved = V !== 0 && levels.some((share) => share !== 0);
  return {
    junction: isMoved ? withLevelsMoved(given, (i) => levels[i]! * V) : given,
    point: withPotentials(point, Object.keys(given.electrodes), (mu, a) => mu + bias[a]! * V),
  };
}

const errorOf = ({ noise, truncation }: Slope): number => noise + truncation;

const better = (a: Slope, b: Slope): Slope => (errorOf(a) <= errorOf(b) ? a : b);

/** What a derivative of some currents is a difference of: sums of the components of each. */
type Components = readonly number[];

/** f(k h/2) summed over some components. */
const samplesOf =
  (at: (k: number) => Estimates, components: Components): Samples =>
  (k) => {
    const { value, error } = at(k);
    return components.reduce(
      (total, o) => ({ value: total.value + value[o]!, error: total.error + error[o]! }),
      { value: 0, error: 0 },
    );
  };

/** The currents at V = k h/2, each computed once; what fits do to them is told by those in the middle and at both ends. */
function currentsAlong(
  currentsAt: (k: number, knownFit?: Float64Array) => Estimates,
): (k: number) => Estimates {
  const known = new Map<number, Estimates>();
  for (const k of [0, 2 * ORDER, -2 * ORDER]) known.set(k, currentsAt(k));
  const fits = [...known.values()].map(({ fit }) => fit);
  const fit = fits[0]!.map((_, o) => Math.max(...fits.map((one) => one[o]!)));
  return (k) => {
    let found = known.get(k);
    if (!found) {
      found = currentsAt(k, fit);
      known.set(k, found);
    }
    return found;
  };
}

/** First and second derivative of one current by one step. */
type Slopes = ReturnType<typeof slopes>;

/** Whether a step of half the length would gain nothing: all rules err less than the currents themselves, of one unit each. */
function isNoisy(wide: readonly Slopes[]): boolean {
  return (["first", "second"] as const).every((order) => {
    const noise = Math.max(...wide.map((one) => one[order].noise));
    return wide.every((one) => one[order].truncation <= noise);
  });
}

/** Whether roundoff of the currents, of one unit each, takes digits of some derivative. */
function isRounded(all: readonly Slopes[]): boolean {
  return (["first", "second"] as const).some((order) => {
    const largest = Math.max(...all.map((one) => Math.abs(one[order].value)));
    return all.some((one) => one[order].noise > ROUNDED * largest);
  });
}

/** The better of several steps, for each derivative by itself. */
const best = (tried: readonly Slopes[]): Slopes =>
  tried.reduce((one, other) => ({
    first: better(one.first, other.first),
    second: better(one.second, other.second),
  }));

/**
 * dI/dV and d2I/dV2 of every part of every terminal's current and heat at an operating point.
 * @param junction the junction
 * @param point the operating point, V = 0
 * @param options how the bias divides between the electrodes, whether levels follow, and `hartree`
 * @returns values, derivatives and their errors, each from two orders and the best of some steps: from a part of the distance
 *   to the nearest level or threshold on, longer ones where that is so near that roundoff counts
 * @throws RangeError for a bad junction, operating point or option, naming the parameter, the value and what is allowed, and
 *   where nothing moves
 * @throws TypeError for what is of a wrong type
 * @example
 * const { terminals } = differential(dots, point, { bias: { L: 0.5, R: -0.5 } });
 * const spectrum = terminals.L.current.total.d2V / terminals.L.current.total.dV;
 */
export function differential(
  junction: JunctionInput,
  point: OperatingPoint,
  options: DifferentialOptions,
): Differential {
  const checked = ensureJunction(junction);
  checkOperatingPoint(checked, point);
  const {
    bias: shares,
    levels: following = 0,
    hartree: asked = "full",
  } = requireKeys("options", options, ["bias"], ["levels", "hartree"]);
  const names = Object.keys(checked.electrodes);
  const bias = readBias(shares, names);
  const levels = readLevels(following, checked.hamiltonian.length);
  const hartree = requireOneOf<Hartree>("hartree", asked, ["none", "full"]);
  if ([...bias, ...levels].every((share) => share === 0))
    return refuse("bias", "such that some chemical potential moves", options.bias);
  refuseBoundStates(checked);
  const radius = radiusOf(checked, point, bias, levels);
  // a bias that moves everything alike changes nothing
  const h = (Number.isFinite(radius) ? radius : 1) * PART;
  const origin = aboutZero(checked, point);
  const along = (step: number): ((k: number) => Estimates) =>
    currentsAlong((k, knownFit) => {
      const moved = underBias(origin, bias, levels, (k * step) / 2);
      return terminalsOf(moved.junction, moved.point, hartree, TIGHT, knownFit).estimates;
    });
  /** The parts of all currents, and of all heats. */
  const units = [0, 1].map((moment) =>
    names.flatMap((_, a) => PARTS.map((__, part): Components => [componentOf(a, part, moment)])),
  );
  const wideOf = (at: (k: number) => Estimates, step: number, components: Components): Slopes =>
    slopes((k) => samplesOf(at, components)(2 * k), step);
  const ofUnits = (at: (k: number) => Estimates, step: number): Slopes[][] =>
    units.map((parts) => parts.map((one) => wideOf(at, step, one)));

  const at = along(h);
  const shortest = ofUnits(at, h);
  const needsNarrow = shortest.some((all) => !isNoisy(all));
  const longer: { readonly step: number; readonly at: (k: number) => Estimates }[] = [];
  let latest = shortest;
  while (longer.length < LENGTHENINGS && latest.every(isNoisy) && latest.some(isRounded)) {
    const step = h * LONGER ** (longer.length + 1);
    const moved = along(step);
    longer.push({ step, at: moved });
    latest = ofUnits(moved, step);
  }
  const derivativesOf = (components: Components): Derivatives => {
    const samples = samplesOf(at, components);
    const { first, second } = best([
      wideOf(at, h, components),
      ...(needsNarrow ? [slopes(samples, h / 2)] : []),
      ...longer.map((one) => wideOf(one.at, one.step, components)),
    ]);
    const { value, error } = samples(0);
    return {
      value: value + 0,
      dV: first.value + 0,
      d2V: second.value + 0,
      error: { value: error, dV: errorOf(first), d2V: errorOf(second) },
    };
  };
  const partsOf = (a: number, moment: number): DerivativeParts => {
    const all = PARTS.map((_, part) => componentOf(a, part, moment));
    return Object.fromEntries([
      ...PARTS.map((name, part) => [name, derivativesOf([all[part]!])] as const),
      ["total", derivativesOf(all)] as const,
    ]) as DerivativeParts;
  };
  return {
    terminals: Object.fromEntries(
      names.map((name, a) => [name, { current: partsOf(a, 0), heat: partsOf(a, 1) }]),
    ),
  };
}
