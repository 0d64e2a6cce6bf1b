import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseNotebook, serialiseNotebook } from "../../tools/notebook-file.js";
import { describeFailure, type RunResult, runNotebook } from "../../tools/run-notebook.js";
import { newFolder, newProject } from "./project.js";

function notebookOf(cells: readonly string[]): ReturnType<typeof parseNotebook> {
  const code = cells.map((source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: { execution: { started: "now" }, tags: ["kept"] },
    source,
    outputs: [],
    execution_count: 17,
  }));
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: code };
  return parseNotebook(JSON.stringify(notebook), "test.ipynb");
}

async function runCells(
  cells: readonly string[],
  timeout: number = 20_000,
  folder: string = newFolder(),
): Promise<RunResult & { report: string }> {
  const before = readdirSync(folder);
  const notebook = notebookOf(cells);
  const file = join(folder, "test.ipynb");
  const result = await runNotebook(notebook, { file, scratch: folder, env: { EHP_OUTPUT: folder }, timeout });
  expect(readdirSync(folder)).toEqual(before);
  return { ...result, report: result.failure ? describeFailure("test.ipynb", notebook, result.failure) : "" };
}

describe.concurrent("running a notebook", { timeout: 60_000 }, () => {
  it("keeps all of 600 lines of a synchronous cell, counts cells from 1 and merges text", async () => {
    const { notebook } = await runCells([
      "for (let i = 0; i < 600; i++) console.log('line ' + i);",
      'import { display, newDisplay } from "tslab";\nconst d = newDisplay();\nd.html("<b>1</b>");\n' +
        'display.svg("<svg>\\n</svg>");\nd.html("<b>2</b>");\nconsole.log("50 %\\r100 %");',
      "[process.env.FORCE_COLOR, process.env.TZ, typeof process.env.EHP_OUTPUT]",
    ]);
    const stored = JSON.parse(serialiseNotebook(notebook!));
    const lines = Array.from({ length: 600 }, (_, i) => `line ${i}\n`);
    expect(stored.cells[0].outputs).toEqual([{ name: "stdout", output_type: "stream", text: lines }]);
    expect(stored.cells[1].outputs).toEqual([
      { data: { "text/html": ["<b>2</b>"] }, metadata: {}, output_type: "display_data" },
      { data: { "image/svg+xml": ["<svg>\n", "</svg>"] }, metadata: {}, output_type: "display_data" },
      { name: "stdout", output_type: "stream", text: ["100 %\n"] },
    ]);
    expect(stored.cells[2].outputs[0].text).toEqual(["[ '0', 'UTC', 'string' ]\n"]);
    expect(stored.cells.map((cell: { execution_count: number }) => cell.execution_count)).toEqual([1, 2, 3]);
    expect(stored.cells[0].metadata).toEqual({ tags: ["kept"] });
    expect(stored.metadata.kernelspec.name).toBe("tslab");
    expect(stored.metadata.language_info.file_extension).toBe(".ts");
  });

  it("takes shorthand for variables of earlier cells, and shows a plot that no document was given", async () => {
    const cells = [
      'import * as Plot from "@observablehq/plot";\nconst d = 5, $e = [1];',
      "console.log({ d, $e }); ({ d })",
      "Plot.lineY([1, 2]).plot()",
    ];
    const { notebook } = await runCells(cells, 20_000, newProject({}));
    const { cells: run } = JSON.parse(serialiseNotebook(notebook!));
    expect(run[1].outputs[0].text).toEqual(["{ d: 5, '$e': [ 1 ] }\n", "{ d: 5 }\n"]);
    expect(run[2].outputs).toHaveLength(1);
    expect(run[2].outputs[0].data["image/svg+xml"].join("")).toMatch(/^<svg xmlns=[\s\S]*<\/svg>$/);
  });

  it("reports errors in line and column of the cell as it was written, also where modules of Node and files are imported", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "lines.ts"), 'export { EOL } from "./ends";\n');
    writeFileSync(
      join(folder, "ends.ts"),
      'import { EOL as all } from "node:os";\nexport const EOL: string = all;\n',
    );
    const imports = 'import { EOL } from "./lines";\nimport { join } from "node:path";\nconst d = 5;';
    const { report } = await runCells(
      [
        imports,
        'if (join("a", "b") + EOL === "") throw new Error();',
        "d;\nconst g = { d, x: d.foo, y: join(1) };",
      ],
      20_000,
      folder,
    );
    expect(report).toContain("code cell 3 of 3");
    expect(report).toContain("Argument of type 'number' is not assignable to parameter of type 'string'");
    expect(report).toContain("2:21 - Property 'foo' does not exist");
  });

  it("reports a kernel that dies in the middle of a cell", async () => {
    const { report } = await runCells(["1 + 1", "console.error('last words'); process.exit(3);"]);
    expect(report).toContain("code cell 2 of 2 (cell 2 of 2): the kernel died");
    expect(report).toContain("last words");
    expect(report).toContain("exit status 3");
  });

  it("reports a promise whose rejection nobody handles", async () => {
    // The second cell must not run: it would leave a file.
    const second = 'import * as fs from "node:fs";\nfs.writeFileSync(process.env.EHP_OUTPUT + "/ran", "");';
    const { report } = await runCells(["const lost = Promise.reject(new Error('lost'));", second]);
    expect(report).toContain("code cell 1 of 2");
    expect(report).toContain("an error outside the cell's own flow");
    expect(report).toContain("UnhandledPromiseRejection: Error: lost");
  });

  it("reports an error in a timer, also one after the last cell", async () => {
    const soon = await runCells(["setTimeout(() => { throw new Error('soon'); }, 10);"]);
    expect(soon.report).toContain("UncaughtException: Error: soon");
    const late = await runCells(["setTimeout(() => { throw new Error('late'); }, 500);"]);
    expect(late.report).toContain("an error after the last cell");
    expect(late.report).toContain("UncaughtException: Error: late");
  });

  it("ends a cell that takes too long", async () => {
    const { report } = await runCells(["for (;;);"], 1500);
    expect(report).toContain("no end within 1.5 s\n  1 | for (;;);");
  });
});
