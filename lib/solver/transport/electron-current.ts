/**
 * When the channels of Eq. (8) are the currents in the electrodes. Each quantum that an inter-electrode bath gives to
 * the modes carries one electron from one electrode to the other, and heat with it, if electrons cross in no other
 * way. Where a level, or levels connected by H or by a broadening matrix, touch two electrodes, electrons also cross
 * elastically, and corrections of the same order M^2 to that crossing are missing: the energy current J stays right,
 * the electron current and the heat of each electrode are not given.
 */

import { OF_ELECTRONS, precisionOf } from "../checks/notices.js";
import { contactsOf, type Junction } from "../junction/junction.js";
import { joinsElectrodes } from "../junction/level-groups.js";
import { fromRows } from "../linear/matrix.js";
import type { ElectrodePair } from "../pairs/pairs.js";

/** Whether some group of levels that H or a broadening matrix connects, by more than round-off, touches two electrodes. */
export const crossesWithoutBoson = (junction: Junction): boolean =>
  joinsElectrodes(
    fromRows(junction.hamiltonian),
    contactsOf(junction.electrodes),
    precisionOf(junction.hamiltonian.length, junction.notices, OF_ELECTRONS),
  );

/** Why Eq. (8) does not give this junction's electron current, or undefined if it does. */
export function whyNoElectronCurrent(junction: Junction): string | undefined {
  const electrodes = Object.keys(junction.electrodes).length;
  if (electrodes !== 2) return `it is defined between two electrodes, and this junction has ${electrodes}`;
  if (crossesWithoutBoson(junction)) {
    return (
      "electrons also cross this junction without a boson (a level group touches both electrodes), so the " +
      "channels of Eq. (8) are not the electrode current: elastic corrections of the same order are missing"
    );
  }
  return undefined;
}

/** The electrodes between which I counts: from L to R, or from the first to the second where they have other names. */
export function directionOf(junction: Junction): readonly [string | undefined, string | undefined] {
  const names = Object.keys(junction.electrodes);
  return names.includes("L") && names.includes("R") ? ["L", "R"] : [names[0], names[1]];
}

/** Sign with which a quantum from this bath counts in I. */
export function chargeOf(junction: Junction, bath: ElectrodePair): number {
  const [first, second] = directionOf(junction);
  if (bath.from === first && bath.to === second) return 1;
  return bath.from === second && bath.to === first ? -1 : 0;
}
