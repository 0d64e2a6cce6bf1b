import { describe, expect, it } from "vitest";
import { currents, junction, twoTerminal } from "../../lib/solver/index.js";
import { dots, dotsInUnits, dotsWith } from "../junctions.js";
import { randomSequence } from "../random.js";

describe("the currents of two levels", () => {
  it("are finite, with finite errors, at ten thousand random operating points", () => {
    const next = randomSequence(100);
    const log = (from: number, to: number): number => from * (to / from) ** next();
    const junctions = Array.from({ length: 200 }, () =>
      dotsWith({
        epsilonL: 10 + next(),
        epsilonR: 10 - next(),
        gammaL: log(0.02, 2),
        gammaR: log(0.02, 2),
        omega: log(0.5, 2),
        gammaPh: log(1e-3, 2.2),
      }),
    );
    let worst = 0;
    for (let k = 0; k < 10_000; k++) {
      const point = twoTerminal(8 + 4 * next(), 8 + 4 * next(), log(0.05, 3), log(0.05, 3));
      const { J, I, error } = currents(junctions[k % 200]!, point, { tolerance: 1e-8 });
      if (!(Number.isFinite(J) && Number.isFinite(I!) && error.J >= 0 && error.I! >= 0)) {
        expect.fail(JSON.stringify({ junction: junctions[k % 200], point, J, I, error }));
      }
      worst = Math.max(worst, error.J / Math.abs(J));
    }
    expect(worst).toBeLessThan(1e-6);
  }, 60_000);

  it("agree with a thousandfold accuracy within their errors, whichever way the electrodes are named", () => {
    const next = randomSequence(101);
    for (let k = 0; k < 100; k++) {
      const given = dotsWith({ gammaL: 0.1 + next(), gammaR: 0.1 + next(), epsilonL: 9.8 + next() });
      const { L, R } = given.electrodes;
      const point = twoTerminal(9 + 2 * next(), 9 + 2 * next(), 0.1 + next(), 0.1 + next());
      const exact = currents(given, point, { tolerance: 1e-12 });
      for (const same of [given, junction({ ...given, electrodes: { R: R!, L: L! } })]) {
        const { J, I, error, converged } = currents(same, point, { tolerance: 1e-6 });
        expect(converged).toBe(true);
        expect(Math.abs(J - exact.J)).toBeLessThanOrEqual(error.J + exact.error.J);
        expect(Math.abs(I! - exact.I!)).toBeLessThanOrEqual(error.I! + exact.error.I!);
      }
    }
  });

  it("scale with the unit of energy over sixty orders of magnitude", () => {
    const small = currents(dots, twoTerminal(10.3, 9.8, 0.5, 0.4), { tolerance: 1e-10 });
    for (const s of [1e-30, 1e-12, 1e12, 1e30]) {
      const junction = dotsInUnits(s);
      const { J, I } = currents(junction, twoTerminal(10.3 * s, 9.8 * s, 0.5 * s, 0.4 * s), {
        tolerance: 1e-10,
      });
      expect(J / s / s / small.J, `${s}`).toBeCloseTo(1, 9);
      expect(I! / s / small.I!, `${s}`).toBeCloseTo(1, 9);
    }
  });
});
