// Where the files of tools/ which are not compiled are found, from the compiled and the uncompiled code alike.

import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here: string = dirname(fileURLToPath(import.meta.url));

/** The folder tools/ of this project. */
export const toolsFolder: string = basename(here) === "dist" ? dirname(here) : here;

/** The project's root, unless the user names another. */
export const projectRoot: string = dirname(toolsFolder);

export const kernelPreload: string = join(toolsFolder, "kernel-preload.cjs");
