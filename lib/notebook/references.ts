/**
 * The references of the paper by its own numbers, for tables and links in notebooks.
 *
 * A DOI stands here only where it is certain: it follows from journal, volume and article number (American Physical
 * Society, Institute of Physics), or the paper prints it, or it was looked up. Two are left out.
 */

/** A reference of the paper. */
export interface Reference {
  /** Its number in the paper, from 1. */
  readonly number: number;
  /** Family names of all authors. */
  readonly authors: string;
  readonly title: string;
  /** Journal, volume, and first page or article number. */
  readonly journal: string;
  readonly year: number;
  /** As in "10.1103/RevModPhys.71.S306", where it is certain. */
  readonly doi?: string;
}

/** The 40 references of the paper, in order. */
export const references: readonly Reference[] = [
  {
    number: 1,
    authors: "Imry, Landauer",
    title: "Conductance viewed as transmission",
    journal: "Rev. Mod. Phys. 71, S306",
    year: 1999,
    doi: "10.1103/RevModPhys.71.S306",
  },
  {
    number: 2,
    authors: "Ojanen, Jauho",
    title: "Mesoscopic photon heat transistor",
    journal: "Phys. Rev. Lett. 100, 155902",
    year: 2008,
    doi: "10.1103/PhysRevLett.100.155902",
  },
  {
    number: 3,
    authors: "Biehs, Rousseau, Greffet",
    title: "Mesoscopic description of radiative heat transfer at the nanoscale",
    journal: "Phys. Rev. Lett. 105, 234301",
    year: 2010,
    doi: "10.1103/PhysRevLett.105.234301",
  },
  {
    number: 4,
    authors: "Zhang, Lü, Wang",
    title:
      "Energy transfer between two vacuum-gapped metal plates: Coulomb fluctuations and electron tunneling",
    journal: "Phys. Rev. B 97, 195450",
    year: 2018,
    doi: "10.1103/PhysRevB.97.195450",
  },
  {
    number: 5,
    authors: "Ben-Abdallah, Biehs",
    title: "Near-field thermal transistor",
    journal: "Phys. Rev. Lett. 112, 044301",
    year: 2014,
    doi: "10.1103/PhysRevLett.112.044301",
  },
  {
    number: 6,
    authors: "Rego, Kirczenow",
    title: "Quantized thermal conductance of dielectric quantum wires",
    journal: "Phys. Rev. Lett. 81, 232",
    year: 1998,
    doi: "10.1103/PhysRevLett.81.232",
  },
  {
    number: 7,
    authors: "Mingo, Broido",
    title: "Carbon nanotube ballistic thermal conductance and its limits",
    journal: "Phys. Rev. Lett. 95, 096105",
    year: 2005,
    doi: "10.1103/PhysRevLett.95.096105",
  },
  {
    number: 8,
    authors: "Yamamoto, Watanabe",
    title: "Nonequilibrium Green's function approach to phonon transport in defective carbon nanotubes",
    journal: "Phys. Rev. Lett. 96, 255503",
    year: 2006,
    doi: "10.1103/PhysRevLett.96.255503",
  },
  {
    number: 9,
    authors: "Wang, Wang, Zeng",
    title: "Nonequilibrium Green's function approach to mesoscopic thermal transport",
    journal: "Phys. Rev. B 74, 033408",
    year: 2006,
    doi: "10.1103/PhysRevB.74.033408",
  },
  {
    number: 10,
    authors: "Wang, Zeng, Wang, Gan",
    title: "Nonequilibrium Green's function method for thermal transport in junctions",
    journal: "Phys. Rev. E 75, 061128",
    year: 2007,
    doi: "10.1103/PhysRevE.75.061128",
  },
  {
    number: 11,
    authors: "Wang, Wang, Lü",
    title: "Quantum thermal transport in nanostructures",
    journal: "Eur. Phys. J. B 62, 381",
    year: 2008,
    doi: "10.1140/epjb/e2008-00195-8",
  },
  {
    number: 12,
    authors: "Ruokola, Ojanen, Jauho",
    title: "Thermal rectification in nonlinear quantum circuits",
    journal: "Phys. Rev. B 79, 144306",
    year: 2009,
    doi: "10.1103/PhysRevB.79.144306",
  },
  {
    number: 13,
    authors: "Li, Ren, Wang, Zhang, Hänggi, Li",
    title: "Colloquium: Phononics: Manipulating heat flow with electronic analogs and beyond",
    journal: "Rev. Mod. Phys. 84, 1045",
    year: 2012,
    doi: "10.1103/RevModPhys.84.1045",
  },
  {
    number: 14,
    authors: "Taylor, Segal",
    title: "Quantum bounds on heat transport through nanojunctions",
    journal: "Phys. Rev. Lett. 114, 220401",
    year: 2015,
    doi: "10.1103/PhysRevLett.114.220401",
  },
  {
    number: 15,
    authors: "Wang, Taylor",
    title: "Landauer formulation of photon transport in driven systems",
    journal: "Phys. Rev. B 94, 155437",
    year: 2016,
    doi: "10.1103/PhysRevB.94.155437",
  },
  {
    number: 16,
    authors: "Wang, Wang, Wang, Xing",
    title: "Spin current carried by magnons",
    journal: "Phys. Rev. B 69, 174403",
    year: 2004,
    doi: "10.1103/PhysRevB.69.174403",
  },
  {
    number: 17,
    authors: "Kuhnke, Große, Merino, Kern",
    title: "Atomic-scale imaging and spectroscopy of electroluminescence at molecular interfaces",
    journal: "Chem. Rev. 117, 5174",
    year: 2017,
  },
  {
    number: 18,
    authors: "Galperin",
    title: "Photonics and spectroscopy in nanojunctions: a theoretical insight",
    journal: "Chem. Soc. Rev. 46, 4000",
    year: 2017,
    doi: "10.1039/C7CS00067G",
  },
  {
    number: 19,
    authors: "Schneider, Schull, Berndt",
    title: "Optical probe of quantum shot-noise reduction at a single-atom contact",
    journal: "Phys. Rev. Lett. 105, 026601",
    year: 2010,
    doi: "10.1103/PhysRevLett.105.026601",
  },
  {
    number: 20,
    authors: "Schneider, Lü, Brandbyge, Berndt",
    title: "Light emission probing quantum shot noise and charge fluctuations at a biased molecular junction",
    journal: "Phys. Rev. Lett. 109, 186601",
    year: 2012,
    doi: "10.1103/PhysRevLett.109.186601",
  },
  {
    number: 21,
    authors: "Huang, Chen, D'Agosta, Bennett, Di Ventra, Tao",
    title: "Local ionic and electron heating in single-molecule junctions",
    journal: "Nature Nanotechnology 2, 698",
    year: 2007,
    doi: "10.1038/nnano.2007.345",
  },
  {
    number: 22,
    authors: "Ioffe, Shamai, Ophir, Noy, Yutsis, Kfir, Cheshnovsky, Selzer",
    title: "Detection of heating in current-carrying molecular junctions by Raman scattering",
    journal: "Nature Nanotechnology 3, 727",
    year: 2008,
  },
  {
    number: 23,
    authors: "Lü, Christensen, Wang, Hedegård, Brandbyge",
    title: "Current-induced forces and hot spots in biased nanojunctions",
    journal: "Phys. Rev. Lett. 114, 096801",
    year: 2015,
    doi: "10.1103/PhysRevLett.114.096801",
  },
  {
    number: 24,
    authors: "Härtle, Thoss",
    title:
      "Resonant electron transport in single-molecule junctions: Vibrational excitation, rectification, negative differential resistance, and local cooling",
    journal: "Phys. Rev. B 83, 115414",
    year: 2011,
    doi: "10.1103/PhysRevB.83.115414",
  },
  {
    number: 25,
    authors: "Härtle, Thoss",
    title: "Vibrational instabilities in resonant electron transport through single-molecule junctions",
    journal: "Phys. Rev. B 83, 125419",
    year: 2011,
    doi: "10.1103/PhysRevB.83.125419",
  },
  {
    number: 26,
    authors: "Härtle, Schinabeck, Kulkarni, Gelbwaser-Klimovsky, Thoss, Peskin",
    title: "Cooling by heating in nonequilibrium nanosystems",
    journal: "Phys. Rev. B 98, 081404",
    year: 2018,
    doi: "10.1103/PhysRevB.98.081404",
  },
  {
    number: 27,
    authors: "Galperin, Saito, Balatsky, Nitzan",
    title: "Cooling mechanisms in molecular conduction junctions",
    journal: "Phys. Rev. B 80, 115427",
    year: 2009,
    doi: "10.1103/PhysRevB.80.115427",
  },
  {
    number: 28,
    authors: "Simine, Segal",
    title:
      "Vibrational cooling, heating, and instability in molecular conducting junctions: full counting statistics analysis",
    journal: "Phys. Chem. Chem. Phys. 14, 13820",
    year: 2012,
    doi: "10.1039/C2CP40851A",
  },
  {
    number: 29,
    authors: "Lykkebo, Romano, Gagliardi, Pecchia, Solomon",
    title: "Single-molecule electronics: Cooling individual vibrational modes by the tunneling current",
    journal: "J. Chem. Phys. 144, 114310",
    year: 2016,
    doi: "10.1063/1.4943578",
  },
  {
    number: 30,
    authors: "Zhu, Fiorino, Thompson, Mittapally, Meyhofer, Reddy",
    title: "Near-field photonic cooling through control of the chemical potential of photons",
    journal: "Nature 566, 239",
    year: 2019,
    doi: "10.1038/s41586-019-0918-8",
  },
  {
    number: 31,
    authors: "Head-Gordon, Tully",
    title: "Molecular dynamics with electronic frictions",
    journal: "J. Chem. Phys. 103, 10137",
    year: 1995,
    doi: "10.1063/1.469915",
  },
  {
    number: 32,
    authors: "Dou, Subotnik",
    title: "Perspective: How to understand electronic friction",
    journal: "J. Chem. Phys. 148, 230901",
    year: 2018,
    doi: "10.1063/1.5035412",
  },
  {
    number: 33,
    authors: "Paulsson, Frederiksen, Brandbyge",
    title: "Modeling inelastic phonon scattering in atomic- and molecular-wire junctions",
    journal: "Phys. Rev. B 72, 201101",
    year: 2005,
    doi: "10.1103/PhysRevB.72.201101",
  },
  {
    number: 34,
    authors: "Dou, Miao, Subotnik",
    title:
      "Born-Oppenheimer dynamics, electronic friction, and the inclusion of electron-electron interactions",
    journal: "Phys. Rev. Lett. 119, 046001",
    year: 2017,
    doi: "10.1103/PhysRevLett.119.046001",
  },
  {
    number: 35,
    authors: "Lü, Brandbyge, Hedegård, Todorov, Dundas",
    title:
      "Current-induced atomic dynamics, instabilities, and Raman signals: Quasiclassical Langevin equation approach",
    journal: "Phys. Rev. B 85, 245444",
    year: 2012,
    doi: "10.1103/PhysRevB.85.245444",
  },
  {
    number: 36,
    authors: "Lü, Wang, Hedegård, Brandbyge",
    title: "Electron and phonon drag in thermoelectric transport through coherent molecular conductors",
    journal: "Phys. Rev. B 93, 205404",
    year: 2016,
    doi: "10.1103/PhysRevB.93.205404",
  },
  {
    number: 37,
    authors: "Zhang, Lü, Wang, Li",
    title: "Thermal transport across metal-insulator interface via electron-phonon interaction",
    journal: "J. Phys.: Condens. Matter 25, 445801",
    year: 2013,
    doi: "10.1088/0953-8984/25/44/445801",
  },
  {
    number: 38,
    authors: "Ren, Zhu",
    title:
      "Heat diode effect and negative differential thermal conductance across nanoscale metal-dielectric interfaces",
    journal: "Phys. Rev. B 87, 241412",
    year: 2013,
    doi: "10.1103/PhysRevB.87.241412",
  },
  {
    number: 39,
    authors: "Entin-Wohlman, Imry, Aharony",
    title: "Three-terminal thermoelectric transport through a molecular junction",
    journal: "Phys. Rev. B 82, 115314",
    year: 2010,
    doi: "10.1103/PhysRevB.82.115314",
  },
  {
    number: 40,
    authors: "Sánchez, Büttiker",
    title: "Optimal energy quanta to current conversion",
    journal: "Phys. Rev. B 83, 085428",
    year: 2011,
    doi: "10.1103/PhysRevB.83.085428",
  },
];

/**
 * A Markdown link to a reference of the paper, `[[40](https://doi.org/...)]`, or its bare number in brackets where the
 * DOI is not known. Throws a RangeError for a number the paper does not have.
 */
export function cite(number: number): string {
  const { doi } = referenceOf(number);
  return doi === undefined ? `[${number}]` : `[[${number}](https://doi.org/${doi})]`;
}

/**
 * Rows of a table of references, with a link for each DOI. `numbers` are those to show, by default all.
 * Throws a RangeError for a number the paper does not have.
 */
export function referenceTable(
  numbers: readonly number[] = references.map(({ number }) => number),
): { readonly no: number; readonly reference: string; readonly DOI: string }[] {
  return numbers.map((number) => {
    const { authors, title, journal, year, doi } = referenceOf(number);
    return {
      no: number,
      reference: `${authors}, *${title}*, ${journal} (${year})`,
      DOI: doi === undefined ? "" : `[${doi}](https://doi.org/${doi})`,
    };
  });
}

function referenceOf(number: number): Reference {
  const reference = references.find((one) => one.number === number);
  if (!reference) {
    throw new RangeError(`number must be that of a reference, 1 to ${references.length}; it is ${number}`);
  }
  return reference;
}
