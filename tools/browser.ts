// A headless Chromium, driven over its debugging protocol through a pipe: pages are opened, clicked, typed into and
// asked. Needs a `chromium` on the PATH and no package.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

const FLAGS: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  "--remote-debugging-pipe",
];

/** The keys that are pressed here, with the codes that pages still look at. */
const KEY_CODES = { Tab: 9, Enter: 13, Escape: 27, End: 35, b: 66 } as const;
export type Key = keyof typeof KEY_CODES;

const INTERVAL = 100;

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Parameters = Readonly<Record<string, unknown>>;

/** Starts Chromium, lets `work` use one of its pages, and ends it. */
export async function inBrowser<Result>(work: (page: Page) => Promise<Result>): Promise<Result> {
  const profile = mkdtempSync(join(tmpdir(), "ehp-browser-"));
  const child = spawn("chromium", [...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    // a group of its own, so that its helpers end with it
    detached: true,
  });
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  try {
    return await Promise.race([openPage(child).then(work), failed]);
  } finally {
    const ended = child.exitCode === null && child.pid !== undefined && once(child, "exit");
    if (ended) process.kill(-child.pid!, "SIGKILL");
    await ended;
    await removeProfile(profile);
  }
}

const REMOVALS = 50;

/** Removes the profile, to which a helper of Chromium may still be writing; a temporary folder is left rather than waited for. */
async function removeProfile(profile: string): Promise<void> {
  for (let k = 0; k < REMOVALS; k++) {
    try {
      rmSync(profile, { recursive: true, force: true });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  }
}

async function openPage(child: ChildProcess): Promise<Page> {
  const channel = new Channel(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const { targetId } = await channel.call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await channel.call("Target.attachToTarget", { targetId, flatten: true });
  return new Page((method, parameters) => channel.call(method, parameters, String(sessionId)));
}

/** Calls and answers, each a JSON text that ends with a zero byte. */
class Channel {
  readonly #out: Writable;
  readonly #waiting: Map<number, (answer: Answer) => void> = new Map();
  #calls: number = 0;

  constructor(out: Writable, from: Readable) {
    this.#out = out;
    let rest = "";
    from.setEncoding("utf8").on("data", (text: string) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop()!;
      for (const message of messages) {
        const answer = JSON.parse(message) as Answer;
        if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
      }
    });
  }

  async call(
    method: string,
    params: Parameters = {},
    sessionId?: string,
  ): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#calls;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
    this.#waiting.delete(id);
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  }
}

/** One page of a browser. Expressions are JavaScript, evaluated in the page. */
export class Page {
  readonly #call: (method: string, parameters?: Parameters) => Promise<Readonly<Record<string, unknown>>>;

  constructor(call: (method: string, parameters?: Parameters) => Promise<Readonly<Record<string, unknown>>>) {
    this.#call = call;
  }

  async open(url: string): Promise<void> {
    await this.#call("Emulation.setFocusEmulationEnabled", { enabled: true });
    await this.#call("Page.navigate", { url });
  }

  /** As if the window had this size, in px. */
  async resize(width: number, height: number): Promise<void> {
    const size = { width, height, deviceScaleFactor: 1, mobile: false };
    await this.#call("Emulation.setDeviceMetricsOverride", size);
  }

  /** The value of an expression, as JSON can hold it. */
  async value<Value>(expression: string): Promise<Value> {
    const { result, exceptionDetails } = await this.#call("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(`${expression}\n${JSON.stringify(exceptionDetails)}`);
    return (result as { value: Value }).value;
  }

  /** The value of an expression once it is neither null, undefined nor false; throws, saying `what`, if it stays so. */
  async waitFor<Value>(what: string, expression: string, patience: number = 60_000): Promise<Value> {
    for (const deadline = performance.now() + patience; ; await sleep(INTERVAL)) {
      const value = await this.value<Value | null | undefined | false>(`(${expression}) ?? null`).catch(
        () => null, // the page is being replaced
      );
      if (value !== null && value !== undefined && value !== false) return value;
      if (performance.now() > deadline)
        throw new Error(`waited ${patience / 1000} s in vain for ${what}: ${expression}`);
    }
  }

  /** Clicks the element that an expression gives, as soon as it is there and stands still. */
  async click(what: string, element: string): Promise<void> {
    const [x, y] = await this.pointAt(what, element);
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.#call("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  }

  /** Moves the mouse to the element that an expression gives; returns the place. */
  async pointAt(what: string, element: string): Promise<readonly [number, number]> {
    const place = `(async () => {
      const node = ${element};
      if (!node) return null;
      node.scrollIntoView({ block: "center" });
      const { x, y, width, height } = node.getBoundingClientRect();
      await new Promise((resolve) => setTimeout(resolve, ${INTERVAL}));
      const now = node.getBoundingClientRect();
      return width > 0 && now.x === x && now.y === y ? [x + width / 2, y + height / 2] : null;
    })()`;
    const [x, y] = await this.waitFor<readonly [number, number]>(what, place);
    await this.#call("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
    return [x, y];
  }

  async type(text: string): Promise<void> {
    await this.#call("Input.insertText", { text });
  }

  async press(key: Key, { shift = false }: { readonly shift?: boolean } = {}): Promise<void> {
    const pressed = { key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key };
    const rest = { windowsVirtualKeyCode: KEY_CODES[key], modifiers: shift ? 8 : 0 };
    const text = key.length === 1 ? { text: key } : {};
    await this.#call("Input.dispatchKeyEvent", { type: "keyDown", ...pressed, ...rest, ...text });
    await this.#call("Input.dispatchKeyEvent", { type: "keyUp", ...pressed, ...rest });
  }

  /** The page as it is to be seen, as a PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.#call("Page.captureScreenshot", { format: "png" });
    return Buffer.from(String(data), "base64");
  }
}
