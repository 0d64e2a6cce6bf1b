/** The rules of the solver one by one, without the choice between them; squares on panels know no digammas and no residues. */
import { polesOf } from "../../lib/solver/electrons/electrons.js";
import type { Junction, OperatingPoint } from "../../lib/solver/index.js";
import { combined, errorOf, type Flows } from "../../lib/solver/rule/flows.js";
import { byPanels } from "../../lib/solver/rule/panels.js";
import { squaresOf } from "../../lib/solver/rule/squares.js";
import { bySquaresOnPanels } from "../../lib/solver/rule/squares-on-panels.js";
import { analyticRadius, occupy, type State, stateOf, sumBySquares } from "../../lib/solver/rule/state.js";
import { byTrapezoid } from "../../lib/solver/rule/trapezoid.js";
import { type Ledger, ledgerOf } from "../../lib/solver/transport/ledger.js";

/** The solver's state of a junction at an operating point; the next call for the same junction fills it anew. */
export function stateAt(junction: Junction, point: OperatingPoint): State {
  const state = stateOf(junction, polesOf(junction));
  occupy(state, point);
  return state;
}

/** Two electrodes, each with a temperature of its own. */
export const pointOf = (muL: number, TL: number, muR: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

export type Rule = "trapezoid" | "panels" | "squares" | "squares on panels";

/** All flows by one rule; a copy. */
export function flowsBy(rule: Rule, junction: Junction, point: OperatingPoint, tolerance: number): Flows {
  const state = stateAt(junction, point);
  if (rule === "panels") return byPanels(state, tolerance);
  if (rule === "squares on panels") return bySquaresOnPanels(state, junction, tolerance);
  if (rule === "squares") sumBySquares(state, squaresOf(junction, state.poles, state.terms));
  const { wanted } = ledgerOf(junction, point);
  const { flows } = byTrapezoid(state, analyticRadius(state), wanted, tolerance);
  return {
    value: flows.value.slice(),
    truncation: flows.truncation.slice(),
    ends: flows.ends.slice(),
    noise: flows.noise.slice(),
    absolute: flows.absolute.slice(),
  };
}

/** Relative error that graded panels have been seen to have; they claim a tenth of it. */
export const PANEL_SLACK = 5e-11;

/** A current, its error, and the sum of the moduli that it is made of. */
export interface Sum {
  readonly value: number;
  readonly error: number;
}

/** J, I and heats, where the junction has them, from flows. */
export function sumsOf(junction: Junction, point: OperatingPoint, flows: Flows): Record<string, Sum> {
  const { J, I, heat, electrodes }: Ledger = ledgerOf(junction, point);
  const read = (one: typeof J): Sum => ({ value: combined(one, flows.value), error: errorOf(one, flows) });
  return {
    J: read(J),
    ...(I && { I: read(I) }),
    ...(heat && Object.fromEntries(electrodes.map((name, k) => [`Q_${name}`, read(heat[k]!)]))),
  };
}

/** J, I and heats by one rule. */
export const sumsBy = (
  rule: Rule,
  junction: Junction,
  point: OperatingPoint,
  tolerance: number,
): Record<string, Sum> => sumsOf(junction, point, flowsBy(rule, junction, point, tolerance));
