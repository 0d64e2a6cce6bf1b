/**
 * Energy and charge transport between electrons and bosons through electron-hole pair baths.
 * The floors of the house, from left to right, and which file is for what: ../README.md.
 */

export {
  type HarmonicChannel,
  type HarmonicCurrents,
  type HarmonicOptions,
  harmonicCurrents,
} from "./beyond/harmonic.js";
export { type ModeState, type ModeStateOptions, type ModeValues, modeState } from "./beyond/mode-state.js";
export {
  type BornCurrents,
  type BornOptions,
  type BornTerminal,
  bornCurrents,
} from "./beyond/self-consistent-born.js";
export {
  type CriticalDamping,
  criticalDamping,
  type ModeStability,
  modeStability,
} from "./beyond/stability.js";
export { type ValidityItem, type ValidityOptions, validity } from "./beyond/validity.js";
export { modeSpectralFunction } from "./bosons/bosons.js";
export { spectralFunction } from "./electrons/electrons.js";
export {
  type Electrode,
  type ElectrodeInput,
  type Junction,
  type JunctionInput,
  junction,
  type MatrixInput,
  type MatrixRows,
  type Mode,
  type ModeInput,
  type Notice,
  type StructuredElectrode,
  type StructuredElectrodeInput,
  type TwoLevelParameters,
  twoLevelJunction,
  type WideBandElectrode,
  type WideBandElectrodeInput,
} from "./junction/junction.js";
export type { OperatingPoint, Reservoir } from "./junction/operating-point.js";
export { type PairBath, pairBath } from "./pairs/pair-bath.js";
export { pairSelfEnergy } from "./pairs/self-energy.js";
export {
  biased,
  type Parameter,
  type Parameters,
  paperJunction,
  paperJunctionWith,
  parameters,
  parameterTable,
  rectificationRatio,
  splitTemperatures,
  twoTerminal,
} from "./paper/parameters.js";
export {
  type DerivativeParts,
  type Derivatives,
  type Differential,
  type DifferentialOptions,
  differential,
} from "./second-order/differential.js";
export {
  type LinearResponse,
  type LinearResponseOptions,
  linearResponse,
  type Onsager,
  type Rows,
} from "./second-order/linear-response.js";
export type { Hartree } from "./second-order/terminal-integrals.js";
export type { CurrentParts, Terminal } from "./second-order/terminals.js";
export { type Complex, type ComplexLike, imaginaryPart, realPart } from "./special/complex.js";
export { theta, thetaDifference, thetaRectangle } from "./special/digamma.js";
export { bose, fermi } from "./special/distributions.js";
export { linspace, logspace } from "./special/grids.js";
export { rootBetween } from "./special/root.js";
export { type Noise, type NoiseOptions, noise } from "./transport/noise.js";
export {
  type SweepColumn,
  type SweepColumns,
  type SweepOptions,
  type SweepQuantity,
  sweep,
  sweepRows,
} from "./transport/sweep.js";
export {
  type ChannelCurrent,
  type CurrentOptions,
  type Currents,
  currents,
  electronCurrent,
  type SpectralCurrents,
  spectralCurrents,
  type TerminalCurrents,
  type TerminalOptions,
} from "./transport/transport.js";
