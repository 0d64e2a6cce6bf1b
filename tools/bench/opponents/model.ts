// The two-level junction as its defining double integral, without anything of the library: what the other routes sum.
//
//   J = int dw w r(w),   I = int dw r(w)   over the whole line,   r(w) = int de r(e, w),
//   r(e, w) = (m/2pi)^2 A_L(e) A_R(e-w) A_ph(w) { f_L(e) [1 - f_R(e-w)] (1 + n(w)) - [1 - f_L(e)] f_R(e-w) n(w) }.
//
// This is Eq. (8) with the rates of Eqs. (4) and (5) left as they stand. The channel from R to L is the half line w < 0.

/** Energies, temperatures and damping in one unit. */
export interface Model {
  readonly epsilonL: number;
  readonly epsilonR: number;
  readonly gammaL: number;
  readonly gammaR: number;
  readonly coupling: number;
  readonly omega: number;
  readonly gammaPh: number;
  readonly muL: number;
  readonly muR: number;
  /** of both electrodes */
  readonly electronTemperature: number;
  readonly bosonTemperature: number;
}

export interface JI {
  readonly J: number;
  readonly I: number;
}

export function lorentzian(distance: number, gamma: number): number {
  return gamma / (distance * distance + (gamma * gamma) / 4);
}

export function fermi(x: number): number {
  return 1 / (1 + Math.exp(x));
}

/** A_ph(w)/w, by which no frequency is a special case. */
function reducedModeSpectrum(model: Model, w: number): number {
  const { omega, gammaPh } = model;
  const detuning = w * w - omega * omega;
  return (2 * gammaPh) / (detuning * detuning + w * w * gammaPh * gammaPh);
}

/** w n(w), T_ph at w = 0. */
function xBose(w: number, temperature: number): number {
  return w === 0 ? temperature : w / Math.expm1(w / temperature);
}

/** (m/2pi)^2 A_ph (1 + n): what a forward hop is multiplied by. */
export function emissionFactor(model: Model, w: number): number {
  const prefactor = (model.coupling / (2 * Math.PI)) ** 2;
  return prefactor * reducedModeSpectrum(model, w) * xBose(-w, model.bosonTemperature);
}

/** (m/2pi)^2 A_ph n, for the hop back. */
export function absorptionFactor(model: Model, w: number): number {
  const prefactor = (model.coupling / (2 * Math.PI)) ** 2;
  return prefactor * reducedModeSpectrum(model, w) * xBose(w, model.bosonTemperature);
}

/** The larger of the relative errors of J and I. */
export function errorOf(found: JI, exact: JI): number {
  return Math.max(Math.abs(found.J / exact.J - 1), Math.abs(found.I / exact.I - 1));
}
