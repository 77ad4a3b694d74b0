import type { WorldFile, WorldRepo } from "../world.ts";
import type { Publisher } from "./cast.ts";
import { ADJECTIVES, NOUNS } from "./chat-words.ts";
import { type DataSet, writeDataSet } from "./data-set.ts";
import { pickRows } from "./miner-data.ts";
import type { Pool } from "./pool.ts";
import type { Random } from "./random.ts";

const COMPETITION_ID = "1";

/** What a miner commits to, and the repository if there is one. */
export interface Publication {
  readonly repoId: string;
  /** The commit hash that the commitment names or leads to. */
  readonly commit: string;
  /** The text of the commitment. */
  readonly text: string;
  readonly repo: WorldRepo | undefined;
}

export interface PublishOptions {
  readonly uid: number;
  readonly dataSet: DataSet;
  readonly pool: Pool;
  readonly random: Random;
}

/** Gives a data set a repository and writes the commitment that names it. */
export function publish(role: Publisher, options: PublishOptions): Publication {
  const { uid, random } = options;
  const repoId = nameRepo(random, uid);
  const commit = random.hex(40);
  const committed = role.flaw === "unknown-revision" ? random.hex(40) : commit;
  const revision = {
    commit: committed,
    prefix: committed.slice(0, 7),
    main: "main",
    None: "None",
  }[role.revision ?? "commit"];
  return {
    repoId,
    commit: committed,
    text: `${repoId}:${COMPETITION_ID}:${revision}${role.suffix ?? ""}`,
    repo: role.flaw === "missing" ? undefined : createRepo(role, { ...options, repoId, commit }),
  };
}

function createRepo(
  { lfs = false, revision = "commit", flaw }: Publisher,
  { repoId, commit, dataSet, pool, random }: PublishOptions & { repoId: string; commit: string },
): WorldRepo {
  const path = flaw === "other-file" ? "train.jsonl" : "data.jsonl";
  const describe = (data: DataSet, version: number): WorldFile[] => [
    textFile(".gitattributes", lfs ? "*.jsonl filter=lfs diff=lfs merge=lfs -text\n" : "* text\n"),
    textFile("README.md", `---\nlicense: mit\n---\n# ${repoId}\n\nVersion ${version}.\n`),
    { path, lfs, content: () => writeDataSet(data) },
    textFile("docs/method.md", `Rows of version ${version} were chosen by hand.\n`),
  ];
  const commits: Record<string, readonly WorldFile[]> = { [commit]: describe(dataSet, 1) };
  // Many miners go on working on `main`: only the commitment's own commit has the rows it is judged by.
  const movesOn = revision === "commit" && random.next() < 0.3;
  const head = movesOn ? random.hex(40) : commit;
  if (movesOn) {
    const rows = pickRows(pool, random, { count: 20 });
    commits[head] = describe({ rows, endsWithNewline: true }, 2);
  }
  return { id: repoId, gated: flaw === "gated", refs: { main: head }, commits };
}

/** A file of a few fixed words. */
export function textFile(path: string, text: string): WorldFile {
  return { path, content: () => Buffer.from(text) };
}

function nameRepo(random: Random, uid: number): string {
  const namespace = `${random.pick(ADJECTIVES)}-${random.pick(NOUNS)}`;
  return `${namespace}/${random.pick(NOUNS)}-chat-${uid}`;
}
