import { beforeAll, describe, expect, it } from "vitest";
import { readDevnetSchema } from "../../testing/devnet-schema.ts";
import type { CallArgument, RuntimeCall } from "./storage-schema.ts";

describe("a runtime call", () => {
  let call: RuntimeCall | undefined;
  beforeAll(async () => {
    const schema = await readDevnetSchema();
    call = schema.findCall("SubnetInfoRuntimeApi", "get_selective_metagraph");
  });

  it("has the name that state_call takes", () => {
    expect(call?.name).toBe("SubnetInfoRuntimeApi_get_selective_metagraph");
  });

  it("puts its arguments one behind the other, a list with its length", () => {
    expect(call?.encode(0x0160, [])).toBe("0x600100");
    expect(call?.encode(1, [2, 0x0304])).toBe("0x01000802000403");
    const long = Array.from({ length: 64 }, () => 0);
    expect(call?.encode(1, long)).toBe(`0x01000101${"0000".repeat(64)}`);
  });

  it.each<[readonly CallArgument[]]>([
    [[]],
    [[1]],
    [[1, [], 2]],
    [[1, 2]],
    [[65_536, []]],
    [[1, [65_536]]],
    [[1, [-1]]],
    [[Uint8Array.of(1, 0), []]],
  ])("refuses %j", (given) => {
    expect(() => call?.encode(...given)).toThrow(RangeError);
  });

  it("takes none for an answer, and neither half of one nor more than one", () => {
    expect(call?.decode(Uint8Array.of(0))).toEqual({ ok: true, value: null });
    expect(call?.decode(Uint8Array.of(0, 0)).ok).toBe(false);
    expect(call?.decode(Uint8Array.of(1)).ok).toBe(false);
    expect(call?.decode(Uint8Array.of(2)).ok).toBe(false);
  });
});
