import { layOut, lineWidth, outlinePath, plainText } from "./typeset.js";

/** What a figure needs of a DOM node: any DOM implementation will do. */
export interface FigureNode {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly childNodes: ArrayLike<FigureNode>;
}

/** What a figure needs of an SVG element, such as the one `Plot.plot` returns. */
export interface FigureElement extends FigureNode {
  readonly localName: string;
  readonly outerHTML: string;
  getAttributeNames(): string[];
  getAttribute(name: string): string | null;
}

/** Settings of {@link selfContained}. */
export interface SelfContainedOptions {
  /** Prefix of the identifiers inside the SVG, so that several may stand on one page. */
  readonly name: string;
  /** Text of the `<title>`. */
  readonly title: string;
  /** Text of the `<desc>`: what the figure shows, for those who do not see it. */
  readonly description: string;
  /** Width on paper in cm; default 2.54/96 cm for each px of the SVG's own width. */
  readonly width?: number;
}

/** An SVG as a file's text, with its size on paper. */
export interface FigureFile {
  readonly svg: string;
  /** Width on paper in cm. */
  readonly width: number;
  /** Height on paper in cm. */
  readonly height: number;
  /** Width of the SVG in its own px. */
  readonly pixels: number;
}

/** Smallest type in a figure, in points (1/72 inch) on paper; subscripts may be smaller. */
export const smallestType = 7;

const xmlns = "http://www.w3.org/2000/svg";

/**
 * Turns an SVG element into a file that looks the same everywhere.
 *
 * Text becomes outlines, laid out with the markup of {@link layOut}. Style sheets, classes and hidden machinery go;
 * identifiers are numbered anew; lengths are rounded to 0.01 px, so that two runs give the same bytes. The
 * background is white. The element itself is not changed.
 *
 * Throws if the element is not an `<svg>` with a width and height, if it holds an image or a link to another file,
 * if some text is smaller than {@link smallestType}, and if some text reaches beyond the edge.
 */
export function selfContained(element: FigureElement, options: SelfContainedOptions): FigureFile {
  const { pixels, height } = sizeOf(element, options.name);
  const width = options.width ?? Math.round(pixels * (25.4 / 96)) / 10;
  if (!(width > 0 && Number.isFinite(width))) {
    throw new Error(`figure "${options.name}": the width must be a positive number of cm, not ${width}`);
  }
  const writer = new Writer(options.name, pixels, height, ((width / 2.54) * 72) / pixels);
  const body = writer.children(element, writer.styleOf(element, initialStyle), identity);
  writer.finish();
  const paperHeight = Math.round(((width * height) / pixels) * 1000) / 1000;
  const svg =
    `<svg xmlns="${xmlns}" width="${width}cm" height="${paperHeight}cm" viewBox="0 0 ${pixels} ${height}" role="img" ` +
    `fill="#000">\n<title>${escapeText(options.title)}</title>\n<desc>${escapeText(options.description)}</desc>\n` +
    `<rect width="${pixels}" height="${height}" fill="#fff"/>\n${body}</svg>\n`;
  return { svg, width, height: paperHeight, pixels };
}

function sizeOf(element: FigureElement, name: string): { pixels: number; height: number } {
  const tag = String(element?.nodeName ?? typeof element).toLowerCase();
  if (tag !== "svg") {
    const cause =
      tag === "figure" || tag === "div"
        ? "; Plot wraps a plot in HTML for `legend: true`, `title`, `subtitle` or `caption`: " +
          "use curves(…, { legend }) and the caption of notebook.figure instead"
        : "";
    throw new Error(`figure "${name}" must be an SVG element, not <${tag}>${cause}`);
  }
  const box = (element.getAttribute("viewBox") ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const pixels = box[2] ?? Number.parseFloat(element.getAttribute("width") ?? "");
  const height = box[3] ?? Number.parseFloat(element.getAttribute("height") ?? "");
  if (!(pixels > 0 && height > 0) || (box.length > 1 && (box[0] !== 0 || box[1] !== 0))) {
    throw new Error(`figure "${name}" must have a viewBox "0 0 width height", or a width and a height in px`);
  }
  return { pixels, height };
}

type Matrix = readonly [number, number, number, number, number, number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** The properties of text that elements inherit. */
interface TextStyle {
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly anchor: string;
}

const initialStyle: TextStyle = { size: 10, bold: false, italic: false, anchor: "start" };

const dropped =
  /^(class|font.*|text-anchor|style|xmlns.*|aria-hidden|data-.*|xml:.*|letter-spacing|white-space)$/;
const positions = new Set(["x", "y", "dx", "dy"]);

/** Pieces of one text that stand together and are anchored together. */
interface Chunk {
  x: number;
  y: number;
  anchor: string;
  width: number;
  spans: { markup: string; at: number; y: number; style: TextStyle; attributes: string }[];
}

class Writer {
  readonly #name: string;
  readonly #width: number;
  readonly #height: number;
  readonly #pointsPerPixel: number;
  readonly #ids = new Map<string, string>();
  readonly #cut: string[] = [];

  constructor(name: string, width: number, height: number, pointsPerPixel: number) {
    this.#name = name;
    this.#width = width;
    this.#height = height;
    this.#pointsPerPixel = pointsPerPixel;
  }

  finish(): void {
    if (this.#cut.length === 0) return;
    throw new Error(`figure "${this.#name}": text is cut off at the edge: ${this.#cut.join("; ")}`);
  }

  children(node: FigureNode, style: TextStyle, matrix: Matrix): string {
    let text = "";
    for (const child of Array.from(node.childNodes)) {
      if (child.nodeType === 1) text += this.#element(child as FigureElement, style, matrix);
    }
    return text;
  }

  styleOf(element: FigureElement, inherited: TextStyle): TextStyle {
    const own = inlineStyle(element);
    const value = (name: string): string | undefined =>
      own.get(name) ?? element.getAttribute(name) ?? undefined;
    const weight = value("font-weight");
    const slant = value("font-style");
    const size = value("font-size");
    return {
      size: size === undefined ? inherited.size : this.#length(size, inherited.size),
      bold: weight === undefined ? inherited.bold : weight === "bold" || Number(weight) >= 600,
      italic: slant === undefined ? inherited.italic : slant === "italic" || slant === "oblique",
      anchor: value("text-anchor") ?? inherited.anchor,
    };
  }

  #element(element: FigureElement, inherited: TextStyle, above: Matrix): string {
    const tag = element.localName;
    if (tag === "style" || tag === "script" || tag === "title" || tag === "desc") return "";
    if (tag === "foreignObject" || tag === "textPath") {
      throw new Error(`figure "${this.#name}" holds a <${tag}>, which does not look the same everywhere`);
    }
    const style = this.styleOf(element, inherited);
    const matrix = multiply(above, transformOf(element.getAttribute("transform")));
    if (tag === "text") return this.#text(element, style, matrix);
    const attributes = this.#attributes(element);
    const content = this.children(element, style, matrix);
    if (content === "") return tag === "g" || tag === "defs" ? "" : `<${tag}${attributes}/>\n`;
    return `<${tag}${attributes}>${tag === "g" ? "\n" : ""}${content}</${tag}>\n`;
  }

  #text(element: FigureElement, style: TextStyle, matrix: Matrix): string {
    const chunks: Chunk[] = [];
    const pen = { y: 0 };
    const place = (node: FigureElement, own: TextStyle, first: boolean): void => {
      const at = (name: string): number | undefined => {
        const value = node.getAttribute(name);
        return value === null ? undefined : this.#length(value, own.size);
      };
      const [x, y] = [at("x"), at("y")];
      if (y !== undefined) pen.y = y;
      else if (first) pen.y = 0;
      pen.y += at("dy") ?? 0;
      if (first || x !== undefined) {
        chunks.push({ x: x ?? 0, y: pen.y, anchor: own.anchor, width: 0, spans: [] });
      }
      chunks.at(-1)!.width += at("dx") ?? 0;
    };
    const walk = (node: FigureElement, own: TextStyle, attributes: string): void => {
      for (const child of Array.from(node.childNodes)) {
        if (child.nodeType === 3) {
          const markup = (child.textContent ?? "").replace(/\s+/g, " ");
          if (markup === "") continue;
          const chunk = chunks.at(-1)!;
          chunk.spans.push({ markup, at: chunk.width, y: pen.y, style: own, attributes });
          chunk.width += lineWidth(markup, own);
        } else if (child.nodeType === 1 && child.nodeName.toLowerCase() === "tspan") {
          const span = child as FigureElement;
          const inner = this.styleOf(span, own);
          place(span, inner, false);
          walk(span, inner, this.#attributes(span, positions));
        }
      }
    };
    place(element, style, true);
    walk(element, style, "");

    const paths: string[] = [];
    const words: string[] = [];
    for (const chunk of chunks) {
      const offset = chunk.anchor === "middle" ? chunk.width / 2 : chunk.anchor === "end" ? chunk.width : 0;
      for (const span of chunk.spans) {
        if (span.markup.trim() === "") continue;
        const x = chunk.x - offset + span.at;
        const line = layOut(span.markup, span.style);
        this.#inspect(span.markup, span.style.size, matrix, x, span.y, line.width);
        paths.push(`<path${span.attributes} d="${outlinePath(line, x, span.y)}"/>`);
        words.push(plainText(span.markup));
      }
    }
    if (paths.length === 0) return "";
    const label =
      element.getAttribute("aria-label") === null ? ` aria-label="${escapeAttribute(words.join(" "))}"` : "";
    return `<g${this.#attributes(element, positions)}${label}>${paths.join("\n")}</g>\n`;
  }

  /** Refuses text that is too small, and remembers text that reaches beyond the edge. */
  #inspect(markup: string, size: number, matrix: Matrix, x: number, y: number, width: number): void {
    const [a, b, c, d, e, f] = matrix;
    const scale = Math.sqrt(Math.abs(a * d - b * c));
    const points = size * scale * this.#pointsPerPixel;
    if (points < smallestType - 0.05) {
      throw new Error(
        `figure "${this.#name}": the text "${markup}" is ${points.toFixed(1)} pt on paper, smaller than ${smallestType} pt`,
      );
    }
    const over = { left: 0, right: 0, top: 0, bottom: 0 };
    for (const px of [x, x + width]) {
      for (const py of [y - 0.74 * size, y + 0.02 * size]) {
        const [u, v] = [a * px + c * py + e, b * px + d * py + f];
        over.left = Math.max(over.left, -u);
        over.right = Math.max(over.right, u - this.#width);
        over.top = Math.max(over.top, -v);
        over.bottom = Math.max(over.bottom, v - this.#height);
      }
    }
    for (const [side, by] of Object.entries(over)) {
      if (by > 0.5) this.#cut.push(`"${markup}" by ${Math.ceil(by)} px at the ${side}`);
    }
  }

  #attributes(element: FigureElement, without: ReadonlySet<string> = new Set()): string {
    let text = "";
    for (const name of element.getAttributeNames().sort()) {
      const value = element.getAttribute(name);
      if (value === null || dropped.test(name) || without.has(name)) continue;
      text += ` ${name}="${escapeAttribute(this.#value(name, value))}"`;
    }
    for (const [name, value] of inlineStyle(element)) {
      if (!dropped.test(name) && !without.has(name))
        text += ` ${name}="${escapeAttribute(this.#value(name, value))}"`;
    }
    return text;
  }

  #value(name: string, value: string): string {
    if (name === "id") return this.#id(value);
    if (/(^|:)href$/.test(name)) {
      if (value.startsWith("#")) return `#${this.#id(value.slice(1))}`;
      throw new Error(`figure "${this.#name}" links to ${value}: a figure must not depend on another file`);
    }
    if (name === "aria-label" || name === "aria-description") return value;
    const text = value
      .replace(/currentcolor/gi, "#000")
      .replace(/var\(--plot-background\)/g, "#fff")
      .replace(/url\((["']?)#([^"')]+)\1\)/g, (_, _quote, id: string) => `url(#${this.#id(id)})`);
    if (/url\((?!#)/.test(text)) {
      throw new Error(`figure "${this.#name}" refers to ${text}: a figure must not depend on another file`);
    }
    return roundNumbers(text, name === "transform" || name.endsWith("opacity") ? 4 : 2);
  }

  #id(id: string): string {
    let number = this.#ids.get(id);
    if (number === undefined) {
      number = `${this.#name}-${this.#ids.size + 1}`;
      this.#ids.set(id, number);
    }
    return number;
  }

  #length(text: string, em: number): number {
    const match = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(px|em|pt|)\s*$/i.exec(text);
    if (!match)
      throw new Error(`figure "${this.#name}": the length "${text}" must be a number, or in px, pt or em`);
    const unit = match[2]!.toLowerCase();
    return Number(match[1]) * (unit === "em" ? em : unit === "pt" ? 4 / 3 : 1);
  }
}

function inlineStyle(element: FigureElement): Map<string, string> {
  const style = new Map<string, string>();
  for (const rule of (element.getAttribute("style") ?? "").split(";")) {
    const colon = rule.indexOf(":");
    if (colon > 0) style.set(rule.slice(0, colon).trim(), rule.slice(colon + 1).trim());
  }
  return style;
}

function multiply(m: Matrix, n: Matrix): Matrix {
  const [a, b, c, d, e, f] = m;
  const [p, q, r, s, t, u] = n;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

function transformOf(text: string | null): Matrix {
  let matrix = identity;
  for (const [, kind, list] of (text ?? "").matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const v = list!
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    const [x, y] = [v[0] ?? 0, v[1] ?? 0];
    if (kind === "translate") matrix = multiply(matrix, [1, 0, 0, 1, x, y]);
    else if (kind === "scale") matrix = multiply(matrix, [x, 0, 0, v[1] ?? x, 0, 0]);
    else if (kind === "matrix") matrix = multiply(matrix, [x, y, v[2] ?? 0, v[3] ?? 1, v[4] ?? 0, v[5] ?? 0]);
    else if (kind === "rotate") {
      const angle = (x * Math.PI) / 180;
      const turn: Matrix = [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0];
      const [cx, cy] = [v[1] ?? 0, v[2] ?? 0];
      matrix = multiply(multiply(multiply(matrix, [1, 0, 0, 1, cx, cy]), turn), [1, 0, 0, 1, -cx, -cy]);
    }
  }
  return matrix;
}

function roundNumbers(text: string, decimals: number): string {
  const factor = 10 ** decimals;
  return text.replace(/-?(?:\d+\.\d+|\.\d+|\d+(?=e-))(?:e[-+]?\d+)?/gi, (digits) =>
    String(Math.round(Number(digits) * factor) / factor + 0),
  );
}

/** Text for the content of an XML element. */
export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, "&quot;");
}
