/**
 * The pair baths in closed form, for electrodes of one temperature T. With the poles z_p of the Green's function,
 * x = w - mu_ab, b = 1/(2 pi T), A_p = i b (z_p - mu_a), B_q = i b (z_q + w - mu_a), t = -i b x:
 *
 *   Lambda_mn/x = S_mn + conj(S_nm),
 *   S_mn = (1/2pi) sum_pq { - b^2 C^mn_pq rect(A_p, B_q; t)
 *                           - i b K^mn_pq [dd(A_p, A_p+t) + conj dd(B_q, B_q+t)] / (z_p - z_q^* - w) },
 *
 * with dd and rect the divided differences of the digamma function in special/digamma, and C, K the coefficients of
 * pairs. Lambda/x rather than Lambda is the natural quantity: it is positive and smooth, and x n_B(x) Lambda/x is
 * finite where n_B has its pole.
 *
 * The same formula continues Lambda into the upper half plane of w, where conj(S_nm) becomes conj(S_nm(conj w)). Its
 * poles there lie at z_p^* - z_q (an electron hops between two levels) and on two ladders, where a Fermi pole meets a
 * level: mu_a - z_q + i pi T (2k+1) and z_p^* - mu_b + i pi T (2k+1).
 */
import { hermitianPart, type Matrix, zeros } from "./linear/matrix.js";
import type { Estimated, PairBath } from "./pairs.js";
import {
  add,
  type Complex,
  complex,
  conjugate,
  divide,
  modulus,
  multiply,
  reciprocal,
  scale,
  subtract,
} from "./special/complex.js";
import { thetaDifference, thetaRectangle } from "./special/digamma.js";

const EPSILON = 2 ** -52;
/** Measured: the error of the pole sum stays below this multiple of EPSILON sum|terms|. */
const ROUNDOFF = 8;

const inverseScale = (bath: PairBath): number => 1 / (2 * Math.PI * bath.source.temperature);

/** A_p or B_q: i b (z + offset - mu_a). */
const argumentOf = (bath: PairBath, z: Complex, offset: Complex): Complex => {
  const b = inverseScale(bath);
  return complex(-b * (z.im + offset.im), b * (z.re - bath.source.mu + offset.re));
};

/** S(w), and the sum of the moduli of its terms: what roundoff acts on. */
function poleSum(bath: PairBath, omega: Complex): { sum: Matrix; size: number } {
  const sum = zeros(bath.device.modes.length);
  const b = inverseScale(bath);
  const displacement = (w: Complex): Complex => complex(b * w.im, -b * (w.re - bath.mu));
  const t = displacement(omega);
  const isReal = omega.im === 0;
  const mirrored = isReal ? omega : conjugate(omega);
  const tMirrored = isReal ? t : displacement(mirrored);
  const none = complex(0, 0);
  const { energies } = bath.poles;
  const own: (Complex | undefined)[] = [];
  const other: (Complex | undefined)[] = [];
  let size = 0;
  for (const { p, q, direct, crossed } of bath.terms) {
    const zp = energies[p]!;
    const zq = energies[q]!;
    const a = argumentOf(bath, zp, none);
    own[p] ??= thetaDifference(a, add(a, t));
    if (!other[q]) {
      const c = argumentOf(bath, zq, mirrored);
      other[q] = conjugate(thetaDifference(c, add(c, tMirrored)));
    }
    const rectangle = scale((-b * b) / (2 * Math.PI), thetaRectangle(a, argumentOf(bath, zq, omega), t));
    const gap = complex(zp.re - zq.re - omega.re, zp.im + zq.im - omega.im);
    const pair = divide(multiply(complex(0, -b / (2 * Math.PI)), add(own[p]!, other[q]!)), gap);
    for (let k = 0; k < direct.length; k++) {
      const first = multiply(direct[k]!, rectangle);
      const second = multiply(crossed[k]!, pair);
      sum.re[k] = sum.re[k]! + first.re + second.re;
      sum.im[k] = sum.im[k]! + first.im + second.im;
      size += modulus(first) + modulus(second);
    }
  }
  return { sum, size };
}

/** Lambda(w)/x by the pole sum, whatever digits cancellation leaves it. */
export function reducedByPoles(bath: PairBath, omega: number): Estimated {
  const { sum, size } = poleSum(bath, complex(omega, 0));
  const matrix = hermitianPart(sum);
  for (let k = 0; k < matrix.re.length; k++) {
    matrix.re[k] = 2 * matrix.re[k]!;
    matrix.im[k] = 2 * matrix.im[k]!;
  }
  return { matrix, error: 2 * size * (ROUNDOFF * EPSILON + bath.poles.uncertainty) };
}

/** Lambda(w)/x continued to complex w; not Hermitian there. */
export function continuedByPoles(bath: PairBath, omega: Complex): Matrix {
  const here = poleSum(bath, omega).sum;
  const mirrored = poleSum(bath, conjugate(omega)).sum;
  const n = here.size;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      here.re[i * n + j] = here.re[i * n + j]! + mirrored.re[j * n + i]!;
      here.im[i * n + j] = here.im[i * n + j]! - mirrored.im[j * n + i]!;
    }
  }
  return here;
}

/** A simple pole of a matrix function of w: its place and its residue, row by row over the modes. */
export interface MatrixPole {
  readonly at: Complex;
  readonly residue: readonly Complex[];
}

/** n_F of the complex energy re + i im, measured from the chemical potential. */
function complexFermi(re: number, im: number, temperature: number): Complex {
  const size = Math.exp(-Math.abs(re) / temperature);
  const phase = im / temperature;
  const small = complex(size * Math.cos(phase), (re > 0 ? -1 : 1) * size * Math.sin(phase));
  const denominator = complex(1 + small.re, small.im);
  return re > 0 ? divide(small, denominator) : reciprocal(denominator);
}

/**
 * Poles of Lambda (not Lambda/x) in the upper half plane. The residue of psi(1/2 + u) at u = -1/2 - k is -1, which
 * gives i T [C/(z_p - z_q - w) + K^+/(z_p^* - z_q - w)] on the first ladder and the same with C^+ and conjugate poles
 * on the second.
 * @param bath the pair bath, of one temperature
 * @param wanted whether a pole at this place is needed; the ladders end at the first one that is not
 */
export function upperPoles(bath: PairBath, wanted: (at: Complex) => boolean): MatrixPole[] {
  const modes = bath.device.modes.length;
  const { temperature } = bath.source;
  const poles: MatrixPole[] = [];
  for (const { p, q, direct, crossed } of bath.terms) {
    const zp = bath.poles.energies[p]!;
    const zq = bath.poles.energies[q]!;
    const adjointOf = (values: readonly Complex[], k: number): Complex =>
      conjugate(values[(k % modes) * modes + Math.floor(k / modes)]!);
    const place = (at: Complex, residue: (k: number) => Complex): void => {
      poles.push({ at, residue: direct.map((_, k) => residue(k)) });
    };
    const hop = complex(zp.re - zq.re, -zp.im - zq.im);
    if (wanted(hop)) {
      const difference = subtract(
        complexFermi(zp.re - bath.source.mu, -zp.im, temperature),
        complexFermi(zq.re - bath.drain.mu, zq.im, temperature),
      );
      place(hop, (k) => multiply(complex(0, 1), multiply(adjointOf(crossed, k), difference)));
    }
    const ladder = (foot: Complex, gap: Complex, coefficient: (k: number) => Complex): void => {
      for (let rung = 1; ; rung += 2) {
        const at = complex(foot.re, foot.im + Math.PI * temperature * rung);
        if (!wanted(at)) return;
        const same = divide(complex(0, temperature), subtract(gap, at));
        const mixed = divide(complex(0, temperature), subtract(hop, at));
        place(at, (k) => add(multiply(coefficient(k), same), multiply(adjointOf(crossed, k), mixed)));
      }
    };
    ladder(complex(bath.source.mu - zq.re, -zq.im), subtract(zp, zq), (k) => direct[k]!);
    ladder(complex(zp.re - bath.drain.mu, -zp.im), subtract(conjugate(zp), conjugate(zq)), (k) =>
      adjointOf(direct, k),
    );
  }
  return poles;
}
