import { describe, expect, it } from "vitest";
import {
  bornCurrents,
  type ComplexLike,
  currents,
  type Junction,
  type JunctionInput,
  junction,
  modeStability,
  type OperatingPoint,
  type Terminal,
  twoTerminal,
} from "../../lib/solver/index.js";
import {
  addScaled,
  adjoint,
  fromRows,
  inverse,
  type Matrix,
  matmul,
  toRows,
  traceOfProduct,
  zeros,
} from "../../lib/solver/linear/matrix.js";
import { complex } from "../../lib/solver/special/complex.js";
import { dots, randomJunction } from "../junctions.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";

/** Two levels joined by hopping, a complex coupling and overlapping broadenings of unequal size. */
const hybrid: JunctionInput = {
  hamiltonian: [
    [0.3, { re: 0.15, im: 0.1 }],
    [{ re: 0.15, im: -0.1 }, -0.2],
  ],
  electrodes: {
    L: {
      broadening: symmetric(0.6, 0.1, 0.05),
    },
    R: {
      broadening: [
        [0.1, { re: 0, im: -0.1 }],
        [{ re: 0, im: 0.1 }, 0.5],
      ],
    },
  },
  modes: [
    {
      omega: 0.8,
      coupling: [
        [0.3, { re: 0.4, im: 0.2 }],
        [{ re: 0.4, im: -0.2 }, -0.1],
      ],
    },
  ],
  damping: 0.4,
};

const biased: OperatingPoint = {
  electrodes: { L: { mu: 0.5, temperature: 0.35 }, R: { mu: -0.3, temperature: 0.25 } },
  bath: { temperature: 0.3 },
};

const withCoupling = (given: JunctionInput, s: number): Junction =>
  junction({
    ...given,
    modes: given.modes.map((mode) => ({
      ...mode,
      coupling: toRows(addScaled(zeros(2), complex(s, 0), fromRows(mode.coupling as ComplexLike[][]))),
    })),
  });

const fermi = (x: number): number => 1 / (Math.exp(x) + 1);

const plus = (a: Matrix, s: number, b: Matrix): Matrix => addScaled(a, complex(s, 0), b);

/** The coefficients of M^2 in current and heat out of each electrode: what `currents` has beyond Landauer's formula. */
function secondOrder(given: JunctionInput, point: OperatingPoint) {
  const { terminals } = currents(given, point, { hartree: "full", tolerance: 1e-10 });
  const names = Object.keys(terminals);
  const partOf = (part: (one: Terminal["current"]) => number) =>
    names.map((name) => ({ current: part(terminals[name]!.current), heat: part(terminals[name]!.heat) }));
  return {
    names,
    withoutHartree: partOf(({ elastic, inelastic }) => elastic + inelastic),
    ofHartree: partOf(({ hartree }) => hartree),
  };
}

describe("the self-consistent Born approximation with matrices", () => {
  it("has second-order perturbation theory for its coefficient of M^2, with the Hartree shift and without", () => {
    const { names, withoutHartree, ofHartree } = secondOrder(hybrid, biased);
    const grid = { step: 0.06, range: 100, tolerance: 1e-13, modes: "bare" } as const;
    const free = bornCurrents(withCoupling(hybrid, 0), biased, grid);
    const quotient = (hartree: boolean, s: number) => {
      const coupled = bornCurrents(withCoupling(hybrid, s), biased, { ...grid, hartree });
      return names.map((name) => ({
        current: (coupled.terminals[name]!.current - free.terminals[name]!.current) / s ** 2,
        heat: (coupled.terminals[name]!.heat - free.terminals[name]!.heat) / s ** 2,
      }));
    };
    const extrapolated = (hartree: boolean) => {
      const [one, half] = [quotient(hartree, 0.06), quotient(hartree, 0.03)];
      return half.map(({ current, heat }, a) => ({
        current: (4 * current - one[a]!.current) / 3,
        heat: (4 * heat - one[a]!.heat) / 3,
      }));
    };
    const [off, on] = [extrapolated(false), extrapolated(true)];
    for (const key of ["current", "heat"] as const) {
      const scale = Math.max(...withoutHartree.map((one) => Math.abs(one[key])));
      expect(Math.max(...ofHartree.map((one) => Math.abs(one[key])))).toBeGreaterThan(0.1 * scale);
      names.forEach((_, a) => {
        expect(Math.abs(off[a]![key] - withoutHartree[a]![key])).toBeLessThan(1e-5 * scale);
        expect(Math.abs(on[a]![key] - off[a]![key] - ofHartree[a]![key])).toBeLessThan(3e-5 * scale);
      });
    }
  }, 120_000);

  it("is that of the two-level junction in whatever basis its levels are written", () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    // columns: the old levels in the new basis
    const turn = fromRows([
      [c, { re: 0, im: -s }],
      [{ re: 0, im: -s }, c],
    ]);
    const turned = (rows: readonly (readonly ComplexLike[])[]) =>
      toRows(matmul(turn, matmul(fromRows(rows), adjoint(turn))));
    const broadening = (name: string) => {
      const electrode = dots.electrodes[name]!;
      return { broadening: turned("broadening" in electrode ? electrode.broadening! : []) };
    };
    const mixed = junction({
      hamiltonian: turned(dots.hamiltonian),
      electrodes: { L: broadening("L"), R: broadening("R") },
      modes: dots.modes.map(({ omega, coupling }) => ({ omega, coupling: turned(coupling) })),
      damping: 0.5,
    });
    for (const modes of ["bare", "dressed"] as const) {
      const point = twoTerminal(9.5, 10.5, 0.4);
      const exact = bornCurrents(dots, point, { modes, step: 0.06, range: 100 });
      const found = bornCurrents(mixed, point, { modes });
      expect(Math.abs(found.J - exact.J)).toBeLessThan(1e-4 * Math.abs(exact.J));
      expect(Math.abs(found.I - exact.I)).toBeLessThan(1e-4 * Math.abs(exact.I));
      for (const name of ["L", "R"]) {
        const [here, there] = [found.terminals[name]!, exact.terminals[name]!];
        expect(Math.abs(here.heat - there.heat)).toBeLessThan(1e-4 * Math.abs(there.heat));
        expect(Math.abs(here.heat - there.heat)).toBeLessThan(here.error.heat);
        expect(Math.abs(here.current - there.current)).toBeLessThan(here.error.current);
      }
    }
  }, 60_000);

  it("gives of two levels the heat that Q_L + Q_R + (mu_L - mu_R) I = J asks for, also by their own equations", () => {
    for (const given of [junction(hybrid), dots]) {
      const shift = given === dots ? 10 : 0;
      const point = {
        ...biased,
        electrodes: {
          L: { mu: shift + 0.5, temperature: 0.35 },
          R: { mu: shift - 0.3, temperature: 0.25 },
        },
      };
      const { J, I, terminals, chargeDefect, energyDefect, converged } = bornCurrents(given, point);
      expect(converged).toBe(true);
      expect(terminals.L!.current).toBeCloseTo(I, 8);
      expect(terminals.R!.current).toBeCloseTo(-I, 8);
      expect(terminals.L!.heat + terminals.R!.heat + 0.8 * I).toBeCloseTo(J, 7);
      expect(chargeDefect).toBeLessThan(1e-7 * Math.abs(I));
      expect(energyDefect).toBeLessThan(1e-6 * Math.abs(I));
    }
  }, 30_000);

  it("is Landauer's formula without coupling", () => {
    const free = bornCurrents(withCoupling(hybrid, 0), biased, { step: 0.03, range: 60 });
    const given = junction(hybrid);
    const broadening = (name: "L" | "R"): Matrix => {
      const electrode = given.electrodes[name]!;
      return fromRows("broadening" in electrode ? electrode.broadening! : []);
    };
    let [current, heat] = [0, 0];
    const h = 0.01;
    for (let e = -20; e < 20; e += h) {
      let inverseOfGreen = plus(
        addScaled(
          zeros(2),
          complex(e, 0),
          fromRows([
            [1, 0],
            [0, 1],
          ]),
        ),
        -1,
        fromRows(given.hamiltonian),
      );
      for (const name of ["L", "R"] as const)
        inverseOfGreen = addScaled(inverseOfGreen, complex(0, 0.5), broadening(name));
      const g = inverse(inverseOfGreen);
      const transmission = traceOfProduct(matmul(broadening("L"), g), matmul(broadening("R"), adjoint(g))).re;
      const window = fermi((e - 0.5) / 0.35) - fermi((e + 0.3) / 0.25);
      current += (h / (2 * Math.PI)) * transmission * window;
      heat += (h / (2 * Math.PI)) * transmission * window * (e - 0.5);
    }
    expect(free.terminals.L!.current).toBeCloseTo(current, 10);
    expect(free.terminals.L!.heat).toBeCloseTo(heat, 10);
    expect(free.J).toBe(0);
  });

  it("does not notice the zero of energy, nor an electrode that is split in two", () => {
    const base = bornCurrents(hybrid, biased);
    const lift = 25;
    const lifted = bornCurrents(
      {
        ...hybrid,
        hamiltonian: toRows(
          plus(
            fromRows(junction(hybrid).hamiltonian),
            lift,
            fromRows([
              [1, 0],
              [0, 1],
            ]),
          ),
        ),
      },
      {
        ...biased,
        electrodes: {
          L: { mu: 0.5 + lift, temperature: 0.35 },
          R: { mu: -0.3 + lift, temperature: 0.25 },
        },
      },
    );
    const L = fromRows((hybrid.electrodes.L as { broadening: ComplexLike[][] }).broadening);
    const part = (share: number) => ({ broadening: toRows(plus(zeros(2), share, L)) });
    const split = bornCurrents(
      { ...hybrid, electrodes: { L: part(0.3), M: part(0.7), R: hybrid.electrodes.R! } },
      { ...biased, electrodes: { ...biased.electrodes, M: { mu: 0.5, temperature: 0.35 } } },
    );
    for (const key of ["current", "heat"] as const) {
      expect(lifted.terminals.L![key]).toBeCloseTo(base.terminals.L![key], 9);
      expect(split.terminals.R![key]).toBeCloseTo(base.terminals.R![key], 9);
      expect(split.terminals.L![key] + split.terminals.M![key]).toBeCloseTo(base.terminals.L![key], 9);
    }
    expect(split.chargeDefect).toBeLessThan(1e-9);
    expect(split.I).toBe(split.terminals.L!.current);
  }, 30_000);

  it("vanishes in equilibrium, settles at couplings that harmonic modes do not bear, and says where it does not", () => {
    const strong = randomJunction(3, 1, randomSequence(11));
    const still = bornCurrents(strong, twoTerminal(0.2, 0.2, 0.4));
    expect(still.converged).toBe(true);
    for (const { current, heat } of Object.values(still.terminals)) {
      expect(Math.abs(current)).toBeLessThan(1e-7);
      expect(Math.abs(heat)).toBeLessThan(1e-7);
    }
    const driven = withCoupling(hybrid, 2);
    expect(modeStability(driven, biased).isStable).toBe(false);
    const settled = bornCurrents(driven, biased);
    expect(settled.converged).toBe(true);
    expect(settled.chargeDefect).toBeLessThan(1e-7);
    expect(settled.energyDefect).toBeLessThan(1e-6);
    expect(bornCurrents(withCoupling(hybrid, 2.5), biased, { maximalIterations: 40 }).converged).toBe(false);
  }, 60_000);

  it("states errors that hold on a grid twice as fine and twice as wide, and says when it has not settled", () => {
    const usual = bornCurrents(hybrid, biased);
    const fine = bornCurrents(hybrid, biased, { step: 0.02, range: 80 });
    for (const name of ["L", "R"]) {
      for (const key of ["current", "heat"] as const) {
        const { [key]: value, error } = usual.terminals[name]!;
        expect(Math.abs(value - fine.terminals[name]![key])).toBeLessThan(error[key]);
        expect(error[key]).toBeLessThan(2e-3 * Math.abs(value));
      }
    }
    const short = bornCurrents(hybrid, biased, { maximalIterations: 2 });
    expect(short).toMatchObject({ converged: false, iterations: 2 });
    expect(short.residual).toBeGreaterThan(1e-8);
  }, 60_000);

  it("tells by how much the mode broadens each level", () => {
    const { broadening } = bornCurrents(hybrid, biased);
    expect(broadening).toHaveLength(2);
    for (const width of broadening) expect(width).toBeGreaterThan(0);
  });
});
