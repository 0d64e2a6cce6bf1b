/**
 * Dn(w) = n_B((w - mu)/T_e) - n_B(w/T_ph), on the real axis and in the upper half plane, together with its roundoff.
 *
 * The Bose functions are taken where they decay, n_B(-z) = -1 - n_B(z), which leaves a sum of positive tails or the
 * difference of two tails n(a) - n(b) with Re a, Re b >= 0; where these are nearly equal,
 *   n(a) - n(b) = (1 + n(a)) n(b) expm1(b - a).
 */

/** Difference of two tails, relative to one of them, below which the product form is taken. */
const NEARLY_EQUAL = 0.25;

/** Dn at real w into out[0], and what one relative roundoff of all arguments does to it into out[1]. */
export function putRealDifference(
  w: number,
  mu: number,
  Te: number,
  Tph: number,
  out: Float64Array,
  at: number,
): void {
  const A = (w - mu) / Te;
  const B = w / Tph;
  const a = 1 / Math.expm1(Math.abs(A));
  const b = 1 / Math.expm1(Math.abs(B));
  out[at + 1] = a * (1 + a) * ((Math.abs(w) + Math.abs(mu)) / Te) + b * (1 + b) * Math.abs(B);
  if (A > 0 !== B > 0) {
    out[at] = A > 0 ? 1 + a + b : -1 - a - b;
    return;
  }
  const sign = A > 0 ? 1 : -1;
  const difference = a - b;
  if (Math.abs(difference) > NEARLY_EQUAL * a) {
    out[at] = sign * difference;
    return;
  }
  const gap = (w * (Te - Tph) + mu * Tph) / (Te * Tph);
  const value = sign * (1 + a) * b * Math.expm1(sign * gap);
  out[at] = value;
  out[at + 1] = Math.abs(value) * (1 + Math.abs(A) + Math.abs(B)) + (1 + a) * b * Math.abs(gap);
}

/** n(z) for Re z >= 0 into out[at], out[at+1], from exp(-Re z) and the cosine and sine of Im z. */
export function putTail(
  re: number,
  decay: number,
  cosine: number,
  sine: number,
  out: Float64Array,
  at: number,
): void {
  // 1 - e^-z = -expm1(-re) + decay (1 - cos) + i decay sin
  const nr =
    re < 0.5 && cosine > 0 ? -Math.expm1(-re) + (decay * sine * sine) / (1 + cosine) : 1 - decay * cosine;
  const ni = decay * sine;
  const square = nr * nr + ni * ni;
  const er = decay * cosine;
  const ei = -decay * sine;
  out[at] = (er * nr + ei * ni) / square;
  out[at + 1] = (ei * nr - er * ni) / square;
}

/**
 * Dn at complex w from the two tails in tails[0..3], that is n(+-A) and n(+-B) with the signs that make Re >= 0.
 * Puts real part, imaginary part and the effect of one relative roundoff of A and B.
 */
export function putDifferenceOfTails(
  positiveA: boolean,
  positiveB: boolean,
  sizeA: number,
  sizeB: number,
  gapR: number,
  gapI: number,
  tails: Float64Array,
  out: Float64Array,
  at: number,
): void {
  const ar = tails[0]!;
  const ai = tails[1]!;
  const br = tails[2]!;
  const bi = tails[3]!;
  const normA = Math.abs(ar) + Math.abs(ai);
  const normB = Math.abs(br) + Math.abs(bi);
  out[at + 2] = normA * (1 + normA) * sizeA + normB * (1 + normB) * sizeB;
  // With z = -A the tail belongs to -z, so that its imaginary part already has the sign of n(-z).
  if (positiveA !== positiveB) {
    const sign = positiveA ? 1 : -1;
    out[at] = sign * (1 + ar + br);
    out[at + 1] = sign * (ai + bi);
    return;
  }
  const sign = positiveA ? 1 : -1;
  const dr = ar - br;
  const di = ai - bi;
  if (Math.abs(dr) + Math.abs(di) > NEARLY_EQUAL * normA || Math.abs(gapR) + Math.abs(gapI) > 1) {
    out[at] = sign * dr;
    out[at + 1] = sign * di;
    return;
  }
  const gr = sign * gapR;
  const gi = sign * gapI;
  const grow = Math.exp(gr);
  const half = Math.sin(gi / 2);
  const er = Math.expm1(gr) - 2 * grow * half * half;
  const ei = grow * Math.sin(gi);
  const pr = (1 + ar) * br - ai * bi;
  const pi = (1 + ar) * bi + ai * br;
  out[at] = sign * (pr * er - pi * ei);
  out[at + 1] = sign * (pr * ei + pi * er);
  const size = Math.abs(out[at]!) + Math.abs(out[at + 1]!);
  out[at + 2] = size * (1 + (1 + normA) * sizeA + (1 + normB) * sizeB);
}

const tails: Float64Array = new Float64Array(4);

/** Dn at the complex energy wr + i wi: real part, imaginary part, effect of one relative roundoff. */
export function putComplexDifference(
  wr: number,
  wi: number,
  mu: number,
  Te: number,
  Tph: number,
  out: Float64Array,
  at: number,
): void {
  const xr = wr - mu;
  const signA = xr >= 0 ? 1 : -1;
  const signB = wr >= 0 ? 1 : -1;
  const Ar = Math.abs(xr) / Te;
  const Ai = (signA * wi) / Te;
  const Br = Math.abs(wr) / Tph;
  const Bi = (signB * wi) / Tph;
  putTail(Ar, Math.exp(-Ar), Math.cos(Ai), Math.sin(Ai), tails, 0);
  putTail(Br, Math.exp(-Br), Math.cos(Bi), Math.sin(Bi), tails, 2);
  const product = Te * Tph;
  putDifferenceOfTails(
    signA > 0,
    signB > 0,
    (Math.abs(wr) + Math.abs(mu) + wi) / Te,
    Br + wi / Tph,
    (wr * (Te - Tph) + mu * Tph) / product,
    (wi * (Te - Tph)) / product,
    tails,
    out,
    at,
  );
}
