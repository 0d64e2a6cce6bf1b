/**
 * The electrons' retarded self-energy of the modes with its real part: the EHP baths as the modes feel them,
 *
 *   Pi^r_mn(w) = sum_c int de/2pi f_c(e) { tr[M^m A_c(e) M^n G^a(e-w)] + tr[M^m G^r(e+w) M^n A_c(e)] },
 *
 * with i (Pi^r - Pi^r+) = sum_ab Lambda^{ab}. Over the poles of the Green's function every term is
 *
 *   int de f(e)/((e - u)(e - v)) = (h(u) - h(v))/(u - v),
 *   h(z) = theta(i (z - mu)/(2 pi T)) + ln(2 pi T) - i pi/2 for Im z <= 0,   h(z) = conj h(conj z) above the axis,
 *
 * where u and v lie on one side of the axis (then the divided difference of theta is taken, which does not cancel) or
 * on both sides (then u - v cannot vanish).
 */
import { isAllWideBand, polesOf } from "./electrons.js";
import { neighboursOf } from "./exceptional-points.js";
import { ensureJunction, type Junction, type JunctionInput, type MatrixRows } from "./junction.js";
import { addScaled, adjoint, entry, fromRows, type Matrix, matmul, toRows, zeros } from "./linear/matrix.js";
import { checkOperatingPoint, type OperatingPoint, type Reservoir } from "./operating-point.js";
import { type Complex, complex, divide, multiply } from "./special/complex.js";
import { putLogarithm, putLogDifference, putTheta, putThetaDifference } from "./special/digamma.js";
import { requireFinite } from "./validate.js";

const work: Float64Array = new Float64Array(4);

/** h(z), Im z <= 0, or Im z > 0 if `above`. */
function transform(z: Complex, above: boolean, { mu, temperature }: Reservoir): Complex {
  const b = temperature === 0 ? 1 : 1 / (2 * Math.PI * temperature);
  const put = temperature === 0 ? putLogarithm : putTheta;
  const im = above ? -z.im : z.im;
  put(-b * im, b * (z.re - mu), work, 0);
  const imaginary = work[1]! - Math.PI / 2;
  return complex(work[0]! - Math.log(b), above ? -imaginary : imaginary);
}

/** (h(u) - h(v))/(u - v). */
function difference(u: Complex, uAbove: boolean, v: Complex, vAbove: boolean, reservoir: Reservoir): Complex {
  if (uAbove !== vAbove) {
    const a = transform(u, uAbove, reservoir);
    const c = transform(v, vAbove, reservoir);
    return divide(complex(a.re - c.re, a.im - c.im), complex(u.re - v.re, u.im - v.im));
  }
  const { mu, temperature } = reservoir;
  const b = temperature === 0 ? 1 : 1 / (2 * Math.PI * temperature);
  const put = temperature === 0 ? putLogDifference : putThetaDifference;
  const sign = uAbove ? -1 : 1;
  put(-b * sign * u.im, b * (u.re - mu), -b * sign * v.im, b * (v.re - mu), work, 0);
  // times i b below the axis, its conjugate above
  return complex(-b * work[1]!, sign * b * work[0]!);
}

function selfEnergyByPoles(device: Junction, point: OperatingPoint, omega: number): Matrix {
  const { energies, right, left, weights, reference } = polesOf(device);
  const modes = device.modes.length;
  const couplings = device.modes.map(({ coupling }) => fromRows(coupling));
  const rightAdjoint = adjoint(right);
  const leftAdjoint = adjoint(left);
  const n = right.size;
  const sum = zeros(modes);
  for (const [name, weight] of weights) {
    const { mu, temperature } = point.electrodes[name]!;
    const reservoir = { mu: mu - reference, temperature };
    const weightAdjoint = adjoint(weight);
    const forms = couplings.map((m) => ({
      rr: matmul(rightAdjoint, matmul(m, right)),
      rw: matmul(rightAdjoint, matmul(m, weightAdjoint)),
      wl: matmul(weight, matmul(m, leftAdjoint)),
      rl: matmul(rightAdjoint, matmul(m, leftAdjoint)),
      wr: matmul(weight, matmul(m, right)),
      lr: matmul(left, matmul(m, right)),
      lw: matmul(left, matmul(m, weightAdjoint)),
    }));
    for (let p = 0; p < n; p++) {
      const zp = energies[p]!;
      const zpc = complex(zp.re, -zp.im);
      if (zp.im === 0) continue;
      for (let q = 0; q < n; q++) {
        const zq = energies[q]!;
        // a dark state takes no part in any pair bath, so neither here
        if (zq.im === 0) continue;
        const up = complex(zq.re + omega, -zq.im);
        const down = complex(zq.re - omega, zq.im);
        const h1 = difference(zp, false, up, true, reservoir);
        const h2 = difference(zpc, true, up, true, reservoir);
        const h3 = difference(down, false, zp, false, reservoir);
        const h4 = difference(down, false, zpc, true, reservoir);
        for (let m = 0; m < modes; m++) {
          for (let k = 0; k < modes; k++) {
            const [a, b] = [forms[m]!, forms[k]!];
            const terms = [
              multiply(multiply(entry(a.rr, q, p), entry(b.wl, p, q)), h1),
              multiply(multiply(entry(a.rw, q, p), entry(b.rl, p, q)), h2),
              multiply(multiply(entry(a.wr, p, q), entry(b.lr, q, p)), h3),
              multiply(multiply(entry(a.rr, p, q), entry(b.lw, q, p)), h4),
            ];
            for (const term of terms) {
              sum.re[m * modes + k] = sum.re[m * modes + k]! + term.re / (2 * Math.PI);
              sum.im[m * modes + k] = sum.im[m * modes + k]! + term.im / (2 * Math.PI);
            }
          }
        }
      }
    }
  }
  return sum;
}

/**
 * Retarded self-energy Pi^r_mn(omega) that the electrons give to the modes, to second order in M: its real part shifts
 * the modes, D^r = [omega^2 - Omega^2 + i omega gamma_ph - Pi^r]^-1, and -2 Im Pi^r (for one mode) is the sum of
 * Lambda over all EHP baths.
 * @param device the junction; electrodes in the wide-band limit
 * @param point the operating point; the electrodes may have different temperatures, and T = 0
 * @param omega boson energy hbar omega, any sign
 * @returns modes x modes matrix, unit energy^2; entries are numbers where real, `{re, im}` elsewhere. Error below 1e-11
 *   of the largest term of the pole sum.
 * @throws RangeError for bad input, and for electrodes that are not wide-band
 */
export function ehpSelfEnergy(device: JunctionInput, point: OperatingPoint, omega: number): MatrixRows {
  const checked = ensureJunction(device);
  checkOperatingPoint(checked, point);
  requireFinite("omega", omega);
  if (!isAllWideBand(checked)) {
    throw new RangeError("electrodes must be in the wide-band limit for the self-energy (got a selfEnergy)");
  }
  const neighbours = neighboursOf(checked);
  if (neighbours.length === 0) return toRows(selfEnergyByPoles(checked, point, omega));
  return toRows(
    neighbours.reduce(
      (sum, { device: beside, weight }) =>
        addScaled(sum, complex(weight, 0), selfEnergyByPoles(beside, point, omega)),
      zeros(checked.modes.length),
    ),
  );
}
