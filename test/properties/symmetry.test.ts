import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Currents,
  currents,
  imaginaryPart,
  type Junction,
  type OperatingPoint,
  realPart,
  twoLevelJunction,
} from "../../lib/solver/index.js";
import {
  holds,
  numbersOf,
  thermalPoint,
  twoGroups,
  twoLevelParameters,
  unequalPoint,
  withMatrices,
} from "./arbitraries.js";

/** What the other current should be: signs and names changed. */
interface Expected {
  readonly I: 1 | -1;
  readonly swapped: boolean;
}

function expectPartners(a: Currents, b: Currents, { I, swapped }: Expected): void {
  const partners = new Map(numbersOf(b).map(([name, value, error]) => [name, { value, error }]));
  const nameOf = (name: string): string => (swapped ? ({ Q_L: "Q_R", Q_R: "Q_L" }[name] ?? name) : name);
  for (const [name, value, error] of numbersOf(a)) {
    const partner = partners.get(nameOf(name))!;
    const sign = name === "I" ? I : 1;
    expect(Math.abs(value - sign * partner.value), name).toBeLessThanOrEqual(error + partner.error);
  }
}

const mirrored = ({ electrodes: { L, R }, bath }: OperatingPoint): OperatingPoint => ({
  electrodes: { L: R!, R: L! },
  bath,
});

/** All energies and chemical potentials mirrored about `centre`. */
const inverted = ({ electrodes: { L, R }, bath }: OperatingPoint, centre: number): OperatingPoint => ({
  electrodes: { L: { ...L!, mu: 2 * centre - L!.mu }, R: { ...R!, mu: 2 * centre - R!.mu } },
  bath,
});

const tolerance = 1e-10;
const slow = 1e-6;

describe("left and right exchanged", () => {
  const both = (
    parameters: Parameters<typeof twoLevelJunction>[0],
    point: OperatingPoint,
    accuracy: number,
  ): void => {
    const { epsilonL, epsilonR, gammaL, gammaR } = parameters;
    const mirror = { ...parameters, epsilonL: epsilonR, epsilonR: epsilonL, gammaL: gammaR, gammaR: gammaL };
    expectPartners(
      currents(twoLevelJunction(parameters), point, { tolerance: accuracy }),
      currents(twoLevelJunction(mirror), mirrored(point), { tolerance: accuracy }),
      { I: -1, swapped: true },
    );
  };

  it("flip I, keep J and the entropy production and swap the heats, for two levels", () => {
    holds(25, fc.tuple(twoLevelParameters, thermalPoint), ([parameters, point]) =>
      both(parameters, point, tolerance),
    );
  });

  it("do so for electrodes of different temperatures", () => {
    holds(5, fc.tuple(twoLevelParameters, unequalPoint), ([parameters, point]) =>
      both(parameters, point, slow),
    );
  });

  it("do so for groups of levels, where only the electrodes change places", () => {
    const exchanged = (junction: Junction): Junction => {
      const { L, R } = junction.electrodes;
      return { ...junction, electrodes: { L: R!, R: L! } };
    };
    holds(10, fc.tuple(twoGroups, thermalPoint), ([junction, point]) => {
      expectPartners(
        currents(junction, point, { tolerance }),
        currents(exchanged(junction), mirrored(point), { tolerance }),
        { I: -1, swapped: true },
      );
    });
  });
});

describe("electrons and holes exchanged", () => {
  const conjugated = (junction: Junction): Junction =>
    withMatrices(junction, (rows, kind) =>
      rows.map((row) =>
        row.map((z) => ({
          re: kind === "hamiltonian" ? -realPart(z) : realPart(z),
          im: (kind === "hamiltonian" ? 1 : -1) * imaginaryPart(z),
        })),
      ),
    );

  it("flip I and keep J and all heats", () => {
    holds(10, fc.tuple(twoGroups, thermalPoint), ([junction, point]) => {
      expectPartners(
        currents(junction, point, { tolerance }),
        currents(conjugated(junction), inverted(point, 0), { tolerance }),
        { I: -1, swapped: false },
      );
    });
    holds(4, fc.tuple(twoGroups, unequalPoint), ([junction, point]) => {
      expectPartners(
        currents(junction, point, { tolerance: slow }),
        currents(conjugated(junction), inverted(point, 0), { tolerance: slow }),
        { I: -1, swapped: false },
      );
    });
  });

  it("leave J and I as they are where both levels are equally broad, at mu and at its mirror image", () => {
    holds(25, fc.tuple(twoLevelParameters, thermalPoint), ([parameters, point]) => {
      const junction = twoLevelJunction({ ...parameters, gammaR: parameters.gammaL });
      const centre = (parameters.epsilonL + parameters.epsilonR) / 2;
      expectPartners(
        currents(junction, point, { tolerance }),
        currents(junction, mirrored(inverted(point, centre)), { tolerance }),
        { I: 1, swapped: true },
      );
    });
  });
});
