// Eq. (8) by double quadrature: nested panels of Gauss and Legendre, matrices inverted at every node, all channels at once;
// no poles, no digammas, nothing of the solver's. Wide-band electrodes, temperatures above zero. Seconds for a point.

import type { Currents, Junction, OperatingPoint } from "ehp-transport";
import { eigenvalues, multiply, putAdjoint, type Square, square } from "./dense.js";
import { functionsOf, thermalOf } from "./functions.js";
import { bose, type Feature, fermi, gauss, integrate, panelsOf } from "./nodes.js";

/** Quanta, their energy, and the electrons' energies from mu_a, that the pairs of one channel give to the modes per time. */
type Flow = [quanta: number, energy: number, moment: number];

/** Thermal energies beyond which tails are dropped. */
const TAIL = 60;

/** Where the integrand in w feels that two singularities in e meet. */
const between = (a: Feature, b: Feature): Feature => ({
  centre: a.centre - b.centre,
  width: a.width + b.width,
});

/** Poles of D(w) = (w^2 - Omega^2 + i w gamma)^-1, as eigenvalues of the first-order equations of the modes. */
function modeFeatures({ modes, damping }: Junction): Feature[] {
  const m = modes.length;
  const companion = square(2 * m);
  const put = (i: number, j: number, re: number, im: number): void => {
    companion[2 * (2 * m * i + j)] = re;
    companion[2 * (2 * m * i + j) + 1] = im;
  };
  for (let i = 0; i < m; i++) {
    put(i, m + i, 1, 0);
    put(m + i, i, modes[i]!.omega ** 2, 0);
    for (let j = 0; j < m; j++) put(m + i, m + j, 0, -damping[i]![j]!);
  }
  return eigenvalues(2 * m, companion);
}

/**
 * W = f_a (1 - f_b) (1 + n) - (1 - f_a) f_b n at (e - mu_a)/T_a = x and (e - w - mu_b)/T_b = y, from whichever term is the larger,
 * so that it keeps its digits near equilibrium.
 */
function netRate(x: number, y: number, quanta: number, bosonEnergy: number): number {
  const affinity = x - y - bosonEnergy;
  return affinity < 0
    ? -fermi(x) * fermi(-y) * (1 + quanta) * Math.expm1(affinity)
    : fermi(-x) * fermi(y) * quanta * Math.expm1(-affinity);
}

/** sum_k a_k conj(b_k), real part */
function overlap(a: Square, b: Square): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

/**
 * The flows of all channels, a b of n electrodes at a n + b.
 * @param points of the rule on each panel
 */
export function flowsByQuadrature(junction: Junction, point: OperatingPoint, points: number): Flow[] {
  const nodes = gauss(points);
  const names = Object.keys(junction.electrodes);
  const { couplings, gammas, lines, putGreen, putDisplacement } = functionsOf(junction);
  const { reservoirs, rungs, hottest, lowest, highest } = thermalOf(point, names);
  const [n, modes] = [junction.hamiltonian.length, couplings.length];
  const boson = point.bath.temperature;
  const D = square(modes);
  const edges = [...lines, ...rungs];
  const end = highest - lowest + Math.max(...junction.modes.map(({ omega }) => omega)) + TAIL * hottest;
  const inFrequency = [
    ...modeFeatures(junction),
    { centre: 0, width: Math.PI * boson },
    ...edges.flatMap((a) => edges.map((b) => between(a, b))),
  ];

  const [source, drain, left] = [square(n), square(n), square(n)];
  const perMode = (): Square[] => couplings.map(() => square(n));
  const paths = perMode();
  const ofSource = gammas.map(perMode);
  const ofDrain = gammas.map(perMode);
  const flows = gammas.flatMap(() => gammas.map((): Flow => [0, 0, 0]));
  const adjoint = square(n);
  integrate(nodes, panelsOf(0, end, inFrequency), (w, weight) => {
    putDisplacement(w, D);
    const quanta = bose(w / boson);
    const moved = edges.map(({ centre, width }) => ({ centre: centre + w, width }));
    const range = panelsOf(lowest - TAIL * hottest, highest + w + TAIL * hottest, [...edges, ...moved]);
    integrate(nodes, range, (e, inside) => {
      putGreen(e, source);
      putGreen(e - w, drain);
      putAdjoint(n, source, adjoint);
      // tr[M A_a(e) M' A_b(e - w)] = tr[Gamma_a K' Gamma_b K^+], K = G^+(e) M G(e - w)
      couplings.forEach((M, m) => {
        multiply(n, adjoint, M, left);
        multiply(n, left, drain, paths[m]!);
        gammas.forEach((gamma, a) => {
          multiply(n, gamma, paths[m]!, ofSource[a]![m]!);
          multiply(n, paths[m]!, gamma, ofDrain[a]![m]!);
        });
      });
      reservoirs.forEach((from, a) => {
        const x = (e - from.mu) / from.temperature;
        reservoirs.forEach((to, b) => {
          let transmission = 0;
          for (let m = 0; m < modes; m++) {
            // A_ph = i (D - D^+), real and symmetric
            for (let k = 0; k < modes; k++)
              transmission -= 2 * D[2 * (m * modes + k) + 1]! * overlap(ofSource[a]![m]!, ofDrain[b]![k]!);
          }
          const y = (e - w - to.mu) / to.temperature;
          const rate =
            (weight * inside * transmission * netRate(x, y, quanta, w / boson)) / (4 * Math.PI ** 2);
          const own = flows[a * names.length + b]!;
          own[0] += rate;
          own[1] += rate * w;
          own[2] += rate * (e - from.mu);
        });
      });
    });
  });
  return flows;
}

const [COARSE, FINE] = [10, 13];

type Found = Pick<Currents, "J" | "I" | "heat" | "error" | "channels">;

/** What `like` consists of, made of other flows. */
function fromFlows(junction: Junction, flows: readonly Flow[], like: Found): Omit<Found, "error"> {
  const names = Object.keys(junction.electrodes);
  const [first, second] = names.includes("L") && names.includes("R") ? ["L", "R"] : names;
  const channels = like.channels.map((one) => {
    const [quanta, energy, moment] = flows[names.indexOf(one.from) * names.length + names.indexOf(one.to)]!;
    const sign =
      one.from === first && one.to === second ? 1 : one.from === second && one.to === first ? -1 : 0;
    return {
      ...one,
      J: energy,
      I: one.I === undefined ? undefined : sign * quanta,
      heat: one.heat && { from: moment, to: energy - one.mu * quanta - moment },
    };
  });
  const heatOf = (name: string): number =>
    channels.reduce(
      (sum, { from, to, heat }) => sum + (from === name ? heat!.from : 0) + (to === name ? heat!.to : 0),
      0,
    );
  return {
    J: channels.reduce((sum, { J }) => sum + J, 0),
    I: like.I === undefined ? undefined : channels.reduce((sum, { I }) => sum + I!, 0),
    heat: like.heat && Object.fromEntries(names.map((name) => [name, heatOf(name)])),
    channels,
  };
}

/**
 * The currents of Eq. (8) of a wide-band junction, with the change between two rules for their errors.
 * @param like what `currents` gives: the same numbers are computed
 */
export function currentsByQuadrature(junction: Junction, point: OperatingPoint, like: Found): Found {
  const [coarse, fine] = [COARSE, FINE].map((points) =>
    fromFlows(junction, flowsByQuadrature(junction, point, points), like),
  ) as [Omit<Found, "error">, Omit<Found, "error">];
  const change = (a: number | undefined, b: number | undefined): number => Math.abs(b! - a!);
  return {
    ...fine,
    error: {
      J: change(coarse.J, fine.J),
      I: fine.I === undefined ? undefined : change(coarse.I, fine.I),
      heat:
        fine.heat &&
        Object.fromEntries(
          Object.entries(fine.heat).map(([name, Q]) => [name, change(coarse.heat![name], Q)]),
        ),
      entropyProduction: undefined,
    },
    channels: fine.channels.map((one, k) => {
      const { J, I, heat } = coarse.channels[k]!;
      return {
        ...one,
        error: {
          J: change(J, one.J),
          I: one.I === undefined ? undefined : change(I, one.I),
          heat: one.heat && { from: change(heat!.from, one.heat.from), to: change(heat!.to, one.heat.to) },
        },
      };
    }),
  };
}
