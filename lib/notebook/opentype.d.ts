// The part of opentype.js that is used here; the package has no types of its own.
declare module "opentype.js" {
  namespace opentype {
    interface Point {
      readonly x: number;
      readonly y: number;
      readonly onCurve: boolean;
    }
    interface Glyph {
      readonly advanceWidth: number;
      /** a getter, which reads the glyph if that was put off */
      readonly path: object;
      getContours(): readonly (readonly Point[])[];
    }
    interface Font {
      readonly unitsPerEm: number;
      readonly glyphs: { get(index: number): Glyph };
      charToGlyphIndex(character: string): number;
    }
  }
  const opentype: {
    parse(file: ArrayBufferLike, options?: { lowMemory?: boolean }): opentype.Font;
  };
  export default opentype;
}
