import { describe, expect, it } from "vitest";
import { randomSequence } from "../random.js";
import type { TwoLevelModel } from "../two-level-model.js";
import { extremePoint, moderatePoint, paper, paperWith, type Result, solve } from "./points.js";

describe("the currents of two levels", () => {
  it("are exactly zero in equilibrium, with no error", () => {
    expect(solve({ model: paper, muL: 9.3, muR: 9.3, Te: 0.7, Tph: 0.7 })).toEqual({
      J: 0,
      I: 0,
      errorJ: 0,
      errorI: 0,
      converged: true,
    });
  });

  it("are exactly zero without coupling", () => {
    const model = paperWith({ couplingSquared: 0 });
    const { J, I, errorJ, errorI } = solve({ model, muL: 10, muR: 9, Te: 0.7, Tph: 0.4 });
    expect([J, I, errorJ, errorI]).toEqual([0, 0, 0, 0]);
  });

  it("are linear in a small difference of temperatures or of chemical potentials, to all digits", () => {
    const at = (Tph: number, muL: number): Result => solve({ model: paper, muL, muR: 9.8, Te: 0.5, Tph });
    for (const [small, large, ratio] of [
      [at(0.5 + 2 ** -40, 9.8), at(0.5 + 2 ** -34, 9.8), 64],
      [at(0.5, 9.8 + 2 ** -38), at(0.5, 9.8 + 2 ** -32), 64],
    ] as const) {
      expect(large.J / small.J / ratio).toBeCloseTo(1, 8);
      expect(large.I / small.I / ratio).toBeCloseTo(1, 8);
    }
  });

  it("obey Onsager's relation: dI/dX_J = dJ/dX_I", () => {
    const T = 0.5;
    const step = 2 ** -20;
    // X_J = 1/T_ph - 1/T_e, X_I = mu_LR/T_e
    const J = (step: number): number => solve({ model: paper, muL: 9.9 + step, muR: 9.9, Te: T, Tph: T }).J;
    const I = (step: number): number =>
      solve({ model: paper, muL: 9.9, muR: 9.9, Te: T, Tph: 1 / (1 / T + step) }).I;
    const left = (J(step) - J(-step)) / ((2 * step) / T);
    const right = (I(step) - I(-step)) / (2 * step);
    expect(left / right).toBeCloseTo(1, 8);
  });

  it("keep J and flip I when left and right are mirrored; particle-hole symmetry keeps both", () => {
    const next = randomSequence(41);
    for (let k = 0; k < 200; k++) {
      const { model, muL, muR, Te, Tph } = moderatePoint(next);
      const { epsilonL, epsilonR, gammaL, gammaR } = model;
      const here = solve({ model, muL, muR, Te, Tph });
      const exchanged = { ...model, epsilonL: epsilonR, epsilonR: epsilonL, gammaL: gammaR, gammaR: gammaL };
      const mirror = solve({ model: exchanged, muL: muR, muR: muL, Te, Tph });
      const holes = solve({
        model: { ...exchanged, epsilonL: 20 - epsilonR, epsilonR: 20 - epsilonL },
        muL: 20 - muR,
        muR: 20 - muL,
        Te,
        Tph,
      });
      // 20 - mu is rounded: the third point is not exactly the image of the first.
      const slack = 1e-12;
      expect(Math.abs(mirror.J - here.J)).toBeLessThanOrEqual(mirror.errorJ + here.errorJ);
      expect(Math.abs(mirror.I + here.I)).toBeLessThanOrEqual(mirror.errorI + here.errorI);
      expect(Math.abs(holes.J - here.J)).toBeLessThanOrEqual(
        holes.errorJ + here.errorJ + slack * Math.abs(here.J),
      );
      expect(Math.abs(holes.I - here.I)).toBeLessThanOrEqual(
        holes.errorI + here.errorI + slack * Math.abs(here.I),
      );
    }
  });

  it("obey the second law: J(1/T_ph - 1/T_e) + mu_LR I/T_e >= 0", () => {
    const next = randomSequence(43);
    for (let k = 0; k < 60; k++) {
      const point = extremePoint(next);
      const { J, I, errorJ, errorI } = solve(point);
      const { Te, Tph } = point;
      const bias = (point.muL - point.muR) / Te;
      const drive = (Te - Tph) / (Te * Tph);
      const entropy = J * drive + I * bias;
      expect(entropy).toBeGreaterThanOrEqual(-(errorJ * Math.abs(drive) + errorI * Math.abs(bias)));
    }
  });

  it("scale as |m|^2 and, with all energies, as energy^2 (J) and energy (I)", () => {
    const a = solve({ model: paper, muL: 9.8, muR: 10.4, Te: 0.4, Tph: 0.7 });
    const s = 3.7;
    const scaled: TwoLevelModel = {
      epsilonL: paper.epsilonL * s,
      epsilonR: paper.epsilonR * s,
      gammaL: paper.gammaL * s,
      gammaR: paper.gammaR * s,
      couplingSquared: 4 * paper.couplingSquared * s ** 3,
      omega: paper.omega * s,
      gammaPh: paper.gammaPh * s,
    };
    const b = solve({ model: scaled, muL: 9.8 * s, muR: 10.4 * s, Te: 0.4 * s, Tph: 0.7 * s });
    expect(b.J / (4 * s * s * a.J)).toBeCloseTo(1, 10);
    expect(b.I / (4 * s * a.I)).toBeCloseTo(1, 10);
  });
});
