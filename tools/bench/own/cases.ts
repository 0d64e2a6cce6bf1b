// What the library is timed on besides the points of the opponents, with the time that each may take.

import {
  type Currents,
  currents,
  harmonicCurrents,
  type Junction,
  junction,
  linspace,
  modeStability,
  paperJunction,
  sweep,
  twoTerminal,
} from "ehp-transport";
import {
  dressed,
  hopping,
  type Input,
  oneBand,
  randomInputs,
  randomJunctionInput,
  twoBands,
  wire,
} from "./inputs.js";
import { askTerminals, byBorn, preparedDifferential, preparedResponse } from "./second-order.js";

/** Relative tolerance asked of everything that is timed, unless a row says otherwise. */
export const ACCURACY = 1e-10;

export const GROUPS = [
  "equal",
  "modes",
  "unequal",
  "bands",
  "wires",
  "maps",
  "second-order",
  "beyond",
] as const;
export type Group = (typeof GROUPS)[number];

/** A call that is timed; it returns what tells whether the tolerance was met. */
export type Call = () => { readonly converged?: boolean };

/** Another route to the same, and what it is; it may return how far from the library's it ended, relatively. */
export interface Other {
  readonly name: string;
  readonly call: () => { readonly distance?: number };
}

export interface Prepared {
  /** the time stated is the mean of them */
  readonly calls: readonly Call[];
  /** where one is feasible */
  readonly other?: Other;
  /** points in one call, of so many that the time stated is for; both 1 unless it is a map */
  readonly points?: readonly [computed: number, stated: number];
}

export interface Case {
  /** tells it from all others, and is what earlier times are kept under */
  readonly id: string;
  readonly group: Group;
  readonly label: string;
  readonly levels: number;
  readonly modes: number;
  /** seconds, or so many times what another case takes */
  readonly target?: number | { readonly times: number; readonly of: string };
  /** whether a smoke run takes it */
  readonly isQuick: boolean;
  readonly prepare: (isQuick: boolean) => Prepared;
}

const ask = (junction: Junction, { point }: Input): Currents =>
  currents(junction, point, { tolerance: ACCURACY });

/** Calls on junctions that are built already. */
const warm = (inputs: readonly Input[], asked = ask): Call[] =>
  inputs.map((input) => {
    const given = junction(input.junction);
    return () => asked(given, input);
  });

/** The double integral by quadrature, at a tolerance that makes it feasible. */
function byQuadrature(input: Input, tolerance: number): Other {
  const given = junction(input.junction);
  return {
    name: `quadrature of both integrals, tolerance ${tolerance.toExponential(0)}`,
    call: () => {
      currents(given, input.point, { tolerance, method: "quadrature" });
      return {};
    },
  };
}

/** Random junctions and points in a mean; fewer where each takes long. */
const COUNT = 8;
const COUNT_LARGE = 4;

/** What is asked of random junctions, and of those of one mode and few levels by another route as well. */
interface Question {
  readonly asked: typeof ask;
  readonly other: (input: Input) => Other;
  readonly fewLevels: number;
}

const LOWEST_ORDER: Question = { asked: ask, other: (input) => byQuadrature(input, 1e-3), fewLevels: 2 };
const SECOND_ORDER: Question = { asked: askTerminals, other: byBorn, fewLevels: 4 };

function randomCase(group: Group, levels: number, modes: number, target: Case["target"]): Case {
  const { asked, other, fewLevels } = group === "second-order" ? SECOND_ORDER : LOWEST_ORDER;
  const count = levels > 8 ? COUNT_LARGE : COUNT;
  const isThermal = group !== "unequal";
  return {
    id: `${group}-${levels}-${modes}`,
    group,
    label: `N = ${levels}${modes > 1 ? `, ${modes} modes` : ""}`,
    levels,
    modes,
    ...(target !== undefined && { target }),
    isQuick: levels <= 4 && modes <= 4,
    prepare: (isQuick) => {
      const inputs = randomInputs(levels, modes, isQuick ? 2 : count, isThermal);
      const withOther = !isQuick && levels <= fewLevels && modes === 1;
      return { calls: warm(inputs, asked), ...(withOther && { other: other(inputs[0]!) }) };
    },
  };
}

const EQUAL: readonly (readonly [levels: number, seconds: number])[] = [
  [2, 45e-6],
  [4, 100e-6],
  [8, 280e-6],
  [16, 1000e-6],
  [32, 4000e-6],
];

const UNEQUAL: readonly (readonly [levels: number, seconds: number])[] = [
  [2, 0.22e-3],
  [8, 0.65e-3],
  [32, 4.5e-3],
];

/** Four modes may take this many times what one takes. */
const FOUR_MODES = 2.2;

function bandCase(id: string, label: string, input: Input, target: number): Case {
  return {
    id,
    group: "bands",
    label,
    levels: input.junction.hamiltonian.length,
    modes: 1,
    target,
    isQuick: false,
    prepare: () => ({
      calls: warm([input]),
      ...(input === oneBand && { other: byQuadrature(input, 1e-2) }),
    }),
  };
}

const wireCase = (levels: number, modes: number, target: number): Case => ({
  id: `wire-${levels}-${modes}`,
  group: "wires",
  label: `N = ${levels}, ${modes === 1 ? "one mode" : `${modes} modes`}`,
  levels,
  modes,
  target,
  isQuick: false,
  prepare: () => ({ calls: warm([wire(levels, modes)]) }),
});

/** Side of the maps whose time is stated, and of those that a smoke run computes. */
const SIDE = 400;
const QUICK_SIDE = 12;

/** The axes of the maps: chemical potential, and the mean of the two temperatures, T_e = 5/3 T_ph. */
function mapCase(id: string, label: string, junction: Junction, centre: number, target: number): Case {
  return {
    id,
    group: "maps",
    label,
    levels: junction.hamiltonian.length,
    modes: 1,
    target,
    isQuick: true,
    prepare: (isQuick) => {
      const side = isQuick ? QUICK_SIDE : SIDE;
      const call: Call = () => {
        const { J } = sweep({
          over: { T: linspace(0.1, 3, side), mu: linspace(centre - 2, centre + 2, side) },
          at: ({ T, mu }) => ({ junction: junction, point: twoTerminal(mu, mu, 1.25 * T, 0.75 * T) }),
          tolerance: ACCURACY,
        });
        return { converged: J!.every(Number.isFinite) };
      };
      return { calls: [call], points: [side ** 2, SIDE ** 2] };
    },
  };
}

const hoppingCase = (id: string, what: string, prepare: () => Prepared): Case => ({
  id: `second-order-${id}`,
  group: "second-order",
  label: `the paper's junction with hopping, ${what}`,
  levels: 2,
  modes: 1,
  isQuick: true,
  prepare,
});

const hoppingPoint = (id: string, bosonTemperature: number): Case => ({
  ...hoppingCase(id, `bosons at ${bosonTemperature}`, () => {
    const input = hopping(bosonTemperature);
    return { calls: warm([input], askTerminals), other: byBorn(input) };
  }),
  target: 1e-3,
});

const BEYOND_TOLERANCE = 1e-8;

const beyondCase = (id: string, label: string, call: (junction: Junction) => Call): Case => ({
  id,
  group: "beyond",
  label: `${label}, N = 24, 2 modes`,
  levels: 24,
  modes: 2,
  target: 2,
  isQuick: false,
  prepare: () => ({ calls: [call(junction(dressed.junction))] }),
});

export const CASES: readonly Case[] = [
  ...EQUAL.map(([levels, seconds]) => randomCase("equal", levels, 1, seconds)),
  ...EQUAL.map(([levels]) => randomCase("equal", levels, 4, { times: FOUR_MODES, of: `equal-${levels}-1` })),
  ...[1, 2, 4, 8, 16, 32].map((modes) => randomCase("modes", 8, modes, undefined)),
  ...UNEQUAL.map(([levels, seconds]) => randomCase("unequal", levels, 1, seconds)),
  {
    id: "band-set-up",
    group: "bands",
    label: "chain on one of two levels, set-up and first point",
    levels: 2,
    modes: 1,
    target: 1,
    isQuick: false,
    prepare: () => ({ calls: [() => ask(junction(oneBand.junction), oneBand)] }),
  },
  bandCase("band-point", "chain on one of two levels, a point", oneBand, 0.5e-3),
  bandCase("two-bands-point", "four levels between two chains, a point", twoBands, 3e-3),
  wireCase(104, 1, 0.2),
  wireCase(50, 40, 0.6),
  mapCase("map-2", "two-level junction", paperJunction, 10, 3),
  mapCase("map-4", "4 levels", junction(randomJunctionInput(4, 1, 4)), 0, 16),
  hoppingPoint("equal", 0.25),
  hoppingPoint("unequal", 0.4),
  ...[2, 4, 8, 16].map((levels) => randomCase("second-order", levels, 1, undefined)),
  randomCase("second-order", 8, 2, 20e-3),
  hoppingCase("differential", "`differential`", () => preparedDifferential(junction(hopping(0.25).junction))),
  hoppingCase("response", "`linearResponse`", () => preparedResponse(junction(hopping(0.25).junction))),
  beyondCase("harmonic", "harmonicCurrents", (junction) => () => {
    return harmonicCurrents(junction, dressed.point, { tolerance: BEYOND_TOLERANCE });
  }),
  beyondCase("stability", "modeStability", (junction) => () => {
    return { converged: modeStability(junction, dressed.point).isStable };
  }),
];
