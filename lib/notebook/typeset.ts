import { type Face, font, type Point } from "./font.js";

/** A piece of one line of text in one face, size and height. */
export interface Run {
  readonly text: string;
  readonly face: Face;
  /** Font size in px. */
  readonly size: number;
  /** Left end of the piece from the start of the line, in px. */
  readonly x: number;
  /** Height of its baseline below that of the line, in px: positive for a subscript. */
  readonly y: number;
}

/** One line of text laid out from its start: its pieces and its width in px. */
export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

/** Settings of a line of text. */
export interface LineOptions {
  /** Font size in px. */
  readonly size: number;
  /** All of the line bold; default false. */
  readonly bold?: boolean;
  /** All of the line italic; default false. */
  readonly italic?: boolean;
}

/** Size of a subscript or superscript, relative to its line. */
const scriptSize = 0.76;
/** How far, in em of the line, a subscript is lowered and a superscript raised. */
const lowered = 0.2;
const raised = 0.36;

interface Piece {
  text: string;
  italic: boolean;
  script: "" | "_" | "^";
}

/**
 * Lays out one line of text with the figures' light markup.
 *
 * - `*J*` is italic, for variables;
 * - `T_{ph}`, `mu_L` lower a group or one character; `10^{-3}` raises it; a subscript and a superscript of the
 *   same symbol, `Lambda_{mn}^{LR}`, stand above each other;
 * - a hyphen before a digit, where nothing or a space, bracket, comma or sign of equality goes before it, becomes
 *   a minus sign;
 * - a backslash takes the special meaning from `_ ^ * \ { }`.
 *
 * Throws for a `_` or `^` with nothing after it, a group that is not closed, an asterisk without its partner, and a
 * character that the font does not have.
 */
export function layOut(markup: string, options: LineOptions): Line {
  const { size, bold = false, italic = false } = options;
  const runs: Run[] = [];
  let x = 0;
  let script: { from: number; to: number; kind: "_" | "^" } | undefined;
  for (const piece of parse(markup)) {
    const slanted = piece.italic !== italic;
    const face: Face = bold ? (slanted ? "boldItalic" : "bold") : slanted ? "italic" : "regular";
    if (piece.script === "") {
      script = undefined;
      runs.push({ text: piece.text, face, size, x, y: 0 });
      x += runWidth(piece.text, face, size);
      continue;
    }
    const small = size * scriptSize;
    const width = runWidth(piece.text, face, small);
    const stacked: boolean = script !== undefined && script.kind !== piece.script;
    const from: number = script !== undefined && stacked ? script.from : x;
    const y = piece.script === "_" ? lowered * size : -raised * size;
    runs.push({ text: piece.text, face, size: small, x: from, y });
    x = script !== undefined && stacked ? Math.max(script.to, from + width) : from + width;
    script = stacked ? undefined : { from, to: x, kind: piece.script };
  }
  return { runs, width: x };
}

/** Width in px of a line of text with the figures' markup. Throws as {@link layOut} does. */
export function lineWidth(markup: string, options: LineOptions): number {
  return layOut(markup, options).width;
}

/** The line of text without its markup, for screen readers: `T_{ph}` becomes `T_ph`. */
export function plainText(markup: string): string {
  return parse(markup)
    .map((piece) => piece.script + piece.text)
    .join("");
}

/** Path data of a line whose start stands at (x, y), in px with two decimals. */
export function outlinePath(line: Line, x: number, y: number): string {
  let path = "";
  for (const run of line.runs) {
    const { unitsPerEm, advance, outline } = font(run.face);
    const scale = run.size / unitsPerEm;
    let pen = x + run.x;
    for (const character of run.text) {
      for (const contour of outline(character)) {
        path += contourPath(
          contour.map((p) => ({ x: pen + scale * p.x, y: y + run.y - scale * p.y, onCurve: p.onCurve })),
        );
      }
      pen += scale * advance(character);
    }
  }
  return path;
}

function runWidth(text: string, face: Face, size: number): number {
  const { unitsPerEm, advance } = font(face);
  let units = 0;
  for (const character of text) units += advance(character);
  return (units * size) / unitsPerEm;
}

function parse(markup: string): Piece[] {
  const characters = [...markup];
  const pieces: Piece[] = [];
  let italic = false;
  const add = (text: string, script: Piece["script"]): void => {
    const last = pieces.at(-1);
    if (last && script === "" && last.script === "" && last.italic === italic) last.text += text;
    else if (text !== "") pieces.push({ text, italic, script });
  };
  const fail = (problem: string): never => {
    throw new Error(`figure text "${markup}": ${problem}`);
  };
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === "*") {
      italic = !italic;
    } else if (character === "\\" && "_^*\\{}".includes(characters[i + 1] ?? " ")) {
      add(characters[++i]!, "");
    } else if (character === "_" || character === "^") {
      const next = characters[++i];
      if (next === undefined)
        fail(`nothing follows "${character}"; write "\\${character}" for the character itself`);
      if (next !== "{") {
        add(next!, character);
        continue;
      }
      const end = characters.indexOf("}", i);
      if (end < 0) fail(`the group after "${character}" is not closed`);
      for (const { text, italic: slanted } of parse(characters.slice(i + 1, end).join(""))) {
        pieces.push({ text, italic: slanted !== italic, script: character });
      }
      i = end;
    } else if (character === "-" && isSign(characters, i)) {
      add("\u2212", "");
    } else {
      add(character, "");
    }
  }
  if (italic) fail('the number of "*" is odd; write "\\*" for an asterisk');
  return pieces;
}

function isSign(characters: readonly string[], i: number): boolean {
  return /[\d.]/.test(characters[i + 1] ?? "") && (i === 0 || /[\s([{,;=<>≤≥≈±~]/.test(characters[i - 1]!));
}

/** A contour as relative path commands; rounding errors do not add up because the pen is the rounded one. */
function contourPath(points: readonly Point[]): string {
  const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, onCurve: true });
  const first = points.findIndex((p) => p.onCurve);
  const ordered: Point[] =
    first >= 0
      ? [...points.slice(first), ...points.slice(0, first)]
      : [between(points.at(-1)!, points[0]!), ...points];
  const start = ordered[0]!;
  let px = round(start.x);
  let py = round(start.y);
  let path = `M${join(px, py)}`;
  const step = (p: Point): [number, number] => [round(p.x) - px, round(p.y) - py];
  const moveTo = (p: Point): void => {
    px = round(p.x);
    py = round(p.y);
  };
  for (let i = 1; i < ordered.length; i++) {
    const point = ordered[i]!;
    if (point.onCurve) {
      path += `l${join(...step(point))}`;
      moveTo(point);
      continue;
    }
    const next = ordered[i + 1] ?? start;
    const end = next.onCurve ? next : between(point, next);
    path += `q${join(...step(point), ...step(end))}`;
    moveTo(end);
    if (next.onCurve) i++;
  }
  return `${path}z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Numbers in the shortest form path data allows: no zero before a decimal point, no comma before a minus. */
function join(...values: number[]): string {
  let text = "";
  for (const value of values) {
    const digits = String(round(value) + 0).replace(/^(-?)0\./, "$1.");
    text += text !== "" && !digits.startsWith("-") ? ` ${digits}` : digits;
  }
  return text;
}
