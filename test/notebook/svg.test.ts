import * as Plot from "@observablehq/plot";
import { Resvg } from "@resvg/resvg-js";
import { DOMParser } from "linkedom";
import { describe, expect, it } from "vitest";
import { columnFigure, columnPlot, curves } from "../../lib/notebook/index.js";
import { type FigureElement, type FigureFile, selfContained } from "../../lib/notebook/svg.js";

const options = { name: "fig", title: "fig", description: 'lines <a> & "b"' };

function parse(svg: string): FigureElement {
  return new DOMParser().parseFromString(svg, "image/svg+xml").documentElement as unknown as FigureElement;
}
const figure = (body: string, attributes = 'width="325" height="230"'): FigureFile =>
  selfContained(parse(`<svg ${attributes}>${body}</svg>`), options);

function pixels(svg: string, fonts: string[] = []): Buffer {
  const image = new Resvg(svg, {
    fitTo: { mode: "width", value: 975 },
    font: { loadSystemFonts: false, fontFiles: fonts, defaultFontFamily: "DejaVu Sans" },
  }).render();
  return image.pixels;
}

const rows = [8, 9, 10].flatMap((mu) =>
  Array.from({ length: 90 }, (_, i) => ({ mu, x: i / 89, y: Math.sin(mu * i) })),
);
const plot = (): FigureElement =>
  columnPlot({
    x: { label: "*x*_{ph}" },
    y: { label: "*y*" },
    marks: [
      Plot.lineY(rows, { x: "x", y: "y", clip: true }),
      ...curves(rows, { x: "x", y: "y", series: "mu" }),
    ],
  });

describe("selfContained", () => {
  it("is well-formed SVG with a namespace, a size in cm, a title and a description", () => {
    const { svg, width, height, pixels: px } = selfContained(plot(), options);
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="8\.6cm" height="6\.086cm" viewBox="0 0 325 230"/,
    );
    expect({ width, height, px }).toEqual({ width: 8.6, height: 6.086, px: 325 });
    expect(svg).toContain("<title>fig</title>");
    expect(svg).toContain('<desc>lines &lt;a&gt; &amp; "b"</desc>');
    expect(() => new Resvg(svg)).not.toThrow();
  });

  it("depends on no font, no style sheet and no other file", () => {
    const { svg } = selfContained(plot(), options);
    expect(svg).not.toMatch(/<text|<tspan|<style|<script|font|class=|currentColor|var\(/i);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
      /https?:|href="(?!#)|url\((?!#)/,
    );
  });

  it("gives the same bytes for the same plot, whatever was drawn before", () => {
    const first = selfContained(plot(), options).svg;
    selfContained(plot(), { ...options, name: "other" });
    expect(selfContained(plot(), options).svg).toBe(first);
    expect(first).toContain('<clipPath id="fig-1">');
    expect(first).toContain('clip-path="url(#fig-1)"');
  });

  it("does not change the element", () => {
    const element = plot();
    const before = element.outerHTML;
    selfContained(element, options);
    expect(element.outerHTML).toBe(before);
  });

  it("draws text as a renderer with the font does", () => {
    const body = (extra: string): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="325" height="60" font-family="DejaVu Sans" fill="#000">${extra}
       <text x="10" y="20" font-size="14">ħΩμ 0.25 Λω</text>
       <text x="315" y="20" font-size="14" text-anchor="end" font-style="italic">δxyz</text>
       <text transform="translate(160,45) rotate(-5)" font-size="12" text-anchor="middle" dy="0.32em" font-weight="bold">mid 7</text>
       <text x="10" y="50" font-size="11"><tspan x="10">one</tspan><tspan dx="3" fill="#f00">two</tspan></text></svg>`;
    const fonts = ["DejaVuSans", "DejaVuSans-Oblique", "DejaVuSans-Bold"].map(
      (name) => new URL(`../../node_modules/dejavu-fonts-ttf/ttf/${name}.ttf`, import.meta.url).pathname,
    );
    const drawn = pixels(selfContained(parse(body("")), options).svg);
    const reference = pixels(body('<rect width="325" height="60" fill="#fff"/>'), fonts);
    expect(drawn.length).toBe(reference.length);
    let different = 0;
    let ink = 0;
    for (let i = 0; i < drawn.length; i += 4) {
      if (reference[i + 1]! < 128) ink++;
      if (Math.abs(drawn[i + 1]! - reference[i + 1]!) > 96) different++;
    }
    expect(ink).toBeGreaterThan(2000);
    expect(different).toBeLessThan(0.01 * ink);
  });

  it("reads text out to those who do not see it", () => {
    expect(figure('<text x="9" y="20" font-size="10">*T*_{ph} / ħΩ</text>').svg).toContain(
      'aria-label="T_ph / ħΩ"',
    );
  });

  it("rounds lengths, and keeps what is not a length", () => {
    const { svg } = figure(
      '<path d="M1.23456,-7.8e-9L2,3" opacity="0.123456" id="a.1" aria-label="1.23456"/>',
    );
    expect(svg).toContain('<path aria-label="1.23456" d="M1.23,0L2,3" id="fig-1" opacity="0.1235"/>');
  });

  it("resolves colours that a page would supply", () => {
    const { svg } = figure('<g stroke="currentColor" fill="var(--plot-background)"><path d="M0,0L1,1"/></g>');
    expect(svg).toContain('<g fill="#fff" stroke="#000">');
  });

  it("takes the width on paper, and scales the smallest type by it", () => {
    const wide = 'width="650" height="100"';
    const text = '<text x="9" y="20" font-size="12">x</text>';
    const element = parse(`<svg ${wide}>${text}</svg>`);
    expect(selfContained(element, { ...options, width: 17.2 }).svg).toContain(
      'width="17.2cm" height="2.646cm"',
    );
    expect(() => selfContained(element, { ...options, width: 8.6 })).toThrow(
      'the text "x" is 4.5 pt on paper, smaller than 7 pt',
    );
  });

  it.each([
    [
      '<text x="-4" y="20" font-size="10">wide</text>',
      'text is cut off at the edge: "wide" by 4 px at the left',
    ],
    ['<text x="320" y="20" font-size="10">wide</text>', "px at the right"],
    [
      '<g transform="translate(0,-20)"><text x="9" y="20" font-size="10">high</text></g>',
      '"high" by 8 px at the top',
    ],
    ['<text transform="translate(5,20) rotate(-90)" font-size="10">long label</text>', '"long label" by'],
    ['<text x="9" y="20" font-size="8">small</text>', 'the text "small" is 6.0 pt on paper'],
    ['<text x="9" y="20" font-size="2rem">x</text>', 'the length "2rem" must be a number'],
    ['<image href="https://example.org/a.png"/>', "links to https://example.org/a.png"],
    ['<rect fill="url(https://example.org/a.svg#b)"/>', "must not depend on another file"],
    ["<foreignObject></foreignObject>", "holds a <foreignObject>"],
  ])("refuses %s", (body, message) => {
    expect(() => figure(body)).toThrow(message);
  });

  it("refuses what is no SVG element, and says what to do about Plot's HTML", () => {
    const html = Plot.plot({ ...columnFigure, caption: "c", marks: [Plot.frame()] });
    expect(() => selfContained(html as unknown as FigureElement, options)).toThrow(
      /figure "fig" must be an SVG element, not <figure>; Plot wraps a plot in HTML for `legend: true`/,
    );
    expect(() => selfContained(undefined as unknown as FigureElement, options)).toThrow("not <undefined>");
    expect(() => figure("", "")).toThrow("must have a viewBox");
    expect(() => figure("", 'viewBox="-5 0 10 10"')).toThrow("must have a viewBox");
  });

  it("stays below 60 kB for a figure of five long curves", () => {
    const many = [1, 2, 3, 4, 5].flatMap((mu) =>
      Array.from({ length: 200 }, (_, i) => ({ mu, x: i, y: Math.sin(mu * i) })),
    );
    const svg = columnPlot({
      x: { label: "x" },
      y: { label: "y" },
      marks: curves(many, { x: "x", y: "y", series: "mu" }),
    });
    expect(selfContained(svg, options).svg.length).toBeLessThan(60_000);
  });
});
