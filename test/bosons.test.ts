import { describe, expect, it } from "vitest";
import { continuedModeSpectralFunction, modePolesOf, reducedModeSpectralFunction } from "../lib/bosons.js";
import { junction, modeSpectralFunction } from "../lib/index.js";
import { complex, realPart } from "../lib/special/complex.js";
import { dots, dotsWith } from "./devices.js";

const twoModes = junction({
  ...dots,
  modes: [
    {
      omega: 1,
      coupling: [
        [0, 0.5],
        [0.5, 0],
      ],
    },
    {
      omega: 1.3,
      coupling: [
        [0.2, 0.1],
        [0.1, -0.2],
      ],
    },
  ],
  damping: [
    [0.3, 0.1],
    [0.1, 0.2],
  ],
});

describe("the modes", () => {
  it("have the spectral function of a damped oscillator, odd in frequency", () => {
    const a = (omega: number): number => realPart(modeSpectralFunction(dots, omega)[0]![0]!);
    for (const omega of [0.3, 1, 2.2]) {
      expect(a(omega)).toBeCloseTo((2 * omega * 0.5) / ((omega ** 2 - 1) ** 2 + omega ** 2 / 4), 13);
      expect(a(-omega)).toBe(-a(omega));
    }
    expect(Math.abs(a(0))).toBe(0);
  });

  it("carry the weight pi/(2 Omega) per quantum and direction at weak damping: int_0^inf A_ph dw = pi/Omega", () => {
    const weak = dotsWith({ gammaPh: 1e-3, omega: 1.7 });
    let sum = 0;
    const points = 4000;
    for (let k = 0; k < points; k++) {
      // w = Omega + (gamma/2) tan(angle) resolves the resonance
      const angle = Math.PI * ((k + 0.5) / points - 0.5) * 0.9999;
      const omega = 1.7 + 5e-4 * Math.tan(angle);
      sum +=
        (realPart(modeSpectralFunction(weak, omega)[0]![0]!) * 5e-4 * Math.PI * 0.9999) /
        (points * Math.cos(angle) ** 2);
    }
    expect(sum / (Math.PI / 1.7)).toBeCloseTo(1, 3);
  });

  it("have poles from which A_ph on the axis is rebuilt, also when coupled by their bath", () => {
    const { poles, uncertainty } = modePolesOf(twoModes);
    expect(poles).toHaveLength(4);
    expect(uncertainty).toBeLessThan(1e-13);
    const omega = 1.1;
    const direct = reducedModeSpectralFunction(twoModes, omega);
    for (let k = 0; k < 4; k++) {
      const [m, n] = [Math.floor(k / 2), k % 2];
      // sum over poles R/(w - w_j) and, below the axis, the adjoint
      let re = 0;
      for (const { at, residue } of poles) {
        for (const [r, i, sign] of [
          [residue.re[k]!, residue.im[k]!, 1],
          [residue.re[n * 2 + m]!, -residue.im[n * 2 + m]!, -1],
        ] as const) {
          const [dr, di] = [omega - at.re, -sign * at.im];
          re += (r * dr + i * di) / (dr * dr + di * di);
        }
      }
      expect(re).toBeCloseTo(direct.re[k]! * omega, 12);
    }
  });

  it("continue off the axis without a jump", () => {
    const on = reducedModeSpectralFunction(twoModes, 0.9);
    const off = continuedModeSpectralFunction(twoModes, complex(0.9, 1e-9));
    for (let k = 0; k < 4; k++) expect(off.re[k]).toBeCloseTo(on.re[k]! * 0.9, 7);
  });

  it("critically damped say that their residues cannot be trusted", () => {
    expect(modePolesOf(dotsWith({ gammaPh: 2 })).uncertainty).toBeGreaterThan(1e-6);
  });

  it("refuse a frequency that is not finite", () => {
    expect(() => modeSpectralFunction(dots, Number.NaN)).toThrow("omega must be a finite number (got NaN)");
  });
});
