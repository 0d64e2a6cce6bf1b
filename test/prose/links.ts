// Links of Markdown pages and notebooks: to files, to headings, to other sites.

import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { headingsOf } from "../notebook/lint.js";
import { markdownOf, markdownOutputs, notebooks, type Piece, pages, read, root } from "./documents.js";

/** A page or a notebook: its path from the root and its Markdown, without code. */
export interface Document {
  readonly path: string;
  readonly pieces: readonly Piece[];
}

export const documents: readonly Document[] = [
  ...pages.map((path) => ({ path, pieces: [{ where: path, text: read(path) }] })),
  ...notebooks.map((notebook) => ({
    path: notebook.path,
    pieces: [...markdownOf(notebook), ...markdownOutputs(notebook)],
  })),
];

/** Targets of links and pictures in Markdown, code left out. */
export function targetsIn(markdown: string): string[] {
  const text = withoutCode(markdown).replace(
    /(?<!\\)\$\$[\s\S]*?\$\$|(?<!\\)\$(?:\\[\s\S]|[^\\$\n])+\$/g,
    " ",
  );
  return [
    ...[...text.matchAll(/\]\(\s*<?((?:[^()\s>]|\([^()\s]*\))*)>?(?:\s+"[^"]*")?\s*\)/g)].map(
      (match) => match[1]!,
    ),
    ...[...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map((match) => match[1]!),
    ...[...text.matchAll(/\b(?:href|src)="([^"]*)"/g)].map((match) => match[1]!),
    ...[...text.matchAll(/<(https?:[^>\s]+)>/g)].map((match) => match[1]!),
  ];
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^(`{3,})[\s\S]*?^\1/gm, " ").replace(/(`+)[^`][\s\S]*?\1/g, " ");
}

/** The anchor of a heading on GitHub: small letters, no punctuation, hyphens for spaces; a second one gets "-1". */
export function githubAnchors(headings: readonly string[]): string[] {
  const count = new Map<string, number>();
  return headings.map((heading) => {
    const slug = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[`*]/g, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replace(/ /g, "-");
    const before = count.get(slug) ?? 0;
    count.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** The anchor of a heading in Jupyter: its text as it is, hyphens for spaces. */
export function jupyterAnchor(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .replace(/ /g, "-");
}

/** What is wrong with the links of a document, in words. */
export function wrongLinks(document: Document, all: readonly Document[] = documents): string[] {
  return document.pieces.flatMap(({ where, text }) =>
    targetsIn(text).flatMap((target) => {
      const problem = /^[a-z][\w+.-]*:/i.test(target)
        ? wrongAddress(target)
        : wrongPath(document.path, target, all);
      return problem === undefined ? [] : [`${where}: ${target} ${problem}`];
    }),
  );
}

function wrongAddress(target: string): string | undefined {
  if (!target.startsWith("https://")) return "is not https";
  if (!URL.canParse(target)) return "is no address";
  const { hostname, username, port } = new URL(target);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(hostname) || username !== "" || port !== "")
    return "has no proper host";
  if (/^(?:dx\.)?doi\.org$/.test(hostname) && !/^https:\/\/doi\.org\/10\.\d{4,9}\/\S+$/.test(target))
    return "is no DOI";
  return undefined;
}

function wrongPath(from: string, target: string, all: readonly Document[]): string | undefined {
  if (target === "") return "is empty";
  if (target.startsWith("/") || target.includes("\\")) return "is absolute";
  const [file, anchor] = target.split("#", 2) as [string, string?];
  const path = file === "" ? from : normalize(join(dirname(from), decodeURI(file))).replaceAll("\\", "/");
  if (path.startsWith("..") || relative(root, join(root, path)).startsWith("..")) return "leaves the project";
  if (!existsSync(join(root, path))) return "does not exist";
  if (anchor === undefined) return undefined;
  if (anchor === "" || statSync(join(root, path)).isDirectory()) return "has no such heading";
  const document = all.find((one) => one.path === path);
  if (!document) return "points into a file without headings";
  const headings = document.pieces.flatMap(({ text }) => headingsOf(text)).map(({ text }) => text);
  const id = decodeURIComponent(anchor);
  // GitHub shows a notebook by Jupyter's own rules, a page by its own.
  const anchors = path.endsWith(".ipynb") ? headings.map(jupyterAnchor) : githubAnchors(headings);
  if (anchors.includes(id))
    return anchors.filter((one) => one === id).length > 1 ? "is the anchor of two headings" : undefined;
  return `has no such heading; there are ${anchors.map((one) => `#${one}`).join(", ")}`;
}
