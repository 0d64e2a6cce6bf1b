import { describe, expect, it } from "vitest";
import { reducedModeSpectralFunction } from "../../lib/solver/bosons/bosons.js";
import { junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { fromRows } from "../../lib/solver/linear/matrix.js";
import {
  byDensityOfStates,
  byEnergyQuadrature,
  type Exchange,
  type ExchangeRoute,
  noExchange,
} from "../../lib/solver/pairs/exchange.js";
import { electrodePair } from "../../lib/solver/pairs/pairs.js";
import { chain } from "../bands/leads.js";
import { coalescing, dots, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

const given = randomJunction(3, 2, randomSequence(51));

const at = (muL: number, muR: number, TL: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

function exchanged(route: ExchangeRoute, omega: number, of = given): Exchange {
  const out = noExchange();
  route(omega, reducedModeSpectralFunction(of, omega), out);
  return out;
}

/** Two routes agree within their errors, and the errors are small but no less than roundoff. */
function expectAgreement(a: Exchange, b: Exchange, relative: number, context: string): void {
  for (const [key, error] of [
    ["flux", "fluxError"],
    ["moment", "momentError"],
  ] as const) {
    const size = Math.max(Math.abs(a.flux), Math.abs(a.moment));
    expect(Math.abs(a[key] - b[key]), `${key}, ${context}`).toBeLessThan(relative * size);
    for (const { [error]: own } of [a, b]) {
      expect(own, `${error}, ${context}`).toBeGreaterThan(1e-17 * size);
      expect(own, `${error}, ${context}`).toBeLessThan(relative * size);
    }
  }
}

const channels = [
  ["L", "L"],
  ["L", "R"],
  ["R", "L"],
  ["R", "R"],
] as const;

describe("what a pair bath gives to the modes", () => {
  it("is the same by digammas and by quadrature where the electrodes share a temperature", () => {
    const boson = 0.7;
    for (const [from, to] of channels) {
      const bath = electrodePair(given, twoTerminal(0.4, -0.25, 0.35, boson), from, to);
      for (const omega of [0.05, 0.7, 1.9]) {
        const numerical = exchanged(byEnergyQuadrature(bath, boson, 1e-10), omega);
        const closed = exchanged(byDensityOfStates(bath, boson), omega);
        expectAgreement(closed, numerical, 1e-9, `${from}${to}, w = ${omega}`);
      }
    }
  });

  it("is nothing for a bath without pairs, by whatever route", () => {
    const silent = electrodePair(dots, twoTerminal(10, 10, 0.5, 0.3), "L", "L");
    for (const route of [byDensityOfStates(silent, 0.3), byEnergyQuadrature(silent, 0.3, 1e-8)]) {
      const out: Exchange = { flux: 1, moment: 1, fluxError: 1, momentError: 1 };
      route(0.4, reducedModeSpectralFunction(dots, 0.4), out);
      expect(out).toEqual({ flux: 0, moment: 0, fluxError: 0, momentError: 0 });
    }
  });

  it("falls as the holes in a filled band do, by quadrature too, however far the potential is above it", () => {
    const T = 0.01;
    const top = 1;
    const filled = junction({
      hamiltonian: [[0.1]],
      electrodes: { L: chain(0, 0.3, top / 2, 0), R: { broadening: [[0.2]] } },
      modes: [{ omega: 0.8, coupling: [[0.1]] }],
      damping: 0.3,
    });
    const fluxAt = (distance: number): number => {
      const mu = top + distance * T;
      const bath = electrodePair(filled, twoTerminal(mu, 0, T, 0.3), "L", "L");
      return exchanged(byEnergyQuadrature(bath, 0.3, 1e-8), 0.6, filled).flux;
    };
    expect(fluxAt(70) / fluxAt(40) / Math.exp(-30)).toBeCloseTo(1, 7);
  });

  it("balances in detail: no flux where pairs and bosons share temperature and no bias drives them", () => {
    for (const [from, to] of channels) {
      const bath = electrodePair(given, twoTerminal(0.2, 0.2, 0.4, 0.4), from, to);
      for (const route of [byEnergyQuadrature(bath, 0.4, 1e-8), byDensityOfStates(bath, 0.4)])
        expect(Math.abs(exchanged(route, 0.6).flux)).toBe(0);
    }
  });

  it("has its limit at zero temperature of either electrode, of both, and of the bosons", () => {
    for (const [TL, TR, boson] of [
      [0, 0.6, 0.4],
      [0.25, 0, 0.4],
      [0, 0, 0.4],
      [0, 0.6, 0],
      [0.25, 0, 0],
      [0, 0, 0],
    ] as const) {
      const route = (floor: number): ExchangeRoute => {
        const T = Math.max(boson, floor);
        const point = at(0.3, -0.5, Math.max(TL, floor), Math.max(TR, floor), T);
        return byEnergyQuadrature(electrodePair(given, point, "L", "R"), T, 1e-8);
      };
      for (const omega of [0.5, 1.4]) {
        const [zero, low] = [exchanged(route(0), omega), exchanged(route(2e-3), omega)];
        const size = Math.max(Math.abs(zero.flux), Math.abs(zero.moment), 1e-100);
        const context = `T = ${TL}, ${TR}, ${boson}, w = ${omega}`;
        expect(Math.abs(zero.flux - low.flux), context).toBeLessThan(1e-3 * size);
        expect(Math.abs(zero.moment - low.moment), context).toBeLessThan(1e-3 * size);
        expect(zero.fluxError, context).toBeLessThanOrEqual(1e-8 * size);
      }
    }
  });

  it("weighs a complex spectral function of the modes as the trace does, and its error as its entries", () => {
    const spectrum = fromRows([
      [1, { re: 0.2, im: 3 }],
      [{ re: 0.2, im: -3 }, 0.5],
    ]);
    const bath = electrodePair(given, twoTerminal(0.4, -0.25, 0.35, 0.7), "L", "R");
    const flux = (route: ExchangeRoute): Exchange => {
      const out = noExchange();
      route(0.9, spectrum, out);
      return out;
    };
    const numerical = flux(byEnergyQuadrature(bath, 0.7, 1e-10));
    const trace = flux(byDensityOfStates(bath, 0.7));
    expect(numerical.flux / trace.flux).toBeCloseTo(1, 9);
    expect(numerical.moment / trace.moment).toBeCloseTo(1, 9);
  });

  it("keeps its digits at an exceptional point, at two temperatures", () => {
    const defective = coalescing(0.25, 1e-300);
    const size: number[] = [];
    for (const to of ["L", "R"]) {
      const route = byEnergyQuadrature(
        electrodePair(defective, at(0.1, 0, 0.3, 0.4, 0.2), "L", to),
        0.2,
        1e-10,
      );
      const { flux, fluxError } = exchanged(route, 0.8, defective);
      size.push(Math.abs(flux));
      expect(fluxError).toBeLessThan(1e-9 * size[0]!);
    }
  });

  it("starts from nothing", () => {
    expect(noExchange()).toEqual({ flux: 0, moment: 0, fluxError: 0, momentError: 0 });
  });

  it("does not see a dark level, which has no width", () => {
    const diagonal = (...values: number[]): number[][] =>
      values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));
    const dark = junction({
      ...dots,
      hamiltonian: diagonal(10.5, 9.5, 10),
      electrodes: { L: { broadening: diagonal(0.5, 0, 0) }, R: { broadening: diagonal(0, 0.5, 0) } },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.5, 0],
            [0.5, 0, 0],
            [0, 0, 0.5],
          ],
        },
      ],
    });
    const point = at(10.2, 9.8, 0.3, 0.5, 0.4);
    const [a, b] = [dark, dots].map((of) =>
      exchanged(byEnergyQuadrature(electrodePair(of, point, "L", "R"), 0.4, 1e-10), 0.8, of),
    );
    expect(a!.flux / b!.flux).toBeCloseTo(1, 10);
    expect(a!.moment / b!.moment).toBeCloseTo(1, 10);
  });
});
