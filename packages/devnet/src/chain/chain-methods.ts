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

/** The best block's without a number, one of a number or `0x` number, a list of a list; null above the best. */
function getBlockHash({ ledger }: RpcContext, [number]: RpcParams): unknown {
  if (number === undefined || number === null) return ledger.best().hash;
  if (!Array.isArray(number)) return hashAt(ledger, number);
  return number.map((item) => hashAt(ledger, item));
}

function hashAt(ledger: Ledger, number: unknown): BlockHash | null {
  const isHex = typeof number === "string" && /^0x[0-9a-f]+$/i.test(number);
  const height = isHex ? Number(number) : number;
  if (typeof height !== "number" || !Number.isInteger(height) || height < 0) {
    throw invalidParams("parameter 0 must be a block number or a list of them");
  }
  return ledger.hashAt(height) ?? null;
}

function getHeader({ ledger }: RpcContext, params: RpcParams): Header | null {
  return ledger.headerOf(optionalHexParam(params, 0) ?? ledger.best().hash) ?? null;
}

function getBlock(context: RpcContext, params: RpcParams): object | null {
  const header = getHeader(context, params);
  if (header === null) return null;
  const extrinsics = context.ledger.blocks.extrinsicsOf(Number(header.number));
  return { block: { header, extrinsics }, justifications: null };
}

function subscribe(method: string): RpcMethods[string] {
  const isOfFinal = method === "chain_finalizedHead";
  return ({ ledger, subscriptions }) => {
    const subscription: Subscription = {
      method,
      first: () => ledger.headerOf((isOfFinal ? ledger.head() : ledger.best()).hash),
      next: (blocks) =>
        blocks
          .filter(({ isFinal }) => isFinal || !isOfFinal)
          .map(({ hash }) => ledger.headerOf(hash)),
    };
    return subscriptions.open(subscription);
  };
}
