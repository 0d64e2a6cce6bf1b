import { describe, expect, it } from "vitest";
import { currents, type JunctionInput, junction, twoLevelJunction } from "../lib/index.js";

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
    ["a broadening as well", { levels: [0], selfEnergy: loss, broadening: [[1]] }, "unknown key"],
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
      "a bath below absolute zero",
      { bath: { temperature: -1e-9 } },
      "temperature of the bath must be a number >= 0 (got -1e-9)",
    ],
  ])("refuses %s", (_, part, message) => {
    expect(() => currents(twoLevelJunction(dots), { ...point, ...part })).toThrow(message);
  });
});
