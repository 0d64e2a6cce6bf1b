import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { takeLock } from "../../tools/lock.js";
import { refuseForgottenDashes } from "../../tools/options.js";
import { subject } from "../notebook/lint.js";
import {
  meetingCell,
  newFolder,
  newProject,
  readOnly,
  results,
  resultsCell,
  run,
  runInKernel,
  snapshot,
  start,
  startAs,
  store,
  until,
  valuesCell,
  writeNotebook,
} from "./project.js";

/** A cell which makes {@link results} and a figure's pixels. */
const drawing = (name: string, pixels: string): string =>
  `${resultsCell(name, [1])}\nwriteFileSync(process.env.EHP_OUTPUT + "/figures/${name}.png", "${pixels}");`;

let once: Promise<string> | undefined;

/** A project of notebooks "a" and "b" whose results are stored; a copy, for one run serves all tests. */
async function reproducedProject(): Promise<string> {
  once ??= (async () => {
    const root = newProject({ a: [drawing("a", "1")], b: [resultsCell("b", [2])] });
    expect(await run(root)).toMatchObject({ status: 0, stderr: "" });
    return root;
  })();
  const root = newFolder();
  cpSync(await once, root, { recursive: true });
  return root;
}

describe.concurrent("npm run reproduce in the real kernel", { timeout: 60_000 }, () => {
  it("runs two notebooks at once, stores what they make, and finds under --check that it was changed", async () => {
    // Each waits for the other to begin.
    const [a, b] = ["a", "b"].map((name) => join(newFolder(), name)) as [string, string];
    const root = newProject({
      a: [meetingCell(a, b), resultsCell("a", [1, 2])],
      b: [meetingCell(b, a), resultsCell("b", [3])],
    });
    const first = await runInKernel(root, "--jobs", "2");
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(/^a: done, \d+\.\d s$/m);
    expect(first.stdout).toMatch(/data\/a\.csv +2 +new/);
    expect(first.stdout).toMatch(/figures\/b\.svg +new/);
    expect(first.stdout).toContain("Checks of our own: 2 of 2 hold");
    const { "data/a.csv": csv, "figures/a.svg": svg } = results("a", [1, 2]);
    expect(snapshot(root)).toMatchObject({ "data/a.csv": csv, "figures/a.svg": svg });
    store(root, { "data/a.csv": results("a", [1, 2.00000001])["data/a.csv"]! });
    const stored = snapshot(root);
    const { status, stdout } = await runInKernel(root, "--check", "--verbose", "a");
    expect(status).toBe(1);
    expect(stdout).toMatch(/notebooks\/a\.ipynb +\d+\.\d s +unchanged/);
    expect(stdout).toMatch(/data\/a\.csv +2 +5\.0e-9 +DEVIATES \(row 2, y\)/);
    expect(stdout).toMatch(/figures\/a\.svg +unchanged/);
    expect(snapshot(root)).toEqual(stored);
  });

  it("runs nothing with --check --unless-reproduced while the files are those of a run that found all as stored", async () => {
    const root = await reproducedProject();
    const again = (): ReturnType<typeof run> => run(root, "--check", "--unless-reproduced");
    expect((await again()).stdout, "after a run that stored").toMatch(/^a: done/m);
    expect(await run(root)).toMatchObject({ status: 0 });
    const stored = snapshot(root);
    const { status, stdout } = await again();
    expect(status).toBe(0);
    expect(stdout).toContain("from these very files");
    expect(stdout).not.toMatch(/^a: done/m);
    expect(snapshot(root)).toEqual(stored);
    store(root, { "data/a.csv": results("a", [1.5])["data/a.csv"]! });
    expect(await again(), "after a change").toMatchObject({ status: 1 });
    expect(await run(root, "--unless-reproduced")).toMatchObject({ status: 2 });
  });

  it("stores nothing of any notebook when a cell of one fails, and shows the cell", async () => {
    const failing = 'const half = 0.5;\nthrow new Error("half is " + half);';
    const root = newProject({
      a: [resultsCell("a", [1])],
      b: ["1 + 1", failing, "2 + 2"],
    });
    const before = snapshot(root);
    const { status, stdout } = await runInKernel(root);
    expect(status).toBe(1);
    expect(stdout).toContain(
      "FAILED notebooks/b.ipynb, code cell 2 of 3 (cell 3 of 4): the cell failed\n" +
        "  1 | const half = 0.5;\n" +
        '  2 | throw new Error("half is " + half);\n' +
        '  throw new Error("half is " + half);\n' +
        "  ^\n\n" +
        "  Error: half is 0.5\n" +
        "      at a cell\n",
    );
    expect(snapshot(root)).toEqual(before);
  });
});

describe.concurrent("npm run reproduce", { timeout: 60_000 }, () => {
  it("stores outputs, data, figures and claims, and a second run changes no byte", async () => {
    const root = newProject({ a: [resultsCell("a", [1, 2])], b: [resultsCell("b", [3])] });
    writeNotebook(root, "_draft", ["throw new Error('drafts are not run')"]);
    const first = await run(root, "--verbose");
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(/^a: done, \d+\.\d s$/m);
    expect(first.stdout).toMatch(/data\/a\.csv +2 +new/);
    expect(first.stdout).toMatch(/figures\/b\.svg +new/);
    expect(first.stdout).toMatch(/a-1 +Fig\. 1 +y grows +1 +> 0 +holds$/m);
    expect(first.stdout).toMatch(
      /Checks of our own: 2 of 2 hold\n +1 of 1 +notebooks\/a\.ipynb\n +1 of 1 +notebooks\/b/,
    );
    const stored = snapshot(root);
    expect(Object.keys(stored).sort()).toEqual([
      "data/a.csv",
      "data/b.csv",
      "data/claims.json",
      "data/datapackage.json",
      "figures/a.svg",
      "figures/b.svg",
      "notebooks/_draft.ipynb",
      "notebooks/a.ipynb",
      "notebooks/b.ipynb",
      "package.json",
    ]);
    const second = await run(root, "--jobs", "1", "--verbose");
    expect(second.stdout).toMatch(/data\/a\.csv +2 +0 +unchanged/);
    expect(second.stdout).toMatch(/notebooks\/a\.ipynb +\d+\.\d s +unchanged/);
    expect(snapshot(root, /^\.reproduced$/)).toEqual(stored);
  });

  it("keeps the entries of other notebooks when one is run alone", async () => {
    const root = newProject({ a: [], "02-b": [resultsCell("02-b", [3])] });
    store(root, results("a", [1]));
    const { status } = await run(root, "02");
    expect(status).toBe(0);
    const { resources } = JSON.parse(readFileSync(join(root, "data/datapackage.json"), "utf8"));
    expect(resources.map((resource: { name: string }) => resource.name)).toEqual(["02-b", "a"]);
    const { claims } = JSON.parse(readFileSync(join(root, "data/claims.json"), "utf8"));
    expect(claims.map((claim: { id: string }) => claim.id)).toEqual(["02-b-1", "a-1", "02-b-2", "a-2"]);
  });

  it("stores nothing when a dataset deviates, until --update accepts it; --check is content then", async () => {
    const root = newProject({ a: [resultsCell("a", [1, 2.00000001])] });
    store(root, results("a", [1, 2]));
    store(root, { "data/old.csv": "x\n1\n" });
    const before = snapshot(root);
    const refused = await run(root);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/data\/a\.csv +2 +5\.0e-9 +DEVIATES \(row 2, y\)/);
    expect(refused.stdout).toContain("npm run reproduce -- --update");
    expect(refused.stdout).toContain("data/old.csv is no longer made by any notebook");
    expect(refused.stdout).toContain("More than 1e-9 is a change of results.");
    expect(refused.stdout).toContain(
      "To delete what no notebook makes any more: npm run reproduce -- --update",
    );
    expect(snapshot(root)).toEqual(before);

    const accepted = await run(root, "--update");
    expect(accepted.status).toBe(0);
    expect(accepted.stdout).toContain("data/old.csv (removed)");
    const stored = snapshot(root);
    expect(stored["data/a.csv"]).toContain("2.00000001");
    expect(stored).not.toHaveProperty("data/old.csv");

    const checked = await run(root, "--check");
    expect(checked).toMatchObject({ status: 0, stderr: "" });
    expect(checked.stdout).toContain("All stored results are reproduced.");
    expect(snapshot(root)).toEqual(stored);
    expect(existsSync(join(root, ".reproduce"))).toBe(false);
  });

  it("writes nothing under --check, and says what is out of date or no longer made", async () => {
    const root = newProject({ a: [resultsCell("a", [1])] });
    writeFileSync(join(root, "figures/old.svg"), "<svg/>");
    const before = snapshot(root);
    const { status, stdout } = await run(root, "--check");
    expect(status).toBe(1);
    expect(stdout).toContain("notebooks/a.ipynb: the output of code cell 1 is not the stored one");
    expect(stdout).toContain("data/a.csv is not stored");
    expect(stdout).toContain("data/claims.json is out of date");
    expect(stdout).toContain("figures/old.svg is no longer made by any notebook");
    expect(snapshot(root)).toEqual(before);
  });

  it("stores nothing when a claim fails or a table holds no number, not even with --update", async () => {
    const root = newProject({ a: [resultsCell("a", [1, "NaN"], false)] });
    const before = snapshot(root);
    const { status, stdout } = await run(root, "--update", "--verbose");
    expect(status).toBe(1);
    expect(stdout).toMatch(/a-1 +Fig\. 1 +y grows +1 +> 0 +FAILS$/m);
    expect(stdout).toContain("FAILS: claim a-1 (Fig. 1), notebooks/a.ipynb\n  y grows\n  y: 1, asked > 0\n");
    expect(stdout).toContain('data/a.csv: row 2: y is "NaN"');
    expect(snapshot(root)).toEqual(before);
  });

  it("stores nothing of any notebook when a cell of one fails, and runs no more of its cells", async () => {
    const root = newProject({
      a: [resultsCell("a", [1])],
      b: ["", 'throw new Error("no")', resultsCell("b", [2])],
    });
    const before = snapshot(root);
    const { status, stdout } = await run(root);
    expect(status).toBe(1);
    expect(stdout).toMatch(/data\/a\.csv +1 +new/);
    expect(stdout).toContain("FAILED notebooks/b.ipynb, code cell 2 of 3 (cell 3 of 4): the cell failed");
    expect(stdout).not.toContain("data/b.csv");
    expect(snapshot(root)).toEqual(before);
  });

  it("takes any text on stderr for a failure", async () => {
    const { status, stdout } = await run(newProject({ a: ["console.warn('careful');"] }));
    expect(status).toBe(1);
    expect(stdout).toContain("the cell wrote to stderr\n  1 | console.warn('careful');\n  careful");
  });

  it("runs one notebook after the other with --jobs 1", async () => {
    // Each prints the traces it finds: of one that has ended, not of one that has only begun.
    const folder = newFolder();
    const cell = (name: string): string =>
      `const fs = process.getBuiltinModule("node:fs"), folder = ${JSON.stringify(`${folder}/`)};
console.log(fs.readdirSync(folder).join());
fs.writeFileSync(folder + "begun-${name}", "");
await new Promise((resolve) => setTimeout(resolve, 50));
fs.renameSync(folder + "begun-${name}", folder + "${name}");`;
    const root = newProject({ a: [cell("a")], b: [cell("b")] });
    expect((await run(root, "--jobs", "1")).status).toBe(0);
    const said = ["a", "b"].map(
      (name) =>
        JSON.parse(readFileSync(join(root, `notebooks/${name}.ipynb`), "utf8")).cells[1].outputs[0].text,
    );
    expect(said.flat().sort()).toEqual(["\n", expect.stringMatching(/^[ab]\n$/)]);
  });

  it("says how to delete what is no longer made, and nothing of deviations where there are none", async () => {
    const root = newProject({ a: [resultsCell("a", [1])] });
    store(root, { "data/old.csv": "x\n1\n" });
    const { status, stdout } = await run(root);
    expect(status).toBe(1);
    expect(stdout).toContain("To delete what no notebook makes any more: npm run reproduce -- --update");
    expect(stdout).not.toContain("change of results");
    expect((await run(root, "--update")).stdout).toContain("data/old.csv (removed)");
  });

  it("does not call unchanged what a failed notebook did not come to make", async () => {
    const root = await reproducedProject();
    writeNotebook(root, "b", ["throw new Error('early')", resultsCell("b", [2])]);
    const { status, stdout } = await run(root, "--verbose");
    expect(status).toBe(1);
    expect(stdout).toMatch(/data\/a\.csv +1 +0 +unchanged/);
    expect(stdout).toMatch(/data\/b\.csv +not made: notebooks\/b\.ipynb failed/);
    expect(stdout).toMatch(/figures\/b\.svg +not made: notebooks\/b\.ipynb failed/);
    expect(stdout).not.toMatch(/b\.(csv|svg).*unchanged/);
    expect(stdout).not.toContain("no longer made");
    expect(stdout).not.toMatch(/are reproduced|change of results|--update/);
    expect(stdout).toContain("Checks of our own: 1 of 1 that were reached hold");
  });

  it("does not overwrite a notebook which was edited while it ran", async () => {
    const root = newProject({});
    const [begun, written] = [join(root, "begun"), join(root, "written")];
    writeNotebook(root, "a", [meetingCell(begun, written)]);
    const running = start(root);
    await until(() => existsSync(begun));
    writeNotebook(root, "a", ["1 + 1"]);
    const edited = readFileSync(join(root, "notebooks/a.ipynb"), "utf8");
    writeFileSync(written, "");
    const { status, stderr } = await running.finished;
    expect(status).toBe(1);
    expect(stderr).toContain("notebooks/a.ipynb: it changed while the notebooks ran; nothing was stored");
    expect(readFileSync(join(root, "notebooks/a.ipynb"), "utf8")).toBe(edited);
  });

  it("refuses unknown names and options with status 2, and lists the notebooks", async () => {
    const root = newProject({ "01-a": [], "02-b": [] });
    const name = await run(root, "07");
    expect(name.status).toBe(2);
    expect(name.stderr).toContain(
      'no notebook is called "07"; there are:\n  notebooks/01-a.ipynb\n  notebooks/02-b.ipynb',
    );
    const option = await run(root, "--chekc");
    expect(option.status).toBe(2);
    expect(option.stderr).toContain("Unknown option '--chekc'");
    expect(option.stderr).toContain("--help");
    const both = await run(root, "--check", "--update");
    expect(both.status).toBe(2);
  });

  it("explains itself with --help", async () => {
    const { status, stdout } = await run(newProject({ "01-a": [] }), "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--update");
    expect(stdout).toContain("notebooks/01-a.ipynb");
  });
});

describe.concurrent("names that are taken", { timeout: 60_000 }, () => {
  const taken = (kind: string, name: string, owner: string, other: string): string =>
    `${kind} "${name}" is made by notebooks/${owner}.ipynb too; give it another name in notebooks/${other}.ipynb`;

  it("fail a notebook run alone, before anything is stored, as long as their notebook exists", async () => {
    const root = newProject({ a: [resultsCell("a", [1])] });
    expect(await run(root)).toMatchObject({ status: 0, stderr: "" });
    mkdirSync(join(root, "notebooks/cases"));
    writeNotebook(root, "cases/copied", [resultsCell("a", [1, 2])]);
    const before = snapshot(root);
    for (const options of [[], ["--update"]]) {
      const { status, stdout } = await run(root, "copied", ...options);
      expect(status).toBe(1);
      expect(stdout).toContain(taken("dataset", "a", "a", "cases/copied"));
      expect(stdout).toContain(taken("figure", "a", "a", "cases/copied"));
      expect(stdout).toContain(taken("claim", "a-1", "a", "cases/copied"));
      expect(stdout).not.toContain('"a-2"');
      expect(snapshot(root)).toEqual(before);
    }
    // A notebook under a new name takes its things along.
    rmSync(join(root, "notebooks/a.ipynb"));
    renameSync(join(root, "notebooks/cases/copied.ipynb"), join(root, "notebooks/b.ipynb"));
    writeNotebook(root, "b", [resultsCell("a", [1]).replaceAll("notebooks/a.ipynb", "notebooks/b.ipynb")]);
    const moved = await run(root);
    expect(moved.status, moved.stdout).toBe(0);
    const { figures } = JSON.parse(readFileSync(join(root, "data/datapackage.json"), "utf8"));
    expect(figures).toEqual([{ name: "a", notebook: "notebooks/b.ipynb", caption: "", data: ["a"] }]);
  });

  it("fail a run of both; the one on record keeps them", async () => {
    const root = await reproducedProject();
    writeNotebook(root, "0", [resultsCell("b", [2])]);
    const { status, stdout } = await run(root);
    expect(status).toBe(1);
    expect(stdout).toContain(taken("dataset", "b", "b", "0"));
    expect(stdout).not.toContain("in notebooks/b.ipynb\n");
  });

  it("can be told from a cell, which knows the notebook that it belongs to", async () => {
    const root = newProject({ a: [] });
    mkdirSync(join(root, "notebooks/cases"));
    writeNotebook(root, "cases/copied", ["console.log(process.env.EHP_NOTEBOOK)"]);
    expect((await run(root, "copied")).status).toBe(0);
    const { cells } = JSON.parse(readFileSync(join(root, "notebooks/cases/copied.ipynb"), "utf8"));
    expect(cells[1].outputs[0].text).toEqual(["notebooks/cases/copied.ipynb\n"]);
  });
});

describe.concurrent("numbers in the text", { timeout: 60_000 }, () => {
  const source = (root: string): string => subject(root, "notebooks/a.ipynb").prose;

  it("are filled in and stored, are then as they are, and are found by --check when they are others", async () => {
    const root = newProject({});
    writeNotebook(root, "a", [valuesCell({ edge: "−2.17" })], "\n\nends at <!--=edge-->$V=?$");
    expect((await run(root, "--check")).status, "not filled in yet").toBe(1);
    expect(await run(root)).toMatchObject({ status: 0, stderr: "" });
    expect(source(root)).toBe("# a\n\nends at <!--=edge-->$V=-2.17$");
    const stored = snapshot(root);
    expect((await run(root)).stdout).toContain("nothing had to be stored");
    expect(await run(root, "--check")).toMatchObject({ status: 0 });
    expect(snapshot(root, /^\.reproduced$/)).toEqual(stored);
    writeNotebook(root, "a", [valuesCell({ edge: "−2.17" })], "\n\nends at <!--=edge-->$V=-2.16$");
    const { status, stdout } = await run(root, "--check");
    expect(status).toBe(1);
    expect(stdout).toContain("notebooks/a.ipynb: cell 1 says edge -2.16, computed is -2.17");
    expect(readFileSync(join(root, "notebooks/a.ipynb"), "utf8")).toContain("-2.16");
  });

  it("store nothing under names that are not given or not used", async () => {
    const root = newProject({});
    writeNotebook(root, "a", [valuesCell({ edge: "−2.17" })], "\n\nends at <!--=bend-->1");
    const before = snapshot(root);
    const unknown = await run(root, "--update");
    expect(unknown.status).toBe(1);
    expect(unknown.stdout).toContain('notebooks/a.ipynb, cell 1: no cell gives a value to "bend"');
    expect(snapshot(root)).toEqual(before);
    writeNotebook(root, "a", [valuesCell({ edge: "−2.17" })]);
    expect((await run(root)).stdout).toContain('notebooks/a.ipynb, no Markdown cell uses the value "edge"');
  });

  it("do not overwrite a text that was edited while its notebook ran", async () => {
    const root = newProject({});
    const [begun, written] = [join(root, "begun"), join(root, "written")];
    const cells = [meetingCell(begun, written), valuesCell({ edge: "−2.17" })];
    writeNotebook(root, "a", cells, "\n\nends at <!--=edge-->?");
    const running = start(root);
    await until(() => existsSync(begun));
    writeNotebook(root, "a", cells, "\n\nends, as one sees, at <!--=edge-->?");
    const edited = readFileSync(join(root, "notebooks/a.ipynb"), "utf8");
    writeFileSync(written, "");
    const { status, stderr } = await running.finished;
    expect(status).toBe(1);
    expect(stderr).toContain("notebooks/a.ipynb: it changed while the notebooks ran; nothing was stored");
    expect(readFileSync(join(root, "notebooks/a.ipynb"), "utf8")).toBe(edited);
  });
});

describe.concurrent("--check", { timeout: 60_000 }, () => {
  it("works in a folder that may only be read, where a run that stores ends with a sentence", async (context) => {
    const root = await reproducedProject();
    const asNobody = readOnly(root);
    if (asNobody === undefined) return context.skip();
    const checked = await startAs(asNobody, root, "--check").finished;
    expect(checked).toMatchObject({ status: 0, stderr: "" });
    const stored = await startAs(asNobody, root).finished;
    expect(stored.status).toBe(1);
    expect(stored.stderr).toBe(`reproduce: cannot write ${root}/.reproduce: the folder may only be read\n`);
  });

  it("waits for no lock and takes none, but does not run beside a run that stores", async () => {
    const root = await reproducedProject();
    const release = takeLock(root);
    const refused = await run(root, "--check");
    expect(refused.stderr).toContain(`another run is under way here (process ${process.pid})`);
    release();
    rmSync(join(root, ".reproduce"), { recursive: true });
    expect((await run(root, "--check")).status).toBe(0);
    expect(existsSync(join(root, ".reproduce"))).toBe(false);
  });

  it("fails where a stored SVG is another", async () => {
    const root = await reproducedProject();
    for (const path of ["figures/a.svg", "figures/a.png"]) writeFileSync(join(root, path), "changed");
    const { status, stdout } = await run(root, "--check");
    expect(status).toBe(1);
    expect(stdout).toContain("figures/a.svg is not the stored one");
    expect(stdout).toContain("figures/a.png is not the stored one");
    expect(stdout).toContain("To bring the stored files up to date: npm run reproduce");
  });

  it("only notes a PNG that is another under the same SVG, and fails without that SVG", async () => {
    const root = await reproducedProject();
    writeFileSync(join(root, "figures/a.png"), "2");
    const { status, stdout } = await run(root, "--check");
    expect(status).toBe(0);
    expect(stdout).toContain(
      "All stored results are reproduced, with differences that are no failure:\n" +
        "  figures/a.png differs in its pixels; its SVG is the stored one\n",
    );
    writeNotebook(root, "a", [`${drawing("a", "1")}\nrmSync(process.env.EHP_OUTPUT + "/figures/a.svg");`]);
    rmSync(join(root, "figures/a.svg"));
    expect((await run(root, "--check")).stdout).toContain("figures/a.png is not the stored one");
  });

  it("fails where a stored checksum is wrong, and notes a value that is another", async () => {
    const root = await reproducedProject();
    const edit = (file: string, from: RegExp, to: string): void => {
      const path = join(root, "data", file);
      writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
    };
    edit("claims.json", /"value": 1/, '"value": 1.5');
    const noted = await run(root, "--check");
    expect(noted.status).toBe(0);
    expect(noted.stdout).toContain("data/claims.json differs in computed values");
    edit("datapackage.json", /"hash": "/, '"hash": "0');
    const failed = await run(root, "--check");
    expect(failed.status).toBe(1);
    expect(failed.stdout).toContain("data/datapackage.json is out of date");
  });

  it("claims no more than it saw: tolerance, and which notebooks ran", async () => {
    const root = await reproducedProject();
    expect((await run(root, "--check", "b")).stdout).toContain(
      "All stored results of notebooks/b.ipynb are reproduced.\n",
    );
    const { "data/a.csv": near } = results("a", [1.0000000000001]);
    store(root, { "data/a.csv": near! });
    expect((await run(root, "--check", "a")).stdout).toContain(
      "are reproduced, data within 1e-9 of their curve's scale.\n",
    );
  });
});

describe.concurrent("the claims in the README", { timeout: 60_000 }, () => {
  const page = (table: string): string =>
    `# Title\n\n<!-- claims -->\n${table}<!-- /claims -->\n\nThe end.\n`;
  const shown = (root: string): string => readFileSync(join(root, "README.md"), "utf8");
  const row = (name: string): string =>
    `| [${name}-1](notebooks/${name}.ipynb) | Fig. 1 | y grows | 1 | > 0 | yes |\n`;

  it("are written by a complete run that passes, between their markers, and only there", async () => {
    const root = newProject({ a: [resultsCell("a", [1])], b: [resultsCell("b", [2])] });
    store(root, { "README.md": page("") });
    expect((await run(root, "a")).status).toBe(0);
    expect(shown(root)).toBe(page(""));
    const { stdout } = await run(root);
    expect(stdout).toContain("Stored:\n");
    expect(stdout).toContain("  README.md\n");
    const heading =
      "| claim | paper | says | value | asked | holds |\n| --- | --- | --- | --- | --- | --- |\n";
    expect(shown(root)).toBe(page(heading + row("a") + row("b")));
    expect((await run(root, "--check")).status).toBe(0);
  });

  it("stay as they are when a claim fails, and are out of date under --check when they are not the stored ones", async () => {
    const root = newProject({ a: [resultsCell("a", [1], false)] });
    store(root, { "README.md": page("old\n") });
    expect((await run(root, "--update")).status).toBe(1);
    expect(shown(root)).toBe(page("old\n"));
    writeNotebook(root, "a", [resultsCell("a", [1])]);
    await run(root);
    const written = shown(root);
    store(root, { "README.md": written.replace("grows", "shrinks") });
    const checked = await run(root, "--check");
    expect(checked.status).toBe(1);
    expect(checked.stdout).toContain("README.md is out of date");
    await run(root);
    expect(shown(root)).toBe(written);
  });

  it("leave a README alone that has no place for them", async () => {
    const root = newProject({ a: [resultsCell("a", [1])] });
    store(root, { "README.md": "# Title\n" });
    expect((await run(root)).stdout).not.toContain("README.md");
    expect(shown(root)).toBe("# Title\n");
  });
});

describe.concurrent("what a run shows", { timeout: 60_000 }, () => {
  it("is short where nobody watches: a line for each notebook, and what is not as it was", async () => {
    const root = await reproducedProject();
    const { stdout } = await run(root, "--check");
    const lines = stdout
      .trim()
      .split("\n")
      .filter((line) => line !== "");
    expect(lines.map((line) => line.replaceAll(/\d+\.\d s/g, "1.0 s").replaceAll(/ {2,}/g, "  "))).toEqual([
      expect.stringMatching(/^[ab]: done, 1\.0 s$/),
      expect.stringMatching(/^[ab]: done, 1\.0 s$/),
      "Notebook  time  stored outputs",
      "  notebooks/a.ipynb  1.0 s  unchanged",
      "  notebooks/b.ipynb  1.0 s  unchanged",
      "Unchanged: 2 datasets, 3 files of figures",
      "Claims of the paper: 2 of 2 hold",
      "Checks of our own: 2 of 2 hold",
      "All stored results are reproduced.",
      "Total time: 1.0 s",
    ]);
  });

  it("may be cut off by who reads it; the run ends then with a sentence, and leaves nothing behind", async () => {
    const root = newProject({});
    const [begun, gone] = [join(newFolder(), "begun"), join(newFolder(), "gone")];
    writeNotebook(root, "a", [meetingCell(begun, gone), resultsCell("a", [1])]);
    writeNotebook(root, "b", [meetingCell(begun, gone)]);
    const before = snapshot(root);
    const { child, finished } = start(root, "--jobs", "1");
    await until(() => existsSync(begun));
    child.stdout!.destroy();
    writeFileSync(gone, "");
    const { status, stderr } = await finished;
    expect(stderr).toBe("\nstopped by the end of the output's reader; nothing was stored\n");
    expect(status).toBe(1);
    expect(snapshot(root)).toEqual(before);
  });

  it("writes formulas of claims so that they can be read", async () => {
    const cell = resultsCell("a", [1]).replaceAll(
      "y grows",
      "$\\\\\\\\mu_{\\\\\\\\alpha\\\\\\\\beta}$ grows",
    );
    const root = newProject({ a: [cell] });
    const { stdout } = await run(root, "--verbose");
    expect(stdout).toMatch(/a-1 +Fig\. 1 +μ_αβ grows +1 +> 0 +holds$/m);
    const { claims } = JSON.parse(readFileSync(join(root, "data/claims.json"), "utf8"));
    expect(claims[0].claim).toBe("$\\mu_{\\alpha\\beta}$ grows");
  });
});

describe("an option without the -- before it", () => {
  const underNpm = (env: Record<string, string>, ...args: string[]): (() => void) => {
    return () => refuseForgottenDashes(args, { npm_lifecycle_event: "reproduce", ...env });
  };

  it.each([
    [{ npm_config_check: "true" }, "--check 01-a"],
    [{ npm_config_update: "true" }, "--update 01-a"],
    [{ npm_config_jobs: "true" }, "--jobs 01-a"],
    [{ npm_config_jobs: "2" }, "--jobs 2 01-a"],
    [{ npm_config_timeout: "9" }, "--timeout 9 01-a"],
  ])("is refused: %j", (env, command) => {
    const refused = expect.objectContaining({
      status: 2,
      message: expect.stringMatching(`write npm run reproduce -- ${command}$`),
    });
    expect(underNpm(env as Record<string, string>, "01-a")).toThrow(refused);
  });

  it("is no matter where it was given properly, is npm's own setting, or another script runs", () => {
    expect(underNpm({ npm_config_jobs: "2" }, "--jobs", "2")).not.toThrow();
    const npmrc = join(newFolder(), "npmrc");
    writeFileSync(npmrc, "fund=false\njobs = 8\n");
    expect(underNpm({ npm_config_jobs: "8", npm_config_userconfig: npmrc })).not.toThrow();
    expect(underNpm({ npm_config_check: "true", npm_lifecycle_event: "test" })).not.toThrow();
    expect(underNpm({ npm_config_check: "" })).not.toThrow();
  });

  it("is what npm itself does with it", () => {
    const cli = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "tools", "dist", "reproduce.js");
    const project = newProject({});
    writeFileSync(
      join(project, "package.json"),
      JSON.stringify({
        scripts: { reproduce: `${JSON.stringify(process.execPath)} ${JSON.stringify(cli)}` },
      }),
    );
    const { status, stderr } = spawnSync("npm", ["run", "reproduce", "--check", "01-a"], {
      cwd: project,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    expect(status).toBe(2);
    expect(stderr).toContain("write npm run reproduce -- --check 01-a\n");
  });
});
