import { describe, expect, it } from "vitest";
import { currents } from "../../lib/solver/index.js";
import { markdown } from "../../tools/bench/markdown.js";
import type {
  Measurements,
  OwnMeasurement,
  PointMeasurement,
  Route,
} from "../../tools/bench/measurements.js";
import { digits, duration } from "../../tools/bench/numbers.js";
import { integrate } from "../../tools/bench/opponents/gauss-kronrod.js";
import { gridCurrents } from "../../tools/bench/opponents/grid.js";
import { errorOf } from "../../tools/bench/opponents/model.js";
import { nestedCurrents } from "../../tools/bench/opponents/nested.js";
import { exact, inLibrary, POINTS } from "../../tools/bench/opponents/points.js";
import { loosestTolerances, refinedGrid, tunedGrid } from "../../tools/bench/opponents/search.js";
import { tabulatedGridCurrents } from "../../tools/bench/opponents/tabulated-grid.js";
import { parseBenchOptions } from "../../tools/bench/options.js";
import { BEFORE } from "../../tools/bench/own/before.js";
import { ACCURACY, CASES, GROUPS } from "../../tools/bench/own/cases.js";
import { sizeFigure } from "../../tools/bench/own/figure.js";
import { measureCase } from "../../tools/bench/own/measure.js";
import { asymptoticPower } from "../../tools/bench/own/power-law.js";
import { QUICK, summarise, type Timing } from "../../tools/bench/timing.js";
import { verdicts } from "../../tools/bench/verdicts.js";
import { reference } from "../reference.js";

const P1 = POINTS[0]!;
const REFERENCE = { J: Number("0.05002017262531552212158"), I: Number("0.04425100714643945940682") };

describe("the routes the solver is timed against", () => {
  it("integrate to the tolerance asked, one component or two", () => {
    const value = integrate(
      (x, out) => {
        out[0] = Math.sqrt(x);
        out[1] = 1 / (1 + 1e4 * (x - 0.3) ** 2);
      },
      [0, 0.3, 1],
      2,
      1e-9,
      "value",
    );
    expect(Math.abs(value[0]! * 1.5 - 1)).toBeLessThan(1e-9);
    expect(Math.abs((value[1]! * 100) / (Math.atan(70) + Math.atan(30)) - 1)).toBeLessThan(1e-9);
  });

  it("(a) nested quadrature reaches the 22-digit reference of P1", () => {
    expect(errorOf(nestedCurrents(P1.model, 1e-6, 1e-7), REFERENCE)).toBeLessThan(1e-6);
  });

  it("(b) the loosest tolerance reaches the accuracy it was chosen for", () => {
    const found = loosestTolerances(P1.model, REFERENCE, 1e-5)!;
    expect(found.outer).toBeGreaterThan(1e-6);
    expect(errorOf(nestedCurrents(P1.model, found.outer, found.inner), REFERENCE)).toBeLessThan(1e-5);
  });

  it("(c) the grid, refined, reaches the reference of P1; tuned and tabulated it does so with fewer nodes", () => {
    const grid = refinedGrid(P1.model, REFERENCE, 1e-5)!;
    expect(errorOf(gridCurrents(P1.model, grid), REFERENCE)).toBeLessThan(1e-5);
    const tuned = tunedGrid(P1.model, REFERENCE, 1e-5, grid)!;
    expect(errorOf(tabulatedGridCurrents(P1.model, tuned), REFERENCE)).toBeLessThan(1e-5);
    expect(tuned.tail).toBeLessThan(grid.tail);
  });

  it("gives up a grid that would have to be refined without end", () => {
    expect(refinedGrid(POINTS[6]!.model, { J: 1, I: 1 }, 0.1)).toBeUndefined();
  });

  it("tabulates functions without changing the sum, which step ever is the longer", () => {
    for (const [energyStep, frequencyStep] of [
      [0.1, 0.1],
      [0.05, 0.15],
      [0.2, 0.1],
    ] as const) {
      const grid = { energyStep, frequencyStep, tail: 20 };
      const { J, I } = gridCurrents(P1.model, grid);
      const tabulated = tabulatedGridCurrents(P1.model, grid);
      expect(Math.abs(tabulated.J / J - 1)).toBeLessThan(1e-12);
      expect(Math.abs(tabulated.I / I - 1)).toBeLessThan(1e-12);
    }
  });
});

describe("the points", () => {
  it("have the reference values that the tests of the solver use", () => {
    const { cases } = reference<{ cases: { name: string; values: { J: string; I: string } }[] }>("currents");
    const names = { P1: "P1", P2: "P2", P3: "P3", P4: "bias V=-1, T=0.25", P8: "bias V=+1=Omega, T=0.3" };
    for (const [id, name] of Object.entries(names)) {
      const stored = cases.find((one) => one.name === name)!.values;
      const { J, I } = exact(POINTS.find((point) => point.id === id)!);
      expect([J, I]).toEqual([Number(stored.J), Number(stored.I)]);
    }
  });

  it.each(POINTS)("$id: the library keeps its promise", (named) => {
    const { junction, point } = inLibrary(named.model);
    const { J, I } = currents(junction as never, point, { tolerance: ACCURACY });
    expect(errorOf({ J, I: I! }, exact(named))).toBeLessThan(ACCURACY);
  });
});

const timing = (seconds: number): Timing => ({ seconds, spread: 0.034, runs: 12 });
const route = (seconds: number, error: number, detail = ""): Route => ({
  timing: timing(seconds),
  error,
  detail,
});

function point(id: string, ours: number, grid: number): PointMeasurement {
  return {
    id,
    name: `name of ${id}`,
    settings: "T_e = 1",
    ours: route(ours, 3e-16),
    pace: 1,
    routes: {
      nested: route(0.25, 2e-12),
      loosest: route(0.02, 9e-11, "1e-4 / 1e-5"),
      grid: route(grid, 8e-11, "100 x 200"),
      tuned: route(0.002, 7e-11, "50 x 60"),
      dblquad: { absent: "not present" },
      numpy: route(0.004, 3e-9),
    },
  };
}

const own = (id: string, seconds: number, part: Partial<OwnMeasurement> = {}): OwnMeasurement => ({
  id,
  group: "equal",
  label: id,
  levels: 2,
  modes: 1,
  timing: timing(seconds),
  pace: 1,
  calls: 8,
  met: 8,
  ...part,
});

const good: Measurements = {
  machine: { cpu: "a processor", cores: 2, os: "an OS", node: "20.0.0", v8: "11", date: "2020-02-02" },
  accuracy: 1e-10,
  points: [
    { ...point("P1", 6e-6, 0.03), before: 240e-6 },
    point("P2", 12e-6, 0.024),
    point("P3", 7e-6, 0.0707),
  ],
  own: [
    ...[2, 4, 8].map((levels) =>
      own(`equal-${levels}-1`, 1e-5 * levels ** 2, { label: `N = ${levels}`, levels, target: 1e-3 }),
    ),
    ...[2, 4, 8].map((levels) =>
      own(`equal-${levels}-4`, 1.5e-5 * levels ** 2, {
        label: `N = ${levels}, 4 modes`,
        levels,
        modes: 4,
        target: { times: 2.2, of: `equal-${levels}-1` },
      }),
    ),
    ...[1, 2, 4].map((modes) => own(`modes-8-${modes}`, 1e-4 * modes, { group: "modes", levels: 8, modes })),
    own("band-point", 1e-4, {
      group: "bands",
      other: { name: "quadrature", seconds: 10 },
      before: 5,
      met: 7,
    }),
  ],
};

describe("BENCHMARKS.md", () => {
  it("says that all targets are met where they are, and the median of the points", () => {
    const text = markdown(good);
    expect(text).toContain("7 of 7 are met.");
    expect(text).not.toContain("not met");
    expect(text).toContain("The median of the points is 7 µs there; asked were 18 µs.");
  });

  it("states time, spread and error of each route, its ratio, and what is not present", () => {
    const text = markdown(good);
    expect(text).toContain("| P1 | name of P1 | T\\_e = 1 | 6 µs ± 3 % | 6 µs | 240 µs | < 1e-15 |");
    expect(text).toContain("0.25 s ± 3 %, 2e-12 | 20 ms ± 3 %, 9e-11 | 30 ms ± 3 %, 8e-11 |");
    expect(text).toContain("| P2 | 21,000 | 1,670 | 2,000 | 167 | not present | 330 |");
    expect(text).toContain("| P1 | 1e-4 / 1e-5 | 100 x 200 | 50 x 60 |");
    expect(text).toContain("Above 1e-10 ended: (e) NumPy at P1 (3e-9), (e) NumPy at P2 (3e-9)");
    expect(text).toContain("| Python | not present |");
  });

  it("states the library's own times beside their targets, earlier times and other routes", () => {
    const text = markdown(good);
    expect(text).toContain("| N = 2 | 40 µs ± 3 % | 40 µs | 1 ms | met |  | 8 of 8 |");
    expect(text).toContain("| N = 2, 4 modes | 60 µs ± 3 % | 60 µs | 88 µs | met |  | 8 of 8 |");
    expect(text).toContain("| band-point | 100 µs ± 3 % | 100 µs |  |  | 5 s (50,000 times) | 7 of 8 |");
    expect(text).toContain("band-point: quadrature, takes 10 s at one of the points, 100,000 times as long.");
  });

  it("says how time grows, by the last three sizes", () => {
    const text = markdown(good);
    expect(text).toContain("With one mode the time of a point grows as N^2.0");
    expect(text).toContain("With the number of modes it grows as its power 1.0");
    expect(asymptoticPower([9, 2, 4, 8].map((x) => [x, x ** 1.5]))).toBeCloseTo(1.5);
  });

  it("says of each target that is missed by how much, also of one that is a multiple", () => {
    const slow = good.own.map((one) => (one.id === "equal-8-4" ? { ...one, timing: timing(1) } : one));
    const text = markdown({ ...good, points: [point("P1", 45e-6, 0.03)], own: slow });
    expect(text).toContain("5 of 7 are met.");
    expect(text).toContain("| two-level points, median | 18 µs | 45 µs | 2.5 times |");
    expect(text).toContain("| equal, N = 8, 4 modes | 1.4 ms | 1 s | 710 times |");
    expect(text).toContain("**not met**");
    expect(text).toContain("What stands in the way:\n\n- Small junctions: ");
    expect(text).not.toContain("- Electrodes with a band: ");
  });

  it("says of the currents to second order what is timed, how well another route agrees, and what stands in the way", () => {
    const other = { name: "differences", seconds: 1e-3, distance: 4e-7 };
    const part = { group: "second-order", target: 1e-3, other, calls: 1, met: 1 } as const;
    const text = markdown({ ...good, own: [...good.own, own("hopping", 2e-3, part)] });
    expect(text).toContain("**Currents of every terminal to second order**\n\nCurrent and heat");
    expect(text).toContain("tolerance 1e-8, relative to");
    expect(text).toContain("| hopping | 2 ms ± 3 % | 2 ms | 1 ms | **not met** |  | 1 of 1 |");
    expect(text).toContain("takes 1 ms at one of the points, 0.5 times as long, and agrees to 4e-7.");
    expect(text).toContain("| second-order, hopping | 1 ms | 2 ms | 2 times |");
    expect(text).toContain("- Second order: the integral over energy");
  });

  it("judges by what the reference machine would take, and says how much slower this one is", () => {
    const slower = { pace: 4 };
    const text = markdown({
      ...good,
      points: good.points.map((one) => ({ ...one, ...slower })),
      own: [own("equal-2-1", 0.002, { ...slower, label: "N = 2", target: 1e-3, before: 0.1 })],
    });
    expect(text).toContain("4 times in the median");
    expect(text).toContain("| N = 2 | 2 ms ± 3 % | 500 µs | 1 ms | met | 0.1 s (200 times) | 8 of 8 |");
    expect(text).toContain("The median of the points is 1.8 µs there");
  });

  it("has tables whose rows have as many cells as their heads", () => {
    for (const block of markdown(good).split("\n\n")) {
      const widths = block
        .split("\n")
        .filter((line) => line.startsWith("|"))
        .map((line) => line.split("|").length);
      expect(new Set(widths).size).toBeLessThanOrEqual(1);
    }
  });
});

describe("the library's own cases", () => {
  it("have names of their own, and targets that refer to a case there is", () => {
    const ids = CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { target, group } of CASES) {
      if (typeof target === "object") expect(ids).toContain(target.of);
      expect(GROUPS).toContain(group);
    }
    const points = POINTS.map(({ id }) => id);
    for (const id of Object.keys(BEFORE)) expect([...ids, ...points]).toContain(id);
  });

  it.each(CASES.filter(({ isQuick }) => isQuick))("$group, $label: meets its tolerance", (one) => {
    const { calls, met, timing, other } = measureCase(one, { ...QUICK, budget: 0 }, true);
    expect(met).toBe(calls);
    expect(timing.seconds).toBeGreaterThan(0);
    if (other?.distance !== undefined) expect(other.distance).toBeLessThan(1e-4);
  });

  it("are compared with another route to second order where there is one", () => {
    const withOther = CASES.filter(({ group }) => group === "second-order")
      .filter(({ levels, modes }) => levels <= 4 && modes === 1)
      .map(({ id, prepare }) => [id, prepare(false).other?.name] as const);
    expect(withOther).toHaveLength(6);
    for (const [id, name] of withOther) expect(name, id).toMatch(/Born approximation|differences of/);
  });

  it("are drawn against levels and modes", () => {
    const svg = sizeFigure(good.own)!;
    expect(svg).toContain("Time of a point against the size of the junction");
    expect(svg.length).toBeLessThan(60_000);
    expect(sizeFigure([])).toBeUndefined();
    expect(verdicts(good)).toHaveLength(7);
  });
});

describe("what is printed", () => {
  it("has the digits that a time deserves", () => {
    expect([4.2e-7, 1.234e-5, 9.99e-4, 0.0345, 0.25, 123.4].map(duration)).toEqual([
      "0.42 µs",
      "12 µs",
      "1,000 µs",
      "35 ms",
      "0.25 s",
      "123 s",
    ]);
    expect([1734, 98_765, 0.111].map(digits)).toEqual(["1,730", "99,000", "0.11"]);
  });

  it("is the median and half the distance of the quartiles", () => {
    expect(summarise([5, 1, 3, 2, 4])).toEqual({ seconds: 3, spread: 1 / 3, runs: 5 });
    expect(summarise([2])).toEqual({ seconds: 2, spread: 0, runs: 1 });
  });
});

describe("the command line", () => {
  it("takes --quick and refuses what it does not know", () => {
    expect(parseBenchOptions(["--quick"])).toEqual({ help: false, quick: true });
    expect(() => parseBenchOptions(["--fast"])).toThrow("Unknown option '--fast'");
    expect(() => parseBenchOptions(["P1"])).toThrow(/P1/);
  });

  it("tells where the -- was forgotten, and npm took the option", () => {
    const env = { npm_lifecycle_event: "bench", npm_config_quick: "true" };
    expect(() => parseBenchOptions([], env)).toThrow("npm run bench -- --quick");
  });
});
