import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { sniffFormat } from "./sniff-format.ts";

it.each([
  ["gzip", gzipSync('{"a":1}\n')],
  ["zstd", Buffer.from("28b52ffd04", "hex")],
  ["zip", Buffer.from("PK\u0003\u0004rest")],
  ["parquet", Buffer.from("PAR1....")],
  [
    "git-lfs-pointer",
    Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
  ],
  ["utf-16", Buffer.from('\ufeff{"a":1}', "utf16le")],
  ["utf-16", Buffer.from('\ufeff{"a":1}', "utf16le").swap16()],
  ["utf-16", Buffer.from('{"a":1}', "utf16le")],
  ["utf-16", Buffer.from('{"a":1}', "utf16le").swap16()],
  ["utf-8-bom", Buffer.from('\ufeff{"a":1}')],
  ["html", Buffer.from("\n<!DOCTYPE html><html>")],
  ["html", Buffer.from("<html lang=en>")],
  ["binary", Buffer.from("00000000ff00017a", "hex")],
  [undefined, Buffer.from('{"a":1}\n')],
  [undefined, Buffer.from("plain words")],
  [undefined, Buffer.alloc(0)],
])("takes it for %s", (format, bytes) => {
  expect(sniffFormat(bytes)).toBe(format);
});
