// Junctions and operating points at which several energies agree, exactly or nearly: what chance draws once in a million points.

import type { ComplexLike, JunctionInput, OperatingPoint } from "ehp-transport";
import { type Random, randomHermitian } from "../random.js";

/** What a junction is made of, and where it is looked at. */
export interface Draw {
  readonly input: JunctionInput;
  readonly point: OperatingPoint;
}

/** x, exactly or with a deviation between roundoff and a thousandth of `scale`. */
export function near({ next, pick, logarithmic }: Random, x: number, scale: number = Math.abs(x)): number {
  const deviation = pick([0, logarithmic(1e-15, 1e-9), logarithmic(1e-9, 1e-3)]);
  return x + (next() < 0.5 ? deviation : -deviation) * scale;
}

/** Temperatures: all alike, nearly alike, or up to ten thousand times as warm as another. */
export function temperatureBeside(random: Random, T: number): number {
  const other = random.pick([
    T,
    near(random, T),
    T * random.logarithmic(0.1, 10),
    T * random.logarithmic(1e-4, 1e4),
  ]);
  return Math.min(10, Math.max(1e-5, other));
}

/** Energies where something happens: at chemical potentials, a boson beside them, and far out in the thermal tail. */
const landmarks = (random: Random, potentials: readonly number[], omega: number, T: number): number[] =>
  potentials.flatMap((mu) => {
    const tail = random.between(25, 45) * T;
    return [mu, mu + omega, mu - omega, mu + tail, mu - tail];
  });

/** A mode whose energy is that of a bias, of a pole of a Fermi or a Bose function, of two levels, or of none of these. */
function energyOfMode(random: Random, distances: readonly number[], temperatures: readonly number[]): number {
  const matsubara = Math.PI * random.whole(1, 6) * random.pick(temperatures);
  const wanted = random.pick([1, random.logarithmic(0.3, 3), matsubara, ...distances]);
  return wanted > 0.05 && wanted < 20 ? near(random, wanted) : 1;
}

/** Sharp, critically damped or nearly, or any damping between. */
const dampingOf = (random: Random, omega: number): number =>
  random.pick([random.logarithmic(1e-8, 1e-4), near(random, 2 * omega), random.logarithmic(1e-3, 10)]);

export function drawCoincidence(random: Random): Draw {
  const { pick, whole, between, logarithmic, next } = random;
  const names = ["L", "R", "S"].slice(0, whole(2, 3));
  const T = logarithmic(1e-3, 3);
  const temperatures = names.map((_, k) => (k === 0 ? T : temperatureBeside(random, T)));
  const bath = temperatureBeside(random, pick(temperatures));
  const mu = pick([0, between(-2, 2)]);
  const potentials = names.map((_, k) => (k === 0 ? mu : mu + pick([0, 1, -1, between(-3, 3)])));
  const biases = potentials.map((one) => Math.abs(one - mu));
  const omega = energyOfMode(random, biases, [...temperatures, bath]);
  const n = whole(names.length, 4);
  const energies: number[] = [];
  const widths: number[] = [];
  for (let i = 0; i < n; i++) {
    const others = energies.flatMap((e) => [e, e + omega]);
    energies.push(
      near(
        random,
        pick([...landmarks(random, potentials, omega, pick(temperatures)), ...others, between(-2, 2)]),
        1,
      ),
    );
    widths.push(
      pick([logarithmic(1e-7, 1e-2), logarithmic(1e-2, 3), ...widths.map((width) => near(random, width))]),
    );
  }
  const only = (kept: (i: number) => number): number[][] =>
    energies.map((_, i) => energies.map((__, j) => (i === j ? kept(i) : 0)));
  const owner = (i: number): number => Math.min(i, names.length - 1);
  const modes = whole(1, 2);
  const omegas = Array.from({ length: modes }, (_, m) => (m === 0 ? omega : near(random, omega)));
  const own = omegas.map((one) => dampingOf(random, one));
  // nearly all of the damping in common: one combination of the modes is hardly damped
  const share = pick([0, 1 - logarithmic(1e-3, 1)]);
  const damping = own.map((a, m) => own.map((b, k) => (m === k ? a : share * Math.sqrt(a * b))));
  const hamiltonian: ComplexLike[][] = only((i) => energies[i]!);
  // an exceptional point of the last two levels, which one electrode shares: hopping a quarter of the difference of widths
  if (n > names.length && next() < 0.5) {
    const hopping = near(random, Math.abs(widths[n - 1]! - widths[n - 2]!) / 4, 1e-3);
    if (next() < 0.5) hamiltonian[n - 1]![n - 1] = energies[n - 2]!;
    hamiltonian[n - 1]![n - 2] = hopping;
    hamiltonian[n - 2]![n - 1] = hopping;
  }
  return {
    input: {
      hamiltonian,
      electrodes: Object.fromEntries(
        names.map((name, k) => [name, { broadening: only((i) => (owner(i) === k ? widths[i]! : 0)) }]),
      ),
      modes: omegas.map((one) => ({ omega: one, coupling: randomHermitian(random, n, pick([0.5, 1e-6])) })),
      damping,
    },
    point: {
      electrodes: Object.fromEntries(
        names.map((name, k) => [name, { mu: potentials[k]!, temperature: temperatures[k]! }]),
      ),
      bath: { temperature: bath },
    },
  };
}
