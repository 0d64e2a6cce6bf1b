// What people read here: pages, notebooks, comments and texts in the code, each piece with its place.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import ts from "typescript";
import { type Subject, subject } from "../notebook/lint.js";

export const root: string = resolve(import.meta.dirname, "../..");

/** A piece of text and where it stands, as in "notebooks/01.ipynb, 01-02". */
export interface Piece {
  readonly where: string;
  readonly text: string;
}

/** Files below `folder` with this ending, as paths from the root, without what was built or fetched. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.split(sep).join("/")}`)
    .filter((path) => path.endsWith(ending) && !/(^|\/)(dist|node_modules|\.[^/]*)\//.test(path))
    .sort();
}

/** All Markdown pages, as paths from the root. */
export const pages: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...["lib", "test", "tools", "notebooks"].flatMap((folder) => filesBelow(folder, ".md")),
];

/** The notebooks that are run: neither templates nor drafts. */
export const notebooks: readonly Subject[] = filesBelow("notebooks", ".ipynb")
  .filter((path) => !basename(path).startsWith("_"))
  .map((path) => subject(root, path));

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Markdown without what is not prose: formulas, code, addresses and tags. Line ends stay. */
export function proseOf(markdown: string): string {
  const blank = (found: string): string => found.replace(/[^\n]/g, " ");
  return markdown
    .replace(/^(`{3,})[\s\S]*?^\1/gm, blank)
    .replace(/^ {4}.*/gm, blank)
    .replace(/(?<!\\)\$\$[\s\S]*?\$\$/g, blank)
    .replace(/(?<!\\)\$(?:\\[\s\S]|[^\\$\n])+\$/g, blank)
    .replace(/(`+)[^`][\s\S]*?\1/g, blank)
    .replace(/\]\([^()\s]*(?:\([^()]*\))?[^()]*\)/g, blank)
    .replace(/\b(?:https?:\/\/|doi:|arXiv:)\S+/g, blank)
    .replace(/<!--[\s\S]*?-->|<\/?\w+>/g, blank);
}

/** The texts in a source that people read: comments, and strings of three words and more. */
export function textsIn(source: string, name: string): Piece[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const pieces: Piece[] = [];
  const add = (position: number, text: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(position);
    pieces.push({ where: `${name}:${line + 1}`, text });
  };
  const seen = new Set<number>();
  const comments = (position: number): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(source, position) ?? []),
      ...(ts.getTrailingCommentRanges(source, position) ?? []),
    ];
    for (const { pos, end } of ranges) {
      if (!seen.has(pos))
        add(
          pos,
          source
            .slice(pos, end)
            .replace(/^\s*(\/\*\*?|\*(?!\*)|\/\/)/gm, " ")
            .replace("*/", " "),
        );
      seen.add(pos);
    }
  };
  const visit = (node: ts.Node): void => {
    comments(node.pos);
    comments(node.end);
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
      if (isProse(parts.join(" 0 "))) add(node.getStart(), parts.join(" 0 "));
    } else if (ts.isStringLiteralLike(node) && isProse(node.text)) {
      add(node.getStart(), node.text);
    }
    node.getChildren().forEach(visit);
  };
  visit(file);
  return pieces;
}

function isProse(text: string): boolean {
  return /\p{L}{2,}[,;:.]? \p{L}+[,;:.]? \p{L}+/u.test(text);
}

/** The Markdown cells of a notebook. */
export function markdownOf(notebook: Subject): Piece[] {
  return notebook.cells
    .filter(({ cell_type }) => cell_type === "markdown")
    .map(({ id, source }) => ({ where: `${notebook.path}, ${id}`, text: source.join("") }));
}

/** Comments and texts in the code cells of a notebook. */
export function textsInCells(notebook: Subject): Piece[] {
  return notebook.cells
    .filter(({ cell_type }) => cell_type === "code")
    .flatMap(({ id, source }) => textsIn(source.join(""), `${notebook.path}, ${id}`));
}

/** What the cells of a notebook put out as Markdown, as stored. */
export function markdownOutputs(notebook: Subject): Piece[] {
  return notebook.cells.flatMap(({ id, outputs }) =>
    (outputs ?? []).flatMap(({ data }) => {
      const markdown = data?.["text/markdown"];
      return markdown === undefined
        ? []
        : [{ where: `${notebook.path}, output of ${id}`, text: [markdown].flat().join("") }];
    }),
  );
}
