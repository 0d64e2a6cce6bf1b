// Seconds that the version before the present solver (commit 026469a) took for the same, where it could be measured in
// reasonable time: by processor time, warm, once, on 2026-11-28, on a machine that was not quiet. `currents` at the same
// tolerance; the two-level points by its special route as well, which gave J and I alone.

export const BEFORE: Readonly<Record<string, number>> = {};
