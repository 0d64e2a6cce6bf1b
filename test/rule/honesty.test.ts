import { describe, expect, it } from "vitest";
import {
  type Currents,
  currents,
  type Junction,
  junction,
  type OperatingPoint,
} from "../../lib/solver/index.js";
import { dotsWith, randomBroadening, randomHermitian } from "../junctions.js";
import { randomSequence } from "../random.js";

type Sequence = () => number;

/** Names, values and errors of everything that a junction's currents hold. */
function numbersOf({ J, I, heat, entropyProduction, error, channels }: Currents): [string, number, number][] {
  return [
    ["J", J, error.J],
    ...(I === undefined ? [] : [["I", I, error.I!] as [string, number, number]]),
    ...Object.keys(heat ?? {}).map((name): [string, number, number] => [
      `Q_${name}`,
      heat![name]!,
      error.heat![name]!,
    ]),
    ...(entropyProduction === undefined
      ? []
      : [["entropy", entropyProduction, error.entropyProduction!] as [string, number, number]]),
    ...channels.flatMap((channel): [string, number, number][] => {
      const of = `${channel.from}${channel.to}`;
      return [
        [`J of ${of}`, channel.J, channel.error.J],
        ...(channel.I === undefined
          ? []
          : [[`I of ${of}`, channel.I, channel.error.I!] as [string, number, number]]),
        ...(channel.heat
          ? ([
              [`heat from ${of}`, channel.heat.from, channel.error.heat!.from],
              [`heat to ${of}`, channel.heat.to, channel.error.heat!.to],
            ] as [string, number, number][])
          : []),
      ];
    }),
  ];
}

const decades = (next: Sequence, from: number, to: number): number => from * (to / from) ** next();

function twoLevels(next: Sequence): Junction {
  return dotsWith({
    epsilonL: 10 + next(),
    epsilonR: 9 + next(),
    gammaL: decades(next, 0.02, 2),
    gammaR: decades(next, 0.02, 2),
    omega: decades(next, 0.5, 2),
    gammaPh: decades(next, 1e-3, 1.8),
  });
}

/** One to four levels, two or three electrodes, one or two modes, which damping couples. */
function general(next: Sequence): Junction {
  const n = 1 + Math.floor(4 * next());
  const names = next() < 0.5 ? ["L", "R"] : ["L", "R", "tip"];
  const modes = next() < 0.5 ? 1 : 2;
  const g = [decades(next, 0.05, 1), decades(next, 0.05, 1)] as const;
  const c = (next() - 0.5) * Math.sqrt(g[0] * g[1]);
  return junction({
    hamiltonian: randomHermitian(n, next),
    // rank one each, and a little of everything so that no level is dark
    electrodes: Object.fromEntries(
      names.map((name, k) => [
        name,
        {
          broadening: randomBroadening(n, next).map((row, i) =>
            row.map((z, j) => {
              const { re, im } = typeof z === "number" ? { re: z, im: 0 } : z;
              return { re: re + (i === j && i % names.length === k ? 0.05 : 0), im };
            }),
          ),
        },
      ]),
    ),
    modes: Array.from({ length: modes }, () => ({
      omega: 0.5 + next(),
      coupling: randomHermitian(n, next, 0.5),
    })),
    damping:
      modes === 1
        ? [[g[0]]]
        : [
            [g[0], c],
            [c, g[1]],
          ],
  });
}

function pointFor(junction: Junction, next: Sequence, centre: number, areEqual: boolean): OperatingPoint {
  const T = decades(next, 0.05, 2);
  return {
    electrodes: Object.fromEntries(
      Object.keys(junction.electrodes).map((name) => [
        name,
        { mu: centre + 3 * (next() - 0.5), temperature: areEqual ? T : decades(next, 0.05, 2) },
      ]),
    ),
    bath: { temperature: decades(next, 0.05, 2) },
  };
}

/** Values at one tolerance, errors that cover the difference to a tighter one, and what `converged` promises. */
function check(
  junction: Junction,
  point: OperatingPoint,
  tolerance: number,
): { covered: boolean; converged: boolean } {
  const loose = currents(junction, point, { tolerance });
  const exact = numbersOf(currents(junction, point, { tolerance: 1e-12 }));
  const heats = numbersOf(loose).filter(([name]) => name.startsWith("Q"));
  const heat = Math.max(0, ...heats.map(([, value]) => Math.abs(value)));
  let covered = true;
  numbersOf(loose).forEach(([name, value, error], k) => {
    const [, best, rest] = exact[k]!;
    expect(Number.isFinite(value) && error >= 0 && Number.isFinite(error), name).toBe(true);
    const deviation = Math.abs(value - best);
    if (deviation > error + rest) covered = false;
    // what is claimed is never wrong by more than ten tolerances
    if (loose.converged && !name.includes(" ")) {
      const size = name.startsWith("Q") ? heat : Math.abs(value);
      expect(deviation, `${name} of a converged result`).toBeLessThan(10 * tolerance * size);
      expect(error, `error of ${name} of a converged result`).toBeLessThanOrEqual(tolerance * size);
    }
  });
  return { covered, converged: loose.converged };
}

describe("the errors of J, I, heats, entropy and of every channel cover the difference to a tighter tolerance,", () => {
  it.each([
    ["two levels, equal temperatures", 60, 1001, twoLevels, 10, true],
    ["two levels, unequal temperatures", 40, 1002, twoLevels, 10, false],
    ["any levels, equal temperatures", 60, 1003, general, 0, true],
    ["any levels, unequal temperatures", 40, 1004, general, 0, false],
  ] as const)(
    "%s",
    (_, count, seed, make, centre, areEqual) => {
      const next = randomSequence(seed);
      let missed = 0;
      let unsure = 0;
      for (let k = 0; k < count; k++) {
        const junction = make(next);
        const point = pointFor(junction, next, centre, areEqual);
        const { covered, converged } = check(junction, point, [1e-5, 1e-8, 1e-10][k % 3]!);
        if (!covered) missed++;
        if (!converged) unsure++;
      }
      expect(missed).toBe(0);
      expect(unsure).toBeLessThan(0.05 * count);
    },
    60_000,
  );
});
