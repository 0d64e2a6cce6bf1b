/** What the tests of the second order share: junctions from reference files, parts by name, sizes. */
import {
  currents,
  type Hartree,
  type Junction,
  junction,
  type MatrixRows,
  type OperatingPoint,
  type StructuredElectrodeInput,
  type Terminal,
  type TerminalCurrents,
} from "../../lib/solver/index.js";
import { chain } from "../bands/leads.js";
import { reference } from "../reference.js";

interface ChainInput {
  readonly chain: { readonly level: number; readonly e0: number; readonly t: number; readonly tc: number };
}

/** A case of a reference file: currents by part and electrode as decimal strings. */
export interface ReferenceCase {
  readonly name: string;
  readonly junction: {
    readonly hamiltonian: MatrixRows;
    readonly electrodes: Readonly<Record<string, { readonly broadening: MatrixRows } | ChainInput>>;
    readonly modes: Junction["modes"];
    readonly damping: number | number[][];
  };
  readonly point: OperatingPoint;
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>> & { readonly J: string };
  readonly errors: Readonly<Record<string, Readonly<Record<string, number>>>> & { readonly J: number };
}

export const casesOf = (name: string): readonly ReferenceCase[] =>
  reference<{ cases: ReferenceCase[] }>(name).cases;

/** The junction of a case; chains are structured electrodes. */
export const junctionOf = (input: ReferenceCase["junction"]): Junction =>
  junction({
    ...input,
    electrodes: Object.fromEntries(
      Object.entries(input.electrodes).map(([name, electrode]) => {
        if (!("chain" in electrode)) return [name, electrode];
        const { level, e0, t, tc } = electrode.chain;
        return [name, chain(level, tc, t, e0) as StructuredElectrodeInput];
      }),
    ),
  });

export const PARTS = ["landauer", "elastic", "hartree", "inelastic"] as const;
export const QUANTITIES = ["current", "heat"] as const;

/** All parts of all currents: electrode, current or heat, part, value. */
export const partsOf = (
  terminals: Readonly<Record<string, Terminal>>,
): { name: string; quantity: (typeof QUANTITIES)[number]; part: (typeof PARTS)[number]; value: number }[] =>
  Object.entries(terminals).flatMap(([name, terminal]) =>
    QUANTITIES.flatMap((quantity) =>
      PARTS.map((part) => ({ name, quantity, part, value: terminal[quantity][part] })),
    ),
  );

/** Largest part of any current, and of any heat. */
export function largestOf(terminals: Readonly<Record<string, Terminal>>): { current: number; heat: number } {
  const size = (quantity: (typeof QUANTITIES)[number]): number =>
    Math.max(
      ...partsOf(terminals)
        .filter((one) => one.quantity === quantity)
        .map(({ value }) => Math.abs(value)),
    );
  return { current: size("current"), heat: size("heat") };
}

export const secondOrder = (
  junction: Junction,
  point: OperatingPoint,
  hartree: Hartree = "full",
  tolerance = 1e-10,
): TerminalCurrents => currents(junction, point, { hartree, tolerance });

/** The largest difference between two results of the same electrodes, relative to the largest current or heat of the first. */
export function distanceBetween(a: TerminalCurrents, b: TerminalCurrents): number {
  const largest = largestOf(a.terminals);
  return Math.max(
    ...partsOf(a.terminals).map(({ name, quantity, part, value }) => {
      const size = largest[quantity];
      const difference = Math.abs(value - b.terminals[name]![quantity][part]);
      return difference === 0 ? 0 : difference / size;
    }),
  );
}

/** A point with the same temperature and potential everywhere but for what is given. */
export const pointOf = (
  electrodes: Readonly<Record<string, readonly [mu: number, temperature: number]>>,
  boson: number,
): OperatingPoint => ({
  electrodes: Object.fromEntries(
    Object.entries(electrodes).map(([name, [mu, temperature]]) => [name, { mu, temperature }]),
  ),
  bath: { temperature: boson },
});
