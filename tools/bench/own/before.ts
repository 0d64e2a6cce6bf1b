// Seconds that the version before the present solver (commit 026469a) took for the same, where it could be measured in
// reasonable time: `currents` at the same tolerance, processor time, warm, once, on 2026-11-28. The machine was busy and
// took three times as long as a quiet one; all is multiplied by 0.32, the median ratio of the nine two-level points by that
// version's special route to the times of a quiet machine that it had published. The map by that route is published, too.
// The row of 104 levels ended in an error (maximum call stack size exceeded).

export const BEFORE: Readonly<Record<string, number>> = {
  P1: 380e-6,
  P2: 180e-6,
  P3: 100e-6,
  P4: 150e-6,
  P5: 160e-6,
  P6: 190e-6,
  P7: 250e-6,
  P8: 140e-6,
  P9: 110e-6,
  "equal-2-1": 440e-6,
  "equal-4-1": 840e-6,
  "equal-8-1": 0.0025,
  "equal-16-1": 0.0084,
  "equal-32-1": 0.039,
  "equal-2-4": 0.0014,
  "equal-4-4": 0.0024,
  "equal-8-4": 0.0071,
  "equal-16-4": 0.017,
  "equal-32-4": 0.076,
  "modes-8-1": 0.0029,
  "modes-8-2": 0.0029,
  "modes-8-4": 0.0072,
  "modes-8-8": 0.015,
  "modes-8-16": 0.055,
  "unequal-2-1": 0.011,
  "unequal-8-1": 0.15,
  "band-point": 5.7,
  "map-4": 160.0,
  "map-2": 1.4,
  stability: 2.2,
  harmonic: 44.0,
};
