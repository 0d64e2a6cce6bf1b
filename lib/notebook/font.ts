import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import opentype from "opentype.js";

/** The faces of the figure font, DejaVu Sans, by their use. */
export type Face = "regular" | "italic" | "bold" | "boldItalic";

const files: Readonly<Record<Face, string>> = {
  regular: "DejaVuSans.ttf",
  italic: "DejaVuSans-Oblique.ttf",
  bold: "DejaVuSans-Bold.ttf",
  boldItalic: "DejaVuSans-BoldOblique.ttf",
};

/** One point of a glyph's outline, in font units, y upwards; `onCurve` tells a corner from a control point. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly onCurve: boolean;
}

/** A closed contour of a glyph: quadratic splines in the TrueType convention. */
export type Contour = readonly Point[];

/** What this project needs of a TrueType font: advance widths and outlines by character. */
export interface Font {
  /** Font units per em: lengths below are in these units. */
  readonly unitsPerEm: number;
  /** Advance width of a character. Throws if the font has no glyph for it. */
  advance(character: string): number;
  /** Outline of a character: its closed contours (none for a space). Throws if the font has no glyph for it. */
  outline(character: string): readonly Contour[];
}

const fonts = new Map<Face, Font>();

/** The figure font in one of its faces, read once from the package `dejavu-fonts-ttf`. */
export function font(face: Face): Font {
  let found = fonts.get(face);
  if (!found) {
    found = readFont(files[face]);
    fonts.set(face, found);
  }
  return found;
}

function readFont(name: string): Font {
  const path = createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`);
  // the file in memory of its own, for a small one may share a pool with others
  const { buffer } = Uint8Array.from(readFileSync(path));
  // glyphs are read when they are needed: of six thousand a figure has fifty
  const parsed = opentype.parse(buffer, { lowMemory: true });
  const glyphOf = (character: string): opentype.Glyph => {
    const index = parsed.charToGlyphIndex(character);
    if (index) return parsed.glyphs.get(index);
    const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    throw new Error(`the figure font (${name}) has no glyph for "${character}" (U+${hex})`);
  };
  const outlines = new Map<string, readonly Contour[]>();
  return {
    unitsPerEm: parsed.unitsPerEm,
    advance: (character) => glyphOf(character).advanceWidth,
    outline: (character) => {
      let outline = outlines.get(character);
      if (!outline) {
        const glyph = glyphOf(character);
        // reading its path makes the library read its points
        outline = glyph.path && glyph.getContours();
        outlines.set(character, outline);
      }
      return outline;
    },
  };
}
