import { describe, expect, it } from "vitest";
import {
  currents,
  type Junction,
  junction,
  type OperatingPoint,
  totalCurrents,
  twoTerminal,
} from "../lib/index.js";
import { byPoles } from "../lib/pair-closed-form.js";
import { isExpanded, pairBaths } from "../lib/pairs.js";
import { putTwoLevelCurrents } from "../lib/two-level/currents.js";
import { reducedPairDensity } from "../lib/two-level/density.js";
import { type TwoLevelModel, twoLevelModelOf } from "../lib/two-level/model.js";
import { dots, dotsWith } from "./devices.js";
import { randomSequence } from "./random.js";

const paper: TwoLevelModel = twoLevelModelOf(dots)!.model;
const paperWith = (part: Partial<TwoLevelModel>): TwoLevelModel => ({ ...paper, ...part });

interface Point {
  readonly model: TwoLevelModel;
  readonly muL: number;
  readonly muR: number;
  readonly Te: number;
  readonly Tph: number;
}

interface Result {
  readonly delivers: boolean;
  readonly J: number;
  readonly I: number;
  readonly errorJ: number;
  readonly errorI: number;
}

function fast({ model, muL, muR, Te, Tph }: Point, tolerance = 1e-10): Result {
  const out = new Float64Array(4);
  const delivers = putTwoLevelCurrents(model, muL, muR, Te, Tph, tolerance, out);
  return { delivers, J: out[0]!, I: out[1]!, errorJ: out[2]!, errorI: out[3]! };
}

const deviceOf = (model: TwoLevelModel): Junction =>
  dotsWith({
    epsilonL: model.epsilonL,
    epsilonR: model.epsilonR,
    gammaL: model.gammaL,
    gammaR: model.gammaR,
    coupling: Math.sqrt(model.couplingSquared),
    omega: model.omega,
    gammaPh: model.gammaPh,
  });
const pointOf = ({ muL, muR, Te, Tph }: Point): OperatingPoint => twoTerminal(muL, muR, Te, Tph);

/** Differences to the general route, in units of the sum of both error estimates. */
function disagreement(point: Point, tolerance: number): { J: number; I: number; delivers: boolean } {
  const quick = fast(point, tolerance);
  const general = currents(deviceOf(point.model), pointOf(point), { tolerance });
  return {
    J: Math.abs(quick.J - general.J) / (quick.errorJ + general.error.J),
    I: Math.abs(quick.I - general.I!) / (quick.errorI + general.error.I!),
    delivers: quick.delivers,
  };
}

describe("the numbers of a two-level junction", () => {
  it("are read off the junction of Fig. 2, also with a complex coupling and other names", () => {
    const reading = twoLevelModelOf(
      junction({
        ...dots,
        electrodes: { source: dots.electrodes.L!, drain: dots.electrodes.R! },
        modes: [
          {
            omega: 1,
            coupling: [
              [0, { re: 0.3, im: 0.4 }],
              [{ re: 0.3, im: -0.4 }, 0],
            ],
          },
        ],
      }),
    )!;
    expect(reading.left).toBe("source");
    expect(reading.right).toBe("drain");
    expect(reading.model.couplingSquared).toBeCloseTo(0.25, 15);
    expect(reading.model).toMatchObject({
      epsilonL: 10.5,
      epsilonR: 9.5,
      gammaL: 0.5,
      omega: 1,
      gammaPh: 0.5,
    });
  });

  it("belong to levels, not to the order of electrodes", () => {
    const { L, R } = dots.electrodes;
    const reading = twoLevelModelOf(
      junction({ ...dotsWith({ gammaR: 0.3 }), electrodes: { A: R!, B: L! } }),
    )!;
    expect([reading.left, reading.right]).toEqual(["B", "A"]);
    expect(reading.model.epsilonL).toBe(10.5);
  });

  it("are read once per junction", () => {
    expect(twoLevelModelOf(dots)).toBe(twoLevelModelOf(dots));
  });

  it("do not exist for any other junction", () => {
    const zero = [
      [0, 0],
      [0, 0],
    ];
    const hopping = [
      [10.5, 0.1],
      [0.1, 9.5],
    ];
    const diagonal = [
      [0.1, 0.5],
      [0.5, 0],
    ];
    const both = [
      [0.5, 0],
      [0, 0.1],
    ];
    expect(twoLevelModelOf(junction({ ...dots, hamiltonian: hopping }))).toBeUndefined();
    expect(twoLevelModelOf(junction({ ...dots, modes: [{ omega: 1, coupling: diagonal }] }))).toBeUndefined();
    expect(
      twoLevelModelOf(junction({ ...dots, modes: [...dots.modes, ...dots.modes], damping: 0.5 })),
    ).toBeUndefined();
    expect(twoLevelModelOf(dotsWith({ gammaL: 0 }))).toBeUndefined();
    for (const electrodes of [
      { L: { broadening: both }, R: dots.electrodes.R! },
      { L: dots.electrodes.L!, R: dots.electrodes.L! },
      { ...dots.electrodes, tip: { broadening: zero } },
      { L: dots.electrodes.L! },
    ]) {
      expect(twoLevelModelOf(junction({ ...dots, electrodes }))).toBeUndefined();
    }
  });
});

describe("the reduced pair density of two levels", () => {
  it("has the reference values of 40-digit arithmetic", () => {
    // Lambda^{RL}(w) = -Lambda^{LR}(-w)
    for (const [omega, value] of [
      [1, 0.24195418410781966],
      [-1, 0.011790350184342876],
      [0.3, 0.0243548783937294 / 0.3],
      [2, 0.0877588185786172 / 2],
    ] as const) {
      expect(Math.abs(reducedPairDensity(paper, 10, 10, 1, omega) / value - 1)).toBeLessThan(1e-15);
    }
  });

  it("is smooth where the plain formula is 0/0: at w = mu_LR, w = 0, the resonance, equal broadenings", () => {
    for (const gammaR of [0.5, 0.5 * (1 + 1e-12), 0.5 * (1 + 1e-8)]) {
      const model = paperWith({ gammaR });
      for (const special of [0.3, 0, 1]) {
        const here = reducedPairDensity(model, 10.2, 9.9, 0.4, special);
        for (const step of [1e-15, 1e-12, 1e-9]) {
          const near = reducedPairDensity(model, 10.2, 9.9, 0.4, special + step);
          expect(Math.abs(near / here - 1)).toBeLessThan(5e-15 + 20 * step);
        }
      }
    }
  });

  it("agrees with the pole sum of the general junction", () => {
    const next = randomSequence(5);
    for (let k = 0; k < 500; k++) {
      const { model, muL, muR, Te } = moderatePoint(next);
      const bath = pairBaths(deviceOf(model), twoTerminal(muL, muR, Te))[1]!;
      const omega = 6 * (next() - 0.5);
      if (!isExpanded(bath)) throw new Error("wide-band electrodes expected");
      const { matrix, error } = byPoles(bath, omega);
      const value = reducedPairDensity(model, muL, muR, Te, omega);
      expect(value).toBeGreaterThan(0);
      expect(Math.abs(value - matrix.re[0]!)).toBeLessThanOrEqual(error);
    }
  });
});

/** Parameters as in the paper's figures, some way around. */
function moderatePoint(next: () => number): Point {
  const between = (a: number, b: number): number => a + (b - a) * next();
  const decades = (a: number, b: number): number => a * (b / a) ** next();
  return {
    model: {
      epsilonL: between(9, 11),
      epsilonR: between(9, 11),
      gammaL: decades(0.02, 2),
      gammaR: decades(0.02, 2),
      couplingSquared: 0.25,
      omega: between(0.5, 2),
      gammaPh: decades(1e-3, 2.2),
    },
    muL: between(8, 12),
    muR: between(8, 12),
    Te: between(0.05, 3),
    Tph: between(0.05, 3),
  };
}

/** Everything the rule has to survive: narrow and wide, hot and cold, special values one on top of the other. */
function extremePoint(next: () => number): Point {
  const between = (a: number, b: number): number => a + (b - a) * next();
  const decades = (a: number, b: number): number => a * (b / a) ** next();
  const pick = <T>(...values: T[]): T => values[Math.floor(next() * values.length)]!;
  const omega = between(0.5, 2);
  const epsilonL = between(9, 11);
  const gammaL = decades(1e-6, 10);
  const Te = decades(0.01, 5);
  const model = {
    epsilonL,
    epsilonR: next() < 0.2 ? epsilonL + pick(0, omega, -omega) : between(9, 11),
    gammaL,
    gammaR: next() < 0.2 ? gammaL * (1 + pick(0, 1e-12, 1e-8)) : decades(1e-6, 10),
    couplingSquared: 0.25,
    omega,
    gammaPh: omega * (next() < 0.1 ? pick(2, 2 + 1e-12, 2 - 1e-6) : decades(1e-6, 10)),
  };
  const muL = next() < 0.1 ? epsilonL : between(8, 12);
  const gap = model.epsilonL - model.epsilonR;
  return {
    model,
    muL,
    muR: next() < 0.4 ? muL - pick(0, omega, -omega, gap, 1e-12) : between(8, 12),
    Te,
    Tph: next() < 0.2 ? Te * pick(1, 2, 0.5, 3, 1 + 1e-9) : Te * decades(0.01, 100),
  };
}

describe("the currents of two levels", () => {
  const references = [
    {
      point: { model: paper, muL: 10, muR: 10, Te: 1.5, Tph: 0.5 },
      J: 0.05002017262531552,
      I: 0.04425100714643946,
    },
    {
      point: { model: paper, muL: 8, muR: 8, Te: 1, Tph: 1.4 },
      J: -0.014119642657239088,
      I: -0.012039399306600015,
    },
    {
      point: { model: paperWith({ gammaPh: 0.02 }), muL: 10, muR: 10, Te: 0.75, Tph: 1.25 },
      J: -0.07373277375399426,
      I: -0.06750078892384018,
    },
  ];

  it.each(references)("have the reference values $J and $I of 22 digits", ({ point, J, I }) => {
    const quick = fast(point, 1e-12);
    expect(quick.delivers).toBe(true);
    expect(Math.abs(quick.J / J - 1)).toBeLessThan(1e-13);
    expect(Math.abs(quick.I / I - 1)).toBeLessThan(1e-13);
    // The references are for decimal inputs, some of which are not doubles.
    expect(Math.abs(quick.J - J)).toBeLessThan(quick.errorJ + 2e-15);
    expect(Math.abs(quick.I - I)).toBeLessThan(quick.errorI + 2e-15);
  });

  it.each([1e-4, 1e-6, 1e-8, 1e-10, 1e-12])("meet the tolerance %g, and the error says so", (tolerance) => {
    for (const { point, J, I } of references) {
      const { delivers, errorJ, errorI, ...quick } = fast(point, tolerance);
      expect(delivers).toBe(true);
      expect(errorJ).toBeLessThanOrEqual(tolerance * Math.abs(J));
      expect(errorI).toBeLessThanOrEqual(tolerance * Math.abs(I));
      expect(Math.abs(quick.J - J)).toBeLessThan(errorJ + 2e-15);
      expect(Math.abs(quick.I - I)).toBeLessThan(errorI + 2e-15);
    }
  });

  it("agree with the general route on the half line within both error estimates", () => {
    const next = randomSequence(31);
    let beyond = 0;
    for (let k = 0; k < 400; k++) {
      const { J, I, delivers } = disagreement(moderatePoint(next), 1e-12);
      if (delivers) beyond += J > 1 || I > 1 ? 1 : 0;
    }
    expect(beyond).toBe(0);
  });

  it("are refused for less than one moderate point in a hundred at ten digits", () => {
    const next = randomSequence(32);
    let refused = 0;
    for (let k = 0; k < 3000; k++) if (!fast(moderatePoint(next)).delivers) refused++;
    expect(refused).toBeLessThan(30);
  });

  const special: readonly (readonly [string, Partial<TwoLevelModel>, number, number, number, number])[] = [
    ["bias at the mode's energy", {}, 10.5, 9.5, 0.3, 0.5],
    ["reverse bias at the mode's energy", {}, 9.5, 10.5, 0.3, 0.5],
    ["no bias", {}, 10, 10, 0.3, 0.5],
    ["next to no bias", {}, 10 + 1e-9, 10, 0.3, 0.5],
    ["mode and level at one place", { gammaPh: 1 }, 10.3, 10.1, 0.7, 0.4],
    ["mode and level a millionth apart", { gammaPh: 1 + 1e-6 }, 10.3, 10.1, 0.7, 0.4],
    ["critical damping", { gammaPh: 2 }, 10, 10.2, 0.7, 0.4],
    ["almost critical damping", { gammaPh: 2 + 1e-9 }, 10, 10.2, 0.7, 0.4],
    ["overdamping", { gammaPh: 10 }, 10, 10.2, 0.7, 0.4],
    ["Bose ladders that share every second rung", {}, 10, 10, 0.4, 0.8],
    ["a level on a psi ladder", { gammaL: 0.6 }, 10.5, 9.7, 0.3 / Math.PI, 0.4],
    ["both levels on psi ladders", { gammaL: 0.6, gammaR: 0.6 }, 10.5, 9.5, 0.3 / Math.PI, 0.4],
    ["the mode on a psi ladder", { gammaPh: 1, omega: Math.sqrt(1.25) }, 10.5, 9.9, 0.25 / Math.PI, 0.4],
    [
      "the mode on the electrons' Bose ladder",
      { gammaPh: 1, omega: Math.sqrt(1.25) },
      11,
      10,
      0.25 / Math.PI,
      0.4,
    ],
    ["an overdamped mode on its bath's Bose ladder", { gammaPh: 2.5 }, 10, 10, 0.5, 0.25 / Math.PI],
    ["the level on a Bose ladder", { epsilonR: 10.5 }, 10.2, 10.5, 0.5, 0.25 / Math.PI],
    ["psi ladder on the bath's Bose ladder", {}, 9.5, 10, 0.25 / Math.PI, 0.25 / Math.PI],
    ["psi ladder on the electrons' Bose ladder", { gammaR: 2 }, 10, 9.5, 1 / Math.PI, 0.3],
    ["a psi ladder on every rung of a Bose ladder", {}, 10.5, 9.5, 0.25 / Math.PI, 0.4],
    ["degenerate levels, no current by symmetry", { epsilonL: 10, epsilonR: 10 }, 10.3, 10.3, 0.3, 0.5],
    ["broadenings apart by 1e-12", { gammaR: 0.5 * (1 + 1e-12) }, 10, 10.1, 0.3, 0.5],
    ["narrow levels", { gammaL: 1e-6, gammaR: 1e-6 }, 10, 10.1, 0.3, 0.5],
    ["wide levels", { gammaL: 10, gammaR: 10 }, 10, 10.1, 0.3, 0.5],
    ["a mode that is hardly damped", { gammaPh: 1e-6 }, 10, 10.1, 0.3, 0.5],
    ["deep cold", {}, 10, 10, 0.01, 0.02],
    ["cold electrons, a hot mode", {}, 10, 10, 0.01, 1],
    ["hot electrons, a cold mode", {}, 10, 10, 1, 0.01],
    ["great heat", {}, 10, 10, 300, 3],
    ["a hundred quanta of bias", {}, 60, -40, 0.3, 0.5],
  ];

  it.each(special)("are right and delivered at special points: %s", (_, part, muL, muR, Te, Tph) => {
    const { J, I, delivers } = disagreement({ model: paperWith(part), muL, muR, Te, Tph }, 1e-10);
    expect(delivers).toBe(true);
    expect(J).toBeLessThanOrEqual(1);
    expect(I).toBeLessThanOrEqual(1);
  });

  it("are exactly zero in equilibrium, with no error", () => {
    expect(fast({ model: paper, muL: 9.3, muR: 9.3, Te: 0.7, Tph: 0.7 })).toEqual({
      delivers: true,
      J: 0,
      I: 0,
      errorJ: 0,
      errorI: 0,
    });
  });

  it("are exactly zero without coupling", () => {
    const model = paperWith({ couplingSquared: 0 });
    const { J, I, errorJ, errorI } = fast({ model, muL: 10, muR: 9, Te: 0.7, Tph: 0.4 });
    expect([J, I, errorJ, errorI]).toEqual([0, 0, 0, 0]);
  });

  it("are linear in a small difference of temperatures or of chemical potentials, to all digits", () => {
    const at = (Tph: number, muL: number): Result => fast({ model: paper, muL, muR: 9.8, Te: 0.5, Tph });
    for (const [small, large, ratio] of [
      [at(0.5 + 2 ** -40, 9.8), at(0.5 + 2 ** -34, 9.8), 64],
      [at(0.5, 9.8 + 2 ** -38), at(0.5, 9.8 + 2 ** -32), 64],
    ] as const) {
      expect(small.delivers && large.delivers).toBe(true);
      expect(large.J / small.J / ratio).toBeCloseTo(1, 8);
      expect(large.I / small.I / ratio).toBeCloseTo(1, 8);
    }
  });

  it("obey Onsager's relation: dI/dX_J = dJ/dX_I", () => {
    const T = 0.5;
    const step = 2 ** -20;
    // X_J = 1/T_ph - 1/T_e, X_I = mu_LR/T_e
    const J = (step: number): number => fast({ model: paper, muL: 9.9 + step, muR: 9.9, Te: T, Tph: T }).J;
    const I = (step: number): number =>
      fast({ model: paper, muL: 9.9, muR: 9.9, Te: T, Tph: 1 / (1 / T + step) }).I;
    const left = (J(step) - J(-step)) / ((2 * step) / T);
    const right = (I(step) - I(-step)) / (2 * step);
    expect(left / right).toBeCloseTo(1, 8);
  });

  it("keep J and flip I when left and right are mirrored; particle-hole symmetry keeps both", () => {
    const next = randomSequence(41);
    for (let k = 0; k < 300; k++) {
      const { model, muL, muR, Te, Tph } = moderatePoint(next);
      const { epsilonL, epsilonR, gammaL, gammaR } = model;
      const here = fast({ model, muL, muR, Te, Tph });
      const exchanged = { ...model, epsilonL: epsilonR, epsilonR: epsilonL, gammaL: gammaR, gammaR: gammaL };
      const mirror = fast({ model: exchanged, muL: muR, muR: muL, Te, Tph });
      const holes = fast({
        model: { ...exchanged, epsilonL: 20 - epsilonR, epsilonR: 20 - epsilonL },
        muL: 20 - muR,
        muR: 20 - muL,
        Te,
        Tph,
      });
      if (!(here.delivers && mirror.delivers && holes.delivers)) continue;
      // 20 - mu is rounded: the third point is not exactly the image of the first.
      const slack = 1e-12;
      expect(Math.abs(mirror.J - here.J)).toBeLessThanOrEqual(mirror.errorJ + here.errorJ);
      expect(Math.abs(mirror.I + here.I)).toBeLessThanOrEqual(mirror.errorI + here.errorI);
      expect(Math.abs(holes.J - here.J)).toBeLessThanOrEqual(
        holes.errorJ + here.errorJ + slack * Math.abs(here.J),
      );
      expect(Math.abs(holes.I - here.I)).toBeLessThanOrEqual(
        holes.errorI + here.errorI + slack * Math.abs(here.I),
      );
    }
  });

  it("obey the second law: J(1/T_ph - 1/T_e) + mu_LR I/T_e >= 0", () => {
    const next = randomSequence(43);
    for (let k = 0; k < 2000; k++) {
      const point = extremePoint(next);
      const { J, I, errorJ, errorI, delivers } = fast(point);
      if (!delivers) continue;
      const { Te, Tph } = point;
      const bias = (point.muL - point.muR) / Te;
      const drive = (Te - Tph) / (Te * Tph);
      const entropy = J * drive + I * bias;
      expect(entropy).toBeGreaterThanOrEqual(-(errorJ * Math.abs(drive) + errorI * Math.abs(bias)));
    }
  });

  it("scale as |m|^2 and, with all energies, as energy^2 (J) and energy (I)", () => {
    const a = fast({ model: paper, muL: 9.8, muR: 10.4, Te: 0.4, Tph: 0.7 });
    const s = 3.7;
    const scaled: TwoLevelModel = {
      epsilonL: paper.epsilonL * s,
      epsilonR: paper.epsilonR * s,
      gammaL: paper.gammaL * s,
      gammaR: paper.gammaR * s,
      couplingSquared: 4 * paper.couplingSquared * s ** 3,
      omega: paper.omega * s,
      gammaPh: paper.gammaPh * s,
    };
    const b = fast({ model: scaled, muL: 9.8 * s, muR: 10.4 * s, Te: 0.4 * s, Tph: 0.7 * s });
    expect(b.J / (4 * s * s * a.J)).toBeCloseTo(1, 10);
    expect(b.I / (4 * s * a.I)).toBeCloseTo(1, 10);
  });

  it("are numbers with errors whenever they are delivered, over 20,000 extreme points and all tolerances", () => {
    const next = randomSequence(42);
    let delivered = 0;
    for (let k = 0; k < 20_000; k++) {
      const { delivers, J, I, errorJ, errorI } = fast(extremePoint(next), 10 ** (-4 - 8 * next()));
      if (!delivers) continue;
      delivered++;
      if (!(Number.isFinite(J + I) && errorJ >= 0 && errorI >= 0 && Number.isFinite(errorJ + errorI)))
        expect({ J, I, errorJ, errorI }).toBe("four finite numbers");
    }
    expect(delivered).toBeGreaterThan(16_000);
  });

  it("at loose and tight tolerance differ by no more than the errors say, over extreme points", () => {
    const next = randomSequence(44);
    let compared = 0;
    let beyond = 0;
    for (let k = 0; k < 3000; k++) {
      const point = extremePoint(next);
      const loose = fast(point, 1e-7);
      const tight = fast(point, 1e-12);
      if (!(loose.delivers && tight.delivers)) continue;
      compared++;
      const apartJ = Math.abs(loose.J - tight.J) > loose.errorJ + tight.errorJ;
      const apartI = Math.abs(loose.I - tight.I) > loose.errorI + tight.errorI;
      if (apartJ || apartI) beyond++;
    }
    expect(compared).toBeGreaterThan(2000);
    expect(beyond).toBeLessThanOrEqual(compared / 1000);
  });

  it("are refused where a temperature is not positive", () => {
    expect(fast({ model: paper, muL: 10, muR: 10, Te: 0, Tph: 0.5 }).delivers).toBe(false);
    expect(fast({ model: paper, muL: 10, muR: 10, Te: 0.5, Tph: 0 }).delivers).toBe(false);
  });
});

describe("J and I alone", () => {
  it("are finite, with finite errors, at a hundred thousand random operating points", () => {
    const next = randomSequence(100);
    const log = (from: number, to: number): number => from * (to / from) ** next();
    const devices = Array.from({ length: 200 }, () =>
      dotsWith({
        epsilonL: 10 + next(),
        epsilonR: 10 - next(),
        gammaL: log(0.02, 2),
        gammaR: log(0.02, 2),
        omega: log(0.5, 2),
        gammaPh: log(1e-3, 2.2),
      }),
    );
    let worst = 0;
    for (let k = 0; k < 100_000; k++) {
      const point = twoTerminal(8 + 4 * next(), 8 + 4 * next(), log(0.05, 3), log(0.05, 3));
      const { J, I, error } = totalCurrents(devices[k % 200]!, point, { tolerance: 1e-8 });
      if (!(Number.isFinite(J) && Number.isFinite(I!) && error.J >= 0 && error.I! >= 0)) {
        expect.fail(JSON.stringify({ device: devices[k % 200], point, J, I, error }));
      }
      worst = Math.max(worst, error.J / Math.abs(J));
    }
    expect(worst).toBeLessThan(1e-6);
  }, 60_000);

  it("agree with the general route within their errors, whichever way the electrodes are named", () => {
    const next = randomSequence(101);
    for (let k = 0; k < 100; k++) {
      const device = dotsWith({ gammaL: 0.1 + next(), gammaR: 0.1 + next(), epsilonL: 9.8 + next() });
      const { L, R } = device.electrodes;
      const point = twoTerminal(9 + 2 * next(), 9 + 2 * next(), 0.1 + next(), 0.1 + next());
      const exact = currents(device, point, { tolerance: 1e-12 });
      for (const same of [device, junction({ ...device, electrodes: { R: R!, L: L! } })]) {
        const { J, I, error, converged } = totalCurrents(same, point, { tolerance: 1e-6 });
        expect(converged).toBe(true);
        expect(Math.abs(J - exact.J)).toBeLessThanOrEqual(error.J + exact.error.J);
        expect(Math.abs(I! - exact.I!)).toBeLessThanOrEqual(error.I! + exact.error.I!);
      }
    }
  });

  it("take the general route where the two-level core does not apply", () => {
    const unequal = {
      electrodes: { L: { mu: 10.2, temperature: 0.5 }, R: { mu: 9.9, temperature: 0.3 } },
      bath: { temperature: 0.4 },
    };
    const hybridised = junction({
      ...dots,
      hamiltonian: [
        [10.5, 0.1],
        [0.1, 9.5],
      ],
    });
    for (const [device, point] of [
      [dots, unequal],
      [dots, twoTerminal(10.2, 9.9, 0, 0.4)],
      [hybridised, twoTerminal(10.2, 9.9, 0.4)],
    ] as const) {
      const { J, I, error } = currents(device, point);
      expect(totalCurrents(device, point)).toMatchObject({ J, I, error: { J: error.J, I: error.I } });
    }
  });
});
