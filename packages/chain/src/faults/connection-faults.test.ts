import type { ChainServer } from "@flock-tools/devnet";
import { beforeAll, describe, expect, it } from "vitest";
import {
  DISTURBED_WORLD,
  fateOf,
  PATHS,
  readDisturbed,
  readUndisturbed,
  refusalOf,
  serveNodes,
  sweep,
  type Undisturbed,
} from "../../testing/disturb.ts";
import type { Everything } from "../../testing/read-all.ts";
import { GENESIS } from "../../testing/world.ts";

const OTHER_WORLD = { ...DISTURBED_WORLD, genesisHash: `0x${"cd".repeat(32)}` as const };
/** Milliseconds: connecting has to fit in, half a second of work by itself, on a machine that is busy. */
const PATIENCE = 2_000;

let expected: Everything;
let frames: Undisturbed["frames"];

beforeAll(async () => {
  ({ expected, frames } = await readUndisturbed());
});

/** The first connections of one server fare in their turn as the list says, all others as its last. */
function cutAfter(server: ChainServer | undefined, counts: readonly (number | undefined)[]): void {
  server?.useConnection((connection) => {
    const closeAfterFrames = counts[Math.min(connection, counts.length) - 1];
    return closeAfterFrames === undefined ? undefined : { closeAfterFrames };
  });
}

describe.each(PATHS)("chain: socket closed after frame N, read by %s", (via) => {
  it.each([1, 2])("of each N, once: the same from %i endpoints", async (count) => {
    const total = frames[via];
    expect(total).toBeGreaterThan(20);
    for (const place of sweep(total, count === 1 ? 1 : 5)) {
      const servers = await serveNodes(count);
      cutAfter(servers[0], [place - 1, undefined]);
      await expect(readDisturbed({ via, servers })).resolves.toEqual(expected);
      expect(servers.map(({ handshakes }) => handshakes)).toEqual(count === 1 ? [2] : [1, 1]);
    }
  });

  it("of each N, every time: the same, or CHAIN_CLOSED", async () => {
    const total = frames[via];
    const outcomes: string[] = [];
    for (let frame = 0; frame <= total; frame++) {
      const servers = await serveNodes(1);
      cutAfter(servers[0], [frame]);
      outcomes.push(await fateOf(readDisturbed({ via, servers }), expected));
    }
    // Five answers connect, and seven are the most that belong together and are read anew.
    const first = outcomes.indexOf("the same");
    expect(first).toBeLessThan(9);
    expect(new Set(outcomes.slice(0, first))).toEqual(new Set(["CHAIN_CLOSED"]));
    expect(new Set(outcomes.slice(first))).toEqual(new Set(["the same"]));
  });
});

describe.each(PATHS)("chain: stalled, read by %s", (via) => {
  it.each([1, 2])(
    "once, at each request in its turn: the same from %i endpoints",
    async (count) => {
      const total = frames[via];
      // Connecting to an address that has never answered is not tried again where it is the only one.
      for (const place of sweep(total, 10)) {
        if (count === 1 && place < 6) continue;
        const servers = await serveNodes(count);
        let asked = 0;
        servers[0]?.use(() => (++asked === place ? "stall" : undefined));
        const retry = { minDelayMs: 0, maxElapsedMs: 60_000 };
        const reading = readDisturbed({ via, servers, timeoutMs: PATIENCE, retry });
        await expect(reading).resolves.toEqual(expected);
        expect(asked).toBeGreaterThan(place - 1);
      }
    },
  );

  it("for ever: CHAIN_TIMEOUT", async () => {
    const servers = await serveNodes(1);
    let asked = 0;
    servers[0]?.use(() => (++asked > 9 ? "stall" : undefined));
    const error = await refusalOf(readDisturbed({ via, servers, timeoutMs: PATIENCE }));
    expect(error.code).toBe("CHAIN_TIMEOUT");
    expect(error.next).toContain("--endpoint");
    // What was not answered in time is asked for once more, over a new connection.
    expect(servers[0]?.handshakes).toBe(2);
  });
});

describe("chain: handshake 429", () => {
  it.each(PATHS)("that passes: the same, read by %s", async (via) => {
    for (const fault of ["reject-429", { status: 503 }, "drop"] as const) {
      const servers = await serveNodes(1);
      servers[0]?.useHandshake((handshake) => (handshake <= 3 ? fault : undefined));
      await expect(readDisturbed({ via, servers })).resolves.toEqual(expected);
      expect(servers[0]?.handshakes).toBe(4);
    }
  });

  it("that asks for a while: it is waited for", async () => {
    const servers = await serveNodes(1);
    servers[0]?.useHandshake((handshake) =>
      handshake === 1 ? { status: 429, headers: { "retry-after": "7" } } : undefined,
    );
    const waits: number[] = [];
    const retry = { random: () => 0, sleep: async (ms: number) => void waits.push(ms) };
    const reading = readDisturbed({ via: "storage", servers, retry });
    await expect(reading).resolves.toEqual(expected);
    expect(waits).toEqual([7000]);
  });

  it("that asks for an hour: it is not waited for, and told", async () => {
    const servers = await serveNodes(1);
    servers[0]?.useHandshake({ status: 429, headers: { "retry-after": "3600" } });
    const error = await refusalOf(readDisturbed({ via: "storage", servers }));
    expect(error).toMatchObject({ code: "CHAIN_RATE_LIMITED", details: "Retry-After: 3600" });
    expect(servers[0]?.handshakes).toBe(1);
  });

  it.each([1, 2])("that lasts, at %i endpoints: CHAIN_RATE_LIMITED", async (count) => {
    const servers = await serveNodes(count);
    for (const server of servers) server.useHandshake("reject-429");
    const error = await refusalOf(readDisturbed({ via: "storage", servers }));
    expect(error.code).toBe("CHAIN_RATE_LIMITED");
    expect(error.next).toContain("wait a minute");
    expect(servers.map(({ handshakes }) => handshakes)).toEqual(servers.map(() => 6));
  });

  it("after the connection was lost: the same, read on", async () => {
    const servers = await serveNodes(1);
    cutAfter(servers[0], [12, undefined]);
    servers[0]?.useHandshake((handshake) =>
      handshake > 1 && handshake < 4 ? "reject-429" : undefined,
    );
    await expect(readDisturbed({ via: "storage", servers })).resolves.toEqual(expected);
    expect(servers[0]?.handshakes).toBe(4);
  });
});

describe("chain: wrong genesis", () => {
  it("at the first connection: CHAIN_WRONG_GENESIS, before anything is read", async () => {
    const servers = await serveNodes(1, OTHER_WORLD);
    const reading = readDisturbed({ via: "storage", servers, expectedGenesis: GENESIS });
    expect((await refusalOf(reading)).code).toBe("CHAIN_WRONG_GENESIS");
    expect(servers[0]?.counts.dataCalls).toBe(0);
    expect(servers[0]?.handshakes).toBe(1);
  });

  it("after a reconnect, with and without an expected one: CHAIN_WRONG_GENESIS", async () => {
    for (const expectedGenesis of [undefined, GENESIS]) {
      const servers = await serveNodes(1);
      servers[0]?.useConnection((connection) =>
        connection === 1 ? { closeAfterFrames: 12 } : { world: OTHER_WORLD },
      );
      const error = await refusalOf(
        readDisturbed({ via: "storage", servers, ...(expectedGenesis && { expectedGenesis }) }),
      );
      expect(error.code).toBe("CHAIN_WRONG_GENESIS");
      expect(error.message).toContain(OTHER_WORLD.genesisHash);
      expect(servers[0]?.handshakes).toBe(2);
    }
  });

  it("after a failover: that endpoint is passed over, and the other asked on", async () => {
    const servers = await serveNodes(3);
    servers[1]?.useConnection(() => ({ world: OTHER_WORLD }));
    cutAfter(servers[0], [12]);
    await expect(readDisturbed({ via: "storage", servers })).resolves.toEqual(expected);
    expect(servers.map(({ handshakes }) => handshakes)).toEqual([1, 1, 1]);
  });
});
