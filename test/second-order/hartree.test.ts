/** The Hartree field against the density matrix, integrated over all energies. */
import { describe, expect, it } from "vitest";
import { polesOf } from "../../lib/solver/electrons/electrons.js";
import { type ComplexLike, type Junction, junction } from "../../lib/solver/index.js";
import { norm, zeros } from "../../lib/solver/linear/matrix.js";
import { hartreeField, refuseUnfilledStates } from "../../lib/solver/second-order/hartree.js";
import { symmetric } from "../matrices.js";
import { addTo, fermi, sum } from "./panel-sums.js";
import { couplingsOf, farthest, type Parts, partsAt, spectraAt, tangled, trace, unequal } from "./parts.js";
import { pointOf } from "./support.js";

/** u = -K^-1 tr[M rho] and the field, by quadrature of rho over all occupied states. */
function byDensity(parts: Parts): { displacements: number[]; field: Float64Array } {
  const { given, expansion, reservoirs } = parts;
  const { mu, temperature } = reservoirs;
  const density = zeros(given.hamiltonian.length);
  const features = [
    ...Array.from(expansion.re, (centre, p) => ({ centre, width: -expansion.im[p]! })),
    ...Array.from(mu, (centre, a) => ({ centre, width: Math.PI * (temperature[a]! || 0.05) })),
  ];
  const breaks = [
    -1e15,
    ...Array.from(mu).sort((a, b) => a - b),
    Math.max(...mu) + 40 * Math.max(...temperature),
  ];
  for (let k = 1; k < breaks.length; k++) {
    if (!(breaks[k]! > breaks[k - 1]!)) continue;
    sum(breaks[k - 1]!, breaks[k]!, features, (e, weight) => {
      spectraAt(parts, e).forEach((A, b) => {
        const [x, T] = [e - mu[b]!, temperature[b]!];
        const filled = T === 0 ? (x < 0 ? 1 : 0) : fermi(x / T);
        if (filled > 0) addTo(density, (weight * filled) / (2 * Math.PI), 0, A);
      });
    });
  }
  const couplings = couplingsOf(given);
  const field = zeros(density.size);
  const displacements = couplings.map((M, m) => {
    const u = (-(given.spin ?? 1) * trace(M, density).re) / given.modes[m]!.omega ** 2;
    addTo(field, u, 0, M);
    return u;
  });
  return {
    displacements,
    field: Float64Array.from({ length: 2 * field.re.length }, (_, k) =>
      k % 2 === 0 ? field.re[k / 2]! : field.im[(k - 1) / 2]!,
    ),
  };
}

describe("the Hartree field", () => {
  it.each([
    ["warm", unequal],
    ["cold", pointOf({ L: [0.5, 0], R: [-0.4, 0.2], C: [0.1, 0] }, 0)],
  ])("is the modes' displacement by the density of electrons, %s", (_, point) => {
    const parts = partsAt(tangled(), point);
    const { displacements, matrix, size } = hartreeField(parts.expansion, parts.reservoirs);
    const exact = byDensity(parts);
    expect(farthest(displacements, exact.displacements)).toBeLessThan(1e-9);
    expect(farthest(matrix, exact.field)).toBeLessThan(1e-9);
    const length = Math.hypot(...matrix);
    expect(size).toBeGreaterThan(length);
    expect(size).toBeLessThan(20 * length);
  });

  it("is twice as strong for levels of two spins", () => {
    const one = partsAt(tangled(), unequal);
    const two = partsAt(junction({ ...one.given, spin: 2 }), unequal);
    const [a, b] = [one, two].map(({ expansion, reservoirs }) => hartreeField(expansion, reservoirs)) as [
      ReturnType<typeof hartreeField>,
      ReturnType<typeof hartreeField>,
    ];
    expect(
      farthest(
        b.matrix,
        a.matrix.map((x) => 2 * x),
      ),
    ).toBeLessThan(1e-15);
    expect(b.size / a.size).toBeCloseTo(2, 13);
  });

  it("has for one level the size of its terms, and not much more", () => {
    const [level, width, omega, M] = [0.3, 0.5, 0.8, 0.4];
    const parts = partsAt(
      junction({
        hamiltonian: [level],
        electrodes: { L: { broadening: [width] } },
        modes: [{ omega, coupling: [M] }],
        damping: 0.1,
      }),
      pointOf({ L: [level, 0.1] }, 0.1),
    );
    const { matrix, size, displacements } = hartreeField(parts.expansion, parts.reservoirs);
    // half filled
    expect(displacements[0]).toBeCloseTo(-M / 2 / omega ** 2, 13);
    expect(matrix[0]).toBeCloseTo((-M * M) / 2 / omega ** 2, 13);
    expect(size / Math.abs(matrix[0]!)).toBeGreaterThan(1);
    expect(size / Math.abs(matrix[0]!)).toBeLessThan(2.5);
  });

  it("has sizes that grow with the coupling squared and fall with the mode's energy squared", () => {
    const at = (omega: number, factor: number): number => {
      const given = tangled();
      const rows = (M: readonly (readonly ComplexLike[])[]): ComplexLike[][] =>
        M.map((row) =>
          row.map((z) => (typeof z === "number" ? factor * z : { re: factor * z.re, im: factor * z.im })),
        );
      const one = junction({
        ...given,
        modes: given.modes.map((mode) => ({ omega, coupling: rows(mode.coupling) })),
      });
      const { expansion, reservoirs } = partsAt(one, unequal);
      return hartreeField(expansion, reservoirs).size;
    };
    expect(at(0.7, 2) / at(0.7, 1)).toBeCloseTo(4, 12);
    expect(at(1.4, 1) / at(0.7, 1)).toBeCloseTo(0.25, 12);
  });
});

describe("a state that no electrode fills", () => {
  const pair = (first: ComplexLike[][], second: ComplexLike[][], phase: 0 | 1): Junction => {
    // v = (1, 1) or (1, i); the dark state is (1, -1) or (1, -i)
    const c: ComplexLike = phase === 0 ? 1 : { re: 0, im: -1 };
    const d: ComplexLike = phase === 0 ? 1 : { re: 0, im: 1 };
    const scaled = (s: number, z: ComplexLike): ComplexLike =>
      typeof z === "number" ? s * z : { re: s * z.re, im: s * z.im };
    const given = (s: number): ComplexLike[][] => [
      [s, scaled(s, c)],
      [scaled(s, d), s],
    ];
    return junction({
      hamiltonian: [
        [0.2, scaled(0.1, c)],
        [scaled(0.1, d), 0.2],
      ],
      electrodes: { L: { broadening: given(0.3) }, R: { broadening: given(0.2) } },
      modes: [
        { omega: 0.5, coupling: first },
        { omega: 0.8, coupling: second },
      ],
      damping: [
        [0.1, 0],
        [0, 0.1],
      ],
    });
  };
  const refusal = (given: Junction) => () => refuseUnfilledStates(given, polesOf(given));
  const bright = symmetric(0.2, 0.2, 0.2);

  it("has a displacement without value for the mode that couples to its occupation, which is named", () => {
    expect(refusal(pair(bright, symmetric(0.3, 0, 0.1), 0))).toThrow(
      /hartree must be "none" here \(got "full"\): mode 1 /,
    );
    expect(refusal(pair(symmetric(0.3, 0, 0.1), bright, 0))).toThrow(/mode 0 /);
  });

  it("does not matter to modes that do not move with it", () => {
    expect(refusal(pair(bright, bright, 0))).not.toThrow();
    // moves between the dark and the bright state alone
    expect(refusal(pair(bright, symmetric(0.2, 0, -0.2), 0))).not.toThrow();
  });

  it("matters likewise where it is complex", () => {
    const i = { re: 0, im: 0.2 };
    const minus = { re: 0, im: -0.2 };
    expect(
      refusal(
        pair(
          symmetric(0, 0.2, 0),
          [
            [0.2, minus],
            [i, 0.2],
          ],
          1,
        ),
      ),
    ).not.toThrow();
    expect(
      refusal(
        pair(
          symmetric(0, 0.2, 0),
          [
            [0, minus],
            [i, 0],
          ],
          1,
        ),
      ),
    ).toThrow(/mode 1 /);
    expect(refusal(pair(symmetric(0, 0.2, 0), symmetric(0.2, 0, 0.1), 1))).toThrow(/mode 1 /);
  });

  it("is none where electrodes see all levels", () => {
    expect(refusal(tangled())).not.toThrow();
    expect(norm(couplingsOf(tangled())[0]!)).toBeGreaterThan(0);
  });
});
