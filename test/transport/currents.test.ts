import { describe, expect, it } from "vitest";
import {
  bose,
  currents,
  electronCurrent,
  junction,
  pairBath,
  rectificationRatio,
  spectralCurrents,
  splitTemperatures,
  twoTerminal,
} from "../../lib/solver/index.js";
import { realPart } from "../../lib/solver/special/complex.js";
import { broadeningOf, coalescing, dots, dotsInUnits, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

const tight = { tolerance: 1e-11 } as const;

describe("the currents of Eq. (8)", () => {
  it("vanish in equilibrium, exactly", () => {
    for (const temperature of [0.05, 0.5, 3]) {
      const { J, I, heat, entropyProduction, error, converged } = currents(
        dots,
        twoTerminal(9.3, 9.3, temperature),
      );
      expect({ J, I, heat, entropyProduction, error, converged }).toEqual({
        J: 0,
        I: 0,
        heat: { L: 0, R: 0 },
        entropyProduction: 0,
        error: { J: 0, I: 0, heat: { L: 0, R: 0 }, entropyProduction: 0 },
        converged: true,
      });
    }
  });

  it("do not change when a mode's energy, its widths and all temperatures are scaled together, but for the unit", () => {
    const s = 3.7;
    const junction = dotsInUnits(s);
    const small = currents(dots, twoTerminal(9.8, 10.4, 0.4, 0.7), tight);
    const large = currents(junction, twoTerminal(9.8 * s, 10.4 * s, 0.4 * s, 0.7 * s), tight);
    expect(large.J / (s * s * small.J)).toBeCloseTo(1, 10);
    expect(large.I! / (s * small.I!)).toBeCloseTo(1, 10);
  });

  it("are the sums of their channels, and channels carry the chemical potential mu_a - mu_b", () => {
    const { J, I, channels } = currents(dots, twoTerminal(9, 11, 0.25));
    expect(channels.map(({ from, to, mu }) => [from, to, mu])).toEqual([
      ["L", "L", 0],
      ["L", "R", -2],
      ["R", "L", 2],
      ["R", "R", 0],
    ]);
    expect(channels.reduce((sum, channel) => sum + channel.J, 0) / J).toBeCloseTo(1, 13);
    expect(channels.reduce((sum, channel) => sum + channel.I!, 0) / I!).toBeCloseTo(1, 13);
  });

  it("are the integral of the spectral currents over frequency", () => {
    const point = twoTerminal(10.3, 9.9, 0.4, 0.6);
    const { J, I } = currents(dots, point, tight);
    // w = s^2 maps the half line to a smooth, rapidly decaying integrand; the trapezoid needs no end corrections.
    let sumJ = 0;
    let sumI = 0;
    const step = 0.02;
    for (let k = -900; k <= 300; k++) {
      const omega = Math.exp(k * step);
      const spectral = spectralCurrents(dots, point, omega);
      sumJ += spectral.J * omega * step;
      sumI += spectral.I! * omega * step;
    }
    expect(sumJ / J).toBeCloseTo(1, 9);
    expect(sumI / I!).toBeCloseTo(1, 6);
  }, 120_000);

  it("agree with the fully numerical route, which knows nothing of digamma functions", () => {
    for (const point of [twoTerminal(10, 10, 0.75, 0.25), twoTerminal(9.5, 10.5, 0.3)]) {
      const closed = currents(dots, point, { tolerance: 1e-10 });
      const nested = currents(dots, point, { tolerance: 1e-7, method: "quadrature" });
      expect(Math.abs(closed.J - nested.J)).toBeLessThanOrEqual(closed.error.J + nested.error.J);
      expect(Math.abs(closed.I! - nested.I!)).toBeLessThanOrEqual(closed.error.I! + nested.error.I!);
      expect(Math.abs(nested.J / closed.J - 1)).toBeLessThan(1e-7);
    }
  }, 120_000);

  it("scale as the square of the coupling: lowest order", () => {
    const point = twoTerminal(9.7, 10.2, 0.4, 0.5);
    const ratio = currents(dotsWith({ coupling: 0.05 }), point, tight).J / currents(dots, point, tight).J;
    expect(ratio).toBeCloseTo(0.01, 13);
  });

  it("obey particle-hole symmetry about mu = 10", () => {
    for (const mu of [8, 9.2]) {
      const below = currents(dots, twoTerminal(mu, mu, 0.7, 0.4), tight);
      const above = currents(dots, twoTerminal(20 - mu, 20 - mu, 0.7, 0.4), tight);
      expect(above.J / below.J).toBeCloseTo(1, 10);
      expect(above.I! / below.I!).toBeCloseTo(1, 10);
    }
  });

  it("keep J and flip I when left and right are mirrored", () => {
    const junction = dotsWith({ gammaR: 0.2 });
    const mirror = dotsWith({ epsilonL: 9.5, epsilonR: 10.5, gammaL: 0.2 });
    const a = currents(junction, twoTerminal(9.1, 10.2, 0.6, 0.4), tight);
    const b = currents(mirror, twoTerminal(10.2, 9.1, 0.6, 0.4), tight);
    expect(b.J / a.J).toBeCloseTo(1, 10);
    expect(b.I! / a.I!).toBeCloseTo(-1, 10);
  });

  it("do not depend on the origin of energy or on the basis of the levels", () => {
    const point = twoTerminal(0.3, -0.4, 0.5, 0.8);
    const given = randomJunction(2, 1, randomSequence(21));
    const moved = junction({
      ...given,
      hamiltonian: given.hamiltonian.map((row, i) => row.map((z, j) => (i === j ? realPart(z) + 7 : z))),
    });
    const a = currents(given, point, tight);
    expect(currents(moved, twoTerminal(7.3, 6.6, 0.5, 0.8), tight).J / a.J).toBeCloseTo(1, 9);
    // Exchange of the two levels is the simplest change of basis.
    const exchange = <T>(rows: readonly (readonly T[])[]): T[][] => [
      [rows[1]![1]!, rows[1]![0]!],
      [rows[0]![1]!, rows[0]![0]!],
    ];
    const swapped = junction({
      ...given,
      hamiltonian: exchange(given.hamiltonian),
      electrodes: Object.fromEntries(
        Object.entries(given.electrodes).map(([name, electrode]) => [
          name,
          { broadening: exchange(broadeningOf(electrode)) },
        ]),
      ),
      modes: given.modes.map(({ omega, coupling }) => ({ omega, coupling: exchange(coupling) })),
    });
    expect(currents(swapped, point, tight).J / a.J).toBeCloseTo(1, 10);
  });

  it("have no rectification where the spectral functions are flat, and some where they are not", () => {
    const ratio = (width: number): number => {
      const junction = dotsWith({ gammaL: width, gammaR: width, coupling: width });
      const at = (deltaT: number): number => {
        const { electron, boson } = splitTemperatures(deltaT);
        return currents(junction, twoTerminal(9.6, 9.6, electron, boson), tight).J;
      };
      return rectificationRatio(at(0.6), at(-0.6));
    };
    expect(Math.abs(ratio(0.5))).toBeGreaterThan(0.05);
    expect(Math.abs(ratio(5e4))).toBeLessThan(1e-8);
    // R falls as the square of the width: the first energy-dependent term of a Lorentzian is quadratic.
    expect(ratio(400) / ratio(200)).toBeCloseTo(0.25, 2);
  });

  it("vanish for charge at mu_LR = Omega (1 - T_e/T_ph) when levels and mode are sharp, at Carnot efficiency", () => {
    const sharp = dotsWith({ gammaL: 1e-5, gammaR: 1e-5, gammaPh: 1e-5, coupling: 1e-6 });
    const [te, tph] = [0.4, 0.6];
    const stop = 1 - te / tph;
    const at = (bias: number): number =>
      electronCurrent(sharp, twoTerminal(10 + bias / 2, 10 - bias / 2, te, tph), { tolerance: 1e-6 }).I;
    const slope = (at(stop + 1e-3) - at(stop - 1e-3)) / 2e-3;
    expect(Math.abs(at(stop) / slope)).toBeLessThan(1e-4);
    // The hot mode drives electrons uphill, R to L against mu_LR > 0: one quantum, one electron.
    const { J, I } = currents(sharp, twoTerminal(10 + stop / 2 - 0.005, 10 - stop / 2 + 0.005, te, tph), {
      tolerance: 1e-6,
    });
    expect(J / I!).toBeCloseTo(1, 3);
    expect((stop - 0.01) / 1).toBeLessThan(1 - te / tph);
  });

  it("reduce to one oscillator between two baths at weak damping: J = w G_el (n_e - n_ph), golden rule", () => {
    const weak = dotsWith({ gammaPh: 1e-5 });
    const point = twoTerminal(9.9, 9.9, 0.6, 0.3);
    const { J } = currents(weak, point, { tolerance: 1e-8 });
    const lambda = ["LR", "RL"].reduce(
      (sum, pair) => sum + pairBath(weak, point, pair[0]!, pair[1]!).density(1),
      0,
    );
    // A_ph -> (pi/Omega) delta(w - Omega)
    const goldenRule = (lambda / 2) * (bose(1, 0.6) - bose(1, 0.3));
    expect(J / goldenRule).toBeCloseTo(1, 3);
  });

  it("approach those of equal electrode temperatures continuously, though they take another route there", () => {
    const point = (delta: number) => ({
      electrodes: { L: { mu: 10.2, temperature: 0.5 + delta }, R: { mu: 9.9, temperature: 0.5 - delta } },
      bath: { temperature: 0.4 },
    });
    const equal = currents(dots, point(0), tight);
    const nearly = currents(dots, point(1e-9), { tolerance: 1e-7 });
    expect(nearly.J / equal.J).toBeCloseTo(1, 7);
    expect(nearly.I! / equal.I!).toBeCloseTo(1, 7);
  });

  it("stay finite and honest for random operating points", () => {
    const next = randomSequence(31);
    const log = (from: number, to: number): number => from * (to / from) ** next();
    for (let k = 0; k < 150; k++) {
      const junction = dotsWith({
        gammaL: log(1e-3, 10),
        gammaR: log(1e-3, 10),
        gammaPh: log(1e-3, 3),
        omega: log(0.3, 3),
      });
      const point = twoTerminal(8 + 4 * next(), 8 + 4 * next(), log(0.01, 10), log(0.01, 10));
      const loose = currents(junction, point, { tolerance: 1e-6 });
      const sharp = currents(junction, point, { tolerance: 1e-11 });
      const context = JSON.stringify({ junction, point });
      for (const value of [loose.J, loose.I, loose.error.J, loose.error.I]) {
        expect(Number.isFinite(value), context).toBe(true);
      }
      expect(loose.converged, context).toBe(true);
      expect(Math.abs(loose.J - sharp.J), context).toBeLessThanOrEqual(loose.error.J + sharp.error.J);
      expect(Math.abs(loose.I! - sharp.I!), context).toBeLessThanOrEqual(loose.error.I! + sharp.error.I!);
    }
  }, 120_000);

  it("say so when roundoff forbids the requested tolerance", () => {
    // J crosses zero between the two biases; near the crossing no relative tolerance can be met for ever.
    let [low, high] = [-2.5, -1.5];
    const at = (bias: number) =>
      currents(dots, twoTerminal(10 + bias / 2, 10 - bias / 2, 0.2), { tolerance: 1e-12 });
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (at(middle).J > 0) low = middle;
      else high = middle;
    }
    const crossing = at(low);
    expect(crossing.converged).toBe(false);
    expect(Math.abs(crossing.J)).toBeLessThanOrEqual(crossing.error.J);
    expect(at(-1).converged).toBe(true);
  });
});

describe("currents, where the way to them matters", () => {
  it("are zero in equilibrium channel by channel, without a sign", () => {
    for (const { J, I, heat } of currents(dots, twoTerminal(9.3, 9.3, 0.5)).channels) {
      expect({ J, I, heat }).toEqual({ J: 0, I: 0, heat: { from: 0, to: 0 } });
    }
  });

  it("have an honest error at an exceptional point, where they are an average over neighbours", () => {
    const beside = (delta: number) => coalescing(0.25 + delta);
    const point = { electrodes: { L: { mu: 0.1, temperature: 0.3 } }, bath: { temperature: 0.6 } };
    const there = currents(beside(0), point);
    // symmetric in delta to second order, and the step is large enough for plain sums over poles
    const [above, below] = [1, -1].map((sign) => currents(beside(sign * 1e-3), point, tight).J);
    expect(there.J / ((above! + below!) / 2)).toBeCloseTo(1, 4);
    expect(there.converged).toBe(true);
    expect(there.error.J).toBeGreaterThan(1e-15 * Math.abs(there.J));
    expect(there.error.J).toBeLessThan(1e-8 * Math.abs(there.J));
    const [near, far] = [1e-9, 2e-9].map((delta) => currents(beside(delta), point).J);
    expect(Math.abs(near! / there.J - 1)).toBeLessThan(1e-7);
    expect(Math.abs(far! / there.J - 1)).toBeLessThan(1e-7);
  });

  it("come by quadrature when asked to, with the error of a quadrature", () => {
    const point = twoTerminal(9.5, 10.5, 0.4);
    const nested = currents(dots, point, { tolerance: 0.01, method: "quadrature" });
    const closed = currents(dots, point, { tolerance: 0.01 });
    expect(nested.J).not.toBe(closed.J);
    expect(Math.abs(nested.J - closed.J)).toBeLessThanOrEqual(nested.error.J + closed.error.J);
    expect(nested.J / closed.J).toBeCloseTo(1, 2);
  }, 120_000);

  it("accept any tolerance from 1e-13 to 0.1, both included", () => {
    const point = twoTerminal(9.5, 10.5, 0.4);
    for (const tolerance of [1e-13, 0.1]) {
      expect(currents(dots, point, { tolerance }).J).toBeCloseTo(currents(dots, point).J, 4);
    }
    expect(() => currents(dots, point, { tolerance: 0.11 })).toThrow("tolerance must be between");
  });
});

describe("options", () => {
  it.each<[string, object, string]>([
    [
      "a misspelt option",
      { tolerence: 1e-9 },
      'options has an unknown key "tolerence"; allowed are tolerance, method',
    ],
    ["a tolerance of zero", { tolerance: 0 }, "tolerance must be between 1e-13 and 0.1 (got 0)"],
    [
      "a tolerance beyond double precision",
      { tolerance: 1e-15 },
      "tolerance must be between 1e-13 and 0.1 (got 1e-15)",
    ],
    ["an unknown method", { method: "magic" }, 'method must be "closed-form" or "quadrature" (got "magic")'],
  ])("refuse %s", (_, options, message) => {
    expect(() => currents(dots, twoTerminal(10, 10, 1), options)).toThrow(message);
  });

  it("spectral currents refuse a negative frequency", () => {
    expect(() => spectralCurrents(dots, twoTerminal(10, 10, 1), -1)).toThrow(
      "omega must be a number >= 0 (got -1)",
    );
  });
});
