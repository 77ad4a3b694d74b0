// What is exported: the demo subnet as `pnpm dl` downloads it, and a subnet whose miners wish for nothing but harm.
import { createStore, observeMiners, takeFile } from "@flock-tools/bench/store";
import { createWorld, startDevnet } from "@flock-tools/devnet";
import { indexStore } from "@flock-tools/flock";
import { runApp } from "./run-app.mjs";
import { TEXTS } from "./worlds.mjs";

export async function fillDemo(dataDir) {
  const devnet = await startDevnet({ world: createWorld("demo") });
  try {
    const env = { BT_SUBTENSOR_CHAIN_ENDPOINT: devnet.chain.url, HF_ENDPOINT: devnet.hub.url };
    await runApp("downloader", ["--netuid", "96", "--data-dir", dataDir], env);
  } finally {
    await devnet.close();
  }
}

/** As names of folders, globs, YAML or Markdown each of these would be something else. */
const COMPETITIONS = [
  "1",
  "../../x",
  "*",
  "[a-z]",
  "con",
  "A",
  "a",
  "x y",
  "null",
  "`|<b>",
  "'\"#",
];

const CHAT = { system: null, conversations: [{ role: "user", content: "x" }] };
/** What does not fit the columns, among it what is no JSON. */
const LINES = [
  "",
  "{",
  "[]",
  "NaN",
  '"text"',
  "\ufeff{}",
  "{}",
  '{"system": 1, "conversations": []}',
  '{"system": "\\ud800", "conversations": [{"role": "user", "content": "\\udfff"}]}',
  '{"system": "a", "system": "b", "conversations": [], "conversations": [{"role": "r", "content": "c"}]}',
  '{"conversations": [{"role": "user", "content": null}, {"role": "user"}, 1]}',
  '{ "conversations" : [ { "content" : "\\u0000\\/" , "role" : "user" } ] , "system" : "" }',
  JSON.stringify({ ...CHAT, id: 2 ** 53, extra: { "=1+1": true } }),
  JSON.stringify({ ...CHAT, system: "x😀".repeat(2 ** 18) }),
  JSON.stringify({
    ...CHAT,
    conversations: Array.from({ length: 400 }, () => CHAT.conversations[0]),
  }),
  '{"conversations": 12345678901234567890}\r',
  "[".repeat(2_000),
];

export async function fillHostile(dataDir) {
  const store = createStore(dataDir);
  try {
    const repos = COMPETITIONS.map((_, uid) => `hostile/miner_${uid}`);
    for (const [uid, repoId] of repos.entries()) {
      await takeFile(store, repoId, [Buffer.from(makeFile(uid))]);
    }
    observeMiners(store, repos, { competitionOf: (uid) => COMPETITIONS[uid] });
    await indexStore(store);
  } finally {
    store.close();
  }
}

/** Each begins with another line. */
function makeFile(uid) {
  const chats = TEXTS.map((text) =>
    JSON.stringify({ system: text, conversations: [{ role: text, content: text }] }),
  );
  const lines = [...chats, ...LINES];
  return [...lines.slice(uid), ...lines.slice(0, uid)].map((line) => `${line}\n`).join("");
}
