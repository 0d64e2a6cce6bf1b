import { describe, expect, it } from "vitest";
import { figureDeviation } from "../../lib/notebook/compare-figures.js";

const svg = (points: string, description: string = "V = 1", colour: string = "#332288"): string =>
  `<svg width="8.6cm"><title>f-1</title><desc>${description}</desc><path stroke="${colour}" d="${points}"/></svg>`;

describe("the deviation of two figures", () => {
  it("is the largest difference of their places in px", () => {
    expect(figureDeviation(svg("M0,1L2,3.5"), svg("M0,1L2,3.5"))).toBe(0);
    expect(figureDeviation(svg("M0,1L2,3.5"), svg("M0,1.5L2,1e-1"))).toBeCloseTo(3.4, 12);
    expect(figureDeviation(svg("M0,1L2,-3"), svg("M0,1L2,3"))).toBe(6);
  });

  it.each([
    ["another number of points", svg("M0,1L2,3L4,5")],
    ["another colour", svg("M0,1L2,3", "V = 1", "#332289")],
    ["another description", svg("M0,1L2,3", "V = 2")],
    ["another kind of line", svg("M0,1H2,3")],
  ])("does not exist for %s", (_, other) => {
    expect(figureDeviation(svg("M0,1L2,3"), other)).toBeUndefined();
  });
});
