// Where a kernel and its client meet: five free TCP ports on the local machine and a random key, in the form of
// Jupyter's connection file.

import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

export interface Connection {
  readonly transport: "tcp";
  readonly ip: string;
  readonly key: string;
  readonly signature_scheme: "hmac-sha256";
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

const LOOPBACK = "127.0.0.1";

export async function newConnection(): Promise<Connection> {
  const { ip, ports } = await freePlace(5);
  return {
    transport: "tcp",
    ip,
    key: randomBytes(32).toString("hex"),
    signature_scheme: "hmac-sha256",
    shell_port: ports[0]!,
    iopub_port: ports[1]!,
    stdin_port: ports[2]!,
    control_port: ports[3]!,
    hb_port: ports[4]!,
  };
}

export function address(connection: Connection, port: number): string {
  return `${connection.transport}://${connection.ip}:${port}`;
}

/**
 * An address with free ports. A port may be taken between the choice and the kernel's bind, by another kernel too, which
 * then would get this one's messages; where the local machine has many addresses, each kernel has one to itself.
 */
async function freePlace(count: number): Promise<{ ip: string; ports: number[] }> {
  if (process.platform === "linux") {
    const ip = [127, ...Array.from({ length: 3 }, () => randomInt(1, 255))].join(".");
    try {
      return { ip, ports: await freePorts(ip, count) };
    } catch {
      // A system that has one address only.
    }
  }
  return { ip: LOOPBACK, ports: await freePorts(LOOPBACK, count) };
}

/** Ports which are free now. All are held until all are known, so that they differ. */
async function freePorts(ip: string, count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, ip);
    await once(server, "listening");
    ports.push((server.address() as AddressInfo).port);
  }
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
