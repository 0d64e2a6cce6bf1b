// Runs the solver in headless Chromium, straight from lib/dist without a bundler, and compares every number with
// Node's: the solver must not know where it runs. (Engines differ in the last digit of exp and its kin, so to 1e-12.)
// Used by continuous integration.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { type Currents, currents, paperJunction, twoTerminal } from "ehp-transport";
import { inBrowser } from "./browser.js";
import { projectRoot } from "./tools-folder.js";

const POINTS = [
  [10, 10, 0.75, 0.25],
  [9, 11, 0.25, 0.25],
  [8, 8, 0.3, 0.6],
] as const;

const PAGE = `<!doctype html><meta charset="utf-8"><script type="module">
import { currents, paperJunction, twoTerminal } from "/lib/solver/dist/index.js";
try {
  window.answer = ${JSON.stringify(POINTS)}.map((point) => currents(paperJunction, twoTerminal(...point)));
} catch (error) {
  window.answer = String(error);
}
</script>`;

function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    if (path === "/") {
      response.setHeader("content-type", "text/html").end(PAGE);
    } else if (path.startsWith("/lib/solver/dist/") && path.endsWith(".js")) {
      response.setHeader("content-type", "text/javascript").end(readFileSync(join(projectRoot, path)));
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

const server = await serve();
const found = await inBrowser(async (page) => {
  await page.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return page.waitFor<Currents[] | string>("the solver's answer", "window.answer");
});
server.close();
const expected = POINTS.map(([muL, muR, electron, boson]) =>
  currents(paperJunction, twoTerminal(muL, muR, electron, boson)),
);

/** J and I of a result, in total and by channel. */
const numbersOf = ({ J, I, channels }: Currents): number[] => [
  J,
  I ?? Number.NaN,
  ...channels.flatMap((channel) => [channel.J, channel.I ?? Number.NaN]),
];
const agree = (a: Currents, b: Currents): boolean => {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const scale = Math.max(...left.map(Math.abs));
  return (
    left.length === right.length && left.every((value, k) => Math.abs(value - right[k]!) <= 1e-12 * scale)
  );
};

const answers = typeof found === "string" ? [] : found;
if (answers.length === expected.length && expected.every((result, k) => agree(result, answers[k]!))) {
  console.log(`Chromium and Node agree to 1e-12 at ${POINTS.length} operating points.`);
} else {
  console.error(
    `The solver gives other results in the browser.\nNode: ${JSON.stringify(expected)}\nBrowser: ${JSON.stringify(found)}`,
  );
  process.exitCode = 1;
}
