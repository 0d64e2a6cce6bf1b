/**
 * One attempt at the integral, as all files of the rule hand it on: the nodes w0 + n h, the ceiling above which poles
 * are left out, and what counts as negligible.
 */
import type { Setting } from "./density.js";
import type { TwoLevelModel } from "./model.js";

export interface Task {
  readonly model: TwoLevelModel;
  readonly setting: Setting;
  readonly Te: number;
  readonly Tph: number;
  /** h */
  readonly step: number;
  /** w0 */
  readonly offset: number;
  /** height from which on poles are left out; infinite except below a collision of poles */
  readonly ceiling: number;
  /** what one neglected tail may take, relative to the sum of |terms| */
  readonly share: number;
  /** the same in units of J and I, and then in place of `share`; 0 while the currents are unknown */
  readonly shareJ: number;
  readonly shareI: number;
  /** Omega' = sqrt(Omega^2 - gamma_ph^2/4), the real part of the mode's poles; 0 where overdamped */
  readonly swing: number;
  /** |Omega'| where overdamped, half the distance of the two poles on the imaginary axis; 0 elsewhere */
  readonly split: number;
  /** height of rungs from which on residues fall: mode and levels lie well below */
  readonly reach: number;
}
