import { describe, expect, it } from "vitest";
import { currents, type JunctionInput, junction, type OperatingPoint } from "../../lib/solver/index.js";
import { doubleQuadrature } from "../../tools/survey/second-order-quadrature.js";
import { reference } from "../reference.js";
import {
  casesOf,
  junctionOf,
  largestOf,
  type PARTS,
  partsOf,
  type ReferenceCase,
  secondOrder,
} from "./support.js";

const KEYS = { landauer: "0", elastic: "el", hartree: "H", inelastic: "in" } as const;
const LETTER = { current: "I", heat: "Q" } as const;

/** Largest deviation of any part beyond the reference's own error, relative to the case's largest current. */
function deviation({ junction: input, point, values, errors }: ReferenceCase, tolerance: number): number {
  const { terminals } = secondOrder(junctionOf(input), point, "full", tolerance);
  const parts = partsOf(terminals).map(({ name, quantity, part, value }) => {
    const key = `${LETTER[quantity]}_${KEYS[part]}`;
    const exact = Number(values[key]![name]);
    return { exact, beyond: Math.max(0, Math.abs(value - exact) - errors[key]![name]!) };
  });
  const largest = Math.max(...parts.map(({ exact }) => Math.abs(exact)));
  return Math.max(...parts.map(({ beyond }) => beyond)) / largest;
}

describe("currents to second order", () => {
  it.each(casesOf("full-current").map((one) => [one.name, one] as const))(
    "agree with direct quadrature in 80 bits: %s",
    (_, one) => {
      expect(deviation(one, 1e-12)).toBeLessThan(2e-13);
      expect(deviation(one, 1e-8)).toBeLessThan(3e-10);
    },
  );

  it.each(casesOf("full-current-extra").map((one) => [one.name, one] as const))(
    "agree at zero temperature and with bands: %s",
    (_, one) => {
      expect(deviation(one, 1e-12)).toBeLessThan(1e-12);
    },
  );

  it.each(casesOf("full-current-hard").map((one) => [one.name, one] as const))(
    "agree where it is hard: %s",
    (_, one) => {
      // differences of 1e-9 are known to 1e-19 absolute
      expect(deviation(one, 1e-12)).toBeLessThan(/1e-9|1e-09/.test(one.name) ? 1e-8 : 1e-12);
    },
  );

  it("have the energy that the bosons receive, and its error, as before", () => {
    for (const { junction: input, point, values, errors } of casesOf("full-current")) {
      const junction = junctionOf(input);
      const { J, error, converged } = secondOrder(junction, point, "none", 1e-10);
      expect(J).toBe(currents(junction, point, { tolerance: 1e-10 }).J);
      expect(Math.abs(J - Number(values.J))).toBeLessThanOrEqual(error.J + errors.J);
      expect(converged).toBe(true);
    }
  });
});

interface OwnCase {
  readonly name: string;
  readonly junction: JunctionInput;
  readonly point: OperatingPoint;
  readonly values: Readonly<
    Record<(typeof PARTS)[number], Readonly<Record<string, readonly [number, number]>>>
  >;
  readonly error: number;
}

describe("double quadrature of Meir and Wingreen's current, matrices inverted at the nodes,", () => {
  const own = reference<{ cases: readonly OwnCase[] }>("second-order").cases;

  it.each(own.map((one) => [one.name, one] as const))(
    "agrees in Python: %s",
    (_, { junction: input, point, values, error }) => {
      const { terminals } = secondOrder(junction(input), point, "full", 1e-12);
      const largest = largestOf(terminals);
      for (const { name, quantity, part, value } of partsOf(terminals)) {
        const exact = values[part][name]![quantity === "current" ? 0 : 1];
        expect(Math.abs(value - exact), `${quantity} ${part} ${name}`).toBeLessThan(
          4 * error + 1e-12 * largest[quantity],
        );
      }
      expect(error / Math.max(largest.current, largest.heat)).toBeLessThan(1e-9);
    },
  );

  it("agrees in the tests' own words", () => {
    const { junction: input, point } = own[0]!;
    const given = junction(input);
    const slow = doubleQuadrature(given, point);
    const { terminals } = secondOrder(given, point);
    const largest = largestOf(terminals);
    for (const { name, quantity, part, value } of partsOf(terminals)) {
      const other = slow[part][name]![quantity === "current" ? 0 : 1];
      expect(Math.abs(value - other) / largest[quantity]).toBeLessThan(1e-8);
    }
  });
});
