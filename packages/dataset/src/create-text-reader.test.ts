import { describe, expect, it } from "vitest";
import { createTextReader } from "./create-text-reader.ts";

const A = Buffer.from('{"conversations":[{"content":"a"}]}');
const WIDE = Buffer.from('{"conversations":[{"content":"é"},{"content":"b"}],"n":NaN}');

describe("createTextReader", () => {
  it("adds the texts of the rows that it is given", () => {
    const reader = createTextReader();
    expect(reader.read(A)).toBe("text");
    expect(reader.read(Buffer.from("{}"))).toBe("without-text");
    expect(reader.read(Buffer.from("{]"))).toBe("error");
    expect(reader.read(Buffer.from(" "))).toBe("error");
    expect(reader.read(WIDE)).toBe("text");
    expect(reader.size()).toBe(5);
    expect(reader.take()).toEqual({
      bytes: new Uint8Array(Buffer.from("aé\nb")),
      offsets: Uint32Array.of(0, 1, 5),
      rows: Uint32Array.of(0, 4),
    });
    expect(reader.summary()).toEqual({ rows: 5, texts: 2, withoutText: 1, errors: 2 });
  });

  it("goes on after texts were taken", () => {
    const reader = createTextReader({ text: { kind: "column", path: "a" } });
    expect(reader.take()).toMatchObject({ offsets: Uint32Array.of(0), rows: new Uint32Array(0) });
    reader.read(Buffer.from('{"a":"one"}'));
    const kept = reader.take();
    reader.read(Buffer.from('{"a":"two"}'));
    const lent = reader.take({ lend: true });
    expect(Buffer.from(lent.bytes).toString()).toBe("two");
    expect(lent.rows).toEqual(Uint32Array.of(1));
    reader.read(Buffer.from('{"a":"xyz"}'));
    expect(Buffer.from(lent.bytes).toString()).toBe("xyz");
    expect(Buffer.from(kept.bytes).toString()).toBe("one");
  });

  it("takes a line end within a row for what it is in JSON", () => {
    const reader = createTextReader();
    expect(
      reader.read(
        Buffer.from(
          '{"conversations":\\n[{"content":\\r\\n"a"}]}\\r'
            .replaceAll("\\n", "\n")
            .replaceAll("\\r", "\r"),
        ),
      ),
    ).toBe("text");
    expect(reader.read(Buffer.concat([A, Buffer.from("\n"), A]))).toBe("error");
    expect(reader.read(Buffer.concat([A, Buffer.from("\n")]))).toBe("text");
    expect(Buffer.from(reader.take().bytes).toString()).toBe("aa");
  });

  it("holds no more of a row than the cap", () => {
    const reader = createTextReader({ caps: { lineBytes: A.length } });
    expect(reader.read(A)).toBe("text");
    expect(reader.read(Buffer.concat([A, Buffer.from(" ")]))).toBe("error");
    expect(() => createTextReader({ caps: { lineBytes: 0 } })).toThrow(RangeError);
  });
});
