import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Draws an SVG without text as PNGs of the given widths in px, all in one child process.
 *
 * The child may abort on an SVG its renderer cannot draw; the caller's process goes on. Throws if it does, with what
 * it wrote to standard error.
 */
export function rasterise(svg: string, widths: readonly number[]): Buffer[] {
  const environment = { ...process.env };
  delete environment.NODE_OPTIONS;
  const child = spawnSync(process.execPath, [program()], {
    input: JSON.stringify({ svg, widths }),
    env: environment,
    maxBuffer: 1 << 28,
    timeout: 60_000,
    windowsHide: true,
  });
  if (child.error) throw new Error(`the PNG renderer did not run: ${child.error.message}`);
  if (child.status !== 0) {
    const end = child.signal ? `was ended by ${child.signal}` : `ended with status ${child.status}`;
    throw new Error(`the PNG renderer ${end}: ${child.stderr.toString().trim() || "no message"}`);
  }
  const pngs = JSON.parse(child.stdout.toString()) as string[];
  return pngs.map((png) => Buffer.from(png, "base64"));
}

/** The compiled program, also when this file itself runs from its source, as in tests. */
function program(): string {
  for (const place of ["./rasterise.js", "./dist/rasterise.js"]) {
    const path = fileURLToPath(new URL(place, import.meta.url));
    if (existsSync(path)) return path;
  }
  throw new Error("the PNG renderer is not built: run `npm run build`");
}
