import { describe, expect, it } from "vitest";
import { cite, references, referenceTable } from "../../lib/notebook/index.js";

describe("the references of the paper", () => {
  it("are 40, numbered in order", () => {
    expect(references.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, k) => k + 1));
  });

  it.each(references)("$number is complete: $authors, $journal", ({ authors, title, journal, year }) => {
    expect(authors).toMatch(/^\p{Lu}[\p{L}' -]+(, \p{Lu}[\p{L}' -]+)*$/u);
    expect(title).toMatch(/^\p{Lu}.*[^.]$/u);
    expect(journal).toMatch(/^[A-Z].* \d+, S?\d+$/);
    expect(year).toBeGreaterThan(1990);
    expect(year).toBeLessThan(2020);
  });

  it("have DOIs of the form 10.prefix/suffix, no two the same, and all but two have one", () => {
    const dois = references.flatMap(({ doi }) => (doi === undefined ? [] : [doi]));
    for (const doi of dois) expect(doi).toMatch(/^10\.\d{4}\/[\w./-]+[\w]$/);
    expect(new Set(dois).size).toBe(dois.length);
    expect(references.filter(({ doi }) => doi === undefined).map(({ number }) => number)).toEqual([17, 22]);
  });

  it("have the DOI that follows from journal, volume and article where the publisher makes it so", () => {
    const prefixes: Readonly<Record<string, string>> = {
      "Rev. Mod. Phys.": "RevModPhys",
      "Phys. Rev. Lett.": "PhysRevLett",
      "Phys. Rev. B": "PhysRevB",
      "Phys. Rev. E": "PhysRevE",
    };
    const ofTheSociety = references.filter(({ doi }) => doi?.startsWith("10.1103/"));
    expect(ofTheSociety).toHaveLength(
      references.filter(({ journal }) => /^(Phys\. |Rev\. Mod)/.test(journal) && !/Chem/.test(journal))
        .length,
    );
    for (const { journal, doi } of ofTheSociety) {
      const [, name, volume, article] = /^(.*) (\d+), (\S+)$/.exec(journal)!;
      expect(doi).toBe(`10.1103/${prefixes[name!]}.${volume}.${article}`);
    }
  });

  it("are cited by a link where the DOI is known, and by their number where it is not", () => {
    expect(cite(40)).toBe("[[40](https://doi.org/10.1103/PhysRevB.83.085428)]");
    expect(cite(17)).toBe("[17]");
    expect(() => cite(41)).toThrow("number must be that of a reference, 1 to 40; it is 41");
    expect(() => cite(0)).toThrow(RangeError);
  });

  it("make a table with a link for each DOI", () => {
    expect(referenceTable()).toHaveLength(40);
    expect(referenceTable([37, 22])).toEqual([
      {
        no: 37,
        reference:
          "Zhang, Lü, Wang, Li, *Thermal transport across metal-insulator interface via electron-phonon interaction*, J. Phys.: Condens. Matter 25, 445801 (2013)",
        DOI: "[10.1088/0953-8984/25/44/445801](https://doi.org/10.1088/0953-8984/25/44/445801)",
      },
      expect.objectContaining({ no: 22, DOI: "" }),
    ]);
  });
});
