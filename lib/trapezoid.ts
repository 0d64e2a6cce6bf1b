/**
 * The trapezoidal rule for a half line, int_0^inf F(w) dw with w = exp(s), corrected exactly for known poles.
 *
 * A function that is analytic in the wedge |arg w| < angle is integrated by the trapezoidal rule in s with the error
 * exp(-2 pi angle/h). A simple pole of F at zeta inside the wedge, residue rho, and its mirror image add
 *
 *   2 pi Re[-2 i rho q/(1 - q)],   q = exp(2 pi i (ln zeta - s_0)/h),
 *
 * where s_0 is a node. With the poles close to the axis out of the way some thirty nodes give ten digits, however
 * narrow a resonance is. The rule is taken on two grids, h and 2h: the square of their difference tells the error.
 */
import type { QuadratureResult, VectorFunction } from "./quadrature.js";

/** Poles of the integrand in the upper right quadrant. */
export interface UpperPoles {
  readonly count: number;
  /** place of pole j: real part at 2j, imaginary part at 2j+1 */
  readonly at: ArrayLike<number>;
  /** writes the residue of pole j in each component: real part at 2c, imaginary part at 2c+1 */
  readonly putResidue: (j: number, out: Float64Array) => void;
  /** writes bounds on the errors of these residues, one per component; without it they are exact */
  readonly putNoise?: (j: number, out: Float64Array) => void;
}

export interface TrapezoidOptions {
  readonly components: number;
  /** components whose poles and error matter; the others are only summed (noise) */
  readonly controlled: readonly number[];
  /** radius of the circle around w = 0 in which F is analytic */
  readonly radius: number;
  /** frequency beyond which F is negligible */
  readonly end: number;
  /** half the opening of the wedge whose poles are given, below pi/2 */
  readonly angle: number;
  /** natural logarithm of the accuracy wanted, > 0 */
  readonly digits: number;
}

const EPSILON = 2 ** -52;
/** The grid starts at this fraction of the radius of analyticity; below it three terms of a Taylor series do. */
const START = 1e-3;
const MAXIMAL_HALVINGS = 2;
/** Measured: roundoff stays below this multiple of EPSILON times nodes and corrections. */
const ROUNDOFF = 8;

/**
 * Start of the grid, in units of its step, that keeps the nodes away from poles next to the axis, also after the step
 * has been halved: a third of a step is the distance that halving keeps.
 */
function bestOffset({ count, at }: UpperPoles, step: number): number {
  const close: number[] = [];
  for (let j = 0; j < count; j++) {
    const [re, im] = [at[2 * j]!, at[2 * j + 1]!];
    if (Math.atan2(im, re) < step) close.push(Math.log(Math.hypot(re, im)) / step);
  }
  let best = 0;
  let widest = -1;
  for (let k = 0; k < 24; k++) {
    const offset = k / 24;
    let nearest = 1;
    for (const place of close) {
      for (const finer of [1, 2, 4]) {
        const position = finer * (place - offset);
        nearest = Math.min(nearest, Math.abs(position - Math.round(position)));
      }
    }
    if (nearest > widest) {
      widest = nearest;
      best = offset;
    }
  }
  return best;
}

/**
 * 4 pi q/(1 - q), q = exp(2 pi i (position + i height)), for a pole between the nodes of a trapezoidal sum: real part
 * into out[0], imaginary part into out[1].
 * @param position of the pole along the axis from a node, in steps
 * @param height of the pole above the axis, in steps
 */
export function putPoleCorrection(position: number, height: number, out: Float64Array): void {
  const size = Math.exp(-2 * Math.PI * height);
  const phase = 2 * Math.PI * position;
  const qr = size * Math.cos(phase);
  const qi = size * Math.sin(phase);
  // q/(1-q) = [q - |q|^2]/|1-q|^2
  const scale = (4 * Math.PI) / ((1 - qr) ** 2 + qi ** 2);
  out[0] = (qr - size * size) * scale;
  out[1] = qi * scale;
}

/**
 * Integrates F over (0, inf).
 * @param f the integrand on the real axis
 * @param poles its poles with 0 < arg < angle
 * @param options see {@link TrapezoidOptions}
 * @returns value, error and integral of the absolute value of each component. The error is that of the finer of two
 *   grids; it is large where the wedge or the poles were not as promised.
 */
export function integrateHalfLine(
  f: VectorFunction,
  poles: UpperPoles,
  options: TrapezoidOptions,
): QuadratureResult {
  const { components, controlled, radius, end, angle, digits } = options;
  let step = (2 * Math.PI * angle) / digits;
  const out = new Float64Array(components);
  const first = START * radius;
  const s0 = step * (Math.ceil(Math.log(first) / step) + bestOffset(poles, step));
  const last = Math.log(end);
  let evaluations = 0;

  /** Trapezoidal sum over s0, s0 + h, ... without the factor h. */
  const sumFrom = (start: number, h: number, sum: Float64Array, absolute: Float64Array): void => {
    for (let k = 0, s = start; s < last + h; k++, s = start + k * h) {
      const omega = Math.exp(s);
      f(omega, out);
      evaluations++;
      for (let c = 0; c < components; c++) {
        sum[c] = sum[c]! + out[c]! * omega;
        absolute[c] = absolute[c]! + Math.abs(out[c]! * omega);
      }
    }
  };

  // F = F_0 + F_1 w + F_2 w^2 below the grid, from three points
  const taylor: Float64Array[] = [1, 0.5, 0.25].map((part) => {
    f(part * Math.exp(s0), out);
    evaluations++;
    return out.slice();
  });
  const below = (c: number, start: number, h: number): number => {
    const w = Math.exp(s0);
    const [y1, y2, y3] = [taylor[0]![c]!, taylor[1]![c]!, taylor[2]![c]!];
    const second = ((y1 - y2) / 0.5 - (y2 - y3) / 0.25) / 0.75;
    const slope = (y1 - y2) / 0.5 - 1.5 * second;
    const constant = y1 - slope - second;
    const u = Math.exp(start - h) / w;
    const series = (power: number): number => u ** power / -Math.expm1(-power * h);
    return w * (constant * series(1) + slope * series(2) + second * series(3));
  };

  const residue = new Float64Array(2 * components);
  const residueNoise = new Float64Array(components);
  const coarseFactor = new Float64Array(2);
  const fineFactor = new Float64Array(2);
  const coarse = new Float64Array(components);
  const middle = new Float64Array(components);
  const absolute = new Float64Array(components);
  sumFrom(s0, 2 * step, coarse, absolute);
  sumFrom(s0 + step, 2 * step, middle, absolute);
  for (let halving = 0; ; halving++) {
    const value = new Float64Array(components);
    const rough = new Float64Array(components);
    const total = new Float64Array(components);
    const noise = new Float64Array(components);
    for (let c = 0; c < components; c++) {
      rough[c] = 2 * step * (coarse[c]! + below(c, s0, 2 * step));
      value[c] = step * (coarse[c]! + middle[c]! + below(c, s0, step));
      total[c] = step * absolute[c]!;
    }
    for (let j = 0; j < poles.count; j++) {
      const re = poles.at[2 * j]!;
      const im = poles.at[2 * j + 1]!;
      const position = (Math.log(Math.hypot(re, im)) - s0) / step;
      const height = Math.atan2(im, re) / step;
      putPoleCorrection(position / 2, height / 2, coarseFactor);
      putPoleCorrection(position, height, fineFactor);
      poles.putResidue(j, residue);
      // 2 pi Re[-2 i rho q/(1-q)]
      for (const c of controlled) {
        const rhoR = residue[2 * c]!;
        const rhoI = residue[2 * c + 1]!;
        if (rhoR === 0 && rhoI === 0) continue;
        rough[c] = rough[c]! + rhoR * coarseFactor[1]! + rhoI * coarseFactor[0]!;
        const own = rhoR * fineFactor[1]! + rhoI * fineFactor[0]!;
        value[c] = value[c]! + own;
        total[c] = total[c]! + Math.abs(own);
      }
      if (!poles.putNoise) continue;
      poles.putNoise(j, residueNoise);
      const reach = Math.hypot(fineFactor[0]!, fineFactor[1]!);
      for (const c of controlled) noise[c] = noise[c]! + reach * residueNoise[c]!;
    }
    // The largest relative difference of the two grids, over all components: one alone may be small by chance.
    let difference = 0;
    for (const c of controlled) {
      if (total[c]! > 0) difference = Math.max(difference, Math.abs(rough[c]! - value[c]!) / total[c]!);
    }
    // The error of the rule squares when its step is halved; a safety factor covers several poles at one height. Two
    // grids can agree by chance, so no estimate is better than what the wedge promises.
    const estimate = Math.min(difference, 30 * difference * difference);
    const promise = 3 * Math.exp(-digits);
    const good = estimate < 10 * promise;
    const relative = Math.max(estimate, promise) + ROUNDOFF * EPSILON;
    const error = total.map((size, c) => relative * size + noise[c]!);
    if (good || halving === MAXIMAL_HALVINGS) return { value, error, absolute: total, evaluations };
    for (let c = 0; c < components; c++) coarse[c] = coarse[c]! + middle[c]!;
    step /= 2;
    middle.fill(0);
    sumFrom(s0 + step, 2 * step, middle, absolute);
  }
}
