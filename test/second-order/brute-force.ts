/**
 * The currents to second order by double quadrature (Meir and Wingreen, G^< = G Sigma^< G^+ expanded to M^2): matrices
 * inverted at the nodes, no poles, no digammas, no identity between Fermi and Bose functions. Slow; good to some 1e-9.
 */
import type { Junction, OperatingPoint } from "../../lib/solver/index.js";
import { eigenDecomposition } from "../../lib/solver/linear/eigen.js";
import {
  adjoint,
  fromRows,
  inverse,
  type Matrix,
  matmul,
  traceOfProduct,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import { gradedPanels } from "../../lib/solver/special/quadrature.js";

const POINTS: readonly (readonly [number, number])[] = gauss(10);

function gauss(n: number): [number, number][] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let newton = 0; newton < 10; newton++) {
      let [p0, p1] = [1, x];
      for (let k = 2; k <= n; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = (n * (x * p1 - p0)) / (x * x - 1);
      x -= p1 / slope;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)];
  });
}

export interface Feature {
  readonly centre: number;
  readonly width: number;
}

/** int f over [from, to] on panels graded around the features. */
export function sum(
  from: number,
  to: number,
  features: readonly Feature[],
  f: (x: number, weight: number) => void,
): void {
  const edges = gradedPanels(from, to, features);
  for (let k = 1; k < edges.length; k++) {
    const half = (edges[k]! - edges[k - 1]!) / 2;
    const middle = (edges[k]! + edges[k - 1]!) / 2;
    for (const [x, w] of POINTS) f(middle + half * x, half * w);
  }
}

export const fermi = (x: number): number =>
  x > 0 ? Math.exp(-x) / (1 + Math.exp(-x)) : 1 / (1 + Math.exp(x));
export const bose = (x: number): number => (x > 0 ? Math.exp(-x) / -Math.expm1(-x) : 1 / Math.expm1(x));

/** a += (re + i im) b */
export function addTo(a: Matrix, re: number, im: number, b: Matrix): void {
  for (let k = 0; k < a.re.length; k++) {
    a.re[k] = a.re[k]! + re * b.re[k]! - im * b.im[k]!;
    a.im[k] = a.im[k]! + re * b.im[k]! + im * b.re[k]!;
  }
}

export const PARTS = ["landauer", "elastic", "hartree", "inelastic"] as const;

/** [electrons, heat] out of each electrode, by part; wide-band electrodes, temperatures > 0. */
export type BruteForce = Readonly<
  Record<(typeof PARTS)[number], Readonly<Record<string, readonly [number, number]>>>
>;

export function bruteForce(junction: Junction, point: OperatingPoint): BruteForce {
  const names = Object.keys(junction.electrodes);
  const H = fromRows(junction.hamiltonian);
  const n = H.size;
  const gammas = names.map((name) => {
    const electrode = junction.electrodes[name]!;
    if (!("broadening" in electrode)) throw new Error("a wide-band electrode expected");
    return fromRows(electrode.broadening!);
  });
  const couplings = junction.modes.map(({ coupling }) => fromRows(coupling));
  const modes = couplings.length;
  const reservoirs = names.map((name) => point.electrodes[name]!);
  const boson = point.bath.temperature;

  const green = (e: number): Matrix => {
    const denominator = zeros(n);
    for (let i = 0; i < n; i++) denominator.re[i * (n + 1)] = e;
    addTo(denominator, -1, 0, H);
    for (const gamma of gammas) addTo(denominator, 0, 0.5, gamma);
    return inverse(denominator);
  };
  const spectra = (G: Matrix): Matrix[] => gammas.map((gamma) => matmul(matmul(G, gamma), adjoint(G)));
  const displacement = (w: number): { D: Matrix; A: Matrix } => {
    const denominator = zeros(modes);
    for (let m = 0; m < modes; m++) {
      for (let k = 0; k < modes; k++) denominator.im[m * modes + k] = w * junction.damping[m]![k]!;
      denominator.re[m * (modes + 1)] = w * w - junction.modes[m]!.omega ** 2;
    }
    const D = inverse(denominator);
    const A = zeros(modes);
    addTo(A, 0, 1, D);
    addTo(A, 0, -1, adjoint(D));
    return { D, A };
  };

  // where integrands vary; eigenvalues of Heff say where to put nodes, and nothing else
  const heff = zeros(n);
  addTo(heff, 1, 0, H);
  for (const gamma of gammas) addTo(heff, 0, -0.5, gamma);
  const levels: Feature[] = eigenDecomposition(heff).values.map(({ re, im }) => ({ centre: re, width: -im }));
  const reach = Math.max(...levels.map(({ centre, width }) => Math.abs(centre) + width));
  const rungs: Feature[] = reservoirs.map(({ mu, temperature }) => ({
    centre: mu,
    width: Math.PI * temperature,
  }));
  const bosons: Feature[] = junction.modes.flatMap(({ omega }, m) => {
    const gamma = junction.damping[m]![m]!;
    return [
      { centre: omega, width: Math.min(gamma / 2, omega / 2) },
      { centre: -omega, width: Math.min(gamma / 2, omega / 2) },
      { centre: 0, width: Math.min(2 * Math.PI * boson, (omega * omega) / (omega + gamma)) },
    ];
  });
  const hottest = Math.max(boson, ...reservoirs.map(({ temperature }) => temperature));
  const potentials = reservoirs.map(({ mu }) => mu);
  const from = Math.min(...potentials) - 36 * hottest;
  const to = Math.max(...potentials) + 36 * hottest;
  const FAR = 3e4 * Math.max(1, reach);

  const density = zeros(n);
  // the density falls as e^-2 only
  sum(-1e10 * FAR, to, [...levels, ...rungs], (e, weight) => {
    spectra(green(e)).forEach((A, b) => {
      addTo(
        density,
        (weight * fermi((e - reservoirs[b]!.mu) / reservoirs[b]!.temperature)) / (2 * Math.PI),
        0,
        A,
      );
    });
  });
  const field = zeros(n);
  couplings.forEach((M, m) => {
    addTo(field, -traceOfProduct(M, density).re / junction.modes[m]!.omega ** 2, 0, M);
  });

  const result = PARTS.map(() => names.map(() => [0, 0] as [number, number]));
  const shifted = [...levels, ...rungs].flatMap((a) => [
    a,
    ...bosons.map((b) => ({ centre: a.centre + b.centre, width: a.width + b.width })),
  ]);
  sum(from, to, shifted, (e, weight) => {
    const parts = () => Array.from({ length: modes * modes }, () => zeros(n));
    const [into, out, retarded] = [parts(), parts(), parts()];
    const turned = [...levels, ...rungs].map(({ centre, width: w }) => ({ centre: e - centre, width: w }));
    sum(-FAR, FAR, [...turned, ...bosons], (node, inner) => {
      // panels about e - mu have the places of the outer nodes, and one of them may be 0
      const w = node === 0 ? 1e-12 : node;
      const { D, A: spectrum } = displacement(w);
      const nb = bose(w / boson);
      const G = green(e - w);
      const [filled, empty] = [zeros(n), zeros(n)];
      spectra(G).forEach((A, b) => {
        const x = (e - w - reservoirs[b]!.mu) / reservoirs[b]!.temperature;
        addTo(filled, fermi(x), 0, A);
        addTo(empty, fermi(-x), 0, A);
      });
      for (let k = 0; k < modes * modes; k++) {
        const re = (inner * spectrum.re[k]!) / (2 * Math.PI);
        const im = (inner * spectrum.im[k]!) / (2 * Math.PI);
        addTo(into[k]!, re * nb, im * nb, filled);
        addTo(out[k]!, re * (1 + nb), im * (1 + nb), empty);
        addTo(retarded[k]!, re * (1 + nb), im * (1 + nb), G);
        addTo(retarded[k]!, (-inner * D.re[k]!) / (2 * Math.PI), (-inner * D.im[k]!) / (2 * Math.PI), filled);
      }
    });
    const dressed = (list: readonly Matrix[]): Matrix => {
      const total = zeros(n);
      list.forEach((X, k) => {
        addTo(total, 1, 0, matmul(matmul(couplings[Math.floor(k / modes)]!, X), couplings[k % modes]!));
      });
      return total;
    };
    const [Sin, Sout, Sigma] = [dressed(into), dressed(out), dressed(retarded)];
    const G = green(e);
    const A = spectra(G);
    names.forEach((_, a) => {
      const { mu, temperature } = reservoirs[a]!;
      const fa = fermi((e - mu) / temperature);
      const outgoing = matmul(matmul(adjoint(G), gammas[a]!), G);
      const values = [
        0,
        0,
        0,
        fa * traceOfProduct(outgoing, Sout).re - (1 - fa) * traceOfProduct(outgoing, Sin).re,
      ];
      const toA = matmul(gammas[a]!, G);
      A.forEach((Ab, b) => {
        const difference = fa - fermi((e - reservoirs[b]!.mu) / reservoirs[b]!.temperature);
        const X = matmul(Ab, toA);
        values[0] = values[0]! + difference * traceOfProduct(gammas[a]!, Ab).re;
        values[1] = values[1]! + 2 * difference * traceOfProduct(X, Sigma).re;
        values[2] = values[2]! + 2 * difference * traceOfProduct(X, field).re;
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
  ) as unknown as BruteForce;
}
