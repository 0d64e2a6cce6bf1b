/**
 * The three poles of F in the upper half plane that belong to no ladder.
 *
 * The mode's: zeta = i gamma_ph/2 +- Omega', Omega' = sqrt(Omega^2 - gamma_ph^2/4), where A_ph has the residue
 * -+ i/(2 Omega'). Underdamped they lie side by side; overdamped, with Omega' = i |Omega'|, one above the other.
 *
 * The level's, where an electron hops between the two levels: zeta = eps_L - eps_R + i s/2, s = gamma_L + gamma_R, where
 * Lambda has the residue
 *
 *   i |m|^2 [f_L(eps_L + i gamma_L/2) - f_R(eps_R - i gamma_R/2)] = i |m|^2 sinh(b - a)/(2 cosh a cosh b),
 *   a = (eps_L + i gamma_L/2 - mu_L)/2T_e,   b = (eps_R - i gamma_R/2 - mu_R)/2T_e.
 */
import { putComplexPlain } from "./density.js";
import { putComplexDifference } from "./occupation.js";
import { doubtOf, lambda, notePoleBesideLambda, putWeightAt, weight } from "./pole-term.js";
import { putSpectrum, spectrum } from "./spectrum.js";
import type { Task } from "./task.js";
import { addSizeOfPole, noteResidueOfLambda } from "./terms.js";

/** Dn: real part, imaginary part, size that roundoff acts on. */
const difference: Float64Array = new Float64Array(3);

/** Adds one pole of the mode; sign +1: the right one or, where overdamped, the fast one. */
function addModePole(task: Task, sign: number): void {
  const { model, setting, Te, Tph, swing, split } = task;
  // Where overdamped, the slow pole is the product Omega^2 of both divided by the fast one.
  const fast = model.gammaPh / 2 + split;
  const wr = sign * swing;
  const wi = swing > 0 ? model.gammaPh / 2 : sign > 0 ? fast : (model.omega * model.omega) / fast;
  if (wi >= task.ceiling) return;
  putWeightAt(task, wr, wi);
  putComplexPlain(setting, wr, wi, lambda);
  putComplexDifference(wr, wi, setting.mu, Te, Tph, difference, 0);
  // -sign i/(2 Omega'), Omega' = swing or i split
  const residueR = swing > 0 ? 0 : -sign / (2 * split);
  const residueI = swing > 0 ? -sign / (2 * swing) : 0;
  const doubt = 3 + doubtOf(difference) + doubtOf(weight);
  const size = notePoleBesideLambda(task, wr, wi, residueR, residueI, difference[0]!, difference[1]!, doubt);
  addSizeOfPole(task, size, Math.hypot(wr, wi), wi);
}

/** 2 cosh z or 2 sinh z, times exp(-|Re z|) so that nothing overflows; two of them. */
const hyperbolic: Float64Array = new Float64Array(4);

/** (e^z + sign e^-z) exp(-|Re z|), z = re + i im, into hyperbolic[at], hyperbolic[at+1]; returns its modulus squared. */
function putHyperbolic(re: number, im: number, sign: number, at: number): number {
  const small = Math.exp(-2 * Math.abs(re));
  const odd = -Math.expm1(-2 * Math.abs(re));
  const even = 1 + small;
  const up = re < 0 ? -1 : 1;
  const cosine = Math.cos(im);
  const sine = Math.sin(im);
  const r = sign > 0 ? even * cosine : up * odd * cosine;
  const i = sign > 0 ? up * odd * sine : even * sine;
  hyperbolic[at] = r;
  hyperbolic[at + 1] = i;
  return r * r + i * i;
}

function addLevelPole(task: Task): void {
  const { model, setting, Te, Tph } = task;
  const wr = setting.gap;
  const wi = setting.half;
  if (wi >= task.ceiling) return;
  // a, b and z = b - a
  const ar = setting.LL / (2 * Te);
  const ai = model.gammaL / (4 * Te);
  const br = setting.RR / (2 * Te);
  const bi = -model.gammaR / (4 * Te);
  const zr = -(setting.gap - setting.mu) / (2 * Te);
  const zi = bi - ai;
  // c = 2 cosh a 2 cosh b and h = |m|^2 (f_L - f_R) = |m|^2 2 sinh z/c, the exponentials taken out and put back
  const a2 = putHyperbolic(ar, ai, 1, 0);
  const b2 = putHyperbolic(br, bi, 1, 2);
  const cr = hyperbolic[0]! * hyperbolic[2]! - hyperbolic[1]! * hyperbolic[3]!;
  const ci = hyperbolic[0]! * hyperbolic[3]! + hyperbolic[1]! * hyperbolic[2]!;
  const z2 = putHyperbolic(zr, zi, -1, 0);
  const scale = (model.couplingSquared * Math.exp(Math.abs(zr) - Math.abs(ar) - Math.abs(br))) / (a2 * b2);
  const hr = scale * (hyperbolic[0]! * cr + hyperbolic[1]! * ci);
  const hi = scale * (hyperbolic[1]! * cr - hyperbolic[0]! * ci);
  putWeightAt(task, wr, wi);
  putSpectrum(model.omega, model.gammaPh, wr, wi);
  putComplexDifference(wr, wi, setting.mu, Te, Tph, difference, 0);
  // i h A_ph g, times Dn
  const sr = -hi * spectrum[0]! - hr * spectrum[1]!;
  const si = hr * spectrum[0]! - hi * spectrum[1]!;
  const fr = sr * weight[0]! - si * weight[1]!;
  const fi = sr * weight[1]! + si * weight[0]!;
  // Roundoff of a, b and z acts by their size over the modulus of cosh a, cosh b and sinh z.
  const doubt =
    4 +
    (Math.abs(ar) + ai) / Math.sqrt(a2) +
    (Math.abs(br) - bi) / Math.sqrt(b2) +
    (Math.abs(ar) + Math.abs(br) + ai - bi) / Math.sqrt(z2) +
    doubtOf(spectrum) +
    doubtOf(difference) +
    doubtOf(weight);
  const size = noteResidueOfLambda(wr, wi, fr, fi, difference[0]!, difference[1]!, z2 > 0 ? doubt : 0);
  addSizeOfPole(task, size, Math.hypot(wr, wi), wi);
}

/** Adds the poles of mode and level that lie below the ceiling. */
export function addSinglePoles(task: Task): void {
  addModePole(task, 1);
  addModePole(task, -1);
  addLevelPole(task);
}
