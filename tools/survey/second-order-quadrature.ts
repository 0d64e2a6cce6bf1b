// The currents to second order by double quadrature (Meir and Wingreen, G^< = G Sigma^< G^+ expanded to M^2): matrices
// inverted at every node, no poles, no digammas, no identity between Fermi and Bose functions, nothing of the solver's.
// Wide-band electrodes, temperatures above zero. Seconds for a point.

import type { CurrentParts, Junction, OperatingPoint, TerminalCurrents } from "ehp-transport";
import { add, multiply, putAdjoint, type Square, square, trace } from "./dense.js";
import { functionsOf, thermalOf } from "./functions.js";
import { bose, fermi, gauss, integrate, panelsOf } from "./nodes.js";

export const PARTS = ["landauer", "elastic", "hartree", "inelastic"] as const;

/** [electrons, heat] out of each electrode, part by part. */
export type Parts = Readonly<
  Record<(typeof PARTS)[number], Readonly<Record<string, readonly [number, number]>>>
>;

/** Thermal energies beyond all chemical potentials where the outer integral ends. */
const TAIL = 40;

/**
 * The parts of the currents.
 * @param points of the rule on each panel: 10 leave 1e-6 to 1e-10 of the largest part, 14 a hundredth of that
 */
export function doubleQuadrature(junction: Junction, point: OperatingPoint, points = 10): Parts {
  const nodes = gauss(points);
  const names = Object.keys(junction.electrodes);
  const { couplings, gammas, lines, putGreen, putDisplacement } = functionsOf(junction);
  const { reservoirs, rungs, hottest, lowest, highest } = thermalOf(point, names);
  const [n, modes] = [junction.hamiltonian.length, couplings.length];
  const pairs = couplings.flatMap((_, m) => couplings.map((__, k) => [m, k] as const));
  const boson = point.bath.temperature;
  const product = square(n);
  /** out = G x G^+ */
  const putBetween = (G: Square, x: Square, out: Square): void => {
    multiply(n, G, x, product);
    multiply(n, product, G, out, true);
  };
  const D = square(modes);
  const edges = [...lines, ...rungs];
  const bosons = junction.modes.flatMap(({ omega }, m) => {
    const gamma = junction.damping[m]![m]!;
    const width = Math.min(gamma, omega) / 2;
    return [
      { centre: omega, width },
      { centre: -omega, width },
      { centre: 0, width: Math.min(2 * Math.PI * boson, (omega * omega) / (omega + gamma)) },
    ];
  });
  const [from, to] = [lowest - TAIL * hottest, highest + TAIL * hottest];
  const far = 3e4 * Math.max(1, ...lines.map(({ centre, width }) => Math.abs(centre) + width));

  const G = square(n);
  const spectrum = square(n);
  const density = square(n);
  // the density falls as e^-2 only
  integrate(nodes, panelsOf(-1e10 * far, to, edges), (e, weight) => {
    putGreen(e, G);
    reservoirs.forEach(({ mu, temperature }, b) => {
      putBetween(G, gammas[b]!, spectrum);
      add(density, (weight * fermi((e - mu) / temperature)) / (2 * Math.PI), 0, spectrum);
    });
  });
  const field = square(n);
  couplings.forEach((M, m) => {
    add(field, -trace(n, M, density) / junction.modes[m]!.omega ** 2, 0, M);
  });

  const [filling, emptying, filled, empty] = [square(n), square(n), square(n), square(n)];
  const perPair = (): Square[] => pairs.map(() => square(n));
  const [into, out, retarded] = [perPair(), perPair(), perPair()];
  const inner = square(n);
  const addSelfEnergies = (e: number, w: number, weight: number): void => {
    putDisplacement(w, D);
    putGreen(e - w, inner);
    for (const one of [filling, emptying]) one.fill(0);
    reservoirs.forEach(({ mu, temperature }, b) => {
      const x = (e - w - mu) / temperature;
      add(filling, fermi(x), 0, gammas[b]!);
      add(emptying, fermi(-x), 0, gammas[b]!);
    });
    putBetween(inner, filling, filled);
    putBetween(inner, emptying, empty);
    const quanta = bose(w / boson);
    const part = weight / (2 * Math.PI);
    pairs.forEach(([m, k], at) => {
      const [p, q] = [2 * (m * modes + k), 2 * (k * modes + m)];
      // A_ph = i (D - D^+)
      const [re, im] = [-part * (D[p + 1]! + D[q + 1]!), part * (D[p]! - D[q]!)];
      add(into[at]!, re * quanta, im * quanta, filled);
      add(out[at]!, re * (1 + quanta), im * (1 + quanta), empty);
      add(retarded[at]!, re * (1 + quanta), im * (1 + quanta), inner);
      add(retarded[at]!, -part * D[p]!, -part * D[p + 1]!, filled);
    });
  };
  const between = square(n);
  const dressed = (parts: readonly Square[]): Square => {
    const total = square(n);
    pairs.forEach(([m, k], at) => {
      multiply(n, couplings[m]!, parts[at]!, product);
      multiply(n, product, couplings[k]!, between);
      add(total, 1, 0, between);
    });
    return total;
  };

  const result = PARTS.map(() => names.map(() => [0, 0] as [number, number]));
  const [adjoint, outgoing, toElectrode, chain] = [square(n), square(n), square(n), square(n)];
  const spectra = gammas.map(() => square(n));
  const shifted = edges.flatMap((a) => [
    a,
    ...bosons.map((b) => ({ centre: a.centre + b.centre, width: a.width + b.width })),
  ]);
  integrate(nodes, panelsOf(from, to, shifted), (e, weight) => {
    for (const one of [...into, ...out, ...retarded]) one.fill(0);
    const turned = edges.map(({ centre, width }) => ({ centre: e - centre, width }));
    // panels about e - mu have the places of the outer nodes, and one of them may be 0
    integrate(nodes, panelsOf(-far, far, [...turned, ...bosons]), (w, inside) => {
      addSelfEnergies(e, w === 0 ? 1e-12 : w, inside);
    });
    const [Sin, Sout, Sigma] = [dressed(into), dressed(out), dressed(retarded)];
    putGreen(e, G);
    putAdjoint(n, G, adjoint);
    gammas.forEach((gamma, b) => {
      putBetween(G, gamma, spectra[b]!);
    });
    reservoirs.forEach(({ mu, temperature }, a) => {
      const x = (e - mu) / temperature;
      multiply(n, adjoint, gammas[a]!, product);
      multiply(n, product, G, outgoing);
      multiply(n, gammas[a]!, G, toElectrode);
      const values = [0, 0, 0, fermi(x) * trace(n, outgoing, Sout) - fermi(-x) * trace(n, outgoing, Sin)];
      reservoirs.forEach((other, b) => {
        const difference = fermi(x) - fermi((e - other.mu) / other.temperature);
        multiply(n, spectra[b]!, toElectrode, chain);
        values[0] = values[0]! + difference * trace(n, gammas[a]!, spectra[b]!);
        values[1] = values[1]! + 2 * difference * trace(n, chain, Sigma);
        values[2] = values[2]! + 2 * difference * trace(n, chain, field);
      });
      values.forEach((value, part) => {
        const own = result[part]![a]!;
        own[0] += (weight * value) / (2 * Math.PI);
        own[1] += (weight * value * (e - mu)) / (2 * Math.PI);
      });
    });
  });
  return Object.fromEntries(
    PARTS.map((part, p) => [part, Object.fromEntries(names.map((name, a) => [name, result[p]![a]!]))]),
  ) as unknown as Parts;
}

const [COARSE, FINE] = [10, 14];

/** The currents of all terminals, with the change between two rules for their errors: what `currents` returns, but for J. */
export function terminalsByQuadrature(
  junction: Junction,
  point: OperatingPoint,
): Pick<TerminalCurrents, "terminals"> {
  const [coarse, fine] = [COARSE, FINE].map((points) => doubleQuadrature(junction, point, points)) as [
    Parts,
    Parts,
  ];
  const flow = (name: string, k: 0 | 1): CurrentParts => {
    const parts = Object.fromEntries(PARTS.map((part) => [part, fine[part][name]![k]]));
    const totals = [coarse, fine].map((all) => PARTS.reduce((sum, part) => sum + all[part][name]![k], 0));
    const error = Math.abs(totals[1]! - totals[0]!);
    return { ...parts, total: totals[1]!, error } as unknown as CurrentParts;
  };
  const names = Object.keys(junction.electrodes);
  return {
    terminals: Object.fromEntries(
      names.map((name) => [name, { current: flow(name, 0), heat: flow(name, 1) }]),
    ),
  };
}
