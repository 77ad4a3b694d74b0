import { asRecord } from "./answers.ts";

/** The members of one JSON-RPC message. */
export type RpcMessage = Readonly<Partial<Record<string, unknown>>>;

// The largest answer that is asked for, 20,000 keys with their values, has 60,000.
const MAX_VALUES = 2 ** 20;

/**
 * The message in `data`; undefined for what is not one.
 *
 * What V8 makes of JSON can take up 50 times its bytes: 32 MiB of "[" took 1.4 GB before it was refused, of "{}," 1.1 GB. So
 * it is counted first how many values there can be.
 */
export function parseMessage(data: Buffer): RpcMessage | undefined {
  if (data.length > MAX_VALUES && countValues(data) > MAX_VALUES) return undefined;
  try {
    const message = asRecord(JSON.parse(data.toString("utf8")));
    return message["jsonrpc"] === "2.0" ? message : undefined;
  } catch {
    return undefined;
  }
}

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

/** At least as many as there are: every value but the first stands behind one of these three, which texts may hold too. */
function countValues(data: Buffer): number {
  let count = 1;
  for (const byte of data) if (byte === COMMA || byte === BRACKET || byte === BRACE) count += 1;
  return count;
}
