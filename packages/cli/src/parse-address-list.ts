import { UsageError } from "@flock-tools/core";
import { quoteInput } from "./quote-input.ts";

// SS58 with the prefix 42 that Bittensor uses: base58 without 0, O, I and l, and a 5 in front.
const ADDRESS = /^5[1-9A-HJ-NP-Za-km-z]{46,47}$/;

/**
 * SS58 addresses, separated by commas, each once and in the order given. Only their form is checked, not the checksum:
 * an address that does not exist selects nothing.
 *
 * @throws UsageError that names the first one that cannot be an address
 */
export function parseAddressList(text: string): readonly string[] {
  const addresses = text.split(",").map((part) => part.trim());
  const wrong = addresses.find((address) => !ADDRESS.test(address));
  if (wrong === undefined) return [...new Set(addresses)];
  throw new UsageError(
    `must be an SS58 address, 48 characters that start with 5: got ${quoteInput(wrong, 60)}`,
    {
      next: "give addresses like 5F3sa2TJAWMqDhXG6jhV4N8ko9SxwGy8TpaNS1repo5EYjQX, separated by commas",
    },
  );
}
