import { describe, expect, it } from "vitest";
import { currents, electronCurrent, junction, twoTerminal } from "../../lib/solver/index.js";
import { dots } from "../junctions.js";
import { symmetric } from "../matrices.js";

describe("the electron current", () => {
  const hybridised = junction({
    ...dots,
    hamiltonian: symmetric(10.5, 0.2, 9.5),
  });

  it("is left undefined where elastic transport competes, while J stays", () => {
    const { J, I, error, channels } = currents(hybridised, twoTerminal(10.5, 9.5, 0.3));
    expect(J).toBeGreaterThan(0);
    expect([I, error.I, ...channels.map((channel) => channel.I)]).toEqual(new Array(6).fill(undefined));
  });

  it("throws with its reason when asked for directly", () => {
    expect(() => electronCurrent(hybridised, twoTerminal(10, 10, 0.3))).toThrow(
      "the electron current is not available: electrons also cross this junction without a boson",
    );
    const single = junction({
      hamiltonian: [[1]],
      electrodes: { L: { broadening: [[1]] } },
      modes: [{ omega: 1, coupling: [[1]] }],
      damping: 1,
    });
    const point = { electrodes: { L: { mu: 0, temperature: 1 } }, bath: { temperature: 2 } };
    expect(() => electronCurrent(single, point)).toThrow("this junction has 1");
  });

  it("is refused where a broadening matrix connects levels of both electrodes, and for three electrodes", () => {
    const shared = junction({
      ...dots,
      electrodes: {
        L: {
          broadening: symmetric(0.5, 0.5, 0.5),
        },
        R: {
          broadening: [0, 0.5],
        },
      },
    });
    expect(currents(shared, twoTerminal(10.2, 9.9, 0.4)).I).toBeUndefined();
    const third = junction({
      hamiltonian: [10.5, 9.5, 5],
      electrodes: {
        L: {
          broadening: [0.5, 0, 0],
        },
        R: {
          broadening: [0, 0.5, 0],
        },
        gate: {
          broadening: [0, 0, 0.5],
        },
      },
      modes: [
        {
          omega: 1,
          coupling: [
            [0, 0.5, 0],
            [0.5, 0, 0],
            [0, 0, 0],
          ],
        },
      ],
      damping: 0.5,
    });
    const reservoir = { mu: 10, temperature: 0.4 };
    const point = { electrodes: { L: reservoir, R: reservoir, gate: reservoir }, bath: { temperature: 0.5 } };
    expect(() => electronCurrent(third, point)).toThrow("this junction has 3");
  });

  it("flows from L to R whatever the order in which the electrodes are named", () => {
    const reversed = junction({ ...dots, electrodes: { R: dots.electrodes.R!, L: dots.electrodes.L! } });
    const point = twoTerminal(10.4, 9.7, 0.3, 0.5);
    expect(currents(reversed, point).I! / currents(dots, point).I!).toBeCloseTo(1, 9);
  });

  it("has an error of its own", () => {
    const { I, error } = currents(dots, twoTerminal(8, 8, 0.3, 0.6));
    expect(error.I).not.toBe(error.J);
    expect(error.I! / Math.abs(I!)).toBeLessThan(1e-8);
  });

  it("equals the I of currents for the two-level junction", () => {
    const point = twoTerminal(10.4, 9.7, 0.3, 0.5);
    const { I, error } = electronCurrent(dots, point);
    const all = currents(dots, point);
    expect(Math.abs(I - all.I!)).toBeLessThanOrEqual(error + all.error.I!);
    expect(error).toBeLessThan(1e-8 * Math.abs(I));
  });
});
