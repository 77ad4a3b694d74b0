import { StringDecoder } from "node:string_decoder";
import { Writable } from "node:stream";
import { sanitise } from "@flock-tools/cli";

// Nothing is cut: a line of a result is as long as its cells.
const WHOLE = { maxLength: Number.MAX_SAFE_INTEGER };

/** A stream of text for a terminal: what miners wrote in it is escaped, line breaks stay. */
export function createSafeStream(print: (text: string) => void): Writable {
  const decoder = new StringDecoder("utf8");
  const write = (text: string): void => {
    if (text !== "")
      print(
        text
          .split("\n")
          .map((line) => sanitise(line, WHOLE))
          .join("\n"),
      );
  };
  return new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _, done) {
      write(decoder.write(chunk));
      done();
    },
    final(done) {
      write(decoder.end());
      done();
    },
  });
}
