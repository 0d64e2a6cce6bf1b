// A program of its own, because the renderer may abort the process it runs in: reads { svg, widths } as JSON from
// standard input and writes the PNGs as JSON, base64, to standard output.
import { readFileSync, writeSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";

const { svg, widths } = JSON.parse(readFileSync(0, "utf8")) as { svg: string; widths: number[] };
const pngs = widths.map((value) => {
  const options = { fitTo: { mode: "width" as const, value }, font: { loadSystemFonts: false } };
  return new Resvg(svg, options).render().asPng().toString("base64");
});
const answer = Buffer.from(JSON.stringify(pngs));
for (let sent = 0; sent < answer.length; ) sent += writeSync(1, answer, sent);
