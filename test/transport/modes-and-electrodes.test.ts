import { describe, expect, it } from "vitest";
import { currents, junction, twoTerminal } from "../../lib/solver/index.js";
import { dots } from "../junctions.js";
import { offDiagonal, symmetric } from "../matrices.js";

const tight = { tolerance: 1e-11 } as const;

describe("several modes and electrodes", () => {
  it("two uncoupled modes carry the sum of what each carries alone", () => {
    const point = twoTerminal(10.3, 9.8, 0.5, 0.3);
    const [first, second] = [
      {
        omega: 1,
        coupling: offDiagonal(0.5),
      },
      {
        omega: 1.7,
        coupling: symmetric(0.1, 0.2, -0.1),
      },
    ];
    const J = (modes: { omega: number; coupling: number[][] }[]): number =>
      currents(junction({ ...dots, modes, damping: 0.3 }), point, tight).J;
    expect(J([first!, second!]) / (J([first!]) + J([second!]))).toBeCloseTo(1, 11);
  });

  it("modes coupled through their bath are invariant under rotation when degenerate", () => {
    const point = twoTerminal(10.3, 9.8, 0.5, 0.3);
    const a = [
      [0, 0.5],
      [0.5, 0],
    ];
    const b = [
      [0.3, 0.1],
      [0.1, -0.2],
    ];
    const mix = (x: number, y: number) => a.map((row, i) => row.map((v, j) => x * v + y * b[i]![j]!));
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    const run = (couplings: number[][][], damping: number[][]): number =>
      currents(
        junction({ ...dots, modes: couplings.map((coupling) => ({ omega: 1, coupling })), damping }),
        point,
        tight,
      ).J;
    const plain = run(
      [a, b],
      [
        [0.5, 0],
        [0, 0.2],
      ],
    );
    const rotated = run(
      [mix(c, s), mix(-s, c)],
      [
        [0.5 * c * c + 0.2 * s * s, -0.3 * c * s],
        [-0.3 * c * s, 0.5 * s * s + 0.2 * c * c],
      ],
    );
    expect(rotated / plain).toBeCloseTo(1, 11);
  });

  it("an electrode split in two carries the same energy current", () => {
    const split = junction({
      ...dots,
      electrodes: {
        L: dots.electrodes.L!,
        R1: {
          broadening: [0, 0.2],
        },
        R2: {
          broadening: [0, 0.3],
        },
      },
    });
    const right = { mu: 9.6, temperature: 0.4 };
    const point = {
      electrodes: { L: { mu: 10.3, temperature: 0.4 }, R1: right, R2: right },
      bath: { temperature: 0.7 },
    };
    const whole = currents(dots, twoTerminal(10.3, 9.6, 0.4, 0.7), tight);
    const { J, I, channels } = currents(split, point, tight);
    expect(J / whole.J).toBeCloseTo(1, 11);
    expect(I).toBeUndefined();
    expect(channels).toHaveLength(9);
  });
});
