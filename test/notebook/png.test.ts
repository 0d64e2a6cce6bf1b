import { describe, expect, it } from "vitest";
import { rasterise } from "../../lib/notebook/png.js";

const svg = (body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#fff"/>${body}</svg>`;

describe("rasterise", () => {
  it("draws every width in one go, the same each time", () => {
    const widths = [80, 800];
    const first = rasterise(svg('<path d="M1,1L39,19" stroke="#000"/>'), widths);
    expect(first.map((png) => [png.readUInt32BE(16), png.readUInt32BE(20)])).toEqual([
      [80, 40],
      [800, 400],
    ]);
    expect(rasterise(svg('<path d="M1,1L39,19" stroke="#000"/>'), widths)).toEqual(first);
  });

  it("says what is wrong with an SVG it cannot draw", () => {
    expect(() => rasterise("<svg", [80])).toThrow(/the PNG renderer ended with status 1: /);
  });

  it("survives the renderer", () => {
    expect(() => rasterise(svg(""), [0])).toThrow(/the PNG renderer (ended|was ended)/);
  });
});
