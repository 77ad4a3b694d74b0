import type { FolderFile } from "./file-writer.ts";
import type { Mix, MixCounts, MixMiner, MixSettings } from "./mix.ts";

/** What a mix is, as JSON: what it was made of and how, and its files. Nothing in it hangs on the clock or the machine. */
export function createMixManifest(mix: Mix, files: readonly FolderFile[]): string {
  const manifest = {
    schema: 1,
    mix: { name: "flock-mix", version: 1 },
    metadata: describeMetadata(mix),
    settings: describeSettings(mix.settings),
    totals: {
      ...describeCounts(mix.counts),
      clusters: mix.clusters,
      largest_cluster: mix.largestCluster,
      without_text: mix.withoutText,
    },
    miners: mix.miners.map(describeMiner),
    left_out: mix.leftOut.map(({ uid, hotkey, reason }) => ({ uid, hotkey, reason })),
    files: files.map(({ name, rows, bytes, sha256 }) => ({
      path: name,
      format: "jsonl",
      rows,
      bytes,
      sha256,
    })),
    notes: NOTES,
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function describeMetadata({ netuid, genesis, block }: Mix): Record<string, unknown> {
  return {
    netuid,
    genesis,
    block: block.number,
    block_hash: block.hash,
    observed_at: new Date(block.timestamp).toISOString(),
  };
}

function describeSettings(settings: MixSettings): Record<string, unknown> {
  const { dedupe, threshold, includeSystem, quota, seed, validation } = settings;
  return {
    dedupe,
    threshold,
    include_system: includeSystem,
    quota: quota ?? null,
    seed,
    validation,
  };
}

const NOTES = [
  "Lines are what miners published, byte for byte; nobody has checked what they say, and their licences are the miners'.",
  "Of twins the row that was first is kept: by the commitment's block, then by uid, then by its place in the file.",
  "No row of one split has a twin at the threshold or above it in the other, nor hangs together with one through others that are kept.",
  "Rows that have no text, or one without a word, are twins of equal rows only.",
  "The order of lines and both draws come from SHA-256 of the seed and what a row says.",
];

function describeCounts({ tooLong, overQuota, ...counts }: MixCounts): Record<string, number> {
  const { rows, invalid, duplicates, train, validation } = counts;
  return {
    rows,
    invalid,
    too_long: tooLong,
    duplicates,
    over_quota: overQuota,
    train,
    validation,
  };
}

function describeMiner(miner: MixMiner): Record<string, unknown> {
  const { uid, hotkey, repoId, competitionId, commit, commitmentBlock, counts } = miner;
  return {
    uid,
    hotkey,
    namespace: repoId,
    competition_id: competitionId,
    revision: commit,
    commitment_block: commitmentBlock,
    ...describeCounts(counts),
  };
}
