// node memory.mjs CASE: indexes a stream that exists nowhere as a whole, and prints what it found, as JSON.
import { indexRowStream } from "@flock-tools/dataset";
import { makeRows } from "./rows.mjs";

const MB = 2 ** 20;

function* repeat(chunk, times) {
  for (let i = 0; i < times; i += 1) yield chunk;
}

/** As many members as one object may have and be printed, in falling order. */
function* distinctMembers() {
  for (let i = 1_450_000; i > 0; i -= 10_000) {
    const member = (_, n) => `,"${(i - n).toString(36)}":0`;
    yield Buffer.from(Array.from({ length: 10_000 }, member).join(""));
  }
}

const cases = {
  *rows() {
    yield* repeat(makeRows("chat", 5_000), 256);
  },
  *line() {
    yield Buffer.from('["');
    yield* repeat(Buffer.alloc(MB, "x"), 1_024);
    yield Buffer.from('"]\n');
  },
  // What grows most: each DEL is printed as six bytes, twice over as the keys are out of order.
  *growing() {
    for (let i = 0; i < 4; i += 1) {
      yield Buffer.from('{"b":"');
      yield* repeat(Buffer.alloc(100_000, 0x7f), 159);
      yield Buffer.from('","a":0}\n');
    }
  },
  // What leaves most records: members of few bytes, out of order.
  *members() {
    for (let i = 0; i < 4; i += 1) {
      yield Buffer.from('{"b":0');
      yield* repeat(Buffer.from(',"a":0,"":0'.repeat(10_000)), 140);
      yield Buffer.from("}\n");
    }
  },
  // Lines that are far longer than what is printed of them, or that only the last bytes decide.
  *padding() {
    yield Buffer.from('{"a":');
    yield* repeat(Buffer.alloc(MB, " "), 1_024);
    yield Buffer.from("1}\n");
  },
  *superseded() {
    const value = Buffer.concat([Buffer.from(',"a":"'), Buffer.alloc(MB, "x"), Buffer.from('"')]);
    yield Buffer.from('{"b":0');
    yield* repeat(value, 1_024);
    yield Buffer.from(',"a":1}\n');
  },
  *repeated() {
    yield Buffer.from('{"b":0');
    yield* repeat(Buffer.from(',"a":0,"":0'.repeat(10_000)), 2_000);
    yield Buffer.from("}\n");
  },
  *distinct() {
    yield Buffer.from('{"b":0');
    for (let i = 0; i < 2_000; i += 1) {
      yield Buffer.from(
        Array.from({ length: 10_000 }, (_, n) => `,"${i * 10_000 + n}":0`).join(""),
      );
    }
    yield Buffer.from("}\n");
  },
  // What makes most of the records: as many members as one object may have, in two that are nested and out of order.
  *crowded() {
    yield Buffer.from('{"":0');
    yield* distinctMembers();
    yield Buffer.from(',"x":{"":0');
    for (let i = 0; i < 3; i += 1) yield* distinctMembers();
    yield Buffer.from('},"x":0}\n');
  },
  *fraction() {
    yield Buffer.from("[0.");
    yield* repeat(Buffer.alloc(MB, "3"), 900);
    yield Buffer.from("]\n");
  },
  *fault() {
    yield Buffer.from('["');
    yield* repeat(Buffer.alloc(MB, "x"), 1_024);
    yield Buffer.from('",]\n');
  },
  *levels() {
    yield* repeat(Buffer.alloc(MB, "["), 1_024);
  },
};

async function* stream() {
  for (const chunk of cases[process.argv[2]]()) yield chunk;
}

const found = { rows: 0, bytes: 0, valid: 0, void: 0, undecidable: 0 };
for await (const { length, status } of indexRowStream(stream())) {
  found.rows += 1;
  found.bytes += length;
  found[status] += 1;
}
process.stdout.write(JSON.stringify(found));
