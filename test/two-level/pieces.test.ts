import { describe, expect, it } from "vitest";
import { theta } from "../../lib/special/digamma.js";
import { best, forgetAttempts, isAcceptable, keep } from "../../lib/two-level/attempts.js";
import { ceilingBelowCollision, leftOutAbove } from "../../lib/two-level/collisions.js";
import { settingOf } from "../../lib/two-level/density.js";
import { bestHeight, digitsOf, extentOf, offsetFor, rangeOf } from "../../lib/two-level/grid.js";
import {
  putComplexDifference,
  putDifferenceOfTails,
  putRealDifference,
  putTail,
} from "../../lib/two-level/occupation.js";
import { doubtOf, putWeight, weight } from "../../lib/two-level/pole-term.js";
import { noiseOf } from "../../lib/two-level/roundoff.js";
import { putSpectrum, spectrum } from "../../lib/two-level/spectrum.js";
import {
  addSize,
  addSizeOfPole,
  addTail,
  clearTerms,
  EPSILON,
  MAXIMAL_NODES,
  MAXIMAL_RUNGS,
  noteResidueOfLambda,
  noteTerm,
  sumUp,
  tailOfI,
  tailOfJ,
  termCount,
  terms,
  topThatMatters,
  totals,
} from "../../lib/two-level/terms.js";
import { putThetaPair } from "../../lib/two-level/theta.js";
import { randomSequence } from "../random.js";
import { paper } from "./points.js";
import { taskOf } from "./tasks.js";

type C = readonly [number, number];
const times = ([a, b]: C, [c, d]: C): C => [a * c - b * d, a * d + b * c];
const over = (z: C, [c, d]: C): C => {
  const [re, im] = times(z, [c, -d]);
  return [re / (c * c + d * d), im / (c * c + d * d)];
};
const exp = ([a, b]: C): C => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)];
/** n(z) by its definition. */
const bose = (z: C): C => {
  const [re, im] = exp(z);
  return over([1, 0], [re - 1, im]);
};
const apart = ([a, b]: C, [c, d]: C): number => Math.hypot(a - c, b - d);

describe("two digamma functions at a time", () => {
  it("are the digamma function twice, on both sides of every shift", () => {
    const next = randomSequence(61);
    const out = new Float64Array(4);
    const part = (): number => (next() < 0.1 ? 0 : 1e-6 * 1e8 ** next());
    for (let k = 0; k < 2000; k++) {
      const [ar, ai, br, bi] = [part(), part(), part(), -part()] as const;
      putThetaPair(ar, ai, br, bi, out);
      const a = theta({ re: ar, im: ai });
      const b = theta({ re: br, im: bi });
      expect(apart([out[0]!, out[1]!], [a.re, a.im])).toBeLessThan(3e-15 * (1 + Math.hypot(a.re, a.im)));
      expect(apart([out[2]!, out[3]!], [b.re, b.im])).toBeLessThan(3e-15 * (1 + Math.hypot(b.re, b.im)));
    }
  });
});

describe("two digamma functions at a time, where the series takes over", () => {
  it("are right to the last digits at the series' radius", () => {
    const out = new Float64Array(4);
    for (let n = 0; n <= 20; n++) {
      const re = 0.01 + 7.5 * Math.cos((n * Math.PI) / 40);
      const im = 0.01 + 7.5 * Math.sin((n * Math.PI) / 40);
      putThetaPair(re, im, re, -im, out);
      const { re: x, im: y } = theta({ re, im });
      expect(apart([out[0]!, out[1]!], [x, y])).toBeLessThan(9e-16);
      expect(apart([out[2]!, out[3]!], [x, -y])).toBeLessThan(9e-16);
    }
  });

  it("have the sign of the imaginary part on the imaginary axis, minus zero included", () => {
    const out = new Float64Array(4);
    for (const im of [0.3, 8, -8, 1e6]) {
      const { re, im: y } = theta({ re: 0, im });
      // Im psi(1/2 + iy) = (pi/2) tanh(pi y)
      expect(y).toBeCloseTo((Math.PI / 2) * Math.tanh(Math.PI * im), 13);
      for (const [a, b] of [
        [-0, 9],
        [9, -0],
        [-0, -0],
      ] as const) {
        putThetaPair(a, im, b, im, out);
        if (a === 0) expect(apart([out[0]!, out[1]!], [re, y])).toBeLessThan(3e-15 * (1 + Math.abs(re)));
        if (b === 0) expect(apart([out[2]!, out[3]!], [re, y])).toBeLessThan(3e-15 * (1 + Math.abs(re)));
      }
    }
  });
});

describe("the difference of two Bose functions", () => {
  it("is that of their definitions wherever these keep their digits", () => {
    const next = randomSequence(62);
    const out = new Float64Array(3);
    const real = new Float64Array(2);
    for (let k = 0; k < 2000; k++) {
      const Te = 0.2 + next();
      const Tph = next() < 0.3 ? Te * (1 + 0.3 * (next() - 0.5)) : 0.2 + next();
      const mu = next() < 0.3 ? 0 : 4 * (next() - 0.5);
      const wr = next() < 0.1 ? mu : 6 * (next() - 0.5);
      const wi = 0.05 + 3 * next();
      const a = bose([(wr - mu) / Te, wi / Te]);
      const b = bose([wr / Tph, wi / Tph]);
      const size = 1 + Math.hypot(...a) ** 2 + Math.hypot(...b) ** 2;
      putComplexDifference(wr, wi, mu, Te, Tph, out, 0);
      expect(apart([out[0]!, out[1]!], [a[0] - b[0], a[1] - b[1]])).toBeLessThan(1e-14 * size);
      const n = 1 / Math.expm1((wr - mu) / Te) - 1 / Math.expm1(wr / Tph);
      if (wr === mu) continue;
      putRealDifference(wr, mu, Te, Tph, real, 0);
      const peak = 1 / Math.expm1(Math.abs(wr - mu) / Te) + 1 / Math.expm1(Math.abs(wr) / Tph);
      expect(Math.abs(real[0]! - n)).toBeLessThan(1e-14 * (1 + peak) ** 2);
    }
  });

  it("keeps all digits where they are nearly equal: it is linear in the temperatures' difference", () => {
    const next = randomSequence(63);
    const out = new Float64Array(3);
    for (let k = 0; k < 200; k++) {
      const T = 0.2 + next();
      const w = 3 * (next() - 0.5);
      const wi = next() < 0.5 ? 0.1 + next() : 0;
      const at = (difference: number): C => {
        if (wi > 0) putComplexDifference(w, wi, 0, T + difference, T, out, 0);
        else putRealDifference(w, 0, T + difference, T, out, 0);
        return wi > 0 ? [out[0]!, out[1]!] : [out[0]!, 0];
      };
      const small = at(2 ** -44);
      const large = at(2 ** -34);
      const scale = Math.hypot(...large);
      expect(apart([1024 * small[0], 1024 * small[1]], large)).toBeLessThan(1e-7 * scale);
      // dn/dT = (w/T^2) n (1 + n)
      const n = bose([w / T, wi / T]);
      const slope = times(times(n, [1 + n[0], n[1]]), [w / T / T, wi / T / T]);
      expect(apart([large[0] * 2 ** 34, large[1] * 2 ** 34], slope)).toBeLessThan(
        1e-7 * Math.hypot(...slope),
      );
    }
  });

  it("comes with what roundoff of its arguments does to it, neither less nor much more", () => {
    const next = randomSequence(64);
    const out = new Float64Array(3);
    for (let k = 0; k < 2000; k++) {
      const Te = 0.1 + next();
      const Tph = next() < 0.4 ? Te * (1 + 10 ** (-1 - 5 * next())) : 0.1 + next();
      const mu = next() < 0.4 ? 0 : 4 * (next() - 0.5);
      const w = 6 * (next() - 0.5);
      const wi = k % 2 ? 0.01 + 3 * next() : 0;
      const at = (w: number, wi: number, mu: number, Te: number, Tph: number): C => {
        if (wi > 0) putComplexDifference(w, wi, mu, Te, Tph, out, 0);
        else putRealDifference(w, mu, Te, Tph, out, 0);
        return [out[0]!, wi > 0 ? out[1]! : 0];
      };
      const up = 1 + 1e-7;
      const here = at(w, wi, mu, Te, Tph);
      const size = wi > 0 ? out[2]! : out[1]!;
      // Nearly equal Bose functions know the differences of their arguments.
      const isClose = Math.hypot(...here) < 0.5 * Math.hypot(...bose([Math.abs(w - mu) / Te, wi / Te]));
      const total =
        apart(at(w * up, wi * up, mu * up, Te, Tph), here) +
        (isClose
          ? 0
          : apart(at(w * up, wi, mu, Te, Tph), here) +
            apart(at(w, wi * up, mu, Te, Tph), here) +
            apart(at(w, wi, mu * up, Te, Tph), here) +
            apart(at(w, wi, mu, Te * up, Tph), here) +
            apart(at(w, wi, mu, Te, Tph * up), here));
      const sensitivity = total / 1e-7;
      expect(size).toBeGreaterThan(0.1 * sensitivity);
      expect(size).toBeLessThan(
        20 * (sensitivity + Math.hypot(...here) * (1 + Math.hypot(w, wi) / Math.min(Te, Tph))),
      );
    }
  });

  it("is on the real axis as uncertain as both functions, where they are unlike", () => {
    const out = new Float64Array(2);
    for (const [w, mu, Te, Tph] of [
      [1.3, 0.4, 0.5, 0.3],
      [-0.7, 0.4, 0.5, 1.3],
      [0.2, 0.4, 2, 0.3],
      [0.3, -0.8, 0.3, 2],
    ] as const) {
      putRealDifference(w, mu, Te, Tph, out, 0);
      const a = 1 / Math.expm1(Math.abs(w - mu) / Te);
      const b = 1 / Math.expm1(Math.abs(w) / Tph);
      const noise = (a * (1 + a) * (Math.abs(w) + Math.abs(mu))) / Te + (b * (1 + b) * Math.abs(w)) / Tph;
      expect(out[1]! / noise).toBeCloseTo(1, 12);
    }
  });

  it("keeps all digits next to w = 0, where both functions are large: it is (T_e - T_ph)/w", () => {
    const out = new Float64Array(3);
    const apartT = 2 ** -30;
    putComplexDifference(1e-6, 1e-6, 0, 0.5 + apartT, 0.5, out, 0);
    expect(out[0]! / (apartT * 5e5)).toBeCloseTo(1, 10);
    expect(out[1]! / (-apartT * 5e5)).toBeCloseTo(1, 10);
  });

  it("is as uncertain as both functions where they are equal but for a whole turn", () => {
    // w/T_e - w/T_ph = 2 pi i and a little more
    const [Te, Tph] = [0.25, 0.4];
    const wi = (2 * Math.PI) / (1 / Te - 1 / Tph);
    const out = new Float64Array(3);
    putComplexDifference(1e-4, wi, 0, Te, Tph, out, 0);
    const a = bose([1e-4 / Te, wi / Te]);
    const b = bose([1e-4 / Tph, wi / Tph]);
    expect(apart([out[0]!, out[1]!], [a[0] - b[0], a[1] - b[1]])).toBeLessThan(1e-13);
    const norm = Math.abs(a[0]) + Math.abs(a[1]);
    expect(out[2]! / (norm * (1 + norm) * wi * (1 / Te + 1 / Tph))).toBeCloseTo(1, 3);
  });

  it("is that of the tails where these are unlike, and knows the arguments' difference where they are not", () => {
    const out = new Float64Array(3);
    putDifferenceOfTails(true, true, 7, 11, 0.1, 0.1, Float64Array.of(1, 0.2, 1, -0.3), out, 0);
    expect([...out]).toEqual([0, 0.5, 1.2 * 2.2 * 7 + 1.3 * 2.3 * 11]);
    for (const [isPositive, sign] of [
      [true, 1],
      [false, -1],
    ] as const) {
      putDifferenceOfTails(
        isPositive,
        isPositive,
        7,
        11,
        0.01,
        -0.02,
        Float64Array.of(1, 0.2, 1, 0.3),
        out,
        0,
      );
      // (1 + n(a)) n(b) expm1(b - a), b - a = +-gap
      const [er, ei] = exp([sign * 0.01, -sign * 0.02]);
      const [re, im] = times(times([2, 0.2], [1, 0.3]), [er - 1, ei]);
      expect(out[0]).toBeCloseTo(sign * re, 14);
      expect(out[1]).toBeCloseTo(sign * im, 14);
      const size = Math.abs(re) + Math.abs(im);
      expect(out[2]! / size).toBeCloseTo(1 + 2.2 * 7 + 2.3 * 11, 10);
    }
  });

  it("has tails that are Bose functions, next to their poles and far out", () => {
    const next = randomSequence(65);
    const out = new Float64Array(2);
    for (let k = 0; k < 1000; k++) {
      const re = 10 ** (-3 + 4.5 * next());
      const im = 20 * (next() - 0.5);
      putTail(re, Math.exp(-re), Math.cos(im), Math.sin(im), out, 0);
      const n = bose([re, im]);
      const size = Math.hypot(...n);
      expect(apart([out[0]!, out[1]!], n)).toBeLessThan(1e-14 * size * (1 + size));
      // on a pole's height n is that of a real argument, to all digits
      putTail(1e-9 * re, Math.exp(-1e-9 * re), 1, 0, out, 0);
      expect(Math.abs(out[0]! * Math.expm1(1e-9 * re) - 1)).toBeLessThan(1e-15);
    }
  });
});

describe("the mode's spectrum", () => {
  it("is the rational function, real and imaginary part, with an honest size", () => {
    const next = randomSequence(66);
    for (let k = 0; k < 1000; k++) {
      const omega = 0.5 + next();
      const gamma = 0.01 + 3 * next();
      const wr = 4 * (next() - 0.5);
      const wi = 2 * next();
      const at = (omega: number, gamma: number, wr: number, wi: number): C => {
        const w: C = [wr, wi];
        const square = times(w, w);
        const detuning: C = [square[0] - omega * omega, square[1]];
        const both = times(detuning, detuning);
        const loss = times(square, [gamma * gamma, 0]);
        return over([2 * gamma * wr, 2 * gamma * wi], [both[0] + loss[0], both[1] + loss[1]]);
      };
      const here = at(omega, gamma, wr, wi);
      putSpectrum(omega, gamma, wr, wi);
      expect(apart([spectrum[0]!, spectrum[1]!], here)).toBeLessThan(1e-13 * spectrum[2]!);
      const up = 1 + 1e-7;
      const sensitivity =
        (apart(at(omega * up, gamma, wr, wi), here) +
          apart(at(omega, gamma * up, wr, wi), here) +
          apart(at(omega, gamma, wr * up, wi), here) +
          apart(at(omega, gamma, wr, wi * up), here)) /
        1e-7;
      expect(spectrum[2]!).toBeGreaterThan(0.2 * sensitivity);
      expect(spectrum[2]!).toBeLessThan(5 * (sensitivity + Math.hypot(...here)));
    }
  });
});

describe("the weight of a pole", () => {
  it("is -2i q/(1 - q), with an honest size", () => {
    const next = randomSequence(67);
    for (let k = 0; k < 1000; k++) {
      const height = 0.01 + 4 * next();
      const phase = 6.3 * next();
      const of = (height: number, phase: number): C => {
        const q = exp([-height, phase]);
        return over(times([0, -2], q), [1 - q[0], -q[1]]);
      };
      const g = of(height, phase);
      putWeight(Math.exp(-height), Math.cos(phase), Math.sin(phase), height + phase);
      expect(apart([weight[0]!, weight[1]!], g)).toBeLessThan(1e-14 * weight[2]!);
      const up = 1 + 1e-7;
      const sensitivity = (apart(of(height * up, phase), g) + apart(of(height, phase * up), g)) / 1e-7;
      expect(weight[2]!).toBeGreaterThan(0.7 * sensitivity);
      expect(weight[2]!).toBeLessThan(2 * (sensitivity + 2 * Math.hypot(...g) * (1 + height + phase)));
    }
    expect(doubtOf(Float64Array.of(3, -4, 14))).toBe(2);
    expect(doubtOf(Float64Array.of(0, 0, 14))).toBe(0);
  });
});

describe("the grid", () => {
  const setting = settingOf({ ...paper, epsilonL: 10.9, epsilonR: 9.6 }, 10.2, 9.9, 0.4);

  it("extends to the outermost of mode, levels and chemical potentials", () => {
    const of = (muL: number, muR: number, omega: number, epsilonL = 10.9): number[] => {
      const { low, high, bottom, top } = extentOf(
        settingOf({ ...paper, epsilonL, epsilonR: 9.6 }, muL, muR, 0.4),
        omega,
      );
      return [low, high, bottom, top];
    };
    const rounded = (list: number[]): number[] => list.map((x) => Math.round(x * 1e9) / 1e9 + 0);
    // gap 1.3, mu_L - eps_R, eps_L - mu_R
    expect(rounded(of(10.2, 9.9, 1))).toEqual([0, 0.3, -1, 1.3]);
    expect(rounded(of(9.9, 10.2, 0.1))).toEqual([-0.3, 0, -0.3, 1.3]);
    expect(rounded(of(10.2, 9.9, 3))).toEqual([0, 0.3, -3, 3]);
    expect(rounded(of(14, 9.9, 0.1))).toEqual([0, 4.1, -0.1, 4.4]);
    expect(rounded(of(10, 7, 0.1))).toEqual([0, 3, -0.1, 3.9]);
    expect(rounded(of(5, 6, 0.1))).toEqual([-1, 0, -4.6, 4.9]);
    expect(rounded(of(10, 12, 0.1, 8))).toEqual([-2, 0, -4, 0.4]);
    expect(rounded(of(10, 10, 0.1, 8))).toEqual([0, 0, -2, 0.4]);
    expect(rounded(of(9.7, 8.1, 0.1, 8))).toEqual([0, 1.6, -1.6, 1.6]);
  });

  it("spans the thermal edges and, on both sides, the digits times T or a power of the tolerance", () => {
    const extent = { low: -1, high: 2, bottom: -3, top: 4 };
    expect(digitsOf(Math.exp(-20))).toBeCloseTo(23, 12);
    expect(rangeOf(extent, 0.1, Math.exp(-20))).toBeCloseTo(3 + 2 * 21 * 0.1, 12);
    expect(rangeOf(extent, 1e6, 1e-8)).toBeCloseTo(3 + 2 * 7 * 100, 9);
  });

  it("has the height of the least cost, a whole number of the bath's rungs from the first on", () => {
    const cost = (H: number): number => (40 * 30) / H + H * (3.5 / 0.5 + 1.6 / 0.2);
    const height = bestHeight(40, 30, 0.2, 0.5, false);
    const spacing = 2 * Math.PI * 0.5;
    expect(height / spacing).toBeCloseTo(Math.round(height / spacing), 12);
    for (const rungs of [-2, -1, 1, 2]) expect(cost(height + rungs * spacing)).toBeGreaterThan(cost(height));
    const free = bestHeight(40, 30, 0.2, 500, false);
    for (const factor of [0.99, 1.01]) {
      const warm = (H: number): number => (40 * 30) / H + H * (3.5 / 500 + 1.6 / 0.2);
      expect(warm(free * factor)).toBeGreaterThan(warm(free));
    }
    expect(bestHeight(40, 30, 0.2, 0.5, true)).toBeCloseTo(0.95 * 2 * Math.PI * 0.2, 12);
    expect(bestHeight(40, 30, 0.5, 0.2, true)).toBeCloseTo(0.95 * 2 * Math.PI * 0.2, 12);
    expect(bestHeight(1e-3, 30, 0.5, 0.5, true)).toBeLessThan(0.1);
  });

  it("is offset to where its nodes stay farthest from the real parts of all poles", () => {
    const next = randomSequence(68);
    for (let k = 0; k < 200; k++) {
      const step = 0.1 + 2 * next();
      const swing = next() < 0.2 ? 0 : 2 * next();
      const poles = [0, setting.mu, setting.gap, -setting.RL, setting.LR, swing, -swing];
      const distance = (offset: number): number =>
        Math.min(
          ...poles.map((x) => {
            const y = (x - offset) / step;
            return step * Math.abs(y - Math.round(y));
          }),
        );
      const here = distance(offsetFor(setting, swing, step));
      for (let m = 0; m < 50; m++) expect(distance((step * m) / 50)).toBeLessThanOrEqual(here + 1e-12);
    }
  });
});

describe("the store of terms", () => {
  it("sums f v and w f v, their sizes and their noise", () => {
    clearTerms();
    expect(termCount()).toBe(0);
    expect(noteTerm(-2, 0, 3, 0, 5, 0, 7, 11)).toBe(15);
    expect(noteTerm(1, 2, 3, 4, -5, 6, 0.5, 0.25)).toBe(77);
    expect(noteResidueOfLambda(0, 3, 1, -1, 2, 0, 10)).toBe(4);
    expect(noteResidueOfLambda(0, 3, 1, -1, Number.POSITIVE_INFINITY, 0, 0)).toBe(Number.POSITIVE_INFINITY);
    expect([0, 1, 2, 3].map(noiseOf)).toEqual([18, 0.75, 40, 0]);
    clearTerms();
    noteTerm(-2, 0, 3, 0, 5, 0, 7, 11);
    noteTerm(1, 2, 3, 4, -5, 6, 0.5, 0.25);
    noteResidueOfLambda(0, 3, 1, -1, 2, 0, 10);
    sumUp();
    // (3 + 4i)(-5 + 6i) = -39 - 2i and times 1 + 2i = -35 - 80i; (2 - 2i) 3i = 6 + 6i
    expect([...totals]).toEqual([
      -30 - 35 + 6,
      15 - 39 + 2,
      36 + 2.25 + 120,
      18.75 + 40,
      30 + 123 + 12,
      15 + 41 + 4,
    ]);
  });

  it("has room for all nodes and rungs that there can be, and the single poles", () => {
    const most = 2 * MAXIMAL_NODES + 4 * MAXIMAL_RUNGS + 3;
    for (const list of Object.values(terms)) expect(list.length).toBeGreaterThanOrEqual(most);
  });

  it("remembers the highest pole that matters to either current, and what was cut off", () => {
    const { task } = taskOf({ model: paper, muL: 10, muR: 9, Te: 0.5, Tph: 0.4 });
    const strict = { ...task, share: 0, shareJ: 3, shareI: 1 };
    clearTerms();
    addSizeOfPole(strict, 0.5, 2, 4);
    expect(topThatMatters()).toBe(0);
    addSizeOfPole(strict, 2, 1, 4);
    expect(topThatMatters()).toBe(4);
    addSizeOfPole(strict, 0.5, 8, 5);
    expect(topThatMatters()).toBe(5);
    addSizeOfPole(strict, 2, 8, 3);
    addSizeOfPole(strict, Number.POSITIVE_INFINITY, 8, 9);
    addSizeOfPole(strict, Number.NaN, 8, 9);
    expect(topThatMatters()).toBe(5);
    addTail(1, 2);
    addTail(10, 20);
    expect([tailOfJ(), tailOfI()]).toEqual([11, 22]);
    clearTerms();
    addSize(10, 2);
    const loose = { ...task, share: 0.1, shareJ: 0, shareI: 0 };
    addSizeOfPole(loose, 1, 1, 7);
    expect(topThatMatters()).toBe(0);
    addSizeOfPole(loose, 2, 1, 7);
    expect(topThatMatters()).toBe(7);
  });
});

describe("attempts", () => {
  const tryWith = (J: number, I: number, errorJ: number, errorI: number, moduli = 0): boolean => {
    totals.set([J, I, 0, 0, moduli, moduli]);
    return keep(errorJ, errorI, 1e-6);
  };

  it("are good enough where both relative errors are, and the best one is kept", () => {
    forgetAttempts();
    expect(isAcceptable(1e-6)).toBe(false);
    expect(tryWith(2, -3, 4e-6, 3e-6)).toBe(false);
    expect(isAcceptable(1e-6)).toBe(false);
    expect(tryWith(2.1, -3.1, 1e-7, 7e-6)).toBe(false);
    expect([best[0], best[1]]).toEqual([2, -3]);
    expect(tryWith(2.2, -3.2, 3e-6, 1e-7)).toBe(false);
    expect([...best.subarray(0, 4)]).toEqual([2.2, -3.2, 3e-6, 1e-7]);
    expect(tryWith(Number.NaN, 1, 0, 0)).toBe(false);
    expect(tryWith(1, Number.POSITIVE_INFINITY, 0, 0)).toBe(false);
    expect(best[0]).toBe(2.2);
    expect(isAcceptable(1e-6)).toBe(false);
    expect(isAcceptable(2e-6)).toBe(true);
    expect(tryWith(-2, 3, 2e-6, 3e-6)).toBe(true);
    expect(isAcceptable(1e-6)).toBe(true);
    forgetAttempts();
    expect(isAcceptable(1e-6)).toBe(false);
    expect(tryWith(0, 0, 0, 0)).toBe(true);
    forgetAttempts();
    expect(tryWith(1, 1, 0, 2e-6)).toBe(false);
    expect(isAcceptable(1e-6)).toBe(false);
  });

  it("pass as well where no more is possible in double precision", () => {
    forgetAttempts();
    expect(tryWith(1e-12, 1e-12, 100 * EPSILON, 100 * EPSILON, 1)).toBe(false);
    expect(isAcceptable(1e-6)).toBe(true);
    forgetAttempts();
    expect(tryWith(1e-12, 1e-12, 300 * EPSILON, 100 * EPSILON, 1)).toBe(false);
    expect(isAcceptable(1e-6)).toBe(false);
    forgetAttempts();
    expect(tryWith(1e-12, 1e-12, 100 * EPSILON, 300 * EPSILON, 1)).toBe(false);
    expect(isAcceptable(1e-6)).toBe(false);
  });
});

describe("poles that collide", () => {
  const below = (...terms: readonly (readonly [wr: number, wi: number, noise: number])[]): number => {
    clearTerms();
    noteTerm(1, 0, 1, 0, 1, 0, 1, 0);
    for (const [wr, wi, noise] of terms) noteTerm(wr, wi, 1e-3, 0, 1, 0, noise, 0);
    sumUp();
    return ceilingBelowCollision(1e-10);
  };

  it("put a ceiling right below the lowest one that roundoff spoils", () => {
    expect(below([0, 2, 1], [0, 3, 1])).toBe(Number.POSITIVE_INFINITY);
    expect(below([0, 4, 1e6], [0, 3, 1e6], [0, 2, 1])).toBeCloseTo(3, 8);
    expect(below([0, 4, 1e6], [0, 3, 1e6])).toBeLessThan(3);
    expect(below([-5, 2, 1e7], [0, 1, 1e3])).toBeCloseTo(2, 8);
    // poles that coincide exactly are not finite
    expect(below([0, 4, Number.POSITIVE_INFINITY], [0, 3, 1e9])).toBeCloseTo(4, 8);
    expect(below([0, 5, Number.NaN], [0, 3, 1e9])).toBeCloseTo(5, 8);
  });

  it("put none where the nodes are spoilt as well", () => {
    expect(below([0, 3, 1e6], [4, 0, 1e6])).toBe(Number.POSITIVE_INFINITY);
    expect(below([0, 3, 1e6], [0, 0, 1e6])).toBe(Number.POSITIVE_INFINITY);
    expect(below([0, 3, 1e6], [1e6, 0, 1], [-1e6, 0, 1])).toBe(Number.POSITIVE_INFINITY);
    expect(below([0, 3, 1e6], [4, 0, 1e4])).toBeCloseTo(3, 8);
  });

  it("leave an error of a tenth of the larger change", () => {
    totals.set([5, 7, 0, 0, 10, 100]);
    expect(leftOutAbove(4, 7)).toBeCloseTo(0.01, 14);
    expect(leftOutAbove(6, 7)).toBeCloseTo(0.01, 14);
    expect(leftOutAbove(5, 37)).toBeCloseTo(0.03, 14);
    expect(leftOutAbove(5, -23)).toBeCloseTo(0.03, 14);
  });
});
