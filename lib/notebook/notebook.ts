import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { isAbsolute, join, posix } from "node:path";
import type { DataFrame } from "danfojs-node";
import { type Check, type Claim, type ClaimRecord, claimsFile, roundoffBound, testClaim } from "./claims.js";
import { type Column, datapackage, type FigureRecord, type Resource } from "./datapackage.js";
import { type Display, kernelDisplay } from "./display.js";
import { notebookPath, projectRoot, refuseForeignName, serialise, writeWhole } from "./files.js";
import { canBeFilledIn } from "./filled-numbers.js";
import { sig } from "./numbers.js";
import { rasterise } from "./png.js";
import {
  remarkOnFigure,
  remarkOnNumbers,
  remarkOnTable,
  rememberResults,
  scratchFolder,
  storedText,
} from "./scratch.js";
import { type Descriptions, readDescriptions, storeResults } from "./store.js";
import { type FigureElement, selfContained } from "./svg.js";
import { checkTable, markdownTable, type TableOptions, tableToCsv, tableToFrame } from "./tables.js";

/** A table to store. */
export interface Dataset {
  /** Name of the file without ".csv": small letters, digits and hyphens. */
  readonly name: string;
  /** A title of a few words. */
  readonly title: string;
  /** What the table holds and how it was computed, in a sentence or two. */
  readonly description: string;
  /** What a column means where it is not what its name usually means, as {@link quantities} has it; default {}. */
  readonly columns?: Readonly<Record<string, Column>>;
  /** The columns that tell one curve from another, as in ["mu"]; default none: the table is one curve. */
  readonly curve?: readonly string[];
  /** What the numbers were computed with, as plain JSON; default {}. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** One object per row, with a finite number or a text for each column. */
  readonly rows: readonly object[];
}

/** What goes with a figure. */
export interface FigureOptions {
  /** What the figure shows and answers, in Markdown, with formulas between dollar signs. */
  readonly caption: string;
  /** What is to be seen, in plain words, for those who do not see it. */
  readonly alt: string;
  /** Names of the datasets behind the figure; default none. */
  readonly data?: readonly string[];
  /** Whether `figures/NAME.svg` and `.png` are written; default true. */
  readonly store?: boolean;
  /** Width on paper in cm; default that of the SVG at 96 px per inch, 8.6 cm for `columnFigure`. */
  readonly width?: number;
}

/** Settings of {@link openNotebook}, of use outside a notebook. */
export interface NotebookOptions {
  /** Where outputs go; default the running kernel, or nowhere outside one. */
  readonly display?: Display;
  /** The project's root; default the nearest one at or above the working directory. */
  readonly root?: string;
  /** The folder to write into; default the environment variable `EHP_OUTPUT`, or else `scratch/NAME` in the root. */
  readonly output?: string | undefined;
}

/** Resolution of the stored PNG, in px per inch. */
const printResolution = 600;
/** px of the PNG in a notebook for each px of the figure: 650 px for a column's width. */
const screenScale = 2;

/**
 * Opens the notebook of the given name, that of its file without ".ipynb", for what it stores and shows.
 *
 * Results go to `scratch/NAME/` in the project's root, each is compared with the stored one, and a difference is said;
 * {@link Notebook.store} stores them. If `EHP_OUTPUT` names an absolute folder they go there instead: `npm run reproduce`
 * stores from it what it has compared itself. Either folder starts afresh. All files are written whole or not at all.
 *
 * Throws if the project has no such notebook, if `EHP_OUTPUT` is not absolute, and, under the runner, if the notebook
 * that runs has another name.
 *
 * ```ts
 * const notebook = openNotebook("03-non-reciprocal-heat");
 * ```
 */
export function openNotebook(name: string, options: NotebookOptions = {}): Notebook {
  refuseForeignName(name);
  const root = options.root ?? projectRoot();
  const path = notebookPath(root, name);
  const output = options.output ?? (process.env.EHP_OUTPUT || undefined);
  if (output !== undefined && !isAbsolute(output)) {
    throw new Error(`EHP_OUTPUT must be an absolute path, not ${output}`);
  }
  return new Notebook(path, root, output, options.display ?? kernelDisplay());
}

/** What a notebook stores and shows. Made by {@link openNotebook}. */
export class Notebook {
  /** Path of the notebook below the project's root, with forward slashes. */
  readonly path: string;
  readonly #root: string;
  readonly #folder: string;
  /** The folder below the root, outside of `reproduce`; `undefined` under it. */
  readonly #scratch: string | undefined;
  readonly #display: Display;
  /** Names of the datasets that are not as they are stored. */
  readonly #differing: Set<string> = new Set();
  /** What {@link Notebook.values} gave names to, as it is written. */
  readonly #values: Map<string, string> = new Map();

  /** Use {@link openNotebook}. */
  constructor(path: string, root: string, output: string | undefined, display: Display) {
    this.path = path;
    this.#root = root;
    this.#scratch = output === undefined ? scratchFolder(path) : undefined;
    this.#folder = output ?? join(root, scratchFolder(path));
    this.#display = display;
    if (this.#scratch !== undefined) {
      for (const part of ["data", "figures"])
        rmSync(join(this.#folder, part), { recursive: true, force: true });
    }
    rememberResults(this.#folder);
    writeWhole(this.#dataFile("datapackage.json"), serialise(datapackage([])));
    writeWhole(this.#dataFile("claims.json"), serialise(claimsFile([])));
  }

  /**
   * Makes a table of the rows, `data/NAME.csv`, describes it in `data/datapackage.json`, and shows a link to it.
   *
   * The columns are those of the first row. Numbers are written with 12 significant digits. Returns the rows, digits as
   * given, as a danfojs DataFrame.
   *
   * Throws before anything is written, naming dataset, row and column: for a column that neither `columns` nor {@link
   * quantities} describes, for a row with other columns than the first, for a value that is NaN, infinite, or neither
   * number nor text, for a text that CSV would have to quote, and for parameters that JSON cannot hold. Throws if
   * another notebook of the project makes a dataset of this name, and under `reproduce` if this one has made one already.
   */
  dataset(dataset: Dataset): DataFrame {
    const { name, title, description, curve = [], parameters = {} } = dataset;
    checkName("dataset", name);
    if (!title?.trim() || !description?.trim())
      throw new Error(`dataset "${name}" must have a title and a description`);
    const table = checkTable(name, dataset.rows, dataset.columns);
    for (const column of curve) {
      if (!table.columns.includes(column))
        throw new Error(`dataset "${name}": curve names "${column}", which is no column`);
    }
    const { resources: made, figures } = this.#datapackage();
    this.#refuseTaken("dataset", name, ({ package: { resources } }) =>
      resources.filter((one) => one.name === name),
    );
    this.#refuseSecond(
      "dataset",
      name,
      made.some((one) => one.name === name),
    );
    const csv = Buffer.from(tableToCsv(table));
    const resource: Resource = {
      name,
      path: `${name}.csv`,
      profile: "tabular-data-resource",
      title,
      description,
      format: "csv",
      mediatype: "text/csv",
      encoding: "utf-8",
      bytes: csv.length,
      hash: `sha256:${createHash("sha256").update(csv).digest("hex")}`,
      schema: { fields: table.fields },
      notebook: this.path,
      rows: table.values.length,
      curve: [...curve],
      parameters,
    };
    const kept = made.filter((one) => one.name !== name);
    const described = serialise(datapackage([...kept, resource], figures));
    writeWhole(this.#dataFile(`${name}.csv`), csv);
    writeWhole(this.#dataFile("datapackage.json"), described);
    const size = `${table.values.length} rows × ${table.columns.length} columns`;
    const path = `data/${name}.csv`;
    const compared = { fields: table.fields, curve };
    const remark = this.#scratch && remarkOnTable(storedText(this.#root, path), csv.toString(), compared);
    if (remark === undefined) this.#differing.delete(name);
    else this.#differing.add(name);
    this.#display.markdown(`Data: ${this.#dataLink(name)} (${size}): ${title}.${inItalics(remark)}`);
    return tableToFrame(table);
  }

  /**
   * Draws a figure as `figures/NAME.svg` and `figures/NAME.png` (600 dpi), and shows it with its caption.
   *
   * `element` is an SVG element such as `Plot.plot` returns. In the SVG file text is outlines, so that it looks the same
   * everywhere; labels may hold light markup: `*J*` for italics, `T_{ph}` and
   * `10^{-3}` for subscripts and superscripts, a backslash before a character that is meant as it is.
   *
   * Which notebook made it is recorded in `data/datapackage.json`.
   *
   * Throws if `element` is something else (Plot's `legend: true` and `caption` give HTML), if text is smaller than 7 pt
   * on paper or reaches beyond the edge, if the figure refers to other files, if a dataset of `data` is not stored, if
   * another notebook of the project makes a figure of this name, under `reproduce` if this one has made one already, and if
   * it cannot be drawn. Nothing is written then.
   */
  figure(name: string, element: FigureElement, options: FigureOptions): void {
    const { caption, alt, data = [], store = true, width } = options;
    checkName("figure", name);
    if (!caption?.trim() || !alt?.trim())
      throw new Error(`figure "${name}" must have a caption and an alt text`);
    for (const dataset of data) {
      const places = [this.#dataFile(`${dataset}.csv`), join(this.#root, "data", `${dataset}.csv`)];
      if (!places.some(existsSync))
        throw new Error(`figure "${name}" names the dataset "${dataset}", which is not stored`);
    }
    const file = selfContained(element, {
      name,
      title: name,
      description: alt,
      ...(width !== undefined && { width }),
    });
    const screen = Math.round(screenScale * file.pixels);
    const print = Math.round((file.width / 2.54) * printResolution);
    let pngs: Buffer[];
    try {
      pngs = rasterise(file.svg, store ? [screen, print] : [screen]);
    } catch (error) {
      throw new Error(`figure "${name}": ${(error as Error).message}`);
    }
    if (store) {
      const { resources, figures } = this.#datapackage();
      this.#refuseTaken("figure", name, ({ package: { figures: stored = [] } }) =>
        stored.filter((one) => one.name === name),
      );
      this.#refuseSecond(
        "figure",
        name,
        figures.some((one) => one.name === name),
      );
      const record: FigureRecord = { name, notebook: this.path, caption, data: [...data] };
      const kept = figures.filter((one) => one.name !== name);
      const described = serialise(datapackage(resources, [...kept, record]));
      writeWhole(join(this.#folder, "figures", `${name}.svg`), file.svg);
      writeWhole(join(this.#folder, "figures", `${name}.png`), pngs[1]!);
      writeWhole(this.#dataFile("datapackage.json"), described);
    }
    this.#display.png(pngs[0]!, alt);
    const remark =
      this.#scratch && store
        ? remarkOnFigure(storedText(this.#root, `figures/${name}.svg`), file.svg)
        : undefined;
    const links = [
      ...data.map((dataset) => this.#dataLink(dataset)),
      ...(store
        ? ["svg", "png"].map(
            (end) => `[${name}.${end}](${this.#link(`figures/${name}.${end}`, remark !== undefined)})`,
          )
        : []),
    ];
    const files = links.length > 0 ? `\n\nFiles: ${links.join(", ")}.` : "";
    const label = /^[*_]*Fig\./.test(caption.trim()) ? "" : `**Figure \`${name}\`.** `;
    this.#display.markdown(`${label}${caption.trim()}${files}${inItalics(remark)}`);
  }

  /**
   * Tests a claim of the paper, records it in `data/claims.json`, and shows whether it holds.
   *
   * A claim that fails is shown and recorded, not thrown. Texts are Markdown, with formulas between dollar signs.
   *
   * An id belongs to one claim or check of a notebook. A cell that runs again, as in Jupyter, replaces what it recorded;
   * if the record replaced has another text, that is said.
   *
   * Throws if it has not exactly one of `below`, `above` and `near`, if a text is missing, if another notebook of the
   * project tests a claim of this id, and under `reproduce`, where no cell runs twice, if this notebook has tested one of
   * this id already.
   */
  claim(claim: Claim): void {
    this.#test("claim", claim);
  }

  /** Tests a consistency check of our own, as {@link Notebook.claim} does a claim; other notebooks may use its id too. */
  check(check: Check): void {
    this.#test("check", check);
  }

  /**
   * Gives names to what the text says: in a Markdown cell, `<!--=edge-->−2.17` has the value of `edge`, and `npm run
   * reproduce` writes it there. A number is written with three significant digits, as {@link sig} does; `fix(x, 6)` and
   * `sig(x, 8)` write others, and one word may be a value too. A comment before a formula is for its last number, and in
   * it numbers are LaTeX: `<!--=edge-->$V=-2.17$`.
   *
   * Shows nothing as long as the text has these values, and says otherwise which are others.
   *
   * Throws, with the name, if it is no identifier, if a value is neither a finite number nor a word, and under
   * `reproduce`, where no cell runs twice, if the name has another value already.
   */
  values(named: Readonly<Record<string, number | string>>): void {
    const fresh = Object.entries(named).map(([name, value]) => [name, valueText(name, value)] as const);
    for (const [name, text] of fresh) {
      const before = this.#values.get(name);
      if (this.#scratch === undefined && before !== undefined && before !== text)
        throw new Error(`the value "${name}" is ${before} already, and cannot be ${text} too`);
      this.#values.set(name, text);
    }
    if (this.#scratch === undefined) {
      writeWhole(join(this.#folder, "values.json"), serialise(Object.fromEntries(this.#values)));
      return;
    }
    const remark = remarkOnNumbers(storedText(this.#root, this.path), new Map(fresh));
    if (remark !== undefined) this.#display.markdown(remark);
  }

  /** Shows rows as a table, numbers with four significant digits unless told otherwise. Throws for no rows. */
  table(rows: readonly object[], options: TableOptions = {}): void {
    this.#display.markdown(markdownTable(rows, options));
  }

  /**
   * Stores what this notebook has made since it was opened, over what is stored under the same names, and shows which
   * files changed. Under `npm run reproduce`, which stores by itself, it does nothing.
   *
   * Throws, with nothing stored, if a claim or check fails.
   */
  store(): void {
    if (this.#scratch === undefined) return;
    const changed = storeResults(this.#folder, this.#root);
    const links = changed.map((path) => `[${path}](${posix.relative(posix.dirname(this.path), path)})`);
    this.#display.markdown(links.length === 0 ? "All is stored as it is." : `Stored: ${links.join(", ")}.`);
  }

  #test(kind: "claim" | "check", tested: Check & { where?: string }): void {
    const record = testClaim(kind, tested, this.path);
    if (kind === "claim") {
      this.#refuseTaken("claim", record.id, ({ claims }) =>
        claims.filter((one) => one.kind === "claim" && one.id === record.id),
      );
    }
    const made = this.#own(readDescriptions(this.#folder).claims);
    const before = made.find((one) => one.id === record.id);
    this.#refuseSecond("claim or check", record.id, before !== undefined);
    const kept = made.filter((one) => one !== before);
    writeWhole(this.#dataFile("claims.json"), serialise(claimsFile([...kept, record])));
    const isOther = before !== undefined && (before.kind !== kind || before.claim !== record.claim);
    const remark = isOther ? `\n\n*It replaces the ${before.kind} of the same id: ${before.claim}*` : "";
    this.#display.markdown(`${verdict(record, tested.value)}${remark}`);
  }

  #datapackage(): { resources: readonly Resource[]; figures: readonly FigureRecord[] } {
    const { resources, figures = [] } = readDescriptions(this.#folder).package;
    return { resources: this.#own(resources), figures: this.#own(figures) };
  }

  /** Another notebook may have written into the folder of `EHP_OUTPUT`. */
  #own<Entry extends { readonly notebook: string }>(entries: readonly Entry[]): readonly Entry[] {
    return entries.filter((entry) => entry.notebook === this.path);
  }

  /**
   * What another notebook of the project makes cannot be made here under the same name. `reproduce` sees to that by
   * itself: it knows which notebooks run, and that one of them may no longer make what is on record.
   */
  #refuseTaken(
    kind: string,
    name: string,
    same: (stored: Descriptions) => readonly { readonly notebook: string }[],
  ): void {
    if (this.#scratch === undefined) return;
    const other = same(readDescriptions(this.#root)).find(
      ({ notebook }) => notebook !== this.path && existsSync(join(this.#root, notebook)),
    );
    if (other) {
      throw new Error(
        `${kind} "${name}" is made by ${other.notebook} too; give it another name in ${this.path}`,
      );
    }
  }

  /** Under `reproduce`, where no cell runs twice, a name that comes again would replace what has it, without a word. */
  #refuseSecond(kind: string, name: string, isTaken: boolean): void {
    if (isTaken && this.#scratch === undefined)
      throw new Error(`"${name}" is the name of a second ${kind} in ${this.path}; give it another name`);
  }

  #dataFile(name: string): string {
    return join(this.#folder, "data", name);
  }

  #dataLink(name: string): string {
    return `[${name}.csv](${this.#link(`data/${name}.csv`, this.#differing.has(name))})`;
  }

  /** Link from the notebook to a file as it is stored or will be, or to the one just made if that differs. */
  #link(path: string, differs: boolean): string {
    const place = differs && this.#scratch !== undefined ? `${this.#scratch}/${path}` : path;
    return posix.relative(posix.dirname(this.path), place);
  }
}

/** A paragraph for a remark on what was made, if there is one. */
function inItalics(remark: string | undefined): string {
  return remark === undefined ? "" : `\n\n*${remark}; \`notebook.store()\` stores this one.*`;
}

function checkName(kind: string, name: string): void {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`the name of a ${kind} must be small letters, digits and single hyphens, not "${name}"`);
  }
}

function valueText(name: string, value: number | string): string {
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new Error(`the name of a value must be an identifier, as in coldestBias, not "${name}"`);
  const text = typeof value === "number" ? sig(value, 3) : value;
  if (canBeFilledIn(text) && !/^[−-]?NaN$/.test(text)) return text;
  throw new Error(`the value "${name}" must be a finite number or one word, not ${text}`);
}

function verdict(record: ClaimRecord, value: number): string {
  const { id, kind, claim, where, quantity, criterion, holds } = record;
  const bound =
    "below" in criterion
      ? `below ${sig(criterion.below)}`
      : "above" in criterion
        ? `above ${sig(criterion.above)}`
        : `within ${sig(criterion.within)} of ${sig(criterion.near, 6)}`;
  const mark = holds ? "✓" : "✗";
  const word = kind === "claim" ? (holds ? "holds" : "**fails**") : holds ? "passes" : "**fails**";
  const digits = "near" in criterion ? 6 : 4;
  const small = roundoffBound(value, criterion);
  const place = where === undefined ? "" : ` (${where})`;
  return (
    `${mark} **${kind === "claim" ? "Claim" : "Check"} ${id}** ${word}: ${claim}${place}  \n` +
    `${quantity}: ${small === undefined ? sig(value, digits) : `less than ${sig(small)}`}, to be ${bound}.`
  );
}
