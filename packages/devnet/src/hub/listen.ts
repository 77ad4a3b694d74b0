import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { portNotAvailable } from "../errors.ts";

const ATTEMPTS = 20;

export interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
}

export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly createServer: () => Server;
}

/**
 * Listens on `host`. For the loopback address it listens on `::1` too, at the same port: `localhost` means either one,
 * and LFS files are served from the name that the client did not call.
 *
 * @throws FlockError `DEVNET_PORT`
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  if (options.host !== "127.0.0.1") return listenOn(options, [options.host]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOn(options, ["127.0.0.1", "::1"]);
    } catch (error) {
      // The port that was free on the first address may be taken on the second.
      if (options.port !== 0 || attempt === ATTEMPTS) throw error;
    }
  }
}

async function listenOn(
  { port, createServer }: ListenOptions,
  hosts: readonly string[],
): Promise<Listening> {
  const servers: Server[] = [];
  let bound = port;
  try {
    for (const host of hosts) {
      const server = createServer();
      if (await listenAt(server, bound, host)) {
        servers.push(server);
        bound = (server.address() as AddressInfo).port;
      }
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw portNotAvailable(bound, error);
  }
  return { port: bound, servers };
}

async function listenAt(server: Server, port: number, host: string): Promise<boolean> {
  try {
    const listening = once(server, "listening");
    server.listen(port, host);
    await listening;
    return true;
  } catch (error) {
    // A machine without IPv6 has no `::1`, and its `localhost` is 127.0.0.1.
    if (host === "::1" && isWithoutIpv6(error)) return false;
    throw error;
  }
}

function isWithoutIpv6(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
}
