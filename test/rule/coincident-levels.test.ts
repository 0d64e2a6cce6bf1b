/** Pairs of levels a quantum apart, where the terms of the pole sums are quotients of nothing by nothing. */
import { describe, expect, it } from "vitest";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../../lib/solver/index.js";
import { putChannelSumAt } from "../../lib/solver/rule/continued-kernel.js";
import { putIntegrand } from "../../lib/solver/rule/integrand.js";
import { CLOSE } from "../../lib/solver/rule/rows.js";
import { complexTransforms, putThermalTransformsAt } from "../../lib/solver/rule/thermal.js";
import {
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  subtract,
} from "../../lib/solver/special/complex.js";
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
