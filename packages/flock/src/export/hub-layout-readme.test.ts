import { createRowSchema, ROW_COLUMNS } from "@flock-tools/tabular";
import * as fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createHubMiner } from "../../testing/create-hub-miner.ts";
import type { ExportMiner, ExportPlan } from "./export-plan.ts";
import { planHubLayout } from "./hub-layout.ts";
import {
  createHubReadme,
  type CreateHubReadmeOptions,
  type WrittenHubFile,
} from "./hub-layout-readme.ts";
import { toMarkdownCode, toYamlString } from "./hub-layout-text.ts";

function createPlan(miners: readonly ExportMiner[], changes: Partial<ExportPlan> = {}): ExportPlan {
  return {
    netuid: 96,
    block: {
      number: 5_000,
      hash: `0x${"ab".repeat(32)}`,
      timestamp: Date.UTC(2026, 2, 10, 12, 30),
    },
    ruleSet: "2026-02",
    range: { since: undefined, until: undefined, isEstimated: false },
    miners,
    leftOut: [],
    unmatched: [],
    rows: 0,
    bytes: 0,
    mostRows: 0,
    ...changes,
  };
}

function write(plan: ExportPlan, rows: (miner: ExportMiner) => number): WrittenHubFile[] {
  return planHubLayout(plan).map((file) => ({ ...file, rows: rows(file.miner), bytes: 500 }));
}

function createReadme(
  miners: readonly ExportMiner[],
  changes: Partial<CreateHubReadmeOptions> = {},
): string {
  const plan = createPlan(miners);
  const files = write(plan, (miner) => miner.rows);
  return createHubReadme({ plan, schema: createRowSchema(), files, ...changes });
}

/** The front matter as data, and the rest. */
function cut(readme: string): { readonly data: unknown; readonly body: string } {
  const [, matter = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(readme) ?? [];
  return { data: parse(matter), body };
}

const render = (markdown: string): string =>
  micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });

/** Names of all elements that a browser would see. */
const tagsOf = (html: string): string[] =>
  [
    ...new Set(Array.from(html.matchAll(/<[/!?]?([A-Za-z-]*)[^>]*>/g), ([, name = ""]) => name)),
  ].toSorted();

const PLAIN_TAGS = tagsOf(render(cut(createReadme([createHubMiner({ uid: 1 })])).body));

describe("createHubReadme", () => {
  const miners = [
    createHubMiner({ uid: 1, competitionId: "7", rows: 1_200 }),
    createHubMiner({ uid: 2, competitionId: "7", rows: 300 }),
    createHubMiner({ uid: 3, competitionId: "Eight", rows: 90 }),
    createHubMiner({ uid: 4, competitionId: "9", rows: 5 }),
  ];

  it("has a configuration a competition that has rows", () => {
    const plan = createPlan(miners);
    const files = write(plan, ({ uid, rows }) => (uid === 4 ? 0 : rows));
    const { data } = cut(createHubReadme({ plan, schema: createRowSchema(), files }));
    expect(data).toEqual({
      pretty_name: "Data sets of Bittensor subnet 96",
      license: "other",
      license_name: "unknown",
      task_categories: ["text-generation"],
      tags: ["bittensor", "flock-off"],
      size_categories: ["1K<n<10K"],
      configs: [
        { config_name: "7", data_files: [{ split: "train", path: "data/7/*.parquet" }] },
        {
          config_name: "_45ight",
          data_files: [{ split: "train", path: "data/_45ight/*.parquet" }],
        },
      ],
    });
  });

  it.each([
    [1, "n<1K"],
    [999, "n<1K"],
    [1_000, "1K<n<10K"],
    [9_999, "1K<n<10K"],
    [10_000, "10K<n<100K"],
    [999_999, "100K<n<1M"],
    [1_000_000, "1M<n<10M"],
  ])("puts %d rows into the class %s", (rows, size) => {
    const { data } = cut(createReadme([createHubMiner({ uid: 1, rows })]));
    expect(data).toMatchObject({ size_categories: [size] });
  });

  it("says what it is, of when, and how much of whom", () => {
    const readme = createReadme(miners);
    expect(readme).toContain(
      `1595 rows of 4 miners, as their commitments stood at block 5000 (\`0x${"ab".repeat(32)}\`) of 2026-03-10 12:30 UTC.`,
    );
    expect(readme).toContain('load_dataset("<this repository>", "7", split="train")');
    expect(readme).toContain("| `7` | `7` | 2 | 1500 | 1000 |");
    expect(readme).toContain("| `Eight` | `_45ight` | 1 | 90 | 500 |");
    expect(readme).toContain(
      `| 3 | \`5Hot3\` | \`miner3/data\` | \`${"0123abcd".repeat(5)}\` | 903 | 90 | \`data/_45ight/uid-003-0123abcd.parquet\` |`,
    );
    expect(readme).toContain("All rows of the files are here");
  });

  it("describes the columns by the schema's own words", () => {
    const readme = createReadme(miners, { schema: createRowSchema({ dupes: true }) });
    for (const { name, description } of createRowSchema({ dupes: true }).columns) {
      expect(readme).toMatch(new RegExp(`^\\| \`${name}\` \\| .* \\|$`, "m"));
      expect(readme).toContain(description.replaceAll("|", "\\|"));
    }
    expect(createReadme(miners)).not.toContain("nearest_uid");
    const cells = render(cut(createReadme(miners)).body).match(/<td/g);
    expect(cells).toHaveLength(3 * 5 + 4 * 7 + ROW_COLUMNS.length * 4);
  });

  it("says that a row is a message where it is", () => {
    const turn = {
      name: "turn_index",
      type: "int32",
      nullable: false,
      description: "Place of the message.",
    } as const;
    const schema = { name: "flock-turns", version: 1, columns: [turn] };
    const sentence = "Each message is a row of its own here";
    expect(createReadme(miners, { schema })).toContain(sentence);
    expect(createReadme(miners)).not.toContain(sentence);
  });

  it("says how rows were chosen, and who was left out", () => {
    const plan = createPlan(miners, {
      range: { since: 100, until: 4_000, isEstimated: false },
      leftOut: ["gated", "no-commitment", "gated"].map((reason, place) => ({
        uid: 10 + place,
        hotkey: "5Hot",
        coldkey: "5Cold",
        repoId: undefined,
        competitionId: undefined,
        commitmentBlock: undefined,
        reason,
        verdict: undefined,
      })),
    });
    const readme = createHubReadme({
      plan,
      schema: createRowSchema(),
      files: write(plan, ({ rows }) => rows),
      selection: { uids: [1, 2], minTurns: 2, only: "unique", sample: 50, seed: 3n, limit: 20 },
      where: "n_chars > 5 and system like '%`|<b>%'",
    });
    const [, chosen = ""] = /## How rows were chosen\n\n(.*?)\n\n##/s.exec(readme) ?? [];
    expect(chosen.split("\n").slice(2)).toEqual([
      "1. Miners with these uids: `1`, `2`.",
      "1. Commitments of block 100 or later.",
      "1. Commitments of block 4000 or earlier.",
      "1. Rows of at least 2 messages.",
      "1. Of rows that are the same as data the first: by the commitment's block, then by uid, then by its place in the file.",
      "1. Rows for which this SQL expression is true: `n_chars \\u{3e} 5 and system like '%\\u{60}\\u{7c}\\u{3c}b\\u{3e}%'`.",
      "1. A draw of 50 rows with the seed `3`.",
      "1. The first 20 rows.",
    ]);
    expect(readme).toContain(
      "Others were left out, for these reasons:\n\n- `gated`: 2\n- `no-commitment`: 1\n",
    );
  });

  it("is the same text for the same input, and says so where there are no rows", () => {
    expect(createReadme(miners)).toBe(createReadme(miners));
    const readme = createReadme([]);
    expect(cut(readme).data).not.toHaveProperty("configs");
    expect(readme).toContain("There are no rows.");
  });
});

const HOSTILE = [
  "\n---\nlicense: mit\n",
  "---",
  '"\n- config_name: evil',
  "`</code><script>alert(1)</script>`",
  "```\n# heading",
  "|a|b|",
  "](https://evil.example)",
  "![x](https://evil.example/x.png)",
  "<img src=x onerror=alert(1)>",
  "<!-- ",
  "&lt;b&gt;",
  "\u202ertl\u2066",
  "www.evil.example",
  "https://evil.example",
  "a@evil.example",
  "\\`x\\`",
  "[^1]",
  "~~x~~ **x** _x_",
  "\0\u0085\u2028\ud800",
  " leading and trailing ",
  "",
];

describe("what miners wrote", () => {
  it.each(HOSTILE)("does nothing in the card: %j", (text) => {
    const hostile = createHubMiner({
      uid: 6,
      repoId: `a/${text}`,
      hotkey: text,
      competitionId: `c${text}`,
    });
    const readme = createReadme([createHubMiner({ uid: 1 }), hostile]);
    const { data, body } = cut(readme);
    const plain = createReadme([createHubMiner({ uid: 1 }), createHubMiner({ uid: 6 })]);
    expect(data).toMatchObject({
      license: "other",
      configs: [{ config_name: "7" }, { config_name: expect.stringMatching(/^c[a-z0-9._-]*$/) }],
    });
    expect(Object.keys(data as object)).toEqual(Object.keys(cut(plain).data as object));
    const html = render(body);
    expect(tagsOf(html)).toEqual(PLAIN_TAGS);
    expect(html.match(/<tr>/g)).toHaveLength(
      (render(cut(plain).body).match(/<tr>/g) ?? []).length + 1,
    );
    expect(readme).toMatch(/^[\n -~]*$/);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom(...HOSTILE, "`", "|", "\\", " ", "a")).map((parts) => parts.join("")),
);

describe("toMarkdownCode", () => {
  it("is one code span of plain ASCII, whatever the text and wherever it stands", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const code = toMarkdownCode(text);
        expect(code).toMatch(/^`[ -_a-~]+`$/);
        const inner = code.slice(1, -1);
        const escaped = inner.replaceAll('"', "&quot;");
        expect(render(`x ${code} y`)).toBe(`<p>x <code>${escaped}</code> y</p>`);
        const table = render(`| a | b |\n| --- | --- |\n| ${code} | 1 |`);
        expect(table).toContain(`<td><code>${escaped}</code></td>\n<td>1</td>`);
      }),
      { numRuns: 500 },
    );
  });
});

describe("toYamlString", () => {
  it("reads back as it was", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const scalar = toYamlString(text);
        expect(scalar).toMatch(/^[ -~]*$/);
        expect(parse(`a: ${scalar}\nb: 1`)).toEqual({ a: Buffer.from(text).toString(), b: 1 });
      }),
      { numRuns: 500 },
    );
  });
});
