import { describe, expect, it } from "vitest";
import {
  bose,
  currents,
  ehpDensityOfStates,
  ehpRates,
  electronCurrent,
  type JunctionInput,
  junction,
  modeSpectralFunction,
  type OperatingPoint,
  rectificationRatio,
  spectralCurrents,
  splitTemperatures,
  twoTerminal,
} from "../lib/index.js";
import { realPart } from "../lib/special/complex.js";
import { broadeningOf, coalescing, dots, dotsWith, randomJunction } from "./devices.js";
import { randomSequence } from "./random.js";
import { reference } from "./reference.js";

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
    const device = dotsWith({
      epsilonL: 10.5 * s,
      epsilonR: 9.5 * s,
      gammaL: 0.5 * s,
      gammaR: 0.5 * s,
      omega: s,
      gammaPh: 0.5 * s,
      coupling: 0.5 * s ** 1.5,
    });
    const small = currents(dots, twoTerminal(9.8, 10.4, 0.4, 0.7), tight);
    const large = currents(device, twoTerminal(9.8 * s, 10.4 * s, 0.4 * s, 0.7 * s), tight);
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
    const device = dotsWith({ gammaR: 0.2 });
    const mirror = dotsWith({ epsilonL: 9.5, epsilonR: 10.5, gammaL: 0.2 });
    const a = currents(device, twoTerminal(9.1, 10.2, 0.6, 0.4), tight);
    const b = currents(mirror, twoTerminal(10.2, 9.1, 0.6, 0.4), tight);
    expect(b.J / a.J).toBeCloseTo(1, 10);
    expect(b.I! / a.I!).toBeCloseTo(-1, 10);
  });

  it("do not depend on the origin of energy or on the basis of the levels", () => {
    const point = twoTerminal(0.3, -0.4, 0.5, 0.8);
    const device = randomJunction(2, 1, randomSequence(21));
    const moved = junction({
      ...device,
      hamiltonian: device.hamiltonian.map((row, i) => row.map((z, j) => (i === j ? realPart(z) + 7 : z))),
    });
    const a = currents(device, point, tight);
    expect(currents(moved, twoTerminal(7.3, 6.6, 0.5, 0.8), tight).J / a.J).toBeCloseTo(1, 9);
    // Exchange of the two levels is the simplest change of basis.
    const exchange = <T>(rows: readonly (readonly T[])[]): T[][] => [
      [rows[1]![1]!, rows[1]![0]!],
      [rows[0]![1]!, rows[0]![0]!],
    ];
    const swapped = junction({
      ...device,
      hamiltonian: exchange(device.hamiltonian),
      electrodes: Object.fromEntries(
        Object.entries(device.electrodes).map(([name, electrode]) => [
          name,
          { broadening: exchange(broadeningOf(electrode)) },
        ]),
      ),
      modes: device.modes.map(({ omega, coupling }) => ({ omega, coupling: exchange(coupling) })),
    });
    expect(currents(swapped, point, tight).J / a.J).toBeCloseTo(1, 10);
  });

  it("have no rectification where the spectral functions are flat, and some where they are not", () => {
    const ratio = (width: number): number => {
      const device = dotsWith({ gammaL: width, gammaR: width, coupling: width });
      const at = (deltaT: number): number => {
        const { electron, boson } = splitTemperatures(deltaT);
        return currents(device, twoTerminal(9.6, 9.6, electron, boson), tight).J;
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
      (sum, pair) => sum + realPart(ehpDensityOfStates(weak, point, pair[0]!, pair[1]!, 1)[0]![0]!),
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
      const device = dotsWith({
        gammaL: log(1e-3, 10),
        gammaR: log(1e-3, 10),
        gammaPh: log(1e-3, 3),
        omega: log(0.3, 3),
      });
      const point = twoTerminal(8 + 4 * next(), 8 + 4 * next(), log(0.01, 10), log(0.01, 10));
      const loose = currents(device, point, { tolerance: 1e-6 });
      const sharp = currents(device, point, { tolerance: 1e-11 });
      const context = JSON.stringify({ device, point });
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

describe("spectral currents", () => {
  const unequal: OperatingPoint = {
    electrodes: { L: { mu: 10.3, temperature: 0.3 }, R: { mu: 9.8, temperature: 0.5 } },
    bath: { temperature: 0.4 },
  };

  it("are w/2 pi times the flux of the golden rule, at one temperature and at two", () => {
    for (const point of [unequal, twoTerminal(10.3, 9.8, 0.3, 0.4)]) {
      for (const omega of [0.4, 1.2]) {
        const { emission, absorption } = ehpRates(dots, point, "L", "R", omega);
        const n = bose(omega, 0.4);
        const spectrum = realPart(modeSpectralFunction(dots, omega)[0]![0]!);
        const flux = spectrum * ((1 + n) * realPart(emission[0]![0]!) - n * realPart(absorption[0]![0]!));
        const channel = spectralCurrents(dots, point, omega).channels[1]!;
        expect(channel.J / ((omega * flux) / (2 * Math.PI))).toBeCloseTo(1, 9);
        expect(channel.I! / (flux / (2 * Math.PI))).toBeCloseTo(1, 9);
      }
    }
  });

  it("exist for electrodes that are not wide-band", () => {
    const structured = junction({
      ...dots,
      electrodes: { ...dots.electrodes, L: { levels: [0], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    for (const point of [unequal, twoTerminal(10.3, 9.8, 0.3, 0.4)]) {
      const ratio = spectralCurrents(structured, point, 0.7).J / spectralCurrents(dots, point, 0.7).J;
      expect(ratio).toBeCloseTo(1, 8);
    }
  });

  it("vanish at w = 0 as w does, and refuse what is no frequency", () => {
    expect(spectralCurrents(dots, unequal, 0).J).toBe(0);
    for (const omega of [Number.NaN, Number.POSITIVE_INFINITY, -1e-9, "1" as never]) {
      expect(() => spectralCurrents(dots, unequal, omega)).toThrow("omega must be a number >= 0");
    }
  });
});

describe("the electron current", () => {
  const hybridised = junction({
    ...dots,
    hamiltonian: [
      [10.5, 0.2],
      [0.2, 9.5],
    ],
  });

  it("is left undefined where elastic transport competes, while J stays", () => {
    const { J, I, error, channels } = currents(hybridised, twoTerminal(10.5, 9.5, 0.3));
    expect(J).toBeGreaterThan(0);
    expect([I, error.I, ...channels.map((channel) => channel.I)]).toEqual(new Array(6).fill(undefined));
  });

  it("throws with its reason when asked for directly", () => {
    expect(() => electronCurrent(hybridised, twoTerminal(10, 10, 0.3))).toThrow(
      "the electron current is not available: electrons also cross this junction without a boson",
    );
    const single = junction({
      hamiltonian: [[1]],
      electrodes: { L: { broadening: [[1]] } },
      modes: [{ omega: 1, coupling: [[1]] }],
      damping: 1,
    });
    const point = { electrodes: { L: { mu: 0, temperature: 1 } }, bath: { temperature: 2 } };
    expect(() => electronCurrent(single, point)).toThrow("this junction has 1");
  });

  it("is refused where a broadening matrix connects levels of both electrodes, and for three electrodes", () => {
    const shared = junction({
      ...dots,
      electrodes: {
        L: {
          broadening: [
            [0.5, 0.5],
            [0.5, 0.5],
          ],
        },
        R: {
          broadening: [
            [0, 0],
            [0, 0.5],
          ],
        },
      },
    });
    expect(currents(shared, twoTerminal(10.2, 9.9, 0.4)).I).toBeUndefined();
    const third = junction({
      hamiltonian: [
        [10.5, 0, 0],
        [0, 9.5, 0],
        [0, 0, 5],
      ],
      electrodes: {
        L: {
          broadening: [
            [0.5, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
        },
        R: {
          broadening: [
            [0, 0, 0],
            [0, 0.5, 0],
            [0, 0, 0],
          ],
        },
        gate: {
          broadening: [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0.5],
          ],
        },
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.5, 0],
            [0.5, 0, 0],
            [0, 0, 0],
          ],
        },
      ],
      damping: 0.5,
    });
    const reservoir = { mu: 10, temperature: 0.4 };
    const point = { electrodes: { L: reservoir, R: reservoir, gate: reservoir }, bath: { temperature: 0.5 } };
    expect(() => electronCurrent(third, point)).toThrow("this junction has 3");
  });

  it("flows from L to R whatever the order in which the electrodes are named", () => {
    const reversed = junction({ ...dots, electrodes: { R: dots.electrodes.R!, L: dots.electrodes.L! } });
    const point = twoTerminal(10.4, 9.7, 0.3, 0.5);
    expect(currents(reversed, point).I! / currents(dots, point).I!).toBeCloseTo(1, 9);
  });

  it("has an error of its own", () => {
    const { I, error } = currents(dots, twoTerminal(8, 8, 0.3, 0.6));
    expect(error.I).not.toBe(error.J);
    expect(error.I! / Math.abs(I!)).toBeLessThan(1e-8);
  });

  it("equals the I of currents for the two-level junction", () => {
    const point = twoTerminal(10.4, 9.7, 0.3, 0.5);
    const { I, error } = electronCurrent(dots, point);
    const all = currents(dots, point);
    expect(Math.abs(I - all.I!)).toBeLessThanOrEqual(error + all.error.I!);
    expect(error).toBeLessThan(1e-8 * Math.abs(I));
  });
});

describe("hard cases", () => {
  const point = twoTerminal(10, 10, 1, 0.5);

  it("levels far narrower than roundoff of their energy still carry the golden-rule current", () => {
    // Sharp levels: J = I Omega, independent of the width as long as it is small.
    const narrow = currents(dotsWith({ gammaL: 1e-12, gammaR: 1e-12 }), point);
    const wider = currents(dotsWith({ gammaL: 1e-9, gammaR: 1e-9 }), point);
    expect(narrow.J / wider.J).toBeCloseTo(1, 6);
    expect(narrow.J).toBeGreaterThan(0.1);
  });

  it("a narrow level beside a very broad one is not taken for a dark state", () => {
    const J = (gammaR: number): number => currents(dotsWith({ gammaL: 1e-8, gammaR }), point).J * gammaR;
    // a width of 1e-15 of the largest broadening counts, for round-off is 2^-51 of it
    expect(J(1e7) / J(1e5)).toBeCloseTo(1, 4);
    expect(() => J(1e8)).toThrow("level 0 (counted from 0) is dark");
  });

  it("a spectator level, however broad or far, changes nothing", () => {
    const spectator = (energy: number, width: number) =>
      junction({
        hamiltonian: [
          [10.5, 0, 0],
          [0, 9.5, 0],
          [0, 0, energy],
        ],
        electrodes: {
          L: {
            broadening: [
              [1e-7, 0, 0],
              [0, 0, 0],
              [0, 0, width],
            ],
          },
          R: {
            broadening: [
              [0, 0, 0],
              [0, 1e-7, 0],
              [0, 0, 0],
            ],
          },
        },
        modes: [
          {
            omega: 1,
            coupling: [
              [0, 0.5, 0],
              [0.5, 0, 0],
              [0, 0, 0],
            ],
          },
        ],
        damping: 0.5,
      });
    const alone = currents(dotsWith({ gammaL: 1e-7, gammaR: 1e-7 }), point).J;
    expect(currents(spectator(1e9, 1), point).J / alone).toBeCloseTo(1, 6);
    expect(currents(spectator(0, 1e8), point).J / alone).toBeCloseTo(1, 6);
  });

  it("a dark combination of two levels carries nothing and spoils nothing", () => {
    // Both levels see electrode L through one combination; the other one is dark.
    const width = [
      [0.25, 0.25, 0],
      [0.25, 0.25, 0],
      [0, 0, 0],
    ];
    const device = junction({
      hamiltonian: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
      electrodes: {
        L: { broadening: width },
        R: {
          broadening: [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0.5],
          ],
        },
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0, 0.3],
            [0, 0, 0.3],
            [0.3, 0.3, 0],
          ],
        },
      ],
      damping: 0.5,
    });
    // The same in the basis of bright and dark states: one level of width 0.5, coupling 0.3 sqrt(2).
    const bright = dotsWith({ epsilonL: 1, epsilonR: 0, coupling: 0.3 * Math.SQRT2 });
    const at = twoTerminal(0.6, 0.4, 0.3, 0.5);
    expect(currents(device, at, tight).J / currents(bright, at, tight).J).toBeCloseTo(1, 10);
    expect(currents(device, at, tight).I! / currents(bright, at, tight).I!).toBeCloseTo(1, 10);
  });

  it("damping from a millionth of the energy to a thousand times it agrees with quadrature over frequency", () => {
    for (const gammaPh of [1e-6, 1e-3, 2, 2.0000001, 50, 1e3]) {
      const device = dotsWith({ gammaPh });
      const quick = currents(device, point, { tolerance: 1e-9 });
      const slow = currents(device, point, { tolerance: 1e-5, method: "quadrature" });
      expect(Math.abs(quick.J - slow.J), `gamma_ph = ${gammaPh}`).toBeLessThanOrEqual(
        quick.error.J + slow.error.J,
      );
      expect(quick.converged).toBe(true);
    }
  }, 120_000);

  it("coinciding poles of levels, mode and Bose functions do no harm", () => {
    // The mode's pole sqrt(1 - g^2/4) + i g/2 on the level pole 1 + i (gammaL + gammaR)/2, and on a Bose pole.
    const omega = Math.hypot(1, 0.5);
    const onLevel = dotsWith({ omega, gammaPh: 1, gammaL: 0.5, gammaR: 0.5 });
    const onBose = twoTerminal(10.5, 9.5, 0.5 / (2 * Math.PI), 0.4);
    const exactly = currents(onLevel, onBose, { tolerance: 1e-9 });
    const nearly = currents(dotsWith({ omega, gammaPh: 1.0001, gammaL: 0.5, gammaR: 0.5 }), onBose, {
      tolerance: 1e-9,
    });
    expect(exactly.converged).toBe(true);
    expect(nearly.J / exactly.J).toBeCloseTo(1, 3);
    const slow = currents(onLevel, onBose, { tolerance: 1e-6, method: "quadrature" });
    expect(Math.abs(exactly.J - slow.J)).toBeLessThanOrEqual(exactly.error.J + slow.error.J);
  });

  it("an exceptional point of the effective Hamiltonian is no exception", () => {
    const at = (hopping: number) => coalescing(hopping, 0.2);
    // eigenvalues coalesce at hopping = (1 - 0.2)/4
    const point = twoTerminal(0.2, -0.1, 0.3, 0.5);
    const there = currents(at(0.2), point, { tolerance: 1e-7 });
    const beside = [0.2 - 1e-4, 0.2 + 1e-4].map(
      (hopping) => currents(at(hopping), point, { tolerance: 1e-9 }).J,
    );
    expect(there.converged).toBe(true);
    expect(there.J / ((beside[0]! + beside[1]!) / 2)).toBeCloseTo(1, 6);
  });

  it("an exceptional point beside a narrow level takes no longer way than it needs", () => {
    const at = (coupling: number) =>
      junction({
        hamiltonian: [
          [1, coupling, 0, 0],
          [coupling, 1, 0, 0],
          [0, 0, 0.2, 0],
          [0, 0, 0, 0.5],
        ],
        electrodes: {
          L: {
            broadening: [
              [2, 0, 0, 0],
              [0, 0, 0, 0],
              [0, 0, 0, 0],
              [0, 0, 0, 0],
            ],
          },
          R: {
            broadening: [
              [0, 0, 0, 0],
              [0, 0, 0, 0],
              [0, 0, 0.6, 0],
              [0, 0, 0, 1e-6],
            ],
          },
        },
        modes: [
          {
            omega: 1,
            coupling: [
              [0, 0.1, 0.3, 0.2],
              [0.1, 0, 0.2, 0],
              [0.3, 0.2, 0, 0],
              [0.2, 0, 0, 0],
            ],
          },
        ],
        damping: 0.3,
      });
    const point = twoTerminal(1.2, 0.4, 0.3, 0.2);
    const there = currents(at(0.5), point, { tolerance: 1e-10 });
    const beside = [0.499, 0.501].map((coupling) => currents(at(coupling), point, { tolerance: 1e-10 }).J);
    expect(there.converged).toBe(true);
    expect(there.J / ((beside[0]! + beside[1]!) / 2)).toBeCloseTo(1, 5);
  });

  it("hot, cold, biased to the extreme: finite, converged, never NaN", () => {
    for (const extreme of [
      twoTerminal(10, 10, 0.01, 0.02),
      twoTerminal(10, 10, 1e4, 5e3),
      twoTerminal(10, 10, 0.02, 2),
      twoTerminal(400, -400, 0.5),
      twoTerminal(11, 9, 1e-3, 1e-3),
    ]) {
      const { J, I, error, converged } = currents(dots, extreme);
      for (const value of [J, I, error.J, error.I]) expect(Number.isFinite(value)).toBe(true);
      expect(converged, JSON.stringify(extreme)).toBe(true);
    }
  });

  it.each<[string, () => unknown, string]>([
    [
      "a mode that nothing damps",
      () => currents(dotsWith({ gammaPh: 1e-20 }), point),
      "damping must be such that every combination",
    ],
    [
      "two degenerate modes of which one combination is undamped",
      () =>
        currents(
          junction({
            ...dots,
            modes: [
              {
                omega: 1,
                coupling: [
                  [0, 0.5],
                  [0.5, 0],
                ],
              },
              {
                omega: 1,
                coupling: [
                  [0, 0.3],
                  [0.3, 0],
                ],
              },
            ],
            damping: [
              [0.5, 0.5],
              [0.5, 0.5],
            ],
          }),
          point,
        ),
      "damping must be such that every combination",
    ],
    [
      "a coupling beyond double precision",
      () => currents(dotsWith({ coupling: 1e200 }), point),
      "double precision",
    ],
    [
      "a bias beyond double precision",
      () => currents(dots, twoTerminal(1e300, -1e300, 1)),
      "double precision",
    ],
    [
      "a temperature that only zero is the limit of",
      () => currents(dots, twoTerminal(10, 10, 1e-70, 1)),
      "temperature of electrode L must be 0, or at least 1e-60 of the mode energies (got 1e-70)",
    ],
    ["temperatures beyond it", () => currents(dots, twoTerminal(10, 10, 1e300, 1)), "double precision"],
  ])("refuses %s with a clear error", (_, call, message) => {
    expect(call).toThrow(message);
  });

  it("zero coupling carries nothing, to a level without a width either", () => {
    for (const device of [dotsWith({ coupling: 0 }), dotsWith({ coupling: 0, gammaL: 0 })]) {
      const { J, I, converged } = currents(device, twoTerminal(11, 9, 0.3, 0.5));
      expect([J, I, converged]).toEqual([0, 0, true]);
    }
  });
});

describe("several modes and electrodes", () => {
  it("two uncoupled modes carry the sum of what each carries alone", () => {
    const point = twoTerminal(10.3, 9.8, 0.5, 0.3);
    const [first, second] = [
      {
        omega: 1,
        coupling: [
          [0, 0.5],
          [0.5, 0],
        ],
      },
      {
        omega: 1.7,
        coupling: [
          [0.1, 0.2],
          [0.2, -0.1],
        ],
      },
    ];
    const J = (modes: { omega: number; coupling: number[][] }[]): number =>
      currents(junction({ ...dots, modes, damping: 0.3 }), point, tight).J;
    expect(J([first!, second!]) / (J([first!]) + J([second!]))).toBeCloseTo(1, 11);
  });

  it("modes coupled through their bath are invariant under rotation when degenerate", () => {
    const point = twoTerminal(10.3, 9.8, 0.5, 0.3);
    const a = [
      [0, 0.5],
      [0.5, 0],
    ];
    const b = [
      [0.3, 0.1],
      [0.1, -0.2],
    ];
    const mix = (x: number, y: number) => a.map((row, i) => row.map((v, j) => x * v + y * b[i]![j]!));
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    const run = (couplings: number[][][], damping: number[][]): number =>
      currents(
        junction({ ...dots, modes: couplings.map((coupling) => ({ omega: 1, coupling })), damping }),
        point,
        tight,
      ).J;
    const plain = run(
      [a, b],
      [
        [0.5, 0],
        [0, 0.2],
      ],
    );
    const rotated = run(
      [mix(c, s), mix(-s, c)],
      [
        [0.5 * c * c + 0.2 * s * s, -0.3 * c * s],
        [-0.3 * c * s, 0.5 * s * s + 0.2 * c * c],
      ],
    );
    expect(rotated / plain).toBeCloseTo(1, 11);
  });

  it("an electrode split in two carries the same energy current", () => {
    const split = junction({
      ...dots,
      electrodes: {
        L: dots.electrodes.L!,
        R1: {
          broadening: [
            [0, 0],
            [0, 0.2],
          ],
        },
        R2: {
          broadening: [
            [0, 0],
            [0, 0.3],
          ],
        },
      },
    });
    const right = { mu: 9.6, temperature: 0.4 };
    const point = {
      electrodes: { L: { mu: 10.3, temperature: 0.4 }, R1: right, R2: right },
      bath: { temperature: 0.7 },
    };
    const whole = currents(dots, twoTerminal(10.3, 9.6, 0.4, 0.7), tight);
    const { J, I, channels } = currents(split, point, tight);
    expect(J / whole.J).toBeCloseTo(1, 11);
    expect(I).toBeUndefined();
    expect(channels).toHaveLength(9);
  });
});

interface HeatCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: {
    readonly J: string;
    readonly I?: string;
    readonly entropyProduction: string;
    readonly heat: Readonly<Record<string, string>>;
    readonly channels: readonly {
      readonly from: string;
      readonly to: string;
      readonly J: string;
      readonly heatFrom: string;
      readonly heatTo: string;
    }[];
  };
}

describe("heat and entropy agree with 18-digit values from nested high-precision quadrature:", () => {
  const { cases } = reference<{ cases: readonly HeatCase[] }>("heat");
  it.each(cases.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const tolerance = 1e-10;
    const { J, heat, entropyProduction, error, channels, converged } = currents(c.junction, c.point, {
      tolerance,
    });
    expect(converged).toBe(true);
    const { values } = c;
    expect(Math.abs(J - Number(values.J))).toBeLessThanOrEqual(error.J + 4e-16 * Math.abs(J));
    const largest = Math.max(...Object.values(values.heat).map((q) => Math.abs(Number(q))));
    for (const [name, exact] of Object.entries(values.heat)) {
      expect(Math.abs(heat![name]! - Number(exact)), `Q_${name}`).toBeLessThan(tolerance * largest);
      expect(Math.abs(heat![name]! - Number(exact)), `error of Q_${name}`).toBeLessThanOrEqual(
        error.heat![name]! + 4e-16 * largest,
      );
    }
    const sigma = Number(values.entropyProduction);
    expect(Math.abs(entropyProduction! - sigma), "sigma").toBeLessThan(tolerance * sigma);
    expect(Math.abs(entropyProduction! - sigma), "error of sigma").toBeLessThanOrEqual(
      error.entropyProduction! + 4e-16 * sigma,
    );
    const top = Math.max(
      ...values.channels.flatMap(({ heatFrom, heatTo }) => [Math.abs(+heatFrom), Math.abs(+heatTo)]),
    );
    for (const exact of values.channels) {
      const channel = channels.find(({ from, to }) => from === exact.from && to === exact.to)!;
      expect(Math.abs(channel.heat!.from - Number(exact.heatFrom))).toBeLessThan(tolerance * top);
      // the reference counts what is brought to the second electrode, the library what is taken out
      expect(Math.abs(channel.heat!.to + Number(exact.heatTo))).toBeLessThan(tolerance * top);
    }
  });

  it("are left undefined where electrons also cross without a boson, and entropy at T = 0", () => {
    const hybridised = junction({
      ...dots,
      hamiltonian: [
        [10.5, 0.2],
        [0.2, 9.5],
      ],
    });
    const { heat, entropyProduction, error } = currents(hybridised, twoTerminal(10.2, 9.9, 0.4, 0.6));
    expect([heat, entropyProduction, error.heat, error.entropyProduction]).toEqual(
      new Array(4).fill(undefined),
    );
    const cold = currents(dots, twoTerminal(10.6, 9.4, 0, 0.3));
    expect(cold.entropyProduction).toBeUndefined();
    expect(Number.isFinite(cold.heat!.L)).toBe(true);
  });
});

describe("electrodes of different temperatures", () => {
  it("have a finite flux where a frequency meets the distance of two levels of equal width, exactly and nearly", () => {
    const point = {
      electrodes: { L: { mu: 10.2, temperature: 0.5 }, R: { mu: 9.9, temperature: 0.3 } },
      bath: { temperature: 0.4 },
    };
    const J = (omega: number): number => spectralCurrents(dots, point, omega).J;
    for (const step of [1e-13, 1e-9, 1e-6, 3e-4]) {
      expect((J(1 - step) + J(1 + step)) / 2 / J(1)).toBeCloseTo(1, step > 1e-5 ? 5 : 10);
    }
  });
});

describe("zero temperature", () => {
  it("is the limit of low temperature: J, I and heats at T -> 0, electrons and bosons", () => {
    const at = (temperature: number) =>
      currents(dots, twoTerminal(11, 9.3, temperature), { tolerance: 1e-10 });
    const [cold, cool] = [at(0), at(1e-5)];
    expect(cold.converged).toBe(true);
    expect(cool.J / cold.J).toBeCloseTo(1, 8);
    expect(cool.I! / cold.I!).toBeCloseTo(1, 8);
    expect(cool.heat!.L! / cold.heat!.L!).toBeCloseTo(1, 8);
  });

  it("of the electrons alone, of the bosons alone, or of one electrode is continuous as well", () => {
    const point = (te: number, tr: number, tph: number): OperatingPoint => ({
      electrodes: { L: { mu: 10.7, temperature: te }, R: { mu: 9.6, temperature: tr } },
      bath: { temperature: tph },
    });
    for (const [zero, small] of [
      [point(0, 0, 0.4), point(1e-5, 1e-5, 0.4)],
      [point(0.4, 0.4, 0), point(0.4, 0.4, 1e-5)],
      [point(0, 0.3, 0.4), point(1e-5, 0.3, 0.4)],
    ] as const) {
      const a = currents(dots, zero, { tolerance: 1e-9 });
      const b = currents(dots, small, { tolerance: 1e-9 });
      expect(a.converged).toBe(true);
      expect(b.J / a.J).toBeCloseTo(1, 7);
      expect(b.I! / a.I!).toBeCloseTo(1, 7);
    }
  }, 120_000);

  it("everywhere, without bias, carries nothing", () => {
    const { J, I, converged } = currents(dots, twoTerminal(9, 9, 0));
    expect([J, I, converged]).toEqual([0, 0, true]);
  });
});

describe("electrodes whose density of states varies with energy", () => {
  const flat = (level: number, gamma: number) => ({
    levels: [level],
    selfEnergy: () => [[{ re: 0, im: -gamma / 2 }]],
  });

  it("give the wide-band currents where their self-energy is constant", () => {
    const device = junction({ ...dots, electrodes: { L: flat(0, 0.5), R: flat(1, 0.5) } });
    const point = twoTerminal(10.2, 9.9, 0.6, 0.4);
    const structured = currents(device, point, { tolerance: 1e-7 });
    const wide = currents(dots, point, tight);
    expect(structured.converged).toBe(true);
    expect(structured.J / wide.J).toBeCloseTo(1, 7);
    expect(structured.I! / wide.I!).toBeCloseTo(1, 7);
    expect(structured.heat!.L! / wide.heat!.L!).toBeCloseTo(1, 7);
  }, 120_000);

  it("approach the wide-band limit in first order of 1/bandwidth for a semi-infinite chain", () => {
    // Sigma = (t_c/t)^2 g, g = [e - e0 -+ sqrt((e - e0)^2 - 4 t^2)]/2 of a chain with hopping t, Gamma(e0) = gamma
    const chain = (level: number, gamma: number, hopping: number, centre: number) => ({
      levels: [level],
      edges: [centre - 2 * hopping, centre + 2 * hopping],
      selfEnergy: (energy: number) => {
        const x = (energy - centre) / (2 * hopping);
        const scale = gamma / 2;
        return [
          [
            Math.abs(x) < 1
              ? { re: scale * x, im: -scale * Math.sqrt(1 - x * x) }
              : { re: scale * (x - Math.sign(x) * Math.sqrt(x * x - 1)), im: 0 },
          ],
        ];
      },
    });
    const point = twoTerminal(10.1, 9.9, 0.3, 0.5);
    const wide = currents(dots, point, tight).J;
    const at = (hopping: number): number =>
      currents(
        junction({
          ...dots,
          electrodes: { L: chain(0, 0.5, hopping, 10), R: chain(1, 0.5, hopping, 10) },
        }),
        point,
        { tolerance: 1e-6 },
      ).J /
        wide -
      1;
    // the real part of Sigma pulls the levels to the band's centre: first order in 1/bandwidth
    const [narrow, broad] = [at(20), at(40)];
    expect(narrow / broad).toBeCloseTo(2, 1);
    expect(Math.abs(broad)).toBeLessThan(0.01);
  }, 120_000);

  it("refuse a state bound outside the band, which would be left out without a word", () => {
    const chain = (hopping: number, contact: number, centre: number) => ({
      levels: [1],
      edges: [centre - 2 * hopping, centre + 2 * hopping],
      selfEnergy: (energy: number) => {
        const x = (energy - centre) / (2 * hopping);
        const root = Math.sqrt(Math.abs(1 - x * x));
        const scale = contact ** 2 / hopping;
        return [
          [
            Math.abs(x) < 1
              ? { re: scale * x, im: -scale * root }
              : { re: scale * (x - Math.sign(x) * root), im: 0 },
          ],
        ];
      },
    });
    const use = (R: ReturnType<typeof chain>) =>
      currents(junction({ ...dots, electrodes: { L: dots.electrodes.L!, R } }), twoTerminal(9, 11, 0.25), {
        tolerance: 1e-3,
      });
    // level R at 9.5, band from 7 to 9
    expect(() => use(chain(0.5, 0.7, 8))).toThrow(
      /^level 1 \(counted from 0\) is dark: .* mode 0 couples it to other states.*\(bound outside a band/,
    );
    expect(use(chain(2, 0.7, 9)).converged).toBe(true);
  }, 120_000);

  it.each<[string, object, string]>([
    [
      "a misspelt selfEnergy",
      { levels: [1], selfenergy: () => [[0]] },
      "electrodes.R must be an object with `broadening`, or with `levels` and `selfEnergy`",
    ],
    [
      "a self-energy that is no function",
      { levels: [1], selfEnergy: 3 },
      "electrodes.R.selfEnergy must be a function",
    ],
    [
      "levels out of range",
      { levels: [2], selfEnergy: () => [[0]] },
      "electrodes.R.levels must be ascending indices",
    ],
    [
      "an edge that is no energy",
      { levels: [1], selfEnergy: () => [[0]], edges: [Number.NaN] },
      "electrodes.R.edges[0]",
    ],
  ])("refuse %s", (_, R, message) => {
    expect(() => junction({ ...dots, electrodes: { L: dots.electrodes.L!, R: R as never } })).toThrow(
      message,
    );
  });

  it("refuse a self-energy of the wrong shape or with gain where it is used, naming electrode and energy", () => {
    const use = (selfEnergy: () => unknown) => () =>
      currents(
        junction({
          ...dots,
          electrodes: { L: dots.electrodes.L!, R: { levels: [1], selfEnergy: selfEnergy as never } },
        }),
        twoTerminal(10, 10, 1),
      );
    expect(use(() => [[0, 0]])).toThrow(/selfEnergy of electrode R at energy .* must be a 1 x 1 matrix/);
    expect(use(() => [[{ re: 0, im: 0.1 }]])).toThrow("positive semidefinite");
    expect(use(() => [[Number.NaN]])).toThrow("finite numbers");
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

interface CurrentCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: Readonly<Record<string, string>>;
}

describe("the currents agree with 26-digit values from nested high-precision quadrature:", () => {
  const { cases } = reference<{ cases: readonly CurrentCase[] }>("currents");
  it.each(cases.map((c) => [c.name, c] as const))("%s", (_, c) => {
    const thermal =
      new Set(Object.values(c.point.electrodes).map(({ temperature }) => temperature)).size === 1;
    const tolerance = thermal ? 1e-11 : 1e-8;
    const { J, I, error, channels } = currents(c.junction, c.point, { tolerance });
    const exact = (key: string): number => Number(c.values[key]);
    const largest = Math.max(
      ...channels.map((channel) => Math.abs(exact(`J_${channel.from}${channel.to}`) || 0)),
    );
    expect(Math.abs(J / exact("J") - 1), "J").toBeLessThan(tolerance);
    expect(Math.abs(J - exact("J")), "error of J").toBeLessThanOrEqual(error.J + 4e-16 * Math.abs(J));
    for (const channel of channels) {
      const key = `J_${channel.from}${channel.to}`;
      if (c.values[key] !== undefined) {
        expect(Math.abs(channel.J - exact(key)), key).toBeLessThan(tolerance * largest);
      }
    }
    if (c.values.I !== undefined) {
      expect(Math.abs(I! / exact("I") - 1), "I").toBeLessThan(tolerance);
      expect(Math.abs(I! - exact("I")), "error of I").toBeLessThanOrEqual(error.I! + 4e-16 * Math.abs(I!));
    }
  });
});
