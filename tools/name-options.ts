// The command line of the commands that take the name of one case.

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "./tools-folder.js";
import { UserError } from "./user-error.js";

export interface NameOptions {
  readonly help: boolean;
  readonly root: string;
  /** Empty with `help`. */
  readonly name: string;
}

export function parseNameOptions(args: readonly string[]): NameOptions {
  const { values, positionals } = parse(args);
  const options = { help: values.help ?? false, root: resolve(values.root ?? projectRoot) };
  if (options.help) return { ...options, name: "" };
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UserError("give one name, as in: my-case", 2);
  return { ...options, name };
}

function parse(args: readonly string[]): {
  values: { help?: boolean; root?: string };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, root: { type: "string" } },
    });
  } catch (error) {
    throw new UserError((error as Error).message.split(". ")[0]!, 2);
  }
}
