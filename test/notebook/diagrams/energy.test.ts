import { describe, expect, it } from "vitest";
import {
  boson,
  climbStrip,
  columnPlot,
  drawing,
  energyFlow,
  left,
  right,
  stacked,
} from "../../../lib/notebook/index.js";
import { selfContained } from "../../../lib/notebook/svg.js";

const file = { name: "sketch", title: "sketch", description: "a sketch" };
const texts = (svg: SVGSVGElement): string[] =>
  Array.from(svg.querySelectorAll("text")).map((one) => one.textContent!);

describe("an energy flow", () => {
  const band = (power: number) => ({ text: ["a", `${power}`], power, colour: boson });

  it("has a band for each power, as wide as it at either end", () => {
    const svg = energyFlow("junction", [band(1), band(3)], [{ ...band(4), colour: left }]);
    const [first, second, out] = Array.from(svg.querySelectorAll("path")).map((one) =>
      one
        .getAttribute("d")!
        .match(/-?\d+(\.\d+)?/g)!
        .map(Number),
    );
    // M x,c C .. .. x,a L tip L x,b C .. .. x,d Z
    const widths = (numbers: readonly number[]) => [numbers[11]! - numbers[7]!, numbers[17]! - numbers[1]!];
    expect(widths(second!)[0]! / widths(first!)[0]!).toBeCloseTo(3, 9);
    expect(widths(second!)[1]! / widths(first!)[1]!).toBeCloseTo(3, 9);
    expect(widths(out!)[1]! / widths(first!)[1]!).toBeCloseTo(4, 9);
    expect(texts(svg)).toEqual(["a", "1", "a", "3", "a", "4", "junction"]);
    expect(selfContained(svg, file).svg).toContain("<path");
  });

  it("is refused where energy is lost, and for a power that is not positive", () => {
    expect(() => energyFlow("x", [band(1)], [band(2)])).toThrow("1 comes in, but 2 goes out");
    expect(() => energyFlow("x", [band(-1)], [band(1)])).toThrow("must be positive (got -1)");
    expect(() => energyFlow("x", [], [band(1)])).toThrow("there are no sources");
  });
});

describe("the strip of a climbing electron", () => {
  const climb = { epsilonL: 0.5, epsilonR: -0.5, muL: -0.4, muR: 0.4 };

  it("has four frames, in the last two of which the mode is lower", () => {
    const svg = climbStrip(climb);
    const frames = Array.from(svg.children);
    expect(frames).toHaveLength(4);
    const heights = frames.map((frame) =>
      Number(
        Array.from(frame.querySelectorAll("circle"))
          .find((one) => one.getAttribute("fill") === boson.line)!
          .getAttribute("cy"),
      ),
    );
    expect(heights[0]).toBe(heights[1]);
    expect(heights[2]).toBe(heights[3]);
    expect(heights[2]!).toBeGreaterThan(heights[1]!);
    expect(selfContained(svg, { ...file, width: 17 }).width).toBe(17);
  });

  it("is refused for levels off resonance and for a bias that fills the wrong level", () => {
    expect(() => climbStrip({ ...climb, epsilonL: 0.6 })).toThrow("one quantum above");
    expect(() => climbStrip({ ...climb, muR: -0.6 })).toThrow("the right one full");
    expect(() => climbStrip({ ...climb, muL: 0.6 })).toThrow("empty");
  });
});

describe("stacked figures", () => {
  it("stand below each other and keep their sizes", () => {
    const svg = stacked([
      columnPlot({ height: 100, x: { domain: [0, 1] }, y: { domain: [0, 1] } }),
      drawing(200, 50, []),
    ]);
    expect([svg.getAttribute("width"), svg.getAttribute("height")]).toEqual(["325", "150"]);
    expect(Array.from(svg.children).map((one) => one.getAttribute("transform"))).toEqual([
      "translate(0,0)",
      "translate(0,100)",
    ]);
    expect(right.line).toMatch(/^#/);
    expect(() => stacked([])).toThrow("there are no figures");
    expect(() => stacked([svg, drawing(0, 0, [])])).toThrow("width and a height");
  });
});
