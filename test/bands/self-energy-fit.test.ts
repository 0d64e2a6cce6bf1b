/** Self-energies that are sums over poles are found again; what is none is told by its error. */
import { describe, expect, it } from "vitest";
import {
  fitSelfEnergy,
  poleSumAt,
  type SelfEnergyFit,
  surveySelfEnergy,
} from "../../lib/solver/bands/self-energy-fit.js";
import { transverseModes } from "../../lib/solver/bands/transverse-modes.js";
import type { StructuredElectrode } from "../../lib/solver/junction/junction.js";
import { adjoint, fromRows, type Matrix, matmul } from "../../lib/solver/linear/matrix.js";
import { type Complex, complex } from "../../lib/solver/special/complex.js";
import { chain, chainEnd } from "./leads.js";

type Term = readonly [zeta: Complex, rho: Complex];

const sumOf =
  (constant: Complex, terms: readonly Term[]) =>
  (e: number): Complex => {
    let { re, im } = constant;
    for (const [zeta, rho] of terms) {
      const [dr, di] = [e - zeta.re, -zeta.im];
      const square = dr * dr + di * di;
      re += (rho.re * dr + rho.im * di) / square;
      im += (rho.im * dr - rho.re * di) / square;
    }
    return complex(re, im);
  };

const onOneLevel = (f: (e: number) => Complex, edges?: readonly number[]): StructuredElectrode => ({
  levels: [0],
  selfEnergy: (e) => [[f(e)]],
  ...(edges && { edges }),
});

function fitOf(electrode: StructuredElectrode, reference = 0, accuracy = 1e-10): SelfEnergyFit {
  return fitSelfEnergy(surveySelfEnergy("L", electrode, reference, [0.1], 1e-3), accuracy);
}

const terms: readonly Term[] = [
  [complex(0.4, -0.3), complex(0.2, 0)],
  [complex(-0.5, -0.7), complex(0.4, 0)],
];

describe("the fit of a self-energy", () => {
  it.each<[string, Complex]>([
    ["without a constant", complex(0, 0)],
    ["with a real constant and a wide electrode beside the poles", complex(0.3, -0.25)],
  ])("finds poles, residues and the constant of a sum over poles %s", (_, constant) => {
    const sigma = sumOf(constant, terms);
    const { poles, residues, constant: found, error, size } = fitOf(onOneLevel(sigma));
    expect(error).toBeLessThan(1e-9);
    expect(found.re[0]).toBeCloseTo(constant.re, 8);
    expect(found.im[0]).toBeCloseTo(constant.im, 8);
    for (const [zeta, rho] of terms) {
      const k = poles.findIndex(({ re, im }) => Math.hypot(re - zeta.re, im - zeta.im) < 1e-7);
      expect(k, `pole at ${zeta.re}`).toBeGreaterThanOrEqual(0);
      expect(residues[k]!.re[0]).toBeCloseTo(rho.re, 6);
      expect(residues[k]!.im[0]).toBeCloseTo(rho.im, 6);
    }
    const largest = Math.max(
      ...Array.from({ length: 2001 }, (_k, i) => {
        const { re, im } = sigma(-1 + i / 1000);
        return Math.hypot(re, im);
      }),
    );
    expect(size / largest).toBeGreaterThan(0.95);
    expect(size / largest).toBeLessThan(1 + 1e-12);
  });

  it("is relative to the energy that it is told, and says how far it is off", () => {
    const here = fitOf(onOneLevel(sumOf(complex(0, 0), terms)));
    const there = fitOf(
      onOneLevel((e) => sumOf(complex(0, 0), terms)(e - 1000)),
      1000,
    );
    for (const e of [-3, -0.4, 0.2, 7]) {
      const truth = sumOf(complex(0, 0), terms)(e);
      for (const fit of [here, there]) {
        const { re, im } = poleSumAt(fit, complex(e, 0));
        expect(Math.hypot(re[0]! - truth.re, im[0]! - truth.im)).toBeLessThan(fit.error + 1e-12);
      }
    }
    // a thousand takes three digits
    expect(there.error).toBeLessThan(1e-8);
  });

  it("has poles below the axis alone, as many as its accuracy asks for, of a chain", () => {
    const fits = [1e-3, 1e-6].map((accuracy) => fitOf(chain(0, 0.8, 1, 0.2), 0, accuracy));
    for (const [k, { poles, error, size }] of fits.entries()) {
      expect(poles.every(({ im }) => im < 0)).toBe(true);
      expect(error / size).toBeLessThan([3e-2, 3e-3][k]!);
      expect(error / size).toBeGreaterThan([1e-5, 1e-8][k]!);
    }
    expect(fits[1]!.poles.length).toBeGreaterThan(1.4 * fits[0]!.poles.length);
    // above the axis, where a retarded function is analytic, it is the chain's continuation
    const { re, im } = poleSumAt(fits[1]!, complex(0.2, 1));
    // u - sqrt(u^2 - 1) at u = i/2: i (1/2 - sqrt(5)/2)
    expect(re[0]).toBeCloseTo(0, 3);
    expect(im[0]! / (0.64 * (0.5 - Math.sqrt(5) / 2))).toBeCloseTo(1, 3);
  });

  it("finds the edges of a band that are not given", () => {
    const sigma = (e: number): Complex => {
      const { re, im } = chainEnd(e / 2);
      return complex(0.5 * re, 0.5 * im);
    };
    const { landscape } = surveySelfEnergy("L", onOneLevel(sigma), 0, [0.1], 1e-3);
    expect(landscape.edges.map(({ at }) => at.toFixed(9))).toEqual(["-2.000000000", "2.000000000"]);
    const known = surveySelfEnergy("L", onOneLevel(sigma, [-2, 2]), 0, [0.1], 1e-3).landscape;
    expect(known.edges.map(({ at }) => at)).toEqual([-2, 2]);
  });

  it("of nothing is nothing", () => {
    expect(fitOf(onOneLevel(() => complex(0, 0)))).toMatchObject({
      poles: [],
      residues: [],
      size: 0,
      error: 0,
    });
  });

  it("is far off where real and imaginary part do not belong together", () => {
    const { error, size } = fitOf(onOneLevel((e) => complex(0, sumOf(complex(0, 0), terms)(e).im)));
    expect(error).toBeGreaterThan(0.05 * size);
  });

  it.each<[string, (e: number) => Complex]>([
    ["gives back more than it takes", () => complex(0, 0.1)],
    ["does so at some energies", (e) => complex(0, e > 0.2 ? 0.1 : -0.1)],
  ])("refuses an electrode that %s", (_, f) => {
    expect(() => surveySelfEnergy("L", onOneLevel(f), 0, [0.1], 1e-3)).toThrow(
      /selfEnergy of electrode L at energy .* positive semidefinite/,
    );
  });
});

describe("the transverse modes of a lead", () => {
  const at = (a: number, b: number, mix: number): Matrix => {
    const [c, s] = [Math.cos(mix), Math.sin(mix)];
    return fromRows([
      [a * c * c + b * s * s, { re: 0, im: (a - b) * c * s }],
      [{ re: 0, im: -(a - b) * c * s }, a * s * s + b * c * c],
    ]);
  };

  it("are the eigenvectors that all energies share", () => {
    const samples = [at(1, 2, 0.3), at(0.2, -1, 0.3), at(3, 3, 0.3)];
    const modes = transverseModes(samples, 3)!;
    for (const sigma of samples) {
      const diagonal = matmul(adjoint(modes), matmul(sigma, modes));
      expect(Math.hypot(diagonal.re[1]!, diagonal.im[1]!)).toBeLessThan(1e-14);
      expect(Math.hypot(diagonal.re[2]!, diagonal.im[2]!)).toBeLessThan(1e-14);
    }
    const unit = matmul(adjoint(modes), modes);
    expect(unit.re[0]).toBeCloseTo(1, 13);
    expect(unit.re[3]).toBeCloseTo(1, 13);
  });

  it("are none where they turn with energy", () => {
    expect(transverseModes([at(1, 2, 0.3), at(1, 2, 0.3001)], 2)).toBeUndefined();
  });

  it("have poles of rank one", () => {
    const [first, second] = [sumOf(complex(0, 0), [terms[0]!]), sumOf(complex(0, 0), [terms[1]!])];
    const half = (a: Complex, b: Complex, sign: number): Complex =>
      complex((a.re + sign * b.re) / 2, (a.im + sign * b.im) / 2);
    const electrode: StructuredElectrode = {
      levels: [0, 1],
      selfEnergy: (e) => {
        const [a, b] = [first(e), second(e)];
        return [
          [half(a, b, 1), half(a, b, -1)],
          [half(a, b, -1), half(a, b, 1)],
        ];
      },
    };
    const fit = fitSelfEnergy(surveySelfEnergy("L", electrode, 0, [0.1, -0.2], 1e-3), 1e-10);
    expect(fit.error).toBeLessThan(1e-9);
    for (const [k, { re, im }] of fit.residues.entries()) {
      const size = Math.hypot(...re, ...im);
      const determinant = Math.hypot(
        re[0]! * re[3]! - im[0]! * im[3]! - re[1]! * re[2]! + im[1]! * im[2]!,
        re[0]! * im[3]! + im[0]! * re[3]! - re[1]! * im[2]! - im[1]! * re[2]!,
      );
      expect(determinant, `residue ${k}`).toBeLessThan(1e-12 * size * size);
    }
    const { re } = poleSumAt(fit, complex(0.7, 0));
    expect(re[1]).toBeCloseTo((first(0.7).re - second(0.7).re) / 2, 9);
  });
});
