import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classMap, colourMap, columnPlot, contourLines, mapPoint } from "../../lib/notebook/index.js";
import type { MapClass } from "../../lib/notebook/maps.js";
import { selfContained } from "../../lib/notebook/svg.js";

const grid = (value: (x: number, y: number) => unknown): { x: number; y: number; v: unknown }[] =>
  Array.from({ length: 21 * 17 }, (_, k) => {
    const [x, y] = [-1 + (k % 21) / 10, -1 + Math.floor(k / 21) / 8];
    return { x, y, v: value(x, y) };
  });
const columns = { x: "x", y: "y", value: "v" };
const axes = { x: { domain: [-1, 1] }, y: { domain: [-1, 1] } };
const bounds = [-1, -0.5, 0, 0.5, 1];
const drawn = (value: (x: number, y: number) => unknown, options: object = {}): SVGSVGElement =>
  columnPlot({ ...axes, marks: colourMap(grid(value), { ...columns, bounds, title: "*R*", ...options }) });
const fills = (svg: SVGSVGElement, label: string): (string | null)[] =>
  Array.from(svg.querySelectorAll(`[aria-label="${label}"] path`)).map((path) => path.getAttribute("fill"));
const texts = (svg: SVGSVGElement): (string | null)[] =>
  Array.from(svg.querySelectorAll('[aria-label="key"] text')).map((text) => text.textContent);
/** Areas of the rectangles of a colour in px². */
const area = (svg: SVGSVGElement, fill: string | null): number => {
  const path = Array.from(svg.querySelectorAll('[aria-label="map"] path')).find(
    (p) => p.getAttribute("fill") === fill,
  );
  const rectangles = [...(path?.getAttribute("d") ?? "").matchAll(/h([-\d.]+)v([-\d.]+)h/g)];
  return rectangles.reduce((sum, [, w, h]) => sum + Math.abs(Number(w) * Number(h)), 0);
};

describe("colourMap", () => {
  it("colours what is below zero blue, what is above it red, and the more so the further", () => {
    const svg = drawn((x) => x * 0.99);
    const [low, , , high] = fills(svg, "key");
    expect(low).toBe("#2166AC");
    expect(high).toBe("#B2182B");
    expect(new Set(fills(svg, "map"))).toEqual(new Set(fills(svg, "key")));
  });

  it("gives every band the share of the frame that its values have", () => {
    const svg = drawn((x) => (x < -0.55 ? -0.9 : 0.1));
    const [strong, , pale] = fills(svg, "key");
    const share = area(svg, strong!) / (area(svg, strong!) + area(svg, pale!));
    expect(share).toBeCloseTo(0.225, 2);
  });

  it("changes its colour where its line is drawn, between the points of the grid too", () => {
    const svg = drawn((x) => 0.5 * (x + 0.33));
    const keys = fills(svg, "key");
    const [below, all] = [keys.slice(0, 2), keys].map((some) =>
      some.reduce((sum, fill) => sum + area(svg, fill), 0),
    );
    expect(below! / all!).toBeCloseTo(0.67 / 2, 2);
  });

  it("fills the frame, and no more than the frame, however far the grid goes", () => {
    const svg = columnPlot({
      x: { domain: [-0.5, 0.5] },
      y: { domain: [-0.25, 2] },
      marks: colourMap(
        grid(() => 0.7),
        { ...columns, bounds, title: "*R*" },
      ),
    });
    const frame = svg.querySelector('[aria-label="frame"]');
    const [w, h] = ["width", "height"].map((name) => Number(frame?.getAttribute(name)));
    // The grid ends at y = 1, half a step further its cells: (1 + 1/16 + 0.25) of 2.25.
    const covered = area(svg, fills(svg, "key")[3]!) / (w! * h!);
    expect(covered).toBeGreaterThan(1.3125 / 2.25 - 0.01);
    expect(covered).toBeLessThan(1.3125 / 2.25 + 0.01);
  });

  it("leaves blank what is not a number", () => {
    const svg = drawn((x) => (x > 0.05 ? Number.NaN : 0.7));
    const whole = drawn(() => 0.7);
    const fill = fills(whole, "key")[3]!;
    expect(area(svg, fill) / area(whole, fill)).toBeCloseTo(0.525, 2);
  });

  it("names bounds and quantity in the key, and shows by points that values lie beyond", () => {
    const inside = drawn((x) => x);
    expect(texts(inside)).toEqual(["-1", "-0.5", "0", "0.5", "1", "*R*"]);
    expect(fills(inside, "key")).toHaveLength(4);
    expect(
      fills(
        drawn((x) => 1.5 * x),
        "key",
      ),
    ).toHaveLength(6);
    expect(texts(drawn((x) => x, { format: (b: number) => `${b} V` }))[0]).toBe("-1 V");
  });

  it("draws the line of zero where the colours part, and other lines on demand", () => {
    const lines = (svg: SVGSVGElement): number => svg.querySelectorAll('[aria-label="line"] path').length;
    expect(lines(drawn((x, y) => x + y))).toBe(1);
    expect(lines(drawn((x, y) => x + y, { lines: [] }))).toBe(0);
    expect(lines(drawn((x, y) => x + y, { bounds: [0, 1, 2] }))).toBe(0);
    expect(lines(drawn((x, y) => x + y, { bounds: [0, 1, 2], lines: [0.5, 1] }))).toBe(2);
  });

  it("is a figure whose texts fit, on a logarithmic axis too", () => {
    const rows = grid((x, y) => x * y).map((row) => ({ ...row, y: 10 ** row.y }));
    const svg = columnPlot({
      x: { label: "*μ* / *ħΩ*", domain: [-1, 1] },
      y: { label: "*T*", type: "log", domain: [0.1, 10] },
      marks: [
        ...colourMap(rows, { ...columns, bounds, title: "*R* of a long name" }),
        ...mapPoint([0, 1], "here"),
      ],
    });
    expect(() => selfContained(svg, { name: "m", title: "m", description: "m" })).not.toThrow();
  });

  it("refuses bounds that do not increase, no rows, unknown columns and two rows at one place", () => {
    const at =
      (over: object, rows = grid((x) => x)) =>
      () =>
        colourMap(rows, { ...columns, bounds, title: "t", ...over });
    expect(at({ bounds: [0, 1, 1] })).toThrow(
      "colourMap: bounds must be two or more increasing numbers, not 0, 1, 1",
    );
    expect(at({ bounds: [0] })).toThrow("bounds");
    expect(at({}, [])).toThrow("colourMap: there are no rows");
    expect(at({ value: "w" })).toThrow('colourMap: no row has a column "w"');
    expect(at({}, [...grid((x) => x), { x: 0, y: 0, v: 1 }])).toThrow("colourMap: two rows at x, y = 0, 0");
  });
});

describe("contourLines", () => {
  it("finds a circle as one closed line at its radius", () => {
    const lines = contourLines(
      grid((x, y) => x * x + y * y),
      columns,
      0.5,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]!.at(-1)).toEqual(lines[0]![0]);
    for (const [x, y] of lines[0]!) expect(Math.hypot(x, y)).toBeCloseTo(Math.SQRT1_2, 1);
  });

  it("is exact for a plane, in one piece, whatever its slope", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 3.14, noNaN: true }),
        fc.double({ min: -0.7, max: 0.7, noNaN: true }),
        (angle, level) => {
          const [a, b] = [Math.cos(angle), Math.sin(angle)];
          const lines = contourLines(
            grid((x, y) => a * x + b * y),
            columns,
            level,
          );
          expect(lines).toHaveLength(1);
          for (const [x, y] of lines[0]!) expect(a * x + b * y).toBeCloseTo(level, 12);
        },
      ),
    );
  });

  it("joins at a saddle the corners that its middle joins", () => {
    const square = (height: number) =>
      [
        [0, 0, 1],
        [1, 0, -1],
        [1, 1, height],
        [0, 1, -1],
      ].map(([x, y, v]) => ({ x, y, v }));
    const cuts = (height: number) =>
      contourLines(square(height), columns, 0).map((line) => line.map(([x, y]) => x < y));
    // Heights above zero in two opposite corners: joined if the mean is above zero, so that lines cut off the others.
    expect(cuts(3)).toHaveLength(2);
    for (const line of cuts(3)) expect(new Set(line).size).toBe(1);
    for (const line of cuts(0.5)) expect(new Set(line).size).toBe(2);
  });

  it("keeps away from squares with a blank corner", () => {
    const lines = contourLines(
      grid((x, y) => (x > 0.05 ? Number.NaN : y)),
      columns,
      0.01,
    );
    expect(Math.max(...lines.flat().map(([x]) => x))).toBeLessThan(0.05);
  });
});

describe("classMap", () => {
  const signs = (
    value: (x: number, y: number) => number,
    other: (x: number, y: number) => number,
  ): object[] => grid(value).map(({ x, y, v }) => ({ x, y, v, w: other(x, y) }));
  const classes: MapClass[] = [
    { label: "holds", where: { v: "positive" } },
    { label: "fails", where: { v: "negative" } },
  ];
  const at = { x: "x", y: "y" };

  it("colours each class, draws the line where the number that decides is zero, and has a key above the frame", () => {
    const rows = signs(
      (x) => x - 0.13,
      () => 1,
    );
    const svg = columnPlot({ ...axes, marks: classMap(rows, { ...at, classes }) });
    expect(texts(svg)).toEqual(["holds", "fails"]);
    const [holds, fails] = fills(svg, "key");
    // the border is between points of the grid, and what is coloured ends there
    expect(area(svg, holds!) / area(svg, fails!)).toBeCloseTo(0.87 / 1.13, 1);
    expect(svg.querySelectorAll('[aria-label="line"] path')).toHaveLength(1);
    const frame = Number(svg.querySelector('[aria-label="frame"]')?.getAttribute("y"));
    expect(Number(svg.querySelector('[aria-label="key"] text')?.getAttribute("y"))).toBeLessThan(frame - 5);
  });

  it("takes the first class whose signs a place has, of two numbers", () => {
    const rows = signs(
      (x) => x,
      (_, y) => y,
    );
    const quarters: MapClass[] = [
      { label: "both", where: { v: "positive", w: "positive" } },
      { label: "right", where: { v: "positive" } },
      { label: "left" },
    ];
    const svg = columnPlot({ ...axes, marks: classMap(rows, { ...at, classes: quarters }) });
    const [both, right, left] = fills(svg, "key").map((fill) => area(svg, fill));
    expect(both! / right!).toBeCloseTo(1, 1);
    expect(left! / (both! + right!)).toBeCloseTo(1, 1);
  });

  it("leaves blank what is no number", () => {
    const rows = signs(
      (x) => (x > 0.05 ? Number.NaN : 1),
      () => 1,
    );
    const svg = columnPlot({ ...axes, marks: classMap(rows, { ...at, classes }) });
    expect(new Set(fills(svg, "map"))).toEqual(new Set([fills(svg, "key")[0]]));
  });

  it("starts a long key left of the frame, so that it fits", () => {
    const long = classes.map((one) => ({ ...one, label: `${one.label} for a reason of its own` }));
    const rows = signs(
      () => 1,
      () => 1,
    );
    const svg = columnPlot({ ...axes, marks: classMap(rows, { ...at, classes: long }) });
    expect(() => selfContained(svg, { name: "m", title: "m", description: "m" })).not.toThrow();
  });

  it("refuses a place without a class, classes without signs, and classes without a colour", () => {
    const rows = signs(
      () => -1,
      () => 1,
    );
    expect(() => classMap(rows, { ...at, classes: classes.slice(0, 1) })).toThrow(
      "classMap: no class has v negative",
    );
    expect(() => classMap(rows, { ...at, classes: [{ label: "all" }] })).toThrow("no class says which signs");
    const many = Array.from({ length: 6 }, (_, k) => ({ ...classes[1]!, label: String(k) }));
    expect(() => classMap(rows, { ...at, classes: many })).toThrow("6 classes, but only 5 colours");
  });
});
