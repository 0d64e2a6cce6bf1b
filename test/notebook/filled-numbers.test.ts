import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canBeFilledIn, filledNumbers, fillIn } from "../../lib/notebook/filled-numbers.js";
import { fix, sig } from "../../lib/notebook/numbers.js";

const values = (named: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(named));

describe("a number that is filled in", () => {
  it.each([
    ["ends at <!--=a-->−2.17, as", "−2.5", "ends at <!--=a-->−2.5, as"],
    ["ends at <!--=a-->3. Then", "−2.5", "ends at <!--=a-->−2.5. Then"],
    ["is <!--=a-->4 × 10⁻⁵ of it", "10⁻⁴", "is <!--=a-->10⁻⁴ of it"],
    ["is <!--=a-->−10⁶", "2 × 10⁶", "is <!--=a-->2 × 10⁶"],
    ["some <!--=a-->?% of it", "12", "some <!--=a-->12% of it"],
    ["the claim <!--=a-->holds, and", "fails", "the claim <!--=a-->fails, and"],
    ["(<!--=a-->x)", "well-known", "(<!--=a-->well-known)"],
    ["so **<!--=a-->3** of", "4", "so **<!--=a-->4** of"],
    ["| a | <!--=a-->1 |", "2", "| a | <!--=a-->2 |"],
  ])("is the number or word after the comment: %s", (markdown, value, filled) => {
    expect(fillIn(markdown, values({ a: value }))).toBe(filled);
  });

  it.each([
    ["at <!--=a-->$-2.17$", "−2.5", "at <!--=a-->$-2.5$"],
    ["at <!--=a-->$V_2=−2.17$.", "2.5", "at <!--=a-->$V_2=2.5$."],
    ["at <!--=a-->$e^4=54.6$.", "55", "at <!--=a-->$e^4=55$."],
    ["is <!--=a-->$J=0.1\\,\\Omega^2$", "2 × 10⁻⁴", "is <!--=a-->$J=2\\times10^{-4}\\,\\Omega^2$"],
    ["is <!--=a-->$J=2\\times10^{-4}\\,\\Omega^{-2}$", "−10⁻⁵", "is <!--=a-->$J=-10^{-5}\\,\\Omega^{-2}$"],
    ["is <!--=a-->$J=-10^{-5}$", "0.1", "is <!--=a-->$J=0.1$"],
    ["is <!--=a-->$x=\\infty$", "−∞", "is <!--=a-->$x=-\\infty$"],
    ["is <!--=a-->$x=?$", "1", "is <!--=a-->$x=1$"],
    [
      "is,<!--=a-->\n\n$$T=\\frac{1}{\\ln17}=?\\,\\frac\\hbar{k_B}.$$",
      "0.35",
      "is,<!--=a-->\n\n$$T=\\frac{1}{\\ln17}=0.35\\,\\frac\\hbar{k_B}.$$",
    ],
  ])("is the last one of a formula, in LaTeX: %s", (markdown, value, filled) => {
    expect(fillIn(markdown, values({ a: value }))).toBe(filled);
  });

  it("has company in a formula: as many comments as there are numbers at its end", () => {
    const named = values({ re: "−0.16", im: "−0.36" });
    const filled = "is <!--=re--><!--=im-->$\\Pi(1)=-0.16-0.36\\,i$";
    expect(fillIn("is <!--=re--><!--=im-->$\\Pi(1)=?-?\\,i$", named)).toBe(filled);
    expect(fillIn(filled, named)).toBe(filled);
  });

  it("is the same when it is filled in again, whatever it was and is", () => {
    const number = fc
      .tuple(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 1, max: 17 }),
        fc.boolean(),
      )
      .map(([value, digits, fixed]) =>
        fixed && Math.abs(value) < 1e6 ? fix(value, digits) : sig(value, digits),
      );
    fc.assert(
      fc.property(number, number, (before, after) => {
        expect(canBeFilledIn(after)).toBe(true);
        const markdown = "ends at <!--=a-->?, or <!--=a-->$x_1=?\\,\\mu^{-2}$; so.";
        const once = fillIn(fillIn(markdown, values({ a: before })), values({ a: after }));
        expect(once).toBe(fillIn(markdown, values({ a: after })));
        expect(fillIn(once, values({ a: after }))).toBe(once);
      }),
    );
  });

  it("is no code, and no ordinary comment", () => {
    const text = "write `<!--=edge-->−2`, or\n```\n<!--=edge-->\n```\n<!-- a remark --> and so on";
    expect(filledNumbers(text)).toEqual([]);
    expect(fillIn(text, values({}))).toBe(text);
  });

  it.each([
    ["ends at <!--=a--> .", "<!--=a--> has no number, word or formula after it"],
    ["ends at <!--=a-->$\\mu$", "<!--=a--> has no number, word or formula after it"],
    ["ends at <!--=a--><!--=b-->1", "<!--=a--> has no number, word or formula after it"],
    ["ends at <!--=a-->", "write ? for a number to come"],
    ["<!--=a-->3 of them", "<!--=a--> begins a line"],
    ["there are\n  <!--=a-->3 of them", "<!--=a--> begins a line"],
    ["- <!--=a-->3 of them", "<!--=a--> begins a line"],
    ["1. <!--=a-->3 of them", "<!--=a--> begins a line"],
    ["the <!--=b-->3 of them", 'no cell gives a value to "b"'],
    ["is <!--=word-->$x=3$", 'the value of "word" is "holds", and it is in a formula'],
  ])("is refused: %s", (markdown, message) => {
    expect(() => fillIn(markdown, values({ a: "1", word: "holds" }))).toThrow(message);
  });

  it.each([
    ["2.5", true],
    ["−3 × 10⁻⁴", true],
    ["holds", true],
    ["does hold", false],
    ["2.5 nW", false],
    ["", false],
    ["1 000", false],
  ])("may be %j: %s", (text, expected) => {
    expect(canBeFilledIn(text)).toBe(expected);
  });
});
