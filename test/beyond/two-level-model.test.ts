import { describe, expect, it } from "vitest";
import { twoLevelModelOf } from "../../lib/solver/beyond/two-level-model.js";
import { junction } from "../../lib/solver/index.js";
import { dots, dotsWith } from "../junctions.js";

describe("the numbers of a two-level junction", () => {
  it("are read off the junction of Fig. 2, also with a complex coupling and other names", () => {
    const reading = twoLevelModelOf(
      junction({
        ...dots,
        electrodes: { source: dots.electrodes.L!, drain: dots.electrodes.R! },
        modes: [
          {
            omega: 1,
            coupling: [
              [0, { re: 0.3, im: 0.4 }],
              [{ re: 0.3, im: -0.4 }, 0],
            ],
          },
        ],
      }),
    )!;
    expect(reading.left).toBe("source");
    expect(reading.right).toBe("drain");
    expect(reading.model.couplingSquared).toBeCloseTo(0.25, 15);
    expect(reading.model).toMatchObject({
      epsilonL: 10.5,
      epsilonR: 9.5,
      gammaL: 0.5,
      omega: 1,
      gammaPh: 0.5,
    });
  });

  it("belong to levels, not to the order of electrodes", () => {
    const { L, R } = dots.electrodes;
    const reading = twoLevelModelOf(
      junction({ ...dotsWith({ gammaR: 0.3 }), electrodes: { A: R!, B: L! } }),
    )!;
    expect([reading.left, reading.right]).toEqual(["B", "A"]);
    expect(reading.model.epsilonL).toBe(10.5);
  });

  it("are read once per junction", () => {
    expect(twoLevelModelOf(dots)).toBe(twoLevelModelOf(dots));
  });

  it("do not exist for any other junction", () => {
    const zero = [
      [0, 0],
      [0, 0],
    ];
    const hopping = [
      [10.5, 0.1],
      [0.1, 9.5],
    ];
    const diagonal = [
      [0.1, 0.5],
      [0.5, 0],
    ];
    const both = [
      [0.5, 0],
      [0, 0.1],
    ];
    expect(twoLevelModelOf(junction({ ...dots, hamiltonian: hopping }))).toBeUndefined();
    expect(twoLevelModelOf(junction({ ...dots, modes: [{ omega: 1, coupling: diagonal }] }))).toBeUndefined();
    expect(
      twoLevelModelOf(junction({ ...dots, modes: [...dots.modes, ...dots.modes], damping: 0.5 })),
    ).toBeUndefined();
    expect(twoLevelModelOf(dotsWith({ gammaL: 0 }))).toBeUndefined();
    for (const electrodes of [
      { L: { broadening: both }, R: dots.electrodes.R! },
      { L: dots.electrodes.L!, R: dots.electrodes.L! },
      { ...dots.electrodes, tip: { broadening: zero } },
      { L: dots.electrodes.L! },
    ]) {
      expect(twoLevelModelOf(junction({ ...dots, electrodes }))).toBeUndefined();
    }
  });
});
