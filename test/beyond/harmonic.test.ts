import { describe, expect, it } from "vitest";
import {
  currents,
  harmonicCurrents,
  junction,
  type OperatingPoint,
  twoTerminal,
} from "../../lib/solver/index.js";
import { dots, dotsWith, randomJunction } from "../junctions.js";
import { randomSequence } from "../random.js";

const heat = twoTerminal(10, 10, 1.5, 0.5);
const cooling = twoTerminal(9.5, 10.5, 0.25);

describe("the full harmonic currents", () => {
  it.each([
    ["heat", heat],
    ["cooling", cooling],
    ["bias and heat", twoTerminal(10.2, 9.9, 0.5, 0.8)],
  ] as const)(
    "become those of Eq. (8) as the coupling vanishes, with corrections of order m^2: %s",
    (_, at) => {
      const deviation = (coupling: number): { J: number; I: number } => {
        const junction = dotsWith({ coupling });
        const lowest = currents(junction, at);
        const full = harmonicCurrents(junction, at);
        return { J: full.J / lowest.J - 1, I: full.I! / lowest.I! - 1 };
      };
      const [small, smaller] = [deviation(0.02), deviation(0.01)];
      expect(Math.abs(smaller.J)).toBeLessThan(2e-3);
      expect(small.J / smaller.J).toBeCloseTo(4, 1);
      expect(small.I / smaller.I).toBeCloseTo(4, 1);
    },
  );

  it("vanish in equilibrium, exactly", () => {
    const { J, I, channels } = harmonicCurrents(dots, twoTerminal(9.2, 9.2, 0.4));
    expect([J, I]).toEqual([0, 0]);
    for (const channel of channels) expect([channel.J, channel.I]).toEqual([0, 0]);
  });

  it("balance energy: what the pair baths give is what the modes' bath takes, for several modes too", () => {
    const junction = randomJunction(3, 2, randomSequence(12));
    const at = twoTerminal(0.5, -0.4, 0.5, 0.3);
    for (const { J, channels } of [harmonicCurrents(dots, cooling), harmonicCurrents(junction, at)]) {
      // the first by Gamma_ph and D^a ... D^r, the channels by D^< and D^>
      const sum = channels.reduce((total, channel) => total + channel.J, 0);
      expect(sum / J).toBeCloseTo(1, 7);
    }
  });

  it("agree with the rates as they stand for electrodes whose temperatures differ by very little", () => {
    const at = (temperature: number): OperatingPoint => ({
      electrodes: { L: { mu: 10.2, temperature: 0.4 }, R: { mu: 9.9, temperature } },
      bath: { temperature: 0.6 },
    });
    const same = harmonicCurrents(dots, at(0.4));
    const nearly = harmonicCurrents(dots, at(0.4 + 1e-9), { tolerance: 1e-5 });
    expect(nearly.J / same.J).toBeCloseTo(1, 6);
    expect(nearly.I! / same.I!).toBeCloseTo(1, 6);
  });

  it("obey the second law: heat flows from hot to cold, and no more work is had than Carnot allows", () => {
    expect(harmonicCurrents(dots, heat).J).toBeGreaterThan(0);
    expect(harmonicCurrents(dots, twoTerminal(10, 10, 0.5, 1.5)).J).toBeLessThan(0);
    for (const bias of [-0.3, -0.1, 0.1, 0.3]) {
      const [Te, Tph] = [0.4, 0.7];
      const { J, I } = harmonicCurrents(dots, twoTerminal(10 + bias / 2, 10 - bias / 2, Te, Tph));
      expect(J * (1 / Tph - 1 / Te) + (bias * I!) / Te).toBeGreaterThan(0);
    }
  });

  it("flip I and keep J when the junction is mirrored", () => {
    const mirrored = dotsWith({ epsilonL: 9.5, epsilonR: 10.5 });
    const at = twoTerminal(9.9, 10.1, 0.4, 0.5);
    const turned = twoTerminal(10.1, 9.9, 0.4, 0.5);
    expect(harmonicCurrents(mirrored, turned).J).toBeCloseTo(harmonicCurrents(dots, at).J, 10);
    expect(harmonicCurrents(mirrored, turned).I).toBeCloseTo(-harmonicCurrents(dots, at).I!, 10);
  });

  it("keep the digits that are asked for where the closed form of Lambda loses them, far from the levels", () => {
    const far = dotsWith({ epsilonL: 1000.5, epsilonR: 999.5, coupling: 1e-3 });
    const at = twoTerminal(0.1, 0, 0.1, 0.3);
    const lowest = currents(far, at);
    const [rough, fine] = [1e-8, 1e-10].map((tolerance) => harmonicCurrents(far, at, { tolerance }));
    // one by the closed form, the other by quadrature where that is needed
    expect(rough!.error.J).toBeGreaterThan(1e-10 * Math.abs(rough!.J));
    expect(rough!.converged).toBe(true);
    expect(fine!.converged).toBe(true);
    expect(fine!.J / lowest.J).toBeCloseTo(1, 11);
    expect(fine!.I! / lowest.I!).toBeCloseTo(1, 11);
    expect(Math.abs(rough!.J - fine!.J)).toBeLessThanOrEqual(rough!.error.J + fine!.error.J);
  }, 60_000);

  it("exceed neither their estimated error when a tighter tolerance is asked for", () => {
    const junction = dotsWith({ gammaPh: 0.02 });
    const rough = harmonicCurrents(junction, cooling, { tolerance: 1e-4 });
    const fine = harmonicCurrents(junction, cooling, { tolerance: 1e-10 });
    expect(fine.converged).toBe(true);
    expect(Math.abs(rough.J - fine.J)).toBeLessThanOrEqual(rough.error.J + fine.error.J);
    expect(Math.abs(rough.I! - fine.I!)).toBeLessThanOrEqual(rough.error.I! + fine.error.I!);
  });

  it.each([
    [0.02, 5.3169, 12.4997, 17.2255],
    [0.5, 1.1676, 1.449, 1.473],
  ])("at gamma_ph = %s are smaller than those of Eq. (8) by these factors", (gammaPh, hot, cold, biased) => {
    const junction = dotsWith({ gammaPh });
    const ratio = (at: OperatingPoint): number => currents(junction, at).J / harmonicCurrents(junction, at).J;
    expect(ratio(heat)).toBeCloseTo(hot, 3);
    expect(ratio(twoTerminal(10, 10, 0.5, 1.5))).toBeCloseTo(cold, 3);
    expect(ratio(cooling)).toBeCloseTo(biased, 3);
  });

  it("are refused where the electrons pump the mode, saying so, and for bad input", () => {
    expect(() => harmonicCurrents(dotsWith({ gammaPh: 0.1 }), twoTerminal(12, 8, 0.25))).toThrow(
      "(got 2 poles of D^r above the real axis): more damping, weaker coupling or less bias is needed",
    );
    expect(() => harmonicCurrents(dotsWith({ coupling: 0.85 }), twoTerminal(10, 10, 0))).toThrow(
      "(got 1 pole of D^r above the real axis): the electrons take all stiffness from a mode",
    );
    expect(() => harmonicCurrents(dots, heat, { tolerance: 1e-13 })).toThrow("tolerance");
    expect(() => harmonicCurrents(dots, heat, { tolerence: 1e-3 } as object)).toThrow("tolerence");
    const structured = junction({
      ...dots,
      electrodes: { L: dots.electrodes.L!, R: { levels: [1], selfEnergy: () => [[{ re: 0, im: -0.25 }]] } },
    });
    expect(() => harmonicCurrents(structured, heat)).toThrow("wide-band limit");
  });
});
