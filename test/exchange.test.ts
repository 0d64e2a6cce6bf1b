import { describe, expect, it } from "vitest";
import { reducedModeSpectralFunction } from "../lib/bosons.js";
import {
  byClosedForm,
  byDensityOfStates,
  byEnergyQuadrature,
  byEnergyTrapezoid,
  type ExchangeRoute,
  noExchange,
} from "../lib/exchange.js";
import { junction, type OperatingPoint, twoTerminal } from "../lib/index.js";
import { fromRows } from "../lib/linear/matrix.js";
import type { Exchange } from "../lib/pair-trapezoid.js";
import { exchangeByTrapezoid } from "../lib/pair-trapezoid.js";
import { isExpanded, type PairBath, pairBath } from "../lib/pairs.js";
import { realPart } from "../lib/special/complex.js";
import { coalescing, dots, randomJunction } from "./devices.js";
import { randomSequence } from "./random.js";

const device = randomJunction(3, 2, randomSequence(51));

const at = (muL: number, muR: number, TL: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

function exchanged(route: ExchangeRoute, omega: number, of = device): Exchange {
  const out = noExchange();
  route(omega, reducedModeSpectralFunction(of, omega), out);
  return out;
}

function closedForm(bath: PairBath, boson: number): ExchangeRoute {
  if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
  return byClosedForm(bath, boson);
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
  it("has no trouble where the Fermi poles of both electrodes meet, exactly, nearly, or some of them", () => {
    const boson = 0.7;
    const bath = pairBath(device, twoTerminal(0.8, 0.1, 0.35, boson), "L", "R");
    for (const x of [0, 1e-12, 1e-7, 1e-3, 4e-3, 0.02]) {
      const omega = bath.mu + x;
      const sum = exchanged(byEnergyTrapezoid(bath, boson, 1e-10), omega);
      const exact = exchanged(closedForm(bath, boson), omega);
      expect(Math.abs(sum.flux / exact.flux - 1), `x = ${x}`).toBeLessThan(1e-9);
      expect(Math.abs(sum.flux - exact.flux), `x = ${x}`).toBeLessThanOrEqual(
        sum.fluxError + exact.fluxError,
      );
    }
    // T_L = 3 T_R: every third pole of R lies on one of L where mu_L = mu_R + omega
    const point = at(0.8, 0.1, 0.6, 0.2, boson);
    const uneven = pairBath(device, point, "L", "R");
    for (const x of [0, 1e-9, 1e-3, 5e-3]) {
      const omega = uneven.mu + x;
      const sum = exchanged(byEnergyTrapezoid(uneven, boson, 1e-10), omega);
      const slow = exchanged(byEnergyQuadrature(uneven, boson, 1e-11), omega);
      expect(Math.abs(sum.flux / slow.flux - 1), `T_L = 3 T_R, x = ${x}`).toBeLessThan(1e-9);
    }
  });

  it("is the same by four routes where the electrodes share a temperature", () => {
    const boson = 0.7;
    for (const [from, to] of channels) {
      const bath = pairBath(device, twoTerminal(0.4, -0.25, 0.35, boson), from, to);
      for (const omega of [0.05, 0.7, 1.9]) {
        const context = `${from}${to}, w = ${omega}`;
        const closed = exchanged(closedForm(bath, boson), omega);
        const numerical = exchanged(byEnergyQuadrature(bath, boson, 1e-10), omega);
        expectAgreement(closed, exchanged(byDensityOfStates(bath, boson), omega), 1e-11, context);
        expectAgreement(closed, exchanged(byEnergyTrapezoid(bath, boson, 1e-10), omega), 1e-11, context);
        expectAgreement(closed, numerical, 1e-9, context);
      }
    }
  });

  it("is the same by residues and by adaptive quadrature at two temperatures and any of the bosons", () => {
    for (const boson of [0, 0.05, 0.9]) {
      for (const [from, to] of channels) {
        const bath = pairBath(device, at(0.3, -0.5, 0.25, 0.6, boson), from, to);
        for (const omega of [0.3, 1.4]) {
          const residues = exchanged(byEnergyTrapezoid(bath, boson, 1e-10), omega);
          const numerical = exchanged(byEnergyQuadrature(bath, boson, 1e-10), omega);
          expectAgreement(residues, numerical, 1e-9, `${from}${to}, w = ${omega}, T_ph = ${boson}`);
        }
      }
    }
  });

  it("takes residues at two temperatures, not adaptive quadrature", () => {
    const bath = pairBath(device, at(0.3, -0.5, 0.25, 0.6, 0.4), "L", "R");
    if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
    const direct = exchangeByTrapezoid(bath, 0.8, reducedModeSpectralFunction(device, 0.8), 0.4);
    expect(direct).toEqual(exchanged(byEnergyTrapezoid(bath, 0.4, 1e-10), 0.8));
    // with errors of roundoff, not of a tolerance
    expect(direct!.fluxError).toBeLessThan(1e-13 * Math.abs(direct!.flux));
    expect(direct!.momentError).toBeLessThan(1e-12 * Math.abs(direct!.moment));
  });

  it("goes by adaptive quadrature where one electrode is too cold for residues", () => {
    const bath = pairBath(device, at(0.3, -0.5, 1e-7, 0.6, 0.4), "L", "R");
    if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
    expect(exchangeByTrapezoid(bath, 0.8, reducedModeSpectralFunction(device, 0.8), 0.4)).toBeUndefined();
    const cold = exchanged(byEnergyTrapezoid(bath, 0.4, 1e-8), 0.8);
    const zero = exchanged(
      byEnergyTrapezoid(pairBath(device, at(0.3, -0.5, 0, 0.6, 0.4), "L", "R"), 0.4, 1e-8),
      0.8,
    );
    expect(cold.flux / zero.flux).toBeCloseTo(1, 6);
    expect(cold.moment / zero.moment).toBeCloseTo(1, 6);
  });

  it("is nothing for a bath without pairs, by whatever route", () => {
    const silent = pairBath(dots, twoTerminal(10, 10, 0.5, 0.3), "L", "L");
    for (const route of [
      closedForm(silent, 0.3),
      byDensityOfStates(silent, 0.3),
      byEnergyQuadrature(silent, 0.3, 1e-8),
      byEnergyTrapezoid(silent, 0.3, 1e-8),
    ]) {
      const out: Exchange = { flux: 1, moment: 1, fluxError: 1, momentError: 1 };
      route(0.4, reducedModeSpectralFunction(dots, 0.4), out);
      expect(out).toEqual({ flux: 0, moment: 0, fluxError: 0, momentError: 0 });
    }
  });

  it("balances in detail: no flux where pairs and bosons share temperature and no bias drives them", () => {
    for (const [from, to] of channels) {
      const bath = pairBath(device, twoTerminal(0.2, 0.2, 0.4, 0.4), from, to);
      for (const route of [
        closedForm(bath, 0.4),
        byEnergyQuadrature(bath, 0.4, 1e-8),
        byDensityOfStates(bath, 0.4),
      ]) {
        expect(Math.abs(exchanged(route, 0.6).flux)).toBe(0);
      }
      expect(Math.abs(exchanged(byEnergyTrapezoid(bath, 0.4, 1e-8), 0.6).flux)).toBeLessThan(1e-15);
    }
  });

  it("sees a mode matrix as it stands: complex couplings enter through the full trace", () => {
    // Exchanging the names of the two modes must not change anything.
    const swapped = junction({
      ...device,
      modes: [device.modes[1]!, device.modes[0]!],
      damping: device.damping,
    });
    const point = at(0.3, -0.5, 0.25, 0.6, 0.4);
    for (const [from, to] of channels) {
      const a = exchanged(byEnergyTrapezoid(pairBath(device, point, from, to), 0.4, 1e-10), 0.8);
      const b = exchanged(byEnergyTrapezoid(pairBath(swapped, point, from, to), 0.4, 1e-10), 0.8, swapped);
      expect(b.flux / a.flux).toBeCloseTo(1, 12);
      expect(b.moment / a.moment).toBeCloseTo(1, 12);
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
        return byEnergyTrapezoid(pairBath(device, point, "L", "R"), T, 1e-8);
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
    const bath = pairBath(device, twoTerminal(0.4, -0.25, 0.35, 0.7), "L", "R");
    const flux = (route: ExchangeRoute): Exchange => {
      const out = noExchange();
      route(0.9, spectrum, out);
      return out;
    };
    const closed = flux(closedForm(bath, 0.7));
    const trace = flux(byDensityOfStates(bath, 0.7));
    expect(closed.flux / trace.flux).toBeCloseTo(1, 12);
    expect(closed.moment / trace.moment).toBeCloseTo(1, 12);
    const unequal = pairBath(device, at(0.4, -0.25, 0.35, 0.5, 0.7), "L", "R");
    const residues = flux(byEnergyTrapezoid(unequal, 0.7, 1e-10));
    const numerical = flux(byEnergyQuadrature(unequal, 0.7, 1e-10));
    expect(residues.flux / numerical.flux).toBeCloseTo(1, 9);
    expect(residues.moment / numerical.moment).toBeCloseTo(1, 9);
  });

  it("keeps its digits at an exceptional point, at two temperatures", () => {
    const defective = coalescing(0.25, 1e-300);
    const route = byEnergyTrapezoid(pairBath(defective, at(0.1, 0, 0.3, 0.4, 0.2), "L", "L"), 0.2, 1e-10);
    const { flux, fluxError } = exchanged(route, 0.8, defective);
    expect(fluxError).toBeLessThan(1e-9 * Math.abs(flux));
    const unequal = byEnergyTrapezoid(pairBath(defective, at(0.1, 0, 0.3, 0.4, 0.2), "L", "R"), 0.2, 1e-10);
    expect(exchanged(unequal, 0.8, defective).fluxError).toBeLessThan(1e-9 * Math.abs(flux));
  });

  it("starts from nothing", () => {
    expect(noExchange()).toEqual({ flux: 0, moment: 0, fluxError: 0, momentError: 0 });
  });

  it("is found by residues where one electrode, or the bosons, are fifty times colder than the rest", () => {
    for (const [TL, TR, boson] of [
      [0.02, 1, 0.9],
      [1, 0.02, 0.9],
      [0.8, 1, 0.015],
    ] as const) {
      for (const [from, to] of channels) {
        const bath = pairBath(device, at(0.3, -0.5, TL, TR, boson), from, to);
        const residues = exchanged(byEnergyTrapezoid(bath, boson, 1e-10), 0.7);
        const numerical = exchanged(byEnergyQuadrature(bath, boson, 1e-10), 0.7);
        expectAgreement(residues, numerical, 1e-9, `${from}${to}, T = ${TL}, ${TR}, ${boson}`);
      }
    }
  });

  it("has errors of some roundoffs of the integral of the modulus, wherever the origin of energy is", () => {
    const errorsAt = (origin: number): Exchange => {
      const moved = junction({
        ...device,
        hamiltonian: device.hamiltonian.map((row, i) =>
          row.map((z, j) => (i === j ? realPart(z) + origin : z)),
        ),
      });
      // bosons at T = 0: the integrand has one sign
      const bath = pairBath(moved, at(origin + 0.6, origin - 0.6, 0.25, 0.4, 0), "L", "R");
      return exchanged(byEnergyTrapezoid(bath, 0, 1e-10), 0.7, moved);
    };
    const here = errorsAt(0);
    const there = errorsAt(8);
    const relative = here.fluxError / Math.abs(here.flux);
    expect(relative).toBeGreaterThan(16 * 2 ** -52);
    expect(relative).toBeLessThan(400 * 2 ** -52);
    // the electron's energy e - mu_a is of order one here, and so is the ratio of the errors
    expect(here.momentError / here.fluxError).toBeGreaterThan(0.1);
    expect(here.momentError / here.fluxError).toBeLessThan(3);
    expect(there.flux / here.flux).toBeCloseTo(1, 11);
    expect(there.fluxError / here.fluxError).toBeCloseTo(1, 0);
    expect(there.momentError / here.momentError).toBeCloseTo(1, 0);
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
      exchanged(byEnergyTrapezoid(pairBath(of, point, "L", "R"), 0.4, 1e-10), 0.8, of),
    );
    expect(a!.flux / b!.flux).toBeCloseTo(1, 12);
    expect(a!.moment / b!.moment).toBeCloseTo(1, 12);
  });
});
