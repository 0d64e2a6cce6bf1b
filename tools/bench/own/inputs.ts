// The junctions and operating points of the library's own timings, as plain data: random ones are seeded, so that every run
// times the same.

import {
  biased,
  type ComplexLike,
  type JunctionInput,
  type OperatingPoint,
  paperJunction,
  type StructuredElectrodeInput,
} from "ehp-transport";
import { chainLead } from "../../leads.js";
import { randomBroadening, randomFrom, randomHermitian } from "../../random.js";

export interface Input {
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
}

/** Levels in a band of width one whatever their number, each with a width of its own, modes without common damping. */
export function randomJunctionInput(
  levels: number,
  modes: number,
  seed: number,
  coupling = 0.5,
): JunctionInput {
  const random = randomFrom(seed);
  const size = 1 / Math.sqrt(levels);
  const broadening = (): ComplexLike[][] => randomBroadening(random, levels, 1, 0.5);
  return {
    hamiltonian: randomHermitian(random, levels, size),
    electrodes: { L: { broadening: broadening() }, R: { broadening: broadening() } },
    modes: Array.from({ length: modes }, (_, m) => ({
      omega: 1 + 0.3 * m,
      coupling: randomHermitian(random, levels, coupling * size),
    })),
    damping: 0.5,
  };
}

/** Bias up to 1, temperatures from 0.1 to 1; the electrodes' equal or not. */
function randomPoint(seed: number, isThermal: boolean): OperatingPoint {
  const { between, logarithmic } = randomFrom(1000 + seed);
  const T = logarithmic(0.1, 1);
  const other = logarithmic(0.1, 1);
  return {
    electrodes: {
      L: { mu: between(-0.5, 0.5), temperature: T },
      R: { mu: between(-0.5, 0.5), temperature: isThermal ? T : other },
    },
    bath: { temperature: logarithmic(0.1, 1) },
  };
}

/** `count` random junctions, each at a random operating point. */
export const randomInputs = (levels: number, modes: number, count: number, isThermal: boolean): Input[] =>
  Array.from({ length: count }, (_, k) => ({
    junction: randomJunctionInput(levels, modes, 100 * levels + k),
    point: randomPoint(100 * levels + k, isThermal),
  }));

/** Semi-infinite chain of hopping 1 about 9.5. */
const lead = (level: number): StructuredElectrodeInput =>
  chainLead({ level, contact: 0.4, hopping: 1, centre: 9.5 });

const zeros = (n: number): number[][] => Array.from({ length: n }, () => new Array<number>(n).fill(0));

/** The couplings of one bond of a row of levels. */
function bond(n: number, i: number, strength: number): number[][] {
  const rows = zeros(n);
  rows[i]![i + 1] = strength;
  rows[i + 1]![i] = strength;
  return rows;
}

const bandPoint: OperatingPoint = {
  electrodes: { L: { mu: 9, temperature: 0.25 }, R: { mu: 10.5, temperature: 0.25 } },
  bath: { temperature: 0.4 },
};

/** The paper's levels, the right one on a chain. */
export const oneBand: Input = {
  junction: {
    hamiltonian: [10.5, 9.5],
    electrodes: { L: { broadening: [0.5, 0] }, R: lead(1) },
    modes: [{ omega: 1, coupling: bond(2, 0, 0.5) }],
    damping: 0.5,
  },
  point: bandPoint,
};

/** Between the levels of the paper's junction, where electrons also cross without a boson. */
export const HOPPING = 0.2;

/** The paper's junction with hopping, under a bias of one. */
export const hopping = (bosonTemperature: number): Input => ({
  junction: {
    ...paperJunction,
    hamiltonian: [
      [10.5, HOPPING],
      [HOPPING, 9.5],
    ],
  },
  point: biased(1, 0.25, { bosonTemperature }),
});

/** Four levels in a row between two chains. */
export const twoBands: Input = {
  junction: {
    hamiltonian: [10, 9.6, 9.4, 9.8].map((energy, i) =>
      [0, 1, 2, 3].map((j) => (i === j ? energy : Math.abs(i - j) === 1 ? 0.3 : 0)),
    ),
    electrodes: { L: lead(0), R: lead(3) },
    modes: [{ omega: 1, coupling: bond(4, 1, 0.5) }],
    damping: 0.5,
  },
  // the other way round its channels cancel to a hundredth
  point: {
    electrodes: { L: { mu: 10.5, temperature: 0.25 }, R: { mu: 9, temperature: 0.25 } },
    bath: { temperature: 0.4 },
  },
};

/** A disordered row of levels with hopping 1, its ends broadened by 0.5, modes on its bonds; T = 0.026. */
export function wire(levels: number, modes: number): Input {
  const { logarithmic, next } = randomFrom(levels);
  const spread = logarithmic(0.01, 0.5);
  const hamiltonian = zeros(levels);
  for (let i = 0; i < levels; i++) {
    hamiltonian[i]![i] = spread * (2 * next() - 1);
    if (i + 1 < levels) {
      hamiltonian[i]![i + 1] = 1;
      hamiltonian[i + 1]![i] = 1;
    }
  }
  const end = (level: number): number[] => Array.from({ length: levels }, (_, i) => (i === level ? 0.5 : 0));
  return {
    junction: {
      hamiltonian,
      electrodes: { L: { broadening: end(0) }, R: { broadening: end(levels - 1) } },
      modes: Array.from({ length: modes }, (_, k) => ({
        omega: 0.15 + 0.002 * k,
        coupling: bond(levels, Math.floor(((k + 0.5) * (levels - 1)) / modes), 0.02),
      })),
      damping: 0.005,
    },
    point: {
      electrodes: { L: { mu: 0.1, temperature: 0.026 }, R: { mu: -0.1, temperature: 0.026 } },
      bath: { temperature: 0.03 },
    },
  };
}

/** Many levels and two weakly coupled modes, which the electrons leave stable. */
export const dressed: Input = {
  junction: randomJunctionInput(24, 2, 24, 0.1),
  point: {
    electrodes: { L: { mu: 0.2, temperature: 0.5 }, R: { mu: -0.3, temperature: 0.5 } },
    bath: { temperature: 0.8 },
  },
};
