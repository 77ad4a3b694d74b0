import type { BlockHash } from "@flock-tools/core";
import type { Header } from "./blocks.ts";
import type { Ledger } from "./ledger.ts";
import type { RpcContext, RpcMethods, RpcParams, Subscription } from "./rpc-context.ts";
import { invalidParams } from "./rpc-error.ts";
import { optionalHexParam } from "./rpc-params.ts";

const unsubscribe = ({ subscriptions }: RpcContext, [id]: RpcParams): boolean =>
  subscriptions.close(String(id));

/** `chain_*`, with the aliases that nodes have (substrate, client/rpc-api/src/chain/mod.rs). */
export const CHAIN_METHODS: RpcMethods = {
  chain_getBlock: getBlock,
  chain_getBlockHash: getBlockHash,
  chain_getFinalisedHead: getFinalizedHead,
  chain_getFinalizedHead: getFinalizedHead,
  chain_getHead: getBlockHash,
  chain_getHeader: getHeader,
  chain_subscribeAllHeads: subscribe("chain_allHead"),
  chain_subscribeFinalisedHeads: subscribe("chain_finalizedHead"),
  chain_subscribeFinalizedHeads: subscribe("chain_finalizedHead"),
  chain_subscribeNewHead: subscribe("chain_newHead"),
  chain_subscribeNewHeads: subscribe("chain_newHead"),
  chain_unsubscribeAllHeads: unsubscribe,
  chain_unsubscribeFinalisedHeads: unsubscribe,
  chain_unsubscribeFinalizedHeads: unsubscribe,
  chain_unsubscribeNewHead: unsubscribe,
  chain_unsubscribeNewHeads: unsubscribe,
};

function getFinalizedHead({ ledger }: RpcContext): BlockHash {
  return ledger.head().hash;
}

/** The head's without a number, one of a number or `0x` number, a list of a list; null above the head. */
function getBlockHash({ ledger }: RpcContext, [number]: RpcParams): unknown {
  if (number === undefined || number === null) return ledger.head().hash;
  if (!Array.isArray(number)) return hashAt(ledger, number);
  return number.map((item) => hashAt(ledger, item));
}

function hashAt(ledger: Ledger, number: unknown): BlockHash | null {
  const isHex = typeof number === "string" && /^0x[0-9a-f]+$/i.test(number);
  const height = isHex ? Number(number) : number;
  if (typeof height !== "number" || !Number.isInteger(height) || height < 0) {
    throw invalidParams("parameter 0 must be a block number or a list of them");
  }
  return height > ledger.head().number ? null : ledger.blocks.hashOf(height);
}

function getHeader({ ledger }: RpcContext, params: RpcParams): Header | null {
  const number = numberAt(ledger, optionalHexParam(params, 0));
  return number === undefined ? null : ledger.blocks.headerOf(number);
}

function getBlock({ ledger }: RpcContext, params: RpcParams): object | null {
  const number = numberAt(ledger, optionalHexParam(params, 0));
  if (number === undefined) return null;
  const header = ledger.blocks.headerOf(number);
  return {
    block: { header, extrinsics: ledger.blocks.extrinsicsOf(number) },
    justifications: null,
  };
}

function numberAt(ledger: Ledger, hash: string | undefined): number | undefined {
  return hash === undefined ? ledger.head().number : ledger.blocks.numberOf(hash);
}

function subscribe(method: string): RpcMethods[string] {
  return ({ ledger, subscriptions }) => {
    const subscription: Subscription = {
      method,
      first: () => ledger.blocks.headerOf(ledger.head().number),
      next: (blocks) => blocks.map(({ number }) => ledger.blocks.headerOf(number)),
    };
    return subscriptions.open(subscription);
  };
}
