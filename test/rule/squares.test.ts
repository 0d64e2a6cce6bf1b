/** The transmission as a sum of squares against the trace that it is, and its continuation. */
import { describe, expect, it } from "vitest";
import { modeSpectrumOf } from "../../lib/solver/bosons/bosons.js";
import { spectralMatrices } from "../../lib/solver/electrons/electrons.js";
import { type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { copy, fromRows, matmul, traceOfProduct, zeros } from "../../lib/solver/linear/matrix.js";
import { putTransmission, type Squares, squaresOf, transmission } from "../../lib/solver/rule/squares.js";
import { byAmplitudes, bySpectra } from "../../lib/solver/rule/squares-on-panels.js";
import type { State } from "../../lib/solver/rule/state.js";
import { dots, randomHermitian, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { stateAt } from "./rules.js";

const point = twoTerminal(0.4, -0.3, 0.3, 0.5);

const coupled = (spin: 1 | 2): Junction => {
  const given = randomJunction(3, 2, randomSequence(81));
  return junction({ ...given, damping: symmetric(0.3, 0.12, 0.5), spin });
};

/** Broadenings of full rank. */
const fullRank: Junction = junction({
  ...randomJunction(2, 1, randomSequence(82)),
  electrodes: { L: { broadening: symmetric(0.4, 0.1, 0.3) }, R: { broadening: symmetric(0.2, -0.1, 0.5) } },
});

/** w sum_mn A_ph,mn Tr[M^m A_a(e) M^n A_b(e - w)] as it is written. */
function written(of: Junction, from: string, to: string, energy: number, omega: number): number {
  const couplings = of.modes.map(({ coupling }) => fromRows(coupling));
  const source = copy(spectralMatrices(of, from)(energy));
  const drain = copy(spectralMatrices(of, to)(energy - omega));
  const spectrum = zeros(couplings.length);
  modeSpectrumOf(of)(omega, spectrum);
  let sum = 0;
  couplings.forEach((m, i) => {
    couplings.forEach((n, j) => {
      sum += spectrum.re[i * couplings.length + j]! * traceOfProduct(matmul(m, source), matmul(n, drain)).re;
    });
  });
  return (of.spin ?? 1) * omega * sum;
}

const junctions: readonly (readonly [string, Junction])[] = [
  ["the paper's junction", dots],
  ["three levels, one of whose electrodes' columns each, two joined modes", coupled(1)],
  ["the same for both spins", coupled(2)],
  ["broadenings of full rank", fullRank],
];

const squaresAt = (of: Junction): [State, Squares] => {
  const state = stateAt(of, point);
  return [state, squaresOf(of, state.poles, state.terms)];
};

describe("the transmission of a channel", () => {
  it.each(junctions)("is the trace of the two spectral functions: %s", (_, of) => {
    const [state, squares] = squaresAt(of);
    const { terms, poles, modes, weights, hops } = state;
    for (const [energy, omega] of [
      [0.3, 0.7],
      [-0.8, 0.2],
      [1.1, 1.9],
    ] as const) {
      modes.put(omega, weights);
      for (const { channel } of hops) {
        const [from, to] = [terms.electrodes[channel.from]!, terms.electrodes[channel.to]!];
        const exact = written(of, from, to, energy + poles.reference, omega);
        expect(transmission(squares, channel, energy, omega, weights) / exact).toBeCloseTo(1, 11);
        expect(bySpectra(state, of)({ channel } as never).at(energy, omega, weights) / exact).toBeCloseTo(
          1,
          9,
        );
        expect(byAmplitudes(state, of)({ channel } as never).at(energy, omega, weights) / exact).toBeCloseTo(
          1,
          11,
        );
      }
    }
  });

  it("is never below zero, however far from all levels", () => {
    for (const [, of] of junctions) {
      const [{ modes, weights, hops }, squares] = squaresAt(of);
      for (const energy of [-1e6, -50, 3, 1e4]) {
        modes.put(0.8, weights);
        for (const { channel } of hops)
          expect(transmission(squares, channel, energy, 0.8, weights)).toBeGreaterThan(0);
      }
    }
  });
});

describe("its continuation", () => {
  it.each(junctions)("is the transmission on the real axis, and analytic off it: %s", (_, of) => {
    const [{ modes, weights, hops }, squares] = squaresAt(of);
    const complexWeights = new Float64Array(2 * weights.length);
    const value = new Float64Array(2);
    const at = (c: number, er: number, ei: number, wr: number, wi: number): [number, number] => {
      modes.putAt(wr, wi, complexWeights);
      putTransmission(squares, hops[c]!.channel, er, ei, wr, wi, complexWeights, value);
      return [value[0]!, value[1]!];
    };
    hops.forEach(({ channel }, c) => {
      modes.put(0.7, weights);
      const real = transmission(squares, channel, 0.3, 0.7, weights);
      const [re, im] = at(c, 0.3, 0, 0.7, 0);
      expect(re / real).toBeCloseTo(1, 12);
      expect(Math.abs(im)).toBeLessThan(1e-13 * real);
      const step = 1e-5;
      const slope = (d: readonly number[]): [number, number] => {
        const [a, b] = [1, -1].map((s) =>
          at(c, 0.3 + s * d[0]!, 0.05 + s * d[1]!, 0.7 + s * d[2]!, 0.04 + s * d[3]!),
        ) as [[number, number], [number, number]];
        return [(a[0] - b[0]) / (2 * step), (a[1] - b[1]) / (2 * step)];
      };
      // df/d(i x) = i df/dx, for the energy and for the frequency
      for (const k of [0, 2]) {
        const along = slope([0, 1, 2, 3].map((i) => (i === k ? step : 0)));
        const across = slope([0, 1, 2, 3].map((i) => (i === k + 1 ? step : 0)));
        const size = Math.hypot(...along);
        expect(size).toBeGreaterThan(0);
        expect(Math.abs(across[0] + along[1])).toBeLessThan(1e-6 * size);
        expect(Math.abs(across[1] - along[0])).toBeLessThan(1e-6 * size);
      }
    });
  });
});

describe("the weights of pairs of modes", () => {
  const next = randomSequence(83);
  const single = randomJunction(2, 1, next);
  const many = (damping: number[][]): Junction =>
    junction({
      ...single,
      modes: damping.map((_, m) => ({ omega: 0.6 + 0.3 * m, coupling: randomHermitian(2, next, 0.4) })),
      damping,
    });
  it.each<[string, Junction, number]>([
    [
      "of their own damping",
      many([
        [0.3, 0, 0],
        [0, 0.1, 0],
        [0, 0, 5],
      ]),
      1,
    ],
    [
      "joined by damping",
      many([
        [0.3, 0.1, 0],
        [0.1, 0.4, 0.05],
        [0, 0.05, 5],
      ]),
      2,
    ],
    [
      "critically damped nearly",
      many([
        [1.2 - 1e-9, 0],
        [0, 0.4],
      ]),
      0,
    ],
  ])("%s have the spectral function on the axis and its residues off it", (_, of, overdamped) => {
    const { modes, terms, weights } = stateAt(of, point);
    const size = of.modes.length;
    const spectrum = zeros(size);
    const continued = new Float64Array(2 * modes.count);
    for (const omega of [0.2, 0.65, 3]) {
      modes.put(omega, weights);
      modes.putAt(omega, 0, continued);
      modeSpectrumOf(of)(omega, spectrum);
      terms.modePairs.forEach(([m, n], k) => {
        const exact = omega * spectrum.re[m * size + n]!;
        expect(Math.abs(weights[k]! - exact)).toBeLessThan(1e-12 * (1 + Math.abs(exact)));
        expect(Math.abs(continued[2 * k]! - exact)).toBeLessThan(1e-12 * (1 + Math.abs(exact)));
        expect(Math.abs(continued[2 * k + 1]!)).toBeLessThan(1e-12 * (1 + Math.abs(exact)));
      });
    }
    expect(modes.highest).toBe(Math.max(...of.modes.map(({ omega }) => omega)));
    expect(modes.overdamped.length).toBe(overdamped);
    const heights = [...modes.poles.map(({ re, im }) => Math.hypot(re, im)), ...modes.overdamped];
    expect(modes.radius).toBeCloseTo(Math.min(...heights), 9);
    for (const { re, im, residue } of modes.poles) {
      if (re < 1e-3) continue;
      // (1/2 pi i) times the integral round the pole
      const radius = 0.05 * Math.min(re, im);
      const sum = new Float64Array(2 * modes.count);
      for (let k = 0; k < 32; k++) {
        const [x, y] = [Math.cos((Math.PI * k) / 16), Math.sin((Math.PI * k) / 16)].map((s) => radius * s);
        modes.putAt(re + x!, im + y!, continued);
        for (let o = 0; o < modes.count; o++) {
          sum[2 * o] = sum[2 * o]! + (continued[2 * o]! * x! - continued[2 * o + 1]! * y!) / 32;
          sum[2 * o + 1] = sum[2 * o + 1]! + (continued[2 * o]! * y! + continued[2 * o + 1]! * x!) / 32;
        }
      }
      residue.forEach((value, o) => {
        expect(Math.abs(value - sum[o]!)).toBeLessThan(1e-9 * (1 + Math.hypot(...residue)));
      });
    }
    // the slow poles of an overdamped mode, on the imaginary axis: the function grows without bound there
    for (const height of modes.overdamped) {
      modes.putAt(1e-7, height, continued);
      const near = Math.hypot(...continued);
      modes.putAt(1e-5, height, continued);
      expect(near / Math.hypot(...continued)).toBeGreaterThan(90);
    }
  });
});
