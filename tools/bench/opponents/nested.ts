// Route (a): an adaptive integral over energy inside an adaptive integral over frequency, the textbook way to Eq. (8).

import { integrate } from "./gauss-kronrod.js";
import { absorptionFactor, emissionFactor, type JI, lorentzian, type Model } from "./model.js";

/** Thermal energies after which a Fermi or Bose tail is dropped: exp(-33) = 5e-15. */
const TAIL = 33;

/**
 * J and I by nested quadrature.
 * @param tolerance relative error asked of J and I
 * @param innerTolerance relative error asked of each energy integral; its noise must stay below what the outer one sees
 */
export function nestedCurrents(model: Model, tolerance: number, innerTolerance: number): JI {
  const integrand = (w: number, out: Float64Array): void => {
    const rate = rateAt(model, w, innerTolerance);
    out[0] = w * rate;
    out[1] = rate;
  };
  const value = integrate(integrand, frequencyBreaks(model), 2, tolerance, "value");
  return { J: value[0]!, I: value[1]! };
}

/** r(w) = int de r(e, w). */
function rateAt(model: Model, w: number, tolerance: number): number {
  const { epsilonL, epsilonR, gammaL, gammaR, muL, muR, electronTemperature } = model;
  const emission = emissionFactor(model, w);
  const absorption = absorptionFactor(model, w);
  const integrand = (e: number, out: Float64Array): void => {
    const xL = (e - muL) / electronTemperature;
    const xR = (e - w - muR) / electronTemperature;
    // 1 - f from the same exponential: subtracted it would be noise in the tails, which no refinement removes.
    const zL = Math.exp(-Math.abs(xL));
    const zR = Math.exp(-Math.abs(xR));
    const fL = xL > 0 ? zL : 1;
    const holeL = xL > 0 ? 1 : zL;
    const fR = xR > 0 ? zR : 1;
    const holeR = xR > 0 ? 1 : zR;
    const spectra = lorentzian(e - epsilonL, gammaL) * lorentzian(e - w - epsilonR, gammaR);
    out[0] = (spectra * (fL * holeR * emission - holeL * fR * absorption)) / ((1 + zL) * (1 + zR));
  };
  const tail = TAIL * electronTemperature;
  const breaks = within(Math.min(muL, muR + w) - tail, Math.max(muL, muR + w) + tail, [
    muL,
    muR + w,
    epsilonL,
    epsilonR + w,
  ]);
  return integrate(integrand, breaks, 1, tolerance, "size")[0]!;
}

/** Ends of the frequency integral, and between them zero, the bias, the modes and the distance of the levels. */
export function frequencyBreaks(model: Model): number[] {
  const { epsilonL, epsilonR, muL, muR, omega, electronTemperature, bosonTemperature } = model;
  const tail = TAIL * Math.max(electronTemperature, bosonTemperature);
  const bias = muL - muR;
  return within(Math.min(0, bias) - tail, Math.max(0, bias) + tail, [
    0,
    bias,
    omega,
    -omega,
    epsilonL - epsilonR,
  ]);
}

function within(from: number, to: number, features: readonly number[]): number[] {
  const inside = features.filter((x) => x > from && x < to).sort((a, b) => a - b);
  return [from, ...inside.filter((x, k) => x !== inside[k - 1]), to];
}
