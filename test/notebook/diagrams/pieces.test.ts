import { describe, expect, it } from "vitest";
import { left, right, tint } from "../../../lib/notebook/diagrams/palette.js";
import {
  arrow,
  drawing,
  electron,
  fermiSea,
  hole,
  label,
  moved,
  polyline,
  rectangle,
  type Shape,
  sideBySide,
  wiggle,
} from "../../../lib/notebook/index.js";
import { lineStyles } from "../../../lib/notebook/style.js";
import { selfContained } from "../../../lib/notebook/svg.js";

const numbers = (shape: Shape): number[] =>
  (String(shape.attributes.d).match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).map(Number);
const file = { name: "sketch", title: "sketch", description: "a sketch" };

describe("an arrow", () => {
  it("ends with its tip at the given place, less the gap", () => {
    const [line, head] = arrow([0, 0], [30, 40], { gap: 5 }).children!;
    expect(numbers(head!).slice(0, 2)).toEqual([27, 36]);
    expect(numbers(line!).slice(0, 2)).toEqual([3, 4]);
  });

  it("has one head or two", () => {
    expect(arrow([0, 0], [30, 0]).children).toHaveLength(2);
    const [, , back] = arrow([0, 0], [30, 0], { both: true }).children!;
    expect(numbers(back!).slice(0, 2)).toEqual([0, 0]);
  });

  it("is refused where no line would be left", () => {
    expect(() => arrow([0, 0], [5, 0])).toThrow("5 px are too short");
    expect(() => arrow([3, 3], [3, 3])).toThrow("two different ends");
  });
});

describe("a wiggle", () => {
  it("waves about the line from start to end, on both sides alike, and points at the end", () => {
    const [line, head] = wiggle([0, 10], [40, 10], { amplitude: 3 }).children!;
    const heights = numbers(line!).filter((_, k) => k % 2 === 1);
    expect(numbers(line!).slice(0, 2)).toEqual([0, 10]);
    expect(Math.max(...heights) - 10).toBeCloseTo(4, 12);
    expect(10 - Math.min(...heights)).toBeCloseTo(4, 12);
    expect(numbers(head!).slice(0, 2)).toEqual([40, 10]);
    expect(() => wiggle([0, 0], [5, 0])).toThrow("too short");
  });
});

describe("the symbols", () => {
  it("show an electron filled and a hole open", () => {
    expect(electron([1, 2]).attributes.fill).toBe("#000000");
    expect(hole([1, 2]).attributes).toMatchObject({ cx: 1, cy: 2, fill: "#ffffff", stroke: "#000000" });
  });

  it("fill a Fermi sea below the line of its chemical potential", () => {
    const [sea, line] = fermiSea({ surface: [5, 20], width: 10, depth: 30, colour: left, name: "L" })
      .children!;
    expect(sea!.attributes).toMatchObject({ y: 20, height: 30, fill: left.area });
    expect(numbers(line!)).toEqual([5, 20, 15, 20]);
  });

  it("have the colours of the curves of the same electrode", () => {
    expect([left.line, right.line]).toEqual([lineStyles[0]!.stroke, lineStyles[1]!.stroke]);
    expect(tint("#000000", 0)).toBe("#ffffff");
    expect(tint("#332288", 1)).toBe("#332288");
  });
});

describe("a drawing", () => {
  const sketch = (): SVGSVGElement =>
    drawing(100, 40, [
      rectangle([0, 0], 20, 10, { fill: "#ffffff" }, 3),
      moved([10, 20], [label("*μ*_{L}", [0, 0])]),
      polyline(
        [
          [0, 0],
          [5, 5],
        ],
        { stroke: "#000000", dash: "3 2" },
      ),
    ]);

  it("becomes a figure's file like any plot, with its size in px", () => {
    const { width, pixels, svg } = selfContained(sketch(), file);
    expect({ width, pixels }).toEqual({ width: 2.6, pixels: 100 });
    expect(svg).toContain('aria-label="μ_L"');
  });

  it("stands beside another one", () => {
    const both = sideBySide([sketch(), sketch()]);
    const { svg, pixels } = selfContained(both, file);
    expect(pixels).toBe(200);
    expect(svg.match(/aria-label="μ_L"/g)).toHaveLength(2);
    expect(svg).toContain("translate(100,0)");
    expect(() => sideBySide([])).toThrow("no figures");
  });

  it("refuses a line of one point", () => {
    expect(() => polyline([[0, 0]], { stroke: "#000000" })).toThrow("two points");
  });
});
