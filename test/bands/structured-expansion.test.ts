import { describe, expect, it } from "vitest";
import {
  type Poles,
  polesOf,
  refuseBoundStates,
  spectralMatrices,
} from "../../lib/solver/electrons/electrons.js";
import { currents, twoTerminal } from "../../lib/solver/index.js";
import {
  type Electrode,
  type Junction,
  junction,
  type MatrixRows,
} from "../../lib/solver/junction/junction.js";
import { complex } from "../../lib/solver/special/complex.js";
import { chain, chainEnd, crossedChains, dimerised, ladder, lorentzian } from "./leads.js";

const onLevel = (n: number, level: number, gamma: number): Electrode => ({
  broadening: Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === level && j === level ? gamma : 0)),
  ),
});

const given = (hamiltonian: MatrixRows, electrodes: Record<string, Electrode>): Junction =>
  junction({
    hamiltonian,
    electrodes,
    modes: [{ omega: 1, coupling: hamiltonian.map((row, i) => row.map((_, j) => (i === j ? 0 : 0.5))) }],
    damping: 0.3,
  });

const two: MatrixRows = [
  [10.5, 0.2],
  [0.2, 9.5],
];
const wide = onLevel(2, 0, 0.5);

/** Largest deviation of A_a(e) by poles from the true one, relative to the largest entry of that of any electrode. */
function deviation(of: Junction, name: string, energies: readonly number[]): number {
  const poles = polesOf(of);
  const n = of.hamiltonian.length;
  const truth = spectralMatrices(of, name);
  const all = Object.keys(of.electrodes).map((other) => spectralMatrices(of, other));
  let largest = 0;
  let worst = 0;
  for (const e of energies) {
    const a = spectrumByPoles(poles, name, e - poles.reference);
    const b = truth(e);
    for (const spectrum of all) {
      const { re, im } = spectrum(e);
      for (let k = 0; k < n * n; k++) largest = Math.max(largest, Math.hypot(re[k]!, im[k]!));
    }
    for (let k = 0; k < n * n; k++) {
      worst = Math.max(worst, Math.hypot(a.re[k]! - b.re[k]!, a.im[k]! - b.im[k]!));
    }
  }
  return worst / largest;
}

function spectrumByPoles({ re, im, right, weights, levels: n }: Poles, name: string, e: number) {
  const sum = { re: new Float64Array(n * n), im: new Float64Array(n * n) };
  const w = weights.get(name)!;
  const size = right.size;
  for (let p = 0; p < size; p++) {
    const square = (e - re[p]!) ** 2 + im[p]! ** 2;
    const [gr, gi] = [(e - re[p]!) / square, im[p]! / square];
    for (let i = 0; i < n; i++) {
      const [r, s] = [right.re[i * size + p]!, right.im[i * size + p]!];
      const [xr, xi] = [r * gr - s * gi, r * gi + s * gr];
      for (let j = 0; j < n; j++) {
        const [u, v] = [w.re[p * size + j]!, w.im[p * size + j]!];
        const [tr, ti] = [xr * u - xi * v, xr * v + xi * u];
        sum.re[i * n + j]! += tr;
        sum.im[i * n + j]! += ti;
        sum.re[j * n + i]! += tr;
        sum.im[j * n + i]! -= ti;
      }
    }
  }
  return sum;
}

const energies = Array.from({ length: 400 }, (_, k) => 5.00123 + k / 40);

describe("edges of bands", () => {
  it("are known to who integrates over energies, whether they were given or found", () => {
    const of = (isGiven: boolean): number[] => {
      const lead = chain(1, 0.6, 1, 9);
      const { edges: _edges, ...without } = lead;
      return [...polesOf(given(two, { L: wide, R: isGiven ? lead : without })).edges].sort((a, b) => a - b);
    };
    // relative to the lower of the two levels, which is at 9.5
    expect(of(true)).toEqual([-2.5, 1.5]);
    of(false).forEach((edge, k) => {
      expect(edge).toBeCloseTo([-2.5, 1.5][k]!, 12);
    });
    expect(of(false)).toHaveLength(2);
    expect(polesOf(given(two, { L: wide, R: onLevel(2, 1, 0.5) })).edges).toEqual([]);
  });
});

describe("the poles of electrodes with bands", () => {
  it.each<[string, Junction]>([
    ["a chain beside a wide-band electrode", given(two, { L: wide, R: chain(1, 0.4, 1, 9.5) })],
    ["two chains", given(two, { L: chain(0, 0.5, 1, 10), R: chain(1, 0.5, 1, 10) })],
    [
      "a chain whose edges were not given",
      given(two, { L: wide, R: { ...chain(1, 0.4, 1, 9.5), edges: [] } }),
    ],
    ["a narrow band", given(two, { L: wide, R: chain(1, 0.05, 0.02, 9.5) })],
    ["a lead with a gap", given(two, { L: wide, R: dimerised(1, 0.4, 1, 0.6, 9.2) })],
    ["a lead without transverse modes", given(two, { L: wide, R: crossedChains([0, 1], [9.5, 10.2]) })],
    [
      "a ladder with a complex rung on two of three levels",
      given(
        [
          [10, complex(0.1, 0.2), 0],
          [complex(0.1, -0.2), 9.5, 0.2],
          [0, 0.2, 9],
        ],
        { L: onLevel(3, 0, 0.5), R: ladder([1, 2], 0.4, 1, 9.5, 0.5, 0.9) },
      ),
    ],
  ])("give the spectral functions of %s to the error stated", (_, of) => {
    const { fitError, im } = polesOf(of);
    expect(fitError).toBeLessThan(3e-9);
    expect(Math.max(...im)).toBeLessThan(0);
    for (const name of Object.keys(of.electrodes)) {
      expect(deviation(of, name, energies), name).toBeLessThan(fitError);
    }
  });

  it("number one for each Lorentzian, which is exact", () => {
    const of = given(two, { L: wide, R: lorentzian(1, 0.06, 0.3, 10) });
    const poles = polesOf(of);
    expect(poles.energies).toHaveLength(3);
    expect(poles.levels).toBe(2);
    expect(poles.fitError).toBeLessThan(1e-13);
    expect(deviation(of, "R", energies)).toBeLessThan(1e-13);
  });

  it("are those of a wide-band electrode and a shifted level for a constant self-energy", () => {
    const flat: Electrode = { levels: [1], selfEnergy: () => [[complex(0.3, -0.25)]] };
    const structured = polesOf(given(two, { L: wide, R: flat }));
    const shifted: MatrixRows = [
      [10.5, 0.2],
      [0.2, 9.8],
    ];
    const plain = polesOf(given(shifted, { L: wide, R: onLevel(2, 1, 0.5) }));
    const sorted = ({ energies: z, reference }: Poles) =>
      z.map(({ re, im }) => complex(reference + re, im)).sort((a, b) => a.re - b.re);
    expect(sorted(structured)).toHaveLength(2);
    sorted(structured).forEach((z, p) => {
      expect(z.re).toBeCloseTo(sorted(plain)[p]!.re, 12);
      expect(z.im).toBeCloseTo(sorted(plain)[p]!.im, 12);
    });
  });

  it("leave no rank to a residue that has none: the modes of a ladder have poles of their own", () => {
    const of = given(two, { L: wide, R: ladder([0, 1], 0.4, 1, 9.5, 0.5, 0.9) });
    const single = polesOf(given(two, { L: wide, R: chain(1, 0.4, 1, 9.5) })).energies.length - 2;
    expect(polesOf(of).energies.length).toBeLessThan(2.5 * single);
  });

  it("let nothing leak outside the band beyond the error", () => {
    const of = given(two, { L: wide, R: chain(1, 0.4, 0.3, 9.5) });
    const poles = polesOf(of);
    for (const e of [5, 8.8, 10.2, 11, 20]) {
      const { re } = spectrumByPoles(poles, "R", e - poles.reference);
      expect(Math.abs(re[3]!), `e = ${e}`).toBeLessThan(poles.fitError);
    }
  });

  it("hold all states: the weights sum up to 2 pi a level", () => {
    const poles = polesOf(given(two, { L: wide, R: chain(1, 0.4, 1, 9.5) }));
    const size = poles.right.size;
    // int A de = -2 pi i sum_p |r_p><w_p| + h.c. over poles below the axis, half of it from each half circle
    let trace = 0;
    for (const w of poles.weights.values()) {
      for (let i = 0; i < 2; i++) {
        for (let p = 0; p < size; p++) {
          const k = i * size + p;
          const l = p * size + i;
          trace += 2 * Math.PI * (poles.right.re[k]! * w.im[l]! + poles.right.im[k]! * w.re[l]!);
        }
      }
    }
    expect(Math.abs(trace) / (2 * Math.PI)).toBeCloseTo(2, 8);
  });

  it.each([-1e4, 2 ** 20, 1e9])("are free of a common shift of all energies by %d", (shift) => {
    const levels = (by: number): MatrixRows => [
      [10.5 + by, 0.25],
      [0.25, 12.75 + by],
    ];
    const wideOnly = (by: number) =>
      polesOf(given(levels(by), { L: onLevel(2, 0, 0.5), R: onLevel(2, 1, 0.25) }));
    const [here, there] = [wideOnly(0), wideOnly(shift)];
    const offset = there.reference - shift - here.reference;
    for (let p = 0; p < 2; p++) {
      const nearest = Math.min(
        ...there.energies.map(({ re, im }) => Math.hypot(re + offset - here.re[p]!, im - here.im[p]!)),
      );
      expect(nearest).toBeLessThan(2e-15);
    }
    const banded = given(levels(shift), { L: onLevel(2, 0, 0.5), R: chain(1, 0.5, 1, 12 + shift) });
    expect(
      deviation(
        banded,
        "R",
        [11, 12.5, 13.25].map((e) => e + shift),
      ),
    ).toBeLessThan(1e-9);
  });
});

describe("a state without a width", () => {
  const refusal = (of: Junction) => () => refuseBoundStates(of);

  it("bound outside the band is refused with its energy", () => {
    const of = given(
      [
        [10.5, 0],
        [0, 9.5],
      ],
      { L: wide, R: chain(1, 0.7, 0.5, 8) },
    );
    // e - 9.5 = Sigma(e) above the band from 7 to 9
    let [low, high] = [9.5, 12];
    for (let k = 0; k < 60; k++) {
      const e = (low + high) / 2;
      if (e - 9.5 < 0.98 * chainEnd(e - 8).re) low = e;
      else high = e;
    }
    expect(refusal(of)).toThrow(/^level 1 \(counted from 0\) is dark: .* mode 0 couples it/);
    expect(refusal(of)).toThrow(`Its energy is ${low.toPrecision(8)} (bound outside a band)`);
  });

  it("is none where a wide-band electrode reaches it", () => {
    const of = given(two, { L: wide, R: chain(1, 0.7, 0.5, 8) });
    expect(refusal(of)).not.toThrow();
    expect(deviation(of, "L", energies)).toBeLessThan(polesOf(of).fitError);
  });

  it("is found in a gap, where the lead itself binds one at its end", () => {
    expect(
      refusal(given(two, { L: chain(0, 0.2, 2, 9.5), R: dimerised(1, 0.4, 1, 0.6, 9.5) })),
    ).not.toThrow();
    const bound = (coupling: number) =>
      junction({
        hamiltonian: [9.5],
        electrodes: { R: dimerised(0, 0.4, 0.6, 1, 9.45) },
        modes: [{ omega: 1, coupling: [coupling] }],
        damping: 0.3,
      });
    expect(refusal(bound(0.5))).toThrow(/^level 0 .* is dark: .*bound outside a band/);
  });

  it("is refused also within the band", () => {
    const three: MatrixRows = [
      [9.5, 0, 0],
      [0, 9.7, 0],
      [0, 0, 1],
    ];
    expect(refusal(given(three, { L: onLevel(3, 2, 0.5), R: chain(1, 0.4, 1, 9.5) }))).toThrow(
      /^level 0 .* is dark: .* Its energy is 9.5000000$/,
    );
  });

  it("may have a contact that is too small for a number: the message does not say that there is none", () => {
    const separate = [
      [10.5, 0],
      [0, 9.7],
    ];
    const contact = (size: number) =>
      refusal(given(separate, { L: chain(0, 0.4, 1, 9.5), R: chain(1, size, 1, 9.5) }));
    expect(contact(1e-7)).toThrow(/ is dark: no electrode broadens it by more than roundoff, /);
    expect(contact(1e-5)).not.toThrow();
  });
});

describe("a state without a width that no mode touches", () => {
  const on = (n: number, i: number, j: number): number[][] =>
    Array.from({ length: n }, (_, k) =>
      Array.from({ length: n }, (_, l) => ((k === i && l === j) || (k === j && l === i) ? 0.5 : 0)),
    );
  const point = twoTerminal(9, 10.5, 0.25, 0.4);
  const lead = chain(1, 0.4, 1, 9.5);

  it.each<[string, MatrixRows, Record<string, Electrode>, number, number]>([
    [
      "a level of its own outside the band",
      [
        [9.6, 0, 0],
        [0, 9.4, 0],
        [0, 0, 5.3],
      ],
      { L: onLevel(3, 0, 0.5), R: lead },
      0,
      1,
    ],
    [
      "a level of its own within the band",
      [
        [9.6, 0, 0],
        [0, 9.4, 0],
        [0, 0, 9.7],
      ],
      { L: onLevel(3, 0, 0.5), R: lead },
      0,
      1,
    ],
    [
      "one that leaks into a band far from it",
      [
        [9.6, 0, 0],
        [0, 9.4, 0],
        [0, 0, 13],
      ],
      { L: onLevel(3, 0, 0.5), R: lead, S: chain(2, 0.6, 1, 9) },
      0,
      1,
    ],
    [
      "one that a symmetry binds outside the band of its own, within another one",
      [
        [9.6, 0, 0, 0],
        [0, 9.4, 0, 0],
        [0, 0, 10.8, 0.9],
        [0, 0, 0.9, 10.8],
      ],
      { L: onLevel(4, 0, 0.5), R: lead, S: ladder([2, 3], 0.3, 0.5, 10, 1.2, 0) },
      0,
      1,
    ],
  ])("%s is left out, and all currents are those without it", (_, hamiltonian, electrodes, i, j) => {
    const n = hamiltonian.length;
    const of = junction({
      hamiltonian,
      electrodes,
      modes: [{ omega: 1, coupling: on(n, i, j) }],
      damping: 0.3,
    });
    const poles = polesOf(of);
    expect(poles.energies.filter(({ im }) => im === 0).length).toBeGreaterThan(0);
    expect(Math.max(...poles.im)).toBe(0);
    expect(poles.fitError).toBeLessThan(1e-6);
    const alone = junction({
      hamiltonian: hamiltonian.slice(0, 2).map((row) => row.slice(0, 2)),
      electrodes: { L: onLevel(2, 0, 0.5), R: lead },
      modes: [{ omega: 1, coupling: on(2, i, j) }],
      damping: 0.3,
    });
    const all = { ...point, electrodes: { ...point.electrodes, S: { mu: 10, temperature: 0.25 } } };
    const at = "S" in electrodes ? all : point;
    const { J } = currents(alone, point, { tolerance: 1e-9 });
    const found = currents(of, at, { tolerance: 1e-9 });
    expect(found.converged).toBe(true);
    expect(Math.abs(found.J - J)).toBeLessThan(2e-9 * Math.abs(J));
    // so by quadrature too: it integrates these
    for (const name of Object.keys(electrodes)) {
      expect(deviation(of, name, energies), name).toBeLessThan(2 * poles.fitError);
    }
  });

  it("is refused with its energy where a mode reaches it within another band", () => {
    const hamiltonian = [
      [9.6, 0, 0, 0],
      [0, 9.4, 0, 0],
      [0, 0, 10.8, 0.9],
      [0, 0, 0.9, 10.8],
    ];
    const of = junction({
      hamiltonian,
      electrodes: { L: onLevel(4, 0, 0.5), R: lead, S: ladder([2, 3], 0.3, 0.5, 10, 1.2, 0) },
      modes: [{ omega: 1, coupling: on(4, 0, 2) }],
      damping: 0.3,
    });
    expect(() => refuseBoundStates(of)).toThrow(
      /^0.71 of level 2, -?0.71 of level 3 .* is dark: .* Its energy is /,
    );
  });
});

describe("a self-energy that is not retarded", () => {
  const use = (selfEnergy: (e: number) => MatrixRows) => () =>
    polesOf(given(two, { L: wide, R: { levels: [1], edges: [7.5, 11.5], selfEnergy } }));
  const at = (e: number) => chainEnd((e - 9.5) / 2);

  it.each<[string, (e: number) => MatrixRows]>([
    ["no real part", (e) => [[complex(0, at(e).im)]]],
    ["a real part of the wrong sign", (e) => [[complex(-at(e).re, at(e).im)]]],
    ["no limit far away", (e) => [[complex(e / 10, -1)]]],
  ])("is refused: %s", (_, selfEnergy) => {
    expect(use(selfEnergy)).toThrow("selfEnergy of electrode R must tend to a constant far from its bands");
  });

  it("is refused where it has gain", () => {
    expect(use((e) => [[complex(0, e > 10 ? 0.1 : -0.1)]])).toThrow("positive semidefinite");
  });
});
