// The clock all times are taken with. Processor time counts what this process computed, compiling and collecting garbage
// included, and not what other work on the machine took from it: on a busy machine it repeats to a few percent where the
// wall clock is off by a factor. Windows counts processor time in steps of 16 ms, too coarse for these runs.

/** Seconds, from an arbitrary start. */
export const now: () => number = process.platform === "win32" ? wallTime : processorTime;

function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function wallTime(): number {
  return performance.now() / 1000;
}
