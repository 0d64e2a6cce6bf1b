import { describe, expect, it } from "vitest";
import {
  type JunctionInput,
  junction,
  type OperatingPoint,
  pairBath,
  twoTerminal,
} from "../../lib/solver/index.js";
import { toRows } from "../../lib/solver/linear/matrix.js";
import { reducedDensityOfStates } from "../../lib/solver/pairs/pair-density.js";
import { reducedByQuadrature } from "../../lib/solver/pairs/pair-quadrature.js";
import { electrodePair, electrodePairs, isSilent } from "../../lib/solver/pairs/pairs.js";
import { type ComplexLike, imaginaryPart, realPart } from "../../lib/solver/special/complex.js";
import { bose } from "../../lib/solver/special/distributions.js";
import { coalescing, dots, dotsWith, randomJunction, ratesOf } from "../junctions.js";
import { randomSequence } from "../random.js";
import { type ReferenceComplex, reference } from "../reference.js";

interface LambdaCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: Omit<OperatingPoint, "bath">;
  readonly w: number;
  readonly values: readonly {
    readonly pair: readonly [string, string];
    readonly x: string;
    readonly lambda: readonly (readonly ReferenceComplex[])[];
    readonly emission: readonly (readonly ReferenceComplex[])[];
    readonly absorption: readonly (readonly ReferenceComplex[])[];
    readonly lambdaOverX?: readonly (readonly ReferenceComplex[])[] | null;
    readonly lambdaMomentOverX?: readonly (readonly ReferenceComplex[])[] | null;
  }[];
}

/** Largest deviation of a matrix from its reference, relative to sqrt(diagonal x diagonal) of `scales`. */
function deviation(
  rows: readonly (readonly ComplexLike[])[],
  exact: readonly (readonly ReferenceComplex[])[],
  scales = exact,
): number {
  let worst = 0;
  exact.forEach((row, m) => {
    row.forEach((z, n) => {
      const scale = Math.sqrt(Math.abs(Number(scales[m]![m]!.re) * Number(scales[n]![n]!.re)));
      const difference = Math.hypot(
        realPart(rows[m]![n]!) - Number(z.re),
        imaginaryPart(rows[m]![n]!) - Number(z.im),
      );
      worst = Math.max(worst, scale === 0 ? difference : difference / scale);
    });
  });
  return worst;
}

/** The one of two rate matrices that dominates. */
const larger = <T extends readonly (readonly ReferenceComplex[])[]>(a: T, b: T): T =>
  Number(a[0]![0]!.re) > Number(b[0]![0]!.re) ? a : b;

const one = (rows: readonly (readonly ComplexLike[])[]): number => realPart(rows[0]![0]!);
const { cases } = reference<{ cases: readonly LambdaCase[] }>("lambda");
const large = reference<{ cases: readonly LambdaCase[] }>("lambda-large").cases;

describe("the EHP density of states", () => {
  it.each([...cases, ...large].map((c) => [c.name, c] as const))(
    "agrees with 30-digit quadrature: %s",
    (_, c) => {
      const point = { ...c.point, bath: { temperature: 1 } };
      // With unequal temperatures Lambda may vanish by symmetry alone; its scale is then that of the rates.
      const thermal =
        new Set(Object.values(c.point.electrodes).map(({ temperature }) => temperature)).size === 1;
      for (const { pair, lambda, emission, absorption } of c.values) {
        const [from, to] = pair;
        expect(
          deviation(
            pairBath(c.junction, point, from, to).densityMatrix(c.w),
            lambda,
            thermal ? lambda : larger(emission, absorption),
          ),
          `Lambda ${pair}`,
        ).toBeLessThan(1e-11);
        const rates = ratesOf(pairBath(c.junction, point, from, to), c.w);
        expect(deviation(rates.emission, emission), `emission ${pair}`).toBeLessThan(1e-11);
        expect(deviation(rates.absorption, absorption), `absorption ${pair}`).toBeLessThan(1e-11);
      }
    },
  );

  it.each(large.map((c) => [c.name, c] as const))(
    "keeps its digits as Lambda/x, and so does its first moment: %s",
    (_, c) => {
      const given = junction(c.junction);
      for (const { pair, lambdaOverX, lambdaMomentOverX } of c.values) {
        if (!lambdaOverX || !lambdaMomentOverX) continue;
        const point = { ...c.point, bath: { temperature: 1 } };
        const { matrix, moment } = reducedDensityOfStates(electrodePair(given, point, pair[0], pair[1]), c.w);
        expect(deviation(toRows(matrix), lambdaOverX), `Lambda/x ${pair}`).toBeLessThan(1e-11);
        // The moment may vanish by symmetry; what it is made of is Lambda times the energies in the window.
        const scale = Math.max(...lambdaOverX.map((row, m) => Number(row[m]!.re)));
        const reach = Math.max(1, ...lambdaMomentOverX.map((row, m) => Math.abs(Number(row[m]!.re)) / scale));
        lambdaMomentOverX.forEach((row, m) => {
          row.forEach((z, n) => {
            const value = moment.re[m * row.length + n]!;
            expect(Math.abs(value - Number(z.re)), `moment ${pair}`).toBeLessThan(1e-11 * scale * reach);
          });
        });
      }
    },
  );

  it("is the same for one mode and as a matrix, for every mode, equal and unequal temperatures, zero coupling", () => {
    const junction = randomJunction(3, 2, randomSequence(8));
    const unequal = {
      electrodes: { L: { mu: 0.4, temperature: 0.2 }, R: { mu: -0.3, temperature: 0.5 } },
      bath: { temperature: 1 },
    };
    for (const point of [twoTerminal(0.3, -0.1, 0.2), unequal]) {
      for (const mode of [0, 1]) {
        const bath = pairBath(junction, point, "L", "R");
        for (const omega of [-0.7, 0, 0.4, 2])
          expect(bath.density(omega, mode)).toBeCloseTo(
            realPart(bath.densityMatrix(omega)[mode]![mode]!),
            14,
          );
      }
    }
    // far from narrow levels, where sums over poles lose all digits
    const narrow = dotsWith({ gammaL: 1e-4, gammaR: 1e-4 });
    for (const mean of [10, 40, 200]) {
      const far = pairBath(narrow, twoTerminal(mean + 0.3, mean - 0.2, 0.05, 0.1), "L", "R");
      for (const omega of [0.3, 1, 4]) {
        const whole = far.densityMatrix(omega)[0]![0]! as number;
        expect(far.density(omega) / whole).toBeCloseTo(1, 9);
      }
    }
    expect(pairBath(dots, twoTerminal(10, 10, 1), "L", "L").density(0.7)).toBe(0);
    expect(() => pairBath(dots, twoTerminal(10, 10, 1), "L", "R").density(1, 1)).toThrow(
      "mode must be a whole number between 0 and 0 (got 1)",
    );
  });

  it("is filled as a step at T = 0", () => {
    const point = twoTerminal(10.4, 9.9, 0);
    expect(pairBath(dots, point, "L", "R").occupation(0.3)).toBe(-1);
    expect(pairBath(dots, point, "L", "R").occupation(0.7)).toBe(0);
    expect(() => pairBath(dots, point, "L", "R").occupation(10.4 - 9.9)).toThrow(
      "temperature must be a positive number",
    );
    const { emission, absorption } = ratesOf(pairBath(dots, point, "L", "R"), 0.3);
    expect(one(absorption)).toBe(0);
    expect(one(emission)).toBeCloseTo(-pairBath(dots, point, "L", "R").density(0.3), 15);
    expect(pairBath(dots, point, "L", "R").powerSpectrum(0.3) / (one(emission) / 2)).toBeCloseTo(1, 14);
  });

  it("agrees with direct quadrature over electron energy for random junctions of 1 to 5 levels", () => {
    const next = randomSequence(11);
    for (let n = 1; n <= 5; n++) {
      const junction = randomJunction(n, 2, next);
      const point = twoTerminal(0.4 * next(), -0.4 * next(), 0.1 + next());
      for (const [from, to] of [
        ["L", "R"],
        ["R", "R"],
      ] as const) {
        const bath = electrodePair(junction, point, from, to);
        const closed = reducedDensityOfStates(bath, 0.3 + next());
        const omega = 0.3 + next();
        const direct = reducedByQuadrature(bath, omega);
        const again = reducedDensityOfStates(bath, omega);
        expect(closed.error).toBeGreaterThanOrEqual(0);
        for (let k = 0; k < 4; k++) {
          expect(Math.abs(again.matrix.re[k]! - direct.matrix.re[k]!)).toBeLessThan(
            direct.error + again.error + 1e-12,
          );
          expect(Math.abs(again.matrix.im[k]! - direct.matrix.im[k]!)).toBeLessThan(
            direct.error + again.error + 1e-12,
          );
        }
      }
    }
  });

  it("vanishes at omega = mu_ab and changes sign there", () => {
    const point = twoTerminal(10.6, 9.9, 0.5);
    const mu = 10.6 - 9.9;
    expect(Math.abs(pairBath(dots, point, "L", "R").density(mu))).toBe(0);
    expect(pairBath(dots, point, "L", "R").density(mu - 0.01)).toBeLessThan(0);
    expect(pairBath(dots, point, "L", "R").density(mu + 0.01)).toBeGreaterThan(0);
  });

  it("is smooth through its removable singularities: omega = mu_ab, 0, and the level distance", () => {
    const point = twoTerminal(10.5, 10, 0.5);
    for (const centre of [0.5, 1, 0]) {
      const at = (omega: number): number => pairBath(dots, point, "L", "R").density(omega);
      for (const step of [1e-14, 1e-10, 1e-6]) {
        const bend = at(centre + step) - 2 * at(centre) + at(centre - step);
        expect(Math.abs(bend), `at ${centre}, step ${step}`).toBeLessThan(5 * step ** 2 + 4e-16);
      }
    }
  });

  it("of the reversed pair is minus its mirror image: Lambda^ab(-w) = -Lambda^ba(w)", () => {
    const junction = randomJunction(3, 2, randomSequence(12));
    const point = twoTerminal(0.3, -0.2, 0.4);
    const a = pairBath(junction, point, "L", "R").densityMatrix(-0.8);
    const b = pairBath(junction, point, "R", "L").densityMatrix(0.8);
    for (const [m, n] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      expect(realPart(a[m]![n]!)).toBeCloseTo(-realPart(b[n]![m]!), 13);
      expect(imaginaryPart(a[m]![n]!)).toBeCloseTo(-imaginaryPart(b[n]![m]!), 13);
    }
  });

  it("is linear in omega, (omega - mu_ab) tr[MAMA]/2 pi, where the spectral functions are flat", () => {
    const width = 1e7;
    const flat = dotsWith({ gammaL: width, gammaR: width });
    const trace = (0.5 ** 2 * 16) / width ** 2;
    for (const temperature of [0.1, 1, 3]) {
      const point = twoTerminal(10.2, 9.7, temperature);
      for (const omega of [0.2, 1, 4]) {
        const value = pairBath(flat, point, "L", "R").density(omega);
        expect(value / (((omega - 0.5) * trace) / (2 * Math.PI))).toBeCloseTo(1, 9);
      }
    }
  });

  it("vanishes identically for the intra-electrode pairs of the two-level junction", () => {
    for (const electrode of ["L", "R"]) {
      expect(Math.abs(pairBath(dots, twoTerminal(11, 9, 0.3), electrode, electrode).density(1))).toBe(0);
    }
  });
});

describe("the double pole sum of a pair bath", () => {
  it("has no terms for the intra-electrode pairs of the two-level junction, and one for each pair of levels elsewhere", () => {
    const point = twoTerminal(11, 9, 0.3);
    const [LL, LR, RL, RR] = electrodePairs(dots, point);
    expect([LL, LR, RL, RR].map((bath) => bath!.terms!.count)).toEqual([0, 1, 1, 0]);
    expect([LL, LR, RL, RR].map((bath) => isSilent(bath!))).toEqual([true, false, false, true]);
    const full = electrodePair(randomJunction(3, 2, randomSequence(14)), point, "L", "R");
    expect(full.terms!.count).toBe(9);
    expect(full.terms!.direct).toHaveLength(9 * 8);
    expect(isSilent(full)).toBe(false);
  });

  it("is made once for a junction and a pair of electrodes, whatever the operating point", () => {
    const junction = randomJunction(2, 1, randomSequence(15));
    const bath = (from: string, mu: number) => electrodePair(junction, twoTerminal(mu, 0, 0.3), from, "R");
    expect(bath("L", 0.1).terms).toBe(bath("L", 0.2).terms);
    expect(bath("L", 0.1).terms).not.toBe(bath("R", 0.1).terms);
    expect(bath("L", 0.1).poles).toBe(bath("R", 0.2).poles);
  });

  it("does not exist for electrodes that are not wide-band, which are never called silent", () => {
    const structured = junction({
      ...dots,
      electrodes: { ...dots.electrodes, L: { levels: [0], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    const bath = electrodePair(structured, twoTerminal(11, 9, 0.3), "L", "L");
    expect(bath).toHaveProperty("poles", undefined);
    expect(bath).toHaveProperty("terms", undefined);
    expect(isSilent(bath)).toBe(false);
  });
});

describe("the occupation of the pair baths", () => {
  const point = twoTerminal(10.4, 9.7, 0.35);

  it("obeys the generalised detailed balance of Eq. (4) in all four channels", () => {
    const junction = randomJunction(3, 1, randomSequence(13));
    for (const from of ["L", "R"]) {
      for (const to of ["L", "R"]) {
        for (const omega of [0.2, 1, 2.5]) {
          const mu = point.electrodes[from]!.mu - point.electrodes[to]!.mu;
          const bath = pairBath(junction, point, from, to);
          expect(bath.emission(omega) / bath.absorption(omega) / Math.exp(-(omega - mu) / 0.35)).toBeCloseTo(
            1,
            12,
          );
        }
      }
    }
  });

  it("obeys detailed balance also by direct quadrature of the golden rule, without using it", () => {
    const bath = electrodePair(dots, point, "L", "R");
    const unequal = (delta: number): OperatingPoint => ({
      electrodes: { L: { mu: 10.4, temperature: 0.35 }, R: { mu: 9.7, temperature: 0.35 + delta } },
      bath: { temperature: 1 },
    });
    // A temperature difference of 1e-13 forces the quadrature of the rates but leaves their ratio alone.
    const almost = pairBath(dots, unequal(1e-13), "L", "R");
    expect(almost.emission(1.2) / almost.absorption(1.2) / Math.exp(-(1.2 - bath.mu) / 0.35)).toBeCloseTo(
      1,
      10,
    );
  });

  it("relates noise and dissipation by n_B + 1/2 with the pair's chemical potential, Eq. (6)", () => {
    for (const omega of [0.3, 1.9]) {
      const bath = pairBath(dots, point, "L", "R");
      const expected = (bath.occupation(omega) + 0.5) * bath.density(omega);
      expect(bath.powerSpectrum(omega) / expected).toBeCloseTo(1, 12);
    }
    const bath = pairBath(dots, point, "L", "R");
    expect(bath.powerSpectrum(0.7) / ((bath.emission(0.7) + bath.absorption(0.7)) / 2)).toBeCloseTo(1, 12);
  });

  it("gives the flat-band integral int f(e-V)[1-f(e-w)] de = (w-V) n_B(w-V)", () => {
    const width = 1e7;
    const flat = dotsWith({ gammaL: width, gammaR: width, coupling: 0.5 });
    const factor = (0.5 ** 2 * 16) / width ** 2 / (2 * Math.PI);
    const biased = twoTerminal(10.6, 10, 0.4);
    for (const omega of [0.1, 1, 3]) {
      const x = omega - (10.6 - 10);
      expect(pairBath(flat, biased, "L", "R").emission(omega) / (factor * x * bose(x, 0.4))).toBeCloseTo(
        1,
        9,
      );
    }
  });

  it("gives the inelastic emission factor of a biased flat band, and V - w at zero temperature", () => {
    const factor = (v: number, w: number, t: number): number =>
      (w - v) * bose(w - v, t) + (w + v) * bose(w + v, t) - 2 * w * bose(w, t);
    const v = 1.7;
    const w = 1;
    const t = 0.3;
    const textbook =
      (w * (Math.cosh(v / t) - 1) * (1 / Math.tanh(w / (2 * t))) - v * Math.sinh(v / t)) /
      (Math.cosh(w / t) - Math.cosh(v / t));
    expect(factor(v, w, t) / textbook).toBeCloseTo(1, 12);
    expect(factor(v, w, 1e-3)).toBeCloseTo(v - w, 12);
  });

  it("is refused at its pole, and for electrodes of unequal temperature", () => {
    const dyadic = twoTerminal(10.5, 9.5, 0.35);
    expect(() => pairBath(dots, dyadic, "L", "R").occupation(1)).toThrow("energy must not be zero");
    const unequal = {
      electrodes: { L: { mu: 10, temperature: 1 }, R: { mu: 10, temperature: 2 } },
      bath: { temperature: 1 },
    };
    expect(() => pairBath(dots, unequal, "L", "R").occupation(1)).toThrow(
      "temperature of electrodes L and R must be equal for a pair occupation (got 1 and 2)",
    );
  });
});

describe("the origin of energy", () => {
  it("does not matter: levels and chemical potentials at a billion give the same Lambda", () => {
    const base = 2 ** 30;
    const far = dotsWith({ epsilonL: base + 0.5, epsilonR: base - 0.5 });
    const near = dotsWith({ epsilonL: 0.5, epsilonR: -0.5 });
    const value = (junction: typeof far, mu: number): number =>
      pairBath(junction, twoTerminal(mu, mu, 1), "L", "R").density(0.3);
    expect(value(far, base) / value(near, 0)).toBeCloseTo(1, 13);
  });
});

describe("where the pole sum would lose digits", () => {
  it("quadrature takes over for levels far outside the thermal window", () => {
    const point = twoTerminal(0, 0, 0.1);
    const far = dotsWith({ epsilonL: 1000.5, epsilonR: 999.5 });
    const bath = electrodePair(far, point, "L", "R");
    const { matrix, error } = reducedDensityOfStates(bath, 0.3);
    // Far below the levels A is nearly constant: Lambda/x = m^2 A_L A_R/2 pi, corrected at relative order 1/1000.
    const a = 0.5 / (1000.5 ** 2 + 0.0625);
    const b = 0.5 / (999.5 ** 2 + 0.0625);
    expect(error / matrix.re[0]!).toBeLessThan(1e-10);
    expect(matrix.re[0]! / ((0.25 * a * b) / (2 * Math.PI))).toBeCloseTo(1, 2);
  });

  it("and at an exceptional point of the effective Hamiltonian", () => {
    const near = (delta: number) => coalescing(0.25 * (1 + delta), 1e-300);
    const value = (delta: number): number =>
      pairBath(near(delta), twoTerminal(0.1, 0, 0.3), "L", "L").density(0.8);
    const there = value(0);
    const slope = (value(1e-3) - value(-1e-3)) / 2e-3;
    for (const delta of [1e-12, 1e-8, 1e-5]) {
      expect(Math.abs(value(delta) - there - slope * delta)).toBeLessThan(1e-10 * there + 1e2 * delta ** 2);
    }
  });
});
