/**
 * What a pair bath gives to the modes at one frequency, by the trapezoidal rule over the electron's energy: the route
 * for electrodes of different temperatures, where only Lambda itself is a sum of digamma functions, and for levels so
 * far from the window that the terms of that sum cancel.
 *
 *   flux(w) = int de/2pi T(e) { f_a(e) [1 - f_b(e-w)] w (1 + n) - f_b(e-w) [1 - f_a(e)] w n },   n = n_B(w, T_ph),
 *   T(e) = sum_mn tr[M^m A_a(e) M^n A_b(e-w)] [A_ph(w)/w]_nm,
 *
 * and the same with the factor e - mu_a. Over the poles of the Green's function A_a(e) = G(e) Gamma_a G(e^*)^+ is
 * sum_pq |r_p> <l_p|Gamma_a|l_q> <r_q| / ((e - z_p)(e - z_q^*)): on the axis T(e) is a sum of squares and does not cancel.
 * The integrand is analytic but for the poles z_p^* and z_q^* + w of T and the two ladders of Fermi poles,
 * mu_a + i pi T_a (2k+1) and mu_b + w + i pi T_b (2k+1), all of them known: a pole with the residue rho that lies below
 * the strip of half height h L/(2 pi) is corrected exactly by
 *
 *   2 pi Re[-2 i rho q/(1 - q)],   q = exp(2 pi i (pole - e_0)/h),   e_0 a node.
 *
 * The residues of T follow from C and K of pairs: conj C_pq/((e - z_p^*)(e - w - z_q^*)) and K_pq/((e - z_p)(e - w - z_q^*))
 * with their conjugates are the terms that have poles above the axis.
 */
import { isWideBand } from "./junction.js";
import { adjoint, fromRows, type Matrix, matmul, putProduct, zeros } from "./linear/matrix.js";
import type { Reservoir } from "./operating-point.js";
import type { ExpandedBath } from "./pairs.js";
import { add, type Complex, complex, divide, modulus, multiply, scale, subtract } from "./special/complex.js";
import { complexExpm1, complexFermi } from "./special/complex-distributions.js";
import { fermiUnchecked, netEmission, xBose } from "./special/distributions.js";
import { putPoleCorrection } from "./trapezoid.js";

/** Integrals over the electron's energy, with their absolute errors. */
export interface Exchange {
  flux: number;
  /** the same with the factor e - mu_a */
  moment: number;
  fluxError: number;
  momentError: number;
}

/** -ln of the relative error of the rule and of what is cut off. */
const DIGITS = 35;
/** Measured: roundoff stays below this multiple of EPSILON times the integral of the modulus. */
const ROUNDOFF = 16;
const EPSILON = 2 ** -52;
/** Nodes beyond which another route does as well. */
const MAXIMAL_NODES = 20_000;

/** Poles z_p^* and z_q^* + w closer than this part of their height are corrected together. */
const CLOSE = 1e-3;
/** Points on the circle round such a pair: the error is 0.3^24 and less. */
const CIRCLE = 24;

let contracted: Float64Array = new Float64Array(0);

/** C and K of each term, contracted with the modes' spectral function. */
function contract({ terms, device }: ExpandedBath, spectrum: Matrix): void {
  const modes = device.modes.length;
  const { count, direct, crossed } = terms;
  if (contracted.length < 4 * count) contracted = new Float64Array(4 * count);
  for (let term = 0; term < count; term++) {
    let cr = 0;
    let ci = 0;
    let kr = 0;
    let ki = 0;
    for (let m = 0; m < modes; m++) {
      for (let n = 0; n < modes; n++) {
        const at = 2 * ((term * modes + m) * modes + n);
        const re = spectrum.re[n * modes + m]!;
        const im = spectrum.im[n * modes + m]!;
        cr += direct[at]! * re - direct[at + 1]! * im;
        ci += direct[at]! * im + direct[at + 1]! * re;
        kr += crossed[at]! * re - crossed[at + 1]! * im;
        ki += crossed[at]! * im + crossed[at + 1]! * re;
      }
    }
    contracted[4 * term] = cr;
    contracted[4 * term + 1] = ci;
    contracted[4 * term + 2] = kr;
    contracted[4 * term + 3] = ki;
  }
}

/** What T(e) is made of: Gamma_a, Gamma_b and the couplings in the basis of the poles. */
interface Parts {
  readonly gammaA: Matrix;
  readonly gammaB: Matrix;
  /** <r_p|M^m|r_q> */
  readonly couplings: readonly Matrix[];
  readonly a: Matrix;
  readonly b: Matrix;
  readonly left: readonly Matrix[];
  readonly right: readonly Matrix[];
}

const partsOf = new WeakMap<ExpandedBath, Parts>();

function knownParts(bath: ExpandedBath): Parts {
  let parts = partsOf.get(bath);
  if (!parts) {
    const { device, poles } = bath;
    const n = poles.right.size;
    const inPoles = (name: string): Matrix => {
      const electrode = device.electrodes[name]!;
      const gamma = isWideBand(electrode) ? fromRows(electrode.broadening) : zeros(n);
      return matmul(matmul(poles.left, gamma), adjoint(poles.left));
    };
    const empty = (): Matrix[] => device.modes.map(() => zeros(n));
    parts = {
      gammaA: inPoles(bath.from),
      gammaB: inPoles(bath.to),
      couplings: device.modes.map(({ coupling }) =>
        matmul(adjoint(poles.right), matmul(fromRows(coupling), poles.right)),
      ),
      a: zeros(n),
      b: zeros(n),
      left: empty(),
      right: empty(),
    };
    partsOf.set(bath, parts);
  }
  return parts;
}

/** gamma_pq/((e - z_p)(e - z_q^*)) into `out`; zero for dark states. */
function putSpectrum(
  gamma: Matrix,
  { re, im }: ExpandedBath["poles"],
  er: number,
  ei: number,
  out: Matrix,
): void {
  const n = gamma.size;
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      const k = p * n + q;
      if (im[p]! === 0 || im[q]! === 0) {
        out.re[k] = 0;
        out.im[k] = 0;
        continue;
      }
      const ur = er - re[p]!;
      const ui = ei - im[p]!;
      const vr = er - re[q]!;
      const vi = ei + im[q]!;
      const dr = ur * vr - ui * vi;
      const di = ur * vi + ui * vr;
      const square = dr * dr + di * di;
      out.re[k] = (gamma.re[k]! * dr + gamma.im[k]! * di) / square;
      out.im[k] = (gamma.im[k]! * dr - gamma.re[k]! * di) / square;
    }
  }
}

const product: Float64Array = new Float64Array(2);

/** T(e) at e = er + i ei into `product`. */
function putProductOfSpectra(
  bath: ExpandedBath,
  parts: Parts,
  omega: number,
  spectrum: Matrix,
  er: number,
  ei: number,
): void {
  const { gammaA, gammaB, couplings, a, b, left, right } = parts;
  putSpectrum(gammaA, bath.poles, er, ei, a);
  putSpectrum(gammaB, bath.poles, er - omega, ei, b);
  const modes = couplings.length;
  const n = a.size;
  for (let m = 0; m < modes; m++) {
    putProduct(couplings[m]!, a, left[m]!);
    putProduct(couplings[m]!, b, right[m]!);
  }
  let sumR = 0;
  let sumI = 0;
  for (let m = 0; m < modes; m++) {
    for (let k = 0; k < modes; k++) {
      let re = 0;
      let im = 0;
      const x = left[m]!;
      const y = right[k]!;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const p = i * n + j;
          const q = j * n + i;
          re += x.re[p]! * y.re[q]! - x.im[p]! * y.im[q]!;
          im += x.re[p]! * y.im[q]! + x.im[p]! * y.re[q]!;
        }
      }
      const dr = spectrum.re[k * modes + m]!;
      const di = spectrum.im[k * modes + m]!;
      sumR += re * dr - im * di;
      sumI += re * di + im * dr;
    }
  }
  product[0] = sumR;
  product[1] = sumI;
}

/** Logarithm of how much larger T(e) may be on a level than in the window: (distance/width)^2 for each of the two. */
function enhancement({ source, drain, poles }: ExpandedBath, omega: number): number {
  let largest = 1;
  for (let p = 0; p < poles.re.length; p++) {
    const width = -poles.im[p]!;
    if (width === 0) continue;
    const distance = Math.max(
      Math.abs(poles.re[p]! - source.mu),
      Math.abs(poles.re[p]! - drain.mu),
      Math.abs(poles.re[p]! - drain.mu - omega),
    );
    largest = Math.max(largest, distance / width);
  }
  return 4 * Math.log(largest);
}

/**
 * Integrates; undefined where the strip would need too many nodes.
 * @param bath the pair bath, of any two temperatures > 0
 * @param omega frequency > 0
 * @param spectrum A_ph(w)/w
 * @param bosonTemperature T_ph, may be 0
 */
export function exchangeByTrapezoid(
  bath: ExpandedBath,
  omega: number,
  spectrum: Matrix,
  bosonTemperature: number,
): Exchange | undefined {
  const { source, drain, poles } = bath;
  const Ta = source.temperature;
  const Tb = drain.temperature;
  const muB = drain.mu + omega;
  // Each side falls with the higher of the two temperatures, until not even a resonance there can make up for it.
  const cut = DIGITS + enhancement(bath, omega);
  const low = Math.min(source.mu - cut * Ta, muB - cut * Tb);
  const high = Math.max(source.mu + cut * Ta, muB + cut * Tb);
  // as many rungs as save as many nodes
  const height = Math.sqrt(((high - low) * DIGITS * 0.5) / (1 / Ta + 1 / Tb));
  const rungsA = Math.ceil((height / (Math.PI * Ta) - 1) / 2);
  const rungsB = Math.ceil((height / (Math.PI * Tb) - 1) / 2);
  if (laddersMeet(source, { mu: muB, temperature: Tb }, rungsA)) return undefined;
  const strip = Math.min(Math.PI * Ta * (2 * rungsA + 1), Math.PI * Tb * (2 * rungsB + 1));
  const h = (2 * Math.PI * strip) / DIGITS;
  const count = Math.ceil((high - low) / h);
  if (!(count < MAXIMAL_NODES)) return undefined;
  contract(bath, spectrum);
  const parts = knownParts(bath);
  const occupied = xBose(omega, bosonTemperature); // w n
  const emitted = xBose(-omega, bosonTemperature); // w (1 + n)
  const first = low;
  let flux = 0;
  let moment = 0;
  let size = 0;
  let momentSize = 0;
  for (let k = 0; k <= count; k++) {
    const e = first + k * h;
    const alpha = (e - source.mu) / Ta;
    const beta = (e - muB) / Tb;
    const up = fermiUnchecked(alpha) * fermiUnchecked(-beta);
    const down = fermiUnchecked(beta) * fermiUnchecked(-alpha);
    const excess =
      bosonTemperature === 0 ? Number.NEGATIVE_INFINITY : alpha - beta - omega / bosonTemperature;
    const weight = netEmission(up, down, emitted, occupied, excess);
    putProductOfSpectra(bath, parts, omega, spectrum, e, 0);
    const value = weight * product[0]!;
    flux += value;
    size += Math.abs(value);
    moment += value * (e - source.mu);
    momentSize += Math.abs(value) * (Math.abs(e - source.mu) + EPSILON * Math.abs(e));
  }
  flux *= h;
  moment *= h;
  size *= h;
  momentSize *= h;
  const pull: Float64Array = new Float64Array(2);
  const correct = (at: Complex, rho: Complex, rhoSize: number): void => {
    putPoleCorrection((at.re - first) / h, at.im / h, pull);
    const factor = complex(pull[1]!, -pull[0]!);
    const own = multiply(rho, factor);
    const energy = complex(at.re - source.mu, at.im);
    const ownSize = rhoSize * modulus(factor);
    flux += own.re;
    moment += multiply(energy, own).re;
    size += ownSize;
    momentSize += ownSize * modulus(energy);
  };
  // the weight at complex e, away from the Fermi poles, without cancellation
  const weightAt = (e: Complex): Complex => {
    const alpha = complex((e.re - source.mu) / Ta, e.im / Ta);
    const beta = complex((e.re - muB) / Tb, e.im / Tb);
    const minus = (z: Complex): Complex => complex(-z.re, -z.im);
    const up = (): Complex => multiply(complexFermi(alpha), complexFermi(minus(beta)));
    if (bosonTemperature === 0) return scale(emitted, up());
    const excess = complex(alpha.re - beta.re - omega / bosonTemperature, alpha.im - beta.im);
    return excess.re < 0
      ? scale(-emitted, multiply(up(), complexExpm1(excess)))
      : scale(
          occupied,
          multiply(multiply(complexFermi(beta), complexFermi(minus(alpha))), complexExpm1(minus(excess))),
        );
  };
  // The weight is f_a w (1 + n) - f_b w n - f_a f_b w; f_a has the residue -T_a at its rungs, f_b has -T_b.
  const rung = (at: Complex, inner: Complex, innerSize: number): void => {
    putProductOfSpectra(bath, parts, omega, spectrum, at.re, at.im);
    const t = complex(product[0]!, product[1]!);
    correct(at, multiply(t, inner), modulus(t) * innerSize);
  };
  for (let k = 0; k < rungsA; k++) {
    const y = Math.PI * Ta * (2 * k + 1);
    const fb = complexFermi(complex((source.mu - muB) / Tb, y / Tb));
    rung(
      complex(source.mu, y),
      complex(-Ta * (emitted - omega * fb.re), Ta * omega * fb.im),
      Ta * (emitted + omega * modulus(fb) * (1 + modulus(fb))),
    );
  }
  for (let k = 0; k < rungsB; k++) {
    const y = Math.PI * Tb * (2 * k + 1);
    const fa = complexFermi(complex((muB - source.mu) / Ta, y / Ta));
    rung(
      complex(muB, y),
      complex(Tb * (omega * fa.re + occupied), Tb * omega * fa.im),
      Tb * (omega * modulus(fa) * (1 + modulus(fa)) + occupied),
    );
  }
  correctLevels(bath, omega, weightAt, correct, (c, a, b) => {
    // conj C [G(a) - G(b)]/(a - b), G = weight times kernel, by Cauchy's formula on a circle round both
    const centre = complex((a.re + b.re) / 2, (a.im + b.im) / 2);
    const radius =
      0.3 *
      Math.min(
        centre.im,
        distanceToFermiPoles(centre, source),
        distanceToFermiPoles(centre, { mu: muB, temperature: Tb }),
      );
    for (let k = 0; k < CIRCLE; k++) {
      const angle = (2 * Math.PI * (k + 0.5)) / CIRCLE;
      const step = complex(radius * Math.cos(angle), radius * Math.sin(angle));
      const at = add(centre, step);
      const share = divide(scale(1 / CIRCLE, step), multiply(subtract(at, a), subtract(at, b)));
      const rho = multiply(multiply(c, share), weightAt(at));
      correct(at, rho, modulus(rho));
    }
  });
  if (!Number.isFinite(flux + moment + size + momentSize)) return undefined;
  const relative = ROUNDOFF * EPSILON + poles.uncertainty;
  const perRadian = 1 / (2 * Math.PI);
  return {
    flux: flux * perRadian,
    moment: moment * perRadian,
    fluxError: size * perRadian * relative,
    momentError: momentSize * perRadian * relative,
  };
}

/** Rungs of two ladders that are closer than this part of T are one double pole, whose residues cancel. */
const MEETING = 1e-2;

/** Whether some rung of the first ladder that counts meets one of the second. */
function laddersMeet(a: Reservoir, b: Reservoir, rungs: number): boolean {
  const near = MEETING * Math.min(a.temperature, b.temperature);
  if (Math.abs(a.mu - b.mu) >= near) return false;
  for (let k = 0; k <= rungs; k++) {
    if (distanceToFermiPoles(complex(a.mu, Math.PI * a.temperature * (2 * k + 1)), b) < near) return true;
  }
  return false;
}

function distanceToFermiPoles(z: Complex, { mu, temperature }: Reservoir): number {
  const rung = Math.max(0, Math.round((z.im / (Math.PI * temperature) - 1) / 2));
  return Math.hypot(z.re - mu, z.im - Math.PI * temperature * (2 * rung + 1));
}

/** Corrections for the poles z_p^* and z_q^* + w of T(e), each with the sum of the terms that share it. */
function correctLevels(
  { terms, poles }: ExpandedBath,
  omega: number,
  weightAt: (e: Complex) => Complex,
  correct: (at: Complex, rho: Complex, rhoSize: number) => void,
  correctPair: (c: Complex, a: Complex, b: Complex) => void,
): void {
  const { energies } = poles;
  const n = energies.length;
  const atP = Array.from({ length: n }, () => complex(0, 0));
  const atQ = Array.from({ length: n }, () => complex(0, 0));
  const sizeP = new Float64Array(n);
  const sizeQ = new Float64Array(n);
  for (let term = 0; term < terms.count; term++) {
    const p = terms.p[term]!;
    const q = terms.q[term]!;
    const zp = energies[p]!;
    const zq = energies[q]!;
    const c = complex(contracted[4 * term]!, -contracted[4 * term + 1]!); // conj C
    const k = complex(contracted[4 * term + 2]!, contracted[4 * term + 3]!);
    const kc = complex(k.re, -k.im);
    // conj C/((e - z_p^*)(e - w - z_q^*)) + conj K/((e - z_p^*)(e - w - z_q)) at e = z_p^*
    const gap = complex(zp.re - omega - zq.re, zq.im - zp.im);
    const isClose = modulus(gap) < CLOSE * Math.min(-zp.im, -zq.im);
    if (isClose && (c.re !== 0 || c.im !== 0)) {
      correctPair(c, complex(zp.re, -zp.im), complex(zq.re + omega, -zq.im));
    }
    const same = isClose ? complex(0, 0) : divide(c, gap);
    const mixed = divide(kc, complex(zp.re - omega - zq.re, -zp.im - zq.im));
    atP[p] = complex(atP[p]!.re + same.re + mixed.re, atP[p]!.im + same.im + mixed.im);
    // conj C/(...) and K/((e - z_p)(e - w - z_q^*)) at e = z_q^* + w
    const other = divide(k, complex(zq.re + omega - zp.re, -zq.im - zp.im));
    atQ[q] = complex(atQ[q]!.re - same.re + other.re, atQ[q]!.im - same.im + other.im);
    sizeP[p] = sizeP[p]! + modulus(same) + modulus(mixed);
    sizeQ[q] = sizeQ[q]! + modulus(same) + modulus(other);
  }
  for (let j = 0; j < n; j++) {
    const z = energies[j]!;
    if (z.im === 0) continue;
    for (const [at, residue, residueSize] of [
      [complex(z.re, -z.im), atP[j]!, sizeP[j]!],
      [complex(z.re + omega, -z.im), atQ[j]!, sizeQ[j]!],
    ] as const) {
      if (residueSize === 0) continue;
      const weight = weightAt(at);
      correct(at, multiply(residue, weight), residueSize * modulus(weight));
    }
  }
}
