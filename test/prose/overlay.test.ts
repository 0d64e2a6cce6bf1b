// Notebook 06 tells a reader who has the paper how to lay its points over our curves: the line has to work.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";
import { columnPlot, curves, readTable } from "../../lib/notebook/index.js";
import { subject } from "../notebook/lint.js";
import { root } from "./documents.js";

it("the line of notebook 06 that lays digitised points over our curves draws all of them", async () => {
  const { code, prose } = subject(root, "notebooks/06-what-to-take-home.ipynb");
  const cell = code.find((one) => one.includes("function overlay("));
  const line = /```ts\n(await overlay\(.*\);)\n```/.exec(prose)?.[1];
  expect(line, "one line of code").toBeDefined();

  const scratch = mkdtempSync(join(tmpdir(), "overlay-"));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  writeFileSync(join(scratch, "printed.csv"), "V,J\n-2,-0.001\n-1,-0.005\n1,0.04\n");
  const drawn: { element: SVGSVGElement; store: boolean }[] = [];
  const notebook = {
    figure: (_: string, element: SVGSVGElement, { store }: { store: boolean }) =>
      drawn.push({ element, store }),
  };
  const read = (name: string, folder?: string) =>
    readTable(name, folder === "../scratch" ? scratch : join(root, "data"));
  const source = `return (async () => {\n${cell}\n${line}\n})();`;
  const options = { compilerOptions: { target: ts.ScriptTarget.ES2022 } };
  const run = new Function(
    "Plot",
    "columnPlot",
    "curves",
    "readTable",
    "notebook",
    ts.transpileModule(source, options).outputText,
  );
  await run(Plot, columnPlot, curves, read, notebook);

  expect(drawn).toHaveLength(1);
  expect(drawn[0]!.store).toBe(false);
  expect(drawn[0]!.element.querySelectorAll("circle")).toHaveLength(3);
});
