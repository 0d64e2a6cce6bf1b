/**
 * J and I of the two-level junction (Eq. 8) in some ten microseconds. Its RL bath is the negative half of its LR bath,
 * so that one function on the whole line gives both currents,
 *
 *   I = int dw/2pi F(w),   J = int dw/2pi w F(w),   F = Lambda^{LR}(w) A_ph(w) [n_B(w - mu_LR, T_e) - n_B(w, T_ph)].
 *
 * F is real on the axis and meromorphic. With the poles zeta of the upper half plane and their residues rho,
 *
 *   int F dw = h sum_n F(w0 + n h) + 2 pi Re sum_zeta rho g(zeta),   g = -2i q/(1 - q),   q = exp(2 pi i (zeta - w0)/h),
 *
 * holds exactly for every step h. The poles are
 *   - the mode's, i gamma_ph/2 +- sqrt(Omega^2 - gamma_ph^2/4), where A_ph has the residue -+ i/(2 sqrt(...));
 *   - the level's, eps_L - eps_R + i s/2, where Lambda has i |m|^2 [f_L(eps_L + i gamma_L/2) - f_R(eps_R - i gamma_R/2)];
 *   - two psi ladders, mu_L - eps_R + i[gamma_R/2 + pi T_e(2k+1)], where Lambda has |m|^2 T_e gamma_L/(D D'*), and
 *     eps_L - mu_R + i[gamma_L/2 + pi T_e(2k+1)] with gamma_R and D2 = d + i k for gamma_L and D;
 *   - two Bose ladders, mu_LR + 2 pi i T_e k with residue T_e of n_B, and 2 pi i T_ph k with -T_ph.
 * Poles count as exp(-2 pi Im zeta/h): each ladder is climbed until what is above is negligible, and a small step buys
 * few rungs, a large one few nodes. Nodes use the plain form of Lambda; a term whose digits matter and are lost there
 * is repeated with the stable one.
 */
import { putAtRung, putComplexPlain, putPlain, putStable, type Setting, settingOf } from "./density.js";
import type { TwoLevelModel } from "./model.js";
import { putComplexDifference, putDifferenceOfTails, putRealDifference, putTail } from "./occupation.js";

const EPSILON = 2 ** -52;
/** Terms of one integral: nodes, or poles, beyond which the general route does as well. */
const MAXIMAL_NODES = 3000;
const MAXIMAL_RUNGS = 1200;
const CAPACITY = MAXIMAL_NODES + 4 * MAXIMAL_RUNGS + 8;

/** Share of the tolerance that one neglected tail may take, of the sum of |terms| or of the currents once known. */
const SHARE = 0.02;
/** Measured: the error stays below this multiple of EPSILON sum of the sizes that roundoff acts on. */
const ROUNDOFF = 1;
/** What a rung of the boson's ladder and one of all electronic ladders cost, in units of a node. */
const BOSON_RUNG_COST = 3.5;
const ELECTRON_RUNG_COST = 1.6;

/** Terms: w, the factor of Lambda, Lambda, and the sizes that roundoff of Lambda and of the factor acts on. */
const wR: Float64Array = new Float64Array(CAPACITY);
const wI: Float64Array = new Float64Array(CAPACITY);
const factorR: Float64Array = new Float64Array(CAPACITY);
const factorI: Float64Array = new Float64Array(CAPACITY);
const valueR: Float64Array = new Float64Array(CAPACITY);
const valueI: Float64Array = new Float64Array(CAPACITY);
const lambdaNoise: Float64Array = new Float64Array(CAPACITY);
const factorNoise: Float64Array = new Float64Array(CAPACITY);
/** 1 where the value of a term is not Lambda: nothing to be gained from the stable form */
const isComplete: Uint8Array = new Uint8Array(CAPACITY);

/** Places in the array of running numbers. */
const COUNT = 0;
const ABSOLUTE_J = 1;
const ABSOLUTE_I = 2;
/** height of the highest pole that matters */
const TOP = 3;
const TAIL_J = 4;
const TAIL_I = 5;
const running: Float64Array = new Float64Array(6);

/** One integral to be done: where, and how finely. */
interface Task {
  readonly model: TwoLevelModel;
  readonly setting: Setting;
  readonly Te: number;
  readonly Tph: number;
  readonly step: number;
  readonly offset: number;
  /** height from which on poles are left out */
  readonly ceiling: number;
  /** relative share of a neglected tail */
  readonly share: number;
  /** absolute ones; 0 while the currents are unknown */
  readonly shareJ: number;
  readonly shareI: number;
  /** Omega' of the mode's poles: real part where underdamped, imaginary part where overdamped */
  readonly swing: number;
  readonly split: number;
  /** height above which residues fall */
  readonly reach: number;
}

const scratch: Float64Array = new Float64Array(4);
const lambda: Float64Array = new Float64Array(3);
const difference: Float64Array = new Float64Array(3);
const spectrum: Float64Array = new Float64Array(3);
const weight: Float64Array = new Float64Array(3);

const shareOfJ = (task: Task): number => task.shareJ || task.share * running[ABSOLUTE_J]!;
const shareOfI = (task: Task): number => task.shareI || task.share * running[ABSOLUTE_I]!;

/** A_ph at w = wr + i wi and its roundoff into `spectrum`. */
function putSpectrum(omega: number, gammaPh: number, wr: number, wi: number): void {
  // (w - Omega)(w + Omega) +- i w gamma_ph
  const sr = (wr - omega) * (wr + omega) - wi * wi;
  const si = 2 * wr * wi;
  const ar = sr - wi * gammaPh;
  const ai = si + wr * gammaPh;
  const br = sr + wi * gammaPh;
  const bi = si - wr * gammaPh;
  const nr = ar * br - ai * bi;
  const ni = ar * bi + ai * br;
  const scale = (2 * gammaPh) / (nr * nr + ni * ni);
  spectrum[0] = scale * (wr * nr + wi * ni);
  spectrum[1] = scale * (wi * nr - wr * ni);
  const nearest = Math.min(ar * ar + ai * ai, br * br + bi * bi);
  const size = wr * wr + wi * wi + omega * omega + gammaPh * wi;
  spectrum[2] = (Math.abs(spectrum[0]!) + Math.abs(spectrum[1]!)) * (1 + size / Math.sqrt(nearest));
}

/** g(zeta) and its roundoff into `weight`, from |q| and the phase of q. */
function putWeight(decay: number, cosine: number, sine: number, phase: number): void {
  const qr = decay * cosine;
  const qi = decay * sine;
  const ur = 1 - qr;
  const inverse = 1 / (ur * ur + qi * qi);
  weight[0] = 2 * qi * inverse;
  weight[1] = -2 * (qr - decay * decay) * inverse;
  weight[2] = (Math.abs(weight[0]!) + Math.abs(weight[1]!)) * (1 + phase * Math.sqrt(inverse));
}

function putWeightAt(task: Task, wr: number, wi: number): void {
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
 * Notes a pole term rho g as factor times value; returns its modulus. The value is Lambda, or Dn where the residue is
 * that of Lambda; the contribution to I is Re[factor value], to J Re[w factor value].
 */
function note(
  wr: number,
  wi: number,
  fr: number,
  fi: number,
  vr: number,
  vi: number,
  noise: number,
  noiseOfFactor: number,
): number {
  const n = running[COUNT]!;
  running[COUNT] = n + 1;
  wR[n] = wr;
  wI[n] = wi;
  factorR[n] = fr;
  factorI[n] = fi;
  valueR[n] = vr;
  valueI[n] = vi;
  lambdaNoise[n] = noise;
  factorNoise[n] = noiseOfFactor;
  return (Math.abs(fr) + Math.abs(fi)) * (Math.abs(vr) + Math.abs(vi));
}

/** Adds a term's modulus to the running sums, and its height to TOP if it matters. */
function count(task: Task, size: number, w: number, height: number): void {
  if (!(size < Number.POSITIVE_INFINITY)) return;
  running[ABSOLUTE_J] = running[ABSOLUTE_J]! + size * w;
  running[ABSOLUTE_I] = running[ABSOLUTE_I]! + size;
  if (height > running[TOP]! && (size * w > shareOfJ(task) || size > shareOfI(task))) running[TOP] = height;
}

/** The factor (ar + i ai)(br + i bi)(cr + i ci) of Lambda, with weight and roundoff; notes the term with Lambda at w. */
function noteLambda(
  task: Task,
  wr: number,
  wi: number,
  ar: number,
  ai: number,
  br: number,
  bi: number,
  relativeNoise: number,
): number {
  if (!(lambda[2]! < Number.POSITIVE_INFINITY)) putStable(task.setting, wr, wi, lambda);
  const pr = ar * br - ai * bi;
  const pi = ar * bi + ai * br;
  const fr = pr * weight[0]! - pi * weight[1]!;
  const fi = pr * weight[1]! + pi * weight[0]!;
  const size = Math.abs(fr) + Math.abs(fi);
  const total = note(
    wr,
    wi,
    fr,
    fi,
    lambda[0]!,
    lambda[1]!,
    size * lambda[2]!,
    size * (Math.abs(lambda[0]!) + Math.abs(lambda[1]!)) * relativeNoise,
  );
  return total;
}

const norm = (values: Float64Array): number => Math.abs(values[0]!) + Math.abs(values[1]!);
/** Roundoff of one factor, relative to it. */
const doubt = (values: Float64Array): number => {
  const size = norm(values);
  return size > 0 ? values[2]! / size : 0;
};

/** One pole of the mode, at +-Omega' + i gamma_ph/2 or on the imaginary axis; residue of A_ph -+ i/(2 Omega'). */
function addModePole(task: Task, sign: number): void {
  const { model, setting, Te, Tph, swing, split } = task;
  // Where overdamped, the slow pole is the product divided by the fast one.
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
  const size = noteLambda(
    task,
    wr,
    wi,
    residueR,
    residueI,
    difference[0]!,
    difference[1]!,
    3 + doubt(difference) + doubt(weight),
  );
  count(task, size, Math.hypot(wr, wi), wi);
}

/** (e^z + sign e^-z) exp(-|Re z|) into scratch[at], scratch[at+1]; returns its modulus squared. */
function putHyperbolic(re: number, im: number, sign: number, at: number): number {
  const small = Math.exp(-2 * Math.abs(re));
  const odd = -Math.expm1(-2 * Math.abs(re));
  const even = 1 + small;
  const up = re < 0 ? -1 : 1;
  const cosine = Math.cos(im);
  const sine = Math.sin(im);
  const r = sign > 0 ? even * cosine : up * odd * cosine;
  const i = sign > 0 ? up * odd * sine : even * sine;
  scratch[at] = r;
  scratch[at + 1] = i;
  return r * r + i * i;
}

/** The pole of Lambda where an electron hops between the two levels. */
function addLevelPole(task: Task): void {
  const { model, setting, Te, Tph } = task;
  const wr = setting.gap;
  const wi = setting.half;
  if (wi >= task.ceiling) return;
  // f_L - f_R = sinh(b - a)/(2 cosh a cosh b), a = (eps_L + i gamma_L/2 - mu_L)/2T, b = (eps_R - i gamma_R/2 - mu_R)/2T
  const ar = setting.LL / (2 * Te);
  const ai = model.gammaL / (4 * Te);
  const br = setting.RR / (2 * Te);
  const bi = -model.gammaR / (4 * Te);
  const zr = -(setting.gap - setting.mu) / (2 * Te);
  const zi = bi - ai;
  const a2 = putHyperbolic(ar, ai, 1, 0);
  const b2 = putHyperbolic(br, bi, 1, 2);
  const cr = scratch[0]! * scratch[2]! - scratch[1]! * scratch[3]!;
  const ci = scratch[0]! * scratch[3]! + scratch[1]! * scratch[2]!;
  const z2 = putHyperbolic(zr, zi, -1, 0);
  const scale = (model.couplingSquared * Math.exp(Math.abs(zr) - Math.abs(ar) - Math.abs(br))) / (a2 * b2);
  const hr = scale * (scratch[0]! * cr + scratch[1]! * ci);
  const hi = scale * (scratch[1]! * cr - scratch[0]! * ci);
  putWeightAt(task, wr, wi);
  putSpectrum(model.omega, model.gammaPh, wr, wi);
  putComplexDifference(wr, wi, setting.mu, Te, Tph, difference, 0);
  // i (hr + i hi) A_ph g, times Dn
  const sr = -hi * spectrum[0]! - hr * spectrum[1]!;
  const si = hr * spectrum[0]! - hi * spectrum[1]!;
  const fr = sr * weight[0]! - si * weight[1]!;
  const fi = sr * weight[1]! + si * weight[0]!;
  const relative =
    4 +
    (Math.abs(ar) + ai) / Math.sqrt(a2) +
    (Math.abs(br) - bi) / Math.sqrt(b2) +
    (Math.abs(ar) + Math.abs(br) + ai - bi) / Math.sqrt(z2) +
    doubt(spectrum) +
    doubt(difference) +
    doubt(weight);
  const size = note(wr, wi, fr, fi, difference[0]!, difference[1]!, 0, 0);
  factorNoise[running[COUNT]! - 1] = z2 > 0 ? size * relative : 0;
  isComplete[running[COUNT]! - 1] = 1;
  count(task, size, Math.hypot(wr, wi), wi);
}

/** Adds a node; returns |F| h/2pi. */
function addNode(task: Task, w: number): number {
  const { model, setting } = task;
  putPlain(setting, w, lambda);
  let size = lambda[1]!;
  if (!(size < Number.POSITIVE_INFINITY)) {
    putStable(setting, w, 0, lambda);
    size = lambda[2]!;
  }
  putRealDifference(w, setting.mu, task.Te, task.Tph, difference, 0);
  const detuning = (w - model.omega) * (w + model.omega);
  const loss = w * model.gammaPh;
  const square = detuning * detuning + loss * loss;
  const response = (task.step * loss) / (Math.PI * square);
  const factor = response * difference[0]!;
  const closeness = (w * w + model.omega * model.omega) / Math.sqrt(square);
  const n = running[COUNT]!;
  running[COUNT] = n + 1;
  wR[n] = w;
  wI[n] = 0;
  factorR[n] = factor;
  factorI[n] = 0;
  valueR[n] = lambda[0]!;
  valueI[n] = 0;
  lambdaNoise[n] = size * Math.abs(factor);
  const modulus = Math.abs(factor * lambda[0]!);
  factorNoise[n] = modulus * (2 + closeness) + Math.abs(response) * difference[1]! * Math.abs(lambda[0]!);
  isComplete[n] = 0;
  running[ABSOLUTE_J] = running[ABSOLUTE_J]! + modulus * Math.abs(w);
  running[ABSOLUTE_I] = running[ABSOLUTE_I]! + modulus;
  return modulus;
}

/**
 * Adds the nodes from number `first` on in one direction until the rest is negligible; false if there are too many.
 * @param end where the thermal tail begins: 0 or mu_LR
 * @param feature the outermost place where mode, levels and chemical potentials still shape the integrand
 */
function addNodes(task: Task, first: number, direction: number, end: number, feature: number): boolean {
  const { setting, model, step } = task;
  const hot = Math.max(task.Te, task.Tph);
  const decay = Math.exp(-step / hot);
  const tail = decay / (1 - decay);
  // Lambda <= 4 m^2/max(gamma), A_ph <= 2/(w gamma_ph): beyond this many thermal energies not even a resonance counts.
  const ceilingOfF =
    (8 * setting.couplingSquared) / (Math.max(setting.gammaL, setting.gammaR) * model.gammaPh);
  let previous = Number.POSITIVE_INFINITY;
  for (let n = 0; n < MAXIMAL_NODES; n++) {
    const w = task.offset + (first + direction * n) * step;
    const size = addNode(task, w);
    const distance = direction * (w - end);
    if (distance <= 0) continue;
    const modulus = 2 * Math.max(size, decay * previous);
    previous = size;
    const rest = Math.min(tail, Math.abs(w) / step);
    const allowedJ = shareOfJ(task);
    const allowedI = shareOfI(task);
    const restI = modulus * rest;
    const restJ = restI * (Math.abs(w) + hot);
    if (restJ < allowedJ && restI < allowedI) {
      const beyond = direction * (w - feature) > 0;
      const allowed = Math.min(allowedJ, allowedI * Math.abs(w));
      if (beyond || distance > hot * Math.log((ceilingOfF * (hot + Math.abs(w))) / allowed)) {
        running[TAIL_J] = running[TAIL_J]! + restJ;
        running[TAIL_I] = running[TAIL_I]! + restI;
        return true;
      }
    }
    // A vanishing integrand, as it is far out at the lowest temperatures.
    if (distance > 700 * hot) return true;
  }
  return false;
}

/** The four ladders; each has its height so far, |q|, the modulus of what is above, and whether it is done. */
const BOSON = 0;
const ELECTRON = 1;
const PSI_L = 2;
const PSI_R = 3;
const rungs: Float64Array = new Float64Array(4);
const decays: Float64Array = new Float64Array(4);
const restsJ: Float64Array = new Float64Array(4);
const restsI: Float64Array = new Float64Array(4);
const lastSizes: Float64Array = new Float64Array(4);
const sums: Float64Array = new Float64Array(9);
/** cosine and sine of the phase of q, and for the psi ladders of Im w/T_ph */
const phases: Float64Array = new Float64Array(16);
const ladderTails: Float64Array = new Float64Array(4);

const footOf = (task: Task, ladder: number): number => {
  const { setting } = task;
  if (ladder === BOSON) return 0;
  if (ladder === ELECTRON) return setting.mu;
  return ladder === PSI_L ? -setting.RL : setting.LR;
};
const heightOf = (task: Task, ladder: number, k: number): number => {
  if (ladder === BOSON) return 2 * Math.PI * task.Tph * k;
  if (ladder === ELECTRON) return 2 * Math.PI * task.Te * k;
  const gamma = ladder === PSI_L ? task.setting.gammaR : task.setting.gammaL;
  return gamma / 2 + Math.PI * task.Te * (2 * k - 1);
};

function startLadders(task: Task): void {
  const scale = (2 * Math.PI) / task.step;
  for (let ladder = 0; ladder < 4; ladder++) {
    rungs[ladder] = 0;
    lastSizes[ladder] = 0;
    restsJ[ladder] = Number.POSITIVE_INFINITY;
    restsI[ladder] = Number.POSITIVE_INFINITY;
    const phase = scale * (footOf(task, ladder) - task.offset);
    phases[4 * ladder] = Math.cos(phase);
    phases[4 * ladder + 1] = Math.sin(phase);
    decays[ladder] = Math.exp(-scale * heightOf(task, ladder, 1));
  }
  sums.fill(0);
}

function addBosonRung(task: Task, k: number): number {
  const { model, setting } = task;
  const wi = heightOf(task, BOSON, k);
  putSpectrum(model.omega, model.gammaPh, 0, wi);
  putComplexPlain(setting, 0, wi, lambda);
  isComplete[running[COUNT]!] = 0;
  const noise = 2 + doubt(weight) + doubt(spectrum);
  return noteLambda(task, 0, wi, -task.Tph, 0, spectrum[0]!, spectrum[1]!, noise);
}

function addElectronRung(task: Task, k: number): number {
  const { model, setting } = task;
  const wi = heightOf(task, ELECTRON, k);
  putSpectrum(model.omega, model.gammaPh, setting.mu, wi);
  putAtRung(setting, k, sums, lambda);
  isComplete[running[COUNT]!] = 0;
  const noise = 2 + doubt(weight) + doubt(spectrum);
  return noteLambda(task, setting.mu, wi, task.Te, 0, spectrum[0]!, spectrum[1]!, noise);
}

const tails: Float64Array = new Float64Array(4);

function addPsiRung(task: Task, ladder: number, k: number): number {
  const { model, setting, Te, Tph } = task;
  const left = ladder === PSI_L;
  const wr = footOf(task, ladder);
  const wi = heightOf(task, ladder, k);
  // The electrons' Bose function is the same on all rungs: exp(x/T_e) = -exp((foot - mu)/T_e + i gamma/2T_e).
  const xr = wr - setting.mu;
  const Ar = Math.abs(xr) / Te;
  const Br = Math.abs(wr) / Tph;
  const positiveB = wr >= 0;
  const Bi = wi / Tph;
  tails[0] = ladderTails[left ? 0 : 2]!;
  tails[1] = ladderTails[left ? 1 : 3]!;
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
  putSpectrum(model.omega, model.gammaPh, wr, wi);
  // D or D2, and D'*
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
  const relative = 4 + closeness + doubt(weight) + doubt(spectrum) + doubt(difference);
  isComplete[running[COUNT]!] = 1;
  const size = note(wr, wi, fr, fi, difference[0]!, difference[1]!, 0, 0);
  factorNoise[running[COUNT]! - 1] = size * relative;
  return size;
}

/** n(+-A) on the first rung of a psi ladder, and so on all. */
function startPsiLadder(task: Task, ladder: number): void {
  const { setting, Te } = task;
  const left = ladder === PSI_L;
  // x at the foot is eps_L - mu_L or mu_R - eps_R.
  const xr = footOf(task, ladder) - setting.mu;
  const half = (left ? setting.gammaR : setting.gammaL) / (2 * Te);
  const Ar = Math.abs(xr) / Te;
  const sine = -Math.sin(half);
  putTail(Ar, Math.exp(-Ar), -Math.cos(half), xr >= 0 ? sine : -sine, ladderTails, left ? 0 : 2);
}

/** Climbs one ladder until what is above is negligible and no pole that matters lies above; false if too many rungs. */
function climb(task: Task, ladder: number): boolean {
  const scale = (2 * Math.PI) / task.step;
  const spacing = 2 * Math.PI * (ladder === BOSON ? task.Tph : task.Te);
  const ratio = Math.exp(-scale * spacing);
  const tail = ratio / (1 - ratio);
  const foot = footOf(task, ladder);
  const margin = 0.04 * task.step;
  let collisions = 0;
  for (;;) {
    const k = rungs[ladder]! + 1;
    const wi = heightOf(task, ladder, k);
    if (wi >= task.ceiling) return true;
    if (restsJ[ladder]! < shareOfJ(task) && restsI[ladder]! < shareOfI(task) && wi > running[TOP]! + margin) {
      return true;
    }
    if (k > MAXIMAL_RUNGS) return false;
    const phase = scale * (Math.abs(foot) + Math.abs(task.offset) + wi);
    putWeight(decays[ladder]!, phases[4 * ladder]!, phases[4 * ladder + 1]!, phase);
    const size =
      ladder === BOSON
        ? addBosonRung(task, k)
        : ladder === ELECTRON
          ? addElectronRung(task, k)
          : addPsiRung(task, ladder, k);
    // Two ladders on top of each other collide on every rung.
    if (!(size < Number.POSITIVE_INFINITY) && ++collisions > 1) return true;
    const modulus = Math.hypot(foot, wi);
    count(task, size, modulus, wi);
    decays[ladder] = decays[ladder]! * ratio;
    rungs[ladder] = k;
    // Residues may grow until the ladder has passed mode and levels; a ladder that runs close to another one every
    // second rung alternates in size.
    const growth = wi < task.reach ? 2 * ((wi + spacing) / wi) ** 3 : 2;
    const largest = Math.max(size, ratio * lastSizes[ladder]!);
    lastSizes[ladder] = size;
    restsI[ladder] = largest * tail * growth;
    restsJ[ladder] = largest * modulus * tail * growth;
  }
}

/** Nodes and poles of one task into the term arrays; false where there would be too many. */
function collect(task: Task, low: number, high: number, bottom: number, top: number): boolean {
  running.fill(0);
  isComplete[0] = 0;
  isComplete[1] = 0;
  addModePole(task, 1);
  addModePole(task, -1);
  addLevelPole(task);
  const middle = Math.round(((low + high) / 2 - task.offset) / task.step);
  if (!addNodes(task, middle, 1, high, top)) return false;
  if (!addNodes(task, middle - 1, -1, low, bottom)) return false;
  startLadders(task);
  startPsiLadder(task, PSI_L);
  startPsiLadder(task, PSI_R);
  for (let round = 0; round < 4; round++) {
    const before = running[TOP]!;
    for (let ladder = 3; ladder >= 0; ladder--) if (!climb(task, ladder)) return false;
    if (running[TOP] === before) break;
  }
  for (let ladder = 0; ladder < 4; ladder++) {
    if (heightOf(task, ladder, rungs[ladder]! + 1) >= task.ceiling) continue;
    running[TAIL_J] = running[TAIL_J]! + restsJ[ladder]!;
    running[TAIL_I] = running[TAIL_I]! + restsI[ladder]!;
  }
  return true;
}

/** Sums of the terms: J, I, their noise, and the sums of |terms|. */
const totals: Float64Array = new Float64Array(6);

function sumUp(): void {
  let J = 0;
  let I = 0;
  let noiseJ = 0;
  let noiseI = 0;
  let sizeJ = 0;
  let sizeI = 0;
  for (let n = 0; n < running[COUNT]!; n++) {
    const fr = factorR[n]!;
    const fi = factorI[n]!;
    const vr = valueR[n]!;
    const vi = valueI[n]!;
    const tr = fr * vr - fi * vi;
    const ti = fr * vi + fi * vr;
    const x = wR[n]!;
    const y = wI[n]!;
    const modulus = Math.abs(x) + y;
    const noise = lambdaNoise[n]! + factorNoise[n]!;
    const size = Math.abs(tr) + Math.abs(ti);
    I += tr;
    J += x * tr - y * ti;
    noiseI += noise;
    noiseJ += noise * modulus;
    sizeI += size;
    sizeJ += size * modulus;
  }
  totals[0] = J;
  totals[1] = I;
  totals[2] = noiseJ;
  totals[3] = noiseI;
  totals[4] = sizeJ;
  totals[5] = sizeI;
}

/** Whether roundoff is within the tolerance. */
const isClean = (tolerance: number): boolean =>
  ROUNDOFF * EPSILON * totals[2]! <= 0.5 * tolerance * Math.abs(totals[0]!) &&
  ROUNDOFF * EPSILON * totals[3]! <= 0.5 * tolerance * Math.abs(totals[1]!);

/** Whether the noise of one term is more than its share. */
const isNoisy = (noise: number, modulus: number, tolerance: number): boolean => {
  const share = (0.2 * tolerance) / (ROUNDOFF * EPSILON * running[COUNT]!);
  return !(noise * modulus <= share * Math.abs(totals[0]!) && noise <= share * Math.abs(totals[1]!));
};

/** Repeats with the stable form of Lambda the terms whose plain form has lost digits that matter. */
function refine(setting: Setting, tolerance: number): void {
  for (let n = 0; n < running[COUNT]!; n++) {
    if (isComplete[n] === 1) continue;
    const modulus = Math.abs(wR[n]!) + wI[n]!;
    if (!isNoisy(lambdaNoise[n]!, modulus, tolerance)) continue;
    putStable(setting, wR[n]!, wI[n]!, lambda);
    const size = Math.abs(factorR[n]!) + Math.abs(factorI[n]!);
    if (!(size * lambda[2]! < lambdaNoise[n]!)) continue;
    valueR[n] = lambda[0]!;
    valueI[n] = lambda[1]!;
    lambdaNoise[n] = size * lambda[2]!;
  }
  sumUp();
}

/**
 * Height of the lowest pole that roundoff spoils, infinite if none or if the nodes are spoilt as well, so that fewer
 * poles would not help. Poles that coincide exactly are not finite.
 */
function lowestSpoilt(tolerance: number): number {
  const hasTotals = Number.isFinite(totals[2]! + totals[3]!);
  let lowest = Number.POSITIVE_INFINITY;
  let nodesJ = 0;
  let nodesI = 0;
  for (let n = 0; n < running[COUNT]!; n++) {
    const modulus = Math.abs(wR[n]!) + wI[n]!;
    const noise = lambdaNoise[n]! + factorNoise[n]!;
    if (wI[n] === 0) {
      nodesJ += noise * modulus;
      nodesI += noise;
      continue;
    }
    const isSpoilt = hasTotals ? isNoisy(noise, modulus, tolerance) : !Number.isFinite(noise);
    if (isSpoilt) lowest = Math.min(lowest, wI[n]!);
  }
  const allowed = tolerance / (ROUNDOFF * EPSILON);
  if (hasTotals && (nodesJ > allowed * Math.abs(totals[0]!) || nodesI > allowed * Math.abs(totals[1]!)))
    return Number.POSITIVE_INFINITY;
  return lowest;
}

const places: Float64Array = new Float64Array(8);

/** Offset of the grid in the middle of the widest gap, modulo the step, between what may come close to the axis. */
function offsetFor(setting: Setting, swing: number, step: number): number {
  places[0] = 0;
  places[1] = setting.mu;
  places[2] = setting.gap;
  places[3] = -setting.RL;
  places[4] = setting.LR;
  places[5] = swing;
  places[6] = -swing;
  for (let n = 0; n < 7; n++) {
    const value = places[n]! / step;
    const place = value - Math.floor(value);
    let m = n;
    for (; m > 0 && places[m - 1]! > place; m--) places[m] = places[m - 1]!;
    places[m] = place;
  }
  places[7] = places[0]! + 1;
  let widest = 0;
  let offset = 0;
  for (let n = 0; n < 7; n++) {
    const gap = places[n + 1]! - places[n]!;
    if (gap <= widest) continue;
    widest = gap;
    offset = (places[n + 1]! + places[n]!) / 2;
  }
  return step * offset;
}

/** Height of the strip for which nodes and rungs together cost least. */
function bestHeight(range: number, digits: number, Te: number, Tph: number, isNearlyEqual: boolean): number {
  const height = Math.sqrt((range * digits) / (BOSON_RUNG_COST / Tph + ELECTRON_RUNG_COST / Te));
  const spacing = 2 * Math.PI * Tph;
  // The two Bose ladders cancel where the temperatures are nearly equal: stay below them.
  if (isNearlyEqual) return Math.min(height, 0.95 * Math.min(spacing, 2 * Math.PI * Te));
  return height < spacing ? height : spacing * Math.round(height / spacing);
}

const MAXIMAL_ATTEMPTS = 6;
/** Error, in units of EPSILON sum |terms|, that passes for unavoidable roundoff. */
const UNAVOIDABLE = 200;
/** Nodes up to which it is worth while to go below a collision of poles. */
const AFFORDABLE_NODES = 1000;

/** J, I, their errors and the unavoidable ones of the best attempt so far. */
const best: Float64Array = new Float64Array(6);
const attempt: Float64Array = new Float64Array(6);

/** The larger relative error, in units of the tolerance; infinite where anything is not finite. */
function excessOf(values: Float64Array, tolerance: number): number {
  const sum = values[0]! + values[1]! + values[2]! + values[3]!;
  if (!Number.isFinite(sum)) return Number.POSITIVE_INFINITY;
  const allowedJ = tolerance * Math.abs(values[0]!);
  const allowedI = tolerance * Math.abs(values[1]!);
  return Math.max(values[2]! > 0 ? values[2]! / allowedJ : 0, values[3]! > 0 ? values[3]! / allowedI : 0);
}

/** Keeps this attempt if it is better than the ones before; returns whether it meets the tolerance. */
function keep(J: number, I: number, errorJ: number, errorI: number, tolerance: number): boolean {
  attempt[0] = J;
  attempt[1] = I;
  attempt[2] = errorJ;
  attempt[3] = errorI;
  attempt[4] = UNAVOIDABLE * EPSILON * totals[4]!;
  attempt[5] = UNAVOIDABLE * EPSILON * totals[5]!;
  const excess = excessOf(attempt, tolerance);
  if (excess < excessOf(best, tolerance)) best.set(attempt);
  return excess <= 1;
}

/** Whether the best attempt is as good as asked for, or as double precision allows. */
function isAcceptable(tolerance: number): boolean {
  const passes = (n: number): boolean =>
    best[2 + n]! <= Math.max(tolerance * Math.abs(best[n]!), best[4 + n]!);
  return passes(0) && passes(1);
}

/**
 * J and I and their estimated absolute errors into out[0..3].
 * @param model the junction's numbers
 * @param muL chemical potential of electrode L
 * @param muR chemical potential of electrode R
 * @param Te temperature of both electrodes
 * @param Tph temperature of the mode's bath
 * @param tolerance relative error wanted of both currents
 * @param out J, I, error of J, error of I
 * @returns whether the rule delivers; false where poles collide beyond repair, where it would be slow, or where the
 *   tolerance is missed for another reason than unavoidable roundoff. `out` is meaningless then.
 */
export function putTwoLevelCurrents(
  model: TwoLevelModel,
  muL: number,
  muR: number,
  Te: number,
  Tph: number,
  tolerance: number,
  out: Float64Array,
): boolean {
  if (!(Te > 0 && Tph > 0)) return false;
  if ((muL === muR && Te === Tph) || model.couplingSquared === 0) {
    out.fill(0, 0, 4);
    return true;
  }
  const setting = settingOf(model, muL, muR, Te);
  const { omega, gammaPh } = model;
  const { mu, gap } = setting;
  const square = (omega - gammaPh / 2) * (omega + gammaPh / 2);
  const swing = square > 0 ? Math.sqrt(square) : 0;
  const split = square > 0 ? 0 : Math.sqrt(-square);
  const low = Math.min(0, mu);
  const high = Math.max(0, mu);
  const bottom = Math.min(low, -omega, gap, -setting.RL, setting.LR);
  const top = Math.max(high, omega, gap, -setting.RL, setting.LR);
  const hot = Math.max(Te, Tph);
  const digits = 3 - Math.log(tolerance);
  const powers = (top - bottom) * tolerance ** -0.25;
  const range = high - low + 2 * Math.min((digits - 2) * hot, powers);
  const isNearlyEqual = mu === 0 && Math.abs(Te - Tph) < 1e-3 * hot;
  let height = bestHeight(range, digits, Te, Tph, isNearlyEqual);
  let ceiling = Number.POSITIVE_INFINITY;
  let shareJ = 0;
  let shareI = 0;
  let extra = 0;
  let coarseJ = Number.NaN;
  let coarseI = Number.NaN;
  best.fill(0).fill(Number.POSITIVE_INFINITY, 2, 4);
  for (let count = 0; count < MAXIMAL_ATTEMPTS; count++) {
    const step = (2 * Math.PI * height) / (digits + extra);
    if (!(range / step < (ceiling === Number.POSITIVE_INFINITY ? MAXIMAL_NODES : AFFORDABLE_NODES))) break;
    const task: Task = {
      model,
      setting,
      Te,
      Tph,
      step,
      offset: offsetFor(setting, swing, step),
      ceiling,
      share: SHARE * tolerance,
      shareJ,
      shareI,
      swing,
      split,
      reach: 2 * (omega + gammaPh + Math.abs(gap) + setting.half),
    };
    if (!collect(task, low, high, bottom, top)) break;
    sumUp();
    if (!isClean(tolerance)) refine(setting, tolerance);
    const J = totals[0]!;
    const I = totals[1]!;
    const noiseJ = ROUNDOFF * EPSILON * totals[2]!;
    const noiseI = ROUNDOFF * EPSILON * totals[3]!;
    let tailJ = running[TAIL_J]!;
    let tailI = running[TAIL_I]!;
    if (ceiling < Number.POSITIVE_INFINITY) {
      // What was left out above the ceiling: two steps, the finer one exp(-5) as wrong.
      if (Number.isNaN(coarseJ)) {
        coarseJ = J;
        coarseI = I;
        extra += 5;
        continue;
      }
      // Either current may agree by chance.
      const change = Math.max(Math.abs(J - coarseJ) / totals[4]!, Math.abs(I - coarseI) / totals[5]!) / 10;
      tailJ += change * totals[4]!;
      tailI += change * totals[5]!;
    }
    if (keep(J, I, tailJ + noiseJ, tailI + noiseI, tolerance) || isAcceptable(tolerance)) break;
    if (shareJ === 0 && (tailJ > noiseJ || tailI > noiseI)) {
      // Terms that cancel: the tails have to be cut relative to the currents.
      shareJ = Math.max(0.2 * SHARE * tolerance * Math.abs(J), 8 * EPSILON * totals[4]!);
      shareI = Math.max(0.2 * SHARE * tolerance * Math.abs(I), 8 * EPSILON * totals[5]!);
      coarseJ = Number.NaN;
      continue;
    }
    // Poles that all but coincide: stay below them.
    const lowest = lowestSpoilt(tolerance);
    if (!(lowest < ceiling)) break;
    ceiling = lowest * (1 - 1e-9);
    height = ceiling;
    extra = 2;
    coarseJ = Number.NaN;
  }
  for (let n = 0; n < 4; n++) out[n] = best[n]!;
  return isAcceptable(tolerance);
}
