/**
 * The modes with the electrons' self-energy, beyond the lowest order of Eq. (8):
 *
 *   D^r(w) = F(w)^-1,   F(w) = w^2 - K + i w gamma_ph - Pi^r(w),   K = diag(Omega_n^2),
 *
 * which is exact for modes that the electrons drive and damp linearly (the harmonic approximation: electrons at lowest
 * order, modes to all orders).
 */
import { modeFeatures } from "../bosons/bosons.js";
import { electronFeatures, isAllWideBand, polesOf } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { fromRows, type Matrix } from "../linear/matrix.js";
import { selfEnergyFunction } from "../pairs/self-energy.js";
import type { Feature } from "../special/quadrature.js";

/** F(w) as a modes x modes matrix, unit energy^2; the junction and the point have been checked. */
export function inverseResponse(junction: Junction, point: OperatingPoint): (omega: number) => Matrix {
  const modes = junction.modes.length;
  const damping = fromRows(junction.damping);
  const selfEnergy = selfEnergyFunction(junction, point);
  return (omega) => {
    const pi = selfEnergy(omega);
    const re = pi.re.map((value, k) => {
      const energy = k % (modes + 1) === 0 ? junction.modes[k / (modes + 1)]!.omega : 0;
      return energy === 0 ? -value : (omega - energy) * (omega + energy) - value;
    });
    const im = pi.im.map((value, k) => omega * damping.re[k]! - value);
    return { size: modes, re, im };
  };
}

/** Determinant of a small complex matrix, by Gaussian elimination with row pivoting. */
export function determinant({ size, re, im }: Matrix): { readonly re: number; readonly im: number } {
  const a = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => ({ re: re[i * size + j]!, im: im[i * size + j]! })),
  );
  let product = { re: 1, im: 0 };
  for (let c = 0; c < size; c++) {
    let pivot = c;
    for (let i = c + 1; i < size; i++) {
      if (Math.hypot(a[i]![c]!.re, a[i]![c]!.im) > Math.hypot(a[pivot]![c]!.re, a[pivot]![c]!.im)) pivot = i;
    }
    if (pivot !== c) {
      [a[c], a[pivot]] = [a[pivot]!, a[c]!];
      product = { re: -product.re, im: -product.im };
    }
    const p = a[c]![c]!;
    product = { re: product.re * p.re - product.im * p.im, im: product.re * p.im + product.im * p.re };
    const square = p.re * p.re + p.im * p.im;
    if (square === 0) return { re: 0, im: 0 };
    for (let i = c + 1; i < size; i++) {
      const q = a[i]![c]!;
      const f = { re: (q.re * p.re + q.im * p.im) / square, im: (q.im * p.re - q.re * p.im) / square };
      for (let j = c; j < size; j++) {
        const s = a[c]![j]!;
        const t = a[i]![j]!;
        a[i]![j] = { re: t.re - f.re * s.re + f.im * s.im, im: t.im - f.re * s.im - f.im * s.re };
      }
    }
  }
  return product;
}

/** Frequencies w >= 0 where D^r or the pair baths vary, and on which scale. */
export function dressedFeatures(junction: Junction, point: OperatingPoint): Feature[] {
  const features = [...modeFeatures(junction), { centre: 0, width: Math.PI * point.bath.temperature }];
  const response = inverseResponse(junction, point);
  junction.modes.forEach(({ omega }, n) => {
    // where the electrons move the resonance to, and how broad they make it, to first order
    const at = response(omega);
    const [re, im] = [at.re[n * at.size + n]!, at.im[n * at.size + n]!];
    const centre = Math.sqrt(Math.max(0, omega ** 2 - re));
    features.push({ centre, width: Math.abs(im) / (2 * omega) });
  });
  const levels = electronFeatures(junction);
  const thermal = Object.values(point.electrodes).map(({ mu, temperature }) => ({
    centre: mu,
    width: Math.PI * temperature,
  }));
  for (const a of [...levels, ...thermal]) {
    for (const b of [...levels, ...thermal]) {
      if (a.centre >= b.centre) features.push({ centre: a.centre - b.centre, width: a.width + b.width });
    }
  }
  return features.filter(({ width }) => width > 0);
}

/** Frequency beyond which F(w) is w^2 to one part in a thousand. */
export function highFrequency(junction: Junction, point: OperatingPoint): number {
  const { energies: levels, reference } = polesOf(junction);
  const mus = Object.values(point.electrodes).map(({ mu }) => mu - reference);
  const all = [...levels.map(({ re }) => re), ...mus];
  const size =
    Math.max(...junction.modes.map(({ omega }) => omega)) +
    Math.max(...junction.damping.flat()) +
    (Math.max(...all) - Math.min(...all)) +
    Math.max(...Object.values(point.electrodes).map(({ temperature }) => temperature)) +
    Math.max(...levels.map(({ im }) => -im)) +
    // |Pi| falls off faster than its value at w = 0
    Math.max(...selfEnergyFunction(junction, point)(0).re.map(Math.abs)) ** 0.5;
  return 1000 * size;
}

/** Only the wide-band limit has a closed form of Pi^r. */
export function requireWideBand(junction: Junction): void {
  if (!isAllWideBand(junction)) {
    throw new RangeError("electrodes must be in the wide-band limit beyond lowest order (got a selfEnergy)");
  }
}
