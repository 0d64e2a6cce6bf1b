import { describe, expect, it } from "vitest";
import {
  bornCurrents,
  type ComplexLike,
  type Junction,
  type JunctionInput,
  junction,
  modeStability,
  type OperatingPoint,
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

/** Matrices at the points of a grid with e = k h, |k| <= last, as functions of k. */
const onGrid = (last: number, at: (k: number) => Matrix): ((k: number) => Matrix) => {
  const values = Array.from({ length: 2 * last + 1 }, (_, k) => at(k - last));
  return (k) => values[k + last]!;
};

/** Adds (re + i im) a to a sum, in place. */
function accumulate(sum: Matrix, re: number, im: number, a: Matrix): void {
  for (let p = 0; p < a.re.length; p++) {
    sum.re[p] = sum.re[p]! + re * a.re[p]! - im * a.im[p]!;
    sum.im[p] = sum.im[p]! + re * a.im[p]! + im * a.re[p]!;
  }
}

const plus = (a: Matrix, s: number, b: Matrix): Matrix => addScaled(a, complex(s, 0), b);

/** The coefficients of M^2 in current and heat out of each electrode, by sums over a grid in e and w: no recursion. */
function secondOrder(input: JunctionInput, point: OperatingPoint) {
  const given = junction(input);
  const [h, outer, inner] = [0.05, 220, 2400];
  const names = Object.keys(given.electrodes);
  const gamma = names.map((name) => {
    const electrode = given.electrodes[name]!;
    return fromRows("broadening" in electrode ? electrode.broadening! : []);
  });
  const n = given.hamiltonian.length;
  const identity = fromRows(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
  );
  const heff = gamma.reduce((sum, g) => addScaled(sum, complex(0, -0.5), g), fromRows(given.hamiltonian));
  const [{ omega, coupling }] = given.modes as [Junction["modes"][number]];
  const m = fromRows(coupling);
  const damping = given.damping[0]![0]!;
  const green = onGrid(outer + inner, (k) =>
    inverse(plus(addScaled(zeros(n), complex(k * h, 0), identity), -1, heff)),
  );
  const spectra = gamma.map((g) =>
    onGrid(outer + inner, (k) => matmul(green(k), matmul(g, adjoint(green(k))))),
  );
  const f = names.map((name) => {
    const { mu, temperature } = point.electrodes[name]!;
    return (k: number): number => fermi((k * h - mu) / temperature);
  });
  // d^< = A_ph n and d^> = A_ph (1 + n), even at w = 0
  const response = (k: number): { re: number; im: number } => {
    const [re, im] = [(k * h) ** 2 - omega ** 2, k * h * damping];
    const square = re * re + im * im;
    return { re: re / square, im: -im / square };
  };
  const T = point.bath.temperature;
  const lesser = (k: number): number => {
    const { re, im } = response(k);
    const quanta = k === 0 ? T : (k * h) / Math.expm1((k * h) / T);
    return 2 * damping * quanta * (re * re + im * im);
  };
  const mixed = (share: (f: number) => number): ((k: number) => Matrix) =>
    onGrid(outer + inner, (k) => spectra.reduce((sum, of, b) => plus(sum, share(f[b]!(k)), of(k)), zeros(n)));
  const [occupied, unoccupied] = [mixed((x) => x), mixed((x) => 1 - x)];
  const frequencies = Array.from({ length: 2 * inner + 1 }, (_, i) => i - inner).map((q) => ({
    q,
    d: response(q),
    absorbed: lesser(q),
    emitted: lesser(-q),
  }));
  const sums = (k: number): { filled: Matrix; empty: Matrix; fock: Matrix } => {
    const [filled, empty, fock] = [zeros(n), zeros(n), zeros(n)];
    for (const { q, d, absorbed, emitted } of frequencies) {
      accumulate(filled, absorbed, 0, occupied(k - q));
      accumulate(empty, emitted, 0, unoccupied(k - q));
      accumulate(fock, emitted, 0, green(k - q));
      accumulate(fock, -d.re, -d.im, occupied(k - q));
    }
    const between = (x: Matrix): Matrix => plus(zeros(n), h / (2 * Math.PI), matmul(m, matmul(x, m)));
    return { filled: between(filled), empty: between(empty), fock: between(fock) };
  };
  // u = -tr[M rho]/Omega^2: on the grid, and below it A_b = Gamma_b/e^2
  let rho = zeros(n);
  const reach = outer + inner;
  names.forEach((_, b) => {
    for (let k = -reach; k <= reach; k++) {
      const weight = (Math.abs(k) === reach ? 0.5 : 1) * h;
      rho = plus(rho, (weight * f[b]!(k)) / (2 * Math.PI), spectra[b]!(k));
    }
    rho = plus(rho, 1 / (2 * Math.PI * reach * h), gamma[b]!);
  });
  const hartree = plus(zeros(n), -traceOfProduct(m, rho).re / omega ** 2, m);
  const zero = () => names.map(() => ({ current: 0, heat: 0 }));
  const [withoutHartree, ofHartree] = [zero(), zero()];
  for (let k = -outer; k <= outer; k++) {
    const { filled, empty, fock } = sums(k);
    names.forEach((name, a) => {
      const out = matmul(adjoint(green(k)), matmul(gamma[a]!, green(k)));
      let fixed = traceOfProduct(out, plus(plus(zeros(n), f[a]!(k), empty), f[a]!(k) - 1, filled)).re;
      let shifted = 0;
      names.forEach((_, b) => {
        const x = matmul(spectra[b]!(k), matmul(gamma[a]!, green(k)));
        const window = 2 * (f[a]!(k) - f[b]!(k));
        fixed += window * traceOfProduct(x, fock).re;
        shifted += window * traceOfProduct(x, hartree).re;
      });
      const weight = h / (2 * Math.PI);
      const energy = k * h - point.electrodes[name]!.mu;
      for (const [sum, value] of [
        [withoutHartree[a]!, fixed],
        [ofHartree[a]!, shifted],
      ] as const) {
        sum.current += weight * value;
        sum.heat += weight * energy * value;
      }
    });
  }
  return { names, withoutHartree, ofHartree };
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
      const exact = bornCurrents(dots, point, { modes, step: 0.06, range: 200 });
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
