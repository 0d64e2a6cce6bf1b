import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Display, openNotebook } from "../../lib/notebook/index.js";
import type { Notebook } from "../../lib/notebook/notebook.js";

/** A project of its own for one test, with empty notebooks of the given names. */
export function makeProject(...notebooks: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "notebook-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "package.json"), "{}");
  mkdirSync(join(root, "notebooks"));
  for (const name of notebooks) {
    const path = join(root, "notebooks", `${name}.ipynb`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "{}");
  }
  return root;
}

/** What a notebook showed: Markdown as it is, a picture as its alt text in brackets. */
export interface Shown extends Display {
  readonly outputs: string[];
  readonly pictures: Uint8Array[];
}

export function makeDisplay(): Shown {
  const outputs: string[] = [];
  const pictures: Uint8Array[] = [];
  return {
    outputs,
    pictures,
    markdown: (text) => outputs.push(text),
    png: (image, alt) => {
      outputs.push(`[${alt}]`);
      pictures.push(image);
    },
  };
}

/** A notebook in a project of its own, what it shows, and what it makes: in its scratch folder unless told otherwise. */
export function openTest(output?: string): {
  notebook: Notebook;
  shown: Shown;
  root: string;
  read: (path: string) => string;
} {
  const root = makeProject("01-first");
  const shown = makeDisplay();
  const notebook = openNotebook("01-first", { root, display: shown, output });
  return {
    notebook,
    shown,
    root,
    read: (path) => readFileSync(join(output ?? join(root, "scratch/01-first"), path), "utf8"),
  };
}

/** All files below a folder with their contents, in base64. */
export function snapshot(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1)] = readFileSync(path).toString("base64");
  }
  return files;
}

/** A small table of two curves. */
export const sample = {
  name: "current",
  title: "Current",
  description: "Current against the difference of temperatures.",
  columns: {
    channel: { meaning: "channel", unit: "1" },
    delta_T: { meaning: "difference of temperatures", unit: "hbar Omega", symbol: "delta T" },
    I: { meaning: "electron current", unit: "Omega" },
  },
  curve: ["channel"],
  parameters: { T0: 0.5 },
  rows: [
    { channel: "LR", delta_T: -0.5, I: -1 / 3 },
    { channel: "LR", delta_T: 0.5, I: 1 / 3 },
    { channel: "RL", delta_T: 0.5, I: 1e-17 / 3 },
  ],
};
