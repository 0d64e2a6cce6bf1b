// Live progress: on a terminal one line for each running notebook, rewritten in place; elsewhere only what is written
// for good.

import type { Progress } from "./run-notebook.js";

interface Line {
  readonly name: string;
  readonly began: number;
  progress: Progress;
}

const REDRAW_INTERVAL = 200;
/** ANSI: to the start of the line `n` above, and from there clear all below. */
const CLEAR_ABOVE = (n: number): string => (n > 0 ? `\x1b[${n}F\x1b[J` : "");

export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #lines: Map<string, Line> = new Map();
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn: number = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    if (stream.isTTY) this.#timer = setInterval(() => this.#draw(), REDRAW_INTERVAL);
  }

  begin(name: string): void {
    this.#lines.set(name, { name, began: performance.now(), progress: { cell: 0, cells: 0 } });
  }

  update(name: string, progress: Progress): void {
    const line = this.#lines.get(name);
    if (!line) return;
    line.progress = progress;
    if (this.#stream.isTTY) this.#draw();
  }

  /** Removes a notebook's line, and writes `text` above the others for good. */
  finish(name: string, text: string): void {
    this.#lines.delete(name);
    this.#erase();
    this.#stream.write(`${text}\n`);
    if (this.#stream.isTTY) this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#erase();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(CLEAR_ABOVE(this.#drawn));
    this.#drawn = 0;
  }

  #draw(): void {
    const width = this.#stream.columns || 80;
    const lines = [...this.#lines.values()].map((line) => describe(line).slice(0, width - 1));
    this.#stream.write(CLEAR_ABOVE(this.#drawn) + lines.map((line) => `${line}\n`).join(""));
    this.#drawn = lines.length;
  }
}

function describe({ name, began, progress: { cell, cells } }: Line): string {
  const where = cell === 0 ? "starting the kernel" : `cell ${cell}/${cells}`;
  return `${name}: ${where}, ${((performance.now() - began) / 1000).toFixed(1)} s`;
}
