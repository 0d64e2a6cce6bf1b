// The command line of `npm run bench`.

import { parseArgs } from "node:util";
import { UserError } from "../user-error.js";

export interface BenchOptions {
  readonly help: boolean;
  readonly quick: boolean;
}

export const HELP = `Usage: npm run bench -- [options]

Times the solver against other routes to the same currents and writes BENCHMARKS.md. One core, some ten minutes; for
times worth quoting let nothing else run. Routes in SciPy and NumPy are timed where python3 has both; the environment
variable EHP_PYTHON names another interpreter.

Options:
  --quick   a smoke run of seconds: the quick parts, the report on the terminal, nothing written
  --help    this text
`;

/** Refuses what it does not know, and `npm run bench --quick`, of which npm keeps the option to itself. */
export function parseBenchOptions(args: readonly string[], env: NodeJS.ProcessEnv = {}): BenchOptions {
  const { values } = parse(args);
  if (env.npm_lifecycle_event === "bench" && env.npm_config_quick === "true" && !values.quick)
    throw new UserError("npm kept an option to itself; write npm run bench -- --quick", 2);
  return { help: values.help ?? false, quick: values.quick ?? false };
}

function parse(args: readonly string[]): { values: { help?: boolean; quick?: boolean } } {
  try {
    return parseArgs({
      args: [...args],
      options: { help: { type: "boolean", short: "h" }, quick: { type: "boolean" } },
    });
  } catch (error) {
    throw new UserError((error as Error).message.split(". ")[0]!, 2);
  }
}
