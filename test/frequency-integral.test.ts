import { describe, expect, it } from "vitest";
import { byClosedForm, byEnergyTrapezoid, type ExchangeRoute, noExchange } from "../lib/exchange.js";
import {
  byAdaptiveQuadrature,
  byTrapezoid,
  channelAt,
  componentsOf,
  goals,
  HEAT,
  type Problem,
  totalsOf,
} from "../lib/frequency-integral.js";
import { type Junction, junction, type OperatingPoint, twoTerminal } from "../lib/index.js";
import { isExpanded, isThermal, pairBaths } from "../lib/pairs.js";
import { dots, dotsWith, randomJunction } from "./devices.js";
import { randomSequence } from "./random.js";

/** What currents() makes of a junction at an operating point. */
function problemOf(device: Junction, point: OperatingPoint, part: Partial<Problem> = {}): Problem {
  const baths = pairBaths(device, point);
  const temperatures = [point.bath, ...Object.values(point.electrodes)].map(({ temperature }) => temperature);
  const energies = device.modes.map(({ omega }) => omega);
  const bias = Math.max(0, ...baths.map(({ mu }) => mu));
  return {
    device,
    point,
    tolerance: 1e-9,
    electrodes: Object.keys(device.electrodes),
    baths,
    charge: baths.map(({ from, to }) => (from === to ? 0 : from === "L" ? 1 : -1)),
    hasElectronCurrent: true,
    hasHeat: true,
    hasEntropy: temperatures.every((T) => T > 0),
    end: bias + Math.max(...energies) + 60 * Math.max(...temperatures),
    tail: 60,
    ...part,
  };
}

const quadrature = (problem: Problem) =>
  byAdaptiveQuadrature(
    problem,
    problem.baths.map((bath) =>
      isExpanded(bath) && isThermal(bath)
        ? byClosedForm(bath, problem.point.bath.temperature)
        : byEnergyTrapezoid(bath, problem.point.bath.temperature, problem.tolerance),
    ),
    50_000,
  );

const names = (problem: Problem): string[] => [
  ...["J", "I", "sigma", ...problem.electrodes.map((name) => `Q_${name}`)],
  ...new Array<string>(totalsOf(problem)).fill("noise"),
  ...problem.baths.flatMap(({ from, to }) => ["J", "I", "Q from", "Q to"].map((k) => `${from}${to} ${k}`)),
];

const complexDevice = randomJunction(3, 2, randomSequence(61));
/** Level z_p - z_q next to a mode, so that poles of Lambda lie close to the axis. */
const sharp = dotsWith({ gammaL: 0.01, gammaR: 0.02, gammaPh: 0.003 });

/** Levels so sharp that Lambda is a line; the left one anywhere. */
const narrow = (epsilonL: number): Junction =>
  dotsWith({ epsilonL, epsilonR: 9.4, gammaL: 1e-6, gammaR: 2e-6 });

describe("the integral over frequency", () => {
  it.each<[string, Junction, OperatingPoint]>([
    ["the paper's junction under bias", dots, twoTerminal(10.4, 9.7, 0.3, 0.5)],
    ["the paper's junction under the opposite bias", dots, twoTerminal(8.9, 10.6, 0.5, 0.3)],
    ["levels inside the bias window", dots, twoTerminal(11.3, 8.8, 0.2, 0.6)],
    ["sharp levels and a sharp mode", sharp, twoTerminal(10.3, 9.8, 0.4, 0.2)],
    ["three levels, two modes, complex couplings", complexDevice, twoTerminal(0.4, -0.3, 0.35, 0.6)],
    [
      "levels of a millionth's width, two to three mode energies apart",
      narrow(12),
      twoTerminal(10.6, 9.6, 0.4, 0.2),
    ],
    ["sharp levels that all but coincide", narrow(9.4001), twoTerminal(9.6, 9.3, 0.4, 0.2)],
    ["bosons at next to no temperature", dots, twoTerminal(10.3, 9.8, 0.4, 1e-5)],
    ["electrons at a thirtieth of the mode's energy", dots, twoTerminal(10.3, 9.8, 0.03, 0.5)],
    ["an overdamped mode", dotsWith({ gammaPh: 3 }), twoTerminal(10.1, 9.7, 0.6, 0.3)],
  ])("is found by residues, and they agree with adaptive quadrature: %s", (_, device, point) => {
    const problem = problemOf(device, point);
    const residues = byTrapezoid(problem);
    const adaptive = quadrature({ ...problem, tolerance: 1e-11 });
    expect(residues).toBeDefined();
    const goal = goals(problem, adaptive.value);
    const label = names(problem);
    for (let c = 0; c < componentsOf(problem); c++) {
      if (label[c] === "noise") continue;
      expect(Math.abs(residues!.value[c]! - adaptive.value[c]!), label[c]).toBeLessThanOrEqual(
        0.3 * goal[c]!,
      );
      // honest, and not more modest than was asked for
      expect(Math.abs(residues!.value[c]! - adaptive.value[c]!), label[c]).toBeLessThanOrEqual(
        residues!.error[c]! + adaptive.error[c]!,
      );
      expect(residues!.error[c], label[c]).toBeLessThanOrEqual(goal[c]!);
    }
  });

  it("is the sum of its channels, and every heat the sum over the channels that touch the electrode", () => {
    const problem = problemOf(complexDevice, twoTerminal(0.4, -0.3, 0.35, 0.6));
    for (const { value } of [byTrapezoid(problem)!, quadrature(problem)]) {
      const channel = (c: number, k: number): number => value[channelAt(problem, c) + k]!;
      const sum = (k: number): number => problem.baths.reduce((s, _, c) => s + channel(c, k), 0);
      expect(sum(0) / value[0]!).toBeCloseTo(1, 12);
      expect(sum(1) / value[1]!).toBeCloseTo(1, 12);
      problem.electrodes.forEach((name, e) => {
        const heat = problem.baths.reduce(
          (s, { from, to }, c) => s + (from === name ? channel(c, 2) : 0) + (to === name ? channel(c, 3) : 0),
          0,
        );
        expect(heat / value[HEAT + e]!).toBeCloseTo(1, 12);
      });
      // first law, channel by channel: what both electrodes lose, and the work mu_ab, go into the modes
      problem.baths.forEach(({ from, to, mu }, c) => {
        const quanta = from === to ? 0 : channel(c, 1) * problem.charge[c]!;
        if (from !== to) expect(channel(c, 2) + channel(c, 3) + mu * quanta).toBeCloseTo(channel(c, 0), 12);
      });
      // second law: the entropy production is what the heats say
      const { T, boson } = { T: 0.35, boson: 0.6 };
      expect(value[0]! / boson - (value[HEAT]! + value[HEAT + 1]!) / T).toBeCloseTo(value[2]!, 11);
    }
  });

  it("is left to adaptive quadrature where residues are not known: two temperatures, T = 0, no poles", () => {
    const unequal: OperatingPoint = {
      electrodes: { L: { mu: 10.2, temperature: 0.5 }, R: { mu: 9.9, temperature: 0.4 } },
      bath: { temperature: 0.3 },
    };
    expect(byTrapezoid(problemOf(dots, unequal))).toBeUndefined();
    expect(byTrapezoid(problemOf(dots, twoTerminal(10.2, 9.9, 0, 0.3)))).toBeUndefined();
    expect(byTrapezoid(problemOf(dots, twoTerminal(10.2, 9.9, 0.3, 0)))).toBeUndefined();
    const structured = junction({
      ...dots,
      electrodes: { ...dots.electrodes, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    expect(byTrapezoid(problemOf(structured, twoTerminal(10.2, 9.9, 0.3, 0.4)))).toBeUndefined();
  });

  it("is asked only for what the junction has: no goal for an undefined current, heat or entropy", () => {
    const point = twoTerminal(0.4, -0.3, 0.35, 0.6);
    const value = Float64Array.from({ length: 60 }, (_, k) => k + 1);
    const all = problemOf(complexDevice, point, { tolerance: 0.01 });
    const goal = goals(all, value);
    const first = channelAt(all, 0);
    // components: J, I, sigma, Q_L, Q_R, their noise, then J, I, Q, Q for each of four channels
    expect(first).toBe(10);
    expect(componentsOf(all)).toBe(26);
    expect(Array.from(goal.slice(0, 5))).toEqual([1, 2, 3, 5, 5].map((k) => 0.01 * k));
    expect(Array.from(goal.slice(5, 10))).toEqual(new Array(5).fill(Number.POSITIVE_INFINITY));
    expect(Array.from(goal.slice(10))).toEqual(
      [0, 1, 2, 3].flatMap(() => [0.01 * 23, 0.01 * 24, 0.01 * 26, 0.01 * 26]),
    );
    const only = goals({ ...all, hasElectronCurrent: false, hasHeat: false, hasEntropy: false }, value);
    expect(Array.from(only.keys()).filter((c) => only[c]! < Number.POSITIVE_INFINITY)).toEqual([
      0, 10, 14, 18, 22,
    ]);
    const noEntropy = goals({ ...all, hasEntropy: false }, value);
    expect(noEntropy[2]).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("adaptive quadrature over frequency", () => {
  const point: OperatingPoint = {
    electrodes: { L: { mu: 11.5, temperature: 1e-3 }, R: { mu: 10.1, temperature: 0.02 } },
    bath: { temperature: 0.03 },
  };
  /** Frequencies at which an integrand is asked for that does not vary itself. */
  function visited(device: Junction): number[] {
    const problem = problemOf(device, point);
    const frequencies: number[] = [];
    const route: ExchangeRoute = (omega, _, out) => {
      frequencies.push(omega);
      out.flux = 0;
      out.moment = 0;
      out.fluxError = 0;
      out.momentError = 0;
    };
    const idle: ExchangeRoute = (_omega, _spectrum, out) => Object.assign(out, noExchange());
    byAdaptiveQuadrature(
      problem,
      problem.baths.map(({ from, to }) => (from === "L" && to === "R" ? route : idle)),
      50_000,
    );
    return frequencies;
  }
  const wide = dotsWith({ epsilonL: 12, epsilonR: 9.4, gammaL: 1e-6, gammaR: 3e-6 });
  const structured = junction({
    ...wide,
    electrodes: {
      L: { levels: [0], selfEnergy: () => [[{ re: 0, im: -5e-7 }]] },
      R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -1.5e-6 }]] },
    },
  });

  it.each<[string, Junction]>([
    ["poles", wide],
    ["self-energies", structured],
  ])("looks where the integrand may vary, on the scale on which it may: electrodes with %s", (_, device) => {
    const frequencies = visited(device);
    for (const [what, centre, width] of [
      ["the mode", 1, 0.25],
      ["the Bose function of the pairs, at mu_ab", 1.4, Math.PI * 1e-3],
      ["an electron that hops between levels", 2.6, 2e-6],
      ["a level of R at the Fermi edge of L", 11.5 - 9.4, Math.PI * 1e-3],
      ["a level of L at the Fermi edge of R", 12 - 10.1, Math.PI * 0.02],
    ] as const) {
      // a panel of 15 points on either side, out to the width
      const near = frequencies.filter((omega) => Math.abs(omega - centre) < 1.01 * width);
      expect(near.length, what).toBeGreaterThanOrEqual(30);
      expect(near.length, what).toBeLessThan(200);
      // the next ones out to four widths
      const around = frequencies.filter((omega) => Math.abs(omega - centre) < 4.04 * width);
      expect(around.length, what).toBeGreaterThanOrEqual(60);
    }
    expect(frequencies.filter((omega) => omega < 0.01 * Math.PI * 0.03)).not.toHaveLength(0);
  });

  it("does not chase the noise that a route reports, in any component, and adds it to the error", () => {
    const noise = 1e-6;
    const random = randomSequence(62);
    let calls = 0;
    const noisy: ExchangeRoute = (omega, _, out) => {
      calls++;
      out.flux = Math.exp(-omega) * (1 + noise * (2 * random() - 1));
      out.moment = 0.3 * Math.exp(-omega) * (1 + noise * (2 * random() - 1));
      out.fluxError = noise * Math.exp(-omega);
      out.momentError = 0.3 * noise * Math.exp(-omega);
    };
    // only from R to L, so that nothing cancels and the first electrode has the larger noise
    const idle: ExchangeRoute = (_omega, _spectrum, out) => Object.assign(out, noExchange());
    const problem = problemOf(dots, twoTerminal(10.2, 10, 0.4, 0.5));
    const { value, error } = byAdaptiveQuadrature(
      problem,
      problem.baths.map(({ from, to }) => (from === "R" && to === "L" ? noisy : idle)),
      50_000,
    );
    expect(calls).toBeLessThan(2000);
    const perRadian = 1 / (2 * Math.PI);
    // J = int w e^-w, I = int e^-w, Q_R = 0.3 I, Q_L = J - mu I - Q_R, all over 2 pi, mu = -0.2
    const [J, I] = [perRadian, perRadian];
    const sigma = J / 0.5 - (J + 0.2 * I) / 0.4;
    const expected = [J, -I, sigma, J + 0.2 * I - 0.3 * I, 0.3 * I];
    for (const [c, exact] of expected.entries()) {
      expect(Math.abs(value[c]! - exact)).toBeLessThan(error[c]!);
      expect(error[c]!).toBeGreaterThan(0.2 * noise * perRadian);
      expect(error[c]!).toBeLessThan(10 * noise * perRadian);
    }
  });

  it("counts what lies beyond its upper end as an error", () => {
    // e^-w/T cut at 5 T: the rest is T e^-5 times w, beside which nothing else matters
    const T = 0.4;
    const route: ExchangeRoute = (omega, _, out) => {
      Object.assign(out, noExchange());
      out.flux = Math.exp(-omega / T);
    };
    const idle: ExchangeRoute = (_omega, _spectrum, out) => Object.assign(out, noExchange());
    const problem = problemOf(dots, twoTerminal(10.2, 10, T, T), { end: 5 * T, tail: 5 });
    const { error } = byAdaptiveQuadrature(
      problem,
      problem.baths.map(({ from, to }) => (from === "L" && to === "R" ? route : idle)),
      50_000,
    );
    const rest = (T * Math.exp(-5)) / (2 * Math.PI);
    expect(error[1]! / rest).toBeCloseTo(1, 4);
    expect(error[0]! / (rest * 5 * T)).toBeCloseTo(1, 4);
  });
});
