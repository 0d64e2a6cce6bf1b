// Where Jupyter keeps what it knows of this project, and what the project tells Jupyter.

import { delimiter, join } from "node:path";
import { projectRoot, toolsFolder } from "./tools-folder.js";

/** Jupyter's settings, trust and kernel: outside node_modules, which `npm ci` removes while a Lab may be open. */
const STATE: string = join(projectRoot, ".jupyter");
/** What the project adds to Jupyter: defaults, and alternative text of figures in Lab and in exported pages. */
const ADDITIONS: string = join(toolsFolder, "jupyter");

/** Where the kernel of this project is told to its own Jupyter alone. */
export const ownKernels: string = join(STATE, "share", "kernels");

/** The variables under which Jupyter finds this project's kernel and leaves the user's home alone. */
export function jupyterEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return {
    JUPYTER_PATH: before(env.JUPYTER_PATH, join(STATE, "share"), ADDITIONS),
    JUPYTER_CONFIG_PATH: before(env.JUPYTER_CONFIG_PATH, join(ADDITIONS, "config")),
    JUPYTER_DATA_DIR: join(STATE, "data"),
    JUPYTER_RUNTIME_DIR: join(STATE, "runtime"),
    JUPYTER_CONFIG_DIR: join(STATE, "config"),
    JUPYTERLAB_SETTINGS_DIR: join(STATE, "lab", "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(STATE, "lab", "workspaces"),
    IPYTHONDIR: join(STATE, "ipython"),
    // JupyterLab asks npm where language servers are, and npm keeps a log of that.
    npm_config_cache: join(STATE, "npm"),
  };
}

/** Our folders, and then those of the user's variable. */
function before(theirs: string | undefined, ...ours: string[]): string {
  return [...ours, ...(theirs ? [theirs] : [])].join(delimiter);
}
