import { describe, expect, it } from "vitest";
import { integrate } from "../../tools/bench/gauss-kronrod.js";
import { gridCurrents } from "../../tools/bench/grid.js";
import { markdown } from "../../tools/bench/markdown.js";
import type { Measurements, PointMeasurement, Route } from "../../tools/bench/measurements.js";
import { errorOf } from "../../tools/bench/model.js";
import { nestedCurrents } from "../../tools/bench/nested.js";
import { digits, duration } from "../../tools/bench/numbers.js";
import { parseBenchOptions } from "../../tools/bench/options.js";
import { ourPoint } from "../../tools/bench/ours.js";
import { exact, inLibrary, POINTS } from "../../tools/bench/points.js";
import { loosestTolerances, refinedGrid, tunedGrid } from "../../tools/bench/search.js";
import { asymptoticPower } from "../../tools/bench/sizes.js";
import { tabulatedGridCurrents } from "../../tools/bench/tabulated-grid.js";
import { summarise, type Timing } from "../../tools/bench/timing.js";
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
    expect(errorOf(ourPoint(junction, point), exact(named))).toBeLessThan(1e-10);
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

const good: Measurements = {
  machine: { cpu: "a processor", cores: 2, os: "an OS", node: "20.0.0", v8: "11", date: "2020-02-02" },
  accuracy: 1e-10,
  points: [point("P1", 6e-6, 0.03), point("P2", 12e-6, 0.024), point("P3", 7e-6, 0.0707)],
  lambda: { timing: timing(0.3e-6), digamma: timing(0.1e-6) },
  map: { size: 400, points: 160_000, seconds: 2.5 },
  sizes: [1, 2, 4, 8].map((levels) => ({
    levels,
    lambda: timing(1e-6 * levels ** 2),
    building: timing(1e-5 * levels ** 3),
  })),
};

describe("BENCHMARKS.md", () => {
  it("says that all is met where it is, with the medians and the worst ratio", () => {
    const text = markdown(good);
    expect(text).toContain("| at most 10 µs | 7 µs (slowest: P2, 12 µs) | met |");
    expect(text).toContain("| at least 1,500 times | 2,000 times (at P2) | met |");
    expect(text).toContain("| less than 3 s | 2.5 s | met |");
    expect(text).toContain("Nothing: every target is met in this run.");
    expect(text).not.toContain("**not met**");
  });

  it("states time, spread and error of each route, its ratio, and what is not present", () => {
    const text = markdown(good);
    expect(text).toContain("| P1 | name of P1 | T\\_e = 1 | 6 µs ± 3 % | < 1e-15 |");
    expect(text).toContain("0.25 s ± 3 %, 2e-12 | 20 ms ± 3 %, 9e-11 | 30 ms ± 3 %, 8e-11 |");
    expect(text).toContain("| P2 | 21,000 | 1,670 | 2,000 | 167 | not present | 330 |");
    expect(text).toContain("| P1 | 1e-4 / 1e-5 | 100 x 200 | 50 x 60 |");
    expect(text).toContain("Above 1e-10 ended: (e) NumPy at P1 (3e-9), (e) NumPy at P2 (3e-9)");
    expect(text).toContain("| Python | not present |");
  });

  it("draws the power of N from the last three sizes", () => {
    expect(markdown(good)).toContain("the cost of Λ grows as N^2.00, that of building as N^3.00");
    expect(asymptoticPower([9, 2, 4, 8].map((levels) => ({ levels, seconds: levels ** 1.5 })))).toBeCloseTo(
      1.5,
    );
  });

  it("says of each target that is missed by how much, and what the target would pay for", () => {
    const text = markdown({
      ...good,
      points: [point("P1", 200e-6, 0.03), point("P2", 300e-6, 0.0003)],
      lambda: { timing: timing(4e-6), digamma: timing(0.5e-6) },
      map: { size: 40, points: 1600, seconds: 1.6 },
    });
    expect(text.match(/\*\*not met\*\*/g)).toHaveLength(4);
    expect(text).toContain(
      "**One point** takes 25 times the target. It costs as much as 63 values of Λ at 4 µs",
    );
    expect(text).toContain("below 1,500 at 2 of 2 points");
    expect(text).toContain("P1, name of P1: 150 times. A grid with 100 x 200 nodes does it in 30 ms");
    expect(text).toContain("a point in 20 µs, 5 times what one Λ takes");
    expect(text).toContain("a point in 0.2 µs, less than one Λ takes");
    expect(text).toContain("**One Λ** takes 10 times the target.");
    expect(text).toContain("are 13 % of that (0.5 µs)");
    expect(text).toContain("**The map** takes 53 times the target. A point of it takes 1 ms");
  });

  it("does not count a point without a grid as won", () => {
    const [first, ...rest] = good.points;
    const lacking = { ...first!, routes: { ...first!.routes, grid: { absent: "never reached" } } };
    const text = markdown({ ...good, points: [lacking, ...rest] });
    expect(text).toContain("| at least 1,500 times | 2,000 times (at P2) | **not met** |");
    expect(text).toContain("P1: no grid reached the accuracy");
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
