import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { afterEach, describe, expect, it, vi } from "vitest";
import { columnFigure, columnPlot, curves, fix, openNotebook, readTable } from "../../lib/notebook/index.js";
import type { FigureElement } from "../../lib/notebook/svg.js";
import { makeDisplay, makeProject, openTest, sample, snapshot } from "./project.js";

const plot = (): FigureElement =>
  columnPlot({ marks: curves(sample.rows, { x: "delta_T", y: "I", series: "channel" }) });
const text = { caption: "A caption.", alt: "Two lines" };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("openNotebook", () => {
  it("finds the project above the working directory and the notebook in it", () => {
    const root = makeProject("cases/molecule");
    vi.spyOn(process, "cwd").mockReturnValue(join(root, "notebooks", "cases"));
    expect(openNotebook("molecule", { display: makeDisplay() }).path).toBe("notebooks/cases/molecule.ipynb");
    expect(() => openNotebook("none")).toThrow('notebook "none" is not in the project; it has molecule');
    vi.restoreAllMocks();
  });

  it("shows nothing outside a kernel, and works", () => {
    const root = makeProject("01-first");
    const notebook = openNotebook("01-first", { root });
    expect(() => notebook.table([{ a: 1 }])).not.toThrow();
    notebook.dataset(sample);
    expect(existsSync(join(root, "scratch/01-first/data/current.csv"))).toBe(true);
  });

  it("writes into EHP_OUTPUT when that is set", () => {
    const root = makeProject("01-first");
    const output = makeProject();
    vi.stubEnv("EHP_OUTPUT", output);
    openNotebook("01-first", { root, display: makeDisplay() }).dataset(sample);
    expect(existsSync(join(output, "data", "current.csv"))).toBe(true);
    expect(readdirSync(root).sort()).toEqual(["notebooks", "package.json"]);
  });

  it("refuses a relative EHP_OUTPUT and ignores an empty one", () => {
    const root = makeProject("01-first");
    vi.stubEnv("EHP_OUTPUT", "somewhere");
    expect(() => openNotebook("01-first", { root })).toThrow(
      "EHP_OUTPUT must be an absolute path, not somewhere",
    );
    vi.stubEnv("EHP_OUTPUT", "");
    expect(() => openNotebook("01-first", { root })).not.toThrow();
  });

  it("refuses another name than that of the notebook that the runner runs", () => {
    const root = makeProject("01-first", "cases/copied");
    vi.stubEnv("EHP_NOTEBOOK", "notebooks/cases/copied.ipynb");
    expect(() => openNotebook("01-first", { root })).toThrow(
      'notebooks/cases/copied.ipynb opens "01-first"; change the name in openNotebook(...)',
    );
    expect(() => openNotebook("none", { root })).toThrow('notebooks/cases/copied.ipynb opens "none"');
    expect(() => openNotebook("copied", { root })).not.toThrow();
    vi.stubEnv("EHP_NOTEBOOK", "");
    expect(() => openNotebook("01-first", { root })).not.toThrow();
  });

  it.each(["its scratch folder", "a folder that is given"])("starts afresh in %s", (folder) => {
    const output = folder.startsWith("a") ? makeProject() : undefined;
    const { notebook, root, read } = openTest(output);
    notebook.dataset(sample);
    notebook.check({ id: "a", claim: "a", quantity: "a", value: 1, above: 0 });
    openNotebook("01-first", { root, output, display: makeDisplay() });
    expect(JSON.parse(read("data/datapackage.json")).resources).toEqual([]);
    expect(JSON.parse(read("data/claims.json")).claims).toEqual([]);
  });
});

describe("dataset", () => {
  it("writes a CSV of twelve digits, describes it and shows a link", () => {
    const { notebook, shown, read } = openTest();
    const frame = notebook.dataset(sample);
    const csv = read("data/current.csv");
    expect(csv).toBe(
      "channel,delta_T,I\nLR,-0.5,-0.333333333333\nLR,0.5,0.333333333333\nRL,0.5,3.33333333333e-18\n",
    );
    expect(JSON.parse(read("data/datapackage.json")).resources).toEqual([
      {
        name: "current",
        path: "current.csv",
        profile: "tabular-data-resource",
        title: "Current",
        description: "Current against the difference of temperatures.",
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        bytes: csv.length,
        hash: `sha256:${createHash("sha256").update(csv).digest("hex")}`,
        schema: {
          fields: [
            { name: "channel", type: "string", description: "channel", unit: "1" },
            {
              name: "delta_T",
              type: "number",
              title: "delta T",
              description: "difference of temperatures",
              unit: "hbar Omega",
            },
            { name: "I", type: "number", description: "electron current", unit: "Omega" },
          ],
        },
        notebook: "notebooks/01-first.ipynb",
        rows: 3,
        curve: ["channel"],
        parameters: { T0: 0.5 },
      },
    ]);
    expect(shown.outputs).toEqual([
      "Data: [current.csv](../scratch/01-first/data/current.csv) (3 rows × 3 columns): Current.\n\n" +
        "*There is no stored table of this name; `notebook.store()` stores this one.*",
    ]);
    expect(frame.shape).toEqual([3, 3]);
    expect(frame.I.values).toEqual([-1 / 3, 1 / 3, 1e-17 / 3]);
  });

  it("links from a notebook further down, also when it writes elsewhere", () => {
    const root = makeProject("cases/molecule");
    const shown = makeDisplay();
    openNotebook("molecule", { root, output: makeProject(), display: shown }).dataset(sample);
    expect(shown.outputs[0]).toContain("(../../data/current.csv)");
  });

  it("replaces its own of the same name", () => {
    const { notebook, read } = openTest();
    notebook.dataset({ ...sample, name: "c" });
    notebook.dataset({ ...sample, name: "a" });
    notebook.dataset({ ...sample, name: "c", title: "New" });
    const { resources } = JSON.parse(read("data/datapackage.json"));
    expect(resources.map((r: { name: string; title: string }) => [r.name, r.title])).toEqual([
      ["a", "Current"],
      ["c", "New"],
    ]);
  });

  it("is not replaced under reproduce, where a second one of its name would take its place without a word", () => {
    const { notebook, read } = openTest(makeProject());
    notebook.dataset(sample);
    const table = read("data/current.csv");
    expect(() => notebook.dataset({ ...sample, rows: sample.rows.slice(1) })).toThrow(
      '"current" is the name of a second dataset in notebooks/01-first.ipynb; give it another name',
    );
    expect(read("data/current.csv")).toBe(table);
    notebook.figure("fig3a", plot(), { caption: "A caption.", alt: "A curve." });
    const described = read("data/datapackage.json");
    expect(() => notebook.figure("fig3a", plot(), { caption: "Another.", alt: "A curve." })).toThrow(
      '"fig3a" is the name of a second figure',
    );
    expect(read("data/datapackage.json")).toBe(described);
  });

  it("refuses the name of another notebook's dataset while that notebook exists", () => {
    const root = makeProject("01-first", "02-second");
    const open = (name: string): ReturnType<typeof openNotebook> =>
      openNotebook(name, { root, display: makeDisplay() });
    const first = open("01-first");
    first.dataset(sample);
    first.store();
    expect(() => open("02-second").dataset(sample)).toThrow(
      'dataset "current" is made by notebooks/01-first.ipynb too; give it another name in notebooks/02-second.ipynb',
    );
    rmSync(join(root, "notebooks", "01-first.ipynb"));
    expect(() => open("02-second").dataset(sample)).not.toThrow();
  });

  it.each([
    [
      { name: "Fig 3" },
      'the name of a dataset must be small letters, digits and single hyphens, not "Fig 3"',
    ],
    [{ name: "../escape" }, "the name of a dataset must be"],
    [{ title: "" }, 'dataset "current" must have a title and a description'],
    [{ curve: ["mu"] }, 'dataset "current": curve names "mu", which is no column'],
    [
      { rows: [{ channel: "LR", delta_T: 1, I: Number.NaN }] },
      'row 0, column "I": NaN is not a finite number',
    ],
    [{ parameters: { T: [Number.NaN] } }, "parameters.T[0] is NaN"],
  ])("refuses %j and writes nothing", (change, message) => {
    const { notebook, root, shown } = openTest();
    const before = snapshot(root);
    expect(() => notebook.dataset({ ...sample, ...change })).toThrow(message);
    expect(snapshot(root)).toEqual(before);
    expect(shown.outputs).toEqual([]);
  });

  it("leaves all files whole when the stored description cannot be read", () => {
    const { notebook, root } = openTest();
    notebook.dataset(sample);
    notebook.store();
    writeFileSync(join(root, "data", "datapackage.json"), "{ cut");
    const before = snapshot(root);
    expect(() => notebook.dataset({ ...sample, rows: sample.rows.slice(1) })).toThrow(
      /datapackage\.json is not valid JSON/,
    );
    expect(snapshot(root)).toEqual(before);
  });
});

describe("figure", () => {
  it("writes SVG and PNG, and shows a PNG with caption and links", () => {
    const { notebook, shown, read, root } = openTest();
    notebook.dataset(sample);
    notebook.figure("fig3a", plot(), { ...text, data: ["current"] });
    expect(read("figures/fig3a.svg")).toMatch(/^<svg xmlns=/);
    const png = readFileSync(join(root, "scratch/01-first/figures/fig3a.png"));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2031, 1437]);
    const screen = Buffer.from(shown.pictures[0]!);
    expect(screen.toString("latin1", 1, 4)).toBe("PNG");
    expect([screen.readUInt32BE(16), screen.readUInt32BE(20)]).toEqual([650, 460]);
    expect(screen.length).toBeLessThan(100_000);
    expect(shown.outputs.slice(1)).toEqual([
      "[Two lines]",
      "**Figure `fig3a`.** A caption.\n\nFiles: [current.csv](../scratch/01-first/data/current.csv), " +
        "[fig3a.svg](../scratch/01-first/figures/fig3a.svg), [fig3a.png](../scratch/01-first/figures/fig3a.png)." +
        "\n\n*There is no stored figure of this name; `notebook.store()` stores this one.*",
    ]);
  });

  it("only shows a figure that is not to be stored", () => {
    const { notebook, shown, root } = openTest();
    notebook.figure("sketch", plot(), { ...text, store: false });
    expect(readdirSync(join(root, "scratch/01-first"))).not.toContain("figures");
    expect(shown.outputs).toEqual(["[Two lines]", "**Figure `sketch`.** A caption."]);
  });

  it("records which notebook made it from which data, beside the datasets", () => {
    const { notebook, read } = openTest();
    const recorded = (): unknown => JSON.parse(read("data/datapackage.json")).figures;
    notebook.figure("fig3a", plot(), text);
    notebook.dataset(sample);
    notebook.figure("fig10", plot(), { ...text, data: ["current"] });
    notebook.figure("fig3a", plot(), { ...text, caption: "Another." });
    notebook.figure("sketch", plot(), { ...text, store: false });
    expect(recorded()).toEqual([
      { name: "fig3a", notebook: "notebooks/01-first.ipynb", caption: "Another.", data: [] },
      { name: "fig10", notebook: "notebooks/01-first.ipynb", caption: "A caption.", data: ["current"] },
    ]);
    expect(JSON.parse(read("data/datapackage.json")).resources).toHaveLength(1);
  });

  it("refuses the name of another notebook's figure while that notebook exists", () => {
    const root = makeProject("01-first", "02-second");
    const open = (name: string): ReturnType<typeof openNotebook> =>
      openNotebook(name, { root, display: makeDisplay() });
    const first = open("01-first");
    first.figure("fig3a", plot(), text);
    first.store();
    open("02-second");
    const before = snapshot(root);
    expect(() => open("02-second").figure("fig3a", plot(), { ...text, alt: "Other" })).toThrow(
      'figure "fig3a" is made by notebooks/01-first.ipynb too; give it another name in notebooks/02-second.ipynb',
    );
    expect(snapshot(root)).toEqual(before);
    rmSync(join(root, "notebooks", "01-first.ipynb"));
    expect(() => open("02-second").figure("fig3a", plot(), text)).not.toThrow();
  });

  it.each(["Fig. 4. A caption.", "**Fig. 4.** A caption.", " Fig. 4: a caption."])(
    "leaves the caption %j without another number",
    (caption) => {
      const { notebook, shown } = openTest();
      notebook.figure("fig4", plot(), { ...text, caption, store: false });
      expect(shown.outputs[1]).toBe(caption.trim());
    },
  );

  it("refuses and writes nothing: HTML, unknown data, no words, a bad name", () => {
    const { notebook, root } = openTest();
    const html = Plot.plot({
      ...columnFigure,
      figure: true,
      marks: [Plot.frame()],
    }) as unknown as FigureElement;
    expect(() => notebook.figure("f", html, text)).toThrow('figure "f" must be an SVG element, not <figure>');
    expect(() => notebook.figure("f", plot(), { ...text, data: ["none"] })).toThrow(
      'figure "f" names the dataset "none", which is not stored',
    );
    expect(() => notebook.figure("f", plot(), { ...text, alt: " " })).toThrow(
      "must have a caption and an alt text",
    );
    expect(() => notebook.figure("Fig. 3", plot(), text)).toThrow("the name of a figure must be");
    expect(readdirSync(join(root, "scratch/01-first"))).not.toContain("figures");
  });
});

describe("claim and check", () => {
  it("are recorded and shown with verdict, value and bound", () => {
    const { notebook, shown, read } = openTest();
    notebook.claim({
      id: "C4",
      claim: "It rectifies.",
      where: "Fig. 3",
      quantity: "max |R|",
      value: 0.123456,
      above: 0.01,
    });
    notebook.check({
      id: "balance",
      claim: "It balances.",
      quantity: "|J|",
      value: Number.NaN,
      below: 1e-12,
    });
    notebook.claim({
      id: "C6",
      claim: "Largest.",
      where: "Fig. 4",
      quantity: "mu",
      value: 9,
      near: { value: 10, within: 0.1 },
    });
    expect(shown.outputs).toEqual([
      "✓ **Claim C4** holds: It rectifies. (Fig. 3)  \nmax |R|: 0.1235, to be above 0.01.",
      "✗ **Check balance** **fails**: It balances.  \n|J|: NaN, to be below 10⁻¹².",
      "✗ **Claim C6** **fails**: Largest. (Fig. 4)  \nmu: 9, to be within 0.1 of 10.",
    ]);
    const { claims } = JSON.parse(read("data/claims.json"));
    expect(claims.map((c: { id: string; holds: boolean }) => [c.id, c.holds])).toEqual([
      ["C4", true],
      ["C6", false],
      ["balance", false],
    ]);
  });

  it("show their formulas as they are", () => {
    const { notebook, shown, read } = openTest();
    const claim = "$|J(\\Delta T)|\\ne|J(-\\Delta T)|$ for $\\mu_{\\alpha\\beta}<0$";
    const quantity = "$\\Lambda^{LR}$ at $10^{-4}\\,\\hbar\\Omega$";
    notebook.claim({ id: "C4", claim, where: "Eq. (8)", quantity, value: 2e-4, below: 1 });
    expect(shown.outputs).toEqual([
      `✓ **Claim C4** holds: ${claim} (Eq. (8))  \n${quantity}: 2 × 10⁻⁴, to be below 1.`,
    ]);
    expect(JSON.parse(read("data/claims.json")).claims[0]).toMatchObject({ claim, quantity });
  });

  it("refuse the id of another notebook's claim, not that of its check", () => {
    const root = makeProject("01-first", "02-second");
    const open = (name: string): ReturnType<typeof openNotebook> =>
      openNotebook(name, { root, display: makeDisplay() });
    const tested = { id: "C1", claim: "a", where: "b", quantity: "c", value: 1, above: 0 };
    const first = open("01-first");
    first.claim(tested);
    first.check({ ...tested, id: "x" });
    first.store();
    expect(() => open("02-second").claim(tested)).toThrow(
      'claim "C1" is made by notebooks/01-first.ipynb too; give it another name in notebooks/02-second.ipynb',
    );
    expect(() => open("02-second").check({ ...tested, id: "x" })).not.toThrow();
    expect(() => open("01-first").claim(tested)).not.toThrow();
  });

  it("replace their own record when a cell runs again", () => {
    const { notebook, shown, read } = openTest();
    for (const value of [1, 3]) notebook.check({ id: "same", claim: "x", quantity: "x", value, above: 0 });
    const { claims } = JSON.parse(read("data/claims.json"));
    expect(claims.map((c: { value: number }) => c.value)).toEqual([3]);
    expect(shown.outputs.at(-1)).not.toContain("replaces");
  });

  const flux = { id: "flux", quantity: "sum", value: 1, above: 0 };

  it("say so when what they replace has another text or is of the other kind", () => {
    const { notebook, shown } = openTest();
    notebook.check({ ...flux, claim: "Charge is lost." });
    notebook.check({ ...flux, claim: "It is transposed." });
    notebook.claim({ ...flux, claim: "It is transposed.", where: "Fig. 3" });
    expect(shown.outputs.map((output) => output.split("\n\n")[1])).toEqual([
      undefined,
      "*It replaces the check of the same id: Charge is lost.*",
      "*It replaces the check of the same id: It is transposed.*",
    ]);
  });

  it("refuse under reproduce an id that is used twice, and keep the first record", () => {
    const { notebook, shown, read } = openTest(makeProject());
    notebook.check({ ...flux, claim: "Charge is lost." });
    const twice =
      '"flux" is the name of a second claim or check in notebooks/01-first.ipynb; give it another name';
    expect(() => notebook.check({ ...flux, claim: "It is transposed." })).toThrow(twice);
    expect(() => notebook.check({ ...flux, claim: "Charge is lost." })).toThrow(twice);
    expect(() => notebook.claim({ ...flux, claim: "Charge is lost.", where: "Fig. 3" })).toThrow(twice);
    const { claims } = JSON.parse(read("data/claims.json"));
    expect(claims.map((c: { claim: string }) => c.claim)).toEqual(["Charge is lost."]);
    expect(shown.outputs).toHaveLength(1);
  });
});

describe("values", () => {
  const text = "ends at <!--=edge-->−2.17, or <!--=edge-->$V=-2.17$, <!--=verdict-->holds";
  const write = (root: string, source: string): void =>
    writeFileSync(
      join(root, "notebooks/01-first.ipynb"),
      JSON.stringify({
        cells: [
          { cell_type: "markdown", source: [source] },
          { cell_type: "code", source: [] },
        ],
      }),
    );

  it("under reproduce leave what they name, three digits unless told otherwise, and show nothing", () => {
    const output = makeProject();
    const { notebook, shown, read } = openTest(output);
    notebook.values({ edge: -2.1734, rate: 1 / 3e6 });
    notebook.values({ edge: -2.1734, ratio: fix(1, 2), verdict: "holds" });
    expect(JSON.parse(read("values.json"))).toEqual({
      edge: "−2.17",
      rate: "3.33 × 10⁻⁷",
      ratio: "1.00",
      verdict: "holds",
    });
    expect(shown.outputs).toEqual([]);
  });

  it("show nothing as long as the text has them, and the others where it has not", () => {
    const { notebook, shown, root } = openTest();
    write(root, text);
    notebook.values({ edge: -2.1734, verdict: "holds" });
    expect(shown.outputs).toEqual([]);
    notebook.values({ edge: -2.3, verdict: "holds", rate: 5 });
    expect(shown.outputs).toEqual([
      "*Not as in the text: `edge` is −2.3 (in the text −2.17), `rate` is 5 (not in the text).*",
    ]);
    expect(existsSync(join(root, "scratch/01-first/values.json"))).toBe(false);
  });

  it("are shown beside a text that cannot be read", () => {
    const { notebook, shown, root } = openTest();
    write(root, "<!--=edge-->begins the line");
    notebook.values({ edge: 1 });
    writeFileSync(join(root, "notebooks/01-first.ipynb"), "{ cut");
    notebook.values({ edge: 1 });
    expect(shown.outputs).toEqual(Array(2).fill("*Not as in the text: `edge` is 1 (not in the text).*"));
  });

  it("refuse names and values that cannot be, and under reproduce a second value", () => {
    const { notebook } = openTest(makeProject());
    expect(() => notebook.values({ "the edge": 1 })).toThrow(
      'must be an identifier, as in coldestBias, not "the edge"',
    );
    expect(() => notebook.values({ edge: Number.NaN })).toThrow(
      'the value "edge" must be a finite number or one word',
    );
    expect(() => notebook.values({ edge: "about two" })).toThrow("or one word, not about two");
    notebook.values({ edge: 1 });
    expect(() => notebook.values({ edge: 2 })).toThrow('the value "edge" is 1 already, and cannot be 2 too');
    const { notebook: again } = openTest();
    again.values({ edge: 1 });
    expect(() => again.values({ edge: 2 })).not.toThrow();
  });
});

describe("table", () => {
  it("is shown as told", () => {
    const { notebook, shown } = openTest();
    notebook.table([{ a: 1, b: 2 / 3 }], { columns: ["b"], digits: 2 });
    expect(shown.outputs).toEqual(["| b |\n| ---: |\n| 0.67 |"]);
  });
});

describe("a notebook outside of reproduce", () => {
  const other = [...sample.rows.slice(0, 2), { channel: "RL", delta_T: 0.5, I: 2 }];
  const files = (root: string): string[] =>
    Object.keys(snapshot(root)).filter((path) => !path.startsWith("scr"));

  /** A project in which a table, a figure and a check are stored, and the notebook opened anew. */
  function openStored(): ReturnType<typeof openTest> & { stored: Record<string, string> } {
    const test = openTest();
    const { notebook, shown, root } = test;
    notebook.dataset(sample);
    notebook.figure("fig3a", plot(), { ...text, data: ["current"] });
    notebook.check({ id: "a", claim: "a", quantity: "a", value: 1 / 3, above: 0 });
    notebook.store();
    expect(shown.outputs.at(-1)).toBe(
      "Stored: [data/current.csv](../data/current.csv), [figures/fig3a.svg](../figures/fig3a.svg), " +
        "[figures/fig3a.png](../figures/fig3a.png), [data/datapackage.json](../data/datapackage.json), " +
        "[data/claims.json](../data/claims.json).",
    );
    shown.outputs.length = 0;
    const anew = openNotebook("01-first", { root, display: shown });
    return { ...test, notebook: anew, stored: snapshot(join(root, "data")) };
  }

  it("shows what is stored, with links to that, if nothing differs, and has nothing to store", () => {
    const { notebook, shown, root } = openStored();
    const before = snapshot(root);
    notebook.dataset(sample);
    notebook.figure("fig3a", plot(), { ...text, data: ["current"] });
    notebook.check({ id: "a", claim: "a", quantity: "a", value: 1 / 3, above: 0 });
    notebook.store();
    expect(shown.outputs).toEqual([
      "Data: [current.csv](../data/current.csv) (3 rows × 3 columns): Current.",
      "[Two lines]",
      "**Figure `fig3a`.** A caption.\n\nFiles: [current.csv](../data/current.csv), " +
        "[fig3a.svg](../figures/fig3a.svg), [fig3a.png](../figures/fig3a.png).",
      "✓ **Check a** passes: a  \na: 0.3333, to be above 0.",
      "All is stored as it is.",
    ]);
    for (const path of files(root)) expect(snapshot(root)[path], path).toBe(before[path]);
  });

  it("overwrites nothing stored and says by how much a table and a figure differ, until it is told to store", () => {
    const { notebook, shown, root, stored } = openStored();
    notebook.dataset({ ...sample, rows: other });
    notebook.figure(
      "fig3a",
      columnPlot({ marks: curves(other, { x: "delta_T", y: "I", series: "channel" }) }),
      {
        ...text,
        data: ["current"],
      },
    );
    expect(shown.outputs[0]).toContain("[current.csv](../scratch/01-first/data/current.csv)");
    expect(shown.outputs[0]).toMatch(
      /\*Differs from the stored table: largest deviation .* of its curve's scale \(row 3, I\); `notebook\.store\(\)` stores this one\.\*$/,
    );
    expect(shown.outputs[2]).toContain("[fig3a.svg](../scratch/01-first/figures/fig3a.svg)");
    expect(shown.outputs[2]).toMatch(/\*Differs from the stored figure: .*; `notebook\.store\(\)` stores/);
    expect(snapshot(join(root, "data"))).toEqual(stored);
    notebook.store();
    expect(readFileSync(join(root, "data/current.csv"), "utf8")).toContain("RL,0.5,2\n");
    expect(readFileSync(join(root, "data/claims.json"), "utf8")).toContain('"id": "a"');
  });

  it("takes a deviation of a billionth for none", () => {
    const { notebook, shown } = openStored();
    const rows = sample.rows.map((row) => ({ ...row, I: row.I * (1 + 5e-10) }));
    notebook.dataset({ ...sample, rows });
    expect(shown.outputs[0]).not.toContain("Differs");
  });

  it("stores nothing while a claim or check fails", () => {
    const { notebook, root, stored } = openStored();
    notebook.dataset({ ...sample, rows: other });
    notebook.check({ id: "a", claim: "a", quantity: "a", value: -1, above: 0 });
    expect(() => notebook.store()).toThrow("nothing was stored: check a fails");
    expect(snapshot(join(root, "data"))).toEqual(stored);
  });

  it("leaves it to reproduce to store, where that runs it", () => {
    const { notebook, shown, root } = openTest(makeProject());
    notebook.dataset(sample);
    notebook.store();
    expect(shown.outputs).toHaveLength(1);
    expect(files(root)).toEqual(["package.json", "notebooks/01-first.ipynb"]);
  });

  it("reads the table it has just made rather than the stored one", async () => {
    const { notebook } = openStored();
    notebook.dataset({ ...sample, rows: other });
    expect((await readTable("current")).I.values).toEqual([-0.333333333333, 0.333333333333, 2]);
  });
});

describe("a second run", () => {
  it("leaves every byte as it was", () => {
    const { notebook, root } = openTest();
    const run = (): Record<string, string> => {
      notebook.dataset(sample);
      notebook.figure("fig3a", plot(), { ...text, data: ["current"] });
      notebook.check({ id: "a", claim: "a", quantity: "a", value: 1 / 3, above: 0 });
      return snapshot(root);
    };
    const first = run();
    expect(Object.keys(first)).toHaveLength(7);
    expect(run()).toEqual(first);
  });
});

describe("a file in the way", () => {
  it("fails the write and leaves nothing half done", () => {
    const { notebook, root } = openTest();
    notebook.dataset(sample);
    rmSync(join(root, "scratch/01-first/data/current.csv"));
    mkdirSync(join(root, "scratch/01-first/data/current.csv/x"), { recursive: true });
    const before = snapshot(root);
    expect(() => notebook.dataset(sample)).toThrow();
    expect(snapshot(root)).toEqual(before);
  });
});
