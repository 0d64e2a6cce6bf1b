import { describe, expect, it } from "vitest";
import { type Complex, complex } from "../lib/special/complex.js";
import { integrateHalfLine, type UpperPoles } from "../lib/trapezoid.js";

/** w/(w^2 + 1) minus a resonance: F(w) = w^2 exp(-w) / ((w - c)^2 + g^2), analytic but for c +- i g. */
const centre = 2;
const resonance =
  (width: number) =>
  (w: number, out: Float64Array): void => {
    out[0] = (w ** 2 * Math.exp(-w)) / ((w - centre) ** 2 + width ** 2);
  };

const poles = (...list: { at: Complex; residue: Complex }[]): UpperPoles => ({
  count: list.length,
  at: list.flatMap(({ at }) => [at.re, at.im]),
  putResidue: (j, out) => {
    out[0] = list[j]!.residue.re;
    out[1] = list[j]!.residue.im;
  },
});

/** Residue of the resonance at c + i g. */
function poleOf(width: number): { at: Complex; residue: Complex } {
  const [c, g] = [centre, width];
  // w^2 e^-w / (2 i g) at w = c + i g
  const square = complex(c * c - g * g, 2 * c * g);
  const decay = complex(Math.exp(-c) * Math.cos(g), -Math.exp(-c) * Math.sin(g));
  const product = complex(
    square.re * decay.re - square.im * decay.im,
    square.re * decay.im + square.im * decay.re,
  );
  return { at: complex(c, g), residue: complex(product.im / (2 * g), -product.re / (2 * g)) };
}

const options = { components: 1, controlled: [0], radius: 1.5, end: 60, angle: 1.4, digits: 28 } as const;

describe("the trapezoidal rule with pole corrections", () => {
  it("integrates a smooth, decaying function over the half line to twelve digits", () => {
    const { value, error, evaluations } = integrateHalfLine(
      (w, out) => {
        out[0] = w * Math.exp(-w);
      },
      poles(),
      options,
    );
    expect(value[0]).toBeCloseTo(1, 12);
    expect(error[0]).toBeLessThan(1e-10);
    expect(evaluations).toBeLessThan(120);
  });

  it("does not care how narrow a resonance is once its pole is known", () => {
    // The narrow limit is (pi/g) c^2 e^-c plus the principal-value background, which is the same for all small g.
    const backgrounds = [1e-3, 1e-5, 1e-7].map((width) => {
      const { value } = integrateHalfLine(resonance(width), poles(poleOf(width)), options);
      return value[0]! - (Math.PI / width) * centre ** 2 * Math.exp(-centre);
    });
    const scale = (width: number): number => (Math.PI / width) * centre ** 2 * Math.exp(-centre);
    expect(Math.abs(backgrounds[0]! - backgrounds[1]!)).toBeLessThan(0.02);
    expect(Math.abs(backgrounds[1]! - backgrounds[2]!) / scale(1e-7)).toBeLessThan(1e-12);
  });

  it("owns up to a large error when a pole is kept from it", () => {
    const exact = integrateHalfLine(resonance(0.05), poles(poleOf(0.05)), options).value[0]!;
    const { value, error } = integrateHalfLine(resonance(0.05), poles(), options);
    expect(Math.abs(value[0]! - exact)).toBeGreaterThan(1e-6 * exact);
    expect(error[0]).toBeGreaterThan(Math.abs(value[0]! - exact));
  });

  it("does not pass for converged when a residue is wrong by one per cent", () => {
    const right = poleOf(0.05);
    const wrong = {
      at: right.at,
      residue: complex(1.01 * right.residue.re, 1.01 * right.residue.im),
    };
    const exact = integrateHalfLine(resonance(0.05), poles(right), options).value[0]!;
    const { value, error } = integrateHalfLine(resonance(0.05), poles(wrong), options);
    expect(Math.abs(value[0]! - exact)).toBeGreaterThan(1e-3 * exact);
    expect(error[0]).toBeGreaterThan(1e-4 * exact);
  });
});
