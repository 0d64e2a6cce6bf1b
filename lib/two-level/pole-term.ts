/**
 * What one pole zeta of F in the upper half plane, with residue rho, adds to the sum over nodes w0 + n h:
 *
 *   int F dw/2pi = h/2pi sum_n F(w0 + n h) + Re sum_zeta rho g(zeta),   g = -2i q/(1 - q),   q = exp(2 pi i (zeta - w0)/h).
 *
 * |q| = exp(-2 pi Im zeta/h) is why high poles do not count. Where zeta comes close to a node, q to 1, g loses as many
 * digits as 1/(1 - q) gains.
 */
import { putStable } from "./density.js";
import type { Task } from "./task.js";
import { noteTerm } from "./terms.js";

/** g: real part, imaginary part, and the size that roundoff of its phase acts on. */
export const weight: Float64Array = new Float64Array(3);
/** Lambda at the pole in hand: real part, imaginary part, size that roundoff acts on. */
export const lambda: Float64Array = new Float64Array(3);

/** Roundoff of a complex factor (real part, imaginary part, size that roundoff acts on), relative to it. */
export const doubtOf = (values: Float64Array): number => {
  const size = Math.abs(values[0]!) + Math.abs(values[1]!);
  return size > 0 ? values[2]! / size : 0;
};

/**
 * g into `weight`.
 * @param decay |q|
 * @param cosine of the phase of q
 * @param sine of the phase of q
 * @param phase sum of the moduli from which 2 pi (zeta - w0)/h is computed: what roundoff of the exponent acts on
 */
export function putWeight(decay: number, cosine: number, sine: number, phase: number): void {
  const qr = decay * cosine;
  const qi = decay * sine;
  const ur = 1 - qr;
  const inverse = 1 / (ur * ur + qi * qi);
  weight[0] = 2 * qi * inverse;
  weight[1] = -2 * (qr - decay * decay) * inverse;
  weight[2] = (Math.abs(weight[0]!) + Math.abs(weight[1]!)) * (1 + phase * Math.sqrt(inverse));
}

/** g at zeta = wr + i wi. */
export function putWeightAt(task: Task, wr: number, wi: number): void {
  const scale = (2 * Math.PI) / task.step;
  const phase = scale * (wr - task.offset);
  const height = scale * wi;
  putWeight(
    Math.exp(-height),
    Math.cos(phase),
    Math.sin(phase),
    scale * (Math.abs(wr) + Math.abs(task.offset) + wi),
  );
}

/**
 * Notes the term a b g Lambda of a pole of A_ph or Dn: a is the residue of the one, b the value of the other, g stands in
 * `weight` and Lambda in `lambda`; `doubt` is the relative roundoff of a b g. Returns the term's modulus.
 */
export function notePoleBesideLambda(
  task: Task,
  wr: number,
  wi: number,
  ar: number,
  ai: number,
  br: number,
  bi: number,
  doubt: number,
): number {
  if (!(lambda[2]! < Number.POSITIVE_INFINITY)) putStable(task.setting, wr, wi, lambda);
  const pr = ar * br - ai * bi;
  const pi = ar * bi + ai * br;
  const fr = pr * weight[0]! - pi * weight[1]!;
  const fi = pr * weight[1]! + pi * weight[0]!;
  const size = Math.abs(fr) + Math.abs(fi);
  return noteTerm(
    wr,
    wi,
    fr,
    fi,
    lambda[0]!,
    lambda[1]!,
    size * lambda[2]!,
    size * (Math.abs(lambda[0]!) + Math.abs(lambda[1]!)) * doubt,
  );
}
