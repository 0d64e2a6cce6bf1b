// What the benchmark ran on.

import { arch, availableParallelism, cpus, platform, release } from "node:os";
import type { Machine } from "./measurements.js";
import type { Python } from "./opponents/python.js";

export function describeMachine(python: Python | undefined): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    os: `${platform()} ${release()}, ${arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    date: new Date().toISOString().slice(0, 10),
    ...(python && { python: python.versions }),
  };
}
