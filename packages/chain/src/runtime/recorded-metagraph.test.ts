import { toHex } from "@flock-tools/core";
import { Metadata, TypeRegistry } from "@polkadot/types";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeWithCodec } from "../../testing/polkadot-codec.ts";
import { readRecordedCalls, readRecordedV15 } from "../../testing/recorded.ts";
import { hexToBytes, unwrapMetadata } from "../rpc/answers.ts";
import { toCount, toStruct } from "../storage/decode-item.ts";
import { createSchema } from "./create-schema.ts";
import type { Hex, ScaleStruct, ScaleValue, StorageSchema } from "./storage-schema.ts";

const wrapped = readRecordedV15();
const recorded = readRecordedCalls()?.find(({ method }) => method === "state_call");
const METHOD = "get_selective_mechagraph";

describe.skipIf(wrapped === undefined || recorded === undefined)(
  "the metagraph that a node gave at spec version 343",
  () => {
    let schema: StorageSchema;
    let answer: Hex;
    beforeAll(async () => {
      schema = await createSchema({
        genesis: `0x${"2f".repeat(32)}`,
        chainName: "Bittensor",
        version: { specName: "node-subtensor", specVersion: 343 },
        metadata: unwrapMetadata(wrapped) ?? "0x",
      });
      answer = recorded?.response.result as Hex;
    });

    it("is asked for as the Python SDK did", () => {
      const call = schema.findCall("SubnetInfoRuntimeApi", METHOD);
      expect(call?.name).toBe(recorded?.params[0]);
      const all = Array.from({ length: 74 }, (_, index) => index);
      expect(call?.encode(1, 0, all)).toBe(`0x${String(recorded?.params[1]).replace(/^0x/, "")}`);
    });

    it("is decoded whole, to the last byte", () => {
      const call = schema.findCall("SubnetInfoRuntimeApi", METHOD);
      const bytes = hexToBytes(answer);
      const decoded = call?.decode(bytes);
      expect(decoded).toMatchObject({ ok: true });
      for (const altered of [bytes.subarray(0, -1), Buffer.concat([bytes, Uint8Array.of(0)])]) {
        expect(call?.decode(altered).ok).toBe(false);
      }
      const metagraph = decoded?.ok === true ? toStruct(decoded.value) : undefined;
      expect(metagraph?.size).toBe(74);
      expect([...(metagraph?.values() ?? [])].filter((value) => value === null)).toEqual([]);
      expect(countsOf(metagraph)).toEqual({
        netuid: 1,
        block: 6_852_690,
        numUids: 1024,
        hotkeys: 1024,
        coldkeys: 1024,
        axons: 1024,
        active: 1024,
        validatorPermit: 1024,
        emission: 1024,
        incentives: 1024,
        blockAtRegistration: 1024,
        alphaStake: 1024,
        taoStake: 1024,
        totalStake: 1024,
        commitments: 2,
      });
      expect(textOf(metagraph?.get("name"))).toBe("Apex");
    });

    it("is to @polkadot/types the same", () => {
      const registry = new TypeRegistry();
      const metadata = new Metadata(registry, unwrapMetadata(wrapped));
      registry.setMetadata(metadata, undefined, undefined, true);
      const api = metadata.asLatest.apis.find(
        ({ name }) => name.toString() === "SubnetInfoRuntimeApi",
      );
      const method = api?.methods.find(({ name }) => name.toString() === METHOD);
      const type = method === undefined ? "" : registry.createLookupType(method.output);
      const expected = decodeWithCodec(registry, type, hexToBytes(answer));
      expect(expected).toBeDefined();
      expect(schema.findCall("SubnetInfoRuntimeApi", METHOD)?.decode(hexToBytes(answer))).toEqual({
        ok: true,
        ...expected,
      });
    });

    it("has two commitments, of hotkeys that are not registered, which storage's type takes whole", () => {
      const decoded = schema.findCall("SubnetInfoRuntimeApi", METHOD)?.decode(hexToBytes(answer));
      const metagraph = decoded?.ok === true ? toStruct(decoded.value) : undefined;
      const hotkeys = new Set(listOf(metagraph, "hotkeys").map((key) => toHex(key as Uint8Array)));
      expect(hotkeys.size).toBe(1024);
      const item = schema.getItem("Commitments", "CommitmentOf");
      for (const pair of listOf(metagraph, "commitments")) {
        const [account, encoded] = pair as readonly [Uint8Array, readonly bigint[]];
        expect(account).toHaveLength(32);
        expect(hotkeys.has(toHex(account))).toBe(false);
        expect(item.decode(Uint8Array.from(encoded, Number))).toMatchObject({ ok: true });
      }
    });

    it("is the answer of the call that is made here, too", () => {
      const call = schema.findCall("SubnetInfoRuntimeApi", "get_selective_metagraph");
      expect(call?.encode(96, [0, 7])).toBe("0x60000800000700");
      expect(call?.decode(hexToBytes(answer))).toMatchObject({ ok: true });
    });

    it("describes no more than it has", () => {
      expect(schema.findCall("SubnetInfoRuntimeApi", "get_everything")).toBeUndefined();
      expect(schema.findCall("NoApi", METHOD)).toBeUndefined();
    });
  },
);

const SINGLE = ["netuid", "block", "numUids"];
const LISTS = [
  "hotkeys",
  "coldkeys",
  "axons",
  "active",
  "validatorPermit",
  "emission",
  "incentives",
  "blockAtRegistration",
  "alphaStake",
  "taoStake",
  "totalStake",
  "commitments",
];

function listOf(struct: ScaleStruct | undefined, name: string): readonly ScaleValue[] {
  const value = struct?.get(name);
  return Array.isArray(value) ? (value as readonly ScaleValue[]) : [];
}

function countsOf(struct: ScaleStruct | undefined): Record<string, number | undefined> {
  const counts: Record<string, number | undefined> = {};
  for (const name of SINGLE) counts[name] = toCount(struct?.get(name) ?? null);
  for (const name of LISTS) counts[name] = listOf(struct, name).length;
  return counts;
}

function textOf(value: ScaleValue | undefined): string {
  return Buffer.from((value as readonly bigint[]).map(Number)).toString("utf8");
}
