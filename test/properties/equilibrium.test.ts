import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currents, spectralCurrents } from "../../lib/solver/index.js";
import {
  chemicalPotential,
  groupsAt,
  holds,
  hybridised,
  numbersOf,
  temperature,
  twoGroups,
  twoLevel,
} from "./arbitraries.js";

const anyTemperature = fc.oneof(
  { weight: 9, arbitrary: temperature },
  { weight: 1, arbitrary: fc.constant(0) },
);

describe("with one temperature and one chemical potential", () => {
  it.each([
    ["two levels", 50, twoLevel],
    ["groups of levels", 25, twoGroups],
    ["three electrodes", 12, groupsAt("L", "R", "gate")],
    ["hybridised levels", 25, hybridised],
  ] as const)("nothing flows and no entropy is produced, exactly: %s", (_, runs, junctions) => {
    holds(runs, fc.tuple(junctions, chemicalPotential, anyTemperature), ([junction, mu, T]) => {
      const reservoir = { mu, temperature: T };
      const electrodes = Object.fromEntries(
        Object.keys(junction.electrodes).map((name) => [name, reservoir]),
      );
      const result = currents(junction, { electrodes, bath: { temperature: T } });
      for (const [name, value, error] of numbersOf(result))
        expect([name, value, error]).toEqual([name, 0, 0]);
      for (const { J, I, heat } of result.channels)
        expect([J, I ?? 0, heat?.from ?? 0, heat?.to ?? 0]).toEqual([0, 0, 0, 0]);
      expect(result.converged).toBe(true);
    });
  });

  it("nothing flows at any frequency", () => {
    holds(
      40,
      fc.tuple(twoGroups, chemicalPotential, temperature, fc.constantFrom(0, 1e-9, 0.3, 1, 20)),
      ([junction, mu, T, omega]) => {
        const reservoir = { mu, temperature: T };
        const { J, I, heat, entropyProduction } = spectralCurrents(
          junction,
          { electrodes: { L: reservoir, R: reservoir }, bath: { temperature: T } },
          omega,
        );
        expect([J, I, heat!.L, heat!.R, entropyProduction]).toEqual([0, 0, 0, 0, 0]);
      },
    );
  });
});
