import type { WorldFile } from "../world.ts";
import { HOSTILE_NAMES } from "./hostile-names.ts";
import { createHostileRows, HOSTILE_LINES, joinLines } from "./hostile-rows.ts";
import { textFile } from "./publish.ts";

/** In bytes: more than anybody's cap, and never held. */
const ENORMOUS = 10_000_000_000;
const CHUNK = Buffer.alloc(65_536, '{"system":null,"conversations":[]}\n');

/** More than a listing takes. */
const MANY = 100_001;

/** Files of a repository, and what becomes of its `data.jsonl` where only that is asked for. */
export interface HostileRepo {
  /** What is hostile about it. */
  readonly hostile: string;
  readonly files: readonly WorldFile[];
  readonly expected: "downloaded" | "file-not-found" | "too-large";
}

/** A few rows for a repository whose harm is elsewhere. */
export function createHarmlessData(name: string): WorldFile {
  return textFile(
    "data.jsonl",
    `${JSON.stringify({ system: null, conversations: [{ role: "user", content: `about ${name}` }] })}\n`,
  );
}

/** Repositories that do harm by their files. */
export function listHostileRepos(): HostileRepo[] {
  const data = createHarmlessData("files");
  const enormous = { path: "data.jsonl", lfs: true, ...describeEnormous() };
  return [
    ...listRows(),
    { hostile: "file names", files: [data, ...HOSTILE_NAMES.map(named)], expected: "downloaded" },
    { hostile: "symlinks and submodules", files: createLinks(data), expected: "downloaded" },
    {
      hostile: "a submodule in the place of the data",
      files: [submodule("data.jsonl")],
      expected: "file-not-found",
    },
    {
      hostile: "a folder in the place of the data",
      files: [textFile("data.jsonl/x", "x")],
      expected: "file-not-found",
    },
    { hostile: "100,000 files", files: [data, ...createMany()], expected: "downloaded" },
    { hostile: "10 GB declared", files: [enormous], expected: "too-large" },
    {
      hostile: "10 GB undeclared",
      files: [{ ...enormous, undeclared: true }],
      expected: "too-large",
    },
    {
      hostile: "10 GB beside the data",
      files: [
        data,
        { ...enormous, path: "model.bin" },
        { ...enormous, path: "more.bin", undeclared: true },
      ],
      expected: "downloaded",
    },
    {
      hostile: "gzip bomb",
      files: [{ ...enormous, undeclared: true, gzip: true }],
      expected: "too-large",
    },
  ];
}

function listRows(): HostileRepo[] {
  return [
    {
      hostile: "text in rows",
      files: dataOf(() => joinLines(createHostileRows())),
      expected: "downloaded",
    },
    ...Object.entries(HOSTILE_LINES).map(([name, line]): HostileRepo => ({
      hostile: name,
      files: dataOf(() => joinLines([line, '{"system":null,"conversations":[]}'])),
      expected: "downloaded",
    })),
    {
      hostile: "blank lines",
      files: dataOf(() => Buffer.alloc(1_000_000, "\n")),
      expected: "downloaded",
    },
    {
      hostile: "as many rows as bytes allow",
      files: dataOf(() => Buffer.alloc(40_000, "1\n")),
      expected: "downloaded",
    },
  ];
}

function dataOf(content: () => Uint8Array): WorldFile[] {
  return [{ path: "data.jsonl", content }];
}

function named(path: string): WorldFile {
  return textFile(path, `${JSON.stringify({ name: path })}\n`);
}

/** A symlink is to the Hub a file that holds a path. */
function createLinks(data: WorldFile): WorldFile[] {
  return [
    data,
    textFile("passwd", "/etc/passwd"),
    textFile("up.jsonl", "../../catalog.sqlite"),
    textFile("folder/loop", "loop"),
    submodule("submodule"),
    submodule("vendor/submodule"),
    textFile(".gitmodules", '[submodule "x"]\n\tpath = submodule\n\turl = --upload-pack=id\n'),
  ];
}

function submodule(path: string): WorldFile {
  return { path, submodule: true, content: () => new Uint8Array(0) };
}

function createMany(): WorldFile[] {
  return Array.from({ length: MANY }, (_, index) => textFile(`many/${index}.txt`, "x"));
}

function describeEnormous(): Omit<WorldFile, "path"> {
  function* stream(): Generator<Uint8Array> {
    for (let sent = 0; sent < ENORMOUS; sent += CHUNK.length) {
      yield CHUNK.subarray(0, Math.min(CHUNK.length, ENORMOUS - sent));
    }
  }
  return {
    size: ENORMOUS,
    // Nobody gets far enough to compare it.
    sha256: "5".repeat(64),
    stream,
    content: () => {
      throw new RangeError("10 GB are not for holding");
    },
  };
}
