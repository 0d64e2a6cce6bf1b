/** One column of a dataset. */
export interface Column {
  /** What the numbers are, in words: "chemical potential of both electrodes". */
  readonly meaning: string;
  /** Their unit, as in "hbar Omega"; "1" for pure numbers and names. */
  readonly unit: string;
  /** The symbol of the paper, as in "mu_L"; none by default. */
  readonly symbol?: string;
}

/** A field of a table schema, with the unit added. */
export interface Field {
  readonly name: string;
  readonly type: "number" | "string";
  readonly title?: string;
  readonly description: string;
  readonly unit: string;
}

/** A tabular data resource of the Frictionless Data Package form, with what this project adds at the end. */
export interface Resource {
  readonly name: string;
  readonly path: string;
  readonly profile: "tabular-data-resource";
  readonly title: string;
  readonly description: string;
  readonly format: "csv";
  readonly mediatype: "text/csv";
  readonly encoding: "utf-8";
  readonly bytes: number;
  /** "sha256:" and the hexadecimal digest of the file. */
  readonly hash: string;
  readonly schema: { readonly fields: readonly Field[] };
  /** Path of the notebook that made the data, below the project's root. */
  readonly notebook: string;
  /** Number of rows. */
  readonly rows: number;
  /** Columns that tell one curve from another. */
  readonly curve: readonly string[];
  /** What the data were computed with. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A stored figure: who made it and from which data. The Data Package form leaves room for such properties. */
export interface FigureRecord {
  /** Name of the files `figures/NAME.svg` and `.png`. */
  readonly name: string;
  /** Path of the notebook that made the figure, below the project's root. */
  readonly notebook: string;
  readonly caption: string;
  /** Names of the datasets behind it. */
  readonly data: readonly string[];
}

/** The description of `data/`, as `data/datapackage.json` holds it. */
export interface Datapackage {
  readonly profile: "tabular-data-package";
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly licenses: readonly { readonly name: string; readonly path: string; readonly title: string }[];
  readonly sources: readonly { readonly title: string }[];
  readonly resources: readonly Resource[];
  /** The stored figures; files written before figures were recorded have none. */
  readonly figures?: readonly FigureRecord[];
}

/** A data package of the project with the given resources and figures, each in the order of their names. */
export function datapackage(
  resources: readonly Resource[],
  figures: readonly FigureRecord[] = [],
): Datapackage {
  return {
    profile: "tabular-data-package",
    name: "ehp-transport",
    title: "Electron-hole pair excitation and energy transport in hybrid electron-boson junctions: data",
    description:
      "The numbers behind the figures, computed by the notebooks of this project. Units: hbar = k_B = e = 1, and " +
      "energies in units of the mode's energy hbar Omega.",
    licenses: [{ name: "MIT", path: "https://opensource.org/license/mit", title: "MIT License" }],
    sources: [
      {
        title:
          "B.-Z. Hu, L.-L. Nian, and J.-T. Lü, Electron-hole pair excitation and energy transport in hybrid " +
          "electron-boson junctions (2019)",
      },
    ],
    resources: [...resources].sort((a, b) => compareNames(a.name, b.name)),
    figures: [...figures].sort((a, b) => compareNames(a.name, b.name)),
  };
}

/**
 * The stored data package after a run that made `fresh`.
 *
 * All stored resources and figures of the notebooks that ran are dropped, then those of `fresh` are added; one of the
 * same name is replaced. `notebooks` are the paths of the notebooks that ran, by default those that `fresh` mentions:
 * name them to drop what one made that makes none any more. `stored` may be `undefined`. Neither argument is changed.
 */
export function mergeDatapackage(
  stored: Datapackage | undefined,
  fresh: Datapackage,
  notebooks: readonly string[] = [...fresh.resources, ...(fresh.figures ?? [])].map((one) => one.notebook),
): Datapackage {
  const merge = <Entry extends { readonly name: string; readonly notebook: string }>(
    old: readonly Entry[] = [],
    added: readonly Entry[] = [],
  ): Entry[] => {
    const names = new Set(added.map(({ name }) => name));
    const kept = old.filter(({ name, notebook }) => !notebooks.includes(notebook) && !names.has(name));
    return [...kept, ...added];
  };
  return datapackage(merge(stored?.resources, fresh.resources), merge(stored?.figures, fresh.figures));
}

const collator = new Intl.Collator("en", { numeric: true });

/** Order of names in stored files, with numbers by value: C2 before C10. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
