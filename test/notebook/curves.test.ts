import * as Plot from "@observablehq/plot";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spread } from "../../lib/notebook/curves.js";
import { columnFigure, columnPlot, curves, lineStyles } from "../../lib/notebook/index.js";
import { selfContained } from "../../lib/notebook/svg.js";

const rows = ["LL", "LR", "RL"].flatMap((channel, c) =>
  Array.from({ length: 20 }, (_, i) => ({ channel, x: i, y: i === 5 ? Number.NaN : i * (c + 1) })),
);
const drawn = (options: Partial<Parameters<typeof curves>[1]> = {}): SVGSVGElement =>
  columnPlot({ marks: curves(rows, { x: "x", y: "y", series: "channel", ...options }) });
const strokes = (svg: SVGSVGElement): (string | null)[] =>
  Array.from(svg.querySelectorAll('[aria-label="line"] [stroke]')).map((line) => line.getAttribute("stroke"));
const texts = (svg: SVGSVGElement, label: string): (string | null)[] =>
  Array.from(svg.querySelectorAll(`[aria-label="${label}"] text`)).map((text) => text.textContent);

describe("curves", () => {
  it("gives every curve a colour and a dash pattern of its own", () => {
    const svg = drawn();
    expect(strokes(svg)).toEqual(lineStyles.slice(0, 3).map((style) => style.stroke));
    const dashes = Array.from(svg.querySelectorAll('[aria-label="line"] [stroke]')).map((line) =>
      line.getAttribute("stroke-dasharray"),
    );
    expect(new Set(dashes).size).toBe(3);
  });

  it("names the curves at their ends, the highest first", () => {
    expect(texts(drawn(), "labels")).toEqual(["RL", "LR", "LL"]);
    expect(texts(drawn({ title: "channel", label: (value) => `<${value}>` }), "labels")).toEqual([
      "channel",
      "<RL>",
      "<LR>",
      "<LL>",
    ]);
  });

  it("finds the ends on a scale with a transform, and inside a domain", () => {
    const marks = (): Plot.Markish[] => curves(rows, { x: "x", y: "y", series: "channel" });
    const label = (svg: SVGSVGElement, i: number): number =>
      Number(svg.querySelectorAll('[aria-label="labels"] text')[i]?.getAttribute("y"));
    const plain = columnPlot({ marks: marks() });
    const turned = columnPlot({ y: { transform: (v: number) => -1e3 * v }, marks: marks() });
    expect(texts(turned, "labels")).toEqual(["LL", "LR", "RL"]);
    expect(label(turned, 2)).toBeGreaterThan(label(plain, 2));
    const cut = columnPlot({ y: { domain: [0, 20] }, marks: marks() });
    const leaders = Array.from(cut.querySelectorAll('[aria-label="labels"] path'));
    for (const path of leaders) {
      expect(Number(path.getAttribute("d")?.match(/,([-\d.]+)L/)?.[1])).toBeGreaterThanOrEqual(9.5);
    }
  });

  it("names the curves in a legend, in their order", () => {
    expect(texts(drawn({ legend: "inside" }), "legend")).toEqual(["LL", "LR", "RL"]);
  });

  it("places the legend where it covers least", () => {
    const at = (svg: SVGSVGElement): number[] => {
      const text = svg.querySelector('[aria-label="legend"] text');
      return ["x", "y"].map((name) => Number(text?.getAttribute(name)));
    };
    const [x, y] = at(drawn({ legend: "inside" }));
    expect(x).toBeLessThan(120);
    expect(y).toBeLessThan(50);
    const [, low] = at(drawn({ legend: "inside", position: "bottom-right" }));
    expect(low).toBeGreaterThan(120);
  });

  it("moves the legend away from the letter of the panel", () => {
    const marks = (): Plot.Markish[] =>
      curves(rows, { x: "x", y: "y", series: "channel", legend: "inside", position: "top-left" });
    const y = (svg: SVGSVGElement): number =>
      Number(svg.querySelector('[aria-label="legend"] text')?.getAttribute("y"));
    expect(y(columnPlot({ panel: "(a)", marks: marks() }))).toBeGreaterThan(
      y(columnPlot({ marks: marks() })) + 9,
    );
  });

  it("keeps the style of a value when others are missing", () => {
    const order = ["RR", "LR", "LL", "RL"];
    expect(strokes(drawn({ order }))).toEqual([1, 2, 3].map((i) => lineStyles[i]?.stroke));
  });

  it("draws one curve without labels when there is no series", () => {
    const svg = columnPlot({ marks: curves(rows.slice(0, 20), { x: "x", y: "y" }) });
    expect(strokes(svg)).toEqual([lineStyles[0]?.stroke]);
    expect(texts(svg, "labels")).toEqual([]);
  });

  it("makes room for the labels in columnPlot, and is cut off without", () => {
    const label = (): string => "a rather long label";
    expect(() => selfContained(drawn({ label }), { name: "f", title: "f", description: "f" })).not.toThrow();
    const tight = Plot.plot({
      ...columnFigure,
      marks: curves(rows, { x: "x", y: "y", series: "channel", label }),
    });
    expect(() => selfContained(tight as SVGSVGElement, { name: "f", title: "f", description: "f" })).toThrow(
      /"a rather long label" by \d+ px at the right/,
    );
  });

  it("refuses rows it cannot draw, by name", () => {
    expect(() => curves([], { x: "x", y: "y" })).toThrow("there are no rows");
    expect(() => curves(rows, { x: "x", y: "J" })).toThrow('no row has a column "J"');
    expect(() => drawn({ order: ["LL", "LR"] })).toThrow('order does not name "RL"');
    const many = Array.from({ length: 9 }, (_, s) => ({ s, x: 0, y: 0 }));
    expect(() => curves(many, { x: "x", y: "y", series: "s" })).toThrow("9 curves, but only 8 styles");
  });
});

describe("columnPlot", () => {
  it("draws ticks inwards on four sides, labels on two, and both axis labels", () => {
    const svg = columnPlot({
      x: { label: "X" },
      y: { label: "Y" },
      marks: [
        Plot.dot([
          [0, 0],
          [1, 1],
        ]),
      ],
    });
    expect(svg.querySelectorAll('[aria-label="x-axis tick"]').length).toBe(2);
    expect(svg.querySelectorAll('[aria-label="y-axis tick"]').length).toBe(2);
    expect(svg.querySelectorAll('[aria-label="x-axis tick label"]').length).toBe(1);
    expect(texts(svg, "x-axis label")).toEqual(["X"]);
    expect(texts(svg, "y-axis label")).toEqual(["Y"]);
  });

  it("widens the left margin for long tick labels, unless told otherwise", () => {
    const left = (scale: number, options = {}): number => {
      const svg = columnPlot({
        y: { label: "y" },
        marks: [
          Plot.dot([
            [0, 0],
            [1, scale],
          ]),
        ],
        ...options,
      });
      return Number(svg.querySelector('[aria-label="frame"]')?.getAttribute("x"));
    };
    expect(left(1e-7)).toBeGreaterThan(left(1));
    expect(left(1e-7, { marginLeft: 70 })).toBe(70);
  });

  it("lifts an x label whose subscript hangs below the line, or as far as it is told", () => {
    const place = (x: Plot.ScaleOptions): string | null | undefined =>
      columnPlot({ x, marks: [Plot.dot([[0, 0]])] })
        .querySelector('[aria-label="x-axis label"]')
        ?.getAttribute("transform");
    const height = (x: Plot.ScaleOptions): number => Number(/,\s*([\d.]+)\)/.exec(place(x) ?? "")?.[1]);
    expect(height({ label: "*γ_{ph}*" })).toBeLessThan(height({ label: "*γ_L*" }));
    expect(height({ label: "*γ_L*", labelOffset: 30 })).toBe(height({ label: "*γ_{ph}*" }));
  });

  it("leaves out an axis on request", () => {
    const svg = columnPlot({
      y: { axis: null },
      marks: [
        Plot.dot([
          [0, 0],
          [1, 1],
        ]),
      ],
    });
    expect(svg.querySelectorAll('[aria-label^="y-axis"]').length).toBe(0);
  });
});

describe("lineStyles", () => {
  const channels = (hex: string): number[] =>
    [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
  const cube = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27) * (t / 116) + 4 / 29);
  const lab = ([r, g, b]: number[]): number[] => {
    const x = cube((0.4124 * r! + 0.3576 * g! + 0.1805 * b!) / 0.9505);
    const y = cube(0.2126 * r! + 0.7152 * g! + 0.0722 * b!);
    const z = cube((0.0193 * r! + 0.1192 * g! + 0.9505 * b!) / 1.089);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
  // Machado, Oliveira and Fernandes (2009), severity 1: protanopia, deuteranopia, tritanopia.
  const blindness = [
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
    [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
  ];
  const seen = (hex: string, m: number[]): number[] => {
    const [r, g, b] = channels(hex) as [number, number, number];
    return lab([0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i]! * r + m[i + 1]! * g + m[i + 2]! * b))));
  };

  it("grow lighter over the first five, in steps that show in grey", () => {
    const lightness = lineStyles.slice(0, 5).map((style) => lab(channels(style.stroke))[0]!);
    for (let i = 1; i < 5; i++) expect(lightness[i]! - lightness[i - 1]!).toBeGreaterThan(5);
    expect(lightness[4]).toBeLessThan(75);
  });

  it("differ for every kind of colour vision", () => {
    for (const m of blindness) {
      const colours = lineStyles.slice(0, 6).map((style) => seen(style.stroke, m));
      colours.forEach((a, i) => {
        for (const b of colours.slice(0, i))
          expect(Math.hypot(...a.map((c, k) => c - b[k]!))).toBeGreaterThan(15);
      });
    }
  });

  it("have dash patterns of their own", () => {
    expect(new Set(lineStyles.map((style) => style.dash)).size).toBe(lineStyles.length);
  });
});

describe("spread", () => {
  it("leaves positions alone that are far enough apart", () => {
    expect(spread([10, 30, 60], 12, 0, 100)).toEqual([10, 30, 60]);
  });

  it("moves neighbours apart about their middle", () => {
    expect(spread([50, 50, 52], 10, 0, 100)).toEqual([50 + 2 / 3 - 10, 50 + 2 / 3, 50 + 2 / 3 + 10]);
  });

  it("keeps the order, the distance and the limits", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { maxLength: 8 }), (wanted) => {
        const places = spread(
          wanted.sort((a, b) => a - b),
          12,
          0,
          100,
        );
        places.forEach((place, i) => {
          expect(place).toBeGreaterThanOrEqual(-1e-9);
          expect(place).toBeLessThanOrEqual(100 + 1e-9);
          if (i > 0) expect(place - places[i - 1]!).toBeGreaterThanOrEqual(12 - 1e-9);
        });
      }),
    );
  });
});
