import { resolve } from "node:path";
import { formatCount, quoteArgument, readHubCache } from "@flock-tools/cli";
import {
  checkHfCacheFolder,
  DATA_FILE,
  type HfCacheReport,
  listHfCacheSnapshots,
  type SyncReport,
  writeHfCache,
} from "@flock-tools/flock";
import type { Store } from "@flock-tools/store";
import type { DownloadContext } from "./session.ts";

/** The cache of huggingface_hub that a run was asked to fill. */
export interface HfCache {
  write(store: Store, report: SyncReport): Promise<HfCacheReport>;
}

/**
 * What `--hf-cache` asks for; undefined without it. That the folder can be written is seen before the download.
 *
 * @throws FlockError HF_CACHE_NOT_WRITABLE, HF_CACHE_FULL
 */
export async function openHfCache(context: DownloadContext): Promise<HfCache | undefined> {
  const { options, env, cwd, signal, output } = context;
  if (options.hfCache === undefined) return undefined;
  const { folder: usual, noSymlinks } = readHubCache({ env, cwd });
  const folder = options.hfCache === true ? usual : resolve(cwd, options.hfCache);
  await checkHfCacheFolder(folder);
  return {
    async write(store, report) {
      output.status("laying out the cache");
      const snapshots = listHfCacheSnapshots(report);
      const symlinks = noSymlinks ? false : undefined;
      const written = await writeHfCache(store, { folder, snapshots, symlinks, signal });
      output.status(undefined);
      const [first, ...others] = written.leftOut;
      if (first !== undefined) {
        const more = others.length === 0 ? "" : `, and ${formatCount(others.length)} more`;
        const file = `${first.repoId}/${first.path}`;
        output.warn(`left out of ${folder}, where it cannot have its name: ${file}${more}`);
      }
      return written;
    },
  };
}

export interface FormatPythonCommandOptions {
  readonly miners: SyncReport["miners"];
  /** The cache, unless it is where Python looks for it. */
  readonly folder: string | undefined;
}

/** What to type to have Python find a data set without a request; undefined where there is none. */
export function formatPythonCommand({
  miners,
  folder,
}: FormatPythonCommandOptions): string | undefined {
  const miner = miners.find((outcome) => "sha256" in outcome && outcome.sha256 !== undefined);
  if (miner?.repoId === undefined || miner.commit === undefined) return undefined;
  const where = folder === undefined ? "" : `HF_HUB_CACHE=${quoteArgument(folder)} `;
  const code =
    "from huggingface_hub import hf_hub_download as get; " +
    `print(get("${miner.repoId}", "${DATA_FILE}", repo_type="dataset", revision="${miner.commit}"))`;
  return `${where}HF_HUB_OFFLINE=1 python3 -c ${quoteArgument(code)}`;
}
