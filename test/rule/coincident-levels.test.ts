/** Pairs of levels a quantum apart, where the terms of the pole sums are quotients of nothing by nothing. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { putChannelSumAt } from "../../lib/solver/rule/continued-kernel.js";
import { putIntegrand, putIntegrandNoise } from "../../lib/solver/rule/integrand.js";
import { CLOSE } from "../../lib/solver/rule/rows.js";
import { complexTransforms, putThermalTransformsAt } from "../../lib/solver/rule/thermal.js";
import { energyRule } from "../../lib/solver/rule/unequal.js";
import {
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  subtract,
} from "../../lib/solver/special/complex.js";
import { putTheta } from "../../lib/solver/special/digamma.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { continuedIntegrand } from "./continued.js";
import { pointOf, stateAt } from "./rules.js";

const three: Junction = junction({
  ...randomJunction(3, 2, randomSequence(101)),
  damping: symmetric(0.3, 0.12, 0.5),
});

/** All pairs of levels whose difference is a frequency in the right half plane. */
const differencesOf = (of: Junction, point: OperatingPoint): Complex[] => {
  const { terms } = stateAt(of, point);
  return Array.from(terms.gap, (gap, t) => complex(gap, Math.abs(terms.difference[t]!))).filter(
    ({ re }) => re > 0.05,
  );
};

describe("where two levels are a quantum apart the integrand", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["levels of one width", dots, twoTerminal(10.4, 9.8, 0.3, 0.5)],
    [
      "levels of two widths",
      dotsWith({ gammaL: 0.3, gammaR: 0.9, omega: 2 }),
      twoTerminal(10.4, 9.8, 0.3, 0.5),
    ],
    [
      "the broader one above",
      dotsWith({ gammaL: 0.9, gammaR: 0.3, omega: 2 }),
      twoTerminal(9.7, 10.2, 0.3, 0.5),
    ],
    ["three levels, two joined modes", three, twoTerminal(0.4, -0.25, 0.35, 0.7)],
  ])("is its mean over a circle about the frequency, on the axis and off it: %s", (_, of, point) => {
    const differences = differencesOf(of, point);
    expect(differences.length).toBeGreaterThan(0);
    const continued = continuedIntegrand(of, point);
    for (const difference of differences) {
      // in the midst of the disc where quotients do not serve, and near its edge
      for (const off of [complex(0, 0), complex(0.4 * CLOSE, 0.5 * CLOSE)]) {
        const size = modulus(difference);
        const centre = complex(difference.re + off.re * size, difference.im + off.im * size);
        const radius = 3 * CLOSE * size;
        const points = 24;
        continued.state.hops.forEach((_hop, c) => {
          const found = continued.at(c, centre);
          const mean = [0, 0, 0, 0];
          let largest = 0;
          for (let k = 0; k < points; k++) {
            const phase = (2 * Math.PI * k) / points;
            const there = complex(centre.re + radius * Math.cos(phase), centre.im + radius * Math.sin(phase));
            const { flux, moment } = continued.at(c, there);
            [flux.re, flux.im, moment.re, moment.im].forEach((part, i) => {
              mean[i] = mean[i]! + part / points;
            });
            largest = Math.max(largest, modulus(flux), modulus(moment));
          }
          [found.flux.re, found.flux.im, found.moment.re, found.moment.im].forEach((part, i) => {
            expect(Math.abs(part - mean[i]!), `channel ${c}, part ${i}`).toBeLessThan(1e-11 * largest);
          });
        });
      }
    }
  });

  it.each<[string, Junction, OperatingPoint]>([
    ["one temperature", dots, twoTerminal(10.4, 9.8, 0.3, 0.5)],
    ["zero temperature", dots, twoTerminal(11.4, 9.8, 0, 0.5)],
    ["graded energies", dots, pointOf(10.4, 0.3, 9.8, 0.5, 0.6)],
  ])(
    "is smooth on the axis: a polynomial through frequencies beside it has its value: %s",
    (_, of, point) => {
      const state = stateAt(of, point);
      const out = new Float64Array(3 * state.hops.length);
      const at = (omega: number): Float64Array => {
        expect(putIntegrand(state, omega, out)).toBe(true);
        return out.slice();
      };
      // six of them, a binomial sum: the sixth derivative times the sixth power of their distance is left
      const step = 0.012;
      const weights = [1 / 20, -3 / 10, 3 / 4, 3 / 4, -3 / 10, 1 / 20];
      const beside = [-3, -2, -1, 1, 2, 3].map((k) => at(1 + k * step));
      const found = at(1);
      const largest = Math.max(...found.map(Math.abs));
      found.forEach((value, o) => {
        const exact = beside.reduce((sum, values, k) => sum + weights[k]! * values[o]!, 0);
        expect(Math.abs(value - exact), `part ${o}`).toBeLessThan(1e-6 * largest);
      });
    },
  );
});

describe("the pole sums at a complex frequency", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["two levels", dotsWith({ gammaL: 0.3, gammaR: 0.9 }), twoTerminal(10.4, 9.8, 0.3, 0.5)],
    ["three levels, two joined modes", three, twoTerminal(0.4, -0.25, 0.35, 0.7)],
  ])("are those that are written, and their roundoff that of the moduli: %s", (_, of, point) => {
    const state = stateAt(of, point);
    const { re, im, size } = state.terms;
    const weights = new Float64Array(2 * state.modes.count);
    const transforms = complexTransforms(size);
    const out = new Float64Array(6);
    for (const w of [complex(0.37, 0.11), complex(1.7, 0.6)]) {
      state.modes.putAt(w.re, w.im, weights);
      for (const hop of state.hops) {
        const { channel, origin } = hop;
        putThermalTransformsAt(state, hop, w.re, w.im, transforms);
        putChannelSumAt(state, hop, w.re, w.im, weights, transforms, out);
        const { forward, backward, forwardNoise, backwardNoise } = transforms;
        const z = (p: number, sign: number): Complex => complex(re[p]!, sign * im[p]!);
        const F = (p: number, sign: number): Complex => {
          const at = 4 * p + (sign > 0 ? 0 : 2);
          return complex(forward[at]!, forward[at + 1]!);
        };
        const G = (q: number, sign: number): Complex => {
          const at = 4 * q + (sign > 0 ? 0 : 2);
          return complex(backward[at]!, backward[at + 1]!);
        };
        const total = [complex(0, 0), complex(0, 0)] as [Complex, Complex];
        const noise = [0, 0] as [number, number];
        const one = ({ re: x, im: y }: Complex): number => Math.abs(x) + Math.abs(y);
        channel.rows.forEach((p, i) => {
          for (let e = channel.start[i]!; e < channel.start[i + 1]!; e++) {
            const q = channel.column[e]!;
            let parts = 0;
            for (const [at, conjugate, sp, sq] of [
              [0, 1, 1, 1],
              [2, 1, 1, -1],
              [0, -1, -1, -1],
              [2, -1, -1, 1],
            ] as const) {
              let x = complex(0, 0);
              channel.coefficients.forEach((values, k) => {
                const c = complex(values[4 * e + at]!, conjugate * values[4 * e + at + 1]!);
                const term = multiply(c, complex(weights[2 * k]!, weights[2 * k + 1]!));
                x = complex(x.re + term.re, x.im + term.im);
              });
              const a = subtract(z(p, sp), complex(origin, 0));
              const b = complex(z(q, sq).re + w.re - origin, z(q, sq).im + w.im);
              const share = divide(x, subtract(a, b));
              parts += one(share);
              [subtract(F(p, sp), G(q, sq)), subtract(multiply(F(p, sp), a), multiply(G(q, sq), b))].forEach(
                (difference, k) => {
                  const term = multiply(share, difference);
                  total[k] = complex(total[k]!.re + term.re, total[k]!.im + term.im);
                },
              );
            }
            const [za, zb] = [
              complex(re[p]! - origin, im[p]!),
              complex(re[q]! + w.re - origin, w.im - im[q]!),
            ];
            noise[0] += parts * (forwardNoise[p]! + backwardNoise[q]!);
            noise[1] += parts * (forwardNoise[p]! * one(za) + backwardNoise[q]! * one(zb));
          }
        });
        const exact = [total[0].re, total[0].im, total[1].re, total[1].im].map((x) => x / (2 * Math.PI));
        const scale = Math.max(...exact.map(Math.abs));
        exact.forEach((value, k) => {
          expect(Math.abs(out[k]! - value), `part ${k}`).toBeLessThan(1e-12 * scale);
        });
        expect((2 * Math.PI * out[4]!) / noise[0]).toBeCloseTo(1, 10);
        expect((2 * Math.PI * out[5]!) / noise[1]).toBeCloseTo(1, 10);
      }
    }
  });

  it("have room for a chain of twenty levels", () => {
    const levels = 20;
    const chain = junction({
      hamiltonian: Array.from({ length: levels }, (_, i) =>
        Array.from({ length: levels }, (_row, j) => (Math.abs(i - j) === 1 ? 0.4 : i === j ? 0.01 * i : 0)),
      ),
      electrodes: {
        L: { broadening: Array.from({ length: levels }, (_, i) => (i === 0 ? 0.5 : 0)) },
        R: { broadening: Array.from({ length: levels }, (_, i) => (i === levels - 1 ? 0.6 : 0)) },
      },
      modes: [{ omega: 0.7, coupling: Array.from({ length: levels }, (_, i) => 0.1 + 0.01 * i) }],
      damping: 0.2,
    });
    const point = twoTerminal(0.4, -0.25, 0.35, 0.7);
    const continued = continuedIntegrand(chain, point);
    const { state } = continued;
    expect(state.terms.size).toBe(levels);
    const out = new Float64Array(3 * state.hops.length);
    putIntegrand(state, 0.6, out);
    state.hops.forEach((_hop, c) => {
      const { flux, moment } = continued.at(c, complex(0.6, 0));
      expect(flux.re / out[3 * c]!).toBeCloseTo(1, 9);
      expect(Math.abs(moment.re - out[3 * c + 2]!)).toBeLessThan(1e-9 * Math.abs(out[3 * c]!));
    });
  });
});

/** Complex couplings between levels of one width, unless `skew`: both electrodes together broaden all alike. */
const alike = (skew = 0): Junction => {
  const given = randomJunction(3, 2, randomSequence(102));
  const left = [
    [0.3, { re: 0.05, im: 0.1 }, 0],
    [{ re: 0.05, im: -0.1 }, 0.2, 0.08],
    [0, 0.08, 0.25],
  ] as const;
  const right = left.map((row, i) =>
    row.map((z, j) =>
      typeof z === "number" ? (i === j ? 0.6 + skew * i : 0) - z : { re: -z.re, im: -z.im },
    ),
  );
  return junction({
    ...given,
    electrodes: { L: { broadening: left }, R: { broadening: right } },
    damping: symmetric(0.5, 0.12, 0.7),
  });
};

/** The largest of the differences of levels. */
const widestOf = (of: Junction, point: OperatingPoint): number => Math.max(...stateAt(of, point).terms.gap);

describe("where levels of one width are a quantum apart, with complex couplings,", () => {
  it("the integrand of one temperature on the axis is its own continuation", () => {
    const point = twoTerminal(0.4, -0.25, 0.35, 0.7);
    for (const of of [alike(), alike(1e-3)]) {
      const gap = widestOf(of, point);
      for (const part of [0, 0.4, -0.7]) {
        const omega = gap * (1 + part * CLOSE);
        const continued = continuedIntegrand(of, point);
        const { state } = continued;
        const out = new Float64Array(3 * state.hops.length);
        putIntegrand(state, omega, out);
        state.hops.forEach((_hop, c) => {
          const points = 16;
          const mean = { flux: 0, moment: 0 };
          for (let k = 0; k < points; k++) {
            const phase = (2 * Math.PI * (k + 0.5)) / points;
            const [x, y] = [3 * CLOSE * gap * Math.cos(phase), 3 * CLOSE * gap * Math.sin(phase)];
            const { flux, moment } = continued.at(c, complex(omega + x, y));
            mean.flux += flux.re / points;
            mean.moment += moment.re / points;
          }
          const scale = Math.abs(mean.flux) + Math.abs(mean.moment);
          expect(Math.abs(out[3 * c]! - mean.flux)).toBeLessThan(1e-10 * scale);
          expect(Math.abs(out[3 * c + 2]! - mean.moment)).toBeLessThan(1e-10 * scale);
        });
      }
    }
  });

  it("that of two temperatures is known but for a hundred thousandth of the frequency beside them", () => {
    const point = pointOf(0.4, 0.35, -0.25, 0.5, 0.7);
    // widths that are apart by a part of that count as well
    for (const skew of [0, 2e-6]) {
      const of = alike(skew);
      const gap = widestOf(of, point);
      for (const [part, isKnown] of [
        [0, skew > 0 ? undefined : false],
        [5e-6, false],
        [-5e-6, false],
        [2e-5, true],
        [-1e-4, true],
        [3e-3, true],
        [-8e-3, true],
        [2e-2, true],
      ] as const) {
        const state = stateAt(of, point);
        const omega = gap * (1 + part);
        const graded = new Float64Array(3 * state.hops.length);
        expect(putIntegrand(state, omega, graded)).toBe(true);
        for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
        const ruled = new Float64Array(graded.length);
        const found = putIntegrand(state, omega, ruled);
        if (isKnown !== undefined) expect(found, `${part}`).toBe(isKnown);
        if (!isKnown) continue;
        const largest = Math.max(...graded.map(Math.abs));
        ruled.forEach((value, k) => {
          expect(Math.abs(value - graded[k]!), `${part}, ${k}`).toBeLessThan(2e-10 * largest);
        });
      }
    }
  });
});

describe("what roundoff acts on in the pole sums on the axis", () => {
  it.each<[string, OperatingPoint]>([
    ["moduli of the digammas, at one temperature", twoTerminal(0.4, -0.25, 0.35, 0.7)],
    [
      "tens of moduli of the energy sums and those of their rungs, at two temperatures",
      pointOf(0.4, 0.35, -0.25, 0.5, 0.7),
    ],
  ])("is the sum of %s, of each pair of levels", (_, point) => {
    const state = stateAt(three, point);
    for (const hop of state.hops) if (!hop.isThermal) hop.rule = energyRule(state, hop);
    const { terms, mu, scale, modes, weights } = state;
    const { re, im } = terms;
    const omega = 0.83;
    const found = new Float64Array(3 * state.hops.length);
    putIntegrand(state, omega, found);
    putIntegrandNoise(state, omega, found);
    modes.put(omega, weights);
    const one = ({ re: x, im: y }: Complex): number => Math.abs(x) + Math.abs(y);
    const theta = new Float64Array(2);
    /** |tau_g(z)|. */
    const tau = (g: number, x: number, y: number): number => {
      putTheta(-scale[g]! * y, scale[g]! * (x - mu[g]!), theta, 0);
      return Math.abs(theta[0]!) + Math.abs(theta[1]!);
    };
    state.hops.forEach((hop, c) => {
      const { channel, source, drain, origin, isThermal, forward, backward, rungWeight } = hop;
      if (!isThermal) expect(rungWeight).toBeGreaterThan(0);
      /** Rungs over the distance of the nearest. */
      const ofRungs = (x: number, y: number): number =>
        rungWeight /
        Math.min(
          Math.hypot(x - mu[source]!, Math.PI * state.temperature[source]! + y),
          Math.hypot(x - omega - mu[drain]!, Math.PI * state.temperature[drain]! + y),
        );
      let [flux, moment] = [0, 0];
      channel.rows.forEach((p, i) => {
        for (let e = channel.start[i]!; e < channel.start[i + 1]!; e++) {
          const q = channel.column[e]!;
          const numbers = [0, 1, 2, 3].map((k) =>
            channel.coefficients.reduce((sum, values, pair) => sum + weights[pair]! * values[4 * e + k]!, 0),
          );
          const inverse = (y: number): number =>
            one(divide(complex(1, 0), complex(re[p]! - re[q]! - omega, y)));
          const part =
            (Math.abs(numbers[0]!) + Math.abs(numbers[1]!)) * inverse(im[p]! - im[q]!) +
            (Math.abs(numbers[2]!) + Math.abs(numbers[3]!)) * inverse(im[p]! + im[q]!);
          const f = isThermal
            ? tau(drain, re[p]! - omega, im[p]!) + tau(source, re[p]!, im[p]!)
            : 10 * (Math.abs(forward[4 * p]!) + Math.abs(forward[4 * p + 1]!)) + ofRungs(re[p]!, im[p]!);
          const g = isThermal
            ? tau(source, re[q]! + omega, im[q]!) + tau(drain, re[q]!, im[q]!)
            : 10 * (Math.abs(backward[4 * q]!) + Math.abs(backward[4 * q + 1]!)) +
              ofRungs(re[q]! + omega, im[q]!);
          flux += part * (f + g);
          moment +=
            part *
            (f * (Math.abs(re[p]! - origin) + Math.abs(im[p]!)) +
              g * (Math.abs(re[q]! + omega - origin) + Math.abs(im[q]!)));
        }
      });
      const factor = (isThermal ? Math.abs(state.occupation[hop.bose]!) : 1) / Math.PI;
      expect(found[3 * c]! / (factor * flux)).toBeCloseTo(1, 10);
      expect(found[3 * c + 1]! / (omega * factor * flux)).toBeCloseTo(1, 10);
      expect(found[3 * c + 2]! / (factor * moment)).toBeCloseTo(1, 10);
    });
  });
});
