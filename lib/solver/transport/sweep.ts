/** A junction over one or two swept parameters, as columns of numbers: what a table or a figure is made of. */

import { refuse, requireFinite, requireKeys } from "../checks/validate.js";
import type { JunctionInput } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { currents } from "./transport.js";

/** What a sweep can record: J, I, the heat out of every electrode, the entropy production. */
export type SweepQuantity = "J" | "I" | "heat" | "entropyProduction";

export interface SweepOptions<Parameter extends string> {
  /** the values of one or two parameters, by name; every combination is evaluated, the last one runs fastest */
  readonly over: Readonly<Record<Parameter, ArrayLike<number>>>;
  /** junction and operating point for given values of the parameters; a junction built once may be returned each time */
  readonly at: (values: Readonly<Record<Parameter, number>>) => {
    readonly junction: JunctionInput;
    readonly point: OperatingPoint;
  };
  /** what to record; default `["J"]` */
  readonly quantities?: readonly SweepQuantity[];
  /** relative error requested, as for {@link currents}; default 1e-8 */
  readonly tolerance?: number;
  /** called some hundred times with the number of points done and their total, the last time when all are done */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Columns of equal length, one row per combination: the parameters under their names, then `J`, `I`, `Q_<electrode>` and
 * `sigma` as asked for, each with its estimated absolute error (`J_error`, ...), and `converged`, 1 or 0.
 */
export type SweepColumns = Readonly<Record<string, Float64Array>>;

const QUANTITIES: readonly SweepQuantity[] = ["J", "I", "heat", "entropyProduction"];

function readAxes(over: unknown): [string, number[]][] {
  if (typeof over !== "object" || over === null || Array.isArray(over)) {
    return refuse("over", "an object with the values of one or two parameters", over);
  }
  const axes = Object.entries(over as Record<string, ArrayLike<number>>);
  if (axes.length < 1 || axes.length > 2) return refuse("over", "one or two parameters", Object.keys(over));
  return axes.map(([name, values]) => {
    const isList = Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
    if (!isList || values.length === 0)
      return refuse(`over.${name}`, "a list of at least one number", values);
    if (/^(J|I|sigma|Q_.*|.*_error|converged|__proto__)$/.test(name)) {
      return refuse("name of a swept parameter", "other than that of a result", name);
    }
    return [name, Array.from(values, (value, k) => requireFinite(`over.${name}[${k}]`, value))];
  });
}

function readQuantities(quantities: unknown): readonly SweepQuantity[] {
  if (!Array.isArray(quantities) || quantities.length === 0) {
    return refuse("quantities", `a list of ${QUANTITIES.join(", ")}`, quantities);
  }
  for (const quantity of quantities) {
    if (!QUANTITIES.includes(quantity)) refuse("quantities", `made of ${QUANTITIES.join(", ")}`, quantity);
  }
  return quantities;
}

function defined(value: number | undefined, what: string): number {
  if (value === undefined) {
    throw new RangeError(
      `${what} is not defined for this junction and operating point: ask for other quantities`,
    );
  }
  return value;
}

/** The recorded numbers of one point, by column. */
function recordOf(
  junction: JunctionInput,
  point: OperatingPoint,
  quantities: readonly SweepQuantity[],
  tolerance: number,
): Map<string, number> {
  const needsAll = quantities.includes("heat") || quantities.includes("entropyProduction");
  const result = currents(junction, point, { tolerance });
  const row = new Map<string, number>();
  const put = (name: string, value: number, error: number): void => {
    for (const column of [name, `${name}_error`]) {
      if (row.has(column))
        refuse("names of the electrodes", `such that no two columns are ${column}`, column);
    }
    row.set(name, value);
    row.set(`${name}_error`, error);
  };
  for (const quantity of quantities) {
    if (quantity === "J") put("J", result.J, result.error.J);
    else if (quantity === "I") put("I", defined(result.I, "the electron current I"), result.error.I!);
  }
  if (needsAll) {
    const { heat, entropyProduction, error } = result;
    if (quantities.includes("heat")) {
      for (const name of Object.keys(point.electrodes)) {
        put(`Q_${name}`, defined(heat?.[name], `the heat out of electrode ${name}`), error.heat![name]!);
      }
    }
    if (quantities.includes("entropyProduction")) {
      put("sigma", defined(entropyProduction, "the entropy production"), error.entropyProduction!);
    }
  }
  row.set("converged", result.converged ? 1 : 0);
  return row;
}

/**
 * Evaluates a junction over one or two swept parameters.
 * @param options see {@link SweepOptions}
 * @returns typed columns, see {@link SweepColumns}
 * @throws RangeError for bad options; and whatever a point throws, with the values of the parameters before it
 * @example
 * const { mu, J } = sweep({
 *   over: { mu: [8, 9, 10] },
 *   at: ({ mu }) => ({ junction: paperJunction, point: twoTerminal(mu, mu, 0.75, 0.25) }),
 * });
 */
export function sweep<Parameter extends string>(options: SweepOptions<Parameter>): SweepColumns {
  requireKeys("sweep", options, ["over", "at"], ["quantities", "tolerance", "onProgress"]);
  const { at, onProgress, tolerance = 1e-8 } = options;
  const axes = readAxes(options.over);
  const quantities = readQuantities(options.quantities ?? ["J"]);
  if (typeof at !== "function") refuse("at", "a function of the swept parameters", at);
  const [slow, fast] = axes.length === 2 ? [axes[0], axes[1]!] : [undefined, axes[0]!];
  const total = fast[1].length * (slow?.[1].length ?? 1);
  const columns: Record<string, Float64Array> = {};
  for (const [name] of axes) columns[name] = new Float64Array(total);
  let recorded = 0;
  const stride = Math.max(1, Math.floor(total / 100));
  for (let k = 0; k < total; k++) {
    const values: Record<string, number> = {};
    if (slow) values[slow[0]] = slow[1][Math.floor(k / fast[1].length)]!;
    values[fast[0]] = fast[1][k % fast[1].length]!;
    let row: Map<string, number>;
    try {
      const made: unknown = at(Object.freeze({ ...values }) as Record<Parameter, number>);
      const { junction, point } = requireKeys("result of `at`", made, ["junction", "point"]);
      row = recordOf(junction as JunctionInput, point as OperatingPoint, quantities, tolerance);
      if (k > 0 && !(row.size === recorded && [...row.keys()].every((name) => name in columns))) {
        refuse("electrodes", "the same at all points", Object.keys((point as OperatingPoint).electrodes));
      }
    } catch (error) {
      const where = Object.entries(values).map(([name, value]) => `${name} = ${value}`);
      const message = error instanceof Error ? error.message : String(error);
      throw new RangeError(`at ${where.join(", ")}: ${message}`, { cause: error });
    }
    for (const name in values) columns[name]![k] = values[name]!;
    recorded = row.size;
    for (const [name, value] of row) {
      columns[name] ??= new Float64Array(total);
      columns[name][k] = value;
    }
    if (onProgress && ((k + 1) % stride === 0 || k + 1 === total)) onProgress(k + 1, total);
  }
  return columns;
}

/**
 * The columns of a sweep as an array of rows, for a table or a dataset.
 * @param columns what {@link sweep} returned
 * @throws RangeError for anything else
 */
export function sweepRows(columns: SweepColumns): Record<string, number>[] {
  const names = Object.keys(columns);
  const length = columns[names[0]!]?.length ?? 0;
  for (const name of names) {
    // The options of `sweep` in place of its result would pass as a table without rows.
    if (!Array.isArray(columns[name]) && !ArrayBuffer.isView(columns[name]))
      refuse("columns", `what sweep returned; ${name} is no column of numbers`, names);
  }
  return Array.from({ length }, (_, k) =>
    Object.fromEntries(names.map((name) => [name, columns[name]![k]!])),
  );
}

/**
 * Equally spaced numbers, ends included.
 * @param from first number
 * @param to last number
 * @param count how many, at least 2
 * @throws RangeError for numbers that are not finite and a count below 2
 */
export function linspace(from: number, to: number, count: number): number[] {
  requireFinite("from", from);
  requireFinite("to", to);
  if (!(Number.isInteger(count) && count >= 2)) refuse("count", "a whole number >= 2", count);
  const steps = count - 1;
  // Symmetric in both ends, so that an interval around 0 has 0 in its middle.
  return Array.from({ length: count }, (_, k) =>
    k === 0 ? from : k === steps ? to : (from * (steps - k) + to * k) / steps,
  );
}
