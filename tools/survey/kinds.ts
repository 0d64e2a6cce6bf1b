// Kinds of random junctions and operating points, over wide ranges and with coincidences that chance would not bring.

import {
  type ComplexLike,
  type Currents,
  currents,
  type Junction,
  type JunctionInput,
  junction,
  type OperatingPoint,
  twoLevelJunction,
} from "ehp-transport";
import { type Random, randomBroadening, randomFrom, randomHermitian } from "../random.js";
import { drawBandCoincidence } from "./band-coincidences.js";
import { drawCoincidence } from "./coincidences.js";
import { currentsByQuadrature } from "./lowest-order-quadrature.js";
import { terminalsByQuadrature } from "./second-order-quadrature.js";
import { answered, type StructuredDraw, structuredParameters } from "./structured.js";
import type { Compared } from "./tally.js";

/** One point, and how to make it again. */
export interface Case {
  readonly junction: Junction;
  readonly point: OperatingPoint;
  readonly tolerance: number;
  /** what `junction` was made of, as JSON shows it */
  readonly parameters: unknown;
}

export interface Kind {
  readonly name: string;
  readonly title: string;
  readonly count: number;
  /** the tighter tolerance that each point is compared with */
  readonly tighter: number;
  /** the same by quadrature of both integrals; undefined where there is none */
  readonly quadrature?: (one: Case, found: Currents) => Compared;
  /** currents of all terminals, to second order, instead of Eq. (8) */
  readonly isSecondOrder?: true;
  /** the cases, one after the other; `count` tells how many there will be */
  readonly cases: (count: number) => () => Case;
}

const wideBand: Kind["quadrature"] = ({ junction, point }, found) =>
  currentsByQuadrature(junction, point, found);
const withBands: Kind["quadrature"] = ({ junction, point }) =>
  currents(junction, point, { tolerance: 1e-3, method: "quadrature" });
const toSecondOrder: Kind["quadrature"] = ({ junction, point }) => terminalsByQuadrature(junction, point);

const TOLERANCES: readonly number[] = [1e-4, 1e-6, 1e-8, 1e-10];
const EQUAL = 1 + 1e-12;

const bosonTemperature = ({ logarithmic }: Random, T: number): number =>
  logarithmic(Math.max(0.01, T / 100), Math.min(3, 100 * T));

/** Another temperature, equal now and then up to roundoff of the input. */
const otherTemperature = (random: Random, T: number): number =>
  random.pick([T * random.logarithmic(0.1, 10), T * EQUAL, 3 * T, random.logarithmic(0.01, 3)]);

function twoLevels(random: Random): Parameters<typeof twoLevelJunction>[0] {
  const { next, logarithmic, pick } = random;
  const gammaL = logarithmic(1e-4, 10);
  return {
    epsilonL: 10 + next(),
    epsilonR: 10 - next(),
    gammaL,
    gammaR: pick([gammaL, gammaL * EQUAL, logarithmic(1e-4, 10)]),
    coupling: 0.5,
    omega: logarithmic(0.3, 3),
    gammaPh: logarithmic(1e-6, 10),
  };
}

function twoLevelCase(random: Random, isThermal: boolean): Case {
  const parameters = twoLevels(random);
  const { epsilonL, epsilonR, omega } = parameters;
  const muR = random.between(8, 12);
  const bias = random.pick([0, omega, epsilonL - epsilonR, random.between(-3, 3)]);
  const T = random.logarithmic(0.01, 3);
  return {
    parameters: { twoLevelJunction: parameters },
    junction: twoLevelJunction(parameters),
    point: {
      electrodes: {
        L: { mu: muR + bias, temperature: T },
        R: { mu: muR, temperature: isThermal ? T : otherTemperature(random, T) },
      },
      bath: { temperature: bosonTemperature(random, T) },
    },
    tolerance: random.pick(TOLERANCES),
  };
}

/** A positive damping matrix of one or two modes, coupled or not. */
function dampingOf(random: Random, modes: number): number[][] {
  const widths = Array.from({ length: modes }, () => random.logarithmic(1e-6, 10));
  const share = random.pick([0, random.between(-0.95, 0.95)]);
  return widths.map((a, m) => widths.map((b, n) => (m === n ? a : share * Math.sqrt(a * b))));
}

/** A broadening by a random matrix, or level by level. */
function broadeningOf(random: Random, n: number): ComplexLike[][] {
  const size = random.logarithmic(1e-4, 10);
  if (random.next() < 0.7) return randomBroadening(random, n, size, random.pick([1e-3, 1]));
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_other, j) => (i === j ? size * random.pick([1, EQUAL, random.next()]) : 0)),
  );
}

function generalInput(random: Random, electrodes: number): JunctionInput {
  const n = random.whole(1, 5);
  const modes = random.whole(1, 2);
  const names = ["L", "R", "S"].slice(0, electrodes);
  // levels that belong to one electrode each have an electron current and heats of their own
  const owner = (level: number): number => Math.min(electrodes - 1, Math.floor((level * electrodes) / n));
  const isSeparate = n >= electrodes && random.next() < 0.5;
  const belong = (rows: ComplexLike[][], isKept: (i: number, j: number) => boolean): ComplexLike[][] =>
    isSeparate ? rows.map((row, i) => row.map((z, j) => (isKept(i, j) ? z : 0))) : rows;
  const hamiltonian = belong(randomHermitian(random, n, 1), (i, j) => owner(i) === owner(j));
  if (n > 1 && random.next() < 0.2) hamiltonian[1]![1] = hamiltonian[0]![0]!;
  const omega = random.logarithmic(0.3, 3);
  return {
    hamiltonian,
    electrodes: Object.fromEntries(
      names.map((name, k) => [
        name,
        { broadening: belong(broadeningOf(random, n), (i, j) => owner(i) === k && owner(j) === k) },
      ]),
    ),
    modes: Array.from({ length: modes }, (_, m) => ({
      omega: m === 0 ? omega : random.pick([omega, omega * EQUAL, random.logarithmic(0.3, 3)]),
      coupling: randomHermitian(random, n, 0.5),
    })),
    damping: dampingOf(random, modes),
  };
}

function generalCase(random: Random, isThermal: boolean): Case {
  const electrodes = random.whole(2, 3);
  const parameters = generalInput(random, electrodes);
  const { omega } = parameters.modes[0]!;
  const T = random.logarithmic(0.01, 3);
  const mu = random.between(-2, 2);
  const bias = (): number => random.pick([0, omega, -omega, random.between(-3, 3)]);
  return {
    parameters: { junction: parameters },
    junction: junction(parameters),
    point: {
      electrodes: Object.fromEntries(
        Object.keys(parameters.electrodes).map((name, k) => [
          name,
          {
            mu: k === 0 ? mu : mu + bias(),
            temperature: k === 0 || isThermal ? T : otherTemperature(random, T),
          },
        ]),
      ),
      bath: { temperature: bosonTemperature(random, T) },
    },
    tolerance: random.pick(TOLERANCES),
  };
}

/** The same where it is cold: bosons at T = 0, some electrodes too, or all reservoirs a hundred times as cold. */
function coldCase(random: Random): Case {
  const warm = random.next() < 0.5 ? twoLevelCase(random, false) : generalCase(random, false);
  const place = random.pick(["bosons", "electrodes", "everywhere"]);
  const { electrodes, bath } = warm.point;
  const cooled = (temperature: number): number => {
    if (place === "everywhere") return temperature / 100;
    return place === "electrodes" && random.next() < 0.5 ? 0 : temperature;
  };
  return {
    ...warm,
    point: {
      electrodes: Object.fromEntries(
        Object.entries(electrodes).map(([name, { mu, temperature }]) => [
          name,
          { mu, temperature: cooled(temperature) },
        ]),
      ),
      bath: { temperature: place === "everywhere" ? bath.temperature / 100 : 0 },
    },
  };
}

const JUNCTIONS_WITH_BANDS = 50;

function structuredCases(count: number): () => Case {
  const random = randomFrom(4);
  const perJunction = Math.ceil(count / JUNCTIONS_WITH_BANDS);
  let drawn: StructuredDraw | undefined;
  let left = 0;
  return () => {
    if (!drawn || left === 0) {
      drawn = answered(() => structuredParameters(random));
      left = perJunction;
    }
    left--;
    const T = random.logarithmic(0.01, 3);
    const mu = random.between(-2, 2);
    const bias = random.pick([0, drawn.parameters.omega, random.between(-3, 3)]);
    return {
      parameters: { structured: drawn.parameters },
      junction: drawn.junction,
      point: {
        electrodes: {
          L: { mu: mu + bias, temperature: T },
          R: { mu, temperature: random.pick([T, T, otherTemperature(random, T)]) },
        },
        bath: { temperature: bosonTemperature(random, T) },
      },
      // fits are good to some 1e-10 of the self-energies, and the currents to less where they cancel
      tolerance: random.pick([1e-4, 1e-6, 1e-8]),
    };
  };
}

function coincidence(random: Random, tolerances: readonly number[]): Case {
  const { input, point } = drawCoincidence(random);
  return {
    parameters: { junction: input },
    junction: junction(input),
    point,
    tolerance: random.pick(tolerances),
  };
}

const repeated = (seed: number, draw: (random: Random) => Case) => (): (() => Case) => {
  const random = randomFrom(seed);
  return () => draw(random);
};

export const KINDS: readonly Kind[] = [
  {
    name: "two-level",
    title: "two-level junctions, electrodes of one temperature",
    count: 100_000,
    tighter: 1e-12,
    quadrature: wideBand,
    cases: repeated(1, (random) => twoLevelCase(random, true)),
  },
  {
    name: "general",
    title:
      "1 to 5 levels, 2 or 3 electrodes of one temperature, 1 or 2 modes with damping of their own or common",
    count: 20_000,
    tighter: 1e-12,
    quadrature: wideBand,
    cases: repeated(2, (random) => generalCase(random, true)),
  },
  {
    name: "unequal",
    title: "electrodes of different temperatures, half of the junctions two-level",
    count: 20_000,
    tighter: 1e-12,
    quadrature: wideBand,
    cases: repeated(3, (random) =>
      random.next() < 0.5 ? twoLevelCase(random, false) : generalCase(random, false),
    ),
  },
  {
    name: "cold",
    title: "the same with bosons at T = 0, some electrodes too, or all reservoirs a hundred times as cold",
    count: 5000,
    tighter: 1e-12,
    cases: repeated(9, coldCase),
  },
  {
    name: "structured",
    title: `electrodes with bands, ${JUNCTIONS_WITH_BANDS} junctions with chains and ladders`,
    count: 2000,
    // at 1e-12 a point with a band takes up to a minute
    tighter: 1e-10,
    quadrature: withBands,
    cases: structuredCases,
  },
  {
    name: "structured-coincidences",
    title: "edges of bands at chemical potentials, a boson beside them, at levels and at one another",
    count: 1000,
    tighter: 1e-10,
    quadrature: withBands,
    cases: repeated(8, (random) => {
      const { parameters, junction, point } = drawBandCoincidence(random);
      return {
        parameters: { structured: parameters },
        junction,
        point,
        tolerance: random.pick([1e-4, 1e-6, 1e-8]),
      };
    }),
  },
  {
    name: "second-order",
    title: "currents of all terminals to second order, of junctions as in general and unequal",
    count: 10_000,
    tighter: 1e-11,
    quadrature: toSecondOrder,
    isSecondOrder: true,
    cases: repeated(5, (random) => ({
      ...generalCase(random, random.next() < 0.5),
      tolerance: random.pick([1e-4, 1e-6, 1e-8]),
    })),
  },
  {
    name: "coincidences",
    title: "energies, widths and temperatures that agree, exactly or nearly",
    count: 10_000,
    tighter: 1e-12,
    quadrature: wideBand,
    cases: repeated(6, (random) => coincidence(random, TOLERANCES)),
  },
  {
    name: "second-order-coincidences",
    title: "the same, currents of all terminals to second order",
    count: 3000,
    tighter: 1e-11,
    quadrature: toSecondOrder,
    isSecondOrder: true,
    cases: repeated(7, (random) => coincidence(random, [1e-4, 1e-6, 1e-8])),
  },
];
