// SciPy and NumPy, where there is a Python that has them: the interpreter is python3, or what EHP_PYTHON names.

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";
import { toolsFolder } from "../../tools-folder.js";
import { extentOf, type Grid } from "./grid.js";
import type { JI, Model } from "./model.js";
import { frequencyBreaks } from "./nested.js";

export interface Python {
  readonly command: string;
  readonly versions: { readonly python: string; readonly numpy: string; readonly scipy: string };
}

export type PythonRun = JI & { readonly samples: readonly number[] };

const script: string = join(toolsFolder, "bench", "opponents", "opponents.py");
/** Seconds after which a route is given up. */
export const PATIENCE: number = 20;

/** The interpreter, if it is there and has NumPy and SciPy. */
export function findPython(env: NodeJS.ProcessEnv): Python | undefined {
  const command = env.EHP_PYTHON || "python3";
  const { status, stdout } = run(command, "");
  return status === 0 ? { command, versions: JSON.parse(stdout) as Python["versions"] } : undefined;
}

/** J and I by scipy.integrate.dblquad; undefined if it takes too long. */
export function byDblquad(
  { command }: Python,
  model: Model,
  exact: JI,
  tolerance: number,
  effort: { readonly budget: number; readonly maximum: number },
): PythonRun | undefined {
  const job = { route: "dblquad", model, ...exact, tolerance, breaks: frequencyBreaks(model), ...effort };
  return ask(command, JSON.stringify(job)) as PythonRun | undefined;
}

/** J and I on a grid by NumPy; undefined if it takes too long. */
export function byNumpyGrid(
  { command }: Python,
  model: Model,
  grid: Grid,
  effort: { readonly budget: number; readonly maximum: number },
): PythonRun | undefined {
  const job = { route: "grid", model, grid: { ...grid, ...extentOf(model, grid) }, ...effort };
  return ask(command, JSON.stringify(job)) as PythonRun | undefined;
}

/** The answer to a job; undefined if time runs out. */
function ask(command: string, input: string): unknown {
  const { status, stdout, stderr, error } = run(command, input);
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT") return undefined;
  if (status !== 0) throw new Error(`opponents.py failed under ${command}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as unknown;
}

function run(command: string, input: string): SpawnSyncReturns<string> {
  return spawnSync(command, ["-B", script], {
    input,
    encoding: "utf8",
    timeout: 1000 * PATIENCE,
    // One thread: what is compared is work, not cores.
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
  });
}
