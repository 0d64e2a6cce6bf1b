// The command line of `npm run reproduce`.

import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "./tools-folder.js";
import { UserError } from "./user-error.js";

export interface Options {
  readonly help: boolean;
  readonly check: boolean;
  /** With `check`: content if all was reproduced from these very files already. */
  readonly unlessReproduced: boolean;
  readonly update: boolean;
  /** List what is unchanged too, on a terminal or not. */
  readonly verbose: boolean;
  readonly jobs: number;
  /** Milliseconds for each cell. */
  readonly timeout: number;
  readonly root: string;
  /** The notebooks to run as the user named them; none means all. */
  readonly names: readonly string[];
}

export const HELP = `Usage: npm run reproduce -- [options] [notebooks]

Runs the notebooks in the tslab kernel, without Jupyter, and makes data and figures anew. Ends with a table: how far
each dataset lies from the stored one, which figures changed, which claims hold. Results are stored all together or,
if anything fails, not at all; a run of all notebooks also writes the claims into the README.

Notebooks are named by number (3 or 03), name or path; without any all are run. Names starting with "_" are left out.

Options:
  --check        store nothing; fail also if a stored output or figure is out of date or missing (for continuous
                 integration)
  --unless-reproduced
                 with --check: run nothing if npm run reproduce has made all stored results from these very files, with
                 this version of Node.js
  --update       store datasets although they deviate from the stored ones, and drop those no longer made
  --verbose      list what is unchanged too, as on a terminal, where the output goes to a file or another program
  --jobs N       notebooks at a time (default: the number of cores, at most 2)
  --timeout S    seconds for each cell (default 300)
  --root FOLDER  the project (default: the one this command belongs to)
  --help         this text

Exit status: 0 all is well; 1 a cell failed, a dataset deviates by more than 1e-9 of its curve's scale, a claim or
check fails, or a stored file is no longer made; 2 the command line is wrong.
`;

/** Options which npm takes for its own if the "--" before them is forgotten; a script sees them as npm_config_NAME. */
const TAKEN_BY_NPM: readonly string[] = ["check", "unless-reproduced", "update", "jobs", "timeout", "root"];

/**
 * Refuses `npm run reproduce --check`: npm keeps the option, and a run that stores would begin. Of `--jobs 2` npm keeps
 * the name, with the value "true", and passes on "2".
 *
 * npm takes --update for its own --update-notifier and says nothing of it; a run without it stores no deviation.
 */
export function refuseForgottenDashes(args: readonly string[], env: NodeJS.ProcessEnv): void {
  if (env.npm_lifecycle_event !== "reproduce") return;
  const lost = TAKEN_BY_NPM.flatMap((name) => {
    const value = env[`npm_config_${name}`];
    const given = args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
    // Other builds read jobs from .npmrc too: a value there is no option of this command.
    if (!value || value === "false" || given || (name === "jobs" && isInNpmrc(name, env))) return [];
    return value === "true" ? [`--${name}`] : [`--${name}`, value];
  });
  if (lost.length === 0) return;
  throw new UserError(
    `npm kept an option to itself; write npm run reproduce -- ${[...lost, ...args].join(" ")}`,
    2,
  );
}

function isInNpmrc(name: string, env: NodeJS.ProcessEnv): boolean {
  const files = [env.npm_config_userconfig, env.npm_config_globalconfig, join(projectRoot, ".npmrc")];
  const setting = new RegExp(`^\\s*${name}\\s*=`, "m");
  return files.some((file) => file && existsSync(file) && setting.test(readFileSync(file, "utf8")));
}

export function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  if (values.check && values.update)
    throw new UserError("--check stores nothing, --update stores: choose one", 2);
  if (values["unless-reproduced"] && !values.check)
    throw new UserError(
      "--unless-reproduced says when a check is not needed: give it together with --check",
      2,
    );
  return {
    help: values.help ?? false,
    check: values.check ?? false,
    unlessReproduced: values["unless-reproduced"] ?? false,
    update: values.update ?? false,
    verbose: values.verbose ?? false,
    jobs:
      values.jobs === undefined ? Math.min(2, availableParallelism()) : wholeNumber("--jobs", values.jobs),
    timeout: 1000 * (values.timeout === undefined ? 300 : positive("--timeout", values.timeout)),
    root: resolve(values.root ?? projectRoot),
    names: positionals,
  };
}

// The type is that of util.parseArgs for these options.
function parse(args: readonly string[]): {
  values: {
    help?: boolean;
    check?: boolean;
    "unless-reproduced"?: boolean;
    update?: boolean;
    verbose?: boolean;
    jobs?: string;
    timeout?: string;
    root?: string;
  };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        check: { type: "boolean" },
        "unless-reproduced": { type: "boolean" },
        update: { type: "boolean" },
        verbose: { type: "boolean" },
        jobs: { type: "string" },
        timeout: { type: "string" },
        root: { type: "string" },
      },
    });
  } catch (error) {
    throw new UserError((error as Error).message.split(". ")[0]!, 2);
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  // setTimeout counts in 32 bits of milliseconds.
  if (value > 0 && value <= 2_000_000) return value;
  throw new UserError(`${option} must be a number above 0, at most 2000000; it is "${text}"`, 2);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new UserError(`${option} must be a whole number above 0; it is "${text}"`, 2);
}
