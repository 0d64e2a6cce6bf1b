// The command which starts the real tslab kernel, the same for the headless runner and for Jupyter.

import { createRequire } from "node:module";
import { kernelPreload } from "./tools-folder.js";

/** `connectionFile` may be Jupyter's placeholder. */
export function kernelCommand(connectionFile: string): string[] {
  const tslab = createRequire(import.meta.url).resolve("tslab/bin/tslab");
  return [process.execPath, "--require", kernelPreload, tslab, "kernel", `--config-path=${connectionFile}`];
}

/** What could make outputs differ between machines is fixed: colours, time zone, language. */
export const kernelEnvironment: Readonly<Record<string, string>> = {
  FORCE_COLOR: "0",
  TZ: "UTC",
  LC_ALL: "C.UTF-8",
};
