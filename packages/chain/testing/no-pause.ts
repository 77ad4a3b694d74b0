import type { ChainRetry } from "../src/chain-retry.ts";

/** Tries as often as anybody does, without a pause. */
export const NO_PAUSE: ChainRetry = { minDelayMs: 0 };
