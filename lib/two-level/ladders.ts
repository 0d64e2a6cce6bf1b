/**
 * Climbing the four ladders: how many rungs count. From one rung to the next g falls by
 *
 *   r = exp(-2 pi spacing/h),
 *
 * while residues may alternate, as those of a ladder that runs close to another one every second rung, and may grow until
 * mode and levels are passed. What is above a rung of modulus |f v| is therefore taken to be at most
 *
 *   r/(1 - r) max(this one, r times the one before) x 2,   times [(y + spacing)/y]^3 at a height y below the reach,
 *
 * and a ladder is left where that is negligible and no pole that matters lies above: poles next to one another cancel,
 * and must be in or out together.
 */
import { putWeight } from "./pole-term.js";
import { addRung, footOf, heightOf, spacingOf, startRungs } from "./rungs.js";
import type { Task } from "./task.js";
import { addSizeOfPole, addTail, MAXIMAL_RUNGS, shareOfI, shareOfJ, topThatMatters } from "./terms.js";

const LADDERS = 4;
/** A rung this close above the highest pole that matters, in steps h, is still taken: the two may cancel. */
const MARGIN = 0.04;

/** Of each ladder: rungs taken, |q| of the next one, cosine and sine of the phase of q, modulus of the last rung. */
const rungs: Float64Array = new Float64Array(LADDERS);
const decays: Float64Array = new Float64Array(LADDERS);
const cosines: Float64Array = new Float64Array(LADDERS);
const sines: Float64Array = new Float64Array(LADDERS);
const lastSizes: Float64Array = new Float64Array(LADDERS);
/** Of each ladder: what is above, at most, of J and of I. */
const restsJ: Float64Array = new Float64Array(LADDERS);
const restsI: Float64Array = new Float64Array(LADDERS);

function startLadders(task: Task): void {
  const scale = (2 * Math.PI) / task.step;
  for (let ladder = 0; ladder < LADDERS; ladder++) {
    rungs[ladder] = 0;
    lastSizes[ladder] = 0;
    restsJ[ladder] = Number.POSITIVE_INFINITY;
    restsI[ladder] = Number.POSITIVE_INFINITY;
    const phase = scale * (footOf(task, ladder) - task.offset);
    cosines[ladder] = Math.cos(phase);
    sines[ladder] = Math.sin(phase);
    decays[ladder] = Math.exp(-scale * heightOf(task, ladder, 1));
  }
  startRungs(task);
}

/** Climbs one ladder on from where it was left; false if there are too many rungs. */
function climb(task: Task, ladder: number): boolean {
  const scale = (2 * Math.PI) / task.step;
  const spacing = spacingOf(task, ladder);
  const ratio = Math.exp(-scale * spacing);
  const series = ratio / (1 - ratio);
  const foot = footOf(task, ladder);
  const margin = MARGIN * task.step;
  let collisions = 0;
  for (;;) {
    const k = rungs[ladder]! + 1;
    const wi = heightOf(task, ladder, k);
    if (wi >= task.ceiling) return true;
    const isNegligible = restsJ[ladder]! < shareOfJ(task) && restsI[ladder]! < shareOfI(task);
    if (isNegligible && wi > topThatMatters() + margin) return true;
    if (k > MAXIMAL_RUNGS) return false;
    const phase = scale * (Math.abs(foot) + Math.abs(task.offset) + wi);
    putWeight(decays[ladder]!, cosines[ladder]!, sines[ladder]!, phase);
    const size = addRung(task, ladder, k);
    // Two ladders on top of each other collide on every rung.
    if (!(size < Number.POSITIVE_INFINITY) && ++collisions > 1) return true;
    const modulus = Math.hypot(foot, wi);
    addSizeOfPole(task, size, modulus, wi);
    decays[ladder] = decays[ladder]! * ratio;
    rungs[ladder] = k;
    const growth = wi < task.reach ? 2 * ((wi + spacing) / wi) ** 3 : 2;
    const largest = Math.max(size, ratio * lastSizes[ladder]!);
    lastSizes[ladder] = size;
    restsI[ladder] = largest * series * growth;
    restsJ[ladder] = largest * modulus * series * growth;
  }
}

/** Adds the rungs of all ladders that matter; false if there are too many. */
export function addLadders(task: Task): boolean {
  startLadders(task);
  // A pole that matters high up on one ladder sends the others up once more.
  for (let round = 0; round < 4; round++) {
    const before = topThatMatters();
    for (let ladder = LADDERS - 1; ladder >= 0; ladder--) if (!climb(task, ladder)) return false;
    if (topThatMatters() === before) break;
  }
  for (let ladder = 0; ladder < LADDERS; ladder++) {
    if (heightOf(task, ladder, rungs[ladder]! + 1) >= task.ceiling) continue;
    addTail(restsJ[ladder]!, restsI[ladder]!);
  }
  return true;
}
