import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Currents, currents, type OperatingPoint } from "../../lib/solver/index.js";
import {
  chemicalPotential,
  groupsAt,
  holds,
  temperature,
  thermalPoint,
  twoGroups,
  twoLevel,
  unequalPoint,
} from "./arbitraries.js";

const ROUNDOFF = 1e-14;

const expectZero = (terms: readonly number[], what: string): void => {
  const sum = terms.reduce((a, b) => a + b, 0);
  expect(Math.abs(sum), what).toBeLessThanOrEqual(ROUNDOFF * Math.max(...terms.map(Math.abs)));
};

function expectBalance({ J, I, heat, channels }: Currents, { electrodes }: OperatingPoint): void {
  for (const channel of channels) {
    const { from, to, mu, I: electrons } = channel;
    const sign = from === "R" ? -1 : 1;
    expectZero(
      [channel.heat!.from, channel.heat!.to, sign * mu * electrons!, -channel.J],
      `channel ${from}${to}`,
    );
  }
  expectZero([heat!.L!, heat!.R!, (electrodes.L!.mu - electrodes.R!.mu) * I!, -J], "total");
  for (const name of ["L", "R"]) {
    const parts = channels.flatMap(({ from, to, heat: part }) => [
      from === name ? part!.from : 0,
      to === name ? part!.to : 0,
    ]);
    expectZero([...parts, -heat![name]!], `heat of ${name}`);
  }
}

describe("energy", () => {
  it.each([
    ["two levels", 50, twoLevel],
    ["groups of levels", 15, twoGroups],
  ] as const)(
    "comes from heat and electric power, in each channel and in total: %s",
    (_, runs, junctions) => {
      holds(runs, fc.tuple(junctions, thermalPoint), ([junction, point]) =>
        expectBalance(currents(junction, point), point),
      );
    },
  );

  it("does so for electrodes of different temperatures", () => {
    holds(10, fc.tuple(twoLevel, unequalPoint), ([junction, point]) =>
      expectBalance(currents(junction, point, { tolerance: 1e-4 }), point),
    );
  });

  it("is the sum of three electrodes' heats where no bias does work", () => {
    holds(
      30,
      fc.tuple(groupsAt("L", "R", "gate"), chemicalPotential, temperature, temperature),
      ([junction, mu, electron, boson]) => {
        const reservoir = { mu, temperature: electron };
        const { J, heat } = currents(junction, {
          electrodes: { L: reservoir, R: reservoir, gate: reservoir },
          bath: { temperature: boson },
        });
        expectZero([...Object.values(heat!), -J], "total");
      },
    );
  });
});
