/**
 * Which form of the rule serves a junction at an operating point. The trapezoidal rule with its residues is the usual one;
 * panels take over where temperatures are zero or so low that their ladders crowd; sums of squares where the pole sums have
 * lost digits that are wanted, and for unequal temperatures that the energy rule does not bear.
 */
import { shareOfLooserFit } from "../electrons/doubt.js";
import { isAllWideBand, lightPolesOf, type Poles, polesOf } from "../electrons/electrons.js";
import type { Junction } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { type Combination, copyFlows, emptyFlows, errorOf, type Flows, goalsOf } from "./flows.js";
import { nodesNeeded } from "./grid.js";
import { byPanels, panelNodes } from "./panels.js";
import { squaresOf } from "./squares.js";
import { bySquaresOnPanels } from "./squares-on-panels.js";
import {
  analyticRadius,
  type EnergyRule,
  type Hop,
  occupy,
  type State,
  stateOf,
  sumBySquares,
} from "./state.js";
import { byTrapezoid } from "./trapezoid.js";
import { excessOf, meetsGoals } from "./trust.js";
import { energyRule, fractionsOf } from "./unequal.js";

/** Temperatures below this part of every other scale are zero: the difference is of order (T/scale)^2. */
const NEGLIGIBLE = 1e-8;
/** ... provided that in every channel something else drives a current, this many times as large. */
const DRIVEN = 1e7;

/** The largest temperature that every channel's bias, or a reservoir of the same channel, makes negligible. */
function largestTrace({ terms, modes, hops, temperature, bath }: State): number {
  let scale = modes.radius;
  for (let p = 0; p < terms.size; p++) if (terms.im[p]! < 0) scale = Math.min(scale, -terms.im[p]!);
  for (let j = 0; j < modes.poles.length; j++) scale = Math.min(scale, modes.poles[j]!.im);
  let limit = NEGLIGIBLE * scale;
  for (let c = 0; c < hops.length; c++) {
    const { mu, source, drain } = hops[c]!;
    const drive = Math.max(Math.abs(mu), bath, temperature[source]!, temperature[drain]!);
    limit = Math.min(limit, drive / DRIVEN);
  }
  return limit;
}

/** Fills the state, temperatures that cannot be told from zero set to zero. */
function occupyWithoutTraces(state: State, point: OperatingPoint): void {
  occupy(state, point);
  const limit = largestTrace(state);
  let isTraced = state.bath > 0 && state.bath < limit;
  for (let g = 0; g < state.groups; g++)
    if (state.temperature[g]! > 0 && state.temperature[g]! < limit) isTraced = true;
  if (!isTraced) return;
  const cut = (T: number): number => (T < limit ? 0 : T);
  occupy(state, {
    electrodes: Object.fromEntries(
      Object.entries(point.electrodes).map(([name, { mu, temperature }]) => [
        name,
        { mu, temperature: cut(temperature) },
      ]),
    ),
    bath: { temperature: cut(point.bath.temperature) },
  });
}

/** A level this close to a Fermi pole of its electrode, in temperatures, is a double pole of the energy rule. */
const ON_RUNG = 0.05;
/** Simple fractions beyond which graded energies are the quicker. */
const MANY_FRACTIONS = 4000;

/** Whether some level sits on a Fermi pole of the electrodes of some temperature and potential. */
function isOnRung({ mu, temperature, terms }: State, group: number): boolean {
  const T = temperature[group]!;
  for (let p = 0; p < terms.size; p++) {
    if (terms.im[p] === 0) continue;
    const rung = Math.max(0, Math.round((-terms.im[p]! / (Math.PI * T) - 1) / 2));
    const x = (terms.re[p]! - mu[group]!) / T;
    const y = -terms.im[p]! / T - Math.PI * (2 * rung + 1);
    if (Math.hypot(x, y) < ON_RUNG) return true;
  }
  return false;
}

/** The energy rule of unequal temperatures where it bears a channel; its number of rungs grows as T falls. */
function shortEnergyRule(state: State, hop: Hop): EnergyRule | undefined {
  const { temperature, modes } = state;
  const { source, drain } = hop;
  if (temperature[source] === 0 || temperature[drain] === 0) return undefined;
  if (isOnRung(state, source) || isOnRung(state, drain)) return undefined;
  const rule = energyRule(state, hop);
  const height = Math.max(0, ...modes.poles.map(({ im }) => im));
  return fractionsOf(rule, height) < MANY_FRACTIONS ? rule : undefined;
}

/** Whether the trapezoidal rule in w bears all channels of two temperatures. */
const bearsUnequal = (state: State): boolean =>
  state.coldest > 0 && state.hops.every((hop) => hop.isThermal || shortEnergyRule(state, hop) !== undefined);

/** All flows on panels in w, energies too by their rule where it bears the channel. */
function onPanels(state: State, tolerance: number): Flows {
  for (const hop of state.hops) hop.rule = hop.isThermal ? undefined : shortEnergyRule(state, hop);
  return byPanels(state, tolerance);
}

/** Nodes of the trapezoidal rule that need no second thought. */
const FEW_NODES = 110;

/** Nodes of panels, which need no residues, are worth a little more. */
const PANEL_COST = 1.3;

function prefersPanels(state: State, radius: number, tolerance: number): boolean {
  if (state.coldest === 0) return true;
  const nodes = nodesNeeded(state, radius, tolerance);
  return nodes > FEW_NODES && panelNodes(state, tolerance) < PANEL_COST * nodes;
}

/** Whether `a` serves better than `b`: more goals reached, then smaller errors. */
export function isBetter(wanted: readonly Combination[], tolerance: number, a: Flows, b: Flows): boolean {
  const score = (flows: Flows): number => {
    const goals = goalsOf(wanted, flows, tolerance);
    return wanted.reduce((sum, one, k) => {
      const ratio = errorOf(one, flows) / Math.max(goals[k]!, 1e-300);
      return sum + (ratio <= 1 ? 0 : Math.log(ratio) + 1);
    }, 0);
  };
  const [first, second] = [score(a), score(b)];
  return first < second || !Number.isFinite(second);
}

/** Nodes in w beyond which sums of squares go to panels too. */
const MANY_NODES = 400;

/** Products of poles, modes and channels at one e and w up to which panels in both take less than a second. */
const SMALL = 200;

const isSmall = ({ terms, hops, modes }: State): boolean =>
  terms.size ** 3 * modes.count * hops.length < SMALL;

/** All flows by sums of squares, by the rule where it bears them; the state is not fit for pole sums afterwards. */
function bySquares(
  state: State,
  junction: Junction,
  wanted: readonly Combination[],
  tolerance: number,
): Flows {
  const inBoth = (): Flows => bySquaresOnPanels(state, junction, tolerance);
  const isBorne = state.coldest > 0 && state.hops.every((hop) => shortEnergyRule(state, hop) !== undefined);
  if (!isAllWideBand(junction) || !isBorne) return inBoth();
  sumBySquares(state, squaresOf(junction, state.poles, state.terms));
  const radius = analyticRadius(state);
  if (nodesNeeded(state, radius, tolerance) > MANY_NODES) return inBoth();
  const { flows, excess } = byTrapezoid(state, radius, wanted, tolerance);
  // narrow levels near the window: what the rule owes to their poles has the noise that squares are to avoid
  const isNoisy = excess.needsPositive && isSmall(state);
  if (excess.truncation > 0 || excess.ends > 0 || isNoisy) {
    const other = inBoth();
    return isBetter(wanted, tolerance, other, flows) ? other : flows;
  }
  return flows;
}

/** Flows, and whether they rest on sums over poles of which the error of the fit is still to be told. */
export interface ChosenFlows {
  readonly flows: Flows;
  readonly lacksFitError: boolean;
  /** sums of squares that were tried, and served less as long as the error of the fit was not told */
  readonly squares?: Flows;
}

/** All flows of a junction by one pole expansion; by sums of squares only where these are `allowed`. */
function flowsBy(
  junction: Junction,
  poles: Poles,
  given: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
  allowed: "poles" | "squares",
): ChosenFlows {
  const state = stateOf(junction, poles);
  occupyWithoutTraces(state, given);
  if (state.hops.length === 0) return { flows: emptyFlows(state.groupOf.length), lacksFitError: true };
  const isThermal = state.hops.every((hop) => hop.isThermal);
  const positive = (): ChosenFlows => ({
    flows: bySquares(state, junction, wanted, tolerance),
    lacksFitError: false,
  });
  const instead = (flows: Flows, other: ChosenFlows): ChosenFlows =>
    isBetter(wanted, tolerance, other.flows, flows)
      ? other
      : { flows, lacksFitError: true, ...(!other.lacksFitError && { squares: other.flows }) };
  const byPanelsOrPositive = (): ChosenFlows => {
    const flows = onPanels(state, tolerance);
    return allowed === "squares" && excessOf(wanted, flows, tolerance).needsPositive
      ? instead(flows, positive())
      : { flows, lacksFitError: true };
  };
  if (!isThermal && !bearsUnequal(state)) return byPanelsOrPositive();
  const radius = analyticRadius(state);
  if (prefersPanels(state, radius, tolerance)) return byPanelsOrPositive();
  const { flows, excess } = byTrapezoid(state, radius, wanted, tolerance);
  if (allowed === "squares" && excess.needsPositive && !state.isHot)
    return instead(copyFlows(flows), positive());
  // The rule did not get there, though roundoff would allow it.
  if (excess.truncation > 0 || excess.ends > 0)
    return instead(flows, { flows: onPanels(state, tolerance), lacksFitError: true });
  return { flows, lacksFitError: true };
}

/** All flows of a junction by sums of squares, which know of no fit; seconds where electrodes have bands. */
export function flowsBySquares(
  junction: Junction,
  given: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
): Flows {
  const state = stateOf(junction, polesOf(junction));
  occupyWithoutTraces(state, given);
  return bySquares(state, junction, wanted, tolerance);
}

/** Part of the tolerance that the integration by the lightest fit may take. */
const SPARE = 0.1;
const LOOSEST = 1e-4;

/** All flows of a junction with structured electrodes by fits of few poles; undefined where these do not get there. */
function flowsByLightFits(
  junction: Junction,
  point: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
): ChosenFlows | undefined {
  const found = lightPolesOf(junction);
  if (!found) return undefined;
  const { light, lightest } = found;
  const { flows } = flowsBy(junction, light, point, wanted, tolerance, "poles");
  if (!meetsGoals(wanted, flows, tolerance)) return undefined;
  const share = shareOfLooserFit(junction, point, light, lightest);
  const looser = Math.min(LOOSEST, (SPARE * tolerance) / share);
  const other = flowsBy(junction, lightest, point, wanted, Math.max(tolerance, looser), "poles").flows;
  for (let k = 0; k < flows.noise.length; k++)
    flows.noise[k] = flows.noise[k]! + share * Math.abs(flows.value[k]! - other.value[k]!);
  return meetsGoals(wanted, flows, tolerance) ? { flows, lacksFitError: false } : undefined;
}

/**
 * All flows of a junction.
 * @param poles a pole expansion of the junction's Green's function; where it is the best of a junction with structured
 *   electrodes, fits of fewer poles are tried first
 * @param wanted the currents that must reach the tolerance
 * @returns flows that the next call for this junction may overwrite
 */
export function flowsOf(
  junction: Junction,
  poles: Poles,
  given: OperatingPoint,
  wanted: readonly Combination[],
  tolerance: number,
): ChosenFlows {
  const isBest = poles.fitError > 0 && poles === polesOf(junction);
  const light = isBest ? flowsByLightFits(junction, given, wanted, tolerance) : undefined;
  return light ?? flowsBy(junction, poles, given, wanted, tolerance, "squares");
}
