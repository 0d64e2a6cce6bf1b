import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { newConnection } from "../../tools/connection.js";

describe("where kernels are met", () => {
  it("is a place of the local machine with five ports that can be bound, and a key of its own", async () => {
    const [one, two] = [await newConnection(), await newConnection()];
    const ports = [one.shell_port, one.iopub_port, one.stdin_port, one.control_port, one.hb_port];
    expect(new Set(ports).size).toBe(5);
    expect(one.ip).toMatch(/^127\./);
    expect(one.key).not.toBe(two.key);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(one.shell_port, one.ip, resolve));
    server.close();
  });

  it.runIf(process.platform === "linux")("differs between kernels even if their ports agree", async () => {
    const places = await Promise.all(Array.from({ length: 20 }, () => newConnection()));
    expect(new Set(places.map(({ ip }) => ip)).size).toBe(20);
  });
});
