/** States and kernels at one energy against inversion of matrices and their traces. */
import { describe, expect, it } from "vitest";
import { junction } from "../../lib/solver/index.js";
import { adjoint, fromRows, inverse, type Matrix, zeros } from "../../lib/solver/linear/matrix.js";
import { convolutionsOf } from "../../lib/solver/second-order/convolution.js";
import { coupledRowsOf, modulusAt } from "../../lib/solver/second-order/coupled-rows.js";
import { fockOf } from "../../lib/solver/second-order/fock.js";
import { hartreeField } from "../../lib/solver/second-order/hartree.js";
import {
  componentOf,
  INELASTIC,
  type Kernels,
  kernelsOf,
  PARTS,
  putCurrents,
} from "../../lib/solver/second-order/kernels.js";
import { fermiDifference } from "../../lib/solver/second-order/reservoirs.js";
import { scatteredOf } from "../../lib/solver/second-order/scattered.js";
import {
  type ScatteringStates,
  scatteringStatesOf,
} from "../../lib/solver/second-order/scattering-states.js";
import { add, type Complex, complex, conjugate, multiply } from "../../lib/solver/special/complex.js";
import { lorentzian } from "../bands/leads.js";
import { symmetric } from "../matrices.js";
import { randomSequence } from "../random.js";
import { addTo } from "./panel-sums.js";
import {
  dressed,
  farthest,
  gammasOf,
  greenAt,
  ketOf,
  type Parts,
  partsAt,
  product,
  retarded,
  spectraAt,
  tangled,
  trace,
  unequal,
} from "./parts.js";
import { pointOf } from "./support.js";

/** sum_j sign |x_j><x_j| over the columns of an electrode. */
function sumOver(
  { count, electrode, sign }: ScatteringStates,
  x: Float64Array,
  a: number,
  n: number,
): Matrix {
  const total = zeros(n);
  for (let j = 0; j < count; j++) {
    if (electrode[j] !== a) continue;
    const ket = ketOf(x, j, n);
    addTo(total, sign[j]!, 0, product(ket, adjoint(ket)));
  }
  return total;
}

const near = (found: Matrix, exact: Matrix, tolerance: number): void => {
  expect(farthest([...found.re, ...found.im], [...exact.re, ...exact.im])).toBeLessThan(tolerance);
};

describe("the states that electrons scatter through", () => {
  it("are G and G^+ on the columns of the broadenings, at one energy after the other", () => {
    const parts = partsAt(tangled(), unequal);
    const { states, put } = scatteringStatesOf(parts.expansion);
    expect(states.capacity).toBe(4);
    for (const energy of [0.3, -0.9]) {
      put(energy);
      expect(states.count).toBe(4);
      expect(Array.from(states.electrode)).toEqual([0, 0, 1, 2]);
      expect(Array.from(states.sign)).toEqual([1, 1, 1, 1]);
      const G = greenAt(parts, energy);
      for (let j = 0; j < 4; j++) {
        const column = ketOf(states.contact, j, 3);
        near(ketOf(states.incoming, j, 3), product(G, column), 1e-12);
        near(ketOf(states.outgoing, j, 3), product(adjoint(G), column), 1e-12);
      }
      const [into, out] = [spectraAt(parts, energy), spectraAt(parts, energy, "out")];
      gammasOf(parts.given).forEach((gamma, a) => {
        near(sumOver(states, states.contact, a, 3), gamma, 1e-13);
        near(sumOver(states, states.incoming, a, 3), into[a]!, 1e-12);
        near(sumOver(states, states.outgoing, a, 3), out[a]!, 1e-12);
      });
    }
  });

  it("of an electrode with a self-energy are those of its broadening at that energy", () => {
    const [strength, w, centre] = [0.3, 0.5, 0.1];
    const given = junction({
      hamiltonian: symmetric(0.4, 0.3, -0.2),
      electrodes: { L: { broadening: [0.4, 0.1] }, R: lorentzian(1, strength, w, centre) },
      modes: [{ omega: 0.6, coupling: symmetric(0.1, 0.2, 0.3) }],
      damping: 0.2,
    });
    const parts = partsAt(given, pointOf({ L: [0.2, 0.2], R: [0, 0.2] }, 0.2));
    const { states, put } = scatteringStatesOf(parts.expansion);
    expect(states.capacity).toBe(3);
    for (const absolute of [0.7, -0.3, 0.7]) {
      put(absolute - parts.expansion.reference);
      expect(states.count).toBe(3);
      expect(Array.from(states.electrode)).toEqual([0, 0, 1]);
      const d = absolute - centre;
      const scale = strength / (d * d + w * w);
      const gammas = [fromRows(symmetric(0.4, 0, 0.1)), fromRows(symmetric(0, 0, 2 * w * scale))];
      const denominator = zeros(2);
      addTo(denominator, 1, 0, fromRows(symmetric(absolute, 0, absolute)));
      addTo(denominator, -1, 0, fromRows(given.hamiltonian));
      addTo(denominator, 0, 0.5, gammas[0]!);
      addTo(denominator, -d * scale, w * scale, fromRows(symmetric(0, 0, 1)));
      const G = inverse(denominator);
      gammas.forEach((gamma, a) => {
        near(sumOver(states, states.contact, a, 2), gamma, 1e-9);
        near(sumOver(states, states.incoming, a, 2), product(G, gamma, adjoint(G)), 1e-9);
        near(sumOver(states, states.outgoing, a, 2), product(adjoint(G), gamma, G), 1e-9);
      });
    }
  });

  it("of an electrode with a self-energy on several levels are those of its whole broadening", () => {
    // two levels of widths 2 w between the electrode and combinations of the first and the last
    const hidden = [
      { w: 0.4, centre: 0.2, v: [complex(0.4, 0), complex(0.1, 0.3)] },
      { w: 0.7, centre: -0.3, v: [complex(0.1, -0.2), complex(0.3, 0)] },
    ] as const;
    const levels = [0, 2];
    const rows = (e: number, scaleOf: (g: Complex) => Complex): Complex[][] =>
      [0, 1].map((i) =>
        [0, 1].map((j) =>
          hidden.reduce(
            (sum, { w, centre, v }) => {
              const d = e - centre;
              const g = complex(d / (d * d + w * w), -w / (d * d + w * w));
              return add(sum, multiply(scaleOf(g), multiply(v[i]!, conjugate(v[j]!))));
            },
            complex(0, 0),
          ),
        ),
      );
    const given = junction({
      hamiltonian: [
        [0.4, 0.3, { re: 0.1, im: 0.2 }],
        [0.3, -0.2, 0.2],
        [{ re: 0.1, im: -0.2 }, 0.2, 0.1],
      ],
      electrodes: {
        L: { broadening: [0.4, 0.1, 0] },
        R: { levels, selfEnergy: (e: number) => rows(e, (g) => g) },
      },
      modes: [{ omega: 0.6, coupling: [0.1, 0.2, 0.3] }],
      damping: 0.2,
    });
    const parts = partsAt(given, pointOf({ L: [0.2, 0.2], R: [0, 0.2] }, 0.2));
    const { states, put } = scatteringStatesOf(parts.expansion);
    for (const absolute of [0.5, -0.4]) {
      put(absolute - parts.expansion.reference);
      const [gamma, denominator] = [zeros(3), zeros(3)];
      const onLevels = (matrix: Matrix, block: Complex[][], sign: number): void => {
        block.forEach((row, i) => {
          row.forEach(({ re, im }, j) => {
            const at = levels[i]! * 3 + levels[j]!;
            matrix.re[at] = matrix.re[at]! + sign * re;
            matrix.im[at] = matrix.im[at]! + sign * im;
          });
        });
      };
      // i (Sigma - Sigma^+)
      onLevels(
        gamma,
        rows(absolute, (g) => complex(-2 * g.im, 0)),
        1,
      );
      for (let i = 0; i < 3; i++) denominator.re[4 * i] = absolute;
      addTo(denominator, -1, 0, fromRows(given.hamiltonian));
      addTo(denominator, 0, 0.5, fromRows(given.electrodes.L!.broadening!));
      onLevels(
        denominator,
        rows(absolute, (g) => g),
        -1,
      );
      const G = inverse(denominator);
      near(sumOver(states, states.contact, 1, 3), gamma, 1e-7);
      near(sumOver(states, states.incoming, 1, 3), product(G, gamma, adjoint(G)), 1e-7);
      near(sumOver(states, states.outgoing, 1, 3), product(adjoint(G), gamma, G), 1e-7);
    }
  });

  it("have a negative sign where a fit makes the broadening negative", () => {
    const parts = partsAt(
      junction({
        hamiltonian: [0.2],
        electrodes: { L: { broadening: [0.4] }, R: lorentzian(0, 0.3, 0.5, 0.1) },
        modes: [{ omega: 0.6, coupling: [0.1] }],
        damping: 0.2,
      }),
      pointOf({ L: [0.2, 0.2], R: [0, 0.2] }, 0.2),
    );
    const { expansion } = parts;
    const inverted = {
      ...expansion,
      weights: expansion.weights.map((w, a) => (a === 1 ? w.map((x) => -x) : w)),
    };
    const [given, minus] = [scatteringStatesOf(expansion), scatteringStatesOf(inverted)];
    given.put(0.3);
    minus.put(0.3);
    expect(Array.from(given.states.sign)).toEqual([1, 1]);
    expect(Array.from(minus.states.sign)).toEqual([1, -1]);
    expect(farthest(minus.states.contact.map(Math.abs), given.states.contact.map(Math.abs))).toBeLessThan(
      1e-13,
    );
  });
});

/** All kernels as traces of matrices. */
function byTraces(parts: Parts, energy: number): { values: number[][][] } {
  const { expansion, reservoirs } = parts;
  const { values: functions, put } = convolutionsOf(expansion, reservoirs);
  put(energy, false);
  const G = greenAt(parts, energy);
  const gammas = gammasOf(parts.given);
  const [into, out] = [spectraAt(parts, energy), spectraAt(parts, energy, "out")];
  const Sigma = retarded(parts, functions);
  const n = expansion.levels;
  const field = hartreeField(expansion, reservoirs).matrix;
  const SigmaH = zeros(n);
  for (let k = 0; k < n * n; k++) {
    SigmaH.re[k] = field[2 * k]!;
    SigmaH.im[k] = field[2 * k + 1]!;
  }
  const values = PARTS.map(() => gammas.map(() => gammas.map(() => 0)));
  gammas.forEach((gamma, a) => {
    into.forEach((A, b) => {
      if (a === b) return;
      values[0]![a]![b] = trace(gamma, A).re;
      values[1]![a]![b] = 2 * trace(A, gamma, G, Sigma).re;
      values[2]![a]![b] = 2 * trace(A, gamma, G, SigmaH).re;
      const alpha = functions.alpha[reservoirs.groupOf[b]!]!;
      const first = functions.beta[b]!.map((value, k) =>
        k % 2 === 0 ? value + alpha[k + 1]! : value - alpha[k - 1]!,
      );
      const s = dressed(parts, [
        [expansion.rightConjugate, expansion.weights[b]!, first],
        [expansion.weights[b]!, expansion.rightConjugate, functions.gamma[b]!],
      ]);
      values[3]![a]![b] = -2 * trace(out[a]!, s).im;
    });
  });
  return { values };
}

describe("the kernels", () => {
  const parts = partsAt(tangled(), unequal);
  const field = hartreeField(parts.expansion, parts.reservoirs);

  it.each([
    ["with the Hartree field", field],
    ["without it", undefined],
  ])("are traces of matrices, %s", (_, with_) => {
    const kernels = kernelsOf(parts.expansion, parts.reservoirs, with_, () => true);
    for (const energy of [0.8, 0.25]) {
      kernels.put(energy, false);
      const { values } = byTraces(parts, energy);
      PARTS.forEach((name, part) => {
        const expected = values[part]!.flat().map((one) => (name === "hartree" && !with_ ? 0 : one));
        const found = kernels.values.subarray(9 * part, 9 * (part + 1));
        if (name === "hartree" && !with_) expect(Array.from(found)).toEqual(expected);
        else expect(farthest(found, expected), name).toBeLessThan(1e-11);
      });
    }
  });

  it("are those of the pairs of electrodes that are wanted, and nothing for others", () => {
    const all = kernelsOf(parts.expansion, parts.reservoirs, field, () => true);
    const some = kernelsOf(parts.expansion, parts.reservoirs, field, (a, b) => a === 1 && b === 2);
    all.put(0.4, true);
    some.put(0.4, true);
    for (let k = 0; k < all.values.length; k++) {
      const isWanted = k % 9 === 5;
      expect(some.values[k]).toBe(isWanted ? all.values[k] : 0);
      expect(some.sizes[k]).toBe(isWanted ? all.sizes[k] : 0);
      expect(all.values[k] !== 0).toBe(k % 9 !== 0 && k % 9 !== 4 && k % 9 !== 8);
    }
  });

  it("have the sizes of their terms: the same sums with moduli", () => {
    const { expansion, reservoirs } = parts;
    const kernels = kernelsOf(expansion, reservoirs, field, () => true);
    kernels.put(0.9, true);
    kernels.put(0.4, true);
    const { values: functions, put } = convolutionsOf(expansion, reservoirs);
    put(0.4, true);
    const { states, put: putStates } = scatteringStatesOf(expansion);
    putStates(0.4);
    const rows = coupledRowsOf(expansion);
    const fock = fockOf(expansion, rows, functions, states.count);
    fock.put(true);
    const scattered = scatteredOf(expansion, rows, functions, reservoirs);
    const sizes = new Float64Array(4 * 9);
    const n = 3;
    const moduli = (x: Float64Array, j: number): number[] =>
      Array.from({ length: n }, (_, l) => modulusAt(x, 2 * (j * n + l)));
    const dot = (x: number[], y: ArrayLike<number>): number =>
      x.reduce((sum, one, l) => sum + one * y[l]!, 0);
    const dressedSize = new Float64Array(rows.touched.length);
    for (let i = 0; i < states.count; i++) {
      for (let j = 0; j < states.count; j++) {
        const [a, b] = [states.electrode[j]!, states.electrode[i]!];
        if (a === b) continue;
        const at = 3 * a + b;
        const [chi, phi] = [moduli(states.outgoing, j), moduli(states.incoming, i)];
        const t = dot(moduli(states.contact, j), phi);
        fock.applySizes(states.incoming, i, dressedSize);
        const touched = rows.touched.map((level) => chi[level]!);
        sizes[at] = sizes[at]! + t * t;
        sizes[9 + at] = sizes[9 + at]! + 2 * t * dot(touched, dressedSize);
        sizes[18 + at] = sizes[18 + at]! + 2 * t * Math.hypot(...chi) * Math.hypot(...phi) * field.size;
      }
    }
    for (let j = 0; j < states.count; j++) {
      const a = states.electrode[j]!;
      scattered.take(states.outgoing, j, a);
      for (let b = 0; b < 3; b++)
        if (a !== b) sizes[27 + 3 * a + b] = sizes[27 + 3 * a + b]! + scattered.size(b);
    }
    for (let part = 0; part < 4; part++)
      expect(
        farthest(kernels.sizes.subarray(9 * part, 9 * part + 9), sizes.subarray(9 * part, 9 * part + 9)),
      ).toBeLessThan(1e-12);
    kernels.values.forEach((value, k) => {
      if (value !== 0) expect(kernels.sizes[k]!).toBeGreaterThan(0.999 * Math.abs(value));
    });
  });

  it("change sign with the broadening of an electrode that enters them once", () => {
    const bridge = partsAt(
      junction({
        hamiltonian: symmetric(0.4, 0.3, -0.2),
        electrodes: { L: { broadening: [0.4, 0.1] }, R: lorentzian(1, 0.3, 0.5, 0.1) },
        modes: [{ omega: 0.6, coupling: symmetric(0.1, 0.2, 0.3) }],
        damping: 0.2,
      }),
      pointOf({ L: [0.2, 0.2], R: [0, 0.3] }, 0.25),
    );
    const { expansion, reservoirs } = bridge;
    // the self-energies stay as they are where no electron of R is on the levels
    const blind = { ...expansion, couplings: expansion.couplings.map((M) => M.map(() => 0)) };
    const inverted = { ...blind, weights: blind.weights.map((w, a) => (a === 1 ? w.map((x) => -x) : w)) };
    const some = {
      displacements: new Float64Array(1),
      matrix: Float64Array.of(0.1, 0, 0.2, 0.1, 0.2, -0.1, 0.3, 0),
      size: 1,
    };
    const [plus, minus] = [blind, inverted].map((one) => {
      const kernels = kernelsOf(one, reservoirs, some, () => true);
      kernels.put(0.35, true);
      return kernels;
    }) as [Kernels, Kernels];
    for (const k of [1, 2, 9, 10]) {
      expect(Math.abs(plus.values[k]!)).toBeGreaterThan(1e-3);
      expect(minus.values[k]! / plus.values[k]!).toBeCloseTo(-1, 12);
      expect(minus.sizes[k]! / plus.sizes[k]!).toBeCloseTo(1, 12);
    }
  });
});

describe("the integrand of the currents", () => {
  const { reservoirs } = partsAt(tangled(), unequal);
  const next = randomSequence(4);
  const kernels: Kernels = {
    values: Float64Array.from({ length: 36 }, () => next() - 0.5),
    sizes: Float64Array.from({ length: 36 }, () => 1 + next()),
    put: () => {},
  };

  it("is the kernels' sum over the other electrodes times the difference of their occupations, and with it the heat above mu", () => {
    const out = new Float64Array(24).fill(7);
    const sizes = new Float64Array(24).fill(7);
    const energy = 0.33;
    putCurrents(kernels, reservoirs, energy, out, sizes);
    const alone = new Float64Array(24).fill(7);
    putCurrents(kernels, reservoirs, energy, alone, undefined);
    expect(alone).toEqual(out);
    for (let a = 0; a < 3; a++) {
      for (let part = 0; part < 4; part++) {
        let [current, size] = [0, 0];
        for (let b = 0; b < 3; b++) {
          if (a === b) continue;
          const f = fermiDifference(reservoirs, a, b, energy) / (2 * Math.PI);
          current += f * kernels.values[9 * part + 3 * a + b]!;
          size += Math.abs(f) * kernels.sizes[9 * part + 3 * a + b]!;
        }
        const x = energy - reservoirs.mu[a]!;
        const at = componentOf(a, part, 0);
        expect(out[at]).toBeCloseTo(current, 14);
        expect(out[at + 1]).toBeCloseTo(x * current, 14);
        expect(sizes[at]).toBeCloseTo(size, 14);
        expect(sizes[at + 1]).toBeCloseTo(Math.abs(x) * size, 14);
      }
    }
  });

  it("has a place of its own for every electrode, part and moment", () => {
    const places = [0, 1, 2].flatMap((a) =>
      PARTS.flatMap((_, part) => [0, 1].map((m) => componentOf(a, part, m))),
    );
    expect(places).toEqual(Array.from({ length: 24 }, (_, k) => k));
    expect(PARTS[INELASTIC]).toBe("inelastic");
  });

  it("does not ask kernels between electrodes that are alike", () => {
    const { reservoirs: alike } = partsAt(
      tangled(),
      pointOf({ L: [0.3, 0.2], R: [0.3, 0.2], C: [0, 0.2] }, 0.2),
    );
    const blind: Kernels = {
      ...kernels,
      values: kernels.values.map((one, k) => (k % 9 === 1 || k % 9 === 3 ? Number.NaN : one)),
    };
    const out = new Float64Array(24);
    putCurrents(blind, alike, 0.1, out, undefined);
    for (const one of out) expect(one).not.toBeNaN();
  });
});
