import { describe, expect, it } from "vitest";
import { type Currents, currents, type Junction, junction, twoTerminal } from "../../lib/solver/index.js";
import { randomSequence } from "../random.js";

/** A disordered chain of n levels, its ends on L and R, every level with a little width, a mode on one bond. */
function chain(n: number, origin = 0, width = 0.01): Junction {
  const next = randomSequence(77);
  const onsite = Array.from({ length: n }, () => 0.5 * (next() - 0.5));
  const rows = (value: (i: number, j: number) => number): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_v, j) => value(i, j)));
  const middle = Math.floor(n / 2);
  return junction({
    // multiples of 2^-20: an origin that is a multiple of it moves them exactly
    hamiltonian: rows((i, j) =>
      i === j ? Math.round(onsite[i]! * 2 ** 20) / 2 ** 20 + origin : Math.abs(i - j) === 1 ? -1 : 0,
    ),
    electrodes: {
      L: { broadening: rows((i, j) => (i !== j ? 0 : i === 0 ? 0.5 : i < middle ? width : 0)) },
      R: { broadening: rows((i, j) => (i !== j ? 0 : i === n - 1 ? 0.5 : i < middle ? 0 : width)) },
    },
    modes: [
      {
        omega: 0.2,
        coupling: rows((i, j) => (Math.min(i, j) === middle && Math.abs(i - j) === 1 ? 0.1 : 0)),
      },
    ],
    damping: 0.02,
  });
}

const solve = (junction: Junction, origin = 0, tolerance = 1e-8): Currents =>
  currents(junction, twoTerminal(origin + 0.125, origin - 0.125, 0.0625, 0.03125), { tolerance });

describe("large junctions", () => {
  it.each([54, 56, 104])(
    "of %s levels are computed to the tolerance that is asked for",
    (n) => {
      const junction = chain(n);
      const loose = solve(junction, 0, 1e-5);
      const tight = solve(junction, 0, 1e-9);
      expect(loose.converged && tight.converged).toBe(true);
      expect(loose.error.J).toBeLessThanOrEqual(1e-5 * loose.J);
      expect(tight.error.J).toBeLessThanOrEqual(1e-9 * tight.J);
      expect(Math.abs(loose.J - tight.J)).toBeLessThanOrEqual(loose.error.J + tight.error.J);
    },
    60_000,
  );

  it("have the currents of the sum of all channels, none of which is NaN", () => {
    const { J, channels } = solve(chain(24));
    expect(channels.reduce((sum, channel) => sum + channel.J, 0) / J).toBeCloseTo(1, 12);
  });
});

describe("the origin of energy", () => {
  const here = solve(chain(6), 0, 1e-10);

  it.each([-1e4, 2 ** 20, 1e9])("at %s changes J by no more than its stated error", (origin) => {
    const there = solve(chain(6, origin), origin, 1e-10);
    expect(Math.abs(there.J - here.J)).toBeLessThanOrEqual(there.error.J + here.error.J);
  });

  it("at -1e4 costs no digit: less than 1e-12 of J", () => {
    const there = solve(chain(6, -1e4), -1e4, 1e-10);
    expect(Math.abs(there.J / here.J - 1)).toBeLessThan(1e-12);
  });

  it("counts as an error where the last digit of the levels exceeds the tolerance times their width", () => {
    const narrow = (origin: number): Currents => solve(chain(6, origin, 1e-4), origin, 1e-10);
    const [near, far] = [narrow(0), narrow(1e9)];
    expect(near.converged).toBe(true);
    // ulp(1e9) = 1.2e-7, known to half of it
    expect(far.converged).toBe(false);
    expect(far.error.J / Math.abs(far.J)).toBeGreaterThan(1e-8);
    expect(far.error.J / Math.abs(far.J)).toBeLessThan(1e-2);
    expect(Math.abs(far.J - near.J)).toBeLessThanOrEqual(far.error.J + near.error.J);
  });
});
