import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The faces of the figure font, DejaVu Sans, by their use. */
export type Face = "regular" | "italic" | "bold" | "boldItalic";

const files: Readonly<Record<Face, string>> = {
  regular: "DejaVuSans.ttf",
  italic: "DejaVuSans-Oblique.ttf",
  bold: "DejaVuSans-Bold.ttf",
  boldItalic: "DejaVuSans-BoldOblique.ttf",
};

/** One point of a glyph's outline, in font units, y upwards; `on` tells a corner from a control point. */
interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
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
    const path = createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${files[face]}`);
    found = parseFont(readFileSync(path), files[face]);
    fonts.set(face, found);
  }
  return found;
}

// The tables of a TrueType file are described in the OpenType specification:
// https://learn.microsoft.com/typography/opentype/spec/otff
function parseFont(bytes: Buffer, name: string): Font {
  const tables = new Map<string, number>();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    tables.set(bytes.toString("latin1", record, record + 4), bytes.readUInt32BE(record + 8));
  }
  const table = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error(`font ${name} has no table "${tag}"`);
    return offset;
  };
  const head = table("head");
  const glyf = table("glyf");
  const loca = table("loca");
  const hmtx = table("hmtx");
  const longOffsets = bytes.readInt16BE(head + 50) === 1;
  const metricCount = bytes.readUInt16BE(table("hhea") + 34);
  const glyphs = readCharacterMap(bytes, table("cmap"), name);

  const glyphOf = (character: string): number => {
    const code = character.codePointAt(0) ?? 0;
    const glyph = glyphs.get(code);
    if (glyph === undefined) {
      const hex = code.toString(16).toUpperCase().padStart(4, "0");
      throw new Error(`the figure font (${name}) has no glyph for "${character}" (U+${hex})`);
    }
    return glyph;
  };
  const start = (glyph: number): number =>
    glyf + (longOffsets ? bytes.readUInt32BE(loca + 4 * glyph) : 2 * bytes.readUInt16BE(loca + 2 * glyph));
  const outlines = new Map<number, readonly Contour[]>();
  const outlineOf = (glyph: number): readonly Contour[] => {
    let outline = outlines.get(glyph);
    if (!outline) {
      const from = start(glyph);
      if (start(glyph + 1) === from) outline = [];
      else if (bytes.readInt16BE(from) >= 0) outline = readSimpleGlyph(bytes, from);
      else outline = readCompoundGlyph(bytes, from, outlineOf);
      outlines.set(glyph, outline);
    }
    return outline;
  };

  return {
    unitsPerEm: bytes.readUInt16BE(head + 18),
    advance: (character) => bytes.readUInt16BE(hmtx + 4 * Math.min(glyphOf(character), metricCount - 1)),
    outline: (character) => outlineOf(glyphOf(character)),
  };
}

/** Character code to glyph number, from the Unicode subtable of format 4 (the basic plane). */
function readCharacterMap(bytes: Buffer, cmap: number, name: string): Map<number, number> {
  const glyphs = new Map<number, number>();
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const table = cmap + bytes.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (bytes.readUInt16BE(table) !== 4) continue;
    const twice = bytes.readUInt16BE(table + 6);
    for (let s = 0; s < twice; s += 2) {
      const end = bytes.readUInt16BE(table + 14 + s);
      const first = bytes.readUInt16BE(table + 16 + twice + s);
      const delta = bytes.readUInt16BE(table + 16 + 2 * twice + s);
      const at = table + 16 + 3 * twice + s;
      const range = bytes.readUInt16BE(at);
      for (let code = first; code <= end && code !== 0xffff; code++) {
        let glyph = code;
        if (range !== 0) {
          glyph = bytes.readUInt16BE(at + range + 2 * (code - first));
          if (glyph === 0) continue;
        }
        glyphs.set(code, (glyph + delta) & 0xffff);
      }
    }
    return glyphs;
  }
  throw new Error(`font ${name} has no character map of format 4`);
}

function readSimpleGlyph(bytes: Buffer, from: number): readonly Contour[] {
  const contourCount = bytes.readInt16BE(from);
  const ends: number[] = [];
  let at = from + 10;
  for (let c = 0; c < contourCount; c++, at += 2) ends.push(bytes.readUInt16BE(at));
  const pointCount = (ends.at(-1) ?? -1) + 1;
  at += 2 + bytes.readUInt16BE(at);

  const flags: number[] = [];
  while (flags.length < pointCount) {
    const flag = bytes.readUInt8(at++);
    const repeats = flag & 8 ? bytes.readUInt8(at++) : 0;
    for (let r = 0; r <= repeats; r++) flags.push(flag);
  }
  const coordinates = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) {
        const step = bytes.readUInt8(at++);
        value += flag & same ? step : -step;
      } else if (!(flag & same)) {
        value += bytes.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = coordinates(2, 16);
  const ys = coordinates(4, 32);
  const points = flags.map((flag, i) => ({ x: xs[i]!, y: ys[i]!, on: (flag & 1) === 1 }));
  return ends.map((end, c) => points.slice(c === 0 ? 0 : ends[c - 1]! + 1, end + 1));
}

function readCompoundGlyph(
  bytes: Buffer,
  from: number,
  outlineOf: (glyph: number) => readonly Contour[],
): readonly Contour[] {
  const contours: Contour[] = [];
  let at = from + 10;
  for (let flags = 0x20; flags & 0x20; ) {
    flags = bytes.readUInt16BE(at);
    const glyph = bytes.readUInt16BE(at + 2);
    at += 4;
    const words = (flags & 1) !== 0;
    const dx = words ? bytes.readInt16BE(at) : bytes.readInt8(at);
    const dy = words ? bytes.readInt16BE(at + 2) : bytes.readInt8(at + 1);
    at += words ? 4 : 2;
    if (!(flags & 2)) throw new Error("the figure font places parts of a glyph by points, which is not read");
    let [a, b, c, d] = [1, 0, 0, 1];
    const fraction = (): number => {
      at += 2;
      return bytes.readInt16BE(at - 2) / 16384;
    };
    if (flags & 8) a = d = fraction();
    else if (flags & 0x40) [a, d] = [fraction(), fraction()];
    else if (flags & 0x80) [a, b, c, d] = [fraction(), fraction(), fraction(), fraction()];
    for (const contour of outlineOf(glyph)) {
      contours.push(contour.map(({ x, y, on }) => ({ x: a * x + c * y + dx, y: b * x + d * y + dy, on })));
    }
  }
  return contours;
}
