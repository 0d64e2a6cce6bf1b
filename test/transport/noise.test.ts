import { describe, expect, it } from "vitest";
import {
  type Currents,
  currents,
  type Junction,
  type JunctionInput,
  junction,
  modeSpectralFunction,
  noise,
  type OperatingPoint,
  pairBath,
  twoTerminal,
} from "../../lib/solver/index.js";
import { fromRows, traceOfProduct } from "../../lib/solver/linear/matrix.js";
import { gradedPanels, integrate } from "../../lib/solver/special/quadrature.js";
import { dots, dotsWith, randomHermitian, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { reference } from "../reference.js";

interface Case {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: Readonly<Record<string, string>>;
}

const { cases } = reference<{ cases: readonly Case[] }>("noise");

/** Emission and absorption of each pair of electrodes per dw/2pi, from the public rates and A_ph. */
function ratesOf(
  junction: Junction,
  point: OperatingPoint,
): (omega: number) => { up: number[]; down: number[] } {
  const T = point.bath.temperature;
  const names = Object.keys(junction.electrodes);
  const baths = names.flatMap((from) => names.map((to) => pairBath(junction, point, from, to)));
  return (omega) => {
    const spectrum = fromRows(modeSpectralFunction(junction, omega));
    const n = T === 0 ? 0 : 1 / Math.expm1(omega / T);
    const rate = (matrix: Parameters<typeof fromRows>[0], quanta: number): number =>
      (traceOfProduct(fromRows(matrix), spectrum).re * quanta) / (2 * Math.PI);
    return {
      up: baths.map((bath) => rate(bath.emissionMatrix(omega), 1 + n)),
      down: baths.map((bath) => rate(bath.absorptionMatrix(omega), n)),
    };
  };
}

/** int_0^end dw f(w) of some components by adaptive quadrature. */
function overFrequency(
  components: number,
  end: number,
  f: (omega: number, out: Float64Array) => void,
  tolerance = 1e-11,
): Float64Array {
  return integrate(
    f,
    gradedPanels(0, end, [
      { centre: 1, width: 0.1 },
      { centre: 0, width: 0.1 },
    ]),
    {
      components,
      target: (_value, absolute) => absolute.map((size) => tolerance * size),
    },
  ).value;
}

/** S_II, S_IJ, S_JJ of two electrodes by quadrature over {@link ratesOf}. */
function directly(junction: Junction, point: OperatingPoint, end: number): Float64Array {
  const ratesAt = ratesOf(junction, point);
  return overFrequency(
    3,
    end,
    (omega, out) => {
      const { up, down } = ratesAt(omega);
      const total = up.map((value, k) => value + down[k]!);
      out[0] = total[1]! + total[2]!;
      out[1] = omega * (total[1]! - total[2]!);
      out[2] = omega ** 2 * total.reduce((sum, value) => sum + value, 0);
    },
    1e-7,
  );
}

describe("the noise", () => {
  it.each(cases)(
    "agrees with 18 digits to 1e-12, and its error holds: $name",
    ({ junction, point, values }) => {
      const found = noise(junction, point);
      const scale = Math.sqrt(Number(values.S_II) * Number(values.S_JJ));
      for (const key of ["II", "IJ", "JJ"] as const) {
        if (!(`S_${key}` in values)) {
          expect(found[key]).toBeUndefined();
          continue;
        }
        const exact = Number(values[`S_${key}`]);
        const deviation = Math.abs(found[key]! - exact);
        expect(deviation).toBeLessThan(1e-12 * (key === "IJ" ? scale : exact));
        expect(deviation).toBeLessThan(found.error[key]!);
        expect(found.error[key]!).toBeLessThan(1e-10 * (key === "IJ" ? scale : exact));
      }
      expect(found.converged).toBe(true);
      if (found.II !== undefined) expect(found.fano.I).toBeCloseTo(found.II / Math.abs(Number(values.I)), 9);
      expect(found.fano.J).toBeCloseTo(found.JJ / Math.abs(Number(values.J)), 9);
    },
  );

  it("at equilibrium is twice the response: S_II = 2 T dI/dV, S_IJ = 2 T dJ/dV, S_JJ = 2 dJ/dX", () => {
    const T = 0.6;
    for (const junction of [dots, dotsWith({ gammaL: 0.2, gammaPh: 0.05, epsilonL: 10.3 })]) {
      const { II, IJ, JJ } = noise(junction, twoTerminal(9.8, 9.8, T));
      const slope = (step: number, at: (h: number) => Currents): { I: number; J: number } => {
        const [a, b, c, d] = [at(step), at(-step), at(2 * step), at(-2 * step)];
        const of = (key: "I" | "J"): number => (8 * (a[key]! - b[key]!) - (c[key]! - d[key]!)) / (12 * step);
        return { I: of("I"), J: of("J") };
      };
      const exact = { tolerance: 1e-13 };
      const bias = slope(2e-3, (h) => currents(junction, twoTerminal(9.8 + h / 2, 9.8 - h / 2, T), exact));
      expect(II).toBeCloseTo(2 * T * bias.I, 9);
      expect(IJ).toBeCloseTo(2 * T * bias.J, 9);
      // X = 1/T_ph - 1/T_e
      const heat = slope(2e-3, (h) => currents(junction, twoTerminal(9.8, 9.8, T, 1 / (1 / T + h)), exact));
      expect(JJ).toBeCloseTo(2 * heat.J, 9);
      expect(IJ).toBeCloseTo(2 * heat.I, 9);
    }
  });

  it("is the curvature of a generating function that obeys the fluctuation theorem", () => {
    const [V, T, bath] = [0.4, 0.5, 0.8];
    const point = twoTerminal(10 + V / 2, 10 - V / 2, T, bath);
    // F(alpha, eta) = sum over events of rate (e^{alpha charge + eta energy} - 1)
    const ratesAt = ratesOf(dots, point);
    const generating = (alphas: readonly number[], etas: readonly number[]): Float64Array =>
      overFrequency(alphas.length, 60, (omega, out) => {
        const { up, down } = ratesAt(omega);
        alphas.forEach((alpha, k) => {
          const charges = [0, alpha, -alpha, 0];
          out[k] = charges.reduce((sum, charge, c) => {
            const gain = charge + etas[k]! * omega;
            return sum + up[c]! * Math.expm1(gain) + down[c]! * Math.expm1(-gain);
          }, 0);
        });
      });
    const mirror = (alpha: number, eta: number): [number, number] => [
      -alpha - V / T,
      -eta - (1 / bath - 1 / T),
    ];
    for (const [alpha, eta] of [
      [0.3, 0.2],
      [-0.7, 0.4],
    ] as const) {
      const [a, e] = mirror(alpha, eta);
      const [here, there] = generating([alpha, a], [eta, e]);
      expect(here).toBeCloseTo(there!, 10);
    }
    const { II, IJ, JJ } = noise(dots, point);
    const h = 0.02;
    const second = (alpha: number, eta: number): number => {
      const steps = [1, -1, 2, -2];
      const [a, b, c, d] = generating(
        steps.map((s) => s * h * alpha),
        steps.map((s) => s * h * eta),
      );
      return (16 * (a! + b!) - (c! + d!)) / (12 * h * h);
    };
    expect(second(1, 0)).toBeCloseTo(II!, 6);
    expect(second(0, 1)).toBeCloseTo(JJ, 6);
    expect(second(1, 1)).toBeCloseTo(II! + 2 * IJ! + JJ, 6);
  });

  it("obeys the uncertainty relation, for I alone and for I and J together, and nears it at equilibrium", () => {
    const next = randomSequence(77);
    for (let k = 0; k < 12; k++) {
      const point: OperatingPoint = {
        electrodes: {
          L: { mu: 9.5 + next(), temperature: 0.2 + next() },
          R: { mu: 9.5 + next(), temperature: 0.2 + next() },
        },
        bath: { temperature: 0.2 + next() },
      };
      if (k % 2 === 0) Object.assign(point.electrodes.R!, { temperature: point.electrodes.L!.temperature });
      const { II, IJ, JJ, uncertaintyProduct } = noise(dots, point);
      const { I, J, entropyProduction } = currents(dots, point);
      expect(uncertaintyProduct).toBeGreaterThanOrEqual(2);
      expect(uncertaintyProduct).toBeCloseTo((II! * entropyProduction!) / I! ** 2, 6);
      const joint = (JJ * I! ** 2 - 2 * IJ! * I! * J + II! * J ** 2) / (II! * JJ - IJ! ** 2);
      expect((2 * joint) / entropyProduction!).toBeLessThanOrEqual(1);
    }
    expect(noise(dots, twoTerminal(10 + 1e-4, 10 - 1e-4, 0.5)).uncertaintyProduct).toBeCloseTo(2, 6);
  }, 30_000);

  it("agrees with direct quadrature at unequal temperatures, of random groups of levels and of two modes", () => {
    const next = randomSequence(5);
    const group = (levels: readonly number[]) =>
      Array.from({ length: 3 }, (_, i) =>
        Array.from({ length: 3 }, (_, j) => (levels.includes(i) && i === j ? 0.4 : 0)),
      );
    const joined = junction({
      hamiltonian: [
        [0.4, 0.15, 0],
        [0.15, -0.1, 0],
        [0, 0, -0.5],
      ],
      electrodes: { L: { broadening: group([0, 1]) }, R: { broadening: group([2]) } },
      modes: [1, 0.8].map((omega) => ({ omega, coupling: randomHermitian(3, next) })),
      damping: symmetric(0.4, 0.1, 0.3),
    });
    const point = {
      electrodes: { L: { mu: 0.2, temperature: 0.5 }, R: { mu: -0.3, temperature: 0.25 } },
      bath: { temperature: 0.4 },
    };
    const { II, IJ, JJ, error } = noise(joined, point);
    const [a, b, c] = directly(joined, point, 15);
    expect(Math.abs(II! - a!)).toBeLessThan(1e-7 * a!);
    expect(Math.abs(IJ! - b!)).toBeLessThan(1e-7 * Math.sqrt(a! * c!));
    expect(Math.abs(JJ - c!)).toBeLessThan(1e-7 * c!);
    expect(error.JJ).toBeLessThan(1e-10 * c!);
  }, 60_000);

  it("at T = 0 counts electrons that go one way one by one: S_II = |I|, S_IJ = J with the sign of I", () => {
    for (const V of [1.5, -1.5]) {
      const point = twoTerminal(10 + V / 2, 10 - V / 2, 0);
      const { II, IJ, JJ, fano, uncertaintyProduct, converged } = noise(dots, point);
      const { I, J } = currents(dots, point, { tolerance: 1e-12 });
      expect(converged).toBe(true);
      expect(II! / Math.abs(I!)).toBeCloseTo(1, 11);
      expect(IJ! / (Math.sign(V) * J)).toBeCloseTo(1, 11);
      expect(JJ).toBeGreaterThan(0);
      expect(fano.I).toBeCloseTo(1, 10);
      expect(uncertaintyProduct).toBeUndefined();
      // the limit of low temperatures
      const cold = noise(dots, twoTerminal(10 + V / 2, 10 - V / 2, 1e-3));
      expect(cold.II! / II!).toBeCloseTo(1, 4);
    }
  });

  it("does not notice by which route it is found: electrodes of one temperature and of nearly one", () => {
    const next = randomSequence(31);
    for (let k = 0; k < 6; k++) {
      const junction = dotsWith({ gammaL: 0.05 + next(), gammaR: 0.05 + next(), gammaPh: 0.01 + next() });
      const [mu, V, T, bath] = [9 + 2 * next(), 2 * next() - 1, 0.05 + next(), 0.05 + next()];
      const at = (ratio: number): OperatingPoint => ({
        electrodes: {
          L: { mu: mu + V / 2, temperature: T },
          R: { mu: mu - V / 2, temperature: ratio * T },
        },
        bath: { temperature: bath },
      });
      const [one, other] = [noise(junction, at(1)), noise(junction, at(1 + 1e-12))];
      for (const key of ["II", "IJ", "JJ"] as const)
        expect(Math.abs(one[key]! - other[key]!)).toBeLessThan(one.error[key]! + other.error[key]!);
    }
  }, 30_000);

  it("passes an exceptional point of the levels on one electrode smoothly, at equal and unequal temperatures", () => {
    const at = (hopping: number, temperature: number): number => {
      const given = junction({
        hamiltonian: [
          [0, hopping, 0],
          [hopping, 0, 0],
          [0, 0, -0.5],
        ],
        electrodes: { L: { broadening: [1, 0, 0] }, R: { broadening: [0, 0, 0.4] } },
        modes: [{ omega: 1, coupling: randomHermitian(3, randomSequence(8)) }],
        damping: 0.3,
      });
      const point = {
        electrodes: { L: { mu: 0.2, temperature: 0.4 }, R: { mu: -0.1, temperature } },
        bath: { temperature: 0.5 },
      };
      const { II, converged } = noise(given, point);
      expect(converged).toBe(true);
      return II!;
    };
    const [below, on, above] = [-1e-3, 0, 1e-3].map((h) => at(0.25 + h, 0.4));
    expect(on).toBeCloseTo((below! + above!) / 2, 6);
    expect(at(0.25 + 1e-9, 0.4)).toBeCloseTo(on!, 8);
    expect(at(0.25 + 1e-9, 0.3)).toBeCloseTo(at(0.25, 0.3), 8);
  }, 60_000);

  it("is zero where nothing moves, with no Fano factor and no NaN", () => {
    const still = noise(dots, twoTerminal(10, 10, 0));
    expect(still).toMatchObject({ II: 0, IJ: 0, JJ: 0, uncertaintyProduct: undefined, converged: true });
    expect(still.fano).toEqual({ I: undefined, J: undefined });
    const uncoupled = noise(dotsWith({ coupling: 0 }), twoTerminal(11, 9, 0.5));
    expect(uncoupled).toMatchObject({ II: 0, IJ: 0, JJ: 0 });
    // in equilibrium there is noise, but no current to measure it by
    const warm = noise(dots, twoTerminal(10, 10, 0.5));
    expect(warm.II).toBeGreaterThan(0);
    expect(warm.fano).toEqual({ I: undefined, J: undefined });
  });

  it("keeps the direction of I: from L to R whatever the order of the electrodes", () => {
    const { L, R } = dots.electrodes;
    const turned = junction({ ...dots, electrodes: { R: R!, L: L! } });
    const point = twoTerminal(10.5, 9.5, 0.3);
    expect(noise(turned, point).IJ).toBeCloseTo(noise(dots, point).IJ!, 13);
    expect(noise(dots, point).IJ).toBeGreaterThan(0);
  });

  it("is that of the wide band where a self-energy is as flat", () => {
    const flat = junction({
      ...dots,
      electrodes: { ...dots.electrodes, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    const point = twoTerminal(10.4, 9.7, 0.4, 0.3);
    const [found, exact] = [noise(flat, point, { tolerance: 1e-8 }), noise(dots, point)];
    expect(found.II! / exact.II!).toBeCloseTo(1, 9);
    expect(found.JJ / exact.JJ).toBeCloseTo(1, 9);
  }, 60_000);

  it("is refused where electrons cross without a boson, and for bad input", () => {
    const crossing = randomJunction(2, 1, randomSequence(1));
    const point = twoTerminal(0, 0, 1);
    expect(() => noise(crossing, point)).toThrow(/^junction must let electrons cross only with a boson/);
    expect(() => noise(dots, point, { tolerance: 0 })).toThrow(
      "tolerance must be between 1e-12 and 0.1 (got 0)",
    );
    expect(() => noise(dots, { ...point, bath: { temperature: -1 } })).toThrow("temperature of the bath");
    expect(() => noise(dots, point, { method: "fast" } as object)).toThrow("unknown key");
  });
});
