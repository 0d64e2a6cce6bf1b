import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  currents,
  type JunctionInput,
  junction,
  type Notice,
  twoLevelJunction,
} from "../../lib/solver/index.js";
import { hermitianDecomposition } from "../../lib/solver/linear/hermitian.js";
import { fromRows, toRows } from "../../lib/solver/linear/matrix.js";
import { imaginaryPart, realPart } from "../../lib/solver/special/complex.js";
import { broadeningOf, randomBroadening, randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

const dots = {
  epsilonL: 10.5,
  epsilonR: 9.5,
  gammaL: 0.5,
  gammaR: 0.5,
  coupling: 0.5,
  omega: 1,
  gammaPh: 0.5,
};
const general: JunctionInput = {
  hamiltonian: [
    [10.5, 0],
    [0, 9.5],
  ],
  electrodes: {
    L: {
      broadening: [
        [0.5, 0],
        [0, 0],
      ],
    },
    R: {
      broadening: [
        [0, 0],
        [0, 0.5],
      ],
    },
  },
  modes: [
    {
      omega: 1,
      coupling: [
        [0, 0.5],
        [0.5, 0],
      ],
    },
  ],
  damping: 0.5,
};
const point = {
  electrodes: { L: { mu: 9, temperature: 0.25 }, R: { mu: 11, temperature: 0.25 } },
  bath: { temperature: 0.25 },
};

describe("a junction", () => {
  it("of two levels is one constructor over the general type", () => {
    expect(twoLevelJunction(dots)).toEqual(junction(general));
  });

  it("is a frozen copy: changing the input afterwards changes nothing", () => {
    const hamiltonian = [[1]];
    const single = junction({
      hamiltonian,
      electrodes: { L: { broadening: [[1]] } },
      modes: [{ omega: 1, coupling: [[1]] }],
      damping: 1,
    });
    hamiltonian[0]![0] = 5;
    expect(single.hamiltonian[0]![0]).toBe(1);
    expect(Object.isFrozen(single) && Object.isFrozen(single.hamiltonian[0])).toBe(true);
  });

  it("may be spread into a new one to change a part", () => {
    const changed = junction({ ...twoLevelJunction(dots), damping: 0.1 });
    expect(changed.damping).toEqual([[0.1]]);
    expect(changed.hamiltonian).toEqual(general.hamiltonian);
  });

  it.each<[string, unknown, string]>([
    [
      "a Hamiltonian that is not square",
      { hamiltonian: [[1, 2]] },
      "hamiltonian, row 0 must be an array of 1 entries",
    ],
    [
      "a Hamiltonian that is not Hermitian",
      {
        hamiltonian: [
          [1, 2],
          [3, 1],
        ],
      },
      "hamiltonian must be Hermitian; entries [0][1] and [1][0] are not conjugate",
    ],
    [
      "an entry that is not finite",
      {
        hamiltonian: [
          [Number.NaN, 0],
          [0, 1],
        ],
      },
      "hamiltonian[0][0] must be a finite number (got NaN)",
    ],
    [
      "an entry without its imaginary part",
      {
        hamiltonian: [
          [{ re: 1 }, 0],
          [0, 1],
        ],
      },
      'hamiltonian[0][0] lacks "im"',
    ],
    [
      "a broadening of the wrong size",
      { electrodes: { L: { broadening: [[1]] } } },
      "electrodes.L.broadening must be a 2 x 2 matrix",
    ],
    [
      "a broadening that would amplify",
      {
        electrodes: {
          L: {
            broadening: [
              [0.5, 0],
              [0, -0.1],
            ],
          },
        },
      },
      "electrodes.L.broadening must be positive semidefinite; its lowest eigenvalue is -0.1",
    ],
    [
      "an entry that is text",
      { hamiltonian: [["1"]] },
      'hamiltonian[0][0] must be a number or {re, im} (got "1")',
    ],
    [
      "a hole in a row",
      {
        hamiltonian: [[1, 0], Object.assign(new Array(2), { 1: 1 })],
      },
      "hamiltonian[1][0] must be a number or {re, im} (got undefined)",
    ],
    [
      "electrodes in an array",
      {
        electrodes: [
          {
            broadening: [
              [1, 0],
              [0, 1],
            ],
          },
        ],
      },
      "electrodes must be an object",
    ],
    [
      "an electrode named by a number",
      {
        electrodes: {
          "2": {
            broadening: [
              [1, 0],
              [0, 1],
            ],
          },
        },
      },
      "name of an electrode must be more than a number",
    ],
    ["no electrode", { electrodes: {} }, "electrodes must be an object with at least one named electrode"],
    ["a misspelt key", { electrode: {} }, 'junction has an unknown key "electrode"; allowed are hamiltonian'],
    ["no mode", { modes: [] }, "modes must be an array of at least one mode (got [])"],
    [
      "a mode of no energy",
      {
        modes: [
          {
            omega: 0,
            coupling: [
              [0, 1],
              [1, 0],
            ],
          },
        ],
      },
      "modes[0].omega must be a positive number (got 0)",
    ],
    ["a mode without coupling", { modes: [{ omega: 1 }] }, 'modes[0] lacks "coupling"'],
    ["negative damping", { damping: -0.5 }, "damping must be a positive number (got -0.5)"],
    [
      "damping of the wrong shape",
      {
        damping: [
          [1, 0],
          [0, 1],
        ],
      },
      "damping must be a 1 x 1 matrix",
    ],
    [
      "damping that is text",
      { damping: "0.5" },
      'damping must be a positive number, one for each mode, or a modes x modes matrix (got "0.5")',
    ],
  ])("refuses %s", (_, part, message) => {
    expect(() => junction({ ...general, ...(part as object) })).toThrow(message);
  });

  it.each<[string, object, string]>([
    ["a missing parameter", { gammaPh: undefined }, 'twoLevelJunction lacks "gammaPh"'],
    ["an unknown one", { gamma: 1 }, 'twoLevelJunction has an unknown key "gamma"; allowed are epsilonL'],
    ["a negative broadening", { gammaL: -1 }, "gammaL must be a number >= 0 (got -1)"],
    ["a level that is not a number", { epsilonR: "9" }, 'epsilonR must be a finite number (got "9")'],
    ["a frequency of zero", { omega: 0 }, "omega must be a positive number (got 0)"],
  ])("of two levels refuses %s", (_, part, message) => {
    expect(() => twoLevelJunction({ ...dots, ...part })).toThrow(message);
  });
});

describe("a list of numbers", () => {
  it("is a diagonal wherever a matrix is", () => {
    const diagonal = junction({
      hamiltonian: [10.5, 9.5],
      electrodes: { L: { broadening: [0.5, 0] }, R: { broadening: [0, 0.5] } },
      modes: [
        { omega: 1, coupling: [0.5, 0] },
        { omega: 2, coupling: [0, -0.1] },
      ],
      damping: [0.01, 0.02],
    });
    expect(diagonal.hamiltonian).toEqual(general.hamiltonian);
    expect(diagonal.electrodes).toEqual(general.electrodes);
    expect(diagonal.modes.map(({ coupling }) => coupling)).toEqual([
      [
        [0.5, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, -0.1],
      ],
    ]);
    expect(diagonal.damping).toEqual([
      [0.01, 0],
      [0, 0.02],
    ]);
  });

  it.each<[string, (numbers: readonly number[]) => ArrayLike<number>]>([
    ["in double precision", (numbers) => new Float64Array(numbers)],
    ["in single precision", (numbers) => new Float32Array(numbers)],
    ["of another realm, as in a notebook's cell", (numbers) => runInNewContext(`[${numbers}]`)],
    [
      "typed and of another realm",
      (numbers) => runInNewContext(`new Float64Array([${numbers}])`) as Float64Array,
    ],
  ])("may be a typed one, for a row, a diagonal, levels and edges: %s", (_, list) => {
    const selfEnergy = () => [[{ re: 0, im: -1 }]];
    const typed = junction({
      hamiltonian: [list([10.5, 0]), list([0, 9.5])],
      electrodes: {
        L: { broadening: list([0.5, 0]) },
        R: { levels: list([1]), selfEnergy, edges: list([8, 11]) },
      },
      modes: [{ omega: 1, coupling: [list([0, 0.5]), [0.5, 0]] }],
      damping: [list([0.5])],
    });
    expect(typed).toEqual(
      junction({
        ...general,
        electrodes: { L: general.electrodes.L!, R: { levels: [1], selfEnergy, edges: [8, 11] } },
      }),
    );
    expect(Array.isArray(typed.hamiltonian[0]) && Object.isFrozen(typed.hamiltonian[0])).toBe(true);
    expect(junction({ ...general, damping: list([0.5]) }).damping).toEqual([[0.5]]);
  });

  it.each<[string, object, string]>([
    [
      "of another length",
      { electrodes: { L: { broadening: [1, 2, 3] } } },
      "electrodes.L.broadening must be a 2 x 2 matrix (an array of rows) or its diagonal (an array of 2 numbers)",
    ],
    [
      "of text",
      { hamiltonian: ["10.5", "9.5"] },
      'hamiltonian, row 0 must be an array of 2 entries (got "10.5")',
    ],
    [
      "that is text",
      { hamiltonian: "12" },
      "hamiltonian must be a square matrix (an array of rows) or a diagonal",
    ],
    [
      "mixed with rows",
      { hamiltonian: [10.5, [0, 9.5]] },
      "hamiltonian[1] must be a finite number (got [0,9.5])",
    ],
    [
      "that is not finite",
      { hamiltonian: [10.5, Number.NaN] },
      "hamiltonian[1] must be a finite number (got NaN)",
    ],
    [
      "of a diagonal with a text in it",
      { hamiltonian: [10.5, "9.5"] },
      'hamiltonian[1] must be a finite number (got "9.5")',
    ],
    ["of electrodes in a Map", { electrodes: new Map() }, "electrodes must be an object with at least one"],
    ["of big integers", { hamiltonian: new BigInt64Array(2) }, "hamiltonian, row 0 must be an array"],
    [
      "of bytes without numbers",
      { hamiltonian: new DataView(new ArrayBuffer(2)) },
      "must be a square matrix",
    ],
    ["of dampings that are none", { damping: [0] }, "damping[0] must be a positive number (got 0)"],
    ["of dampings as text", { damping: ["1"] }, 'damping, row 0 must be an array of 1 entries (got "1")'],
    ["of modes that is none", { modes: new Float64Array(1) }, "modes must be an array of at least one mode"],
    ["in place of electrodes", { electrodes: new Float64Array(2) }, "electrodes must be an object"],
    [
      "of levels as text",
      { electrodes: { L: { levels: ["0"], selfEnergy: () => [[0]] } } },
      'electrodes.L.levels must be ascending indices between 0 and 1 (got ["0"])',
    ],
    [
      "of parts of numbers as text",
      { hamiltonian: [[{ re: "1", im: 0 }]] },
      'hamiltonian[0][0].re must be a finite number (got "1")',
    ],
    [
      "of energies as text",
      { modes: [{ omega: "1", coupling: [1, 1] }] },
      'modes[0].omega must be a positive number (got "1")',
    ],
  ])("is refused %s", (_, part, message) => {
    expect(() => junction({ ...general, ...part })).toThrow(message);
  });
});

describe("a matrix that misses what it should be", () => {
  /** Rounded to single precision, entry by entry, those below the diagonal toward another number. */
  const single = (rows: ReturnType<typeof randomHermitian>) =>
    rows.map((row, i) =>
      row.map((z, j) => ({
        re: Math.fround(realPart(z)) * (j < i ? 1 + 1e-7 : 1),
        im: Math.fround(imaginaryPart(z)),
      })),
    );

  it("by double round-off is mended without a word", () => {
    const { hamiltonian, electrodes, notices } = junction({
      ...general,
      hamiltonian: [
        [10.5, 0.3 + 1e-13],
        [0.3, 9.5],
      ],
      electrodes: {
        L: {
          broadening: [
            [0.5, 0],
            [0, -1e-14],
          ],
        },
      },
    });
    expect(notices).toEqual([]);
    expect(Object.isFrozen(notices)).toBe(true);
    expect(hamiltonian[0]![1]).toBe(hamiltonian[1]![0]);
    expect(broadeningOf(electrodes.L!)).toEqual([
      [0.5, 0],
      [0, 0],
    ]);
  });

  it("by less than the round-off of its size stays as it is, and a good one always", () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const given = randomBroadening(4, randomSequence(seed));
      const { electrodes } = junction({
        ...general,
        hamiltonian: [1, 2, 3, 4],
        electrodes: { L: { broadening: given } },
        modes: [{ omega: 1, coupling: [1, 0, 0, 0] }],
      });
      expect(toRows(fromRows(broadeningOf(electrodes.L!)))).toEqual(toRows(fromRows(given)));
    }
  });

  it("by a file's last digit is made Hermitian, and the junction says so", () => {
    const { hamiltonian, notices } = junction({
      ...general,
      hamiltonian: [
        [10.5, { re: 0.3, im: 2e-9 }],
        [
          { re: 0.3 + 1e-10, im: 2e-9 },
          { re: 9.5, im: 1e-9 },
        ],
      ],
    });
    expect(hamiltonian[1]![1]).toBe(9.5);
    expect(hamiltonian[0]![1]).toBeCloseTo(0.3 + 5e-11, 15);
    expect(hamiltonian[1]![0]).toBe(hamiltonian[0]![1]);
    const [notice, ...others] = notices as [Notice];
    expect(others).toEqual([]);
    expect(notice.parameter).toBe("hamiltonian");
    expect(notice.size).toBeCloseTo(4e-9 / Math.hypot(10.5, 9.5, 0.3, 0.3), 11);
    expect(notice.message).toMatch(/^hamiltonian was made Hermitian: entries \[0\]\[1\] and \[1\]\[0\] /);
    expect(Object.isFrozen(notice)).toBe(true);
  });

  it("by single precision is mended in every place, each with its notice", () => {
    const next = randomSequence(21);
    const given = {
      hamiltonian: single(randomHermitian(6, next)),
      electrodes: {
        L: { broadening: single(randomBroadening(6, next)) },
        R: { broadening: [1, 1, 1, 1, 1, 1] },
      },
      modes: [{ omega: 1, coupling: single(randomHermitian(6, next)) }],
      damping: [new Float32Array([0.1])],
    };
    const mended = junction(given);
    expect(mended.notices.map(({ parameter }) => parameter)).toEqual(
      expect.arrayContaining(["hamiltonian", "electrodes.L.broadening", "modes[0].coupling"]),
    );
    for (const { size } of mended.notices) {
      expect(size).toBeGreaterThan(1e-12);
      expect(size).toBeLessThan(1e-6);
    }
    for (const rows of [mended.hamiltonian, mended.modes[0]!.coupling, broadeningOf(mended.electrodes.L!)]) {
      rows.forEach((row, i) => {
        row.forEach((z, j) => {
          expect([realPart(z), imaginaryPart(z)]).toEqual([
            realPart(rows[j]![i]!),
            0 - imaginaryPart(rows[j]![i]!),
          ]);
        });
      });
    }
  });

  it("by negative eigenvalues of single precision loses them and keeps the others", () => {
    const exact = randomBroadening(4, randomSequence(22));
    const lowered = exact.map((row, i) =>
      row.map((z, j) => ({ re: realPart(z) - (i === j ? 1e-8 : 0), im: imaginaryPart(z) })),
    );
    const { electrodes, notices } = junction({
      ...general,
      hamiltonian: [1, 2, 3, 4],
      electrodes: { L: { broadening: lowered } },
      modes: [{ omega: 1, coupling: [1, 0, 0, 0] }],
    });
    const [before, after] = [lowered, broadeningOf(electrodes.L!)].map((rows) =>
      [...hermitianDecomposition(fromRows(rows)).values].sort((a, b) => a - b),
    ) as [number[], number[]];
    expect(before[0]).toBeCloseTo(-1e-8, 12);
    expect(after[0]).toBeGreaterThan(-1e-16);
    expect(after[3]).toBeCloseTo(before[3]!, 14);
    expect(notices).toHaveLength(1);
    expect(notices[0]!.parameter).toBe("electrodes.L.broadening");
    expect(notices[0]!.size).toBeCloseTo(1e-8 / before[3]!, 10);
    expect(notices[0]!.message).toContain("was made positive semidefinite: its lowest eigenvalue was -");
  });

  it("by a damping whose combination has a little gain keeps real rows", () => {
    const damping = [
      [1, 1 + 1e-8],
      [1 + 1e-8, 1],
    ];
    const modes = [general.modes[0]!, { ...general.modes[0]!, omega: 2 }];
    const mended = junction({ ...general, modes, damping });
    expect(mended.damping[0]![1]).toBeCloseTo(1 + 5e-9, 14);
    expect(mended.damping[0]![0]! - mended.damping[0]![1]!).toBeCloseTo(0, 15);
    expect(mended.notices.map(({ parameter }) => parameter)).toEqual(["damping"]);
  });

  it("by more than a millionth of its norm is refused, naming the worst entry, its defect and the limit", () => {
    const norm = Math.hypot(10.5, 9.5);
    const off = (defect: number) => () =>
      junction({
        ...general,
        hamiltonian: [
          [10.5, defect],
          [0, 9.5],
        ],
      });
    expect(off(0.99e-6 * norm)).not.toThrow();
    expect(off(1.01e-6 * norm)).toThrow(
      /^hamiltonian must be Hermitian; entries \[0\]\[1\] and \[1\]\[0\] are not conjugate: off by 0\.0000143, the limit is 0\.0000142$/,
    );
    const low = (lowest: number) => () =>
      junction({ ...general, electrodes: { L: { broadening: [0.5, lowest] } } });
    expect(low(-0.49e-6)).not.toThrow();
    expect(low(-0.51e-6)).toThrow(
      /^electrodes.L.broadening must be positive semidefinite; its lowest eigenvalue is -5.1e-7, the limit is -5e-7$/,
    );
    expect(() => junction({ ...general, hamiltonian: [[{ re: 1, im: 1 }]] })).toThrow(
      "entry [0][0] is not real",
    );
  });

  it("never fills the screen with a matrix of a hundred levels", () => {
    const n = 100;
    const full = (entry: (i: number, j: number) => unknown) =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
    const good = full((i, j) => (i === j ? 1 + i / 7 : 1 / (7 + i + j)));
    const bad = full((i, j) => i / 7 - j / 3);
    const large = (part: object) => () =>
      junction({
        hamiltonian: good,
        electrodes: { L: { broadening: full(() => 0.123456789) } },
        modes: [{ omega: 1, coupling: good }],
        damping: 1,
        ...part,
      } as never);
    const refusals: [() => unknown, string][] = [
      [large({ hamiltonian: bad }), "hamiltonian must be Hermitian"],
      [large({ hamiltonian: [good] }), "row 0"],
      [large({ hamiltonian: { good } }), "a square matrix"],
      [large({ electrodes: { L: { broadening: bad } } }), "must be Hermitian"],
      [large({ electrodes: { L: { broadening: good.slice(1) } } }), "a 100 x 100 matrix"],
      [
        large({ electrodes: { L: { broadening: full((i, j) => (i === j ? -1 : 0)) } } }),
        "positive semidefinite",
      ],
      [large({ electrodes: { L: good } }), "with `broadening`"],
      [large({ electrodes: good }), "electrodes must be"],
      [large({ electrodes: { L: { levels: good, selfEnergy: () => good } } }), "ascending indices"],
      [large({ electrodes: { L: { levels: [0], selfEnergy: good } } }), "a function of energy"],
      [large({ modes: [{ omega: good, coupling: good }] }), "omega must be"],
      [large({ modes: [{ omega: 1, coupling: bad }] }), "must be Hermitian"],
      [large({ modes: [good] }), "an object with omega"],
      [large({ modes: { good } }), "modes must be an array"],
      [large({ damping: good }), "a 1 x 1 matrix"],
      [large({ damping: { good } }), "damping must be"],
      [large({ overlap: bad }), "overlap must be Hermitian"],
      [large({ overlap: full(() => 1) }), "overlap must be positive definite"],
      [large({ notices: { good } }), "notices must be"],
      [large(Object.fromEntries(good.map((row, i) => [`key ${row}`, i]))), "unknown key"],
      [
        () =>
          currents(large({})(), {
            electrodes: { L: { mu: good, temperature: 1 } },
            bath: { temperature: 1 },
          } as never),
        "mu of electrode L",
      ],
      [
        () => currents(large({})(), { electrodes: { L: { mu: 1, temperature: 1 } }, bath: good } as never),
        "bath must be",
      ],
    ];
    for (const [refusal, message] of refusals) {
      let text = "";
      try {
        refusal();
      } catch (error) {
        text = (error as Error).message;
      }
      expect(text).toContain(message);
      expect(text.length, text.slice(0, 80)).toBeLessThan(300);
      expect(text).not.toContain("\n");
    }
  });
});

describe("notices", () => {
  const mended = junction({
    ...general,
    hamiltonian: [
      [10.5, 0.1],
      [0.1 + 1e-9, 9.5],
    ],
  });

  it("are carried on by a junction that is spread into a new one, each once", () => {
    const changed = junction({ ...mended, damping: 1 });
    expect(changed.notices).toEqual(mended.notices);
    expect(changed.notices).toHaveLength(1);
    const more = junction({
      ...changed,
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.5],
            [0.5 + 1e-9, 0],
          ],
        },
      ],
    });
    expect(more.notices.map(({ parameter }) => parameter)).toEqual(["hamiltonian", "modes[0].coupling"]);
    expect(junction({ ...more }).notices).toEqual(more.notices);
  });

  it.each<[string, unknown, string]>([
    ["no list", "none", 'notices must be those of a junction (got "none")'],
    ["without a size", [{ parameter: "hamiltonian", message: "" }], 'notices[0] lacks "size"'],
    ["about nothing", [{ parameter: 1, message: "", size: 1 }], "notices[0].parameter must be text (got 1)"],
    ["that say nothing", [{ parameter: "", message: 1, size: 1 }], "notices[0].message must be text (got 1)"],
    [
      "of a size as text",
      [{ parameter: "", message: "", size: "1" }],
      'notices[0].size must be a number >= 0 (got "1")',
    ],
  ])("are refused: %s", (_, notices, message) => {
    expect(() => junction({ ...general, notices: notices as never })).toThrow(message);
  });
});

describe("a structured electrode", () => {
  const loss = () => [[{ re: 0, im: -1 }]];
  const with_ = (R: object) => () =>
    junction({ ...general, electrodes: { ...general.electrodes, R: R as never } });

  it("is a frozen copy with its levels, its self-energy and its edges, none by default", () => {
    const { R } = with_({ levels: [0, 1], selfEnergy: loss, edges: [8, 12] })().electrodes;
    expect(R).toEqual({ levels: [0, 1], selfEnergy: loss, edges: [8, 12] });
    expect(Object.isFrozen(R) && Object.isFrozen((R as { levels: object }).levels)).toBe(true);
    expect(with_({ levels: [1], selfEnergy: loss })().electrodes.R).toEqual({
      levels: [1],
      selfEnergy: loss,
      edges: [],
    });
  });

  it.each<[string, object, string]>([
    ["no levels", { selfEnergy: loss }, 'electrodes.R lacks "levels"'],
    ["an empty list of levels", { levels: [], selfEnergy: loss }, "electrodes.R.levels must be ascending"],
    ["one level that is no list", { levels: 1, selfEnergy: loss }, "electrodes.R.levels must be ascending"],
    ["a negative level", { levels: [-1, 0], selfEnergy: loss }, "ascending indices between 0 and 1"],
    ["a level too high", { levels: [0, 2], selfEnergy: loss }, "ascending indices between 0 and 1"],
    ["a level and a half", { levels: [0.5], selfEnergy: loss }, "ascending indices between 0 and 1"],
    ["a level twice", { levels: [1, 1], selfEnergy: loss }, "ascending indices between 0 and 1"],
    ["levels that descend", { levels: [1, 0], selfEnergy: loss }, "ascending indices between 0 and 1"],
    [
      "edges that are no list",
      { levels: [0], selfEnergy: loss, edges: 3 },
      "edges must be an array of energies",
    ],
    [
      "an edge at infinity",
      { levels: [0], selfEnergy: loss, edges: [0, 1 / 0] },
      "electrodes.R.edges[1] must be",
    ],
    [
      "a self-energy that is a number",
      { levels: [0], selfEnergy: 1 },
      "selfEnergy must be a function of energy",
    ],
    [
      "a broadening as well",
      { levels: [0], selfEnergy: loss, broadening: [[1]] },
      "either broadening or selfEnergy, not both",
    ],
  ])("refuses %s", (_, electrode, message) => {
    expect(with_(electrode)).toThrow(message);
  });
});

describe("the damping of several modes", () => {
  const modes = [general.modes[0]!, { ...general.modes[0]!, omega: 2 }];
  const damped = (damping: unknown) => junction({ ...general, modes, damping: damping as never }).damping;

  it("is one number for all, or a matrix that couples them", () => {
    expect(damped(0.3)).toEqual([
      [0.3, 0],
      [0, 0.3],
    ]);
    const coupled = [
      [0.3, 0.1],
      [0.1, 0.2],
    ];
    expect(damped(coupled)).toEqual(coupled);
    expect(Object.isFrozen(damped(0.3)) && Object.isFrozen(damped(0.3)[1])).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ["one row", [[1, 0]], "damping must be a 2 x 2 matrix"],
    [
      "complex entries",
      [
        [1, { re: 0, im: 0.1 }],
        [{ re: 0, im: -0.1 }, 1],
      ],
      "damping[0][1] must be a real number",
    ],
    [
      "an undamped mode",
      [
        [1, 0],
        [0, 0],
      ],
      "damping[1][1] must be a positive number (got 0)",
    ],
    [
      "gain of a combination",
      [
        [1, 2],
        [2, 1],
      ],
      "damping must be positive semidefinite",
    ],
    [
      "an asymmetric matrix",
      [
        [1, 0.2],
        [0.1, 1],
      ],
      "damping must be Hermitian",
    ],
    ["zero", 0, "damping must be a positive number (got 0)"],
  ])("refuses %s", (_, damping, message) => {
    expect(() => damped(damping)).toThrow(message);
  });
});

describe("an operating point", () => {
  it.each<[string, object, string]>([
    [
      "an electrode left out",
      { electrodes: { L: { mu: 9, temperature: 1 } } },
      'operating point\'s electrodes lacks "R"',
    ],
    [
      "an unknown electrode",
      { electrodes: { ...point.electrodes, gate: { mu: 9, temperature: 1 } } },
      'operating point\'s electrodes has an unknown key "gate"; allowed are L, R',
    ],
    [
      "a negative temperature",
      { electrodes: { ...point.electrodes, L: { mu: 9, temperature: -0.1 } } },
      "temperature of electrode L must be a number >= 0 (got -0.1)",
    ],
    [
      "a chemical potential that is not finite",
      { electrodes: { ...point.electrodes, R: { mu: Number.POSITIVE_INFINITY, temperature: 1 } } },
      "mu of electrode R must be a finite number (got Infinity)",
    ],
    ["no bath", { bath: undefined }, 'operating point lacks "bath"'],
    [
      "several baths",
      { baths: [{ temperature: 1 }] },
      'operating point has an unknown key "baths"; the modes share one bath: bath: { temperature }',
    ],
    [
      "a chemical potential as text",
      { electrodes: { ...point.electrodes, L: { mu: "9", temperature: 1 } } },
      'mu of electrode L must be a finite number (got "9")',
    ],
    [
      "a temperature as text",
      { electrodes: { ...point.electrodes, L: { mu: 9, temperature: "1" } } },
      'temperature of electrode L must be a number >= 0 (got "1")',
    ],
    [
      "a temperature of the bath as text",
      { bath: { temperature: "1" } },
      'temperature of the bath must be a number >= 0 (got "1")',
    ],
    ["text in place of a bath", { bath: "1" }, 'bath must be an object with temperature (got "1")'],
    [
      "a bath below absolute zero",
      { bath: { temperature: -1e-9 } },
      "temperature of the bath must be a number >= 0 (got -1e-9)",
    ],
  ])("refuses %s", (_, part, message) => {
    expect(() => currents(twoLevelJunction(dots), { ...point, ...part })).toThrow(message);
  });
});
