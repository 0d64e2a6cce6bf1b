import { describe, expect, it } from "vitest";
import { gradedPanels, integrate } from "../lib/quadrature.js";
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

  it("integrates what does not vanish at w = 0, below its first node as well", () => {
    // F = e^-w (1 + 2 w + 3 w^2): 1 + 2 + 6
    const { value, absolute, error } = integrateHalfLine(
      (w, out) => {
        out[0] = Math.exp(-w) * (1 + 2 * w + 3 * w * w);
      },
      poles(),
      options,
    );
    expect(value[0]).toBeCloseTo(9, 11);
    expect(absolute[0]).toBeCloseTo(9, 1);
    expect(Math.abs(value[0]! - 9)).toBeLessThan(error[0]!);
  });

  it("gives the integral of the modulus beside the integral, which is the scale of its error", () => {
    const { value, absolute, error } = integrateHalfLine(
      (w, out) => {
        out[0] = (1 - w) * Math.exp(-w);
      },
      poles(),
      options,
    );
    // int |1-w| e^-w = 2/e
    expect(value[0]).toBeCloseTo(0, 11);
    expect(absolute[0]).toBeCloseTo(2 / Math.E, 1);
    // three times the promise of the wedge, e^-28, at least, and no more than ten
    expect(error[0]! / absolute[0]!).toBeGreaterThan(2e-12);
    expect(error[0]! / absolute[0]!).toBeLessThan(2.5e-11);
  });

  it.each([0.5, 0.02, 1e-4])("agrees with adaptive quadrature for a resonance of width %s", (width) => {
    const exact = integrate(resonance(width), gradedPanels(0, 60, [{ centre, width }]), {
      components: 1,
      target: (value) => [1e-13 * value[0]!],
    }).value[0]!;
    const { value, error } = integrateHalfLine(resonance(width), poles(poleOf(width)), options);
    expect(Math.abs(value[0]! / exact - 1)).toBeLessThan(1e-11);
    expect(error[0]).toBeLessThan(1e-10 * exact);
  });

  it("corrects only the components it is told to control, and sums the others", () => {
    const { value } = integrateHalfLine(
      (w, out) => {
        resonance(0.05)(w, out);
        out[1] = w * Math.exp(-w);
        out[2] = 2 * out[0]!;
      },
      {
        count: 1,
        at: [centre, 0.05],
        putResidue: (_, out) => {
          const { residue } = poleOf(0.05);
          out.set([residue.re, residue.im, 100, 100, 2 * residue.re, 2 * residue.im]);
        },
      },
      { ...options, components: 3, controlled: [0, 2] },
    );
    expect(value[1]).toBeCloseTo(1, 11);
    expect(value[2]! / value[0]!).toBeCloseTo(2, 13);
  });

  it("keeps its nodes a quarter of a step and more away from a pole next to the axis, wherever that is", () => {
    for (const place of [0.3, 0.71, 1, 1.9, 4.4]) {
      const nodes: number[] = [];
      integrateHalfLine(
        (w, out) => {
          nodes.push(w);
          out[0] = w * Math.exp(-w);
        },
        { count: 1, at: [place, 1e-9], putResidue: (_, out) => out.fill(0) },
        options,
      );
      // this integrand needs the step halved once
      const step = (Math.PI * options.angle) / options.digits;
      // the first three serve the Taylor series below the grid
      const distances = nodes.slice(3).map((w) => Math.abs(Math.log(w / place)) / step);
      expect(Math.min(...distances)).toBeGreaterThan(0.25);
    }
  });

  it("counts its evaluations, some ten for each factor of e, and halves its step no more than it must", () => {
    let calls = 0;
    const smooth = integrateHalfLine(
      (w, out) => {
        calls++;
        out[0] = w * Math.exp(-w);
      },
      poles(),
      options,
    );
    expect(smooth.evaluations).toBe(calls);
    const step = (2 * Math.PI * options.angle) / options.digits;
    const nodes = Math.log(options.end / (1e-3 * options.radius)) / step;
    // halved once
    expect(Math.abs(calls - 2 * nodes - 3)).toBeLessThan(4);
    const narrow = integrateHalfLine(resonance(0.05), poles(), options);
    expect(narrow.evaluations / calls).toBeCloseTo(2, 0);
  });
});
