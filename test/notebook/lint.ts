// What every stored notebook has to be, as rules that say what is wrong with one.

import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { declaredIn, shorthandIn } from "../../tools/cell-language.js";

interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly { readonly output_type: string; readonly name?: string }[];
}

/** A notebook to look at. */
export interface Subject {
  /** Its path from the project's root. */
  readonly path: string;
  readonly root: string;
  readonly cells: readonly Cell[];
  /** The sources of its code cells. */
  readonly code: readonly string[];
  /** The text of its Markdown cells. */
  readonly prose: string;
}

export function subject(root: string, path: string): Subject {
  const { cells } = JSON.parse(readFileSync(join(root, path), "utf8")) as { cells: readonly Cell[] };
  const sources = (type: string): string[] =>
    cells.filter((cell) => cell.cell_type === type).map((cell) => cell.source.join(""));
  return { path, root, cells, code: sources("code"), prose: sources("markdown").join("\n\n") };
}

type Rule = (notebook: Subject) => string[];

/** The rules for every notebook, a case or one of the paper's. */
export const rules: Readonly<Record<string, Rule>> = {
  "is stored executed: counted 1, 2, 3, ... without errors or warnings": ({ cells }) =>
    cells
      .filter((cell) => cell.cell_type === "code")
      .flatMap((cell, i) => [
        ...(cell.execution_count === i + 1
          ? []
          : [`code cell ${i + 1} has the count ${cell.execution_count}`]),
        ...(cell.outputs ?? [])
          .filter((output) => output.output_type === "error" || output.name === "stderr")
          .map(() => `code cell ${i + 1} holds an error or a warning`),
      ]),

  "opens under its own name": ({ path, code }) =>
    code.join("\n").includes(`openNotebook("${basename(path, ".ipynb")}")`) ? [] : ["it opens another name"],

  "has code cells short enough to read at a glance": ({ code }) =>
    code.filter((cell) => cell.split("\n").length > 40).map((cell) => `too long: ${cell.slice(0, 60)}`),

  "avoids what the kernel's cell language gets wrong": ({ code }) => {
    const earlier = new Set<string>();
    return code.flatMap((cell) => {
      const own = new Set(declaredIn(cell));
      const problems = [
        // { a } with `a` from an earlier cell is a ReferenceError at run time.
        ...shorthandIn(cell.replace(/^import[\s\S]*?from/gm, ""))
          .filter((name) => earlier.has(name) && !own.has(name))
          .map((name) => `shorthand { ${name} } in: ${cell.slice(0, 80)}`),
        ...(/^await \(/m.test(cell) ? [`await in parentheses: ${cell.slice(0, 80)}`] : []),
        ...(/^export /m.test(cell) ? [`export in a cell: ${cell.slice(0, 80)}`] : []),
      ];
      for (const name of own) earlier.add(name);
      return problems;
    });
  },

  "links only to files that exist": ({ root, path, cells }) =>
    [...JSON.stringify(cells).matchAll(/\]\(([^)#\s"\\]+)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(resolve(root, path, "..", target)))
      .map((target) => `there is no ${target}`),
};

/** The parts of the paper's notebooks; a case of one's own may be as short as it likes. */
export const skeleton: Rule = ({ prose, code }) => {
  const parts = [
    "**Question.**",
    "## The idea",
    "## Derivation",
    "## Checks",
    "## Exercise",
    "<details><summary>Solution",
  ];
  return [
    ...parts.filter((part) => !prose.includes(part)),
    ...["**What to notice.**"].filter((part) => !(prose + code.join("\n")).includes(part)),
  ];
};

/** Whether a notebook is one of the paper's, which stand in notebooks/ itself. */
export function isOfPaper({ path }: Subject): boolean {
  return path.split("/").length === 2;
}
