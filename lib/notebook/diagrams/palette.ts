import { lineStyles } from "../style.js";

/** What is drawn in a colour of its own, the same in every diagram and close to that of its curves. */
export interface Palette {
  /** Colour of lines. */
  readonly line: string;
  /** Light colour of areas, opaque. */
  readonly area: string;
}

/** `colour` with so much white that the given part of it is left. */
export function tint(colour: string, part: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const mixed = channels.map((value) => Math.round(255 + part * (value - 255)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

const palette = (line: string, part: number): Palette => ({ line, area: tint(line, part) });

/** The left electrode. */
export const left: Palette = palette(lineStyles[0]!.stroke, 0.25);
/** The right electrode. */
export const right: Palette = palette(lineStyles[1]!.stroke, 0.25);
/** Bosons: the modes, their bath, their quanta. */
export const boson: Palette = palette(lineStyles[2]!.stroke, 0.18);
/** What holds others together. */
export const frame: Palette = palette("#777777", 0.1);
