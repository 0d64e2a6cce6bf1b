// What the quadratures of the survey integrate: Green's functions of electrons and modes by inversion at every energy.

import type { Junction, OperatingPoint } from "ehp-transport";
import { add, eigenvalues, fromRows, invert, type Square, square } from "./dense.js";
import type { Feature } from "./nodes.js";

/** A junction between wide-band electrodes, and functions that fill matrices. */
export interface Functions {
  readonly couplings: readonly Square[];
  readonly gammas: readonly Square[];
  /** poles of G */
  readonly lines: readonly Feature[];
  /** G(e) = (e - H + i Gamma/2)^-1 */
  readonly putGreen: (energy: number, out: Square) => void;
  /** D(w) = (w^2 - Omega^2 + i w gamma)^-1 */
  readonly putDisplacement: (omega: number, out: Square) => void;
}

export function functionsOf(junction: Junction): Functions {
  const gammas = Object.values(junction.electrodes).map((electrode) => {
    if (!("broadening" in electrode)) throw new Error("a wide-band electrode expected");
    return fromRows(electrode.broadening!);
  });
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const [n, modes] = [junction.hamiltonian.length, couplings.length];
  const heff = fromRows(junction.hamiltonian);
  for (const gamma of gammas) add(heff, 0, -0.5, gamma);
  const room = square(n);
  const dynamics = square(modes);
  return {
    couplings,
    gammas,
    lines: eigenvalues(n, heff),
    putGreen: (energy, out) => {
      for (let k = 0; k < heff.length; k++) room[k] = -heff[k]!;
      for (let i = 0; i < n; i++) room[2 * i * (n + 1)] = room[2 * i * (n + 1)]! + energy;
      invert(n, room, out);
    },
    putDisplacement: (omega, out) => {
      for (let m = 0; m < modes; m++) {
        for (let k = 0; k < modes; k++) {
          dynamics[2 * (m * modes + k)] = m === k ? omega * omega - junction.modes[m]!.omega ** 2 : 0;
          dynamics[2 * (m * modes + k) + 1] = omega * junction.damping[m]![k]!;
        }
      }
      invert(modes, dynamics, out);
    },
  };
}

/** Reservoirs as the quadratures see them. */
export interface Thermal {
  readonly reservoirs: readonly { readonly mu: number; readonly temperature: number }[];
  /** lowest Fermi poles */
  readonly rungs: readonly Feature[];
  /** highest temperature, the bosons' among them */
  readonly hottest: number;
  /** chemical potentials */
  readonly lowest: number;
  readonly highest: number;
}

export function thermalOf({ electrodes, bath }: OperatingPoint, names: readonly string[]): Thermal {
  const reservoirs = names.map((name) => electrodes[name]!);
  return {
    reservoirs,
    rungs: reservoirs.map(({ mu, temperature }) => ({ centre: mu, width: Math.PI * temperature })),
    hottest: Math.max(bath.temperature, ...reservoirs.map(({ temperature }) => temperature)),
    lowest: Math.min(...reservoirs.map(({ mu }) => mu)),
    highest: Math.max(...reservoirs.map(({ mu }) => mu)),
  };
}
