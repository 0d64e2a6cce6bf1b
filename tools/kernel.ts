// A headless client of the real tslab kernel over the Jupyter wire protocol: start, execute cells, interrupt, shut down.
// No Jupyter, no Python. A kernel never outlives this process: see kernel-preload.cjs.

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";
import { address, type Connection, newConnection } from "./connection.js";
import { isObject, type JsonObject } from "./json.js";
import { kernelCommand, kernelEnvironment } from "./kernel-command.js";
import { collect, type Displays, type Output } from "./outputs.js";
import { decode, encodeRequest, type WireMessage } from "./wire.js";

export interface KernelOptions {
  /** The kernel's working directory, from which cells import: the notebook's folder. */
  readonly cwd: string;
  /** A folder for the connection file, which is removed when the kernel ends. */
  readonly scratch: string;
  /** Environment variables beyond those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until a kernel which does not answer counts as broken. Default: 30 s. */
  readonly startTimeout?: number;
}

export interface Execution {
  /** "ok" and "error" are the kernel's own reply; "died" and "timeout" mean that none came. */
  readonly outcome: "ok" | "error" | "died" | "timeout";
  /** What the cell published; it grows when a timer of the cell publishes later. */
  readonly outputs: Output[];
  readonly executionCount: number | undefined;
  /** How the kernel ended, if it died. */
  readonly detail: string;
}

const LIFELINE_DESCRIPTOR = 3;
const HANDSHAKE_INTERVAL = 100;
const SHUTDOWN_PATIENCE = 2000;
/** After an interrupt, milliseconds for the kernel to say where it was. */
const INTERRUPT_PATIENCE = 1000;
/** After the kernel's death, milliseconds for messages under way. */
const LAST_WORDS = 50;
const START_ATTEMPTS = 4;
/** What a kernel prints that failed to bind its sockets and that a new one may well bind. */
const FAILED_STARTS: readonly string[] = ["EADDRINUSE", "EBUSY"];

const running = new Set<Kernel>();
process.on("exit", killAllKernels);

/** Kills every kernel of this process at once, for use in signal handlers. */
export function killAllKernels(): void {
  for (const kernel of running) kernel.kill();
}

/** Starts a kernel and waits until it answers on all channels. */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  for (let attempt = 1; ; attempt++) {
    const kernel = new Kernel(options, await newConnection());
    try {
      await kernel.waitUntilReady(options.startTimeout ?? 30_000);
      return kernel;
    } catch (error) {
      kernel.kill();
      await kernel.ended;
      // Between the choice of the ports and the kernel's bind another program may have taken one; and on a busy machine
      // our first request may reach a kernel that has not bound all its sockets, which then never answers.
      if (attempt === START_ATTEMPTS || !FAILED_STARTS.some((sign) => kernel.log.includes(sign))) throw error;
    }
  }
}

/** Use {@link startKernel}. */
export class Kernel {
  /** Resolves when the kernel's process is gone, however it went. */
  readonly ended: Promise<void>;
  /** Language of the kernel as notebooks store it. */
  languageInfo: JsonObject = {};
  /** The last of what the process itself wrote: its own messages, not those of cells. */
  log: string = "";

  readonly #connection: Connection;
  readonly #connectionFile: string;
  readonly #child: ChildProcess;
  readonly #session: string = randomUUID();
  readonly #shell: Dealer = new Dealer({ linger: 0 });
  readonly #control: Dealer = new Dealer({ linger: 0 });
  readonly #iopub: Subscriber = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #displays: Displays = new Map();
  readonly #listeners: Map<string, (message: WireMessage) => void> = new Map();
  #exited: boolean = false;

  constructor(options: KernelOptions, connection: Connection) {
    this.#connection = connection;
    this.#connectionFile = join(options.scratch, `kernel-${randomUUID()}.json`);
    writeFileSync(this.#connectionFile, JSON.stringify(connection), { mode: 0o600 });
    this.#child = launch(options, this.#connectionFile);
    this.ended = this.#watchProcess();
    running.add(this);
    this.#connect();
  }

  /** Runs one cell. Resolves, never rejects, whatever becomes of cell and kernel. */
  async execute(code: string, timeout: number): Promise<Execution> {
    const outputs: Output[] = [];
    const request = this.#request(this.#shell, "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    // The listener stays for the kernel's life: timers started by this cell may publish later.
    const reply = this.#replyAndIdle(request, (message) => collect(outputs, this.#displays, message));
    let outcome = await this.#within(reply, timeout);
    if (outcome === "timeout") {
      this.interrupt();
      await this.#within(reply, INTERRUPT_PATIENCE);
      this.kill();
      await this.ended;
      return { outcome, outputs, executionCount: undefined, detail: this.log };
    }
    // An unhandled rejection is printed after the reply: ask again, and all that belongs to the cell has come.
    if (outcome !== "died") {
      const settled = await this.settle(timeout);
      if (settled === "died") outcome = "died";
    }
    if (outcome === "died") {
      await sleep(LAST_WORDS);
      return { outcome, outputs, executionCount: undefined, detail: this.#howItEnded() };
    }
    const count = outcome.execution_count;
    return {
      outcome: outcome.status === "ok" ? "ok" : "error",
      outputs,
      executionCount: typeof count === "number" ? count : undefined,
      detail: "",
    };
  }

  /** Waits until the kernel has worked off what it had to do when this was called. */
  async settle(timeout: number): Promise<"settled" | "died" | "timeout"> {
    const request = this.#request(this.#shell, "kernel_info_request", {});
    const outcome = await this.#within(this.#replyAndIdle(request), timeout);
    this.#listeners.delete(request);
    return typeof outcome === "string" ? outcome : "settled";
  }

  /** Ctrl-C: stops a synchronous cell, and an asynchronous one at its next await. */
  interrupt(): void {
    if (!this.#exited) this.#child.kill("SIGINT");
  }

  /**
   * Asks the kernel to end; kills it when pending timers or a busy cell keep it.
   * Returns the text of an error which came after the last cell, "" if none.
   */
  async shutdown(): Promise<string> {
    if (this.#exited) return "";
    this.log = "";
    this.#request(this.#control, "shutdown_request", { restart: false });
    await Promise.race([this.ended, sleep(SHUTDOWN_PATIENCE, undefined, { ref: false })]);
    const status = this.#child.exitCode;
    this.kill();
    await this.ended;
    return status === null || status === 0 ? "" : this.log || this.#howItEnded();
  }

  /** Kills the kernel, and on POSIX systems every process its cells started. */
  kill(): void {
    if (!this.#exited) killGroup(this.#child);
    rmSync(this.#connectionFile, { force: true });
  }

  /** Until both channels work: a subscriber that connects late misses what was published before. */
  async waitUntilReady(timeout: number): Promise<void> {
    const asked: string[] = [];
    const seen = { reply: false, idle: false };
    const deadline = performance.now() + timeout;
    while (!(seen.reply && seen.idle)) {
      if (this.#exited) throw new Error(`the kernel did not start: ${this.#howItEnded()}`);
      if (FAILED_STARTS.some((sign) => this.log.includes(sign))) throw new Error(this.log);
      if (performance.now() > deadline) {
        throw new Error(`the kernel did not answer within ${timeout / 1000} s\n${this.log}`);
      }
      const request = this.#request(this.#shell, "kernel_info_request", {});
      asked.push(request);
      this.#listeners.set(request, (message) => {
        if (isIdle(message)) seen.idle = true;
        if (message.type === "kernel_info_reply") {
          seen.reply = true;
          if (isObject(message.content.language_info)) this.languageInfo = message.content.language_info;
        }
      });
      await sleep(HANDSHAKE_INTERVAL);
    }
    for (const request of asked) this.#listeners.delete(request);
  }

  #connect(): void {
    const { shell_port, control_port, iopub_port } = this.#connection;
    this.#shell.connect(address(this.#connection, shell_port));
    this.#control.connect(address(this.#connection, control_port));
    this.#iopub.connect(address(this.#connection, iopub_port));
    this.#iopub.subscribe();
    for (const socket of [this.#shell, this.#control, this.#iopub]) void this.#listen(socket);
  }

  async #listen(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = decode(this.#connection.key, frames);
      this.#listeners.get(message.parent)?.(message);
    }
  }

  #request(socket: Dealer, type: string, content: JsonObject): string {
    const { id, frames } = encodeRequest(this.#connection.key, this.#session, type, content);
    if (!socket.closed) void socket.send(frames);
    return id;
  }

  /** Resolves to the reply's content once the reply and the "idle" after all output have come. */
  #replyAndIdle(request: string, onMessage: (message: WireMessage) => void = () => {}): Promise<JsonObject> {
    return new Promise((resolve) => {
      let reply: JsonObject | undefined;
      let idle = false;
      this.#listeners.set(request, (message) => {
        if (isIdle(message)) idle = true;
        else if (message.type.endsWith("_reply")) reply = message.content;
        else onMessage(message);
        if (reply && idle) resolve(reply);
      });
    });
  }

  async #within(reply: Promise<JsonObject>, timeout: number): Promise<JsonObject | "died" | "timeout"> {
    const abort = new AbortController();
    const late = sleep(timeout, "timeout" as const, { signal: abort.signal }).catch(() => "timeout" as const);
    const died = this.ended.then(() => "died" as const);
    const outcome = await Promise.race([reply, died, late]);
    abort.abort();
    return outcome;
  }

  async #watchProcess(): Promise<void> {
    const child = this.#child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.log = (this.log + text).slice(-4000);
      });
    }
    // A lifeline breaks when the kernel dies; "close" says so in any case.
    child.stdio[LIFELINE_DESCRIPTOR]?.on("error", () => {});
    await new Promise<void>((resolve) => {
      child.once("exit", () => {
        this.#exited = true;
        resolve();
      });
      child.on("error", (error) => {
        this.log += error.message;
        if (child.pid === undefined) resolve();
      });
    });
    this.#exited = true;
    // What the process wrote last may still be in its pipes.
    await Promise.race([once(child, "close"), sleep(LAST_WORDS)]);
    killGroup(child);
    running.delete(this);
    rmSync(this.#connectionFile, { force: true });
    for (const socket of [this.#shell, this.#control]) socket.close();
    setTimeout(() => this.#iopub.close(), 2 * LAST_WORDS);
  }

  #howItEnded(): string {
    const { exitCode, signalCode } = this.#child;
    const how = signalCode ? `killed by ${signalCode}` : `exit status ${exitCode}`;
    return this.log.trim() === "" ? how : `${how}\n${this.log.trim()}`;
  }
}

function isIdle(message: WireMessage): boolean {
  return message.type === "status" && message.content.execution_state === "idle";
}

function launch(options: KernelOptions, connectionFile: string): ChildProcess {
  const [command, ...args] = kernelCommand(connectionFile);
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  return spawn(command!, args, {
    cwd: options.cwd,
    env: {
      ...inherited,
      ...kernelEnvironment,
      ...options.env,
      EHP_KERNEL_LIFELINE: String(LIFELINE_DESCRIPTOR),
    },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C in the terminal reaches the runner only, and the group can be killed as a whole.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}
