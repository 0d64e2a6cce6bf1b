import { spawnSync } from "node:child_process";
import { accessSync, chmodSync, constants, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { newFolder } from "./project.js";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const { engines } = JSON.parse(read("package.json"));
const oldest = Number(/\d+/.exec(engines.node)![0]);

/**
 * Runs a command of a container, in a home of its own. Only of `npm ci`, which would need the network and take the
 * packages from under these tests, no more is done than to find out what it would install.
 */
function runInHome(command: readonly string[]): { home: string; status: number | null; output: string } {
  const [home, bin] = [newFolder(), newFolder()];
  const npm = spawnSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).stdout.trim();
  writeFileSync(
    join(bin, "npm"),
    `#!/bin/sh\n[ "$1" = ci ] && exec ${npm} ci --dry-run --offline --ignore-scripts\nexec ${npm} "$@"\n`,
  );
  chmodSync(join(bin, "npm"), 0o755);
  const { JUPYTER_DATA_DIR: _, XDG_DATA_HOME: __, APPDATA: ___, ...rest } = process.env;
  const env = {
    ...rest,
    HOME: home,
    PATH: `${bin}:${process.env.PATH}`,
    npm_config_update_notifier: "false",
  };
  const [program, ...args] = command;
  const { status, stdout, stderr } = spawnSync(program!, args, { cwd: root, env, encoding: "utf8" });
  return { home, status, output: stdout + stderr };
}

/** Expects a kernel in that home, with all the files that it is started from. */
function expectKernel(home: string): void {
  const data = process.platform === "darwin" ? "Library/Jupyter" : ".local/share/jupyter";
  const { argv } = JSON.parse(readFileSync(join(home, data, "kernels/tslab/kernel.json"), "utf8"));
  const files = argv.filter((part: string) => part.startsWith("/"));
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const file of files) expect(existsSync(file), file).toBe(true);
}

describe.skipIf(process.platform === "win32")("the dev container", () => {
  const { build, postCreateCommand } = JSON.parse(read(".devcontainer/devcontainer.json"));
  const dockerfile = read(`.devcontainer/${build.dockerfile}`);

  it("has a Node that is new enough, and copies files that exist", () => {
    expect(Number(/^FROM node:(\d+)/m.exec(dockerfile)![1])).toBeGreaterThanOrEqual(oldest);
    const copied = [...dockerfile.matchAll(/^COPY (\S+)/gm)].map((match) => match[1]!);
    expect(copied).not.toEqual([]);
    for (const file of copied) expect(existsSync(join(root, ".devcontainer", file)), file).toBe(true);
  });

  it("runs commands that a shell understands, and installs the Jupyter that is tested", () => {
    const commands = [...dockerfile.replaceAll("\\\n", " ").matchAll(/^RUN (.*)$/gm)].map(
      (match) => match[1]!,
    );
    expect(commands).toHaveLength(1);
    expect(spawnSync("sh", ["-n", "-c", commands[0]!]).status).toBe(0);
    const requirements = /pip install .*-r \S*?([\w.]+)$/m.exec(commands[0]!)![1]!;
    expect(read(".ci/run")).toContain(`-r .devcontainer/${requirements}`);
  });

  it("is made ready by a command that works", { timeout: 240_000 }, () => {
    const { home, status, output } = runInHome(["sh", "-c", postCreateCommand]);
    expect(status, output).toBe(0);
    expectKernel(home);
  });
});

describe.skipIf(process.platform === "win32")("Binder", () => {
  it("gets a Node that is new enough", () => {
    expect(Number(/- nodejs=(\d+)$/m.exec(read(".binder/environment.yml"))![1])).toBeGreaterThanOrEqual(
      oldest,
    );
  });

  it("is made ready by the script that makes the dev container ready", () => {
    const script = join(root, ".binder/postBuild");
    expect(() => accessSync(script, constants.X_OK)).not.toThrow();
    expect(read(".devcontainer/devcontainer.json")).toContain('"bash .binder/postBuild"');
  });
});
