import { describe, expect, it } from "vitest";
import { reducedModeSpectralFunction } from "../../lib/solver/bosons/bosons.js";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { byEnergyQuadrature, noExchange } from "../../lib/solver/pairs/exchange.js";
import { electrodePair } from "../../lib/solver/pairs/pairs.js";
import { putIntegrand, putIntegrandNoise } from "../../lib/solver/rule/integrand.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import { complex, modulus, subtract } from "../../lib/solver/special/complex.js";
import { dots, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { continuedIntegrand } from "./continued.js";
import { stateAt } from "./rules.js";

const given = randomJunction(3, 2, randomSequence(51));
const coupled = junction({
  ...given,
  damping: symmetric(0.3, 0.12, 0.5),
});

const at = (muL: number, muR: number, TL: number, TR: number, bath: number): OperatingPoint => ({
  electrodes: { L: { mu: muL, temperature: TL }, R: { mu: muR, temperature: TR } },
  bath: { temperature: bath },
});

interface Flux {
  readonly from: string;
  readonly to: string;
  readonly flux: number;
  readonly moment: number;
}

/** What the rule sums at one frequency, channel by channel. */
function integrandAt(of: Junction, point: OperatingPoint, omega: number): Flux[] {
  const state = stateAt(of, point);
  for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
  const out = new Float64Array(3 * state.hops.length);
  expect(putIntegrand(state, omega, out)).toBe(true);
  const names = state.terms.electrodes;
  return state.hops.map(({ channel }, c) => {
    expect(out[3 * c + 1]!).toBeCloseTo(omega * out[3 * c]!, 12);
    return {
      from: names[channel.from]!,
      to: names[channel.to]!,
      flux: out[3 * c]!,
      moment: out[3 * c + 2]!,
    };
  });
}

function expectQuadrature(of: Junction, point: OperatingPoint, omega: number, relative = 1e-10): void {
  for (const { from, to, flux, moment } of integrandAt(of, point, omega)) {
    const boson = point.bath.temperature;
    const exact = noExchange();
    byEnergyQuadrature(electrodePair(of, point, from, to), boson, 1e-11)(
      omega,
      reducedModeSpectralFunction(of, omega),
      exact,
    );
    const size = Math.max(Math.abs(exact.flux), Math.abs(exact.moment));
    const context = `${from}${to}, w = ${omega}`;
    expect(Math.abs(flux - exact.flux), context).toBeLessThan(relative * size);
    expect(Math.abs(moment - exact.moment), `moment, ${context}`).toBeLessThan(relative * size);
  }
}

describe("what every channel gives at one frequency is what quadrature over the electron's energy finds,", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["at one temperature", given, twoTerminal(0.4, -0.25, 0.35, 0.7)],
    ["at two temperatures", given, at(0.3, -0.5, 0.25, 0.6, 0.9)],
    ["with modes that damping couples", coupled, at(0.3, -0.5, 0.25, 0.6, 0.4)],
    ["with bosons much colder than electrons", given, at(0.3, -0.5, 0.25, 0.6, 0.05)],
    ["with one electrode fifty times colder", given, at(0.3, -0.5, 0.02, 1, 0.9)],
    ["with the other electrode fifty times colder", given, at(0.3, -0.5, 1, 0.02, 0.9)],
    ["in the basis of the paper", dots, at(10.3, 9.7, 0.3, 0.5, 0.4)],
  ])("%s", (_, of, point) => {
    for (const omega of [0.05, 0.7, 1.9]) expectQuadrature(of, point, omega);
  });

  it("where Fermi poles of both electrodes meet nearly, all or every third of them", () => {
    for (const x of [1e-3, 4e-3, 0.02]) {
      expectQuadrature(given, twoTerminal(0.8, 0.1, 0.35, 0.7), 0.8 - 0.1 + x);
      // T_L = 3 T_R: every third pole of R lies on one of L where mu_L = mu_R + w
      expectQuadrature(given, at(0.8, 0.1, 0.6, 0.2, 0.7), 0.8 - 0.1 + x);
    }
  });

  it("whatever the order of the modes", () => {
    const swapped = junction({ ...given, modes: [given.modes[1]!, given.modes[0]!] });
    const point = at(0.3, -0.5, 0.25, 0.6, 0.4);
    const other = integrandAt(swapped, point, 0.8);
    integrandAt(given, point, 0.8).forEach(({ flux, moment }, c) => {
      expect(other[c]!.flux / flux).toBeCloseTo(1, 12);
      expect(other[c]!.moment / moment).toBeCloseTo(1, 12);
    });
  });
});

describe("electrodes whose temperatures approach each other", () => {
  it.each([1e-2, 1e-4, 1e-6, 1e-9, 1e-13])("by %s have the flux of equal ones to the first order", (step) => {
    const equal = integrandAt(given, at(0.4, -0.25, 0.5, 0.5, 0.7), 0.8);
    const [above, below] = [step, -step].map((d) =>
      integrandAt(given, at(0.4, -0.25, 0.5 + d, 0.5 - d, 0.7), 0.8),
    );
    equal.forEach(({ flux, moment }, c) => {
      const size = Math.max(Math.abs(flux), Math.abs(moment));
      const deviation = (a: number, b: number, there: number): number => Math.abs((a + b) / 2 - there);
      expect(deviation(above![c]!.flux, below![c]!.flux, flux)).toBeLessThan((1e-11 + 20 * step ** 2) * size);
      expect(deviation(above![c]!.moment, below![c]!.moment, moment)).toBeLessThan(
        (1e-11 + 20 * step ** 2) * size,
      );
      expect(Math.abs(above![c]!.flux - flux)).toBeLessThan((1e-11 + 20 * step) * size);
    });
  });
});

describe("the continued integrand", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["at one temperature", given, twoTerminal(0.4, -0.25, 0.35, 0.7)],
    ["at two temperatures", coupled, at(0.3, -0.5, 0.25, 0.6, 0.4)],
    ["of hot electrodes", dots, twoTerminal(10.3, 9.7, 400, 300)],
  ])("is the integrand on the real axis, and real there: %s", (_, of, point) => {
    const continued = continuedIntegrand(of, point);
    for (const omega of [0.03, 0.9, 2.6]) {
      integrandAt(of, point, omega).forEach(({ flux, moment }, c) => {
        const there = continued.at(c, complex(omega, 0));
        const size = Math.max(Math.abs(flux), Math.abs(moment));
        expect(Math.abs(there.flux.re - flux)).toBeLessThan(1e-12 * size);
        expect(Math.abs(there.flux.im)).toBeLessThan(1e-12 * size);
        expect(Math.abs(there.moment.re - moment)).toBeLessThan(1e-12 * size);
        expect(Math.abs(there.moment.im)).toBeLessThan(1e-12 * size);
      });
    }
  });

  it.each<[string, Junction, OperatingPoint]>([
    ["at one temperature", given, twoTerminal(0.4, -0.25, 0.35, 0.7)],
    ["at two temperatures", coupled, at(0.3, -0.5, 0.25, 0.6, 0.4)],
  ])(
    "is the same by pole sums and by sums of squares, whose roundoff is that of their terms: %s",
    (_, of, point) => {
      const places = [complex(0.4, 0), complex(0.7, 0.08), complex(1.9, 1.1)];
      const byPoles = continuedIntegrand(of, point);
      const channels = byPoles.state.hops.length;
      const values = places.map((w) => Array.from({ length: channels }, (_c, c) => byPoles.at(c, w)));
      const bySquares = continuedIntegrand(of, point, "squares");
      places.forEach((w, k) => {
        for (let c = 0; c < channels; c++) {
          const exact = values[k]![c]!;
          const { flux, moment, noise, momentNoise } = bySquares.at(c, w);
          const size = Math.max(modulus(exact.flux), modulus(exact.moment));
          const context = `channel ${c} at ${w.re} + ${w.im} i`;
          expect(modulus(subtract(flux, exact.flux)), context).toBeLessThan(1e-11 * size);
          expect(modulus(subtract(moment, exact.moment)), `moment, ${context}`).toBeLessThan(1e-11 * size);
          // 60 units of roundoff for terms of one sign, more where they cancel
          expect(noise, context).toBeGreaterThan(modulus(flux));
          expect(noise, context).toBeLessThan(1e5 * size);
          expect(momentNoise, context).toBeGreaterThan(modulus(moment));
          expect(momentNoise, context).toBeLessThan(1e6 * size);
        }
      });
    },
  );

  it.each<[string, Junction, OperatingPoint]>([
    ["at one temperature", given, twoTerminal(0.4, -0.25, 0.35, 0.7)],
    ["at two temperatures, where Fermi poles have crossed the axis", coupled, at(0.3, -0.5, 0.11, 0.17, 0.4)],
  ])("is analytic: the Cauchy-Riemann equations hold %s", (_, of, point) => {
    const continued = continuedIntegrand(of, point);
    const step = 1e-4;
    for (const [x, y] of [
      [0.7, 0.03],
      [1.2, 0.9],
    ] as const) {
      continued.state.hops.forEach((_hop, c) => {
        const at = (dx: number, dy: number) => continued.at(c, complex(x + dx, y + dy)).flux;
        const alongRe = { re: at(step, 0).re - at(-step, 0).re, im: at(step, 0).im - at(-step, 0).im };
        const alongIm = { re: at(0, step).re - at(0, -step).re, im: at(0, step).im - at(0, -step).im };
        const size = Math.hypot(alongRe.re, alongRe.im);
        expect(Math.hypot(-alongRe.im - alongIm.re, alongRe.re - alongIm.im)).toBeLessThan(2e-6 * size);
      });
    }
  });
});

describe("what roundoff acts on", () => {
  /** Flux and moment of each channel by pole sums, what their roundoff is said to be, and the same by squares. */
  function withNoise(of: Junction, point: OperatingPoint, omega: number) {
    const state = stateAt(of, point);
    for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
    const [values, noise] = [0, 0].map(() => new Float64Array(3 * state.hops.length)) as [
      Float64Array,
      Float64Array,
    ];
    putIntegrand(state, omega, values);
    putIntegrandNoise(state, omega, noise);
    const exact = continuedIntegrand(of, point, "squares");
    return state.hops.map((_, c) => {
      const { flux, moment } = exact.at(c, complex(omega, 0));
      return {
        flux: values[3 * c]!,
        moment: values[3 * c + 2]!,
        noise: noise[3 * c]!,
        energyNoise: noise[3 * c + 1]!,
        momentNoise: noise[3 * c + 2]!,
        fluxError: Math.abs(values[3 * c]! - flux.re),
        momentError: Math.abs(values[3 * c + 2]! - moment.re),
      };
    });
  }

  it.each<[string, Junction, OperatingPoint, number]>([
    ["in the midst of the levels", given, twoTerminal(0.4, -0.25, 0.35, 0.7), 1e4],
    ["with modes that damping couples, at two temperatures", coupled, at(0.3, -0.5, 0.25, 0.6, 0.4), 1e4],
    ["of the paper's junction", dots, twoTerminal(10.3, 9.7, 0.3, 0.5), 1e3],
    ["a dozen thermal energies from all levels", dots, twoTerminal(6.3, 6.1, 0.3, 0.5), 1e9],
    ["the same at two temperatures", dots, at(6.3, 6.1, 0.3, 0.33, 0.5), 1e9],
  ])("covers the difference from sums of squares, %s", (_, of, point, most) => {
    for (const omega of [0.05, 0.7, 1.9]) {
      for (const one of withNoise(of, point, omega)) {
        const size = Math.max(Math.abs(one.flux), Math.abs(one.moment));
        expect(one.fluxError).toBeLessThanOrEqual(4 * 2 ** -52 * (one.noise + 60 * size));
        expect(one.momentError).toBeLessThanOrEqual(4 * 2 ** -52 * (one.momentNoise + 60 * size));
        expect(one.noise).toBeGreaterThan(Math.abs(one.flux));
        expect(one.momentNoise).toBeGreaterThan(Math.abs(one.moment));
        expect(one.noise).toBeLessThan(most * size);
        expect(one.energyNoise / (omega * one.noise)).toBeCloseTo(1, 13);
      }
    }
  });

  it("grows by as much as the current falls, far from the levels", () => {
    const ratio = (mu: number): number => {
      const [one] = withNoise(dots, twoTerminal(mu, mu, 0.3, 0.5), 0.7);
      return one!.noise / Math.abs(one!.flux);
    };
    // exp(-d/T) of the current at the distance d; what it is summed from falls by a power
    const growth = ratio(6.4) / ratio(7);
    expect(growth).toBeGreaterThan(Math.exp(0.3 / 0.3));
    expect(growth).toBeLessThan(Math.exp(0.8 / 0.3));
  });
});
