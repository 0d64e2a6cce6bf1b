// What is timed of the currents to second order in M, and other routes to the same numbers.

import {
  biased,
  bornCurrents,
  type CurrentParts,
  currents,
  type Derivatives,
  type Differential,
  differential,
  imaginaryPart,
  type Junction,
  junction,
  type LinearResponse,
  linearResponse,
  type OperatingPoint,
  realPart,
  type TerminalCurrents,
} from "ehp-transport";
import type { Other, Prepared } from "./cases.js";
import type { Input } from "./inputs.js";

/** Relative tolerance asked of the currents to second order. */
export const SECOND_ORDER_TOLERANCE = 1e-8;

export const askTerminals = (given: Junction, { point }: Input): TerminalCurrents =>
  currents(given, point, { hartree: "none", tolerance: SECOND_ORDER_TOLERANCE });

/** The largest of `parts`, each relative to the largest of the numbers that have its unit. */
function largestShare(
  units: readonly number[],
  numbers: readonly number[],
  parts: readonly number[],
): number {
  const largest = (unit: number): number =>
    Math.max(...numbers.map((one, k) => (units[k] === unit ? Math.abs(one) : 0)));
  return Math.max(...parts.map((part, k) => Math.abs(part) / largest(units[k]!)));
}

const distance = (units: readonly number[], own: readonly number[], found: readonly number[]): number =>
  largestShare(
    units,
    own,
    own.map((one, k) => found[k]! - one),
  );

/** Current and heat of one electrode after the other. */
const flowsOf = <T>(
  terminals: Readonly<Record<string, { readonly current: T; readonly heat: T }>>,
  read: (one: T) => number,
): number[] => Object.values(terminals).flatMap(({ current, heat }) => [read(current), read(heat)]);

const unitsOfFlows = (flows: readonly number[]): number[] => flows.map((_, k) => k % 2);

const totalOf = ({ total }: CurrentParts): number => total;

const coupledBy = (share: number, given: Junction): Junction =>
  junction({
    ...given,
    modes: given.modes.map(({ omega, coupling }) => ({
      omega,
      coupling: coupling.map((row) =>
        row.map((z) => ({ re: share * realPart(z), im: share * imaginaryPart(z) })),
      ),
    })),
  });

/** Share of the coupling at which little but the second order is left of the self-consistent approximation. */
const WEAK = 1 / 16;

/** Orders 0 and 2 of the self-consistent Born approximation; one mode, at most four levels. */
export function byBorn(input: Input): Other {
  const given = junction(input.junction);
  const own = flowsOf(askTerminals(given, input).terminals, totalOf);
  const [none, half, whole] = [0, WEAK / 2, WEAK].map((share) => coupledBy(share, given)) as [
    Junction,
    Junction,
    Junction,
  ];
  const born = (one: Junction): number[] =>
    flowsOf(
      bornCurrents(one, input.point, { modes: "bare", hartree: false }).terminals,
      (flow: number) => flow,
    );
  return {
    name: `self-consistent Born approximation, on a grid of energies, at couplings of 0, 1/${2 / WEAK} and 1/${1 / WEAK}, extrapolated to order M²`,
    call: () => {
      const [zeroth, weaker, weak] = [born(none), born(half), born(whole)];
      const found = zeroth.map((order0, k) => {
        const order2 = (4 * (weaker[k]! - order0)) / (WEAK / 2) ** 2 - (weak[k]! - order0) / WEAK ** 2;
        return order0 + order2 / 3;
      });
      return { distance: distance(unitsOfFlows(own), own, found) };
    },
  };
}

/** Change of a potential or temperature in differences of currents, and the currents' tolerance. */
const STEP = 1e-3;
const TIGHT = 1e-13;

const byDifferences = (number: number, found: () => number): Other => ({
  name: `differences of ${number} calls of \`currents\` at ${TIGHT.toExponential(0)}, in steps of ${STEP}`,
  call: () => ({ distance: found() }),
});

const tight = (given: Junction, point: OperatingPoint): TerminalCurrents =>
  currents(given, point, { hartree: "full", tolerance: TIGHT });

const BIAS = 1;
const T = 0.25;

const ORDERS = ["dV", "d2V"] as const;

const derivativesOf = (
  { terminals }: Differential,
  read: (one: Derivatives, order: "dV" | "d2V") => number,
): number[] => ORDERS.flatMap((order) => flowsOf(terminals, ({ total }) => read(total, order)));

/** Both derivatives of all flows by a symmetric bias, at a bias of one. */
export function preparedDifferential(given: Junction): Prepared {
  const ask = (): Differential => differential(given, biased(BIAS, T), { bias: { L: 0.5, R: -0.5 } });
  const numbers = (found: Differential): number[] => derivativesOf(found, (one, order) => one[order]);
  const own = numbers(ask());
  const units = own.map((_, k) => (k % 2) + (2 * k < own.length ? 0 : 2));
  const differences = (): number => {
    const [down, middle, up] = [-STEP, 0, STEP].map((V) =>
      flowsOf(tight(given, biased(BIAS + V, T)).terminals, totalOf),
    ) as [number[], number[], number[]];
    const first = up.map((one, k) => (one - down[k]!) / (2 * STEP));
    const second = up.map((one, k) => (one - middle[k]! - (middle[k]! - down[k]!)) / STEP ** 2);
    return distance(units, own, [...first, ...second]);
  };
  return {
    calls: [
      () => {
        const found = ask();
        const errors = derivativesOf(found, ({ error }, order) => error[order]);
        return { converged: largestShare(units, numbers(found), errors) <= SECOND_ORDER_TOLERANCE };
      },
    ],
    other: byDifferences(3, differences),
  };
}

const MIDDLE = 10;

/** The point of equilibrium with electrode L and the bosons moved off it. */
const moved = (mu: number, electrons: number, bosons: number): OperatingPoint => ({
  electrodes: {
    L: { mu: MIDDLE + mu, temperature: T + electrons },
    R: { mu: MIDDLE, temperature: T },
  },
  bath: { temperature: T + bosons },
});

/** Onsager's coefficients from the currents a little off equilibrium, row after row. */
function responseByDifferences(given: Junction): number[] {
  const fluxes = (point: OperatingPoint): number[] => {
    const { terminals, J } = tight(given, point);
    return [terminals.L!.current.total, terminals.L!.heat.total, J];
  };
  const slope = (at: (x: number) => OperatingPoint): number[] => {
    const [down, up] = [fluxes(at(-STEP)), fluxes(at(STEP))];
    return up.map((one, k) => (one - down[k]!) / (2 * STEP));
  };
  const charge = slope((x) => moved(x, 0, 0));
  const heat = slope((x) => moved(0, x, 0));
  const bosons = slope((x) => moved(0, 0, x));
  return charge.flatMap((one, row) => [T * one, T ** 2 * heat[row]!, -(T ** 2) * bosons[row]!]);
}

/** Onsager's coefficients half way between the levels. */
export function preparedResponse(given: Junction): Prepared {
  const ask = (): LinearResponse =>
    linearResponse(given, { mu: MIDDLE, temperature: T }, { tolerance: SECOND_ORDER_TOLERANCE });
  const { terminals, onsager } = ask();
  const own = onsager.total.flat();
  const charges = (name: string): number => (name.endsWith("charge") ? 1 : 0);
  const units = terminals.flatMap((row) => terminals.map((column) => charges(row) + charges(column)));
  return {
    calls: [
      () => {
        const { total, error } = ask().onsager;
        return { converged: largestShare(units, total.flat(), error.flat()) <= SECOND_ORDER_TOLERANCE };
      },
    ],
    other: byDifferences(6, () => distance(units, own, responseByDifferences(given))),
  };
}
