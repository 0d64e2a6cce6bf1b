// Whether two notebook files put out the same text, cell by cell: one that Jupyter executed, and the stored one. Used by
// continuous integration.

import { readFileSync } from "node:fs";
import { firstDifferentCell, textOutputs } from "./compare.js";
import { parseNotebook } from "./notebook-file.js";
import { runCommand } from "./run-command.js";
import { UserError } from "./user-error.js";

await runCommand("same-outputs", () => {
  const [stored, fresh] = process.argv
    .slice(2)
    .map((path) => parseNotebook(readFileSync(path, "utf8"), path).stored);
  if (stored === undefined || fresh === undefined) throw new UserError("give two notebooks", 2);
  const cell = firstDifferentCell(stored, fresh);
  if (cell === 0) return 0;
  const [before, after] = [stored, fresh].map((notebook) => textOutputs(notebook)[cell - 1]);
  throw new UserError(`code cell ${cell} differs:\n${before}\n${after}`);
});
