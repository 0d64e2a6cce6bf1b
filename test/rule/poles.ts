/** Lists of poles of the integrand in a wedge, some of them alone, and what each adds. */
import type { Junction, OperatingPoint } from "../../lib/solver/index.js";
import { type Grid, gridFor } from "../../lib/solver/rule/grid.js";
import { listPoles, type PoleList, poleList } from "../../lib/solver/rule/ladders.js";
import { addResidues, type Corrections, corrections } from "../../lib/solver/rule/residues.js";
import { analyticRadius, type State } from "../../lib/solver/rule/state.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import { stateAt } from "./rules.js";

export const KINDS = ["mode", "bose", "hop", "source rung", "drain rung", "pinch"];

/** The poles in a wedge, given by the tangent of its angle and the largest real part. */
export function polesIn(state: State, slope: number, end: number): PoleList {
  const list = poleList();
  listPoles(state, slope, end, list);
  return list;
}

/** Some poles of a list and nothing beside them. */
export function only(list: PoleList, poles: readonly number[]): PoleList {
  const some = poleList();
  some.count = poles.length;
  some.around = poles.length;
  for (const key of ["re", "im", "kind", "index", "group", "rung", "cluster"] as const)
    poles.forEach((k, j) => {
      some[key][j] = list[key][k]!;
    });
  return some;
}

/** A grid as fine as 9 digits want. */
export const gridOf = (state: State): Grid => gridFor(state, analyticRadius(state), 20, 1, 0);

/** What the poles of a list add to the sum over the nodes of a grid. */
export function correctionsOf(state: State, grid: Grid, list: PoleList): Corrections {
  const sums = corrections(state.hops.length);
  addResidues(state, grid, list, sums);
  return sums;
}

/** A junction at an operating point, whose channels of two temperatures have their energy rule, and its poles in a wedge. */
export function listOf(
  junction: Junction,
  point: OperatingPoint,
  slope: number,
  end: number,
): [State, PoleList] {
  const state = stateAt(junction, point);
  for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
  return [state, polesIn(state, slope, end)];
}

/** Clusters as sets of the kinds in them, one for each. */
export function clustersOf(list: PoleList): number[][] {
  const clusters = new Map<number, number[]>();
  for (let k = 0; k < list.count; k++) {
    const number = list.cluster[k]!;
    if (number > 0) clusters.set(number, [...(clusters.get(number) ?? []), list.kind[k]!]);
  }
  return [...clusters.values()].map((kinds) => kinds.sort());
}

/** Where the poles of one kind are. */
export const placesOf = (list: PoleList, kind: number): string[] =>
  Array.from({ length: list.count }, (_, k) => k)
    .filter((k) => list.kind[k] === kind)
    .map((k) => `${list.re[k]!.toFixed(9)} ${list.im[k]!.toFixed(9)}`)
    .sort();
