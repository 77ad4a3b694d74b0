import type { ChainFault } from "./faults.ts";
import { fail, failWith, type RpcRequest, type RpcResponse, succeed, tooBig } from "./json-rpc.ts";
import { discarded, type Ledger } from "./ledger.ts";

/** A fault that changes what is answered, rather than whether anything is. */
export type AnswerFault = Exclude<ChainFault, "stall" | "close" | { readonly stallForMs: number }>;

/** An answer, and whether the limit on its size holds for it. */
export interface SpoiltAnswer {
  readonly response: RpcResponse;
  readonly isUnlimited: boolean;
}

interface Asked {
  readonly request: RpcRequest;
  readonly ledger: Ledger;
  /** Makes the true answer. */
  readonly answer: () => RpcResponse;
}

/** The answer to a request under a fault. */
export function spoilAnswer(
  fault: AnswerFault | undefined,
  { request, ledger, answer }: Asked,
): SpoiltAnswer {
  const { id = null } = request;
  if (fault === undefined) return limited(answer());
  if (fault === "pruned") return limited(discard(request, ledger) ?? answer());
  if (fault === "oversize") return limited(tooBig(id));
  if ("oversizeBytes" in fault) {
    const result = `0x${"00".repeat(Math.ceil(fault.oversizeBytes / 2))}`;
    return { response: succeed(id, result), isUnlimited: true };
  }
  if ("error" in fault) return limited(fail(id, fault.error));
  if ("result" in fault) return limited(succeed(id, fault.result));
  const response = answer();
  if ("error" in response) return limited(response);
  const { method, params } = request;
  return limited(succeed(id, fault.alter(response.result, { method, params })));
}

/** An answer that has to keep to the limit. */
export function limited(response: RpcResponse): SpoiltAnswer {
  return { response, isUnlimited: false };
}

/** Which parameter names the block, in the methods that read state. */
const BLOCK_PARAMETERS: Readonly<Record<string, number>> = {
  chain_getRuntimeVersion: 0,
  state_call: 2,
  state_callAt: 2,
  state_getKeysPaged: 3,
  state_getKeysPagedAt: 3,
  state_getMetadata: 0,
  state_getRuntimeVersion: 0,
  state_getStorage: 1,
  state_getStorageAt: 1,
  state_getStorageHash: 1,
  state_getStorageHashAt: 1,
  state_getStorageSize: 1,
  state_getStorageSizeAt: 1,
  state_queryStorageAt: 1,
};

const RUNTIME_METHODS = /call|Metadata|RuntimeVersion/;

function discard(
  { id = null, method, params }: RpcRequest,
  ledger: Ledger,
): RpcResponse | undefined {
  const at = Object.hasOwn(BLOCK_PARAMETERS, method) ? BLOCK_PARAMETERS[method] : undefined;
  if (at === undefined) return undefined;
  const asked = params[at];
  const hash = typeof asked === "string" ? asked : ledger.best().hash;
  return failWith(id, discarded(hash, RUNTIME_METHODS.test(method) ? "runtime" : "storage"));
}
