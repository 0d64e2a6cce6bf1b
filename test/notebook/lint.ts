// What every stored notebook has to be, as rules that say what is wrong with one.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { declaredIn } from "../../tools/cell-language.js";

/** A cell as stored. */
export interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly name?: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, string | readonly string[]>>;
  }[];
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
        ...freeShorthandIn(cell)
          .filter((name) => earlier.has(name) && !own.has(name))
          .map((name) => `shorthand { ${name} } in: ${cell.slice(0, 80)}`),
        ...(/^await \(/m.test(cell) ? [`await in parentheses: ${cell.slice(0, 80)}`] : []),
        ...(/^export /m.test(cell) ? [`export in a cell: ${cell.slice(0, 80)}`] : []),
      ];
      for (const name of own) earlier.add(name);
      return problems;
    });
  },
};

/** The rules for the notebooks in notebooks/ itself; a case of one's own may be as short as it likes. */
export const paperRules: Readonly<Record<string, Rule>> = {
  "has the skeleton: question, idea, derivation, checks, exercises with two folded solutions": ({
    path,
    prose,
  }) => {
    const headings = headingsOf(prose).map(({ level, text }) => `${"#".repeat(level)} ${text}`);
    const missing = (name: string, pattern: RegExp): string[] =>
      headings.some((heading) => pattern.test(heading)) ? [] : [`there is no ${name}`];
    const question = prose.includes("**Question.**") ? [] : ["there is no **Question.**"];
    // The start page shows the way to the others, 06 sums them up, the page of tables is looked things up in: nothing to
    // derive.
    if (/^0[06]-|^appendix-symbols-/.test(basename(path))) return question;
    const solutions = prose.split("<details><summary>Solution</summary>\n\n").length - 1;
    const opened = prose.split(/<details><summary>[^<\n]+<\/summary>\n\n/).length - 1;
    const closed = prose.split("\n\n</details>").length - 1;
    return [
      ...question,
      ...missing('"## The idea"', /^## The idea$/),
      ...missing('heading that begins with "Derivation"', /^###? Derivation/),
      ...missing('"## Checks"', /^## Checks$/),
      ...missing('"## Exercises"', /^## Exercises$/),
      ...(solutions >= 2 ? [] : [`${solutions} folded solutions, not two`]),
      ...(opened === closed && opened === prose.split("<details").length - 1
        ? []
        : ["a <details> without blank lines inside, or not closed"]),
      ...(prose.includes("**What to notice.**") ? [] : ["there is no **What to notice.**"]),
    ];
  },

  "numbers its cells in order, under its own number": ({ path, cells }) => {
    const own = /^\d\d(?=-)/.exec(basename(path))?.[0] ?? "A";
    const numbers = cells.map(({ id }) =>
      Number(new RegExp(`^${own}-(\\d\\d\\d?)$`).exec(id)?.[1] ?? Number.NaN),
    );
    return cells.flatMap(({ id }, i) => {
      if (Number.isNaN(numbers[i]!))
        return [`cell ${i + 1} has the id ${id}, not ${own}-${String(i + 1).padStart(2, "0")}`];
      return i > 0 && numbers[i]! <= numbers[i - 1]! ? [`cell ${id} stands after ${cells[i - 1]!.id}`] : [];
    });
  },

  "begins with its one title, and no heading skips a level": ({ cells, prose }) => {
    const levels = headingsOf(prose);
    const first = cells[0];
    return [
      ...(first?.cell_type === "markdown" && /^# \S/.test(first.source.join(""))
        ? []
        : ["the first cell does not begin with a title"]),
      ...levels.filter(({ level }, i) => i > 0 && level === 1).map(({ text }) => `a second title: ${text}`),
      ...levels
        .filter(({ level }, i) => i > 0 && level > levels[i - 1]!.level + 1)
        .map(({ text }) => `a level is skipped before: ${text}`),
    ];
  },

  "ends by saying where to go on": ({ cells }) => {
    const last = cells.at(-1);
    const text = last?.cell_type === "markdown" ? last.source.join("") : "";
    const paragraph = text
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1)!;
    return /^\*\*(?:Next:|Back to)\*\* ?[\s\S]*\]\([^)\s]+\.ipynb/.test(paragraph)
      ? []
      : ["the last paragraph is no **Next:** or **Back to** with a link to a notebook"];
  },
};

/** Shorthand properties of a cell, `{ a }`, whose names no function around them declares; patterns are none. */
function freeShorthandIn(code: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node, declared: ReadonlySet<string>): void => {
    const inside = ts.isFunctionLike(node) ? new Set([...declared, ...boundIn(node)]) : declared;
    if (ts.isShorthandPropertyAssignment(node) && !inside.has(node.name.text)) names.push(node.name.text);
    ts.forEachChild(node, (child) => visit(child, inside));
  };
  visit(ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest), new Set());
  return names;
}

/** Names that parameters and declarations bind anywhere in a function. */
function boundIn(node: ts.Node): string[] {
  const named =
    (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
    ts.isIdentifier(node.name);
  const names = named ? [(node.name as ts.Identifier).text] : [];
  ts.forEachChild(node, (child) => {
    names.push(...boundIn(child));
  });
  return names;
}

/** Headings of Markdown, level and text; code blocks have none. */
export function headingsOf(markdown: string): { readonly level: number; readonly text: string }[] {
  const text = markdown.replace(/^(`{3,})[\s\S]*?^\1/gm, " ");
  return [...text.matchAll(/^(#{1,6}) +(.*?) *#*$/gm)].map((match) => ({
    level: match[1]!.length,
    text: match[2]!,
  }));
}

/** Whether a notebook is one of the paper's, which stand in notebooks/ itself. */
export function isOfPaper({ path }: Subject): boolean {
  return path.split("/").length === 2;
}
