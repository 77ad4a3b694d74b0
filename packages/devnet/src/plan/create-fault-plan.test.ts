import { describe, expect, it } from "vitest";
import type { FaultRequest } from "../hub/fault.ts";
import { createRandom } from "../worlds/random.ts";
import {
  createFaultPlan,
  FAULT_NAMES,
  type FaultName,
  type FaultPlan,
  PASSING_FAULTS,
} from "./create-fault-plan.ts";
import { HUB_FAULTS } from "./hub-faults.ts";

const FILES = Array.from({ length: 40 }, (_, at) => `acme/set-${at}`);

function ask(changes: Partial<FaultRequest>): FaultRequest {
  return {
    method: "GET",
    path: "/",
    host: "127.0.0.1:8930",
    kind: "content",
    repoId: "acme/chat",
    range: undefined,
    attempt: 1,
    ...changes,
  };
}

/** Both hops to some files, each asked for several times. */
function listHubRequests(attempts: number): FaultRequest[] {
  const request = ["resolve", "content"] as const;
  return FILES.flatMap((repoId) =>
    request.flatMap((kind) =>
      Array.from({ length: attempts }, (_, at) =>
        ask({
          path: `/${kind}/${repoId}?x=${at}`,
          kind,
          repoId,
          range: at % 2 === 0 ? undefined : "bytes=1-",
          attempt: at + 1,
        }),
      ),
    ),
  );
}

const METHODS = [
  "system_chain",
  "chain_getBlockHash",
  "chain_getFinalizedHead",
  "chain_getHeader",
  "state_call",
  "state_getMetadata",
  "state_getRuntimeVersion",
  "state_getStorage",
  "state_queryStorageAt",
];

function listCalls(connections: number): { connection: number; method: string }[] {
  return Array.from({ length: connections }, (_, at) => at + 1).flatMap((connection) =>
    METHODS.map((method) => ({ connection, method })),
  );
}

/** What a plan decides of each request, in the order of the requests however they were asked. */
function decideAll(plan: FaultPlan, order: string): [string, unknown][] {
  const random = createRandom(order);
  const decided = new Map<string, unknown>();
  const asks = [
    ...listHubRequests(6).map((request) => () => {
      decided.set(`${request.path} ${request.attempt}`, plan.hub(request));
    }),
    ...listCalls(60).map(({ connection, method }) => () => {
      decided.set(`${connection} ${method}`, plan.chain({ connection, method, params: [] }));
    }),
    ...Array.from({ length: 60 }, (_, at) => () => {
      decided.set(`handshake ${at + 1}`, plan.handshake(at + 1));
      decided.set(`connection ${at + 1}`, plan.connection(at + 1));
    }),
  ];
  for (const act of random.shuffle(asks)) act();
  return [...decided].toSorted(([left], [right]) => left.localeCompare(right));
}

const clock = (): number => Date.UTC(2026, 10, 23);

describe("a plan of faults", () => {
  it("is the same for the same seed, in whatever order things are asked for", () => {
    const plans = Array.from({ length: 3 }, () => createFaultPlan({ seed: 7, clock }));
    const decided = plans.map((plan, at) => decideAll(plan, `order ${at}`));
    expect(decided[1]).toEqual(decided[0]);
    expect(decided[2]).toEqual(decided[0]);
    expect(plans[1]?.injected).toEqual(plans[0]?.injected);
    const other = decideAll(createFaultPlan({ seed: 8, clock }), "order 0");
    expect(other).not.toEqual(decided[0]);
  });

  it("counts each fault that it decides upon, and nothing else", () => {
    const plan = createFaultPlan({ seed: 1 });
    const decided = decideAll(plan, "any");
    const faults = decided.filter(([, fault]) => fault !== undefined);
    const counted = Object.values(plan.injected).reduce((sum, count) => sum + count, 0);
    expect([counted, counted > 50]).toEqual([faults.length, true]);
    const before = plan.injected;
    decideAll(plan, "any");
    expect(plan.injected).not.toEqual(before);
    expect(createFaultPlan({ seed: 1 }).injected).toEqual({});
  });

  it("lets about as many requests go wrong as it was told", () => {
    for (const faultRate of [0, 0.1, 0.2, 0.4]) {
      const plan = createFaultPlan({ seed: 3, faultRate });
      const requests = listHubRequests(50);
      const share = requests.filter((request) => plan.hub(request) !== undefined).length;
      expect(share / requests.length).toBeGreaterThanOrEqual(faultRate - 0.02);
      expect(share / requests.length).toBeLessThanOrEqual(faultRate + 0.02);
    }
  });

  it.each([1, 2, 3])("never has more than %d faults in a row for one thing", (maxInARow) => {
    const plan = createFaultPlan({ seed: 4, faultRate: 1, maxInARow });
    const things = [
      ...FILES.map(
        (path) => (attempt: number) => plan.hub(ask({ path, attempt, range: "bytes=1-" })),
      ),
      plan.handshake,
      // Whether the connection goes wrong as a whole or in one of its answers.
      (connection: number) =>
        [
          plan.connection(connection),
          ...listCalls(1).map(({ method }) => plan.chain({ connection, method, params: [] })),
        ].find((fault) => fault !== undefined),
    ];
    const patterns = things.map((faultOf) =>
      Array.from({ length: 60 }, (_, at) => (faultOf(at + 1) === undefined ? "." : "F")).join(""),
    );
    const runs = patterns.flatMap((pattern) => pattern.match(/F+/g) ?? []);
    expect(Math.max(...runs.map(({ length }) => length))).toBe(maxInARow);
    // Between two runs lie more requests than in one.
    const pauses = patterns.flatMap((pattern) => pattern.match(/(?<=F)\.+(?=F)/g) ?? []);
    expect(Math.min(...pauses.map(({ length }) => length))).toBe(maxInARow + 1);
  });

  it("lets who tries often enough through both hops to a file", () => {
    let worst = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const plan = createFaultPlan({ seed, faultRate: 1 });
      let [resolves, contents, failures] = [0, 0, 0];
      for (let tries = 0; tries < 40; tries += 1) {
        resolves += 1;
        let isBroken = plan.hub(ask({ path: "/r", kind: "resolve", attempt: resolves }));
        if (isBroken === undefined) {
          contents += 1;
          isBroken = plan.hub(ask({ path: "/c", attempt: contents }));
        }
        failures = isBroken === undefined ? 0 : failures + 1;
        worst = Math.max(worst, failures);
      }
    }
    // One less than the tries of packages/hf.
    expect(worst).toBe(4);
  });

  it("lies once about the same bytes, not twice in a row", () => {
    let lies = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const names = FAULT_NAMES.filter((name) => !name.startsWith("chain"));
      const plan = createFaultPlan({ seed, faultRate: 1, names });
      let wasLie = false;
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        const before = plan.injected;
        plan.hub(ask({ path: "/c", attempt }));
        const name = FAULT_NAMES.find((each) => plan.injected[each] !== before[each]);
        const isLie = name?.startsWith("hub:") === true && isLying(name);
        expect(isLie && wasLie).toBe(false);
        wasLie = isLie;
        if (isLie) lies += 1;
      }
    }
    expect(lies).toBeGreaterThan(100);
  });
});

function isLying(name: FaultName): boolean {
  return HUB_FAULTS[name as keyof typeof HUB_FAULTS].lies === true;
}

/** The names of all faults that some seeds lead to. */
function reach(names?: readonly FaultName[]): FaultName[] {
  const reached = new Set<string>();
  for (let seed = 0; seed < 25; seed += 1) {
    const plan = createFaultPlan({ seed, faultRate: 0.4, ...(names && { names }) });
    decideAll(plan, "any");
    for (const name of Object.keys(plan.injected)) reached.add(name);
  }
  return FAULT_NAMES.filter((name) => reached.has(name));
}

/** The names of all faults that may befall a request. */
function namesOf(changes: Partial<FaultRequest>): string[] {
  const reached = new Set<string>();
  for (let seed = 0; seed < 400; seed += 1) {
    const plan = createFaultPlan({ seed, faultRate: 0.4 });
    plan.hub(ask(changes));
    for (const name of Object.keys(plan.injected)) reached.add(name);
  }
  return [...reached].toSorted();
}

describe("the kinds of faults", () => {
  it("are all reached by some seed, where all are asked for", () => {
    expect(reach(FAULT_NAMES)).toEqual(FAULT_NAMES);
  });

  it("are those that pass, unless others are asked for", () => {
    expect(reach()).toEqual(PASSING_FAULTS);
    expect(FAULT_NAMES.filter((name) => !PASSING_FAULTS.includes(name))).toEqual([
      "hub:redirect-loop",
      "hub:redirect-elsewhere",
      "hub:gzip-bomb",
      "hub:renamed",
      "hub:deleted",
      "hub:gated",
      "hub:force-pushed",
      "chain:pruned",
      "chain:oversize",
      "chain:oversize-sent",
      "chain:short-value",
      "chain:undecodable-value",
      "chain:wrong-genesis",
    ]);
  });

  it("befall requests for which they mean something", () => {
    const whoami = namesOf({ kind: "whoami", repoId: undefined });
    expect(whoami).toEqual([
      "hub:429-date",
      "hub:429-ratelimit",
      "hub:429-seconds",
      "hub:500",
      "hub:502",
      "hub:503",
      "hub:drop",
      "hub:stall",
    ]);
    expect(namesOf({})).toContain("hub:redirect-bytes");
    expect(namesOf({ host: "10.0.0.7:80" })).not.toContain("hub:redirect-bytes");
    expect(namesOf({})).not.toContain("hub:no-range");
    expect(namesOf({ range: "bytes=5-" })).toContain("hub:no-range");
  });

  it("take what they are told of time", () => {
    const names = ["hub:stall", "hub:429-seconds", "chain:stall", "handshake:429"] as const;
    const plan = createFaultPlan({
      seed: 2,
      faultRate: 0.4,
      names,
      slowMs: 123,
      retryAfterSeconds: 45,
    });
    const decided = JSON.stringify(decideAll(plan, "any"));
    expect(Object.keys(plan.injected).toSorted()).toEqual([...names].toSorted());
    expect(new Set(decided.match(/"(?:forMs|stallForMs|retry-after)":[^,}]+/g))).toEqual(
      new Set(['"forMs":123', '"stallForMs":123', '"retry-after":"45"']),
    );
  });

  it("redirect to the same server under its other name", () => {
    const names = ["hub:redirect-elsewhere", "hub:redirect-bytes"] as const;
    const plan = createFaultPlan({ seed: 1, faultRate: 1, maxInARow: 1, names });
    const [kinds, attempts] = [["content", "resolve"] as const, [1, 2, 3]];
    const locations = ["127.0.0.1:5", "localhost:5"].flatMap((host) =>
      kinds.flatMap((kind) =>
        attempts.map((attempt) => plan.hub(ask({ host, kind, path: "/a?b", attempt }))),
      ),
    );
    expect(plan.injected).toEqual({ "hub:redirect-elsewhere": 2, "hub:redirect-bytes": 2 });
    expect(locations.filter((fault) => fault !== undefined)).toEqual([
      { type: "redirect", location: "http://localhost:5/a?b" },
      { type: "redirect", location: "http://localhost:5/a?b" },
      { type: "redirect", location: "http://127.0.0.1:5/a?b" },
      { type: "redirect", location: "http://127.0.0.1:5/a?b" },
    ]);
  });
});

it.each([
  { seed: -1 },
  { seed: 1.5 },
  { seed: 1, faultRate: 1.1 },
  { seed: 1, faultRate: Number.NaN },
  { seed: 1, maxInARow: 0 },
])("refuses %j", (options) => {
  expect(() => createFaultPlan(options)).toThrow(RangeError);
});
