import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currents,
  type Junction,
  type OperatingPoint,
  type TerminalCurrents,
} from "../../lib/solver/index.js";
import {
  groupsAt,
  holds,
  hybridised,
  thermalPoint,
  twoGroups,
  unequalPoint,
  uniform,
} from "../properties/arbitraries.js";
import { casesOf, junctionOf, largestOf, partsOf, pointOf, secondOrder } from "./support.js";

const points = fc.oneof(thermalPoint, unequalPoint);

/** Sum of electrons and of energy out of all electrodes, with the errors of the sums. */
function sums({ terminals, J, error }: TerminalCurrents, { electrodes }: OperatingPoint) {
  let [charge, energy, chargeError, energyError] = [0, -J, 0, error.J];
  for (const [name, { current, heat }] of Object.entries(terminals)) {
    const { mu } = electrodes[name]!;
    charge += current.total;
    energy += heat.total + mu * current.total;
    chargeError += current.error;
    energyError += heat.error + Math.abs(mu) * current.error;
  }
  return { charge, energy, chargeError, energyError };
}

const isConserved = (junction: Junction, point: OperatingPoint): void => {
  for (const hartree of ["none", "full"] as const) {
    const result = secondOrder(junction, point, hartree);
    const { charge, energy, chargeError, energyError } = sums(result, point);
    const largest = largestOf(result.terminals);
    expect(Math.abs(charge)).toBeLessThanOrEqual(chargeError + 1e-15 * largest.current);
    expect(Math.abs(energy)).toBeLessThanOrEqual(energyError + 1e-14 * largest.heat);
    // and the errors are small enough for that to say something
    expect(chargeError).toBeLessThanOrEqual(1e-7 * (largest.current + largest.heat));
  }
};

describe("charge and energy", () => {
  it("are conserved within the errors between two electrodes", () => {
    holds(25, fc.tuple(hybridised, points), ([junction, point]) => isConserved(junction, point));
  });

  it("are conserved within the errors among three electrodes", () => {
    const corner = fc.tuple(groupsAt("L", "R", "C"), unequalPoint, uniform(-1, 1));
    holds(10, corner, ([junction, point, mu]) => {
      isConserved(junction, { ...point, electrodes: { ...point.electrodes, C: { mu, temperature: 0.375 } } });
    });
  });

  it("are conserved order by order and part by part", () => {
    for (const { junction: input, point } of casesOf("full-current").slice(12)) {
      const { terminals } = secondOrder(junctionOf(input), point, "full", 1e-12);
      const all = Object.values(terminals);
      const { current: size } = largestOf(terminals);
      const sum = (read: (one: (typeof all)[number]) => number): number =>
        Math.abs(all.reduce((total, one) => total + read(one), 0)) / size;
      expect(sum(({ current }) => current.landauer)).toBeLessThan(1e-13);
      expect(sum(({ current }) => current.hartree)).toBeLessThan(1e-13);
      expect(sum(({ current }) => current.elastic + current.inelastic)).toBeLessThan(1e-13);
    }
  });
});

describe("in equilibrium", () => {
  it("nothing flows", () => {
    holds(20, fc.tuple(hybridised, thermalPoint), ([junction, point]) => {
      const { temperature } = point.bath;
      const rest = pointOf({ L: [0.5, temperature], R: [0.5, temperature] }, temperature);
      for (const { value } of partsOf(secondOrder(junction, rest).terminals)) expect(value).toBe(0);
    });
  });

  it("nothing flows at zero temperature either", () => {
    const { junction: input } = casesOf("full-current")[12]!;
    const { terminals, converged } = secondOrder(junctionOf(input), pointOf({ L: [0, 0], R: [0, 0] }, 0));
    for (const { value } of partsOf(terminals)) expect(value).toBe(0);
    expect(converged).toBe(true);
  });
});

describe("levels that only a boson joins", () => {
  it("have the currents of Eq. (8), all of them inelastic", () => {
    holds(20, fc.tuple(twoGroups, points), ([junction, point]) => {
      const lowest = currents(junction, point, { tolerance: 1e-10 });
      const { terminals, I, heat, error } = secondOrder(junction, point);
      const largest = largestOf(terminals);
      for (const { part, value, quantity } of partsOf(terminals))
        if (part !== "inelastic") expect(Math.abs(value)).toBeLessThanOrEqual(1e-12 * largest[quantity]);
      expect(Math.abs(I! - lowest.I!)).toBeLessThanOrEqual(error.I! + lowest.error.I!);
      for (const name of ["L", "R"])
        expect(Math.abs(heat[name]! - lowest.heat![name]!)).toBeLessThanOrEqual(
          error.heat![name]! + lowest.error.heat![name]!,
        );
    });
  });
});

describe("the entropy production", () => {
  it("is that of orders 0 and 2, and has the error of its parts", () => {
    const { junction: input, point } = casesOf("full-current")[6]!;
    const { J, terminals, entropyProduction, error } = secondOrder(junctionOf(input), point);
    const sum = Object.entries(terminals).reduce(
      (total, [name, { heat }]) => total - heat.total / point.electrodes[name]!.temperature,
      J / point.bath.temperature,
    );
    expect(entropyProduction).toBeCloseTo(sum, 14);
    expect(error.entropyProduction).toBeGreaterThan(0);
    expect(error.entropyProduction).toBeLessThan(1e-9);
  });

  it("is undefined with a reservoir at zero temperature", () => {
    const { junction: input, point } = casesOf("full-current-extra")[1]!;
    const { entropyProduction, error } = secondOrder(junctionOf(input), point);
    expect(entropyProduction).toBeUndefined();
    expect(error.entropyProduction).toBeUndefined();
  });
});
