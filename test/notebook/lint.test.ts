import { describe, expect, it } from "vitest";
import { paperRules, rules, type Subject } from "./lint.js";

const solution = "<details><summary>Solution</summary>\n\nSo it is.\n\n</details>";
const good: readonly (readonly [string, string])[] = [
  ["markdown", "# Title\n\n**Question.** Why?"],
  ["markdown", "## The idea\n\nThis.\n\n## Derivation: step by step\n\n### A detail"],
  ["code", 'const notebook = openNotebook("03-heat");'],
  ["markdown", "**What to notice.** It is."],
  [
    "markdown",
    `## Checks\n\n## Exercises\n\n**1.** Show it.\n\n${solution}\n\n**2.** Show that.\n\n${solution}`,
  ],
  ["markdown", "**Next:** [04](04-thermoelectric-current.ipynb), where it goes on."],
];

/** The example with one text replaced by another, under another name, or with other ids. */
function example({
  replace = ["", ""],
  path = "notebooks/03-heat.ipynb",
  ids,
}: {
  replace?: readonly [string, string];
  path?: string;
  ids?: readonly string[];
} = {}): Subject {
  let count = 0;
  const cells = good.map(([cell_type, text], i) => ({
    id: ids?.[i] ?? `03-0${i + 1}`,
    cell_type,
    source: [text.replaceAll(replace[0], replace[1])],
    ...(cell_type === "code" && { execution_count: ++count, outputs: [] }),
  }));
  const sources = (type: string): string[] =>
    cells.filter(({ cell_type }) => cell_type === type).map(({ source }) => source.join(""));
  return { path, root: "", cells, code: sources("code"), prose: sources("markdown").join("\n\n") };
}

const wrong = (subject: Subject): string[] =>
  Object.values({ ...rules, ...paperRules }).flatMap((rule) => rule(subject));

describe("the rules for notebooks", () => {
  const found = (notebook: Subject): string => wrong(notebook).join("\n");

  it("are content with a good one", () => {
    expect(found(example())).toBe("");
  });

  it.each([
    [["**Question.**", "Question:"], "there is no **Question.**"],
    [["## The idea", "## An idea"], 'there is no "## The idea"'],
    [["## Derivation", "## Proof"], 'no heading that begins with "Derivation"'],
    [["## Checks", "Checks"], 'there is no "## Checks"'],
    [["## Exercises", "## Exercise"], 'there is no "## Exercises"'],
    [[`**2.** Show that.\n\n${solution}`, ""], "1 folded solutions, not two"],
    [["</summary>\n\n", "</summary>\n"], "0 folded solutions, not two"],
    [["\n\n</details>", "\n</details>"], "a <details> without blank lines inside"],
    [["**What to notice.**", "Look:"], "there is no **What to notice.**"],
    [["# Title\n\n", ""], "the first cell does not begin with a title"],
    [["## Checks", "# Checks"], "a second title: Checks"],
    [["### A detail", "#### A detail"], "a level is skipped before: A detail"],
    [["**Next:**", "See"], "the last paragraph is no **Next:**"],
    [["(04-thermoelectric-current.ipynb)", "(../README.md)"], "the last paragraph is no **Next:**"],
  ] as const)("find what is missing or out of place: %j", (replace, problem) => {
    expect(found(example({ replace }))).toContain(problem);
  });

  it("find cells out of order, of another number, or twice the same", () => {
    expect(found(example({ ids: ["03-01", "03-03", "03-02"] }))).toContain("cell 03-02 stands after 03-03");
    expect(found(example({ ids: ["03-01", "03-01"] }))).toContain("cell 03-01 stands after 03-01");
    expect(found(example({ ids: ["03-01", "04-02"] }))).toContain("cell 2 has the id 04-02, not 03-02");
  });

  it("find shorthand for variables of earlier cells, not patterns or what a function has itself", () => {
    const cells = (last: string): Subject => ({ ...example(), code: ["const rows = [1];", last] });
    const rule = rules["avoids what the kernel's cell language gets wrong"]!;
    expect(rule(cells("show({ rows });")).join()).toContain("shorthand { rows }");
    expect(rule(cells("const f = (x) => ({ x, rows });")).join()).toContain("shorthand { rows }");
    expect(rule(cells("show({ rows: rows }); const f = ({ rows }) => ({ rows });"))).toEqual([]);
    expect(rule(cells("function f() { const { rows } = make(); return { rows }; }"))).toEqual([]);
  });

  it.each(["00-start", "appendix-symbols-and-references"])("ask of %s only a question", (name) => {
    const page = example({ path: `notebooks/${name}.ipynb`, replace: ["## Exercises", "## To do"] });
    const [skeleton] = Object.values(paperRules);
    expect(skeleton!(page)).toEqual([]);
  });
});
