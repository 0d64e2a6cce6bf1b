import { describe, expect, it } from "vitest";
import { currents, type Electrode, type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { electrodePairs } from "../../lib/solver/pairs/pairs.js";
import type { ComplexLike } from "../../lib/solver/special/complex.js";
import {
  chargeOf,
  crossesWithoutBoson,
  whyNoElectronCurrent,
} from "../../lib/solver/transport/electron-current.js";

/** A matrix of n x n with the given entries, and their conjugates. */
function matrix(n: number, ...entries: [number, number, ComplexLike][]): ComplexLike[][] {
  const rows = Array.from({ length: n }, () => new Array<ComplexLike>(n).fill(0));
  for (const [i, j, z] of entries) {
    rows[i]![j] = z;
    rows[j]![i] = typeof z === "number" ? z : { re: z.re, im: -z.im };
  }
  return rows;
}

const given = (n: number, hamiltonian: ComplexLike[][], electrodes: Record<string, Electrode>): Junction =>
  junction({ hamiltonian, electrodes, modes: [{ omega: 1, coupling: matrix(n, [0, 1, 1]) }], damping: 0.5 });

const on = (n: number, ...levels: number[]): Electrode => ({
  broadening: matrix(n, ...levels.map((i): [number, number, number] => [i, i, 1])),
});
const structured = (...levels: number[]): Electrode => ({ levels, selfEnergy: () => [] });

describe("electrons cross without a boson", () => {
  it.each<[string, boolean, Junction]>([
    ["never between two levels of their own", false, given(2, matrix(2), { L: on(2, 0), R: on(2, 1) })],
    ["where both electrodes touch one level", true, given(2, matrix(2), { L: on(2, 0), R: on(2, 0, 1) })],
    ["by real hopping", true, given(2, matrix(2, [0, 1, 0.1]), { L: on(2, 0), R: on(2, 1) })],
    [
      "by imaginary hopping",
      true,
      given(2, matrix(2, [0, 1, { re: 0, im: 0.1 }]), { L: on(2, 0), R: on(2, 1) }),
    ],
    [
      "along a chain, named in any order",
      true,
      given(4, matrix(4, [0, 3, 1], [1, 2, 1], [2, 3, 1]), { L: on(4, 0), R: on(4, 1) }),
    ],
    [
      "not from one half of a broken chain to the other",
      false,
      given(4, matrix(4, [0, 3, 1], [1, 2, 1]), { L: on(4, 0, 3), R: on(4, 1, 2) }),
    ],
    [
      "through an electrode that connects two levels, one of them the other's",
      true,
      given(3, matrix(3, [1, 2, 1]), {
        L: { broadening: matrix(3, [0, 0, 1], [1, 1, 1], [0, 1, 1]) },
        R: on(3, 2),
      }),
    ],
    [
      "not through an electrode that touches two levels and nothing else does",
      false,
      given(3, matrix(3), {
        L: { broadening: matrix(3, [0, 0, 1], [1, 1, 1], [0, 1, 1]) },
        R: on(3, 2),
      }),
    ],
    [
      "through a structured electrode on two levels",
      true,
      given(3, matrix(3, [1, 2, 1]), { L: structured(0, 1), R: structured(2) }),
    ],
    [
      "not between structured electrodes apart",
      false,
      given(3, matrix(3), { L: structured(0, 1), R: structured(2) }),
    ],
    [
      "where a structured electrode and a wide one share a level",
      true,
      given(2, matrix(2), { L: structured(0), R: on(2, 0) }),
    ],
  ])("%s", (_, crosses, junctionOfThem) => {
    expect(crossesWithoutBoson(junctionOfThem)).toBe(crosses);
    expect(whyNoElectronCurrent(junctionOfThem) !== undefined).toBe(crosses);
  });
});

describe("round-off in a file", () => {
  /** README's junction with entries that a rotation may have left, in H and in the broadening of R. */
  const rounded = (hopping: ComplexLike, reach = 0, part: object = {}): Junction =>
    junction({
      hamiltonian: matrix(2, [0, 0, 10.5], [1, 1, 9.5], [0, 1, hopping]),
      electrodes: {
        L: { broadening: [0.5, 0] },
        R: { broadening: matrix(2, [1, 1, 0.5], [0, 1, reach], [0, 0, reach]) },
      },
      modes: [{ omega: 1, coupling: matrix(2, [0, 1, 0.5]) }],
      damping: 0.5,
      ...part,
    });
  const point = twoTerminal(9, 11, 0.25);

  it("does not let electrons cross: the currents are those without it, and a notice says so", () => {
    for (const hopping of [0, 1e-17, -1e-15, { re: 0, im: 1e-17 }]) {
      const { I, J, heat } = currents(rounded(hopping), point);
      expect(I).toBeCloseTo(-0.0227614343, 10);
      // what leaves the electrodes as heat and as work arrives in the modes
      expect(heat!.L! + heat!.R! + (9 - 11) * I!).toBeCloseTo(J, 10);
    }
    const { notices } = rounded(1e-17);
    expect(notices.map(({ parameter }) => parameter)).toEqual(["hamiltonian[0][1]"]);
    expect(notices[0]!.message).toContain("hamiltonian[0][1] and smaller entries, 1.00e-17, are round-off");
    expect(notices[0]!.size).toBeCloseTo(1e-17 / Math.hypot(10.5, 9.5), 25);
    expect(rounded(0).notices).toEqual([]);
  });

  it("is told by the broadenings where all levels are at zero", () => {
    const at = (hopping: number): Junction => rounded(0, 0, { hamiltonian: matrix(2, [0, 1, hopping]) });
    expect(crossesWithoutBoson(at(1e-17))).toBe(false);
    expect(crossesWithoutBoson(at(1e-14))).toBe(true);
  });

  it("is told from a hopping that is small but there", () => {
    for (const hopping of [1e-14, 1e-10, { re: 0, im: 1e-10 }]) {
      expect(currents(rounded(hopping), point).I).toBeUndefined();
      expect(rounded(hopping).notices).toEqual([]);
    }
  });

  it("may stand in a broadening, beside or on its diagonal", () => {
    expect(currents(rounded(0, 1e-17), point).I).toBeCloseTo(-0.0227614343, 10);
    expect(rounded(0, 1e-17).notices.map(({ parameter }) => parameter)).toEqual([
      "electrodes.R.broadening[0][0]",
    ]);
    expect(currents(rounded(0, 1e-14), point).I).toBeUndefined();
  });

  it("is as large as what had to be mended, if something had", () => {
    const hamiltonian = [
      [10.5, 2e-8],
      [1e-8, 9.5],
    ];
    const mended = rounded(0, 0, { hamiltonian });
    expect(mended.notices.map(({ parameter }) => parameter)).toEqual(["hamiltonian", "hamiltonian[0][1]"]);
    expect(currents(mended, point).I).toBeCloseTo(-0.0227614343, 8);
    // spread into another junction the decision and its notices stay the same
    const again = junction({ ...junction({ ...mended, damping: 0.5 }) });
    expect(again.notices).toEqual(mended.notices);
    // mended couplings say nothing about hopping
    const modes = [
      {
        omega: 1,
        coupling: [
          [0, 0.5],
          [0.5 + 1e-8, 0],
        ],
      },
    ];
    expect(currents(rounded(1e-10, 0, { modes }), point).I).toBeUndefined();
  });

  it("has no notice where electrons cross anyway", () => {
    const { notices } = junction({
      ...rounded(0),
      hamiltonian: matrix(2, [0, 0, 10.5], [1, 1, 9.5], [0, 1, 1e-17]),
      electrodes: { L: { broadening: [0.5, 0.5] }, R: { broadening: [0, 0.5] } },
    });
    expect(notices).toEqual([]);
  });
});

describe("the charge of a quantum", () => {
  it.each<[readonly string[], readonly number[]]>([
    [
      ["L", "R"],
      [0, 1, -1, 0],
    ],
    [
      ["R", "L"],
      [0, -1, 1, 0],
    ],
    [
      ["tip", "R"],
      [0, 1, -1, 0],
    ],
    [
      ["L", "tip"],
      [0, 1, -1, 0],
    ],
    [
      ["L", "M", "R"],
      [0, 0, 1, 0, 0, 0, -1, 0, 0],
    ],
  ])("is one electron from the first electrode to the second, L to R by name: %s", (names, charges) => {
    const of = given(3, matrix(3), Object.fromEntries(names.map((name, k) => [name, on(3, k)])));
    const reservoir = { mu: 0, temperature: 1 };
    const point = {
      ...twoTerminal(0, 0, 1),
      electrodes: Object.fromEntries(names.map((name) => [name, reservoir])),
    };
    // adding 0 makes no difference between 0 and -0
    expect(electrodePairs(of, point).map((bath) => chargeOf(of, bath) + 0)).toEqual(charges);
  });
});
