// Uses the notebooks as a reader does: opens one through `npm run jupyter` in JupyterLab, in headless Chromium, runs all
// its cells, looks at a figure, asks for a completion and a tooltip, and follows a link to data. Used by continuous
// integration.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inBrowser, type Page } from "./browser.js";
import { objectsIn } from "./json.js";
import { type Cell, codeCells, parseNotebook } from "./notebook-file.js";
import { projectRoot } from "./tools-folder.js";

const NOTEBOOK = "notebooks/02-energy-transport.ipynb";
/** Milliseconds for all cells of the notebook. */
const RUN_PATIENCE = 180_000;
/** A page on which Lab draws all cells of the notebook, those out of sight too. */
const [WIDTH, HEIGHT] = [1400, 24_000];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

interface Lab {
  readonly url: (path: string) => string;
  readonly log: () => string;
  readonly hasEnded: () => boolean;
  readonly stop: () => Promise<void>;
}

/** `npm run jupyter`, told not to open a browser of its own. */
async function startLab(): Promise<Lab> {
  const [port, token] = [await freePort(), randomBytes(16).toString("hex")];
  const options = ["--no-browser", `--port=${port}`, `--IdentityProvider.token=${token}`, "--allow-root"];
  const child: ChildProcess = spawn("npm", ["run", "--silent", "jupyter", "--", ...options], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let log = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  return {
    url: (path) => `http://127.0.0.1:${port}/${path}?token=${token}`,
    log: () => log,
    hasEnded: () => child.exitCode !== null,
    stop: async () => {
      if (child.exitCode !== null) return;
      process.kill(-child.pid!, "SIGTERM");
      await once(child, "exit");
    },
  };
}

/** Asks Lab's server until it answers what is wanted. */
async function untilServerSays(
  lab: Lab,
  path: string,
  isWanted: (answer: unknown) => boolean,
  patience: number = 180_000,
): Promise<void> {
  for (const deadline = performance.now() + patience; ; await sleep(200)) {
    const response = await fetch(lab.url(path)).catch(() => undefined);
    if (response?.ok && isWanted(await response.json())) return;
    if (lab.hasEnded()) throw new Error("JupyterLab did not start");
    if (performance.now() > deadline)
      throw new Error(`waited ${patience / 1000} s in vain for an answer of ${path}`);
  }
}

/** Whether a page is connected to a kernel at rest; Lab's own signs of that come earlier than the kernel. */
const hasKernelAtRest = (kernels: unknown): boolean =>
  objectsIn(kernels).some(
    ({ execution_state: state, connections }) => state === "idle" && Number(connections) > 0,
  );

/** JavaScript for the first visible element of this selector whose text matches. */
const elementWith = (selector: string, text: RegExp): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].find(
    (node) => ${text}.test(node.textContent) && node.getClientRects().length > 0)`;

async function menuItem(page: Page, menu: RegExp, item: RegExp): Promise<void> {
  await page.click(`the menu ${menu}`, elementWith(".lm-MenuBar-item", menu));
  const entry = elementWith(".lm-Menu-item", item);
  // Lab obeys a click on what it knows to be under the mouse.
  await page.pointAt(`the menu's ${item}`, entry);
  await page.waitFor(`${item} to be chosen`, `${entry}?.classList.contains("lm-mod-active")`);
  await page.click(`the menu's ${item}`, entry);
}

/** Without the stored outputs, what is seen later was made now. */
async function clearOutputs(page: Page): Promise<void> {
  await menuItem(page, /^Edit$/, /^Clear Outputs of All Cells/);
  await page.waitFor("outputs to be gone", `document.querySelector(".jp-OutputArea-output") === null`);
}

async function runAllCells(page: Page, lab: Lab): Promise<void> {
  await menuItem(page, /^Run$/, /^Run All Cells/);
  const prompts = `[...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((node) => node.textContent)`;
  const notebook = parseNotebook(readFileSync(join(projectRoot, NOTEBOOK), "utf8"), NOTEBOOK);
  // folded cells show no prompt
  const isFolded = ({ stored }: Cell): boolean =>
    (stored.metadata as { jupyter?: { source_hidden?: boolean } }).jupyter?.source_hidden === true;
  const count = codeCells(notebook).filter((cell) => !isFolded(cell)).length;
  const ended = `${prompts}.filter((text) => /\\[\\d+\\]/.test(text)).length`;
  const isDone = `${ended} >= ${count} && !${prompts}.some((text) => text.includes("*"))`;
  await page.waitFor("all cells to end", isDone, RUN_PATIENCE);
  await untilServerSays(lab, "api/kernels", hasKernelAtRest);
  const stderr = `document.querySelectorAll('[data-mime-type="application/vnd.jupyter.stderr"]')`;
  const failed = await page.value<string>(`[...${stderr}].map((node) => node.textContent).join("\\n")`);
  if (failed !== "") throw new Error(`a cell wrote to stderr: ${failed}`);
}

async function seeFigure(page: Page): Promise<string> {
  const picture = `[...document.querySelectorAll(".jp-RenderedImage img")].find((image) => image.naturalWidth > 300)`;
  await page.waitFor("a figure", `${picture} !== undefined`);
  return page.waitFor<string>("its alternative text", `${picture}.alt || null`);
}

/** A new cell, with its beginning typed. */
async function newCell(page: Page, text: string): Promise<void> {
  await page.click(
    "the button for a new cell",
    `document.querySelector('[data-command="notebook:insert-cell-below"], [data-jp-item-name="insert"] *')`,
  );
  const editor = `document.querySelector(".jp-CodeCell.jp-mod-active .cm-content")`;
  await page.waitFor("an empty cell", `${editor}?.textContent === ""`);
  await page.click("the empty cell", editor);
  await page.waitFor("a cell to type in", `document.activeElement === ${editor}`);
  await page.type(text);
}

async function complete(page: Page): Promise<void> {
  await newCell(page, 'import * as ehp from "ehp-transport";\nehp.cur');
  await page.press("Tab");
  const isCompleted = `/ehp\\.currents/.test(document.activeElement.textContent)`;
  const isOffered = `${elementWith(".jp-Completer-item", /^currents/)} !== undefined`;
  await page.waitFor("a completion of the library's function", `${isCompleted} || ${isOffered}`);
}

async function tooltip(page: Page): Promise<string> {
  await newCell(page, 'import { currents } from "ehp-transport";\ncurrents');
  await page.press("Tab", { shift: true });
  return page.waitFor<string>("a tooltip", `document.querySelector(".jp-Tooltip")?.textContent || null`);
}

async function followLinkToData(page: Page): Promise<string> {
  const link = `[...document.querySelectorAll(".jp-Notebook a")].find((node) => /\\.csv$/.test(node.textContent))`;
  const name = await page.waitFor<string>("a link to data", `${link}?.textContent`);
  await page.click(`the link to ${name}`, link);
  await page.waitFor(
    `the table ${name}`,
    `document.querySelector(".jp-CSVViewer, .lm-DataGrid") !== null &&
      ${elementWith(".lm-TabBar-tabLabel", new RegExp(`^${name.replaceAll(".", "\\.")}$`))} !== undefined`,
  );
  return name;
}

async function useNotebook(page: Page, lab: Lab): Promise<void> {
  await untilServerSays(lab, "api/status", () => true);
  await page.resize(WIDTH, HEIGHT);
  // A workspace of its own, emptied: in that of the user other notebooks may be open.
  await page.open(`${lab.url(`lab/workspaces/check/tree/${NOTEBOOK}`)}&reset`);
  await page.waitFor("the notebook", `document.querySelector(".jp-Notebook .jp-Cell") !== null`);
  await untilServerSays(lab, "api/kernels", hasKernelAtRest);
  await clearOutputs(page);
  await runAllCells(page, lab);
  console.log(`${NOTEBOOK}: all cells ran`);
  console.log(`a figure is to be seen, described as: ${(await seeFigure(page)).slice(0, 80)}`);
  const shown = await tooltip(page);
  if (!/function currents\(/.test(shown) || /\{@link/.test(shown))
    throw new Error(`the tooltip of currents is: ${shown}`);
  console.log(`the tooltip of currents begins: ${shown.slice(0, 80)}`);
  await complete(page);
  console.log("a function of the library is completed");
  console.log(`a link leads to the table ${await followLinkToData(page)}`);
}

const lab = await startLab();
try {
  await inBrowser(async (page) => {
    try {
      await useNotebook(page, lab);
    } catch (error) {
      const picture = join(tmpdir(), "ehp-lab-check.png");
      writeFileSync(picture, await page.picture());
      throw new Error(`${(error as Error).message}\nThe page at that moment: ${picture}\n${lab.log()}`);
    }
  });
} finally {
  await lab.stop();
}
