import { encodeAddress as encodeWithPolkadot } from "@polkadot/util-crypto";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { encodeAddress } from "./encode-address.ts";

it("writes what @polkadot/util-crypto writes", () => {
  const accountId = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(accountId, (bytes) => {
      expect(encodeAddress(bytes)).toBe(encodeWithPolkadot(bytes, 42));
    }),
    { seed: 7, examples: [[new Uint8Array(32)], [new Uint8Array(32).fill(255)]] },
  );
});
