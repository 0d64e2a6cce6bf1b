/** A junction over one or two swept parameters, as columns of numbers: what a table or a figure is made of. */

import {
  isList,
  refuse,
  refuseUnless,
  requireFinite,
  requireKeys,
  requireObject,
  requireOneOf,
} from "../checks/validate.js";
import type { JunctionInput } from "../junction/junction.js";
import type { OperatingPoint } from "../junction/operating-point.js";
import { currents } from "./transport.js";

/** What a sweep can record: J, I, the heat out of every electrode, the entropy production. */
export type SweepQuantity = "J" | "I" | "heat" | "entropyProduction";

/** What {@link sweep} evaluates, and what it records. */
export interface SweepOptions<Parameter extends string, Quantity extends SweepQuantity = "J"> {
  /** the values of one or two parameters, by name; every combination is evaluated, the last one runs fastest */
  readonly over: Readonly<Record<Parameter, ArrayLike<number>>>;
  /** junction and operating point for given values of the parameters; a junction built once may be returned each time */
  readonly at: (values: Readonly<Record<Parameter, number>>) => {
    readonly junction: JunctionInput;
    readonly point: OperatingPoint;
  };
  /** what to record; default `["J"]` */
  readonly quantities?: readonly Quantity[];
  /** relative error requested, as for {@link currents}; default 1e-8 */
  readonly tolerance?: number;
  /** called some hundred times with the number of points done and their total, the last time when all are done */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The names that a quantity has in the result of {@link currents}, a dot for each step inwards. */
export type SweepColumn<Quantity extends SweepQuantity> = Quantity extends "heat"
  ? `heat.${string}`
  : Quantity;

/**
 * Columns of equal length, one row per combination: the parameters under their names, then `J`, `I`, `heat.L` and the
 * like, `entropyProduction` as asked for, each with its estimated absolute error (`error.J`, `error.heat.L`), and
 * `converged`, 1 or 0: the names that {@link currents} has for them.
 */
export type SweepColumns<
  Parameter extends string = string,
  Quantity extends SweepQuantity = SweepQuantity,
> = Readonly<
  Record<Parameter | SweepColumn<Quantity> | `error.${SweepColumn<Quantity>}` | "converged", Float64Array>
>;

const QUANTITIES: readonly SweepQuantity[] = ["J", "I", "heat", "entropyProduction"];

function readAxes(over: unknown): [string, number[]][] {
  if (typeof over !== "object" || over === null || Array.isArray(over)) {
    return refuseUnless(false, "over", "an object with the values of one or two parameters", over);
  }
  const axes = Object.entries(over as Record<string, ArrayLike<number>>);
  if (axes.length < 1 || axes.length > 2) return refuse("over", "one or two parameters", Object.keys(over));
  return axes.map(([name, values]) => {
    if (!isList(values) || values.length === 0)
      return refuseUnless(isList(values), `over.${name}`, "a list of at least one number", values);
    if (/^(J|I|entropyProduction|heat\..*|error\..*|converged|__proto__)$/.test(name)) {
      return refuse("name of a swept parameter", "other than that of a result", name);
    }
    return [name, Array.from(values, (value, k) => requireFinite(`over.${name}[${k}]`, value))];
  });
}

function readQuantities(quantities: unknown): readonly SweepQuantity[] {
  if (!Array.isArray(quantities) || quantities.length === 0) {
    const allowed = `a list of ${QUANTITIES.join(", ")}`;
    return refuseUnless(Array.isArray(quantities), "quantities", allowed, quantities);
  }
  return quantities.map((quantity, k) => requireOneOf(`quantities[${k}]`, quantity, QUANTITIES));
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
  const { J, I, heat, entropyProduction, error, converged } = currents(junction, point, { tolerance });
  const row = new Map<string, number>();
  const put = (name: string, value: number, itsError: number): void => {
    row.set(name, value);
    row.set(`error.${name}`, itsError);
  };
  const asked = (quantity: SweepQuantity): boolean => quantities.includes(quantity);
  if (asked("J")) put("J", J, error.J);
  if (asked("I")) put("I", defined(I, "the electron current I"), error.I!);
  if (asked("heat"))
    for (const name of Object.keys(point.electrodes))
      put(`heat.${name}`, defined(heat?.[name], `the heat out of electrode ${name}`), error.heat![name]!);
  if (asked("entropyProduction"))
    put("entropyProduction", defined(entropyProduction, "the entropy production"), error.entropyProduction!);
  row.set("converged", converged ? 1 : 0);
  return row;
}

/**
 * Evaluates a junction over one or two swept parameters.
 * @param options see {@link SweepOptions}
 * @returns typed columns, see {@link SweepColumns}
 * @throws RangeError for bad options; and whatever a point throws, with the values of the parameters before it
 * @throws TypeError for what is of a wrong type
 * @example
 * const { mu, J } = sweep({
 *   over: { mu: [8, 9, 10] },
 *   at: ({ mu }) => ({ junction: paperJunction, point: twoTerminal(mu, mu, 0.75, 0.25) }),
 * });
 */
export function sweep<Parameter extends string, const Quantity extends SweepQuantity = "J">(
  options: SweepOptions<Parameter, Quantity>,
): SweepColumns<Parameter, Quantity> {
  requireKeys("sweep", options, ["over", "at"], ["quantities", "tolerance", "onProgress"]);
  const { at, onProgress, tolerance = 1e-8, quantities: asked = ["J"] } = options;
  const axes = readAxes(options.over);
  const quantities = readQuantities(asked);
  if (typeof at !== "function") refuseUnless(false, "at", "a function of the swept parameters", at);
  if (onProgress !== undefined && typeof onProgress !== "function")
    refuseUnless(false, "onProgress", "a function of the number of points done and of all", onProgress);
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
      const Kind = error instanceof TypeError ? TypeError : RangeError;
      throw new Kind(`at ${where.join(", ")}: ${message}`, { cause: error });
    }
    for (const name in values) columns[name]![k] = values[name]!;
    recorded = row.size;
    for (const [name, value] of row) {
      columns[name] ??= new Float64Array(total);
      columns[name][k] = value;
    }
    if (onProgress && ((k + 1) % stride === 0 || k + 1 === total)) onProgress(k + 1, total);
  }
  return columns as SweepColumns<Parameter, Quantity>;
}

/**
 * The columns of a sweep as an array of rows, for a table or a dataset.
 * @param columns what {@link sweep} returned
 * @returns one object per point, in the order of the sweep, with a number for each column
 * @throws TypeError for anything else, RangeError for columns of different lengths
 */
export function sweepRows<Name extends string>(
  columns: Readonly<Record<Name, Float64Array>>,
): Record<Name, number>[] {
  const names = Object.keys(requireObject("columns", columns, "what sweep returned")) as Name[];
  const length = columns[names[0]!]?.length ?? 0;
  for (const name of names) {
    // The options of `sweep` in place of its result would pass as a table without rows.
    if (!isList(columns[name]))
      refuseUnless(false, "columns", `what sweep returned; ${name} is no column of numbers`, names);
    if (columns[name].length !== length) refuse("columns", `of one length; ${name} is of another`, names);
  }
  const rowAt = (k: number) => Object.fromEntries(names.map((name) => [name, columns[name][k]!]));
  return Array.from({ length }, (_, k) => rowAt(k) as Record<Name, number>);
}
