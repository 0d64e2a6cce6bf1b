/**
 * What a pair bath gives to the modes at one frequency, by the trapezoidal rule over the electron's energy: the route
 * for electrodes of different temperatures, where only Lambda itself is a sum of digamma functions, and for levels so
 * far from the window that the terms of that sum cancel.
 *
 *   flux(w) = int de/2pi T(e) { f_a(e) [1 - f_b(e-w)] w (1 + n) - f_b(e-w) [1 - f_a(e)] w n },   n = n_B(w, T_ph),
 *   T(e) = sum_mn tr[M^m A_a(e) M^n A_b(e-w)] [A_ph(w)/w]_nm,
 *
 * and the same with the factor e - mu_a. With C and K of pairs contracted with A_ph, T(e) = Phi(e) + conj Phi(conj e),
 *
 *   Phi(e) = sum_pq { C_pq/((e - z_p)(e - w - z_q)) + K_pq/((e - z_p)(e - w - z_q^*)) },
 *
 * which is a sum of squares on the axis and so does not cancel. The integrand is analytic but for the poles z_p^* and
 * z_q^* + w and the two ladders of Fermi poles, mu_a + i pi T_a (2k+1) and mu_b + w + i pi T_b (2k+1), all of them
 * known: a rung that lies below the strip of half height h L/(2 pi) is corrected exactly, with the residue rho, by
 *
 *   2 pi Re[-2 i rho q/(1 - q)],   q = exp(2 pi i (pole - e_0)/h),   e_0 a node.
 */
import type { Matrix } from "./linear/matrix.js";
import type { ExpandedBath } from "./pairs.js";
import { type Complex, complex, divide, multiply, reciprocal } from "./special/complex.js";
import { xBose } from "./special/distributions.js";

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

/** Phi(e) at complex e. */
function phi({ terms, poles }: ExpandedBath, omega: number, e: Complex): Complex {
  const { re, im } = poles;
  let sumR = 0;
  let sumI = 0;
  for (let term = 0; term < terms.count; term++) {
    const p = terms.p[term]!;
    const q = terms.q[term]!;
    const ur = e.re - re[p]!;
    const ui = e.im - im[p]!;
    const vr = e.re - omega - re[q]!;
    const vi = e.im - im[q]!;
    const wi = e.im + im[q]!;
    // C/(u v) + K/(u w), w = v with the conjugate pole
    const v2 = vr * vr + vi * vi;
    const w2 = vr * vr + wi * wi;
    const cr = contracted[4 * term]!;
    const ci = contracted[4 * term + 1]!;
    const kr = contracted[4 * term + 2]!;
    const ki = contracted[4 * term + 3]!;
    const nr = (cr * vr + ci * vi) / v2 + (kr * vr + ki * wi) / w2;
    const ni = (ci * vr - cr * vi) / v2 + (ki * vr - kr * wi) / w2;
    const u2 = ur * ur + ui * ui;
    sumR += (nr * ur + ni * ui) / u2;
    sumI += (ni * ur - nr * ui) / u2;
  }
  return complex(sumR, sumI);
}

/** T(e) = Phi(e) + conj Phi(conj e). */
function product(bath: ExpandedBath, omega: number, e: Complex): Complex {
  const above = phi(bath, omega, e);
  if (e.im === 0) return complex(2 * above.re, 0);
  const below = phi(bath, omega, complex(e.re, -e.im));
  return complex(above.re + below.re, above.im - below.im);
}

/** 1/(e^z + 1). */
function fermiOf(z: Complex): Complex {
  const size = Math.exp(-Math.abs(z.re));
  const small = complex(size * Math.cos(z.im), (z.re > 0 ? -1 : 1) * size * Math.sin(z.im));
  const denominator = complex(1 + small.re, small.im);
  return z.re > 0 ? divide(small, denominator) : reciprocal(denominator);
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
  // range: each side falls with the higher of the two temperatures
  const low = Math.min(source.mu - DIGITS * Ta, muB - DIGITS * Tb);
  const high = Math.max(source.mu + DIGITS * Ta, muB + DIGITS * Tb);
  // as many rungs as save as many nodes
  const height = Math.sqrt(((high - low) * DIGITS * 0.5) / (1 / Ta + 1 / Tb));
  const rungsA = Math.ceil((height / (Math.PI * Ta) - 1) / 2);
  const rungsB = Math.ceil((height / (Math.PI * Tb) - 1) / 2);
  const strip = Math.min(Math.PI * Ta * (2 * rungsA + 1), Math.PI * Tb * (2 * rungsB + 1));
  const h = (2 * Math.PI * strip) / DIGITS;
  const count = Math.ceil((high - low) / h);
  if (!(count < MAXIMAL_NODES)) return undefined;
  contract(bath, spectrum);
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
    const fa = alpha > 0 ? Math.exp(-alpha) / (1 + Math.exp(-alpha)) : 1 / (1 + Math.exp(alpha));
    const ga = alpha > 0 ? 1 / (1 + Math.exp(-alpha)) : Math.exp(alpha) / (1 + Math.exp(alpha));
    const fb = beta > 0 ? Math.exp(-beta) / (1 + Math.exp(-beta)) : 1 / (1 + Math.exp(beta));
    const gb = beta > 0 ? 1 / (1 + Math.exp(-beta)) : Math.exp(beta) / (1 + Math.exp(beta));
    // w [f_a (1-f_b) (1+n) - f_b (1-f_a) n] without cancellation
    const excess =
      bosonTemperature === 0 ? Number.NEGATIVE_INFINITY : alpha - beta - omega / bosonTemperature;
    const weight =
      excess < 0 ? -fa * gb * emitted * Math.expm1(excess) : fb * ga * occupied * Math.expm1(-excess);
    const value = weight * phi(bath, omega, complex(e, 0)).re * 2;
    flux += value;
    size += Math.abs(value);
    moment += value * (e - source.mu);
    momentSize += Math.abs(value) * (Math.abs(e - source.mu) + EPSILON * Math.abs(e));
  }
  flux *= h;
  moment *= h;
  size *= h;
  momentSize *= h;
  const correct = (at: Complex, rho: Complex): void => {
    const damp = Math.exp((-2 * Math.PI * at.im) / h);
    const phase = (2 * Math.PI * (at.re - first)) / h;
    const qr = damp * Math.cos(phase);
    const qi = damp * Math.sin(phase);
    const square = (1 - qr) ** 2 + qi ** 2;
    const fr = (qr - damp * damp) / square;
    const fi = qi / square;
    const energyR = at.re - source.mu;
    const mr = rho.re * energyR - rho.im * at.im;
    const mi = rho.re * at.im + rho.im * energyR;
    const own = 4 * Math.PI * (rho.re * fi + rho.im * fr);
    const ownMoment = 4 * Math.PI * (mr * fi + mi * fr);
    flux += own;
    moment += ownMoment;
    const scale = 4 * Math.PI * Math.hypot(fr, fi) * Math.hypot(rho.re, rho.im);
    size += scale;
    momentSize += scale * Math.hypot(energyR, at.im);
  };
  // w [f_a (1+n-f_b) - f_b n] at complex e, away from the Fermi poles
  const weightAt = (e: Complex): Complex => {
    const fa = fermiOf(complex((e.re - source.mu) / Ta, e.im / Ta));
    const fb = fermiOf(complex((e.re - muB) / Tb, e.im / Tb));
    const inner = multiply(fa, complex(emitted - omega * fb.re, -omega * fb.im));
    return complex(inner.re - occupied * fb.re, inner.im - occupied * fb.im);
  };
  for (let k = 0; k < rungsA; k++) {
    const y = Math.PI * Ta * (2 * k + 1);
    const at = complex(source.mu, y);
    const fb = fermiOf(complex((at.re - muB) / Tb, y / Tb));
    const residue = complex(-Ta * (emitted - omega * fb.re), Ta * omega * fb.im);
    correct(at, multiply(product(bath, omega, at), residue));
  }
  for (let k = 0; k < rungsB; k++) {
    const y = Math.PI * Tb * (2 * k + 1);
    const at = complex(muB, y);
    const fa = fermiOf(complex((at.re - source.mu) / Ta, y / Ta));
    const residue = complex(Tb * (omega * fa.re + occupied), Tb * omega * fa.im);
    correct(at, multiply(product(bath, omega, at), residue));
  }
  correctLevels(bath, omega, weightAt, correct);
  const relative = ROUNDOFF * EPSILON + poles.uncertainty;
  const scale = 1 / (2 * Math.PI);
  return {
    flux: flux * scale,
    moment: moment * scale,
    fluxError: size * scale * relative,
    momentError: momentSize * scale * relative,
  };
}

/** Corrections for the poles z_p^* and z_q^* + w of T(e), each with the sum of the terms that share it. */
function correctLevels(
  { terms, poles }: ExpandedBath,
  omega: number,
  weightAt: (e: Complex) => Complex,
  correct: (at: Complex, rho: Complex) => void,
): void {
  const { energies } = poles;
  const n = energies.length;
  const atP = Array.from({ length: n }, () => complex(0, 0));
  const atQ = Array.from({ length: n }, () => complex(0, 0));
  for (let term = 0; term < terms.count; term++) {
    const p = terms.p[term]!;
    const q = terms.q[term]!;
    const zp = energies[p]!;
    const zq = energies[q]!;
    const c = complex(contracted[4 * term]!, -contracted[4 * term + 1]!); // conj C
    const k = complex(contracted[4 * term + 2]!, contracted[4 * term + 3]!);
    const kc = complex(k.re, -k.im);
    // conj C/((e - z_p^*)(e - w - z_q^*)) + conj K/((e - z_p^*)(e - w - z_q)) at e = z_p^*
    const same = divide(c, complex(zp.re - omega - zq.re, zq.im - zp.im));
    const mixed = divide(kc, complex(zp.re - omega - zq.re, -zp.im - zq.im));
    atP[p] = complex(atP[p]!.re + same.re + mixed.re, atP[p]!.im + same.im + mixed.im);
    // conj C/(...) and K/((e - z_p)(e - w - z_q^*)) at e = z_q^* + w
    const other = divide(k, complex(zq.re + omega - zp.re, -zq.im - zp.im));
    atQ[q] = complex(atQ[q]!.re - same.re + other.re, atQ[q]!.im - same.im + other.im);
  }
  for (let j = 0; j < n; j++) {
    const z = energies[j]!;
    if (z.im === 0) continue;
    for (const [at, residue] of [
      [complex(z.re, -z.im), atP[j]!],
      [complex(z.re + omega, -z.im), atQ[j]!],
    ] as const) {
      if (residue.re !== 0 || residue.im !== 0) correct(at, multiply(residue, weightAt(at)));
    }
  }
}
