// Which notebooks there are, and which of them a name on the command line means.

import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { UserError } from "./user-error.js";

export interface NotebookPath {
  /** The file's name without folder and ending; datasets name their notebook so. */
  readonly name: string;
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
}

const FOLDERS: readonly string[] = ["notebooks", "notebooks/cases"];
const ENDING = ".ipynb";

/** All notebooks of a project in order. Names that start with "_" are drafts and templates, and left out. */
export function findNotebooks(root: string): NotebookPath[] {
  const found = notebooksIn(root);
  if (found.length === 0)
    throw new UserError(`no notebooks in ${FOLDERS.map((folder) => `${folder}/`).join(" or ")}`);
  const names = found.map((notebook) => notebook.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UserError(`two notebooks are called ${twice}; rename one`);
  return found;
}

/** As {@link findNotebooks}, but there may be none, or two of one name. */
export function notebooksIn(root: string): NotebookPath[] {
  return FOLDERS.flatMap((folder) =>
    filesIn(join(root, folder))
      .filter((file) => file.endsWith(ENDING) && !/^[._]/.test(file))
      .sort()
      .map((file) => ({ name: basename(file, ENDING), path: `${folder}/${file}` })),
  );
}

/** The notebooks which `names` mean: a number ("03" or "3"), a name, a path; without names all. */
export function selectNotebooks(
  all: readonly NotebookPath[],
  names: readonly string[],
  root: string,
): NotebookPath[] {
  const chosen = new Set(names.map((name) => selectOne(all, name, root)));
  return names.length === 0 ? [...all] : all.filter((notebook) => chosen.has(notebook));
}

function selectOne(all: readonly NotebookPath[], name: string, root: string): NotebookPath {
  const path = resolve(name);
  const exact = all.filter(
    (notebook) =>
      resolve(root, notebook.path) === path ||
      [notebook.path, notebook.name, notebook.name + ENDING].includes(name) ||
      notebook.path === `notebooks/${name}` ||
      notebook.path === `notebooks/${name}${ENDING}`,
  );
  const prefix = all.filter((notebook) => notebook.name.startsWith(`${name}-`));
  const number = /^\d+$/.test(name)
    ? all.filter((notebook) => Number(/^\d+(?=-)/.exec(notebook.name)?.[0]) === Number(name))
    : [];
  const matches = [exact, prefix, number].find((found) => found.length > 0) ?? [];
  if (matches.length === 1) return matches[0]!;
  const problem = matches.length === 0 ? "no notebook is called" : "more than one notebook is called";
  throw new UserError(
    `${problem} "${name}"; there are:\n${listNotebooks(matches.length > 0 ? matches : all)}`,
    2,
  );
}

export function listNotebooks(notebooks: readonly NotebookPath[]): string {
  return notebooks.map((notebook) => `  ${notebook.path}`).join("\n");
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
