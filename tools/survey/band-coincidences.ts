// Junctions with bands whose edges agree with other energies: there spectral functions rise as a square root.

import type { Junction, OperatingPoint } from "ehp-transport";
import type { Chain } from "../leads.js";
import { type Random, randomHermitian } from "../random.js";
import { near, temperatureBeside } from "./coincidences.js";
import { answered, type StructuredParameters } from "./structured.js";

/** What a junction with bands is made of, and where it is looked at. */
export interface BandDraw {
  readonly parameters: StructuredParameters;
  readonly junction: Junction;
  readonly point: OperatingPoint;
}

/** A chain one of whose edges lies at one of these energies, or nearly. */
function chainAt(random: Random, level: number, landmarks: readonly number[]): Chain {
  const { pick, logarithmic } = random;
  const hopping = pick([1, 0.25, logarithmic(0.1, 3)]);
  const edge = near(random, pick(landmarks), 1);
  return {
    level,
    contact: hopping * pick([1, logarithmic(1e-2, 1)]),
    hopping,
    centre: edge + pick([2, -2]) * hopping,
  };
}

const edgesOf = ({ centre, hopping }: Chain): number[] => [centre - 2 * hopping, centre + 2 * hopping];

function parametersAt(random: Random, potentials: readonly number[], omega: number): StructuredParameters {
  const { pick, whole, between, logarithmic, next } = random;
  const landmarks = potentials.flatMap((mu) => [mu, mu + omega, mu - omega]);
  const R = chainAt(random, 0, landmarks);
  const more = [...landmarks, ...edgesOf(R), ...edgesOf(R).map((edge) => edge + omega)];
  const L = next() < 0.3 ? { width: logarithmic(1e-3, 3) } : chainAt(random, 0, more);
  const places = "width" in L ? more : [...more, ...edgesOf(L)];
  const n = whole(1, 3);
  const hopping = pick([0, 0, logarithmic(1e-3, 1)]);
  const hamiltonian = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) =>
      i === j ? near(random, pick([...places, between(-2, 2)]), 1) : Math.abs(i - j) === 1 ? hopping : 0,
    ),
  );
  return {
    hamiltonian,
    L,
    R: { ...R, level: n - 1 },
    coupling: randomHermitian(random, n, 0.5),
    omega,
    damping: pick([logarithmic(1e-4, 1e-2), logarithmic(1e-2, 3), near(random, 2 * omega)]),
  };
}

/** A junction with bands and an operating point at which edges, levels, potentials and a boson's energy agree. */
export function drawBandCoincidence(random: Random): BandDraw {
  const { pick, logarithmic, between, next } = random;
  const omega = pick([1, logarithmic(0.1, 3)]);
  const mu = pick([0, between(-2, 2)]);
  const bias = pick([0, near(random, omega), -near(random, omega), between(-3, 3)]);
  const T = next() < 0.1 ? 0 : logarithmic(1e-4, 1);
  const other = T === 0 ? 0 : temperatureBeside(random, T);
  const bath = T === 0 ? pick([0, logarithmic(1e-3, 1)]) : temperatureBeside(random, T);
  return {
    ...answered(() => parametersAt(random, [mu + bias, mu], omega)),
    point: {
      electrodes: {
        L: { mu: mu + bias, temperature: T },
        R: { mu, temperature: next() < 0.6 ? T : other },
      },
      bath: { temperature: bath },
    },
  };
}
