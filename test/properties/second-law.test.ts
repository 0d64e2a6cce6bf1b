import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currents,
  type Junction,
  type OperatingPoint,
  spectralCurrents,
  twoLevelJunction,
} from "../../lib/solver/index.js";
import {
  holds,
  logUniform,
  pointAt,
  sizeOf,
  thermalPoint,
  twoGroups,
  twoLevel,
  unequalPoint,
  uniform,
} from "./arbitraries.js";

const ROUNDOFF = 1e-13;

function expectSecondLaw(junction: Junction, point: OperatingPoint, tolerance: number): void {
  const result = currents(junction, point, { tolerance });
  const { J, heat, entropyProduction, error } = result;
  expect(entropyProduction!).toBeGreaterThanOrEqual(-error.entropyProduction!);
  const boson = point.bath.temperature;
  let balance = J / boson;
  let allowed = error.entropyProduction! + error.J / boson;
  let coldest = boson;
  for (const [name, { temperature }] of Object.entries(point.electrodes)) {
    balance -= heat![name]! / temperature;
    allowed += error.heat![name]! / temperature;
    coldest = Math.min(coldest, temperature);
  }
  expect(Math.abs(balance - entropyProduction!)).toBeLessThanOrEqual(
    allowed + (ROUNDOFF * sizeOf(result)) / coldest,
  );
}

describe("the entropy production", () => {
  it.each([
    ["two levels", 50, twoLevel],
    ["groups of levels", 15, twoGroups],
  ] as const)("is never negative, and J/T_ph - sum Q/T: %s", (_, runs, junctions) => {
    holds(runs, fc.tuple(junctions, thermalPoint), ([junction, point]) =>
      expectSecondLaw(junction, point, 1e-8),
    );
  });

  it("is so for electrodes of different temperatures too", () => {
    holds(8, fc.tuple(twoLevel, unequalPoint), ([junction, point]) => expectSecondLaw(junction, point, 1e-5));
  });

  it("is not negative at any single frequency", () => {
    holds(50, fc.tuple(twoGroups, thermalPoint, logUniform(1e-4, 40)), ([junction, point, omega]) => {
      expect(spectralCurrents(junction, point, omega).entropyProduction!).toBeGreaterThanOrEqual(0);
    });
    holds(20, fc.tuple(twoLevel, unequalPoint, logUniform(1e-2, 5)), ([junction, point, omega]) => {
      expect(spectralCurrents(junction, point, omega).entropyProduction!).toBeGreaterThanOrEqual(0);
    });
  });
});

describe("Carnot's bound", () => {
  /** Levels one quantum apart and sharp, more or less; the bias in units of the one that stops tightly coupled currents. */
  const machine = fc
    .record({
      gamma: fc.tuple(logUniform(1e-3, 0.5), logUniform(1e-3, 0.5)),
      gammaPh: logUniform(1e-3, 0.5),
      detuning: uniform(-0.25, 0.25),
      centre: uniform(-1, 1),
      cold: logUniform(0.1, 1),
      ratio: uniform(1.125, 3),
      part: uniform(0.0625, 1.9375),
    })
    .map(({ gamma: [gammaL, gammaR], gammaPh, detuning, ...rest }) => ({
      ...rest,
      junction: twoLevelJunction({
        epsilonL: (1 + detuning) / 2,
        epsilonR: -(1 + detuning) / 2,
        gammaL,
        gammaR,
        coupling: 0.5,
        omega: 1,
        gammaPh,
      }),
    }));

  it.each([
    ["hot modes", false],
    ["cold modes", true],
  ] as const)(
    "holds for engines and, where the bias is too large for one, refrigerators: %s",
    (_, hotElectrons) => {
      const seen = { engine: 0, refrigerator: 0 };
      let best = 0;
      holds(120, machine, ({ junction, centre, cold, ratio, part }) => {
        const hot = cold * ratio;
        const [te, tph] = hotElectrons ? [hot, cold] : [cold, hot];
        const bias = part * (1 - te / tph);
        const point = pointAt([centre + bias / 2, te], [centre - bias / 2, te], tph);
        const { J, I, error } = currents(junction, point);
        const work = bias * I!;
        const doubt = Math.abs(bias) * error.I!;
        if (work < -doubt) {
          // P/(heat from the hot side) <= 1 - T_cold/T_hot
          const fromHot = hotElectrons ? J - work : -J;
          expect(-work).toBeLessThanOrEqual(fromHot * (1 - cold / hot) + error.J + 2 * doubt);
          best = Math.max(best, -work / (fromHot * (1 - cold / hot)));
          seen.engine++;
        } else if (work > doubt && (hotElectrons ? J < -error.J : J - work > error.J + doubt)) {
          // (heat from the cold side)/work <= T_cold/(T_hot - T_cold)
          const fromCold = hotElectrons ? -J : J - work;
          expect(fromCold * (hot - cold)).toBeLessThanOrEqual(
            work * cold + (hot + cold) * (error.J + 2 * doubt),
          );
          best = Math.max(best, (fromCold * (hot - cold)) / (work * cold));
          seen.refrigerator++;
        }
      });
      // The bound is met, and nearly reached.
      expect(seen.engine).toBeGreaterThan(20);
      expect(seen.refrigerator).toBeGreaterThan(20);
      expect(best).toBeGreaterThan(0.8);
    },
  );
});
