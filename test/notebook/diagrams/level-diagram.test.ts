import { describe, expect, it } from "vitest";
import { type LevelDiagramOptions, levelDiagram } from "../../../lib/notebook/index.js";
import { selfContained } from "../../../lib/notebook/svg.js";
import { junction, paperJunction, twoLevelJunction, twoTerminal } from "../../../lib/solver/index.js";
import { symmetric } from "../../matrices.js";

const domain = [7.5, 12.5] as const;
const height = 230;
/** Height of an energy in px: the frame lies between margins of 8 px. */
const y = (energy: number): number => 8 + ((domain[1] - energy) / (domain[1] - domain[0])) * (height - 16);
const heating = twoTerminal(11, 9, 0.3);
const diagram = (
  options: LevelDiagramOptions = {},
  junction = paperJunction,
  point = heating,
): SVGSVGElement => levelDiagram(junction, point, { domain, height, ...options });
const circles = (svg: SVGSVGElement): { fill: string | null; x: number; y: number }[] =>
  Array.from(svg.querySelectorAll("circle")).map((one) => ({
    fill: one.getAttribute("fill"),
    x: Number(one.getAttribute("cx")),
    y: Number(one.getAttribute("cy")),
  }));
/** Lines in the order f_L, A_L, f_R, A_R, as points in px. */
const lines = (svg: SVGSVGElement): [number, number][][] =>
  Array.from(svg.querySelectorAll('g[aria-label="line"] path')).map((line) =>
    (line.getAttribute("d") ?? "")
      .slice(1)
      .split("L")
      .map((place) => place.split(",").map(Number) as [number, number]),
  );

describe("a level diagram", () => {
  it("draws the transition to scale: it starts at the level and ends one quantum lower", () => {
    const [start, end] = circles(diagram({ transitions: [{ from: "L", to: "R", boson: "emitted" }] }));
    expect(start).toMatchObject({ fill: "#000000" });
    expect(start!.y).toBeCloseTo(y(10.5), 6);
    expect(end!.y).toBeCloseTo(y(9.5), 6);
    expect(start!.x).toBeLessThan(end!.x);
  });

  it("draws absorption upwards", () => {
    const [start, end] = circles(diagram({ transitions: [{ from: "R", to: "L", boson: "absorbed" }] }));
    expect(start!.y).toBeCloseTo(y(9.5), 6);
    expect(end!.y).toBeCloseTo(y(10.5), 6);
  });

  it("ends in an open circle where the states are empty, in a filled one where they are full", () => {
    const end = (boson: "emitted" | "absorbed") =>
      circles(
        diagram(
          { transitions: [{ from: "R", to: "L", boson }] },
          paperJunction,
          twoTerminal(9.6, 10.4, 0.25),
        ),
      )[1];
    expect(end("absorbed")).toMatchObject({ fill: "#ffffff" });
    expect(end("emitted")).toMatchObject({ fill: "#000000" });
  });

  it("draws the boson where on the arrow it is told to", () => {
    const height = (bosonAt: number): number => {
      const transition = { from: "L", to: "R", boson: "emitted", bosonAt } as const;
      const text = Array.from(diagram({ transitions: [transition] }).querySelectorAll("text"));
      return Number(text.find((one) => one.textContent === "*ħΩ*")?.getAttribute("y"));
    };
    expect(height(0.75) - height(0.5)).toBeCloseTo(y(9.75) - y(10), 2);
  });

  it("writes the energy of the quantum where no arrow is, whichever way that leans", () => {
    const turned = junction({
      ...paperJunction,
      hamiltonian: [9.5, 10.5],
    });
    const height = (svg: SVGSVGElement): number => {
      const text = Array.from(svg.querySelectorAll("text")).find((one) => one.textContent === "*ħΩ*");
      return Number(text?.getAttribute("y"));
    };
    const falling = diagram({ transitions: [{ from: "L", to: "R", boson: "emitted" }] });
    const rising = diagram({ transitions: [{ from: "L", to: "R", boson: "absorbed" }] }, turned);
    expect(height(falling)).toBeLessThan(y(10));
    expect(height(rising)).toBeGreaterThan(y(10));
  });

  it("shows Fermi functions that are one half at the chemical potentials", () => {
    const [fermiL, , fermiR] = lines(diagram());
    for (const [curve, mu, edge] of [
      [fermiL!, 11, 42],
      [fermiR!, 9, 319],
    ] as const) {
      const full = Math.max(...curve.map(([x]) => Math.abs(x - edge)));
      const at = curve.reduce((best, point) =>
        Math.abs(point[1] - y(mu)) < Math.abs(best[1] - y(mu)) ? point : best,
      );
      expect(Math.abs(at[0] - edge) / full).toBeCloseTo(0.5, 1);
    }
  });

  it("draws both spectral functions on one scale: the peak of a Lorentzian is 4/gamma", () => {
    const junction = twoLevelJunction({
      epsilonL: 10.5,
      epsilonR: 9.5,
      gammaL: 0.2,
      gammaR: 0.8,
      coupling: 0.5,
      omega: 1,
      gammaPh: 0.5,
    });
    const [, left, , right] = lines(diagram({}, junction));
    const [base, mirror] = [42 + 0.205 * 277, 42 + 0.795 * 277];
    const peaks = [Math.max(...left!.map(([x]) => x - base)), Math.max(...right!.map(([x]) => mirror - x))];
    expect(peaks[0]! / peaks[1]!).toBeCloseTo(4, 2);
  });

  it("shows the peak of a level that is narrower than the lines of the drawing", () => {
    const narrow = twoLevelJunction({
      epsilonL: 10.4321,
      epsilonR: 9.5,
      gammaL: 1e-5,
      gammaR: 0.5,
      coupling: 0.5,
      omega: 1,
      gammaPh: 0.5,
    });
    const [start] = circles(diagram({ transitions: [{ from: "L", to: "R", boson: "emitted" }] }, narrow));
    expect(start!.y).toBeCloseTo(y(10.4321), 2);
    expect(start!.x).toBeCloseTo(42 + 0.44 * 277, 2);
  });

  it("takes any junction with two electrodes, hybridised levels and zero temperature", () => {
    const hybrid = junction({
      ...paperJunction,
      hamiltonian: symmetric(10.5, 0.3, 9.5),
    });
    const cold = levelDiagram(hybrid, twoTerminal(10, 10, 0), { panel: "(a)", axis: null });
    const { svg } = selfContained(cold, { name: "levels", title: "levels", description: "levels" });
    expect(svg).not.toContain("NaN");
    expect(svg).toContain('aria-label="A_L"');
  });

  it("takes an electrode with a band: no occupied state is drawn where it has none", () => {
    const inBand = (x: number): number => Math.sqrt(Math.max(0, 1 - x * x));
    const banded = junction({
      ...paperJunction,
      electrodes: {
        L: {
          levels: [0],
          selfEnergy: (energy) => [[{ re: 0, im: -0.2 * inBand((energy - 10.5) / 0.8) }]],
          edges: [9.7, 11.3],
        },
        R: paperJunction.electrodes.R!,
      },
    });
    const [, spectrum] = lines(diagram({}, banded));
    const base = 42 + 0.205 * 277;
    const outside = spectrum!.filter(([, height]) => height < y(11.3) || height > y(9.7));
    expect(outside.length).toBeGreaterThan(10);
    for (const [x] of outside) expect(x).toBeCloseTo(base, 6);
    expect(Math.max(...spectrum!.map(([x]) => x))).toBeGreaterThan(base + 20);
  });

  it("names what is wrong", () => {
    const wrong = (options: LevelDiagramOptions) => () => diagram(options);
    const to = { from: "L", to: "R", boson: "emitted" } as const;
    expect(wrong({ domain: [12, 8] })).toThrow("domain must be two ascending energies");
    expect(wrong({ transitions: [{ ...to, to: "X" }] })).toThrow(
      "electrode of a transition must be one of L, R",
    );
    expect(wrong({ transitions: [{ ...to, to: "L" }] })).toThrow("between two different electrodes");
    expect(wrong({ transitions: [{ ...to, mode: 3 }] })).toThrow("mode of a transition");
    expect(wrong({ transitions: [{ ...to, boson: "eaten" as "emitted" }] })).toThrow(
      '"emitted" or "absorbed"',
    );
    expect(wrong({ levels: { X: "x" } })).toThrow("levels has an unknown key");
    const { L } = paperJunction.electrodes;
    const one = junction({ ...paperJunction, electrodes: { L: L! } });
    const point = { electrodes: { L: { mu: 0, temperature: 1 } }, bath: { temperature: 1 } };
    expect(() => levelDiagram(one, point)).toThrow("two electrodes");
  });
});
