import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Currents,
  currents,
  type Junction,
  type OperatingPoint,
  twoLevelJunction,
} from "../../lib/solver/index.js";
import {
  chemicalPotential,
  holds,
  hybridised,
  level,
  logUniform,
  numbersOf,
  pointAt,
  thermalPoint,
  twoGroups,
  twoLevel,
  twoLevelParameters,
  unequalPoint,
  uniform,
} from "./arbitraries.js";

/** Two levels no narrower than `narrowest`, and neither is the mode. */
const twoLevelWith = (narrowest: number): fc.Arbitrary<Junction> =>
  twoLevelParameters
    .filter(({ gammaL, gammaR, gammaPh }) => Math.min(gammaL, gammaR, gammaPh) >= narrowest)
    .map(twoLevelJunction);

/** Far more extreme than a junction can be. */
const extreme = fc
  .record({
    epsilonL: level,
    epsilonR: level,
    gammaL: logUniform(1e-6, 100),
    gammaR: logUniform(1e-6, 100),
    coupling: uniform(-1, 1),
    omega: logUniform(0.05, 20),
    gammaPh: logUniform(1e-5, 100),
  })
  .map(twoLevelJunction);
const anyTemperature = logUniform(0.01, 100);
const extremePoint = fc
  .tuple(chemicalPotential, chemicalPotential, anyTemperature, anyTemperature)
  .map(([muL, muR, electron, boson]) => pointAt([muL, electron], [muR, electron], boson));

function expectSane(result: Currents): void {
  for (const [name, value, error] of numbersOf(result)) {
    expect(Number.isFinite(value), name).toBe(true);
    expect(Number.isFinite(error), `error of ${name}`).toBe(true);
    expect(error, `error of ${name}`).toBeGreaterThanOrEqual(0);
  }
  for (const { J, I, heat } of result.channels)
    for (const value of [J, I ?? 0, heat?.from ?? 0, heat?.to ?? 0])
      expect(Number.isFinite(value)).toBe(true);
}

/** Loose and sharp runs differ by no more than the sum of their errors, and `converged` says what it should. */
function expectHonest(junction: Junction, point: OperatingPoint, loose: number, sharp: number): void {
  const result = currents(junction, point, { tolerance: loose });
  const better = currents(junction, point, { tolerance: sharp });
  expectSane(result);
  expectSane(better);
  if (!result.converged) return;
  const truth = numbersOf(better);
  const heats = numbersOf(result).filter(([name]) => name.startsWith("Q"));
  const largestHeat = Math.max(...heats.map(([, value]) => Math.abs(value)));
  numbersOf(result).forEach(([name, value, error], k) => {
    const [, best, bestError] = truth[k]!;
    expect(Math.abs(value - best), name).toBeLessThanOrEqual(error + bestError);
    expect(error, `error of ${name}`).toBeLessThanOrEqual(
      loose * (name.startsWith("Q") ? largestHeat : Math.abs(value)),
    );
  });
}

describe("results are finite, their errors honest", () => {
  it.each([
    ["two levels, 1e-4", 40, twoLevel, 1e-4],
    ["two levels, 1e-6", 40, twoLevel, 1e-6],
    ["groups of levels, 1e-6", 15, twoGroups, 1e-6],
    ["hybridised levels, 1e-6", 15, hybridised, 1e-6],
  ] as const)("%s", (_, runs, junctions, tolerance) => {
    holds(runs, fc.tuple(junctions, thermalPoint), ([junction, point]) =>
      expectHonest(junction, point, tolerance, 1e-12),
    );
  });

  it("two levels within reach of the chemical potentials, to ten digits", () => {
    const reachable = fc
      .tuple(uniform(-1, 1), uniform(-1, 1), logUniform(0.25, 4), logUniform(0.25, 4))
      .map(([muL, muR, electron, boson]) => pointAt([muL, electron], [muR, electron], boson));
    holds(60, fc.tuple(twoLevelWith(0.1), reachable), ([junction, point]) =>
      expectHonest(junction, point, 1e-10, 1e-12),
    );
  });

  // Levels far from both chemical potentials: once the errors were too small here.
  const narrow = (width: number, gammaPh: number): Junction =>
    twoLevelJunction({
      epsilonL: 10.5,
      epsilonR: 9.5,
      gammaL: width,
      gammaR: width,
      coupling: 0.5,
      omega: 1,
      gammaPh,
    });

  it("where the trapezoidal rule over frequency corrects for the pole of a narrow mode", () => {
    expectHonest(narrow(1e-3, 1e-3), pointAt([8, 0.05], [8, 0.05], 1), 1e-8, 1e-10);
  });

  it("where the trapezoidal rule over energy corrects for the poles of narrow levels", () => {
    // the reference is of 30-digit arithmetic
    const { J, error } = currents(narrow(1e-2, 0.1), pointAt([8.5, 0.05], [7.5, 0.05], 0.1), {
      tolerance: 1e-10,
    });
    expect(Math.abs(J - 2.313257933966971e-9)).toBeLessThanOrEqual(error.J + 4e-16 * Math.abs(J));
  });

  it("electrodes of different temperatures", () => {
    holds(10, fc.tuple(fc.oneof(twoLevel, twoGroups), unequalPoint), ([junction, point]) =>
      expectHonest(junction, point, 1e-3, 1e-6),
    );
  });

  it("a temperature of zero", () => {
    const cold = fc
      .tuple(thermalPoint, fc.constantFrom("electrons", "bosons", "both"))
      .map(([{ electrodes, bath }, which]) => {
        const electron = which === "bosons" ? electrodes.L!.temperature : 0;
        const boson = which === "electrons" ? bath.temperature : 0;
        return pointAt([electrodes.L!.mu, electron], [electrodes.R!.mu, electron], boson);
      });
    holds(8, fc.tuple(twoLevel, cold), ([junction, point]) => expectHonest(junction, point, 1e-5, 1e-8));
  });
});

describe("extreme parameters", () => {
  it("give finite numbers with finite errors", () => {
    holds(40, fc.tuple(extreme, extremePoint), ([junction, point]) => expectSane(currents(junction, point)));
  });
});
