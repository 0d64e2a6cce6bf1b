import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currents,
  type Junction,
  type MatrixRows,
  type OperatingPoint,
  pairBath,
  twoLevelJunction,
} from "../../lib/solver/index.js";
import { ratesOf } from "../junctions.js";
import {
  distanceOf,
  holds,
  hybridised,
  largestOf,
  logUniform,
  numbersOf,
  pointAt,
  sizeOf,
  type twoLevelParameters,
  uniform,
} from "./arbitraries.js";

/** From far below roundoff of a difference to a step that shows. */
const steps = fc.constantFrom(1e-13, -1e-13, 1e-9, -1e-9, 1e-5, -1e-5);

/** Nothing is narrower than this here, so nothing changes faster than by a relative step/NARROWEST times a few. */
const NARROWEST = 1 / 16;
const STEEPEST = 16 / NARROWEST;

const parameters = fc.record({
  ...Object.fromEntries(["gammaL", "gammaR", "gammaPh"].map((name) => [name, logUniform(NARROWEST, 2)])),
  epsilonL: uniform(-2, 2),
  epsilonR: uniform(-2, 2),
  coupling: fc.constant(0.5),
  omega: logUniform(0.25, 2),
}) as typeof twoLevelParameters;
const temperature = logUniform(1 / 8, 2);
const mu = uniform(-2, 2);

type At = (step: number) => readonly [Junction, OperatingPoint];

/** Emission is xn_B(x) Lambda/x: what is left of Lambda where both n_B and 1/Lambda have a pole. */
function expectContinuousRates(
  at: (step: number) => readonly [Junction, OperatingPoint, number],
  step: number,
  pair: readonly [string, string] = ["L", "R"],
): void {
  const ratesAt = (by: number): MatrixRows[] => {
    const [junction, point, omega] = at(by);
    const { emission, absorption } = ratesOf(pairBath(junction, point, ...pair), omega);
    return [emission, absorption];
  };
  const there = ratesAt(0);
  const near = ratesAt(step);
  const size = Math.max(...there.map(largestOf));
  expect(Number.isFinite(size)).toBe(true);
  there.forEach((rate, k) => {
    expect(distanceOf(rate, near[k]!)).toBeLessThanOrEqual((1e-10 + STEEPEST * Math.abs(step)) * size);
  });
}

function expectContinuousCurrents(at: At, step: number, tolerance = 1e-9): void {
  const there = currents(...at(0), { tolerance });
  const near = currents(...at(step), { tolerance });
  const other = numbersOf(near);
  const size = sizeOf(there);
  numbersOf(there).forEach(([name, value, error], k) => {
    const [, theirs, theirError] = other[k]!;
    // I and the entropy production are smaller by an energy; 1/8 is the smallest of all
    const scale = name === "J" || name.startsWith("Q") ? size : 8 * size;
    expect(Math.abs(value - theirs), name).toBeLessThanOrEqual(
      error + theirError + STEEPEST * Math.abs(step) * scale,
    );
  });
}

describe("Lambda and its rates are continuous", () => {
  it("where the frequency meets the chemical potential of the pairs, and at zero frequency", () => {
    const draw = fc.tuple(fc.oneof(parameters.map(twoLevelJunction), hybridised), mu, mu, temperature, steps);
    holds(25, draw, ([junction, muL, muR, T, step]) => {
      const point = pointAt([muL, T], [muR, T], T);
      const size = largestOf(pairBath(junction, point, "L", "R").emissionMatrix(muL - muR));
      // hybridised levels may be narrower than all else; then the size of the step decides
      const small = Math.abs(step) > 1e-9 ? 1e-9 * Math.sign(step) : step;
      if (size > 0) {
        expectContinuousRates((by) => [junction, point, muL - muR + by], small);
        expectContinuousRates((by) => [junction, point, by], small);
        expectContinuousRates((by) => [junction, point, by], small, ["L", "L"]);
      }
    });
  });

  it("where the frequency is the distance of two poles", () => {
    holds(
      80,
      fc.tuple(parameters, mu, mu, temperature, temperature, steps),
      ([p, muL, muR, T, other, step]) => {
        const junction = twoLevelJunction({ ...p, gammaR: p.gammaL });
        for (const right of [T, other]) {
          const point = pointAt([muL, T], [muR, right], T);
          expectContinuousRates((by) => [junction, point, p.epsilonL - p.epsilonR + by], step);
          expectContinuousRates((by) => [junction, point, p.epsilonR - p.epsilonL + by], step, ["R", "L"]);
        }
      },
    );
  });

  it("where both levels become equally broad, also on resonance", () => {
    holds(
      60,
      fc.tuple(parameters, mu, mu, temperature, steps, fc.boolean()),
      ([p, muL, muR, T, step, resonant]) => {
        const omega = resonant ? p.epsilonL - p.epsilonR : p.omega;
        expectContinuousRates(
          (by) => [twoLevelJunction({ ...p, gammaR: p.gammaL + by }), pointAt([muL, T], [muR, T], T), omega],
          step,
        );
      },
    );
  });

  it("where the electrodes' temperatures become equal", () => {
    holds(
      20,
      fc.tuple(parameters, mu, mu, temperature, steps, uniform(-2, 2)),
      ([p, muL, muR, T, step, omega]) => {
        const junction = twoLevelJunction(p);
        for (const w of [omega, muL - muR, p.epsilonL - p.epsilonR])
          expectContinuousRates((by) => [junction, pointAt([muL, T], [muR, T + by], T), w], step);
      },
    );
  });
});

describe("the currents are continuous", () => {
  it("where the bias is that of one quantum, either way", () => {
    holds(
      60,
      fc.tuple(parameters, mu, temperature, temperature, steps, fc.boolean()),
      ([p, muR, T, boson, step, up]) => {
        const bias = up ? p.omega : -p.omega;
        const junction = twoLevelJunction(p);
        expectContinuousCurrents((by) => [junction, pointAt([muR + bias + by, T], [muR, T], boson)], step);
      },
    );
  });

  it("where both levels become equally broad, one quantum apart", () => {
    holds(
      60,
      fc.tuple(parameters, mu, mu, temperature, temperature, steps),
      ([p, muL, muR, T, boson, step]) => {
        const point = pointAt([muL, T], [muR, T], boson);
        const at: At = (by) => [
          twoLevelJunction({ ...p, epsilonL: p.epsilonR + p.omega, gammaR: p.gammaL + by }),
          point,
        ];
        expectContinuousCurrents(at, step);
      },
    );
  });

  it("where the mode becomes overdamped", () => {
    holds(
      20,
      fc.tuple(parameters, mu, mu, temperature, temperature, steps),
      ([p, muL, muR, T, boson, step]) => {
        const point = pointAt([muL, T], [muR, T], boson);
        expectContinuousCurrents(
          (by) => [twoLevelJunction({ ...p, gammaPh: 2 * p.omega + by }), point],
          step,
        );
      },
    );
  });

  it("where the electrodes' temperatures become equal, though another route leads there", () => {
    holds(
      8,
      fc.tuple(parameters, mu, mu, temperature, temperature, steps),
      ([p, muL, muR, T, boson, step]) => {
        const junction = twoLevelJunction(p);
        expectContinuousCurrents((by) => [junction, pointAt([muL, T], [muR, T + by], boson)], step, 1e-6);
      },
    );
  });
});
