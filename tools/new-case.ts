// `npm run new-case -- NAME`: a notebook for a case of one's own, copied from notebooks/cases/_template.ipynb.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { notebooksIn } from "./find-notebooks.js";
import type { JsonObject } from "./json.js";
import { parseNameOptions } from "./name-options.js";
import { parseNotebook, serialiseNotebook } from "./notebook-file.js";
import { runCommand } from "./run-command.js";
import { UserError } from "./user-error.js";

const TEMPLATE = "notebooks/cases/_template.ipynb";

const HELP = `Usage: npm run new-case -- NAME

Copies ${TEMPLATE} to notebooks/cases/NAME.ipynb, and gives the copy, its dataset and its figure that name.
NAME is made of small letters, digits and single hyphens.

Options:
  --root FOLDER  the project (default: the one this command belongs to)
  --help         this text
`;

/** Makes the case; returns the path of its notebook from the root. */
function newCase(root: string, name: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new UserError(
      `a name is small letters, digits and single hyphens, as in my-case; not "${name}"`,
      2,
    );
  }
  if (/^\d+$/.test(name))
    throw new UserError(`"${name}" is a number, and numbers mean notebooks; add a word`, 2);
  const path = `notebooks/cases/${name}.ipynb`;
  const same = existsSync(join(root, path))
    ? path
    : notebooksIn(root).find((notebook) => notebook.name === name)?.path;
  if (same !== undefined) throw new UserError(`${same} exists; take another name`);
  const template = join(root, TEMPLATE);
  if (!existsSync(template)) throw new UserError(`${TEMPLATE} is missing`);
  const { cells, stored } = parseNotebook(readFileSync(template, "utf8"), TEMPLATE);
  const renamed = cells.map(({ source, stored: cell, type }): JsonObject => {
    const own = source.replaceAll('"_template"', `"${name}"`).replaceAll(/(["`])template-/g, `$1${name}-`);
    return { ...cell, source: own, ...(type === "code" && { outputs: [], execution_count: null }) };
  });
  // "wx": never over a file that came meanwhile.
  writeFileSync(join(root, path), serialiseNotebook({ ...stored, cells: renamed }), { flag: "wx" });
  return path;
}

function main(args: readonly string[]): number {
  const { help, root, name } = parseNameOptions(args);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const path = newCase(root, name);
  process.stdout.write(
    `${path} is ready: change it as you like. Run it with\n  npm run reproduce -- ${name}\n` +
      `and, once it is stored, after every change of its tables with\n  npm run reproduce -- ${name} --update\n` +
      `Remove it and all it made with\n  npm run remove-case -- ${name}\n`,
  );
  return 0;
}

await runCommand("new-case", () => main(process.argv.slice(2)), HELP);
