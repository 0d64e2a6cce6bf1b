/** The response of the modes to a junction of many levels, with full complex matrices. */
import { describe, expect, it } from "vitest";
import { boundedPanels } from "../../lib/solver/beyond/panels.js";
import { electronFeatures, spectralMatrices } from "../../lib/solver/electrons/electrons.js";
import {
  currents,
  fermi,
  harmonicCurrents,
  imaginaryPart,
  type Junction,
  junction,
  type MatrixRows,
  modeStability,
  type OperatingPoint,
  pairBath,
  pairSelfEnergy,
  realPart,
  twoTerminal,
} from "../../lib/solver/index.js";
import { eigenDecomposition } from "../../lib/solver/linear/eigen.js";
import {
  addScaled,
  adjoint,
  fromRows,
  inverse,
  type Matrix,
  matmul,
  traceOfProduct,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import { complex } from "../../lib/solver/special/complex.js";
import { integrate } from "../../lib/solver/special/quadrature.js";
import { broadeningOf, randomBroadening, randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

const LEVELS = 24;

/** Two electrodes that broaden all levels by full matrices, and two modes. */
function manyLevels(coupling: number, seed = 3): Junction {
  const next = randomSequence(seed);
  const broadening = (): MatrixRows => {
    const parts = Array.from({ length: LEVELS }, () => fromRows(randomBroadening(LEVELS, next)));
    const { re, im } = parts.reduce((sum, part) => addScaled(sum, complex(1, 0), part));
    return Array.from({ length: LEVELS }, (_, i) =>
      Array.from({ length: LEVELS }, (_, j) => ({
        re: re[i * LEVELS + j]! / LEVELS,
        im: i === j ? 0 : im[i * LEVELS + j]! / LEVELS,
      })),
    );
  };
  return junction({
    hamiltonian: randomHermitian(LEVELS, next),
    electrodes: { L: { broadening: broadening() }, R: { broadening: broadening() } },
    modes: [1, 1.4].map((omega) => ({
      omega,
      coupling: randomHermitian(LEVELS, next, coupling / Math.sqrt(LEVELS)),
    })),
    damping: 0.3,
  });
}

const point = twoTerminal(0.2, -0.3, 0.5, 0.8);
const PAIRS = [
  ["L", "L"],
  ["L", "R"],
  ["R", "L"],
  ["R", "R"],
] as const;

/** Pi^r_mn(w) by its definition: Green's functions by inversion, the energy integral by quadrature. */
function selfEnergyByQuadrature(
  junction: Junction,
  at: OperatingPoint,
  omega: number,
  [m, n]: readonly [number, number],
): { readonly re: number; readonly im: number } {
  const heff = Object.values(junction.electrodes).reduce(
    (sum, electrode) => addScaled(sum, complex(0, -0.5), fromRows(broadeningOf(electrode))),
    fromRows(junction.hamiltonian),
  );
  const green = (energy: number): Matrix =>
    inverse({
      size: LEVELS,
      re: heff.re.map((value, k) => (k % (LEVELS + 1) === 0 ? energy : 0) - value),
      im: heff.im.map((value) => -value),
    });
  const [left, right] = [fromRows(junction.modes[m]!.coupling), fromRows(junction.modes[n]!.coupling)];
  const filled = Object.entries(at.electrodes).map(([name, { mu, temperature }]) => ({
    spectrum: spectralMatrices(junction, name),
    occupation: (energy: number) => fermi(energy - mu, temperature),
  }));
  const levels = electronFeatures(junction).flatMap(({ centre, width }) =>
    [-omega, 0, omega].map((shift) => ({ centre: centre + shift, width })),
  );
  const reservoirs = Object.values(at.electrodes);
  const steps = reservoirs.map(({ mu, temperature }) => ({ centre: mu, width: Math.PI * temperature }));
  const top = Math.max(...reservoirs.map(({ mu, temperature }) => mu + 40 * temperature));
  const { value } = integrate(
    (energy, out) => {
      const lesser = filled.reduce(
        (sum, { spectrum, occupation }) =>
          addScaled(sum, complex(occupation(energy) / (2 * Math.PI), 0), spectrum(energy)),
        zeros(LEVELS),
      );
      const first = traceOfProduct(matmul(left, lesser), matmul(right, adjoint(green(energy - omega))));
      const second = traceOfProduct(matmul(left, green(energy + omega)), matmul(right, lesser));
      out[0] = first.re + second.re;
      out[1] = first.im + second.im;
    },
    boundedPanels(-1e3, top, [...levels, ...steps], 60),
    { components: 2, target: () => [1e-5, 1e-5] },
  );
  return { re: value[0]!, im: value[1]! };
}

describe("the modes on twenty-four levels", () => {
  const junction = manyLevels(0.25);

  it("have the self-energy that its definition gives by quadrature", () => {
    const omega = 0.9;
    const expected = selfEnergyByQuadrature(junction, point, omega, [0, 1]);
    const found = pairSelfEnergy(junction, point, omega)[0]![1]!;
    // of some 3e-3
    expect(realPart(found)).toBeCloseTo(expected.re, 8);
    expect(imaginaryPart(found)).toBeCloseTo(expected.im, 8);
  }, 60_000);

  it("are damped by all pair baths together: i (Pi - Pi^+) is the sum of Lambda, also at T = 0", () => {
    for (const at of [point, twoTerminal(0.2, -0.3, 0), twoTerminal(0.2, -0.3, 0.05)]) {
      for (const omega of [1e-3, 0.7, 5]) {
        const pi = pairSelfEnergy(junction, at, omega);
        for (const [m, n] of [
          [0, 0],
          [0, 1],
          [1, 1],
        ] as const) {
          const total = (part: typeof realPart): number =>
            PAIRS.reduce(
              (sum, [from, to]) => sum + part(pairBath(junction, at, from, to).densityMatrix(omega)[m]![n]!),
              0,
            );
          const [a, b] = [pi[m]![n]!, pi[n]![m]!];
          const size = Math.abs(realPart(pi[0]![0]!));
          expect(Math.abs(-imaginaryPart(a) - imaginaryPart(b) - total(realPart)) / size).toBeLessThan(1e-11);
          expect(Math.abs(realPart(a) - realPart(b) - total(imaginaryPart)) / size).toBeLessThan(1e-11);
        }
      }
    }
  });

  it("respond with real displacements: Pi(-w) = Pi(w)^*, for complex couplings too", () => {
    const plus = pairSelfEnergy(junction, point, 0.7).flat();
    const minus = pairSelfEnergy(junction, point, -0.7).flat();
    plus.forEach((value, k) => {
      expect(realPart(minus[k]!)).toBeCloseTo(realPart(value), 13);
      expect(imaginaryPart(minus[k]!)).toBeCloseTo(-imaginaryPart(value), 13);
    });
  });

  it("lose in equilibrium as many modes as K + Pi(0) has negative eigenvalues", () => {
    const still = twoTerminal(0.1, 0.1, 0.2);
    const counts = [1, 2.2, 5].map((coupling) => {
      const strong = manyLevels(coupling);
      const stiffness = fromRows(pairSelfEnergy(strong, still, 0));
      strong.modes.forEach(({ omega }, n) => {
        stiffness.re[3 * n] = stiffness.re[3 * n]! + omega ** 2;
      });
      const negative = eigenDecomposition(stiffness).values.filter(({ re }) => re < 0).length;
      expect(modeStability(strong, still).unstablePoles, `coupling ${coupling}`).toBe(negative);
      return negative;
    });
    expect(counts[0]).toBe(0);
    expect(counts[2]).toBe(2);
  });

  it("carry the current of Eq. (8) as the coupling vanishes, with corrections of order M^2", () => {
    const deviation = (coupling: number): number => {
      const weak = manyLevels(coupling);
      const { J, converged } = harmonicCurrents(weak, point, { tolerance: 1e-6 });
      expect(converged).toBe(true);
      return J / currents(weak, point, { tolerance: 1e-6 }).J - 1;
    };
    const [small, smaller] = [deviation(0.1), deviation(0.05)];
    expect(Math.abs(smaller)).toBeLessThan(0.01);
    expect(small / smaller).toBeCloseTo(4, 0);
  });
});
