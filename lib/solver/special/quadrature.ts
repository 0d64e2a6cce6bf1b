/**
 * Adaptive Gauss-Kronrod quadrature (7 and 15 points) of a vector-valued function over given panels, with an error
 * estimate for every component. The estimate is QUADPACK's: the difference of the two rules, sharpened by how much the
 * integrand varies on the panel, and never below the roundoff of the sum.
 */
import { EPSILON } from "../checks/precision.js";

/** Writes the integrand's components at x into `out`. */
export type VectorFunction = (x: number, out: Float64Array) => void;

export interface QuadratureResult {
  /** the integrals, one per component */
  readonly value: Float64Array;
  /** estimated absolute errors */
  readonly error: Float64Array;
  /** integrals of the absolute values: the scale that roundoff acts on */
  readonly absolute: Float64Array;
  /** number of integrand evaluations */
  readonly evaluations: number;
}

export interface QuadratureOptions {
  readonly components: number;
  /** absolute error that each component must reach, given the values so far; Infinity where it does not matter */
  readonly target: (value: Float64Array, absolute: Float64Array) => ArrayLike<number>;
  /** component that bounds the noise of component c from above; none by default */
  readonly noiseOf?: (component: number) => number | undefined;
  /** bound on integrand evaluations; default 200,000. The error returned tells whether they sufficed. */
  readonly maximalEvaluations?: number;
}

const NODES: readonly number[] = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911,
  0.4058451513773972, 0.20778495500789848, 0,
];
const KRONROD: readonly number[] = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679,
  0.19035057806478542, 0.20443294007529889, 0.20948214108472782,
];
const GAUSS: readonly number[] = [
  0.1294849661688697, 0.27970539148927664, 0.3818300505051189, 0.4179591836734694,
];
/** Multiple of the unit roundoff below which no panel's error estimate is allowed to fall. */
const ROUNDOFF = 10 * EPSILON;

interface Panel {
  readonly from: number;
  readonly to: number;
  readonly value: Float64Array;
  readonly error: Float64Array;
  readonly absolute: Float64Array;
  /** roundoff of sum and nodes, and noise of the integrand: below it halving does not help */
  readonly floor: Float64Array;
}

function evaluatePanel(
  f: VectorFunction,
  from: number,
  to: number,
  out: Float64Array,
  samples: Float64Array,
  options: QuadratureOptions,
): Panel {
  const { components, noiseOf } = options;
  const centre = (from + to) / 2;
  const half = (to - from) / 2;
  for (let s = 0; s < 15; s++) {
    f(centre + (s % 2 === 0 ? -half : half) * NODES[s >> 1]!, out);
    samples.set(out, s * components);
  }
  const value = new Float64Array(components);
  const error = new Float64Array(components);
  const absolute = new Float64Array(components);
  const floor = new Float64Array(components);
  for (let c = 0; c < components; c++) {
    let kronrod = 0;
    let gauss = 0;
    let size = 0;
    for (let s = 0; s < 15; s++) {
      const i = s >> 1;
      const y = samples[s * components + c]!;
      kronrod += KRONROD[i]! * y;
      size += KRONROD[i]! * Math.abs(y);
      if (i % 2 === 1) gauss += GAUSS[(i - 1) / 2]! * y;
    }
    let variation = 0;
    for (let s = 0; s < 15; s++) {
      variation += KRONROD[s >> 1]! * Math.abs(samples[s * components + c]! - kronrod / 2);
    }
    const difference = Math.abs(kronrod - gauss);
    const sharpened = variation > 0 ? variation * Math.min(1, ((200 * difference) / variation) ** 1.5) : 0;
    value[c] = kronrod * half;
    absolute[c] = size * Math.abs(half);
    // A node is known to one part in 2^52 of itself, which a narrow resonance far from zero does feel.
    floor[c] = ROUNDOFF * absolute[c]! + EPSILON * Math.abs(centre) * variation;
    error[c] = Math.max(sharpened * Math.abs(half), floor[c]!);
  }
  for (let c = 0; c < components; c++) {
    const noise = noiseOf?.(c);
    if (noise !== undefined) floor[c] = floor[c]! + absolute[noise]!;
  }
  return { from, to, value, error, absolute, floor };
}

function sumOf(
  panels: readonly Panel[],
  key: "value" | "error" | "absolute",
  components: number,
): Float64Array {
  const sum = new Float64Array(components);
  for (const panel of panels) {
    for (let c = 0; c < components; c++) sum[c] = sum[c]! + panel[key][c]!;
  }
  return sum;
}

/**
 * Integrates over [breakpoints[0], breakpoints[last]], starting from the panels between the break points and halving
 * those whose error is too large until every component has reached its target.
 * @param f the integrand
 * @param breakpoints ascending, at least two
 * @param options see {@link QuadratureOptions}
 * @throws RangeError if the integrand is not finite somewhere
 * @returns values, errors, absolute integrals; the errors exceed the target if roundoff or the bound on evaluations
 *   forbade it
 */
export function integrate(
  f: VectorFunction,
  breakpoints: readonly number[],
  options: QuadratureOptions,
): QuadratureResult {
  const { components, target } = options;
  const limit = options.maximalEvaluations ?? 200_000;
  const out = new Float64Array(components);
  const samples = new Float64Array(15 * components);
  let panels: Panel[] = [];
  for (let i = 1; i < breakpoints.length; i++) {
    panels.push(evaluatePanel(f, breakpoints[i - 1]!, breakpoints[i]!, out, samples, options));
  }
  let evaluations = 15 * panels.length;
  for (;;) {
    const value = sumOf(panels, "value", components);
    const error = sumOf(panels, "error", components);
    const absolute = sumOf(panels, "absolute", components);
    if (![...value, ...error].every(Number.isFinite)) {
      const last = breakpoints[breakpoints.length - 1]!;
      throw new RangeError(
        `parameters must keep the integrand within double precision (got a value that is not finite between ${breakpoints[0]} and ${last})`,
      );
    }
    const goal = target(value, absolute);
    const excess = (panel: Panel): number => {
      let worst = 0;
      for (let c = 0; c < components; c++) {
        const improvable = panel.error[c]! > 2 * panel.floor[c]!;
        if (improvable && error[c]! > goal[c]!) worst = Math.max(worst, panel.error[c]! / goal[c]!);
      }
      return worst;
    };
    const bound = 1 / (2 * panels.length);
    const splittable = panels.filter((panel) => {
      const middle = (panel.from + panel.to) / 2;
      return middle > panel.from && middle < panel.to && excess(panel) > bound;
    });
    if (splittable.length === 0 || evaluations + 30 * splittable.length > limit) {
      return { value, error, absolute, evaluations };
    }
    const chosen = new Set(splittable);
    panels = panels.flatMap((panel) => {
      if (!chosen.has(panel)) return [panel];
      const middle = (panel.from + panel.to) / 2;
      return [
        evaluatePanel(f, panel.from, middle, out, samples, options),
        evaluatePanel(f, middle, panel.to, out, samples, options),
      ];
    });
    evaluations += 30 * splittable.length;
  }
}

/**
 * A place where an integrand varies on a scale of its own: a pole at distance `width` from the axis, say; width 0 is a
 * kink or a step.
 */
export interface Feature {
  readonly centre: number;
  readonly width: number;
}

const GRADING = 4;

/**
 * Break points over [from, to], graded geometrically around each feature: centre, centre +- width, +- 4 width, ...
 * @param from lower end
 * @param to upper end, > from
 * @param features where the integrand varies, and on which scale
 * @returns ascending break points, none closer than a small fraction of the local grading
 */
export function gradedPanels(from: number, to: number, features: readonly Feature[]): number[] {
  const points: { x: number; scale: number }[] = [];
  for (const { centre, width } of features) {
    if (centre > from && centre < to) points.push({ x: centre, scale: width });
    for (let step = width; step > 0 && step < 2 * (to - from) + Math.abs(centre); step *= GRADING) {
      for (const x of [centre - step, centre + step]) if (x > from && x < to) points.push({ x, scale: step });
    }
  }
  points.sort((a, b) => a.x - b.x);
  const kept: number[] = [from];
  let last = Number.NEGATIVE_INFINITY;
  for (const { x, scale } of points) {
    const gap = 0.2 * scale;
    if (x - Math.max(last, from) < gap || to - x < gap) continue;
    kept.push(x);
    last = x;
  }
  kept.push(to);
  return kept;
}
