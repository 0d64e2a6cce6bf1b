import { describe, expect, it } from "vitest";
import { notebooks } from "./documents.js";
import { isBehind, literalsIn, numbersIn, unfounded } from "./numbers.js";

/** Numbers that no cell of their section computes: in which notebook, what they are, and the sum done again. */
const derived: readonly {
  readonly in: string;
  readonly text: string;
  readonly is: string;
  readonly value: number;
}[] = [
  {
    in: "appendix-frequency",
    text: "0.34",
    is: "2 pi/ln 10^8, the step for eight digits",
    value: (2 * Math.PI) / Math.log(1e8),
  },
  {
    in: "cases/engine",
    text: "0.353",
    is: "1/ln 17, from resonance against two quanta away",
    value: 1 / Math.log(17),
  },
];

describe("numbers in running text", () => {
  const isDerived = (path: string, number: string): boolean =>
    derived.some((one) => path.startsWith(`notebooks/${one.in}`) && one.text === number);

  it.each(notebooks)("of $path are computed, given, or derived in a line", (notebook) => {
    const found = unfounded(notebook).filter(({ number }) => !isDerived(notebook.path, number));
    expect(
      found.map(({ number, where, context }) => `${where}: ${number} in: ${context}`),
      "name it with notebook.values, or derive it in test/prose/numbers.test.ts",
    ).toEqual([]);
  });

  it.each(derived)("$text is $is, and stands there", ({ in: path, text, value }) => {
    expect(isBehind(numbersIn(text)[0]!, { computed: [value] })).toBe(true);
    expect(
      notebooks.some(
        (one) =>
          one.path.startsWith(`notebooks/${path}`) && unfounded(one).some(({ number }) => number === text),
      ),
    ).toBe(true);
  });

  it("are decimals, percentages and powers of ten with a factor; counts, labels and addresses are none", () => {
    const text =
      "At $T=0.25$ (64 %) it is $-1.5\\times10^{-4}$ or 3 × 10⁻⁵ of 17, see Sec. 2, §5.15, `0.7`, [here](a-1.5.md), doi:10.1137/1, 1.2.3.";
    expect(numbersIn(text).map(({ value }) => value)).toEqual([0.25, 64, 1.5e-4, 3e-5]);
  });

  it("are rounded results: each digit counts", () => {
    const typed = numbersIn("0.374")[0]!;
    expect(isBehind(typed, { computed: [0.37412] })).toBe(true);
    expect(isBehind(typed, { computed: [0.3749, 0.3731, 0.4, 374], given: [0.37412] })).toBe(false);
    expect(isBehind(numbersIn("64 %")[0]!, { computed: [63.7] })).toBe(true);
    expect(isBehind(numbersIn("64 %")[0]!, { computed: [65] })).toBe(false);
    expect(literalsIn(`const a = [-0.5, 1e-3]; // 0.7\ntext(\`0.9 \${0.2}\`);`)).toEqual([0.5, 1e-3, 0.2]);
  });

  it("may be filled in by reproduce, and then are behind others", () => {
    const cells = (text: string) => ({
      path: "notebooks/x.ipynb",
      root: "",
      code: [],
      prose: "",
      cells: [{ id: "x-1", cell_type: "markdown", source: [text] }],
    });
    expect(
      unfounded(cells("It ends at <!--=edge-->−1.53, <!--=rate-->$J=2.2\\times10^{-4}$; so 1.53.")),
    ).toEqual([]);
    const [wrong] = unfounded(cells("It ends at <!--=edge-->−1.53 of 1.67."));
    expect(wrong).toMatchObject({ number: "1.67" });
  });

  it("in a text, a caption or a template are found if no cell computes them, an output that repeats them is no reason", () => {
    const code = "const text = `at 0.374 it is about $" + "{1 / 3} in all`;";
    const notebook = {
      path: "notebooks/x.ipynb",
      root: "",
      code: ["const T = 0.3;", code],
      prose: "",
      cells: [
        { id: "x-1", cell_type: "markdown", source: ["At $T=0.3$ the edge is 1.53."] },
        { id: "x-2", cell_type: "code", source: ["const T = 0.3;"], outputs: [] },
        {
          id: "x-3",
          cell_type: "code",
          source: [code],
          outputs: [
            {
              output_type: "display_data",
              data: { "text/markdown": ["at 0.374 it is about 0.3333 in all"] },
            },
          ],
        },
        { id: "x-4", cell_type: "markdown", source: ["The third is 0.333."] },
      ],
    };
    expect(unfounded(notebook).map(({ number }) => number)).toEqual(["1.53", "0.374"]);
  });
});
