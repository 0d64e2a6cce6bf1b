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
 * holds exactly for every step h. The nodes stand in nodes, the poles of mode and level in single-poles, the four ladders
 * of poles in rungs and ladders, g in pole-term, h and w0 in grid. An attempt collects the terms of both sums that are
 * not negligible; here it is judged, and repeated differently where that helps:
 *   - tails are cut relative to the currents once they are known, where the terms cancel;
 *   - poles are left out from the lowest one on that a collision has spoilt (collisions).
 * Otherwise the general route does it.
 */
import { best, forgetAttempts, isAcceptable, keep } from "./attempts.js";
import { ceilingBelowCollision, FINER, leftOutAbove, SPARE } from "./collisions.js";
import { settingOf } from "./density.js";
import { bestHeight, digitsOf, type Extent, extentOf, offsetFor, rangeOf } from "./grid.js";
import { addLadders } from "./ladders.js";
import type { TwoLevelModel } from "./model.js";
import { addNodes } from "./nodes.js";
import { ERROR_PER_NOISE, sumWithCare } from "./roundoff.js";
import { addSinglePoles } from "./single-poles.js";
import type { Task } from "./task.js";
import {
  clearTerms,
  EPSILON,
  MAXIMAL_NODES,
  MODULI_I,
  MODULI_J,
  NOISE_I,
  NOISE_J,
  TOTAL_I,
  TOTAL_J,
  tailOfI,
  tailOfJ,
  totals,
} from "./terms.js";

/** Share of the tolerance that one neglected tail may take, of the sum of |terms| or of the currents once known. */
const SHARE = 0.02;
const MAXIMAL_ATTEMPTS = 6;
/** Nodes up to which it is worth while to go below a collision of poles. */
const AFFORDABLE_NODES = 1000;

/** Nodes and poles of one task into the store of terms; false where there would be too many. */
function collect(task: Task, { low, high, bottom, top }: Extent): boolean {
  clearTerms();
  addSinglePoles(task);
  return addNodes(task, low, high, bottom, top) && addLadders(task);
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
  const { omega, gammaPh } = model;
  const square = (omega - gammaPh / 2) * (omega + gammaPh / 2);
  const swing = square > 0 ? Math.sqrt(square) : 0;
  const split = square > 0 ? 0 : Math.sqrt(-square);
  const setting = settingOf(model, muL, muR, Te);
  const reach = 2 * (omega + gammaPh + Math.abs(setting.gap) + setting.half);
  const hot = Math.max(Te, Tph);
  const extent = extentOf(setting, omega);
  const range = rangeOf(extent, hot, tolerance);
  const digits = digitsOf(tolerance);
  const isNearlyEqual = setting.mu === 0 && Math.abs(Te - Tph) < 1e-3 * hot;
  let height = bestHeight(range, digits, Te, Tph, isNearlyEqual);
  /** nats added to the digits, so that what lies above the height is small enough */
  let extra = 0;
  let ceiling = Number.POSITIVE_INFINITY;
  let shareJ = 0;
  let shareI = 0;
  /** below a ceiling: the currents by the coarser step, NaN before it is done */
  let coarseJ = Number.NaN;
  let coarseI = Number.NaN;
  forgetAttempts();
  for (let count = 0; count < MAXIMAL_ATTEMPTS; count++) {
    const isComplete = ceiling === Number.POSITIVE_INFINITY;
    const step = (2 * Math.PI * height) / (digits + extra);
    if (!(range / step < (isComplete ? MAXIMAL_NODES : AFFORDABLE_NODES))) break;
    const offset = offsetFor(setting, swing, step);
    const share = SHARE * tolerance;
    const task: Task = {
      model,
      setting,
      Te,
      Tph,
      step,
      offset,
      ceiling,
      share,
      shareJ,
      shareI,
      swing,
      split,
      reach,
    };
    if (!collect(task, extent)) break;
    sumWithCare(setting, tolerance);
    const J = totals[TOTAL_J]!;
    const I = totals[TOTAL_I]!;
    const noiseJ = ERROR_PER_NOISE * totals[NOISE_J]!;
    const noiseI = ERROR_PER_NOISE * totals[NOISE_I]!;
    let tailJ = tailOfJ();
    let tailI = tailOfI();
    if (!isComplete) {
      if (Number.isNaN(coarseJ)) {
        coarseJ = J;
        coarseI = I;
        extra += FINER;
        continue;
      }
      const leftOut = leftOutAbove(coarseJ, coarseI);
      tailJ += leftOut * totals[MODULI_J]!;
      tailI += leftOut * totals[MODULI_I]!;
    }
    if (keep(tailJ + noiseJ, tailI + noiseI, tolerance) || isAcceptable(tolerance)) break;
    if (shareJ === 0 && (tailJ > noiseJ || tailI > noiseI)) {
      // Terms that cancel: the tails have to be cut relative to the currents.
      shareJ = Math.max(0.2 * SHARE * tolerance * Math.abs(J), 8 * EPSILON * totals[MODULI_J]!);
      shareI = Math.max(0.2 * SHARE * tolerance * Math.abs(I), 8 * EPSILON * totals[MODULI_I]!);
      coarseJ = Number.NaN;
      continue;
    }
    const below = ceilingBelowCollision(tolerance);
    if (!(below < ceiling)) break;
    ceiling = below;
    height = below;
    extra = SPARE;
    coarseJ = Number.NaN;
  }
  for (let n = 0; n < 4; n++) out[n] = best[n]!;
  return isAcceptable(tolerance);
}
