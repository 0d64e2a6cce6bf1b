import { describe, expect, it } from "vitest";
import { layOut, lineWidth, outlinePath, plainText } from "../../lib/notebook/typeset.js";

const size = { size: 10 };

describe("layOut", () => {
  it("gives plain text one run from the start of the line", () => {
    const { runs, width } = layOut("energy", size);
    expect(runs).toEqual([{ text: "energy", face: "regular", size: 10, x: 0, y: 0 }]);
    expect(width).toBeGreaterThan(25);
    expect(width).toBeLessThan(45);
  });

  it("adds the advances of the font", () => {
    // DejaVu Sans: 2048 units per em, a digit is 1303 units wide.
    expect(lineWidth("0123", { size: 20.48 })).toBeCloseTo(4 * 13.03, 10);
  });

  it("sets text between asterisks in italics, and back to upright in italic text", () => {
    expect(layOut("*J* of", size).runs.map(({ text, face }) => [text, face])).toEqual([
      ["J", "italic"],
      [" of", "regular"],
    ]);
    expect(layOut("*J*", { size: 10, italic: true }).runs[0]?.face).toBe("regular");
    expect(layOut("*J*", { size: 10, bold: true }).runs[0]?.face).toBe("boldItalic");
  });

  it("lowers a subscript, raises a superscript and makes both smaller", () => {
    const [base, sub, after, sup] = layOut("*T*_{ph}x10^{-3}", size).runs;
    expect(base).toMatchObject({ text: "T", y: 0 });
    expect(sub).toMatchObject({ text: "ph", face: "regular" });
    expect(sub!.y).toBeGreaterThan(0);
    expect(sub!.size).toBeGreaterThan(7);
    expect(sub!.size).toBeLessThan(10);
    expect(after).toMatchObject({ text: "x10", y: 0 });
    expect(sup).toMatchObject({ text: "−3" });
    expect(sup!.y).toBeLessThan(0);
  });

  it("takes one character for a script without braces", () => {
    expect(layOut("μ_LR", size).runs.map((run) => run.text)).toEqual(["μ", "L", "R"]);
  });

  it("stands a subscript and a superscript of one symbol above each other", () => {
    const [, sub, sup, after] = layOut("Λ_{mn}^{LR}(ω)", size).runs;
    expect(sup!.x).toBe(sub!.x);
    expect(after!.x).toBeGreaterThan(sub!.x);
    expect(after!.x).toBe(
      sub!.x + Math.max(lineWidth("mn", { size: sub!.size }), lineWidth("LR", { size: sub!.size })),
    );
  });

  it("keeps the italics of a group inside a script", () => {
    expect(layOut("Λ_{*m*n}", size).runs.map(({ text, face }) => [text, face])).toEqual([
      ["Λ", "regular"],
      ["m", "italic"],
      ["n", "regular"],
    ]);
  });

  it("turns a hyphen into a minus sign before a number only", () => {
    const text = (markup: string): string =>
      layOut(markup, size)
        .runs.map((run) => run.text)
        .join("");
    expect(text("-0.5")).toBe("−0.5");
    expect(text("x = -3")).toBe("x = −3");
    expect(text("electron-hole")).toBe("electron-hole");
    expect(text("1990-2019")).toBe("1990-2019");
  });

  it("takes characters after a backslash as they are", () => {
    expect(layOut("a\\_b \\* \\^ \\{ \\\\", size).runs).toMatchObject([{ text: "a_b * ^ { \\" }]);
  });

  it.each([
    ["x_", 'nothing follows "_"'],
    ["x^{2", 'the group after "^" is not closed'],
    ["*J", 'the number of "*" is odd'],
    ["\u{13000}", "the figure font (DejaVuSans.ttf) has no glyph"],
  ])("refuses %s", (markup, message) => {
    expect(() => layOut(markup, size)).toThrow(message);
  });
});

describe("plainText", () => {
  it("reads the markup out", () => {
    expect(plainText("*T*_{ph} / ħΩ^{2}")).toBe("T_ph / ħΩ^2");
  });
});

describe("outlinePath", () => {
  it("draws closed contours with two decimals", () => {
    const path = outlinePath(layOut("*μ*_L ħ", size), 3, 7);
    expect(path).toMatch(/^(M[^Mz]+z)+$/);
    expect(path).not.toMatch(/\.\d{3}/);
    expect(path).not.toContain("NaN");
  });

  it("places a letter where it is asked to", () => {
    // The stem of "l" reaches from 0 to 1556 units of 2048 above the line, 188 to 372 to the right.
    const path = outlinePath(layOut("l", { size: 20.48 }), 100, 50);
    expect(path).toBe("M101.93 34.44l1.84 0l0 15.56l-1.84 0z");
  });

  it("draws nothing for a space", () => {
    expect(outlinePath(layOut(" ", size), 0, 0)).toBe("");
  });
});
