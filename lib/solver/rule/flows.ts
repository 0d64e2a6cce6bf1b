/**
 * What an integration returns: for every ordered pair of electrodes the quanta, the energy and the first moment that its
 * pairs give to the modes per time, each with the parts of its error. All currents are sums of these with fixed
 * coefficients, so one table of coefficients serves values, errors and goals alike.
 */

/** 3 numbers for each ordered pair of electrodes: pair (a, b) at 3 (a electrodes + b). */
export interface Flows {
  readonly value: Float64Array;
  /** error of the rule: of the sum, and of the part below its first node and beyond its last */
  readonly truncation: Float64Array;
  readonly ends: Float64Array;
  /** error by roundoff */
  readonly noise: Float64Array;
  /** integral of the modulus: the scale of all errors */
  readonly absolute: Float64Array;
}

export const emptyFlows = (electrodes: number): Flows => {
  const length = 3 * electrodes * electrodes;
  return {
    value: new Float64Array(length),
    truncation: new Float64Array(length),
    ends: new Float64Array(length),
    noise: new Float64Array(length),
    absolute: new Float64Array(length),
  };
};

export const copyFlows = ({ value, truncation, ends, noise, absolute }: Flows): Flows => ({
  value: value.slice(),
  truncation: truncation.slice(),
  ends: ends.slice(),
  noise: noise.slice(),
  absolute: absolute.slice(),
});

/** A current as a sum of flows. */
export interface Combination {
  readonly coefficients: readonly number[];
  /** currents of one family are wanted to a part of the largest among them; -1: each to a part of itself */
  readonly family: number;
}

export function combined({ coefficients }: Combination, values: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += coefficients[k]! * values[k]!;
  return sum;
}

export function combinedSize({ coefficients }: Combination, errors: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < errors.length; k++) {
    // an infinite or missing error counts only where the flow does
    if (coefficients[k] !== 0) sum += Math.abs(coefficients[k]!) * errors[k]!;
  }
  return sum;
}

export function clearFlows(flows: Flows): void {
  flows.value.fill(0);
  flows.truncation.fill(0);
  flows.ends.fill(0);
  flows.noise.fill(0);
  flows.absolute.fill(0);
}

export const errorOf = (combination: Combination, flows: Flows): number =>
  combinedSize(combination, flows.truncation) +
  combinedSize(combination, flows.ends) +
  combinedSize(combination, flows.noise);

/** The error that each current may have. */
export function goalsOf(combinations: readonly Combination[], flows: Flows, tolerance: number): number[] {
  const goals: number[] = [];
  for (const one of combinations) goals.push(tolerance * Math.abs(combined(one, flows.value)));
  for (let k = 0; k < goals.length; k++) {
    const { family } = combinations[k]!;
    if (family < 0) continue;
    for (let j = 0; j < k; j++) {
      if (combinations[j]!.family !== family) continue;
      goals[j] = Math.max(goals[j]!, goals[k]!);
      goals[k] = goals[j]!;
    }
  }
  return goals;
}
