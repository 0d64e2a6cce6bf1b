import { describe, expect, it } from "vitest";
import {
  bose,
  junction,
  modeSpectralFunction,
  type OperatingPoint,
  pairBath,
  spectralCurrents,
  twoTerminal,
} from "../../lib/solver/index.js";
import { realPart } from "../../lib/solver/special/complex.js";
import { dots } from "../junctions.js";

describe("spectral currents", () => {
  const unequal: OperatingPoint = {
    electrodes: { L: { mu: 10.3, temperature: 0.3 }, R: { mu: 9.8, temperature: 0.5 } },
    bath: { temperature: 0.4 },
  };

  it("are w/2 pi times the flux of the golden rule, at one temperature and at two", () => {
    for (const point of [unequal, twoTerminal(10.3, 9.8, 0.3, 0.4)]) {
      for (const omega of [0.4, 1.2]) {
        const bath = pairBath(dots, point, "L", "R");
        const n = bose(omega, 0.4);
        const spectrum = realPart(modeSpectralFunction(dots, omega)[0]![0]!);
        const flux = spectrum * ((1 + n) * bath.emission(omega) - n * bath.absorption(omega));
        const channel = spectralCurrents(dots, point, omega).channels[1]!;
        expect(channel.J / ((omega * flux) / (2 * Math.PI))).toBeCloseTo(1, 9);
        expect(channel.I! / (flux / (2 * Math.PI))).toBeCloseTo(1, 9);
      }
    }
  });

  it("exist for electrodes that are not wide-band", () => {
    const structured = junction({
      ...dots,
      electrodes: { ...dots.electrodes, L: { levels: [0], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    for (const point of [unequal, twoTerminal(10.3, 9.8, 0.3, 0.4)]) {
      const ratio = spectralCurrents(structured, point, 0.7).J / spectralCurrents(dots, point, 0.7).J;
      expect(ratio).toBeCloseTo(1, 8);
    }
  });

  it("vanish at w = 0 as w does, and refuse what is no frequency", () => {
    expect(spectralCurrents(dots, unequal, 0).J).toBe(0);
    for (const omega of [Number.NaN, Number.POSITIVE_INFINITY, -1e-9, "1" as never]) {
      expect(() => spectralCurrents(dots, unequal, omega)).toThrow("omega must be a number >= 0");
    }
  });
});

describe("electrodes of different temperatures", () => {
  it("have a finite flux where a frequency meets the distance of two levels of equal width, exactly and nearly", () => {
    const point = {
      electrodes: { L: { mu: 10.2, temperature: 0.5 }, R: { mu: 9.9, temperature: 0.3 } },
      bath: { temperature: 0.4 },
    };
    const J = (omega: number): number => spectralCurrents(dots, point, omega).J;
    for (const step of [1e-13, 1e-9, 1e-6, 3e-4]) {
      expect((J(1 - step) + J(1 + step)) / 2 / J(1)).toBeCloseTo(1, step > 1e-5 ? 5 : 10);
    }
  });
});
