/**
 * The nodes of the trapezoidal rule, w_n = w0 + n h on the real axis, each with the term
 *
 *   (h/2pi) F(w_n) = (h/2pi) A_ph Dn Lambda,   A_ph = 2 gamma_ph w/[(w^2 - Omega^2)^2 + gamma_ph^2 w^2].
 *
 * In either direction they go on until the rest is negligible. Beyond both thermal edges 0 and mu_LR, Dn falls as
 * exp(-|w|/T), T = max(T_e, T_ph), and the rest is at most the geometric series r/(1 - r), r = exp(-h/T), of twice the
 * last node; while |w| < T, powers of 1/|w| end it sooner, and the rest is at most |w|/h such nodes.
 * A node may be small and yet have a resonance ahead of it. The rule therefore goes on to the outermost feature, or to
 * where not even the resonance of both factors, Lambda <= 4 |m|^2/max(gamma_L, gamma_R) and A_ph <= 2/(w gamma_ph),
 * would count.
 */
import { putPlain, putStable } from "./density.js";
import { putRealDifference } from "./occupation.js";
import type { Task } from "./task.js";
import { addSize, addTail, MAXIMAL_NODES, noteTerm, shareOfI, shareOfJ } from "./terms.js";

/** Lambda: real part, then the size that roundoff acts on, which the stable form puts after the imaginary part. */
const lambda: Float64Array = new Float64Array(3);
/** Dn and the size that roundoff acts on. */
const difference: Float64Array = new Float64Array(2);

/** Adds the node at w; returns |F| h/2pi. */
function addNode(task: Task, w: number): number {
  const { model, setting } = task;
  putPlain(setting, w, lambda);
  let noise = lambda[1]!;
  if (!(noise < Number.POSITIVE_INFINITY)) {
    putStable(setting, w, 0, lambda);
    noise = lambda[2]!;
  }
  const value = lambda[0]!;
  putRealDifference(w, setting.mu, task.Te, task.Tph, difference, 0);
  const detuning = (w - model.omega) * (w + model.omega);
  const loss = w * model.gammaPh;
  const square = detuning * detuning + loss * loss;
  const response = (task.step * loss) / (Math.PI * square);
  const factor = response * difference[0]!;
  const closeness = (w * w + model.omega * model.omega) / Math.sqrt(square);
  const size = Math.abs(factor * value);
  noteTerm(
    w,
    0,
    factor,
    0,
    value,
    0,
    noise * Math.abs(factor),
    size * (2 + closeness) + Math.abs(response) * difference[1]! * Math.abs(value),
  );
  addSize(size, Math.abs(w));
  return size;
}

/**
 * Adds the nodes from number `first` on in one direction until the rest is negligible; false if there are too many.
 * @param end where the thermal tail begins: 0 or mu_LR
 * @param feature the outermost place where mode, levels and chemical potentials still shape the integrand
 */
function addSide(task: Task, first: number, direction: number, end: number, feature: number): boolean {
  const { setting, model, step } = task;
  const hot = Math.max(task.Te, task.Tph);
  const ratio = Math.exp(-step / hot);
  const series = ratio / (1 - ratio);
  // |w F/Dn| where Lambda and A_ph are both at resonance
  const resonance =
    (8 * setting.couplingSquared) / (Math.max(setting.gammaL, setting.gammaR) * model.gammaPh);
  let previous = Number.POSITIVE_INFINITY;
  for (let n = 0; n < MAXIMAL_NODES; n++) {
    const w = task.offset + (first + direction * n) * step;
    const size = addNode(task, w);
    const distance = direction * (w - end);
    if (distance <= 0) continue;
    // A node may fall on a zero of F: the one before counts too.
    const largest = 2 * Math.max(size, ratio * previous);
    previous = size;
    const rest = Math.min(series, Math.abs(w) / step);
    const allowedJ = shareOfJ(task);
    const allowedI = shareOfI(task);
    const restI = largest * rest;
    const restJ = restI * (Math.abs(w) + hot);
    if (restJ < allowedJ && restI < allowedI) {
      const isBeyond = direction * (w - feature) > 0;
      const allowed = Math.min(allowedJ, allowedI * Math.abs(w));
      if (isBeyond || distance > hot * Math.log((resonance * (hot + Math.abs(w))) / allowed)) {
        addTail(restJ, restI);
        return true;
      }
    }
    // A vanishing integrand, as it is far out at the lowest temperatures: exp(-700) is next to underflow.
    if (distance > 700 * hot) return true;
  }
  return false;
}

/**
 * Adds the nodes of both directions, starting between the thermal edges; false if there are too many.
 * @param low the lower of the thermal edges 0 and mu_LR
 * @param high the upper one
 * @param bottom the lowest place where anything still shapes the integrand
 * @param top the highest one
 */
export function addNodes(task: Task, low: number, high: number, bottom: number, top: number): boolean {
  const middle = Math.round(((low + high) / 2 - task.offset) / task.step);
  return addSide(task, middle, 1, high, top) && addSide(task, middle - 1, -1, low, bottom);
}
