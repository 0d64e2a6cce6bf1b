import { describe, expect, it } from "vitest";
import {
  continuedModeSpectralFunction,
  modeFeatures,
  modePolesOf,
  reducedModeSpectralFunction,
} from "../../lib/solver/bosons/bosons.js";
import { junction, modeSpectralFunction } from "../../lib/solver/index.js";
import {
  add,
  type Complex,
  complex,
  divide,
  modulus,
  multiply,
  realPart,
  scale,
  subtract,
} from "../../lib/solver/special/complex.js";
import { dots, dotsWith } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";

const twoModes = junction({
  ...dots,
  modes: [
    {
      omega: 1,
      coupling: offDiagonal(0.5),
    },
    {
      omega: 1.3,
      coupling: symmetric(0.2, 0.1, -0.2),
    },
  ],
  damping: symmetric(0.3, 0.1, 0.2),
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

  it("have a real symmetric spectral function whose sum rule each component obeys, coupled by their bath", () => {
    // w A_ph = -2 w Im D, and int_0^inf A_ph w dw = pi times the unit matrix
    const sum = [0, 0, 0, 0];
    const step = 0.01;
    for (let k = -1400; k < 1200; k++) {
      const omega = Math.exp(k * step);
      const { re, im } = reducedModeSpectralFunction(twoModes, omega);
      for (let c = 0; c < 4; c++) {
        sum[c] = sum[c]! + re[c]! * omega ** 3 * step;
        expect(Math.abs(im[c]!)).toBeLessThan(1e-13 * Math.max(1, re[0]!));
      }
      expect(re[1]).toBe(re[2]);
    }
    for (const [c, exact] of [Math.PI, 0, 0, Math.PI].entries()) expect(sum[c]).toBeCloseTo(exact, 4);
  });

  it("continue into the plane as 2 w gamma/[(w^2 - Omega^2)^2 + w^2 gamma^2], one mode", () => {
    for (const w of [complex(0.9, 0.2), complex(-0.3, 1.1), complex(1.4, -0.6)]) {
      const square = multiply(w, w);
      const resonance = subtract(square, complex(1, 0));
      const denominator = add(multiply(resonance, resonance), scale(0.25, square));
      const expected = divide(w, denominator);
      const { re, im } = continuedModeSpectralFunction(dots, w);
      expect(modulus(subtract(complex(re[0]!, im[0]!), expected))).toBeLessThan(1e-13 * modulus(expected));
    }
  });

  it("have the residues that a contour integral finds, coupled by their bath", () => {
    const { poles } = modePolesOf(twoModes);
    for (const { at, residue } of poles) {
      expect(at.im).toBeGreaterThan(0);
      for (let c = 0; c < 4; c++) {
        let sum: Complex = complex(0, 0);
        for (let k = 0; k < 64; k++) {
          const step = complex(0.03 * Math.cos((Math.PI * k) / 32), 0.03 * Math.sin((Math.PI * k) / 32));
          const { re, im } = continuedModeSpectralFunction(twoModes, add(at, step));
          sum = add(sum, scale(1 / 64, multiply(complex(re[c]!, im[c]!), step)));
        }
        expect(sum.re).toBeCloseTo(residue.re[c]!, 11);
        expect(sum.im).toBeCloseTo(residue.im[c]!, 11);
      }
    }
  });

  it("vary at their resonances, over half their damping, and at w = 0 over the slow relaxation", () => {
    expect(modeFeatures(twoModes)).toEqual([
      { centre: 1, width: 0.15 },
      { centre: 0, width: 1 / 1.3 },
      { centre: 1.3, width: 0.1 },
      { centre: 0, width: expect.closeTo(1.3 ** 2 / 1.5, 14) },
    ]);
  });

  it("know their poles once for all", () => {
    expect(modePolesOf(twoModes)).toBe(modePolesOf(twoModes));
  });

  it("are refused where damping leaves one combination of them free", () => {
    const free = junction({
      ...twoModes,
      modes: [twoModes.modes[0]!, { ...twoModes.modes[1]!, omega: 1 }],
      damping: symmetric(0.2, 0.2, 0.2),
    });
    expect(() => modeSpectralFunction(free, 0.5)).toThrow(
      "damping must be such that every combination of the modes is damped",
    );
    expect(() => modeSpectralFunction(dotsWith({ gammaPh: 1e-11 }), 0.5)).not.toThrow();
    expect(() => modeSpectralFunction(dotsWith({ gammaPh: 1e-14 }), 0.5)).toThrow("damped, by 1e-13");
  });
});

describe("a mode that is hardly damped beside a broad one", () => {
  it.each([0.9, 0.99, 0.993])(
    "has a pole that is known to a part of 1e-9 of its width, damping shared by %s",
    (share) => {
      const [broad, sharp, own] = [2, 5.8e-5, 1];
      const joint = share * Math.sqrt(broad * sharp);
      const given = junction({
        ...dots,
        modes: [own, own].map((omega) => ({ omega, coupling: offDiagonal(0.3) })),
        damping: symmetric(broad, joint, sharp),
      });
      const { poles } = modePolesOf(given);
      const w = poles
        .map(({ at }) => at)
        .reduce((a, b) => (b.re > 0.5 && b.im < a.im ? b : a), complex(1, 1));
      // det = 0 at the conjugate, below the axis: what is off over the slope
      const z = complex(w.re, -w.im);
      const square = multiply(complex(z.re - own, z.im), complex(z.re + own, z.im));
      const on = (gamma: number): Complex => add(square, multiply(complex(0, gamma), z));
      const common = multiply(complex(0, joint), z);
      // the second mode's own equation, the first one eliminated
      const off = subtract(on(sharp), divide(multiply(common, common), on(broad)));
      expect(modulus(off) / 2 / w.im).toBeLessThan(1e-9);
    },
  );
});
