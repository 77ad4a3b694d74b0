// Rows to be written and read back: every text, number, time and list that has broken a reader or a writer.
import { createRowSchema } from "@flock-tools/tabular";

const MB = 2 ** 20;
const BATCH = 500;

export const TEXTS = [
  "",
  " ",
  "a\0b",
  "\0",
  "\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u{1f1e9}\u{1f1ea} \u{10ffff}",
  "\u202eabc\u202c \u2066def\u2069 \u05d0\u200f",
  "e\u0301 is not \u00e9",
  "\ufeffmark",
  "one\ntwo\r\nthree\rfour\n",
  "\r",
  "\n",
  "\u2028\u2029\u0085\v\f",
  'tab\t"quotes", commas; and \\ and /',
  '"',
  '""',
  "'",
  "\u001b[31m\u007f\u0080\u0001",
  "\ud7ff\ue000\ufffd\ufffe\uffff",
  "null",
  "NULL",
  "NaN",
  "NA",
  "None",
  "\\N",
  "true",
  "007",
  "1e400",
  "9007199254740993",
  "2026-11-23",
  "{}",
  "[]",
  "<script>alert(1)</script> ${x} %s {{y}}",
  "東京 数据集 naïve",
];

/** What a spreadsheet would calculate, and what looks as if it had been kept from that already. */
const FORMULAS = [
  "=1+1",
  "+1+1",
  "-1+1",
  "@SUM(1,1)",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  " =1+1",
  "\uff1d1+1",
  "\uff0b1+1",
  "\uff0d1+1",
  "\uff201+1",
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://127.0.0.1/"&A1,"here")',
  '=1+1","=2+2',
  "'=1+1",
  "''=1+1",
  "'",
  "''",
];

const BLOCKS = [0n, 7_000_000n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), -1n];
// In microseconds: the first and last that Python has, the last before 1970, and others.
const TIMES = [
  -62_135_596_800_000_000n,
  253_402_300_799_999_999n,
  -1n,
  0n,
  -86_400_000_000n,
  1_773_151_200_123_456n,
];
const SHARES = [1, 1 / 3, 0.1 + 0.2, 5e-324, Number.EPSILON, 0.8];

/** Lists of messages, in either form in which a cell may have them. */
const LISTS = [
  [],
  [{ role: "user", content: "" }],
  [{ role: null, content: null }],
  [
    { role: "user", content: null },
    { role: null, content: "x" },
    { role: "", content: "" },
  ],
  Array.from({ length: 400 }, (_, i) => ({ role: i % 2 ? "assistant" : "user", content: `${i}` })),
  [{ role: "user", content: "é\u{1f600}\n".repeat(MB / 7) }],
  { json: Buffer.from("[]") },
  { json: Buffer.from('[ { "content" : "\\u0000\\ud83d\\ude00\\/" ,\n"role":"\\u0075ser" } ]') },
  { json: Buffer.from('[{"role":null,"content":"a"},{"content":null,"role":"b"}]') },
];

const hex = (i) => i.toString(16).padStart(64, "0");

function makeRow(i) {
  const pick = (values) => values[i % values.length];
  const text = pick(TEXTS);
  return {
    netuid: 96,
    uid: i % 256,
    hotkey: `5Hot${i}`,
    coldkey: `5Cold${i % 7}`,
    namespace: "miner/data",
    revision: "5".repeat(40),
    competition_id: "1",
    commitment_block: pick(BLOCKS),
    first_seen_block: 7_000_000,
    observed_at: pick(TIMES),
    row_index: i,
    row_sha256: hex(i),
    canonical_sha256: hex(i),
    system: text,
    conversations: [
      { role: "user", content: text },
      { role: "assistant", content: `${i}` },
    ],
    raw: null,
    n_turns: 2,
    n_chars: text.length + 1,
    valid: true,
    cluster_id: null,
    is_first: true,
    nearest_uid: null,
    similarity: null,
  };
}

const NOTHING = {
  canonical_sha256: null,
  system: null,
  conversations: null,
  n_turns: null,
  n_chars: null,
  valid: false,
  is_first: false,
};

function listHostileRows() {
  const large = "x😀".repeat(MB / 5);
  const changes = [
    ...[...TEXTS, ...FORMULAS].flatMap((text) => [
      { system: text, conversations: [{ role: text, content: text }] },
      { ...NOTHING, raw: text, namespace: text, competition_id: text },
      {
        system: { json: Buffer.from(JSON.stringify(text)) },
        conversations: { json: Buffer.from(JSON.stringify([{ role: "user", content: text }])) },
      },
    ]),
    ...LISTS.map((conversations) => ({ conversations })),
    ...[...BLOCKS, 5, -5].map((first_seen_block) => ({ first_seen_block })),
    ...TIMES.map((observed_at) => ({ observed_at })),
    ...SHARES.map((similarity, i) => ({ similarity, cluster_id: i, nearest_uid: 255 - i })),
    { system: large, raw: large },
    { system: { json: Buffer.from(JSON.stringify(large)) } },
    { system: { json: Buffer.from('"\\u0000\\u001f\\/\\ud83d\\ude00\\u00e9"') } },
    { netuid: -(2 ** 31), uid: 2 ** 31 - 1, row_index: Number.MAX_SAFE_INTEGER },
  ];
  return changes.map((change, i) => ({ ...makeRow(i), ...change }));
}

const MANY_GROUPS = [20_480, 520];

/** More than a row group. */
function* listManyRows() {
  const [whole, rest] = MANY_GROUPS;
  for (let i = 0; i < whole + rest; i += 1) yield makeRow(i);
}

/** What fits parquetjs-lite: integers that JavaScript's numbers hold, and no time before 1970. */
function listFlatRows() {
  return listHostileRows().map((row) => ({
    ...row,
    commitment_block: toSafe(row.commitment_block),
    first_seen_block: toSafe(row.first_seen_block),
    observed_at: row.observed_at < 0n ? -row.observed_at : row.observed_at,
  }));
}

function toSafe(value) {
  return Number.isSafeInteger(Number(value)) ? value : Number.MAX_SAFE_INTEGER;
}

function listFormulaRows() {
  return FORMULAS.map((text, i) => ({ ...makeRow(i), system: text, raw: text, namespace: text }));
}

async function* toBatches(rows, { columns }) {
  let batch = [];
  for (const row of rows) {
    batch.push(columns.map(({ name }) => row[name]));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function createWorld(name, { list, groups, dupes = true }) {
  const schema = createRowSchema({ dupes });
  return { name, schema, groups, open: () => toBatches(list(), schema) };
}

/** Each opens its rows as often as it is asked to. */
export const WORLDS = {
  hostile: createWorld("hostile rows", { list: listHostileRows }),
  many: createWorld("many rows", { list: listManyRows, groups: MANY_GROUPS, dupes: false }),
  flat: createWorld("flat rows", { list: listFlatRows }),
  formulas: createWorld("formulas rows", { list: listFormulaRows, dupes: false }),
};
