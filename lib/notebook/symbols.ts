/**
 * The symbols of the paper and of these notebooks, with their names in the code: one table for readers who go from a
 * formula to the library and back. A test holds it against the formulas of the notebooks and the public declarations.
 */

/** A symbol and what it is called in the code. */
export interface SymbolEntry {
  /** as LaTeX, without dollar signs */
  readonly symbol: string;
  /**
   * its names in the code: a function (`fermi`), a field of a type (`Reservoir.mu`), a parameter of a function
   * (`spectralFunction(energy)`) or a value of the paper (`parameters.spin`); none if it stands in formulas only
   */
  readonly code: readonly string[];
  readonly meaning: string;
  /** in units of hbar = k_B = e = 1, with the energy of the mode as unit of energy */
  readonly unit: string;
  /** where the paper has it, "" where it is ours */
  readonly where: string;
}

const entry = (
  symbol: string,
  code: readonly string[],
  meaning: string,
  unit: string,
  where: string,
): SymbolEntry => ({ symbol, code, meaning, unit, where });

const ENERGY = "$\\hbar\\Omega$";
const RATE = "$\\Omega$";
const POWER = "$\\hbar\\Omega^2$";

/** The table, in the order in which the theory needs the symbols. */
export const symbols: readonly SymbolEntry[] = [
  entry(
    "\\Omega",
    ["Mode.omega", "parameters.omega"],
    "energy of the mode; the unit of energy",
    ENERGY,
    "Eq. (4)",
  ),
  entry(
    "\\omega",
    ["ehpDensityOfStates(omega)", "spectralCurrents(omega)"],
    "energy of a pair or boson",
    ENERGY,
    "Eq. (6)",
  ),
  entry(
    "\\varepsilon",
    ["spectralFunction(energy)", "fermi(energy)"],
    "energy of an electron",
    ENERGY,
    "Eq. (5)",
  ),
  entry(
    "\\varepsilon_\\alpha",
    ["TwoLevelParameters.epsilonL", "TwoLevelParameters.epsilonR"],
    "level at electrode L or R",
    ENERGY,
    "Fig. 2",
  ),
  entry(
    "\\gamma_\\alpha",
    ["TwoLevelParameters.gammaL", "TwoLevelParameters.gammaR"],
    "broadening of that level, its full width",
    ENERGY,
    "Fig. 3",
  ),
  entry("H", ["JunctionInput.hamiltonian"], "Hamiltonian of the levels, a matrix", ENERGY, "Sec. II A"),
  entry(
    "\\Gamma_\\alpha",
    ["WideBandElectrode.broadening"],
    "broadening by electrode $\\alpha$, a matrix",
    ENERGY,
    "",
  ),
  entry(
    "M",
    ["Mode.coupling"],
    "coupling of the electrons to a mode, a matrix",
    "$(\\hbar\\Omega)^{3/2}$",
    "Eq. (1)",
  ),
  entry(
    "m",
    ["TwoLevelParameters.coupling", "parameters.coupling"],
    "off-diagonal element of $M$, two levels",
    "$(\\hbar\\Omega)^{3/2}$",
    "Fig. 3",
  ),
  entry("c_i", [], "annihilates an electron in state $i$", "1", "Eq. (1)"),
  entry("e_\\alpha", [], "an electron in electrode $\\alpha$", "1", "Eq. (2)"),
  entry("h_\\beta", [], "a hole in electrode $\\beta$", "1", "Eq. (2)"),
  entry("b_n", [], "a boson of mode $n$", "1", "Eq. (2)"),
  entry("u", [], "displacement of a mode, mass-normalised", "$(\\hbar\\Omega)^{-1/2}$", "Eq. (1)"),
  entry(
    "\\gamma_{ph}",
    ["JunctionInput.damping", "TwoLevelParameters.gammaPh", "parameters.gammaPh"],
    "damping of the modes by their bath",
    RATE,
    "Sec. II C",
  ),
  entry(
    "\\Gamma_{ph}",
    [],
    "broadening of the modes by their bath, $2\\omega\\gamma_{ph}$",
    "$(\\hbar\\Omega)^2$",
    "Eq. (8)",
  ),
  entry("\\mu_\\alpha", ["Reservoir.mu"], "chemical potential of electrode $\\alpha$", ENERGY, "Eq. (5)"),
  entry(
    "\\mu",
    ["parameters.chemicalPotentials"],
    "the same, where both electrodes have it",
    ENERGY,
    "Fig. 3",
  ),
  entry("\\mu_0", ["parameters.centre"], "mean of the two under a bias", ENERGY, ""),
  entry(
    "\\mu_{\\alpha\\beta}",
    ["ChannelCurrent.mu"],
    "chemical potential of the pairs, $\\mu_\\alpha-\\mu_\\beta$",
    ENERGY,
    "Eq. (4)",
  ),
  entry("V", ["parameters.bias"], "bias $\\mu_L-\\mu_R$", ENERGY, "Fig. 5"),
  entry("T_\\alpha", ["Reservoir.temperature"], "temperature of electrode $\\alpha$", ENERGY, "Eq. (7)"),
  entry("T_e", ["twoTerminal(electronTemperature)"], "temperature of both electrodes", ENERGY, "Eq. (6)"),
  entry(
    "T_{ph}",
    ["OperatingPoint.bath", "twoTerminal(bosonTemperature)"],
    "temperature of the modes' bath",
    ENERGY,
    "Eq. (8)",
  ),
  entry(
    "T",
    ["fermi(temperature)", "parameters.coolingTemperatures"],
    "temperature, where all are the same",
    ENERGY,
    "Fig. 5",
  ),
  entry("T_0", ["parameters.meanTemperature"], "mean of $T_e$ and $T_{ph}$", ENERGY, ""),
  entry(
    "\\Delta T",
    ["splitTemperatures(deltaT)", "parameters.deltaT"],
    "$T_e-T_{ph}$",
    ENERGY,
    "Sec. III A",
  ),
  entry("f_\\alpha", ["fermi"], "Fermi function of electrode $\\alpha$", "1", "Eq. (5)"),
  entry("n_B", ["bose", "ehpOccupation"], "Bose function", "1", "Eq. (6)"),
  entry("G^r", [], "retarded Green's function of the electrons; $G^a$ its adjoint", "$1/\\hbar\\Omega$", ""),
  entry(
    "A_\\alpha",
    ["spectralFunction"],
    "spectral function of the electrons from electrode $\\alpha$",
    "$1/\\hbar\\Omega$",
    "Eq. (7)",
  ),
  entry(
    "T_{\\alpha\\to\\beta}",
    ["EhpRates.emission"],
    "rate at which pairs recombine and emit a boson",
    "$(\\hbar\\Omega)^2$",
    "Eq. (5)",
  ),
  entry(
    "T_{\\alpha\\leftarrow\\beta}",
    ["EhpRates.absorption"],
    "rate at which pairs are made and absorb a boson",
    "$(\\hbar\\Omega)^2$",
    "Eq. (4)",
  ),
  entry(
    "\\Lambda^{\\alpha\\beta}",
    ["ehpDensityOfStates"],
    "density of states of electron-hole pairs, coupling included",
    "$(\\hbar\\Omega)^2$",
    "Eq. (7)",
  ),
  entry(
    "\\tilde\\Pi^{\\alpha\\beta}",
    ["ehpPowerSpectrum"],
    "power spectrum of the pairs",
    "$(\\hbar\\Omega)^2$",
    "Eq. (6)",
  ),
  entry(
    "\\Pi^r",
    ["ehpSelfEnergy"],
    "retarded self-energy of the modes by the pairs",
    "$(\\hbar\\Omega)^2$",
    "",
  ),
  entry(
    "D^r",
    [],
    "retarded propagator of the modes; $D^a$ its adjoint",
    "$(\\hbar\\Omega)^{-2}$",
    "Eq. (8)",
  ),
  entry(
    "\\mathcal A_{ph}",
    ["modeSpectralFunction"],
    "spectral function of the modes",
    "$(\\hbar\\Omega)^{-2}$",
    "Eq. (8)",
  ),
  entry(
    "\\mathcal T",
    [],
    "transmission between pairs and bosons, $\\mathrm{Tr}[\\Lambda\\mathcal A_{ph}]$",
    "1",
    "Sec. III A",
  ),
  entry(
    "J",
    ["Currents.J", "ChannelCurrent.J"],
    "energy per time from the electrons into the bosons",
    POWER,
    "Eq. (8)",
  ),
  entry("I", ["Currents.I", "ChannelCurrent.I"], "electrons per time from L to R", RATE, "Fig. 4"),
  entry("Q_\\alpha", ["Currents.heat"], "heat per time out of electrode $\\alpha$", POWER, ""),
  entry("\\sigma", ["Currents.entropyProduction"], "entropy production", RATE, ""),
  entry("R", ["rectificationRatio", "parameters.rectification"], "rectification ratio", "1", "Fig. 3"),
  entry("\\theta", ["theta"], "digamma function, $\\theta(u)=\\psi(\\frac12+u)$", "1", ""),
  entry("\\mathrm{dd}", ["thetaDifference"], "its divided difference", "1", ""),
  entry(
    "\\mathrm{rect}",
    ["thetaRectangle"],
    "its second divided difference, at the corners of a parallelogram",
    "1",
    "",
  ),
];

/**
 * Rows of a table of symbols for a notebook.
 * @returns one row per symbol; formulas between dollar signs, names of the code as code
 */
export function symbolTable(): {
  readonly symbol: string;
  readonly "in the code": string;
  readonly meaning: string;
  readonly unit: string;
  readonly paper: string;
}[] {
  return symbols.map(({ symbol, code, meaning, unit, where }) => ({
    symbol: `$${symbol}$`,
    "in the code": code.map((name) => `\`${name}\``).join(", "),
    meaning,
    unit,
    paper: where,
  }));
}
