import { describe, expect, it } from "vitest";
import { complex, modulus, multiply, subtract } from "../../lib/special/complex.js";
import {
  complexBoseDifference,
  complexExpm1,
  complexFermi,
} from "../../lib/special/complex-distributions.js";
import { fermi, xwBoseDifference } from "../../lib/special/distributions.js";

const energies = [-800, -30, -1, -1e-9, 0, 1e-9, 0.3, 20, 700];

describe("Fermi and Bose functions of complex argument", () => {
  it("are those of real argument on the axis", () => {
    for (const x of energies) {
      const { re, im } = complexFermi(complex(x, 0));
      expect(re / fermi(x, 1)).toBeCloseTo(1, 14);
      expect(im).toBeCloseTo(0, 15);
    }
    for (const omega of [0.01, 1, 40]) {
      const { re } = complexBoseDifference(complex(omega, 0), 0.3, 0.5, 0.7);
      expect((re * omega * (omega - 0.3)) / xwBoseDifference(omega, 0.3, 0.5, 0.7)).toBeCloseTo(1, 13);
    }
  });

  it("repeat themselves every 2 pi along the imaginary axis, and half way there become each other", () => {
    for (const x of [-3, -0.2, 0.4, 2]) {
      const z = complex(x, 0.7);
      const here = complexFermi(z);
      expect(modulus(subtract(complexFermi(complex(x, 0.7 + 2 * Math.PI)), here))).toBeLessThan(1e-14);
      // n_F(z + i pi) = -n_B(z)
      const bose = complexFermi(complex(x, 0.7 + Math.PI));
      const one = multiply(bose, complexExpm1(z));
      expect(modulus(complex(one.re + 1, one.im))).toBeLessThan(1e-13);
    }
  });

  it("have a difference that vanishes in equilibrium and keeps its digits beside it", () => {
    const w = complex(1, 0.4);
    expect(modulus(complexBoseDifference(w, 0, 0.5, 0.5))).toBe(0);
    const slope = (step: number): number => modulus(complexBoseDifference(w, 0, 0.5 + step, 0.5)) / step;
    expect(slope(1e-13) / slope(1e-7)).toBeCloseTo(1, 2);
    expect(slope(1e-7) / slope(1e-6)).toBeCloseTo(1, 5);
  });
});
