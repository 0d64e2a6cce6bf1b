/**
 * The four ladders of poles of F and the term of one rung of each. With k = 1, 2, ... and d, D, D' as in density,
 *
 *   boson     2 pi i T_ph k                                     n_B(w, T_ph) has the residue T_ph, Dn has -T_ph,
 *   electron  mu_LR + 2 pi i T_e k                              Dn has the residue T_e,
 *   psi L     mu_L - eps_R + i[gamma_R/2 + pi T_e (2k-1)]       Lambda has |m|^2 T_e gamma_L/(D D'*),   D = d - i k',
 *   psi R     eps_L - mu_R + i[gamma_L/2 + pi T_e (2k-1)]       Lambda has |m|^2 T_e gamma_R/(D2 D'*),  D2 = d + i k',
 *
 * with k' = (gamma_L - gamma_R)/2 and D'* = d + i s/2. On a psi ladder the electrons' Bose function is the same on all
 * rungs, exp((w - mu_LR)/T_e) = -exp((foot - mu_LR)/T_e + i gamma/2T_e), and on the electron ladder the digamma
 * differences of Lambda are sums of reciprocals.
 */
import { putAtRung, putComplexPlain } from "./density.js";
import { putDifferenceOfTails, putTail } from "./occupation.js";
import { doubtOf, lambda, notePoleBesideLambda, weight } from "./pole-term.js";
import { putSpectrum, spectrum } from "./spectrum.js";
import type { Task } from "./task.js";
import { noteResidueOfLambda } from "./terms.js";

/** Numbers of the ladders. */
export const BOSON = 0;
export const ELECTRON = 1;
export const PSI_L = 2;
export const PSI_R = 3;

/** Re w of a ladder. */
export const footOf = (task: Task, ladder: number): number => {
  const { setting } = task;
  if (ladder === BOSON) return 0;
  if (ladder === ELECTRON) return setting.mu;
  return ladder === PSI_L ? -setting.RL : setting.LR;
};

/** Im w of its k-th rung. */
export const heightOf = (task: Task, ladder: number, k: number): number => {
  if (ladder === BOSON) return 2 * Math.PI * task.Tph * k;
  if (ladder === ELECTRON) return 2 * Math.PI * task.Te * k;
  const gamma = ladder === PSI_L ? task.setting.gammaR : task.setting.gammaL;
  return gamma / 2 + Math.PI * task.Te * (2 * k - 1);
};

/** Distance of its rungs. */
export const spacingOf = (task: Task, ladder: number): number =>
  2 * Math.PI * (ladder === BOSON ? task.Tph : task.Te);

/** Running sums of reciprocals on the electron ladder, see putAtRung. */
const sums: Float64Array = new Float64Array(9);
/** The electrons' n(+-A) of both psi ladders. */
const electronTails: Float64Array = new Float64Array(4);
/** n(+-A) and n(+-B) on the rung in hand. */
const tails: Float64Array = new Float64Array(4);
/** Dn there: real part, imaginary part, size that roundoff acts on. */
const difference: Float64Array = new Float64Array(3);

function startPsiLadder(task: Task, ladder: number): void {
  const { setting, Te } = task;
  const left = ladder === PSI_L;
  // Re w - mu_LR is mu_R - eps_R on the ladder L and eps_L - mu_L on the ladder R.
  const xr = footOf(task, ladder) - setting.mu;
  const half = (left ? setting.gammaR : setting.gammaL) / (2 * Te);
  const Ar = Math.abs(xr) / Te;
  const sine = -Math.sin(half);
  putTail(Ar, Math.exp(-Ar), -Math.cos(half), xr >= 0 ? sine : -sine, electronTails, left ? 0 : 2);
}

/** To be called before the first rungs of a task. */
export function startRungs(task: Task): void {
  sums.fill(0);
  startPsiLadder(task, PSI_L);
  startPsiLadder(task, PSI_R);
}

function addBosonRung(task: Task, k: number): number {
  const { model, setting } = task;
  const wi = heightOf(task, BOSON, k);
  putSpectrum(model.omega, model.gammaPh, 0, wi);
  putComplexPlain(setting, 0, wi, lambda);
  const doubt = 2 + doubtOf(weight) + doubtOf(spectrum);
  return notePoleBesideLambda(task, 0, wi, -task.Tph, 0, spectrum[0]!, spectrum[1]!, doubt);
}

function addElectronRung(task: Task, k: number): number {
  const { model, setting } = task;
  const wi = heightOf(task, ELECTRON, k);
  putSpectrum(model.omega, model.gammaPh, setting.mu, wi);
  putAtRung(setting, k, sums, lambda);
  const doubt = 2 + doubtOf(weight) + doubtOf(spectrum);
  return notePoleBesideLambda(task, setting.mu, wi, task.Te, 0, spectrum[0]!, spectrum[1]!, doubt);
}

/** Dn on a psi ladder at w = wr + i wi, into `difference`. */
function putPsiDifference(task: Task, left: boolean, wr: number, wi: number): void {
  const { setting, Te, Tph } = task;
  const xr = wr - setting.mu;
  const Ar = Math.abs(xr) / Te;
  const Br = Math.abs(wr) / Tph;
  const Bi = wi / Tph;
  const positiveB = wr >= 0;
  tails[0] = electronTails[left ? 0 : 2]!;
  tails[1] = electronTails[left ? 1 : 3]!;
  putTail(Br, Math.exp(-Br), Math.cos(Bi), positiveB ? Math.sin(Bi) : -Math.sin(Bi), tails, 2);
  putDifferenceOfTails(
    xr >= 0,
    positiveB,
    Ar + (Math.abs(setting.mu) + wi) / Te,
    Br + Bi,
    (wr * (Te - Tph) + setting.mu * Tph) / (Te * Tph),
    (wi * (Te - Tph)) / (Te * Tph),
    tails,
    difference,
    0,
  );
}

function addPsiRung(task: Task, ladder: number, k: number): number {
  const { model, setting, Te } = task;
  const left = ladder === PSI_L;
  const wr = footOf(task, ladder);
  const wi = heightOf(task, ladder, k);
  putPsiDifference(task, left, wr, wi);
  putSpectrum(model.omega, model.gammaPh, wr, wi);
  // n = D D'* or D2 D'*; residue |m|^2 T_e gamma/n, then times g, then times A_ph
  const dr = setting.gap - wr;
  const Di = -wi + (left ? -setting.skew : setting.skew);
  const Gi = -wi + setting.half;
  const nr = dr * dr - Di * Gi;
  const ni = dr * (Di + Gi);
  const scale = (model.couplingSquared * Te * (left ? setting.gammaL : setting.gammaR)) / (nr * nr + ni * ni);
  const gr = scale * (weight[0]! * nr + weight[1]! * ni);
  const gi = scale * (weight[1]! * nr - weight[0]! * ni);
  const fr = gr * spectrum[0]! - gi * spectrum[1]!;
  const fi = gr * spectrum[1]! + gi * spectrum[0]!;
  const closeness = (Math.abs(setting.gap) + Math.abs(wr) + wi + setting.half) / Math.sqrt(dr * dr + Gi * Gi);
  const doubt = 4 + closeness + doubtOf(weight) + doubtOf(spectrum) + doubtOf(difference);
  return noteResidueOfLambda(wr, wi, fr, fi, difference[0]!, difference[1]!, doubt);
}

/** Adds the term of the k-th rung, whose g stands in `weight`; the rungs of a ladder in order. Returns its modulus. */
export function addRung(task: Task, ladder: number, k: number): number {
  if (ladder === BOSON) return addBosonRung(task, k);
  if (ladder === ELECTRON) return addElectronRung(task, k);
  return addPsiRung(task, ladder, k);
}
